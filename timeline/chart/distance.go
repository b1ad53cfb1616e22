package chart

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// plotHeight is the height of the plane of distances, px.
func (r resolved) plotHeight() int {
	if r.Static {
		return 240
	}
	return 178
}

// Distance draws how far from its base the subject was over time. The base is the likely base with most nights, else the
// place with most sightings, else the first sighting. A sighting is a mark with the whole of its uncertainty as a whisker;
// between two of one track a band holds all that the speed rule leaves, and a dashed line leads from one to the other.
// Nothing is drawn across a gap. Where sightings are too many to tell apart, cells of the plane are the stronger the more
// of them they hold. Distances are whole metres. Errors as for Timeline.
func Distance(d timeline.Dossier, f analysis.Findings, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err == nil {
		err = r.see(d)
	}
	if err != nil {
		return nil, err
	}
	meta := Meta{Kind: "distance", Zone: r.display.Zone(), Axis: r.axisWords(), Lanes: []Lane{}}
	base, any := baseOf(d, f)
	var tracks [][]distancePoint
	e := noEnds
	if any {
		tracks = r.distances(d, f.Parameters, base)
		for _, t := range tracks {
			for _, x := range t {
				e = e.include(x.from, x.to)
			}
		}
	}
	meta.From, meta.To = extent(e)
	meta.Window = r.window(meta.From, meta.To)
	if r.Static {
		meta.From, meta.To = meta.Window[0], meta.Window[1]
	}
	axis := r.distanceAxis(tracks, meta)
	layers, step := r.distanceLayers(tracks, meta, axis, f.Parameters)
	meta.Aggregated = step > 0
	meta.Notes = append(failedNotes(f, meta.Kind), distanceNotes(d, f, base, any, step)...)
	layers = r.filter.layers(&meta, layers)
	top, bottom := margins(r, layers)
	meta.Height = top + r.plotHeight() + bottom
	return onTimeAxis(r, meta, layers, axis)
}

// distancePoint is a sighting with its distance from the base in metres: about at, not less than near and not more than far.
type distancePoint struct {
	mark
	at, near, far int64
	when          timeline.When
}

// distances returns the sightings that count and have a position, by track and time.
func (r resolved) distances(d timeline.Dossier, p analysis.Parameters, base origin) [][]distancePoint {
	var out [][]distancePoint
	for _, t := range analysis.Tracks(d.Events) {
		var track []distancePoint
		for i := range t.Sightings {
			s := &t.Sightings[i]
			if !located(s.Where) {
				continue
			}
			at := geo.Distance(base.point, s.Where.Point)
			slack := base.radius + p.Reach.Slack(s)
			track = append(track, distancePoint{
				mark: r.markOf(s), when: s.First,
				at: int64(at), near: int64(max(0, at-slack)), far: int64(at + slack),
			})
		}
		out = append(out, track)
	}
	return out
}

// distanceLayers returns what is drawn and the width of the cells that exact positions are counted in, 0 when all
// sightings are drawn singly.
func (r resolved) distanceLayers(tracks [][]distancePoint, m Meta, axis distanceAxis, p analysis.Parameters) (layers []layer, step int64) {
	exact, rough := inWindow(tracks, m)
	for k, in := range [][]distancePoint{rough, exact} {
		if r.tooMany(in, m) {
			step = stepFor(m.Window[1]-m.Window[0], 2*r.rowWidth())
			id, name := "rough-cells", "Imprecise positions, more where stronger"
			if k == 1 {
				id, name = "cells", "Sightings, more where stronger"
			}
			cells := layer{id: id, name: name, render: "cell", color: r.palette.Leg, icon: iconBar}
			cells.items = distanceCells(in, step, max(1, axis.top/int64(r.plotHeight()/6)))
			layers = append(layers, cells)
			continue
		}
		layers = append(layers, r.dotLayers(in)...)
	}
	if step == 0 {
		layers = append(r.pathLayers(tracks, m, p), layers...)
	}
	drawn := layers[:0]
	for _, l := range layers {
		if len(l.items) > 0 {
			drawn = append(drawn, l)
		}
	}
	return drawn, step
}

// tooMany reports whether sightings would run into each other.
func (r resolved) tooMany(in []distancePoint, m Meta) bool {
	marks := make([]mark, len(in))
	for k, x := range in {
		marks[k] = x.mark
	}
	return crowded(marks, m.Window, r.rowWidth())
}

// pathLayers draws what lies between two sightings of a track, gaps left out.
func (r resolved) pathLayers(tracks [][]distancePoint, m Meta, p analysis.Parameters) []layer {
	band := layer{id: "band", name: "Can have been", render: "band", color: r.palette.Leg, icon: iconBar}
	line := layer{id: "line", name: "Inferred", render: "way", color: r.palette.Leg}
	for _, t := range tracks {
		for k := 1; k < len(t); k++ {
			a, b := t[k-1], t[k]
			if b.when.Start.Sub(a.when.End) > time.Duration(p.Gap) || b.from < m.Window[0] || a.to > m.Window[1] {
				continue
			}
			band.items = append(band.items, prism(a, b, p.Speed.Road))
			line.items = append(line.items, item{Value: []int64{a.middle(), a.at, b.middle(), b.at}})
		}
	}
	return []layer{band, line}
}

func (x distancePoint) middle() int64 { return (x.from + x.to) / 2 }

// inWindow returns the sightings of all tracks that the window shows: those exactly placed, and the others.
func inWindow(tracks [][]distancePoint, m Meta) (exact, rough []distancePoint) {
	for _, t := range tracks {
		for _, x := range t {
			switch {
			case x.to < m.Window[0] || x.from > m.Window[1]:
			case x.shape == shapeExact:
				exact = append(exact, x)
			default:
				rough = append(rough, x)
			}
		}
	}
	return exact, rough
}

// prism is the band between two sightings: what a speed leaves from the one and to the other, as corners
// [t0, near0, t1, near1, far0, far1, first and last time of the least near, that near, time of the greatest far, that far].
func prism(a, b distancePoint, speed geo.MetersPerSecond) item {
	t0, t1 := a.middle(), max(a.middle(), b.middle())
	perMS := math.Max(float64(speed)/1000, 1e-9)
	way := perMS * float64(t1-t0)
	// The straight sides meet where both limits are the same; the near ones not below 0.
	peak := math.Max((float64(a.far+b.far)+way)/2, float64(max(a.far, b.far)))
	dip := math.Max(0, math.Min((float64(a.near+b.near)-way)/2, float64(min(a.near, b.near))))
	after := func(run float64) int64 { return min(t1, t0+int64(run/perMS)) }
	before := func(run float64) int64 { return max(t0, t1-int64(run/perMS)) }
	fall, rise := after(float64(a.near)-dip), before(float64(b.near)-dip)
	return item{Value: []int64{t0, a.near, t1, b.near, a.far, b.far, min(fall, rise), max(fall, rise), int64(dip),
		after(peak - float64(a.far)), int64(peak)}}
}

// dotLayers draws each sighting with its whisker: from, at, to, shape, faint, near, far, symbol.
func (r resolved) dotLayers(in []distancePoint) []layer {
	type look struct {
		kind  timeline.KindName
		shape shape
	}
	by := map[look]int{}
	var layers []layer
	for _, x := range in {
		k := look{x.kind, x.shape}
		i, ok := by[k]
		if !ok {
			i = len(layers)
			by[k] = i
			icon, hollow, position := iconOf(k.kind, k.shape)
			layers = append(layers, layer{
				id: fmt.Sprintf("dot-%s-%d", k.kind, k.shape), name: kinds.Of(k.kind).Title() + position,
				render: "dot", color: r.palette.Kind(k.kind), icon: icon, hollow: hollow,
			})
		}
		layers[i].items = append(layers[i].items,
			item{Name: x.id, Value: []int64{x.from, x.at, x.to, int64(x.shape), one(x.faint), x.near, x.far, symbolNumber(x.kind)}})
	}
	slices.SortFunc(layers, func(a, b layer) int { return cmp.Compare(a.id, b.id) })
	return layers
}

// distanceCells counts sightings by time and distance: from, nearest, to, farthest, sightings, most in a cell.
func distanceCells(in []distancePoint, step, height int64) []item {
	type cell struct{ from, near int64 }
	counts := map[cell]int64{}
	top := int64(0)
	for _, x := range in {
		c := cell{floorTo(x.middle(), step), x.at / height * height}
		counts[c]++
		top = max(top, counts[c])
	}
	out := make([]item, 0, len(counts))
	for c, n := range counts {
		out = append(out, item{Value: []int64{c.from, c.near, c.from + step, c.near + height, n, top}})
	}
	slices.SortFunc(out, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.Value[0], b.Value[0]), cmp.Compare(a.Value[1], b.Value[1]))
	})
	return out
}

func distanceNotes(d timeline.Dossier, f analysis.Findings, base origin, any bool, step int64) []string {
	if !any {
		return []string{"Nothing to draw: no sighting that counts has a position."}
	}
	notes := []string{"Distance from " + base.words + "."}
	if step > 0 {
		notes = append(notes, fmt.Sprintf("Too many sightings to tell apart: each cell, of %s, is the stronger the more of them it holds.",
			stepWords(step)))
	} else {
		notes = append(notes, fmt.Sprintf(
			"The band is where the subject can have been at no more than %.0f km/h; nothing is drawn across a silence over %s.",
			f.Parameters.Speed.Road.KilometersPerHour(), span(time.Duration(f.Parameters.Gap))))
	}
	unmapped := 0
	for e := range d.Instants() {
		if e.Counts() && !located(e.Where) {
			unmapped++
		}
	}
	if unmapped > 0 {
		notes = append(notes, words.Count(unmapped, "sighting")+" without a position: not drawn.")
	}
	return notes
}
