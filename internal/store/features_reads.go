package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/sql"
	"sightline/timeline"
)

// conjuncts are the conditions that must all hold.
func conjuncts(e cql2.Expr) []cql2.Expr {
	switch e := e.(type) {
	case nil:
		return nil
	case cql2.And:
		var all []cql2.Expr
		for _, part := range e {
			all = append(all, conjuncts(part)...)
		}
		return all
	}
	return []cql2.Expr{e}
}

// namesPlates reports whether a condition asks for certain plates, so that their index finds what has them.
func namesPlates(e cql2.Expr) bool {
	switch e := e.(type) {
	case cql2.Compare:
		return e.Op == cql2.Equal && (isPlate(e.Left) && isText(e.Right) || isPlate(e.Right) && isText(e.Left))
	case cql2.In:
		return isPlate(e.Value) && !slices.ContainsFunc(e.List, func(s cql2.Scalar) bool { return !isText(s) })
	case cql2.Like:
		const prefix = 3 // characters that make the index worth its while
		return isPlate(e.Value) && !e.Fold && strings.IndexAny(e.Pattern.Value+"%", `%_\`) >= prefix
	}
	return false
}

func isPlate(s cql2.Scalar) bool {
	p, is := s.(cql2.Property)
	return is && p.Name == "plate"
}

func isText(s cql2.Scalar) bool {
	_, is := s.(cql2.Text)
	return is
}

// ofSites are the properties of reads that are those of their sites.
var ofSites = []string{"site", "site_name", "mobile", "class", "radius_m", "place", "state", "county", "case_number"}

// sitesOnly reports whether a condition on reads is one on their sites.
func (q *featureQuery) sitesOnly(e cql2.Expr) bool {
	if q.rows != "ReadFeatures" {
		return false
	}
	scalar := func(all ...cql2.Scalar) bool {
		return !slices.ContainsFunc(all, func(s cql2.Scalar) bool {
			if f, is := s.(cql2.Fold); is {
				s = f.Value
			}
			p, is := s.(cql2.Property)
			return is && !slices.Contains(ofSites, p.Name)
		})
	}
	every := func(all []cql2.Expr) bool {
		return !slices.ContainsFunc(all, func(e cql2.Expr) bool { return !q.sitesOnly(e) })
	}
	switch e := e.(type) {
	case cql2.And:
		return every(e)
	case cql2.Or:
		return every(e)
	case cql2.Not:
		return q.sitesOnly(e.Expr)
	case cql2.Bool:
		return true
	case cql2.Compare:
		return scalar(e.Left, e.Right)
	case cql2.Like:
		return scalar(e.Value)
	case cql2.Between:
		return scalar(e.Value, e.Low, e.High)
	case cql2.In:
		return scalar(append(e.List, e.Value)...)
	case cql2.Null:
		return scalar(e.Property)
	}
	return false
}

// narrowReads adds to a question for reads what lets indexes find them: the window of their times, and the sites that can have
// reads in its areas. It excludes nothing that the conditions do not.
func (q *featureQuery) narrowReads(ctx context.Context, db querier) error {
	from, to := window(q.ask)
	if from != nil || to != nil {
		lower, upper := sql.Fragment("value always before"), sql.Fragment("value always after")
		if from != nil {
			lower = q.filter.instant(*from)
		}
		if to != nil {
			upper = q.filter.instant(*to)
		}
		q.where = append(q.where, sql.Fragment("reads.time window", "from", lower, "to", upper))
	}
	type asked struct {
		area cql2.Geometry
		far  float64
	}
	var areas []asked
	if q.ask.Box != nil {
		areas = append(areas, asked{*q.ask.Box, 0})
	}
	for _, e := range conjuncts(q.ask.Filter) {
		if g, far := areaOf(e); g != nil {
			areas = append(areas, asked{g, far})
		}
	}
	if len(areas) == 0 {
		return nil
	}
	reach, err := scalar[float64](ctx, db, "LargestSiteRadius", nil)
	if err != nil {
		return err
	}
	reach += float64(timeline.MobileRadius)
	for _, a := range areas {
		q.sites = append(q.sites, q.filter.sitesNear(a.area, a.far, reach))
	}
	return nil
}

// sitesNear holds for sites whose reads can be within so many metres of an area. No site's reads are farther from it than
// reach.
func (f *featureFilter) sitesNear(g cql2.Geometry, far, reach float64) string {
	position, radius := sql.Fragment("reads.site position"), sql.Fragment("reads.site radius")
	byIndex := func(g string, far float64) string {
		return sql.Fragment("reads.sites in reach", "g", g, "r", radius, "far", f.number(far), "reach", f.number(far+reach))
	}
	if b, is := g.(cql2.Box); is {
		near := f.nearBy(f.boxAt(b, position), position, radius, far)
		if b.East <= b.West || b.East-b.West > 90 { // the index knows shapes only, and this is none
			return near
		}
		const beyond = 100 // metres by which the sides of a shape may miss those of its box
		outline := orb.Polygon{{{b.West, b.South}, {b.East, b.South}, {b.East, b.North}, {b.West, b.North}, {b.West, b.South}}}
		return all([]string{byIndex(f.geography(straight(outline)), far+beyond), near})
	}
	var near []string
	for _, a := range f.areas(g) {
		near = append(near, byIndex(a.g, far))
	}
	return either(near)
}

// window is the span that the times of all features lie in or reach into, as far as the question says so; nil: no bound.
func window(ask feature.Query) (from, to *time.Time) {
	later := func(t time.Time) {
		if !t.IsZero() && (from == nil || t.After(*from)) {
			from = &t
		}
	}
	sooner := func(t time.Time) {
		if !t.IsZero() && (to == nil || t.Before(*to)) {
			to = &t
		}
	}
	later(ask.From)
	sooner(ask.To)
	for _, e := range conjuncts(ask.Filter) {
		t, is := e.(cql2.Temporal)
		if !is {
			continue
		}
		if p, is := t.Left.(cql2.Property); !is || p.Name != feature.Time || t.Op == cql2.After || t.Op == cql2.Before ||
			t.Op == cql2.TimeDisjoint {
			continue // the first two speak of the read's time itself
		}
		// All other functions hold only for times that meet, if only at their ends.
		switch other := t.Right.(type) {
		case cql2.Instant:
			later(other.Time)
			sooner(other.Last())
		case cql2.Interval:
			if end, is := other.From.(cql2.Instant); is {
				later(end.Time)
			}
			if end, is := other.To.(cql2.Instant); is {
				sooner(end.Last())
			}
		}
	}
	return from, to
}
