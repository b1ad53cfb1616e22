package render

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"
	"time"
)

var madeAt = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// drawn writes a drawing of 100 by 100 px without compression and returns its operators.
func drawn(t *testing.T, inside string) string {
	t.Helper()
	p, err := NewPDF(75, 75, PDFInfo{Title: "x", Made: madeAt})
	if err != nil {
		t.Fatal(err)
	}
	p.f.SetCompression(false)
	p.AddPage()
	if err := p.SVG(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">`+inside+`</svg>`, 0, 0, 0.75); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestSVGOperators(t *testing.T) {
	for _, tt := range []struct {
		name, svg string
		want      []string
	}{
		{"fill and stroke at once", `<rect x="1" y="2" width="3" height="4" fill="#ff0000" stroke="#0000ff"/>`,
			[]string{"1 0 0 rg", "0 0 1 RG", "1 2 3 4 re\nB"}},
		{"stroke only", `<line x1="0" y1="0" x2="5" y2="5" fill="none" stroke="#000" stroke-width="2" stroke-dasharray="4,2" stroke-linecap="round" stroke-linejoin="bevel"/>`,
			[]string{"2 w 1 J 2 j 4 M [ 4 2 ] 0 d", "0 0 m\n5 5 l\nS"}},
		{"odd dashes are doubled", `<path d="M0 0L9 9" fill="none" stroke="#000" stroke-dasharray="3"/>`, []string{"[ 3 3 ] 0 d"}},
		{"relative path", `<path d="M1 1h2v2H1z"/>`, []string{"1 1 m\n3 1 l\n3 3 l\n1 3 l\nh\nf"}},
		{"relative lines without letters", `<path d="m1 1 2 0 0 2z"/>`, []string{"1 1 m\n3 1 l\n3 3 l\nh"}},
		{"numbers run together", `<path d="M.5.5-1-1"/>`, []string{"0.5 0.5 m\n-1 -1 l"}},
		{"quadratic as cubic", `<path d="M0 0Q3 0 3 3"/>`, []string{"2 0 3 1 3 3 c"}},
		{"smooth cubic", `<path d="M0 0C1 0 2 1 2 2S3 4 4 4"/>`, []string{"1 0 2 1 2 2 c\n2 3 3 4 4 4 c"}},
		{"even-odd", `<path fill-rule="evenodd" d="M0 0L1 0L1 1Z"/>`, []string{"h\nf*"}},
		{"alpha", `<rect width="1" height="1" fill-opacity="0.5"/>`, []string{"/GS1 gs", "/ca 0.500"}},
		{"inherited colour", `<g fill="#00ff00"><rect width="1" height="1"/></g>`, []string{"0 1 0 rg"}},
		{"style beats nothing", `<rect width="1" height="1" style="fill:rgb(255,0,255)"/>`, []string{"1 0 1 rg"}},
		{"transform", `<rect transform="translate(1 2) scale(2)" width="1" height="1"/>`, []string{"2 0 0 2 1 2 cm"}},
		{"clip with a transform of its own",
			`<clipPath id="c"><rect transform="translate(3 0)" width="1" height="1"/></clipPath><g clip-path="url(#c)"><rect width="9" height="9"/></g>`,
			[]string{"1 0 0 1 3 0 cm\n0 0 1 1 re\nW n\n1 0 0 1 -3 0 cm"}},
		{"halo is no text", `<text x="1" y="9" stroke="#fff" stroke-width="3" fill="#000">ab</text>`,
			[]string{"/ActualText <FEFF>", "1 Tr", "EMC"}},
	} {
		got := drawn(t, tt.svg)
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not in\n%s", tt.name, want, got[max(0, strings.Index(got, "stream")):][:600])
			}
		}
	}
}

func TestNothingIsPaintedThatIsNotSeen(t *testing.T) {
	empty := drawn(t, "")
	for _, svg := range []string{
		`<rect width="5" height="5" fill="none"/>`, `<title>words</title><desc>words</desc>`, `<defs><rect width="1" height="1"/></defs>`,
		`<circle r="0"/>`,
		`<text> </text>`, `<rect width="1" height="1" fill="transparent"/>`, `<path d=""/>`,
	} {
		if got := drawn(t, svg); len(got) != len(empty) {
			t.Errorf("%s paints %d bytes", svg, len(got)-len(empty))
		}
	}
}

// What the drawer does not know is an error, not a hole in the picture.
func TestUnknownDrawings(t *testing.T) {
	for _, inside := range []string{
		"<image/>", "<use/>", "<text><tspan>x</tspan></text>", `<rect width="1" height="1" fill="url(#none)"/>`,
		`<rect width="1" height="1" fill="bluish"/>`,
		`<g clip-path="url(#none)"/>`, `<path d="M0 0X1"/>`, `<path d="L"/>`, `<path d="5 5"/>`, `<g transform="skewX(3)"/>`,
		`<g transform="scale(1"/>`, `<path d="M0 0A1 1 0"/>`,
	} {
		p, err := NewPDF(75, 75, PDFInfo{Made: madeAt})
		if err != nil {
			t.Fatal(err)
		}
		p.AddPage()
		if err := p.SVG(`<svg>`+inside+`</svg>`, 0, 0, 1); err == nil {
			t.Errorf("%s: no error", inside)
		}
	}
	for _, svg := range []string{"", "<g></g>", "<svg>", "<svg></g></svg>", "<svg/><svg/>", "no drawing"} {
		if _, err := parseSVG(svg); err == nil {
			t.Errorf("%q: no error", svg)
		}
	}
}

// An arc of SVG passes through the points that a circle has.
func TestArcs(t *testing.T) {
	for _, tt := range []struct {
		d                        string
		left, top, right, bottom float64
	}{
		{"M0 5A5 5 0 0 1 10 5", 0, 0, 10, 5},
		{"M0 5A5 5 0 0 0 10 5", 0, 5, 10, 10},
		{"M0 5a5 5 0 1 1 10 0", 0, 0, 10, 5},
		{"M0 0A1 1 0 0 1 10 0", 0, -5, 10, 0}, // radii too small are made to fit
		{"M0 0A0 3 0 0 1 10 0", 0, 0, 10, 0},  // no radius: a line
		{"M0 5A5 5 0 1110 5", 0, 0, 10, 5},    // flags need no space
	} {
		o := &outline{}
		if err := o.path(tt.d); err != nil {
			t.Fatal(err)
		}
		for i, pair := range [][2]float64{{o.smallest[0], tt.left}, {o.smallest[1], tt.top}, {o.largest[0], tt.right},
			{o.largest[1], tt.bottom}} {
			if math.Abs(pair[0]-pair[1]) > 0.01 {
				t.Errorf("%s: bound %d is %.3f, want %.3f", tt.d, i, pair[0], pair[1])
			}
		}
	}
}

func TestGradients(t *testing.T) {
	s := stops{{0, 1, Color{255, 0, 0}}, {0.5, 1, Color{0, 255, 0}}, {1, 0, Color{0, 0, 255}}}
	for _, tt := range []struct {
		at, alpha float64
		want      Color
	}{{0, 1, Color{255, 0, 0}}, {0.25, 1, Color{128, 128, 0}}, {0.5, 1, Color{0, 255, 0}}, {1, 1, Color{255, 255, 255}},
		{0, 0.5, Color{255, 128, 128}}} {
		if got := s.at(tt.at, tt.alpha, Color{255, 255, 255}); got != tt.want {
			t.Errorf("at %g: %v, want %v", tt.at, got, tt.want)
		}
	}
	got := drawn(t, `<defs><linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="90" y2="0"><stop offset="0" stop-color="#000" stop-opacity="0"/><stop offset="100%" stop-color="#000"/></linearGradient></defs><rect width="90" height="5" fill="url(#g)"/>`)
	if n := strings.Count(got, " rg\n"); n < 50 {
		t.Errorf("a gradient of 90 px has %d colours", n)
	}
}

func TestMatrix(t *testing.T) {
	m, err := transform("translate(10,20) rotate(90) scale(2 3)")
	if err != nil {
		t.Fatal(err)
	}
	x, y := m.a*1+m.c*1+m.e, m.b*1+m.d*1+m.f
	if math.Abs(x-7) > 1e-9 || math.Abs(y-22) > 1e-9 {
		t.Errorf("(1,1) goes to (%g,%g)", x, y)
	}
	back, ok := m.inverse()
	if i := m.then(back); !ok || math.Abs(i.a-1)+math.Abs(i.b)+math.Abs(i.c)+math.Abs(i.d-1)+math.Abs(i.e)+math.Abs(i.f) > 1e-9 {
		t.Errorf("inverse: %v", i)
	}
	if _, ok := (matrix{}).inverse(); ok {
		t.Error("a matrix without area has an inverse")
	}
}

func TestDrawable(t *testing.T) {
	faces, err := newGlyphs()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"": "", "plain": "plain", "Łódź → 9 ± 1": "Łódź → 9 ± 1", "e\u0301": "é", "a\tb\u00a0c": "a b c", "😀!": "□!", "محمد": "□□□□",
		"a\u202eb": "a□b", "x\u200dy": "xy",
		"non\u2011breaking": "non-breaking", "שרה": "הרש", "a שרה b": "a הרש b", "x\x00y": "x□y", "bad\xff": "bad□",
	} {
		if got := faces[Regular].drawable(in); got != want {
			t.Errorf("drawable(%q) = %q, want %q", in, got, want)
		}
	}
}

// Widths agree with the ruler's, with which maps and charts are laid out.
func TestWidths(t *testing.T) {
	p, err := NewPDF(100, 100, PDFInfo{Made: madeAt})
	if err != nil {
		t.Fatal(err)
	}
	ruler, err := NewRuler()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Oklahoma City, OK", "Łódź", ""} {
		if got, want := p.Width(text, Bold, 12), ruler.Width(text, 12, true); math.Abs(got-want) > 0.01 {
			t.Errorf("%q is %.3f wide, the ruler says %.3f", text, got, want)
		}
	}
}

// Every map and chart can be written as a PDF, and always as the same one.
func TestSVGPDF(t *testing.T) {
	base := openAtlas(t)
	for name, d := range dossiers() {
		m, err := TravelMap(base, d, MapOptions{Key: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := SVGPDF(io.Discard, m.SVG, m.Width, m.Height, PDFInfo{Title: name, Made: madeAt}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	m, err := TravelMap(base, across(), MapOptions{Key: true})
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := SVGPDF(out, m.SVG, m.Width, m.Height, PDFInfo{Title: "Map", Made: madeAt}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) || !bytes.HasPrefix(first.Bytes(), []byte("%PDF-1.4")) {
		t.Errorf("%d and %d bytes differ", first.Len(), second.Len())
	}
}

func FuzzPath(f *testing.F) {
	for _, d := range []string{"M0 0L1 1Z", "m1-1a5 5 0 011 1", "M0,0 C1 1 2 2 3 3 S4 4 5 5", "M1e3 1e-3T5 5", "", "M", "A",
		"M0 0A1 1 0 0"} {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, d string) {
		o := &outline{}
		if err := o.path(d); err != nil {
			return
		}
		for _, word := range strings.Fields(o.b.String()) {
			if strings.ContainsAny(word, "eEnN+") {
				t.Errorf("%q draws %q", d, o.b.String())
			}
		}
	})
}
