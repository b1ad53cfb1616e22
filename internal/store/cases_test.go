package store_test

import (
	"reflect"
	"testing"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
)

// TestCasesTellVehicles holds the list of cases to tell of each subject the vehicles that its dossier tells, to whoever may
// see them and nobody else.
func TestCasesTellVehicles(t *testing.T) {
	s, _ := open(t)
	c, ann := newCase(t, s)
	bea, _, err := s.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Bea"}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []timeline.Holding{
		{Of: timeline.Plate{Number: "8OK1234", State: "OK"}.Identifier(), From: day(21), Basis: "test"},
		{Of: timeline.Plate{Number: "8TX9", State: "TX"}.Identifier(), Basis: "test"},
	} {
		if _, err := s.AddHolding(t.Context(), ann, v, everyone); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Cases(t.Context(), everyone)
	if err != nil || len(all) != 1 || len(all[0].Subjects) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, of := range all[0].Subjects {
		d, err := s.Dossier(t.Context(), of.ID, query.OwnRecords, everyone)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[int64]int{ann: 3, bea: 0}[of.ID]; len(of.Vehicles()) != want ||
			!reflect.DeepEqual(of.Vehicles(), d.Subject.Vehicles()) {
			t.Errorf("%s holds %+v, and in the dossier %+v", of.Name, of.Vehicles(), d.Subject.Vehicles())
		}
	}
	others, err := s.Cases(t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Role: access.RoleAnalyst, Agency: "OK7770100"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range others {
		for _, of := range c.Subjects {
			if len(of.Vehicles()) > 0 {
				t.Errorf("somebody of another agency sees %+v", of.Vehicles())
			}
		}
	}
}
