package render

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// mostPixels bounds a picture: a poster of two metres at 150 dots to the inch.
const mostPixels = 120 << 20

// SVGPNG writes one of our drawings as a PNG picture, so many pixels to a px. It knows what maps and charts are made of
// and returns an error for anything else.
func SVGPNG(w io.Writer, svg string, width, height int, scale float64) error {
	pixels := image.Rect(0, 0, int(math.Ceil(float64(width)*scale)), int(math.Ceil(float64(height)*scale)))
	if pixels.Empty() || pixels.Dx()*pixels.Dy() > mostPixels || !(scale > 0) {
		return fmt.Errorf("draw picture: %d by %d px, %g times, is no size for one", width, height, scale)
	}
	root, err := parseSVG(svg)
	if err != nil {
		return err
	}
	faces, err := newGlyphs()
	if err != nil {
		return err
	}
	p := &painter{picture: image.NewRGBA(pixels), ids: root.index(map[string]*node{}), faces: faces, paper: paperOf(root)}
	draw.Draw(p.picture, pixels, image.White, image.Point{}, draw.Src)
	first := paintStyle{fill: "#000000", stroke: "none", fillOpacity: 1, strokeOpacity: 1, opacity: 1, width: 1, miter: 4, size: 12}
	if err := p.element(root, first, matrix{a: scale, d: scale}, nil); err != nil {
		return fmt.Errorf("draw picture: %w", err)
	}
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w, p.picture); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

// painter draws into a picture.
type painter struct {
	picture *image.RGBA
	ids     map[string]*node
	paper   Color
	faces   [len(typefaces)]*glyphs
	pen     vector.Rasterizer
}

// element draws an element and what is in it; nothing is drawn where clip, if there is one, is clear.
func (p *painter) element(n *node, in paintStyle, m matrix, clip *image.Alpha) error {
	switch n.name {
	case "", "title", "desc", "defs", "linearGradient", "clipPath":
		return nil
	}
	paint, err := in.of(n)
	if err != nil {
		return err
	}
	t, err := transform(n.attrs["transform"])
	if err != nil {
		return err
	}
	m = m.then(t)
	if id := reference(n.attrs["clip-path"]); id != "" {
		if clip, err = p.clipped(id, m, clip); err != nil {
			return err
		}
	}
	switch n.name {
	case "svg", "g":
		for _, c := range n.children {
			if err := p.element(c, paint, m, clip); err != nil {
				return err
			}
		}
		return nil
	case "text":
		return p.text(n, paint, m, clip)
	}
	o, ok, err := outlineOf(n)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("element <%s> is not known", n.name)
	}
	return p.paint(o, paint, m, clip)
}

// clipped returns where may be drawn within a clip path, which lies within another.
func (p *painter) clipped(id string, m matrix, within *image.Alpha) (*image.Alpha, error) {
	path := p.ids[id]
	if path == nil || path.name != "clipPath" {
		return nil, fmt.Errorf("clip path %q is not in the drawing", id)
	}
	out := image.NewAlpha(p.picture.Bounds())
	for _, c := range path.children {
		o, ok, err := outlineOf(c)
		if err != nil || !ok {
			return nil, fmt.Errorf("clip path %q holds <%s>: %w", id, c.name, err)
		}
		t, err := transform(c.attrs["transform"])
		if err != nil {
			return nil, err
		}
		if mask, at := p.cover(flatten(o.segments, m.then(t)), within); mask != nil {
			draw.Draw(out, at, mask, mask.Rect.Min, draw.Over)
		}
	}
	return out, nil
}

// cover rasterises areas: how far each pixel is covered, and where those pixels lie. The mask is nil when none is.
func (p *painter) cover(areas []polyline, clip *image.Alpha) (*image.Alpha, image.Rectangle) {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, a := range areas {
		for _, q := range a.points {
			for k := range q {
				low[k], high[k] = math.Min(low[k], q[k]), math.Max(high[k], q[k])
			}
		}
	}
	bounds := p.picture.Bounds()
	if !(low[0] < float64(bounds.Max.X)) || !(low[1] < float64(bounds.Max.Y)) || high[0] < 0 || high[1] < 0 {
		return nil, image.Rectangle{}
	}
	at := image.Rect(int(math.Max(low[0], 0)), int(math.Max(low[1], 0)), int(math.Min(high[0], 1e6))+1,
		int(math.Min(high[1], 1e6))+1).Intersect(bounds)
	if at.Empty() {
		return nil, at
	}
	p.pen.Reset(at.Dx(), at.Dy())
	x0, y0 := float64(at.Min.X), float64(at.Min.Y)
	for _, a := range areas {
		for i, q := range a.points {
			x, y := float32(near(q[0]-x0, float64(at.Dx()))), float32(near(q[1]-y0, float64(at.Dy())))
			if i == 0 {
				p.pen.MoveTo(x, y)
			} else {
				p.pen.LineTo(x, y)
			}
		}
		p.pen.ClosePath()
	}
	mask := image.NewAlpha(at)
	p.pen.Draw(mask, at, image.Opaque, image.Point{})
	if clip != nil {
		for y := at.Min.Y; y < at.Max.Y; y++ {
			for x := at.Min.X; x < at.Max.X; x++ {
				i := mask.PixOffset(x, y)
				mask.Pix[i] = uint8(uint16(mask.Pix[i]) * uint16(clip.Pix[clip.PixOffset(x, y)]) / 255)
			}
		}
	}
	return mask, at
}

// near keeps a coordinate within some lengths of what is drawn: beyond, only its side matters.
func near(v, size float64) float64 { return math.Max(-4*size-100, math.Min(5*size+100, v)) }

func (p *painter) lay(areas []polyline, source image.Image, alpha float64, clip *image.Alpha) {
	mask, at := p.cover(areas, clip)
	if mask == nil || alpha <= 0 {
		return
	}
	if alpha < 1 {
		for i, a := range mask.Pix {
			mask.Pix[i] = uint8(float64(a)*alpha + 0.5)
		}
	}
	draw.DrawMask(p.picture, at, source, at.Min, mask, at.Min, draw.Over)
}

// paint fills and strokes an outline.
func (p *painter) paint(o *outline, paint paintStyle, m matrix, clip *image.Alpha) error {
	if !o.begun || !paint.seen() {
		return nil
	}
	lines := flatten(o.segments, m)
	if paint.fill != "none" {
		source, err := p.source(paint.fill, o, m)
		if err != nil {
			return err
		}
		p.lay(lines, source, paint.fillAlpha(), clip)
	}
	return p.line(lines, paint, m, clip)
}

func (p *painter) line(lines []polyline, paint paintStyle, m matrix, clip *image.Alpha) error {
	if paint.stroke == "none" || paint.width <= 0 {
		return nil
	}
	source, err := p.source(paint.stroke, nil, m)
	if err != nil {
		return err
	}
	scale := m.scale()
	if len(paint.dash) > 0 {
		dash := make([]float64, len(paint.dash))
		for i, d := range paint.dash {
			dash[i] = d * scale
		}
		lines = dashed(lines, dash, paint.offset*scale)
	}
	p.lay(stroked(lines, paint.width*scale, paint.end), source, paint.strokeAlpha(), clip)
	return nil
}

// source is what is painted with: a colour or, for a fill, a gradient.
func (p *painter) source(value string, o *outline, m matrix) (image.Image, error) {
	id := reference(value)
	if id == "" {
		c, err := colorOf(value)
		return image.NewUniform(color.RGBA{c.R, c.G, c.B, 255}), err
	}
	g := p.ids[id]
	if g == nil || g.name != "linearGradient" || o == nil {
		return nil, fmt.Errorf("gradient %q is not in the drawing", id)
	}
	s, err := stopsOf(g)
	if err != nil {
		return nil, err
	}
	x1, y1, x2, y2 := ends(g, o)
	back, _ := m.inverse()
	return &gradient{s, p.paper, back, x1, y1, x2 - x1, y2 - y1}, nil
}

// gradient is a linear gradient as an endless picture. What is transparent is mixed with the paper, as in a PDF.
type gradient struct {
	stops        stops
	paper        Color
	back         matrix
	x, y, dx, dy float64
}

func (w *gradient) ColorModel() color.Model { return color.RGBAModel }
func (w *gradient) Bounds() image.Rectangle { return image.Rect(-1e9, -1e9, 1e9, 1e9) }
func (w *gradient) At(x, y int) color.Color {
	q := w.back.apply(float64(x)+0.5, float64(y)+0.5)
	t := 1.0
	if length := w.dx*w.dx + w.dy*w.dy; length > 0 {
		t = math.Max(0, math.Min(1, ((q[0]-w.x)*w.dx+(q[1]-w.y)*w.dy)/length))
	}
	c := w.stops.at(t, 1, w.paper)
	return color.RGBA{c.R, c.G, c.B, 255}
}

// text draws a text element from the outlines of its letters.
func (p *painter) text(n *node, paint paintStyle, m matrix, clip *image.Alpha) error {
	var words strings.Builder
	for _, c := range n.children {
		if c.name != "" {
			return fmt.Errorf("element <%s> in a text is not known", c.name)
		}
		words.WriteString(c.text)
	}
	g := p.faces[paint.face()]
	s := g.drawable(strings.TrimSpace(words.String()))
	spacing := n.number("letter-spacing", 0)
	x, y := n.number("x", 0), n.number("y", 0)+paint.baseline()*paint.size
	width := g.measure(s)*paint.size + spacing*float64(len([]rune(s)))
	switch paint.anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	var letters []polyline
	for _, c := range s {
		path, err := g.outline(c)
		if err != nil {
			return err
		}
		letters = append(letters, flatten(path, m.then(matrix{paint.size, 0, 0, paint.size, x, y}))...)
		x += max(0, g.width(c))*paint.size + spacing
	}
	for i := range letters {
		letters[i].closed = true
	}
	if err := p.line(letters, paint, m, clip); err != nil { // the halo, below
		return err
	}
	if paint.fill == "none" {
		return nil
	}
	source, err := p.source(paint.fill, nil, m)
	if err != nil {
		return err
	}
	p.lay(letters, source, paint.fillAlpha(), clip)
	return nil
}

// outline returns the outline of a letter, in ems, downwards from the baseline.
func (g *glyphs) outline(c rune) ([]segment, error) {
	const em = 1024
	i, err := g.font.GlyphIndex(&g.buffer, c)
	if err != nil {
		return nil, fmt.Errorf("letter %q: %w", c, err)
	}
	loaded, err := g.font.LoadGlyph(&g.buffer, i, fixed.I(em), nil)
	if err != nil {
		return nil, fmt.Errorf("letter %q: %w", c, err)
	}
	o := &outline{}
	at := func(q fixed.Point26_6) (float64, float64) { return float64(q.X) / 64 / em, float64(q.Y) / 64 / em }
	for _, s := range loaded {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			o.move(x, y)
		case sfnt.SegmentOpLineTo:
			o.line(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			o.quadratic(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			o.cubic(x, y, x1, y1, x2, y2)
		}
	}
	return o.segments, nil
}
