package kindtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// suite takes one kind through a program.
type suite struct {
	program
	timeline.Kind
	all     []timeline.Kind // that the program knows
	fixture []byte
	unsure  string // a value that stands in events under a handling code only
	loaded  timeline.Load
	format  string
}

const (
	caseNumber = "K-1"
	subject    = "Invented, Jane Q" // whom the fixtures name
	of         = "case=K-1&purpose=kinds"
)

// loads takes the fixture in, as whatever the program takes it for.
func (s *suite) loads() {
	s.t.Helper()
	file := filepath.Join(s.dir, string(s.Name)+".csv")
	if err := os.WriteFile(file, s.fixture, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.into(&s.loaded, "load", "auto", file, "--case", caseNumber, "--subject", subject, "--vehicle", "ZZZ0001/TX")
	s.format = s.loaded.Format
	if s.loaded.Rejected != 0 || s.loaded.Accepted == 0 || s.loaded.Accepted+s.loaded.Duplicates != s.loaded.Read {
		s.t.Errorf("the fixture was loaded as %+v", s.loaded)
	}
}

// releases are the arguments that let the kind's events out.
func (s *suite) releases() []string {
	if len(s.Handling) == 0 {
		return nil
	}
	var codes []string
	for _, h := range s.Handling {
		codes = append(codes, string(h))
	}
	return []string{"--release", strings.Join(codes, ",")}
}

func (s *suite) export(format, name string, more ...string) []byte {
	s.t.Helper()
	return s.file(name, append([]string{"export", format, "--case", caseNumber, "--subject", subject}, more...)...)
}

// plain is the text of a page or picture, without marks.
func plain(text []byte) string {
	return html.UnescapeString(regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<[^>]*>`).ReplaceAllString(string(text), "\n"))
}

// unfolded joins the lines of a calendar, and takes its backslashes off.
func unfolded(text []byte) string {
	return strings.NewReplacer("\r\n ", "", `\,`, ",", `\;`, ";").Replace(string(text))
}

// squeezed has one blank for any white space, so that words that were broken over lines are found.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// says holds an output to call the kind by its name and by no other kind's; caveat is set where it has to say what it does not prove.
func (s *suite) says(where, text string, caveat bool) {
	s.t.Helper()
	text = squeezed(text)
	own := s.Caveat
	for _, part := range []string{kinds.CaveatLead, own} {
		part = strings.TrimSpace(strings.TrimPrefix(part, kinds.CaveatLead+" "))
		if caveat && !strings.Contains(text, part) {
			s.t.Errorf("%s does not say %q", where, part)
		}
	}
	for _, k := range append(slices.Clone(s.all), kinds.Of(timeline.KindRecord)) {
		for _, part := range []string{k.Caveat, strings.TrimPrefix(k.Caveat, kinds.CaveatLead+" "), kinds.CaveatLead} {
			text = strings.ReplaceAll(text, part, "")
		}
	}
	lower := strings.ToLower(text)
	if !strings.Contains(lower, s.One) && !strings.Contains(lower, s.Many) {
		s.t.Errorf("%s says neither %q nor %q: %.2000s", where, s.One, s.Many, text)
	}
	for _, k := range s.all {
		if k.Name == s.Name {
			continue
		}
		counted := regexp.MustCompile(fmt.Sprintf(`\b\d+ (%s|%s)\b|\b(%s|%s)( \(\d|: )`, k.One, k.Many, k.Title(), k.TitleMany()))
		for _, at := range counted.FindAllStringIndex(text, 3) {
			s.t.Errorf("%s names %s: %q", where, k.Many, text[max(0, at[0]-60):min(len(text), at[1]+40)])
		}
	}
}

// dossier is what the page gets of a subject.
type dossier struct {
	Events []timeline.Event
	Kinds  []timeline.Kind
}

// files holds everything that is given out as a file.
func (s *suite) files() {
	s.t.Helper()
	let := s.releases()
	report := plain(s.file("r.html", append([]string{"report", "--case", caseNumber, "--subject", subject}, let...)...))
	s.says("the report", report, true)
	if s.Section != "" && !strings.Contains(report, "\n"+s.Section+"\n") {
		s.t.Errorf("the report has no section %q", s.Section)
	}
	if picture := plain(s.export("map", "m.svg", let...)); s.Standing == timeline.Counts {
		s.says("the map", picture, false)
	} else if !strings.Contains(picture, "no event that counts has a position") {
		s.t.Errorf("the map does not say that it draws nothing: %.300s", picture)
	}
	s.says("the timeline", plain(s.export("chart", "c.svg", let...)), false)
	s.says("CSV", strings.ReplaceAll(string(s.export("csv", "x.csv", let...)), `""`, `"`), true)
	s.says("GeoJSON", string(s.export("geojson", "x.geojson", let...)), true)
	s.says("GPX", html.UnescapeString(string(s.export("gpx", "x.gpx", let...))), true)
	s.says("the calendar", unfolded(s.export("ics", "x.ics", let...)), true)
	s.says("the table for Timeline Maker", string(s.export("timeline-csv", "t.csv", let...)), false)
	s.says("KML", html.UnescapeString(plain([]byte(inZip(s.t, s.export("kmz", "x.kmz", let...), "doc.kml")))), true)
	s.workbook(s.export("xlsx", "x.xlsx", let...))
	if len(let) == 0 {
		return
	}
	for format, name := range map[string]string{
		"csv": "x.csv", "geojson": "x.geojson", "gpx": "x.gpx", "ics": "x.ics", "timeline-csv": "t.csv", "map": "m.svg", "chart": "c.svg",
	} {
		if text := string(s.export(format, name)); strings.Contains(text, s.unsure) {
			s.t.Errorf("%s tells of %q without its release", format, s.unsure)
		}
	}
	text := plain(s.file("without.html", "report", "--case", caseNumber, "--subject", subject))
	if strings.Contains(text, s.unsure) || !strings.Contains(text, s.Handling[0].Withheld()) {
		s.t.Errorf("the report tells of %q without its release, or not that it is withheld", s.unsure)
	}
}

// workbook holds the sheet of the kind to its fields.
func (s *suite) workbook(body []byte) {
	s.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(s.TitleMany())
	if err != nil || len(rows) < 2 {
		s.t.Fatalf("the workbook has no sheet %q with rows: %v of %v", s.TitleMany(), err, book.GetSheetList())
	}
	for _, row := range rows[1:] {
		if row[0] != s.One && row[0] != s.Title() {
			s.t.Errorf("a row of the sheet is of the kind %q", row[0])
		}
	}
	s.says("the workbook", cells(s.t, book), true)
	for _, field := range s.Fields {
		if field.Type == timeline.FieldText && s.Store() == "events" && bytes.Contains(s.fixture, []byte(field.Label)) &&
			!slices.ContainsFunc(rows[0], func(h string) bool { return strings.HasPrefix(h, field.Label) }) {
			s.t.Errorf("the sheet has no column %q: %q", field.Label, rows[0])
		}
	}
}

// cells is the text of a workbook.
func cells(t *testing.T, book *excelize.File) string {
	t.Helper()
	var text strings.Builder
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text.WriteString(strings.Join(row, " ") + "\n")
		}
	}
	return text.String()
}

// Store is where events of the kind are kept.
func (s *suite) Store() string {
	if s.Name == timeline.KindRead {
		return "reads"
	}
	return "events"
}

// answers holds what the server answers, and what stands on its pages.
func (s *suite) answers() (address string) {
	s.t.Helper()
	address = s.serve()
	d := s.dossier(address, 1)
	told := slices.DeleteFunc(slices.Clone(d.Kinds), func(k timeline.Kind) bool { return k.Name != s.Name })
	if len(told) != 1 || told[0].One != s.One || told[0].Symbol != s.Symbol || len(told[0].Fields) != len(s.Fields) {
		s.t.Errorf("the page is told of the kind as %+v", told)
	}
	if len(d.Events) == 0 {
		s.t.Fatal("the dossier has no events")
	}
	for i := range d.Events {
		e := &d.Events[i]
		if e.Kind != s.Name || len(e.Handling) != len(s.Handling) && s.Store() == "events" || len(e.Records) == 0 {
			s.t.Errorf("the dossier has %+v", e)
		}
	}
	chart := s.get(address + "/api/v1/subjects/1/chart")
	s.says("the chart", chart, false)
	if !strings.Contains(chart, fmt.Sprintf(`"label":%q`, s.TitleMany())) && !s.Spans && s.Store() == "events" {
		s.t.Errorf("no lane is called %q", s.TitleMany())
	}
	if !strings.Contains(chart, s.Light) {
		s.t.Errorf("nothing in the chart has the colour %s", s.Light)
	}
	collection := string(s.Name)
	if s.Store() == "reads" {
		collection = "reads"
	}
	items := s.get(address + "/ogc/collections/" + collection + "/items?f=json&" + of)
	s.says("OGC items", items, true)
	var found struct {
		NumberMatched, NumberReturned int
		Features                      []struct{ Properties struct{ Kind, Caveat string } }
	}
	if err := json.Unmarshal([]byte(items), &found); err != nil || found.NumberMatched != len(d.Events) {
		s.t.Errorf("OGC has %d items, the dossier %d events: %v", found.NumberMatched, len(d.Events), err)
	}
	for _, f := range found.Features {
		if f.Properties.Caveat != s.Caveat {
			s.t.Errorf("an item has the caveat %q", f.Properties.Caveat)
		}
	}
	s.near(address, d)
	return address
}

func (s *suite) dossier(address string, subject int) (d dossier) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.get(fmt.Sprintf("%s/api/v1/subjects/%d/dossier", address, subject))), &d); err != nil {
		s.t.Fatal(err)
	}
	return d
}

// near asks what was near each located event that counts.
func (s *suite) near(address string, d dossier) {
	s.t.Helper()
	asked := 0
	for i := range d.Events {
		e := &d.Events[i]
		if !s.Search || !e.Where.Located() || !e.Counts() {
			continue
		}
		asked++
		q := url.Values{"lat": {fmt.Sprint(e.Where.Point[1])}, "lon": {fmt.Sprint(e.Where.Point[0])}, "radius_m": {"1000"},
			"kind": {string(s.Name)}, "case": {caseNumber}, "purpose": {"kinds"}}
		answer := s.get(address + "/api/v1/sightings?" + q.Encode())
		if !strings.Contains(answer, `"id":"`+e.ID+`"`) || !strings.Contains(answer, `"kind":"`+string(s.Name)+`"`) {
			s.t.Errorf("%s is not found near its place: %.600s", e.ID, answer)
		}
		s.saysCaveat("the search", answer)
	}
	if said := s.must("audit", "search", "--most", "200", "--json"); asked > 0 && !strings.Contains(said, string(s.Name)) {
		s.t.Errorf("the audit does not tell that %s was asked for", s.Name)
	}
}

func (s *suite) saysCaveat(where, text string) {
	s.t.Helper()
	if own := strings.TrimPrefix(s.Caveat, kinds.CaveatLead+" "); !strings.Contains(text, own) {
		s.t.Errorf("%s does not say %q", where, own)
	}
}

// undoes takes the load back: nothing of the kind is left, and the audit says so.
func (s *suite) undoes(address string) {
	s.t.Helper()
	s.must("loads", "undo", fmt.Sprint(s.loaded.ID), "--why", "made for a test of kinds")
	if d := s.dossier(address, 1); len(d.Events) != 0 {
		s.t.Errorf("after undoing the load %d events are left", len(d.Events))
	}
	said := s.must("audit", "search", "--most", "200", "--json")
	if !strings.Contains(said, `"action":"undo"`) || !strings.Contains(said, "made for a test of kinds") ||
		!strings.Contains(said, `"action":"load"`) {
		s.t.Error("the audit does not tell of the load and its undoing")
	}
}

func (s *suite) run() {
	s.t.Helper()
	s.loads()
	s.files()
	address := s.answers()
	s.strangers(address)
	s.undoes(address)
}
