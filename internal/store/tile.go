package store

import (
	"context"
	"fmt"
	"time"

	"sightline/internal/access"
	"sightline/internal/query"
)

const (
	maxTile     = 500_000 // bytes of a tile before compression, at most
	maxDepth    = 6       // a tile has 2^6 by 2^6 cells, or fewer
	summedZooms = 6       // up to this zoom there are sums for the cells of tiles
)

// Tile returns a Mapbox Vector Tile; one that shows nothing has no bytes. The look is written to the audit, with the
// number of sightings that its cells count.
func (s *Store) Tile(ctx context.Context, t query.Tile, look access.Asker) ([]byte, error) {
	var tile []byte
	var about []interest
	if t.Plate.Number != "" {
		about = append(about, interestInPlate(t.Plate))
	}
	row := audit{look: look, action: "tile", asked: tileAsked(t), about: about}
	err := s.looked(ctx, row, func(tx *reading, of *audit) error {
		name := map[query.TileLayer]string{query.TileReads: "ReadsTile", query.TileSightings: "SightingsTile"}[t.Layer]
		a := args{"z": t.Z, "x": t.X, "y": t.Y, "from_day": dayOrNull(t.From), "to_day": dayOrNull(t.To), "case_id": nil}
		switch {
		case t.Plate.Number != "":
			name = "PlateTile"
			a["plate"], a["plate_state"] = t.Plate.Number, t.Plate.State
		case t.Layer == query.TileReads && t.Z <= summedZooms:
			name = "SummedReadsTile"
		}
		if t.Case != "" {
			var err error
			if of.caseID, err = scalar[int64](ctx, tx, "VisibleCase", args{"number": t.Case}); err != nil {
				return fmt.Errorf("case %q: %w", t.Case, err)
			}
			a["case_id"] = of.caseID
		}
		if _, err := exec(ctx, tx, "PlanTile", nil); err != nil {
			return err
		}
		found, err := smallTile(ctx, tx, name, a)
		if err == nil && found.Tile == nil { // there are no sums for the viewer
			found, err = smallTile(ctx, tx, "ReadsTile", a)
		}
		if err != nil {
			return err
		}
		tile, of.rows = found.Tile, found.Rows
		return nil
	})
	if err != nil {
		return nil, err
	}
	return tile, nil
}

type tileRow struct {
	Tile     []byte
	Features int
	Rows     int
}

// smallTile runs a query for a tile, with wider cells where there is too much.
func smallTile(ctx context.Context, tx querier, name string, a args) (found tileRow, err error) {
	for depth := maxDepth; depth >= 0; depth-- {
		a["depth"] = depth
		if found, err = one[tileRow](ctx, tx, name, a); err != nil || len(found.Tile) <= maxTile {
			break
		}
	}
	return found, err
}

func dayOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.DateOnly)
}

// tileAsked is the question as the audit keeps it.
func tileAsked(t query.Tile) map[string]any {
	m := map[string]any{"layer": t.Layer, "z": t.Z, "x": t.X, "y": t.Y}
	for name, day := range map[string]any{"from": dayOrNull(t.From), "to": dayOrNull(t.To)} {
		if day != nil {
			m[name] = day
		}
	}
	if t.Plate.Number != "" {
		m["plate"] = t.Plate.String()
	}
	if t.Case != "" {
		m["in_case"] = t.Case
	}
	return m
}
