package store

import (
	"context"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// Agencies returns every known agency in order of its ORI.
func (s *Store) Agencies(ctx context.Context) ([]timeline.Agency, error) {
	return agencies(ctx, s.pool)
}

func agencies(ctx context.Context, q querier) ([]timeline.Agency, error) {
	rows, err := collect[struct {
		ORI      string `db:"ori"`
		Name     string
		Kind     string
		County   string
		State    string
		ZIP      string `db:"zip"`
		Position *orb.Point
		Class    string
		RadiusM  float64
		Details  place
	}](ctx, q, "AllAgencies", nil)
	if err != nil {
		return nil, err
	}
	all := make([]timeline.Agency, len(rows))
	for i, r := range rows {
		all[i] = timeline.Agency{ORI: r.ORI, Name: r.Name, Kind: r.Kind, County: r.County, State: r.State, ZIP: r.ZIP,
			Where: where(r.Position, r.Class, r.RadiusM, r.Details)}
	}
	return all, nil
}
