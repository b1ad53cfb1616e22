package chart

import (
	"unicode/utf8"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// Legend symbols, drawn as the marks are.
const (
	iconPath    = "path://"
	iconDisc    = "circle"
	iconBar     = "roundRect"
	iconWarning = "triangle"

	iconCandidate = "path://M12.5 7a5.5 5.5 0 1 1-11 0a5.5 5.5 0 1 1 11 0M5.4 5.6a1.6 1.6 0 1 1 2.3 1.5c-.5.3-.7.6-.7 1.1M7 9.9v.2"
)

// entry is one line of the legend.
type entry struct {
	Name      string         `json:"name"`
	Icon      string         `json:"icon"`
	ItemStyle map[string]any `json:"itemStyle"`
}

// legend lists the layers that have a symbol, once per name. The page has its own, with switches.
func legend(r resolved, layers []layer) opts.Legend {
	if !r.Static {
		return opts.Legend{Show: opts.Bool(false)}
	}
	var entries []entry
	for _, l := range inLegend(layers) {
		style := map[string]any{"color": l.color}
		if l.render == "gap" {
			style = map[string]any{"color": l.color, "borderColor": r.palette.Muted, "borderWidth": 1}
		}
		if l.hollow {
			style = map[string]any{"color": "transparent", "borderColor": l.color, "borderWidth": 1.6}
		}
		entries = append(entries, entry{Name: l.name, Icon: l.icon, ItemStyle: style})
	}
	return opts.Legend{
		Show: opts.Bool(true), Left: px(r.labelWidth()), Right: px(rightMargin), Top: "4", Data: entries,
		ItemWidth: 11, ItemHeight: 11,
		TextStyle: &opts.TextStyle{Color: r.palette.Muted, FontSize: 11},
	}
}

func inLegend(layers []layer) []layer {
	var out []layer
	seen := map[string]bool{}
	for _, l := range layers {
		if l.icon != "" && !seen[l.name] {
			seen[l.name] = true
			out = append(out, l)
		}
	}
	return out
}

// legendHeight estimates how high the wrapped legend is, px, from the usual width of its letters.
func legendHeight(r resolved, layers []layer) int {
	room := r.rowWidth()
	rows, used := 1, 0
	for _, l := range inLegend(layers) {
		w := 11 + 5 + 10 + 5*utf8.RuneCountInString(l.name)
		if used > 0 && used+w > room {
			rows, used = rows+1, 0
		}
		used += w
	}
	return rows*legendRow + 4
}
