package query

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"sightline/timeline"
)

// Bounds of a question.
const (
	MaxSearchLimit = 1000 // sightings in a page
	// loosePrefix is how many characters of a plate must be known before the first * when there is no area to look in.
	loosePrefix = 2
)

// Check reports every fault of a question.
func (s Search) Check() error {
	var faults []error
	fault := func(bad bool, format string, a ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, a...))
		}
	}
	fault(len(s.Areas) > MaxAreas, "at most %d areas can be asked for", MaxAreas)
	fault(s.All && len(s.Areas) < 2, "seen in all areas takes at least two of them")
	fault(len(s.Areas) == 0 && s.Plate.IsZero(), "name an area, a plate or both")
	fault(len(s.Areas) == 0 && s.Order == Nearest, "nearest first takes an area")
	if len(s.Areas) == 0 && !s.Plate.IsZero() {
		prefixes, whole := s.Plate.Prefixes(MaxPlatePrefixes)
		fault(!whole && len(prefixes[0]) < loosePrefix, "without an area, a plate must begin with %d characters that are known", loosePrefix)
	}
	fault(!s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To), "from must be before to")
	fault(s.Hours.From < 0 || s.Hours.From >= daySeconds || s.Hours.To < 0 || s.Hours.To > daySeconds, "times of day are 00:00 to 24:00")
	fault(slices.ContainsFunc(s.Hours.Weekdays, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }), "there is no such weekday")
	for _, kind := range s.Kinds {
		fault(!slices.Contains(SearchKinds(), kind), "kind %q is none of %v", kind, SearchKinds())
	}
	fault(s.MaxRadius < 0 || math.IsNaN(float64(s.MaxRadius)), "the largest radius is metres, from 0")
	fault(s.Coarsest != "" && !slices.Contains(timeline.Precision("").Units(), s.Coarsest), "the coarsest time must be one of %v", timeline.Precision("").Units())
	if h := s.Heading; h != nil {
		fault(h.Degrees < 0 || h.Degrees > 359 || h.Within < 0 || h.Within > 180, "a heading is 0 to 359 degrees, give or take 0 to 180")
	}
	fault(!(s.MinConfidence >= 0 && s.MinConfidence <= 1), "confidence is 0 to 1")
	fault(s.Order != Newest && s.Order != Nearest, "order must be newest or nearest")
	fault(s.Count != CountNone && s.Count != CountBounded && s.Count != CountExact, "count must be none, bounded or exact")
	fault(s.Limit < 1 || s.Limit > MaxSearchLimit, "limit must be 1 to %d", MaxSearchLimit)
	return errors.Join(faults...)
}

// ErrTooWide means that a question would have to look at more than one answer may cost.
var ErrTooWide = errors.New("too much to look at")

// MaxPlatePrefixes is how many beginnings of plates are looked up one by one.
const MaxPlatePrefixes = 2000
