package report

// photoAcross is how wide the column of a photo is, in twentieths of a point.
const photoAcross = 2700

// facts are a table without lines: names beside their values, and a photo on their right if there is one.
func (d *docxWriter) facts(facts []Fact, photo *Photo) {
	across := int((d.width - 2*pageSide) * twip)
	const names = 2240
	widths := []int{names, across - names}
	if photo != nil {
		widths = []int{names, across - names - photoAcross, photoAcross}
	}
	d.tableStart(across, widths, false)
	for i, f := range facts {
		d.put("<w:tr>") // may go on over the page: there can be many values
		d.cell(widths[0], false, func() {
			d.put(`<w:p><w:pPr><w:pStyle w:val="FactName"/></w:pPr>`)
			d.spans(say(f.Name), false)
			d.put("</w:p>")
		})
		d.cell(widths[1], false, func() {
			for _, v := range f.Values {
				d.paragraph("FactValue", "", v)
			}
			if len(f.Values) == 0 {
				d.paragraph("FactValue", "", nil)
			}
		})
		if photo != nil {
			d.photoCell(*photo, i == 0)
		}
		d.put("</w:tr>")
	}
	d.put("</w:tbl>")
	d.paragraph("Spacer", "", nil)
}

// photoCell is one row's piece of the cell that holds the photo.
func (d *docxWriter) photoCell(photo Photo, first bool) {
	d.putf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, photoAcross)
	if !first {
		d.put(`<w:vMerge/></w:tcPr><w:p/></w:tc>`)
		return
	}
	d.put(`<w:vMerge w:val="restart"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="FactValue"/><w:jc w:val="right"/></w:pPr>`)
	const side = photoHeight - 30
	scale := side / float64(max(photo.Width, photo.Height, 1)) * emu
	cx, cy := int(float64(photo.Width)*scale), int(float64(photo.Height)*scale)
	const number = 9000 // no figure has it
	d.putf(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="Photo" descr="`, cx, cy, number)
	d.text(photo.Alt)
	d.putf(`"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="photo.jpg"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdPhoto"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm>`+
		`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:tc>`, number, cx, cy)
}
