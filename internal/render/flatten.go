package render

import "math"

// polyline is a flattened part of a path, in pixels.
type polyline struct {
	points [][2]float64
	closed bool
}

func (m matrix) apply(x, y float64) [2]float64 {
	return [2]float64{m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f}
}

// scale is how many times longer lines become.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// flatten returns a path as straight lines in pixels, curves within a tenth of a pixel or so.
func flatten(path []segment, m matrix) []polyline {
	var out []polyline
	var now polyline
	end := func() {
		if len(now.points) > 0 {
			out = append(out, now)
		}
		now = polyline{}
	}
	for _, s := range path {
		p := s.points
		switch s.op {
		case moveTo:
			end()
			now.points = append(now.points, m.apply(p[0], p[1]))
		case lineTo:
			now.points = append(now.points, m.apply(p[0], p[1]))
		case cubicTo:
			if len(now.points) == 0 {
				continue
			}
			now.points = curve(now.points, m.apply(p[0], p[1]), m.apply(p[2], p[3]), m.apply(p[4], p[5]))
		case closePath:
			if len(now.points) > 0 {
				first := now.points[0]
				now.closed = true
				end()
				now.points = [][2]float64{first} // where the next part begins if it does not move
			}
		}
	}
	if len(now.points) > 1 || len(out) == 0 {
		end()
	}
	return out
}

func curve(points [][2]float64, b, c, d [2]float64) [][2]float64 {
	a := points[len(points)-1]
	length := math.Hypot(b[0]-a[0], b[1]-a[1]) + math.Hypot(c[0]-b[0], c[1]-b[1]) + math.Hypot(d[0]-c[0], d[1]-c[1])
	steps := int(math.Min(64, math.Max(3, 1.4*math.Sqrt(length))))
	for i := 1; i <= steps; i++ {
		t := float64(i) / float64(steps)
		u := 1 - t
		var p [2]float64
		for k := range p {
			p[k] = u*u*u*a[k] + 3*u*u*t*b[k] + 3*u*t*t*c[k] + t*t*t*d[k]
		}
		points = append(points, p)
	}
	return points
}

// dashed cuts lines into dashes. Lengths are pixels; they are added up along each line.
func dashed(lines []polyline, dash []float64, offset float64) []polyline {
	total := 0.0
	for _, d := range dash {
		total += d
	}
	if total <= 0.05 {
		return lines
	}
	if len(dash)%2 == 1 {
		dash = append(append([]float64{}, dash...), dash...)
		total *= 2
	}
	var out []polyline
	for _, l := range lines {
		if l.closed {
			l.points = append(append([][2]float64{}, l.points...), l.points[0])
		}
		at, left := 0, math.Mod(offset, total)
		for left >= dash[at] {
			left -= dash[at]
			at = (at + 1) % len(dash)
		}
		left = dash[at] - left
		now := [][2]float64{l.points[0]}
		for i := 1; i < len(l.points); i++ {
			from, to := l.points[i-1], l.points[i]
			for {
				length := math.Hypot(to[0]-from[0], to[1]-from[1])
				if length <= left {
					left -= length
					now = append(now, to)
					break
				}
				t := left / length
				from = [2]float64{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])}
				if at%2 == 0 {
					out = append(out, polyline{points: append(now, from)})
				}
				now = [][2]float64{from}
				at = (at + 1) % len(dash)
				left = math.Max(dash[at], 0.01)
			}
		}
		if at%2 == 0 && len(now) > 1 {
			out = append(out, polyline{points: now})
		}
	}
	return out
}

// stroked returns the areas that a pen of a width covers, all turning the same way round. Corners are round.
func stroked(lines []polyline, width float64, end string) []polyline {
	var out []polyline
	half := width / 2
	for _, l := range lines {
		n := len(l.points)
		if l.closed {
			l.points = append(append([][2]float64{}, l.points...), l.points[0])
			n++
		}
		for i := 1; i < n; i++ {
			a, b := l.points[i-1], l.points[i]
			length := math.Hypot(b[0]-a[0], b[1]-a[1])
			if length == 0 {
				continue
			}
			ux, uy := (b[0]-a[0])/length*half, (b[1]-a[1])/length*half
			if end == "square" && !l.closed {
				if i == 1 {
					a = [2]float64{a[0] - ux, a[1] - uy}
				}
				if i == n-1 {
					b = [2]float64{b[0] + ux, b[1] + uy}
				}
			}
			out = append(out, polyline{points: [][2]float64{{a[0] + uy, a[1] - ux}, {b[0] + uy, b[1] - ux}, {b[0] - uy, b[1] + ux},
				{a[0] - uy, a[1] + ux}}, closed: true})
			inner := i < n-1 || l.closed
			if width > 0.8 && (inner || end == "round") {
				out = append(out, disc(l.points[i], half))
			}
			if i == 1 && end == "round" && !l.closed {
				out = append(out, disc(a, half))
			}
		}
	}
	return out
}

func disc(at [2]float64, r float64) polyline {
	steps := int(math.Min(48, math.Max(8, 6*math.Sqrt(r))))
	p := polyline{closed: true}
	for i := range steps {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(steps))
		p.points = append(p.points, [2]float64{at[0] + r*cos, at[1] + r*sin})
	}
	return p
}
