package loaders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// PointChecker says whether a position can lie in a county; why says what speaks against it.
type PointChecker interface {
	CheckPoint(p orb.Point, state, county string) (ok bool, why string)
}

// AgencySink takes the agencies of a table in the order of the file.
type AgencySink interface {
	Agency(context.Context, timeline.Agency) error
	Reject(context.Context, timeline.Reject) error
}

const (
	// agencyRadius is how well an agency's office is known by a position of an agency table.
	agencyRadius geo.Meters = 1000
	// countyRadius stands in for a county's radius where the gazetteer does not know the county.
	countyRadius geo.Meters = 40_000
	// tooFar is how far an agency may be from its county's centre before its position is not believed.
	tooFar geo.Meters = 100_000
)

// agencyColumns says whether a table's columns are enough for agencies.
func agencyColumns(c *columns) bool { return c.has("ori") && c.has("name", "lat", "county") }

// LoadAgencies reads a table of agencies: ORI, name, type, county, state, ZIP, latitude, longitude, precision. A
// position that is none, or lies more than 100 km from its county, is replaced by the county's, which is noted. If
// gazetteer is also a PointChecker it is asked instead of measuring from the county's centre.
func LoadAgencies(ctx context.Context, in Input, gazetteer Gazetteer, sink AgencySink) (Tally, error) {
	var tally Tally
	var notes notes
	src, err := openText(in, &notes)
	if err != nil {
		return Tally{}, err
	}
	t, err := openTable(ctx, src, agencyAliases(), agencyColumns, "a column for the ORI and one for name, county or position", &notes)
	if err != nil {
		return Tally{}, err
	}
	rows := textRows{t, &notes}
	for {
		r, err := rows.next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Tally{}, fmt.Errorf("%s: %w", in.Name, err)
		}
		tally.Read++
		agency, field, reason := readAgency(&r, rows.columns(), gazetteer, &notes)
		if reason != "" {
			tally.Rejected++
			err = sink.Reject(ctx, newReject(r.line, r.text, field, reason))
		} else {
			tally.Taken++
			err = sink.Agency(ctx, agency)
		}
		if err != nil {
			return Tally{}, err
		}
	}
	tally.Notes = notes.list
	return tally, nil
}

// readAgency reads one row. reason says why it is no agency.
func readAgency(r *row, c *columns, g Gazetteer, notes *notes) (a timeline.Agency, field, reason string) {
	if r.fault != "" {
		return a, "", r.fault
	}
	raw := r.value(c, "ori")
	ori, ok := normalizeORI(raw)
	if !ok || len(ori) != 9 {
		return a, "ori", fmt.Sprintf("%q is not an ORI: write two letters and seven letters or digits", raw)
	}
	a = timeline.Agency{ORI: ori, Name: r.value(c, "name"), Kind: r.value(c, "kind"), County: r.value(c, "county"), ZIP: r.value(c, "zip")}
	state := ncicStates()[ori[:2]]
	a.State = uspsStates()[strings.ToUpper(r.value(c, "state"))]
	if a.State == "" {
		a.State = state.usps
	} else if state.usps != "" && state.usps != a.State {
		notes.add("agencies whose state is not that of their ORI", 1)
	}
	a.Where = agencyWhere(&a, r, c, g, notes)
	return a, "", ""
}

// agencyWhere is the position of an agency's row, checked against its county.
func agencyWhere(a *timeline.Agency, r *row, c *columns, g Gazetteer, notes *notes) timeline.Where {
	if is := genericORI(a.ORI); is != "" {
		notes.add("ORIs that name no place", 1)
		return unlocated(is + ", not a place")
	}
	latText, lonText := r.value(c, "lat"), r.value(c, "lon")
	if latText == "" && lonText == "" {
		notes.add("agencies without a position", 1)
		return countyOf(a, g, "the agency table gives no position")
	}
	lat, latDecimals, okLat := parseDegrees([]byte(latText))
	lon, lonDecimals, okLon := parseDegrees([]byte(lonText))
	reason := ""
	if !okLat || !okLon {
		reason = fmt.Sprintf("%s, %s is not a position", latText, lonText)
	} else if _, why := checkPosition(lat, lon, nil); why != "" {
		reason = why
	} else if why := farFromCounty(a, orb.Point{lon, lat}, g); why != "" {
		reason = why
	}
	if reason != "" {
		notes.add("agency positions not believed", 1)
		return countyOf(a, g, "the table's position was not used: "+reason)
	}
	w := timeline.Where{Point: orb.Point{lon, lat}, Class: timeline.ClassAgency, State: a.State,
		Radius: max(agencyRadius, radiusOf(min(latDecimals, lonDecimals))), Basis: "position in the agency table"}
	if strings.EqualFold(r.value(c, "precision"), "county") {
		w.Class, w.Radius, w.Basis = timeline.ClassCounty, countyRadius, "the agency table gives its county's position"
		if in, ok := oneCounty(a, g); ok {
			w.Radius = in.Radius
		}
	}
	return fillIn(w, g)
}

// farFromCounty says why a position cannot be that of an agency of its county, "" when it can or nothing tells.
func farFromCounty(a *timeline.Agency, p orb.Point, g Gazetteer) string {
	if check, ok := g.(PointChecker); ok {
		why := ""
		for county := range strings.SplitSeq(a.County, ";") {
			fine, reason := check.CheckPoint(p, a.State, strings.TrimSpace(county))
			if fine {
				return ""
			}
			why = reason
		}
		return why
	}
	county, ok := oneCounty(a, g)
	if !ok {
		return ""
	}
	if d := geo.Distance(county.Point, p); d > tooFar {
		return fmt.Sprintf("it is %.0f km from %s", d.Kilometers(), a.County)
	}
	return ""
}

// oneCounty looks up the county of an agency that names one.
func oneCounty(a *timeline.Agency, g Gazetteer) (timeline.Where, bool) {
	if g == nil || a.County == "" || strings.Contains(a.County, ";") {
		return timeline.Where{}, false
	}
	return g.County(a.County, a.State)
}

// countyOf is the county's position of an agency that has none of its own.
func countyOf(a *timeline.Agency, g Gazetteer, basis string) timeline.Where {
	w, ok := oneCounty(a, g)
	if !ok {
		return unlocated(basis)
	}
	w.Basis = basis + "; centre of " + a.County
	return w
}
