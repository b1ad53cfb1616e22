package report

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// exif is a JPEG held as an orientation says, with a place and a camera in its metadata.
func exif(t *testing.T, orientation byte, little bool) []byte {
	t.Helper()
	var order binary.AppendByteOrder = binary.BigEndian
	tiff := []byte("MM\x00*")
	if little {
		order, tiff = binary.LittleEndian, []byte("II*\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, tag := range [][2]uint16{{0x010f, 0}, {0x0112, uint16(orientation)}} {
		tiff = order.AppendUint16(tiff, tag[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, tag[1])
		tiff = append(tiff, 0, 0)
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	segment = append(segment, "GPS 35.4676N SecretCam"...)
	p := portrait(t, 40, 20)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), p[2:]...)
}

func TestPhoto(t *testing.T) {
	for orientation := byte(0); orientation <= 9; orientation++ {
		given := exif(t, orientation, orientation%2 == 0)
		photo, err := NewPhoto(bytes.NewReader(given))
		if err != nil {
			t.Fatal(err)
		}
		again, err := NewPhoto(bytes.NewReader(given))
		if err != nil || !bytes.Equal(photo.JPEG, again.JPEG) {
			t.Error("the same photo gave other bytes")
		}
		if bytes.Contains(photo.JPEG, []byte("SecretCam")) || bytes.Contains(photo.JPEG, []byte("Exif")) {
			t.Error("metadata are left in")
		}
		w, h := 40, 20
		if orientation >= 5 && orientation <= 8 {
			w, h = h, w
		}
		if photo.Width != w || photo.Height != h {
			t.Errorf("orientation %d: %d by %d", orientation, photo.Width, photo.Height)
		}
		p, err := jpeg.Decode(bytes.NewReader(photo.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		// The upper left corner of the picture as it was taken is dark, red grows to the right and green downward.
		corner := map[byte][2]int{2: {w - 2, 1}, 3: {w - 2, h - 2}, 4: {1, h - 2}, 5: {1, 1}, 6: {w - 2, 1}, 7: {w - 2, h - 2},
			8: {1, h - 2}}
		at, ok := corner[orientation]
		if !ok {
			at = [2]int{1, 1}
		}
		if c := color.RGBAModel.Convert(p.At(at[0], at[1])).(color.RGBA); c.R > 60 || c.G > 60 {
			t.Errorf("orientation %d: %v in the corner", orientation, c)
		}
	}
}

func TestPhotosRefusedAndShrunk(t *testing.T) {
	var clear bytes.Buffer
	if err := png.Encode(&clear, image.NewNRGBA(image.Rect(0, 0, 2400, 800))); err != nil {
		t.Fatal(err)
	}
	photo, err := NewPhoto(&clear)
	if err != nil || photo.Width != photoSide || photo.Height != 300 {
		t.Fatalf("%d by %d, %v", photo.Width, photo.Height, err)
	}
	p, err := jpeg.Decode(bytes.NewReader(photo.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	if c := color.GrayModel.Convert(p.At(5, 5)).(color.Gray); c.Y < 250 {
		t.Errorf("what is clear became %v, not white", c)
	}
	// A header that promises a hundred thousand pixels either way.
	var bomb bytes.Buffer
	if err := png.Encode(&bomb, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	huge := bomb.Bytes()
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	binary.BigEndian.PutUint32(huge[20:], 100_000)
	for name, body := range map[string][]byte{
		"nothing": nil, "text": []byte("no picture"), "gif": []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "svg": []byte("<svg/>"),
		"huge": huge, "cut": portrait(t, 50, 50)[:400],
	} {
		if _, err := NewPhoto(bytes.NewReader(body)); err == nil || !strings.Contains(err.Error(), "read photo") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if o := orientation(body); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
