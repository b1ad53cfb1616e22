package report

import (
	"fmt"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// clock writes times. It is not safe for concurrent use.
type timeWriter struct{ *clock.Display }

func newClock(zone string) (timeWriter, error) {
	d, err := clock.NewDisplay(zone)
	return timeWriter{d}, err
}

// stamp writes a source time as precisely as the source has it, with its zone: "2026-03-10 02:30 CDT".
func (c timeWriter) stamp(when timeline.When, place string) string {
	if when.IsZero() {
		return "not known"
	}
	t := when.Start.In(c.Shown(when, place))
	switch when.Precision {
	case timeline.Year:
		return t.Format("2006")
	case timeline.Month:
		return t.Format("2006-01")
	case timeline.Day:
		return t.Format(time.DateOnly)
	case timeline.Hour:
		return t.Format("2006-01-02 15 h ") + abbreviation(t)
	case timeline.Minute:
		return t.Format("2006-01-02 15:04 ") + abbreviation(t)
	}
	return t.Format("2006-01-02 15:04:05 ") + abbreviation(t)
}

// abbreviation names the zone of a time, by its offset where the zone has no letters.
func abbreviation(t time.Time) string {
	name, offset := t.Zone()
	switch {
	case offset == 0 && (name == "+00:00" || name == "UTC"):
		return "UTC"
	case name[0] == '+' || name[0] == '-':
		return "UTC" + t.Format("-07:00")
	}
	return name
}

// instant writes an instant that is no source time, such as the begin of a gap, in the zone of a place.
func (c timeWriter) instant(t time.Time, place string) string {
	return c.stamp(timeline.When{Start: t, End: t, Zone: "UTC", Precision: timeline.Minute}, place)
}

// basis says how a source time is known: its precision, its zone and on whose word, and what must be heeded.
func basis(when timeline.When) string {
	if when.IsZero() {
		return ""
	}
	words := []string{"to the " + string(when.Precision)}
	switch when.Basis {
	case timeline.BasisStated:
		words = append(words, "zone stated")
	case timeline.BasisConfigured:
		words = append(words, "zone set to "+when.Zone)
	case timeline.BasisAssumed:
		words = append(words, "zone assumed "+when.Zone)
	}
	for _, f := range when.Flags {
		words = append(words, warning(f))
	}
	return strings.Join(words, "; ")
}

// warning says a time flag in words.
func warning(f timeline.TimeFlag) string {
	switch f {
	case timeline.FlagNonexistent:
		return "no such local time: clocks were set forward"
	case timeline.FlagAmbiguous:
		return "this local time occurred twice: clocks were set back"
	case timeline.FlagFuture:
		return "later than the load"
	case timeline.FlagCentury:
		return "century inferred"
	}
	return string(f)
}

// lasting writes a duration as an analyst would: days and hours, hours, or minutes.
func lasting(d time.Duration) string {
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days >= 10 || days > 0 && hours == 0:
		return words.Count(days, "day")
	case days > 0:
		return words.Count(days, "day") + " " + words.Count(hours, "hour")
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return words.Count(hours, "hour")
	}
	return fmt.Sprintf("%d min", minutes)
}

// date writes the day of a source time, or its month or year where the source says no more.
func (c timeWriter) date(when timeline.When, place string) string {
	if when.Precision == timeline.Second || when.Precision == timeline.Minute || when.Precision == timeline.Hour {
		return when.Start.In(c.Shown(when, place)).Format(time.DateOnly)
	}
	return c.stamp(when, place)
}
