package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/sql"
	"sightline/timeline"
)

// AgenciesPut is what came of a table of agencies.
type AgenciesPut struct {
	Changed int64 // agencies that are new or different
	Moved   int64 // events placed anew
}

// mostTold is how many of the things that a change concerns the audit tells one by one; of all it tells how many they are.
const mostTold = 20

// PutAgencies adds agencies, or changes those already known, and places the inquiries of every agency anew where that changed
// anything, as locate says by the agencies then known: a position is derived and the record is not. All is one transaction. The
// audit tells which agencies changed and how many events moved. Without locate none is placed.
func (s *Store) PutAgencies(ctx context.Context, file string, all []timeline.Agency,
	locate func(known []timeline.Agency) func(ori string) timeline.Where, look access.Asker) (AgenciesPut, error) {
	var done AgenciesPut
	row := audit{look: look, action: "agencies load", asked: map[string]any{"file": file, "read": len(all)}}
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		if _, err := exec(ctx, tx, "LockAgencies", nil); err != nil {
			return err
		}
		was, err := agencies(ctx, tx)
		if err != nil {
			return err
		}
		if done.Changed, err = putAgencies(ctx, tx, all); err != nil {
			return err
		}
		is, err := agencies(ctx, tx)
		if err != nil {
			return err
		}
		a.changedAgencies(was, is)
		a.put("changed", done.Changed)
		if done.Changed == 0 || locate == nil {
			return nil
		}
		moves, err := placeByORI(ctx, tx, locate(is))
		for _, m := range moves {
			done.Moved += m.Events
		}
		a.rows = int(done.Moved)
		a.put("moved", moves[:min(len(moves), mostTold)])
		return err
	})
	return done, err
}

// putAgencies returns how many agencies are new or different.
func putAgencies(ctx context.Context, tx pgx.Tx, all []timeline.Agency) (changed int64, err error) {
	for some := range slices.Chunk(all, batchRows) {
		batch := &pgx.Batch{}
		for _, a := range some {
			values := args{"ori": a.ORI, "name": a.Name, "kind": a.Kind, "county": a.County, "state": a.State, "zip": a.ZIP,
				"details": placeOf(a.Where)}
			putWhere(values, a.Where)
			delete(values, "place")
			batch.Queue(sql.Query("PutAgency"), values).Exec(func(tag pgconn.CommandTag) error {
				changed += tag.RowsAffected()
				return nil
			})
		}
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return changed, fmt.Errorf("store: add agencies: %w", err)
		}
	}
	return changed, nil
}

// changedAgencies puts into what the audit tells how the first of the agencies that differ were, and are.
func (a *audit) changedAgencies(was, is []timeline.Agency) {
	had := map[string]timeline.Agency{}
	for _, agency := range was {
		had[agency.ORI] = agency
	}
	before, after := state{}, state{}
	for _, agency := range is { // none goes
		old, known := had[agency.ORI]
		left, right := differences(agencyState(old), agencyState(agency))
		switch {
		case !known:
			after[agency.ORI] = agencyState(agency)
		case len(left)+len(right) > 0:
			before[agency.ORI], after[agency.ORI] = left, right
		}
		if len(after) == mostTold {
			break
		}
	}
	a.changed(before, after)
}

func agencyState(a timeline.Agency) state {
	is := whereState(a.Where)
	for name, text := range map[string]string{"name": a.Name, "kind": a.Kind, "county": a.County, "state": a.State, "zip": a.ZIP} {
		is[name] = text
	}
	for name, value := range is {
		if value == "" {
			delete(is, name)
		}
	}
	return is
}

// agencyMove is how the inquiries of an agency were placed anew.
type agencyMove struct {
	ORI    string `json:"ori"`
	Events int64  `json:"events"`
	Before state  `json:"before"` // of the first of them
	After  state  `json:"after"`
}

// placeByORI places the inquiries of every agency anew and returns where that changed anything.
func placeByORI(ctx context.Context, tx pgx.Tx, locate func(ori string) timeline.Where) (moves []agencyMove, err error) {
	oris, err := collectScalars[string](ctx, tx, "ToldORIs", nil)
	if err != nil {
		return nil, err
	}
	for _, ori := range oris {
		w := locate(ori)
		to := args{"ori": ori}
		putWhere(to, w)
		was, err := one[struct {
			Position *orb.Point
			Class    string
			RadiusM  float64
			Place    place
			Events   int64
		}](ctx, tx, "PlaceByORI", to)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		before, after := differences(whereState(where(was.Position, was.Class, was.RadiusM, was.Place)), whereState(w))
		moves = append(moves, agencyMove{ori, was.Events, before, after})
	}
	return moves, nil
}
