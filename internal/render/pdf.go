package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Color is a colour on paper, each part 0 to 255.
type Color struct{ R, G, B uint8 }

// PDFInfo is what a PDF says about itself.
type PDFInfo struct {
	Title, Author, Subject, Keywords, Creator string
	Made                                      time.Time
}

// PDF is a PDF document being drawn. Lengths are points (1/72 inch), measured from the upper left corner of the page.
// Errors are kept and returned by Write. It is not safe for concurrent use.
type PDF struct {
	f       *fpdf.Fpdf
	faces   [len(typefaces)]*glyphs
	width   float64
	height  float64
	anchors map[string]int // links by the name of what they lead to
	given   [len(typefaces)]bool
}

// NewPDF begins a document of pages of a size. The same calls give the same bytes.
func NewPDF(width, height float64, info PDFInfo) (*PDF, error) {
	faces, err := newGlyphs()
	if err != nil {
		return nil, err
	}
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.SetCatalogSort(true)
	f.SetCreationDate(info.Made.UTC())
	f.SetModificationDate(info.Made.UTC())
	f.SetTitle(inTwoBytes(info.Title), true)
	f.SetAuthor(inTwoBytes(info.Author), true)
	f.SetSubject(inTwoBytes(info.Subject), true)
	f.SetKeywords(inTwoBytes(info.Keywords), true)
	f.SetCreator(inTwoBytes(info.Creator), true)
	f.SetProducer(inTwoBytes(info.Creator), true)
	f.SetLang("en-US")
	f.SetDisplayMode("fullwidth", "continuous")
	p := &PDF{f: f, faces: faces, width: width, height: height, anchors: map[string]int{}}
	if f.Err() {
		return nil, fmt.Errorf("begin a pdf: %w", f.Error())
	}
	return p, nil
}

// AddPage begins a page.
func (p *PDF) AddPage() { p.f.AddPage() }

// Page returns the number of the page that is drawn on, from 1.
func (p *PDF) Page() int { return p.f.PageNo() }

// OnEachPage calls draw for every page, to add what is only known at the end.
func (p *PDF) OnEachPage(draw func(page, of int)) {
	last := p.f.PageCount()
	for n := 1; n <= last; n++ {
		p.f.SetPage(n)
		draw(n, last)
	}
}

// Width returns how wide a text is at a size.
func (p *PDF) Width(text string, face Face, size float64) float64 {
	g := p.faces[face]
	return g.measure(g.drawable(text)) * size
}

// Text writes a line of text with its baseline beginning at a point.
func (p *PDF) Text(x, y float64, text string, face Face, size float64, color Color) {
	if text == "" {
		return
	}
	p.setFont(face, size)
	p.f.SetTextColor(int(color.R), int(color.G), int(color.B))
	p.f.SetFillColor(int(color.R), int(color.G), int(color.B))
	p.f.Text(x, y, p.faces[face].drawable(text))
}

// setFont selects a face, and gives it to the document when it is the first time; only the glyphs used are embedded.
func (p *PDF) setFont(face Face, size float64) {
	t := typefaces[face]
	if !p.given[face] {
		p.f.AddUTF8FontFromBytes(t.family, t.style, t.ttf)
		p.given[face] = true
	}
	p.f.SetFont(t.family, t.style, size)
}

// Line draws a line of a width.
func (p *PDF) Line(x1, y1, x2, y2, width float64, color Color) {
	p.f.SetDrawColor(int(color.R), int(color.G), int(color.B))
	p.f.SetLineWidth(width)
	p.f.Line(x1, y1, x2, y2)
}

// Fill fills a rectangle.
func (p *PDF) Fill(x, y, w, h float64, color Color) {
	p.f.SetFillColor(int(color.R), int(color.G), int(color.B))
	p.f.Rect(x, y, w, h, "F")
}

// Box draws the outline of a rectangle.
func (p *PDF) Box(x, y, w, h, width float64, color Color) {
	p.f.SetDrawColor(int(color.R), int(color.G), int(color.B))
	p.f.SetLineWidth(width)
	p.f.Rect(x, y, w, h, "D")
}

// JPEG draws a JPEG picture into a rectangle.
func (p *PDF) JPEG(picture []byte, x, y, w, h float64) error {
	name := fmt.Sprintf("%x", sha256.Sum256(picture))
	o := fpdf.ImageOptions{ImageType: "JPG"}
	p.f.RegisterImageOptionsReader(name, o, bytes.NewReader(picture))
	p.f.ImageOptions(name, x, y, w, h, false, o, 0, "")
	if p.f.Err() {
		return fmt.Errorf("draw a photo: %w", p.f.Error())
	}
	return nil
}

// Watermark writes a text across the page, large and so pale that what lies over it can be read.
func (p *PDF) Watermark(text string) {
	const most = 110
	size := min(most, 0.85*p.height/max(1, p.Width(text, Bold, 1)))
	p.f.TransformBegin()
	p.f.TransformRotate(54, p.width/2, p.height/2)
	p.f.RawWriteStr("/Artifact BMC")
	p.Text(p.width/2-p.Width(text, Bold, size)/2, p.height/2+size/3, text, Bold, size, Color{236, 236, 236})
	p.f.RawWriteStr("EMC")
	p.f.TransformEnd()
}

// Anchor makes what is at a height of this page the target of links to a name.
func (p *PDF) Anchor(name string, y float64) {
	p.f.SetLink(p.link(name), y, p.f.PageNo())
}

// Link makes an area lead to what Anchor names. Every name linked to must be made an anchor before or after.
func (p *PDF) Link(x, y, w, h float64, name string) { p.f.Link(x, y, w, h, p.link(name)) }

func (p *PDF) link(name string) int {
	n, ok := p.anchors[name]
	if !ok {
		n = p.f.AddLink()
		p.anchors[name] = n
	}
	return n
}

// Bookmark adds an entry to the outline, of a level from 0.
func (p *PDF) Bookmark(text string, level int, y float64) {
	p.setFont(Regular, 10) // or the outline would be written in another encoding
	p.f.Bookmark(inTwoBytes(text), level, y)
}

// inTwoBytes replaces the characters that the outline and the document's facts cannot hold.
func inTwoBytes(s string) string {
	out := []rune(s)
	for i, c := range out {
		if c > 0xffff {
			out[i] = missing
		}
	}
	return string(out)
}

// Write ends the document and writes it.
func (p *PDF) Write(w io.Writer) error {
	if err := p.f.Output(w); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}
