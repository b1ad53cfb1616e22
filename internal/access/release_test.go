package timeline_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// handled is a dossier with ordinary, criminal-history, restricted and hidden rows.
func handled() timeline.Dossier {
	history := []string{timeline.FlagCriminalHistory}
	at := func(id string, load int64, flags ...string) timeline.Event {
		return timeline.Event{ID: id, Flags: flags, Record: timeline.RecordRef{Load: load}}
	}
	return timeline.Dossier{
		Loads:     []timeline.Load{{ID: 1}, {ID: 2, Restricted: true}},
		Sightings: []timeline.Event{at("s1", 1), at("s2", 1, history...), at("s3", 2), at("s4", 1), at("s5", 1, history...), at("s6", 2, history...)},
		Stays:     []timeline.Event{{ID: "a1", Record: timeline.RecordRef{Load: 1}}, {ID: "a2", Flags: history, Record: timeline.RecordRef{Load: 1}}},
		Withheld:  []timeline.Note{{Text: "others", Count: 1}},
		Marks: []timeline.Mark{
			{ID: 1, Target: "s4", Kind: timeline.MarkHidden, Text: "misread"}, {ID: 2, Target: "s5", Kind: timeline.MarkHidden, Text: "other person"},
			{ID: 3, Target: "s2", Kind: timeline.MarkNote, Text: "see file"}, {ID: 4, Target: "s1", Kind: timeline.MarkHidden, UndoneAt: time.Unix(1, 0)},
			{ID: 5, Target: "a1", Kind: timeline.MarkHidden, Text: "not hers"},
		},
	}
}

func idsOf(d timeline.Dossier) string {
	var ids []string
	for _, s := range d.Sightings {
		ids = append(ids, s.ID)
	}
	for _, s := range d.Stays {
		ids = append(ids, s.ID)
	}
	ids = append(ids, "|")
	for _, x := range d.Excluded {
		ids = append(ids, x.Mark.Target)
	}
	return strings.Join(ids, " ")
}

func TestRelease(t *testing.T) {
	for _, tt := range []struct {
		release             timeline.Release
		ids                 string
		withheld, obligated []int64
	}{
		{timeline.Release{}, "s1 | s4 a1", []int64{1, 4, 1}, nil},
		{timeline.Release{CriminalHistory: true}, "s1 s2 a2 | s4 s5 a1", []int64{1, 2}, []int64{3}},
		{timeline.Release{Restricted: true}, "s1 s3 | s4 a1", []int64{1, 4}, []int64{1}},
		{timeline.Release{CriminalHistory: true, Restricted: true}, "s1 s2 s3 s6 a2 | s4 s5 a1", []int64{1}, []int64{4, 2}},
	} {
		whole := handled()
		d := whole.Release(tt.release)
		if got := idsOf(d); got != tt.ids {
			t.Errorf("%+v: %s, want %s", tt.release, got, tt.ids)
		}
		if got := counts(d.Withheld); !reflect.DeepEqual(got, tt.withheld) {
			t.Errorf("%+v: withheld %v, want %v", tt.release, got, tt.withheld)
		}
		if got := counts(d.Obligations); !reflect.DeepEqual(got, tt.obligated) {
			t.Errorf("%+v: obligations %v, want %v", tt.release, got, tt.obligated)
		}
		if again := d.Release(tt.release); !reflect.DeepEqual(again, d) {
			t.Errorf("%+v: releasing again gives another dossier", tt.release)
		}
		if !reflect.DeepEqual(whole, handled()) {
			t.Errorf("%+v: the dossier itself was changed", tt.release)
		}
		for _, m := range d.Marks {
			if !tt.release.CriminalHistory && (m.Target == "s2" || m.Target == "s5") {
				t.Errorf("%+v: mark %d tells of what is withheld", tt.release, m.ID)
			}
		}
	}
}

// TestReleaseOfCandidates lets no candidate go that is let go only by right.
func TestReleaseOfCandidates(t *testing.T) {
	whole := timeline.Dossier{Loads: []timeline.Load{{ID: 1}, {ID: 2, Restricted: true}}, Candidates: []timeline.Candidate{
		{Sighting: timeline.Event{ID: "r1-1", Record: timeline.RecordRef{Load: 1}}}, {Sighting: timeline.Event{ID: "r2-1", Record: timeline.RecordRef{Load: 2}}},
	}}
	d := whole.Release(timeline.Release{})
	if len(d.Candidates) != 1 || d.Candidates[0].Sighting.ID != "r1-1" || !reflect.DeepEqual(counts(d.Withheld), []int64{1}) {
		t.Errorf("released %+v, withheld %+v", d.Candidates, d.Withheld)
	}
	if d = whole.Release(timeline.Release{Restricted: true}); len(d.Candidates) != 2 || !reflect.DeepEqual(counts(d.Obligations), []int64{1}) {
		t.Errorf("released by right %+v, obligations %+v", d.Candidates, d.Obligations)
	}
}

func counts(notes []timeline.Note) []int64 {
	var out []int64
	for _, n := range notes {
		out = append(out, n.Count)
	}
	return out
}

func TestCheckMark(t *testing.T) {
	for _, tt := range []struct {
		mark timeline.Mark
		want string // part of the fault, "" for none
	}{
		{timeline.Mark{Target: "s12", Kind: timeline.MarkHidden, Text: "misread"}, ""},
		{timeline.Mark{Target: "r7-88", Kind: timeline.MarkConfirmed}, ""},
		{timeline.Mark{Target: "a3", Kind: timeline.MarkNote, Text: "Łucja"}, ""},
		{timeline.Mark{Target: "a3", Kind: timeline.MarkHidden, Text: " \n"}, "say why"},
		{timeline.Mark{Target: "a3", Kind: timeline.MarkNote}, "empty"},
		{timeline.Mark{Target: "a3", Kind: "deleted", Text: "x"}, "hidden, confirmed or note"},
		{timeline.Mark{Target: "s1' or 1=1", Kind: timeline.MarkNote, Text: "x"}, "not the id"},
		{timeline.Mark{Target: "s", Kind: timeline.MarkNote, Text: "x"}, "not the id"},
		{timeline.Mark{Target: "s1", Kind: timeline.MarkNote, Text: "\xff"}, "plain text"},
		{timeline.Mark{Target: "s1", Kind: timeline.MarkNote, Text: strings.Repeat("ż", timeline.MaxMarkText+1)}, "more than"},
		{timeline.Mark{Target: "s1", Kind: timeline.MarkNote, Text: strings.Repeat("ż", timeline.MaxMarkText)}, ""},
	} {
		err := tt.mark.Check()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.mark.Target, err, tt.want)
		}
	}
}
