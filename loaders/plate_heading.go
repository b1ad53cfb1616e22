package loaders

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// heading reads which way a vehicle went: degrees clockwise from north, 0 to 359; nil when the row does not say.
//
// A field named heading, bearing or course may hold degrees or points of the compass. One named direction counts only in
// words: its numbers may as well run from the edge of the picture or number the ways past the camera, and their makers
// seldom say which.
func (p *plateParser) heading(parts [][]byte) *int {
	raw, words := bytes.TrimSpace(at(parts, p.layout.heading)), false
	if len(raw) == 0 {
		raw, words = bytes.TrimSpace(at(parts, p.layout.direction)), true
	}
	if len(raw) == 0 {
		return nil
	}
	degrees, number := p.headings.read(raw)
	switch {
	case number && words:
		p.notes.add("directions in numbers, left out: a profile can name the column as heading, if they are degrees from north", 1)
	case degrees == nil && words:
		p.notes.add("directions that name no point of the compass, left out", 1)
	case degrees == nil:
		p.notes.add("headings that are neither degrees from 0 to 360 nor a point of the compass, left out", 1)
	default:
		return degrees
	}
	return nil
}

// headings are the values that headings point to, so that a row needs no memory of its own.
type headings struct {
	degrees *[360]int
	known   map[string]*int // points of the compass by their spelling
}

func newHeadings() headings {
	h := headings{degrees: new([360]int), known: map[string]*int{}}
	for i := range h.degrees {
		h.degrees[i] = i
	}
	return h
}

// read reads a heading, nil when it is none. number is set when the text is a number, whatever it means.
func (h *headings) read(raw []byte) (degrees *int, number bool) {
	if c := raw[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(string(raw)), "°"), "deg"))
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0 && v <= 360) {
			return nil, err == nil
		}
		return &h.degrees[int(math.Round(v))%360], true
	}
	if degrees, ok := h.known[string(raw)]; ok {
		return degrees, false
	}
	if len(h.known) >= maxStates {
		clear(h.known)
	}
	text, _ := decode(raw)
	if point, ok := compassPoint(text); ok {
		degrees = &h.degrees[point]
	}
	h.known[string(raw)] = degrees
	return degrees, false
}

// compassPoint returns the degrees of a point of the compass as people write it: N, NNE, North-East, Northbound, NB.
// Halves of degrees are left off: NNE is 22.
func compassPoint(text string) (degrees int, ok bool) {
	name := plainHeading(text)
	name = strings.TrimSuffix(name, "bound")
	for _, p := range [...][2]string{{"north", "n"}, {"south", "s"}, {"east", "e"}, {"west", "w"}} {
		name = strings.ReplaceAll(name, p[0], p[1])
	}
	if len(name) > 1 {
		name = strings.TrimSuffix(name, "b")
	}
	for i, point := range [...]string{"n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"} {
		if name == point {
			return i * 45 / 2, true
		}
	}
	return 0, false
}
