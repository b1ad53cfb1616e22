package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// SVGPDF writes a drawing as a PDF of one page of the drawing's size: 96 px are an inch.
func SVGPDF(w io.Writer, svg string, width, height int, info PDFInfo) error {
	const pt = 72.0 / 96
	p, err := NewPDF(float64(width)*pt, float64(height)*pt, info)
	if err != nil {
		return err
	}
	p.AddPage()
	if err := p.SVG(svg, 0, 0, pt); err != nil {
		return err
	}
	return p.Write(w)
}

// SVG draws one of our drawings with its upper left corner at a point, so many points to a px. Text stays text, lines
// stay lines. It knows what maps and charts are made of and returns an error for anything else.
func (p *PDF) SVG(svg string, x, y, scale float64) error {
	root, err := parseSVG(svg)
	if err != nil {
		return err
	}
	d := &svgDrawer{pdf: p, ids: root.index(map[string]*node{}), paper: paperOf(root)}
	d.at = matrix{scale, 0, 0, -scale, x, p.height - y}
	d.put("q")
	d.concat(d.at)
	if err := d.element(root, paintStyle{fill: "#000000", stroke: "none", fillOpacity: 1, strokeOpacity: 1, opacity: 1, width: 1, miter: 4,
		size: 12}); err != nil {
		return fmt.Errorf("draw into pdf: %w", err)
	}
	d.put("Q")
	d.flush()
	return nil
}

// svgDrawer writes a drawing as PDF operators.
type svgDrawer struct {
	pdf   *PDF
	ids   map[string]*node
	paper Color
	b     strings.Builder // operators not yet on the page
	at    matrix          // from the drawing to the page
}

func (d *svgDrawer) put(ops ...string) {
	for _, s := range ops {
		d.b.WriteString(s)
		d.b.WriteByte('\n')
	}
}

func (d *svgDrawer) flush() {
	if d.b.Len() > 0 {
		d.pdf.f.RawWriteStr(strings.TrimSuffix(d.b.String(), "\n"))
		d.b.Reset()
	}
}

func (d *svgDrawer) concat(m matrix) {
	words := make([]string, 0, 7)
	for _, v := range []float64{m.a, m.b, m.c, m.d, m.e, m.f} {
		words = append(words, fine(v))
	}
	d.put(strings.Join(append(words, "cm"), " "))
}

// fine writes a number of a matrix.
func fine(v float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 6, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// element draws an element and what is in it.
func (d *svgDrawer) element(n *node, in paintStyle) error {
	switch n.name {
	case "", "title", "desc", "defs", "linearGradient", "clipPath":
		return nil
	}
	paint, err := in.of(n)
	if err != nil {
		return err
	}
	before := d.at
	turned, clipped := n.attrs["transform"] != "", reference(n.attrs["clip-path"])
	if turned || clipped != "" {
		d.put("q")
	}
	if turned {
		m, err := transform(n.attrs["transform"])
		if err != nil {
			return err
		}
		d.concat(m)
		d.at = d.at.then(m)
	}
	if clipped != "" {
		if err := d.clip(clipped); err != nil {
			return err
		}
	}
	if err := d.shape(n, paint); err != nil {
		return err
	}
	if turned || clipped != "" {
		d.put("Q")
	}
	d.at = before
	return nil
}

func (d *svgDrawer) shape(n *node, paint paintStyle) error {
	switch n.name {
	case "svg", "g":
		for _, c := range n.children {
			if err := d.element(c, paint); err != nil {
				return err
			}
		}
		return nil
	case "text":
		return d.text(n, paint)
	}
	o, ok, err := outlineOf(n)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("element <%s> is not known", n.name)
	}
	if o.begun && paint.seen() {
		return d.paint(o, paint)
	}
	return nil
}

// clip limits what is drawn until the next Q to a clipPath, whose shapes may have transforms of their own.
func (d *svgDrawer) clip(id string) error {
	path := d.ids[id]
	if path == nil || path.name != "clipPath" {
		return fmt.Errorf("clip path %q is not in the drawing", id)
	}
	for _, c := range path.children {
		o, ok, err := outlineOf(c)
		if err != nil || !ok {
			return fmt.Errorf("clip path %q holds <%s>: %w", id, c.name, err)
		}
		m, err := transform(c.attrs["transform"])
		if err != nil {
			return err
		}
		back, ok := m.inverse()
		if !ok {
			return fmt.Errorf("clip path %q has no area", id)
		}
		if m != identity {
			d.concat(m)
		}
		d.put(strings.TrimSuffix(o.b.String(), "\n"), "W n")
		if m != identity {
			d.concat(back)
		}
	}
	return nil
}

// paint fills and strokes an outline.
func (d *svgDrawer) paint(o *outline, paint paintStyle) error {
	fill, stroke := paint.fill != "none" && paint.fillAlpha() > 0, paint.stroke != "none" && paint.width > 0 && paint.strokeAlpha() > 0
	path := strings.TrimSuffix(o.b.String(), "\n")
	if id := reference(paint.fill); fill && id != "" {
		if err := d.shade(id, o, path, paint.fillAlpha()); err != nil {
			return err
		}
		fill = false
	}
	if !fill && !stroke {
		return nil
	}
	both := fill && stroke && paint.fillAlpha() == paint.strokeAlpha()
	d.put("q")
	if fill {
		c, err := colorOf(paint.fill)
		if err != nil {
			return err
		}
		d.put(c.operands() + " rg")
		d.alpha(paint.fillAlpha())
		if !both {
			d.put(path, paint.fillRule, "Q", "q")
		}
	}
	if stroke {
		c, err := colorOf(paint.stroke)
		if err != nil {
			return err
		}
		d.put(c.operands()+" RG", paint.pen())
		d.alpha(paint.strokeAlpha())
		operator := "S"
		if both {
			operator = strings.ToUpper(strings.Replace(paint.fillRule, "f", "b", 1))
		}
		d.put(path, operator)
	}
	d.put("Q")
	return nil
}

// alpha sets how much of what lies below is covered, until the next Q. The document keeps the list of what was set, and
// writes it at once.
func (d *svgDrawer) alpha(a float64) {
	if a >= 1 {
		return // each shape begins opaque
	}
	d.flush()
	d.pdf.f.SetAlpha(a, "Normal")
}

// shade fills an outline with a linear gradient, in strips of one colour. What is transparent is mixed with the paper.
func (d *svgDrawer) shade(id string, o *outline, path string, alpha float64) error {
	g := d.ids[id]
	if g == nil || g.name != "linearGradient" {
		return fmt.Errorf("gradient %q is not in the drawing", id)
	}
	stops, err := stopsOf(g)
	if err != nil {
		return err
	}
	x1, y1, x2, y2 := ends(g, o)
	length := math.Hypot(x2-x1, y2-y1)
	d.put("q", path, "W n")
	if length == 0 {
		d.strip(stops.at(1, alpha, d.paper), o.smallest[0], o.smallest[1], o.largest[0], o.smallest[1], o.largest[0], o.largest[1],
			o.smallest[0], o.largest[1])
		d.put("Q")
		return nil
	}
	const reach = 1e4 // px, across and beyond any drawing
	ux, uy := (x2-x1)/length, (y2-y1)/length
	steps := int(math.Min(64, math.Max(8, length/1.5)))
	for i := range steps {
		from, to := length*float64(i)/float64(steps), length+reach
		if i == 0 {
			from = -reach
		}
		ax, ay, bx, by := x1+ux*from, y1+uy*from, x1+ux*to, y1+uy*to
		d.strip(stops.at((float64(i)+0.5)/float64(steps), alpha, d.paper), // each covers the rest, so that no seam shows
			ax-uy*reach, ay+ux*reach, ax+uy*reach, ay-ux*reach, bx+uy*reach, by-ux*reach, bx-uy*reach, by+ux*reach)
	}
	d.put("Q")
	return nil
}

func (d *svgDrawer) strip(c Color, corners ...float64) {
	d.put(c.operands() + " rg")
	o := &outline{}
	o.move(corners[0], corners[1])
	for i := 2; i+1 < len(corners); i += 2 {
		o.line(corners[i], corners[i+1])
	}
	d.put(strings.TrimSuffix(o.b.String(), "\n"), "f")
}

// text writes a text element. Its halo, a stroke below the letters, is drawn as ornament: it is no text twice.
func (d *svgDrawer) text(n *node, paint paintStyle) error {
	var words strings.Builder
	for _, c := range n.children {
		if c.name != "" {
			return fmt.Errorf("element <%s> in a text is not known", c.name)
		}
		words.WriteString(c.text)
	}
	face := paint.face()
	s := d.pdf.faces[face].drawable(strings.TrimSpace(words.String()))
	if s == "" || !paint.seen() {
		return nil
	}
	spacing := n.number("letter-spacing", 0)
	width := d.pdf.faces[face].measure(s)*paint.size + spacing*float64(len([]rune(s)))
	x, y := n.number("x", 0), n.number("y", 0)+paint.baseline()*paint.size
	switch paint.anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	fill, err := colorOf(paint.fill)
	if err != nil {
		return err
	}
	d.put("q")
	d.concat(matrix{1, 0, 0, -1, x, y}) // letters stand upright
	if spacing != 0 {
		d.put(coordinate(spacing) + " Tc")
	}
	if paint.stroke != "none" && paint.width > 0 {
		halo, err := colorOf(paint.stroke)
		if err != nil {
			return err
		}
		d.put("/Span <</ActualText <FEFF>>> BDC", "q", halo.operands()+" RG", paint.pen(), "1 Tr")
		d.letters(s, face, paint.size, fill)
		d.put("Q", "EMC")
	}
	d.alpha(paint.fillAlpha())
	d.letters(s, face, paint.size, fill)
	d.put("Q")
	return nil
}

func (d *svgDrawer) letters(s string, face Face, size float64, color Color) {
	d.flush()
	f := d.pdf.f
	d.pdf.setFont(face, size)
	f.SetTextColor(int(color.R), int(color.G), int(color.B))
	f.SetFillColor(int(color.R), int(color.G), int(color.B))
	f.Text(0, d.pdf.height, s) // the foot of the page is where the coordinates begin
}
