package chart

import (
	"fmt"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Theme is the ground a chart is drawn on.
type Theme string

const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Palette is the one set of colours for chart, map and report, "#rrggbb" throughout. The kinds' colours were searched
// for: each stands out from its ground by at least 3:1, and all stay apart for readers with any of the three kinds of
// dichromacy; the tests measure both. How a position is known is told by shape, never by colour alone.
type Palette struct {
	Ground    string                       `json:"ground"`    // what the chart is drawn on
	Text      string                       `json:"text"`      //
	Muted     string                       `json:"muted"`     // axis labels and notes
	Rule      string                       `json:"rule"`      // grid lines
	Gap       string                       `json:"gap"`       // band where nothing was seen
	Encounter string                       `json:"encounter"` // frame round the inquiries of one stop
	Leg       string                       `json:"leg"`       // what is inferred: movement, visits, distance
	Conflict  string                       `json:"conflict"`  // records that cannot both be right
	Selected  string                       `json:"selected"`  // the chosen sighting
	Other     string                       `json:"other"`     // records of no kind that is known
	Kinds     map[timeline.KindName]string `json:"kinds"`
}

// PaletteOf returns the colours of a theme; "" stands for Light.
func PaletteOf(t Theme) (Palette, error) {
	switch t {
	case Light, "":
		return Palette{
			Ground: "#ffffff", Text: "#1c2430", Muted: "#5a6675", Rule: "#e3e7ec", Gap: "#e6eaf0",
			Encounter: "#1c2430", Leg: "#5a6675", Conflict: "#c8102e", Selected: "#b0126e", Other: kinds.Of(timeline.KindRecord).Light,
			Kinds: colours(func(k timeline.Kind) string { return k.Light }),
		}, nil
	case Dark:
		return Palette{
			Ground: "#151a21", Text: "#e8ecf1", Muted: "#9aa7b6", Rule: "#2a323d", Gap: "#232b37",
			Encounter: "#e8ecf1", Leg: "#9aa7b6", Conflict: "#ff6b6b", Selected: "#ff7ac2", Other: kinds.Of(timeline.KindRecord).Dark,
			Kinds: colours(func(k timeline.Kind) string { return k.Dark }),
		}, nil
	}
	return Palette{}, fmt.Errorf("chart theme %q is neither %q nor %q", t, Light, Dark)
}

// Palettes returns the colours of both themes, for the page to choose from.
func Palettes() map[Theme]Palette {
	both := map[Theme]Palette{}
	for _, t := range []Theme{Light, Dark} {
		both[t], _ = PaletteOf(t) // both themes are known
	}
	return both
}

// colours are those of all kinds.
func colours(of func(timeline.Kind) string) map[timeline.KindName]string {
	all := map[timeline.KindName]string{}
	for _, k := range kinds.All() {
		all[k.Name] = of(k)
	}
	return all
}

// Kind returns the colour of a kind.
func (p Palette) Kind(k timeline.KindName) string {
	if c, ok := p.Kinds[k]; ok {
		return c
	}
	return p.Other
}
