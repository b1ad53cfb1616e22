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
func (s *Store) PutCase(ctx context.Context, c timeline.Case, look access.Look) (got timeline.Case, made bool, err error) {
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
func (s *Store) PutSubject(ctx context.Context, caseID int64, p timeline.Subject, look access.Look) (id int64, made bool, err error) {
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
	Role      string
	Aliases   []string
	BirthDate string
}

func (r subjectRow) state() state {
	return state{"role": r.Role, "aliases": texts(r.Aliases), "born": r.BirthDate}
}

// changeSubject adds to a subject what is not empty in p, and reports whether that was anything.
func changeSubject(ctx context.Context, tx pgx.Tx, id int64, p timeline.Subject, made bool, a *audit) (bool, error) {
	was, err := one[subjectRow](ctx, tx, "SubjectToChange", args{"id": id})
	if err != nil {
		return false, err
	}
	aliases := slices.Compact(slices.Sorted(slices.Values(slices.Concat(was.Aliases, p.Aliases))))
	will := subjectRow{cmp.Or(p.Role, was.Role), aliases, cmp.Or(p.BirthDate, was.BirthDate)}
	before, after := was.state(), will.state()
	if before, after := differences(before, after); len(before)+len(after) > 0 {
		_, err = exec(ctx, tx, "UpdateSubject", args{"id": id, "role": p.Role, "aliases": texts(p.Aliases), "birth_date": p.BirthDate})
		if err != nil {
			return false, err
		}
	}
	if made {
		before = state{}
	}
	known, err := collect[timeline.Field](ctx, tx, "IdentifiersToChange", args{"id": id})
	if err != nil {
		return false, err
	}
	var identifiers []timeline.Field
	for _, f := range p.Identifiers {
		if slices.Contains(known, f) {
			continue
		}
		if _, err := exec(ctx, tx, "AddIdentifier", args{"subject_id": id, "kind": f.Name, "value": f.Value}); err != nil {
			return false, err
		}
		known, identifiers = append(known, f), append(identifiers, f)
	}
	if len(identifiers) > 0 {
		after["identifiers"] = identifiers
	}
	var had, has []state
	for _, v := range p.Vehicles {
		was, is, err := putVehicle(ctx, tx, id, v, 0)
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
		before["vehicles"] = had
	}
	if len(has) > 0 {
		after["vehicles"] = has
	}
	return a.changed(before, after), nil
}

// AddVehicle notes that a subject held a vehicle and reports whether that was new. The audit tells of it.
func (s *Store) AddVehicle(ctx context.Context, subject int64, v timeline.Vehicle, look access.Look) (added bool, err error) {
	row := audit{look: look, action: "vehicle stated", asked: map[string]any{"subject": subject}}
	err = s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		if a.caseID, err = scalar[int64](ctx, tx, "CaseOfSubject", args{"id": subject}); errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("subject %d: %w", subject, err)
		}
		if err != nil {
			return err
		}
		was, is, err := putVehicle(ctx, tx, subject, v, 0)
		if added = is != nil; added {
			a.rows = 1
			a.changed(vehiclesState(was), vehiclesState(is))
		} else if err == nil {
			a.action = ""
		}
		return err
	})
	return added, err
}

func vehiclesState(v state) state {
	if v == nil {
		return nil
	}
	return state{"vehicles": []state{v}}
}

// putVehicle notes that a subject held a vehicle. It returns how that was noted before, nil for not at all, and how it is now,
// nil where nothing changed: what is stated takes the place of what followed from a load, and of nothing else.
func putVehicle(ctx context.Context, tx pgx.Tx, subject int64, v timeline.Vehicle, load int64) (was, is state, err error) {
	key := args{"subject_id": subject, "plate": v.Plate.Number, "plate_state": v.Plate.State,
		"held_from": orNull(v.From), "held_to": orNull(v.To)}
	had, err := one[struct {
		Description, Basis string
		Stated             bool
	}](ctx, tx, "VehicleToChange", key)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return nil, nil, err
	case had.Stated || load != 0:
		return nil, nil, nil
	default:
		was = vehicleState(timeline.Vehicle{Plate: v.Plate, From: v.From, To: v.To, Description: had.Description, Basis: had.Basis})
	}
	key["description"], key["basis"], key["load_id"] = v.Description, v.Basis, idOrNull(load)
	if _, err := exec(ctx, tx, "AddVehicle", key); err != nil {
		return nil, nil, err
	}
	return was, vehicleState(v), nil
}

func vehicleState(v timeline.Vehicle) state {
	is := state{"plate": v.Plate.String(), "basis": v.Basis}
	if v.Description != "" {
		is["description"] = v.Description
	}
	for name, t := range map[string]time.Time{"from": v.From, "to": v.To} {
		if !t.IsZero() {
			is[name] = t.UTC()
		}
	}
	return is
}
