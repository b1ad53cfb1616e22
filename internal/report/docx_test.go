package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// partsOf unpacks a document.
func partsOf(t *testing.T, document []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(document), int64(len(document)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(body)
	}
	return out
}

// wordsOf returns the text of a part, a space between paragraphs, and fails when the part is no XML.
func wordsOf(t *testing.T, name, part string) string {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader(part))
	var b strings.Builder
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch x := token.(type) {
		case xml.CharData:
			b.Write(x)
		case xml.EndElement:
			if x.Name.Local == "p" {
				b.WriteByte(' ')
			}
		}
	}
}

var (
	bookmarkPattern = regexp.MustCompile(`<w:bookmarkStart w:id="(\d+)" w:name="([^"]*)"/>`)
	anchorPattern   = regexp.MustCompile(`<w:hyperlink w:anchor="([^"]*)"`)
	targetPattern   = regexp.MustCompile(`Target="([^"]*)"`)
	embedPattern    = regexp.MustCompile(`r:embed="([^"]*)"`)
	wordTagPattern  = regexp.MustCompile(`<(/?)([a-zA-Z]+:?[a-zA-Z]*)`)
)

func TestDOCX(t *testing.T) {
	o := tools(t)
	o.Issue = Issue{Recipient: "Sheriff of Nowhere", Draft: true, Paper: A4}
	o = dressed(t, o)
	all := dossiers()
	all["commuter"] = commuter()
	for name, d := range all {
		t.Run(name, func(t *testing.T) {
			r, err := Build(t.Context(), d, o)
			if err != nil {
				t.Fatal(err)
			}
			var first, second bytes.Buffer
			for _, out := range []*bytes.Buffer{&first, &second} {
				if err := WriteDOCX(out, r); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Error("the same report gave other bytes")
			}
			if *look != "" {
				if err := os.WriteFile(filepath.Join(*look, name+".docx"), first.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			parts := partsOf(t, first.Bytes())
			soundDocument(t, r, parts)
			soundParts(t, parts)
		})
	}
}

// soundDocument checks what the document says, and that its links lead somewhere.
func soundDocument(t *testing.T, r Report, parts map[string]string) {
	t.Helper()
	document := parts["word/document.xml"]
	text := wordsOf(t, "document", document)
	marks := map[string]bool{}
	for _, m := range bookmarkPattern.FindAllStringSubmatch(document, -1) {
		if marks[m[1]] || marks[m[2]] || len(m[2]) > 40 {
			t.Errorf("bookmark %q twice or too long", m[2])
		}
		marks[m[1]], marks[m[2]] = true, true
	}
	for _, m := range anchorPattern.FindAllStringSubmatch(document, -1) {
		if !marks[m[1]] {
			t.Errorf("a link to %q leads nowhere", m[1])
		}
	}
	tables, figures, headings := 0, 0, 0
	for _, b := range append(append([]Block(nil), r.Blocks...), r.colophon()...) {
		switch b := b.(type) {
		case Heading:
			headings++
			if !strings.Contains(text, plain(b.Text)) {
				t.Errorf("heading %q is missing", b.Text)
			}
		case Table:
			if len(b.Rows) > 0 {
				tables++
			}
			for _, row := range b.Rows {
				if row.ID != "" && !marks[anchorName(row.ID)] {
					t.Errorf("row %s of %s is missing", row.ID, b.ID)
				}
			}
		case Figure, Profile:
			figures++
		}
	}
	for what, pair := range map[string][2]int{
		"headings":       {strings.Count(document, `<w:pStyle w:val="Heading`), headings},
		"repeated heads": {strings.Count(document, "<w:tblHeader/>"), tables},
		"drawings":       {strings.Count(document, "<w:drawing>"), figures},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%d %s, want %d", pair[0], what, pair[1])
		}
	}
	for _, m := range wordTagPattern.FindAllStringSubmatch(document, -1) {
		if !strings.Contains(m[2], ":") {
			t.Fatalf("element <%s> came through", m[2])
		}
	}
	if strings.ContainsAny(text, "\u202e\x00") {
		t.Error("a character that forges or breaks text came through")
	}
	if !strings.Contains(document, `w:w="11906" w:h="16838"`) || !strings.Contains(wordsOf(t, "header", parts["word/header1.xml"]),
		"DRAFT · Sheriff of Nowhere") {
		t.Error("paper or mark are not as asked")
	}
}

// soundParts checks that every part is well-formed and what it refers to is there.
func soundParts(t *testing.T, parts map[string]string) {
	t.Helper()
	for name, part := range parts {
		switch filepath.Ext(name) {
		case ".jpg":
			if _, err := jpeg.DecodeConfig(strings.NewReader(part)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case ".png":
			if _, err := png.DecodeConfig(strings.NewReader(part)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		default:
			wordsOf(t, name, part)
		}
	}
	relations := parts["word/_rels/document.xml.rels"]
	for _, m := range targetPattern.FindAllStringSubmatch(relations, -1) {
		if parts["word/"+m[1]] == "" {
			t.Errorf("%s is not in the document", m[1])
		}
	}
	for _, m := range embedPattern.FindAllStringSubmatch(parts["word/document.xml"], -1) {
		if !strings.Contains(relations, `Id="`+m[1]+`"`) {
			t.Errorf("%s is no relation", m[1])
		}
	}
}

func TestFormatOf(t *testing.T) {
	for file, want := range map[string]string{"a.html": "html", "a.HTM": "html", "x/y.pdf": "pdf", "a.b.docx": "docx", "a.txt": "",
		"pdf": "", "": ""} {
		if f, err := FormatOf(file); f.Name != want || (err == nil) != (want != "") {
			t.Errorf("FormatOf(%q) = %q, %v", file, f.Name, err)
		}
	}
}
