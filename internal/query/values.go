package query

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are what is wrong with what came in, all told at once.
type Faults struct{ faults []string }

// Fault adds one.
func (f *Faults) Fault(format string, a ...any) {
	f.faults = append(f.faults, fmt.Sprintf(format, a...))
}

// Faulty reports whether there is any.
func (f *Faults) Faulty() bool { return len(f.faults) > 0 }

// Err tells all of them; it is nil when there is none.
func (f *Faults) Err() error {
	if !f.Faulty() {
		return nil
	}
	return errors.New(strings.Join(f.faults, "; "))
}

// Values reads parameters strictly: unknown, repeated and malformed ones are faults.
type Values struct {
	Faults
	given map[string][]string
}

// NewValues takes the parameters that were given, and the names of those there are.
func NewValues(given map[string][]string, known ...string) Values {
	v := Values{given: given}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case !slices.Contains(known, name):
			v.Fault("there is no parameter %q; known are %s", name, strings.Join(known, ", "))
		case len(given[name]) > 1:
			v.Fault("%s is given %d times", name, len(given[name]))
		}
	}
	return v
}

// Has reports whether a parameter was given, if with nothing in it.
func (v *Values) Has(name string) bool { return len(v.given[name]) > 0 }

// Text is what was given, "" for nothing.
func (v *Values) Text(name string) string {
	if !v.Has(name) {
		return ""
	}
	return v.given[name][0]
}

// Number reads a number within [low, high].
func (v *Values) Number(name string, low, high float64) float64 {
	text := v.Text(name)
	if text == "" {
		v.Fault("%s is missing", name)
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || n < low || n > high {
		v.Fault("%s must be a number from %v to %v, not %q", name, low, high, text)
	}
	return n
}

// Whole reads a whole number within [low, high].
func (v *Values) Whole(name string, unset int, low, high float64) int {
	if v.Text(name) == "" {
		return unset
	}
	n := v.Number(name, low, high)
	if n != float64(int(n)) {
		v.Fault("%s must be a whole number", name)
	}
	return int(n)
}

// Instant reads a time with its offset; the zero time stands for nothing.
func (v *Values) Instant(name string) time.Time {
	text := v.Text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		v.Fault("%s must be a time with its offset, such as 2026-05-02T18:30:00-05:00, not %q (write + as %%2B)", name, text)
	}
	return t.UTC()
}

// OneOf reads one of a few words.
func (v *Values) OneOf(name, unset string, allowed ...string) string {
	text := v.Text(name)
	if text == "" {
		return unset
	}
	if !slices.Contains(allowed, text) {
		v.Fault("%s must be one of %s, not %q", name, strings.Join(allowed, ", "), text)
	}
	return text
}

// List reads words with commas between them.
func (v *Values) List(name string) []string {
	return strings.FieldsFunc(v.Text(name), func(r rune) bool { return r == ',' })
}

// SomeOf reads a list of words, each of which must be allowed.
func SomeOf[T ~string](v *Values, name string, allowed ...T) (some []T) {
	for _, word := range v.List(name) {
		if !slices.Contains(allowed, T(word)) {
			v.Fault("%s can hold %s, not %.40q", name, Listed(allowed), word)
			continue
		}
		some = append(some, T(word))
	}
	return some
}

// Listed writes words with commas between them.
func Listed[T ~string](all []T) string {
	texts := make([]string, len(all))
	for i, text := range all {
		texts[i] = string(text)
	}
	return strings.Join(texts, ", ")
}
