package query

import "errors"

// MaxSearchLimit is the most sightings in a page.
const MaxSearchLimit = 1000

// ErrTooWide means that a question would have to look at more than one answer may cost.
var ErrTooWide = errors.New("too much to look at")

// Check reports every fault of a question.
func (s Search) Check() error {
	var faults Faults
	Params().check(s, &faults)
	return faults.Err()
}
