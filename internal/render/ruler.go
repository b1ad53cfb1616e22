package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fontFamily names the fonts whose widths the ruler knows.
const fontFamily = "Liberation Sans, Arial, Helvetica, sans-serif"

// Ruler measures text set in Liberation Sans. It is safe for concurrent use.
type Ruler struct {
	regular, bold *advances
}

// NewRuler reads the embedded fonts.
func NewRuler() (*Ruler, error) {
	regular, err := newAdvances(liberationsansregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("read the regular font: %w", err)
	}
	bold, err := newAdvances(liberationsansbold.TTF)
	if err != nil {
		return nil, fmt.Errorf("read the bold font: %w", err)
	}
	return &Ruler{regular, bold}, nil
}

// Width returns the width in pixels of a text set at a size in pixels.
func (r *Ruler) Width(text string, size float64, bold bool) float64 {
	face := r.regular
	if bold {
		face = r.bold
	}
	var buf sfnt.Buffer
	var ems float64
	for _, c := range text {
		ems += face.advance(&buf, c)
	}
	return ems * size
}

// cssWidth measures a text under a CSS font shorthand such as "bold 12px sans-serif".
func (r *Ruler) cssWidth(text, css string) float64 {
	size, bold := 12.0, false
	for _, word := range strings.Fields(css) {
		if px, ok := strings.CutSuffix(word, "px"); ok {
			if v, err := strconv.ParseFloat(px, 64); err == nil {
				size = v
			}
			continue
		}
		if weight, err := strconv.Atoi(word); word == "bold" || word == "bolder" || err == nil && weight >= 600 {
			bold = true
		}
	}
	return r.Width(text, size, bold)
}

// fit shortens a text with an ellipsis until it is at most width pixels wide.
func (r *Ruler) fit(text string, size float64, bold bool, width float64) string {
	if r.Width(text, size, bold) <= width {
		return text
	}
	room := width - r.Width("…", size, bold)
	var used float64
	for i, c := range text {
		used += r.Width(string(c), size, bold)
		if used > room {
			return strings.TrimRight(text[:i], " ,·") + "…"
		}
	}
	return text
}

// advances holds the widths of one font's glyphs in ems. ASCII is kept ready, the rest is looked up.
type advances struct {
	font  *sfnt.Font
	ascii [128]float64
}

func newAdvances(ttf []byte) (*advances, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return nil, err
	}
	a := &advances{font: f}
	var buf sfnt.Buffer
	for c := range a.ascii {
		a.ascii[c] = a.lookup(&buf, rune(c))
	}
	return a, nil
}

func (a *advances) advance(buf *sfnt.Buffer, c rune) float64 {
	if c >= 0 && int(c) < len(a.ascii) {
		return a.ascii[c]
	}
	return a.lookup(buf, c)
}

// lookup returns the width of one character in ems. A character the font lacks is drawn by some other font of the
// reader's: an em is its width in nearly all of them, and marks and format characters have none.
func (a *advances) lookup(buf *sfnt.Buffer, c rune) float64 {
	if unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) {
		return 0
	}
	const em = 1000
	glyph, err := a.font.GlyphIndex(buf, c)
	if err != nil || glyph == 0 {
		return 1
	}
	width, err := a.font.GlyphAdvance(buf, glyph, fixed.I(em), font.HintingNone)
	if err != nil {
		return 1
	}
	return float64(width) / 64 / em
}
