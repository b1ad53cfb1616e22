package export

import (
	"time"

	"sightline/timeline"
)

// Layouts of local times, as precise as the source.
const (
	layoutYear   = "2006"
	layoutMonth  = "2006-01"
	layoutHour   = "2006-01-02 15"
	layoutMinute = "2006-01-02 15:04"
)

// civil is a source time in the zone it is written in, with its precision.
type civil struct {
	time.Time
	precision timeline.Precision
}

// String writes a source time no more precisely than the source has it: "2026-03", "2026-03-10 02:30".
func (c civil) String() string { return c.Format(layout(c.precision)) }

func layout(p timeline.Precision) string {
	switch p {
	case timeline.Year:
		return layoutYear
	case timeline.Month:
		return layoutMonth
	case timeline.Day:
		return time.DateOnly
	case timeline.Hour:
		return layoutHour
	case timeline.Minute:
		return layoutMinute
	}
	return time.DateTime
}

// offset writes a zone's offset from UTC when a source time begins: "UTC-05:00"; "" when the time is unknown.
func offset(when timeline.When, zone *time.Location) string {
	if when.IsZero() {
		return ""
	}
	return when.Start.In(zone).Format("UTC-07:00")
}

// instant writes an instant in UTC (RFC 3339), "" when it is unknown.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
