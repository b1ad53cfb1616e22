package render

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/atlas"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// look names a folder to write the drawn maps to, for the eye.
var look = flag.String("look", "", "write the drawings of the tests to this folder")

func openAtlas(t testing.TB) *atlas.Atlas {
	t.Helper()
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(assets)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var dayOne = time.Date(2026, 2, 3, 15, 0, 0, 0, time.UTC)

// story builds invented dossiers, one event after another.
type story struct {
	d  timeline.Dossier
	at time.Time
}

func newStory() *story {
	return &story{d: timeline.Dossier{Subject: timeline.Subject{Name: "Ana Zzyzx"}}, at: dayOne}
}

func (s *story) add(after time.Duration, kind timeline.KindName, class timeline.Class, lon, lat float64, radius geo.Meters, label string) {
	s.at = s.at.Add(after)
	x := timeline.Event{
		ID: fmt.Sprintf("e%d", len(s.d.Events)+1), Kind: kind,
		First: timeline.When{Start: s.at, End: s.at.Add(time.Second), Precision: timeline.Second, Zone: "UTC"},
		Where: timeline.Where{Point: orb.Point{lon, lat}, Class: class, Radius: radius, Label: label},
	}
	if kind == timeline.KindRead {
		x.Parties = vehicle("ZZZ0000", "TX")
	}
	if class == timeline.ClassAgency {
		x.Agency = &timeline.Agency{ORI: "ZZ0000000", Kind: "city"}
	}
	s.d.Events = append(s.d.Events, x)
}

// vehicle are the parties of what is about a vehicle only.
func vehicle(number, state string) []timeline.Party {
	return []timeline.Party{{Part: "vehicle", Of: timeline.Plate{Number: number, State: state}.Identifier(), Subject: 1}}
}

// last is the event told last.
func (s *story) last() *timeline.Event { return &s.d.Events[len(s.d.Events)-1] }

// address adds a stay that began in the month of dayOne and whose end is open.
func (s *story) address(lon, lat float64, class timeline.Class, radius geo.Meters) {
	s.d.Events = append(s.d.Events, timeline.Event{
		ID: fmt.Sprintf("e%d", len(s.d.Events)+1), Kind: kinds.Address, Last: &timeline.When{},
		First: timeline.When{Start: dayOne, End: dayOne.AddDate(0, 1, 0), Precision: timeline.Month, Zone: "UTC"},
		Where: timeline.Where{Point: orb.Point{lon, lat}, Class: class, Radius: radius},
	})
}

// latest is when the last event of a dossier was that is no span.
func latest(d timeline.Dossier) (at time.Time) {
	for e := range d.Instants() {
		at = e.First.Start
	}
	return at
}

// across is a journey through many states with every kind of position.
func across() timeline.Dossier {
	s := newStory()
	r := rand.New(rand.NewPCG(1, 2))
	cities := []orb.Point{{-96.8, 32.78}, {-97.51, 35.47}, {-95.99, 36.15}, {-94.58, 39.1}, {-90.2, 38.63}, {-87.63, 41.88},
		{-86.16, 39.77}, {-84.39, 33.75}, {-90.07, 29.95}, {-95.37, 29.76}}
	for round := range 3 {
		for i, c := range cities {
			for range 6 {
				s.add(70*time.Minute, timeline.KindRead, timeline.ClassSite, c[0]+r.Float64()*0.2, c[1]+r.Float64()*0.2, 25, "camera")
			}
			if (i+round)%3 == 0 {
				s.add(time.Hour, kinds.Inquiry, timeline.ClassAgency, c[0]-0.15, c[1]-0.1, 0, "Invented Police Department")
				s.last().Parties = vehicle("ZZZ0000", "TX")
			}
			s.at = s.at.Add(9 * time.Hour)
		}
		s.at = s.at.Add(200 * time.Hour)
	}
	s.add(time.Hour, kinds.Inquiry, timeline.ClassState, -92.4, 34.9, 240e3, "Arkansas")
	s.add(time.Hour, kinds.Inquiry, timeline.ClassCounty, -99.5, 31.2, 45e3, "Somewhere County, TX")
	s.address(-96.7, 32.9, timeline.ClassStreet, 30)
	s.address(-94.6, 39.0, timeline.ClassZIP, 4000)
	s.address(-98.5, 29.4, timeline.ClassCity, 20000)
	slices.SortStableFunc(s.d.Events, timeline.ByTime)
	return s.d
}

// town is a few weeks within one city.
func town() timeline.Dossier {
	s := newStory()
	r := rand.New(rand.NewPCG(3, 4))
	var cameras []orb.Point
	for range 25 {
		cameras = append(cameras, orb.Point{-97.5 + r.NormFloat64()*0.08, 35.47 + r.NormFloat64()*0.06})
	}
	for range 400 {
		c := cameras[r.IntN(len(cameras))]
		s.add(time.Duration(r.IntN(300))*time.Minute, timeline.KindRead, timeline.ClassSite, c[0], c[1], 25,
			fmt.Sprintf("Main St at Camera %.0f", c[0]*-1e4-970000))
	}
	s.add(time.Hour, kinds.Inquiry, timeline.ClassAgency, -97.52, 35.46, 0, "Invented Police Department")
	s.address(-97.6, 35.5, timeline.ClassZIP, 3500)
	slices.SortStableFunc(s.d.Events, timeline.ByTime)
	return s.d
}

func points(class timeline.Class, at ...orb.Point) timeline.Dossier {
	s := newStory()
	for _, p := range at {
		s.add(5*time.Hour, timeline.KindRead, class, p[0], p[1], 25, "")
	}
	return s.d
}

func dossiers() map[string]timeline.Dossier {
	same := make([]orb.Point, 500)
	for i := range same {
		same[i] = orb.Point{-86.8, 36.16}
	}
	far := across()
	s := &story{far, latest(far)}
	s.add(time.Hour, kinds.Inquiry, timeline.ClassAgency, -149.9, 61.2, 0, "Invented Police Department")
	s.add(time.Hour, kinds.Inquiry, timeline.ClassAgency, -157.86, 21.3, 0, "Invented Police Department")
	s.add(time.Hour, timeline.KindRead, timeline.ClassGPS, 144.79, 13.47, 10, "")
	s.last().Where.State = "GU"
	s.add(time.Hour, timeline.KindRead, timeline.ClassGPS, -66.1, 18.4, 10, "")
	s.add(time.Hour, timeline.KindRead, timeline.ClassGPS, -3.7, 40.4, 10, "")
	s.add(time.Hour, kinds.Inquiry, timeline.ClassNone, 0, 0, 0, "")
	return map[string]timeline.Dossier{
		"none": {Subject: timeline.Subject{Name: "Nobody"}}, "one": points(timeline.ClassGPS, orb.Point{-104.99, 39.74}),
		"same": points(timeline.ClassSite, same...), "across": across(), "town": town(), "far": s.d,
		"antimeridian": points(timeline.ClassGPS, orb.Point{179.6, 51.5}, orb.Point{-179.2, 51.3}, orb.Point{-176.65, 51.88}),
		"alaska": points(timeline.ClassGPS, orb.Point{-149.9, 61.2}, orb.Point{-147.7, 64.84}, orb.Point{-165.4, 64.5},
			orb.Point{-134.4, 58.3}),
		"guam": points(timeline.ClassGPS, orb.Point{144.79, 13.47}, orb.Point{144.75, 13.44}, orb.Point{145.7, 15.18}),
		"region": points(timeline.ClassGPS, orb.Point{-96.8, 32.78}, orb.Point{-97.33, 32.75}, orb.Point{-97.1, 33.2},
			orb.Point{-95.3, 32.35}),
		"state only": func() timeline.Dossier {
			s := newStory()
			s.add(time.Hour, kinds.Inquiry, timeline.ClassState, -99.3, 31.5, 600e3, "Texas")
			return s.d
		}(),
		"scattered": func() timeline.Dossier {
			r := rand.New(rand.NewPCG(9, 9))
			at := make([]orb.Point, 200)
			for i := range at {
				at[i] = orb.Point{-100 + 8*r.Float64(), 32 + 6*r.Float64()}
			}
			return points(timeline.ClassGPS, at...)
		}(),
		"vague": func() timeline.Dossier {
			s := newStory()
			s.add(time.Hour, kinds.Inquiry, timeline.ClassState, -99.3, 31.5, 600e3, "Texas")
			s.add(30*time.Hour, kinds.Inquiry, timeline.ClassCounty, -118.2, 34.2, 60e3, "Los Angeles County, CA")
			return s.d
		}(),
	}
}

func TestTravelMaps(t *testing.T) {
	base := openAtlas(t)
	for name, d := range dossiers() {
		t.Run(name, func(t *testing.T) {
			o := MapOptions{Key: true}
			m, err := TravelMap(base, d, o)
			if err != nil {
				t.Fatal(err)
			}
			if *look != "" {
				if err := os.WriteFile(filepath.Join(*look, name+".svg"), []byte(m.SVG), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			wellFormed(t, m.SVG)
			again, err := TravelMap(base, d, o)
			if err != nil || again.SVG != m.SVG {
				t.Errorf("the same dossier gave different bytes (%v)", err)
			}
			if strings.Contains(m.SVG, "NaN") || strings.Contains(m.SVG, "Inf") {
				t.Error("the drawing holds a coordinate that is no number")
			}
		})
	}
}

// Nothing may vanish: each fix belongs to one place, or a note counts it.
func TestTravelMapAccountsForEverything(t *testing.T) {
	base := openAtlas(t)
	for name, tt := range map[string]struct {
		notes []string
	}{
		"across": {}, "one": {}, "same": {}, "scattered": {},
		"none": {},
		"far":  {[]string{"1 event has no position and is not on the map.", "1 position lies far outside the map and its insets."}},
	} {
		d := dossiers()[name]
		m, err := TravelMap(base, d, MapOptions{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for i, p := range m.Places {
			if p.Number != i+1 || p.Name == "" {
				t.Errorf("%s: place %d is number %d, named %q", name, i+1, p.Number, p.Name)
			}
			n := 0
			for _, c := range p.Counts {
				n += c.N
			}
			if n != len(p.IDs) {
				t.Errorf("%s: place %d counts %d of %d", name, p.Number, n, len(p.IDs))
			}
			for _, id := range p.IDs {
				seen[id]++
			}
		}
		for _, id := range m.Elsewhere {
			seen[id]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s: %s is at %d places", name, id, n)
			}
		}
		missing := len(d.Events) - len(seen)
		if missing != len(tt.notes) { // each note of the table counts one
			t.Errorf("%s: %d events are at no place, notes say %d", name, missing, len(tt.notes))
		}
		for _, want := range tt.notes {
			if !strings.Contains(strings.Join(m.Notes, "\n"), want) {
				t.Errorf("%s: no note %q in %q", name, want, m.Notes)
			}
		}
	}
}

func TestTravelMapDrawsNothingOverGaps(t *testing.T) {
	base := openAtlas(t)
	d := points(timeline.ClassGPS, orb.Point{-96.8, 32.78}, orb.Point{-97.33, 32.75}, orb.Point{-97.1, 33.2})
	dashed := func(o MapOptions) int {
		m, err := TravelMap(base, d, o)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(m.SVG, `stroke-dasharray="6 3.5" stroke-linecap="round" opacity`)
	}
	if got := dashed(MapOptions{}); got != 2 {
		t.Errorf("sightings five hours apart: %d movements, want 2", got)
	}
	if got := dashed(MapOptions{Gap: time.Hour}); got != 0 {
		t.Errorf("with a gap rule of an hour: %d movements, want none", got)
	}
}

func TestTravelMapMarksWhatIsTooFast(t *testing.T) {
	s := newStory()
	s.add(0, timeline.KindRead, timeline.ClassSite, -96.8, 32.78, 25, "")
	s.add(time.Hour, timeline.KindRead, timeline.ClassSite, -87.63, 41.88, 25, "")
	s.add(time.Hour, timeline.KindRead, timeline.ClassSite, -96.8, 32.78, 25, "")
	m, err := TravelMap(openAtlas(t), s.d, MapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.SVG, "too fast for one vehicle: misread, same number twice or wrong time (2)") ||
		strings.Contains(m.SVG, "inferred movement") {
		t.Error("1,300 km in an hour are drawn as movement")
	}
}

func TestOutliersAreNumbered(t *testing.T) {
	d := dossiers()["scattered"]
	s := &story{d, latest(d)}
	s.add(time.Hour, timeline.KindRead, timeline.ClassGPS, 144.79, 13.47, 10, "")
	m, err := TravelMap(openAtlas(t), s.d, MapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if last := m.Places[len(m.Places)-1]; len(m.Elsewhere) == 0 || len(last.IDs) != 1 || last.IDs[0] != "e201" {
		t.Errorf("the one sighting on Guam has no number; %d others have none", len(m.Elsewhere))
	}
}

func TestPlacesOfAreas(t *testing.T) {
	s := newStory()
	s.add(0, kinds.Inquiry, timeline.ClassCounty, -95.94, 36.12, 40e3, "agency OK0720000")
	s.d.Events[0].Where.County, s.d.Events[0].Where.State = "40143", "OK"
	s.add(time.Hour, kinds.Inquiry, timeline.ClassState, -97.5, 35.6, 400e3, "agency OKOHP0000")
	s.d.Events[1].Where.State = "OK"
	m, err := TravelMap(openAtlas(t), s.d, MapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Places[0].Name != "Tulsa (county), OK" || m.Places[1].Name != "Oklahoma (state)" {
		t.Errorf("areas are named %q and %q", m.Places[0].Name, m.Places[1].Name)
	}
}

func TestTravelMapShowsPrecision(t *testing.T) {
	base := openAtlas(t)
	solid := `fill="` + kinds.Of(kinds.Inquiry).Light + `" stroke="`
	for _, tt := range []struct {
		class   timeline.Class
		radius  geo.Meters
		want    string
		without string
	}{
		{timeline.ClassGPS, 10, solid, "stroke-dasharray"},
		{timeline.ClassAgency, 20e3, "the agency&apos;s office", "stroke-dasharray"},
		{timeline.ClassCounty, 40e3, `stroke-dasharray="3 2.5"`, solid},
	} {
		s := newStory()
		s.add(0, kinds.Inquiry, tt.class, -97, 35, tt.radius, "")
		m, err := TravelMap(base, s.d, MapOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(tt.want, "&apos;", "'")
		if !strings.Contains(m.SVG, want) || strings.Contains(m.SVG, tt.without) {
			t.Errorf("%s: want %q in the map and no %q", tt.class, want, tt.without)
		}
	}
}

// TestTravelMapDrawsWhatCounts: whatever its shape, an event is drawn where it counts and only there, and a mention is told of.
func TestTravelMapDrawsWhatCounts(t *testing.T) {
	base := openAtlas(t)
	const mentioned = "1 event only mentions the subject and is not on the map."
	for _, standing := range []timeline.Standing{
		timeline.Counts, timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside, timeline.Mention,
	} {
		for _, last := range []*timeline.When{nil, {}} {
			d := points(timeline.ClassGPS, orb.Point{-96.8, 32.78}, orb.Point{-97.33, 32.75})
			d.Events[1].Standing, d.Events[1].Last = standing, last
			m, err := TravelMap(base, d, MapOptions{})
			if err != nil {
				t.Fatal(err)
			}
			drawn := 0
			for _, p := range m.Places {
				drawn += len(p.IDs)
			}
			want := 1
			if standing == timeline.Counts {
				want = 2
			}
			said := slices.Contains(m.Notes, mentioned)
			if drawn != want || said != (standing == timeline.Mention) {
				t.Errorf("%q, a span %v: %d drawn, want %d; %q", standing, last != nil, drawn, want, m.Notes)
			}
		}
	}
}

// TestTravelMapOfWhatHasNoTime: an address without any date is drawn; its place comes last and says that no time is known.
func TestTravelMapOfWhatHasNoTime(t *testing.T) {
	d := points(timeline.ClassGPS, orb.Point{-96.8, 32.78})
	for i, at := range []orb.Point{{-90.2, 38.63}, {-96.8, 32.78}} {
		d.Events = append(d.Events, timeline.Event{ID: fmt.Sprintf("e%d", i+2), Kind: kinds.Address, Last: &timeline.When{},
			Where: timeline.Where{Point: at, Class: timeline.ClassStreet, Radius: 30}})
	}
	m, err := TravelMap(openAtlas(t), d, MapOptions{Key: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Places) != 2 || !m.Places[1].First.IsZero() || !slices.Equal(m.Places[1].IDs, []string{"e2"}) || len(m.Places[0].IDs) != 2 {
		t.Errorf("places %s", m.Alt)
	}
	if !strings.Contains(m.SVG, ">time not known · 1 address<") || strings.Contains(m.SVG, "0001") ||
		!strings.Contains(m.SVG, ">2026-02-03 · ") {
		t.Error("the key does not tell what has no time from what has one")
	}
}

func TestTravelMapOfUglyNames(t *testing.T) {
	d := points(timeline.ClassGPS, orb.Point{-96.8, 32.78}, orb.Point{-96.9, 32.8})
	ugly := "</svg><script>alert(1)</script>\u202e\x00😀" + strings.Repeat("W", 10_000)
	d.Subject.Name = ugly
	d.Events[0].Where.Label, d.Events[1].Where.Label = ugly, ugly
	m, err := TravelMap(openAtlas(t), d, MapOptions{Key: true, ID: `"><script>`})
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, m.SVG)
	if strings.Contains(m.SVG, "<script") {
		t.Error("a name became markup")
	}
}

func TestTravelMapRefusesNonsense(t *testing.T) {
	base := openAtlas(t)
	for _, o := range []MapOptions{{Width: 10}, {Height: 1 << 20}, {Width: -5}, {Zone: "Mars/Olympus"}} {
		if _, err := TravelMap(base, timeline.Dossier{}, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

// broken is a base map that could not be read.
type broken struct{ *atlas.Atlas }

func (broken) Err() error { return errors.New("no outlines") }

func TestTravelMapOnABrokenBase(t *testing.T) {
	if _, err := TravelMap(broken{openAtlas(t)}, timeline.Dossier{}, MapOptions{}); err == nil {
		t.Error("a map was drawn on a base that could not be read")
	}
}

// Labels must not cover each other, however thick the crowd.
func TestLabelsNeverOverlap(t *testing.T) {
	ruler, err := NewRuler()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	p := &labelPlacer{ruler: ruler, bounds: rect{0, 0, 300, 200}}
	var marks [][2]float64
	for range 120 {
		x, y := 100+r.Float64()*100, 70+r.Float64()*60
		marks = append(marks, [2]float64{x, y})
		p.marks = append(p.marks, rect{x - 3, y - 3, x + 3, y + 3})
	}
	set := 0
	for _, m := range marks {
		if box, _, ok := p.room(m[0], m[1], 18, 12, []float64{5, 12, 20, 30, 45, 60, 90}, 1); ok {
			p.take(box)
			set++
		}
	}
	if set < 60 {
		t.Errorf("only %d labels found room", set)
	}
	for i, a := range p.taken {
		if !a.within(p.bounds) {
			t.Errorf("label %d leaves the sheet", i)
		}
		for _, b := range p.taken[:i] {
			if a.overlaps(b) {
				t.Errorf("labels %v and %v overlap", a, b)
			}
		}
	}
}

func BenchmarkTravelMap(b *testing.B) {
	base := openAtlas(b)
	d := across()
	if _, err := TravelMap(base, d, MapOptions{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := TravelMap(base, d, MapOptions{Key: true}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTravelMapOfCandidates draws reads that may be of the subject's vehicle hollow, and gives them no place and no part in
// what is told of the sightings.
func TestTravelMapOfCandidates(t *testing.T) {
	d := town()
	plain, err := TravelMap(openAtlas(t), d, MapOptions{Key: true})
	if err != nil {
		t.Fatal(err)
	}
	there := timeline.Event{}
	for e := range d.Instants() {
		there = *e
		break
	}
	far, nowhere := there, there
	far.Where.Point = orb.Point{-70, 44}
	nowhere.Where = timeline.Where{}
	for i, s := range []timeline.Event{there, far, nowhere} {
		s.ID = fmt.Sprintf("r9-%d", i)
		d.Candidates = append(d.Candidates, timeline.Candidate{Event: s, Vehicle: timeline.Plate{Number: "ZZZ0000"}})
	}
	const said = "candidate: maybe the vehicle, no sighting (1)"
	m, err := TravelMap(openAtlas(t), d, MapOptions{Key: true, Candidates: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(m.SVG, said) || strings.Count(m.SVG, ">?</text>") != 2 { // on the map and in the legend
		t.Error("no candidate is drawn")
	}
	if m.Alt != plain.Alt || len(m.Places) != len(plain.Places) {
		t.Errorf("candidates are told of as places: %s", m.Alt)
	}
	notes := strings.Join(m.Notes, " ")
	for _, want := range []string{"1 candidate lies outside the map.", "1 candidate has no position and is not on the map."} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q does not say %q", notes, want)
		}
	}
	if m, err = TravelMap(openAtlas(t), d, MapOptions{Key: true}); err != nil || m.SVG != plain.SVG {
		t.Errorf("candidates are drawn though nobody asked (%v)", err)
	}
	d.Events = nil
	if m, err = TravelMap(openAtlas(t), d, MapOptions{Key: true, Candidates: true}); err != nil ||
		!strings.Contains(m.SVG, "no sighting (2)") || len(m.Places) != 0 {
		t.Errorf("candidates alone: %v, %d places", err, len(m.Places))
	}
}
