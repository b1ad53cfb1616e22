package cql2

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// The text of every tree, read again, is the same tree.

func (e And) String() string {
	return join(e, " AND ", func(part Expr) bool { return is[And](part) || is[Or](part) })
}
func (e Or) String() string { return join(e, " OR ", is[Or]) }
func (e Not) String() string {
	return "NOT " + join([]Expr{e.Expr}, "", func(part Expr) bool { return is[And](part) || is[Or](part) })
}
func (e Bool) String() string { return strings.ToUpper(strconv.FormatBool(e.Value)) }
func (e Null) String() string { return e.Property.text() + " IS NULL" }

func (e Compare) String() string {
	return scalarText(e.Left) + " " + string(e.Op) + " " + scalarText(e.Right)
}

func (e Like) String() string {
	pattern := scalarText(e.Pattern)
	if e.Fold {
		pattern = "CASEI(" + pattern + ")"
	}
	return scalarText(e.Value) + " LIKE " + pattern
}

func (e Between) String() string {
	return scalarText(e.Value) + " BETWEEN " + scalarText(e.Low) + " AND " + scalarText(e.High)
}

func (e In) String() string {
	list := make([]string, len(e.List))
	for i, v := range e.List {
		list[i] = scalarText(v)
	}
	return scalarText(e.Value) + " IN (" + strings.Join(list, ", ") + ")"
}

func (e Spatial) String() string {
	return string(e.Op) + "(" + geometryText(e.Left) + ", " + geometryText(e.Right) + ")"
}

func (e Distance) String() string {
	return "S_DWITHIN(" + geometryText(e.Left) + ", " + geometryText(e.Right) + ", " + decimal(e.Metres) + ", metres)"
}

func (e Temporal) String() string {
	return string(e.Op) + "(" + timeText(e.Left) + ", " + timeText(e.Right) + ")"
}

func is[T Expr](e Expr) bool { _, yes := e.(T); return yes }

// join writes conditions in a row, in parentheses where they would fall apart without.
func join(all []Expr, by string, loose func(Expr) bool) string {
	texts := make([]string, len(all))
	for i, e := range all {
		if texts[i] = e.String(); loose(e) {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, by)
}

func (p Property) text() string { return `"` + p.Name + `"` }

var escaper = strings.NewReplacer(`\`, `\\`, `'`, `''`, "\a", `\a`, "\b", `\b`, "\t", `\t`, "\n", `\n`, "\v", `\v`, "\f", `\f`, "\r", `\r`)

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func scalarText(s Scalar) string {
	switch s := s.(type) {
	case Property:
		return s.text()
	case Text:
		return "'" + escaper.Replace(s.Value) + "'"
	case Number:
		return decimal(s.Value)
	case Bool:
		return s.String()
	case Instant:
		return s.literal()
	case Fold:
		return "CASEI(" + scalarText(s.Value) + ")"
	}
	panic(fmt.Sprintf("cql2: no such value: %T", s))
}

func (i Instant) literal() string {
	if i.Date {
		return "DATE(" + i.quoted() + ")"
	}
	return "TIMESTAMP(" + i.quoted() + ")"
}

func (i Instant) quoted() string {
	if i.Date {
		return i.Time.Format("'" + time.DateOnly + "'")
	}
	return i.Time.Format("'2006-01-02T15:04:05.999999Z'")
}

func timeText(t Time) string {
	switch t := t.(type) {
	case Property:
		return t.text()
	case Instant:
		return t.literal()
	case Interval:
		return "INTERVAL(" + endText(t.From) + ", " + endText(t.To) + ")"
	}
	panic(fmt.Sprintf("cql2: no such time: %T", t))
}

func endText(e End) string {
	switch e := e.(type) {
	case Property:
		return e.text()
	case Instant:
		return e.quoted()
	}
	return "'..'"
}

func geometryText(g Geometry) string {
	switch g := g.(type) {
	case Property:
		return g.text()
	case Box:
		return fmt.Sprintf("BBOX(%s, %s, %s, %s)", decimal(g.West), decimal(g.South), decimal(g.East), decimal(g.North))
	case Shape:
		return wkt(g.Geometry)
	}
	panic(fmt.Sprintf("cql2: no such geometry: %T", g))
}

func wkt(g orb.Geometry) string {
	switch g := g.(type) {
	case orb.Point:
		return "POINT(" + pointText(g) + ")"
	case orb.LineString:
		return "LINESTRING" + list(g, pointText)
	case orb.Polygon:
		return "POLYGON" + list(g, ringText)
	case orb.MultiPoint:
		return "MULTIPOINT" + list(g, func(p orb.Point) string { return "(" + pointText(p) + ")" })
	case orb.MultiLineString:
		return "MULTILINESTRING" + list(g, func(l orb.LineString) string { return list(l, pointText) })
	case orb.MultiPolygon:
		return "MULTIPOLYGON" + list(g, func(p orb.Polygon) string { return list(p, ringText) })
	case orb.Collection:
		return "GEOMETRYCOLLECTION" + list(g, wkt)
	}
	panic(fmt.Sprintf("cql2: no such geometry: %T", g))
}

func pointText(p orb.Point) string { return decimal(p[0]) + " " + decimal(p[1]) }

func ringText(r orb.Ring) string { return list(r, pointText) }

func list[T any](all []T, text func(T) string) string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = text(v)
	}
	return "(" + strings.Join(texts, ", ") + ")"
}
