package clock

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
)

// TimeLayout is the one form in which the times of a source are written, said in the letters of Unicode's date patterns
// (UTS 35) that people know from spreadsheets:
//
//	yyyy  year of four digits        HH  hour 00 to 23
//	yy    year of two digits         hh  hour 01 to 12, with a
//	MM    month 01 to 12             mm  minute
//	MMM   month's name, Jan or January   ss  second
//	dd    day of the month           f…  decimals of the second
//	DDD   day of the year
//	a     AM or PM                   z   zone: UTC, -05:00, EST or America/Chicago
//
// A single M, d, H or h takes one digit or two. Other characters stand for themselves; letters among them stand in
// apostrophes. In place of a pattern stand "seconds", "milliseconds" or "microseconds" for counts since 1970 UTC and
// "spreadsheet days" for the day numbers of a workbook.
type Layout struct {
	pattern string
	steps   []layoutStep
	unit    time.Duration // of a count since 1970
	serial  bool
}

// layoutStep is one letter of a layout and how often it stands there, or a literal text.
type layoutStep struct {
	letter  byte // 0: literal
	count   int
	literal string
}

// layoutLetters are the letters a layout may hold, with the counts each may have.
var layoutLetters = map[byte][]int{
	'y': {2, 4}, 'M': {1, 2, 3, 4}, 'd': {1, 2}, 'H': {1, 2}, 'h': {1, 2}, 'm': {1, 2}, 's': {1, 2},
	'f': {1, 2, 3, 4, 5, 6, 7, 8, 9}, 'a': {1}, 'z': {1}, 'D': {3},
}

// ParseTimeLayout reads a layout. Its errors complete the sentence "the layout …".
func ParseLayout(pattern string) (*Layout, error) {
	pattern = string(plainText([]byte(pattern)))
	l := &Layout{pattern: pattern}
	switch strings.ToLower(strings.TrimSpace(pattern)) {
	case "seconds":
		l.unit = time.Second
		return l, nil
	case "milliseconds":
		l.unit = time.Millisecond
		return l, nil
	case "microseconds":
		l.unit = time.Microsecond
		return l, nil
	case "spreadsheet days":
		l.serial = true
		return l, nil
	}
	if err := l.cut(pattern); err != nil {
		return nil, err
	}
	if !l.has('y') {
		return nil, errors.New("has no year: write yyyy, or yy for two digits")
	}
	if l.has('D') && (l.has('d') || l.has('M')) {
		return nil, errors.New("has DDD, the day of the year, beside MM or dd: keep one")
	}
	if l.has('d') && !l.has('M') || l.has('H') && l.has('h') || l.has('h') != l.has('a') {
		return nil, errors.New("must have MM with dd, and either HH or hh with a")
	}
	if (l.has('H') || l.has('h')) && !l.has('d') && !l.has('D') || l.has('m') && !l.has('H') && !l.has('h') || l.has('s') && !l.has('m') || l.has('f') &&
		!l.has('s') {
		return nil, errors.New("leaves out a unit between the year and the finest one")
	}
	return l, nil
}

// cut takes a pattern apart.
func (l *Layout) cut(pattern string) error {
	seen := map[byte]bool{}
	for i := 0; i < len(pattern); {
		c := pattern[i]
		n := 1
		for i+n < len(pattern) && pattern[i+n] == c {
			n++
		}
		switch {
		case c == '\'':
			end := strings.IndexByte(pattern[i+1:], '\'')
			if end < 0 {
				return errors.New("has an apostrophe without a second one")
			}
			l.steps = append(l.steps, layoutStep{literal: pattern[i+1 : i+1+end]})
			i += end + 2
			continue
		case isLetter(c):
			counts, known := layoutLetters[c]
			if !known {
				return fmt.Errorf("has the letter %q, which stands for nothing: use yyyy MM dd DDD HH mm ss fff hh a MMM z, and put other letters in apostrophes", c)
			}
			if !slices.Contains(counts, n) || seen[c] {
				return fmt.Errorf("has %q: write it once, as in yyyy-MM-dd HH:mm:ss", strings.Repeat(string(c), n))
			}
			seen[c] = true
			l.steps = append(l.steps, layoutStep{letter: c, count: n})
		default:
			l.steps = append(l.steps, layoutStep{literal: pattern[i : i+n]})
		}
		i += n
	}
	return nil
}

func (l *Layout) has(letter byte) bool {
	for _, s := range l.steps {
		if s.letter == letter {
			return true
		}
	}
	return false
}

// String is the layout as it was written.
func (l *Layout) String() string { return l.pattern }

// parse reads a text that must have the layout.
func (l *Layout) parse(text []byte, rules Text) (Civil, error) {
	text = trimTime(plainText(trimTime(text)))
	switch {
	case len(text) == 0:
		return Civil{}, errNoTime
	case len(text) > maxTimeText:
		return Civil{}, errors.New("is too long for a time")
	case l.unit != 0:
		return l.count(text)
	case l.serial:
		return l.day(text, rules)
	}
	p := timeParser{text: text, rules: rules}
	for _, s := range l.steps {
		if !p.step(s) {
			return Civil{}, fmt.Errorf("does not have the form %s", l.pattern)
		}
	}
	if p.pos != len(text) {
		return Civil{}, fmt.Errorf("does not have the form %s", l.pattern)
	}
	return l.finish(&p)
}

// step reads what one step of a layout asks for.
func (p *timeParser) step(s layoutStep) bool {
	switch s.letter {
	case 0:
		if !bytes.HasPrefix(p.text[p.pos:], []byte(s.literal)) {
			return false
		}
		p.pos += len(s.literal)
		return true
	case 'a':
		return p.layoutHalf()
	case 'z':
		return p.layoutZone()
	case 'M':
		if s.count > 2 {
			return p.layoutMonth()
		}
	}
	n, digits := p.fixedDigits(s)
	switch s.letter {
	case 'y':
		p.Year = n
		if s.count == 2 {
			p.Year, p.Century = p.rules.century(n), true
		}
	case 'M':
		p.Month = n
	case 'd':
		p.Day = n
	case 'D':
		p.yearDay = n
	case 'H', 'h':
		p.Hour = n
	case 'm':
		p.Minute = n
	case 's':
		p.Second = n
	case 'f':
		for range 9 - min(digits, 9) {
			n *= 10
		}
		p.Nanosecond = n
	}
	return digits > 0
}

// fixedDigits reads the digits of a step; digits is 0 when they are not as many as it asks for.
func (p *timeParser) fixedDigits(s layoutStep) (n, digits int) {
	least, most := s.count, s.count
	if s.count == 1 {
		most = 2
	}
	if s.letter == 'f' {
		least, most = 1, 9
	}
	for digits < most && p.pos < len(p.text) && isDigit(p.text[p.pos]) {
		n = n*10 + int(p.text[p.pos]-'0')
		p.pos++
		digits++
	}
	if digits < least {
		return 0, 0
	}
	return n, digits
}

func (p *timeParser) layoutHalf() bool {
	half, n := halfAt(p.text[p.pos:])
	p.half, p.pos = half, p.pos+n
	return half != 0
}

func (p *timeParser) layoutMonth() bool {
	start := p.pos
	for p.pos < len(p.text) && isLetter(p.text[p.pos]) {
		p.pos++
	}
	p.Month = monthNamed(strings.ToLower(string(p.text[start:p.pos])))
	return p.Month > 0
}

func (p *timeParser) layoutZone() bool {
	if b := p.peek(); b == '+' || b == '-' {
		return p.offset() == nil
	}
	if p.pos == len(p.text) || !isLetter(p.peek()) && p.peek() != '(' {
		return false
	}
	p.clock = true // of a day alone too
	return p.zoneWord(p.pos) == nil
}

// finish fills in what the layout leaves out and turns AM and PM into hours.
func (l *Layout) finish(p *timeParser) (Civil, error) {
	p.Precision = timeline.Year
	for _, unit := range []struct {
		letter    byte
		precision timeline.Precision
	}{{'M', timeline.Month}, {'d', timeline.Day}, {'D', timeline.Day}, {'H', timeline.Hour}, {'h', timeline.Hour}, {'m', timeline.Minute},
		{'s', timeline.Second}} {
		if l.has(unit.letter) {
			p.Precision = unit.precision
		}
	}
	if l.has('D') {
		precision, year := p.Precision, p.Year
		if err := p.ordinal(year, p.yearDay, true); err != nil {
			return Civil{}, err
		}
		p.Precision = precision
	} else if !l.has('M') {
		p.Month = 1
	}
	if !l.has('d') && !l.has('D') {
		p.Day = 1
	}
	if p.half != 0 {
		if p.Hour < 1 || p.Hour > 12 {
			return Civil{}, fmt.Errorf("has hour %d with AM or PM", p.Hour)
		}
		p.Hour = p.Hour%12 + 12*(p.half-1)
	}
	return p.Civil, p.check()
}

// count reads a count since 1970 UTC; it may have decimals.
func (l *Layout) count(text []byte) (Civil, error) {
	p := timeParser{text: text}
	n, digits := p.digits()
	whole, fraction := n, 0.0
	if digits > 0 && p.peek() == '.' {
		p.pos++
		f, fd := p.digits()
		fraction = float64(f)
		for range fd {
			fraction /= 10
		}
	}
	if digits == 0 || digits > 18 || p.pos != len(text) {
		return Civil{}, fmt.Errorf("is not a count of %s since 1970", l.pattern)
	}
	per := int64(time.Second / l.unit)
	at := time.Unix(whole/per, whole%per*int64(l.unit)+int64(fraction*float64(l.unit)))
	c := civilOf(at.UTC())
	c.Zone = "UTC"
	return c, c.check()
}

// day reads a spreadsheet's day number.
func (l *Layout) day(text []byte, rules Text) (Civil, error) {
	p := timeParser{text: text}
	n, digits := p.digits()
	fraction := 0.0
	if p.peek() == '.' {
		p.pos++
		f, fd := p.digits()
		fraction = float64(f)
		for range fd {
			fraction /= 10
		}
	}
	if digits == 0 || digits > 6 || p.pos != len(text) {
		return Civil{}, errors.New("is not a day number of a spreadsheet")
	}
	c := rules.serial(int(n), fraction)
	return c, c.check()
}
