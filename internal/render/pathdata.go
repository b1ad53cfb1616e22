package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// pathScanner reads the letters and numbers of an SVG path.
type pathScanner struct {
	text string
	at   int
	err  error
}

func (s *pathScanner) skip() {
	for s.at < len(s.text) && strings.IndexByte(" ,\t\n\r", s.text[s.at]) >= 0 {
		s.at++
	}
}

// command returns the next command. Numbers without a letter go on with the last one, after a move with lines.
func (s *pathScanner) command(last byte) (byte, bool) {
	s.skip()
	if s.at >= len(s.text) || s.err != nil {
		return 0, false
	}
	c := s.text[s.at]
	if unicode.IsLetter(rune(c)) {
		s.at++
		return c, true
	}
	switch last {
	case 'M':
		return 'L', true
	case 'm':
		return 'l', true
	case 0, 'Z', 'z':
		s.err = fmt.Errorf("%q is no command", c)
		return 0, false
	}
	return last, true
}

func (s *pathScanner) number() float64 {
	s.skip()
	start, dot, exponent := s.at, false, false
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case c >= '0' && c <= '9':
			continue
		case (c == '-' || c == '+') && (s.at == start || s.text[s.at-1] == 'e' || s.text[s.at-1] == 'E'):
			continue
		case c == '.' && !dot && !exponent:
			dot = true
			continue
		case (c == 'e' || c == 'E') && !exponent && s.at > start:
			exponent = true
			continue
		}
		break
	}
	v, err := strconv.ParseFloat(s.text[start:s.at], 64)
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("a number is missing at %d", start)
	}
	return v
}

// flag reads one digit, which need not be parted from what follows.
func (s *pathScanner) flag() bool {
	s.skip()
	if s.at >= len(s.text) {
		s.err = fmt.Errorf("a flag is missing at %d", s.at)
		return false
	}
	s.at++
	return s.text[s.at-1] == '1'
}

// segment draws one segment of a path.
func (o *outline) segment(command byte, s *pathScanner) error {
	bx, by := 0.0, 0.0
	if unicode.IsLower(rune(command)) {
		bx, by = o.x, o.y
	}
	n := func() float64 { return s.number() }
	before := o.last
	o.last = command
	switch unicode.ToUpper(rune(command)) {
	case 'M':
		x, y := bx+n(), by+n()
		o.move(x, y)
	case 'L':
		x, y := bx+n(), by+n()
		o.line(x, y)
	case 'H':
		o.line(bx+n(), o.y)
	case 'V':
		o.line(o.x, by+n())
	case 'C':
		x1, y1, x2, y2, x, y := bx+n(), by+n(), bx+n(), by+n(), bx+n(), by+n()
		o.cubic(x1, y1, x2, y2, x, y)
	case 'S':
		x1, y1 := o.mirrored(before, "CcSs")
		x2, y2, x, y := bx+n(), by+n(), bx+n(), by+n()
		o.cubic(x1, y1, x2, y2, x, y)
	case 'Q':
		x1, y1, x, y := bx+n(), by+n(), bx+n(), by+n()
		o.quadratic(x1, y1, x, y)
	case 'T':
		x1, y1 := o.mirrored(before, "QqTt")
		x, y := bx+n(), by+n()
		o.quadratic(x1, y1, x, y)
	case 'A':
		rx, ry, rotation, large, sweep := n(), n(), n(), s.flag(), s.flag()
		x, y := bx+n(), by+n()
		o.arc(rx, ry, rotation, large, sweep, x, y)
	case 'Z':
		o.end()
	default:
		return fmt.Errorf("command %q is not known", command)
	}
	return s.err
}

// mirrored is the last control point mirrored at where the path has come to, or that point itself.
func (o *outline) mirrored(before byte, kinds string) (x, y float64) {
	if strings.IndexByte(kinds, before) < 0 {
		return o.x, o.y
	}
	return 2*o.x - o.cx, 2*o.y - o.cy
}
