package render

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"sightline/internal/atlas"
)

// BaseMap is what a travel map is drawn on. *atlas.Atlas is one.
type BaseMap interface {
	States() []atlas.Outline
	Counties() []atlas.Outline
	Countries() []atlas.Outline
	// Cities returns the cities of at least minPopulation in a bound, whose longitudes are within -180 to 180.
	Cities(bound orb.Bound, minPopulation int) []atlas.City
	// Named returns the city that names a spot.
	Named(p orb.Point) (atlas.City, bool)
	// Err returns why the answers of the others may be incomplete, nil when they are not.
	Err() error
}

const (
	sizeCity    = 9.5
	sizeRegion  = 11.0
	countySpan  = 1_100_000.0 // metres; counties are drawn on maps narrower than this
	countyNamed = 260_000.0   // metres; and named on maps narrower than this
)

// ground draws land, borders and counties of a frame.
func (f frame) ground(w *svgWriter, base BaseMap) {
	w.leaf("rect", "x", f.box.x0, "y", f.box.y0, "width", f.box.width(), "height", f.box.height(), "fill", w.inks.water)
	for _, o := range base.Countries() {
		f.area(w, o, "fill", w.inks.abroad, "stroke", w.inks.county, "stroke-width", 0.6)
	}
	for _, o := range base.States() {
		f.area(w, o, "fill", w.inks.land)
	}
	if f.span() < countySpan {
		for _, o := range base.Counties() {
			f.area(w, o, "fill", "none", "stroke", w.inks.county, "stroke-width", 0.6, "stroke-linejoin", "round")
		}
	}
	for _, o := range base.States() {
		f.area(w, o, "fill", "none", "stroke", w.inks.state, "stroke-width", 0.8, "stroke-linejoin", "round")
	}
}

// area draws the part of an outline that the frame shows.
func (f frame) area(w *svgWriter, o atlas.Outline, attrs ...any) {
	if len(f.unrolled(o.Bound)) == 0 {
		return
	}
	var d strings.Builder
	for _, polygon := range o.Geometry {
		f.polygon(&d, polygon)
	}
	if d.Len() > 0 {
		w.leaf("path", append([]any{"d", d.String()}, attrs...)...)
	}
}

// polygon adds the rings of a polygon to path data.
func (f frame) polygon(d *strings.Builder, polygon orb.Polygon) {
	for _, by := range f.unrolled(polygon.Bound()) {
		for _, ring := range polygon {
			f.ring(d, ring, by)
		}
	}
}

// ring adds one ring, moved by degrees of longitude into the frame's view, to path data.
func (f frame) ring(d *strings.Builder, ring orb.Ring, by float64) {
	moved := ring
	if by != 0 {
		moved = ring.Clone()
		for i := range moved {
			moved[i][0] += by
		}
	}
	if b := moved.Bound(); b.Min[0] < f.lonLat.Min[0] || b.Max[0] > f.lonLat.Max[0] || b.Min[1] < f.lonLat.Min[1] ||
		b.Max[1] > f.lonLat.Max[1] {
		moved = clip.Ring(f.lonLat, moved.Clone())
	}
	if len(moved) < 4 {
		return
	}
	line := make(orb.LineString, 0, len(moved))
	for i, p := range moved {
		if i > 0 {
			line = f.dense(line, moved[i-1], p)
		}
		line = f.append(line, p)
	}
	// A tenth of a pixel is finer than print; rings that then have no area are smaller than a dot.
	line = simplify.DouglasPeucker(0.15).LineString(line)
	if len(line) < 4 {
		return
	}
	for i, p := range line {
		d.WriteByte("ML"[min(i, 1)])
		writePair(d, p[0], p[1])
	}
	d.WriteByte('Z')
}

// dense adds points between two neighbours that are far apart, so that a border along a parallel is drawn as its curve.
func (f frame) dense(line orb.LineString, a, b orb.Point) orb.LineString {
	const step = 1.0 // degrees
	n := int(math.Max(math.Abs(b[0]-a[0]), math.Abs(b[1]-a[1])) / step)
	for k := 1; k <= n; k++ {
		t := float64(k) / float64(n+1)
		line = f.append(line, orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
	}
	return line
}

func (f frame) append(line orb.LineString, p orb.Point) orb.LineString {
	e, n, ok := f.proj.forward(p)
	if !ok {
		return line
	}
	x, y := f.place(e, n)
	return append(line, orb.Point{x, y})
}

// writePair writes a coordinate pair of path data to a tenth of a pixel.
func writePair(d *strings.Builder, x, y float64) {
	var buf [48]byte
	b := strconv.AppendFloat(buf[:0], math.Round(x*10)/10+0, 'f', -1, 64)
	b = append(b, ',')
	b = strconv.AppendFloat(b, math.Round(y*10)/10+0, 'f', -1, 64)
	d.Write(b)
}

// regions names the states, and on close maps the counties, where their names have room.
func (f frame) regions(w *svgWriter, base BaseMap, p *labelPlacer) {
	outlines, name := base.States(), func(o atlas.Outline) string { return o.State }
	if f.span() < countyNamed {
		outlines, name = base.Counties(), func(o atlas.Outline) string { return o.Name }
	}
	for _, o := range outlines {
		if len(f.unrolled(o.Bound)) == 0 {
			continue
		}
		text := name(o)
		width, height := p.ruler.Width(text, sizeRegion, false)+2, sizeRegion
		x, y, ok := f.middle(o, width)
		box := rect{x - width/2, y - height/2, x + width/2, y + height/2}
		if !ok || !box.within(p.bounds) || p.blocked(box) || p.covered(box) > 0 {
			continue
		}
		p.take(box)
		w.words("text", text, "x", x, "y", y+sizeRegion*0.36, "text-anchor", "middle", "font-size", sizeRegion,
			"fill", w.inks.region, "letter-spacing", 0.5)
	}
}

// middle returns the pixel at the middle of the largest part of an outline, if a name of the given width lies inside it.
func (f frame) middle(o atlas.Outline, width float64) (x, y float64, ok bool) {
	var largest orb.Polygon
	area := 0.0
	for _, polygon := range o.Geometry {
		if a := math.Abs(planar.Area(polygon[0])); a > area {
			largest, area = polygon, a
		}
	}
	if largest == nil {
		return 0, 0, false
	}
	center, _ := planar.CentroidArea(largest)
	x, y, inside := f.pixel(center)
	if !inside {
		return 0, 0, false
	}
	for _, by := range []float64{-width/2 - 3, 0, width/2 + 3} {
		p := f.under(x+by, y)
		p[0] = math.Remainder(p[0], 360)
		if !planar.PolygonContains(largest, p) {
			return 0, 0, false
		}
	}
	return x, y, true
}

// cityBounds returns what the frame shows as bounds with longitudes within -180 to 180.
func (f frame) cityBounds() []orb.Bound {
	var bounds []orb.Bound
	for _, by := range []float64{-360, 0, 360} {
		b := orb.Bound{Min: orb.Point{f.lonLat.Min[0] + by, f.lonLat.Min[1]}, Max: orb.Point{f.lonLat.Max[0] + by, f.lonLat.Max[1]}}
		b.Min[0], b.Max[0] = math.Max(b.Min[0], -180), math.Min(b.Max[0], 180)
		if b.Min[0] < b.Max[0] {
			bounds = append(bounds, b)
		}
	}
	return bounds
}

// cities names the largest cities that have room and lie well apart, but those already named ("Tulsa, OK").
func (f frame) cities(w *svgWriter, base BaseMap, p *labelPlacer, most int, named map[string]bool) {
	least := 0
	switch span := f.span(); {
	case span > 2_500_000:
		least = 250_000
	case span > 900_000:
		least = 80_000
	case span > 300_000:
		least = 20_000
	case span > 80_000:
		least = 4_000
	}
	var found []atlas.City
	for _, b := range f.cityBounds() {
		found = append(found, base.Cities(b, least)...)
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Population > found[j].Population })
	var set []orb.Point
	for _, c := range found {
		if len(set) == most {
			return
		}
		x, y, inside := f.pixel(c.Point)
		at := rect{x - 2.5, y - 2.5, x + 2.5, y + 2.5}
		if named[c.Name+", "+c.State] || !inside || p.blocked(at) || p.covered(at) > 0 || crowded(set, x, y) {
			continue
		}
		width := p.ruler.Width(c.Name, sizeCity, false)
		box, _, ok := p.room(x, y, width, sizeCity+1, []float64{4}, 0.15)
		if !ok {
			continue
		}
		p.take(box)
		p.take(at)
		set = append(set, orb.Point{x, y})
		w.leaf("circle", "cx", x, "cy", y, "r", 1.3, "fill", w.inks.city)
		halo(w, c.Name, box.x0, box.y1-2.2, sizeCity, w.inks.city, false)
	}
}

// crowded reports whether a city would stand too near one already named.
func crowded(set []orb.Point, x, y float64) bool {
	for _, p := range set {
		if math.Hypot(p[0]-x, p[1]-y) < 34 {
			return true
		}
	}
	return false
}

// halo writes text with a light rim, so that it can be read across lines.
func halo(w *svgWriter, text string, x, y, size float64, ink string, bold bool) {
	w.open("text", "x", x, "y", y, "font-size", size, "fill", ink, "stroke", w.inks.land, "stroke-width", 2.6,
		"stroke-linejoin", "round", "paint-order", "stroke")
	if bold {
		w.attr("font-weight", "bold")
	}
	w.text(text)
	w.close()
}
