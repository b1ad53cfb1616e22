package store

import (
	"context"
	"fmt"
	"slices"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// mostVehicles is how many of a subject's vehicles one read may be taken for.
const mostVehicles = 50

// Candidates returns the reads of the subject's case that may be of its vehicles but are none of its sightings, at most
// limit from the place after on, and writes to the audit that they were looked at. A zero after is the beginning. A page
// may be a little longer than limit, so that what one read may be stands on one page.
func (s *Store) Candidates(ctx context.Context, subjectID int64, limit int, after query.Cursor,
	look access.Asker) (query.Candidates, error) {
	page := query.Candidates{Found: []timeline.Candidate{}}
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
	VehicleID int64 // 0 where the plate is only similar
	readRow
}

func candidates(ctx context.Context, q querier, d timeline.Dossier, limit int, after query.Cursor) (page query.Candidates, err error) {
	page.Found = []timeline.Candidate{}
	mistaken := lookAlikesOf(d.Subject)
	if len(mistaken.vehicles) == 0 {
		return page, nil
	}
	a := mistaken.args(d.Case.ID)
	a["most"], a["after_at"], a["after_load"], a["after_line"] = limit+mostVehicles, nil, nil, nil
	if after.ID != "" {
		var load int64
		var line int
		if _, err := fmt.Sscanf(after.ID, "r%d-%d", &load, &line); err != nil {
			return page, fmt.Errorf("store: %q is not the id of a read: %w", after.ID, err)
		}
		a["after_at"], a["after_load"], a["after_line"] = after.At, load, line
	}
	loads, err := loadsOf(ctx, q, d.Case.ID, d.Subject.ID, nil)
	if err != nil {
		return page, err
	}
	refs := map[int64]timeline.Load{}
	for _, l := range loads {
		refs[l.ID] = l
	}
	notes, err := withheld(ctx, q, d.Case.ID, mistaken)
	if err != nil {
		return page, err
	}
	for _, n := range notes {
		page.Total += n.Count
	}
	rows, err := collect[candidateRow](ctx, q, "CandidateReads", a)
	if err != nil {
		return page, err
	}
	for len(rows) > 0 {
		if n := len(page.Found); n >= limit {
			last := page.Found[n-1].Event
			page.Next = &query.Cursor{At: last.First.Start, ID: last.ID}
			break
		}
		more := 1
		for more < len(rows) && rows[more].LoadID == rows[0].LoadID && rows[more].Line == rows[0].Line {
			more++
		}
		found, err := mistaken.candidates(rows[:more], refs)
		if err != nil {
			return page, err
		}
		page.Found, rows = append(page.Found, found...), rows[more:]
	}
	return page, nil
}

// candidates says of which vehicles the reads of one record may be, in order of the vehicles' numbers.
func (s lookAlikes) candidates(reads []candidateRow, refs map[int64]timeline.Load) ([]timeline.Candidate, error) {
	type possible struct {
		vehicle timeline.Holding
		read    timeline.Event
	}
	var all []possible
	for _, r := range reads {
		for _, v := range s.mistakenFor(r.VehicleID, r.Plate) {
			all = append(all, possible{v, r.value(refs)})
		}
	}
	slices.SortStableFunc(all, func(a, b possible) int { return byNumber(a.vehicle, b.vehicle) })
	var found []timeline.Candidate
	for _, p := range all {
		c, ok := plate.CandidateOf(p.read, p.vehicle)
		if !ok {
			return nil, fmt.Errorf("store: read %s is no candidate for vehicle %d", p.read.ID, p.vehicle.ID)
		}
		found = append(found, c)
	}
	return found, nil
}
