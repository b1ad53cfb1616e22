package cql2

import (
	"strings"
	"time"
)

// scalar reads a value to compare.
func (p *parser) scalar() (Scalar, error) {
	t := p.head()
	switch {
	case t.kind == text:
		p.pop()
		return Text{t.text, t.at}, nil
	case t.kind == number:
		p.pop()
		return Number{t.value, t.at}, nil
	case t.is("true"), t.is("false"):
		p.pop()
		return Bool{t.is("true"), t.at}, nil
	case p.second().is("(") && (t.is("timestamp") || t.is("date")):
		return p.instant()
	case p.second().is("(") && t.is("casei"):
		return p.casei()
	}
	return p.property()
}

// casei reads CASEI, which nested says nothing more. Its depth is bounded by the recursion's own check.
func (p *parser) casei() (Scalar, error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fault("a filter is at most %d parentheses deep", MaxDepth)
	}
	defer func() { p.depth-- }()
	p.pop()
	p.pop()
	v, err := p.scalar()
	if err == nil && !isText(v) {
		err = p.fault("CASEI takes a text or a property")
	}
	if err == nil {
		err = p.expect(")")
	}
	return fold(v), err
}

// fold takes away the case of a value, once.
func fold(v Scalar) Scalar {
	if _, is := v.(Fold); is {
		return v
	}
	return Fold{v}
}

// reserved are the words that cannot name a property without double quotes.
var reserved = map[string]bool{"AND": true, "OR": true, "NOT": true, "LIKE": true, "ILIKE": true, "BETWEEN": true, "IN": true, "IS": true,
	"NULL": true, "TRUE": true, "FALSE": true}

func (p *parser) property() (Property, error) {
	t := p.head()
	switch {
	case t.kind == quoted:
	case t.kind != word || reserved[strings.ToUpper(t.text)]:
		return Property{}, p.fault("a property or a value is missing before %s", t)
	case p.second().is("("):
		return Property{}, p.fault("there is no function %s", strings.ToUpper(t.text))
	}
	p.pop()
	return Property{t.text, t.at}, nil
}

// instant reads TIMESTAMP('…') or DATE('…').
func (p *parser) instant() (Instant, error) {
	name := p.pop()
	if err := p.expect("("); err != nil {
		return Instant{}, err
	}
	i, err := p.moment()
	if err != nil {
		return i, err
	}
	i.At = name.at
	if i.Date != name.is("date") {
		return i, &Error{name.at, "a TIMESTAMP has a date and a time of day with its offset, a DATE only a date"}
	}
	return i, p.expect(")")
}

// moment reads a date or a time with its offset, in quotes.
func (p *parser) moment() (Instant, error) {
	t := p.head()
	if t.kind == text {
		if i, ok := ParseInstant(t.text); ok {
			p.pop()
			i.At = t.at
			return i, nil
		}
	}
	return Instant{}, p.fault("a time such as '2026-05-02T18:30:00Z' or a date such as '2026-05-02' is missing before %s", t)
}

// ParseInstant reads a date, or a date and a time of day with its offset (RFC 3339). Finer parts of a second than
// microseconds are dropped.
func ParseInstant(text string) (Instant, bool) {
	if t, err := time.Parse(time.DateOnly, text); err == nil && t.Year() > 0 {
		return Instant{Time: t, Date: true}, true
	}
	t, err := time.Parse(time.RFC3339, text)
	if t = t.UTC().Truncate(time.Microsecond); err != nil || t.Year() < 1 || t.Year() > 9999 {
		return Instant{}, false
	}
	return Instant{Time: t}, true
}

// temporal reads the operands of a temporal function.
func (p *parser) temporal(op TemporalOp) (Expr, error) {
	p.pop()
	p.pop()
	left, err := p.time()
	if err == nil {
		err = p.expect(",")
	}
	if err != nil {
		return nil, err
	}
	right, err := p.time()
	if err == nil {
		err = p.expect(")")
	}
	return Temporal{op, left, right}, err
}

func (p *parser) time() (Time, error) {
	switch t := p.head(); {
	case p.second().is("(") && t.is("interval"):
		return p.interval()
	case p.second().is("(") && (t.is("timestamp") || t.is("date")):
		return p.instant()
	}
	return p.property()
}

// interval reads INTERVAL(from, to).
func (p *parser) interval() (Time, error) {
	i := Interval{At: p.pop().at}
	p.pop()
	var err error
	if i.From, err = p.intervalEnd(); err != nil {
		return nil, err
	}
	if err = p.expect(","); err != nil {
		return nil, err
	}
	if i.To, err = p.intervalEnd(); err != nil {
		return nil, err
	}
	from, known := i.From.(Instant)
	to, also := i.To.(Instant)
	if known && also && to.Last().Before(from.Time) {
		return nil, &Error{i.At, "this interval ends before it begins"}
	}
	return i, p.expect(")")
}

func (p *parser) intervalEnd() (End, error) {
	switch t := p.head(); {
	case t.kind == text && t.text == "..":
		p.pop()
		return Open{}, nil
	case t.kind == text:
		return p.moment()
	case p.second().is("(") && (t.is("timestamp") || t.is("date")):
		return p.instant()
	}
	return p.property()
}
