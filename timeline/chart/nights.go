package chart

import (
	"encoding/json"
	"fmt"
	"slices"

	"sightline/timeline"
)

// maxAreas is how many areas get a row of nights; the others share one.
const maxAreas = 12

// nightPixels is the least width of a night that is drawn by itself, px.
const nightPixels = 2

// Nights draws in which area the subject can have spent each night, a row per area, most nights first. A night is drawn
// from the evening it began to the next, on the calendar of its own place, whatever Options.Zone is. Where a night would
// be too narrow to see, weeks or months carry their number of nights. Errors as for Timeline.
func Nights(d timeline.Dossier, f timeline.Findings, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err != nil {
		return nil, err
	}
	rows := areaRows(nightsOf(seenIn(d, f), f), f.Areas)
	meta := Meta{Kind: "nights", Zone: r.clock.zone, Axis: "Evenings, local days of each place", Lanes: []Lane{}}
	e := noEnds
	for _, row := range rows {
		e = e.include(evening(row.days[0]), evening(row.days[len(row.days)-1]+1))
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
	meta.Notes = nightNotes(f, rows, single, p)
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

// areaRow is an area with the days on whose evenings a night in it began.
type areaRow struct {
	Lane
	days []int
}

func areaRows(nights [][]int, areas []timeline.Area) []areaRow {
	var rows []areaRow
	for k, days := range nights {
		if len(days) > 0 {
			rows = append(rows, areaRow{Lane{Key: fmt.Sprintf("area:%d", k), Label: areaLabel(areas[k]), Kind: "area", Count: len(days)}, days})
		}
	}
	slices.SortStableFunc(rows, func(a, b areaRow) int { return len(b.days) - len(a.days) })
	if len(rows) <= maxAreas+1 {
		return rows
	}
	other := areaRow{Lane: Lane{Key: "areas:other", Label: fmt.Sprintf("%d other areas", len(rows)-maxAreas), Kind: "area"}}
	for _, row := range rows[maxAreas:] {
		other.days = append(other.days, row.days...)
	}
	slices.Sort(other.days)
	other.days = slices.Compact(other.days)
	other.Count = len(other.days)
	return append(rows[:maxAreas:maxAreas], other)
}

func areaLabel(a timeline.Area) string {
	if label := plain(a.Name); label != "" {
		return label
	}
	return "Area without a name"
}

// within leaves out nights beside an axis that cannot be moved to them.
func (row *areaRow) within(m Meta) {
	row.days = slices.DeleteFunc(slices.Clone(row.days), func(day int) bool { return evening(day+1) < m.From || evening(day) > m.To })
	row.Count = len(row.days)
}

// runs draws nights one after the other as one bar: from, lane, to, nights.
func (row areaRow) runs(lane int) []item {
	var out []item
	for k, day := range row.days {
		if k > 0 && row.days[k-1] == day-1 {
			last := &out[len(out)-1]
			last.Value[2], last.Value[3] = evening(day+1), last.Value[3]+1
			continue
		}
		out = append(out, item{Name: row.Key, Value: []int64{evening(day), int64(lane), evening(day + 1), 1}})
	}
	return out
}

// perPeriod counts the nights of each week or month.
func (row areaRow) perPeriod(lane int, p period) []item {
	var bins []bin
	top := int64(0)
	for _, day := range row.days {
		from, to := p.of(evening(day))
		if n := len(bins); n == 0 || bins[n-1].from != from {
			bins = append(bins, bin{from: from, to: to})
		}
		last := &bins[len(bins)-1]
		last.counted++
		top = max(top, last.counted)
	}
	var out []item
	for _, b := range bins {
		b.top = top
		i := b.item(lane)
		i.Name = row.Key
		out = append(out, i)
	}
	return out
}

func nightNotes(f timeline.Findings, rows []areaRow, single bool, p period) []string {
	if len(rows) == 0 {
		return []string{"Nothing to draw: no sighting tells where a night was spent."}
	}
	rule := f.Parameters.Base
	notes := []string{fmt.Sprintf(
		"A night (%02d:00 to %02d:00 local time) is an area's when a sighting in it falls in the night, or two of one stay lie on either side. One night can be two areas'.", rule.From, rule.To)}
	if !single {
		notes = append(notes, "Bars count nights per "+p.name+", each row to its own scale.")
	}
	return notes
}
