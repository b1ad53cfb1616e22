package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// headings are the sections of a report.
func headings(r Report) []string {
	var out []string
	for _, b := range r.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 1 {
			out = append(out, h.Text)
		}
	}
	return out
}

func TestPlanTextIsAPlan(t *testing.T) {
	p, err := ParsePlan([]byte(PlanText()))
	if err != nil {
		t.Fatal(err)
	}
	if usual := usualPlan(allSections(analysis.Detectors())); fmt.Sprint(p.Sections) != fmt.Sprint(usual.Sections) || len(p.Without) > 0 ||
		p.Maps.By != "auto" || p.Maps.Most != usualParts {
		t.Errorf("the text is not the usual plan: %+v", p)
	}
}

func TestParsePlan(t *testing.T) {
	const ok = "version = 1\n"
	for text, want := range map[string]string{
		ok: "",
		ok + "[[without]]\nsection = 'gaps'\nbecause = 'told before'":                              "",
		ok + "[[without]]\nsection = 'gaps'":                                                       `say why section "gaps" is left out`,
		ok + "[[without]]\nsection = 'gaps'\nbecause = ' '":                                        `say why section "gaps"`,
		ok + "[[without]]\nsection = 'sources'\nbecause = 'x'":                                     "cannot be left out",
		ok + "[[without]]\nsection = 'excluded'\nbecause = 'x'":                                    "cannot be left out",
		ok + "[[without]]\nsection = 'gap'\nbecause = 'x'":                                         `there is no section "gap"; there are summary, biography`,
		ok + "[[section]]\nname = 'summary'":                                                       `section "travel" is neither wanted nor left out`,
		ok + "[[section]]\nname = 'summary'\n[[section]]\nname = 'summary'":                        "named twice",
		ok + "[[section]]\nname = 'summary'\nnotes = 'x'":                                          `there is no "section.notes"`,
		ok + "[map]\nby = 'month'":                                                                 `there is no "map`,
		ok + "[maps]\nby = 'week'":                                                                 `maps can be by auto, place, month`,
		ok + "[timelines]\nby = 'place'":                                                           `timelines can be by auto, month`,
		ok + "[maps]\nmost = 25":                                                                   "1 to 24, not 25",
		ok + "[maps]\nmost = 'many'":                                                               "most",
		ok + "[[section]]\nname = 'summary'\nnote = '''" + strings.Repeat("x", mostNote+1) + "'''": "more than 10000 characters",
		"version = 2":                   "version 2 is not known; this program reads version 1",
		"":                              "version = 1 is missing",
		"version = 1\nthis is not":      "line 2",
		strings.Repeat("#", mostPlan+1): "bytes",
	} {
		_, err := ParsePlan([]byte(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParsePlan(f *testing.F) {
	f.Add(PlanText())
	f.Add("version = 1\n[[without]]\nsection = 'gaps'\nbecause = 'x'")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePlan([]byte(text))
		if err == nil && len(p.Sections)+len(p.Without) != len(allSections(analysis.Detectors())) {
			t.Errorf("%q: %d sections and %d left out", text, len(p.Sections), len(p.Without))
		}
	})
}

// TestSectionsAsPlanned orders, annotates and leaves out sections, and checks that nothing leads to what is not there.
func TestSectionsAsPlanned(t *testing.T) {
	o := tools(t)
	var err error
	if o.Plan, err = ChoosePlan([]string{"sources", "summary", "excluded", "interest"}, nil, "the agency asked for no more"); err != nil {
		t.Fatal(err)
	}
	o.Plan.Sections[1].Note, o.Plan.Sections[1].By = "First.\n\nSecond\nline.", "B. Other"
	r, err := Build(t.Context(), journey(40), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := headings(r); !slices.Equal(got, []string{"Sources", "Summary", "Excluded by the analyst", "Law-enforcement interest"}) {
		t.Errorf("sections %q", got)
	}
	for i, b := range r.Blocks {
		if h, ok := b.(Heading); ok && h.ID == "summary" {
			note, ok := r.Blocks[i+1].(Aside)
			if !ok || note.By != "B. Other" || len(note.Texts) != 2 || flat(note.Texts[1]) != "Second line." {
				t.Errorf("below the summary's heading stands %+v", r.Blocks[i+1])
			}
		}
	}
	words := dump(r)
	for _, want := range []string{"Left out by the analyst: Circuits, because the agency asked for no more.",
		"- Events, because the agency asked for no more.",
		"The analyst left out 13 sections: see Excluded by the analyst.", "count the events in time order; their table was left out"} {
		if !strings.Contains(words, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	anchors := anchorsOf(r.Blocks)
	eachText(r.Blocks, func(t2 Text) {
		for _, s := range t2 {
			if s.Link != "" && !anchors[s.Link] {
				t.Errorf("%q leads to %q, which is left out", s.Text, s.Link)
			}
		}
	})
	for _, tt := range []struct{ sections, without []string }{{[]string{"summary"}, nil}, {nil, []string{"gaps"}},
		{nil, []string{"sources"}}, {[]string{"summery", "sources", "excluded"}, nil}} {
		if _, err := ChoosePlan(tt.sections, tt.without, ""); err == nil {
			t.Errorf("%v without %v and no reason: no error", tt.sections, tt.without)
		}
	}
}

// TestWhatIsHiddenIsNowhereElse hides an instant and a span: they stand among the excluded only.
func TestWhatIsHiddenIsNowhereElse(t *testing.T) {
	o := tools(t)
	d := journey(30)
	seen, stays := slices.Collect(d.Instants()), slices.Collect(d.Spans())
	seen[4].Where.Label, stays[1].Where.Label = "The hidden camera", "The hidden street"
	d.Marks = []timeline.Mark{
		{ID: 1, Target: seen[4].ID, Kind: timeline.MarkHidden, Text: "another car", Actor: "ann", At: madeAt},
		{ID: 2, Target: stays[1].ID, Kind: timeline.MarkHidden, Text: "her aunt's", Actor: "bob", At: madeAt},
		{ID: 3, Target: seen[5].ID, Kind: timeline.MarkConfirmed, Text: "photo", Actor: "ann", At: madeAt},
	}
	r, err := Build(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	words := dump(r)
	for text, times := range map[string]int{"The hidden camera": 1, "The hidden street": 1, "another car / by ann, 2026-11-20 09:30 UTC": 1,
		"her aunt's / by bob":                 1,
		"confirmed by ann, 2026-11-20: photo": 1, "The analyst excluded 2 events": 1, "2 more an analyst excluded.": 1} {
		if got := strings.Count(words, text); got < times || times == 1 && strings.HasPrefix(text, "The hidden") && got != 1 {
			t.Errorf("%q stands %d times", text, got)
		}
	}
	for _, b := range r.Blocks {
		if f, ok := b.(Figure); ok && strings.Contains(f.SVG, "The hidden") {
			t.Errorf("%s shows what is hidden", f.ID)
		}
	}
	for i := range d.Events {
		d.Marks = append(d.Marks, timeline.Mark{ID: int64(10 + i), Target: d.Events[i].ID, Kind: timeline.MarkHidden, Text: "x",
			Actor: "ann", At: madeAt})
	}
	if r, err = Build(t.Context(), d, o); err != nil {
		t.Fatal(err)
	}
	if words := dump(r); !strings.Contains(words, "excluded by the analyst; Excluded by the analyst says why") {
		t.Error("a report of nothing but what is hidden does not say so")
	}
}

// TestHandlingIsLeftOut checks of every handling code both ways, and that each is told.
func TestHandlingIsLeftOut(t *testing.T) {
	o := tools(t)
	o.Plan, _ = ChoosePlan([]string{"summary", "excluded", "sources", "events"}, nil, "they are told elsewhere")
	for _, code := range append(timeline.Handlings(), "of_no_kind") {
		d := journey(20)
		for i := range 3 {
			d.Events[i].Handling = []timeline.Handling{code}
		}
		row := "drawn from " + code.Name()
		for _, tt := range []struct {
			release access.Release
			want    string
			rows    int
		}{
			{nil, "Withheld: 3 " + code.Withheld(), 0},
			{access.Release{"another"}, "Withheld: 3 " + code.Withheld(), 0},
			{access.Release{code}, "! What this report holds by right only\n! - 3 " + code.Obliges(), 3},
		} {
			o.Release = tt.release
			r, err := Build(t.Context(), d, o)
			if err != nil {
				t.Fatal(err)
			}
			words := dump(r)
			_, table, _ := strings.Cut(words, "# Events")
			if !strings.Contains(words, tt.want) || strings.Count(table, row) != tt.rows {
				t.Errorf("%s, %q: the report does not say %q, or %d rows and not %d say %q", code, tt.release, tt.want,
					strings.Count(table, row), tt.rows, row)
			}
		}
	}
}

// TestHandlingOfLoads: what holds for all that a load brought is told with the load, not in each row.
func TestHandlingOfLoads(t *testing.T) {
	o := tools(t)
	o.Release = access.Release{timeline.Restricted, timeline.Juvenile}
	d := journey(20)
	d.Loads[1].Handling = []timeline.Handling{timeline.Restricted, timeline.Juvenile}
	r, err := Build(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	words := dump(r)
	if !strings.Contains(words, "zone configured; handling: restricted loads and juvenile records / SHA-256") ||
		strings.Contains(words, "/ drawn from") {
		t.Error("the table of files does not tell the handling of a load, or the rows do")
	}
}

// TestParts checks what maps and timelines are divided into.
func TestParts(t *testing.T) {
	o := tools(t)
	for _, tt := range []struct {
		name            string
		d               timeline.Dossier
		maps, timelines Division
		want            string // headings of level 2 under travel and timeline
		left            string
	}{
		{"auto", journey(120), Division{}, Division{},
			"Around Dallas, TX|Around Oklahoma City, OK|Around Kansas City, MO|Around Indianapolis, IN", "3 more parts have no map"},
		{"months", journey(120), Division{By: "month"}, Division{By: "month"}, "February 2026|March 2026|February 2026|March 2026", ""},
		{"bounded", journey(120), Division{By: "month", Most: 1}, Division{By: "none"}, "February 2026", "1 more part has no map"},
		{"quarters", pacific(), Division{By: "quarter"}, Division{},
			"2026, quarter 1|2026, quarter 2|February 2026|March 2026|April 2026", ""},
		{"rounds", commuter(), Division{By: "round", Most: 2}, Division{By: "none"}, "Round ", ""},
		{"one place", same(60), Division{}, Division{}, "", ""},
		{"one sighting", same(1), Division{By: "year"}, Division{By: "year"}, "2026|2026", ""},
		{"nothing", bare(), Division{By: "month"}, Division{By: "month"}, "", ""},
	} {
		o.Plan = usualPlan(allSections(analysis.Detectors()))
		o.Plan.Maps, o.Plan.Timelines = tt.maps, tt.timelines
		r, err := Build(t.Context(), tt.d, o)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		section, captions := "", ""
		for _, b := range r.Blocks {
			switch b := b.(type) {
			case Heading:
				if b.Level == 1 {
					section = b.ID
				} else if section == "travel" || section == "timeline" {
					got = append(got, b.Text)
				}
			case Figure:
				captions += flat(b.Caption)
			}
		}
		joined := strings.Join(got, "|")
		if tt.name == "rounds" && strings.Count(joined, "Round ") == 2 {
			joined = tt.want
		}
		if joined != tt.want || !strings.Contains(dump(r), tt.left) {
			t.Errorf("%s: %q, want %q and %q", tt.name, joined, tt.want, tt.left)
		}
		if tt.name == "auto" && !strings.Contains(captions,
			"What was sighted within 36 km (22 mi) of the middle of Dallas, TX: 18 plate reads, 4 inquiries and 1 address, 2026-02-06 to ") {
			t.Errorf("captions lack count and period: %s", captions)
		}
	}
}
