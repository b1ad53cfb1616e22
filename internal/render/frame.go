package render

import (
	"math"

	"github.com/paulmach/orb"
)

// rect is a rectangle in pixels, y downward.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) width() float64  { return r.x1 - r.x0 }
func (r rect) height() float64 { return r.y1 - r.y0 }

func (r rect) inset(d float64) rect { return rect{r.x0 + d, r.y0 + d, r.x1 - d, r.y1 - d} }

func (r rect) holds(x, y float64) bool { return x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1 }

func (r rect) overlaps(o rect) bool { return r.x0 < o.x1 && o.x0 < r.x1 && r.y0 < o.y1 && o.y0 < r.y1 }

func (r rect) within(o rect) bool {
	return r.x0 >= o.x0 && r.y0 >= o.y0 && r.x1 <= o.x1 && r.y1 <= o.y1
}

// area of the part of r that o covers.
func (r rect) shared(o rect) float64 {
	w := math.Min(r.x1, o.x1) - math.Max(r.x0, o.x0)
	h := math.Min(r.y1, o.y1) - math.Max(r.y0, o.y0)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// viewPoint is something to show: a position and the radius in metres around it that should be seen too.
type viewPoint struct {
	at     orb.Point
	radius float64
}

// frame is one window of a map: a box on the sheet and the ground it shows.
type frame struct {
	box      rect
	proj     projection
	scale    float64 // pixels per metre at the centre of the projection
	ox, oy   float64 // metres east and north of the projection's centre that lie at the middle of the box
	lonLat   orb.Bound
	centered float64 // longitude about which lonLat is unrolled
}

// newFrame fits spots into a box with a margin in pixels. The ground shown is at least span metres wide.
func newFrame(box rect, spots []viewPoint, margin float64, span float64) frame {
	points := make([]orb.Point, len(spots))
	for i, s := range spots {
		points[i] = s.at
	}
	f := frame{box: box, proj: newProjection(mean(points))}
	// The middle of the points is not the middle of their extent: fit, move the centre there, and fit again.
	for range 2 {
		x0, y0, x1, y1 := f.proj.extent(spots)
		f.proj = newProjection(f.proj.inverse((x0+x1)/2, (y0+y1)/2))
	}
	x0, y0, x1, y1 := f.proj.extent(spots)
	f.ox, f.oy = (x0+x1)/2, (y0+y1)/2
	inner := box.inset(margin)
	f.scale = math.Min(inner.width()/math.Max(x1-x0, span), inner.height()/math.Max(y1-y0, span*inner.height()/inner.width()))
	f.unroll()
	return f
}

// extent returns the metres east and north that spots reach.
func (p projection) extent(spots []viewPoint) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range spots {
		x, y, ok := p.forward(s.at)
		if !ok {
			continue
		}
		x0, x1 = math.Min(x0, x-s.radius), math.Max(x1, x+s.radius)
		y0, y1 = math.Min(y0, y-s.radius), math.Max(y1, y+s.radius)
	}
	if x0 > x1 {
		return 0, 0, 0, 0
	}
	return x0, y0, x1, y1
}

// pixel returns where a position falls on the sheet, and whether that is inside the frame.
func (f frame) pixel(at orb.Point) (x, y float64, inside bool) {
	e, n, ok := f.proj.forward(at)
	if !ok {
		return 0, 0, false
	}
	x, y = f.place(e, n)
	return x, y, f.box.holds(x, y)
}

func (f frame) place(e, n float64) (x, y float64) {
	return (f.box.x0+f.box.x1)/2 + (e-f.ox)*f.scale, (f.box.y0+f.box.y1)/2 - (n-f.oy)*f.scale
}

// under returns the position under a pixel.
func (f frame) under(x, y float64) orb.Point {
	return f.proj.inverse(f.ox+(x-(f.box.x0+f.box.x1)/2)/f.scale, f.oy-(y-(f.box.y0+f.box.y1)/2)/f.scale)
}

// span is the width of the ground shown, in metres.
func (f frame) span() float64 { return f.box.width() / f.scale }

// unroll finds the longitudes and latitudes the frame shows, a little more than less. Longitudes are counted on from
// the projection's centre, so the bound may pass 180.
func (f *frame) unroll() {
	f.centered = f.proj.center[0]
	const steps = 32
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for i := range steps + 1 {
		for j := range steps + 1 {
			p := f.under(f.box.x0+f.box.width()*float64(i)/steps, f.box.y0+f.box.height()*float64(j)/steps)
			b = b.Extend(p)
		}
	}
	for _, pole := range []float64{-90, 90} {
		if _, _, inside := f.pixel(orb.Point{0, pole}); inside {
			b = b.Extend(orb.Point{f.centered - 180, pole}).Extend(orb.Point{f.centered + 180, pole})
		}
	}
	pad := 0.02*(b.Max[1]-b.Min[1]) + 0.01
	b.Min[0], b.Max[0] = math.Max(b.Min[0]-pad*2, f.centered-180), math.Min(b.Max[0]+pad*2, f.centered+180)
	b.Min[1], b.Max[1] = math.Max(b.Min[1]-pad, -90), math.Min(b.Max[1]+pad, 90)
	f.lonLat = b
}

// unrolled returns the shifts in degrees of longitude that bring something with a bound into the frame's view.
func (f frame) unrolled(b orb.Bound) []float64 {
	var shifts []float64
	for _, by := range []float64{-360, 0, 360} {
		moved := orb.Bound{Min: orb.Point{b.Min[0] + by, b.Min[1]}, Max: orb.Point{b.Max[0] + by, b.Max[1]}}
		if moved.Intersects(f.lonLat) {
			shifts = append(shifts, by)
		}
	}
	return shifts
}
