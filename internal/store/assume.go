package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sightline/internal/ledger"
	"sightline/timeline"
	"sightline/timeline/person"
)

// Tie is what follows from a load beside its rows. It is part of the load's transaction, so that a program that dies after the
// commit has left nothing undone.
type Tie struct {
	// Before is the load that took the very same file before, for the same subject in the same format; 0: none.
	Before int64
	// Assumed are the plates that the subject is taken to hold from this load on.
	Assumed []timeline.Plate
	// Untied is set where the load has plate reads and its subject holds no vehicle, so that none of them is a sighting: it is the
	// plate that was read most often.
	Untied *timeline.Plate
	// Named are whom the load's events name, and how that compares with the subject.
	Named []person.Count
	// Hits are what of it is known of other subjects.
	Hits []ledger.Hit
}

// Tie tells what followed from the load, once Finish has succeeded.
func (l *Load) Tie() Tie { return l.tie }

// tieToSubject sees to it that reads loaded for a subject are tied to a vehicle. A subject that holds none is given the plates of
// the file when they are few, which is what a search for one car returns; when they are many, the analyst must say which.
func (l *Load) tieToSubject(ctx context.Context) error {
	if l.what.Subject == 0 || len(l.plates) == 0 {
		return nil
	}
	holds, err := scalar[bool](ctx, l.tx, "HoldsVehicle", args{"subject_id": l.what.Subject})
	if err != nil || holds {
		return err
	}
	plates := l.plates.byCount()
	if l.added > 0 && len(plates) <= l.what.AssumePlates {
		for _, p := range plates {
			if p.State == "" {
				continue
			}
			if _, _, err := putHolding(ctx, l.tx, l.what.Subject, timeline.Holding{Of: p.Identifier(), Basis: assumedFrom(l.id)},
				l.id); err != nil {
				return err
			}
			l.tie.Assumed = append(l.tie.Assumed, p)
		}
	}
	if len(l.tie.Assumed) == 0 {
		l.tie.Untied = &plates[0]
	}
	return nil
}

// loadedBefore notes the load that took the same file before.
func (l *Load) loadedBefore(ctx context.Context, sha256 [32]byte) (err error) {
	l.tie.Before, err = scalar[int64](ctx, l.tx, "LoadedFile", loadedFile(l.what.Case, l.what.Subject, l.what.Format, sha256))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// plateTally counts how often a load's plates were read, as long as there are few of them.
type plateTally map[timeline.Plate]int

// mostTallied is how many plates are counted: of a file with more of them it is only asked which is frequent.
const mostTallied = 100

func (t plateTally) add(batch []timeline.Read) {
	for i := range batch {
		if len(t) > mostTallied {
			return
		}
		t[timeline.Plate{Number: batch[i].Plate.Number, State: batch[i].Plate.State}]++
	}
}

// byCount returns the plates, the most frequent first.
func (t plateTally) byCount() []timeline.Plate {
	return slices.SortedFunc(maps.Keys(t), func(a, b timeline.Plate) int {
		return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a.Number, b.Number), cmp.Compare(a.State, b.State))
	})
}

// assumedFrom is the basis of a vehicle that follows from a load made for the subject; it goes when the load is undone.
func assumedFrom(load int64) string {
	return fmt.Sprintf("assumed: load %d was made for this subject", load)
}
