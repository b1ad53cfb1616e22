package clock

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// dateForms and clockForms write the same instant in the forms of people and programs; "" is returned where a form cannot say it.
var dateForms = map[string]func(time.Time) string{
	"ISO":             func(t time.Time) string { return t.Format("2006-01-02") },
	"year first /":    func(t time.Time) string { return t.Format("2006/1/2") },
	"year first .":    func(t time.Time) string { return t.Format("2006.01.02") },
	"month/day":       func(t time.Time) string { return t.Format("1/2/2006") },
	"month.day":       func(t time.Time) string { return t.Format("01.02.2006") },
	"month/day, yy":   func(t time.Time) string { return t.Format("01/02/06") },
	"Oracle":          func(t time.Time) string { return strings.ToUpper(t.Format("02-Jan-06")) },
	"d MMM yyyy":      func(t time.Time) string { return t.Format("2 January 2006") },
	"d.MMM.yyyy":      func(t time.Time) string { return t.Format("02.Jan.2006") },
	"US words":        func(t time.Time) string { return t.Format("Monday, Jan 2, 2006") },
	"yyyy MMM dd":     func(t time.Time) string { return t.Format("2006 Jan 02") },
	"yyyy-MMM-dd":     func(t time.Time) string { return t.Format("2006-Jan-02") },
	"compact":         func(t time.Time) string { return t.Format("20060102") },
	"day of the year": func(t time.Time) string { return t.Format("2006-002") },
	"Julian yyyyddd":  func(t time.Time) string { return t.Format("2006002") },
	"Julian ddd-yy":   func(t time.Time) string { return t.Format("002-06") },
}

var clockForms = map[string]func(time.Time) string{
	"HH:mm:ss":       func(t time.Time) string { return t.Format("15:04:05") },
	"HH.mm.ss":       func(t time.Time) string { return t.Format("15.04.05") },
	"hh.mm.ss.f a":   func(t time.Time) string { return t.Format("03.04.05.000000 PM") },
	"h:mm:ss a":      func(t time.Time) string { return t.Format("3:04:05 PM") },
	"h:mm:ssa":       func(t time.Time) string { return t.Format("3:04:05pm")[:len(t.Format("3:04:05pm"))-1] },
	"h:mm:ss a.m.":   func(t time.Time) string { return dotted(t.Format("3:04:05 pm")) },
	"narrow blank":   func(t time.Time) string { return strings.Replace(t.Format("3:04:05 PM"), " ", "\u202f", 1) },
	"no-break blank": func(t time.Time) string { return strings.Replace(t.Format("3:04:05 PM"), " ", "\u00a0", 1) },
	"Windows-1252":   func(t time.Time) string { return strings.Replace(t.Format("3:04:05 PM"), " ", "\xa0", 1) },
	"HHmmss":         func(t time.Time) string { return t.Format("150405") },
	".NET":           func(t time.Time) string { return t.Format("15:04:05.0000000") },
	"HH:mm:ss:fff":   func(t time.Time) string { return t.Format("15:04:05") + ":000" },
	"full width":     func(t time.Time) string { return strings.ReplaceAll(t.Format("15:04:05"), ":", "：") },
}

func dotted(s string) string {
	return strings.NewReplacer("am", "a.m.", "pm", "p.m.").Replace(s)
}

// zoneForms say an offset or a zone; what they mean is an IANA name, or an offset where it holds a sign.
var zoneForms = map[string]string{
	"": "", " Z": "UTC", " UTC": "UTC", " GMT": "UTC", "+00:00": "UTC", "-06:00": "-06:00", " -0600": "-06:00", " -6": "-06:00",
	" UTC-6": "-06:00", " UTC\u221206:00": "-06:00", " GMT-0600": "-06:00", " (UTC-06:00)": "-06:00", " +05:30": "+05:30",
	" CST": "-06:00", " (CST)": "-06:00", " C.S.T.": "-06:00", " CDT": "-05:00", " CT": "America/Chicago", " Central": "America/Chicago",
	" Central Time": "America/Chicago", " US/Central": "America/Chicago", " us/central": "America/Chicago", " CST/CDT": "America/Chicago",
	" CST6CDT": "America/Chicago", " America/Chicago": "America/Chicago", " AMERICA/CHICAGO": "America/Chicago",
	" Central Standard Time":                  "America/Chicago",
	" (UTC-06:00) Central Time (US & Canada)": "America/Chicago",
	" US Mountain Standard Time":              "America/Phoenix",
	" America/Argentina/Buenos_Aires":         "America/Argentina/Buenos_Aires",
	" America/Port-au-Prince":                 "America/Port-au-Prince",
	" Etc/GMT+6":                              "Etc/GMT+6",
	"[America/Chicago]":                       "America/Chicago",
	"[!America/Denver][u-ca=gregory]":         "America/Denver",
	"Z[America/Los_Angeles]":                  "America/Los_Angeles at UTC",
	" Pacific Daylight Time":                  "-07:00",
	" Eastern Prevailing Time":                "America/New_York",
	" GMT-0600 (Central Standard Time)":       "America/Chicago in winter",
	"-06:00[America/Chicago]":                 "America/Chicago in winter",
	" +0000 UTC":                              "UTC",
	" -0600 CST":                              "-06:00",
	" -05:00:00":                              "-05:00",
	" Zulu":                                   "UTC",
	" (Coordinated Universal Time)":           "UTC",
	" Hawaiian Standard Time":                 "Pacific/Honolulu",
}

// TestTimesInEveryForm reads what is written in each date form with each clock form and each zone, date or time of day first.
func TestTimesInEveryForm(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 2))
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	reader := NewReader(Text{Latest: 2026, Order: MonthFirst}, load(t, "America/New_York"), timeline.BasisAssumed, now)
	reader.Load = time.LoadLocation
	done := 0
	for dateName, date := range dateForms {
		for clockName, clockText := range clockForms {
			for zone, means := range zoneForms {
				for _, pattern := range []string{"%s %s", "%s\u2009%s", "%s, %s", "%sT%s", "clock first"} {
					at := time.Date(2010+r.IntN(16), time.Month(1+r.IntN(12)), 1+r.IntN(28), 4+r.IntN(20), r.IntN(60), r.IntN(60), 0, time.UTC)
					means, winter := strings.CutSuffix(means, " in winter")
					if winter {
						at = time.Date(at.Year(), time.January, at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
					}
					text := fmt.Sprintf(pattern, date(at), clockText(at)+zone)
					if pattern == "clock first" {
						if clockName == "HHmmss" || strings.Contains(zone, "[") || strings.ContainsAny(zone, "+-\u2212") || dateName == "Julian ddd-yy" {
							continue // a number alone is no time of day, a date behind an offset is not told from it
						}
						text = clockText(at) + zone + " " + date(at)
					}
					if pattern == "%sT%s" && strings.Contains(dateName, "MMM") || pattern == "%sT%s" && dateName == "US words" {
						continue
					}
					if spelled := clockText(at); strings.HasPrefix(zone, "Z") && !isDigit(spelled[len(spelled)-1]) {
						continue
					}
					done++
					want, name := instantIn(t, at, means)
					w, err := reader.Read(text)
					if err != nil {
						t.Fatalf("%s, %s, %q: %q: %v", dateName, clockName, zone, text, err)
					}
					if !w.Start.Equal(want) || w.Zone != name || (w.Basis == timeline.BasisStated) != (means != "") {
						t.Fatalf("%s, %s, %q: %q: got %s in %s, %s; want %s in %s", dateName, clockName, zone, text, w.Start, w.Zone, w.Basis, want, name)
					}
				}
			}
		}
	}
	t.Logf("%d times", done)
}

// instantIn is when a clock shows what at says as if it were UTC, in a zone.
func instantIn(t *testing.T, at time.Time, means string) (time.Time, string) {
	t.Helper()
	if utc, ok := strings.CutSuffix(means, " at UTC"); ok {
		return at, utc
	}
	loc := time.UTC
	name := means
	switch {
	case means == "":
		name = "America/New_York"
		loc = load(t, name)
	case means == "UTC":
	case means[0] == '+' || means[0] == '-':
		parsed, err := time.Parse("-07:00", means)
		if err != nil {
			t.Fatal(err)
		}
		_, offset := parsed.Zone()
		loc = time.FixedZone(means, offset)
	default:
		loc = load(t, name)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc).UTC(), name
}

// TestTimesOfPrograms reads single forms of programs.
func TestTimesOfPrograms(t *testing.T) {
	for text, want := range map[string]string{
		"02-MAR-26 10.15.30.123456 PM":                              "2026-03-02T22:15:30.123456 second  century",
		"02-MAR-26 10.15.30.000000 AM US/CENTRAL":                   "2026-03-02T10:15:30 second America/Chicago century",
		"02-MAR-26 10.15.30 AM -06:00":                              "2026-03-02T10:15:30 second -06:00 century",
		"02MAR2026:10:15:30":                                        "2026-03-02T10:15:30 second ",
		"02MAR2026:10:15:30.250":                                    "2026-03-02T10:15:30.25 second ",
		"02/Mar/2026:10:15:30 -0600":                                "2026-03-02T10:15:30 second -06:00",
		"10.15.30 02.03.2026":                                       "2026-02-03T10:15:30 second ",
		"10.15 02.03.2026":                                          "2026-02-03T10:15:00 minute ",
		"2026-03-02-10.15.30.123456":                                "2026-03-02T10:15:30.123456 second ",
		"02.03.2026 10.15":                                          "2026-02-03T10:15:00 minute ",
		"/Date(1772468130250)/":                                     "2026-03-02T16:15:30.25 second UTC",
		"/Date(1772468130250-0600)/":                                "2026-03-02T16:15:30.25 second UTC",
		`\/Date(1772468130250+0000)\/`:                              "2026-03-02T16:15:30.25 second UTC",
		"2026-03-02T10:15:30.1234567-06:00":                         "2026-03-02T10:15:30.1234567 second -06:00",
		"2026-03-02T10:15:30-06:00[America/Chicago]":                "2026-03-02T10:15:30 second -06:00",
		"Mon Mar 02 2026 10:15:30 GMT-0600 (Central Standard Time)": "2026-03-02T10:15:30 second -06:00",
		"Mon Mar 02 10:15:30 CST 2026":                              "2026-03-02T10:15:30 second -06:00",
		"Mon, 02 Mar 2026 10:15:30 +0000":                           "2026-03-02T10:15:30 second UTC",
		"20260302T101530Z":                                          "2026-03-02T10:15:30 second UTC",
		"20260302T101530.250Z":                                      "2026-03-02T10:15:30.25 second UTC",
		"20260302101530123":                                         "2026-03-02T10:15:30.123 second ",
		"2026-03-02T10Z":                                            "2026-03-02T10:00:00 hour UTC",
		"1772468130":                                                "2026-03-02T16:15:30 second UTC",
		"1772468130.5":                                              "2026-03-02T16:15:30.5 second UTC",
		"1772468130250":                                             "2026-03-02T16:15:30.25 second UTC",
		"1772468130250000":                                          "2026-03-02T16:15:30.25 second UTC",
		"1772468130250000000":                                       "2026-03-02T16:15:30.25 second UTC",
		"639080649302500000":                                        "2026-03-02T16:15:30.25 second ",
		"134169417302500000":                                        "2026-03-02T16:15:30.25 second UTC",
		"2026-03-02-06:00":                                          "2026-03-02T00:00:00 day -06:00",
		"2026-03-02Z":                                               "2026-03-02T00:00:00 day UTC",
		"061-26":                                                    "2026-03-02T00:00:00 day  century",
		"2026061 1015":                                              "2026-03-02T10:15:00 minute ",
		"2026.061":                                                  "2026-03-02T00:00:00 day ",
		"15 MAR 26 1432":                                            "2026-03-15T14:32:00 minute  century",
		"03/02/2026 930":                                            "2026-03-02T09:30:00 minute ",
		"03022026":                                                  "2026-03-02T00:00:00 day ",
		"3/2/2026, 10:00:00\u202fAM":                                "2026-03-02T10:00:00 second ",
		"\u200e3/\u200e2/\u200e2026 10:00 p. m.":                    "2026-03-02T22:00:00 minute ",
		"10:15 - 03/02/2026":                                        "2026-03-02T10:15:00 minute ",
		"2026-07-02 10:15 CST":                                      "2026-07-02T10:15:00 minute -06:00", // what it says, also in summer
	} {
		c, err := Text{Latest: 2026, Serial: true}.Parse([]byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := spell(c); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// TestContradictions: what says two things of its zone, or of its date, is not read.
func TestContradictions(t *testing.T) {
	reader := NewReader(Text{Latest: 2026}, time.UTC, timeline.BasisAssumed, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	reader.Load = time.LoadLocation
	for _, text := range []string{
		"2026-03-02T10:15:30-05:00[America/Chicago]", "2026-03-02 10:15 CST -05:00", "2026-03-02 10:15 EST CST",
		"2026-03-02 10:15 America/Chicago America/Denver", "2026-03-02T10:15:30-06:00-05:00", "2026-07-02 10:15 GMT-0600 (Central Standard Time)",
		"2026-03-02 10:15 Mars/Olympus", "2026-03-02 10:15 [Central]x", "02-MAR-26 10/15/2026", "02-MAR-2026 10.15.1930", "MAR 10/15/2026",
		"2026-03-02 10.15.30 11:00", "2026-366", "2026-000", "2026-03-02 10:15 +15:00", "2026-03-02 10.5", "15 Mar Apr 2026",
	} {
		if w, err := reader.Read(text); err == nil {
			t.Errorf("%q was read as %s in %s", text, w.Start, w.Zone)
		}
	}
}

// TestYearsOfTwoDigits: a year that would lie after the load, or far before the other dates, is refused, one of four digits never.
func TestYearsOfTwoDigits(t *testing.T) {
	now := time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	for yy := range 100 {
		for _, around := range []int{0, 1995, 2026} {
			k := NewReader(Text{Latest: now.Year()}, time.UTC, timeline.BasisAssumed, now)
			k.Around = around
			year := 2000 + yy
			if yy > 26 {
				year -= 100
			}
			ok := year >= now.Year()-yearsBack && (around == 0 || year >= around-yearsApart)
			for _, form := range []string{"03/02/%02d", "02-MAR-%02d 10.15.30 PM", "061-%02d", "10:15 3/2/%02d"} {
				text := fmt.Sprintf(form, yy)
				w, err := k.Read(text)
				if (err == nil) != ok || ok && w.Start.Year() != year {
					t.Fatalf("%s around %d: got %s, %v", text, around, w.Start, err)
				}
				c, err := k.Text.Parse([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				if at, _, err := k.Instant(c, nil); (err == nil) != ok || ok && !at.Equal(w.Start) {
					t.Fatalf("%s around %d: the instant is %s, %v", text, around, at, err)
				}
			}
			if _, err := k.Read(fmt.Sprintf("03/02/%d", year)); err != nil {
				t.Fatal(err)
			}
		}
	}
	k := NewReader(Text{Latest: 2026}, time.UTC, timeline.BasisAssumed, now)
	if _, err := k.Read("12/31/26"); err == nil || !strings.Contains(err.Error(), "after the load") {
		t.Errorf("a day of two digits after the load: %v", err)
	}
}

// TestWindowsZones: every zone that Windows names is one of IANA, and is found by its name in any letters.
func TestWindowsZones(t *testing.T) {
	if len(windowsZones()) < 130 {
		t.Fatalf("%d zones", len(windowsZones()))
	}
	for name, zone := range windowsZones() {
		load(t, zone)
		for _, said := range []string{name, strings.ToUpper(name), " " + name + " "} {
			if got, ok := ParseZone(said); !ok || got != zone {
				t.Errorf("%q: got %q, want %s", said, got, zone)
			}
		}
	}
	for link, zone := range zoneLinks {
		load(t, zone)
		if got, ok := ParseZone(strings.ToUpper(link)); !ok || got != zone {
			t.Errorf("%q: got %q, want %s", link, got, zone)
		}
	}
	for _, none := range []string{"", "local", "N/A", "Olympus", "Central Park", "12", "6", "Mars/", "-600", "+99:00", "(UTC-06:00) Nowhere"} {
		if name, ok := ParseZone(none); ok {
			t.Errorf("%q is taken for %s", none, name)
		}
	}
}
