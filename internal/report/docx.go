package report

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"
)

// Measures of a page in twentieths of a point, as WordprocessingML has them.
const (
	twip       = 20
	docxMargin = pageSide * twip
	emu        = 12_700 // a point in English Metric Units
)

// WriteDOCX writes a report as a Word document (ECMA-376): real headings, tables whose header repeats, captions, links to
// rows, and drawings as SVG with a PNG picture for programs that know no SVG. The same report gives the same bytes.
func WriteDOCX(w io.Writer, r Report) error {
	d := &docxWriter{r: r, anchors: anchorsOf(r.Blocks), ids: map[string]int{}, width: 612, height: 792}
	if r.Issue.Paper == A4 {
		d.width, d.height = 595.3, 841.9
	}
	if err := d.write(w); err != nil {
		return fmt.Errorf("write report as docx: %w", err)
	}
	return nil
}

// docxWriter writes markup with put and everything else with text. Errors of the buffer are met at its Flush.
type docxWriter struct {
	*bufio.Writer
	r             Report
	anchors       map[string]bool
	ids           map[string]int // numbers of bookmarks
	width, height float64        // of a page, points
	figures       []Figure
	photo         *Photo // nil for none
}

func (d *docxWriter) write(w io.Writer) error {
	z := zip.NewWriter(w)
	part := func(name string, body func() error) error {
		method := zip.Deflate
		if ending := path.Ext(name); ending == ".png" || ending == ".jpg" { // they are compressed
			method = zip.Store
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: d.r.Made.UTC()})
		if err != nil {
			return fmt.Errorf("begin %s: %w", name, err)
		}
		d.Writer = bufio.NewWriterSize(f, 1<<16)
		if err := body(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return d.Flush()
	}
	for _, b := range d.r.Blocks {
		switch b := b.(type) {
		case Figure:
			d.figures = append(d.figures, b)
		case Profile:
			d.photo = &b.Photo
		}
	}
	fixed := func(body string) func() error {
		return func() error { d.put(xmlHead, body); return nil }
	}
	for _, p := range []struct {
		name string
		body func() error
	}{
		{"[Content_Types].xml", fixed(docxTypes)}, {"_rels/.rels", fixed(docxRootRelations)}, {"docProps/core.xml", d.properties},
		{"word/document.xml", d.document}, {"word/_rels/document.xml.rels", d.relations}, {"word/styles.xml", fixed(docxStyles)},
		{"word/numbering.xml", fixed(docxNumbering)}, {"word/settings.xml", fixed(docxSettings)}, {"word/header1.xml", d.header},
		{"word/footer1.xml", d.footer},
	} {
		if err := part(p.name, p.body); err != nil {
			return err
		}
	}
	if d.photo != nil {
		if err := part("word/media/photo.jpg", func() error { _, err := d.Write(d.photo.JPEG); return err }); err != nil {
			return err
		}
	}
	const sharp = 1.5 // pixels a px, 144 to the inch and more
	pictures := newRasters(d.figures, sharp)
	defer pictures.close()
	for i, f := range d.figures {
		if err := part(fmt.Sprintf("word/media/figure%d.svg", i+1), func() error { d.put(f.SVG); return nil }); err != nil {
			return err
		}
		picture, err := pictures.take(i)
		if err != nil {
			return err
		}
		if err := part(fmt.Sprintf("word/media/figure%d.png", i+1), func() error { _, err := d.Write(picture); return err }); err != nil {
			return err
		}
	}
	return z.Close()
}

// put writes markup. It is never given anything from a dossier.
func (d *docxWriter) put(markup ...string) {
	for _, m := range markup {
		d.WriteString(m)
	}
}

// text writes text so that it is only text.
func (d *docxWriter) text(s string) {
	s = strings.Map(func(c rune) rune {
		switch c {
		case '\t', '\n', '\r':
			return ' '
		case 0xfffe, 0xffff: // which XML cannot hold
			return '\ufffd'
		}
		return c
	}, s)
	d.put(escape(s))
}

func (d *docxWriter) document() error {
	d.put(xmlHead, `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`,
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`,
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>`)
	d.paragraph("Kind", "", say("TRAVEL-PATTERN REPORT"))
	d.paragraph("Title", "", say(shorten(plain(d.r.Subject.Name), 160)))
	d.facts(d.r.front().Facts, nil)
	figure := 0
	for _, b := range append(append([]Block(nil), d.r.Blocks...), d.r.colophon()...) {
		if f, ok := b.(Figure); ok {
			figure++
			d.figure(f, figure)
			continue
		}
		if err := d.block(b); err != nil {
			return err
		}
	}
	d.putf(`<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/>`+
		`<w:pgSz w:w="%.0f" w:h="%.0f"/><w:pgMar w:top="1240" w:right="%.0f" w:bottom="1040" w:left="%.0f" w:header="600" w:footer="500" w:gutter="0"/></w:sectPr></w:body></w:document>`,
		d.width*twip, d.height*twip, docxMargin, docxMargin)
	return nil
}

// putf writes markup with numbers in it.
func (d *docxWriter) putf(format string, numbers ...any) { fmt.Fprintf(d, format, numbers...) }

func (d *docxWriter) block(b Block) error {
	switch b := b.(type) {
	case Heading:
		d.paragraph(fmt.Sprintf("Heading%d", min(max(b.Level, 1), 2)), b.ID, say(b.Text))
	case Paragraph:
		d.paragraph("Normal", "", b.Text)
	case List:
		for _, t := range b.Items {
			d.paragraph("ListBullet", "", t)
		}
	case Notice:
		d.paragraph("NoticeTitle", "", say(b.Title))
		for _, t := range b.Items {
			d.paragraph("Notice", "", say("• ").and(t...))
		}
	case Facts:
		d.facts(b.Facts, nil)
	case Profile:
		d.facts(b.Facts, &b.Photo)
	case Aside:
		for _, t := range b.signed() {
			d.paragraph("Aside", "", t)
		}
	case Table:
		d.table(b)
	default:
		return fmt.Errorf("block %T is not known", b)
	}
	return nil
}

// paragraph writes a paragraph in a style, as what links to an id lead to.
func (d *docxWriter) paragraph(style, id string, t Text) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/></w:pPr>`)
	d.bookmark(id)
	d.spans(t, false)
	d.put("</w:p>")
}

// bookmark marks a place that links lead to.
func (d *docxWriter) bookmark(id string) {
	if !d.anchors[id] || d.ids[id] > 0 {
		return
	}
	d.ids[id] = len(d.ids) + 1
	d.putf(`<w:bookmarkStart w:id="%d" w:name="`, d.ids[id])
	d.text(anchorName(id))
	d.putf(`"/><w:bookmarkEnd w:id="%d"/>`, d.ids[id])
}

// anchorName is an id as a bookmark's name, which begins with a letter and holds no hyphens.
func anchorName(id string) string { return "x_" + strings.ReplaceAll(id, "-", "_") }

func (d *docxWriter) spans(t Text, faint bool) {
	for _, s := range t {
		if s.Line {
			d.put("<w:r><w:br/></w:r>")
		}
		linked := d.anchors[s.Link]
		if linked {
			d.put(`<w:hyperlink w:anchor="`)
			d.text(anchorName(s.Link))
			d.put(`" w:history="1">`)
		}
		d.put("<w:r><w:rPr>")
		switch {
		case s.Style == Strong:
			d.put("<w:b/>")
		case s.Style == Code:
			d.put(`<w:rStyle w:val="Code"/>`)
		case s.Style == Muted:
			d.put(`<w:rStyle w:val="Muted"/>`)
		}
		switch {
		case faint:
			d.put(`<w:i/><w:color w:val="6B7176"/>`)
		case linked:
			d.put(`<w:color w:val="0B4F80"/>`)
		case s.Style == Code && s.Line: // hashes and the like, on a line of their own
			d.put(`<w:color w:val="555B60"/><w:sz w:val="12"/>`)
		}
		d.put(`</w:rPr><w:t xml:space="preserve">`)
		d.text(s.Text)
		d.put("</w:t></w:r>")
		if linked {
			d.put("</w:hyperlink>")
		}
	}
}

// figure writes a drawing in the text, with its caption kept below it.
func (d *docxWriter) figure(f Figure, n int) {
	across := d.width - 2*pageSide
	scale := min(across/float64(max(1, f.Width)), (d.height-260)/float64(max(1, f.Height)))
	cx, cy := int(float64(f.Width)*scale*emu), int(float64(f.Height)*scale*emu)
	d.put(`<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr>`)
	d.bookmark(f.ID)
	d.putf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="Figure %d" descr="`, cx, cy, n, n)
	d.text(shorten(plain(f.Alt), 1000))
	d.putf(`"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="figure%d.png"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdPNG%d"><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdSVG%d"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		n, n, n, n, cx, cy)
	d.paragraph("Caption", "", say(fmt.Sprintf("Figure %d. ", n)).and(f.Caption...))
}
