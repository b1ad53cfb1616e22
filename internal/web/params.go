package web

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sightline/timeline"
)

const (
	maxRadius    = 500_000 // metres
	defaultLimit = 100     // sightings in a page when nothing is said
)

// params reads query parameters strictly: unknown, repeated and malformed ones are faults, all told at once.
type params struct {
	values url.Values
	faults []string
}

func newParams(values url.Values, known ...string) *params {
	p := &params{values: values}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !slices.Contains(known, name):
			p.fault("there is no parameter %q; known are %s", name, strings.Join(known, ", "))
		case len(values[name]) > 1:
			p.fault("%s is given %d times", name, len(values[name]))
		}
	}
	return p
}

func (p *params) fault(format string, a ...any) {
	p.faults = append(p.faults, badRequest(format, a...).Error())
}

func (p *params) err() error {
	if len(p.faults) == 0 {
		return nil
	}
	return badRequest("%s.", strings.Join(p.faults, "; "))
}

func (p *params) text(name string) string { return p.values.Get(name) }

// number reads a number within [low, high].
func (p *params) number(name string, low, high float64) float64 {
	text := p.text(name)
	if text == "" {
		p.fault("%s is missing", name)
		return 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || v < low || v > high {
		p.fault("%s must be a number from %v to %v, not %q", name, low, high, text)
	}
	return v
}

func (p *params) instant(name string) time.Time {
	text := p.text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		p.fault("%s must be a time with its offset, such as 2026-05-02T18:30:00-05:00, not %q (write + as %%2B)", name, text)
	}
	return t.UTC()
}

func (p *params) oneOf(name, unset string, allowed ...string) string {
	text := p.text(name)
	if text == "" {
		return unset
	}
	if !slices.Contains(allowed, text) {
		p.fault("%s must be one of %s, not %q", name, strings.Join(allowed, ", "), text)
	}
	return text
}

// zone reads a time zone: "place", "UTC" or an IANA name.
func (p *params) zone() string {
	text := p.text("zone")
	if text == "" || text == timeline.ZoneOfPlace {
		return timeline.ZoneOfPlace
	}
	if _, err := time.LoadLocation(text); err != nil || text == "Local" {
		p.fault("zone must be place, UTC or an IANA name such as America/Chicago, not %q", text)
	}
	return text
}
