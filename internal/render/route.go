package render

import (
	"math"
	"sort"
	"strings"

	"sightline/timeline/analysis"
)

// route is all inferred movement from one place to another.
type route struct {
	from, to *Place
	legs     int
	exact    int  // legs with both ends at exact positions
	rash     bool // faster than can be believed: no movement, but a contradiction between records
}

// tally counts the legs that are not drawn, by reason.
type tally struct {
	gaps, near, frames, unseen int
	outside                    int // one end is not drawn
}

const mostRoutes = 100 // more lines than this hide each other and the map

// routesOf gathers legs by the places they join, most travelled last. It leaves out legs over gaps,
// where nobody knows where the subject went; legs whose ends may be the same spot, because both positions are imprecise;
// and legs between frames. Legs too fast to be believed are routes of their own.
func routesOf(legs []analysis.Leg, places []*Place) ([]*route, tally) {
	at := map[string]*Place{}
	for _, p := range places {
		for _, id := range p.IDs {
			at[id] = p
		}
	}
	var left tally
	type key struct {
		from, to *Place
		rash     bool
	}
	joined := map[key]*route{}
	var out []*route
	for _, leg := range legs {
		from, to := at[leg.From], at[leg.To]
		switch {
		case from == nil && to == nil:
			continue
		case leg.Gap:
			left.gaps++
			continue
		case from == nil || to == nil:
			left.outside++
			continue
		case from == to:
			continue
		case leg.Speed <= 0:
			left.near++
			continue
		case from.frame != to.frame:
			left.frames++
			continue
		}
		k := key{from, to, rash(leg)}
		if back := (key{to, from, true}); k.rash && joined[back] != nil { // a contradiction has no direction
			k = back
		}
		r := joined[k]
		if r == nil {
			r = &route{from: from, to: to, rash: k.rash}
			joined[k] = r
			out = append(out, r)
		}
		r.legs++
		if leg.Exact {
			r.exact++
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].legs < out[j].legs })
	if drop := len(out) - mostRoutes; drop > 0 {
		for _, r := range out[:drop] {
			left.unseen += r.legs
		}
		out = out[drop:]
	}
	return out, left
}

// rash reports whether a leg is faster than a vehicle, or for the person's own track an airliner, is believed to go.
func rash(leg analysis.Leg) bool {
	rule := analysis.DefaultParameters().Speed
	if leg.Track == "" {
		return leg.Speed > rule.Person
	}
	return leg.Speed > rule.Review
}

// draw draws a route as a dashed arc, bowed to the right of its direction so that there and back are two lines, with an
// arrow head at its middle. Dots instead of dashes say that no leg of it joins exact positions. One too fast to be
// believed is a fine line with a cross. It returns the boxes labels should keep off.
func (r *route) draw(w *svgWriter, ink string) []rect {
	dx, dy := r.to.x-r.from.x, r.to.y-r.from.y
	length := math.Hypot(dx, dy)
	const clear = 6.0 // px left free at each end
	if length < 2*clear+6 {
		return nil
	}
	ux, uy := dx/length, dy/length
	bow := math.Min(0.1*length, 26)
	cx, cy := (r.from.x+r.to.x)/2-uy*bow*2, (r.from.y+r.to.y)/2+ux*bow*2
	x0, y0 := toward(r.from.x, r.from.y, cx, cy, clear)
	x1, y1 := toward(r.to.x, r.to.y, cx, cy, clear)
	dash, opacity := "6 3.5", 0.9
	if r.exact == 0 {
		dash, opacity = "1.2 3.6", 0.8
	}
	width := 1 + 0.7*math.Log10(float64(r.legs))
	if r.rash {
		dash, width = "1 2.5", 0.7
	}
	var d strings.Builder
	d.WriteByte('M')
	writePair(&d, x0, y0)
	d.WriteByte('Q')
	writePair(&d, cx, cy)
	d.WriteByte(' ')
	writePair(&d, x1, y1)
	w.leaf("path", "d", d.String(), "fill", "none", "stroke", ink, "stroke-width", width, "stroke-dasharray", dash,
		"stroke-linecap", "round", "opacity", opacity)
	mx, my := (x0+2*cx+x1)/4, (y0+2*cy+y1)/4
	if r.rash {
		strike(w, mx, my, ink)
	} else {
		arrow(w, mx, my, ux, uy, 3.2+width, ink)
	}
	keep := []rect{{mx - 5, my - 5, mx + 5, my + 5}}
	for n, k := int(length/12), 1; k < n; k++ {
		t := float64(k) / float64(n)
		u := 1 - t
		x, y := u*u*x0+2*u*t*cx+t*t*x1, u*u*y0+2*u*t*cy+t*t*y1
		keep = append(keep, rect{x - 1, y - 1, x + 1, y + 1})
	}
	return keep
}

// strike draws a cross at a point.
func strike(w *svgWriter, x, y float64, ink string) {
	const r = 3.2
	d := "M" + number(x-r) + "," + number(y-r) + "L" + number(x+r) + "," + number(y+r) + "M" + number(x-r) + "," + number(y+r) + "L" +
		number(x+r) + "," + number(y-r)
	w.leaf("path", "d", d, "fill", "none", "stroke", ink, "stroke-width", 1.3)
}

// toward returns the point at a distance from (x, y) on the way to (tx, ty).
func toward(x, y, tx, ty, distance float64) (float64, float64) {
	length := math.Hypot(tx-x, ty-y)
	if length == 0 {
		return x, y
	}
	return x + (tx-x)/length*distance, y + (ty-y)/length*distance
}

// arrow draws a head of a size at a point, in the direction of a unit vector.
func arrow(w *svgWriter, x, y, ux, uy, size float64, ink string) {
	var d strings.Builder
	d.WriteByte('M')
	writePair(&d, x+ux*size, y+uy*size)
	d.WriteByte('L')
	writePair(&d, x-ux*size*0.8-uy*size*0.75, y-uy*size*0.8+ux*size*0.75)
	d.WriteByte('L')
	writePair(&d, x-ux*size*0.8+uy*size*0.75, y-uy*size*0.8-ux*size*0.75)
	d.WriteByte('Z')
	w.leaf("path", "d", d.String(), "fill", ink)
}
