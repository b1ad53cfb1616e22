package web

import (
	"strings"
	"testing"
	"time"

	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// TestFoundRowSaysAll: a line of the answer says what does not count and why, every remark, and both ends of a span, however many
// of them are known.
func TestFoundRowSaysAll(t *testing.T) {
	zones, err := clock.NewDisplay(timeline.ZoneOfPlace)
	if err != nil {
		t.Fatal(err)
	}
	known := func(day int, unit timeline.Precision) timeline.When {
		start := time.Date(2026, 5, day, 12, 0, 0, 0, time.UTC)
		return timeline.When{Zone: "UTC", Basis: timeline.BasisStated, Start: start, End: start.Add(time.Hour), Precision: unit}
	}
	for _, standing := range []timeline.Standing{timeline.Counts, timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal,
		timeline.SetAside} {
		for _, first := range []timeline.When{{}, known(1, timeline.Hour)} {
			for _, last := range []*timeline.When{nil, {},
				{Zone: "UTC", Basis: timeline.BasisAssumed, Start: known(9, "").Start, End: known(9, "").End, Precision: timeline.Day}} {
				e := timeline.Event{ID: "e1", Standing: standing, First: first, Last: last}
				if standing == timeline.SetAside {
					e.Why = "own ORI"
				}
				e.Remark(timeline.RemarkBox)
				e.Remark(timeline.RemarkNoteText, "left its plate")
				row := foundRow(query.Nearby{Event: e}, zones)
				want := []string{"left its plate", "post office box"}
				if standing != timeline.Counts {
					want = append(want, string(standing), e.Why)
				}
				for _, text := range want {
					if !strings.Contains(row.Flags, text) {
						t.Errorf("%q does not say %q", row.Flags, text)
					}
				}
				if first.IsZero() == strings.Contains(row.At, "2026-05-01 12:00:00") || e.Spans() != strings.Contains(row.At, " to ") ||
					(e.Spans() && !last.IsZero()) != strings.Contains(row.At, "2026-05-09 12:00:00") {
					t.Errorf("from %v to %v is %q", first, last, row.At)
				}
				basis := ""
				switch {
				case !first.IsZero():
					basis = "hour, zone stated"
				case e.Spans() && !last.IsZero():
					basis = "day, zone assumed"
				}
				if row.Basis != basis {
					t.Errorf("from %v to %v is known by %q, want %q", first, last, row.Basis, basis)
				}
			}
		}
	}
}
