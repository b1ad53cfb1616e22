package report

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// mixed is a dossier of every kind, standing and shape that there is, with events of one, two or three records.
func mixed() timeline.Dossier {
	t := tell()
	standings := []timeline.Standing{
		timeline.Counts, timeline.Counts, timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside,
		timeline.Mention,
	}
	for i, k := range append(kinds.All(), kinds.Of("not known")) {
		for j, standing := range standings {
			e := t.next(time.Duration(5+t.r.IntN(40)) * time.Hour)
			e.Kind, e.Standing = k.Name, standing
			if standing == timeline.SetAside {
				e.Why = "own ORI"
			}
			e.Parties = []timeline.Party{{Part: "called", Of: timeline.Identifier{Type: "phone", Value: "+15550100"}, Subject: 1}}
			e.Where = timeline.Where{
				Point: orb.Point{-97 + t.r.Float64(), 31 + t.r.Float64()}, Class: timeline.ClassStreet, Radius: 30,
				Label: fmt.Sprintf("%d Example St", 10*i+j), State: "TX", Zone: "America/Chicago",
			}
			for n := range (i + j) % 3 {
				e.Records = append(e.Records, timeline.RecordRef{Load: int64(1 + n), Line: 5000 + 10*i + j})
			}
			if (i+j)%2 == 0 {
				e.Last = &timeline.When{} // open
				if end := t.at.Add(50 * time.Hour); j != 4 {
					e.Last = &timeline.When{Start: end, End: end.Add(time.Hour), Precision: timeline.Hour, Zone: "UTC",
						Basis: timeline.BasisStated}
				}
			}
		}
	}
	return t.told()
}

func tableOf(t *testing.T, r Report, id string) Table {
	t.Helper()
	for _, b := range r.Blocks {
		if table, ok := b.(Table); ok && table.ID == id {
			return table
		}
	}
	t.Fatalf("there is no table %s", id)
	return Table{}
}

// TestOneTableOfEvents: every event has one row in time order, whose number cites it, and tells all its records. It is pale where
// it does not count, and says why.
func TestOneTableOfEvents(t *testing.T) {
	o := tools(t)
	for name, d := range map[string]timeline.Dossier{"mixed": mixed(), "journey": journey(60), "commuter": commuter()} {
		r, err := Build(t.Context(), d, o)
		if err != nil {
			t.Fatal(err)
		}
		table, x := tableOf(t, r, "event-table"), newIndex(d)
		if len(table.Rows) != len(d.Events) {
			t.Fatalf("%s: %d rows of %d events", name, len(table.Rows), len(d.Events))
		}
		for i, row := range table.Rows {
			e := &d.Events[i]
			if n := fmt.Sprint(i + 1); flat(row.Cells[0]) != n || row.ID != "row"+n || flat(x.cite(e.ID)) != " ["+n+"]" {
				t.Errorf("%s: %s has the row %q, number %s, and is cited as %s", name, e.ID, row.ID, flat(row.Cells[0]), flat(x.cite(e.ID)))
			}
			what := flat(row.Cells[2])
			if !strings.HasPrefix(what, kinds.Of(e.Kind).Title()) {
				t.Errorf("%s: the row of an event of kind %s says %q", name, e.Kind, what)
			}
			says := strings.Contains(what, "does not count") || strings.Contains(what, "set aside: own ORI")
			if pale := e.Standing != timeline.Counts; row.Faint != pale || says != pale {
				t.Errorf("%s: an event of standing %q is pale: %v, and says %q", name, e.Standing, row.Faint, what)
			}
			var told []timeline.RecordRef
			for _, one := range e.Unfolded() {
				for _, ref := range one.Records {
					told = append(told, timeline.RecordRef{Load: ref.Load, Line: ref.Line})
				}
			}
			if got := refsOf(t, flat(row.Cells[4])); !slices.Equal(got, told) {
				t.Errorf("%s: the row of %s leads to %v, want %v", name, e.ID, got, told)
			}
		}
	}
}

// refsOf reads what leads back to records: "2, 701; 702 / 3, 1,015".
func refsOf(t *testing.T, text string) []timeline.RecordRef {
	t.Helper()
	var out []timeline.RecordRef
	for _, ofLoad := range strings.Split(text, " / ") {
		load, all, _ := strings.Cut(ofLoad, ", ")
		for _, line := range strings.Split(all, "; ") {
			var ref timeline.RecordRef
			if _, err := fmt.Sscan(load+" "+strings.ReplaceAll(line, ",", ""), &ref.Load, &ref.Line); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			out = append(out, ref)
		}
	}
	return out
}

// cited are the rows that a text leads to, those within a run too.
func cited(text Text) []int {
	var out []int
	run := false
	for _, s := range text {
		var n int
		if _, err := fmt.Sscanf(s.Link, "row%d", &n); err == nil {
			from := n
			if run {
				from = out[len(out)-1] + 1
			}
			for ; from <= n; from++ {
				out = append(out, from)
			}
		}
		run = s.Text == "–"
	}
	return out
}

// TestWhatDoesNotCountIsCountedForNothing gives a third of a journey standings that do not count. Nothing cites them but what says
// that they do not count; mentions are told by themselves, and on maps are none of them.
func TestWhatDoesNotCountIsCountedForNothing(t *testing.T) {
	o := tools(t)
	r := rand.New(rand.NewPCG(3, 7))
	standings := []timeline.Standing{timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside, timeline.Mention}
	for range 4 {
		d := journey(60)
		pale, counting, mentions := map[int]bool{}, 0, 0
		for i := range d.Events {
			e := &d.Events[i]
			if r.IntN(3) == 0 {
				e.Standing = standings[r.IntN(len(standings))]
			}
			switch pale[i+1] = e.Standing != timeline.Counts; {
			case e.Standing == timeline.Mention:
				mentions++
			case !pale[i+1] && !e.Spans():
				counting++
			}
		}
		report, err := Build(t.Context(), d, o)
		if err != nil {
			t.Fatal(err)
		}
		says := regexp.MustCompile("(?i)does not count|do not count|set aside|only mention")
		for _, b := range report.Blocks {
			if table, ok := b.(Table); ok && (table.ID == "event-table" || table.ID == "addresses-table") {
				continue
			}
			eachText([]Block{b}, func(text Text) {
				for _, n := range cited(text) {
					if pale[n] && !says.MatchString(flat(text)) {
						t.Errorf("row %d, %s, is cited by %q", n, d.Events[n-1].Standing, flat(text))
					}
				}
			})
		}
		words := dump(report)
		for _, want := range []string{
			fmt.Sprintf("was sighted %d times: ", counting),
			fmt.Sprintf("%d events only mention the subject and are not drawn on maps", mentions),
			fmt.Sprintf("%d events only mention the subject and are not on the map.", mentions),
		} {
			if !strings.Contains(words, want) {
				t.Errorf("the report does not say %q", want)
			}
		}
	}
}

// TestAgenciesCountRecords: an encounter of which several records tell counts them all.
func TestAgenciesCountRecords(t *testing.T) {
	d := journey(60)
	want := 0
	for i := range d.Events {
		e := &d.Events[i]
		if !kinds.Of(e.Kind).Contact || !e.Counts() {
			continue
		}
		for n := range i % 3 {
			e.Records = append(e.Records, timeline.RecordRef{Load: 2, Line: 7000 + 3*i + n})
		}
		want += len(e.Records)
	}
	r, err := Build(t.Context(), d, tools(t))
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for _, row := range tableOf(t, r, "agencies").Rows {
		n, err := strconv.Atoi(flat(row.Cells[2]))
		if err != nil {
			t.Fatal(err)
		}
		got += n
	}
	if got != want {
		t.Errorf("agencies' encounters rest on %d records, want %d", got, want)
	}
}

// TestSectionsOfKinds: each section that kinds have lists the events of those kinds and no others, by their rows among all.
func TestSectionsOfKinds(t *testing.T) {
	d := mixed()
	r, err := Build(t.Context(), d, tools(t))
	if err != nil {
		t.Fatal(err)
	}
	sections := kindSections()
	if len(sections) < 2 {
		t.Errorf("%d sections of kinds", len(sections))
	}
	for _, s := range sections {
		var want, got []int
		for i := range d.Events {
			if kinds.Of(d.Events[i].Kind).Section == s.title {
				want = append(want, i+1)
			}
		}
		for _, row := range tableOf(t, r, s.id+"-table").Rows {
			got = append(got, cited(row.Cells[0])...)
		}
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s lists the rows %v, want %v", s.title, got, want)
		}
	}
	names := map[string]bool{}
	for _, s := range allSections(analysis.Detectors()) {
		if names[s.name] || names["id "+s.id] || !regexp.MustCompile("^[a-z]+(-[a-z]+)*$").MatchString(s.name) {
			t.Errorf("section %q, %q: its name is no name, or another's", s.name, s.id)
		}
		names[s.name], names["id "+s.id] = true, true
	}
}

// TestStampOf: a span is told by both ends, an open one too.
func TestStampOf(t *testing.T) {
	clock, err := newClock("UTC")
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{clock: clock}
	day := func(d int) timeline.When {
		at := time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC)
		return timeline.When{Start: at, End: at.AddDate(0, 0, 1), Zone: "UTC", Precision: timeline.Day, Basis: timeline.BasisStated}
	}
	hour := day(9)
	hour.Precision = timeline.Hour
	for _, tt := range []struct {
		first       timeline.When
		last        *timeline.When
		stamp, know string
	}{
		{timeline.When{}, nil, "not known", ""},
		{day(2), nil, "2026-03-02", "to the day; zone stated"},
		{timeline.When{}, &timeline.When{}, "not known", ""},
		{day(2), &timeline.When{}, "2026-03-02 – open", "to the day; zone stated"},
		{timeline.When{}, new(day(2)), "open – 2026-03-02", "to the day; zone stated"},
		{day(2), new(day(5)), "2026-03-02 – 2026-03-05", "to the day; zone stated"},
		{day(2), &hour, "2026-03-02 – 2026-03-09 00 h UTC", "first: to the day; zone stated; last: to the hour; zone stated"},
	} {
		e := &timeline.Event{First: tt.first, Last: tt.last}
		if stamp, know := b.stampOf(e), basisOf(e); stamp != tt.stamp || know != tt.know {
			t.Errorf("%q, %q; want %q, %q", stamp, know, tt.stamp, tt.know)
		}
	}
}
