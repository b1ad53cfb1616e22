package web

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// Bounds of a question about a place.
const (
	maxRadius    = 500_000 // metres
	defaultLimit = 100
	maxLimit     = 1000
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

// ParseNear reads the parameters of GET /api/v1/sightings; its error tells every fault.
func ParseNear(values url.Values) (timeline.Near, error) {
	p := newParams(values, "lat", "lon", "radius_m", "from", "to", "source", "case", "purpose", "limit", "cursor")
	n := timeline.Near{
		Center: orb.Point{p.number("lon", -180, 180), p.number("lat", -90, 90)},
		Radius: geo.Meters(p.number("radius_m", 1, maxRadius)),
		From:   p.instant("from"), To: p.instant("to"),
		Source: timeline.Source(p.oneOf("source", "", string(timeline.SourceNCIC), string(timeline.SourcePlate))),
		Case:   p.text("case"), Limit: defaultLimit,
	}
	if p.text("limit") != "" {
		limit := p.number("limit", 1, maxLimit)
		if n.Limit = int(limit); float64(n.Limit) != limit {
			p.fault("limit must be a whole number")
		}
	}
	if !n.From.IsZero() && !n.To.IsZero() && !n.From.Before(n.To) {
		p.fault("from must be before to")
	}
	if text := p.text("cursor"); text != "" {
		after, err := decodeCursor(text)
		if err != nil {
			p.fault("cursor is not one that this server gave: follow the next link as it stands")
		}
		n.After = after
	}
	return n, p.err()
}

// EncodeCursor is a place in an answer as the text that cursor takes.
func EncodeCursor(c timeline.Cursor) string {
	body, _ := json.Marshal(c) // a time and a string always encode
	return base64.RawURLEncoding.EncodeToString(body)
}

func decodeCursor(text string) (c timeline.Cursor, err error) {
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(body, &c)
	}
	if err == nil && !timeline.ValidSightingID(c.ID) {
		err = badRequest("no sighting id")
	}
	return c, err
}
