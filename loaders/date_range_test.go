package loaders

import (
	"strings"
	"testing"
	"time"
)

// TestSplitRange writes spans of dates in every form and with every mark between: the ends are found, and one that is not said is open.
func TestSplitRange(t *testing.T) {
	from, to := time.Date(2019, 3, 14, 0, 0, 0, 0, time.UTC), time.Date(2020, 11, 6, 0, 0, 0, 0, time.UTC)
	for _, layout := range []string{"01/2006", "1/2006", "2006", "2006-01", "2006-01-02", "01/02/2006", "1/2/06", "Jan 2006", "January 2006", "2 Jan 2006",
		"Jan 2, 2006", "01-2006", "2006/01", "02.01.2006"} {
		a, b := from.Format(layout), to.Format(layout)
		for _, mark := range []string{" - ", "-", " – ", "–", "—", " to ", " through ", " thru ", " until ", "- ", " -", " -- ", "..", " → "} {
			for _, ends := range [][2]string{{a, b}, {a, "present"}, {a, "Current"}, {"", b}, {a, ""}, {a, "now"}} {
				text := strings.TrimSpace(ends[0] + mark + ends[1])
				first, last := splitRange(text)
				if ends[0] == "" && (mark == " through " || mark == " thru ") || ends[1] == "" && strings.ContainsAny(mark, "hu") {
					continue // no one writes so
				}
				if first != ends[0] || last != ends[1] {
					t.Errorf("%q: %q and %q", text, first, last)
				}
			}
		}
		for text, want := range map[string][2]string{"since " + a: {a, ""}, "from " + a: {a, ""}, "until " + b: {"", b}, "to " + b: {"", b},
			"through " + b: {"", b}, a + "+": {a, ""}, a + " onwards": {a, ""}, "from " + a + " to " + b: {a, b}, "since " + a + " to present": {a, "present"},
			a: {a, a}, a + " to": {a, ""}, "prior to " + b: {"", b}, "as of " + a: {a, ""}, "up to " + b: {"", b},
			a + " up to " + b: {a, b}, a + " - to date": {a, "to date"}, a + " to date": {a, "to date"}} {
			if first, last := splitRange(text); [2]string{first, last} != want {
				t.Errorf("%q: %q and %q, want %q", text, first, last, want)
			}
		}
	}
}

// TestOpenRanges loads addresses with spans of which one end is open: it stays open.
func TestOpenRanges(t *testing.T) {
	for text, want := range map[string]string{"03/2019 -": "first 2019-03-01", "– 06/2020": "last  2020-06-01", "03/2019-": "first 2019-03-01",
		"-06/2020": "last  2020-06-01", "since 2019": "first 2019-01-01", "until 06/2020": "last  2020-06-01", "03/2019-present": "first 2019-03-01"} {
		m, tally, err := load(t, FormatAddresses, "a.csv", []byte("Full Address,Dates Seen\n\"1 Invented St, Austin, TX 78701\","+text+"\n"))
		said := m.out.String()
		if err != nil || tally.Taken != 1 || !strings.Contains(said, want) || strings.Contains(said, "first 20") && strings.Contains(said, "last  20") {
			t.Errorf("%s: %v %+v\n%s", text, err, tally, said)
		}
	}
	for _, row := range []string{"since 2019,present", "from 03/2019,", "2019,until 06/2020", "unknown,until 2020"} {
		m, tally, err := load(t, FormatAddresses, "a.csv", []byte("Street,City,State,First Seen,Last Seen\n1 Invented St,Austin,TX,"+row+"\n"))
		if err != nil || tally.Taken != 1 {
			t.Errorf("%s: %v %+v\n%s", row, err, tally, &m.out)
		}
	}
}
