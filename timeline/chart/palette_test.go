package chart

import (
	"math"
	"strconv"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// linear returns the linear-light components of "#rrggbb".
func linear(t *testing.T, color string) [3]float64 {
	t.Helper()
	n, err := strconv.ParseUint(color[1:], 16, 24)
	if err != nil || len(color) != 7 || color[0] != '#' {
		t.Fatalf("%q is not #rrggbb", color)
	}
	var out [3]float64
	for i := range out {
		c := float64(n>>(16-8*i)&255) / 255
		if c <= 0.04045 {
			out[i] = c / 12.92
		} else {
			out[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return out
}

// contrast is the WCAG 2 contrast ratio.
func contrast(t *testing.T, a, b string) float64 {
	luminance := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	x, y := luminance(linear(t, a)), luminance(linear(t, b))
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// sight are the colour transforms of Machado, Oliveira and Fernandes (2009) for full dichromacy, on linear light.
var sight = map[string][9]float64{
	"normal":       {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// lab returns CIE L*a*b* (D65) of linear sRGB.
func lab(c [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.95047)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func difference(t *testing.T, a, b string, m [9]float64) float64 {
	seen := func(color string) [3]float64 {
		c := linear(t, color)
		var out [3]float64
		for i := range out {
			out[i] = min(1, max(0, m[3*i]*c[0]+m[3*i+1]*c[1]+m[3*i+2]*c[2]))
		}
		return lab(out)
	}
	x, y := seen(a), seen(b)
	return math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
}

func TestPaletteStandsOut(t *testing.T) {
	for theme, p := range Palettes() {
		for name, c := range map[string]string{"text": p.Text, "muted": p.Muted} {
			if got := contrast(t, c, p.Ground); got < 4.5 {
				t.Errorf("%s: %s text at %.2f:1", theme, name, got)
			}
		}
		marks := map[string]string{"encounter": p.Encounter, "leg": p.Leg, "conflict": p.Conflict, "selected": p.Selected, "other": p.Other}
		for s, c := range p.Kinds {
			marks[string(s)] = c
		}
		for name, c := range marks {
			for ground, g := range map[string]string{"ground": p.Ground, "gap": p.Gap} {
				if got := contrast(t, c, g); got < 3 {
					t.Errorf("%s: %s at %.2f:1 on the %s", theme, name, got, ground)
				}
			}
		}
	}
}

// Two kinds a colour-blind reader takes for one would be a wrong answer, so their colours stay 25 apart in L*a*b*,
// about ten times what is just noticeable.
func TestPaletteForColourBlindReaders(t *testing.T) {
	for theme, p := range Palettes() {
		colors := map[string]string{"other": p.Other}
		for k, c := range p.Kinds {
			if k != kinds.Entry { // pale among inquiries, and like them
				colors[string(k)] = c
			}
		}
		for kind, m := range sight {
			for a, x := range colors {
				for b, y := range colors {
					if a < b {
						if got := difference(t, x, y, m); got < 25 {
							t.Errorf("%s, %s: %s and %s only %.1f apart", theme, kind, a, b, got)
						}
					}
				}
			}
		}
	}
}

func TestEveryKindHasAColour(t *testing.T) {
	for theme, p := range Palettes() {
		for _, k := range kinds.Names(nil) {
			if p.Kind(k) == "" || (p.Kind(k) == p.Other) != (k == timeline.KindRecord) {
				t.Errorf("%s: %s has no colour", theme, k)
			}
		}
		if p.Kind("radio") != p.Other {
			t.Errorf("%s: an unknown kind has no colour", theme)
		}
	}
}
