package store

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// PutCase makes the case, or adds to it what is not empty in c, and reports whether it was made.
func (s *Store) PutCase(ctx context.Context, c timeline.Case) (timeline.Case, bool, error) {
	made, err := exec(ctx, s.pool, "AddCase", args{"number": c.Number, "title": c.Title, "owning_ori": c.OwningORI})
	if err != nil {
		return timeline.Case{}, false, err
	}
	if made == 0 {
		if _, err := exec(ctx, s.pool, "UpdateCase", args{"number": c.Number, "title": c.Title, "owning_ori": c.OwningORI}); err != nil {
			return timeline.Case{}, false, err
		}
	}
	got, err := s.Case(ctx, c.Number)
	return got, made > 0, err
}

// SubjectID returns the number of the subject of that name in the case, or ErrNotFound. Case does not matter.
func (s *Store) SubjectID(ctx context.Context, caseID int64, name string) (int64, error) {
	return scalar[int64](ctx, s.pool, "SubjectByName", args{"case_id": caseID, "name": name})
}

// PutSubject makes the subject, or adds to it what is not empty in p, and reports whether it was made.
func (s *Store) PutSubject(ctx context.Context, caseID int64, p timeline.Subject) (int64, bool, error) {
	id, err := s.SubjectID(ctx, caseID, p.Name)
	made := errors.Is(err, ErrNotFound)
	if made {
		role := p.Role
		if role == "" {
			role = "unknown"
		}
		if _, err := exec(ctx, s.pool, "AddSubject", args{"case_id": caseID, "name": p.Name, "role": role}); err != nil {
			return 0, false, err
		}
		id, err = s.SubjectID(ctx, caseID, p.Name)
	}
	if err != nil {
		return 0, false, err
	}
	_, err = exec(ctx, s.pool, "UpdateSubject", args{"id": id, "role": p.Role, "aliases": texts(p.Aliases), "birth_date": p.BirthDate})
	if err != nil {
		return 0, false, err
	}
	for _, f := range p.Identifiers {
		if _, err := exec(ctx, s.pool, "AddIdentifier", args{"subject_id": id, "kind": f.Name, "value": f.Value}); err != nil {
			return 0, false, err
		}
	}
	for _, v := range p.Vehicles {
		if _, err := s.AddVehicle(ctx, id, v); err != nil {
			return 0, false, err
		}
	}
	return id, made, nil
}

// AddVehicle notes that a subject held a vehicle and reports whether that was new.
func (s *Store) AddVehicle(ctx context.Context, subject int64, v timeline.Vehicle) (bool, error) {
	return addVehicle(ctx, s.pool, subject, v, 0)
}

// assumedFrom is the basis of a vehicle that follows from a load made for the subject; it goes when the load is undone.
func assumedFrom(load int64) string {
	return fmt.Sprintf("assumed: load %d was made for this subject", load)
}

func addVehicle(ctx context.Context, q querier, subject int64, v timeline.Vehicle, load int64) (bool, error) {
	n, err := exec(ctx, q, "AddVehicle", args{
		"subject_id": subject, "plate": v.Plate.Number, "plate_state": v.Plate.State, "held_from": orNull(v.From), "held_to": orNull(v.To),
		"description": v.Description, "basis": v.Basis, "load_id": idOrNull(load),
	})
	return n > 0, err
}

// Cases returns every case of which the viewer may see something, and inside which he is with its subjects and how much is
// held on each.
func (s *Store) Cases(ctx context.Context, viewer timeline.Viewer) ([]timeline.CaseSummary, error) {
	type row struct {
		caseRow
		SubjectID *int64
		Name      *string
		Role      *string
		Sightings int
		Stays     int
		Reads     int
	}
	var rows []row
	var held map[int64][]timeline.Vehicle
	err := s.seen(ctx, viewer, func(tx *reading) (err error) {
		if rows, err = collect[row](ctx, tx, "CasesWithSubjects", nil); err != nil {
			return err
		}
		var subjects []int64
		for _, r := range rows {
			if r.SubjectID != nil {
				subjects = append(subjects, *r.SubjectID)
			}
		}
		if len(subjects) > 0 {
			held, err = vehicles(ctx, tx, subjects...)
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
				Subject: timeline.Subject{ID: *r.SubjectID, Name: *r.Name, Role: *r.Role, Vehicles: held[*r.SubjectID]},
				Counts:  timeline.Counts{Sightings: r.Sightings, Stays: r.Stays, Reads: r.Reads},
			})
		}
	}
	return all, nil
}

// subject returns a subject with its case, identifiers and vehicles.
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
	}
	r, err := one[row](ctx, q, "SubjectWithCase", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("subject %d: %w", id, err)
	}
	if err != nil {
		return timeline.Case{}, timeline.Subject{}, err
	}
	c := caseRow{r.CaseID, r.Number, r.Title, r.OwningORI, r.OpenedAt}.value()
	sub := timeline.Subject{ID: r.ID, Name: r.Name, Role: r.Role, Aliases: r.Aliases, BirthDate: r.BirthDate}
	if sub.Identifiers, err = collect[timeline.Field](ctx, q, "IdentifiersOfSubject", args{"id": id}); err != nil {
		return c, sub, err
	}
	held, err := vehicles(ctx, q, id)
	sub.Vehicles = held[id]
	return c, sub, err
}

// vehicles are the vehicles of subjects as far as the viewer may see them, by subject.
func vehicles(ctx context.Context, q querier, subjects ...int64) (map[int64][]timeline.Vehicle, error) {
	type row struct {
		SubjectID   int64
		ID          int64
		Plate       string
		PlateState  string
		Description string
		Basis       string
		HeldFrom    *time.Time
		HeldTo      *time.Time
	}
	rows, err := collect[row](ctx, q, "VehiclesOfSubjects", args{"subjects": list(subjects)})
	if err != nil {
		return nil, err
	}
	all := map[int64][]timeline.Vehicle{}
	for _, r := range rows {
		all[r.SubjectID] = append(all[r.SubjectID], timeline.Vehicle{
			ID: r.ID, Plate: timeline.Plate{Number: r.Plate, State: r.PlateState}, Description: r.Description, Basis: r.Basis,
			From: orZero(r.HeldFrom), To: orZero(r.HeldTo),
		})
	}
	return all, nil
}
