package store

import (
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// place is the part of a timeline.Where that is kept as jsonb; the rest has columns of its own.
type place struct {
	Label  string `json:"label,omitempty"`
	County string `json:"county,omitempty"`
	State  string `json:"state,omitempty"`
	Zone   string `json:"zone,omitempty"`
	Basis  string `json:"basis,omitempty"`
}

func placeOf(w timeline.Where) place { return place{w.Label, w.County, w.State, w.Zone, w.Basis} }

// where puts a timeline.Where together from its columns.
func where(p *orb.Point, class string, radius float64, pl place) timeline.Where {
	w := timeline.Where{Class: timeline.Class(class), Radius: geo.Meters(radius), Label: pl.Label, County: pl.County, State: pl.State,
		Zone: pl.Zone, Basis: pl.Basis}
	if p != nil {
		w.Point = *p
	}
	return w
}

// putWhere adds the columns of a timeline.Where to a query's arguments.
func putWhere(a args, w timeline.Where) {
	a["position"], a["class"], a["radius_m"], a["place"] = nil, string(timeline.ClassNone), 0.0, placeOf(w)
	if w.Located() {
		a["position"], a["class"], a["radius_m"] = w.Point, string(w.Class), float64(w.Radius)
	}
}

// orNull is the time, or null for the zero time, which stands for an open end.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// texts is the slice as plain strings, never null.
func texts[S ~string](s []S) []string {
	out := make([]string, len(s))
	for i, v := range s {
		out[i] = string(v)
	}
	return out
}

func flags[S ~string](s []string) []S {
	if len(s) == 0 {
		return nil
	}
	out := make([]S, len(s))
	for i, v := range s {
		out[i] = S(v)
	}
	return out
}

// list is the slice, never null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
