package store

import (
	"context"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// Dossier returns what is known about a subject, as one consistent snapshot, and writes to the audit that it was
// looked at. If the audit cannot be written there is no answer. Bursts of plate reads are folded; see timeline.Dossier.Fold.
func (s *Store) Dossier(ctx context.Context, subjectID int64, extent query.Extent, look access.Look) (timeline.Dossier, error) {
	var d timeline.Dossier
	row := audit{look: look, action: "dossier", asked: map[string]any{"subject": subjectID}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		if d, err = dossier(ctx, tx, subjectID); err != nil {
			return err
		}
		a.of(d.Case)
		if extent == query.WithWithheld {
			if d.Withheld, err = withheld(ctx, tx, d.Case.ID, similarTo(d.Subject)); err != nil {
				return err
			}
		}
		a.rows, a.about = len(d.Reads())+len(d.Stays), interestsIn(d.Subject)
		return nil
	})
	if err != nil {
		return timeline.Dossier{}, err
	}
	return d, nil
}

// dossier reads a subject's sightings, stays and marks.
func dossier(ctx context.Context, tx querier, subjectID int64) (d timeline.Dossier, err error) {
	if d.Case, d.Subject, err = subject(ctx, tx, subjectID); err != nil {
		return d, err
	}
	if d.Loads, err = loadsOf(ctx, tx, d.Case.ID, subjectID); err != nil {
		return d, err
	}
	if err = burstWindows(ctx, tx, d.Loads); err != nil {
		return d, err
	}
	refs := map[int64]timeline.Load{}
	for _, l := range d.Loads {
		refs[l.ID] = l
	}
	rows, err := collect[sightingRow](ctx, tx, "SightingsOfSubject", args{"subject_id": subjectID})
	if err != nil {
		return d, err
	}
	reads, err := collect[readRow](ctx, tx, "ReadsOfSubject", args{"subject_id": subjectID, "case_id": d.Case.ID})
	if err != nil {
		return d, err
	}
	d.Sightings = make([]timeline.Event, 0, len(rows)+len(reads))
	for len(rows) > 0 || len(reads) > 0 { // both are in time order
		if len(reads) == 0 || len(rows) > 0 && !rows[0].At.After(reads[0].ReadAt) {
			d.Sightings = append(d.Sightings, rows[0].value(refs))
			rows = rows[1:]
		} else {
			d.Sightings = append(d.Sightings, reads[0].value(refs))
			reads = reads[1:]
		}
	}
	if d.Stays, err = staysOf(ctx, tx, subjectID, refs); err != nil {
		return d, err
	}
	if d.Marks, err = marksOf(ctx, tx, d, false); err != nil {
		return d, err
	}
	return plate.Fold(d), nil
}

// burstWindows fills in the windows of the loads that have their own.
func burstWindows(ctx context.Context, q querier, loads []timeline.Load) error {
	at := map[int64]*timeline.Load{}
	var ids []int64
	for i := range loads {
		at[loads[i].ID], ids = &loads[i], append(ids, loads[i].ID)
	}
	rows, err := collect[struct {
		LoadID      int64
		BurstWindow int
	}](ctx, q, "BurstWindows", args{"ids": ids})
	for _, r := range rows {
		at[r.LoadID].BurstWindow = r.BurstWindow
	}
	return err
}

func loadsOf(ctx context.Context, q querier, caseID, subjectID int64) ([]timeline.Load, error) {
	rows, err := collect[loadRow](ctx, q, "LoadsOfSubject", args{"case_id": caseID, "subject_id": subjectID})
	if err != nil {
		return nil, err
	}
	loads := make([]timeline.Load, len(rows))
	for i, r := range rows {
		loads[i] = r.value()
	}
	return loads, nil
}

func staysOf(ctx context.Context, q querier, subjectID int64, refs map[int64]timeline.Load) ([]timeline.Event, error) {
	rows, err := collect[stayRow](ctx, q, "StaysOfSubject", args{"subject_id": subjectID})
	if err != nil {
		return nil, err
	}
	stays := make([]timeline.Event, len(rows))
	for i, r := range rows {
		stays[i] = r.value(refs)
	}
	return stays, nil
}
