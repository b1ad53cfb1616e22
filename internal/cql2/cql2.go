// Package cql2 reads filters in the text form of the Common Query Language, CQL2 (OGC 21-065r2), into a small closed tree.
//
// It knows the comparison predicates with LIKE, BETWEEN, IN and IS NULL, AND, OR and NOT, the spatial functions S_INTERSECTS,
// S_WITHIN and S_DISJOINT, all fifteen temporal functions, and CASEI. Beyond the standard it knows S_DWITHIN with a distance
// and its unit, and ILIKE, which is LIKE in any case. It does not know arithmetic, arrays, ACCENTI and functions of others.
// What a name means, and whether a value fits it, is the affair of who evaluates the tree.
package cql2

import (
	"time"

	"github.com/paulmach/orb"
)

// Bounds of a filter. They are generous for people and small for a database.
const (
	MaxLength     = 32 << 10 // bytes
	MaxDepth      = 40       // of parentheses and NOT
	MaxPredicates = 100
	MaxList       = 1000 // values of one IN
)

// Expr is a condition: And, Or, Not, Bool, Compare, Like, Between, In, Null, Spatial, Distance or Temporal.
type Expr interface {
	String() string
	expr()
}

// And holds where all of two or more conditions hold.
type And []Expr

// Or holds where any of two or more conditions holds.
type Or []Expr

// Not turns a condition round.
type Not struct{ Expr Expr }

// Op is a comparison operator as the language writes it.
type Op string

const (
	Equal          Op = "="
	NotEqual       Op = "<>"
	Less           Op = "<"
	Greater        Op = ">"
	LessOrEqual    Op = "<="
	GreaterOrEqual Op = ">="
)

// Compare holds two values against each other.
type Compare struct {
	Op          Op
	Left, Right Scalar
}

// Like holds a text against a pattern: % stands for any characters, _ for one, and a backslash takes away their meaning. A
// pattern does not end in a lone backslash.
type Like struct {
	Value   Scalar // Property, Text or Fold
	Pattern Text
	Fold    bool // the pattern stands in CASEI
}

// Between holds for values from Low to High, both included.
type Between struct{ Value, Low, High Scalar }

// In holds for a value that is in the list, which has at least one value.
type In struct {
	Value Scalar
	List  []Scalar
}

// Null holds where a property has no value.
type Null struct{ Property Property }

// SpatialOp names a spatial function.
type SpatialOp string

const (
	Intersects SpatialOp = "S_INTERSECTS"
	Within     SpatialOp = "S_WITHIN"
	Disjoint   SpatialOp = "S_DISJOINT"
)

// Spatial holds two geometries against each other.
type Spatial struct {
	Op          SpatialOp
	Left, Right Geometry
}

// Distance holds where two geometries are no farther apart than so many metres.
type Distance struct {
	Left, Right Geometry
	Metres      float64 // greater than 0
}

// TemporalOp names a temporal function.
type TemporalOp string

const (
	After          TemporalOp = "T_AFTER"
	Before         TemporalOp = "T_BEFORE"
	Contains       TemporalOp = "T_CONTAINS"
	TimeDisjoint   TemporalOp = "T_DISJOINT"
	During         TemporalOp = "T_DURING"
	Equals         TemporalOp = "T_EQUALS"
	FinishedBy     TemporalOp = "T_FINISHEDBY"
	Finishes       TemporalOp = "T_FINISHES"
	TimeIntersects TemporalOp = "T_INTERSECTS"
	Meets          TemporalOp = "T_MEETS"
	MetBy          TemporalOp = "T_METBY"
	OverlappedBy   TemporalOp = "T_OVERLAPPEDBY"
	Overlaps       TemporalOp = "T_OVERLAPS"
	StartedBy      TemporalOp = "T_STARTEDBY"
	Starts         TemporalOp = "T_STARTS"
)

// TemporalOps are all temporal functions.
func TemporalOps() []TemporalOp {
	return []TemporalOp{After, Before, Contains, TimeDisjoint, During, Equals, FinishedBy, Finishes, TimeIntersects, Meets, MetBy,
		OverlappedBy, Overlaps, StartedBy, Starts}
}

// Temporal holds two times against each other.
type Temporal struct {
	Op          TemporalOp
	Left, Right Time
}

// Scalar is a value to compare: Property, Text, Number, Bool, Instant, or Fold of a Property or Text.
type Scalar interface{ scalar() }

// Geometry is a Property, Shape or Box.
type Geometry interface{ geometry() }

// Time is a Property, Instant or Interval.
type Time interface{ temporal() }

// End is an end of an Interval: a Property, an Instant, or Open.
type End interface{ end() }

// Property names what the data holds.
type Property struct {
	Name string
	At   int // where in the filter, in characters from 1
}

// Text is a character literal.
type Text struct {
	Value string
	At    int
}

// Number is a finite number.
type Number struct {
	Value float64
	At    int
}

// Bool is TRUE or FALSE, as a condition or as a value.
type Bool struct {
	Value bool
	At    int
}

// Instant is a TIMESTAMP, or a DATE, which is a whole day in UTC.
type Instant struct {
	Time time.Time // UTC, to the microsecond; of a date, its first instant
	Date bool
	At   int
}

// Last is the last instant of a date, to the microsecond, and of another instant itself.
func (i Instant) Last() time.Time {
	if i.Date {
		return i.Time.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	return i.Time
}

// Fold is CASEI: a text with its case taken away.
type Fold struct{ Value Scalar }

// Interval reaches from one end to the other, both included.
type Interval struct {
	From, To End
	At       int
}

// Open is an end without bound.
type Open struct{}

// Shape is a geometry in longitude and latitude: a point, line string, polygon, several of one of these, or a collection.
type Shape struct {
	Geometry orb.Geometry
	At       int
}

// Box reaches east from West to East: it crosses the antimeridian where West is greater. Latitudes are in order.
type Box struct {
	West, South, East, North float64
	At                       int
}

func (And) expr()      {}
func (Or) expr()       {}
func (Not) expr()      {}
func (Bool) expr()     {}
func (Compare) expr()  {}
func (Like) expr()     {}
func (Between) expr()  {}
func (In) expr()       {}
func (Null) expr()     {}
func (Spatial) expr()  {}
func (Distance) expr() {}
func (Temporal) expr() {}

func (Property) scalar() {}
func (Text) scalar()     {}
func (Number) scalar()   {}
func (Bool) scalar()     {}
func (Instant) scalar()  {}
func (Fold) scalar()     {}

func (Property) geometry() {}
func (Shape) geometry()    {}
func (Box) geometry()      {}

func (Property) temporal() {}
func (Instant) temporal()  {}
func (Interval) temporal() {}

func (Property) end() {}
func (Instant) end()  {}
func (Open) end()     {}
