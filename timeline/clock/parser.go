package clock

import (
	"errors"
	"fmt"
	"math"
	"strings"

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
	half     int // 1 AM, 2 PM
}

var errUnknownTime = errors.New("is in no known form; write it as 2026-03-15 14:32:10")

func (p *timeParser) parse() error {
	if c, ok := p.wholeNumber(); ok {
		p.Civil = c
		return nil
	}
	for p.skip(); p.pos < len(p.text); p.skip() {
		var err error
		switch b := p.text[p.pos]; {
		case isDigit(b):
			err = p.number()
		case isLetter(b):
			err = p.word()
		case (b == '+' || b == '-') && p.clock:
			err = p.offset()
		default:
			err = errUnknownTime
		}
		if err != nil {
			return err
		}
	}
	return p.finish()
}

// wholeNumber reads a text that is one number: seconds since 1970, a spreadsheet day, CCYYMM or CCYY.
func (p *timeParser) wholeNumber() (Civil, bool) {
	n, digits := p.digits()
	fraction := 0.0
	if p.peek() == '.' && digits > 4 {
		p.pos++
		f, fd := p.digits()
		fraction = float64(f) / math.Pow10(fd)
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

// number reads what begins with a digit: a date, a time of day or a lone day or year beside a month's name.
func (p *timeParser) number() error {
	start := p.pos
	n, digits := p.digits()
	sep := p.peek()
	switch {
	case digits <= 2 && sep == ':':
		return p.timeOfDay(int(n))
	case digits == 4 && !p.date && !p.monthSet && isDateSep(sep, true) && p.digitAfter(),
		digits <= 2 && !p.date && isDateSep(sep, false) && p.digitAfter():
		p.pos = start
		return p.numericDate()
	case digits == 8 && !p.date:
		p.setDate(int(n/10000), int(n/100%100), int(n%100))
		return nil
	case (digits == 12 || digits == 14) && !p.date:
		if digits == 12 {
			n *= 100
		}
		p.setDate(int(n/1e10), int(n/1e8%100), int(n/1e6%100))
		p.setClock(int(n/10000%100), int(n/100%100), int(n%100), digits == 14)
		return nil
	case digits == 4 && !p.yearSet && p.monthSet:
		p.Year, p.yearSet = int(n), true
		return nil
	case (digits == 4 || digits == 6) && !p.clock && (p.date || p.hoursFollow()):
		if digits == 4 {
			n *= 100
		}
		p.setClock(int(n/10000), int(n/100%100), int(n%100), digits == 6)
		return nil
	case digits <= 2 && !p.clock && (p.date || p.daySet && p.yearSet) && p.halfFollows():
		p.Hour, p.Precision, p.clock = int(n), timeline.Hour, true
		return nil
	case digits <= 2 && !p.date && !p.daySet:
		p.Day, p.daySet = int(n), true
		return nil
	case digits == 2 && p.monthSet && !p.yearSet:
		p.Year, p.yearSet, p.Century = p.rules.century(int(n)), true, true
		return nil
	}
	return errUnknownTime
}

// numericDate reads y-m-d, m/d/y or d/m/y, y-m and m/y; the separators are - / . and, after a four-digit year, a colon.
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
		return nil
	case ad > 2 || bd > 2 || cd != 4 && cd != 2:
		return errUnknownTime
	}
	year := int(c)
	if cd == 2 {
		year, p.Century = p.rules.century(year), true
	}
	return p.ordered(year, int(a), int(b))
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

// timeOfDay reads the rest of h:mm, h:mm:ss and h:mm:ss.fff.
func (p *timeParser) timeOfDay(hour int) error {
	p.pos++
	minute, md := p.digits()
	if md != 2 || p.clock {
		return errUnknownTime
	}
	second, seconds := int64(0), false
	if p.peek() == ':' && p.digitAfter() {
		p.pos++
		var sd int
		if second, sd = p.digits(); sd != 2 {
			return errUnknownTime
		}
		seconds = true
		if (p.peek() == '.' || p.peek() == ',') && p.digitAfter() {
			p.pos++
			f, fd := p.digits()
			p.Nanosecond = int(float64(f)/math.Pow10(fd)*1e9 + 0.5)
			p.Nanosecond = min(p.Nanosecond, 999_999_999)
		}
	}
	p.setClock(hour, int(minute), int(second), seconds)
	return nil
}

// offset reads +hh, +hhmm and +hh:mm after a time of day.
func (p *timeParser) offset() error {
	sign := 1
	if p.text[p.pos] == '-' {
		sign = -1
	}
	p.pos++
	n, digits := p.digits()
	switch digits {
	case 4:
		n = n/100*60 + n%100
	case 2:
		n *= 60
		if p.peek() == ':' && p.digitAfter() {
			p.pos++
			m, md := p.digits()
			if md != 2 || m > 59 {
				return errUnknownTime
			}
			n += m
		}
	default:
		return errUnknownTime
	}
	if n > 14*60 || p.Zone != "" && p.Zone != "UTC" {
		return errUnknownTime
	}
	p.Offset = sign * int(n) * 60
	p.Zone = fixedZone(p.Offset)
	return nil
}

func (p *timeParser) word() error {
	start := p.pos
	for p.pos < len(p.text) && (isLetter(p.text[p.pos]) || p.text[p.pos] == '/' && p.pos > start+2 || p.text[p.pos] == '_') {
		p.pos++
	}
	if b := p.text[start:p.pos]; len(b) == 1 || len(b) == 2 && b[1]|0x20 == 'm' {
		switch b[0] | 0x20 {
		case 'a':
			return p.setHalf(1)
		case 'p':
			return p.setHalf(2)
		case 't':
			return nil
		}
	}
	raw := string(p.text[start:p.pos])
	w := strings.ToLower(raw)
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
	if z, ok := zoneNamed(w, raw); ok && p.clock && p.Zone == "" {
		p.Zone, p.Offset = z.name, z.offset
		return nil
	}
	return errUnknownTime
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
