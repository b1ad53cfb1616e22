package render

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// svgWriter writes SVG elements. All text and all values pass through its escaping.
type svgWriter struct {
	b     strings.Builder
	stack []string
	begun bool      // the start tag of the innermost element is still open
	inks  mapColors // of a map
}

func newSVG(size int) *svgWriter {
	w := &svgWriter{}
	w.b.Grow(size)
	return w
}

// String returns what was written.
func (w *svgWriter) String() string { return w.b.String() }

// depth counts the open elements.
func (w *svgWriter) depth() int { return len(w.stack) }

// open starts an element. Attributes are pairs of name and value; a value is a string, an int or a float64.
func (w *svgWriter) open(name string, attrs ...any) {
	w.finishTag()
	w.b.WriteByte('<')
	w.b.WriteString(name)
	w.stack = append(w.stack, name)
	w.begun = true
	for i := 0; i+1 < len(attrs); i += 2 {
		w.attr(attrs[i].(string), attrs[i+1])
	}
}

// attr adds an attribute to the element just opened.
func (w *svgWriter) attr(name string, value any) {
	w.b.WriteByte(' ')
	w.b.WriteString(name)
	w.b.WriteString(`="`)
	switch v := value.(type) {
	case string:
		escapeXML(&w.b, v)
	case int:
		w.b.WriteString(strconv.Itoa(v))
	case float64:
		w.b.WriteString(number(v))
	}
	w.b.WriteByte('"')
}

// text writes character data.
func (w *svgWriter) text(s string) {
	if s == "" {
		return
	}
	w.finishTag()
	escapeXML(&w.b, s)
}

// close ends the innermost element.
func (w *svgWriter) close() {
	if len(w.stack) == 0 {
		return
	}
	name := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if w.begun {
		w.b.WriteString("/>")
		w.begun = false
		return
	}
	w.b.WriteString("</")
	w.b.WriteString(name)
	w.b.WriteByte('>')
}

// leaf writes an element with no content.
func (w *svgWriter) leaf(name string, attrs ...any) {
	w.open(name, attrs...)
	w.close()
}

// words writes an element that holds only text.
func (w *svgWriter) words(name, text string, attrs ...any) {
	w.open(name, attrs...)
	w.text(text)
	w.close()
}

func (w *svgWriter) finishTag() {
	if w.begun {
		w.b.WriteByte('>')
		w.begun = false
	}
}

// number writes a coordinate with a precision of a hundredth of a pixel.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	v = math.Round(v*100) / 100
	if v == 0 {
		return "0" // never "-0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// escapeXML writes text so that it is only text in element content and attribute values. Characters XML cannot hold
// are shown as replaced, not dropped, and so are those that force a direction of writing.
func escapeXML(b *strings.Builder, s string) {
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '&':
			b.WriteString("&amp;")
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '"':
			b.WriteString("&quot;")
		case c == '\t' || c == '\n' || c == '\r':
			b.WriteByte(' ')
		case c < 0x20, c == 0x7f, c == 0xfffe, c == 0xffff, c == utf8.RuneError,
			c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069:
			b.WriteRune('\ufffd')
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
}

// raw appends what another writer wrote.
func (w *svgWriter) raw(other *svgWriter) {
	w.finishTag()
	w.b.WriteString(other.b.String())
}
