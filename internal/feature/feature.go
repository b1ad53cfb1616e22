// Package feature describes what is held as collections of features, in the words of OGC API – Features, and asks for them.
// It is pure: the collections and their properties are the same for everybody, and what is in them is the store's affair.
package feature

import (
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/cql2"
)

// Type is the kind of value a property has.
type Type string

const (
	Text    Type = "text"    // string
	Integer Type = "integer" // int64
	Number  Type = "number"  // float64
	Boolean Type = "boolean" // bool
	Instant Type = "instant" // time.Time, UTC
	Texts   Type = "texts"   // []string, not empty. Filters take it for one text, with Between between several
)

// Between stands between several texts where they are written as one.
const Between = " | "

// Property is one thing told of each feature of a collection.
type Property struct {
	Name      string
	Type      Type
	About     string   // in words, with the unit
	Values    []string // all there are, nil when open
	Queryable bool     // may stand in filters
	Same      string   // name of the property that this one repeats, for programs that know it by an older name; "" for none
}

// Source is the name of the property that the value is that of.
func (p Property) Source() string {
	if p.Same != "" {
		return p.Same
	}
	return p.Name
}

// Collection is one kind of feature.
type Collection struct {
	Name, Title string
	About       string
	Order       string    // in words, how its items are sorted
	Timed       bool      // its features have a time
	Of          string    // name of the collection that it is a part of; its own where it is part of none
	Filter      cql2.Expr // which part, as Check returns it; nil: all
	Properties  []Property
}

// Property returns the property of that name.
func (c Collection) Property(name string) (Property, bool) {
	for _, p := range c.Properties {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}

// Geometry is the name that filters give to where a feature is, and Time to when.
const (
	Geometry = "geometry"
	Time     = "time"
)

// Feature is one item of a collection.
type Feature struct {
	ID     string
	Point  *orb.Point // nil: no position is known
	Values []any      // for each property of the collection, in its order, a value of its type, or nil
}

// Query asks for a page of a collection.
type Query struct {
	Collection Collection
	Box        *cql2.Box // nil: anywhere. Features without a position are always in it
	From, To   time.Time // both included; zero: no bound. Features without a time are always between
	Filter     cql2.Expr // as Check returned it; nil: all
	Limit      int       // most features of the page, at least 1
	After      *Place    // nil: from the start
}

// Place is where in the order of a collection a page ended.
type Place struct {
	At      time.Time `json:"at,omitzero"`     // zero for an event whose beginning is open
	ID      int64     `json:"id,omitempty"`    // of the event or site
	Text    string    `json:"text,omitempty"`  // plate or ORI
	State   string    `json:"state,omitempty"` // of the plate
	Matched int64     `json:"matched"`         // as on the first page
}

// Page is a page of an answer.
type Page struct {
	Features []Feature
	Next     *Place // nil on the last page
	Matched  int64  // how many match in all, or Uncounted
}

// Uncounted stands for more than Bound features: they are not counted.
const (
	Uncounted = -1
	Bound     = 50_000
)

// NoPosition is the relation of a feature without a position to the areas asked for: it is in every box. The other words are
// those of timeline.Relation; of several areas, the most doubtful is told.
const NoPosition = "no position"
