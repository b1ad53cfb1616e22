package main

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/loaders"
)

// denseTrack is a track as its device spoke, without the positions that nothing could have reached.
type denseTrack struct {
	name  string
	top   geo.MetersPerSecond
	held  []geo.Fix
	jumps []geo.Jump
	rule  geo.StopRule
	stops []geo.Stop
	trips []geo.Trip
	loops geo.TourRule
}

// sightedGap ends the stops of a track that others saw: that no reader saw it says nothing of where it was.
const sightedGap = 15 * time.Minute

func newDenseTrack(t loaders.Track, c *analyzeCmd) *denseTrack {
	d := &denseTrack{name: t.ID, top: geo.MetersPerSecond(c.JumpSpeed / 3.6),
		rule: geo.StopRule{Distance: geo.Meters(c.StopDistance), Duration: c.StopDuration, MaxGap: c.StopGap,
			Accuracy: geo.Meters(c.StopDistance)},
		loops: geo.TourRule{Distance: geo.Meters(c.TourDistance), Duration: c.TourDuration},
	}
	if t.Sighted && c.StopGap == 0 {
		d.rule.MaxGap = sightedGap
	}
	d.held, d.jumps = geo.WithoutJumps(t.Fixes, d.top)
	d.stops = geo.Stops(d.held, d.rule)
	d.trips = geo.Trips(d.held, d.stops, geo.TripRule{MaxGap: c.TripGap, Pause: c.TripPause, Distance: geo.Meters(c.TripDistance)})
	return d
}

// told puts before findings that positions were left out of them.
func (d *denseTrack) told(found []finding) []finding {
	if len(d.jumps) == 0 {
		return found
	}
	text := fmt.Sprintf("%s left out: only a speed over %.0f km/h could have reached them, which is a fault of the data; "+
		"sightline analyze jumps lists them", words.Count(len(d.jumps), "position"), d.top.KilometersPerHour())
	return append([]finding{{d.name, text, d.jumps}}, found...)
}

func (d *denseTrack) stopFindings() (out []finding) {
	for _, s := range d.stops {
		text := fmt.Sprintf("%s at %.5f, %.5f, %s", spanText(s.Start, s.End), s.Center[1], s.Center[0], words.Count(s.Fixes, "position"))
		if s.Silence > d.rule.Duration {
			text += fmt.Sprintf("; silent for up to %s, last seen there %s", s.Silence, s.Seen.UTC().Format(time.RFC3339))
		}
		out = append(out, finding{d.name, text, s})
	}
	return out
}

func (d *denseTrack) tripFindings() (out []finding) {
	for _, s := range d.trips {
		out = append(out, finding{d.name, fmt.Sprintf("%s: %.1f km along the positions, %.1f km straight, %.0f km/h on average",
			spanText(s.Start, s.End), s.Length.Kilometers(), s.Distance.Kilometers(), s.Speed.KilometersPerHour()), s})
	}
	return out
}

func (d *denseTrack) tourFindings() (out []finding) {
	for _, s := range geo.Tours(d.stops, d.trips, d.loops) {
		text := fmt.Sprintf("%s: from %.5f, %.5f and back to it in %s, %.1f km along the positions", spanText(s.Start, s.End),
			s.Origin.Center[1], s.Origin.Center[0], words.Count(len(s.Trips), "trip"), s.Length.Kilometers())
		if away := d.farthest(s); len(s.Trips) > 1 {
			text += fmt.Sprintf(", by way of %.5f, %.5f", away[1], away[0])
		}
		out = append(out, finding{d.name, text, s})
	}
	return out
}

// farthest is the stop of a tour that is farthest from where it began.
func (d *denseTrack) farthest(s geo.Tour) (away orb.Point) {
	var most geo.Meters
	for _, n := range s.Trips[:len(s.Trips)-1] {
		at := d.stops[d.trips[n].Target].Center
		if far := geo.Distance(at, s.Origin.Center); far >= most {
			most, away = far, at
		}
	}
	return away
}

func (d *denseTrack) jumpFindings() (out []finding) {
	for _, j := range d.jumps {
		out = append(out, finding{d.name, fmt.Sprintf("%s at %.5f, %.5f: it would have taken %.0f km/h", j.Fix.At.UTC().Format(time.RFC3339),
			j.Fix.Point[1], j.Fix.Point[0], j.Speed.KilometersPerHour()), j})
	}
	return out
}

func spanText(from, to time.Time) string {
	return fmt.Sprintf("%s to %s (%s)", from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339), to.Sub(from))
}
