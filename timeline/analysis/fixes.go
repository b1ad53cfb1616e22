package analysis

import (
	"fmt"
	"time"

	"sightline/geo"
	"sightline/timeline"
)

// kindFix is the kind of positions of a track: of a satellite receiver, a phone, a file of points. No case holds any.
const kindFix timeline.KindName = "fix"

// FixSightings turns the fixes of a track into sightings, so that legs, conflicts, circuits and reach can be asked of
// it. The n-th is named by the prefix and n from 1. A fix counts as an exact position known to the second; a radius of
// 0 stands for DefaultFixRadius.
func FixSightings(prefix string, fixes []geo.Fix) []timeline.Event {
	out := make([]timeline.Event, len(fixes))
	for k, f := range fixes {
		out[k] = fixSighting(fmt.Sprintf("%s%d", prefix, k+1), f)
	}
	return out
}

// DefaultFixRadius is the radius of a fix that states none.
const DefaultFixRadius geo.Meters = 20

// StopSightings turns the stops of a dense track into sightings, an arrival and a departure each, so that places,
// visits, nights and circuits rest on where the track stayed and not on how often its device spoke. Stop n is named by
// the prefix and n from 1, with "a" for the arrival and "d" for the departure. The departure is the last that was seen of
// it there: the fix that left stands elsewhere.
func StopSightings(prefix string, stops []geo.Stop, rule geo.StopRule) []timeline.Event {
	out := make([]timeline.Event, 0, 2*len(stops))
	for k, s := range stops {
		f := geo.Fix{Point: s.Center, Radius: rule.Distance / 2, At: s.Start}
		out = append(out, fixSighting(fmt.Sprintf("%s%da", prefix, k+1), f))
		f.At = s.Seen
		out = append(out, fixSighting(fmt.Sprintf("%s%dd", prefix, k+1), f))
	}
	return out
}

func fixSighting(id string, f geo.Fix) timeline.Event {
	radius := f.Radius
	if radius <= 0 {
		radius = DefaultFixRadius
	}
	at := f.At.UTC()
	return timeline.Event{
		ID: id, Kind: kindFix,
		First: timeline.When{Raw: at.Format(time.RFC3339Nano), Zone: "UTC", Basis: timeline.BasisStated, Start: at,
			End: at.Add(time.Second), Precision: timeline.Second},
		Where: timeline.Where{Point: f.Point, Class: timeline.ClassGPS, Radius: radius, Basis: "position of the track"},
	}
}
