package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// fakeGazetteer knows a few places; states and zones are boxes.
type fakeGazetteer struct{}

type box struct {
	west, south, east, north float64
	state, county, zone      string
}

var fakeBoxes = []box{
	{-106.7, 25.8, -93.5, 36.5, "TX", "48453", "America/Chicago"},
	{-103.0, 33.6, -94.4, 37.0, "OK", "40109", "America/Chicago"},
	{-114.8, 31.3, -109.0, 37.0, "AZ", "04013", "America/Phoenix"},
	{-104.1, 40.0, -95.3, 43.0, "NE", "31109", "America/Chicago"},
	{-87.6, 24.5, -80.0, 31.0, "FL", "12001", "America/New_York"},
	{-83.7, 36.5, -75.2, 39.5, "VA", "51013", "America/New_York"},
	{172.0, 51.0, 180.0, 55.0, "AK", "02016", "America/Adak"},
}

func (fakeGazetteer) At(p orb.Point) (state, county, zone string, ok bool) {
	for _, b := range fakeBoxes {
		if p[0] >= b.west && p[0] <= b.east && p[1] >= b.south && p[1] <= b.north {
			return b.state, b.county, b.zone, true
		}
	}
	return "", "", "", false
}

var fakePlaces = map[string]timeline.Where{
	"zip 78701":      {Point: orb.Point{-97.742, 30.270}, Class: timeline.ClassZIP, Radius: 1500, State: "TX"},
	"zip 02134":      {Point: orb.Point{-71.13, 42.355}, Class: timeline.ClassZIP, Radius: 1500, State: "MA"},
	"city austin TX": {Point: orb.Point{-97.743, 30.267}, Class: timeline.ClassCity, Radius: 15000, State: "TX"},
	"county travis TX": {Point: orb.Point{-97.782, 30.334}, Class: timeline.ClassCounty, Radius: 40000, State: "TX", County: "48453",
		Zone: "America/Chicago"},
	"county lancaster NE": {Point: orb.Point{-96.687, 40.784}, Class: timeline.ClassCounty, Radius: 35000, State: "NE"},
	"state TX":            {Point: orb.Point{-99.3, 31.4}, Class: timeline.ClassState, Radius: 600000, State: "TX"},
	"state NE":            {Point: orb.Point{-99.8, 41.5}, Class: timeline.ClassState, Radius: 350000, State: "NE"},
	"state OK":            {Point: orb.Point{-97.5, 35.6}, Class: timeline.ClassState, Radius: 350000, State: "OK"},
}

func place(key string) (timeline.Where, bool) { w, ok := fakePlaces[key]; return w, ok }

func (fakeGazetteer) ZIP(zip string) (timeline.Where, bool) { return place("zip " + zip) }
func (fakeGazetteer) City(name, state string) (timeline.Where, bool) {
	return place("city " + strings.ToLower(name) + " " + state)
}
func (fakeGazetteer) County(name, state string) (timeline.Where, bool) {
	return place("county " + strings.TrimSuffix(strings.ToLower(name), " county") + " " + state)
}
func (fakeGazetteer) State(usps string) (timeline.Where, bool) { return place("state " + usps) }

// fakeAgencies is an agency table of three agencies and three prefixes.
type fakeAgencies struct{}

func (fakeAgencies) Agency(ori string) (timeline.Agency, bool) {
	switch ori {
	case "TX2270100":
		return timeline.Agency{ORI: ori, Name: "Invented Police Department", Kind: "City", County: "TRAVIS", State: "TX",
			Where: timeline.Where{Point: orb.Point{-97.735, 30.268}, Class: timeline.ClassAgency, Radius: 1000, State: "TX",
				Basis: "position in the agency table"}}, true
	case "NB0550000":
		return timeline.Agency{ORI: ori, Name: "Invented Sheriff", County: "LANCASTER", State: "NE",
			Where: timeline.Where{Class: timeline.ClassNone}}, true
	case "VA007019W":
		return timeline.Agency{ORI: ori, Name: "Invented Clearinghouse", State: "VA",
			Where: timeline.Where{Point: orb.Point{-77.05, 38.8}, Class: timeline.ClassAgency, Radius: 1000, State: "VA"}}, true
	}
	return timeline.Agency{}, false
}

func (fakeAgencies) PrefixCounty(prefix string) (county, state string, agree, of int, ok bool) {
	switch prefix {
	case "TX227":
		return "TRAVIS", "TX", 19, 20, true
	case "TX999":
		return "TRAVIS", "TX", 2, 4, true
	}
	return "", "", 0, 0, false
}

// memory is a sink that writes down what it is given, in words.
type memory struct {
	out      bytes.Buffer
	texts    [][]byte
	keys     [][32]byte
	reads    int
	taken    int
	rejected int
	quiet    bool
	fail     error // returned by every call
}

func (m *memory) note(r timeline.Record) {
	m.taken++
	m.texts = append(m.texts, bytes.Clone(r.Text))
	m.keys = append(m.keys, r.Key)
}

func (m *memory) Events(_ context.Context, r timeline.Record, events []timeline.Event) error {
	m.note(r)
	if len(events) == 0 {
		fmt.Fprintf(&m.out, "\nline %d: no event\n", r.Line)
	}
	for i := range events {
		m.event(r, &events[i])
	}
	fmt.Fprintf(&m.out, "  record %q\n", r.Text)
	return m.fail
}

func (m *memory) event(r timeline.Record, e *timeline.Event) {
	fmt.Fprintf(&m.out, "\nline %d: %s\n", r.Line, strings.TrimSpace(string(e.Kind)+" "+e.Code))
	switch e.Standing {
	case timeline.Counts:
	case timeline.SetAside:
		fmt.Fprintf(&m.out, "  set aside: %s\n", e.Why)
	default:
		fmt.Fprintf(&m.out, "  standing %s\n", e.Standing)
	}
	if e.Spans() {
		m.when("  first", e.First)
		m.when("  last ", *e.Last)
	} else {
		m.when("  when ", e.First)
	}
	m.where(e.Where)
	if e.Agency != nil {
		fmt.Fprintf(&m.out, "  agency %s %q %s\n", e.Agency.ORI, e.Agency.Name, e.Agency.State)
	}
	for _, p := range e.Parties {
		fmt.Fprintf(&m.out, "  %s: %s %s, raw %q\n", p.Part, p.Of.Type, p.Of, p.Of.Raw)
	}
	for _, h := range e.Handling {
		fmt.Fprintf(&m.out, "  handling %s\n", h)
	}
	for _, r := range e.Remarks {
		fmt.Fprintf(&m.out, "  remark %s: %s\n", r.Code, r)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&m.out, "  %s = %q\n", f.Name, f.Value)
	}
}

func (m *memory) Reads(_ context.Context, batch []timeline.Read) error {
	m.reads += len(batch)
	for i := range batch {
		m.note(batch[i].Record)
		if !m.quiet {
			m.read(&batch[i])
		}
	}
	return m.fail
}

func (m *memory) read(r *timeline.Read) {
	fmt.Fprintf(&m.out, "\nline %d: read %s raw %q\n", r.Record.Line, r.Plate, r.Plate.Raw)
	fmt.Fprintf(&m.out, "  at %s %s %v\n", r.At.Format(time.RFC3339Nano), r.Precision, r.Flags)
	kind := "fixed"
	if r.Site.Mobile {
		kind = "mobile"
	}
	fmt.Fprintf(&m.out, "  %s site %q %q at %.6f,%.6f; read at %.6f,%.6f\n", kind, r.Site.Key, r.Site.Name, r.Site.Point[1],
		r.Site.Point[0], r.Point[1], r.Point[0])
	m.where(r.Site.Where)
	if c := float64(r.Confidence); !math.IsNaN(c) {
		fmt.Fprintf(&m.out, "  confidence %.3f\n", c)
	}
	if r.Heading != nil {
		fmt.Fprintf(&m.out, "  heading %d\n", *r.Heading)
	}
	fmt.Fprintf(&m.out, "  record %q\n", r.Record.Text)
}

func (m *memory) Reject(_ context.Context, r timeline.Reject) error {
	m.rejected++
	m.texts = append(m.texts, bytes.Clone(r.Text))
	field := ""
	if r.Field != "" {
		field = r.Field + ": "
	}
	fmt.Fprintf(&m.out, "\nline %d: rejected: %s%s\n", r.Line, field, r.Reason)
	text := r.Text[:min(len(r.Text), 300)]
	fmt.Fprintf(&m.out, "  record %q\n", text)
	return m.fail
}

func (m *memory) when(label string, w timeline.When) {
	if w.IsZero() {
		fmt.Fprintf(&m.out, "%s open\n", label)
		return
	}
	fmt.Fprintf(&m.out, "%s %s .. %s %s; %q in %s, %s %v\n", label, w.Start.Format(time.RFC3339Nano), w.End.Format(time.RFC3339Nano),
		w.Precision, w.Raw, w.Zone, w.Basis, w.Flags)
}

func (m *memory) where(w timeline.Where) {
	fmt.Fprintf(&m.out, "  where %s %.5f,%.5f within %.0f m, %q, %s %s %s\n        %s\n", w.Class, w.Point[1], w.Point[0],
		float64(w.Radius), w.Label, w.State, w.County, w.Zone, w.Basis)
}

// Agency writes an agency down.
func (m *memory) Agency(_ context.Context, a timeline.Agency) error {
	m.taken++
	fmt.Fprintf(&m.out, "\nagency %s %q %q %q %s %s\n", a.ORI, a.Name, a.Kind, a.County, a.State, a.ZIP)
	m.where(a.Where)
	return m.fail
}

// tally writes a load's tally down.
func (m *memory) tally(t Tally) {
	fmt.Fprintf(&m.out, "\nread %d = taken %d + rejected %d; zone %s %s\n", t.Read, t.Taken, t.Rejected, t.Zone, t.ZoneBasis)
	for _, n := range t.Notes {
		fmt.Fprintf(&m.out, "note %d x %s\n", n.Count, n.Text)
	}
}

var fakeNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func fakeOptions() Options {
	return Options{Now: fakeNow, OwnORIs: []string{"VA007019W"}, Agencies: fakeAgencies{}, Gazetteer: fakeGazetteer{}}
}
