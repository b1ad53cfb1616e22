package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb"

	"sightline/sql"
	"sightline/timeline"
)

// PutAgencies adds agencies, or changes those already known, in one transaction, and returns how many are new or changed.
func (s *Store) PutAgencies(ctx context.Context, all []timeline.Agency) (int64, error) {
	var changed int64
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for len(all) > 0 {
			n := min(len(all), batchRows)
			batch := &pgx.Batch{}
			for _, a := range all[:n] {
				values := args{"ori": a.ORI, "name": a.Name, "kind": a.Kind, "county": a.County, "state": a.State, "zip": a.ZIP, "details": placeOf(a.Where)}
				putWhere(values, a.Where)
				delete(values, "place")
				batch.Queue(sql.Query("PutAgency"), values).Exec(func(tag pgconn.CommandTag) error {
					changed += tag.RowsAffected()
					return nil
				})
			}
			if err := tx.SendBatch(ctx, batch).Close(); err != nil {
				return fmt.Errorf("store: add agencies: %w", err)
			}
			all = all[n:]
		}
		return nil
	})
	return changed, err
}

// Agencies returns every known agency in order of its ORI.
func (s *Store) Agencies(ctx context.Context) ([]timeline.Agency, error) {
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
	}](ctx, s.pool, "AllAgencies", nil)
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

// PlaceByORI places the inquiries of every agency anew, as locate says, and returns how many sightings moved. It is run
// when the agency table has changed, for a position is derived and the record is not.
func (s *Store) PlaceByORI(ctx context.Context, locate func(ori string) timeline.Where) (int64, error) {
	var moved int64
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql.Query("SightedORIs"))
		if err != nil {
			return fmt.Errorf("store: list agencies of sightings: %w", err)
		}
		oris, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("store: list agencies of sightings: %w", err)
		}
		for _, ori := range oris {
			a := args{"ori": ori}
			putWhere(a, locate(ori))
			n, err := exec(ctx, tx, "PlaceSightings", a)
			if err != nil {
				return err
			}
			moved += n
		}
		return nil
	})
	return moved, err
}
