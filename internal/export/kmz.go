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
)

// writeKMZ writes a KMZ file: the document and the two pictures its marks are drawn with. It refers to nothing outside
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
	for _, icon := range []struct {
		name string
		hole float64
	}{{iconExact, 0}, {iconRing, 0.55}} {
		f, err := z.Create(icon.name)
		if err != nil {
			return err
		}
		if _, err := f.Write(disc(icon.hole)); err != nil {
			return err
		}
	}
	return z.Close()
}

// The pictures of marks: a disc where the position is exact, a ring where it stands for an area.
const (
	iconExact = "files/exact.png"
	iconRing  = "files/area.png"
)

// disc draws a white disc with a dark rim as PNG, with a hole of that part of its radius. Google Earth tints it.
func disc(hole float64) []byte {
	const size, radius = 32, 14.0
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			d := math.Hypot(float64(x)-size/2+0.5, float64(y)-size/2+0.5)
			cover := min(1, max(0, radius-d+0.5)) * min(1, max(0, d-hole*radius+0.5))
			if hole == 0 {
				cover = min(1, max(0, radius-d+0.5))
			}
			shade := uint8(255)
			if d > radius-2 {
				shade = 150
			}
			img.SetNRGBA(x, y, color.NRGBA{shade, shade, shade, uint8(255 * cover)})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // writing to memory
	return b.Bytes()
}
