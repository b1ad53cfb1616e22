package chart

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

var update = flag.Bool("update", false, "write the golden files anew")

type drawing func(timeline.Dossier, Options) (json.RawMessage, error)

var drawings = map[string]drawing{
	"timeline": Timeline,
	"interest": Interest,
	"findings": func(d timeline.Dossier, o Options) (json.RawMessage, error) { return Timeline(d, o.with(d)) },
	"hours": func(d timeline.Dossier, o Options) (json.RawMessage, error) {
		return HourWeekday(*o.with(d).Findings, o)
	},
	"calendar": func(d timeline.Dossier, o Options) (json.RawMessage, error) { return Calendar(*o.with(d).Findings, o) },
	"nights":   func(d timeline.Dossier, o Options) (json.RawMessage, error) { return Nights(d, *o.with(d).Findings, o) },
	"distance": func(d timeline.Dossier, o Options) (json.RawMessage, error) {
		return Distance(d, *o.with(d).Findings, o)
	},
	"circuit": func(d timeline.Dossier, o Options) (json.RawMessage, error) {
		return Circuit(d, *o.with(d).Findings, 0, o)
	},
}

// with adds the findings of a dossier.
func (o Options) with(d timeline.Dossier) Options {
	f := analysis.Analyze(d, analysis.DefaultParameters())
	o.Findings = &f
	return o
}

func mustDraw(t *testing.T, draw drawing, d timeline.Dossier, o Options) json.RawMessage {
	t.Helper()
	option, err := draw(d, o)
	if err != nil {
		t.Fatal(err)
	}
	return option
}

func TestGolden(t *testing.T) {
	for name, o := range map[string]Options{
		"page":  {},
		"print": {Static: true, Width: 720, Zone: "UTC", Language: Spanish},
		"dark":  {Theme: Dark, Zone: "America/Los_Angeles"},
	} {
		for kind, draw := range drawings {
			t.Run(kind+"-"+name, func(t *testing.T) {
				var got bytes.Buffer
				d := small()
				if kind != "timeline" && kind != "interest" {
					d = rounds()
				}
				if err := json.Indent(&got, mustDraw(t, draw, d, o), "", " "); err != nil {
					t.Fatal(err)
				}
				file := filepath.Join("testdata", kind+"-"+name+".json")
				if *update {
					if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got.Bytes(), want) {
					t.Errorf("%s differs; run go test -update and look at the change", file)
				}
			})
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	for kind, draw := range drawings {
		d := large(3000)
		first := mustDraw(t, draw, d, Options{})
		for range 5 {
			if !bytes.Equal(first, mustDraw(t, draw, d, Options{})) {
				t.Fatalf("%s: two drawings of one dossier differ", kind)
			}
		}
	}
}

// Every instant with a time is drawn once: as a mark, in the ids of a merged mark, or in a count.
func TestNothingIsLost(t *testing.T) {
	for _, n := range []int{0, 1, 5, 200, 5000, 50_000} {
		d := large(n)
		if n == 5 {
			d = small()
		}
		timed := 0
		for s := range d.Instants() {
			if !s.First.IsZero() {
				timed++
			}
		}
		for _, o := range []Options{
			{},
			{Zone: "UTC", Width: 400},
			{Static: true},
			{From: utc("2025-09-01T00:00:00Z"), To: utc("2025-09-08T00:00:00Z")},
			Options{}.with(d),
		} {
			p := parse(t, mustDraw(t, Timeline, d, o))
			got := 0
			for _, i := range p.items("mark") {
				got += max(1, len(i.IDs))
			}
			for _, i := range p.items("bin") {
				if k := p.Meta.Lanes[i.Value[1]].Kind; k != "place" && k != "conflict" {
					got += int(i.Value[3] + i.Value[4])
				}
			}
			if got != timed {
				t.Errorf("%d sightings, %+v: %d of %d drawn", n, o, got, timed)
			}
			lanes := 0
			for _, l := range p.Meta.Lanes {
				if l.Kind != "stay" && l.Kind != "place" && l.Kind != "conflict" {
					lanes += l.Count
				}
			}
			if lanes != timed {
				t.Errorf("%d sightings, %+v: rows count %d of %d", n, o, lanes, timed)
			}
		}
	}
}

// Marks drawn singly stand apart, on average, by most of their width, and never pile up unseen.
func TestNothingSmears(t *testing.T) {
	for _, n := range []int{20, 100, 500, 5000, 50_000} {
		for _, width := range []int{MinWidth, 1000, 2000} {
			option := mustDraw(t, Timeline, large(n), Options{Width: width})
			p := parse(t, option)
			rowWidth := resolved{Options: Options{Width: width}}.rowWidth()
			scale := float64(rowWidth) / float64(p.Meta.To-p.Meta.From)
			marks, slots := map[int64]int{}, map[[2]int64]bool{}
			for _, i := range p.items("mark") {
				if i.Value[2]-i.Value[0] < day/2 { // whole days stay bars of their own
					marks[i.Value[1]] += max(1, len(i.IDs))
					slots[[2]int64{i.Value[1], int64(float64(i.Value[0]-p.Meta.From) * scale / markPixels)}] = true
				}
			}
			for lane, got := range marks {
				room := 0
				for s := range slots {
					if s[0] == lane {
						room++
					}
				}
				if got > fewMarks && float64(got) > perSlotPile*float64(room) {
					t.Errorf("%d, %d px: row %q shows %d marks in %d places", n, width, p.Meta.Lanes[lane].Label, got, room)
				}
			}
			for _, i := range p.items("bin") {
				if px := float64(i.Value[2]-i.Value[0]) * scale; px < binPixels-0.5 {
					t.Errorf("%d, %d px: a count is %.1f px wide", n, width, px)
				}
			}
			if n == 50_000 && (!p.Meta.Aggregated || len(option) > 600_000) {
				t.Errorf("%d px: option of %d bytes, aggregated: %v", width, len(option), p.Meta.Aggregated)
			}
		}
	}
}

// Zooming in far enough shows single sightings again.
func TestZoomShowsSingleSightings(t *testing.T) {
	from := utc("2025-09-01T00:00:00Z")
	p := parse(t, mustDraw(t, Timeline, large(50_000), Options{From: from, To: from.Add(6 * time.Hour)}))
	if p.Meta.Aggregated {
		t.Error("six hours of 50,000 sightings over 400 days still show counts")
	}
	if p.Meta.Window != [2]int64{from.UnixMilli(), from.Add(6 * time.Hour).UnixMilli()} {
		t.Errorf("window = %v", p.Meta.Window)
	}
}

func TestHostileText(t *testing.T) {
	hostile := []string{
		"__f__globalThis.PWNED=1__f__", "__f__f__f__", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
		"{a|b}{value}", "wallTime", "\u202egnp.exe", "a\x00b\nc", "\xff\xfe", strings.Repeat("W", 5000), "", "constructor", "__proto__",
	}
	var d timeline.Dossier
	for i, name := range hostile {
		at := utc("2026-01-01T00:00:00Z").Add(time.Duration(i) * 50 * time.Hour)
		s := inquiry("s"+name, at, name)
		s.Kind = timeline.KindName(name)
		s.Agency.Name, s.Agency.State, s.Where.Label, s.Where.Zone = name, name, name, name
		q := inquiry("q"+name, at, name)
		q.Agency.Name = name
		r := read("r"+name, at, name, name)
		r.First.Zone, r.Where.Zone = name, name
		d.Events = append(d.Events, s, q, r)
		stay := timeline.Event{ID: name, Kind: timeline.KindName(name), First: month(2026, time.January), Last: last(timeline.When{}),
			Where: tulsa}
		stay.Where.Label = name
		d.Events = append(d.Events, stay)
		d.Subject.Holdings = append(d.Subject.Holdings, timeline.Holding{Of: timeline.Plate{Number: name}.Identifier(), Description: name})
	}
	known := knownFunctions(t)
	for kind, draw := range drawings {
		for _, static := range []bool{false, true} {
			option := mustDraw(t, draw, d, Options{Static: static})
			if bytes.ContainsAny(option, "<>") {
				t.Errorf("%s: raw angle brackets", kind)
			}
			for _, name := range formatters(t, option) {
				if !known[name] {
					t.Errorf("%s: text is made by %q", kind, name)
				}
			}
			p := parse(t, option)
			for _, axis := range p.YAxis {
				for _, label := range axis.Data {
					if strings.Contains(label, "__f__") || len([]rune(label)) > 40 || strings.ContainsAny(label, "\n\x00\u202e") {
						t.Errorf("%s: label %q", kind, label)
					}
				}
			}
			for _, s := range p.Series {
				if s.Type == "custom" && !known[s.RenderItem] {
					t.Errorf("%s: series is drawn by %q", kind, s.RenderItem)
				}
				if strings.Contains(s.Name+s.ID, "__f__") {
					t.Errorf("%s: series %q %q", kind, s.ID, s.Name)
				}
			}
		}
	}
}

// formatters returns what stands at the keys where the browser side looks for names of functions.
func formatters(t *testing.T, option json.RawMessage) []string {
	t.Helper()
	var root any
	if err := json.Unmarshal(option, &root); err != nil {
		t.Fatal(err)
	}
	var found []string
	var walk func(any)
	walk = func(node any) {
		switch n := node.(type) {
		case []any:
			for _, child := range n {
				walk(child)
			}
		case map[string]any:
			for key, child := range n {
				if name, ok := child.(string); ok && (key == "formatter" || key == "labelFormatter") {
					found = append(found, name)
				}
				if key != "data" && key != "sightline" {
					walk(child)
				}
			}
		}
	}
	walk(root)
	return found
}

// knownFunctions reads the names of the drawing functions the browser side has.
func knownFunctions(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for file, pattern := range map[string]string{
		"marks.ts": `export const marks = \{([^}]*)\}`, "findings.ts": `export const findingMarks = \{([^}]*)\}`,
		"functions.ts": `functions: [^=]*= \{([^}]*)\}`,
	} {
		source, err := os.ReadFile(filepath.Join("../../static/src/chart", file))
		if err != nil {
			t.Fatal(err)
		}
		list := regexp.MustCompile(pattern).FindSubmatch(source)
		if list == nil {
			t.Fatalf("%s lists no functions", file)
		}
		for _, name := range strings.Split(string(list[1]), ",") {
			known[strings.TrimSpace(name)] = true
		}
	}
	return known
}

func TestEmptyChartsSayWhy(t *testing.T) {
	onlyAdmin := small()
	for i := range onlyAdmin.Events {
		onlyAdmin.Events[i].Standing = timeline.Administrative
	}
	for name, c := range map[string]struct {
		draw drawing
		d    timeline.Dossier
		want string
	}{
		"no sightings":      {Timeline, timeline.Dossier{}, "no load of this case holds an event"},
		"no inquiries":      {Interest, timeline.Dossier{}, "no load of this case holds an inquiry"},
		"no inquiry counts": {Interest, onlyAdmin, "none of which counts as an encounter"},
		"no hours":          {drawings["hours"], onlyAdmin, "no sighting that counts is known to the hour"},
		"no days":           {drawings["calendar"], onlyAdmin, "no sighting that counts is known to the day"},
		"no nights":         {drawings["nights"], onlyAdmin, "no sighting tells where a night was spent"},
		"no distances":      {drawings["distance"], onlyAdmin, "no sighting that counts has a position"},
		"no circuit":        {drawings["circuit"], small(), "no round through at least 3 areas was gone at least 3 times"},
	} {
		t.Run(name, func(t *testing.T) {
			option := mustDraw(t, c.draw, c.d, Options{})
			if bytes.Contains(option, []byte(`"series":null`)) || bytes.Contains(option, []byte(`"lanes":null`)) {
				t.Error("a list is null")
			}
			p := parse(t, option)
			if len(p.Meta.Notes) == 0 || !strings.Contains(p.Meta.Notes[0], c.want) {
				t.Errorf("notes %q do not say %q", p.Meta.Notes, c.want)
			}
			if len(p.Series) != 0 {
				t.Errorf("%d series", len(p.Series))
			}
		})
	}
}

func TestOptionErrors(t *testing.T) {
	for name, o := range map[string]Options{
		"zone":     {Zone: "Mars/Olympus"},
		"local":    {Zone: "Local"},
		"theme":    {Theme: "sepia"},
		"narrow":   {Width: 10},
		"wide":     {Width: 1 << 20},
		"window":   {From: utc("2026-02-01T00:00:00Z"), To: utc("2026-01-01T00:00:00Z")},
		"instant":  {From: utc("2026-02-01T00:00:00Z"), To: utc("2026-02-01T00:00:00Z")},
		"language": {Language: "tlh"},
	} {
		for kind, draw := range drawings {
			if _, err := draw(small(), o); err == nil {
				t.Errorf("%s: no error for a bad %s", kind, name)
			}
		}
	}
}

// A coarse count beside the window must not cover the single sightings in it.
func TestCountsOutsideTheWindowEndAtItsEdge(t *testing.T) {
	from := utc("2025-09-01T05:00:00Z")
	p := parse(t, mustDraw(t, Timeline, large(50_000), Options{From: from, To: from.Add(6 * time.Hour)}))
	w := p.Meta.Window
	for _, i := range p.items("bin") {
		if i.Value[0] < w[1] && i.Value[2] > w[0] {
			t.Errorf("count from %d to %d reaches into %v", i.Value[0], i.Value[2], w)
		}
		if i.Value[2] < i.Value[0] {
			t.Errorf("count from %d to %d", i.Value[0], i.Value[2])
		}
	}
}
