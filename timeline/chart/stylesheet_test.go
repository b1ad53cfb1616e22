package chart

import (
	"fmt"
	"strings"
	"testing"
)

func TestStyleSheetHasTheColoursOfBothThemes(t *testing.T) {
	light, dark := Palettes()[Light], Palettes()[Dark]
	css := StyleSheet()
	for name, c := range map[string][2]string{
		"ground": {light.Ground, dark.Ground}, "text": {light.Text, dark.Text}, "muted": {light.Muted, dark.Muted},
		"rule": {light.Rule, dark.Rule}, "selected": {light.Selected, dark.Selected},
	} {
		if want := fmt.Sprintf("--%s: light-dark(%s, %s);", name, c[0], c[1]); !strings.Contains(css, want) {
			t.Errorf("no %s in\n%s", want, css)
		}
	}
}
