package chart

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// seen is an instant that counts, with the area of Findings.Areas it lies in, -1 for none.
type seen struct {
	*timeline.Event
	area int
}

// seenIn divides the instants that count among the areas in the way analysis.Analyze does, in time order. Findings tell
// how many sightings each area has, not which; a test holds the two together.
func seenIn(d timeline.Dossier, f analysis.Findings) []seen {
	p := f.Parameters
	var all []seen
	for e := range d.Instants() {
		if e.Counts() {
			all = append(all, seen{e, -1})
		}
	}
	slices.SortStableFunc(all, func(a, b seen) int {
		return cmp.Or(a.First.Start.Compare(b.First.Start), a.First.End.Compare(b.First.End), cmp.Compare(a.ID, b.ID))
	})
	var members []int
	var points []orb.Point
	var weights []float64
	for i, s := range all {
		slack := p.Reach.Slack(s.Event)
		if !located(s.Where) || slack > p.Area.Accuracy {
			continue
		}
		members, points = append(members, i), append(points, s.Where.Point)
		weight := 0.5
		if s.Where.Class.Exact() && slack <= p.Place.Accuracy {
			weight = 1
		}
		weights = append(weights, weight)
	}
	if len(f.Areas) == 0 {
		return all
	}
	for k, area := range geo.Cover(points, weights, p.Area.Radius) {
		if area < len(f.Areas) { // else the findings are another dossier's
			all[members[k]].area = area
		}
	}
	return all
}

func located(w timeline.Where) bool {
	return w.Located() && w.Point[0] >= -180 && w.Point[0] <= 180 && w.Point[1] >= -90 && w.Point[1] <= 90
}

// night is one in an area: the local day, counted from 1970, on whose evening it began, and the sightings that tell of it.
type night struct {
	day int
	ids []string
}

// nightsOf returns the nights in each area, in order: a night holds a sighting in the area, or lies between two of one
// stay in it.
func nightsOf(all []seen, f analysis.Findings) [][]night {
	areas := f.Areas
	found := make([]map[int][]string, len(areas))
	for k := range found {
		found[k] = map[int][]string{}
	}
	zones := map[string]*time.Location{}
	for _, track := range tracksOf(all) {
		for k, s := range track {
			if s.First.End.Sub(s.First.Start) > time.Hour {
				continue // its hour is not known
			}
			until := s.First.End
			if k+1 < len(track) && track[k+1].area == s.area &&
				track[k+1].First.Start.Sub(s.First.End) <= time.Duration(f.Parameters.Place.Session) {
				until = track[k+1].First.Start
			}
			loc := zoneOf(zones, areas[s.area].Zone)
			for day := localDay(s.First.Start.In(loc)) - 1; day <= localDay(until.In(loc)); day++ {
				dusk, dawn := nightOf(f.Parameters.Base, day, loc)
				if until.After(dusk) && s.First.Start.Before(dawn) {
					found[s.area][day] = append(found[s.area][day], s.ID)
				}
			}
		}
	}
	out := make([][]night, len(areas))
	for k, days := range found {
		for day, ids := range days {
			out[k] = append(out[k], night{day, ids})
		}
		slices.SortFunc(out[k], func(a, b night) int { return cmp.Compare(a.day, b.day) })
	}
	return out
}

// tracksOf divides the sightings that are in an area by track.
func tracksOf(all []seen) [][]seen {
	byID := map[string]seen{}
	plain := make([]timeline.Event, len(all))
	for i, s := range all {
		byID[s.ID], plain[i] = s, *s.Event
	}
	var out [][]seen
	for _, t := range analysis.Tracks(plain) {
		var track []seen
		for _, s := range t.Sightings {
			if in := byID[s.ID]; in.area >= 0 {
				track = append(track, in)
			}
		}
		out = append(out, track)
	}
	return out
}

// nightOf returns the start and end of the night that begins on the evening of a day.
func nightOf(rule analysis.BaseRule, day int, loc *time.Location) (dusk, dawn time.Time) {
	y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
	evening := d
	if rule.From <= rule.To {
		evening++ // the night begins after midnight
	}
	return time.Date(y, m, evening, rule.From, 0, 0, 0, loc), time.Date(y, m, d+1, rule.To, 0, 0, 0, loc)
}

// localDay counts the days of a wall clock from 1970.
func localDay(t time.Time) int {
	_, offset := t.Zone()
	return int(floorDiv(t.Unix()+int64(offset), 86400))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// zoneOf returns the location of a zone's name, UTC when it is not known.
func zoneOf(known map[string]*time.Location, name string) *time.Location {
	loc, ok := known[name]
	if !ok {
		loc = time.UTC
		if l, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			loc = l
		}
		known[name] = loc
	}
	return loc
}
