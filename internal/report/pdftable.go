package report

// cellPad is left free on either side of a cell's text, points.
const cellPad = 3.0

// pdfTable is a table being set.
type pdfTable struct {
	table   Table
	look    textStyle
	pad     float64   // above and below the text of a row
	x       []float64 // left edges of the columns' text
	width   []float64 // of the columns' text
	heading [][][]piece
	lines   int // of the heading
}

func (p *pdfWriter) newTable(b Table) *pdfTable {
	t := &pdfTable{table: b, look: textStyle{size: 8, color: inkBlack}, pad: 2.4}
	if b.Dense {
		t.look.size, t.pad = 7.3, 1.1
	}
	x := p.left()
	bold := t.look
	bold.bold = true
	for _, c := range b.Columns {
		w := p.across() * float64(c.Share) / 100
		t.x, t.width = append(t.x, x+cellPad), append(t.width, w-2*cellPad)
		x += w
		lines := p.wrap(say(c.Title), bold, w-2*cellPad)
		t.heading, t.lines = append(t.heading, lines), max(t.lines, len(lines))
	}
	return t
}

// table sets a table. Its caption and header stand with its first row, its header at the head of every page.
func (p *pdfWriter) table(b Table) {
	t := p.newTable(b)
	p.room(p.tableHead(b))
	p.anchor(b.ID, p.y)
	p.text(say(b.Caption), lookPale, p.left(), p.across())
	p.y += 3
	if len(b.Rows) == 0 {
		p.doc.Line(p.left(), p.y, p.left()+p.across(), p.y, 0.5, inkRule)
		p.y += 3
		p.text(say(b.Empty), t.look, p.left()+cellPad, p.across()-2*cellPad)
		p.y += 12
		return
	}
	p.tableHeading(t)
	for _, row := range b.Rows {
		p.row(t, row)
	}
	p.y += 12
}

// tableHead is the room that caption, header and first row need.
func (p *pdfWriter) tableHead(b Table) float64 {
	t := p.newTable(b)
	h := float64(len(p.wrap(say(b.Caption), lookPale, p.across())))*lookPale.leading() + 3
	if len(b.Rows) == 0 {
		return h + 2*t.look.leading()
	}
	_, most := p.cells(t, b.Rows[0])
	return h + t.headingHeight() + min(t.rowHeight(most), 200)
}

func (t *pdfTable) headingHeight() float64      { return float64(t.lines)*t.look.leading() + 6 }
func (t *pdfTable) rowHeight(lines int) float64 { return float64(lines)*t.look.leading() + 2*t.pad }

func (p *pdfWriter) tableHeading(t *pdfTable) {
	right := p.left() + p.across()
	p.doc.Line(p.left(), p.y, right, p.y, 0.9, inkBlack)
	base := p.y + 2.5
	for i, lines := range t.heading {
		skip := t.lines - len(lines) // titles stand on the header's last line
		for k, line := range lines {
			p.put(line, t.place(i, line), base+float64(skip+k)*t.look.leading()+t.look.rise(), t.look)
		}
	}
	p.y += t.headingHeight()
	p.doc.Line(p.left(), p.y-1, right, p.y-1, 0.7, inkBlack)
	p.fresh = false
}

// place is where a line of a column begins: numbers stand on the right.
func (t *pdfTable) place(column int, line []piece) float64 {
	if !t.table.Columns[column].Number {
		return t.x[column]
	}
	w := 0.0
	for _, s := range line {
		w += s.width
	}
	return t.x[column] + t.width[column] - w
}

// cells breaks the cells of a row into lines.
func (p *pdfWriter) cells(t *pdfTable, row Row) (cells [][][]piece, most int) {
	l := t.look
	l.faint = row.Faint
	most = 1
	for i, c := range row.Cells {
		if len(c) == 0 {
			c = Text{{Text: "–", Style: Muted}}
		}
		lines := p.wrap(c, l, t.width[i])
		cells, most = append(cells, lines), max(most, len(lines))
	}
	return cells, most
}

// row sets a row, on the next page when it does not fit this one. A row that is higher than half a page goes on there.
func (p *pdfWriter) row(t *pdfTable, row Row) {
	cells, most := p.cells(t, row)
	if h := t.rowHeight(most); p.y+h > p.foot() && h < (p.foot()-pageTop)/2 {
		p.page()
		p.tableHeading(t)
	}
	p.anchor(row.ID, p.y)
	for from := 0; from < most; {
		fits := int((p.foot() - p.y - 2*t.pad) / t.look.leading())
		if fits < 1 {
			p.page()
			p.tableHeading(t)
			continue
		}
		to := min(most, from+fits)
		for i, lines := range cells {
			for k := from; k < min(to, len(lines)); k++ {
				p.put(lines[k], t.place(i, lines[k]), p.y+t.pad+float64(k-from)*t.look.leading()+t.look.rise(), t.look)
			}
		}
		p.y += t.rowHeight(to - from)
		p.doc.Line(p.left(), p.y, p.left()+p.across(), p.y, 0.35, inkRule)
		p.fresh = false
		from = to
	}
}
