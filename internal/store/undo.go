package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/sql"
	"sightline/timeline"
)

// ErrUndone says that a load was undone before.
var ErrUndone = errors.New("it was undone already")

// Undoing tells what undoing a load took away, and what it left because later loads had brought it too.
type Undoing struct {
	Load      timeline.Load `json:"load"`
	Sightings int64         `json:"sightings"`           // taken away
	Stays     int64         `json:"stays"`               // taken away
	Reads     int64         `json:"reads"`               // taken away
	Rejects   int64         `json:"rejects"`             // taken away
	Sites     int64         `json:"sites"`               // at which nobody else read; taken away
	Vehicles  int64         `json:"vehicles"`            // that were assumed from the load; taken away
	Inherited []Inherited   `json:"inherited,omitempty"` // left, by the load they now belong to
}

// Inherited is how many records and reads of an undone load another load had brought too.
type Inherited struct {
	Load  int64 `json:"load"`
	Count int64 `json:"count"`
}

// Undo takes away exactly what a load brought, in one transaction, and keeps the load's own row with the reason. What
// other loads had brought too, and were told was a duplicate, then belongs to the earliest of them: afterwards the case
// holds what it would hold had the load never been made. The audit tells of it. Whoever is not inside the case cannot.
func (s *Store) Undo(ctx context.Context, load int64, why string, look access.Look) (Undoing, error) {
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
		u := undo{tx: tx, load: of, id: args{"load_id": load}, heirs: map[int64]int64{}}
		if err := u.run(ctx, why, actor); err != nil {
			return err
		}
		done = u.done
		a.rows = int(done.Sightings + done.Stays + done.Reads)
		a.put("file", of.File)
		taken := map[string]int64{"sightings": done.Sightings, "stays": done.Stays, "reads": done.Reads, "rejects": done.Rejects,
			"sites": done.Sites, "vehicles": done.Vehicles}
		a.changed(state{"accepted": of.Accepted, "undone": false}, state{"undone": true, "taken away": taken, "left to": done.Inherited})
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

// records takes away sightings, stays and their records, and adds those again that other loads had brought too.
func (u *undo) records(ctx context.Context) error {
	type heir struct {
		LoadID    int64
		SubjectID int64
		Key       []byte
		Line      int
		Text      []byte
		Kind      string
		Value     []byte
	}
	heirs, err := collect[heir](ctx, u.tx, "RecordHeirs", u.id)
	if err != nil {
		return err
	}
	if u.done.Sightings, err = exec(ctx, u.tx, "DeleteSightings", u.id); err != nil {
		return err
	}
	if u.done.Stays, err = exec(ctx, u.tx, "DeleteStays", u.id); err != nil {
		return err
	}
	for _, name := range []string{"DeleteRecords", "DeleteOffers"} {
		if _, err := exec(ctx, u.tx, name, u.id); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(heirs, batchRows) {
		batch := &pgx.Batch{}
		for _, h := range chunk {
			o := &offer{load: h.LoadID, subject: h.SubjectID, record: timeline.Record{Line: h.Line, Text: h.Text, Key: [32]byte(h.Key)}}
			if err := o.queue(batch, u.load.CaseID, h.Kind, h.Value); err != nil {
				return err
			}
			if h.Kind == "stay" {
				u.done.Stays--
			} else {
				u.done.Sightings--
			}
			u.heirs[h.LoadID]++
		}
		if err := u.tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("store: leave records to other loads: %w", err)
		}
	}
	return nil
}

// queue adds the statements that turn an offer into a record.
func (o *offer) queue(b *pgx.Batch, caseID int64, kind string, value []byte) error {
	switch kind {
	case "sighting":
		var s timeline.Event
		if err := json.Unmarshal(value, &s); err != nil {
			return fmt.Errorf("store: read an offered sighting: %w", err)
		}
		b.Queue(sql.Query("AddSighting"), o.sighting(caseID, s))
	case "stay":
		var s timeline.Event
		if err := json.Unmarshal(value, &s); err != nil {
			return fmt.Errorf("store: read an offered stay: %w", err)
		}
		b.Queue(sql.Query("AddStay"), o.stay(caseID, s))
	}
	b.Queue(sql.Query("DeleteOffer"), args{"load_id": o.load, "subject_id": o.subject, "key": o.record.Key[:]})
	return nil
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

// handOver moves to the heirs what they inherit beside records and reads: the counts, and the vehicle that was assumed.
func (u *undo) handOver(ctx context.Context) (err error) {
	for load, count := range u.heirs {
		u.done.Inherited = append(u.done.Inherited, Inherited{load, count})
	}
	slices.SortFunc(u.done.Inherited, func(a, b Inherited) int { return int(a.Load - b.Load) })
	for _, h := range u.done.Inherited {
		if _, err := exec(ctx, u.tx, "InheritCounts", args{"load_id": h.Load, "count": h.Count}); err != nil {
			return err
		}
		if _, err := exec(ctx, u.tx, "InheritVehicles", args{"load_id": u.load.ID, "heir": h.Load, "basis": assumedFrom(h.Load)}); err != nil {
			return err
		}
	}
	u.done.Vehicles, err = exec(ctx, u.tx, "DeleteVehicles", u.id)
	return err
}
