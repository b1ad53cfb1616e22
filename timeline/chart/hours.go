package chart

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

const (
	cellHeight  = 24 // of a weekday, px
	scaleHeight = 46 // of the colour scale below a heat map, px
)

// HourWeekday draws in which hours of the week the subject is seen, as a heat map. Hours are of the local time of each
// place, whatever Options.Zone is; sightings whose hour is not known are left out and counted in a note. Errors as for
// Timeline.
func HourWeekday(f analysis.Findings, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err != nil {
		return nil, err
	}
	meta := Meta{Kind: "hours", Zone: r.display.Zone(), Axis: "Hour and weekday, local time of each place", Lanes: []Lane{}}
	top := 22
	meta.Height = top + 7*cellHeight + scaleHeight
	cells, most := hourCells(f.Routine.Hours)
	meta.Notes = append(failedNotes(f, meta.Kind), r.hourNotes(f, len(cells) == 0)...)
	c := charts.NewHeatMap()
	c.SetGlobalOptions(
		charts.WithXAxisOpts(r.hourAxis(len(cells) == 0)),
		charts.WithYAxisOpts(r.weekdayAxis(len(cells) == 0)),
		charts.WithGridOpts(opts.Grid{Left: px(heatLeft), Right: px(rightMargin), Top: px(top), Bottom: px(scaleHeight)}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithVisualMapOpts(r.scale(most, len(cells) == 0)),
	)
	c.MultiSeries = charts.MultiSeries{}
	switch {
	case len(cells) == 0:
	case r.Static:
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{
			Type: types.ChartCustom, Id: "cells", Name: "Sightings", RenderItem: types.FuncStr("heat"), Data: cells,
			Animation: opts.Bool(false),
			ItemStyle: &opts.ItemStyle{BorderColor: r.palette.Ground},
		})
	default:
		label := &opts.Label{Show: opts.Bool(r.cellWidth(24) >= 18), FontSize: 10, Formatter: "cellCount"}
		c.AddSeries("Sightings", cells, charts.WithLabelOpts(*label),
			charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: r.palette.Ground, BorderWidth: 1}))
		c.MultiSeries[0].Id = "cells"
	}
	return finish(r, meta, c.JSON(), len(cells) == 0)
}

// heatLeft is the room for weekday names, px.
const heatLeft = 56

// cellWidth is the width of one of n cells beside each other, px.
func (r resolved) cellWidth(n int) int { return (r.Width - heatLeft - rightMargin) / n }

// hourCells returns a cell for each hour of the week with sightings: hour, row from Monday, count.
func hourCells(hours [7][24]int) (cells []opts.HeatMapData, most int) {
	for day := range 7 {
		for hour, n := range hours[(day+1)%7] {
			if n > 0 {
				most = max(most, n)
				cells = append(cells, opts.HeatMapData{Value: []int{hour, day, n}})
			}
		}
	}
	return cells, most
}

func (r resolved) hourNotes(f analysis.Findings, empty bool) []string {
	if empty && r.Part != nil && !r.Part.Whole() {
		return []string{"Nothing to draw: no sighting that is shown counts and is known to the hour."}
	}
	if empty {
		return []string{"Nothing to draw: no sighting that counts is known to the hour."}
	}
	return []string{fmt.Sprintf(
		"%s known to the hour, in the local time of each place. When readers and officers look decides much of this.",
		words.Count(f.Routine.Timed, "sighting"))}
}

func (r resolved) hourAxis(hidden bool) opts.XAxis {
	hours := make([]string, 24)
	for h := range hours {
		hours[h] = fmt.Sprintf("%02d", h)
	}
	return opts.XAxis{
		Show: opts.Bool(!hidden), Type: "category", Data: hours, Position: "top",
		AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
		AxisTick:  &opts.AxisTick{Show: opts.Bool(false)},
		AxisLabel: &opts.AxisLabel{Color: r.palette.Muted, FontSize: 11, Margin: 6},
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: r.palette.Rule}},
	}
}

func (r resolved) weekdayAxis(hidden bool) opts.YAxis {
	days := make([]string, 7)
	for k := range days {
		days[k] = r.language.weekdays[(k+1)%7]
	}
	return opts.YAxis{
		Show: opts.Bool(!hidden), Type: "category", Data: days, Inverse: opts.Bool(true),
		AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
		AxisLabel: &opts.AxisLabel{Color: r.palette.Text, FontSize: 12},
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: r.palette.Rule}},
	}
}

// scale maps counts to one hue from faint to strong, which every reader can order, and shows how.
func (r resolved) scale(most int, hidden bool) opts.VisualMap {
	noun := "sightings"
	if most == 1 {
		noun = "sighting"
	}
	return opts.VisualMap{
		Type: "continuous", Show: opts.Bool(!hidden), Min: 0, Max: float32(max(1, most)), Calculable: opts.Bool(false),
		InRange: &opts.VisualMapInRange{Color: []string{r.palette.Gap, r.palette.Leg, r.palette.Text}},
		Text:    []string{r.language.number(most) + " " + noun, "0"},
		Orient:  "horizontal", Left: strconv.Itoa(heatLeft), Bottom: "4", TextStyle: &opts.TextStyle{Color: r.palette.Muted, FontSize: 11},
	}
}
