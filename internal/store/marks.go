package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/internal/access"
	"sightline/timeline"
)

type markRow struct {
	ID       int64
	Target   string
	Kind     timeline.MarkKind
	Text     string
	Actor    string
	At       time.Time
	UndoneAt *time.Time
	UndoneBy string
}

func (r markRow) value() timeline.Mark {
	return timeline.Mark{ID: r.ID, Target: r.Target, Kind: r.Kind, Text: r.Text, Actor: r.Actor, At: r.At.UTC(),
		UndoneAt: orZero(r.UndoneAt).UTC(), UndoneBy: r.UndoneBy}
}

// Marks returns the marks on what a subject's dossier holds, oldest first; those undone too if asked. The audit tells of
// it.
func (s *Store) Marks(ctx context.Context, subject int64, undone bool, look access.Asker) ([]timeline.Mark, error) {
	marks := []timeline.Mark{}
	row := audit{look: look, action: "marks", asked: map[string]any{"subject": subject}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		d, err := dossier(ctx, tx, subject)
		if err != nil {
			return err
		}
		a.of(d.Case)
		found, err := marksOf(ctx, tx, d, undone)
		marks, a.rows = append(marks, found...), len(found)
		return err
	})
	return marks, err
}

// AddMark makes a mark on an event of a subject and returns it as kept; its actor is that of the look. What the
// subject's dossier does not hold is ErrNotFound, what is hidden already timeline.ErrHidden.
func (s *Store) AddMark(ctx context.Context, subject int64, m timeline.Mark, look access.Asker) (timeline.Mark, error) {
	if err := m.Check(); err != nil {
		return timeline.Mark{}, err
	}
	row := audit{look: look, action: "mark", asked: map[string]any{"subject": subject, "target": m.Target, "kind": m.Kind}}
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		d, err := dossier(ctx, tx, subject)
		if err != nil {
			return err
		}
		a.of(d.Case)
		if !targetsOf(d)[m.Target] {
			return fmt.Errorf("subject %d has no event %s: %w", subject, m.Target, ErrNotFound)
		}
		// Two analysts may hide the same at once: the second waits for the first, and then the index refuses it.
		if m.Kind == timeline.MarkHidden &&
			slices.ContainsFunc(d.Marks, func(x timeline.Mark) bool { return x.Kind == m.Kind && x.Target == m.Target }) {
			return fmt.Errorf("%s: %w", m.Target, timeline.ErrHidden)
		}
		row, err := one[markRow](ctx, tx, "AddMark", args{
			"case_id": d.Case.ID, "target": m.Target, "kind": m.Kind, "text": strings.TrimSpace(m.Text), "actor": look.Actor,
		})
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == "23505" { // unique_violation
			return fmt.Errorf("%s: %w", m.Target, timeline.ErrHidden)
		}
		if err != nil {
			return err
		}
		m, a.rows = row.value(), 1
		a.put("mark", m.ID)
		a.changed(nil, state{string(m.Kind): m.Text})
		return nil
	})
	return m, err
}

// UndoMark undoes a mark on an event of a subject and returns it as kept. One that is not there, or not on what
// the subject's dossier holds, is ErrNotFound; one undone before is timeline.ErrMarkUndone.
func (s *Store) UndoMark(ctx context.Context, subject, id int64, look access.Asker) (timeline.Mark, error) {
	var m timeline.Mark
	row := audit{look: look, action: "unmark", asked: map[string]any{"subject": subject, "mark": id}}
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		d, err := dossier(ctx, tx, subject)
		if err != nil {
			return err
		}
		a.of(d.Case)
		all, err := marksOf(ctx, tx, d, true)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x timeline.Mark) bool { return x.ID == id })
		switch {
		case i < 0:
			return fmt.Errorf("subject %d has no mark %d: %w", subject, id, ErrNotFound)
		case !all[i].Stands():
			return fmt.Errorf("mark %d: %w", id, timeline.ErrMarkUndone)
		}
		row, err := one[markRow](ctx, tx, "UndoMark", args{"id": id, "case_id": d.Case.ID, "actor": look.Actor})
		if err != nil {
			return err
		}
		m, a.rows = row.value(), 1
		a.put("target", m.Target)
		a.put("kind", m.Kind)
		a.changed(state{string(m.Kind): m.Text}, nil)
		return nil
	})
	return m, err
}

// marksOf returns the marks on what a dossier holds. Of what its viewer may not see they tell nothing.
func marksOf(ctx context.Context, q querier, d timeline.Dossier, undone bool) ([]timeline.Mark, error) {
	rows, err := collect[markRow](ctx, q, "MarksOfCase", args{"case_id": d.Case.ID, "undone": undone})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	targets := targetsOf(d)
	var marks []timeline.Mark
	for _, r := range rows {
		if targets[r.Target] {
			marks = append(marks, r.value())
		}
	}
	return marks, nil
}

// targetsOf are the ids of the events of a dossier.
func targetsOf(d timeline.Dossier) map[string]bool {
	ids := make(map[string]bool, len(d.Events))
	for i := range d.Events {
		ids[d.Events[i].ID] = true
	}
	return ids
}
