package loaders

import (
	"strings"

	"sightline/timeline"
)

// Agencies is an AgencyTable of agencies held in memory. It is safe for concurrent use.
type Agencies struct {
	byORI    map[string]timeline.Agency
	byPrefix map[string]prefixCounty
}

// prefixCounty is what the agencies of a five-character ORI prefix say about their county.
type prefixCounty struct {
	county, state string
	agree, of     int
}

// NewAgencies returns a table of the given agencies. Of agencies of one prefix that name a county, the county named
// most often is the prefix's, the first in the alphabet when counties are named equally often. An agency that lies in
// several counties, "SHELBY; JEFFERSON", names each of them.
func NewAgencies(all []timeline.Agency) *Agencies {
	type named struct{ county, state string }
	t := &Agencies{byORI: make(map[string]timeline.Agency, len(all)), byPrefix: map[string]prefixCounty{}}
	votes := map[string]map[named]int{}
	voters := map[string]int{}
	for _, a := range all {
		t.byORI[a.ORI] = a
		if len(a.ORI) < 5 || a.County == "" || a.State == "" {
			continue
		}
		prefix := a.ORI[:5]
		if votes[prefix] == nil {
			votes[prefix] = map[named]int{}
		}
		voters[prefix]++
		for county := range strings.SplitSeq(a.County, ";") {
			votes[prefix][named{strings.TrimSpace(county), a.State}]++
		}
	}
	for prefix, counties := range votes {
		var best prefixCounty
		for c, n := range counties {
			if n > best.agree || n == best.agree && c.county < best.county {
				best.county, best.state, best.agree = c.county, c.state, n
			}
		}
		best.of = voters[prefix]
		t.byPrefix[prefix] = best
	}
	return t
}

// Agency returns the agency with an ORI.
func (t *Agencies) Agency(ori string) (timeline.Agency, bool) {
	a, ok := t.byORI[ori]
	return a, ok
}

// PrefixCounty returns the county that most agencies of a prefix lie in; see AgencyTable.
func (t *Agencies) PrefixCounty(prefix string) (county, state string, agree, of int, ok bool) {
	p, ok := t.byPrefix[prefix]
	return p.county, p.state, p.agree, p.of, ok
}
