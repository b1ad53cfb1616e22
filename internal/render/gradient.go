package render

import (
	"fmt"
	"math"
	"strings"
)

// stop is a colour at a share of the way of a gradient.
type stop struct {
	at, alpha float64
	color     Color
}

type stops []stop

func stopsOf(g *node) (stops, error) {
	var out stops
	for _, c := range g.children {
		if c.name != "stop" {
			continue
		}
		color, err := colorOf(c.attrs["stop-color"])
		if err != nil {
			return nil, err
		}
		out = append(out, stop{share(c.attrs["offset"]), c.number("stop-opacity", 1) * alphaOf(c.attrs["stop-color"]), color})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("gradient %q has no colours", g.attrs["id"])
	}
	return out, nil
}

// share reads "0.5" or "50%".
func share(s string) float64 {
	v := numbers(strings.TrimSuffix(s, "%"))
	if len(v) == 0 {
		return 0
	}
	if strings.HasSuffix(s, "%") {
		return v[0] / 100
	}
	return v[0]
}

// paperOf is what a drawing is drawn on: what its first shape fills all of it with, else white.
func paperOf(svg *node) Color {
	white := Color{255, 255, 255}
	for _, c := range svg.children {
		switch c.name {
		case "", "title", "desc", "defs":
			continue
		}
		if c.name != "rect" || c.attrs["x"] != "" || c.attrs["y"] != "" || c.attrs["width"] != svg.attrs["width"] ||
			c.attrs["height"] != svg.attrs["height"] {
			return white
		}
		if paper, err := colorOf(c.attrs["fill"]); err == nil {
			return paper
		}
		return white
	}
	return white
}

// at is the colour at a share of the way, mixed with the paper as far as it is transparent.
func (s stops) at(t, alpha float64, paper Color) Color {
	from, to := s[0], s[len(s)-1]
	for i := range s {
		if s[i].at <= t {
			from = s[i]
		}
	}
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].at >= t {
			to = s[i]
		}
	}
	k := 0.0
	if to.at > from.at {
		k = (t - from.at) / (to.at - from.at)
	}
	covers := (from.alpha + k*(to.alpha-from.alpha)) * alpha
	mix := func(a, b, paper uint8) uint8 {
		v := float64(a) + k*(float64(b)-float64(a))
		return uint8(math.Round(covers*v + (1-covers)*float64(paper)))
	}
	return Color{mix(from.color.R, to.color.R, paper.R), mix(from.color.G, to.color.G, paper.G), mix(from.color.B, to.color.B, paper.B)}
}

// ends returns where a gradient begins and ends, in the coordinates of what is filled.
func ends(g *node, o *outline) (x1, y1, x2, y2 float64) {
	if g.attrs["gradientUnits"] == "userSpaceOnUse" {
		return g.number("x1", 0), g.number("y1", 0), g.number("x2", 0), g.number("y2", 0)
	}
	along := func(name, other string, axis int) float64 {
		v := g.attrs[name]
		if v == "" {
			v = other
		}
		return o.smallest[axis] + share(v)*(o.largest[axis]-o.smallest[axis])
	}
	return along("x1", "0%", 0), along("y1", "0%", 1), along("x2", "100%", 0), along("y2", "0%", 1)
}
