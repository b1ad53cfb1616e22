package chart

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

const (
	maxYears   = 8  // of a calendar; the latest are drawn
	monthRow   = 22 // room for the names of the months above a year, px
	widestWeek = 18 // px
)

// Calendar draws on which days the subject is seen, a block per year with a column per week. Days are local days of each
// place, whatever Options.Zone is; sightings known to no better than a month are on none. Errors as for Timeline.
func Calendar(f analysis.Findings, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err != nil {
		return nil, err
	}
	years, left := calendarYears(f.Routine.Days)
	meta := Meta{Kind: "calendar", Zone: r.display.Zone(), Axis: "Local days of each place", Lanes: []Lane{}}
	cell := max(5, min(widestWeek, r.cellWidth(54)))
	block := monthRow + 7*cell + 8
	meta.Height = max(1, len(years))*block + scaleHeight
	meta.Notes = append(failedNotes(f, meta.Kind), calendarNotes(years, left)...)
	c := charts.NewHeatMap()
	c.AddCalendar() // in place of the axes
	most := 0
	var blocks []calendar
	c.MultiSeries = charts.MultiSeries{}
	for k, y := range years {
		most = max(most, y.most)
		blocks = append(blocks, r.calendarOf(y, k*block+monthRow, cell))
		c.AddSeries("Sightings", y.cells, charts.WithCoordinateSystem("calendar"), charts.WithCalendarIndex(k))
		s := &c.MultiSeries[k]
		s.Id = "cells-" + y.name
		if r.Static {
			s.Type, s.RenderItem, s.ItemStyle = types.ChartCustom, types.FuncStr("days"), &opts.ItemStyle{BorderColor: r.palette.Rule}
		}
	}
	c.SetGlobalOptions(charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}), charts.WithVisualMapOpts(r.scale(most, len(years) == 0)))
	out := c.JSON()
	out["calendar"] = blocks
	if len(years) == 0 {
		out["calendar"] = []calendar{}
	}
	return finish(r, meta, out, len(years) == 0)
}

// calendarYear is the days of one year.
type calendarYear struct {
	name        string
	first, last string // days, CCYY-MM-DD
	cells       []opts.HeatMapData
	most, sum   int
}

// calendarYears divides days by year, and returns how many sightings lie in years before those.
func calendarYears(days []analysis.DayCount) (years []calendarYear, left int) {
	for _, d := range days {
		name := d.Day[:4]
		if n := len(years); n == 0 || years[n-1].name != name {
			years = append(years, calendarYear{name: name, first: d.Day})
		}
		y := &years[len(years)-1]
		y.last, y.most, y.sum = d.Day, max(y.most, d.Count), y.sum+d.Count
		if d.Count > 0 {
			y.cells = append(y.cells, opts.HeatMapData{Value: []any{d.Day, d.Count}})
		}
	}
	for len(years) > maxYears {
		left += years[0].sum
		years = years[1:]
	}
	return years, left
}

func calendarNotes(years []calendarYear, left int) []string {
	if len(years) == 0 {
		return []string{"Nothing to draw: no sighting that counts is known to the day."}
	}
	sum := 0
	for _, y := range years {
		sum += y.sum
	}
	notes := []string{words.Count(sum, "sighting") + " by local day of each place; weeks begin on Mondays."}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s before %s not drawn.", words.Count(left, "sighting"), years[0].name))
	}
	return notes
}

// calendar is a calendar of ECharts, with what go-echarts has no fields for.
type calendar struct {
	opts.Calendar
	CellSize   []int         `json:"cellSize"`
	DayLabel   calendarLabel `json:"dayLabel"`
	MonthLabel calendarLabel `json:"monthLabel"`
}

type calendarLabel struct {
	opts.CalendarLabel
	NameMap []string `json:"nameMap"`
}

// calendarOf lays out the whole months of a year that hold sightings.
func (r resolved) calendarOf(y calendarYear, top, cell int) calendar {
	p := r.palette
	out := calendar{Calendar: opts.Calendar{
		Top: px(top), Left: strconv.Itoa(heatLeft + 30), Range: []string{y.first[:8] + "01", monthEnd(y.last)}, Orient: "horizontal",
		ItemStyle: &opts.ItemStyle{Color: p.Ground, BorderColor: p.Rule, BorderWidth: 1},
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: p.Muted, Width: 1}},
		YearLabel: &opts.CalendarLabel{Show: opts.Bool(true), Color: p.Text, FontSize: 14, Margin: 34, Position: "left"},
		Silent:    opts.Bool(true),
	}, CellSize: []int{cell, cell}}
	out.DayLabel = calendarLabel{opts.CalendarLabel{Show: opts.Bool(true), FirstDay: 1, Color: p.Muted, FontSize: min(11, cell), Margin: 4},
		r.language.weekdays[:]}
	out.MonthLabel = calendarLabel{opts.CalendarLabel{Show: opts.Bool(true), Color: p.Muted, FontSize: 11, Margin: 5}, r.language.months[:]}
	return out
}

// monthEnd returns the last day of a day's month, both CCYY-MM-DD.
func monthEnd(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
