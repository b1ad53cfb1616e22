package loaders

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// madeUp is a kind that nobody wrote: an instant or a span, with one to three parts, some of them located, handling, a key, and
// fields under headings of its own.
func madeUp(r *rand.Rand) timeline.Kind {
	word := func() string {
		b := make([]byte, 6)
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		return "q" + string(b) // no heading of another field
	}
	k := timeline.Kind{Name: timeline.KindName(word()), Spans: r.IntN(2) == 0}
	k.One, k.Many = string(k.Name), string(k.Name)+"s"
	field := func(name string, of timeline.FieldType, part string, need bool) {
		k.Fields = append(k.Fields, timeline.FieldSpec{
			Name: name, Label: "The " + name, Type: of, Part: part, Need: need, Headings: []string{word(), word()},
		})
	}
	if k.Spans {
		field(word(), timeline.FieldBegin, "", true)
		field(word(), timeline.FieldEnd, "", false)
	} else {
		field(word(), timeline.FieldDate, "", true)
		field(word(), timeline.FieldClock, "", false)
	}
	field(word(), timeline.FieldZone, "", false)
	for range 1 + r.IntN(3) {
		p := timeline.Part{Name: word(), Located: r.IntN(2) == 0}
		k.Parts = append(k.Parts, p)
		if r.IntN(2) == 0 {
			field(word(), timeline.FieldPerson, p.Name, false)
			field(word(), timeline.FieldBirth, p.Name, false)
		} else {
			field(word(), timeline.FieldPlate, p.Name, false)
			field(word(), timeline.FieldPlateState, p.Name, false)
		}
	}
	for _, of := range []timeline.FieldType{
		timeline.FieldSite, timeline.FieldLat, timeline.FieldLon, timeline.FieldRadius, timeline.FieldZIP, timeline.FieldORI,
		timeline.FieldText,
		timeline.FieldText, timeline.FieldCode,
	} {
		field(word(), of, "", false)
	}
	for _, h := range timeline.Handlings() {
		if r.IntN(3) == 0 {
			k.Handling = append(k.Handling, h)
		}
	}
	if r.IntN(2) == 0 {
		k.Key = []string{k.Fields[len(k.Fields)-2].Name}
	}
	r.Shuffle(len(k.Fields), func(a, b int) { k.Fields[a], k.Fields[b] = k.Fields[b], k.Fields[a] })
	return k
}

// invented is a row of a kind and the event that it tells of.
type invented struct {
	cells map[string]string // by field
	want  timeline.Event
	fault string // of the field at fault, "" where the row is to be taken
}

// inventRow makes a row up from what is to be read in it.
func inventRow(r *rand.Rand, k *timeline.Kind, n int) invented {
	row := invented{cells: map[string]string{}, want: timeline.Event{Kind: k.Name, Handling: k.Handling}}
	e := &row.want
	zone := time.UTC
	zoned := r.IntN(2) == 0
	at := time.Date(2020+r.IntN(6), time.Month(1+r.IntN(12)), 1+r.IntN(28), 4+r.IntN(19), r.IntN(60), 0, 0, zone)
	if zoned {
		zone = time.FixedZone("", -5*3600) // Jamaica has no summer time
		at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, zone)
	}
	lat := r.IntN(2) == 0
	for i := range k.Fields {
		f := &k.Fields[i]
		text := func(of string) { row.cells[f.Name] = of }
		switch f.Type {
		case timeline.FieldZone:
			if zoned {
				text("America/Jamaica")
			}
		case timeline.FieldBegin:
			text(at.Format("2006-01-02 15:04"))
			e.First = timeline.When{Start: at.UTC(), End: at.Add(time.Minute).UTC(), Precision: timeline.Minute}
			if r.IntN(12) == 0 {
				delete(row.cells, f.Name)
				row.fault = f.Name
			}
		case timeline.FieldEnd:
			end := at.AddDate(0, 0, 1+r.IntN(500))
			e.Last = &timeline.When{}
			if r.IntN(3) > 0 {
				text(end.Format("1/2/2006 3:04 PM"))
				e.Last = &timeline.When{Start: end.UTC(), End: end.Add(time.Minute).UTC(), Precision: timeline.Minute}
			}
		case timeline.FieldDate:
			text(at.Format("2006-01-02"))
			if r.IntN(12) == 0 {
				delete(row.cells, f.Name)
				row.fault = f.Name
			}
		case timeline.FieldClock:
			text(at.Format("15:04"))
			e.First = timeline.When{Start: at.UTC(), End: at.Add(time.Minute).UTC(), Precision: timeline.Minute}
		case timeline.FieldPerson:
			text(fmt.Sprintf("Invented, Jane %c", 'A'+n%26))
		case timeline.FieldBirth:
			text("2008-01-02")
		case timeline.FieldPlate:
			text(fmt.Sprintf("zzz %04d", n))
		case timeline.FieldPlateState:
			text("Texas")
		case timeline.FieldSite:
			text(fmt.Sprint("Invented place ", n))
			e.Where.Label = row.cells[f.Name]
		case timeline.FieldLat, timeline.FieldLon:
			if lat {
				text(map[timeline.FieldType]string{timeline.FieldLat: "30.2672", timeline.FieldLon: "-97.7431"}[f.Type])
				e.Where.Class, e.Where.Point = timeline.ClassStreet, [2]float64{-97.7431, 30.2672}
			}
		case timeline.FieldRadius:
			text("777")
		case timeline.FieldZIP:
			text("78701")
		case timeline.FieldORI:
			text("TX2270100")
			e.Agency = &timeline.Agency{ORI: "TX2270100"}
		case timeline.FieldCode:
			text("C9")
			e.Code = "C9"
		case timeline.FieldText:
			text(fmt.Sprintf("text, with \"marks\" and ł %d", r.IntN(3)))
		}
	}
	if !lat {
		e.Where.Class, e.Where.Point = timeline.ClassZIP, fakePlaces["zip 78701"].Point
	}
	for i := range k.Fields {
		switch f := &k.Fields[i]; f.Type {
		case timeline.FieldPerson:
			who := timeline.Person(row.cells[f.Name], "2008-01-02")
			e.Parties = append(e.Parties, timeline.Party{Part: f.Part, Of: who})
		case timeline.FieldPlate:
			e.Parties = append(e.Parties,
				timeline.Party{Part: f.Part,
					Of: timeline.Plate{Number: fmt.Sprintf("ZZZ%04d", n), State: "TX", Raw: row.cells[f.Name]}.Identifier()})
		}
	}
	return row
}

// written is a table of rows in a form, under any of the headings of its fields, its columns in any order, and one that no field has.
func written(t *testing.T, r *rand.Rand, form string, k *timeline.Kind, rows []invented) []byte {
	t.Helper()
	order := r.Perm(len(k.Fields))
	var head []string
	for _, i := range order {
		head = append(head, strings.ToUpper(k.Fields[i].Headings[r.IntN(2)]))
	}
	var cells [][]any
	for n, row := range rows {
		var line []any
		for _, i := range order {
			line = append(line, row.cells[k.Fields[i].Name])
		}
		cells = append(cells, append(line, fmt.Sprint("beside ", n)))
	}
	head = append(head, "Beside it")
	if form == "xlsx" {
		book := [][]any{make([]any, len(head))}
		for i, h := range head {
			book[0][i] = h
		}
		return madeWorkbook(t, map[string][][]any{"Addresses": append(book, cells...)})
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if form == "tsv" {
		w.Comma = '\t'
	}
	lines := [][]string{head}
	for _, line := range cells {
		var texts []string
		for _, c := range line {
			texts = append(texts, c.(string))
		}
		lines = append(lines, texts)
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMadeUpKinds makes kinds up and tables of them, and reads each by the fields of its kind alone.
func TestMadeUpKinds(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		k := madeUp(r)
		f := kindFormat(k, aliasesOf(&k))
		var rows []invented
		for n := range 1 + r.IntN(12) {
			rows = append(rows, inventRow(r, &k, n))
		}
		form := []string{"csv", "tsv", "xlsx"}[r.IntN(3)]
		data := written(t, r, form, &k, rows)
		got := &kept{}
		tally, err := f.load(context.Background(), Input{Name: "made_up." + form, Reader: bytes.NewReader(data)}, fakeOptions(), got)
		if err != nil {
			t.Fatalf("seed %d, %+v: %v\n%s", seed, k, err, data)
		}
		left := 0
		for _, row := range rows {
			if row.fault != "" {
				left++
			}
		}
		if tally.Rejected != int64(left) || tally.Read != int64(len(rows)) || len(got.events) != len(rows)-left {
			t.Fatalf("seed %d: %+v of %d rows, of which %d lack a field; %d events", seed, tally, len(rows), left, len(got.events))
		}
		next := 0
		keys := map[[32]byte]int{}
		for n, row := range rows {
			if row.fault != "" {
				continue
			}
			holdMadeUp(t, fmt.Sprintf("seed %d, row %d", seed, n), &k, row, &got.events[next], n)
			key := k.EventKey(&got.events[next], got.records[next].Key, 0, 1)
			keys[key]++
			next++
		}
		if len(k.Key) > 0 {
			distinct := map[string]bool{}
			for _, row := range rows {
				if row.fault == "" {
					distinct[row.cells[k.Key[0]]] = true
				}
			}
			if len(keys) != len(distinct) {
				t.Errorf("seed %d: %d rows with %d values of the key are %d events", seed, len(rows)-left, len(distinct), len(keys))
			}
		}
	}
}

func holdMadeUp(t *testing.T, where string, k *timeline.Kind, row invented, e *timeline.Event, n int) {
	t.Helper()
	sameTime := func(a, b timeline.When) bool {
		return a.Start.Equal(b.Start) && a.End.Equal(b.End) && a.Precision == b.Precision
	}
	want := &row.want
	if row.cells[fieldOfType(k, timeline.FieldZone)] == "" { // read in the zone of the place: Chicago's
		loc, err := time.LoadLocation("America/Chicago")
		if err != nil {
			t.Fatal(err)
		}
		move := func(w timeline.When) timeline.When {
			if w.IsZero() {
				return w
			}
			w.Start = time.Date(w.Start.Year(), w.Start.Month(), w.Start.Day(), w.Start.Hour(), w.Start.Minute(), 0, 0, loc)
			w.End = w.Start.Add(time.Minute)
			return w
		}
		want.First = move(want.First)
		if want.Last != nil {
			want.Last = new(move(*want.Last))
		}
		if e.First.Basis != timeline.BasisAssumed || e.First.Zone != "America/Chicago" {
			t.Errorf("%s: read in %s, %s", where, e.First.Zone, e.First.Basis)
		}
	} else if e.First.Basis != timeline.BasisStated {
		t.Errorf("%s: the zone is %s", where, e.First.Basis)
	}
	if !sameTime(e.First, want.First) || k.Spans != e.Spans() || e.Spans() && !sameTime(*e.Last, *want.Last) {
		t.Errorf("%s: was %+v to %+v, want %+v to %+v", where, e.First, e.Last, want.First, want.Last)
	}
	if e.Kind != k.Name || !slices.Equal(e.Handling, k.Handling) || e.Code != want.Code || !slices.Equal(e.Parties, want.Parties) {
		t.Errorf("%s: is %+v\nwant %+v", where, e, want)
	}
	if e.Where.Class != want.Where.Class || e.Where.Point != want.Where.Point || !strings.HasPrefix(e.Where.Label, want.Where.Label) ||
		e.Where.Class == timeline.ClassStreet && e.Where.Radius != 777 || e.Agency == nil || e.Agency.ORI != "TX2270100" {
		t.Errorf("%s: lies at %+v of %+v, want %+v", where, e.Where, e.Agency, want.Where)
	}
	for _, f := range k.Fields {
		got := timeline.FieldOf(e.Fields, f.Name)
		if want := row.cells[f.Name]; got != want && f.Type != timeline.FieldCode {
			t.Errorf("%s: %s is %q, want %q", where, f.Name, got, want)
		}
	}
	if got := timeline.FieldOf(e.Fields, "Beside it"); got != fmt.Sprint("beside ", n) {
		t.Errorf("%s: what no field has is %q", where, got)
	}
}

func fieldOfType(k *timeline.Kind, of timeline.FieldType) string {
	for _, f := range k.Fields {
		if f.Type == of {
			return f.Name
		}
	}
	return ""
}

// TestKindsByProfile reads the fixture of every kind that comes as tables from JSON, XML and fixed columns too: the events are those
// of the table.
func TestKindsByProfile(t *testing.T) {
	for _, f := range Formats() {
		if f.kind == nil {
			continue
		}
		file := fixtures(t, f.Name)[len(fixtures(t, f.Name))-1]
		table := readCSV(t, file)
		want := &kept{}
		if _, err := Load(context.Background(), f.Name, Input{Name: file, Reader: bytes.NewReader(csvText(t, table))}, fakeOptions(),
			want); err != nil {
			t.Fatal(err)
		}
		for _, form := range []Form{FormJSON, FormXML, FormFixed} {
			profile, data := inForm(t, &f, form, table)
			p, err := ParseProfile("p.toml", []byte(profile))
			if err != nil {
				t.Fatalf("%s: %v\n%s", f.Name, err, profile)
			}
			opt := fakeOptions()
			opt.Profile = p
			got := &kept{}
			if _, err := Load(context.Background(), f.Name, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, got); err != nil {
				t.Errorf("%s as %s: %v\n%s", f.Name, form, err, data)
				continue
			}
			if len(got.events) != len(want.events) {
				t.Errorf("%s as %s: %d events, want %d", f.Name, form, len(got.events), len(want.events))
				continue
			}
			for i := range got.events {
				a, b := got.events[i], want.events[i]
				if !a.First.Start.Equal(b.First.Start) || a.Where != b.Where || !slices.Equal(a.Parties, b.Parties) ||
					!maps.Equal(valuesOf(&a), valuesOf(&b)) {
					t.Errorf("%s as %s: %+v\nas a table %+v", f.Name, form, a, b)
				}
			}
		}
	}
}

func valuesOf(e *timeline.Event) map[string]string {
	all := map[string]string{}
	for _, f := range e.Fields {
		all[f.Name] = f.Value
	}
	return all
}

// inForm writes a table in another form, and the profile by which that is read.
func inForm(t *testing.T, f *Format, form Form, table [][]string) (profile string, data []byte) {
	t.Helper()
	var p, out strings.Builder
	fmt.Fprintf(&p, "sightline = 1\nname = \"made-up\"\ntitle = \"Made up\"\nversion = 1\nformat = %q\nform = %q\nverified = false\n[columns]\n", f.Name, form)
	at := 1
	var widths []int
	for i, h := range table[0] {
		field := f.table.aliases[plainHeading(h)]
		if field == "" {
			t.Fatalf("%s: the fixture has the heading %q, which is of no field", f.Name, h)
		}
		width := 1
		for _, row := range table[1:] {
			width = max(width, len([]rune(row[i]))+1)
		}
		widths = append(widths, width)
		switch form {
		case FormFixed:
			fmt.Fprintf(&p, "%s = { from = %d, width = %d }\n", field, at, width)
		default:
			fmt.Fprintf(&p, "%s = %q\n", field, "col"+fmt.Sprint(i))
		}
		at += width
	}
	out.WriteString(map[Form]string{FormXML: "<all>\n"}[form])
	for _, row := range table[1:] {
		switch form {
		case FormJSON:
			object := map[string]string{}
			for i, v := range row {
				object["col"+fmt.Sprint(i)] = v
			}
			line, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(append(line, '\n'))
		case FormXML:
			out.WriteString("<row>")
			for i, v := range row {
				fmt.Fprintf(&out, "<col%d>%s</col%d>", i, strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(v), i)
			}
			out.WriteString("</row>\n")
		default:
			for i, v := range row {
				fmt.Fprintf(&out, "%-*s", widths[i], v)
			}
			out.WriteString("\n")
		}
	}
	out.WriteString(map[Form]string{FormXML: "</all>\n"}[form])
	return p.String(), []byte(out.String())
}

func readCSV(t *testing.T, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func csvText(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
