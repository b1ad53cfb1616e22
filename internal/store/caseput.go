package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/timeline"
)

// PutCase makes the case, or adds to it what is not empty in c, and reports whether it was made. The audit tells what changed:
// who owns a case sees all of it at once.
func (s *Store) PutCase(ctx context.Context, c timeline.Case, look access.Asker) (got timeline.Case, made bool, err error) {
	look.Case = c.Number
	err = s.acted(ctx, audit{look: look, action: "case changed"}, func(tx pgx.Tx, a *audit) error {
		values := args{"number": c.Number, "title": c.Title, "owning_ori": c.OwningORI}
		contested := false // somebody else has just made it
		was, err := one[caseRow](ctx, tx, "CaseToChange", args{"number": c.Number})
		if errors.Is(err, ErrNotFound) {
			if made, err = execOne(ctx, tx, "AddCase", values); made {
				a.action = "case made"
			} else if err == nil {
				contested = true
				was, err = one[caseRow](ctx, tx, "CaseToChange", args{"number": c.Number})
			}
		}
		if err != nil {
			return err
		}
		will := caseRow{Title: cmp.Or(c.Title, was.Title), OwningORI: cmp.Or(c.OwningORI, was.OwningORI)}
		switch {
		case made:
			a.changed(nil, caseState(will))
		case a.changed(caseState(was), caseState(will)):
			_, err = exec(ctx, tx, "UpdateCase", values)
		case !contested:
			a.action = ""
		}
		if err != nil {
			return err
		}
		is, err := one[caseRow](ctx, tx, "CaseByNumber", args{"number": c.Number})
		got = is.value()
		a.caseID = got.ID
		return err
	})
	return got, made, err
}

func caseState(r caseRow) state { return state{"title": r.Title, "owner": r.OwningORI} }

// PutSubject makes the subject, or adds to it what is not empty in p, and reports whether it was made. The audit tells what
// changed.
func (s *Store) PutSubject(ctx context.Context, caseID int64, p timeline.Subject, look access.Asker) (id int64, made bool, err error) {
	row := audit{look: look, action: "subject changed", asked: map[string]any{"name": p.Name}, caseID: caseID}
	err = s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		id, err = subjectID(ctx, tx, caseID, p.Name)
		new := errors.Is(err, ErrNotFound)
		if new {
			made, err = execOne(ctx, tx, "AddSubject", args{"case_id": caseID, "name": p.Name, "role": cmp.Or(p.Role, "unknown")})
			if err == nil {
				id, err = subjectID(ctx, tx, caseID, p.Name)
			}
		}
		if err != nil {
			return err
		}
		a.put("subject", id)
		changed, err := changeSubject(ctx, tx, id, p, made, a)
		if made {
			a.action = "subject made"
		} else if !changed && !new { // else somebody else has just made it
			a.action = ""
		}
		return err
	})
	return id, made, err
}

type subjectRow struct {
	Name      string
	Role      string
	Aliases   []string
	BirthDate string
	Sex       string
}

func (r subjectRow) state() state {
	return state{"role": r.Role, "aliases": texts(r.Aliases), "born": r.BirthDate, "sex": r.Sex}
}

// changeSubject adds to a subject what is not empty in p, and reports whether that was anything.
func changeSubject(ctx context.Context, tx pgx.Tx, id int64, p timeline.Subject, made bool, a *audit) (bool, error) {
	was, err := one[subjectRow](ctx, tx, "SubjectToChange", args{"id": id})
	if err != nil {
		return false, err
	}
	aliases := slices.Compact(slices.Sorted(slices.Values(slices.Concat(was.Aliases, p.Aliases))))
	will := subjectRow{was.Name, cmp.Or(p.Role, was.Role), aliases, cmp.Or(p.BirthDate, was.BirthDate), cmp.Or(p.Sex, was.Sex)}
	before, after := was.state(), will.state()
	if before, after := differences(before, after); len(before)+len(after) > 0 {
		_, err = exec(ctx, tx, "UpdateSubject", args{"id": id, "role": p.Role, "aliases": texts(p.Aliases), "birth_date": p.BirthDate,
			"sex": p.Sex})
		if err != nil {
			return false, err
		}
		if !made {
			if _, err := exec(ctx, tx, "LockCase", args{"case_id": a.caseID}); err != nil { // what is being loaded is judged too
				return false, err
			}
			if err := judgeAgain(ctx, tx, id); err != nil {
				return false, err
			}
		}
	}
	if made {
		before = state{}
	}
	var had, has []state
	for _, h := range p.Holdings {
		was, is, err := putHolding(ctx, tx, id, h, 0)
		if err != nil {
			return false, err
		}
		if was != nil {
			had = append(had, was)
		}
		if is != nil {
			has = append(has, is)
		}
	}
	if len(had) > 0 {
		before["holdings"] = had
	}
	if len(has) > 0 {
		after["holdings"] = has
	}
	return a.changed(before, after), nil
}

// AddHolding notes that a subject held something, such as a vehicle, and reports whether that was new. The audit tells of it.
func (s *Store) AddHolding(ctx context.Context, subject int64, h timeline.Holding, look access.Asker) (added bool, err error) {
	row := audit{look: look, action: "holding stated", asked: map[string]any{"subject": subject}}
	err = s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		if a.caseID, err = scalar[int64](ctx, tx, "CaseOfSubject", args{"id": subject}); errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("subject %d: %w", subject, err)
		}
		if err != nil {
			return err
		}
		was, is, err := putHolding(ctx, tx, subject, h, 0)
		if added = is != nil; added {
			a.rows = 1
			a.changed(holdingsState(was), holdingsState(is))
		} else if err == nil {
			a.action = ""
		}
		return err
	})
	return added, err
}

func holdingsState(h state) state {
	if h == nil {
		return nil
	}
	return state{"holdings": []state{h}}
}

// putHolding notes that a subject held something. It returns how that was noted before, nil for not at all, and how it is now,
// nil where nothing changed: what is stated is said beside what followed from a load, and describes it.
func putHolding(ctx context.Context, tx pgx.Tx, subject int64, h timeline.Holding, load int64) (was, is state, err error) {
	key := args{"subject_id": subject, "type": h.Of.Type, "value": h.Of.Value, "region": h.Of.Region, "held_from": orNull(h.From),
		"held_to": orNull(h.To)}
	had, err := one[struct {
		Description, Basis string
		Stated             bool
	}](ctx, tx, "HoldingToChange", key)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return nil, nil, err
	case had.Stated || load != 0:
		return nil, nil, nil
	default:
		was = holdingState(timeline.Holding{Of: h.Of, From: h.From, To: h.To, Description: had.Description, Basis: had.Basis})
	}
	if _, err := exec(ctx, tx, "AddIdentifier", args{"type": h.Of.Type, "value": h.Of.Value, "region": h.Of.Region}); err != nil {
		return nil, nil, err
	}
	key["description"], key["load_id"] = h.Description, idOrNull(load)
	id, err := scalar[int64](ctx, tx, "AddHolding", key)
	if err != nil {
		return nil, nil, err
	}
	if _, err := exec(ctx, tx, "AddHoldingSource", args{"holding_id": id, "load_id": idOrNull(load), "basis": h.Basis}); err != nil {
		return nil, nil, err
	}
	return was, holdingState(h), nil
}

func holdingState(h timeline.Holding) state {
	is := state{"type": h.Of.Type, "value": h.Of.String(), "basis": h.Basis}
	if h.Description != "" {
		is["description"] = h.Description
	}
	for name, t := range map[string]time.Time{"from": h.From, "to": h.To} {
		if !t.IsZero() {
			is[name] = t.UTC()
		}
	}
	return is
}

// ErrOtherCase says that two subjects are not of one case.
var ErrOtherCase = errors.New("they are subjects of different cases")

// MergeSubject makes one subject of two of a case that turned out to be the same person: what is known of the one that goes is then
// known of the other, whose name, role and date of birth it keeps, with the other's name among its aliases. It returns how many
// events were told of both. The audit tells of it.
func (s *Store) MergeSubject(ctx context.Context, gone, stays int64, look access.Asker) (met int64, err error) {
	row := audit{look: look, action: "subjects merged", asked: map[string]any{"subject": stays, "gone": gone}}
	err = s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		type subject struct {
			ID, CaseID int64
			subjectRow
		}
		rows, err := collect[subject](ctx, tx, "SubjectsToMerge", args{"ids": []int64{gone, stays}})
		if err != nil {
			return err
		}
		if len(rows) != 2 {
			return fmt.Errorf("subjects %d and %d: %w", gone, stays, ErrNotFound)
		}
		if rows[0].CaseID != rows[1].CaseID {
			return ErrOtherCase
		}
		from, into := rows[0], rows[1]
		if from.ID == stays {
			from, into = into, from
		}
		a.caseID = into.CaseID
		if _, err := exec(ctx, tx, "LockCase", args{"case_id": into.CaseID}); err != nil {
			return err
		}
		if met, err = scalar[int64](ctx, tx, "MergeSubject", args{"gone": gone, "stays": stays}); err != nil {
			return err
		}
		a.put("events of both", met)
		_, err = changeSubject(ctx, tx, stays, timeline.Subject{Aliases: append(from.Aliases, from.Name)}, false, a)
		before, after := from.state(), state{"merged into": into.Name}
		before["name"] = from.Name
		a.changed(before, after)
		return err
	})
	return met, err
}
