package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/timeline"
)

// ErrUndone says that a load was undone before.
var ErrUndone = errors.New("it was undone already")

// Undoing tells what undoing a load took away, and what it left because later loads had brought it too.
type Undoing struct {
	Load      timeline.Load `json:"load"`
	Events    int64         `json:"events"`              // of which no other record tells; taken away
	Reads     int64         `json:"reads"`               // taken away
	Rejects   int64         `json:"rejects"`             // taken away
	Sites     int64         `json:"sites"`               // at which nobody else read; taken away
	Holdings  int64         `json:"holdings"`            // such as a vehicle, that followed from the load; taken away
	Inherited []Inherited   `json:"inherited,omitempty"` // left, by the load they now belong to
}

// Inherited is how many records and reads of an undone load another load had brought too.
type Inherited struct {
	Load  int64 `json:"load"`
	Count int64 `json:"count"`
}

// typedFormat is the format of loads of one record that somebody typed in. Undoing one keeps its text.
const typedFormat = "typed"

// Undo takes away exactly what a load brought, in one transaction, and keeps the load's own row with the reason. What
// other loads had brought too, and were told was a duplicate, then belongs to the earliest of them: afterwards the case
// holds what it would hold had the load never been made. The audit tells of it. Whoever is not inside the case cannot.
func (s *Store) Undo(ctx context.Context, load int64, why string, look access.Asker) (Undoing, error) {
	var done Undoing
	actor := look.Actor
	look.Purpose = why
	row := audit{look: look, action: "undo", asked: map[string]any{"load": load}}
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		of, err := insideLoad(ctx, tx, load, a)
		if err != nil {
			return err
		}
		for _, setting := range []string{"NoTimeLimit", "PlanFreely"} {
			if _, err := exec(ctx, tx, setting, nil); err != nil {
				return err
			}
		}
		if _, err := exec(ctx, tx, "LockCase", args{"case_id": of.CaseID}); err != nil {
			return err
		}
		if of, err = loadByID(ctx, tx, load); err != nil { // another undo may have come before
			return err
		}
		if of.UndoneAt != nil {
			return fmt.Errorf("load %d: %w", load, ErrUndone)
		}
		before, after := state{"accepted": of.Accepted, "undone": false}, state{"undone": true}
		if of.Format == typedFormat {
			text, err := recordText(ctx, tx, load, 1)
			if err != nil {
				return err
			}
			before["typed"], after["typed"] = inLine(string(text)), nil
		}
		u := undo{tx: tx, load: of, id: args{"load_id": load}, heirs: map[int64]int64{}}
		if err := u.run(ctx, why, actor); err != nil {
			return err
		}
		done = u.done
		a.rows = int(done.Events + done.Reads)
		a.put("file", of.File)
		taken := map[string]int64{"events": done.Events, "reads": done.Reads, "rejects": done.Rejects,
			"sites": done.Sites, "holdings": done.Holdings}
		after["taken away"], after["left to"] = taken, done.Inherited
		a.changed(before, after)
		return nil
	})
	return done, err
}

// undo is the work of Undo.
type undo struct {
	tx    pgx.Tx
	load  caseLoadRow
	id    args            // the load's number, as most queries want it
	heirs map[int64]int64 // how much each load inherits
	done  Undoing
}

func (u *undo) run(ctx context.Context, why, actor string) error {
	if err := u.records(ctx); err != nil {
		return err
	}
	exchange, err := u.reads(ctx)
	if err != nil {
		return err
	}
	if u.done.Rejects, err = exec(ctx, u.tx, "DeleteRejects", u.id); err != nil {
		return err
	}
	if err := u.handOver(ctx); err != nil {
		return err
	}
	if _, err := exec(ctx, u.tx, "MarkUndone", args{"load_id": u.load.ID, "actor": actor, "why": why}); err != nil {
		return err
	}
	if err := exchangeMonths(ctx, u.tx, u.load.ID, exchange); err != nil {
		return err
	}
	if len(u.load.Months) > 0 {
		if u.done.Sites, err = scalar[int64](ctx, u.tx, "DeleteIdleSites", nil); err != nil {
			return err
		}
	}
	after, err := loadByID(ctx, u.tx, u.load.ID)
	u.done.Load = after.value()
	return err
}

// records takes away the load's records and the events of which no other tells.
func (u *undo) records(ctx context.Context) error {
	heirs, err := collect[Inherited](ctx, u.tx, "PassRecords", u.id)
	if err != nil {
		return err
	}
	for _, h := range heirs {
		u.heirs[h.Load] += h.Count
	}
	u.done.Events, err = scalar[int64](ctx, u.tx, "UndoRecords", u.id)
	return err
}

// reads takes away plate reads and their raw text; partitions that were made anew remain to be exchanged.
func (u *undo) reads(ctx context.Context) (exchange []time.Time, err error) {
	if len(u.load.Months) == 0 {
		return nil, nil
	}
	if _, err := exec(ctx, u.tx, "LockReads", nil); err != nil {
		return nil, err
	}
	if _, err := exec(ctx, u.tx, "BeginReadUndo", u.id); err != nil {
		return nil, err
	}
	for _, month := range u.load.Months {
		m, err := one[struct {
			Removed  int64
			Exchange bool
		}](ctx, u.tx, "UndoReadMonth", args{"load_id": u.load.ID, "case_id": u.load.CaseID, "month": month})
		if err != nil {
			return nil, err
		}
		u.done.Reads += m.Removed
		if m.Exchange {
			exchange = append(exchange, month)
		}
	}
	if _, err := exec(ctx, u.tx, "AddHeirCounts", nil); err != nil {
		return nil, err
	}
	counts, err := collect[Inherited](ctx, u.tx, "Inheritances", nil)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		u.heirs[c.Load] += c.Count
	}
	for _, name := range []string{"DeleteReadOffers", "DeleteReadVariants", "DeleteReadChunks"} {
		if _, err := exec(ctx, u.tx, name, u.id); err != nil {
			return nil, err
		}
	}
	return exchange, nil
}

// handOver moves to the heirs what they inherit beside records and reads: the counts, and what the subject was assumed to hold.
func (u *undo) handOver(ctx context.Context) (err error) {
	for load, count := range u.heirs {
		u.done.Inherited = append(u.done.Inherited, Inherited{load, count})
	}
	slices.SortFunc(u.done.Inherited, func(a, b Inherited) int { return int(a.Load - b.Load) })
	for _, h := range u.done.Inherited {
		if _, err := exec(ctx, u.tx, "InheritCounts", args{"load_id": h.Load, "count": h.Count}); err != nil {
			return err
		}
		if _, err := exec(ctx, u.tx, "InheritHoldings",
			args{"load_id": u.load.ID, "heir": h.Load, "basis": assumedFrom(h.Load)}); err != nil {
			return err
		}
	}
	u.done.Holdings, err = exec(ctx, u.tx, "DeleteHoldings", u.id)
	return err
}
