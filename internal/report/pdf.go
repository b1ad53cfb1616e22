package report

import (
	"fmt"
	"io"

	"sightline/internal/render"
)

// Measures of a page, points.
const (
	pageSide   = 45.0
	pageTop    = 62.0
	pageBottom = 52.0
)

// Inks of a page.
var (
	inkBlack = render.Color{R: 0x1b, G: 0x1e, B: 0x20}
	inkPale  = render.Color{R: 0x55, G: 0x5b, B: 0x60}
	inkRule  = render.Color{R: 0xc9, G: 0xce, B: 0xd2}
	inkLink  = render.Color{R: 0x0b, G: 0x4f, B: 0x80}
)

// WritePDF writes a report as PDF: text that can be selected and searched, drawings as lines, fonts embedded, an outline
// of the sections, and links from statements to rows. The same report gives the same bytes.
func WritePDF(w io.Writer, r Report) error {
	width, height := 612.0, 792.0
	switch r.Issue.Paper {
	case A4:
		width, height = 595.28, 841.89
	case Letter, "":
	default:
		return fmt.Errorf("write report as pdf: paper %q is neither %q nor %q", r.Issue.Paper, Letter, A4)
	}
	doc, err := render.NewPDF(width, height, render.PDFInfo{
		Title: shorten(plain(r.Title), 120) + " · case " + shorten(plain(r.Case.Number), 60), Author: plain(r.Provenance.Analyst),
		Subject: "Travel-pattern report. " + r.Issue.caveat(), Keywords: "SHA-256 of the content " + r.Provenance.Content,
		Creator: plain(r.Provenance.Program), Made: r.Made,
	})
	if err != nil {
		return fmt.Errorf("write report as pdf: %w", err)
	}
	p := &pdfWriter{doc: doc, r: r, width: width, height: height, anchors: anchorsOf(r.Blocks)}
	p.page()
	p.title()
	if err := p.blocks(append(append([]Block(nil), r.Blocks...), r.colophon()...)); err != nil {
		return fmt.Errorf("write report as pdf: %w", err)
	}
	p.margins()
	if err := doc.Write(w); err != nil {
		return fmt.Errorf("write report as pdf: %w", err)
	}
	return nil
}

// pdfWriter sets a report in pages from the top down.
type pdfWriter struct {
	doc           *render.PDF
	r             Report
	width, height float64
	y             float64 // where the next thing goes
	fresh         bool    // nothing is on this page yet
	anchors       map[string]bool
}

func (p *pdfWriter) left() float64   { return pageSide }
func (p *pdfWriter) across() float64 { return p.width - 2*pageSide }
func (p *pdfWriter) foot() float64   { return p.height - pageBottom }

// page begins a page.
func (p *pdfWriter) page() {
	p.doc.AddPage()
	if mark := p.r.Issue.mark(); mark != "" {
		p.doc.Watermark(mark)
	}
	p.y, p.fresh = pageTop, true
}

// room begins a page unless so much is left on this one. What needs more than a page gets a fresh one.
func (p *pdfWriter) room(h float64) {
	if p.y+h > p.foot() && !p.fresh {
		p.page()
	}
}

// down leaves space, but not at the head of a page.
func (p *pdfWriter) down(h float64) {
	if !p.fresh {
		p.y += h
	}
}

// title is the head of the first page.
func (p *pdfWriter) title() {
	p.text(say("TRAVEL-PATTERN REPORT"), textStyle{size: 7.6, color: inkPale}, p.left(), p.across())
	p.y += 2
	p.text(say(shorten(plain(p.r.Subject.Name), 160)), textStyle{size: 20, color: inkBlack, bold: true}, p.left(), p.across())
	p.y += 4
	p.doc.Line(p.left(), p.y, p.left()+p.across(), p.y, 1.4, inkBlack)
	p.y += 10
	p.facts(p.r.front().Facts, p.across())
}

// margins writes head and foot of every page, now that it is known how many there are.
func (p *pdfWriter) margins() {
	const size = 7.2
	left, right := p.left(), p.left()+p.across()
	whose := "Case " + shorten(plain(p.r.Case.Number), 40) + " · " + shorten(plain(p.r.Subject.Name), 48)
	caveat := p.fit(p.r.Issue.caveat(), render.Bold, size, p.across())
	p.doc.OnEachPage(func(page, of int) {
		p.doc.Text(left, 36, caveat, render.Bold, size, inkBlack)
		p.doc.Line(left, 42, right, 42, 0.5, inkRule)
		number := fmt.Sprintf("Page %d of %d", page, of)
		p.doc.Text(left, p.height-30, p.fit(whose, render.Regular, size, p.across()-80), render.Regular, size, inkPale)
		p.doc.Text(right-p.doc.Width(number, render.Regular, size), p.height-30, number, render.Regular, size, inkPale)
	})
}

// fit shortens a text to a width.
func (p *pdfWriter) fit(s string, face render.Face, size, width float64) string {
	for n := len([]rune(s)); n > 0 && p.doc.Width(s, face, size) > width; {
		n--
		s = shorten(s, n)
	}
	return s
}
