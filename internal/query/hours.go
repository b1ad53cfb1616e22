package query

import (
	"slices"
	"strings"
	"time"
)

// DayHours are a span of the day on some days of the week, in the local time of a place. The zero DayHours hold always.
type DayHours struct {
	From     int            // seconds after local midnight, 0 to 86399
	To       int            // exclusive, 0 to 86400; not after From: the span runs over midnight, into the next day
	Weekdays []time.Weekday // on which the span begins; none: every day
}

const daySeconds = 24 * 3600

// IsZero reports whether the hours hold always.
func (c DayHours) IsZero() bool {
	return c.From == 0 && (c.To == 0 || c.To == daySeconds) && len(c.Weekdays) == 0
}

// Length is how long the span is, in seconds: 1 to 86400.
func (c DayHours) Length() int {
	if c.To > c.From {
		return c.To - c.From
	}
	return c.To - c.From + daySeconds
}

// Days are the weekdays as bits, that of Sunday the lowest.
func (c DayHours) Days() (bits int) {
	if len(c.Weekdays) == 0 {
		return 1<<7 - 1
	}
	for _, d := range c.Weekdays {
		bits |= 1 << d
	}
	return bits
}

// Holds reports whether any of a span of time, [start, end), lies in the hours on one of their days at a place. The
// local clock is read at the start and runs on from there, so that a change of the clock within the span does not matter.
func (c DayHours) Holds(start, end time.Time, loc *time.Location) bool {
	local := start.In(loc)
	_, offset := local.Zone()
	from := start.UnixMicro() + int64(offset)*1e6
	until := from + end.Sub(start).Microseconds()
	const day = daySeconds * int64(1e6)
	for d := floorDiv(from, day) - 1; d*day < until; d++ {
		weekday := time.Weekday((d + 4) % 7) // 1970-01-01 was a Thursday
		if weekday < 0 {
			weekday += 7
		}
		begins := d*day + int64(c.From)*1e6
		if (len(c.Weekdays) == 0 || slices.Contains(c.Weekdays, weekday)) && begins < until && begins+int64(c.Length())*1e6 > from {
			return true
		}
	}
	return false
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// HoursBody are hours as a body has them.
type HoursBody struct {
	Span     string   `json:"span"` // such as 22:00-04:00
	Weekdays []string `json:"weekdays"`
}

// hours are the parameter of the hours of the day, on days of the week.
func hours() Param {
	days := List(Word(weekdays()...), 0)
	return Param{
		Fields: []Field{
			{Name: "time_of_day", In: InQuery, About: "A span of the day in the local time of the place, such as 22:00-04:00.",
				Schema: Text(),
				Flag:   Flag{"HH:MM-HH:MM", "Only at these hours of the place's local time; they may run over midnight."},
				Form:   Form{Label: "Time of day there", Placeholder: "22:00-04:00", Size: 12}},
			{Name: "weekdays", In: InQuery, About: "Days of the week in the local time of the place.", Schema: days,
				Flag: Flag{"DAYS", "Only when the hours begin on these days, such as fri,sat."},
				Form: Form{Label: "Weekdays", Placeholder: "fri,sat", Size: 10}},
			{Name: "hours", In: InBody, About: "Span of the day and days of the week, in the local time of the place.", Member: HoursBody{},
				Schema: Schema{Type: "object",
					Properties: map[string]Schema{"span": Text().Told("Such as 22:00-04:00."), "weekdays": days}}},
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) {
				r.Search.Hours = v.hours(v.Text("time_of_day"), v.List("weekdays"))
			},
			FromBody: func(_ Param, b *Body, r *Request) {
				h := Member[HoursBody](b, "hours")
				r.Search.Hours = b.hours(h.Span, h.Weekdays)
			},
			Asked: func(_ Param, s Search) map[string]any { return given(!s.Hours.IsZero(), "hours", s.Hours) },
		},
		Check: func(s Search) string {
			if h := s.Hours; h.From < 0 || h.From >= daySeconds || h.To < 0 || h.To > daySeconds {
				return "times of day are 00:00 to 24:00"
			}
			wrong := func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }
			return fault(slices.ContainsFunc(s.Hours.Weekdays, wrong), "there is no such weekday")
		},
		Narrows: "time of day or weekdays",
	}
}

// hours reads a span of the day such as 22:00-04:00 and weekdays such as fri.
func (f *Faults) hours(span string, days []string) (h DayHours) {
	if span != "" {
		from, to, ok := strings.Cut(span, "-")
		var okFrom, okTo bool
		h.From, okFrom = timeOfDay(from)
		h.To, okTo = timeOfDay(to)
		if !ok || !okFrom || !okTo || h.From == daySeconds || h.From == h.To {
			f.Fault("a time of day must be a span of local time such as 22:00-04:00, not %q", span)
		}
	}
	for _, day := range days {
		i := slices.IndexFunc(weekdays(), func(name string) bool { return strings.EqualFold(strings.TrimSpace(day), name) })
		if i < 0 {
			f.Fault("weekdays must be of %s, not %q", strings.Join(weekdays(), ","), day)
			continue
		}
		h.Weekdays = append(h.Weekdays, time.Weekday(i))
	}
	return h
}

func weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

// timeOfDay reads hours and minutes, with or without seconds, as seconds after midnight.
func timeOfDay(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return daySeconds, true
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Hour()*3600 + t.Minute()*60 + t.Second(), true
		}
	}
	return 0, false
}
