package chart

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

func TestPlaceAxisIsTheClockOnTheWall(t *testing.T) {
	at := func(id, instant, zone string) timeline.Event {
		s := read(id, utc(instant), "0OIQ0", "TX")
		s.Where.Zone = zone
		return s
	}
	d := timeline.Dossier{Events: []timeline.Event{
		at("chicago", "2026-01-10T14:00:00Z", "America/Chicago"), // 08:00
		at("denver", "2026-01-10T15:00:00Z", "America/Denver"),   // 08:00
		at("summer", "2026-07-10T13:00:00Z", "America/Chicago"),  // 08:00, daylight saving
		at("unknown", "2026-07-10T08:00:00Z", ""),                // source zone UTC
	}}
	want := map[string][]string{
		timeline.ZoneOfPlace: {"2026-01-10T08:00:00Z", "2026-07-10T08:00:00Z", "2026-07-10T08:00:00Z"},
		"UTC":                {"2026-01-10T14:00:00Z", "2026-01-10T15:00:00Z", "2026-07-10T13:00:00Z", "2026-07-10T08:00:00Z"},
		"America/Phoenix":    {"2026-01-10T07:00:00Z", "2026-01-10T08:00:00Z", "2026-07-10T06:00:00Z", "2026-07-10T01:00:00Z"},
	}
	for zone, times := range want {
		var got, expected []int64
		for _, i := range parse(t, mustDraw(t, Timeline, d, Options{Zone: zone})).items("mark") {
			got = append(got, i.Value[0])
		}
		for _, text := range times {
			expected = append(expected, utc(text).UnixMilli())
		}
		slices.Sort(got)
		got = slices.Compact(got)
		slices.Sort(expected)
		expected = slices.Compact(expected)
		if !slices.Equal(got, expected) {
			t.Errorf("%s: %v, want %v", zone, got, expected)
		}
	}
}

func TestSpanNeverRunsBackwards(t *testing.T) {
	// 01:50 to 02:10 across the end of daylight saving in Chicago: the wall clock goes from 01:50 back to 01:10.
	s := read("r1-1", utc("2026-11-01T06:50:00Z"), "0OIQ0", "TX")
	s.First.End = utc("2026-11-01T07:10:00Z")
	for _, i := range parse(t, mustDraw(t, Timeline, timeline.Dossier{Events: []timeline.Event{s}}, Options{})).items("mark") {
		if i.Value[2] < i.Value[0] {
			t.Errorf("ends %d ms before it begins", i.Value[0]-i.Value[2])
		}
	}
}

func TestRows(t *testing.T) {
	p := parse(t, mustDraw(t, Timeline, small(), Options{}))
	var got []string
	for _, l := range p.Meta.Lanes {
		got = append(got, l.Key)
	}
	want := []string{
		"kind:inquiry", "vehicle:0OIQ0 (TX)", "vehicle:0OIQO (TX)", "stay:address:ZIP 80202", "stay:address:I-40 W camera",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	if p.Meta.Lanes[1].Count != 2 {
		t.Errorf("the read without a state is not with its number's usual state: %+v", p.Meta.Lanes[1])
	}
}

func TestManyPlatesShareARow(t *testing.T) {
	var d timeline.Dossier
	for i := range 30 {
		for range i + 1 {
			d.Events = append(d.Events, read("r", utc("2026-01-01T00:00:00Z"), "0OIQ"+string(rune('A'+i)), "TX"))
		}
	}
	lanes := parse(t, mustDraw(t, Timeline, d, Options{})).Meta.Lanes
	last := lanes[len(lanes)-1]
	if len(lanes) != maxVehicles+1 || last.Key != "vehicles:other" || last.Count != 20*21/2 {
		t.Errorf("%d rows, the last %+v", len(lanes), last)
	}
}

func TestSpanBounds(t *testing.T) {
	r, err := Options{Zone: "UTC"}.resolve()
	if err != nil {
		t.Fatal(err)
	}
	ms := func(text string) int64 { return utc(text + "T00:00:00Z").UnixMilli() }
	first, last := ms("2025-01-01"), ms("2027-01-01")
	jan, mar := month(2026, time.January), month(2026, time.March)
	for name, c := range map[string]struct {
		first, last timeline.When
		want        bounds
	}{
		"sure in between": {jan, mar, bounds{ms("2026-01-01"), ms("2026-04-01"), ms("2026-02-01"), ms("2026-03-01")}},
		"one month":       {jan, jan, bounds{ms("2026-01-01"), ms("2026-02-01"), ms("2026-02-01"), ms("2026-01-01")}},
		"open end":        {jan, timeline.When{}, bounds{ms("2026-01-01"), last, ms("2026-02-01"), ms("2026-02-01")}},
		"open start":      {timeline.When{}, mar, bounds{first, ms("2026-04-01"), ms("2026-03-01"), ms("2026-03-01")}},
	} {
		got := r.boundsOf(&timeline.Event{First: c.first, Last: &c.last, Where: denver}, first, last)
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestManySpansAreAllDrawn(t *testing.T) {
	var d timeline.Dossier
	for i := range 60 {
		s := address("e"+words.Number(i), month(2020+i%6, time.Month(1+i%12)), month(2021+i%6, time.Month(1+i%12)), denver)
		s.Where.Label = "Invented Street " + words.Number(i)
		d.Events = append(d.Events, s)
	}
	p := parse(t, mustDraw(t, Timeline, d, Options{}))
	if n := len(p.items("stay")); n != 60 || len(p.Meta.Lanes) > maxSpanRows {
		t.Errorf("%d of 60 spans in %d rows", n, len(p.Meta.Lanes))
	}
}

func TestEncountersFrameTheirInquiries(t *testing.T) {
	frames := parse(t, mustDraw(t, Timeline, small(), Options{})).items("encounter")
	if len(frames) != 1 || !slices.Equal(frames[0].IDs, []string{"e1", "e2"}) {
		t.Errorf("frames %+v, want one round e1 and e2", frames)
	}
}

func TestInterestCountsEveryContactOnce(t *testing.T) {
	for _, d := range []timeline.Dossier{small(), large(5000)} {
		want := len(analysis.Contacts(d.Events, 0))
		p := parse(t, mustDraw(t, Interest, d, Options{}))
		for _, render := range []string{"contacts", "total"} {
			got := 0
			for _, i := range p.items(render) {
				got += int(i.Value[3])
			}
			if got != want {
				t.Errorf("%s: %d contacts, want %d", render, got, want)
			}
		}
		rows := 0
		for _, l := range p.Meta.Lanes[1:] {
			rows += l.Count
		}
		if rows != want || len(p.Meta.Lanes) > maxAgencies+3 {
			t.Errorf("%d contacts in %d rows, want %d", rows, len(p.Meta.Lanes), want)
		}
	}
}

func TestPeriodsBeginWhereTheCalendarSays(t *testing.T) {
	for span, want := range map[int64][2]string{
		200 * day: {"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"},
		30 * day:  {"2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z"}, // a Monday
		2 * day:   {"2026-03-15T00:00:00Z", "2026-03-16T00:00:00Z"},
	} {
		from, to := periodFor(span).of(utc("2026-03-15T22:10:00Z").UnixMilli()) // a Sunday
		if from != utc(want[0]).UnixMilli() || to != utc(want[1]).UnixMilli() {
			t.Errorf("%d days: %v to %v, want %v", span/day, time.UnixMilli(from).UTC(), time.UnixMilli(to).UTC(), want)
		}
	}
}

// An address of years ago must not press the sightings together where nobody can zoom.
func TestPaperShowsTheSpanOfTheSightings(t *testing.T) {
	var d timeline.Dossier
	for i := range 12 {
		d.Events = append(d.Events, inquiry(words.Number(i), utc("2026-03-01T12:00:00Z").AddDate(0, 0, 3*i), "OK0990100"))
	}
	gone := address("gone", month(2019, time.May), month(2020, time.May), denver)
	still := address("still", month(2019, time.May), timeline.When{}, amarill)
	jailed := timeline.Event{ID: "jailed", Kind: kinds.Custody, First: month(2018, time.May), Last: last(month(2018, time.July)),
		Where: denver}
	d.Events = append([]timeline.Event{jailed, gone, still}, d.Events...)
	page := parse(t, mustDraw(t, Timeline, d, Options{}))
	if len(page.items("stay")) != 3 || page.Meta.From > utc("2019-05-01T00:00:00Z").UnixMilli() {
		t.Errorf("the page does not show all: %+v", page.Meta)
	}
	paper := parse(t, mustDraw(t, Timeline, d, Options{Static: true}))
	stays := paper.items("stay")
	if len(stays) != 1 || stays[0].Name != "still" || paper.Meta.From < utc("2026-02-01T00:00:00Z").UnixMilli() {
		t.Errorf("spans %+v on an axis from %v", stays, time.UnixMilli(paper.Meta.From).UTC())
	}
	if !slices.ContainsFunc(paper.Meta.Notes, func(n string) bool {
		return strings.Contains(n, "1 custody and 2 addresses reach beyond it or lie outside it.")
	}) {
		t.Errorf("notes do not say that spans are cut: %q", paper.Meta.Notes)
	}
}

func TestPaperWindowCountsWhatItShows(t *testing.T) {
	o := Options{Static: true, From: utc("2025-09-01T00:00:00Z"), To: utc("2025-10-01T00:00:00Z")}
	p := parse(t, mustDraw(t, Timeline, large(2000), o))
	got, want := 0, 0
	for _, i := range p.items("mark") {
		got += max(1, len(i.IDs))
	}
	for _, i := range p.items("bin") {
		got += int(i.Value[3] + i.Value[4])
	}
	for _, l := range p.Meta.Lanes {
		want += l.Count
	}
	if got != want || got == 0 {
		t.Errorf("%d drawn, rows count %d", got, want)
	}
}
