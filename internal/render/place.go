package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// Place is one place of a travel map: what lies too close together there to be told apart.
type Place struct {
	Number int           // from 1, in the order in which they were first seen; 0 for one too small to be numbered
	Name   string        // of the nearest city, or of the area
	At     orb.Point     // lon, lat: the middle of what was seen there
	IDs    []string      // of events, in time order
	First  timeline.When // zero where no event there has a time
	Last   timeline.When
	Zone   string     // IANA time zone there, "" when not known
	Reach  geo.Meters // from At to the farthest position seen there
	Counts []KindCount

	x, y   float64
	frame  int
	coarse timeline.Class
	zones  map[string]int
	labels map[string]int
	area   string      // FIPS code of the county or USPS code of the state, for an area
	spread []orb.Point // positions of the fixes
	days   map[int64]bool
	spans  int
	middle [2]float64 // sum of pixel positions
	n      int        // fixes at the place
}

// KindCount counts the records of one kind at a place.
type KindCount struct {
	Kind   timeline.KindName
	Office bool // known by the agency's office only
	N      int
}

const (
	mostPlaces = 30   // numbers a map can carry and a reader can find
	nearMark   = 13.0 // px; marks nearer than this to a place belong to it
)

// placesOf gathers the fixes of each frame into places. The weightiest get numbers, in the order first seen.
func placesOf(frames []frame, groups [][]marker, most int) []*Place {
	var places []*Place
	for i, f := range frames {
		places = append(places, f.gather(i, groups[i])...)
	}
	sort.SliceStable(places, func(i, j int) bool { return places[i].weight() > places[j].weight() })
	numbered := places[:min(most, len(places))]
	slices.SortStableFunc(numbered, func(p, q *Place) int {
		if p.First.IsZero() != q.First.IsZero() {
			return cmp.Compare(len(q.days), len(p.days)) // what has no time comes last
		}
		return p.First.Start.Compare(q.First.Start)
	})
	for i, p := range numbered {
		p.Number = i + 1
	}
	return places
}

// weight tells places that matter from those passed by: on how many days something was seen there, and the spans of time twice.
// What lies so far out that it has an inset always matters.
func (p *Place) weight() int {
	const outlying = 1 << 20
	w := len(p.days) + 2*p.spans
	if p.frame > 0 {
		w += outlying
	}
	return w
}

// gather puts the fixes of a frame to places. The spots where most was seen come first: each begins a place unless one
// lies within nearMark. Areas (counties, states) make places of their own: their middle is not where anything was seen.
func (f frame) gather(index int, fixes []marker) []*Place {
	type cell struct {
		x, y   int
		coarse timeline.Class
	}
	const size = 2.0 // px
	cells := make([]cell, len(fixes))
	counts := map[cell]int{}
	var order []cell
	for i, x := range fixes {
		px, py, _ := f.pixel(x.where.Point)
		cells[i] = cell{int(math.Round(px / size)), int(math.Round(py / size)), x.coarse()}
		if counts[cells[i]]++; counts[cells[i]] == 1 {
			order = append(order, cells[i])
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return counts[order[i]] > counts[order[j]] })
	var places []*Place
	at := map[cell]*Place{}
	for _, c := range order {
		px, py := float64(c.x)*size, float64(c.y)*size
		bestAt := nearMark
		for _, p := range places {
			if d := math.Hypot(p.x-px, p.y-py); p.coarse == c.coarse && d < bestAt {
				at[c], bestAt = p, d
			}
		}
		if at[c] == nil {
			at[c] = &Place{frame: index, coarse: c.coarse, x: px, y: py, zones: map[string]int{}, days: map[int64]bool{},
				labels: map[string]int{}}
			places = append(places, at[c])
		}
	}
	for i, x := range fixes {
		px, py, _ := f.pixel(x.where.Point)
		at[cells[i]].add(x, px, py)
	}
	for _, p := range places {
		p.x, p.y = p.middle[0]/float64(p.n), p.middle[1]/float64(p.n)
		p.At = f.under(p.x, p.y)
		p.At[0] = math.Remainder(p.At[0], 360)
		p.Zone = commonest(p.zones)
		for _, at := range p.spread {
			p.Reach = max(p.Reach, geo.Distance(p.At, at))
		}
	}
	return places
}

func (p *Place) add(x marker, px, py float64) {
	p.IDs = append(p.IDs, x.id)
	if p.area == "" {
		p.area = x.where.State
		if p.coarse == timeline.ClassCounty {
			p.area = x.where.County
		}
	}
	p.middle[0], p.middle[1], p.n = p.middle[0]+px, p.middle[1]+py, p.n+1
	p.spread = append(p.spread, x.where.Point)
	if !x.when.IsZero() {
		p.see(x)
	}
	if x.span {
		p.spans++
	}
	if x.where.Zone != "" {
		p.zones[x.where.Zone]++
	}
	if x.where.Label != "" && x.where.Class != timeline.ClassAgency {
		p.labels[x.where.Label]++
	}
	office := x.where.Class == timeline.ClassAgency
	for i := range p.Counts {
		if p.Counts[i].Kind == x.kind && p.Counts[i].Office == office {
			p.Counts[i].N++
			return
		}
	}
	p.Counts = append(p.Counts, KindCount{x.kind, office, 1})
}

// see reckons with the time of a fix.
func (p *Place) see(x marker) {
	if p.First.IsZero() || x.when.Start.Before(p.First.Start) {
		p.First = x.when
	}
	if p.Last.IsZero() || x.last.End.After(p.Last.End) {
		p.Last = x.last
	}
	p.days[x.when.Start.Unix()/86400] = true
}

// commonest returns the key with the highest count, the first by name among equals.
func commonest(counts map[string]int) string {
	best := ""
	for key, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && key < best {
			best = key
		}
	}
	return best
}

// nameIn names a place. An area has the name of its county or state. On a close map a place has the name most of its
// events give it, such as a camera's. Else it is named after the city where most of its positions lie, else after the nearest
// within 60 km, else by its coordinates.
func (p *Place) nameIn(base BaseMap, f frame) {
	const closer = 150_000.0 // metres
	label := commonest(p.labels)
	if p.coarse != "" {
		p.Name = areaName(base, p.coarse, p.area)
		return
	}
	if f.span() < closer && 2*p.labels[label] > p.n {
		p.Name = label
		return
	}
	core := densest(p.spread)
	if city, ok := base.Named(core); ok {
		p.Name = city.Label()
		return
	}
	p.Name = coordinates(core)
	at := geo.Meters(nearTown)
	for _, c := range base.Cities(around(core, nearTown), 0) {
		if d := geo.Distance(core, c.Point); d < at {
			p.Name, at = "near "+c.Label(), d
		}
	}
}

// nearTown is how far off a town still tells, in metres, where a place is that no city names.
const nearTown = 60_000.0

// densest returns the middle of the positions in the fullest cell of a grid, a fifth of a degree wide.
func densest(points []orb.Point) orb.Point {
	cells := map[[2]int][]orb.Point{}
	var fullest [2]int
	for _, p := range points {
		cell := [2]int{int(math.Floor(p[0] * 5)), int(math.Floor(p[1] * 5))}
		cells[cell] = append(cells[cell], p)
		if len(cells[cell]) > len(cells[fullest]) {
			fullest = cell
		}
	}
	return mean(cells[fullest])
}

// areaName names a county or state by its code: "Creek County, OK" is known as "Creek (county), OK", because parishes and
// boroughs are counties here too.
func areaName(base BaseMap, class timeline.Class, code string) string {
	outlines := base.States()
	if class == timeline.ClassCounty {
		outlines = base.Counties()
	}
	for _, o := range outlines {
		switch {
		case class == timeline.ClassCounty && o.FIPS == code:
			return o.Name + " (county), " + o.State
		case class == timeline.ClassState && o.State == code:
			return o.Name + " (state)"
		}
	}
	return "Somewhere in the " + string(class)
}

// around returns a bound that holds every point within a distance in metres of a position, cut at the antimeridian.
func around(at orb.Point, distance float64) orb.Bound {
	const metersPerDegree = 110_574.0 // the least a degree of latitude measures
	lat := distance / metersPerDegree
	lon := lat / math.Max(0.01, math.Cos((math.Abs(at[1])+lat)*degree))
	return orb.Bound{
		Min: orb.Point{math.Max(-180, at[0]-lon), math.Max(-90, at[1]-lat)},
		Max: orb.Point{math.Min(180, at[0]+lon), math.Min(90, at[1]+lat)},
	}
}

// coordinates writes a position with a hundredth of a degree.
func coordinates(at orb.Point) string {
	ns, ew := "N", "E"
	if at[1] < 0 {
		ns = "S"
	}
	if at[0] < 0 {
		ew = "W"
	}
	return fmt.Sprintf("%.2f° %s, %.2f° %s", math.Abs(at[1]), ns, math.Abs(at[0]), ew)
}
