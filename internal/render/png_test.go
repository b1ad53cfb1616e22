package render

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// painted draws a drawing of 100 by 100 px, twice as large, and returns the picture.
func painted(t *testing.T, inside string) image.Image {
	t.Helper()
	var first, second bytes.Buffer
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">` + inside + `</svg>`
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := SVGPNG(out, svg, 100, 100, 2); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same drawing gave other bytes")
	}
	m, err := png.Decode(&first)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPNG(t *testing.T) {
	white, red, blue, pink := color.RGBA{255, 255, 255, 255}, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255},
		color.RGBA{255, 127, 127, 255}
	type at map[image.Point]color.RGBA
	for _, tt := range []struct {
		name, svg string
		want      at
	}{
		{"nothing", ``, at{{5, 5}: white}},
		{"fill", `<rect x="10" y="10" width="20" height="20" fill="#f00"/>`,
			at{{21, 21}: red, {58, 58}: red, {62, 62}: white, {18, 30}: white}},
		{"half covering", `<rect width="50" height="50" fill="#f00" fill-opacity="0.5"/>`, at{{40, 40}: pink}},
		{"a hole", `<path d="M0 0H50V50H0Z M10 10V40H40V10Z" fill="#f00"/>`, at{{5, 5}: red, {50, 50}: white}},
		{"stroke over fill", `<rect x="10" y="10" width="20" height="20" fill="#f00" stroke="#00f" stroke-width="4"/>`,
			at{{18, 30}: blue, {40, 40}: red}},
		{"dashes", `<path d="M0 10H100" stroke="#00f" stroke-width="6" stroke-dasharray="20 20" fill="none"/>`,
			at{{20, 20}: blue, {60, 20}: white, {100, 20}: blue}},
		{"square ends", `<path d="M20 10H40" stroke="#00f" stroke-width="10" stroke-linecap="square" fill="none"/>`,
			at{{32, 20}: blue, {27, 20}: white, {88, 12}: blue}},
		{"round ends", `<path d="M20 10H40" stroke="#00f" stroke-width="10" stroke-linecap="round" fill="none"/>`,
			at{{32, 20}: blue, {31, 11}: white}},
		{"clip", `<clipPath id="c"><rect width="10" height="100"/></clipPath><g clip-path="url(#c)"><rect width="90" height="90" fill="#f00"/></g>`, at{{10, 50}: red, {30, 50}: white}},
		{"clips within clips", `<clipPath id="c"><rect width="10" height="100"/></clipPath><clipPath id="d"><rect width="100" height="10"/></clipPath><g clip-path="url(#c)"><g clip-path="url(#d)"><rect width="90" height="90" fill="#f00"/></g></g>`,
			at{{10, 10}: red, {30, 10}: white, {10, 30}: white}},
		{"transform", `<g transform="translate(50 0)"><rect width="10" height="10" fill="#f00"/></g>`, at{{10, 10}: white, {110, 10}: red}},
		{"a gradient", `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient></defs><rect width="100" height="10" fill="url(#g)"/>`,
			at{{0, 10}: {254, 0, 1, 255}, {199, 10}: {1, 0, 254, 255}}},
		{"far outside", `<rect x="-1e7" y="-1e7" width="2e7" height="2e7" fill="#f00"/><rect x="1e6" y="3" width="5" height="5"/>`,
			at{{100, 100}: red}},
		{"a letter", `<text x="0" y="90" font-size="100" font-weight="bold" fill="#00f">I</text>`, at{{27, 120}: blue, {100, 120}: white}},
		{"a letter with a halo", `<text x="20" y="90" font-size="100" fill="#00f" stroke="#f00" stroke-width="6">l</text>`,
			at{{51, 100}: red, {62, 100}: blue}},
		{"letters end there", `<text x="100" y="90" font-size="100" text-anchor="end" fill="#00f">■</text>`,
			at{{150, 130}: blue, {20, 130}: white}},
	} {
		m := painted(t, tt.svg)
		for p, want := range tt.want {
			if got := color.RGBAModel.Convert(m.At(p.X, p.Y)); got != want {
				t.Errorf("%s: %v is %v, want %v", tt.name, p, got, want)
			}
		}
	}
}

// The picture of every map agrees with its size.
func TestPNGOfMaps(t *testing.T) {
	base := openAtlas(t)
	for name, d := range dossiers() {
		m, err := TravelMap(base, d, MapOptions{Key: true})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := SVGPNG(&out, m.SVG, m.Width, m.Height, 1); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c, err := png.DecodeConfig(&out); err != nil || c.Width != m.Width || c.Height != m.Height {
			t.Errorf("%s: %d by %d, %v", name, c.Width, c.Height, err)
		}
	}
}

func TestPNGRefuses(t *testing.T) {
	for _, tt := range []struct {
		svg   string
		width int
		scale float64
	}{{"<svg/>", 0, 1}, {"<svg/>", 100, 0}, {"<svg/>", 100, -1}, {"<svg/>", 100_000, 50}, {"<svg><image/></svg>", 10, 1},
		{"no drawing", 10, 1}, {`<svg><g clip-path="url(#x)"/></svg>`, 10, 1}} {
		if err := SVGPNG(&bytes.Buffer{}, tt.svg, tt.width, tt.width, tt.scale); err == nil {
			t.Errorf("%s, %d px, %g times: no error", tt.svg, tt.width, tt.scale)
		}
	}
}
