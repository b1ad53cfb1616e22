package chart

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// maxAreas is how many areas get a row of nights; the others share one.
const maxAreas = 12

// nightPixels is the least width of a night that is drawn by itself, px.
const nightPixels = 2

// Nights draws in which area the subject can have spent each night, a row per area, most nights first. A night is drawn
// from the evening it began to the next, on the calendar of its own place, whatever Options.Zone is. Where a night would
// be too narrow to see, weeks or months carry their number of nights. Errors as for Timeline.
func Nights(d timeline.Dossier, f analysis.Findings, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err != nil {
		return nil, err
	}
	rows := areaRows(f.Areas)
	meta := Meta{Kind: "nights", Zone: r.display.Zone(), Axis: "Evenings, local days of each place", Lanes: []Lane{}}
	e := noEnds
	for _, row := range rows {
		e = e.include(evening(row.nights[0].Day), evening(row.nights[len(row.nights)-1].Day+1))
	}
	meta.From, meta.To = extent(e)
	meta.Window = r.window(meta.From, meta.To)
	if r.Static {
		meta.From, meta.To = meta.Window[0], meta.Window[1]
	}
	single := float64(r.rowWidth())/float64(meta.Window[1]-meta.Window[0])*float64(day) >= nightPixels
	p := periodFor(meta.Window[1] - meta.Window[0])
	nights := layer{id: "nights", name: "Night", render: "night", color: r.palette.Leg, icon: iconBar}
	bins := layer{id: "bin-area", name: "Nights per " + p.name, render: "total", color: r.palette.Leg, icon: iconBar}
	for lane, row := range rows {
		if r.Static {
			row.within(meta)
		}
		meta.Lanes = append(meta.Lanes, row.Lane)
		if single {
			nights.items = append(nights.items, row.runs(lane)...)
		} else {
			bins.items = append(bins.items, row.perPeriod(lane, p)...)
		}
	}
	meta.Aggregated = !single && len(rows) > 0
	meta.Notes = append(failedNotes(f, meta.Kind), nightNotes(f, rows, single, p)...)
	var layers []layer
	for _, l := range []layer{nights, bins} {
		if len(l.items) > 0 {
			layers = append(layers, l)
		}
	}
	return option(r, meta, layers)
}

// evening is the axis value at which the night of a day begins to be drawn: midday, so that it reaches to the next.
func evening(day int) int64 { return int64(day)*86_400_000 + 12*hour }

// areaRow is an area with its nights.
type areaRow struct {
	Lane
	nights []analysis.Night
}

func areaRows(areas []analysis.Area) []areaRow {
	var rows []areaRow
	for k := range areas {
		if a := &areas[k]; len(a.Spent) > 0 {
			rows = append(rows, areaRow{Lane{Key: fmt.Sprintf("area:%d", k), Label: areaLabel(*a), Kind: "area",
				Count: len(a.Spent)}, a.Spent})
		}
	}
	slices.SortStableFunc(rows, func(a, b areaRow) int { return len(b.nights) - len(a.nights) })
	if len(rows) <= maxAreas+1 {
		return rows
	}
	other := areaRow{Lane: Lane{Key: "areas:other", Label: words.Count(len(rows)-maxAreas, "other area"), Kind: "area"}}
	for _, row := range rows[maxAreas:] {
		other.nights = append(other.nights, row.nights...)
	}
	slices.SortStableFunc(other.nights, func(a, b analysis.Night) int { return cmp.Compare(a.Day, b.Day) })
	other.nights = oneADay(other.nights)
	other.Count = len(other.nights)
	return append(rows[:maxAreas:maxAreas], other)
}

// oneADay puts nights of one day, in different areas, together.
func oneADay(nights []analysis.Night) []analysis.Night {
	var out []analysis.Night
	for _, n := range nights {
		if last := len(out) - 1; last >= 0 && out[last].Day == n.Day {
			out[last].Evidence = append(slices.Clip(out[last].Evidence), n.Evidence...)
			continue
		}
		out = append(out, n)
	}
	return out
}

func areaLabel(a analysis.Area) string {
	if label := plain(a.Name); label != "" {
		return label
	}
	return "Area without a name"
}

// within leaves out nights beside an axis that cannot be moved to them.
func (row *areaRow) within(m Meta) {
	row.nights = slices.DeleteFunc(slices.Clone(row.nights),
		func(n analysis.Night) bool { return evening(n.Day+1) < m.From || evening(n.Day) > m.To })
	row.Count = len(row.nights)
}

// runs draws nights one after the other as one bar: from, lane, to, nights.
func (row areaRow) runs(lane int) []item {
	var out []item
	for from := 0; from < len(row.nights); {
		to := from + 1
		for to < len(row.nights) && row.nights[to].Day == row.nights[to-1].Day+1 {
			to++
		}
		run := row.nights[from:to]
		out = append(out, item{
			Value: []int64{evening(run[0].Day), int64(lane), evening(run[len(run)-1].Day + 1), int64(len(run))}, IDs: idsOf(run),
		})
		from = to
	}
	return out
}

// perPeriod counts the nights of each week or month.
func (row areaRow) perPeriod(lane int, p period) []item {
	var out []item
	top := int64(0)
	for first := 0; first < len(row.nights); {
		from, to := p.of(evening(row.nights[first].Day))
		last := first
		for last < len(row.nights) && evening(row.nights[last].Day) < to {
			last++
		}
		i := bin{from: from, to: to, counted: int64(last - first)}.item(lane)
		i.IDs = idsOf(row.nights[first:last])
		top = max(top, i.Value[3])
		out = append(out, i)
		first = last
	}
	for k := range out {
		out[k].Value[5] = top
	}
	return out
}

// idsOf returns the sightings that tell of nights, each once: one can tell of two.
func idsOf(nights []analysis.Night) []string {
	var ids []string
	seen := map[string]bool{}
	for _, n := range nights {
		for _, id := range n.Evidence {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func nightNotes(f analysis.Findings, rows []areaRow, single bool, p period) []string {
	if len(rows) == 0 {
		return []string{"Nothing to draw: no sighting tells where a night was spent."}
	}
	rule := f.Parameters.Base
	notes := []string{fmt.Sprintf(
		"A night (%02d:00 to %02d:00 local time) is an area's when it was seen at a place there, not only passing, and can have rested. One night can be two areas'.", rule.From, rule.To)}
	if !single {
		notes = append(notes, "Bars count nights per "+p.name+", each row to its own scale.")
	}
	return notes
}
