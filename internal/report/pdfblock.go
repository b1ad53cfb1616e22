package report

import "fmt"

// Looks of the parts of a page.
var (
	lookBody    = textStyle{size: 9, color: inkBlack}
	lookPale    = textStyle{size: 8, color: inkPale}
	lookSection = textStyle{size: 13, color: inkBlack, bold: true}
	lookPart    = textStyle{size: 10, color: inkBlack, bold: true}
	lookStrong  = textStyle{size: 9, color: inkBlack, bold: true}
)

func (p *pdfWriter) blocks(blocks []Block) error {
	for i, b := range blocks {
		if err := p.block(b, blocks[i+1:]); err != nil {
			return err
		}
		p.fresh = false
	}
	return nil
}

func (p *pdfWriter) block(b Block, after []Block) error {
	switch b := b.(type) {
	case Heading:
		p.heading(b, after)
	case Paragraph:
		p.text(b.Text, lookBody, p.left(), p.across())
		p.y += 5
	case List:
		p.list(b.Items, p.left(), p.across())
		p.y += 5
	case Facts:
		p.facts(b.Facts, p.across())
	case Profile:
		return p.profile(b)
	case Aside:
		p.aside(b)
	case Notice:
		p.notice(b)
	case Table:
		p.table(b)
	case Figure:
		return p.figure(b)
	default:
		return fmt.Errorf("block %T is not known", b)
	}
	return nil
}

// heading begins a section, on the page on which what follows begins.
func (p *pdfWriter) heading(b Heading, after []Block) {
	l, above, level := lookSection, 16.0, 0
	if b.Level > 1 {
		l, above, level = lookPart, 9, 1
	}
	lines := p.wrap(say(b.Text), l, p.across())
	p.room(above + float64(len(lines))*l.leading() + 6 + p.least(after))
	p.down(above)
	p.doc.Bookmark(shorten(plain(b.Text), 120), level, p.y)
	p.anchor(b.ID, p.y)
	for _, line := range lines {
		p.line(line, p.left(), l)
	}
	p.y += 4
	p.fresh = true // no space between a heading and what follows
}

// least is how much room the first of some blocks needs at least, to stand below its heading.
func (p *pdfWriter) least(blocks []Block) float64 {
	if len(blocks) == 0 {
		return 0
	}
	switch b := blocks[0].(type) {
	case Heading:
		return 30 + p.least(blocks[1:])
	case Table:
		return p.tableHead(b)
	case Figure:
		return p.figureHeight(b)
	case Notice:
		return 50
	case Facts:
		return 3 * lookBody.leading()
	case Profile:
		return photoHeight + 10
	}
	return 2*lookBody.leading() + 2
}

func (p *pdfWriter) list(items []Text, x, width float64) {
	const indent = 12
	for _, t := range items {
		lines := p.wrap(t, lookBody, width-indent)
		for i, line := range lines {
			if i == 0 {
				p.room(float64(min(2, len(lines))) * lookBody.leading())
				p.doc.Text(x+3, p.y+lookBody.rise(), "•", lookBody.face(), lookBody.size, lookBody.color)
			} else if i == len(lines)-2 {
				p.room(2 * lookBody.leading()) // no last line alone on a page
			} else {
				p.room(lookBody.leading())
			}
			p.line(line, x+indent, lookBody)
		}
		p.y += 2.4
	}
}

// facts sets names beside their values.
func (p *pdfWriter) facts(facts []Fact, across float64) {
	const names = 112.0
	if h := float64(len(facts)) * 1.6 * lookBody.leading(); h < (p.foot()-pageTop)/4 {
		p.room(h)
	}
	for _, f := range facts {
		name := p.wrap(say(f.Name), textStyle{size: 9, color: inkPale}, names-8)
		for i, v := range f.Values {
			lines := p.wrap(v, lookBody, across-names)
			need := float64(max(len(lines), len(name)*(1-min(i, 1)))) * lookBody.leading()
			if need < (p.foot()-pageTop)/2 {
				p.room(need)
			}
			top, page := p.y, p.doc.Page()
			if i == 0 {
				for _, line := range name {
					p.line(line, p.left(), textStyle{size: 9, color: inkPale})
				}
			}
			below := p.y
			p.y = top
			for _, line := range lines {
				p.room(lookBody.leading())
				p.line(line, p.left()+names, lookBody)
			}
			if p.doc.Page() == page {
				p.y = max(p.y, below)
			}
			p.y += 1.6
		}
	}
	p.y += 8
}

// notice frames what must not be overlooked; what is longer than a page is not framed.
func (p *pdfWriter) notice(b Notice) {
	const pad = 10.0
	inner := p.across() - 2*pad
	h := pad + lookStrong.leading() + 3
	for _, t := range b.Items {
		h += float64(len(p.wrap(t, lookBody, inner-12)))*lookBody.leading() + 2.4
	}
	h += pad - 4
	framed := h <= p.foot()-pageTop
	if framed {
		p.room(h)
		p.down(2)
		p.doc.Box(p.left(), p.y, p.across(), h, 0.7, inkBlack)
		p.doc.Fill(p.left(), p.y, 3, h, inkBlack)
	}
	top := p.y
	p.y += pad
	p.fresh = false
	p.text(say(b.Title), lookStrong, p.left()+pad, inner)
	p.y += 3
	p.list(b.Items, p.left()+pad, inner)
	if framed {
		p.y = top + h
	}
	p.y += 9
}

// squeezed is how much smaller than the text is wide a figure may be set to still fit the page that is begun.
const squeezed = 0.72

// figure sets a drawing as wide as the text, or smaller where the page is not high enough, with its caption.
func (p *pdfWriter) figure(b Figure) error {
	caption := p.wrap(b.Caption, lookPale, p.across())
	p.down(4)
	p.room(p.figureHeight(b))
	p.anchor(b.ID, p.y)
	scale := p.figureScale(b, len(caption))
	left := p.foot() - p.y - 10 - float64(min(len(caption), 12))*lookPale.leading()
	scale = min(scale, left/float64(max(1, b.Height)))
	if err := p.doc.SVG(b.SVG, p.left(), p.y, scale); err != nil {
		return fmt.Errorf("figure %s: %w", b.ID, err)
	}
	p.y += float64(b.Height)*scale + 5
	p.fresh = false
	for _, line := range caption {
		p.room(lookPale.leading())
		p.line(line, p.left(), lookPale)
	}
	p.y += 9
	return nil
}

// figureScale is how many points a px of a figure is set in.
func (p *pdfWriter) figureScale(b Figure, lines int) float64 {
	most := p.foot() - pageTop - 40 - float64(min(lines, 12))*lookPale.leading()
	return min(p.across()/float64(b.Width), most/float64(max(1, b.Height)))
}

// figureHeight is the least room a figure and its caption need.
func (p *pdfWriter) figureHeight(b Figure) float64 {
	lines := len(p.wrap(b.Caption, lookPale, p.across()))
	return squeezed*float64(b.Height)*p.figureScale(b, lines) + 10 + float64(min(lines, 12))*lookPale.leading()
}

// anchor makes a place what links lead to.
func (p *pdfWriter) anchor(id string, y float64) {
	if p.anchors[id] {
		p.doc.Anchor(id, y-4)
	}
}
