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
		Sightings: []timeline.Sighting{
			{ID: "s1", Kind: kinds.Inquiry, Key: "QW", When: when("2026-03-02 05:30:00", time.Minute, "UTC"), Where: timeline.Where{Class: timeline.ClassNone}, Agency: &timeline.Agency{ORI: "ZZ0010000"}},
			{ID: "s2", Kind: kinds.Inquiry, When: when("2026-03-02 06:30:00", time.Minute, "UTC"), SetAside: "own ORI"},
			{ID: "r1-1", Kind: timeline.KindRead, When: when("2026-03-02 05:30:00", time.Minute, "UTC"), Where: chicago, Plate: &timeline.Plate{Number: "ZZZ0000", State: "TX"}, Flags: []string{"mobile reader"}},
			{ID: "s3", Kind: kinds.Inquiry, Category: timeline.Entry},
		},
		Stays: []timeline.Stay{
			{ID: "a1", Kind: kinds.Address, First: when("2026-02-01 00:00:00", 24*time.Hour, "UTC"), Where: timeline.Where{Class: timeline.ClassStreet, Label: "1 Łódź Way"}},
			{ID: "a2", Kind: kinds.Address},
		},
		Excluded: []timeline.Excluded{{Mark: timeline.Mark{Target: "s9"}, Sighting: &timeline.Sighting{ID: "s9", Kind: kinds.Inquiry}}},
	}
}

func TestShow(t *testing.T) {
	day := func(d, h int) time.Time { return time.Date(2026, 3, d, h, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		part Part
		want string
		text string
	}{
		{Part{Without: []timeline.KindName{kinds.Address}}, "s1 s2 r1-1 s3", "without addresses"},
		{Part{Counting: true}, "s1 r1-1 a1 a2", "without what was set aside or does not count"},
		{Part{Search: " CAMERA mobile "}, "r1-1", "with the words “CAMERA mobile”"},
		{Part{Search: "qw person"}, "s1", ""},
		{Part{Search: "zzz0000 (tx"}, "r1-1", ""},
		{Part{Search: "zz001"}, "s1", ""},
		{Part{Search: "NO position"}, "s2 s3 a2", ""},
		{Part{Search: "łódź"}, "a1", ""},
		{Part{IDs: []string{"a2", "s3", "x"}, Chosen: "Round\n\u202e1"}, "s3 a2", "what this rests on: “Round 1”"},
		{Part{IDs: []string{}}, "", "0 chosen rows"},
		// 05:30 UTC is 23:30 of the day before where the camera is.
		{Part{From: day(2, 0)}, "s1 s2", "from 2026-03-02 00:00, local time of each place"},
		{Part{To: day(2, 0)}, "r1-1 a1", "until 2026-03-02 00:00, local time of each place"},
		{Part{Zone: "UTC", From: day(2, 0)}, "s1 s2 r1-1", "from 2026-03-02 00:00, UTC"},
		{Part{Zone: "America/Chicago", From: day(1, 0), To: day(1, 23)}, "", "from 2026-03-01 00:00 to 2026-03-01 23:00, time of America/Chicago"},
		{Part{Zone: "UTC", From: day(2, 6), Without: []timeline.KindName{timeline.KindRead}, Counting: true}, "", ""},
	} {
		d := partial()
		got, err := c.part.Of(d)
		if err != nil {
			t.Fatalf("%+v: %v", c.part, err)
		}
		var ids []string
		for _, s := range got.Sightings {
			ids = append(ids, s.ID)
		}
		for _, s := range got.Stays {
			ids = append(ids, s.ID)
		}
		if strings.Join(ids, " ") != c.want || got.Shown.Rows != len(ids) || got.Shown.Of != 6 || c.text != "" && got.Shown.Text != c.text {
			t.Errorf("%+v shows %v as %+v, want %s as %q", c.part, ids, got.Shown, c.want, c.text)
		}
		if len(d.Sightings) != 4 || len(d.Stays) != 2 {
			t.Errorf("%+v changed the dossier", c.part)
		}
	}
}

func TestShowAll(t *testing.T) {
	d := partial()
	got, err := Part{Zone: "UTC", Search: "  "}.Of(d)
	if err != nil || got.Shown != nil || len(got.Sightings) != 4 || Part.String(Part{}) != "everything" {
		t.Errorf("the whole is %+v, %v", got.Shown, err)
	}
	got, err = Part{Without: []timeline.KindName{kinds.Inquiry}}.Of(d)
	if err != nil || len(got.Excluded) != 0 {
		t.Errorf("what is hidden of a source left out is still there: %+v, %v", got.Excluded, err)
	}
	for _, p := range []Part{{Zone: "Mars"}, {From: time.Unix(9, 0), To: time.Unix(9, 0)}} {
		if _, err := p.Of(d); err == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

// TestSearchFindsReadsOfBursts finds a burst by each of its reads, as the page does.
func TestSearchFindsReadsOfBursts(t *testing.T) {
	plate := timeline.Plate{Number: "ZZZ0001", State: "TX"}
	second := timeline.Sighting{ID: "r1-2", Kind: timeline.KindRead, Plate: &timeline.Plate{Number: "ZZZ0001", State: "TX", Raw: "ZZZ-OO01"}}
	all := []timeline.Sighting{{ID: "r1-1", Kind: timeline.KindRead, Plate: &plate, Burst: []timeline.Sighting{{ID: "r1-1", Plate: &plate}, second}}}
	for _, word := range []string{"r1-2", "zzz-oo01", "×2"} {
		if text := SightingText(&all[0]); !strings.Contains(text, word) {
			t.Errorf("%q is not in %q", word, text)
		}
	}
	if text := StayText(&timeline.Stay{ID: "a1", Kind: kinds.Address, Fields: []timeline.Field{{Name: timeline.FieldAddressType, Value: "rural route"}}}); !strings.Contains(text, "rural route") || !strings.Contains(text, "address") {
		t.Errorf("the stay is found by %q", text)
	}
}
