package clock

import (
	"fmt"
	"testing"
	"time"
)

func TestTimeLayout(t *testing.T) {
	tests := []struct{ layout, text, want string }{
		{"yyyy:MM:dd HH:mm:ss.fff", "2026:07:04 12:30:05.250", "2026-07-04 12:30:05.25 second "},
		{"yyyyMMddHHmm", "202607041230", "2026-07-04 12:30:00 minute "},
		{"MM/dd/yyyy, hh:mm:ss a z", "04/10/2026, 05:01:33 AM UTC", "2026-04-10 05:01:33 second UTC"},
		{"M/d/yy H:mm", "7/4/26 9:05", "2026-07-04 09:05:00 minute century "},
		{"dd-MMM-yyyy", "04-JUL-2026", "2026-07-04 00:00:00 day "},
		{"yyyy-MM", "2026-07", "2026-07-01 00:00:00 month "},
		{"yyyy", "2026", "2026-01-01 00:00:00 year "},
		{"d.M.yyyy 'um' HH'h'", "4.7.2026 um 09h", "2026-07-04 09:00:00 hour "},
		{"hh:mm a MM/dd/yyyy", "12:05 am 07/04/2026", "2026-07-04 00:05:00 minute "},
		{"yyyy-MM-dd HH:mm:ssz", "2026-07-04 12:30:05-05:00", "2026-07-04 12:30:05 second -05:00"},
		{"seconds", "1783166405", "2026-07-04 12:00:05 second UTC"},
		{"seconds", "1783166405.5", "2026-07-04 12:00:05.5 second UTC"},
		{"milliseconds", "1783166405250", "2026-07-04 12:00:05.25 second UTC"},
		{"microseconds", "1783166405250000", "2026-07-04 12:00:05.25 second UTC"},
		{"spreadsheet days", "46207.5", "2026-07-04 12:00:00 second "},
		{"spreadsheet days", "46207", "2026-07-04 00:00:00 day "},
		{"yyyy-MM-dd", "2026-02-30", "error: does not exist: February 2026 has no day 30"},
		{"yyyy-MM-dd", "07/04/2026", "error: does not have the form yyyy-MM-dd"},
		{"yyyy-MM-dd", "2026-07-04 12:00", "error: does not have the form yyyy-MM-dd"},
		{"yyyy-MM-dd hh:mm a", "2026-07-04 13:00 PM", "error: has hour 13 with AM or PM"},
		{"seconds", "yesterday", "error: is not a count of seconds since 1970"},
		{"milliseconds", "", "error: is empty"},
		{"spreadsheet days", "x", "error: is not a day number of a spreadsheet"},
	}
	for _, tt := range tests {
		l, err := ParseLayout(tt.layout)
		if err != nil {
			t.Errorf("%s: %v", tt.layout, err)
			continue
		}
		if got := layoutWords(Text{Layout: l, Latest: 2026}.Parse([]byte(tt.text))); got != tt.want {
			t.Errorf("%q as %s: got %q, want %q", tt.text, tt.layout, got, tt.want)
		}
	}
}

func layoutWords(c Civil, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	at := time.Date(c.Year, time.Month(c.Month), c.Day, c.Hour, c.Minute, c.Second, c.Nanosecond, time.UTC)
	century := ""
	if c.Century {
		century = "century "
	}
	return fmt.Sprintf("%s %s %s%s", at.Format("2006-01-02 15:04:05.999"), c.Precision, century, c.Zone)
}

func TestBadTimeLayouts(t *testing.T) {
	for layout, want := range map[string]string{
		"":                 "has no year: write yyyy, or yy for two digits",
		"MM/dd":            "has no year: write yyyy, or yy for two digits",
		"yyy-MM-dd":        `has "yyy": write it once, as in yyyy-MM-dd HH:mm:ss`,
		"yyyy-MM-dd MM":    `has "MM": write it once, as in yyyy-MM-dd HH:mm:ss`,
		"yyyy-dd":          "must have MM with dd, and either HH or hh with a",
		"yyyy-MM-dd hh:mm": "must have MM with dd, and either HH or hh with a",
		"yyyy-MM-dd HH:ss": "leaves out a unit between the year and the finest one",
		"yyyy HH":          "leaves out a unit between the year and the finest one",
		"yyyy-MM-ddTHH":    `has the letter 'T', which stands for nothing: use yyyy MM dd DDD HH mm ss fff hh a MMM z, and put other letters in apostrophes`,
		"yyyy'x":           "has an apostrophe without a second one",
	} {
		if _, err := ParseLayout(layout); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", layout, err, want)
		}
	}
}

// FuzzTimeLayout holds any layout and text to what the rest of the package relies on: a time that was read exists.
func FuzzTimeLayout(f *testing.F) {
	f.Add("yyyy-MM-dd HH:mm:ss.fff z", "2026-07-04 12:00:00.250 UTC")
	f.Add("M/d/yy h:mm a", "7/4/26 3:05 PM")
	f.Add("seconds", "1783166405.5")
	f.Fuzz(func(t *testing.T, layout, text string) {
		l, err := ParseLayout(layout)
		if err != nil {
			return
		}
		c, err := Text{Layout: l, Latest: 2026}.Parse([]byte(text))
		if err != nil {
			return
		}
		if err := c.check(); err != nil || c.Precision == "" || c.Nanosecond < 0 || c.Nanosecond > 999_999_999 {
			t.Errorf("%q as %q gave %+v: %v", text, layout, c, err)
		}
	})
}
