package detectortest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/atlas"
	"sightline/internal/export"
	"sightline/internal/query"
	"sightline/internal/render"
	"sightline/internal/report"
	"sightline/internal/web"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// madeUp is a detector that nobody has heard of, with what it finds in a dossier.
type madeUp struct {
	analysis.Detector
	finding analysis.Finding
	value   float64 // that its own rule had when it last looked
}

type madeUpData struct {
	Measured float64 `json:"measured"`
}

// invent makes a detector up: its name, words, rule, and a finding with facts, shapes and a mark. It is of a case when asked.
func invent(r *rand.Rand, d timeline.Dossier, whole bool) *madeUp {
	word := func() string {
		letters := make([]byte, 6+r.IntN(5))
		for i := range letters {
			letters[i] = byte('a' + r.IntN(26))
		}
		return string(letters)
	}
	name := word()
	one, other := d.Events[r.IntN(len(d.Events)/2)], d.Events[len(d.Events)/2+r.IntN(len(d.Events)/2)]
	m := &madeUp{finding: analysis.Finding{
		Statement: analysis.Statement{Text: strings.ToUpper(word()) + " was " + word() + " & " + word() + ".", Basis: "a rule of " + word(),
			Evidence: []string{one.ID, other.ID}},
		Start: one.First.Start, End: other.First.End, Certain: r.IntN(2) == 0,
		Facts: []analysis.Fact{{Label: "Fact " + word(), Value: word()}, {Label: "At " + word(), At: one.First.Start, Zone: zone},
			{Label: "Of " + word(), Evidence: []string{other.ID}}},
		Shapes: []analysis.Shape{
			{Form: analysis.FormWay, Points: append(points(one), points(other)...)},
			{Form: analysis.FormStop, Points: points(one), Label: word(), Number: 1},
			{Form: analysis.FormDisc, Points: points(other), Radius: 5000, Label: word()},
		},
		Marks: []analysis.ChartMark{
			{Lane: "Lane " + word(), Form: analysis.FormBar, Event: [2]string{one.ID, other.ID}},
			{Lane: "Lane " + word(), Form: analysis.FormBar, From: one.First.Start, To: other.First.End, Zone: zone},
			{Lane: "Lane " + word(), Form: analysis.FormClash, Event: [2]string{one.ID, other.ID}},
		},
		Data: madeUpData{r.Float64()},
	}}
	rule := analysis.Rule{Name: name + ".least", Group: "Rules of " + name, Label: "Least " + word(), Unit: analysis.UnitMeters, Low: 1,
		High: 900, Usual: 1 + float64(r.IntN(800))}
	m.Detector = analysis.Detector{
		Name: name + "s", Kind: name, Title: "Title " + word(), Group: rule.Group, Section: "section-" + word(), Headline: 1, Case: whole,
		Own:    []analysis.Rule{rule},
		Charts: []string{"hours"}, Data: madeUpData{},
		Find: func(in *analysis.Inputs) []analysis.Finding {
			m.value = in.Rule(rule)
			f := m.finding
			if whole {
				for _, one := range in.Each() {
					f.Subjects = append(f.Subjects, one.Dossier.Subject.ID)
				}
			}
			return []analysis.Finding{f}
		},
		None: func(*analysis.Inputs) string { return "None of " + name + ". It takes 3." },
	}
	return m
}

func points(e timeline.Event) []orb.Point { return []orb.Point{e.Where.Point} }

// rules are the usual ones, with a detector more.
func (m *madeUp) rules(timeline.Dossier) analysis.Parameters {
	p := analysis.DefaultParameters()
	p.Detectors = append(analysis.Detectors(), m.Detector)
	return p
}

// store holds two subjects of one case.
type store struct{ all timeline.Material }

func (store) Ready(context.Context) error { return nil }
func (s store) Cases(context.Context, access.Asker) ([]timeline.CaseSummary, error) {
	c := timeline.CaseSummary{Case: s.all[0].Case}
	for _, d := range s.all {
		c.Subjects = append(c.Subjects, timeline.SubjectSummary{Subject: d.Subject})
	}
	return []timeline.CaseSummary{c}, nil
}
func (s store) Dossier(_ context.Context, subject int64, _ query.Extent, _ access.Asker) (timeline.Dossier, error) {
	return s.all.Of(subject), nil
}
func (store) Record(context.Context, int64, int, access.Asker) (timeline.Load, []byte, error) {
	return timeline.Load{}, nil, nil
}
func (store) Search(context.Context, query.Search, access.Asker) (query.Page, error) {
	return query.Page{}, nil
}

type noFiles struct{}

func (noFiles) Formats() []web.ExportFormat { return nil }
func (noFiles) Make(context.Context, timeline.Dossier, web.FileRequest, access.Asker) (*web.File, error) {
	return nil, nil
}

// shown is all that shows findings of the first of two subjects, with a detector that was made up.
type shown struct {
	get    func(path string, into any) string
	log    *bytes.Buffer
	report string // as HTML
	kml    string
}

func show(t *testing.T, m *madeUp, all timeline.Material, tools report.Options) shown {
	t.Helper()
	s := shown{log: &bytes.Buffer{}}
	handler, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(s.log, nil)), Rules: m.rules},
		store{all}, noFiles{})
	if err != nil {
		t.Fatal(err)
	}
	s.get = func(path string, into any) string {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "127.0.0.1:8321"
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		body := w.Body.String()
		if err := json.Unmarshal([]byte(body), into); err != nil {
			t.Fatal(err)
		}
		return body
	}
	rules := m.rules(all[0])
	tools.Rules, tools.Others = &rules, all[1:]
	made, err := report.Build(t.Context(), all[0], tools)
	if err != nil {
		t.Fatal(err)
	}
	format, err := report.FormatOf("report.html")
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := format.Write(&text, made); err != nil {
		t.Fatal(err)
	}
	s.report = text.String()
	s.kml = kmlOf(t, all, rules)
	return s
}

// kmlOf is the document of a KMZ file.
func kmlOf(t *testing.T, all timeline.Material, rules analysis.Parameters) string {
	t.Helper()
	format, err := export.FormatOf("kmz")
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	o := export.Options{Findings: func(timeline.Dossier) analysis.Findings { return analysis.AnalyzeCase(all, rules) }}
	if err := format.Write(t.Context(), &file, all[0], o); err != nil {
		t.Fatal(err)
	}
	files, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	document, err := files.Open("doc.kml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(document)
	if err != nil {
		t.Fatal(err)
	}
	for read := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := read.Token(); errors.Is(err, io.EOF) {
			return string(text)
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

type answer struct {
	Found []analysis.Detected
	Rules []struct{ Name, Group, Value, Usual string }
}

func (a answer) by(name string) analysis.Detected {
	for _, d := range a.Found {
		if d.Name == name {
			return d
		}
	}
	return analysis.Detected{}
}

type drawn struct {
	Sightline chart.Meta
	Series    []struct {
		RenderItem string
		Data       []struct{ Name string }
	}
}

// tools open what reports are drawn with.
func tools(t *testing.T) report.Options {
	t.Helper()
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	base, err := atlas.Open(assets)
	if err != nil {
		t.Fatal(err)
	}
	charts, err := render.NewCharts(assets)
	if err != nil {
		t.Fatal(err)
	}
	return report.Options{Base: base, Charts: charts, Made: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)}
}

// two are two subjects of a case of whom next to nothing is found.
func two(seed uint64) timeline.Material {
	a, b := tell(seed), tell(seed+100)
	a.drive(30)
	b.drive(30)
	b.d.Subject.ID, b.d.Subject.Name = 9, "Other Person"
	return timeline.Material{inTime(a.d), inTime(b.d)}
}

// TestAMadeUpDetector goes through everything that shows findings, with a detector that none of it can know.
func TestAMadeUpDetector(t *testing.T) {
	with := tools(t)
	for seed := range uint64(4) {
		all := two(seed)
		whole := seed%2 == 1
		m := invent(rand.New(rand.NewPCG(seed, 9)), all[0], whole)
		s := show(t, m, all, with)
		rule, f := m.Own[0], m.finding

		var a answer
		s.get("/api/v1/subjects/7/findings?"+rule.Name+"=801", &a)
		found := a.by(m.Name)
		if m.value != 801 || found.Title != m.Title || found.Section != m.Section || found.Headline != 1 ||
			!slices.Equal(found.Rules, []string{rule.Name}) || len(found.Findings) != 1 {
			t.Fatalf("looked by %v: %+v", m.value, found)
		}
		subjects := []int64{7}
		if whole {
			subjects = []int64{7, 9}
		}
		got := found.Findings[0]
		if got.Key != m.Kind+":0" || got.Text != f.Text || got.Basis != f.Basis || !slices.Equal(got.Evidence, f.Evidence) ||
			!slices.Equal(got.Subjects, subjects) ||
			fmt.Sprint(got.Shapes) != fmt.Sprint(f.Shapes) || len(got.Facts) != 3 || got.Facts[2].Evidence[0] != f.Evidence[1] ||
			len(got.Marks) != 3 ||
			fmt.Sprint(got.Data) != fmt.Sprint(map[string]any{"measured": f.Data.(madeUpData).Measured}) {
			t.Errorf("the answer holds %+v\nof %+v", got, f)
		}
		if last := a.Rules[len(a.Rules)-1]; last.Name != rule.Name || last.Group != m.Group || last.Value != "801" ||
			last.Usual != rule.Write(rule.Usual) {
			t.Errorf("the form shows %+v", last)
		}

		var timelineChart drawn
		s.get("/api/v1/subjects/7/chart?chart=timeline", &timelineChart)
		renders := map[string]int{}
		for _, series := range timelineChart.Series {
			for _, item := range series.Data {
				if item.Name == got.Key {
					renders[series.RenderItem]++
				}
			}
		}
		if renders["finding"] != 2 || renders["conflict"] != 1 || renders["flag"] == 0 {
			t.Errorf("the timeline draws %v", renders)
		}
		for _, mark := range f.Marks {
			if !slices.ContainsFunc(timelineChart.Sightline.Lanes,
				func(l chart.Lane) bool { return l.Label == mark.Lane && l.Finding && l.Count == 1 }) {
				t.Errorf("no row %q", mark.Lane)
			}
		}

		var document struct {
			Components struct{ Schemas, Parameters map[string]any }
		}
		s.get("/api/v1/openapi.json", &document)
		if document.Components.Parameters[rule.Name] == nil || document.Components.Schemas["MadeUpData"] == nil {
			t.Error("the description of the API knows neither the rule nor what the finding carries")
		}

		words := []string{f.Text, m.Title, f.Basis, rule.Label, `id="` + m.Section + `"`}
		for _, fact := range f.Facts {
			words = append(words, fact.Label, fact.Value)
		}
		for _, shape := range f.Shapes {
			if shape.Label != "" {
				words = append(words, shape.Label) // on the map of the section
			}
		}
		for _, word := range words {
			if !strings.Contains(s.report, word) && !strings.Contains(s.report, html.EscapeString(word)) {
				t.Errorf("the report does not hold %q", word)
			}
		}
		_, folder, _ := strings.Cut(s.kml, "<name>"+m.Title+" (1)</name>")
		mark, _, _ := strings.Cut(folder, "</Folder>")
		for element, want := range map[string]int{"<Placemark": 1, "<Point": 2, "<LineString": 1, "<Polygon": 1, "<TimeSpan": 1,
			"<value>" + m.Kind + ":0</value>":                1,
			"<name>" + html.EscapeString(f.Text) + "</name>": 1} {
			if n := strings.Count(mark, element); n != want {
				t.Errorf("the finding has %d of %s in KML", n, element)
			}
		}
		if n := strings.Count(s.report, html.EscapeString(f.Text)); n != 2 {
			t.Errorf("the report tells the finding %d times, in its section and in the summary", n)
		}
	}
}

// TestAMadeUpDetectorThatFails panics: that it could not look is told where its findings would stand, and in the log; all
// else is told as ever. One that finds nothing says why.
func TestAMadeUpDetectorThatFails(t *testing.T) {
	with, all := tools(t), two(5)
	m := invent(rand.New(rand.NewPCG(5, 9)), all[0], false)
	m.Find = func(*analysis.Inputs) []analysis.Finding { return nil }
	s := show(t, m, all, with)
	var a answer
	s.get("/api/v1/subjects/7/findings", &a)
	if none := a.by(m.Name); none.None != m.None(nil) || none.Failed != "" || !strings.Contains(s.report, none.None) {
		t.Errorf("%+v", none)
	}
	whole := a

	m.Find = func(in *analysis.Inputs) []analysis.Finding {
		return []analysis.Finding{{Start: in.Dossier.Events[len(in.Dossier.Events)].First.Start}}
	}
	s = show(t, m, all, with)
	a = answer{}
	s.get("/api/v1/subjects/7/findings", &a)
	failed := a.by(m.Name)
	if !strings.HasPrefix(failed.Failed, m.Title+" could not be worked out: ") || failed.None != "" || len(failed.Findings) > 0 {
		t.Errorf("%+v", failed)
	}
	for i, d := range a.Found[:len(a.Found)-1] {
		if d.Failed != "" || len(d.Findings) != len(whole.Found[i].Findings) || d.None != whole.Found[i].None {
			t.Errorf("%s went with it: %s", d.Name, d.Failed)
		}
	}
	_, section, _ := strings.Cut(s.report, `id="`+m.Section+`"`)
	section, _, _ = strings.Cut(section, "<h2")
	_, summary, _ := strings.Cut(s.report, `id="summary"`)
	summary, _, _ = strings.Cut(summary, "<h2")
	for where, text := range map[string]string{"section": section, "summary": summary} {
		if !strings.Contains(text, m.Title+" could not be worked out") {
			t.Errorf("the %s does not tell of the failure: %.300s", where, text)
		}
	}
	var hours drawn
	s.get("/api/v1/subjects/7/chart?chart=hours", &hours)
	if !slices.Contains(hours.Sightline.Notes, failed.Failed) {
		t.Errorf("the chart it has a part in says %q", hours.Sightline.Notes)
	}
	if !strings.Contains(s.log.String(), "could not be worked out") || !strings.Contains(s.log.String(), m.Name) {
		t.Errorf("the log says %q", s.log)
	}
}
