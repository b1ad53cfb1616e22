package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// node is an element of any XML document.
type node struct {
	XMLName xml.Name
	ID      string `xml:"id,attr"`
	Key     string `xml:"name,attr"`
	Text    string `xml:",chardata"`
	Nodes   []node `xml:",any"`
}

// all returns the elements below of a name.
func (n node) all(name string) []node {
	var found []node
	for _, inner := range n.Nodes {
		if inner.XMLName.Local == name {
			found = append(found, inner)
		}
		found = append(found, inner.all(name)...)
	}
	return found
}

// texts are the texts of the elements below of a name.
func (n node) texts(name string) []string {
	var found []string
	for _, inner := range n.all(name) {
		found = append(found, strings.TrimSpace(inner.Text))
	}
	return found
}

// parsed reads a whole XML document strictly.
func parsed(t *testing.T, body []byte) node {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the document is not well-formed: %v", err)
		}
	}
	var n node
	if err := xml.Unmarshal(body, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func document(t *testing.T, kmz []byte) node {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(kmz), int64(len(kmz)))
	if err != nil {
		t.Fatal(err)
	}
	var doc node
	for i, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case i == 0:
			if f.Name != "doc.kml" {
				t.Errorf("the first member is %s, want doc.kml", f.Name)
			}
			doc = parsed(t, body)
		default:
			if _, err := png.Decode(bytes.NewReader(body)); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	return doc
}

// TestKMZHoldsAll finds each row once, in its folder, with a style that there is, and nothing fetched from elsewhere.
func TestKMZHoldsAll(t *testing.T) {
	var pictures []string
	for _, s := range timeline.Symbols() {
		pictures = append(pictures, iconName(s, true), iconName(s, false))
	}
	for name, d := range dossiers() {
		doc := document(t, written(t, "kmz", d, given()))
		ids := map[string]int{}
		styles := []string{}
		for _, s := range doc.all("Style") {
			styles = append(styles, "#"+s.ID)
		}
		for _, p := range doc.all("Placemark") {
			for _, value := range p.all("Data") {
				if value.Key == "id" {
					ids[value.texts("value")[0]]++
				}
			}
			if url := p.texts("styleUrl"); len(url) != 1 || !slices.Contains(styles, url[0]) {
				t.Errorf("%s: there is no style %v", name, url)
			}
		}
		if len(ids) != len(d.Events) {
			t.Errorf("%s: %d marks came of %d events", name, len(ids), len(d.Events))
		}
		for id, n := range ids {
			if n != 1 {
				t.Errorf("%s: %s is there %d times", name, id, n)
			}
		}
		for _, href := range doc.texts("href") {
			if !slices.Contains(pictures, href) {
				t.Errorf("%s fetches %s", name, href)
			}
		}
		if about := strings.Join(doc.texts("description"), " "); !strings.Contains(about, "Det. R. Cipient") ||
			!strings.Contains(about, "does not prove presence") {
			t.Errorf("%s says neither for whom it is nor how to take it", name)
		}
	}
}

func mark(t *testing.T, doc node, id string) node {
	t.Helper()
	for _, p := range doc.all("Placemark") {
		for _, d := range p.all("Data") {
			if d.Key == "id" && d.texts("value")[0] == id {
				return p
			}
		}
	}
	t.Fatalf("there is no mark of %s", id)
	return node{}
}

func TestKMLTimes(t *testing.T) {
	doc := document(t, written(t, "kmz", varied(), given()))
	for id, want := range map[string][3]string{ // when, begin, end
		"e1": {"2026-02-03T10:00:07-06:00"}, "e7": {"2026-02-06T16:00:00-06:00"},
		"e10": {"", "2026-02-06T19:00:00-06:00", "2026-02-06T20:01:00-06:00"}, "e11": {"2025"}, "e12": {"2026-03"},
		"e13": {"2026-03-10"}, "e14": {"", "2026-03-10T02:00:00-05:00", "2026-03-10T03:00:00-05:00"}, "e15": {"", "2026-04-01", ""},
		"e101": {"", "2026-01", "2026-03"}, "e102": {"", "2026-05-04", ""}, "e103": {"", "", "2026"}, "e104": {},
	} {
		p := mark(t, doc, id)
		got := [3]string{strings.Join(p.texts("when"), " "), strings.Join(p.texts("begin"), " "), strings.Join(p.texts("end"), " ")}
		if got != want {
			t.Errorf("%s is dated %q, want %q", id, got, want)
		}
	}
}

func TestKMLGeometry(t *testing.T) {
	doc := document(t, written(t, "kmz", varied(), given()))
	for id, want := range map[string][2]int{ // points, circles
		"e1": {1, 0}, "e7": {1, 0}, "e9": {0, 0}, "e10": {1, 1}, "e15": {1, 0}, "e16": {0, 0}, "e101": {1, 0}, "e102": {1, 1},
		"e104": {0, 0},
	} {
		p := mark(t, doc, id)
		if got := [2]int{len(p.all("Point")), len(p.all("Polygon"))}; got != want {
			t.Errorf("%s has points and circles %v, want %v", id, got, want)
		}
	}
	doc = document(t, written(t, "kmz", edges(), given()))
	if n := len(mark(t, doc, "e5").all("Polygon")); n != 2 {
		t.Errorf("the circle around Alaska is %d polygons, want 2: the antimeridian cuts it", n)
	}
	for _, text := range doc.texts("coordinates") {
		for _, triple := range strings.Fields(text) {
			parts := strings.Split(triple, ",")
			lon, err := strconv.ParseFloat(parts[0], 64)
			lat, err2 := strconv.ParseFloat(parts[1], 64)
			if err != nil || err2 != nil || lon < -180 || lon > 180 || lat < -90 || lat > 90 {
				t.Errorf("%s is nowhere on Earth", triple)
			}
		}
	}
	if got := mark(t, doc, "e4").texts("coordinates"); !slices.Equal(got, []string{"144.79,13.47"}) {
		t.Errorf("Guam is at %v", got)
	}
}

// TestKMLTracks holds tracks to exact positions that count, cut where nothing was seen for a day.
func TestKMLTracks(t *testing.T) {
	doc := document(t, written(t, "kmz", varied(), given()))
	tracks := doc.all("Track")
	if len(tracks) != 2 {
		t.Fatalf("there are %d tracks, want 2: before and after the gap", len(tracks))
	}
	for i, want := range []int{4, 2} {
		whens, coords := tracks[i].texts("when"), tracks[i].texts("coord")
		if len(whens) != want || len(coords) != want || !slices.IsSorted(whens) {
			t.Errorf("track %d has times %v and positions %v, want %d in order", i, whens, coords, want)
		}
	}
	aside := tell().read(-97, 32, "").read(-97.1, 32, "").done()
	aside.Events[0].Standing, aside.Events[0].Why = timeline.SetAside, "misread"
	if n := len(document(t, written(t, "kmz", aside, given())).all("coord")); n != 1 {
		t.Errorf("a track has %d positions, want 1: what is set aside is not of it", n)
	}
}

// TestKMLRunsNothing looks for markup in balloons that is not ours.
func TestKMLRunsNothing(t *testing.T) {
	doc := document(t, written(t, "kmz", hostile(), given()))
	for _, text := range doc.texts("description") {
		for _, bad := range []string{"<script", "<img", "$[", "<![CDATA"} {
			if strings.Contains(text, bad) {
				t.Errorf("a balloon holds %s", bad)
			}
		}
	}
	if got := doc.texts("text"); len(got) == 0 || strings.Join(slices.Compact(got), "") != "$[description]" {
		t.Errorf("balloons are made of %q", slices.Compact(got))
	}
}

func TestGPXHoldsAll(t *testing.T) {
	for name, d := range dossiers() {
		doc := parsed(t, written(t, "gpx", d, given()))
		located := 0
		left := map[bool]int{} // by whether they only mention the subject
		for _, e := range d.Events {
			if e.Where.Located() && e.Standing != timeline.Mention {
				located++
			} else {
				left[e.Standing == timeline.Mention]++
			}
		}
		if n := len(doc.all("wpt")); n != located {
			t.Errorf("%s: %d waypoints came of %d positions", name, n, located)
		}
		about := strings.Join(doc.all("metadata")[0].texts("desc"), " ")
		if mentions := strconv.Itoa(left[true]) + " event that only mentions the subject, which"; strings.Contains(about,
			mentions) != (left[true] > 0) {
			t.Errorf("%s leaves out %d mentions: %s", name, left[true], about)
		}
		for _, want := range []string{kinds.Caveats()[0], "recipient: Det. R. Cipient",
			"left out: " + strconv.Itoa(left[false]) + " event"} {
			if !strings.Contains(about, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
	doc := parsed(t, written(t, "gpx", varied(), given()))
	for _, p := range doc.all("wpt") {
		src := p.texts("src")[0]
		dated := len(p.texts("time")) > 0
		id, _, _ := strings.Cut(src, ":")
		coarse := slices.Contains([]string{"e10", "e11", "e12", "e13", "e14", "e15", "e101", "e102", "e103"}, id)
		if dated == coarse {
			t.Errorf("%s has a time: %v", src, dated)
		}
	}
	if n := len(doc.all("trkseg")); n != 2 {
		t.Errorf("there are %d segments, want 2", n)
	}
	if n := len(parsed(t, written(t, "gpx", edges(), given())).all("bounds")); n != 0 {
		t.Error("GPX bounds cannot cross the antimeridian")
	}
}

func TestCirclesAreShared(t *testing.T) {
	k := &kmlWriter{circles: map[circleKey][]orb.Polygon{}}
	a, b := k.circle(orb.Point{1, 2}, 5000), k.circle(orb.Point{1, 2}, 5000)
	if len(k.circles) != 1 || &a[0] != &b[0] {
		t.Error("the same circle is drawn twice")
	}
}

// schemaOrder is the order in which the OGC KML 2.2 schema (ogckml22.xsd, and Google's gx extension) wants the children of
// an element, which readers that go by the schema insist on.
var schemaOrder = map[string]string{
	"kml":           "Document",
	"Document":      featureOrder + " Schema Folder Placemark",
	"Folder":        featureOrder + " Folder Placemark",
	"Placemark":     featureOrder + " MultiGeometry Point LineString LinearRing Polygon Track MultiTrack",
	"TimeSpan":      "begin end",
	"TimeStamp":     "when",
	"Point":         "extrude altitudeMode coordinates",
	"LineString":    "extrude tessellate altitudeMode coordinates",
	"Polygon":       "extrude tessellate altitudeMode outerBoundaryIs innerBoundaryIs",
	"Track":         "altitudeMode when coord angles Model ExtendedData",
	"MultiTrack":    "altitudeMode interpolate Track",
	"Style":         "IconStyle LabelStyle LineStyle PolyStyle BalloonStyle ListStyle",
	"IconStyle":     "color colorMode scale heading Icon hotSpot",
	"LabelStyle":    "color colorMode scale",
	"LineStyle":     "color colorMode width",
	"PolyStyle":     "color colorMode fill outline",
	"BalloonStyle":  "bgColor textColor text displayMode",
	"ExtendedData":  "Data SchemaData",
	"Data":          "displayName value",
	"LookAt":        "TimeSpan longitude latitude altitude heading tilt altitudeMode range",
	"MultiGeometry": "Point LineString Polygon MultiGeometry",
}

const featureOrder = "name visibility open author link address phoneNumber Snippet snippet description LookAt Camera TimeStamp TimeSpan styleUrl Style StyleMap Region ExtendedData"

func TestKMLKeepsTheOrderOfItsSchema(t *testing.T) {
	var check func(name string, n node)
	check = func(name string, n node) {
		order, known := schemaOrder[n.XMLName.Local]
		last := 0
		for _, inner := range n.Nodes {
			at := slices.Index(strings.Fields(order), inner.XMLName.Local)
			if features := len(strings.Fields(featureOrder)); at >= features && n.XMLName.Local != "Placemark" { // in any order
				at = features
			}
			if known && (at < 0 || at < last) {
				t.Fatalf("%s: <%s> stands where the schema does not want it in <%s>", name, inner.XMLName.Local, n.XMLName.Local)
			}
			last = max(last, at)
			check(name, inner)
		}
	}
	for name, d := range dossiers() {
		doc := document(t, written(t, "kmz", d, given()))
		check(name, doc)
		if name == "varied" && (len(doc.all("TimeSpan")) == 0 || len(doc.all("Track")) == 0 || len(doc.all("Style")) == 0) {
			t.Error("there is nothing to check")
		}
	}
}
