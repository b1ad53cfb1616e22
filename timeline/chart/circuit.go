package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

const (
	ringHeight  = 300 // of a circuit's diagram, px
	ringLabel   = 200 // room beside the ring for the names of areas, px
	labelRow    = 46  // room above and below it, px
	emptyHeight = 120 // of a diagram of nothing, px
)

// Circuit draws one circuit of the findings, by its index: its areas round a ring in the order they are visited, an arrow
// per leg with the number of rounds in which it was gone, dashed where it leaves out a stop, and in the middle period,
// support and the chance that it is noise. The error is about the options or an index that the findings do not have;
// findings without circuits give an empty chart that says so.
func Circuit(d timeline.Dossier, f analysis.Findings, index int, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err != nil {
		return nil, err
	}
	meta := Meta{Kind: "circuit", Zone: r.display.Zone(), Axis: "Areas in the order of a round", Lanes: []Lane{}, Height: ringHeight}
	c := charts.NewGraph()
	c.MultiSeries = charts.MultiSeries{}
	c.SetGlobalOptions(charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}))
	circuits := analysis.Of[analysis.Circuit](f)
	if len(circuits) == 0 {
		rule := f.Parameters.Circuit
		meta.Height = emptyHeight
		meta.Notes = append(failedNotes(f, meta.Kind),
			fmt.Sprintf("Nothing to draw: no round through at least %s was gone at least %s in a way that chance would not explain.",
				words.Count(rule.Stops, "area"), words.Count(rule.Rounds, "time")))
		return finish(r, meta, c.JSON(), true)
	}
	if index < 0 || index >= len(circuits) {
		return nil, fmt.Errorf("there is no circuit %d: the findings hold %d", index, len(circuits))
	}
	found := circuits[index]
	ring := r.ringOf(len(found.Areas))
	series := ring.series(r)
	series.Data = ring.nodes(r, found.Areas)
	series.Links = ring.links(r, legCounts(found, seenIn(d, f)), len(found.Rounds))
	c.MultiSeries = append(c.MultiSeries, series)
	meta.Notes = []string{found.Text,
		"Numbers on the arrows are rounds in which the leg was gone; a dashed arrow leaves out a stop that was not seen."}
	out := c.JSON()
	out["graphic"] = r.ringText(found)
	return finish(r, meta, out, false)
}

// ring is the positions of n areas round a ring, clockwise from the top, px.
type ring struct{ x, y []float64 }

func (r resolved) ringOf(n int) ring {
	wide := math.Max(60, math.Min(float64(r.Width)/2-ringLabel, 210))
	high := float64(ringHeight)/2 - labelRow
	var g ring
	for k := range n {
		angle := 2*math.Pi*float64(k)/float64(n) - math.Pi/2
		g.x = append(g.x, math.Round(float64(r.Width)/2+wide*math.Cos(angle)))
		g.y = append(g.y, math.Round(float64(ringHeight)/2+high*math.Sin(angle)))
	}
	return g
}

// series is the ring's box in the chart: as large as the positions reach, so that they are drawn where they are.
func (g ring) series(r resolved) charts.SingleSeries {
	left, right, top, bottom := g.x[0], g.x[0], g.y[0], g.y[0]
	for k := range g.x {
		left, right = math.Min(left, g.x[k]), math.Max(right, g.x[k])
		top, bottom = math.Min(top, g.y[k]), math.Max(bottom, g.y[k])
	}
	return charts.SingleSeries{
		Type: types.ChartGraph, Id: "ring", Layout: "none",
		Left: px(int(left)), Right: px(r.Width - int(right)), Top: px(int(top)), Bottom: px(ringHeight - int(bottom)),
		EdgeSymbol: []string{"none", "arrow"}, EdgeSymbolSize: 9, SymbolSize: 22,
		EdgeLabel: map[string]any{"show": true, "formatter": "legRounds", "fontSize": 12, "fontWeight": "bold", "color": r.palette.Text,
			"backgroundColor": r.palette.Ground, "padding": []int{1, 3}},
	}
}

// node is a graph's node with its own label, which go-echarts' has no field for.
type node struct {
	opts.GraphNode
	Label map[string]any `json:"label"`
}

func (g ring) nodes(r resolved, areas []string) []node {
	var out []node
	for k, name := range areas {
		label := plain(name)
		if label == "" {
			label = "Area without a name"
		}
		// The number keeps areas of one name apart, and tells the order.
		where, room := "right", float64(r.Width)-g.x[k]
		switch middle := float64(r.Width) / 2; {
		case math.Abs(g.x[k]-middle) < 20 && g.y[k] < ringHeight/2:
			where, room = "top", float64(r.Width)
		case math.Abs(g.x[k]-middle) < 20:
			where, room = "bottom", float64(r.Width)
		case g.x[k] < middle:
			where, room = "left", g.x[k]
		}
		label = fmt.Sprintf("%d · %s", k+1, shorten(label, min(48, int((room-26)/letterWidth)-4)))
		out = append(out, node{
			opts.GraphNode{Name: label, X: float32(g.x[k]), Y: float32(g.y[k]), ItemStyle: &opts.ItemStyle{Color: r.palette.Leg}},
			map[string]any{"show": true, "position": where, "color": r.palette.Text, "fontSize": 12, "distance": 7},
		})
	}
	return out
}

// leg is a movement from one area of a circuit to another, by their places in the round.
type leg struct{ from, to int }

// legCounts counts in how many rounds each leg was gone; a round that is not complete leaves out a stop.
func legCounts(c analysis.Circuit, all []seen) map[leg]int {
	stop := map[int]int{}
	for k, area := range c.Indexes {
		stop[area] = k
	}
	area := map[string]int{}
	for _, s := range all {
		area[s.ID] = s.area
	}
	counts := map[leg]int{}
	for _, round := range c.Rounds {
		last := -1
		gone := map[leg]bool{}
		for _, id := range round.Sightings {
			k, ok := stop[area[id]]
			if ok && last >= 0 && k != last {
				gone[leg{last, k}] = true
			}
			if ok {
				last = k
			}
		}
		for l := range gone {
			counts[l]++
		}
	}
	return counts
}

// links draws the legs of the round in order, and those that leave out a stop.
func (g ring) links(r resolved, counts map[leg]int, rounds int) []opts.GraphLink {
	n := len(g.x)
	var out []opts.GraphLink
	for skip := 1; skip <= 2 && skip < n; skip++ {
		for k := range n {
			gone := counts[leg{k, (k + skip) % n}]
			if gone == 0 {
				continue
			}
			style := &opts.LineStyle{Color: r.palette.Leg, Width: 1 + 3*float32(gone)/float32(max(1, rounds)), Curveness: 0.18,
				Opacity: opts.Float(1)}
			if skip > 1 {
				style.Type, style.Width, style.Curveness = "dashed", 1.2, 0.05
			}
			out = append(out, opts.GraphLink{Source: k, Target: (k + skip) % n, Value: float32(gone), LineStyle: style})
		}
	}
	return out
}

// ringText tells in the middle of the ring how often, how regular and how likely by chance.
func (r resolved) ringText(c analysis.Circuit) map[string]any {
	lines := []string{
		"every " + periodWords(c),
		fmt.Sprintf("%s, %d complete", words.Count(len(c.Rounds), "round"), c.Complete),
		fmt.Sprintf("p = %.3g", c.Chance),
	}
	if c.Track != "" {
		lines = append([]string{plain(c.Track)}, lines...)
	}
	return map[string]any{
		"type": "text", "left": "center", "top": "middle", "silent": true,
		"style": map[string]any{
			"text": strings.Join(lines, "\n"), "fill": r.palette.Text, "fontSize": 13, "lineHeight": 18, "fontFamily": fonts,
			"textAlign": "center",
		},
	}
}

// periodWords is a circuit's period and spread in the words of its sentence.
func periodWords(c analysis.Circuit) string {
	d, s := time.Duration(c.Period).Hours()/24, time.Duration(c.Spread).Hours()/24
	if d < 3 {
		return fmt.Sprintf("%.0f ± %.0f hours", 24*d, 24*s)
	}
	return fmt.Sprintf("%.0f ± %.0f days", d, math.Max(0, math.Ceil(s-0.1)))
}
