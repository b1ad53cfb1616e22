package store_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// known is a sighting as the test itself put it in.
type known struct {
	id       string
	sighting timeline.Event
	subject  bool // of the one subject there is
}

// world is a database with sightings in places that are hard to get right, and the same in memory.
type world struct {
	chance *rand.Rand
	store  *store.Store
	all    []known
	spots  []timeline.Where // where there is something
}

// newWorld scatters reads and sightings around an ordinary town, the antimeridian and the north pole, at times around the
// changes of the clock, many at the same instant.
func newWorld(t *testing.T) *world {
	t.Helper()
	s, _ := open(t)
	c, subject := newCase(t, s)
	w := &world{chance: rand.New(rand.NewPCG(4, 4)), store: s}
	for _, around := range []struct {
		p      orb.Point
		spread float64
		zone   string
		n      int
	}{{orb.Point{-97.5, 35.5}, 0.05, "America/Chicago", 25}, {orb.Point{180, -17}, 0.2, "Pacific/Fiji", 12}, {orb.Point{0, 90}, 0.5, "", 8},
		{orb.Point{-74, 40.7}, 0.02, "America/New_York", 15}} {
		for range around.n {
			lon, lat := around.p[0]+w.chance.NormFloat64()*around.spread, math.Min(around.p[1]+w.chance.NormFloat64()*around.spread, 89.999)
			if around.p[1] == 90 {
				lon = w.chance.Float64()*360 - 180
			}
			lon = math.Mod(lon+540, 360) - 180
			w.spots = append(w.spots, timeline.Where{Point: orb.Point{lon, lat}, Zone: around.zone, Label: "spot"})
		}
	}
	take(t, s, store.NewLoad{Case: c.ID, File: "p", Format: "plates", Loader: "x"}, 1200, func(l *store.Load) {
		var batch []timeline.Read
		for i := range 1200 {
			batch = append(batch, w.read(l.ID(), i+1))
		}
		if err := l.Reads(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	})
	take(t, s, store.NewLoad{Case: c.ID, Subject: subject, File: "n", Format: "ncic", Loader: "x"}, 250, func(l *store.Load) {
		for i := range 200 {
			x := w.sighting(i + 1)
			key := fmt.Appendf(nil, "QW %d", i)
			if err := l.Events(t.Context(), timeline.Record{Line: i + 1, Text: key, Key: sha256.Sum256(key)},
				[]timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	return w
}

// at is an instant of a coarse grid around a change of the clock.
func (w *world) at() time.Time {
	days := []time.Time{time.Date(2025, 3, 8, 0, 0, 0, 0, time.UTC), time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)}
	return days[w.chance.IntN(2)].Add(time.Duration(w.chance.IntN(4*24*4)) * 15 * time.Minute)
}

func (w *world) plate() timeline.Plate {
	number := []byte{"8B"[w.chance.IntN(2)], "O0"[w.chance.IntN(2)], 'K', "1I7"[w.chance.IntN(3)], "AX"[w.chance.IntN(2)]}
	return timeline.Plate{Number: string(number), State: []string{"", "OK", "TX"}[w.chance.IntN(3)]}
}

func (w *world) read(load int64, line int) timeline.Read {
	i := w.chance.IntN(len(w.spots))
	spot := w.spots[i]
	spot.Class, spot.Radius = timeline.ClassSite, 30
	r := timeline.Read{Record: timeline.Record{Line: line, Text: fmt.Appendf(nil, "%d", line)},
		At:    w.at().Add(time.Duration(line) * time.Microsecond / 1000 * 1000),
		Plate: w.plate(), Point: spot.Point, Confidence: float32(w.chance.IntN(11)) / 10}
	r.At = r.At.Add(time.Duration(w.chance.IntN(3)) * time.Second)
	r.Precision = []timeline.Precision{timeline.Second, timeline.Second, timeline.Minute, timeline.Hour, timeline.Day}[w.chance.IntN(5)]
	r.Site = timeline.Site{Key: fmt.Sprintf("cam-%d", i), Name: "cam", Point: spot.Point, Where: spot}
	if w.chance.IntN(4) == 0 {
		r.Confidence = float32(math.NaN())
	}
	if w.chance.IntN(3) > 0 {
		heading := w.chance.IntN(360)
		r.Heading = &heading
	}
	if i%5 == 0 { // this reader moves about in its cell
		r.Site.Mobile, r.Site.Where.Class, r.Site.Where.Radius = true, timeline.ClassGPS, 80
		r.Point = geo.Destination(spot.Point, w.chance.Float64()*360, geo.Meters(w.chance.Float64()*70))
	}
	// Reads at one site of one plate at one instant would be the same read.
	r.At = r.At.Add(time.Duration(line) * time.Millisecond * time.Duration(line%2))
	s := timeline.Event{ID: fmt.Sprintf("r%d-%d", load, line), Kind: timeline.KindRead, Parties: kinds.Vehicle(r.Plate),
		Read: &timeline.ReadDetail{Heading: r.Heading, Mobile: r.Site.Mobile}, Where: r.Site.Where}
	s.First = timeline.When{Start: r.At, Precision: r.Precision, End: r.At.Add(map[timeline.Precision]time.Duration{
		timeline.Second: time.Second, timeline.Minute: time.Minute, timeline.Hour: time.Hour, timeline.Day: 24 * time.Hour}[r.Precision])}
	if s.Where.Point = r.Point; s.Mobile() {
		s.Where.Radius = timeline.MobileRadius
	}
	if c := float64(r.Confidence); !math.IsNaN(c) {
		s.Read.Confidence = &c
	}
	w.all = append(w.all, known{id: s.ID, sighting: s})
	return r
}

func (w *world) sighting(n int) timeline.Event {
	_, s := sighting(n, w.at())
	s.Where = w.spots[w.chance.IntN(len(w.spots))]
	s.Where.Class, s.Where.Radius = timeline.ClassCity, geo.Meters([]float64{100, 5000, 40_000}[w.chance.IntN(3)])
	if w.chance.IntN(10) == 0 {
		s.Where = timeline.Where{Class: timeline.ClassNone}
	}
	s.First.Precision = timeline.Minute
	if w.chance.IntN(4) == 0 {
		s.First.Precision, s.First.End = timeline.Day, s.First.Start.Add(24*time.Hour)
	}
	if w.chance.IntN(3) == 0 {
		s.Parties = kinds.Vehicle(w.plate())
	}
	w.all = append(w.all, known{id: fmt.Sprintf("e%d", n), sighting: s, subject: true})
	return s
}

// question is one at random; most are about a place where there is something.
func (w *world) question(t *testing.T) query.Search {
	t.Helper()
	pick := func(n int) bool { return w.chance.IntN(n) == 0 }
	s := query.Search{Limit: query.MaxSearchLimit, Count: query.CountExact}
	for range 1 + w.chance.IntN(3) {
		s.Areas = append(s.Areas, w.shape(t))
	}
	s.All = len(s.Areas) > 1 && pick(2)
	if pick(2) {
		s.From = w.at().Add(time.Duration(w.chance.IntN(7200)) * time.Second)
		s.To = s.From.Add(time.Duration(1+w.chance.IntN(100_000)) * time.Second)
	}
	if pick(3) {
		s.Hours.From, s.Hours.To = 1800*w.chance.IntN(48), 1800*w.chance.IntN(49)
		for d := range time.Weekday(7) {
			if pick(2) {
				s.Hours.Weekdays = append(s.Hours.Weekdays, d)
			}
		}
	}
	if pick(3) {
		number := []string{"8OK1A", "8?K*", "*K1A", "BOK?X", "8OK*A", "8OK1*"}[w.chance.IntN(6)]
		s.Plate = plate.Pattern{Number: number, State: []string{"", "TX"}[w.chance.IntN(2)], OCR: pick(2)}
		if prefixes, whole := s.Plate.Prefixes(query.MaxPlatePrefixes); !s.All && pick(4) && (whole || len(prefixes[0]) >= 2) {
			s.Areas = nil
		}
	}
	if pick(5) {
		s.Kinds = [][]timeline.KindName{{timeline.KindRead}, {kinds.Inquiry}, {kinds.Entry, timeline.KindRead}}[w.chance.IntN(3)]
	}
	if pick(6) {
		s.MaxRadius = geo.Meters([]float64{30, 50, 6000}[w.chance.IntN(3)])
	}
	if pick(6) {
		s.Coarsest = []timeline.Precision{timeline.Second, timeline.Minute, timeline.Hour, timeline.Year}[w.chance.IntN(4)]
	}
	if pick(6) {
		s.Heading = &query.HeadingWindow{Degrees: w.chance.IntN(360), Within: w.chance.IntN(181)}
	}
	if pick(6) {
		s.MinConfidence = 0.1 + float64(w.chance.IntN(8))/10 + 0.05
	}
	if pick(2) && len(s.Areas) > 0 {
		s.Order = query.Nearest
	}
	return s
}

func (w *world) shape(t *testing.T) geo.Shape {
	t.Helper()
	p := w.spots[w.chance.IntN(len(w.spots))].Point
	reach := geo.Meters(100 * math.Exp(w.chance.Float64()*7))
	side := float64(reach) / 111_000
	clamp := func(lat float64) float64 { return math.Max(-90, math.Min(90, lat)) }
	wrap := func(lon float64) float64 { return math.Mod(lon+540, 360) - 180 }
	var s geo.Shape
	var err error
	switch w.chance.IntN(4) {
	case 0:
		s, err = geo.NewCircle(geo.Destination(p, w.chance.Float64()*360, reach*geo.Meters(w.chance.Float64())), reach)
	case 1:
		s, err = geo.NewBox(wrap(p[0]-side*w.chance.Float64()-1e-6), clamp(p[1]-side*w.chance.Float64()-1e-6),
			wrap(p[0]+side*w.chance.Float64()+1e-6), clamp(p[1]+side*w.chance.Float64()+1e-6))
	case 2:
		var ring orb.Ring
		for k := range 7 {
			angle := float64(k) * 2 * math.Pi / 7
			far := side * (0.3 + w.chance.Float64())
			ring = append(ring, orb.Point{math.Max(-180, math.Min(180, p[0]+far*math.Cos(angle))), clamp(p[1] + far*math.Sin(angle))})
		}
		s, err = geo.NewPolygon(orb.MultiPolygon{{append(ring, ring[0])}})
		if err != nil { // flat against the map's edge
			return w.shape(t)
		}
	case 3:
		end := orb.Point{math.Max(-180, math.Min(180, p[0]+side*10*w.chance.NormFloat64())), clamp(p[1] + side*10*w.chance.NormFloat64())}
		s, err = geo.NewCorridor(orb.MultiLineString{{p, end}}, reach)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// margin is how far a point lies inside a shape, in metres, by other means than the database's.
func margin(s geo.Shape, p orb.Point) geo.Meters {
	distance := geo.Meters(math.Inf(1))
	for _, line := range s.Edge() {
		nearest := 0
		for i := range line {
			if d := geo.Distance(p, line[i]); d < distance {
				distance, nearest = d, i
			}
		}
		if distance > s.Reach+60_000 {
			continue // no circle of uncertainty reaches so far
		}
		for i := max(nearest, 1); i < min(nearest+2, len(line)); i++ {
			distance = min(distance, toPiece(p, line[i-1], line[i]))
		}
		// Where points are far apart another piece may come nearer than those beside the nearest point.
		for i := 1; i < len(line) && len(line) < 50; i++ {
			distance = min(distance, toPiece(p, line[i-1], line[i]))
		}
	}
	switch {
	case len(s.Polygons) == 0:
		return s.Reach - distance
	case planar.MultiPolygonContains(s.Polygons, p):
		return distance
	}
	return -distance
}

// toPiece is the distance to a short straight piece, by trying ever finer where it is least.
func toPiece(p, a, b orb.Point) geo.Meters {
	on := func(share float64) geo.Meters {
		return geo.Distance(p, orb.Point{a[0] + (b[0]-a[0])*share, a[1] + (b[1]-a[1])*share})
	}
	lo, hi := 0.0, 1.0
	for range 40 {
		third := (hi - lo) / 3
		if on(lo+third) < on(hi-third) {
			hi -= third
		} else {
			lo += third
		}
	}
	return on((lo + hi) / 2)
}

// verdict says whether a sighting answers a question; unsure when it lies so close to an edge that it may or may not.
type verdict struct {
	fits, unsure bool
	areas        int
}

// margins are those that were worked out for a question, by area and point.
type margins map[int]map[orb.Point]geo.Meters

func (m margins) of(i int, s geo.Shape, p orb.Point) geo.Meters {
	if m[i] == nil {
		m[i] = map[orb.Point]geo.Meters{}
	}
	v, known := m[i][p]
	if !known {
		v = margin(s, p)
		m[i][p] = v
	}
	return v
}

func judge(s query.Search, k *known, known margins) (v verdict) {
	x := &k.sighting
	if !fitsBut(s, x) {
		return v
	}
	if len(s.Areas) == 0 {
		return verdict{fits: true}
	}
	if !x.Where.Located() {
		return v
	}
	for i, shape := range s.Areas {
		m := known.of(i, shape, x.Where.Point) + x.Where.Radius
		if math.Abs(float64(m)) < 3+2e-4*float64(x.Where.Radius+shape.Reach) {
			v.unsure = true
		}
		if m >= 0 {
			v.areas |= 1 << i
		}
	}
	v.fits = v.areas != 0
	return v
}

// fitsBut judges everything but the place.
func fitsBut(s query.Search, x *timeline.Event) bool {
	loc, err := time.LoadLocation(x.Where.Zone)
	if err != nil || !s.Hours.Holds(x.First.Start, x.First.End, loc) && !s.Hours.IsZero() {
		return false
	}
	isRead := x.Kind == timeline.KindRead
	switch {
	case !s.From.IsZero() && !x.First.End.After(s.From), !s.To.IsZero() && !x.First.Start.Before(s.To):
	case len(s.Kinds) > 0 && !slices.Contains(s.Kinds, x.Kind):
	case !s.Plate.IsZero() && (x.Plate() == nil || !s.Plate.Matches(*x.Plate())):
	case s.MaxRadius > 0 && x.Where.Radius > s.MaxRadius:
	case !slices.Contains(s.Coarsest.Units(), x.First.Precision):
	case s.Heading != nil && (!isRead || x.Read.Heading == nil || !s.Heading.Holds(*x.Read.Heading)):
	case s.MinConfidence > 0 && (!isRead || x.Read.Confidence == nil || *x.Read.Confidence < s.MinConfidence):
	default:
		return true
	}
	return false
}

// answer is what a question should give, by id; unsure are those that may be missing or too many.
func (w *world) answer(s query.Search) (want, unsure map[string]bool) {
	want, unsure = map[string]bool{}, map[string]bool{}
	plates, subject := map[string]int{}, 0
	var found []*known
	worked := margins{}
	for i := range w.all {
		k := &w.all[i]
		v := judge(s, k, worked)
		if v.unsure {
			unsure[k.id] = true
		}
		if !v.fits {
			continue
		}
		found = append(found, k)
		if k.sighting.Plate() != nil {
			plates[k.sighting.Plate().Number] |= v.areas
		}
		if k.subject {
			subject |= v.areas
		}
	}
	every := 1<<len(s.Areas) - 1
	for _, k := range found {
		if !s.All || k.sighting.Plate() != nil && plates[k.sighting.Plate().Number] == every || k.subject && subject == every {
			want[k.id] = true
		}
	}
	return want, unsure
}

// TestSearchAgainstOracle asks at random and holds the answers against a look at every sighting there is, the pages
// against the whole answer, and the count against both.
func TestSearchAgainstOracle(t *testing.T) {
	w := newWorld(t)
	look := access.Asker{Actor: "tester", Purpose: "oracle", Viewer: everything}
	answers, doubts := 0, 0
	for n := range 200 {
		ask := w.question(t)
		if err := ask.Check(); err != nil {
			t.Fatalf("question %d: %v", n, err)
		}
		page, err := w.store.Search(t.Context(), ask, look)
		if err != nil {
			t.Fatalf("question %d, %+v: %v", n, ask, err)
		}
		want, unsure := w.answer(ask)
		doubts += len(unsure)
		if ask.All && len(unsure) > 0 {
			continue // one that is unsure may decide for all
		}
		got := map[string]bool{}
		for _, f := range page.Found {
			id := f.Event.ID
			if got[id] {
				t.Fatalf("question %d: %s is given twice", n, id)
			}
			got[id] = true
			if !want[id] && !unsure[id] {
				t.Fatalf("question %d, %+v:\n%s should not be found: %+v", n, ask, id, f)
			}
		}
		if page.Next == nil {
			for id := range want {
				if !got[id] && !unsure[id] {
					t.Fatalf("question %d, %+v:\n%s is missing (%d of %d found)", n, ask, id, len(got), len(want))
				}
			}
			if page.Count.Number != int64(len(got)) {
				t.Fatalf("question %d, %+v:\ncounted %d, found %d", n, ask, page.Count.Number, len(got))
			}
		}
		if (len(page.Found) == 0) != (page.Why != "") {
			t.Fatalf("question %d: %d found, why %q", n, len(page.Found), page.Why)
		}
		if len(got) > 0 {
			answers++
		}
		w.checkOrder(t, n, ask, page.Found)
		w.checkPages(t, n, ask, look, page.Found)
	}
	if answers < 80 || doubts > 4000 {
		t.Errorf("%d of 200 questions were answered with something, %d sightings were in doubt", answers, doubts)
	}
}

func (w *world) checkOrder(t *testing.T, n int, ask query.Search, found []query.Nearby) {
	t.Helper()
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if ask.Order == query.Nearest && a.Distance != b.Distance {
			if a.Distance > b.Distance {
				t.Fatalf("question %d: %v m comes before %v m", n, a.Distance, b.Distance)
			}
			continue
		}
		if a.Event.First.Start.Before(b.Event.First.Start) {
			t.Fatalf("question %d: %v comes before %v", n, a.Event.First.Start, b.Event.First.Start)
		}
	}
}

// checkPages asks the same page by page.
func (w *world) checkPages(t *testing.T, n int, ask query.Search, look access.Asker, whole []query.Nearby) {
	t.Helper()
	ask.Limit, ask.Count = 1+len(whole)/(1+w.chance.IntN(5)), query.CountNone
	ask.Limit = min(ask.Limit, query.MaxSearchLimit)
	var ids, want []string
	for _, f := range whole {
		want = append(want, f.Event.ID)
	}
	for len(ids) < len(want) {
		page, err := w.store.Search(t.Context(), ask, look)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Found {
			ids = append(ids, f.Event.ID)
		}
		if page.Next == nil {
			break
		}
		ask.After = *page.Next
	}
	if ids = ids[:min(len(ids), len(want))]; !slices.Equal(ids, want) {
		t.Fatalf("question %d, %+v:\npages of %d give %s\nat once it is %s", n, ask, ask.Limit, strings.Join(ids, " "),
			strings.Join(want, " "))
	}
}
