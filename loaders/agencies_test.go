package loaders

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

func loadAgencies(data []byte) (*memory, Tally, error) {
	m := &memory{}
	tally, err := LoadAgencies(context.Background(), Input{Name: "agencies.csv", Reader: bytes.NewReader(data)}, fakeGazetteer{}, m)
	return m, tally, err
}

func TestAgenciesGolden(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "agencies", "positions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	m, tally, err := loadAgencies(data)
	if err != nil {
		t.Fatal(err)
	}
	m.tally(tally)
	checkTally(t, tally, m)
	checkTexts(t, data, m)
	compare(t, filepath.Join("testdata", "agencies", "positions.golden"), m.out.Bytes())
}

// outlines is a gazetteer that checks positions itself.
type outlines struct{ fakeGazetteer }

func (outlines) CheckPoint(p orb.Point, state, county string) (bool, string) {
	if p[0] == -97.735 {
		return true, ""
	}
	return false, fmt.Sprintf("it lies outside %s, %s", county, state)
}

func TestPointCheckerIsAsked(t *testing.T) {
	const table = "ori,name,county,state,lat,lon\nTX2270100,A,TRAVIS,TX,30.268,-97.735\nTX2270200,B,WILLIAMSON; TRAVIS,TX,30.268,-97.7\n"
	m := &memory{}
	if _, err := LoadAgencies(context.Background(), Input{Name: "a", Reader: bytes.NewReader([]byte(table))}, outlines{}, m); err != nil {
		t.Fatal(err)
	}
	const want = `
agency TX2270100 "A" "" "TRAVIS" TX 
  where agency 30.26800,-97.73500 within 1000 m, "", TX 48453 America/Chicago
        position in the agency table

agency TX2270200 "B" "" "WILLIAMSON; TRAVIS" TX 
  where none 0.00000,0.00000 within 0 m, "",   
        the table's position was not used: it lies outside TRAVIS, TX
`
	if m.out.String() != want {
		t.Errorf("got %s", &m.out)
	}
}

// reference is a table of real agencies and codes that may stand beside the project.
const reference = "../../shared/reference"

// table is an agency table in memory with its prefixes counted.
type referenceTable struct {
	agencies map[string]timeline.Agency
	prefixes map[string]map[string]int
}

func (r *referenceTable) Agency(ori string) (timeline.Agency, bool) {
	a, ok := r.agencies[ori]
	return a, ok
}

func (r *referenceTable) PrefixCounty(prefix string) (county, state string, agree, of int, ok bool) {
	for c, n := range r.prefixes[prefix] {
		of += n
		if n > agree || n == agree && c < county {
			county, agree = c, n
		}
	}
	return county, ncicStates()[prefix[:2]].usps, agree, of, of > 0
}

// count books an agency under the counties it names.
func (r *referenceTable) count(a timeline.Agency, n int) {
	p := a.ORI[:5]
	if r.prefixes[p] == nil {
		r.prefixes[p] = map[string]int{}
	}
	for county := range strings.SplitSeq(a.County, "; ") {
		r.prefixes[p][county] += n
	}
}

// anyCounty answers for every county, so that the test sees which one was asked for.
type anyCounty struct{ fakeGazetteer }

func (anyCounty) County(name, state string) (timeline.Where, bool) {
	return timeline.Where{Class: timeline.ClassCounty, State: state, County: name, Radius: 1}, true
}
func (anyCounty) State(usps string) (timeline.Where, bool) {
	return timeline.Where{Class: timeline.ClassState, State: usps, Radius: 1}, true
}

func TestLocateAgainstReference(t *testing.T) {
	f, err := os.Open(filepath.Join(reference, "agencies.csv"))
	if err != nil {
		t.Logf("the reference tables are not here: %v", err)
		return
	}
	defer f.Close()
	table := &referenceTable{agencies: map[string]timeline.Agency{}, prefixes: map[string]map[string]int{}}
	sink := &collector{memory: &memory{}, table: table}
	tally, err := LoadAgencies(context.Background(), Input{Name: "agencies.csv", Reader: f}, anyCountyFar{}, sink)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", tally)
	if tally.Taken < 36_000 || tally.Rejected > 10 {
		t.Errorf("%+v", tally)
	}
	// Every agency that names one county, were it not in the table: how often does its prefix name the right county?
	var right, wrong, state int
	for ori, a := range table.agencies {
		if a.County == "" {
			continue
		}
		delete(table.agencies, ori)
		table.count(a, -1)
		w := shippedTables().LocateORI(table, anyCounty{}, ori)
		table.agencies[ori] = a
		table.count(a, 1)
		switch {
		case w.Class != timeline.ClassCounty:
			state++
		case slices.Contains(strings.Split(a.County, "; "), w.County):
			right++
		default:
			wrong++
		}
	}
	t.Logf("county by prefix: %d right, %d wrong, %d left at the state", right, wrong, state)
	if share := float64(right) / float64(right+wrong); share < 0.995 {
		t.Errorf("%.3f of the counties found by prefix are right", share)
	}
}

// anyCountyFar knows no county's position, so that none is too far.
type anyCountyFar struct{ fakeGazetteer }

func (anyCountyFar) County(string, string) (timeline.Where, bool) { return timeline.Where{}, false }

type collector struct {
	*memory
	table *referenceTable
}

func (c *collector) Agency(ctx context.Context, a timeline.Agency) error {
	c.table.agencies[a.ORI] = a
	if a.County != "" {
		c.table.count(a, 1)
	}
	return nil
}
