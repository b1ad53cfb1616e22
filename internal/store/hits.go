package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/sql"
	"sightline/timeline"
	"sightline/timeline/person"
)

// beginToMatch finds out what numbers of the load's fields are worth keeping.
func (l *Load) beginToMatch(ctx context.Context) (err error) {
	if err = setViewer(ctx, l.tx, l.what.Asker.Viewer); err == nil {
		l.records.brought.types, err = collectScalars[string](ctx, l.tx, "HeldTypes", nil)
	}
	return err
}

// mostHits is how many hits a load tells of at once; the others stand in the list.
const mostHits = 100

// match holds what the load brought against what is known of other subjects, as far as whoever loads may see it, and tells his agency
// of others that ask about the same, and them of it.
func (l *Load) match(ctx context.Context, months []time.Time) error {
	if err := setViewer(ctx, l.tx, l.what.Asker.Viewer); err != nil { // who may see this load too, now that there is one
		return err
	}
	brought, own := l.records.brought, idOrNull(l.what.Subject)
	into := func(name string, more args, in arrivalColumns) error {
		if len(in.types) == 0 {
			return nil
		}
		values := in.args()
		values["load_id"] = l.id
		maps.Copy(values, more)
		_, err := exec(ctx, l.tx, name, values)
		return err
	}
	if err := into("AddHeldHits", args{"subject_id": own}, columnsOf(brought.parties, nil)); err != nil {
		return err
	}
	if err := into("AddNumberHits", args{"subject_id": own}, columnsOf(brought.numbers, nil)); err != nil {
		return err
	}
	if len(months) > 0 {
		if _, err := exec(ctx, l.tx, "AddReadHits", args{"load_id": l.id, "subject_id": own, "months": months}); err != nil {
			return err
		}
	}
	known := map[timeline.Identifier]bool{} // as the subject's own names
	if l.records.judge != nil {
		counts := l.records.judge.Counts()
		if err := l.matchNames(ctx, counts); err != nil {
			return err
		}
		for _, c := range counts {
			if c.Verdict == person.Same || c.Verdict == person.Near {
				known[timeline.Identifier{Type: c.Of.Type, Value: c.Of.Value, Region: c.Of.Region}] = true
			}
		}
	}
	telling := func(id timeline.Identifier) bool { return id.Region != "" && !known[id] } // a plate with its state, a name with a birth date
	if err := into("AddSeenHits", args{"case_id": l.what.Case}, columnsOf(brought.parties, telling)); err != nil {
		return err
	}
	if err := l.deconflict(ctx); err != nil {
		return err
	}
	var err error
	l.tie.Hits, err = collect[ledger.Hit](ctx, l.tx, "Hits", args{"number": "", "load_id": l.id, "unseen": false, "most": mostHits})
	return err
}

// matchNames finds the other subjects whom the load names.
func (l *Load) matchNames(ctx context.Context, named []person.Count) error {
	if !slices.ContainsFunc(named, func(c person.Count) bool { return !c.Of.IsZero() }) {
		return nil
	}
	subjects, err := collect[subjectToJudge](ctx, l.tx, "SubjectsToMatch", args{"subject_id": idOrNull(l.what.Subject)})
	if err != nil || len(subjects) == 0 {
		return err
	}
	var index person.Index
	for _, s := range subjects {
		index.Add(s.value())
	}
	var found arrivalColumns
	var ids []int64
	for _, c := range named {
		id := timeline.Identifier{Type: c.Of.Type, Value: c.Of.Value, Region: c.Of.Region}
		at := l.records.brought.parties[id]
		if at == nil {
			continue
		}
		for _, m := range index.Find(c.Named) {
			ids = append(ids, subjects[m.Nth].ID)
			found.put(id, at)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	values := found.args()
	delete(values, "types")
	values["load_id"], values["subjects"] = l.id, ids
	_, err = exec(ctx, l.tx, "AddNameHits", values)
	return err
}

// mostAsked is about how many of the identifiers of a load its agency counts as asking: the most frequent.
const mostAsked = 100

// deconflict makes what the load brings what its agency asks about: what is known of it where whoever loads sees nothing is told by
// notices alone.
func (l *Load) deconflict(ctx context.Context) error {
	of, err := one[struct {
		Number    string
		OwningORI string `db:"owning_ori"`
	}](ctx, l.tx, "CaseOfLoad", args{"id": l.what.Case})
	if err != nil {
		return err
	}
	look := access.Asker{Actor: l.what.Actor, Agency: cmp.Or(l.what.Asker.Agency, of.OwningORI), Case: of.Number}
	var about []interest
	if l.what.Subject != 0 {
		about = append(about, interestInPerson(l.known.value()))
	}
	parties := l.records.brought.parties
	byCount := slices.SortedFunc(maps.Keys(parties), func(a, b timeline.Identifier) int {
		return cmp.Or(cmp.Compare(parties[b].events, parties[a].events), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Region, b.Region))
	})
	for _, id := range byCount[:min(len(byCount), mostAsked)] {
		if id.Type == timeline.PlateNumber {
			about = append(about, interestInPlate(timeline.Plate{Number: id.Value, State: id.Region}))
		} else {
			about = append(about, interestInPerson(timeline.Subject{Name: id.Value, BirthDate: id.Region}))
		}
	}
	if len(l.plates) <= mostTallied {
		for _, p := range l.plates.byCount() {
			about = append(about, interestInPlate(p))
		}
	}
	batch := &pgx.Batch{}
	for _, a := range interestArgs(look, about) {
		batch.Queue(sql.Query("KeepInterest"), a)
	}
	if batch.Len() == 0 {
		return nil
	}
	return l.tx.SendBatch(ctx, batch).Close()
}

// Hits returns what loads brought that is known of other subjects, newest first, as far as the viewer is inside both cases: of the
// case with a number, into which it was loaded or whose subject it is, or of all where number is "". The audit tells of the look.
func (s *Store) Hits(ctx context.Context, number string, unseen bool, most int, look access.Asker) ([]ledger.Hit, error) {
	all := []ledger.Hit{}
	row := audit{look: look, action: "hits", asked: map[string]any{"unseen": unseen}}
	if number != "" {
		row.asked["case"] = number
	}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		found, err := collect[ledger.Hit](ctx, tx, "Hits", args{"number": number, "load_id": 0, "unseen": unseen, "most": most})
		all, a.rows = append(all, found...), len(found)
		return err
	})
	return all, err
}

// SeeHits marks hits as seen and returns how many were not before. The audit tells of it.
func (s *Store) SeeHits(ctx context.Context, ids []int64, look access.Asker) (int64, error) {
	var seen []int64
	err := s.acted(ctx, audit{look: look, action: "hits seen"}, func(tx pgx.Tx, a *audit) (err error) {
		seen, err = collectScalars[int64](ctx, tx, "SeeHits", args{"actor": look.Actor, "ids": list(ids)})
		a.rows = len(seen)
		a.changed(nil, state{"seen": seen})
		return err
	})
	return int64(len(seen)), err
}
