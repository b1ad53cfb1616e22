package chart

import (
	"fmt"
	"strings"
)

// StyleSheet returns what a page shares with the charts in it, as properties of CSS that follow the page's color-scheme.
func StyleSheet() string {
	both := Palettes()
	light, dark := both[Light], both[Dark]
	var css strings.Builder
	css.WriteString(":root {\n")
	for _, c := range []struct{ name, light, dark string }{
		{"ground", light.Ground, dark.Ground},
		{"text", light.Text, dark.Text},
		{"muted", light.Muted, dark.Muted},
		{"rule", light.Rule, dark.Rule},
		{"selected", light.Selected, dark.Selected},
	} {
		fmt.Fprintf(&css, "  --%s: light-dark(%s, %s);\n", c.name, c.light, c.dark)
	}
	css.WriteString("}\n")
	return css.String()
}
