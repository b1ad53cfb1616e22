package analysis

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"sightline/geo"
)

// Unit is what a rule is counted in.
type Unit string

// SetRules sets the rules that are given, and reports every fault of them: what given returns for a rule's name is its
// text, "" leaves the rule as it is.
func SetRules(rules []Rule, given func(name string) string) error {
	var faults []error
	for _, r := range rules {
		if text := given(r.Name); text != "" {
			faults = append(faults, r.Set(text))
		}
	}
	return errors.Join(faults...)
}

// ChangedRules are those that are set to something else than usual, each as Set takes it.
func ChangedRules(rules []Rule) map[string]string {
	changed := map[string]string{}
	for _, r := range rules {
		if !r.IsUsual() {
			changed[r.Name] = r.Text()
		}
	}
	return changed
}

// Set reads a rule's text and sets it, unless something is wrong with it.
func (r Rule) Set(text string) error {
	var v float64
	var err error
	if r.Unit == UnitHours {
		var d time.Duration
		d, err = time.ParseDuration(text)
		v = d.Hours()
	} else {
		v, err = strconv.ParseFloat(text, 64)
	}
	if err != nil || math.IsNaN(v) || v < r.Low || v > r.High {
		return fmt.Errorf("%s must be %s from %s to %s, not %q", r.Name, r.noun(), r.Write(r.Low), r.Write(r.High), text)
	}
	if r.Unit == UnitCount && v != math.Trunc(v) {
		return fmt.Errorf("%s must be a whole number", r.Name)
	}
	r.put(v)
	return nil
}

// put sets a rule to a value in its unit.
func (r Rule) put(v float64) {
	switch at := r.At.(type) {
	case *Span:
		*at = Span(v * float64(time.Hour))
	case *geo.Meters:
		*at = geo.Meters(v)
	case *geo.MetersPerSecond:
		*at = geo.MetersPerSecond(v / 3.6)
	case *float64:
		*at = v
	case *int:
		*at = int(v)
	case *uint64:
		*at = uint64(v)
	case own:
		at.put(v)
	}
}

// Value is what a rule is set to, in its unit.
func (r Rule) Value() float64 {
	switch at := r.At.(type) {
	case *Span:
		return time.Duration(*at).Hours()
	case *geo.Meters:
		return float64(*at)
	case *geo.MetersPerSecond:
		return math.Round(at.KilometersPerHour()*1e6) / 1e6
	case *float64:
		return *at
	case *int:
		return float64(*at)
	case *uint64:
		return float64(*at)
	case own:
		return at.value()
	}
	return math.NaN()
}

// Text is what a rule is set to, as Set takes it.
func (r Rule) Text() string { return r.Write(r.Value()) }

// IsUsual reports whether a rule is set to what it usually is.
func (r Rule) IsUsual() bool { return r.Text() == r.Write(r.Usual) }

// Write writes a value in the rule's unit as Set takes it.
func (r Rule) Write(v float64) string {
	if r.Unit == UnitHours {
		return Span(v * float64(time.Hour)).Compact()
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// About says in words what a rule is, and in what unit.
func (r Rule) About() string {
	about := r.Group + ": " + strings.ToLower(r.Label[:1]) + r.Label[1:]
	if r.Unit == UnitMeters || r.Unit == UnitKmh {
		about += ", " + string(r.Unit)
	}
	return about
}

func (r Rule) noun() string {
	switch r.Unit {
	case UnitHours:
		return "a length of time"
	case UnitCount:
		return "a whole number"
	}
	return "a number"
}
