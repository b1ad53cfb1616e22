package cql2

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads a filter. Its error is an *Error.
func Parse(filter string) (Expr, error) {
	tokens, err := scan(filter)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	e, err := p.expression()
	if err == nil && p.head().kind != end {
		err = p.fault("AND, OR or the end is missing before %s", p.head())
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

type parser struct {
	tokens     []token // the last is the end
	depth      int
	predicates int
}

func (p *parser) head() token { return p.tokens[0] }

// second is the token after the next.
func (p *parser) second() token { return p.tokens[min(1, len(p.tokens)-1)] }

func (p *parser) pop() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// accept steps over a keyword or sign if it is next.
func (p *parser) accept(what string) bool {
	if !p.head().is(what) {
		return false
	}
	p.pop()
	return true
}

func (p *parser) expect(what string) error {
	if !p.accept(what) {
		return p.fault("%q is missing before %s", what, p.head())
	}
	return nil
}

// fault is an error at the next token.
func (p *parser) fault(format string, a ...any) error {
	return &Error{p.head().at, fmt.Sprintf(format, a...)}
}

func (p *parser) expression() (Expr, error) {
	e, err := p.term()
	if err != nil || !p.head().is("or") {
		return e, err
	}
	any := Or{e}
	for p.accept("or") {
		if e, err = p.term(); err != nil {
			return nil, err
		}
		any = append(any, e)
	}
	return any, nil
}

func (p *parser) term() (Expr, error) {
	e, err := p.factor()
	if err != nil || !p.head().is("and") {
		return e, err
	}
	all := And{e}
	for p.accept("and") {
		if e, err = p.factor(); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (p *parser) factor() (Expr, error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fault("a filter is at most %d parentheses or NOT deep", MaxDepth)
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept("not"):
		e, err := p.factor()
		return Not{e}, err
	case p.accept("("):
		e, err := p.expression()
		if err == nil {
			err = p.expect(")")
		}
		return e, err
	}
	if p.predicates++; p.predicates > MaxPredicates {
		return nil, p.fault("a filter has at most %d conditions", MaxPredicates)
	}
	return p.predicate()
}

func (p *parser) predicate() (Expr, error) {
	if name := p.head(); name.kind == word && p.second().is("(") {
		switch upper := strings.ToUpper(name.text); {
		case slices.Contains([]SpatialOp{Intersects, Within, Disjoint}, SpatialOp(upper)):
			return p.spatial(SpatialOp(upper))
		case upper == "S_DWITHIN":
			return p.distance()
		case slices.Contains(TemporalOps(), TemporalOp(upper)):
			return p.temporal(TemporalOp(upper))
		case strings.HasPrefix(upper, "S_") || strings.HasPrefix(upper, "T_") || strings.HasPrefix(upper, "A_"):
			return nil, p.fault("%s is not offered; S_INTERSECTS, S_WITHIN, S_DISJOINT, S_DWITHIN and the temporal functions are", upper)
		}
	}
	value, err := p.scalar()
	if err != nil {
		return nil, err
	}
	if property, is := value.(Property); is && p.accept("is") {
		return p.null(property)
	}
	negated := p.accept("not")
	var e Expr
	switch {
	case p.accept("like"):
		e, err = p.like(value)
	case p.accept("ilike"):
		e, err = p.like(fold(value))
		if like, is := e.(Like); is {
			like.Fold = true
			e = like
		}
	case p.accept("between"):
		e, err = p.between(value)
	case p.accept("in"):
		e, err = p.in(value)
	case negated:
		err = p.fault("LIKE, BETWEEN or IN is missing before %s", p.head())
	default:
		return p.compare(value)
	}
	if negated && err == nil {
		e = Not{e}
	}
	return e, err
}

// compare reads an operator and its right side. TRUE and FALSE need none.
func (p *parser) compare(left Scalar) (Expr, error) {
	for _, op := range []Op{Equal, NotEqual, LessOrEqual, GreaterOrEqual, Less, Greater} {
		if p.accept(string(op)) {
			right, err := p.scalar()
			return Compare{op, left, right}, err
		}
	}
	if condition, is := left.(Bool); is {
		return condition, nil
	}
	return nil, p.fault("a comparison such as = or LIKE is missing before %s", p.head())
}

func (p *parser) null(of Property) (Expr, error) {
	negated := p.accept("not")
	if err := p.expect("null"); err != nil {
		return nil, err
	}
	if negated {
		return Not{Null{of}}, nil
	}
	return Null{of}, nil
}

func (p *parser) like(value Scalar) (Expr, error) {
	if !isText(value) {
		return nil, p.fault("only a text can be LIKE a pattern")
	}
	like := Like{Value: value}
	closing := 0
	for p.head().is("casei") && p.second().is("(") {
		p.pop()
		p.pop()
		like.Fold = true
		closing++
	}
	if p.head().kind != text {
		return nil, p.fault("a pattern in single quotes is missing before %s", p.head())
	}
	t := p.pop()
	if trailing := len(t.text) - len(strings.TrimRight(t.text, `\`)); trailing%2 == 1 {
		return nil, &Error{t.at, `this pattern ends in a lone backslash; write \\\\ for one that stands for itself`}
	}
	like.Pattern = Text{t.text, t.at}
	for range closing {
		if err := p.expect(")"); err != nil {
			return nil, err
		}
	}
	return like, nil
}

func isText(s Scalar) bool {
	switch s.(type) {
	case Property, Text, Fold:
		return true
	}
	return false
}

func (p *parser) between(value Scalar) (Expr, error) {
	low, err := p.scalar()
	if err == nil {
		err = p.expect("and")
	}
	if err != nil {
		return nil, err
	}
	high, err := p.scalar()
	return Between{value, low, high}, err
}

func (p *parser) in(value Scalar) (Expr, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var list []Scalar
	for {
		v, err := p.scalar()
		if err != nil {
			return nil, err
		}
		if list = append(list, v); len(list) > MaxList {
			return nil, p.fault("a list has at most %d values", MaxList)
		}
		if !p.accept(",") {
			return In{value, list}, p.expect(")")
		}
	}
}
