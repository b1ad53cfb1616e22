package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"sightline/timeline"
	"sightline/timeline/plate"
)

// lookAlikes are the plates that a reader may have read in place of a subject's vehicles.
type lookAlikes struct {
	subject  int64
	vehicles map[int64]timeline.Holding    // by number
	plates   map[string][]timeline.Holding // by plate, the vehicles in order of their numbers
}

func lookAlikesOf(p timeline.Subject) lookAlikes {
	s := lookAlikes{p.ID, map[int64]timeline.Holding{}, map[string][]timeline.Holding{}}
	for _, v := range slices.SortedFunc(slices.Values(p.Vehicles()), byNumber) {
		s.vehicles[v.ID] = v
		for _, plate := range plate.Similar(v.Of.Value) {
			s.plates[plate] = append(s.plates[plate], v)
		}
	}
	return s
}

func byNumber(a, b timeline.Holding) int { return cmp.Compare(a.ID, b.ID) }

// args are what SimilarReads and CandidateReads ask by. The plates are in order, so that the index is walked once.
func (s lookAlikes) args(caseID int64) args {
	return args{"case_id": caseID, "subject_id": s.subject, "similar": slices.Sorted(maps.Keys(s.plates))}
}

// mistakenFor are the vehicles that a read may be of: one by its number, or all those to whose plates that of the read is similar.
func (s lookAlikes) mistakenFor(vehicle int64, plate string) []timeline.Holding {
	if vehicle != 0 {
		return []timeline.Holding{s.vehicles[vehicle]}
	}
	return s.plates[plate]
}

// withheld counts reads of the case that may be of the subject's vehicles but are not shown as its sightings: for each vehicle by
// reason.
func withheld(ctx context.Context, q querier, caseID int64, s lookAlikes) ([]timeline.Note, error) {
	if len(s.vehicles) == 0 {
		return nil, nil
	}
	rows, err := collect[struct {
		VehicleID int64
		Plate     string
		Reason    string
		Count     int64
	}](ctx, q, "SimilarReads", s.args(caseID))
	if err != nil {
		return nil, err
	}
	type reason struct {
		vehicle int64
		text    string
	}
	counts := map[reason]int64{}
	for _, r := range rows {
		for _, v := range s.mistakenFor(r.VehicleID, r.Plate) {
			counts[reason{v.ID, r.Reason}] += r.Count
		}
	}
	var notes []timeline.Note
	for _, r := range slices.SortedFunc(maps.Keys(counts),
		func(a, b reason) int { return cmp.Or(cmp.Compare(a.vehicle, b.vehicle), cmp.Compare(a.text, b.text)) }) {
		notes = append(notes, timeline.Note{Text: fmt.Sprintf(withheldText(r.text), s.vehicles[r.vehicle].Of), Count: counts[r]})
	}
	return notes, nil
}

// withheldText says why reads are not among the sightings of a subject that holds a vehicle.
func withheldText(reason string) string {
	switch reason {
	case "similar":
		return "reads of plates similar to %s, possibly misread"
	case "state":
		return "reads of %s whose state was not read or is not known"
	case "other state":
		return "reads of the number of %s with another state"
	default:
		return "reads of %s outside the time the subject held it"
	}
}
