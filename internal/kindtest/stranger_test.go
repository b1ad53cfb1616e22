package kindtest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"sightline/timeline"
)

const (
	strangersCase = "K-2"
	flagged       = "another person than the subject"
)

// strangerFixture is the fixture with another person's name and birth date in every row; nil for a kind whose records name nobody.
func (s *suite) strangerFixture() []byte {
	s.t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(s.fixture)).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	named := false
	for _, f := range s.Fields {
		if f.Part != s.Parts[0].Name && f.Part != "" || f.Type != timeline.FieldPerson && f.Type != timeline.FieldBirth {
			continue
		}
		named = named || f.Type == timeline.FieldPerson
		at := slices.IndexFunc(rows[0], func(heading string) bool {
			plain := strings.ToLower(strings.ReplaceAll(heading, " ", ""))
			return plain == strings.ToLower(f.Name) || slices.Contains(f.Headings, plain)
		})
		if at < 0 {
			at = len(rows[0])
			for i := range rows {
				rows[i] = append(rows[i], append(slices.Clone(f.Headings), f.Name)[0])
			}
		}
		for i := range rows[1:] {
			rows[1+i][at] = map[timeline.FieldType]string{timeline.FieldPerson: "STRANGER, PETER", timeline.FieldBirth: "05/06/1961"}[f.Type]
		}
	}
	if !named {
		return nil
	}
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		s.t.Fatal(err)
	}
	return text.Bytes()
}

// strangers holds that a record of another person is taken, told of wherever events are, and counts for the subject only once somebody
// confirmed it.
func (s *suite) strangers(address string) {
	s.t.Helper()
	fixture := s.strangerFixture()
	if fixture == nil {
		return
	}
	file := filepath.Join(s.dir, "strangers.csv")
	if err := os.WriteFile(file, fixture, 0o600); err != nil {
		s.t.Fatal(err)
	}
	format := []string{s.format, file, "--case", strangersCase, "--subject", subject}
	type named struct {
		Named []struct {
			Name, Verdict string
			Events        int
		}
	}
	var dry, loaded named
	s.into(&dry, append([]string{"load", "--dry-run"}, format...)...)
	s.into(&loaded, append([]string{"load"}, format...)...)
	for where, n := range map[string]named{"the dry run": dry, "the load": loaded} {
		if len(n.Named) != 1 || n.Named[0].Name != "STRANGER, PETER" || n.Named[0].Verdict != "another" || n.Named[0].Events == 0 {
			s.t.Errorf("%s counts %+v", where, n)
		}
	}
	standing := s.Standing
	if standing == timeline.Counts {
		standing = timeline.SetAside
	}
	d := s.dossier(address, 2)
	if len(d.Events) == 0 {
		s.t.Fatal("the stranger's events are not there")
	}
	for i := range d.Events {
		if e := &d.Events[i]; e.Standing != standing || !slices.ContainsFunc(e.Remarks, func(r timeline.Remark) bool {
			return r.Code == timeline.RemarkAnother && strings.HasPrefix(r.Args[0], "STRANGER, PETER")
		}) {
			s.t.Errorf("an event of a stranger is %q with %+v", e.Standing, e.Remarks)
		}
	}
	let := append([]string{"--case", strangersCase, "--subject", subject}, s.releases()...)
	out := func(name string, args ...string) string { return string(s.file(name, append(args, let...)...)) }
	book, err := excelize.OpenReader(strings.NewReader(out("x.xlsx", "export", "xlsx")))
	if err != nil {
		s.t.Fatal(err)
	}
	defer book.Close()
	for where, text := range map[string]string{
		"the report":   squeezed(plain([]byte(out("r.html", "report")))),
		"CSV":          out("x.csv", "export", "csv"),
		"GeoJSON":      out("x.geojson", "export", "geojson"),
		"GPX":          html.UnescapeString(out("x.gpx", "export", "gpx")),
		"the calendar": unfolded([]byte(out("x.ics", "export", "ics"))),
		"KML":          html.UnescapeString(plain([]byte(inZip(s.t, []byte(out("x.kmz", "export", "kmz")), "doc.kml")))),
		"the workbook": cells(s.t, book),
		"OGC items":    s.get(fmt.Sprintf("%s/ogc/collections/%s/items?f=json&limit=100&case=%s&purpose=kinds", address, s.Name, strangersCase)),
	} {
		if !strings.Contains(text, flagged) && !(where == "GPX" && !strings.Contains(text, "<wpt")) {
			s.t.Errorf("%s does not say that it names %s: %.1500s", where, flagged, text)
		}
	}
	if s.Standing != timeline.Counts {
		return
	}
	for i := range d.Events {
		e := &d.Events[i]
		if found := s.foundNear(address, e); found {
			s.t.Errorf("%s names a stranger, and is a sighting", e.ID)
		}
		s.must("marks", "add", e.ID, "--confirmed", "--text", "by fingerprints", "--case", strangersCase, "--subject", subject)
	}
	for i, e := range s.dossier(address, 2).Events {
		if e.Standing != timeline.Counts || e.Why != "" {
			s.t.Errorf("%s was confirmed and is %q: %s", e.ID, e.Standing, e.Why)
		}
		if s.Search && e.Where.Located() && e.Counts() && !s.foundNear(address, &d.Events[i]) {
			s.t.Errorf("%s was confirmed, and is no sighting", e.ID)
		}
	}
}

// foundNear reports whether a search near an event's place finds it among what counts.
func (s *suite) foundNear(address string, e *timeline.Event) bool {
	if !e.Where.Located() {
		return false
	}
	q := url.Values{"lat": {fmt.Sprint(e.Where.Point[1])}, "lon": {fmt.Sprint(e.Where.Point[0])}, "radius_m": {"1000"}, "spans": {"1"},
		"in_case": {strangersCase}, "case": {strangersCase}, "purpose": {"kinds"}, "limit": {"100"}}
	return strings.Contains(s.get(address+"/api/v1/sightings?"+q.Encode()), `"id":"`+e.ID+`"`)
}
