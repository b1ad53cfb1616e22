package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sightline/timeline"
)

// tool runs one of the programs that check what was written. They are installed by make test; without them the test fails.
func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is needed: apt-get install qpdf poppler-utils (%v)", name, err)
	}
	var out, faults bytes.Buffer
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = &out, &faults
	if err := c.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out.String(), faults.String())
	}
	return out.String()
}

// pdfOf writes a report and returns its bytes and where they lie.
func pdfOf(t *testing.T, r Report, name string) ([]byte, string) {
	t.Helper()
	var out bytes.Buffer
	if err := WritePDF(&out, r); err != nil {
		t.Fatal(err)
	}
	dir := *look
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), path
}

func TestPDF(t *testing.T) {
	o := tools(t)
	o.Issue = Issue{Handling: "Law enforcement sensitive: Łucja Żółć, Núñez", Recipient: "Sheriff of Nowhere", Draft: true}
	o = dressed(t, o)
	all := dossiers()
	all["commuter"] = commuter()
	for name, d := range all {
		t.Run(name, func(t *testing.T) {
			r, err := Build(t.Context(), d, o)
			if err != nil {
				t.Fatal(err)
			}
			raw, path := pdfOf(t, r, name)
			if again, _ := pdfOf(t, r, name); !bytes.Equal(raw, again) {
				t.Error("the same report gave other bytes")
			}
			if warned := tool(t, "qpdf", "--check", path); strings.Contains(warned, "WARNING") {
				t.Error(warned)
			}
			if bytes.Contains(raw, []byte("/Dest [1 0 R")) {
				t.Error("a link leads nowhere")
			}
			pages := strings.Split(strings.TrimSuffix(tool(t, "pdftotext", "-layout", path, "-"), "\f"), "\f")
			for i, page := range pages {
				wellFilled(t, page, i+1, len(pages))
			}
			rowsAreThere(t, r, strings.Join(pages, "\n"))
			bookmarksAreThere(t, r, path)
		})
	}
}

// wellFilled checks that a page has its head and foot and something between.
func wellFilled(t *testing.T, page string, number, of int) {
	t.Helper()
	for _, want := range []string{"Law enforcement sensitive: Łucja Żółć, Núñez", fmt.Sprintf("Page %d of %d", number, of)} {
		if !strings.Contains(page, want) {
			t.Errorf("page %d lacks %q", number, want)
		}
	}
	filled := 0
	for _, line := range strings.Split(page, "\n") {
		if strings.TrimSpace(line) != "" {
			filled++
		}
	}
	if filled < 5 {
		t.Errorf("page %d has next to nothing on it:\n%s", number, page)
	}
	if strings.ContainsAny(page, "\u202e\x00") {
		t.Errorf("a character that forges or breaks text came through to page %d", number)
	}
}

// rowsAreThere checks that every event has its row.
func rowsAreThere(t *testing.T, r Report, text string) {
	t.Helper()
	for _, b := range r.Blocks {
		table, ok := b.(Table)
		if !ok || table.ID != "event-table" {
			continue
		}
		for i := range table.Rows {
			if !regexp.MustCompile(fmt.Sprintf(`(?m)^\s*%d\s`, i+1)).MatchString(text) {
				t.Errorf("event %d has no row", i+1)
			}
		}
	}
}

// bookmarksAreThere checks the outline against the headings.
func bookmarksAreThere(t *testing.T, r Report, path string) {
	t.Helper()
	type entry struct {
		Title string  `json:"title"`
		Kids  []entry `json:"kids"`
	}
	var doc struct {
		Outlines []entry `json:"outlines"`
	}
	if err := json.Unmarshal([]byte(tool(t, "qpdf", "--json", "--json-key=outlines", path)), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range doc.Outlines {
		got = append(got, e.Title)
	}
	var want []string
	for _, b := range append(append([]Block(nil), r.Blocks...), r.colophon()...) {
		if h, ok := b.(Heading); ok && h.Level == 1 {
			want = append(want, h.Text)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the outline is %q, want %q", got, want)
	}
}

func TestPDFSaysWhatTheReportSays(t *testing.T) {
	o := tools(t)
	r, err := Build(t.Context(), journey(40), o)
	if err != nil {
		t.Fatal(err)
	}
	_, path := pdfOf(t, r, "said")
	text := strings.Join(strings.Fields(tool(t, "pdftotext", "-raw", path, "-")), " ")
	for _, want := range []string{"Łucja Żółć", "ZZZ0000 (TX)", usualHandling, "An NCIC inquiry locates the agency that made it",
		r.Provenance.Content, "ambiguous"} {
		if want == "ambiguous" {
			want = "this local time occurred twice"
		}
		if !strings.Contains(strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(want, " ", "")) {
			t.Errorf("the text does not hold %q", want)
		}
	}
	if strings.Contains(text, "DRAFT") {
		t.Error("a report that is no draft says it is one")
	}
}

func TestPaper(t *testing.T) {
	r := Report{Title: "x", Made: madeAt}
	for paper, want := range map[Paper]string{"": "612 x 792", Letter: "612 x 792", A4: "595.28 x 841.89"} {
		r.Issue.Paper = paper
		_, path := pdfOf(t, r, "paper"+string(paper))
		if info := tool(t, "pdfinfo", path); !strings.Contains(info, want) {
			t.Errorf("paper %q: %s", paper, info)
		}
	}
	r.Issue.Paper = "foolscap"
	if err := WritePDF(&bytes.Buffer{}, r); err == nil {
		t.Error("foolscap: no error")
	}
}

// What a font has no glyph for is shown as missing, what is written from the right stands in its order.
func TestMissingGlyphsAreSeen(t *testing.T) {
	r := Report{Title: "x", Made: madeAt, Blocks: []Block{
		Paragraph{say("Łukasz Żółć, Núñez; 😀 and محمد; שרה; e\u0301")}, List{[]Text{say(strings.Repeat("W", 5000))}},
	}}
	_, path := pdfOf(t, r, "glyphs")
	text := tool(t, "pdftotext", "-raw", path, "-")
	for _, want := range []string{"Łukasz Żółć, Núñez", "□ and □□□□", "שרה", "é"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %.200q", want, text)
		}
	}
	if n := strings.Count(text, "W"); n != 5000 {
		t.Errorf("%d of 5000 letters came through", n)
	}
}

// No heading is the last thing on a page, and the head of a table stands on every page it covers.
func TestPagesBreakWell(t *testing.T) {
	table := Table{ID: "t", Caption: "Caption of it",
		Columns: []Column{{Title: "Number", Share: 30, Number: true}, {Title: "Words", Share: 70}}}
	for i := range 120 {
		table.Rows = append(table.Rows, Row{Cells: []Text{say(fmt.Sprint(i)), say("some words")}})
	}
	for filler := range 24 { // from half a page down to its foot
		r := Report{Title: "x", Made: madeAt, Subject: timeline.Subject{Name: "Nobody"}}
		for range 20 + filler {
			r.Blocks = append(r.Blocks, Paragraph{say("Filler")})
		}
		r.Blocks = append(r.Blocks, Heading{1, "Section of it", "s"}, Heading{2, "Part of it", "p"}, table)
		_, path := pdfOf(t, r, fmt.Sprintf("breaks%d", filler%2))
		pages := strings.Split(tool(t, "pdftotext", "-layout", path, "-"), "\f")
		for i, page := range pages {
			rows := strings.Count(page, "some words")
			heads := strings.Count(page, "Number")
			if strings.Contains(page, "Section of it") && rows == 0 || rows > 0 && heads != 1 {
				t.Fatalf("filler %d, page %d: %d rows, %d heads\n%s", filler, i+1, rows, heads, page)
			}
		}
	}
}

func TestPDFOfManySightings(t *testing.T) {
	r, err := Build(t.Context(), journey(8200), tools(t)) // with their inquiries about 10,000
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WritePDF(&out, r); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d blocks, %d bytes", len(r.Blocks), out.Len())
	if out.Len() > 20<<20 {
		t.Errorf("%d bytes", out.Len())
	}
}
