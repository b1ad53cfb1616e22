package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"sightline/timeline"
)

// writeKMZ writes a KMZ file: the document and the pictures its marks are drawn with. It refers to nothing outside
// itself, so that opening it tells nobody.
func writeKMZ(ctx context.Context, w io.Writer, m *material) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	doc, err := z.Create("doc.kml")
	if err != nil {
		return err
	}
	if err := m.writeKML(ctx, doc); err != nil {
		return err
	}
	for _, symbol := range timeline.Symbols() {
		for _, exact := range []bool{true, false} {
			f, err := z.Create(iconName(symbol, exact))
			if err != nil {
				return err
			}
			if _, err := f.Write(picture(symbol, exact)); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

// iconName is the file of a symbol's picture: solid where the position is exact, hollow where it stands for an area.
func iconName(symbol timeline.Symbol, exact bool) string {
	if exact {
		return "files/" + string(symbol) + ".png"
	}
	return "files/" + string(symbol) + "-area.png"
}

// picture draws a white symbol with a dark rim as PNG, with a hole where it is hollow. Google Earth tints it.
func picture(symbol timeline.Symbol, exact bool) []byte {
	const size, radius, fine = 32, 10.5, 4 // fine: samples of a pixel in each direction
	const rim, hole = 2.0, 4.5             // px from the outline
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			covered, light := 0, 0
			for i := range fine * fine {
				px := float64(x) + (float64(i%fine)+0.5)/fine - size/2
				py := float64(y) + (float64(i/fine)+0.5)/fine - size/2
				if d := depth(symbol.Corners(), px, py, radius); d >= 0 && (exact || d < hole) {
					covered++
					if d >= rim {
						light++
					}
				}
			}
			if covered > 0 {
				shade := uint8(150 + 105*light/covered)
				img.SetNRGBA(x, y, color.NRGBA{shade, shade, shade, uint8(255 * covered / (fine * fine))})
			}
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // writing to memory
	return b.Bytes()
}

// depth is how far within an outline a point is, below 0 outside. Without corners the outline is a circle.
func depth(corners [][2]float64, x, y, radius float64) float64 {
	if len(corners) == 0 {
		return radius*1.2 - math.Hypot(x, y) // a circle fills its square less than what has corners
	}
	least := math.Inf(1)
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		dx, dy := b[0]-a[0], b[1]-a[1]
		least = min(least, ((y-a[1]*radius)*dx-(x-a[0]*radius)*dy)/math.Hypot(dx, dy))
	}
	return least
}
