package store

import (
	"context"
	"fmt"

	"sightline/timeline"
)

// mostVehicles is how many of a subject's vehicles one read may be taken for.
const mostVehicles = 50

// Candidates returns the reads of the subject's case that may be of its vehicles but are none of its sightings, at most
// limit from the place after on, and writes to the audit that they were looked at. A zero after is the beginning. A page
// may be a little longer than limit, so that what one read may be stands on one page.
func (s *Store) Candidates(ctx context.Context, subjectID int64, limit int, after timeline.Cursor, look timeline.Look) (timeline.Candidates, error) {
	page := timeline.Candidates{Found: []timeline.Candidate{}}
	asked := map[string]any{"subject": subjectID, "limit": limit}
	if after.ID != "" {
		asked["after"] = after.ID
	}
	err := s.looked(ctx, audit{look: look, action: "candidates", asked: asked}, func(tx *reading, a *audit) (err error) {
		var d timeline.Dossier
		if d.Case, d.Subject, err = subject(ctx, tx, subjectID); err != nil {
			return err
		}
		a.of(d.Case)
		page, err = candidates(ctx, tx, d, limit, after)
		a.rows = len(page.Found)
		return err
	})
	return page, err
}

type candidateRow struct {
	VehicleID int64
	readRow
}

func candidates(ctx context.Context, q querier, d timeline.Dossier, limit int, after timeline.Cursor) (page timeline.Candidates, err error) {
	page.Found = []timeline.Candidate{}
	loads, err := loadsOf(ctx, q, d.Case.ID, d.Subject.ID)
	if err != nil {
		return page, err
	}
	refs := map[int64]timeline.Load{}
	for _, l := range loads {
		refs[l.ID] = l
	}
	notes, err := withheld(ctx, q, d)
	if err != nil {
		return page, err
	}
	for _, n := range notes {
		page.Total += n.Count
	}
	ids, similar, vehicles := similarPlates(d.Subject)
	if len(ids) == 0 {
		return page, nil
	}
	a := args{"vehicle": ids, "similar": similar, "case_id": d.Case.ID, "most": limit + mostVehicles, "after_at": nil, "after_load": nil, "after_line": nil}
	if after.ID != "" {
		var load int64
		var line int
		if _, err := fmt.Sscanf(after.ID, "r%d-%d", &load, &line); err != nil {
			return page, fmt.Errorf("store: %q is not the id of a read: %w", after.ID, err)
		}
		a["after_at"], a["after_load"], a["after_line"] = after.At, load, line
	}
	rows, err := collect[candidateRow](ctx, q, "CandidateReads", a)
	if err != nil {
		return page, err
	}
	for i, r := range rows {
		if i >= limit && (r.LoadID != rows[i-1].LoadID || r.Line != rows[i-1].Line) {
			last := page.Found[len(page.Found)-1].Sighting
			page.Next = &timeline.Cursor{At: rows[i-1].ReadAt.UTC(), ID: last.ID}
			break
		}
		c, ok := timeline.CandidateOf(r.value(refs), vehicles[r.VehicleID])
		if !ok {
			return page, fmt.Errorf("store: read %d-%d is no candidate for vehicle %d", r.LoadID, r.Line, r.VehicleID)
		}
		page.Found = append(page.Found, c)
	}
	return page, nil
}

// similarPlates lists for each vehicle of a subject the plates a reader may have read in its place, its own among them.
func similarPlates(p timeline.Subject) (ids []int64, plates []string, vehicles map[int64]timeline.Vehicle) {
	vehicles = map[int64]timeline.Vehicle{}
	for _, v := range p.Vehicles {
		vehicles[v.ID] = v
		for _, number := range append(timeline.SimilarPlates(v.Plate.Number), v.Plate.Number) {
			ids, plates = append(ids, v.ID), append(plates, number)
		}
	}
	return ids, plates, vehicles
}
