package export

import (
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// track is where one plate, or the person, was exactly seen, in time order, cut where it is unknown where it went.
type track struct {
	name     string
	segments [][]*row
}

// exactTracks returns the tracks of the exact positions that count and whose time is known to the minute or better. They
// are cut at gaps longer than analysis.DefaultGap: nothing is drawn where nothing is known.
func (m *material) exactTracks() []track {
	var all []track
	for _, t := range analysis.Tracks(m.Events) {
		out := track{name: t.Key}
		if out.name == "" {
			out.name = "person"
		}
		var last *row
		for i := range t.Sightings {
			r := m.row(&t.Sightings[i])
			if !r.Where.Class.Exact() || !r.instant() {
				continue
			}
			if last == nil || r.from.Sub(last.to) > analysis.DefaultGap {
				out.segments = append(out.segments, nil)
			}
			k := len(out.segments) - 1
			out.segments[k] = append(out.segments[k], r)
			last = r
		}
		if len(out.segments) > 0 {
			all = append(all, out)
		}
	}
	return all
}

// fine reports whether a source time is one instant to the minute: not coarser, and not skipped or run through twice.
func fine(when timeline.When) bool {
	for _, f := range when.Flags {
		if f == timeline.FlagAmbiguous || f == timeline.FlagNonexistent {
			return false
		}
	}
	return when.Precision == timeline.Second || when.Precision == timeline.Minute
}
