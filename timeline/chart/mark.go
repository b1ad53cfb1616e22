package chart

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// shape is how a mark shows what its position really locates; its outline is that of its kind. The values are those of
// static/src/chart/marks.ts.
type shape int64

const (
	shapeExact     shape = iota // solid
	shapeArea                   // hollow: centre of a ZIP, city, county or state
	shapeAgency                 // hollow with a point within: an agency's office
	shapeNone                   // hollow and struck through: no position is known
	shapeCandidate              // ring with a question mark: a read that may be of a vehicle
)

func shapeOf(e *timeline.Event) shape {
	switch {
	case !e.Where.Located() || e.Standing == timeline.Mention: // the subject's part puts nobody anywhere
		return shapeNone
	case e.Where.Class == timeline.ClassAgency:
		return shapeAgency
	case e.Where.Class.Exact():
		return shapeExact
	}
	return shapeArea
}

// mark is an instant on the axis.
type mark struct {
	id       string
	kind     timeline.KindName
	shape    shape
	from, to int64 // axis values; to is exclusive
	faint    bool  // does not count as a sighting of whereabouts
	alike    []string
}

func (r resolved) markOf(e *timeline.Event) mark {
	m := mark{id: e.ID, kind: kinds.Of(e.Kind).Name, shape: shapeOf(e), faint: !e.Counts()}
	m.from, m.to = r.span(e.First, e.Where)
	// The end is exclusive: a second-precise time is one instant, not a second long, to the eye and to the filter.
	m.to = max(m.from, m.to-1)
	return m
}

func (m mark) item(lane int) item {
	return item{Name: m.id, Value: []int64{m.from, int64(lane), m.to, int64(m.shape), one(m.faint), symbolNumber(m.kind)}, IDs: m.alike}
}

// merge puts marks that would be drawn exactly over each other into one, which keeps the ids of all.
func merge(marks []mark) []mark {
	type place struct {
		kind     timeline.KindName
		shape    shape
		from, to int64
		faint    bool
	}
	at := map[place]int{}
	var out []mark
	for _, m := range marks {
		p := place{m.kind, m.shape, m.from, m.to, m.faint}
		i, ok := at[p]
		if !ok {
			at[p] = len(out)
			out = append(out, m)
			continue
		}
		if len(out[i].alike) == 0 {
			out[i].alike = []string{out[i].id}
		}
		out[i].alike = append(out[i].alike, m.id)
	}
	return out
}

// markLayers splits marks with their lanes into one layer per kind and shape, so that each has its legend entry.
func (r resolved) markLayers(rows []row) []layer {
	type look struct {
		kind  timeline.KindName
		shape shape
	}
	items := map[look][]item{}
	for lane, row := range rows {
		if !row.ofEvents() {
			continue
		}
		for _, m := range row.shown {
			k := look{m.kind, m.shape}
			items[k] = append(items[k], m.item(lane))
		}
	}
	looks := slices.SortedFunc(maps.Keys(items), func(a, b look) int {
		return cmp.Or(cmp.Compare(kinds.Rank(a.kind), kinds.Rank(b.kind)), cmp.Compare(a.shape, b.shape))
	})
	layers := make([]layer, 0, len(looks))
	for _, k := range looks {
		icon, hollow, position := iconOf(k.kind, k.shape)
		layers = append(layers, layer{
			id: fmt.Sprintf("mark-%s-%d", k.kind, k.shape), name: kinds.Of(k.kind).Title() + position,
			render: "mark", color: r.palette.Kind(k.kind), icon: icon, hollow: hollow, items: items[k],
		})
	}
	return layers
}

// symbolNumber is the place of a kind's symbol among all.
func symbolNumber(k timeline.KindName) int64 {
	return int64(slices.Index(timeline.Symbols(), kinds.Of(k).Symbol))
}

// iconOf is what the legend shows of the marks of a kind.
func iconOf(k timeline.KindName, s shape) (icon string, hollow bool, position string) {
	outline := outlineOf(kinds.Of(k).Symbol)
	switch s {
	case shapeArea:
		return iconPath + outline, true, ", area known"
	case shapeAgency:
		return iconPath + outline + "M-.2 0a.2 .2 0 1 1 .4 0a.2 .2 0 1 1-.4 0", true, ", agency's office"
	case shapeNone:
		return iconPath + outline + "M-1 1L1-1", true, ", no position"
	}
	return iconPath + outline, false, ", exact position"
}

// outlineOf is the outline of a symbol as path data.
func outlineOf(s timeline.Symbol) string {
	corners := s.Corners()
	if corners == nil {
		return "M-1 0a1 1 0 1 1 2 0a1 1 0 1 1-2 0Z"
	}
	var d strings.Builder
	for i, p := range corners {
		fmt.Fprintf(&d, "%c%g %g", "ML"[min(i, 1)], p[0], p[1])
	}
	return d.String() + "Z"
}
