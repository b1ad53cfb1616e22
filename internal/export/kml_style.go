package export

import (
	"html"
	"image/color"
	"strconv"
	"strings"

	"sightline/timeline"
)

// styleID is the style of a row's mark.
func styleID(r *row) string { return styleName(r.of.Name, r.Where.Class.Exact(), r.aside()) }

func styleName(kind timeline.KindName, exact, aside bool) string {
	name := string(kind)
	if exact {
		name += "-exact"
	}
	if aside {
		name += "-aside"
	}
	return name
}

// paint is a colour "#rrggbb" of the palette with an opacity of 0 to 255.
func paint(hex string, alpha uint8) color.Color {
	v, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 24)
	if err != nil {
		panic("export: the palette has the colour " + hex)
	}
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), alpha} // KML does not multiply colours by opacity
}

// balloon writes remarks as the HTML of a balloon. Google Earth puts values in the place of "$[name]", also in the text of
// records.
func balloon(all []remark) string {
	var b strings.Builder
	for _, r := range all {
		b.WriteString("<b>")
		b.WriteString(r.name)
		b.WriteString("</b> ")
		b.WriteString(strings.ReplaceAll(html.EscapeString(printable(r.text)), "$[", "&#36;["))
		b.WriteString("<br>")
	}
	return b.String()
}
