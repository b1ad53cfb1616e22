package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sightline/internal/render"
)

// textStyle is how plain text is set; spans of other styles differ from it.
type textStyle struct {
	size  float64
	color render.Color
	bold  bool
	faint bool // in italics and pale, whatever the style
	// slanted sets what is neither bold nor code in italics.
	slanted bool
}

func (l textStyle) face() render.Face {
	switch {
	case l.bold:
		return render.Bold
	case l.slanted:
		return render.Italic
	}
	return render.Regular
}

// leading is the height of a line; rise is how far its baseline lies below its top.
func (l textStyle) leading() float64 { return l.size * 1.32 }
func (l textStyle) rise() float64    { return l.size * 1.02 }

// piece is a run of one look on one line.
type piece struct {
	text  string
	face  render.Face
	size  float64
	color render.Color
	link  string
	width float64
}

// pieceOf is a span as it is set within a look.
func (l textStyle) pieceOf(s Span) piece {
	p := piece{face: l.face(), size: l.size, color: l.color, link: s.Link}
	switch s.Style {
	case Strong:
		p.face = render.Bold
	case Muted:
		p.size, p.color = l.size*0.88, inkPale
	case Code:
		p.face, p.size = render.Mono, l.size*0.94
		if s.Line { // hashes and the like, on a line of their own
			p.size, p.color = l.size*0.8, inkPale
		}
	}
	if s.Link != "" {
		p.color = inkLink
	}
	if l.faint {
		p.color = inkPale
		if p.face == render.Regular {
			p.face = render.Italic
		}
	}
	return p
}

// text sets running text at a place, over as many pages as it needs.
func (p *pdfWriter) text(t Text, l textStyle, x, width float64) {
	lines := p.wrap(t, l, width)
	for i, line := range lines {
		if i == len(lines)-2 || i == 0 {
			p.room(float64(min(2, len(lines))) * l.leading())
		} else {
			p.room(l.leading())
		}
		p.line(line, x, l)
	}
}

// line sets one line and goes down to the next.
func (p *pdfWriter) line(pieces []piece, x float64, l textStyle) {
	p.put(pieces, x, p.y+l.rise(), l)
	p.y += l.leading()
	p.fresh = false
}

// put sets pieces one after another on a baseline.
func (p *pdfWriter) put(pieces []piece, x, baseline float64, l textStyle) {
	for _, s := range pieces {
		p.doc.Text(x, baseline, s.text, s.face, s.size, s.color)
		if s.link != "" && p.anchors[s.link] {
			p.doc.Link(x, baseline-l.rise(), s.width, l.leading(), s.link)
		}
		x += s.width
	}
}

// wrap breaks text into lines no wider than width: between words, after a slash or a hyphen, and within a word that
// is wider than a line.
func (p *pdfWriter) wrap(t Text, l textStyle, width float64) [][]piece {
	w := &lineWrapper{doc: p.doc, width: width}
	for _, s := range t {
		if s.Line {
			w.end()
		}
		style := l.pieceOf(s)
		for word := range eachWord(s.Text) {
			w.add(word, style)
		}
	}
	w.end()
	return w.lines
}

// lineWrapper fills lines with words.
type lineWrapper struct {
	doc   *render.PDF
	width float64
	lines [][]piece
	now   []piece
	used  float64
	// glued is how many pieces at the end of the line belong to one word, which may be of several looks.
	glued int
}

// add puts a word with the spaces after it onto the line, or begins a new one with it.
func (w *lineWrapper) add(word string, style piece) {
	bare := strings.TrimRightFunc(word, unicode.IsSpace)
	style.text, style.width = word, w.doc.Width(word, style.face, style.size)
	need := w.doc.Width(bare, style.face, style.size)
	if w.used+need > w.width && w.used > 0 {
		w.breakBefore()
	}
	for w.used+need > w.width && bare != "" { // wider than a line
		head := w.most(bare, style, w.width-w.used)
		w.push(head, style)
		w.flush()
		bare, word = bare[len(head):], word[len(head):]
		need = w.doc.Width(bare, style.face, style.size)
	}
	if word != "" {
		w.push(word, style)
	}
	if breaks(word) {
		w.glued = 0
	}
}

// breakBefore begins a new line with the word that is being put together.
func (w *lineWrapper) breakBefore() {
	carried := append([]piece(nil), w.now[len(w.now)-w.glued:]...)
	if len(carried) == len(w.now) { // nothing stands before it
		if w.glued > 0 {
			w.flush()
		}
		return
	}
	w.now = w.now[:len(w.now)-w.glued]
	w.flush()
	for _, c := range carried {
		w.now, w.used = append(w.now, c), w.used+c.width
	}
	w.glued = len(carried)
}

func (w *lineWrapper) push(s string, style piece) {
	style.text, style.width = s, w.doc.Width(s, style.face, style.size)
	w.used += style.width
	w.glued++
	if n := len(w.now); n > 0 && w.glued > 1 && alike(w.now[n-1], style) {
		w.now[n-1].text += style.text
		w.now[n-1].width += style.width
		w.glued--
		return
	}
	w.now = append(w.now, style)
}

// most is the beginning of a word that fits a width, at least one character.
func (w *lineWrapper) most(word string, style piece, width float64) string {
	used := 0.0
	for i, c := range word {
		used += w.doc.Width(string(c), style.face, style.size)
		if used > width && i > 0 {
			return word[:i]
		}
	}
	return word
}

// flush ends the line; runs of one look become one piece.
func (w *lineWrapper) flush() {
	var line []piece
	for _, s := range w.now {
		if n := len(line); n > 0 && alike(line[n-1], s) {
			line[n-1].text += s.text
			line[n-1].width += s.width
			continue
		}
		line = append(line, s)
	}
	w.lines = append(w.lines, line)
	w.now, w.used, w.glued = nil, 0, 0
}

func (w *lineWrapper) end() {
	if len(w.now) > 0 {
		w.flush()
	}
}

func alike(a, b piece) bool {
	return a.face == b.face && a.size == b.size && a.color == b.color && a.link == b.link
}

// breaks reports whether a line may end after a word.
func breaks(word string) bool {
	last, _ := utf8.DecodeLastRuneInString(word)
	return unicode.IsSpace(last) && last != '\u00a0' && last != '\u202f' || strings.ContainsRune("-–—/·|", last)
}

// eachWord yields the parts of a text between which lines may end.
func eachWord(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i, c := range s {
			next := i + utf8.RuneLen(c)
			if c == utf8.RuneError {
				_, n := utf8.DecodeRuneInString(s[i:])
				next = i + n
			}
			if !breaks(s[i:next]) {
				continue
			}
			if following, _ := utf8.DecodeRuneInString(s[next:]); unicode.IsSpace(c) && unicode.IsSpace(following) {
				continue
			}
			if !yield(s[start:next]) {
				return
			}
			start = next
		}
		if start < len(s) {
			yield(s[start:])
		}
	}
}
