package store

import (
	"context"
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/geo"
	"sightline/timeline"
)

// Near answers what was sighted near a place, newest first, and writes the question and the number of sightings given
// to the audit. If the audit cannot be written there is no answer.
func (s *Store) Near(ctx context.Context, ask timeline.Near, look timeline.Look) (timeline.Page, error) {
	var page timeline.Page
	err := s.looked(ctx, look.Viewer, func(tx pgx.Tx) (audit, error) {
		a, caseID, err := nearArgs(ctx, tx, ask)
		if err != nil {
			return audit{}, err
		}
		found, err := near(ctx, tx, ask, a)
		if err != nil {
			return audit{}, err
		}
		if len(found) > ask.Limit {
			found = found[:ask.Limit]
			last := found[len(found)-1].Sighting
			page.Next = &timeline.Cursor{At: last.When.Start, ID: last.ID}
		}
		page.Found = found
		if len(found) == 0 && ask.After.ID == "" {
			if page.Why, err = whyEmpty(ctx, tx, ask, a); err != nil {
				return audit{}, err
			}
		}
		return audit{look, "near", asked(ask), len(found), caseID}, nil
	})
	if err != nil {
		return timeline.Page{}, err
	}
	return page, s.interested(ctx, look, interestInPlace(ask.Center, ask.Radius))
}

// near finds one sighting more than a page holds, so that the caller knows whether there is a next page.
func near(ctx context.Context, tx pgx.Tx, ask timeline.Near, a args) ([]timeline.Nearby, error) {
	var sightings, reads []timeline.Nearby
	if ask.Source != timeline.SourcePlate {
		rows, err := collect[struct {
			sightingRow
			CaseNumber string
			Distance   float64
		}](ctx, tx, "NearSightings", pick(a, "center", "radius", "from_at", "to_at", "case_id", "after_at", "most", "source", "after_id"))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			sightings = append(sightings, nearby(r.value(nil), r.CaseNumber, r.Distance, ask.Radius))
		}
	}
	if ask.Source == timeline.SourcePlate || ask.Source == "" {
		rows, err := collect[struct {
			readRow
			CaseNumber string
			Distance   float64
		}](ctx, tx, "NearReads", pick(a, "center", "radius", "from_at", "to_at", "case_id", "after_at", "most", "reach", "after_load", "after_line"))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			reads = append(reads, nearby(r.value(nil), r.CaseNumber, r.Distance, ask.Radius))
		}
	}
	return merge(sightings, reads), nil
}

// merge joins two lists in newest-first order; at the same time, case sightings come before reads.
func merge(sightings, reads []timeline.Nearby) []timeline.Nearby {
	all := make([]timeline.Nearby, 0, len(sightings)+len(reads))
	for len(sightings) > 0 && len(reads) > 0 {
		if sightings[0].Sighting.When.Start.Before(reads[0].Sighting.When.Start) {
			all, reads = append(all, reads[0]), reads[1:]
		} else {
			all, sightings = append(all, sightings[0]), sightings[1:]
		}
	}
	return append(append(all, sightings...), reads...)
}

func nearby(s timeline.Sighting, number string, distance float64, radius geo.Meters) timeline.Nearby {
	n := timeline.Nearby{Sighting: s, Case: number, Distance: geo.Meters(distance)}
	switch {
	case n.Distance > radius:
		n.Relation = timeline.CouldBe
	case n.Distance+s.Where.Radius > radius:
		n.Relation = timeline.Overlaps
	default:
		n.Relation = timeline.Within
	}
	return n
}

// nearArgs turns a question into the arguments of the queries; the number of the case is 0 when none was named.
func nearArgs(ctx context.Context, q querier, ask timeline.Near) (args, int64, error) {
	a := args{
		"center": ask.Center, "radius": float64(ask.Radius), "from_at": orNull(ask.From), "to_at": orNull(ask.To), "source": string(ask.Source),
		"most": ask.Limit + 1, "case_id": nil, "after_at": nil, "after_id": int64(0), "after_load": int64(0), "after_line": int32(0),
	}
	reach, err := scalar[float64](ctx, q, "LargestSiteRadius", nil)
	if err != nil {
		return nil, 0, err
	}
	a["reach"] = float64(ask.Radius) + reach
	var caseID int64
	if ask.Case != "" {
		if caseID, err = scalar[int64](ctx, q, "VisibleCase", args{"number": ask.Case}); err != nil {
			return nil, 0, fmt.Errorf("case %q: %w", ask.Case, err)
		}
		a["case_id"] = caseID
	}
	return a, caseID, putCursor(a, ask.After)
}

// putCursor adds the place where the page before ended. Case sightings come before reads of the same instant, so after
// a sighting every read of its instant is still to come, and after a read no sighting of it is.
func putCursor(a args, after timeline.Cursor) error {
	if after.ID == "" {
		return nil
	}
	a["after_at"] = after.At
	kind, id := after.ID[:1], after.ID[1:]
	load, line, isRead := strings.Cut(id, "-")
	n, err := strconv.ParseInt(load, 10, 64)
	m := int64(math.MaxInt32)
	if isRead && err == nil {
		m, err = strconv.ParseInt(line, 10, 32)
	}
	if err != nil || isRead != (kind == "r") || kind != "r" && kind != "s" {
		return fmt.Errorf("store: cursor names no sighting: %q", after.ID)
	}
	if isRead {
		a["after_load"], a["after_line"] = n, int32(m)
	} else {
		a["after_id"], a["after_load"], a["after_line"] = n, int64(math.MaxInt64), int32(m)
	}
	return nil
}

// whyEmpty says in words why nothing was found.
func whyEmpty(ctx context.Context, q querier, ask timeline.Near, a args) (string, error) {
	why, err := one[struct {
		Sites     int64
		Sightings int64
		AnyData   bool
	}](ctx, q, "NearWhy", pick(a, "center", "radius"))
	if err != nil {
		return "", err
	}
	switch {
	case !why.AnyData:
		return "Nothing is loaded yet.", nil
	case why.Sites == 0 && why.Sightings == 0:
		return "No reader stands and no sighting of any time or case lies within this radius.", nil
	case !ask.From.IsZero() || !ask.To.IsZero():
		return fmt.Sprintf("There are %d readers and %d other sightings within this radius, but none in this time window, source and case. "+
			"Times are compared as instants: check the offset of from and to.", why.Sites, why.Sightings), nil
	default:
		return fmt.Sprintf("There are %d readers and %d other sightings within this radius, but none of this source and case.", why.Sites, why.Sightings), nil
	}
}

// asked is the question as the audit keeps it.
func asked(n timeline.Near) map[string]any {
	m := map[string]any{"lon": n.Center[0], "lat": n.Center[1], "radius_m": n.Radius, "limit": n.Limit}
	for name, t := range map[string]time.Time{"from": n.From, "to": n.To} {
		if !t.IsZero() {
			m[name] = t
		}
	}
	for name, text := range map[string]string{"source": string(n.Source), "case": n.Case, "after": n.After.ID} {
		if text != "" {
			m[name] = text
		}
	}
	return m
}

// pick returns the arguments a query names; StrictNamedArgs refuses any other.
func pick(a args, names ...string) args {
	out := maps.Clone(a)
	maps.DeleteFunc(out, func(name string, _ any) bool {
		for _, n := range names {
			if n == name {
				return false
			}
		}
		return true
	})
	return out
}
