package store

import (
	"context"
	"fmt"
	"time"

	"sightline/timeline"
)

// maxTile is the most bytes of a tile before compression.
const maxTile = 500_000

// Tile returns a Mapbox Vector Tile; one that shows nothing has no bytes. The look is written to the audit, with the
// number of sightings that its cells count.
func (s *Store) Tile(ctx context.Context, t timeline.Tile, look timeline.Look) ([]byte, error) {
	var tile []byte
	var about []interest
	if t.Plate.Number != "" {
		about = append(about, interestInPlate(t.Plate))
	}
	err := s.looked(ctx, look.Viewer, func(tx *reading) (audit, error) {
		name := map[timeline.TileLayer]string{timeline.TileReads: "ReadsTile", timeline.TileSightings: "SightingsTile"}[t.Layer]
		a := args{"z": t.Z, "x": t.X, "y": t.Y, "from_day": dayOrNull(t.From), "to_day": dayOrNull(t.To), "case_id": nil}
		if t.Plate.Number != "" {
			name = "PlateTile"
			a["plate"], a["plate_state"] = t.Plate.Number, t.Plate.State
		}
		caseID := int64(0)
		if t.Case != "" {
			var err error
			if caseID, err = scalar[int64](ctx, tx, "VisibleCase", args{"number": t.Case}); err != nil {
				return audit{}, fmt.Errorf("case %q: %w", t.Case, err)
			}
			a["case_id"] = caseID
		}
		if _, err := exec(ctx, tx, "PlanEachTile", nil); err != nil {
			return audit{}, err
		}
		rows := 0
		for cells := 64; cells > 0; cells /= 2 { // wider cells where there is too much
			a["cells"] = cells
			found, err := one[struct {
				Tile     []byte
				Features int
				Rows     int
			}](ctx, tx, name, a)
			if err != nil {
				return audit{}, err
			}
			tile, rows = found.Tile, found.Rows
			if len(tile) <= maxTile {
				break
			}
		}
		return audit{look, "tile", tileAsked(t), rows, caseID}, nil
	}, about...)
	if err != nil {
		return nil, err
	}
	return tile, nil
}

func dayOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.DateOnly)
}

// tileAsked is the question as the audit keeps it.
func tileAsked(t timeline.Tile) map[string]any {
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
