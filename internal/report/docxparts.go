package report

import (
	_ "embed"
	"time"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// The parts of a document that are the same in all.
var (
	//go:embed docx/types.xml
	docxTypes string
	//go:embed docx/root.rels.xml
	docxRootRelations string
	//go:embed docx/styles.xml
	docxStyles string
	//go:embed docx/numbering.xml
	docxNumbering string
	//go:embed docx/settings.xml
	docxSettings string
)

const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

func (d *docxWriter) relations() error {
	d.put(xmlHead, `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	relation := func(id, kind, target string) {
		d.put(`<Relationship Id="`, id, `" Type="`, relationships, kind, `" Target="`, target, `"/>`)
	}
	relation("rIdStyles", "styles", "styles.xml")
	relation("rIdNumbering", "numbering", "numbering.xml")
	relation("rIdSettings", "settings", "settings.xml")
	relation("rIdHeader", "header", "header1.xml")
	relation("rIdFooter", "footer", "footer1.xml")
	if d.photo != nil {
		relation("rIdPhoto", "image", "media/photo.jpg")
	}
	for i := range d.figures {
		for kind, ending := range [2]string{"PNG", "SVG"} {
			d.putf(`<Relationship Id="rId%s%d" Type="%simage" Target="media/figure%d.%s"/>`, ending, i+1, relationships, i+1,
				[2]string{"png", "svg"}[kind])
		}
	}
	d.put("</Relationships>")
	return nil
}

// properties says what the document is, who made it and when.
func (d *docxWriter) properties() error {
	d.put(xmlHead, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, p := range [][2]string{
		{"dc:title", shorten(plain(d.r.Title), 120) + " · case " + shorten(plain(d.r.Case.Number), 60)},
		{"dc:subject", "Travel-pattern report. " + d.r.Issue.caveat()},
		{"dc:creator", plain(d.r.Provenance.Analyst)},
		{"cp:keywords", "SHA-256 of the content " + d.r.Provenance.Content},
	} {
		d.put("<", p[0], ">")
		d.text(p[1])
		d.put("</", p[0], ">")
	}
	made := d.r.Made.UTC().Format(time.RFC3339)
	d.put(`<dcterms:created xsi:type="dcterms:W3CDTF">`, made, `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">`, made,
		`</dcterms:modified></cp:coreProperties>`)
	return nil
}

const docxMain = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// header carries the handling caveat and, in large letters, whose copy it is.
func (d *docxWriter) header() error {
	d.put(xmlHead, "<w:hdr", docxMain, ">")
	d.paragraph("Header", "", say(d.r.Issue.caveat()))
	if mark := d.r.Issue.mark(); mark != "" {
		d.paragraph("Mark", "", say(mark))
	}
	d.put("</w:hdr>")
	return nil
}

func (d *docxWriter) footer() error {
	d.put(xmlHead, "<w:ftr", docxMain, `><w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="`)
	d.putf("%.0f", (d.width-2*pageSide)*twip)
	d.put(`"/></w:tabs></w:pPr>`)
	d.spans(say("Case "+shorten(plain(d.r.Case.Number), 40)+" · "+shorten(plain(d.r.Subject.Name), 48)), false)
	field := func(name string) {
		d.put(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> `, name,
			` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`)
	}
	d.put(`<w:r><w:tab/></w:r>`)
	d.spans(say("Page "), false)
	field("PAGE")
	d.spans(say(" of "), false)
	field("NUMPAGES")
	d.put("</w:p></w:ftr>")
	return nil
}
