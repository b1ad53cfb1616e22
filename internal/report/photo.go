package report

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // may be given
	"io"
	"math"

	scale "golang.org/x/image/draw"
)

// Photo is a picture of the subject, made anew from the one that was given: nothing but its pixels is left.
type Photo struct {
	JPEG          []byte
	Width, Height int // px
	Alt           string
}

const (
	mostPhotoBytes  = 30 << 20
	mostPhotoPixels = 64 << 20 // of the one given
	photoSide       = 900      // px of the longer side, three inches at 300 dots to the inch
	photoQuality    = 88
)

// NewPhoto reads a JPEG or PNG picture of a subject, turns it upright as its metadata say, makes it as small as a report
// needs, and leaves the metadata out. The same bytes give the same photo.
func NewPhoto(r io.Reader) (Photo, error) {
	body, err := io.ReadAll(io.LimitReader(r, mostPhotoBytes+1))
	if err != nil {
		return Photo{}, fmt.Errorf("read photo: %w", err)
	}
	if len(body) > mostPhotoBytes {
		return Photo{}, fmt.Errorf("read photo: it has more than %d MiB", mostPhotoBytes>>20)
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(body))
	switch {
	case errors.Is(err, image.ErrFormat) || err == nil && format != "jpeg" && format != "png":
		return Photo{}, errors.New("read photo: it is neither JPEG nor PNG")
	case err != nil:
		return Photo{}, fmt.Errorf("read photo: %w", err)
	case size.Width < 1 || size.Height < 1 || size.Width > mostPhotoPixels/size.Height:
		return Photo{}, fmt.Errorf("read photo: %d by %d pixels are too many, or none; %d million are the most", size.Width, size.Height,
			mostPhotoPixels>>20)
	}
	given, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return Photo{}, fmt.Errorf("read photo: %w", err)
	}
	upright := turned(shrunk(given), orientation(body))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright, &jpeg.Options{Quality: photoQuality}); err != nil {
		return Photo{}, fmt.Errorf("write photo: %w", err)
	}
	b := upright.Bounds()
	return Photo{JPEG: out.Bytes(), Width: b.Dx(), Height: b.Dy()}, nil
}

// shrunk is a picture on white, no larger than reports need.
func shrunk(given image.Image) *image.RGBA {
	b := given.Bounds()
	w, h := b.Dx(), b.Dy()
	if by := float64(photoSide) / float64(max(w, h)); by < 1 {
		w, h = max(1, int(math.Round(float64(w)*by))), max(1, int(math.Round(float64(h)*by)))
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	scale.Draw(out, out.Bounds(), image.White, image.Point{}, scale.Src)
	scale.CatmullRom.Scale(out, out.Bounds(), given, b, scale.Over, nil)
	return out
}

// turned turns and mirrors a picture as an orientation of EXIF asks, 1 to 8.
func turned(p *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return p
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := x, y // where the pixel comes from
			switch orientation {
			case 2:
				fx = w - 1 - x
			case 3:
				fx, fy = w-1-x, h-1-y
			case 4:
				fy = h - 1 - y
			case 5:
				fx, fy = y, x
			case 6:
				fx, fy = y, w-1-x
			case 7:
				fx, fy = h-1-y, w-1-x
			case 8:
				fx, fy = h-1-y, x
			}
			out.SetRGBA(x, y, p.RGBAAt(fx, fy))
		}
	}
	return out
}

// orientation is what the EXIF metadata of a JPEG say of how it was held (JEITA CP-3451, tag 0x0112), 1 where they say
// nothing that can be read.
func orientation(body []byte) int {
	const upright = 1
	if len(body) < 4 || body[0] != 0xff || body[1] != 0xd8 {
		return upright
	}
	for at := 2; at+4 <= len(body) && body[at] == 0xff; {
		marker, size := body[at+1], int(binary.BigEndian.Uint16(body[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(body) { // the picture itself, or damage
			return upright
		}
		if segment := body[at+4 : at+2+size]; marker == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return tiffOrientation(segment[6:])
		}
		at += 2 + size
	}
	return upright
}

// tiffOrientation looks the orientation up in the first directory of a TIFF block.
func tiffOrientation(tiff []byte) int {
	const upright = 1
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := int(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + 12*int64(i)
		if e+12 > int64(len(tiff)) {
			return upright
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return upright
		}
	}
	return upright
}
