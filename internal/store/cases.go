package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sightline/internal/access"
	"sightline/timeline"
)

type caseRow struct {
	ID        int64
	Number    string
	Title     string
	OwningORI string `db:"owning_ori"`
	OpenedAt  time.Time
}

func (r caseRow) value() timeline.Case {
	return timeline.Case{ID: r.ID, Number: r.Number, Title: r.Title, OwningORI: r.OwningORI, Opened: r.OpenedAt.UTC()}
}

// Case returns the case with a number, or ErrNotFound. It is for whoever puts something into the case; see Cases for what
// people may know of it.
func (s *Store) Case(ctx context.Context, number string) (timeline.Case, error) {
	row, err := one[caseRow](ctx, s.pool, "CaseByNumber", args{"number": number})
	if err != nil {
		return timeline.Case{}, err
	}
	return row.value(), nil
}

// SubjectID returns the number of the subject of that name in the case, or ErrNotFound. Case does not matter.
func (s *Store) SubjectID(ctx context.Context, caseID int64, name string) (int64, error) {
	return subjectID(ctx, s.pool, caseID, name)
}

func subjectID(ctx context.Context, q querier, caseID int64, name string) (int64, error) {
	return scalar[int64](ctx, q, "SubjectByName", args{"case_id": caseID, "name": name})
}

// Cases returns every case of which the viewer may see something, and inside which he is with its subjects and how much is
// held on each. It writes to the audit that they were looked at, and how many they were.
func (s *Store) Cases(ctx context.Context, look access.Asker) ([]timeline.CaseSummary, error) {
	type row struct {
		caseRow
		SubjectID *int64
		Name      *string
		Role      *string
		Events    int
		Reads     int
	}
	var rows []row
	var held map[int64][]timeline.Holding
	err := s.looked(ctx, audit{look: look, action: "cases"}, func(tx *reading, a *audit) (err error) {
		if rows, err = collect[row](ctx, tx, "CasesWithSubjects", nil); err != nil {
			return err
		}
		cases := map[int64]bool{}
		var subjects []int64
		for _, r := range rows {
			cases[r.ID] = true
			if r.SubjectID != nil {
				subjects = append(subjects, *r.SubjectID)
			}
		}
		a.rows = len(cases)
		a.put("subjects", len(subjects))
		if len(subjects) > 0 {
			held, err = holdings(ctx, tx, subjects...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	all := []timeline.CaseSummary{}
	for _, r := range rows {
		if len(all) == 0 || all[len(all)-1].Case.ID != r.ID {
			all = append(all, timeline.CaseSummary{Case: r.value(), Subjects: []timeline.SubjectSummary{}})
		}
		if r.SubjectID != nil {
			last := &all[len(all)-1]
			last.Subjects = append(last.Subjects, timeline.SubjectSummary{
				Subject: timeline.Subject{ID: *r.SubjectID, Name: *r.Name, Role: *r.Role, Holdings: held[*r.SubjectID]},
				Held:    timeline.Held{Events: r.Events, Reads: r.Reads},
			})
		}
	}
	return all, nil
}

// SubjectCase returns the case of a subject that the viewer is inside of, and writes to the audit that it was asked for; else
// ErrNotFound.
func (s *Store) SubjectCase(ctx context.Context, id int64, look access.Asker) (timeline.Case, error) {
	var of timeline.Case
	row := audit{look: look, action: "subject", asked: map[string]any{"subject": id}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		if of, _, err = subject(ctx, tx, id); err == nil {
			a.of(of)
			a.rows = 1
		}
		return err
	})
	return of, err
}

// subject returns a subject with its case and what it held.
func subject(ctx context.Context, q querier, id int64) (timeline.Case, timeline.Subject, error) {
	type row struct {
		CaseID    int64
		Number    string
		Title     string
		OwningORI string `db:"owning_ori"`
		OpenedAt  time.Time
		ID        int64
		Name      string
		Role      string
		Aliases   []string
		BirthDate string
		Sex       string
	}
	r, err := one[row](ctx, q, "SubjectWithCase", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("subject %d: %w", id, err)
	}
	if err != nil {
		return timeline.Case{}, timeline.Subject{}, err
	}
	c := caseRow{r.CaseID, r.Number, r.Title, r.OwningORI, r.OpenedAt}.value()
	held, err := holdings(ctx, q, id)
	return c, timeline.Subject{ID: r.ID, Name: r.Name, Role: r.Role, Aliases: r.Aliases, BirthDate: r.BirthDate, Sex: r.Sex,
		Holdings: held[id]}, err
}

// holdings are what subjects held, as far as the viewer may see it, by subject.
func holdings(ctx context.Context, q querier, subjects ...int64) (map[int64][]timeline.Holding, error) {
	type row struct {
		SubjectID   int64
		ID          int64
		Type        timeline.IdentifierType
		Value       string
		Region      string
		Description string
		Basis       string
		HeldFrom    *time.Time
		HeldTo      *time.Time
	}
	rows, err := collect[row](ctx, q, "HoldingsOfSubjects", args{"subjects": list(subjects)})
	if err != nil {
		return nil, err
	}
	all := map[int64][]timeline.Holding{}
	for _, r := range rows {
		all[r.SubjectID] = append(all[r.SubjectID], timeline.Holding{
			ID: r.ID, Of: timeline.Identifier{Type: r.Type, Value: r.Value, Region: r.Region}, Description: r.Description, Basis: r.Basis,
			From: orZero(r.HeldFrom), To: orZero(r.HeldTo),
		})
	}
	return all, nil
}
