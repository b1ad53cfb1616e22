package loaders

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// dateForms and clockForms write a time in the layouts that logs have.
var dateForms = map[string]func(time.Time) string{
	"month first":      func(t time.Time) string { return t.Format("01/02/2006") },
	"two-digit year":   func(t time.Time) string { return t.Format("01/02/06") },
	"one digit":        func(t time.Time) string { return t.Format("1/2/2006") },
	"compact":          func(t time.Time) string { return t.Format("20060102") },
	"ISO":              func(t time.Time) string { return t.Format("2006-01-02") },
	"year first":       func(t time.Time) string { return t.Format("2006/01/02") },
	"dotted":           func(t time.Time) string { return t.Format("2006.01.02") },
	"Julian":           func(t time.Time) string { return fmt.Sprintf("%03d-%s", t.YearDay(), t.Format("06")) },
	"Julian, long":     func(t time.Time) string { return fmt.Sprintf("%s-%03d", t.Format("2006"), t.YearDay()) },
	"Julian, reversed": func(t time.Time) string { return fmt.Sprintf("%s-%03d", t.Format("06"), t.YearDay()) },
	"named":            func(t time.Time) string { return strings.ToUpper(t.Format("02-Jan-2006")) },
	"named, short":     func(t time.Time) string { return strings.ToUpper(t.Format("02-Jan-06")) },
	"named, joined":    func(t time.Time) string { return strings.ToUpper(t.Format("02Jan2006")) },
	"named, blanks":    func(t time.Time) string { return strings.ToUpper(t.Format("02 Jan 2006")) },
	"named, first":     func(t time.Time) string { return strings.ToUpper(t.Format("January 2, 2006")) },
	"mixed case":       func(t time.Time) string { return t.Format("02-Jan-2006") },
}

var clockForms = map[string]func(time.Time) string{
	"military":          func(t time.Time) string { return t.Format("1504") },
	"military, seconds": func(t time.Time) string { return t.Format("150405") },
	"colon":             func(t time.Time) string { return t.Format("15:04") },
	"colons":            func(t time.Time) string { return t.Format("15:04:05") },
	"half colon":        func(t time.Time) string { return t.Format("1504:05") },
	"points":            func(t time.Time) string { return t.Format("15.04.05") },
	"AM":                func(t time.Time) string { return t.Format("3:04:05 PM") },
	"hours":             func(t time.Time) string { return t.Format("1504") + " HRS" },
}

// TestTimesOfLogs reads each layout of dates with each of times of day, behind and before it, in the entry of a log.
func TestTimesOfLogs(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 15, 30, 0, time.UTC)
	for name, date := range dateForms {
		for clockName, clock := range clockForms {
			for _, first := range []bool{false, true} {
				if first && strings.HasPrefix(clockName, "military") {
					continue // digits before a date may be a number: TestTimeFirst
				}
				said := date(at) + " " + clock(at)
				if first {
					said = clock(at) + " " + date(at)
				}
				k := keep(t, FormatNCIC, "0007 "+said+" QV OK0550000 LIC/ZZZ0001 LIS/OK\n")
				if len(k.events) != 1 {
					t.Errorf("%s, %s: %q: %+v", name, clockName, said, reasons(k))
					continue
				}
				want := time.Date(2026, 3, 2, 19, 15, 0, 0, time.UTC)
				if got := k.events[0].First; !got.Start.Truncate(time.Minute).Equal(want) || got.Precision.Coarse() ||
					strings.Contains(said, "30") && strings.Contains(clockName, "s") && got.Precision == timeline.Second &&
						got.Start.Second() != 30 {
					t.Errorf("%s, %s: %q is %s %s", name, clockName, said, got.Start, got.Precision)
				}
			}
		}
	}
	for text, want := range map[string]string{"021415Z MAR 26": "2026-03-02T14:15:00Z", "021415Z MAR 2026": "2026-03-02T14:15:00Z",
		"20260302T141530Z": "2026-03-02T14:15:30Z", "20260302 1415Z": "2026-03-02T14:15:00Z", "2026-03-02T14:15:30Z": "2026-03-02T14:15:30Z"} {
		k := keep(t, FormatNCIC, "0007 "+text+" QV OK0550000 LIC/ZZZ0001 LIS/OK\n")
		if len(k.events) != 1 || k.events[0].First.Start.Format(time.RFC3339) != want || k.events[0].First.Basis != timeline.BasisStated {
			t.Errorf("%q: %+v %+v", text, k.events, reasons(k))
		}
	}
}

// TestTimeFirst tells a time of day of four digits before a date from the number of an entry.
func TestTimeFirst(t *testing.T) {
	k := keep(t, FormatNCIC, "1415 03/02/2026 QV OK0550000 LIC/ZZZ0001 LIS/OK\n1421 03/02/2026 QV OK0550000 LIC/ZZZ0002 LIS/OK\n")
	if len(k.events) != 2 || k.events[0].First.Start.Minute() != 15 || k.events[1].First.Start.Minute() != 21 {
		t.Errorf("%+v %+v", k.events, reasons(k))
	}
	k = keep(t, FormatNCIC, "0001 03/02/2026 QV OK0550000 LIC/ZZZ0001 LIS/OK\n0002 03/02/2026 QV OK0550000 LIC/ZZZ0002 LIS/OK\n")
	if len(k.events) != 2 || k.events[0].First.Precision != timeline.Day || k.events[1].First.Precision != timeline.Day {
		t.Errorf("%+v %+v", k.events, reasons(k))
	}
	k = keep(t, FormatNCIC, "0001 1415 03/02/2026 QV OK0550000 LIC/ZZZ0001 LIS/OK\n")
	if len(k.events) != 1 || k.events[0].First.Start.Minute() != 15 || k.events[0].First.Precision != timeline.Minute {
		t.Errorf("%+v %+v", k.events, reasons(k))
	}
}

// TestDamagedTimes rejects each date and time of day of which a character is lost, and never takes it for another.
func TestDamagedTimes(t *testing.T) {
	at := time.Date(2026, 3, 12, 19, 43, 52, 0, time.UTC)
	for name, date := range dateForms {
		for clockName, tell := range clockForms {
			if clockName == "AM" {
				continue // without its M, A is still one
			}
			said := date(at) + " " + tell(at)
			for i := range len(said) {
				if said[i] == ' ' || said[i] == ',' || clockName == "hours" && i >= len(said)-3 {
					continue
				}
				broken := said[:i] + "?" + said[i+1:]
				k := keep(t, FormatNCIC, "0006 03/11/2026 1200 QW CA0190000 NAM/INVENTED, JOHN\n0007 "+broken+" QV OK0550000 LIC/ZZZ0001 LIS/OK\n")
				if len(k.events)+len(k.rejects) != 2 {
					t.Errorf("%s, %s: %q: %d events, %d rejects", name, clockName, broken, len(k.events), len(k.rejects))
				} else if len(k.events) == 2 {
					t.Errorf("%s, %s: %q is %s %s", name, clockName, broken, k.events[1].First.Start, k.events[1].First.Precision)
				}
			}
		}
	}
}

func TestSpelled(t *testing.T) {
	for text, want := range map[string]string{"061-26 1421": "02 MAR 26 14:21", "2024-366": "31 DEC 2024", "2213:07 20260114": "22:13:07 20260114",
		"10.15.30": "10:15:30", "366-25": "25-366", "20260114 1203": "20260114 1203", "14:32 07/04/2026": "14:32 07/04/2026"} {
		if got := spelled(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if _, err := (clock.Text{}).Parse([]byte(spelled("366-25 1200"))); err == nil {
		t.Error("2025 has a day 366")
	}
}

// reasons are the reasons of what was rejected.
func reasons(k *kept) (all []string) {
	for _, r := range k.rejects {
		all = append(all, r.Reason)
	}
	return all
}
