package web

import (
	"net/url"
	"time"

	"sightline/internal/query"
	"sightline/timeline"
)

const (
	maxRadius    = 500_000 // metres
	defaultLimit = query.DefaultLimit
)

// params are the parameters of a request, read strictly.
type params struct{ query.Values }

func newParams(values url.Values, known ...string) *params {
	return &params{query.NewValues(values, known...)}
}

// err tells whoever asks every fault.
func (p *params) err() error {
	if err := p.Err(); err != nil {
		return badRequest("%s.", err)
	}
	return nil
}

// zone reads a time zone: "place", "UTC" or an IANA name.
func (p *params) zone() string {
	text := p.Text("zone")
	if text == "" || text == timeline.ZoneOfPlace {
		return timeline.ZoneOfPlace
	}
	if _, err := time.LoadLocation(text); err != nil || text == "Local" {
		p.Fault("zone must be place, UTC or an IANA name such as America/Chicago, not %q", text)
	}
	return text
}
