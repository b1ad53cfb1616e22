package loaders

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// crossLayouts write a local time in the cells of one or two columns.
var crossLayouts = []struct {
	name     string
	headings [2]string
	cells    func(time.Time) [2]string
}{
	{"ISO", [2]string{"Date and Time"}, func(t time.Time) [2]string { return [2]string{t.Format("2006-01-02T15:04:05")} }},
	{"US, narrow blank", [2]string{"Date and Time"}, func(t time.Time) [2]string {
		return [2]string{strings.Replace(t.Format("1/2/2006, 3:04:05 PM"), " PM", "\u202fPM", 1)}
	}},
	{"Oracle", [2]string{"Date and Time"}, func(t time.Time) [2]string {
		return [2]string{strings.ToUpper(t.Format("02-Jan-06 03.04.05.000000 PM"))}
	}},
	{"year first, a.m.", [2]string{"Date and Time"}, func(t time.Time) [2]string {
		return [2]string{strings.NewReplacer("AM", "a.m.", "PM", "p.m.").Replace(t.Format("2006/01/02 3:04:05 PM"))}
	}},
	{"dotted", [2]string{"Date and Time"}, func(t time.Time) [2]string { return [2]string{t.Format("2006.01.02 15.04.05")} }},
	{"day of the year", [2]string{"Date and Time"}, func(t time.Time) [2]string { return [2]string{t.Format("2006-002 15:04:05")} }},
	{"two columns", [2]string{"Date", "Time"}, func(t time.Time) [2]string { return [2]string{t.Format("01/02/2006"), t.Format("15:04:05")} }},
	{"two columns, HHmmss", [2]string{"Date", "Time"}, func(t time.Time) [2]string { return [2]string{t.Format("2006-01-02"), t.Format("150405")} }},
}

// crossZones state a zone; what they mean is an IANA name or an offset.
var crossZones = []struct{ said, means string }{
	{"UTC", "UTC"}, {"PT", "America/Los_Angeles"}, {"CST", "-06:00"}, {"Pacific", "America/Los_Angeles"}, {"US/Mountain", "America/Denver"},
	{"Central Standard Time", "America/Chicago"}, {"UTC-06:00", "-06:00"}, {"America/Denver", "America/Denver"},
	{"(UTC-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"},
}

// crossPlaces are where a zone is stated.
var crossPlaces = []string{"value", "heading in brackets", "heading, underlined", "column Timezone", "column UTC Offset", "line above", "line below", "nowhere"}

// crossFormats are tables of several formats: their headings and cells beside the time.
var crossFormats = []struct {
	format   FormatName
	headings []string
	cells    []string
	place    string // the zone of the place, assumed where nothing is stated
}{
	{FormatPlates, []string{"Plate", "State", "Latitude", "Longitude"}, []string{"ZZQ%04d", "OK", "35.4701", "-97.5201"}, "America/Chicago"},
	{FormatNCIC, []string{"Message Key", "ORI", "LIC"}, []string{"QV", "OK0550100", "ZZQ%04d"}, "America/New_York"},
}

// TestTimesCross reads each layout with each statement of a zone at each place, as plate reads and as NCIC transactions, in CSV, and holds
// the instant to what was written. It prints what became of each class.
func TestTimesCross(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 13))
	type class struct{ place, zone string }
	became := map[class]map[string]int{}
	for _, f := range crossFormats {
		for _, l := range crossLayouts {
			for _, z := range crossZones {
				for _, place := range crossPlaces {
					at := time.Date(2019+r.IntN(7), time.Month(1+r.IntN(12)), 1+r.IntN(28), 4+r.IntN(20), r.IntN(60), r.IntN(60), 0, time.UTC)
					data, means := crossFile(t, f.headings, f.cells, l.headings, l.cells(at), place, z.said, z.means, r.IntN(1000))
					if means == "" {
						means = f.place
					}
					got, basis, tally, err := crossRead(t, f.format, data)
					want := inZone(t, at, means)
					outcome := "read in " + means + ", " + string(basis)
					switch {
					case err != nil:
						outcome = "error: " + err.Error()
						t.Errorf("%s, %s, %q in the %s: %v\n%s", f.format, l.name, z.said, place, err, data)
					case !got.Equal(want):
						outcome = "misread"
						t.Errorf("%s, %s, %q in the %s: got %s, want %s; %+v\n%s", f.format, l.name, z.said, place, got, want, tally, data)
					case (basis == timeline.BasisStated) != (place != "nowhere"):
						outcome = "told wrongly"
						t.Errorf("%s, %s, %q in the %s: the load says %s in %s\n%s", f.format, l.name, z.said, place, basis, tally.Zone, data)
					}
					of := class{place, z.said}
					if became[of] == nil {
						became[of] = map[string]int{}
					}
					became[of][outcome]++
				}
			}
		}
	}
	var table strings.Builder
	for _, place := range crossPlaces {
		for _, z := range crossZones {
			var outcomes []string
			for outcome, n := range became[class{place, z.said}] {
				outcomes = append(outcomes, fmt.Sprintf("%d %s", n, outcome))
			}
			slices.Sort(outcomes)
			fmt.Fprintf(&table, "| %s | %s | %s |\n", place, z.said, strings.Join(outcomes, "; "))
			if place == "nowhere" {
				break
			}
		}
	}
	t.Logf("where the zone is stated, how, and what became of the layouts\n%s", table.String())
}

// crossFile is a table of one row; means is what the time is in, "" where it does not say.
func crossFile(t *testing.T, heads, cells []string, timeHeads, times [2]string, place, said, zone string, n int) (data []byte, means string) {
	t.Helper()
	means = zone
	headings, row := slices.Clone(heads), slices.Clone(cells)
	for i := range row {
		row[i] = strings.Replace(row[i], "%04d", fmt.Sprintf("%04d", n), 1)
	}
	last := 0 // the column with the time of day
	if timeHeads[1] != "" {
		last = 1
	}
	switch place {
	case "value":
		times[last] += " " + said
	case "heading in brackets":
		timeHeads[last] += " (" + strings.Trim(said, "()") + ")"
		if strings.HasPrefix(said, "(") {
			timeHeads[last] = strings.Replace(timeHeads[last], "("+strings.Trim(said, "()")+")", said, 1)
		}
	case "heading, underlined":
		timeHeads[last] += "_" + said
	case "nowhere":
		means = ""
	}
	for i := range last + 1 {
		headings, row = append(headings, timeHeads[i]), append(row, times[i])
	}
	switch place {
	case "column Timezone":
		headings, row = append(headings, "Timezone"), append(row, said)
	case "column UTC Offset":
		headings, row = append(headings, "UTC Offset"), append(row, "-0600")
		means = "-06:00"
	}
	var lines [][]string
	if place == "line above" {
		lines = append(lines, []string{"All times are " + said})
	}
	lines = append(lines, headings, row)
	if place == "line below" {
		lines = append(lines, []string{"Time zone: " + said})
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), means
}

// crossRead is when the one record of a file was.
func crossRead(t *testing.T, format FormatName, data []byte) (at time.Time, basis timeline.Basis, tally Tally, err error) {
	t.Helper()
	got := &firstTime{}
	opt := fakeOptions()
	tally, err = Load(context.Background(), format, Input{Name: "cross.csv", Reader: bytes.NewReader(data)}, opt, got)
	if err == nil && (tally.Taken != 1 || tally.Rejected != 0) {
		err = fmt.Errorf("taken %d, rejected %d: %s", tally.Taken, tally.Rejected, got.reason)
	}
	return got.at, tally.ZoneBasis, tally, err
}

// firstTime is a sink that keeps the time of the last record, and why one was rejected.
type firstTime struct {
	at     time.Time
	reason string
	reads  []timeline.Read
}

func (f *firstTime) Events(_ context.Context, _ timeline.Record, events []timeline.Event) error {
	f.at = events[0].First.Start
	return nil
}

func (f *firstTime) Reads(_ context.Context, batch []timeline.Read) error {
	f.at = batch[len(batch)-1].At
	f.reads = append(f.reads, batch...)
	return nil
}

func (f *firstTime) Reject(_ context.Context, r timeline.Reject) error {
	f.reason = r.Field + ": " + r.Reason
	return nil
}

// inZone is when a clock of a zone shows what at shows as UTC.
func inZone(t *testing.T, at time.Time, zone string) time.Time {
	t.Helper()
	loc := locationOf(zone)
	if loc == nil {
		t.Fatalf("no zone %s", zone)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc).UTC()
}
