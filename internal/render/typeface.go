package render

import (
	"fmt"
	"unicode"

	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Face is one of the typefaces a PDF is set in.
type Face int

const (
	Regular Face = iota // Liberation Sans
	Bold
	Italic
	Mono // Liberation Mono
)

var typefaces = [...]struct {
	family, style string
	ttf           []byte
}{
	Regular: {"sans", "", liberationsansregular.TTF},
	Bold:    {"sans", "B", liberationsansbold.TTF},
	Italic:  {"sans", "I", liberationsansitalic.TTF},
	Mono:    {"mono", "", liberationmonoregular.TTF},
}

// missing stands for every character that a face has no glyph for, so that it is seen that something is there.
const missing = '□'

// glyphs says which characters a face can draw, and how wide they are. It is not safe for concurrent use.
type glyphs struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	widths map[rune]float64 // in ems, negative for a character without a glyph
	ascii  [128]float64
}

func newGlyphs() (out [len(typefaces)]*glyphs, err error) {
	for i, t := range typefaces {
		f, err := sfnt.Parse(t.ttf)
		if err != nil {
			return out, fmt.Errorf("read the font %s %s: %w", t.family, t.style, err)
		}
		out[i] = &glyphs{font: f, widths: map[rune]float64{}}
		for c := range out[i].ascii {
			out[i].ascii[c] = out[i].lookup(rune(c))
		}
	}
	return out, nil
}

func (g *glyphs) draws(c rune) bool {
	return c <= 0xffff && g.width(c) >= 0 // a PDF's text is written in two bytes a character here
}

func (g *glyphs) width(c rune) float64 {
	if c >= 0 && int(c) < len(g.ascii) {
		return g.ascii[c]
	}
	w, known := g.widths[c]
	if !known {
		w = g.lookup(c)
		g.widths[c] = w
	}
	return w
}

func (g *glyphs) lookup(c rune) float64 {
	const em = 1000
	i, err := g.font.GlyphIndex(&g.buffer, c)
	if err != nil || i == 0 {
		return -1
	}
	w, err := g.font.GlyphAdvance(&g.buffer, i, fixed.I(em), font.HintingNone)
	if err != nil {
		return -1
	}
	return float64(w) / 64 / em
}

// measure returns the width of a drawable text in ems.
func (g *glyphs) measure(s string) float64 {
	sum := 0.0
	for _, c := range s {
		sum += max(0, g.width(c))
	}
	return sum
}

// drawable returns a text as a face can draw it, in the order in which it is drawn from the left: letters put together
// with their accents, characters without a glyph and those that force a direction shown as missing, text that is written
// from the right turned round.
func (g *glyphs) drawable(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, c := range norm.NFC.String(s) {
		switch {
		case unicode.IsSpace(c):
			out = append(out, ' ')
		case c == '\u2010' || c == '\u2011': // hyphens
			out = append(out, '-')
		case c == '\u00ad', unicode.Is(unicode.Variation_Selector, c), c == '\u200b', c == '\u200c', c == '\u200d', c == '\u200e',
			c == '\u200f':
			// without any look of their own
		case unicode.IsControl(c), c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, !g.draws(c):
			out = append(out, missing)
		default:
			out = append(out, c)
		}
	}
	return inOrder(string(out))
}

// inOrder puts the runs of a line in the order in which they are drawn.
func inOrder(s string) string {
	turned := false
	for _, c := range s {
		if p, _ := bidi.LookupRune(c); p.Class() == bidi.R || p.Class() == bidi.AL {
			turned = true
			break
		}
	}
	if !turned {
		return s
	}
	var p bidi.Paragraph
	if _, err := p.SetString(s, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
		return s
	}
	order, err := p.Order()
	if err != nil {
		return s
	}
	out := ""
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run.Direction() == bidi.RightToLeft {
			out += bidi.ReverseString(run.String())
		} else {
			out += run.String()
		}
	}
	return out
}
