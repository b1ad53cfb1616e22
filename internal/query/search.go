// Package query holds the questions that the store answers: searches, pages of their answers, tiles. It is pure.
package query

import (
	"time"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// Search asks what was sighted, where, when and of what kind. Every zero field leaves its side open; without areas a plate
// is asked for, everywhere.
type Search struct {
	Areas []geo.Shape // a sighting in any of them counts, at most MaxAreas
	// All keeps of these only the sightings of plates, by number, and subjects that were seen in every area.
	All           bool
	From          time.Time           // a sighting counts when the span of its time reaches into [From, To)
	To            time.Time           //
	Hours         DayHours            // in the local time of the place
	Kinds         []timeline.KindName // of these; nil: of all that searches look for, see Searched
	Spans         bool                // spans of time, such as addresses, are found too
	Case          string              // number of the case to search, "": all
	Plate         plate.Pattern       //
	MaxRadius     geo.Meters          // most uncertainty of the position
	Coarsest      timeline.Precision  // coarsest unit a time may be written in
	Heading       *HeadingWindow      // reads with a heading in it
	MinConfidence float64             // reads with at least this confidence, above 0 to 1
	Order         Order               //
	Limit         int                 // most sightings in one page, at least 1
	After         Cursor              // zero: from the beginning
	Count         Counting            // whether the sightings of all pages are counted
}

// MaxAreas is the most areas of a question.
const MaxAreas = 16

// Order says which sightings come first.
type Order string

const (
	Newest  Order = ""        // by the first instant their time, or that of their beginning, can mean, the last first
	Nearest Order = "nearest" // by distance, and at the same distance the newest
)

// Counting says how the sightings of all pages are counted.
type Counting string

const (
	CountNone    Counting = ""
	CountBounded Counting = "bounded" // up to MaxBoundedCount
	CountExact   Counting = "exact"
)

// MaxBoundedCount is where a bounded count ends: more is "at least".
const MaxBoundedCount = 10_000

// Cursor is the place in an answer's order after which the next page begins.
type Cursor struct {
	At       time.Time  `json:"at"`
	ID       string     `json:"id"`          // of the last sighting of the page before
	Distance geo.Meters `json:"d,omitempty"` // its distance, where the nearest come first
}

// Nearby is one sighting found.
type Nearby struct {
	Event timeline.Event
	Case  string // number of its case
	// Distance is from the centre of a circle, the middle line of a corridor, or the outline of a box or polygon that it
	// lies outside of, in metres; of several areas the least. It is 0 inside a box or polygon, and without areas.
	Distance geo.Meters
	Relation Relation
	Areas    []int // numbers of the areas asked for that it counts in, from 0
}

// Relation says how a sighting's circle of uncertainty lies to the area asked for.
type Relation string

const (
	Within   Relation = "within"   // wholly inside
	Overlaps Relation = "overlaps" // its point is inside, its circle reaches out
	CouldBe  Relation = "could be" // its point is outside, its circle reaches in
)

// RelationOf says how a circle of uncertainty lies to an area that its point is margin metres inside of; a negative
// margin is outside. It is empty when the circle does not reach the area.
func RelationOf(margin, radius geo.Meters) Relation {
	switch {
	case margin >= radius:
		return Within
	case margin >= 0:
		return Overlaps
	case margin >= -radius:
		return CouldBe
	}
	return ""
}

// Page is one page of an answer.
type Page struct {
	Found []Nearby
	Next  *Cursor // nil on the last page
	Why   string  // why the first page is empty, "" when it is not
	Count *Count  // nil when none was asked for
}

// Count is how many sightings all pages hold.
type Count struct {
	Number  int64 `json:"number"`
	AtLeast bool  `json:"at_least,omitempty"` // counting ended there
}

// Candidates is one page of them, in time order.
type Candidates struct {
	Found []timeline.Candidate `json:"candidates"`
	Total int64                `json:"total"` // of all pages, one for each vehicle that a read may be of
	Next  *Cursor              `json:"-"`     // nil on the last page
}

// AllCandidates asks for one page after the other until there is no next, or there are timeline.MostCandidates.
func AllCandidates(page func(after Cursor) (Candidates, error)) ([]timeline.Candidate, error) {
	var all []timeline.Candidate
	for after := (Cursor{}); ; {
		p, err := page(after)
		if err != nil {
			return nil, err
		}
		if all = append(all, p.Found...); p.Next == nil || len(all) >= timeline.MostCandidates {
			return all[:min(len(all), timeline.MostCandidates)], nil
		}
		after = *p.Next
	}
}
