package analysis

import (
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

func partial() timeline.Dossier {
	when := func(text string, lasting time.Duration, zone string) timeline.When {
		t, _ := time.Parse(time.DateTime, text)
		return timeline.When{Start: t, End: t.Add(lasting), Zone: zone, Precision: timeline.Minute}
	}
	chicago := timeline.Where{Class: timeline.ClassSite, Label: "Camera 4", State: "IL", Zone: "America/Chicago"}
	return timeline.Dossier{
		Events: []timeline.Event{
			{ID: "e1", Kind: kinds.Inquiry, Code: "QW", First: when("2026-03-02 05:30:00", time.Minute, "UTC"),
				Where: timeline.Where{Class: timeline.ClassNone}, Agency: &timeline.Agency{ORI: "ZZ0010000"}},
			{ID: "e2", Kind: kinds.Inquiry, First: when("2026-03-02 06:30:00", time.Minute, "UTC"), Standing: timeline.SetAside,
				Why: "own ORI"},
			{ID: "r1-1", Kind: timeline.KindRead, First: when("2026-03-02 05:30:00", time.Minute, "UTC"), Where: chicago,
				Parties: vehicle(timeline.Plate{Number: "ZZZ0000", State: "TX"}),
				Remarks: []timeline.Remark{{Code: timeline.RemarkNoteText, Args: []string{"mobile reader"}}}},
			{ID: "e3", Kind: kinds.Inquiry, Standing: timeline.EntryOnly},
			{ID: "e4", Kind: kinds.Address, First: when("2026-02-01 00:00:00", 24*time.Hour, "UTC"), Last: last(timeline.When{}),
				Where: timeline.Where{Class: timeline.ClassStreet, Label: "1 Łódź Way"}},
			{ID: "e5", Kind: kinds.Address, Last: last(timeline.When{})},
		},
		Excluded: []timeline.Excluded{{Mark: timeline.Mark{Target: "e9"}, Event: timeline.Event{ID: "e9", Kind: kinds.Inquiry}}},
	}
}

func TestShow(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2026, 3, d, h, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		part Selection
		want string
		text string
	}{
		{Selection{Without: []timeline.KindName{kinds.Address}}, "e1 e2 r1-1 e3", "without addresses"},
		{Selection{Counting: true}, "e1 r1-1 e4 e5", "without what was set aside or does not count"},
		{Selection{Search: " CAMERA mobile "}, "r1-1", "with the words “CAMERA mobile”"},
		{Selection{Search: "qw person"}, "e1", ""},
		{Selection{Search: "zzz0000 (tx"}, "r1-1", ""},
		{Selection{Search: "zz001"}, "e1", ""},
		{Selection{Search: "NO position"}, "e2 e3 e5", ""},
		{Selection{Search: "łódź"}, "e4", ""},
		{Selection{IDs: []string{"e5", "e3", "x"}, Chosen: "Round\n\u202e1"}, "e3 e5", "what this rests on: “Round 1”"},
		{Selection{IDs: []string{}}, "", "0 chosen rows"},
		// 05:30 UTC is 23:30 of the day before where the camera is.
		{Selection{From: day(2, 0)}, "e1 e2", "from 2026-03-02 00:00, local time of each place"},
		{Selection{To: day(2, 0)}, "r1-1 e4", "until 2026-03-02 00:00, local time of each place"},
		{Selection{Zone: "UTC", From: day(2, 0)}, "e1 e2 r1-1", "from 2026-03-02 00:00, UTC"},
		{Selection{Zone: "America/Chicago", From: day(1, 0), To: day(1, 23)}, "",
			"from 2026-03-01 00:00 to 2026-03-01 23:00, time of America/Chicago"},
		{Selection{Zone: "UTC", From: day(2, 6), Without: []timeline.KindName{timeline.KindRead}, Counting: true}, "", ""},
	} {
		d := partial()
		got, err := c.part.Of(d)
		if err != nil {
			t.Fatalf("%+v: %v", c.part, err)
		}
		var ids []string
		for _, e := range got.Events {
			ids = append(ids, e.ID)
		}
		if strings.Join(ids, " ") != c.want || got.Shown.Rows != len(ids) || got.Shown.Of != 6 || c.text != "" && got.Shown.Text != c.text {
			t.Errorf("%+v shows %v as %+v, want %s as %q", c.part, ids, got.Shown, c.want, c.text)
		}
		if len(d.Events) != 6 {
			t.Errorf("%+v changed the dossier", c.part)
		}
	}
}

func TestShowAll(t *testing.T) {
	d := partial()
	got, err := Selection{Zone: "UTC", Search: "  "}.Of(d)
	if err != nil || got.Shown != nil || len(got.Events) != 6 || Selection.String(Selection{}) != "everything" {
		t.Errorf("the whole is %+v, %v", got.Shown, err)
	}
	got, err = Selection{Without: []timeline.KindName{kinds.Inquiry}}.Of(d)
	if err != nil || len(got.Excluded) != 0 {
		t.Errorf("what is hidden of a source left out is still there: %+v, %v", got.Excluded, err)
	}
	for _, p := range []Selection{{Zone: "Mars"}, {From: time.Unix(9, 0), To: time.Unix(9, 0)}} {
		if _, err := p.Of(d); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

// TestSearchFindsReadsOfBursts finds a burst by each of its reads, as the page does.
func TestSearchFindsReadsOfBursts(t *testing.T) {
	plate := timeline.Plate{Number: "ZZZ0001", State: "TX"}
	second := timeline.Event{ID: "r1-2", Kind: timeline.KindRead,
		Parties: vehicle(timeline.Plate{Number: "ZZZ0001", State: "TX", Raw: "ZZZ-OO01"})}
	burst := timeline.Event{ID: "r1-1", Kind: timeline.KindRead, Parties: vehicle(plate)}
	burst.Read = &timeline.ReadDetail{Burst: []timeline.Event{burst, second}}
	for _, word := range []string{"r1-2", "zzz-oo01", "×2"} {
		if text := EventText(&burst); !strings.Contains(text, word) {
			t.Errorf("%q is not in %q", word, text)
		}
	}
	route := timeline.Event{ID: "e1", Kind: kinds.Address, Last: last(timeline.When{})}
	route.Fields = []timeline.Field{{Name: timeline.FieldAddressType, Value: "rural route"}}
	if text := EventText(&route); !strings.Contains(text, "address") || !strings.Contains(text, "rural route") {
		t.Errorf("the address is found by %q", text)
	}
}
