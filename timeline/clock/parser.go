package clock

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"sightline/timeline"
)

// timeParser reads one time text from left to right.
type timeParser struct {
	Civil
	rules    Text
	text     []byte
	pos      int
	date     bool // the date is complete
	clock    bool // a time of day was read
	monthSet bool // a month name was read
	daySet   bool
	yearSet  bool
	half     int  // 1 AM, 2 PM
	dotsTime bool // numbers with dots between them are a time of day though no date stands before them
	signed   bool // an offset was read
	yearDay  int  // day of the year, of a layout
}

var errUnknownTime = errors.New("is in no known form; write it as 2026-03-15 14:32:10")

func (p *timeParser) parse() error {
	if isDigit(p.text[len(p.text)-1]) {
		if c, ok := p.wholeNumber(); ok {
			p.Civil = c
			return nil
		}
	}
	err := p.read()
	if err == nil || !startsDotted(p.text) {
		return err
	}
	again := timeParser{text: p.text, rules: p.rules, dotsTime: true} // 10.15.30 02.03.2026: the time of day stands first
	if again.read() != nil {
		return err
	}
	*p = again
	return nil
}

// read reads a text that is no single number.
func (p *timeParser) read() error {
	for p.skip(); p.pos < len(p.text); p.skip() {
		var err error
		switch b := p.text[p.pos]; {
		case isDigit(b):
			err = p.number()
		case isLetter(b):
			err = p.word()
		case b == '-' && p.clock && (!p.digitAfter() || p.monthSet && !p.dated()):
			p.pos++ // 10:15 - 03/02/2026, 10:15 02-MAR-2026
		case b == ':' && !p.clock && p.dated() && p.digitAfter():
			p.pos++ // 02MAR2026:10:15:30, 02/Mar/2026:10:15:30 -0600
		case (b == '+' || b == '-') && p.clock:
			err = p.offset()
		case b == '[' && p.dated():
			err = p.bracket()
		default:
			err = errUnknownTime
		}
		if err != nil {
			return err
		}
	}
	return p.finish()
}

// dated reports whether the date is complete.
func (p *timeParser) dated() bool { return p.date || p.monthSet && p.daySet && p.yearSet }

// wholeNumber reads a text that is one number: a count since 1970, ticks of Windows, a spreadsheet day, CCYYMM or CCYY.
func (p *timeParser) wholeNumber() (Civil, bool) {
	n, digits := p.digits()
	fraction := 0.0
	if sep := p.peek(); digits > 4 && (sep == '.' || sep == ',' && digits == 5 && p.rules.Serial) {
		p.pos++
		f, fd := p.digits()
		fraction = float64(f) / math.Pow10(min(fd, 18))
	}
	whole := p.pos == len(p.text) && digits > 0
	p.pos = 0
	if !whole {
		return Civil{}, false
	}
	switch digits {
	case 4:
		return Civil{Year: int(n), Month: 1, Day: 1, Precision: timeline.Year}, true
	case 5:
		return p.rules.serial(int(n), fraction), p.rules.Serial
	case 6:
		return Civil{Year: int(n / 100), Month: int(n % 100), Day: 1, Precision: timeline.Month}, true
	}
	return epoch(digits, n, int(fraction*1e9))
}

// number reads what begins with a digit: a date, a time of day or a lone day or year beside a month's name. Once a month was named no
// digits are a date of their own.
func (p *timeParser) number() error {
	start := p.pos
	n, digits := p.digits()
	sep := p.peek()
	open := !p.date && !p.monthSet && !p.daySet && !p.yearSet // no part of a date was read
	switch {
	case digits <= 2 && sep == ':':
		return p.timeOfDay(int(n), ':')
	case digits <= 2 && sep == '.' && p.digitAfter() && !p.clock && (p.dated() || p.dotsTime && open):
		return p.timeOfDay(int(n), '.')
	case open && digits <= 4 && isDateSep(sep, digits == 4) && p.digitAfter():
		p.pos = start
		return p.numericDate()
	case digits == 7 && open:
		return p.ordinal(int(n/1000), int(n%1000), true)
	case digits == 8 && open:
		if y := int(n % 10000); n/10000 < 1900 && y >= 1900 { // month and day before the year
			return p.ordered(y, int(n/1e6), int(n/10000%100))
		}
		p.setDate(int(n/10000), int(n/100%100), int(n%100))
		return nil
	case (digits == 12 || digits == 14 || digits == 17) && open:
		if digits == 17 {
			p.Nanosecond = int(n%1000) * 1e6
			n /= 1000
		}
		if digits == 12 {
			n *= 100
		}
		p.setDate(int(n/1e10), int(n/1e8%100), int(n/1e6%100))
		p.setClock(int(n/10000%100), int(n/100%100), int(n%100), digits != 12)
		return p.fraction(digits == 14)
	case digits == 4 && !p.yearSet && p.monthSet, digits == 4 && open && p.monthFollows():
		p.Year, p.yearSet = int(n), true
		return nil
	case digits >= 3 && digits <= 6 && !p.clock && (p.dated() || digits&1 == 0 && p.hoursFollow()):
		if digits <= 4 {
			n *= 100
		}
		p.setClock(int(n/10000), int(n/100%100), int(n%100), digits > 4)
		return p.fraction(digits > 4)
	case digits <= 2 && !p.clock && p.dated() && (p.halfFollows() || start > 0 && p.text[start-1]|0x20 == 't'):
		p.Hour, p.Precision, p.clock = int(n), timeline.Hour, true
		return nil
	case digits <= 2 && !p.date && !p.daySet:
		p.Day, p.daySet = int(n), true
		return nil
	case digits == 2 && p.monthSet && !p.yearSet && !(isDateSep(sep, false) && p.digitAfter() && !p.clockBehind()):
		p.Year, p.yearSet, p.Century = p.rules.century(int(n)), true, true
		return nil
	}
	return errUnknownTime
}

// numericDate reads y-m-d, m/d/y or d/m/y, y-m and m/y, and a day of the year as y-ddd or ddd-y; the separators are - / . and, after
// a four-digit year, a colon.
func (p *timeParser) numericDate() error {
	a, ad := p.digits()
	sep := p.peek()
	p.pos++
	b, bd := p.digits()
	if p.peek() != sep || !p.digitAfter() {
		switch {
		case ad == 4 && bd <= 2 && sep != ':':
			p.setMonth(int(a), int(b))
		case bd == 4 && ad <= 2:
			p.setMonth(int(b), int(a))
		case bd == 3 && (ad == 4 || ad == 2):
			return p.ordinal(int(a), int(b), ad == 4)
		case ad == 3 && (bd == 4 || bd == 2):
			return p.ordinal(int(b), int(a), bd == 4)
		default:
			return errUnknownTime
		}
		return nil
	}
	p.pos++
	c, cd := p.digits()
	switch {
	case ad == 4 && bd <= 2 && cd <= 2:
		p.setDate(int(a), int(b), int(c))
		return p.dateOffset(sep)
	case ad > 2 || bd > 2 || cd != 4 && cd != 2:
		return errUnknownTime
	}
	year := int(c)
	if cd == 2 {
		year, p.Century = p.rules.century(year), true
	}
	return p.ordered(year, int(a), int(b))
}

// dateOffset reads the offset of a date without a time of day, as XML writes it: 2026-03-15-05:00.
func (p *timeParser) dateOffset(sep byte) error {
	rest := p.text[p.pos:]
	if sep != '-' || len(rest) != 6 || rest[0] != '-' && rest[0] != '+' || rest[3] != ':' {
		return nil
	}
	return p.offset()
}

// ordinal sets a date by the day of its year, 1 to 366; full says that the year has four digits.
func (p *timeParser) ordinal(year, day int, full bool) error {
	if !full {
		year, p.Century = p.rules.century(year), true
	}
	switch {
	case year < 1900 || year > 2199:
		return errUnknownTime
	case day < 1 || day > 366 || day == 366 && daysIn(year, 2) == 28:
		return fmt.Errorf("does not exist: there is no day %d of the year %d", day, year)
	}
	of := time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)
	p.setDate(year, int(of.Month()), of.Day())
	return nil
}

// ordered settles which of two numbers is the month.
func (p *timeParser) ordered(year, a, b int) error {
	p.Numeric = true
	switch {
	case a > 12 && b > 12:
		return fmt.Errorf("has no month: neither %d nor %d is one", a, b)
	case a > 12:
		p.Fits = DayFirst
	case b > 12:
		p.Fits = MonthFirst
	}
	order := p.rules.Order
	if order == "" {
		order = MonthFirst
	}
	if p.Fits != "" && p.Fits != order {
		return &OrderError{Fits: p.Fits}
	}
	if order == DayFirst {
		a, b = b, a
	}
	p.setDate(year, a, b)
	return nil
}

// OrderError is returned for a numeric date that fits only the other order of day and month.
type OrderError struct{ Fits DateOrder }

func (e *OrderError) Error() string {
	return "can only be " + string(e.Fits) + ", unlike the other dates of the file"
}

// timeOfDay reads the rest of h:mm, h:mm:ss and h:mm:ss.fff, or of the same with dots.
func (p *timeParser) timeOfDay(hour int, sep byte) error {
	p.pos++
	minute, md := p.digits()
	if md != 2 || p.clock {
		return errUnknownTime
	}
	second, seconds := int64(0), false
	if p.peek() == sep && p.digitAfter() {
		p.pos++
		var sd int
		if second, sd = p.digits(); sd != 2 {
			return errUnknownTime
		}
		seconds = true
	}
	p.setClock(hour, int(minute), int(second), seconds)
	return p.fraction(seconds)
}

// fraction reads the decimals of a second, where one was read; three digits may stand behind a colon.
func (p *timeParser) fraction(seconds bool) error {
	sep := p.peek()
	if !seconds || sep != '.' && sep != ',' && sep != ':' || !p.digitAfter() {
		return nil
	}
	p.pos++
	start := p.pos
	_, fd := p.digits()
	if sep == ':' && fd != 3 {
		return errUnknownTime
	}
	for i := start; i < start+9; i++ {
		switch {
		case i >= p.pos:
			p.Nanosecond *= 10
		default:
			p.Nanosecond = p.Nanosecond*10 + int(p.text[i]-'0')
		}
	}
	return nil
}

// offset reads +h, +hh, +hhmm, +hh:mm and +hh:mm:00 after a time of day.
func (p *timeParser) offset() error {
	sign := 1
	if p.text[p.pos] == '-' {
		sign = -1
	}
	p.pos++
	n, digits := p.digits()
	switch digits {
	case 4:
		if n%100 > 59 {
			return errUnknownTime
		}
		n = n/100*60 + n%100
	case 1, 2:
		n *= 60
		if p.peek() == ':' && p.digitAfter() {
			p.pos++
			m, md := p.digits()
			if md != 2 || m > 59 {
				return errUnknownTime
			}
			n += m
			if bytes.HasPrefix(p.text[p.pos:], []byte(":00")) {
				p.pos += len(":00")
			}
		}
	default:
		return errUnknownTime
	}
	if n > 14*60 || p.signed || p.Zone != "" && p.Zone != "UTC" {
		return errUnknownTime
	}
	p.Offset, p.signed = sign*int(n)*60, true
	p.Zone = fixedZone(p.Offset)
	return nil
}

// bracket reads what RFC 9557 puts behind a time: the name of its zone, and marks that say nothing of the time.
func (p *timeParser) bracket() error {
	end := bytes.IndexByte(p.text[p.pos:], ']')
	if end < 0 {
		return errUnknownTime
	}
	inside := string(bytes.TrimPrefix(p.text[p.pos+1:p.pos+end], []byte("!")))
	p.pos += end + 1
	if strings.Contains(inside, "=") {
		return nil
	}
	z, ok := zoneOf(inside)
	if !ok {
		if !strings.Contains(inside, "/") {
			return errUnknownTime
		}
		z.name = inside
	}
	return p.state(z)
}

// state takes a zone that the text names. Two have to agree: of an offset and a name the offset counts, and the name is kept to be held
// against it.
func (p *timeParser) state(z namedZone) error {
	region := strings.Contains(z.name, "/")
	switch {
	case p.Zone == "":
		p.Zone, p.Offset = z.name, z.offset
	case p.Zone == z.name:
	case region && p.Place == "" && !strings.Contains(p.Zone, "/"):
		p.Place = z.name
	default:
		return fmt.Errorf("names two time zones, %s and %s", p.Zone, z.name)
	}
	return nil
}

func (p *timeParser) word() error {
	if half, n := halfAt(p.text[p.pos:]); half != 0 {
		p.pos += n
		return p.setHalf(half)
	}
	start := p.pos
	for p.pos < len(p.text) && isLetter(p.text[p.pos]) {
		p.pos++
	}
	if p.pos == start+1 && p.text[start]|0x20 == 't' {
		return nil
	}
	w := strings.ToLower(string(p.text[start:p.pos]))
	switch w {
	case "at", "on", "of", "hrs", "hr", "hours", "h", "st", "nd", "rd", "th":
		return nil
	}
	if month := monthNamed(w); month > 0 {
		if p.monthSet || p.date {
			return errUnknownTime
		}
		p.Month, p.monthSet = month, true
		return nil
	}
	if weekdayNamed(w) {
		return nil
	}
	return p.zoneWord(start)
}

// zoneWord reads the zone that the text names at a place: the longest name there is.
func (p *timeParser) zoneWord(start int) error {
	if !p.clock && !p.dated() {
		return errUnknownTime
	}
	rest := p.text[start:]
	if end := bytes.IndexByte(rest, '['); end >= 0 {
		rest = rest[:end]
	}
	open := bytes.Count(p.text[:start], []byte("(")) > bytes.Count(p.text[:start], []byte(")"))
	if open && p.text[start-1] == '(' { // as Windows shows its zones
		if z, ok := zoneOf("(" + string(rest)); ok {
			p.pos = start + len(rest)
			return p.state(z)
		}
	}
	for end := len(rest); end > 0; end = lastWord(rest[:end]) {
		name := bytes.TrimRight(rest[:end], " ,;")
		if bytes.IndexByte(name, '/') >= 0 && bytes.IndexByte(name, ' ') >= 0 {
			continue // a date may stand behind it
		}
		if open {
			name = bytes.TrimSuffix(name, []byte(")"))
		}
		z, ok := zoneOf(string(name))
		if !ok && bytes.IndexByte(name, ' ') < 0 && bytes.IndexByte(name, '/') > 1 && !isDigit(name[len(name)-1]) {
			z, ok = namedZone{name: string(name)}, true // the reader says that it knows none such
		}
		if !ok {
			continue
		}
		p.pos = start + len(name)
		p.signed = p.signed || z.offset != 0 && bytes.ContainsAny(name, "+-")
		return p.state(z)
	}
	return errUnknownTime
}

// lastWord is where the last word of a text begins, or what stands before a sign in it; 0 at the first.
func lastWord(text []byte) int {
	text = bytes.TrimRight(text, " ")
	return bytes.LastIndexAny(text, " +-") // -1 and 0 end
}

func (p *timeParser) setHalf(half int) error {
	if !p.clock || p.half != 0 {
		return errUnknownTime
	}
	p.half = half
	return nil
}

func (p *timeParser) setDate(y, m, d int) {
	p.Year, p.Month, p.Day = y, m, d
	p.date = true
	if !p.clock {
		p.Precision = timeline.Day
	}
}

func (p *timeParser) setMonth(y, m int) {
	p.Year, p.Month, p.Day, p.Precision = y, m, 1, timeline.Month
	p.date = true
}

func (p *timeParser) setClock(h, m, s int, seconds bool) {
	p.Hour, p.Minute, p.Second, p.clock = h, m, s, true
	p.Precision = timeline.Minute
	if seconds {
		p.Precision = timeline.Second
	}
}

// finish joins the parts of a date with a month's name and turns AM and PM into hours.
func (p *timeParser) finish() error {
	if p.monthSet {
		switch {
		case !p.yearSet:
			return errors.New("has no year")
		case p.daySet:
			p.setDate(p.Year, p.Month, p.Day)
		case p.clock:
			return errors.New("has no day")
		default:
			p.setMonth(p.Year, p.Month)
		}
	}
	switch {
	case !p.date && p.clock:
		return errors.New("has no date")
	case !p.date:
		return errUnknownTime
	case p.clock && p.Precision == timeline.Month:
		return errors.New("has no day")
	}
	if p.half == 0 {
		return nil
	}
	if p.Hour < 1 || p.Hour > 12 {
		return fmt.Errorf("has hour %d with AM or PM", p.Hour)
	}
	p.Hour %= 12
	if p.half == 2 {
		p.Hour += 12
	}
	return nil
}
