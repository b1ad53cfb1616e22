package feature

import (
	"fmt"
	"math"

	"sightline/internal/cql2"
)

// widest is how far from west to east an area may reach, in degrees: a wider one could mean its other side.
const widest = 179

// Check holds a filter to a collection: its properties exist, may be asked for, and are compared with values of their
// type. It returns the filter with texts that stand for times made into times, and with the property on the left of spatial
// functions. Its error is a *cql2.Error.
func Check(c Collection, e cql2.Expr) (cql2.Expr, error) {
	k := checker{c}
	switch e := e.(type) {
	case cql2.And:
		all, err := k.each(e)
		return cql2.And(all), err
	case cql2.Or:
		all, err := k.each(e)
		return cql2.Or(all), err
	case cql2.Not:
		inner, err := Check(c, e.Expr)
		return cql2.Not{Expr: inner}, err
	case cql2.Bool:
		return e, nil
	case cql2.Compare:
		return k.compare(e)
	case cql2.Like:
		return k.like(e)
	case cql2.Between:
		return k.between(e)
	case cql2.In:
		return k.in(e)
	case cql2.Null:
		return k.null(e)
	case cql2.Spatial:
		return k.spatial(e)
	case cql2.Distance:
		left, right, err := k.geometries(e.Left, e.Right)
		return cql2.Distance{Left: left, Right: right, Metres: e.Metres}, err
	case cql2.Temporal:
		return k.temporal(e)
	}
	return nil, fault(1, "there is no such condition")
}

type checker struct{ Collection }

func fault(at int, format string, a ...any) error {
	return &cql2.Error{At: at, What: fmt.Sprintf(format, a...)}
}

func (k checker) each(all []cql2.Expr) ([]cql2.Expr, error) {
	out := make([]cql2.Expr, len(all))
	for i, e := range all {
		var err error
		if out[i], err = Check(k.Collection, e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// queryable finds a property of the filter.
func (k checker) queryable(p cql2.Property) (Property, error) {
	found, ok := k.Property(p.Name)
	switch {
	case p.Name == Geometry:
		return found, fault(p.At, "geometry stands in spatial functions only")
	case !ok || !found.Queryable:
		return found, fault(p.At, "%s have no queryable %q; see their queryables", k.Name, p.Name)
	}
	return found, nil
}

// typeOf is the type of a value, with whole numbers as numbers and several texts as one.
func (k checker) typeOf(s cql2.Scalar) (t Type, at int, err error) {
	switch s := s.(type) {
	case cql2.Text:
		return Text, s.At, nil
	case cql2.Number:
		return Number, s.At, nil
	case cql2.Bool:
		return Boolean, s.At, nil
	case cql2.Instant:
		return Instant, s.At, nil
	case cql2.Fold:
		t, at, err := k.typeOf(s.Value)
		if err == nil && t != Text {
			err = fault(at, "CASEI takes a text, and this is of type %s", t)
		}
		return t, at, err
	case cql2.Property:
		p, err := k.queryable(s)
		switch p.Type {
		case Integer:
			p.Type = Number
		case Texts:
			p.Type = Text
		}
		return p.Type, s.At, err
	}
	return "", 1, fault(1, "there is no such value")
}

// match brings two values to one type: a text beside a time is read as a time.
func (k checker) match(a, b cql2.Scalar) (cql2.Scalar, cql2.Scalar, Type, error) {
	ta, at, err := k.typeOf(a)
	if err != nil {
		return a, b, ta, err
	}
	tb, bt, err := k.typeOf(b)
	if err != nil {
		return a, b, tb, err
	}
	if written, is := b.(cql2.Text); is && ta == Instant {
		i, ok := cql2.ParseInstant(written.Value)
		if i.At = bt; !ok {
			return a, b, ta, fault(bt, "%q is no time such as 2026-05-02T18:30:00Z", written.Value)
		}
		return a, i, Instant, nil
	}
	if _, is := a.(cql2.Text); is && tb == Instant {
		b, a, t, err := k.match(b, a)
		return a, b, t, err
	}
	if n, is := b.(cql2.Number); is && ta == Boolean && (n.Value == 0 || n.Value == 1) { // as GDAL writes them
		return a, cql2.Bool{Value: n.Value == 1, At: n.At}, Boolean, nil
	}
	if ta != tb {
		return a, b, ta, fault(max(at, bt), "%s and %s cannot be compared", ta, tb)
	}
	return a, b, ta, nil
}

func isProperty(s cql2.Scalar) bool {
	if f, is := s.(cql2.Fold); is {
		s = f.Value
	}
	_, is := s.(cql2.Property)
	return is
}

func (k checker) compare(e cql2.Compare) (cql2.Expr, error) {
	a, b, t, err := k.match(e.Left, e.Right)
	if err != nil {
		return nil, err
	}
	_, at, _ := k.typeOf(e.Left)
	if !isProperty(a) && !isProperty(b) {
		return nil, fault(at, "a comparison needs a property")
	}
	if t == Boolean && e.Op != cql2.Equal && e.Op != cql2.NotEqual {
		return nil, fault(at, "true and false are compared with = and <> only")
	}
	return cql2.Compare{Op: e.Op, Left: a, Right: b}, nil
}

func (k checker) like(e cql2.Like) (cql2.Expr, error) {
	t, at, err := k.typeOf(e.Value)
	if err == nil && t != Text {
		err = fault(at, "only a text can be LIKE a pattern, and this is of type %s", t)
	}
	return e, err
}

func (k checker) between(e cql2.Between) (cql2.Expr, error) {
	value, low, t, err := k.match(e.Value, e.Low)
	if err != nil {
		return nil, err
	}
	_, high, _, err := k.match(e.Value, e.High)
	if _, at, _ := k.typeOf(e.Value); err == nil && (t == Boolean || !isProperty(value)) {
		err = fault(at, "BETWEEN takes a property with an order")
	}
	return cql2.Between{Value: value, Low: low, High: high}, err
}

func (k checker) in(e cql2.In) (cql2.Expr, error) {
	if _, at, err := k.typeOf(e.Value); err != nil {
		return nil, err
	} else if !isProperty(e.Value) {
		return nil, fault(at, "IN takes a property")
	}
	list := make([]cql2.Scalar, len(e.List))
	for i, v := range e.List {
		var err error
		if _, list[i], _, err = k.match(e.Value, v); err != nil {
			return nil, err
		}
	}
	return cql2.In{Value: e.Value, List: list}, nil
}

func (k checker) null(e cql2.Null) (cql2.Expr, error) {
	if e.Property.Name == Geometry {
		return e, nil
	}
	_, err := k.queryable(e.Property)
	return e, err
}

func (k checker) spatial(e cql2.Spatial) (cql2.Expr, error) {
	if _, left := e.Left.(cql2.Property); !left && e.Op == cql2.Within {
		return nil, fault(at(e.Left), "S_WITHIN takes geometry first and then the area")
	}
	left, right, err := k.geometries(e.Left, e.Right)
	return cql2.Spatial{Op: e.Op, Left: left, Right: right}, err
}

// geometries puts the property to the left and the area to the right.
func (k checker) geometries(a, b cql2.Geometry) (cql2.Geometry, cql2.Geometry, error) {
	property, left := a.(cql2.Property)
	area := b
	if !left {
		property, left = b.(cql2.Property)
		area = a
	}
	if _, both := area.(cql2.Property); !left || both {
		return nil, nil, fault(at(a), "a spatial function takes geometry and an area")
	}
	if property.Name != Geometry {
		return nil, nil, fault(property.At, "%s have no geometry %q; theirs is called geometry", k.Name, property.Name)
	}
	if shape, is := area.(cql2.Shape); is {
		if b := shape.Geometry.Bound(); b.Max[0]-b.Min[0] > widest || math.IsNaN(b.Max[0]) {
			return nil, nil, fault(shape.At, "an area reaches at most %d degrees from west to east: cut it in two, or use BBOX", widest)
		}
	}
	return property, area, nil
}

func at(g cql2.Geometry) int {
	switch g := g.(type) {
	case cql2.Property:
		return g.At
	case cql2.Shape:
		return g.At
	case cql2.Box:
		return g.At
	}
	return 1
}

func (k checker) temporal(e cql2.Temporal) (cql2.Expr, error) {
	properties := 0
	for _, t := range []cql2.Time{e.Left, e.Right} {
		switch t := t.(type) {
		case cql2.Property:
			properties++
			if err := k.instant(t); err != nil {
				return nil, err
			}
		case cql2.Interval:
			for _, end := range []cql2.End{t.From, t.To} {
				if p, is := end.(cql2.Property); is {
					properties++
					if err := k.instant(p); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	if properties == 0 {
		return nil, fault(1, "%s takes a property", e.Op)
	}
	return e, nil
}

func (k checker) instant(p cql2.Property) error {
	found, err := k.queryable(p)
	if err == nil && found.Type != Instant {
		err = fault(p.At, "%s is of type %s, not a time", p.Name, found.Type)
	}
	return err
}
