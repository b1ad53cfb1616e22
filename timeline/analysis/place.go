package analysis

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
)

// Place is where sightings cluster.
type Place struct {
	Statement `json:"-"`     // that of its Finding
	Name      string         `json:"name"`
	Point     orb.Point      `json:"point"` // lon, lat
	Radius    geo.Meters     `json:"radius_m"`
	Exact     bool           `json:"exact"` // false: an area or an office that sightings belong to; nothing more precise is known
	Class     timeline.Class `json:"class"` // the coarsest class among its sightings
	Zone      string         `json:"zone,omitempty"`

	Sightings int       `json:"sightings"`
	Visits    []Visit   `json:"visits"`
	Nights    int       `json:"nights"`     // nights the subject can have spent here, see BaseRule
	Passes    int       `json:"passes"`     // nights in which it was seen here and no stay was: a fixed reader, or too short a time
	Days      int       `json:"days"`       // local days with a sighting here
	DayShare  float64   `json:"day_share"`  // Days over all days with a located sighting
	Stayed    Span      `json:"stayed"`     // sum of the visits from first to last sighting
	TimeShare float64   `json:"time_share"` // Stayed over that of all places of its kind
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
	Base      *Base     `json:"base,omitempty"` // set when it is a likely base

	nights map[int]bool // local days, counted from 1970, on whose evening such a night began
	stays  int          // with such nights
	known  int          // nights known anywhere
}

// findPlaces finds the places, sets each observation's place, and fills in visits, nights and bases.
func (h *history) findPlaces() []Place {
	groups := append(h.exactGroups(), h.coarseGroups()...)
	places := make([]Place, len(groups))
	for k, g := range groups {
		places[k] = h.newPlace(g)
		for _, i := range g {
			h.all[i].place = int32(k)
		}
	}
	h.visit(places)
	places = h.keepVisited(places)
	h.share(places)
	h.findBases(places)
	for k := range places {
		h.describe(&places[k])
	}
	return places
}

// exactGroups clusters the observations that have an exact position.
func (h *history) exactGroups() [][]int32 {
	var members []int32
	var points []orb.Point
	for i := range h.all {
		if h.all[i].exact {
			members, points = append(members, int32(i)), append(points, h.all[i].point)
		}
	}
	labels := geo.Clusters(points, h.p.Place.Distance, h.p.Place.Sightings)
	near := geo.NewIndex(points, 5*h.p.Place.Distance)
	var out [][]int32
	for _, cluster := range grouped(labels) {
		for _, group := range h.divide(cluster, points) {
			if h.isRoad(group, points, near) {
				continue
			}
			ids := make([]int32, len(group))
			for k, j := range group {
				ids[k] = members[j]
			}
			out = append(out, ids)
		}
	}
	return out
}

// divide cuts a cluster that is wider than a place can be, such as a road of mobile readers, into discs about its
// densest spots. The cluster and the parts are indexes into points.
func (h *history) divide(cluster []int, points []orb.Point) [][]int {
	own := pick(points, cluster)
	center := geo.Mean(own)
	if !slices.ContainsFunc(own, func(p orb.Point) bool { return geo.Distance(center, p) > h.p.Place.Radius }) {
		return [][]int{cluster}
	}
	var out [][]int
	for _, part := range grouped(geo.Cover(own, nil, h.p.Place.Distance)) {
		if len(part) < h.p.Place.Sightings {
			continue
		}
		group := make([]int, len(part))
		for k, j := range part {
			group[k] = cluster[j]
		}
		out = append(out, group)
	}
	return out
}

// isRoad reports whether a group of sightings is no denser than the roads through it would be. Roads go on: the ring
// around the group, divided into eight sectors, tells how many sightings they bring. What one sector holds beyond any
// other is a neighbouring place and does not count.
func (h *history) isRoad(group []int, points []orb.Point, near *geo.Index) bool {
	center := geo.Mean(pick(points, group))
	inner := h.p.Place.Distance
	outer := 10 * inner
	var sectors [8]int
	inside := 0
	near.Within(center, outer, func(i int, d geo.Meters) {
		if d <= inner {
			inside++
			return
		}
		sectors[sector(center, points[i])]++
	})
	slices.Sort(sectors[:])
	sectors[7] = sectors[6]
	ring := 0.5
	for _, n := range sectors {
		ring += float64(n)
	}
	return poissonTail(inside, ring*float64(inner/(outer-inner))) > h.p.Place.Chance
}

// sector returns in which eighth of the compass, counted from the east, a point lies from a near one.
func sector(from, to orb.Point) int {
	east := (to[0] - from[0]) * math.Cos(from[1]*math.Pi/180)
	return int(math.Atan2(to[1]-from[1], east)/(math.Pi/4)+8) % 8
}

func pick(points []orb.Point, index []int) []orb.Point {
	out := make([]orb.Point, len(index))
	for k, i := range index {
		out[k] = points[i]
	}
	return out
}

// coarseGroups gathers observations that are known by the same office or area. They never mix with exact ones.
func (h *history) coarseGroups() [][]int32 {
	type office struct {
		class timeline.Class
		ori   string
		point orb.Point
	}
	index := map[office]int{}
	var out [][]int32
	for i := range h.all {
		o := &h.all[i]
		if !o.located || o.exact {
			continue
		}
		key := office{class: o.s.Where.Class, point: o.point}
		if o.s.Where.Class == timeline.ClassAgency && o.s.Agency != nil && o.s.Agency.ORI != "" {
			key = office{class: timeline.ClassAgency, ori: o.s.Agency.ORI}
		}
		k, ok := index[key]
		if !ok {
			k = len(out)
			index[key] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], int32(i))
	}
	return slices.DeleteFunc(out, func(g []int32) bool { return len(g) < h.p.Place.Sightings })
}

// grouped turns labels into lists of indexes; negative labels are in none.
func grouped(labels []int) [][]int {
	var out [][]int
	for i, l := range labels {
		if l < 0 {
			continue
		}
		for len(out) <= l {
			out = append(out, nil)
		}
		out[l] = append(out[l], i)
	}
	return out
}

func (h *history) newPlace(group []int32) Place {
	points := make([]orb.Point, len(group))
	classes, zones := tally[timeline.Class]{}, tally[string]{}
	for k, i := range group {
		points[k] = h.all[i].point
		classes[h.all[i].s.Where.Class]++
		zones[h.all[i].s.Where.Zone]++
	}
	pl := Place{
		Point: geo.Mean(points), Exact: h.all[group[0]].exact, Sightings: len(group), Zone: zones.most(),
		Class: coarsest(classes),
	}
	for k, i := range group {
		reach := h.all[i].slack
		if pl.Exact {
			reach = h.all[i].s.Where.Radius
		}
		pl.Radius = max(pl.Radius, geo.Distance(pl.Point, points[k])+reach)
	}
	pl.Evidence = h.ids(group)
	pl.Name = h.nameOf(pl.Point, pl.Exact, group)
	return pl
}

func coarsest(classes tally[timeline.Class]) timeline.Class {
	order := []timeline.Class{timeline.ClassState, timeline.ClassCounty, timeline.ClassAgency, timeline.ClassCity, timeline.ClassZIP,
		timeline.ClassStreet, timeline.ClassSite, timeline.ClassGPS}
	for _, c := range order {
		if classes[c] > 0 {
			return c
		}
	}
	return timeline.ClassNone
}

// passedBy reports whether an exact place is but a piece of road: most visits were surely short, and fewer than
// two thirds of the sightings share the one position that a fixed reader has.
func (h *history) passedBy(pl *Place) bool {
	if !pl.Exact {
		return false
	}
	const reader = 30 // metres within which a fixed reader's position varies
	short, fixed := 0, 0
	for _, v := range pl.Visits {
		short += count(v.bounds[1]-v.bounds[0] < time.Duration(h.p.Place.Stay).Milliseconds())
		for _, i := range v.obs {
			fixed += count(geo.Distance(h.all[i].point, pl.Point) <= reader)
		}
	}
	return 2*short > len(pl.Visits) && 3*fixed < 2*pl.Sightings
}

// occasions is how often a place was seen apart from other times, be it that silence parted them or a sighting elsewhere.
func (pl *Place) occasions() (n int) {
	for k := range pl.Visits {
		n += len(pl.Visits[k].Sure)
	}
	return n
}

// keepVisited drops places seen too seldom, because several reads of one passage make no place, and pieces of road.
func (h *history) keepVisited(places []Place) []Place {
	renumber := make([]int32, len(places))
	kept := places[:0]
	for k := range places {
		renumber[k] = none
		if places[k].occasions() >= h.p.Place.Visits && !h.passedBy(&places[k]) {
			renumber[k] = int32(len(kept))
			kept = append(kept, places[k])
		}
	}
	for i := range h.all {
		if k := h.all[i].place; k >= 0 {
			h.all[i].place = renumber[k]
		}
	}
	return kept
}

func (h *history) describe(pl *Place) {
	kind := "Seen at"
	if !pl.Exact {
		kind = "Seen or asked about by way of"
	}
	pl.Text = fmt.Sprintf("%s %s %s in %s between %s and %s; %s there.",
		kind, pl.Name, words.Times(pl.Sightings), words.Count(len(pl.Visits), "visit"), h.day(pl.First, pl.Zone), h.day(pl.Last, pl.Zone),
		words.Count(pl.Nights, "night"))
	if pl.Exact && pl.Passes > 0 {
		pl.Text += fmt.Sprintf(" Its vehicle passes here at night: %s show no stay.", words.Count(pl.Passes, "night"))
	}
	if pl.Exact {
		pl.Basis = fmt.Sprintf("at least %s within %.0f m of each other at %s or more, more than a road through them would bring; sightings up to %s apart are one time, and only one elsewhere ends a visit",
			words.Count(h.p.Place.Sightings, "exact sighting"), h.p.Place.Distance, words.Count(h.p.Place.Visits, "separate time"),
			hours(h.p.Place.Session))
	} else {
		pl.Basis = fmt.Sprintf("at least %s known only by this %s; the subject may have been anywhere within %.0f km of it",
			words.Count(h.p.Place.Sightings, "sighting"), pl.Class, pl.Radius.Kilometers())
	}
}

func (h *history) day(t time.Time, zone string) string {
	return t.In(h.zone(zone)).Format("2 January 2006")
}
