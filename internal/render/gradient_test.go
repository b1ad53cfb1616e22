package render

import (
	"bytes"
	"image/png"
	"testing"
)

// TestGradientsFadeIntoTheirPaper draws a bar that is clear at its end on dark and on no paper.
func TestGradientsFadeIntoTheirPaper(t *testing.T) {
	const bar = `<defs><linearGradient id="g"><stop offset="0" stop-color="#9aa7b6"/><stop offset="1" stop-color="#9aa7b6" stop-opacity="0"/></linearGradient></defs>` +
		`<g><rect x="10" y="10" width="80" height="10" fill="url(#g)"/></g>`
	for paper, want := range map[string]uint32{`<rect width="100" height="30" fill="#151a21"/>`: 0x15, ``: 0xff,
		`<rect width="50" height="30" fill="#151a21"/>`: 0xff} {
		svg := `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="30">` + paper + bar + `</svg>`
		var b bytes.Buffer
		if err := SVGPNG(&b, svg, 100, 30, 1); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		solid, _, _, _ := picture.At(11, 15).RGBA()
		clear, _, _, _ := picture.At(88, 15).RGBA()
		if solid>>8 < 0x90 || solid>>8 > 0xa4 || max(clear>>8, want)-min(clear>>8, want) > 6 {
			t.Errorf("on %q the bar goes from %02x to %02x, want it to end near %02x", paper, solid>>8, clear>>8, want)
		}
	}
}
