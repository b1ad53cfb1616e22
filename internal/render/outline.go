package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// outline is a path, in the coordinates it was given in: as PDF operators, and as segments.
type outline struct {
	b        strings.Builder
	segments []segment
	x, y     float64 // where it has come to
	sx, sy   float64 // where the part began
	cx, cy   float64 // last control point
	last     byte    // last command, upper-case
	smallest [2]float64
	largest  [2]float64
	begun    bool
}

// segment is one part of a path: where it goes, after its control points.
type segment struct {
	op     byte
	points [6]float64
}

const (
	moveTo byte = iota
	lineTo
	cubicTo
	closePath
)

func (o *outline) reach(x, y float64) {
	if !o.begun {
		o.smallest, o.largest, o.begun = [2]float64{x, y}, [2]float64{x, y}, true
	}
	o.smallest = [2]float64{math.Min(o.smallest[0], x), math.Min(o.smallest[1], y)}
	o.largest = [2]float64{math.Max(o.largest[0], x), math.Max(o.largest[1], y)}
}

func (o *outline) op(name string, v ...float64) {
	for _, x := range v {
		o.b.WriteString(coordinate(x))
		o.b.WriteByte(' ')
	}
	o.b.WriteString(name)
	o.b.WriteByte('\n')
}

// coordinate writes a number with three decimals at most: PDF knows no exponents.
func coordinate(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

func (o *outline) move(x, y float64) {
	o.op("m", x, y)
	o.segments = append(o.segments, segment{op: moveTo, points: [6]float64{x, y}})
	o.x, o.y, o.sx, o.sy, o.cx, o.cy = x, y, x, y, x, y
	o.reach(x, y)
}

func (o *outline) line(x, y float64) {
	o.op("l", x, y)
	o.segments = append(o.segments, segment{op: lineTo, points: [6]float64{x, y}})
	o.x, o.y, o.cx, o.cy = x, y, x, y
	o.reach(x, y)
}

func (o *outline) cubic(x1, y1, x2, y2, x, y float64) {
	o.op("c", x1, y1, x2, y2, x, y)
	o.segments = append(o.segments, segment{op: cubicTo, points: [6]float64{x1, y1, x2, y2, x, y}})
	o.reach(x1, y1)
	o.reach(x2, y2)
	o.x, o.y, o.cx, o.cy = x, y, x2, y2
	o.reach(x, y)
}

func (o *outline) quadratic(x1, y1, x, y float64) {
	o.cubic(o.x+2.0/3*(x1-o.x), o.y+2.0/3*(y1-o.y), x+2.0/3*(x1-x), y+2.0/3*(y1-y), x, y)
	o.cx, o.cy = x1, y1
}

func (o *outline) end() {
	o.op("h")
	o.segments = append(o.segments, segment{op: closePath})
	o.x, o.y, o.cx, o.cy = o.sx, o.sy, o.sx, o.sy
}

// arc draws an SVG elliptical arc as cubic curves (SVG 1.1, appendix F.6).
func (o *outline) arc(rx, ry, rotation float64, large, sweep bool, x, y float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || x == o.x && y == o.y {
		o.line(x, y)
		return
	}
	sin, cos := math.Sincos(rotation * math.Pi / 180)
	dx, dy := (o.x-x)/2, (o.y-y)/2
	px, py := cos*dx+sin*dy, cos*dy-sin*dx
	if l := px*px/(rx*rx) + py*py/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	k := math.Sqrt(math.Max(0, (rx*rx*ry*ry-rx*rx*py*py-ry*ry*px*px)/(rx*rx*py*py+ry*ry*px*px)))
	if large == sweep {
		k = -k
	}
	qx, qy := k*rx*py/ry, -k*ry*px/rx
	mx, my := cos*qx-sin*qy+(o.x+x)/2, sin*qx+cos*qy+(o.y+y)/2
	from := math.Atan2((py-qy)/ry, (px-qx)/rx)
	turn := math.Atan2((-py-qy)/ry, (-px-qx)/rx) - from
	if sweep && turn < 0 {
		turn += 2 * math.Pi
	} else if !sweep && turn > 0 {
		turn -= 2 * math.Pi
	}
	steps := int(math.Ceil(math.Abs(turn)/(math.Pi/2) - 1e-9))
	step := turn / float64(max(1, steps))
	handle := 4.0 / 3 * math.Tan(step/4)
	at := func(ex, ey float64) (float64, float64) {
		return mx + cos*rx*ex - sin*ry*ey, my + sin*rx*ex + cos*ry*ey
	}
	for i := range steps {
		a := from + float64(i)*step
		s1, c1 := math.Sincos(a)
		s2, c2 := math.Sincos(a + step)
		x1, y1 := at(c1-handle*s1, s1+handle*c1)
		x2, y2 := at(c2+handle*s2, s2-handle*c2)
		ex, ey := at(c2, s2)
		o.cubic(x1, y1, x2, y2, ex, ey)
	}
}

func (o *outline) rect(x, y, w, h, rx, ry float64) {
	rx, ry = math.Min(rx, w/2), math.Min(ry, h/2)
	if rx <= 0 || ry <= 0 {
		o.op("re", x, y, w, h)
		o.segments = append(o.segments, segment{op: moveTo, points: [6]float64{x, y}}, segment{op: lineTo, points: [6]float64{x + w, y}},
			segment{op: lineTo, points: [6]float64{x + w, y + h}}, segment{op: lineTo, points: [6]float64{x, y + h}},
			segment{op: closePath})
		o.reach(x, y)
		o.reach(x+w, y+h)
		return
	}
	o.move(x+rx, y)
	o.line(x+w-rx, y)
	o.arc(rx, ry, 0, false, true, x+w, y+ry)
	o.line(x+w, y+h-ry)
	o.arc(rx, ry, 0, false, true, x+w-rx, y+h)
	o.line(x+rx, y+h)
	o.arc(rx, ry, 0, false, true, x, y+h-ry)
	o.line(x, y+ry)
	o.arc(rx, ry, 0, false, true, x+rx, y)
	o.end()
}

func (o *outline) ellipse(cx, cy, rx, ry float64) {
	if rx <= 0 || ry <= 0 {
		return
	}
	o.move(cx+rx, cy)
	o.arc(rx, ry, 0, false, true, cx-rx, cy)
	o.arc(rx, ry, 0, false, true, cx+rx, cy)
	o.end()
}

// outlineOf returns the outline of a shape; ok is false when the element is none.
func outlineOf(n *node) (o *outline, ok bool, err error) {
	o = &outline{}
	switch n.name {
	case "path":
		return o, true, o.path(n.attrs["d"])
	case "rect":
		rx := n.number("rx", n.number("ry", 0))
		o.rect(n.number("x", 0), n.number("y", 0), n.number("width", 0), n.number("height", 0), rx, n.number("ry", rx))
	case "circle":
		r := n.number("r", 0)
		o.ellipse(n.number("cx", 0), n.number("cy", 0), r, r)
	case "ellipse":
		o.ellipse(n.number("cx", 0), n.number("cy", 0), n.number("rx", 0), n.number("ry", 0))
	case "line":
		o.move(n.number("x1", 0), n.number("y1", 0))
		o.line(n.number("x2", 0), n.number("y2", 0))
	case "polyline", "polygon":
		points := numbers(n.attrs["points"])
		for i := 0; i+1 < len(points); i += 2 {
			if i == 0 {
				o.move(points[0], points[1])
			} else {
				o.line(points[i], points[i+1])
			}
		}
		if n.name == "polygon" && len(points) > 1 {
			o.end()
		}
	default:
		return o, false, nil
	}
	return o, true, nil
}

// path reads the data of an SVG path.
func (o *outline) path(d string) error {
	s := pathScanner{text: d}
	for {
		command, more := s.command(o.last)
		if !more {
			break
		}
		if err := o.segment(command, &s); err != nil {
			return fmt.Errorf("path %.40q: %w", d, err)
		}
	}
	return s.err
}
