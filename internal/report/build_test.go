package report

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

const hour = time.Hour

var update = flag.Bool("update", false, "rewrite the golden files")

// dump writes the words of a report, block by block, without its drawings.
func dump(r Report) string {
	var b strings.Builder
	for _, block := range r.Blocks {
		switch x := block.(type) {
		case Heading:
			b.WriteString("\n" + strings.Repeat("#", x.Level) + " " + x.Text + "\n")
		case Paragraph:
			b.WriteString(flat(x.Text) + "\n")
		case List:
			for _, t := range x.Items {
				b.WriteString("- " + flat(t) + "\n")
			}
		case Notice:
			b.WriteString("! " + x.Title + "\n")
			for _, t := range x.Items {
				b.WriteString("! - " + flat(t) + "\n")
			}
		case Facts:
			for _, f := range x.Facts {
				for _, v := range f.Values {
					b.WriteString(f.Name + ": " + flat(v) + "\n")
				}
			}
		case Figure:
			b.WriteString("[" + x.ID + ": " + x.Alt + "]\n" + flat(x.Caption) + "\n")
		case Table:
			b.WriteString("table " + x.Caption + "\n")
			for _, row := range x.Rows {
				cells := make([]string, len(row.Cells))
				for i, c := range row.Cells {
					cells[i] = flat(c)
				}
				mark := "| "
				if row.Faint {
					mark = "~ "
				}
				b.WriteString(mark + strings.Join(cells, " | ") + "\n")
			}
			if len(x.Rows) == 0 {
				b.WriteString("| " + x.Empty + "\n")
			}
		}
	}
	return b.String()
}

func flat(t Text) string {
	var b strings.Builder
	for _, s := range t {
		if s.Line {
			b.WriteString(" / ")
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

func TestReportInWords(t *testing.T) {
	o := tools(t)
	for name, d := range map[string]timeline.Dossier{"short": journey(6), "nothing": nothing()} {
		r, err := Build(t.Context(), d, o)
		if err != nil {
			t.Fatal(err)
		}
		got, file := dump(r), "testdata/"+name+".golden"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; run with -update and look at the difference\n%s", file, got)
		}
	}
}

// soundTables checks that the tables of a report have the shape they say.
func soundTables(t *testing.T, r Report) {
	for _, block := range r.Blocks {
		table, ok := block.(Table)
		if !ok {
			continue
		}
		shares := 0
		for _, c := range table.Columns {
			shares += c.Share
		}
		if shares != 100 {
			t.Errorf("the columns of %s share %d %%", table.ID, shares)
		}
		for i, row := range table.Rows {
			if len(row.Cells) != len(table.Columns) {
				t.Errorf("row %d of %s has %d cells", i, table.ID, len(row.Cells))
			}
			for _, cell := range row.Cells {
				for _, s := range cell {
					if len([]rune(s.Text)) > mostText+60 {
						t.Errorf("%d characters in a cell of %s", len(s.Text), table.ID)
					}
				}
			}
		}
	}
}

func TestEmptyReportsSayWhy(t *testing.T) {
	o := tools(t)
	for _, tt := range []struct {
		name string
		d    timeline.Dossier
		want string
	}{
		{"no load", bare(), "No file was loaded for this subject."},
		{"empty files", timeline.Dossier{Loads: []timeline.Load{{ID: 1}}}, "The loaded files hold no records."},
		{"all rejected", timeline.Dossier{Loads: []timeline.Load{{ID: 1, Read: 3, Rejected: 3}}},
			"All 3 records of the loaded files were rejected"},
		{"all set aside", nothing(), "1 event is known, but set aside, no encounter or only a mention"},
		{"others' reads", timeline.Dossier{Loads: []timeline.Load{{ID: 1, Read: 3, Accepted: 3}}},
			"3 records, none of them a sighting of this subject"},
		{"withheld", timeline.Dossier{Loads: []timeline.Load{{ID: 1, Read: 3, Accepted: 3}},
			Withheld: []timeline.Note{{Text: "restricted", Count: 3}}}, "Withheld: restricted, 3."},
	} {
		r, err := Build(t.Context(), tt.d, o)
		if err != nil {
			t.Fatal(err)
		}
		if words := dump(r); !strings.Contains(words, tt.want) {
			t.Errorf("%s: the report does not say %q", tt.name, tt.want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	o := tools(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ended, same(1), o); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that gave up: got %v", err)
	}
	for name, change := range map[string]func(*Options){
		"no time": func(o *Options) { o.Made = time.Time{} }, "no charts": func(o *Options) { o.Charts = nil },
		"no base": func(o *Options) { o.Base = nil }, "no such zone": func(o *Options) { o.Zone = "Mars/Olympus" },
	} {
		p := o
		change(&p)
		if _, err := Build(t.Context(), same(1), p); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCitations(t *testing.T) {
	var d timeline.Dossier
	for i := range 60 {
		d.Events = append(d.Events, timeline.Event{ID: "e" + strings.Repeat("x", i)})
		if i%7 == 3 {
			d.Events[i].Last = &timeline.When{} // numbered like any other
		}
	}
	x := newIndex(d)
	every := func(step int) []string {
		var ids []string
		for i := 0; i < 60; i += step {
			ids = append(ids, d.Events[i].ID)
		}
		return ids
	}
	for _, tt := range []struct {
		ids  []string
		want string
	}{
		{nil, ""},
		{[]string{"unknown"}, ""},
		{[]string{"e"}, " [1]"},
		{[]string{"exxx", "e", "ex", "exxxxx", "exx"}, " [1–4, 6]"},
		{every(1), " [1–60]"},
		{every(2), " [1, 3, 5, 7, 9, 11, 13, 15, and 22 more]"},
	} {
		if got := flat(x.cite(tt.ids...)); got != tt.want {
			t.Errorf("cite(%d ids) = %q, want %q", len(tt.ids), got, tt.want)
		}
	}
}

func TestStamps(t *testing.T) {
	at := time.Date(2026, 3, 8, 7, 30, 15, 0, time.UTC)
	when := func(p timeline.Precision, zone string) timeline.When {
		return timeline.When{Start: at, End: at.Add(time.Second), Precision: p, Zone: zone}
	}
	for _, tt := range []struct {
		zone, place string
		when        timeline.When
		want        string
	}{
		{"", "America/Chicago", when(timeline.Second, "America/New_York"), "2026-03-08 01:30:15 CST"},
		{"", "America/New_York", when(timeline.Minute, "UTC"), "2026-03-08 03:30 EDT"}, // after the change of clocks
		{"", "", when(timeline.Second, "America/New_York"), "2026-03-08 03:30:15 EDT"},
		{"", "", when(timeline.Second, "-07:00"), "2026-03-08 00:30:15 UTC-07:00"},
		{"", "", when(timeline.Second, ""), "2026-03-08 07:30:15 UTC"},
		{"UTC", "America/Chicago", when(timeline.Hour, "America/New_York"), "2026-03-08 07 h UTC"},
		{"", "Pacific/Guam", when(timeline.Minute, "UTC"), "2026-03-08 17:30 ChST"},
		// A day is the source's day wherever the reader is.
		{"Pacific/Guam", "America/Chicago", when(timeline.Day, "America/Los_Angeles"), "2026-03-07"},
		{"", "America/Chicago", when(timeline.Month, "UTC"), "2026-03"},
		{"", "America/Chicago", when(timeline.Year, "UTC"), "2026"},
		{"", "", timeline.When{}, "not known"},
	} {
		c, err := newClock(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.stamp(tt.when, tt.place); got != tt.want {
			t.Errorf("zone %q, place %q, %s: got %q, want %q", tt.zone, tt.place, tt.when.Precision, got, tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[time.Duration]string{
		40 * time.Minute: "40 min", time.Hour: "1 hour", 90 * time.Minute: "1 h 30 min", 24 * time.Hour: "1 day",
		53 * time.Hour: "2 days 5 hours", 250 * time.Hour: "10 days",
	} {
		if got := lasting(in); got != want {
			t.Errorf("lasting(%v) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := words.Number(in); got != want {
			t.Errorf("words.Number(%d) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "abc": "abc", "abcdef": "abcd…", "żółćłóż": "żółć…"} {
		if got := shorten(in, 5); got != want {
			t.Errorf("shorten(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMessageKeysAreExplained holds that a row tells what its message key means beside it.
func TestMessageKeysAreExplained(t *testing.T) {
	told := tell()
	told.inquiry(time.Hour, "QXX", timeline.Agency{ORI: "OK0550000"}).Fields = []timeline.Field{{Name: timeline.FieldMessage,
		Value: "zebra inquiry"}}
	r, err := Build(t.Context(), told.d, tools(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := dump(r); !strings.Contains(got, "Inquiry QXX, zebra inquiry") {
		t.Errorf("the report does not explain QXX:\n%s", got)
	}
}
