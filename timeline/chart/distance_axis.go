package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// distanceAxis is an axis of metres with even steps; go-echarts' has no field for the step.
type distanceAxis struct {
	opts.YAxis
	Interval int64 `json:"interval"`
	top      int64
}

// distanceAxis returns the axis that holds the farthest that the window shows.
func (r resolved) distanceAxis(tracks [][]distancePoint, m Meta) distanceAxis {
	exact, rough := inWindow(tracks, m)
	most := int64(1)
	for _, x := range append(exact, rough...) {
		most = max(most, x.far)
	}
	p := r.palette
	a := distanceAxis{Interval: evenStep(most)}
	a.top = (most + a.Interval - 1) / a.Interval * a.Interval
	a.YAxis = opts.YAxis{
		Show: opts.Bool(len(exact)+len(rough) > 0), Type: "value", Min: 0, Max: a.top,
		AxisLine:  &opts.AxisLine{Show: opts.Bool(false)},
		AxisLabel: &opts.AxisLabel{Color: p.Text, FontSize: 12, Formatter: types.FuncStr(r.language.distance)},
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: p.Rule}},
	}
	return a
}

// evenStep returns a step in metres that divides an axis to a distance into at most six.
func evenStep(metres int64) int64 {
	for step := int64(200); ; step *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if 6*n*step >= metres {
				return n * step
			}
		}
	}
}
