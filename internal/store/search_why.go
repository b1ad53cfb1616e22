package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sightline/internal/query"
	"sightline/internal/words"
)

// searchWhy is what there is where nothing was found, as far as the viewer may see it.
type searchWhy struct {
	Readers, Spots, Reads, Around int64
	First, Last                   *time.Time // days with reads
	Anything                      bool
}

// mayBeHidden ends every reason that is given to somebody who may not see everything, whether or not anything is hidden.
const mayBeHidden = " There may be material that you are not permitted to see: this answer does not depend on it."

// whyEmpty says in words why nothing was found.
func (a *searchAsk) whyEmpty(ctx context.Context, tx *reading, ask query.Search) (string, error) {
	w, err := one[searchWhy](ctx, tx, "SearchWhy", args{"ask": a})
	if err != nil {
		return "", err
	}
	everything, err := scalar[bool](ctx, tx, "SeesEverything", nil)
	if err != nil {
		return "", err
	}
	why := w.text(ask)
	if !everything {
		why += mayBeHidden
	}
	return why, nil
}

func (w searchWhy) text(ask query.Search) string {
	switch {
	case !w.Anything:
		return "Nothing is loaded yet."
	case len(ask.Areas) == 0:
		return "No sighting of such a plate was found in this time."
	case w.Readers+w.Spots == 0:
		return "No reader stands and no moving reader was within this area, and no other sighting that fits reaches into it."
	}
	there := fmt.Sprintf("There are %s within reach of this area", readersText(w.Readers, w.Spots))
	switch {
	case w.First == nil:
		return there + ", but none of their reads can be found."
	case w.outside(ask):
		return fmt.Sprintf("%s, whose reads run from %s to %s: the time asked for lies outside of what is loaded.", there, dayText(w.First),
			dayText(w.Last))
	case w.Reads == 0 && w.Around > 0:
		return there + ", but no read in this time. There are reads within a day of it: times are compared as instants, so check the offset of from and to against the place's local time."
	case w.Reads == 0:
		return fmt.Sprintf("%s, whose reads run from %s to %s, but none in this time. Times are compared as instants: check the offset of from and to.",
			there, dayText(w.First), dayText(w.Last))
	case ask.All:
		return there + " with reads on these days, but no plate and no subject was seen in all of the areas."
	}
	if narrowed := query.Params().Narrowings(ask); len(narrowed) > 0 {
		return fmt.Sprintf("%s with %s on these days, but none that fits: the question is narrowed by %s.", there,
			words.Count(w.Reads, "read"), strings.Join(narrowed, ", "))
	}
	return fmt.Sprintf("%s with %s on these days, but none in this time. Times are compared as instants: check the offset of from and to.",
		there, words.Count(w.Reads, "read"))
}

// outside reports whether the window lies before the first or after the last day with reads.
func (w searchWhy) outside(ask query.Search) bool {
	return !ask.From.IsZero() && ask.From.After(w.Last.AddDate(0, 0, 2)) || !ask.To.IsZero() && ask.To.Before(w.First.AddDate(0, 0, -1))
}

func readersText(readers, spots int64) string {
	fixed := words.Count(readers, "fixed reader")
	moving := words.Either(spots, "spot where a moving reader was", "spots where moving readers were")
	switch {
	case spots == 0:
		return fixed
	case readers == 0:
		return moving
	}
	return fixed + " and " + moving
}
