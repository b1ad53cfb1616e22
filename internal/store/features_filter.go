package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/sql"
	"sightline/timeline"
)

// featureFilter writes conditions as SQL. All text of it is of sql/fragments; what somebody asked for goes only into the
// arguments. Properties are found by their names among the fragments, and Check has let none through that is not there.
type featureFilter struct {
	collection string            // whose fragments are meant
	same       map[string]string // older names of properties, and the names by which the fragments know them
	args       pgx.NamedArgs
}

func newFeatureFilter(c feature.Collection) *featureFilter {
	f := &featureFilter{c.Of, map[string]string{}, pgx.NamedArgs{"mobile": float64(timeline.MobileRadius), "between": feature.Between}}
	for _, p := range c.Properties {
		if p.Same != "" {
			f.same[p.Name] = p.Same
		}
	}
	return f
}

// arg adds an argument and returns its name.
func (f *featureFilter) arg(v any) string {
	name := fmt.Sprintf("v%d", len(f.args))
	f.args[name] = v
	return "@" + name
}

func (f *featureFilter) text(v string) string { return sql.Fragment("value text", "a", f.arg(v)) }

func (f *featureFilter) number(v float64) string { return sql.Fragment("value number", "a", f.arg(v)) }

func (f *featureFilter) instant(v time.Time) string {
	return sql.Fragment("value instant", "a", f.arg(v))
}

// column is what a property is made of.
func (f *featureFilter) column(property string) string {
	if name, older := f.same[property]; older {
		property = name
	}
	return sql.Fragment(f.collection + "." + property)
}

// all is the conjunction of conditions.
func all(conditions []string) string {
	if len(conditions) == 0 {
		return sql.Fragment("true")
	}
	whole := conditions[0]
	for _, c := range conditions[1:] {
		whole = sql.Fragment("and", "a", whole, "b", c)
	}
	return whole
}

// either is the disjunction of conditions.
func either(conditions []string) string {
	if len(conditions) == 0 {
		return sql.Fragment("false")
	}
	whole := conditions[0]
	for _, c := range conditions[1:] {
		whole = sql.Fragment("or", "a", whole, "b", c)
	}
	return whole
}

func (f *featureFilter) each(list []cql2.Expr) []string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = f.condition(e)
	}
	return texts
}

// condition writes a condition that feature.Check has let through.
func (f *featureFilter) condition(e cql2.Expr) string {
	switch e := e.(type) {
	case cql2.And:
		return all(f.each(e))
	case cql2.Or:
		return either(f.each(e))
	case cql2.Not:
		return sql.Fragment("not", "a", f.condition(e.Expr))
	case cql2.Bool:
		return sql.Fragment("value bool", "a", f.arg(e.Value))
	case cql2.Compare:
		return f.compare(e.Op, e.Left, e.Right)
	case cql2.Like:
		pattern := f.text(e.Pattern.Value)
		if e.Fold {
			pattern = sql.Fragment("value fold", "a", pattern)
		}
		return sql.Fragment("like", "a", f.scalar(e.Value), "b", pattern)
	case cql2.Between:
		return sql.Fragment("between", "a", f.scalar(e.Value), "b", f.scalar(e.Low), "c", f.last(e.High))
	case cql2.In:
		return f.in(e)
	case cql2.Null:
		return sql.Fragment("null", "a", f.column(e.Property.Name))
	case cql2.Spatial:
		return f.spatial(e.Op, e.Right, 0)
	case cql2.Distance:
		return f.spatial(cql2.Intersects, e.Right, e.Metres)
	case cql2.Temporal:
		a, b := f.span(e.Left)
		c, d := f.span(e.Right)
		return sql.Fragment(string(e.Op), "a", a, "b", b, "c", c, "d", d)
	}
	panic(fmt.Sprintf("store: no such condition: %T", e))
}

var flipped = map[cql2.Op]cql2.Op{cql2.Equal: cql2.Equal, cql2.NotEqual: cql2.NotEqual, cql2.Less: cql2.Greater, cql2.Greater: cql2.Less,
	cql2.LessOrEqual: cql2.GreaterOrEqual, cql2.GreaterOrEqual: cql2.LessOrEqual}

// compare writes a comparison. A date is the whole day: nothing is after it that is still in it.
func (f *featureFilter) compare(op cql2.Op, left, right cql2.Scalar) string {
	if d, is := left.(cql2.Instant); is && d.Date {
		op, left, right = flipped[op], right, left
	}
	if d, is := right.(cql2.Instant); is && d.Date {
		switch op {
		case cql2.Equal, cql2.NotEqual:
			in := sql.Fragment("between", "a", f.scalar(left), "b", f.scalar(d), "c", f.last(d))
			if op == cql2.NotEqual {
				in = sql.Fragment("not", "a", in)
			}
			return in
		case cql2.Greater, cql2.LessOrEqual:
			return sql.Fragment(string(op), "a", f.scalar(left), "b", f.last(d))
		}
	}
	return sql.Fragment(string(op), "a", f.scalar(left), "b", f.scalar(right))
}

func (f *featureFilter) in(e cql2.In) string {
	var days, values []string
	for _, v := range e.List {
		if d, is := v.(cql2.Instant); is && d.Date {
			days = append(days, f.compare(cql2.Equal, e.Value, d))
		} else {
			values = append(values, f.scalar(v))
		}
	}
	if len(values) > 0 {
		days = append(days, sql.Fragment("in", "a", f.scalar(e.Value), "list", strings.Join(values, ", ")))
	}
	return either(days)
}

// scalar writes a value; of a date, its first instant.
func (f *featureFilter) scalar(s cql2.Scalar) string {
	switch s := s.(type) {
	case cql2.Property:
		return f.column(s.Name)
	case cql2.Text:
		return f.text(s.Value)
	case cql2.Number:
		return f.number(s.Value)
	case cql2.Bool:
		return sql.Fragment("value bool", "a", f.arg(s.Value))
	case cql2.Instant:
		return f.instant(s.Time)
	case cql2.Fold:
		return sql.Fragment("value fold", "a", f.scalar(s.Value))
	}
	panic(fmt.Sprintf("store: no such value: %T", s))
}

// last is scalar, but of a date its last instant.
func (f *featureFilter) last(s cql2.Scalar) string {
	if i, is := s.(cql2.Instant); is {
		return f.instant(i.Last())
	}
	return f.scalar(s)
}

// span is the first and the last instant of a time.
func (f *featureFilter) span(t cql2.Time) (from, to string) {
	switch t := t.(type) {
	case cql2.Property:
		if t.Name == feature.Time {
			return f.column("from"), f.column("to")
		}
		return f.column(t.Name), f.column(t.Name)
	case cql2.Instant:
		return f.instant(t.Time), f.instant(t.Last())
	case cql2.Interval:
		from, to = sql.Fragment("value always before"), sql.Fragment("value always after")
		switch end := t.From.(type) {
		case cql2.Property:
			from = f.column(end.Name)
		case cql2.Instant:
			from = f.instant(end.Time)
		}
		switch end := t.To.(type) {
		case cql2.Property:
			to = f.column(end.Name)
		case cql2.Instant:
			to = f.instant(end.Last())
		}
		return from, to
	}
	panic(fmt.Sprintf("store: no such time: %T", t))
}

// during holds for features whose time meets the span, both ends included; zero is no bound.
func (f *featureFilter) during(from, to time.Time) string {
	a, b := f.column("from"), f.column("to")
	c, d := sql.Fragment("value always before"), sql.Fragment("value always after")
	if !from.IsZero() {
		c = f.instant(from)
	}
	if !to.IsZero() {
		d = f.instant(to)
	}
	return sql.Fragment(string(cql2.TimeIntersects), "a", a, "b", b, "c", c, "d", d)
}
