package chart

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Layout of a chart, px.
const (
	laneHeight  = 26
	rightMargin = 24
	axisHeight  = 48 // room for time labels and the axis name below the rows, on paper
	headHeight  = 48 // room for the slider and time labels above the rows, in the page
	legendRow   = 22
	letterWidth = 6.3 // of a label at 12 px, when most letters are lower-case
)

// labelWidth is the room for lane labels left of the rows.
func (r resolved) labelWidth() int { return min(214, max(120, r.Width/4)) }

// rowWidth is how wide the rows are.
func (r resolved) rowWidth() int { return r.Width - r.labelWidth() - rightMargin }

const fonts = "Liberation Sans, Arial, Helvetica, sans-serif"

// item is one drawn thing. Value begins [from, lane, to, …]; the rest is laid out as the renderItem function of its
// series says (static/src/chart/marks.ts).
type item struct {
	Name  string   `json:"name,omitempty"` // event id
	Value []int64  `json:"value"`
	IDs   []string `json:"ids,omitempty"` // events of an item that stands for several
}

// layer is one series: items drawn by one function in one colour.
type layer struct {
	id     string // unique in the chart
	name   string // for the legend
	render string // name of a function in static/src/chart/marks.ts
	color  string
	icon   string // legend symbol, "" for none in the legend
	hollow bool   // legend symbol is an outline
	items  []item
}

// option assembles an ECharts option of rows on a time axis.
func option(r resolved, meta Meta, layers []layer) (json.RawMessage, error) {
	layers = r.filter.layers(&meta, layers)
	top, bottom := margins(r, layers)
	meta.Height = top + max(1, len(meta.Lanes))*laneHeight + bottom
	return onTimeAxis(r, meta, layers, laneAxis(r, meta))
}

// margins are the heights above and below what is plotted. In the page the axis stands above the rows, where it stays in
// sight when there are more rows than fit.
func margins(r resolved, layers []layer) (top, bottom int) {
	if r.Static {
		return 10 + legendHeight(r, layers), axisHeight
	}
	return headHeight, 8
}

// onTimeAxis assembles an option of layers over a time axis and another one.
func onTimeAxis(r resolved, meta Meta, layers []layer, across any) (json.RawMessage, error) {
	c := charts.NewCustom()
	empty := len(layers) == 0 && len(meta.Lanes) == 0
	top, bottom := margins(r, layers)
	c.SetGlobalOptions(
		charts.WithXAxisOpts(timeAxis(r, meta, empty)),
		charts.WithGridOpts(opts.Grid{
			Left: px(r.labelWidth()), Right: px(rightMargin), Top: px(top), Bottom: px(bottom),
		}),
		charts.WithLegendOpts(legend(r, layers)),
	)
	c.MultiSeries = charts.MultiSeries{} // not null where there is nothing
	for _, l := range layers {
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{
			Type: types.ChartCustom, Id: l.id, Name: l.name, Color: l.color,
			RenderItem: types.FuncStr(l.render),
			Encode:     &opts.Encode{X: []int{0, 2}, Y: 1},
			Data:       l.items,
			Animation:  opts.Bool(false),
		})
	}
	o := c.JSON()
	o["yAxis"] = []any{across}
	if !r.Static && !empty {
		o["dataZoom"] = zoom(r, meta)
	}
	return finish(r, meta, o, empty)
}

// finish adds what all charts have in common to an option and writes it as JSON. Not by go-echarts' Render: its writer
// would run marked text as code and write "</script>" as it stands.
func finish(r resolved, meta Meta, o map[string]any, empty bool) (json.RawMessage, error) {
	o["animation"] = false
	o["useUTC"] = true
	o["textStyle"] = map[string]any{"fontFamily": fonts, "color": r.palette.Text}
	o["tooltip"] = opts.Tooltip{Show: opts.Bool(false)} // the page shows its own, as text
	o["sightline"] = meta
	for _, part := range []string{"toolbox", "title", "color"} {
		delete(o, part)
	}
	if empty && len(meta.Notes) > 0 {
		o["graphic"] = emptyNote(r, meta.Notes[0])
	}
	text, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("writing %s chart: %w", meta.Kind, err)
	}
	return text, nil
}

func timeAxis(r resolved, m Meta, empty bool) opts.XAxis {
	p := r.palette
	if empty {
		return opts.XAxis{Show: opts.Bool(false), Type: "time", Min: m.From, Max: m.To}
	}
	axis := opts.XAxis{
		Type: "time", Min: m.From, Max: m.To,
		AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: p.Muted}},
		AxisTick: &opts.AxisTick{LineStyle: &opts.LineStyle{Color: p.Muted}},
		AxisLabel: &opts.AxisLabel{Color: p.Muted, FontSize: 11, Formatter: types.FuncStr(r.language.wallTime),
			HideOverlap: opts.Bool(true)},
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: p.Rule}},
	}
	if r.Static {
		axis.Name, axis.NameLocation, axis.NameGap = axisName(r, m), "middle", 28
	} else {
		axis.Position = "top"
	}
	return axis
}

// axisName says what the axis shows and from when to when: the labels of the ticks name the year only at its beginning.
// In the page both stand in fields beside the chart.
func axisName(r resolved, m Meta) string {
	return m.Axis + ", " + r.language.day(m.Window[0]) + " – " + r.language.day(m.Window[1])
}

// laneAxis names the rows. Labels may have two lines, which fit a row.
func laneAxis(r resolved, m Meta) any {
	type label struct {
		opts.AxisLabel
		LineHeight int `json:"lineHeight"` // go-echarts' is a text, which ECharts cannot add
	}
	p := r.palette
	labels := make([]string, len(m.Lanes))
	for i, l := range m.Lanes {
		labels[i] = r.laneText(l, int(float64(r.labelWidth()-16)/letterWidth))
	}
	return struct {
		opts.YAxis
		AxisLabel label `json:"axisLabel"`
	}{
		opts.YAxis{
			Type: "category", Inverse: opts.Bool(true), Data: labels,
			AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: p.Rule}},
		},
		label{opts.AxisLabel{Color: p.Text, FontSize: 12, Interval: "0", Width: r.labelWidth() - 16, Overflow: "truncate"},
			laneHeight/2 - 1},
	}
}

// laneText is a lane's label with its count, short enough that the count is never cut off. One span needs no count. Of a
// label that is too long, what stands in brackets at its end goes to a second line: it tells places of one name apart.
func (r resolved) laneText(l Lane, letters int) string {
	n := " · " + r.language.number(l.Count)
	if l.Kind == "stay" && l.Count == 1 {
		n = ""
	}
	if open := strings.LastIndex(l.Label, " ("); open > 0 && strings.HasSuffix(l.Label, ")") &&
		utf8.RuneCountInString(l.Label)+len(n) > letters {
		name, apart := l.Label[:open], l.Label[open+2:len(l.Label)-1]
		return shorten(name, letters-len(n)) + n + "\n" + shorten(apart, letters)
	}
	return shorten(l.Label, letters-len(n)) + n
}

// zoom lets the page choose a span: by wheel and drag inside the chart and by a slider below it. go-echarts' DataZoom
// has no absolute bounds, so these are written here.
func zoom(r resolved, m Meta) []map[string]any {
	common := map[string]any{"xAxisIndex": 0, "filterMode": "weakFilter", "startValue": m.Window[0], "endValue": m.Window[1]}
	inside := map[string]any{"id": "inside", "type": "inside", "zoomOnMouseWheel": "ctrl", "moveOnMouseMove": "shift",
		"moveOnMouseWheel": false}
	slider := map[string]any{
		"id": "slider", "type": "slider", "top": 4, "height": 14, "left": r.labelWidth(), "right": rightMargin,
		"showDetail": false, "brushSelect": true, "moveHandleSize": 4, "borderColor": r.palette.Rule,
	}
	for k, v := range common {
		inside[k], slider[k] = v, v
	}
	return []map[string]any{inside, slider}
}

// emptyNote says in the middle of an empty chart why it is empty.
func emptyNote(r resolved, why string) map[string]any {
	return map[string]any{
		"type": "text", "left": "center", "top": "middle", "silent": true,
		"style": map[string]any{"text": why, "fill": r.palette.Muted, "fontSize": 13, "fontFamily": fonts},
	}
}

func px(n int) string { return strconv.Itoa(n) }
