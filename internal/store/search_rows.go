package store

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// foundAt says how a sighting lies to the areas asked for.
type foundAt struct {
	CaseNumber string
	Margin     float64 // metres inside an area; infinite where none was asked for
	Distance   float64
	Reached    int64 // areas as bits
}

func (f foundAt) nearby(s timeline.Sighting) timeline.Nearby {
	n := timeline.Nearby{Sighting: s, Case: f.CaseNumber, Distance: geo.Meters(f.Distance)}
	if f.Reached == 0 {
		return n
	}
	n.Relation = timeline.RelationOf(geo.Meters(f.Margin), s.Where.Radius)
	n.Areas = make([]int, 0, bits.OnesCount64(uint64(f.Reached)))
	for left := uint64(f.Reached); left != 0; left &= left - 1 {
		n.Areas = append(n.Areas, bits.TrailingZeros64(left))
	}
	return n
}

// scanFoundReads appends the rows of SearchReads. It scans by position, for that is the larger part of what an answer costs
// here; places repeat from read to read and are taken apart once.
func scanFoundReads(rows pgx.Rows, found *[]timeline.Nearby) error {
	places := map[int64]place{}
	var r readRow
	var f foundAt
	var site int64
	var text []byte
	var zone string
	var basis timeline.Basis
	for rows.Next() {
		r.Confidence, r.Heading = nil, nil
		err := rows.Scan(&r.ReadAt, &r.LoadID, &r.Line, &site, &r.Flags, &r.Precision, &r.Confidence, &r.Heading, &r.Plate, &r.PlateState, &r.PlateRaw,
			&r.Position, &r.SiteName, &r.Mobile, &r.Class, &r.RadiusM, &text, &zone, &basis, &f.CaseNumber, &f.Margin, &f.Distance, &f.Reached)
		if err != nil {
			return fmt.Errorf("store: SearchReads: %w", err)
		}
		at, known := places[site]
		if !known {
			if err := json.Unmarshal(text, &at); err != nil {
				return fmt.Errorf("store: read place of site %d: %w", site, err)
			}
			places[site] = at
		}
		r.Place = at
		s := r.value(nil)
		if s.When.Zone, s.When.Basis = zone, basis; zone == timeline.ZoneOfPlace {
			s.When.Zone = at.Zone
		}
		*found = append(*found, f.nearby(s))
	}
	return rows.Err()
}

func scanFoundSightings(rows pgx.Rows, found *[]timeline.Nearby) error {
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		sightingRow
		foundAt
	}])
	if err != nil {
		return fmt.Errorf("store: SearchSightings: %w", err)
	}
	for _, r := range all {
		*found = append(*found, r.nearby(r.value(nil)))
	}
	return nil
}

// interestsInSearch are what a question tells of the places and the plate its asker cares about.
func interestsInSearch(ask timeline.Search) []interest {
	var all []interest
	if _, whole := ask.Plate.Prefixes(1); whole && !ask.Plate.IsZero() && !ask.Plate.OCR {
		all = append(all, interestInPlate(timeline.Plate{Number: ask.Plate.Number, State: ask.Plate.State}))
	}
	for _, shape := range ask.Areas {
		all = append(all, interestInPlace(around(shape)))
	}
	return all
}

// around is a circle that holds a shape.
func around(s geo.Shape) (orb.Point, geo.Meters) {
	if s.Kind == geo.ShapeCircle {
		return s.Lines[0][0], s.Reach
	}
	var bound orb.Bound
	var corners []orb.Point
	for i, b := range s.Bounds() {
		if bound = bound.Union(b); i == 0 {
			bound = b
		}
	}
	corners = append(corners, bound.Min, bound.Max, bound.LeftTop(), bound.RightBottom())
	centre, radius := bound.Center(), geo.Meters(1)
	for _, c := range corners {
		radius = max(radius, geo.Distance(centre, c))
	}
	return centre, radius
}

// dayText is a calendar day as people write it.
func dayText(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format("2006-01-02")
}
