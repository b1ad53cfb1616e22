package clock

import (
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

func TestParseForms(t *testing.T) {
	tests := []struct {
		text string
		want string // local time, precision and zone
	}{
		{"2026-03-15 14:32:10", "2026-03-15T14:32:10 second "},
		{"2026-03-15T14:32:10Z", "2026-03-15T14:32:10 second UTC"},
		{"2026-03-15T14:32:10.250+00:00", "2026-03-15T14:32:10.25 second UTC"},
		{"2026-03-15T14:32:10-05:00", "2026-03-15T14:32:10 second -05:00"},
		{"2026-03-15T14:32-0530", "2026-03-15T14:32:00 minute -05:30"},
		{"3/5/2026 2:03 PM", "2026-03-05T14:03:00 minute "},
		{"03/15/2026 02:32:10 PM CDT", "2026-03-15T14:32:10 second -05:00"},
		{"04/10/2026, 05:01:33 AM UTC", "2026-04-10T05:01:33 second UTC"},
		{"18:54 07/30/2015", "2015-07-30T18:54:00 minute "},
		{"20260315", "2026-03-15T00:00:00 day "},
		{"20260315 1432", "2026-03-15T14:32:00 minute "},
		{"20260315@1432", "2026-03-15T14:32:00 minute "},
		{"202603151432", "2026-03-15T14:32:00 minute "},
		{"20260315143210", "2026-03-15T14:32:10 second "},
		{"03/15/26 1432 hrs", "2026-03-15T14:32:00 minute  century"},
		{"15-MAR-2026 14:32:10", "2026-03-15T14:32:10 second "},
		{"15 Mar 26", "2026-03-15T00:00:00 day  century"},
		{"March 15, 2026 2 PM", "2026-03-15T14:00:00 hour "},
		{"Sunday, March 15th, 2026", "2026-03-15T00:00:00 day "},
		{"Mar 2019", "2019-03-01T00:00:00 month "},
		{"Sept 2019", "2019-09-01T00:00:00 month "},
		{"2019-03", "2019-03-01T00:00:00 month "},
		{"3/2019", "2019-03-01T00:00:00 month "},
		{"201903", "2019-03-01T00:00:00 month "},
		{"2019", "2019-01-01T00:00:00 year "},
		{"2026:03:15", "2026-03-15T00:00:00 day "},
		{"2026:03:15 14:32:10.250", "2026-03-15T14:32:10.25 second "},
		{"1773585130", "2026-03-15T14:32:10 second UTC"},
		{"1773585130250", "2026-03-15T14:32:10.25 second UTC"},
		{"46096.6056712963", "2026-03-15T14:32:10 second "},
		{"46096", "2026-03-15T00:00:00 day "},
		{"03/15/2026 24:00", "2026-03-15T24:00:00 minute "},
		{"12:00 AM 3/15/2026", "2026-03-15T00:00:00 minute "},
		{"12:30 pm 3/15/2026 ET", "2026-03-15T12:30:00 minute America/New_York"},
		{"2026-03-15 14:32:10 America/Denver", "2026-03-15T14:32:10 second America/Denver"},
	}
	rules := Text{Serial: true}
	for _, tt := range tests {
		c, err := rules.Parse([]byte(tt.text))
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if got := spell(c); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// spell writes a civil time so that every part that was read shows.
func spell(c Civil) string {
	s := time.Date(c.Year, time.Month(c.Month), c.Day, 0, c.Minute, c.Second, c.Nanosecond, time.UTC).Format("2006-01-02T")
	s += time.Date(2000, 1, 1, c.Hour%24, c.Minute, c.Second, c.Nanosecond, time.UTC).Format("15:04:05.999999999")
	if c.Hour == 24 {
		s = s[:11] + "24" + s[13:]
	}
	s += " " + string(c.Precision) + " " + c.Zone
	if c.Century {
		s += " century"
	}
	return s
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "is empty"},
		{"  ", "is empty"},
		{"2026-02-30 10:00:00", "does not exist: February 2026 has no day 30"},
		{"2/29/2025", "does not exist: February 2025 has no day 29"},
		{"13/32/2026", "has no month: neither 13 nor 32 is one"},
		{"2026-13-01", "does not exist: there is no month 13"},
		{"2026-03-15 25:00:00", "does not exist: there is no hour 25"},
		{"2026-03-15 24:01:00", "does not exist: there is no hour 24"},
		{"2026-03-15 10:60:00", "does not exist: there is no minute 60"},
		{"14:32", "has no date"},
		{"3/15/2026 13:00 PM", "has hour 13 with AM or PM"},
		{"N/A", "is in no known form; write it as 2026-03-15 14:32:10"},
		{"yesterday", "is in no known form; write it as 2026-03-15 14:32:10"},
		{"March 15", "has no year"},
		{"0202-01-01", "is not between the years 1900 and 2199: it has year 202"},
		{"46096", "is in no known form; write it as 2026-03-15 14:32:10"},
		{"31/12/2026", "can only be day/month, unlike the other dates of the file"},
		{"12", "is in no known form; write it as 2026-03-15 14:32:10"},
		{"1/2/3/4", "is in no known form; write it as 2026-03-15 14:32:10"},
		{"9223372036854775807123", "is in no known form; write it as 2026-03-15 14:32:10"},
	}
	for _, tt := range tests {
		c, err := Text{}.Parse([]byte(tt.text))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v (%+v), want %s", tt.text, err, c, tt.want)
		}
	}
}

func TestDateOrder(t *testing.T) {
	c, err := Text{Order: DayFirst}.Parse([]byte("03/04/2026"))
	if err != nil || c.Month != 4 || c.Day != 3 || c.Fits != "" || !c.Numeric {
		t.Errorf("got %+v, %v", c, err)
	}
	c, err = Text{Order: DayFirst}.Parse([]byte("31/12/2026"))
	if err != nil || c.Month != 12 || c.Fits != DayFirst {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err = (Text{Order: DayFirst}).Parse([]byte("12/31/2026")); err == nil {
		t.Error("month/day taken in a day/month file")
	}
}

func TestTwoDigitYears(t *testing.T) {
	for text, want := range map[string]int{"1/2/26": 2026, "1/2/27": 1927, "1/2/99": 1999, "1/2/00": 2000} {
		if c, err := (Text{Latest: 2026}).Parse([]byte(text)); err != nil || c.Year != want {
			t.Errorf("%s: got %d, %v", text, c.Year, err)
		}
	}
}

func TestClockReads(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	chicago := load(t, "America/Chicago")
	tests := []struct{ text, want string }{
		{"2026-07-04 12:00:00", "2026-07-04T17:00:00Z..2026-07-04T17:00:01Z America/Chicago assumed second []"},
		{"2026-01-04 12:00:00", "2026-01-04T18:00:00Z..2026-01-04T18:00:01Z America/Chicago assumed second []"},
		{"2026-01-04 12:00:00 EDT", "2026-01-04T16:00:00Z..2026-01-04T16:00:01Z -04:00 stated second []"},
		{"2026-01-04 12:00 ET", "2026-01-04T17:00:00Z..2026-01-04T17:01:00Z America/New_York stated minute []"},
		// 02:30 on the day the clock jumps from 2 to 3: before the change it would be 08:30 UTC, after it 07:30.
		{"2026-03-08 02:30:00", "2026-03-08T07:30:00Z..2026-03-08T08:30:01Z America/Chicago assumed second [nonexistent]"},
		{"2026-03-08 01:59:59", "2026-03-08T07:59:59Z..2026-03-08T08:00:00Z America/Chicago assumed second []"},
		{"2026-03-08 03:00:00", "2026-03-08T08:00:00Z..2026-03-08T08:00:01Z America/Chicago assumed second []"},
		{"2025-11-02 01:30:00", "2025-11-02T06:30:00Z..2025-11-02T07:30:01Z America/Chicago assumed second [ambiguous]"},
		{"2025-11-02 01:30:00Z", "2025-11-02T01:30:00Z..2025-11-02T01:30:01Z UTC stated second []"},
		{"2025-11-02 00:59:59", "2025-11-02T05:59:59Z..2025-11-02T06:00:00Z America/Chicago assumed second []"},
		{"2025-11-02 02:00:00", "2025-11-02T08:00:00Z..2025-11-02T08:00:01Z America/Chicago assumed second []"},
		{"2025-11-02", "2025-11-02T05:00:00Z..2025-11-03T06:00:00Z America/Chicago assumed day []"},
		{"2026-03", "2026-03-01T06:00:00Z..2026-04-01T05:00:00Z America/Chicago assumed month []"},
		{"2026-12", "2026-12-01T06:00:00Z..2027-01-01T06:00:00Z America/Chicago assumed month [future]"},
		{"2025", "2025-01-01T06:00:00Z..2026-01-01T06:00:00Z America/Chicago assumed year []"},
		{"2026-06-01 24:00", "2026-06-02T05:00:00Z..2026-06-02T05:01:00Z America/Chicago assumed minute []"},
		{"6/1/26 10:00", "2026-06-01T15:00:00Z..2026-06-01T15:01:00Z America/Chicago assumed minute [century]"},
		{"1773585130", "2026-03-15T14:32:10Z..2026-03-15T14:32:11Z UTC stated second []"},
	}
	for _, tt := range tests {
		// A new clock and a used one must agree: the used one remembers spans of the zone.
		clock := NewReader(Text{Latest: 2026}, chicago, timeline.BasisAssumed, now)
		clock.Load = time.LoadLocation
		for range 2 {
			w, err := clock.Read(tt.text)
			if err != nil {
				t.Errorf("%q: %v", tt.text, err)
				break
			}
			got := w.Start.Format(time.RFC3339Nano) + ".." + w.End.Format(time.RFC3339Nano) + " " + w.Zone + " " + string(w.Basis) + " " +
				string(w.Precision) + " " + flagText(w.Flags)
			if got != tt.want {
				t.Errorf("%q: got  %s\nwant %s", tt.text, got, tt.want)
			}
		}
	}
	if _, err := NewReader(Text{}, chicago, timeline.BasisAssumed, now).Read("2026-01-01 10:00 Mars/Olympus"); err == nil {
		t.Error("unknown zone taken")
	}
}

func flagText(flags []timeline.TimeFlag) string {
	s := "["
	for i, f := range flags {
		if i > 0 {
			s += " "
		}
		s += string(f)
	}
	return s + "]"
}

// TestZoneAgreesWithTheStandardLibrary walks a year in steps that hit every side of a change.
func TestZoneAgreesWithTheStandardLibrary(t *testing.T) {
	for _, name := range []string{"America/New_York", "America/Phoenix", "America/St_Johns", "Pacific/Honolulu", "America/Anchorage",
		"Europe/London", "UTC"} {
		loc := load(t, name)
		z := NewZone(loc)
		for local := daysSince1970(2025, 12, 1) * 86400; local < daysSince1970(2027, 1, 5)*86400; local += 1747 {
			first, last, flag := z.Instants(local)
			u := time.Unix(local, 0).UTC()
			got := time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), 0, loc).Unix()
			if got < first || got > last {
				t.Fatalf("%s %s: %d not in %d..%d", name, u, got, first, last)
			}
			if flag == "" && (first != last || got != first) {
				t.Fatalf("%s %s: got %d..%d, want %d", name, u, first, last, got)
			}
			if flag != "" && last-first != 3600 {
				t.Fatalf("%s %s: %s spans %d seconds", name, u, flag, last-first)
			}
		}
	}
}

func load(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2026-03-15 14:32:10", "3/5/26 2 PM CDT", "15-MAR-2026", "20260315@1432", "1773585130250", "46096.6",
		"18:54 07/30/2015", "2026-03-08T02:30:00-06:00", "02-MAR-26 10.15.30.123456 PM", "2026-03-02T10:15:30-06:00[America/Chicago][u-ca=gregory]",
		"/Date(1772468130250-0600)/", "Mon Mar 02 2026 10:15:30 GMT-0600 (Central Standard Time)", "061-26", "3/2/2026\u202f10:00 a.\u00a0m.",
		"10.15.30 02.03.2026 US/Central", "2026-03-02 10:15 (UTC-06:00) Central Time (US & Canada)", "639080649302500000"} {
		f.Add(s)
	}
	clock := NewReader(Text{Serial: true, Latest: 2026}, time.UTC, timeline.BasisAssumed, time.Time{})
	clock.Load = time.LoadLocation
	f.Fuzz(func(t *testing.T, s string) {
		if z, err := clock.Zone([]byte(s)); err == nil && z != nil && z.Name() == "" {
			t.Errorf("%q is a zone without a name", s)
		}
		w, err := clock.Read(s)
		if err != nil {
			return
		}
		// What was read is the same with the blanks that programs put in its place.
		if same, err := clock.Read(strings.ReplaceAll(s, " ", "\u202f")); err != nil || same.Start != w.Start || same.End != w.End {
			t.Errorf("%q with narrow blanks: %+v, %v, want %+v", s, same, err, w)
		}
		if !w.Start.Before(w.End) || w.Start.Year() < 1899 || w.End.Year() > 2201 {
			t.Errorf("%q: %+v", s, w)
		}
	})
}

func BenchmarkParseTime(b *testing.B) {
	for _, s := range []string{"2026-03-15 14:32:10", "03/15/2026 02:32:10 PM"} {
		b.Run(s, func(b *testing.B) {
			clock := NewReader(Text{}, time.FixedZone("x", -3600), timeline.BasisAssumed, time.Time{})
			text := []byte(s)
			b.ReportAllocs()
			for b.Loop() {
				c, err := clock.Text.Parse(text)
				if err != nil {
					b.Fatal(err)
				}
				if _, _, err := clock.Instant(c, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
