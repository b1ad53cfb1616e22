package report

// table writes a table with its caption above it and a header that repeats on every page.
func (d *docxWriter) table(b Table) {
	d.paragraph("TableCaption", b.ID, say(b.Caption))
	across := int((d.width - 2*pageSide) * twip)
	widths := make([]int, len(b.Columns))
	for i, c := range b.Columns {
		widths[i] = across * c.Share / 100
	}
	style := "TableText"
	if b.Dense {
		style = "DenseText"
	}
	if len(b.Rows) == 0 {
		d.paragraph(style, "", say(b.Empty))
		d.paragraph("Spacer", "", nil)
		return
	}
	d.tableStart(across, widths, true)
	d.put(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range b.Columns {
		d.cell(widths[i], true, func() { d.cellText(style, c, "", Text{{Text: c.Title, Style: Strong}}, false) })
	}
	d.put("</w:tr>")
	for _, r := range b.Rows {
		d.put(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, t := range r.Cells {
			id := ""
			if i == 0 {
				id = r.ID
			}
			if len(t) == 0 {
				t = Text{{Text: "–", Style: Muted}}
			}
			d.cell(widths[i], false, func() { d.cellText(style, b.Columns[i], id, t, r.Faint) })
		}
		d.put("</w:tr>")
	}
	d.put("</w:tbl>")
	d.paragraph("Spacer", "", nil)
}

func (d *docxWriter) cellText(style string, c Column, id string, t Text, faint bool) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
	if c.Number {
		d.put(`<w:jc w:val="right"/>`)
	}
	d.put("</w:pPr>")
	d.bookmark(id)
	d.spans(t, faint)
	d.put("</w:p>")
}

func (d *docxWriter) tableStart(across int, widths []int, ruled bool) {
	d.putf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/>`, across)
	if ruled {
		d.put(`<w:tblBorders><w:top w:val="single" w:sz="8" w:color="1B1E20"/><w:bottom w:val="single" w:sz="4" w:color="C9CED2"/><w:insideH w:val="single" w:sz="4" w:color="C9CED2"/></w:tblBorders>`)
	}
	d.put(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		d.putf(`<w:gridCol w:w="%d"/>`, w)
	}
	d.put("</w:tblGrid>")
}

func (d *docxWriter) cell(width int, head bool, inside func()) {
	d.putf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
	if head {
		d.put(`<w:tcBorders><w:bottom w:val="single" w:sz="6" w:color="1B1E20"/></w:tcBorders><w:vAlign w:val="bottom"/>`)
	}
	d.put("</w:tcPr>")
	inside()
	d.put("</w:tc>")
}
