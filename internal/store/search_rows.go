package store

import (
	"errors"
	"fmt"
	"math/bits"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
)

// foundAt says how a sighting lies to the areas asked for.
type foundAt struct {
	CaseNumber string
	Margin     float64 // metres inside an area; infinite where none was asked for
	Distance   float64
	Reached    int64 // areas as bits
}

func (f foundAt) nearby(s timeline.Event) query.Nearby {
	n := query.Nearby{Event: s, Case: f.CaseNumber, Distance: geo.Meters(f.Distance)}
	if f.Reached == 0 {
		return n
	}
	n.Relation = query.RelationOf(geo.Meters(f.Margin), s.Where.Radius)
	n.Areas = make([]int, 0, bits.OnesCount64(uint64(f.Reached)))
	for left := uint64(f.Reached); left != 0; left &= left - 1 {
		n.Areas = append(n.Areas, bits.TrailingZeros64(left))
	}
	return n
}

// scanFoundReads appends the rows of SearchReads. It scans by position, for that is the larger part of what an answer costs
// here.
func scanFoundReads(rows pgx.Rows, found *[]query.Nearby) error {
	sites, loads := map[int64]*foundSite{}, map[int64]*foundLoad{}
	var r readRow
	var site int64
	var own foundMove
	var toldSites []foundSite
	var toldLoads []foundLoad
	for rows.Next() {
		err := rows.Scan(&r.ReadAt, &r.LoadID, &r.Line, &site, &r.Flags, &r.Precision, &r.Confidence, &r.Heading, &r.Plate, &r.PlateState,
			&r.PlateRaw,
			&own, &toldSites, &toldLoads)
		if err != nil {
			return fmt.Errorf("store: SearchReads: %w", err)
		}
		for i := range toldSites {
			sites[toldSites[i].id] = &toldSites[i]
		}
		for i := range toldLoads {
			loads[toldLoads[i].id] = &toldLoads[i]
		}
		at, from := sites[site], loads[r.LoadID]
		if at == nil || from == nil {
			continue
		}
		at.put(&r)
		f := at.foundAt
		if own.moved {
			r.Position, f.Margin, f.Distance, f.Reached = own.position, own.Margin, own.Distance, own.Reached
		}
		*found = append(*found, f.nearby(r.event(timeline.RecordRef{Load: r.LoadID, Line: r.Line}, from.zone, from.basis)))
	}
	return rows.Err()
}

// foundSite is a site where something was read, and how it lies to the areas asked for, as a record of SearchReads.
type foundSite struct {
	id       int64
	name     string
	mobile   bool
	class    string
	radius   float64
	place    place
	position orb.Point
	foundAt
}

// ScanNull refuses a site that is none.
func (*foundSite) ScanNull() error { return errors.New("no site") }

// ScanIndex is where a field of the record belongs.
func (s *foundSite) ScanIndex(i int) any {
	return []any{&s.id, &s.name, &s.mobile, &s.class, &s.radius, &s.place.Label, &s.place.County, &s.place.State, &s.place.Zone,
		&s.place.Basis,
		&s.position, &s.CaseNumber, &s.Margin, &s.Distance, &s.Reached}[i]
}

// put says of a read where its site stands.
func (s *foundSite) put(r *readRow) {
	r.SiteName, r.Mobile, r.Class, r.RadiusM, r.Place, r.Position = s.name, s.mobile, s.class, s.radius, s.place, s.position
}

// foundLoad is a load that brought reads, as a record of SearchReads.
type foundLoad struct {
	id    int64
	zone  string
	basis timeline.Basis
}

// ScanNull refuses a load that is none.
func (*foundLoad) ScanNull() error { return errors.New("no load") }

// ScanIndex is where a field of the record belongs.
func (l *foundLoad) ScanIndex(i int) any { return []any{&l.id, &l.zone, &l.basis}[i] }

// foundMove is where a moving reader was at a read, as a record of SearchReads, if it was one.
type foundMove struct {
	moved    bool
	position orb.Point
	foundAt
}

// ScanNull says that the reader stands where its site is.
func (m *foundMove) ScanNull() error {
	m.moved = false
	return nil
}

// ScanIndex is where a field of the record belongs.
func (m *foundMove) ScanIndex(i int) any {
	m.moved = true
	return []any{&m.position, &m.Margin, &m.Distance, &m.Reached}[i]
}

func scanFoundEvents(rows pgx.Rows, found *[]query.Nearby) error {
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
		eventRow
		foundAt
	}])
	if err != nil {
		return fmt.Errorf("store: SearchEvents: %w", err)
	}
	for _, r := range all {
		*found = append(*found, r.nearby(r.value(nil)))
	}
	return nil
}

// interestsInSearch are what a question tells of the places and the plate its asker cares about.
func interestsInSearch(ask query.Search) []interest {
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
