package store

import (
	"context"
	"maps"
	"slices"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// Dossier returns what is known about a subject, as one consistent snapshot, and writes to the audit that it was
// looked at. If the audit cannot be written there is no answer. Bursts of plate reads are folded; see plate.Fold.
func (s *Store) Dossier(ctx context.Context, subjectID int64, extent query.Extent, look access.Asker) (timeline.Dossier, error) {
	var d timeline.Dossier
	row := audit{look: look, action: "dossier", asked: map[string]any{"subject": subjectID}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		if d, err = dossier(ctx, tx, subjectID); err != nil {
			return err
		}
		a.of(d.Case)
		if extent == query.WithWithheld {
			if d.Withheld, err = withheld(ctx, tx, d.Case.ID, lookAlikesOf(d.Subject)); err != nil {
				return err
			}
		}
		a.rows, a.about = len(d.Unfolded()), interestsIn(d.Subject)
		return nil
	})
	if err != nil {
		return timeline.Dossier{}, err
	}
	return d, nil
}

// dossier reads a subject's events and marks.
func dossier(ctx context.Context, tx querier, subjectID int64) (d timeline.Dossier, err error) {
	if d.Case, d.Subject, err = subject(ctx, tx, subjectID); err != nil {
		return d, err
	}
	rows, err := collect[eventRow](ctx, tx, "EventsOfSubject", args{"subject_id": subjectID, "case_id": d.Case.ID})
	if err != nil {
		return d, err
	}
	others := map[int64]bool{}
	for i := range rows {
		others[rows[i].LoadID] = true
	}
	if d.Loads, err = loadsOf(ctx, tx, d.Case.ID, subjectID, slices.Sorted(maps.Keys(others))); err != nil {
		return d, err
	}
	if err = burstWindows(ctx, tx, d.Loads); err != nil {
		return d, err
	}
	refs := map[int64]timeline.Load{}
	for _, l := range d.Loads {
		refs[l.ID] = l
	}
	reads, err := readsOf(ctx, tx, d.Case.ID, subjectID)
	if err != nil {
		return d, err
	}
	told := eventsOf(rows, refs)
	d.Events = make([]timeline.Event, 0, len(told)+len(reads))
	d.Events = append(d.Events, told...)
	for i := range reads {
		read := reads[i].value(refs)
		read.Parties[0].Subject = subjectID
		d.Events = append(d.Events, read)
	}
	for i := range told {
		kinds.Tell(&d.Events[i], &d.Subject)
	}
	timeline.SortByTime(d.Events)
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

// loadsOf are the loads that a subject's dossier is made from, others with them.
func loadsOf(ctx context.Context, q querier, caseID, subjectID int64, others []int64) ([]timeline.Load, error) {
	rows, err := collect[loadRow](ctx, q, "LoadsOfSubject", args{"case_id": caseID, "subject_id": subjectID, "others": list(others)})
	if err != nil {
		return nil, err
	}
	loads := make([]timeline.Load, len(rows))
	for i, r := range rows {
		loads[i] = r.value()
	}
	return loads, nil
}
