package kindtest

import (
	"encoding/csv"
	"flag"
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

var seed = flag.Uint64("seed", 1, "of the kind that is made up")

// contrast is the WCAG 2 contrast ratio of two colours, "#rrggbb".
func contrast(a, b string) float64 {
	luminance := func(color string) (sum float64) {
		n, _ := strconv.ParseUint(color[1:], 16, 24) // every colour is made or held to its form by others
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			c := float64(n>>(16-8*i)&255) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// apart is how far apart two colours are, in the least of what they are seen by: 0 to 255 a component.
func apart(a, b string) float64 {
	x, _ := strconv.ParseUint(a[1:], 16, 24)
	y, _ := strconv.ParseUint(b[1:], 16, 24)
	sum := 0.0
	for i := range 3 {
		d := float64(x>>(8*i)&255) - float64(y>>(8*i)&255)
		sum += d * d
	}
	return math.Sqrt(sum)
}

// TestColoursStandOut holds every kind to 3:1 on the ground, and to a look of its own: but an entry is an inquiry's message, and looks
// so on purpose.
func TestColoursStandOut(t *testing.T) {
	holdColours(t, kinds.All())
}

func holdColours(t *testing.T, all []timeline.Kind) {
	t.Helper()
	for theme, p := range chart.Palettes() {
		color := func(k timeline.Kind) string {
			if string(theme) == "dark" {
				return k.Dark
			}
			return k.Light
		}
		for i, k := range all {
			if got := contrast(color(k), p.Ground); got < 3 {
				t.Errorf("%s: %s at %.2f:1", theme, k.Name, got)
			}
			for _, o := range all[:i] {
				alike := k.Name == kinds.Entry && o.Name == kinds.Inquiry
				if got := apart(color(k), color(o)); got < 40 && !alike {
					t.Errorf("%s: %s and %s are only %.0f apart", theme, k.Name, o.Name, got)
				}
			}
		}
	}
}

// makeUp makes a kind up that no other is like: its words, colours, symbol, parts, handling, fields and key.
func makeUp(r *rand.Rand) timeline.Kind {
	word := func() string {
		b := []byte{'q'}
		for range 7 {
			b = append(b, "aeioukz"[r.IntN(7)])
		}
		return string(b)
	}
	name := word()
	k := timeline.Kind{
		Name: timeline.KindName(name), One: name + " note", Many: name + " notes", Group: "Group " + name, Rank: 80 + r.IntN(100),
		Caveat: "A note of " + word() + " proves nothing of " + word() + ".", Symbol: timeline.Symbols()[r.IntN(len(timeline.Symbols()))],
		Search: true, Spans: r.IntN(2) == 0, Section: "Section " + name,
		Handling: []timeline.Handling{timeline.Handlings()[r.IntN(len(timeline.Handlings()))]},
		Parts:    []timeline.Part{{Name: word(), Located: true}, {Name: word()}, {Name: word(), Located: true}},
	}
	for k.Light == "" {
		light, dark := fmt.Sprintf("#%06x", r.IntN(1<<24)), fmt.Sprintf("#%06x", r.IntN(1<<24))
		free := contrast(light, chart.Palettes()["light"].Ground) >= 3 && contrast(dark, chart.Palettes()["dark"].Ground) >= 3
		for _, o := range kinds.All() {
			free = free && apart(light, o.Light) >= 40 && apart(dark, o.Dark) >= 40
		}
		if free {
			k.Light, k.Dark = light, dark
		}
	}
	spec := func(of timeline.FieldType, part string, need bool) {
		name := word()
		k.Fields = append(k.Fields, timeline.FieldSpec{Name: name, Label: "The " + name, Type: of, Part: part, Need: need,
			Headings: []string{"the" + name}})
	}
	if k.Spans {
		spec(timeline.FieldBegin, "", true)
		spec(timeline.FieldEnd, "", false)
	} else {
		spec(timeline.FieldDate, "", true)
		spec(timeline.FieldClock, "", false)
	}
	for _, p := range k.Parts[1:] {
		spec(timeline.FieldPlate, p.Name, false)
		spec(timeline.FieldPlateState, p.Name, false)
	}
	for _, of := range []timeline.FieldType{timeline.FieldSite, timeline.FieldLat, timeline.FieldLon, timeline.FieldText,
		timeline.FieldText} {
		spec(of, "", false)
	}
	k.Key = []string{k.Fields[len(k.Fields)-1].Name}
	return k
}

// secret stands in a field of every row of a made-up kind, and nowhere else.
const secret = "INVENTED SECRET"

// invent makes rows up: of a subject alone, of one whose vehicle has a part that locates, and of one whose vehicle has one that does
// not; the last row tells again of the event of the one before it, and one has no place.
func invent(t *testing.T, r *rand.Rand, k timeline.Kind) []byte {
	t.Helper()
	var out strings.Builder
	w := csv.NewWriter(&out)
	var head []string
	for _, f := range k.Fields {
		head = append(head, f.Label)
	}
	rows := [][]string{head}
	for n := range 5 {
		day := time.Date(2026, 3, 1+2*min(n, 3), 8+r.IntN(10), r.IntN(60), 0, 0, time.UTC)
		if n == 4 {
			rows = append(rows, slices.Clone(rows[4]))
			rows[5][len(head)-2] += ", told again"
			break
		}
		var row []string
		for i, f := range k.Fields {
			v := ""
			switch f.Type {
			case timeline.FieldBegin:
				v = day.Format("2006-01-02 15:04")
			case timeline.FieldEnd:
				v = day.Add(30 * time.Hour).Format("2006-01-02 15:04")
			case timeline.FieldDate:
				v = day.Format("2006-01-02")
			case timeline.FieldClock:
				v = day.Format("15:04")
			case timeline.FieldPlate:
				if f.Part == k.Parts[n%3].Name {
					v = map[bool]string{true: "ZZZ0003", false: "ZZZ0002"}[k.Locates(f.Part)]
				}
			case timeline.FieldPlateState:
				if row[i-1] != "" {
					v = "TX"
				}
			case timeline.FieldSite:
				v = fmt.Sprint("Invented place ", n)
			case timeline.FieldLat, timeline.FieldLon:
				if n != 3 {
					v = map[timeline.FieldType]string{timeline.FieldLat: "30.2672", timeline.FieldLon: "-97.7431"}[f.Type]
				}
			case timeline.FieldText:
				v = secret
				if i == len(k.Fields)-1 {
					v = fmt.Sprint("K", n)
				}
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}

// source is the file of a kind, as somebody would write it.
func source(k timeline.Kind) string {
	return fmt.Sprintf("package kinds\n\nimport \"sightline/timeline\"\n\nfunc %s() timeline.Kind {\n\treturn %#v\n}\n", k.Name, k)
}

// TestMadeUpKind builds the program with a kind that nobody wrote: one more file, and one more entry in the list. It then goes where
// all others go.
func TestMadeUpKind(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 80))
	k := makeUp(r)
	holdColours(t, append(kinds.All(), k))
	home, err := filepath.Abs("../../timeline/kinds")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(home, "kinds.go"))
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Replace(string(list), "address()}", "address(), "+string(k.Name)+"()}", 1)
	if listed == string(list) {
		t.Fatal("the list of kinds was not found in kinds.go")
	}
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	binary := build(t, map[string]string{
		filepath.Join(home, "kinds.go"):           put("kinds.go", listed),
		filepath.Join(home, string(k.Name)+".go"): put(string(k.Name)+".go", source(k)),
	})
	s := suite{program: newProgram(t, binary), Kind: k, all: append(kinds.All(), k), fixture: invent(t, r, k), unsure: secret}
	// Two others of the case, in whose vehicles the rows tell of a part that locates and of one that does not.
	s.must("cases", "put", caseNumber)
	s.must("cases", "subject", subject, "--case", caseNumber) // the first
	for name, plate := range map[string]string{"Roe, Richard": "ZZZ0002/TX", "Poe, Paula": "ZZZ0003/TX"} {
		s.must("cases", "subject", name, "--case", caseNumber)
		s.must("cases", "vehicle", plate, "--case", caseNumber, "--subject", name)
	}
	s.loads()
	s.files()
	address := s.answers()
	s.parts(address)
	s.leftOut()
	s.undoes(address)
}

// parts holds whoever has a part in an event to it: one that locates makes a sighting of them, any other only mentions them, which puts
// them on no map and says nothing of where they could have been.
func (s *suite) parts(address string) {
	s.t.Helper()
	var listed struct {
		Cases []struct {
			Subjects []timeline.Subject
		}
	}
	s.into(&listed, "cases", "list")
	found := 0
	for _, c := range listed.Cases {
		for _, who := range c.Subjects {
			want, is := map[string]timeline.Standing{"Roe, Richard": timeline.Mention, "Poe, Paula": timeline.Counts}[who.Name]
			if !is {
				continue
			}
			found++
			d := s.dossier(address, int(who.ID))
			if len(d.Events) != 1 || d.Events[0].Standing != want || !d.Events[0].Where.Located() {
				s.t.Errorf("%s has %+v, want one event of the standing %q", who.Name, d.Events, want)
				continue
			}
			picture := plain(s.file("m.svg",
				append([]string{"export", "map", "--case", caseNumber, "--subject", who.Name}, s.releases()...)...))
			if drawn := strings.Contains(picture, s.One); drawn != (want == timeline.Counts) {
				s.t.Errorf("the map of %s draws it: %t", who.Name, drawn)
			}
			at := d.Events[0].First.Start.UTC().Format(time.RFC3339)
			reach := s.get(fmt.Sprintf("%s/api/v1/subjects/%d/reach?at=%s", address, who.ID, at))
			if binds := strings.Contains(reach, `"`+d.Events[0].ID+`"`); binds != (want == timeline.Counts) {
				s.t.Errorf("where %s could have been rests on it: %t; %.600s", who.Name, binds, reach)
			}
		}
	}
	if found != 2 {
		s.t.Errorf("%d of 2 subjects are listed: %+v", found, listed)
	}
}

// leftOut holds the outputs that draw to count the event that has no place.
func (s *suite) leftOut() {
	s.t.Helper()
	let := s.releases()
	for where, text := range map[string]string{
		"the report": plain(s.file("r.html", append([]string{"report", "--case", caseNumber, "--subject", subject}, let...)...)),
		"GeoJSON":    string(s.export("geojson", "x.geojson", let...)),
		"KML":        html.UnescapeString(plain([]byte(inZip(s.t, s.export("kmz", "x.kmz", let...), "doc.kml")))),
		"GPX":        html.UnescapeString(string(s.export("gpx", "x.gpx", let...))),
	} {
		if !regexp.MustCompile(`(?i)(without|no|not) (a )?(position|place|located)[^.]{0,3}:? ?1\b|\b1 (event|record|sighting|` + s.One +
			`)s? (has no|without( a)?) (position|place)|\b1 (is|has|of)[^.]{0,40}no position`).
			MatchString(squeezed(text)) {
			s.t.Errorf("%s does not count what has no position: %.1500s", where, squeezed(text))
		}
	}
}
