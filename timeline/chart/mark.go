package chart

import (
	"fmt"
	"sort"

	"sightline/timeline"
)

// shape is how a mark shows what its position really locates. The values are those of static/src/chartmarks.ts.
type shape int64

const (
	shapeExact     shape = iota // filled disc
	shapeArea                   // hollow disc: centre of a ZIP, city, county or state
	shapeAgency                 // hollow square: an agency's office
	shapeNone                   // cross: no position is known
	shapeCandidate              // ring with a question mark: a read that may be of a vehicle
)

func shapeOf(w timeline.Where) shape {
	switch {
	case !w.Located():
		return shapeNone
	case w.Class == timeline.ClassAgency:
		return shapeAgency
	case w.Class.Exact():
		return shapeExact
	}
	return shapeArea
}

// mark is a sighting on the axis.
type mark struct {
	id       string
	source   timeline.Source
	shape    shape
	from, to int64 // axis values; to is exclusive
	faint    bool  // does not count as a sighting of whereabouts
	alike    []string
}

func (r resolved) markOf(s timeline.Sighting) mark {
	m := mark{id: s.ID, source: s.Source, shape: shapeOf(s.Where), faint: !s.Counts()}
	m.from, m.to = r.span(s.When, s.Where)
	// The end is exclusive: a second-precise time is one instant, not a second long, to the eye and to the filter.
	m.to = max(m.from, m.to-1)
	return m
}

func (m mark) item(lane int) item {
	return item{Name: m.id, Value: []int64{m.from, int64(lane), m.to, int64(m.shape), one(m.faint)}, IDs: m.alike}
}

// merge puts marks that would be drawn exactly over each other into one, which keeps the ids of all.
func merge(marks []mark) []mark {
	type place struct {
		source   timeline.Source
		shape    shape
		from, to int64
		faint    bool
	}
	at := map[place]int{}
	var out []mark
	for _, m := range marks {
		p := place{m.source, m.shape, m.from, m.to, m.faint}
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

// markLayers splits marks with their lanes into one layer per source and shape, so that each has its legend entry.
func (r resolved) markLayers(rows []row) []layer {
	type kind struct {
		source timeline.Source
		shape  shape
	}
	items := map[kind][]item{}
	for lane, row := range rows {
		if !row.ofSightings() {
			continue
		}
		for _, m := range row.shown {
			k := kind{m.source, m.shape}
			items[k] = append(items[k], m.item(lane))
		}
	}
	kinds := make([]kind, 0, len(items))
	for k := range items {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool {
		if kinds[i].source != kinds[j].source {
			return sourceRank(kinds[i].source) < sourceRank(kinds[j].source) ||
				sourceRank(kinds[i].source) == sourceRank(kinds[j].source) && kinds[i].source < kinds[j].source
		}
		return kinds[i].shape < kinds[j].shape
	})
	layers := make([]layer, 0, len(kinds))
	for _, k := range kinds {
		icon, hollow, position := iconOf(k.shape)
		layers = append(layers, layer{
			id: fmt.Sprintf("mark-%s-%d", plain(string(k.source)), k.shape), name: sourceNoun(k.source) + position,
			render: "mark", color: r.palette.Source(k.source), icon: icon, hollow: hollow, items: items[k],
		})
	}
	return layers
}

func iconOf(s shape) (icon string, hollow bool, position string) {
	switch s {
	case shapeArea:
		return iconDisc, true, ", area known"
	case shapeAgency:
		return iconSquare, true, ", agency's office"
	case shapeNone:
		return iconCross, true, ", no position"
	}
	return iconDisc, false, ", exact position"
}

// sourceNoun is what one sighting of a source is called.
func sourceNoun(s timeline.Source) string {
	switch s {
	case timeline.SourceNCIC:
		return "Inquiry"
	case timeline.SourcePlate:
		return "Plate read"
	case timeline.SourceAddress:
		return "Address"
	}
	return "Sighting (" + plain(string(s)) + ")"
}

// sourceLabel is what a lane of a source is called.
func sourceLabel(s timeline.Source) string {
	switch s {
	case timeline.SourceNCIC:
		return "Inquiries"
	case timeline.SourcePlate:
		return "Plate reads"
	case timeline.SourceAddress:
		return "Addresses"
	}
	return plain(string(s))
}

// sourceRank orders sources as lanes and legend show them.
func sourceRank(s timeline.Source) int {
	switch s {
	case timeline.SourceNCIC:
		return 0
	case timeline.SourcePlate:
		return 1
	case timeline.SourceAddress:
		return 2
	}
	return 3
}
