package report

// photoHeight is the most a photo is high, points; it is no wider either.
const photoHeight = 150.0

// profile sets facts beside a photo, which stands on the right. What is longer than the photo is high goes on beside the
// empty space below it.
func (p *pdfWriter) profile(b Profile) error {
	scale := photoHeight / float64(max(b.Photo.Width, b.Photo.Height, 1))
	w, h := float64(b.Photo.Width)*scale, float64(b.Photo.Height)*scale
	p.room(h + 6)
	top, page := p.y, p.doc.Page()
	if err := p.doc.JPEG(b.Photo.JPEG, p.left()+p.across()-w, top, w, h); err != nil {
		return err
	}
	p.doc.Box(p.left()+p.across()-w, top, w, h, 0.4, inkRule)
	p.fresh = false
	p.facts(b.Facts, p.across()-w-16)
	if p.doc.Page() == page {
		p.y = max(p.y, top+h+10)
	}
	return nil
}

// aside sets somebody's own words, with a line at their left on every page they run over.
func (p *pdfWriter) aside(b Aside) {
	const indent = 11.0
	look := lookBody
	look.slanted = true
	for i, t := range b.signed() {
		lines := p.wrap(t, look, p.across()-indent)
		for k, line := range lines {
			if k == 0 && i > 0 && !p.fresh {
				p.doc.Fill(p.left(), p.y, 1.6, 4, inkPale)
				p.y += 3
			}
			if k == 0 || k == len(lines)-2 {
				p.room(float64(min(2, len(lines))) * look.leading())
			} else {
				p.room(look.leading())
			}
			p.doc.Fill(p.left(), p.y, 1.6, look.leading()+1, inkPale)
			p.line(line, p.left()+indent, look)
		}
	}
	p.y += 9
}
