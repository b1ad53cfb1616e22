package store_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/dbtest"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// agencyLook is a look by somebody of an agency who may see everything.
func agencyLook(ori, number string) access.Asker {
	return access.Asker{Actor: "officer of " + ori, Agency: ori, Case: number, Purpose: "test", Viewer: access.Viewer{Everything: true}}
}

const (
	ownORI   = "XX9990100"
	otherORI = "XX9990200"
	thirdORI = "XX9990300"
)

// told are the kinds of things an agency was told of by which other.
func told(t *testing.T, s *store.Store, agency string) map[string]string {
	t.Helper()
	all, err := s.Notices(t.Context(), agency, false, 100, everyone)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, n := range all {
		m[n.Kind+" "+n.Value] += n.OtherAgency
	}
	return m
}

// askNear asks what was sighted near a place for an agency.
func askNear(t *testing.T, s *store.Store, ori string, center orb.Point, radius geo.Meters) {
	t.Helper()
	if _, err := s.Search(t.Context(), near(center, radius, 1), agencyLook(ori, "case of "+ori)); err != nil {
		t.Fatal(err)
	}
}

// TestDeconfliction: agencies that ask about the same person, plate or place learn of each other, and nobody else does.
func TestDeconfliction(t *testing.T) {
	s, _ := open(t)
	_, id := newCase(t, s)
	for _, ori := range []string{ownORI, otherORI} {
		if _, err := s.Dossier(t.Context(), id, query.WithWithheld, agencyLook(ori, "")); err != nil {
			t.Fatal(err)
		}
	}
	askNear(t, s, ownORI, orb.Point{-97.5, 35.5}, 500)
	askNear(t, s, otherORI, orb.Point{-97.505, 35.5}, 1000) // 450 m away: the first centre lies within
	askNear(t, s, thirdORI, orb.Point{-97.53, 35.5}, 1000)  // 2.7 km away
	askNear(t, s, thirdORI, orb.Point{-97.5, 35.5}, 50_000) // a survey
	for _, ori := range []string{ownORI, otherORI} {
		got := told(t, s, ori)
		want := map[string]string{ownORI: otherORI, otherORI: ownORI}[ori]
		if len(got) != 3 { // the subject, its vehicle, the place
			t.Errorf("%s is told %v", ori, got)
		}
		for what, by := range got {
			if by != want {
				t.Errorf("%s is told of %s by %s", ori, what, by)
			}
		}
	}
	if got := told(t, s, thirdORI); len(got) > 0 {
		t.Errorf("who asked about another place is told %v", got)
	}
	// The same question again tells nobody anew.
	askNear(t, s, ownORI, orb.Point{-97.5, 35.5}, 500)
	all, err := s.Notices(t.Context(), ownORI, true, 100, everyone)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d notices, %v", len(all), err)
	}
	if all[0].OtherActor != "officer of "+otherORI || all[0].OtherCase != "case of "+otherORI || all[0].CaseNumber != "case of "+ownORI {
		t.Errorf("the notice says %+v", all[0])
	}
	if n, err := s.SeeNotices(t.Context(), otherORI, []int64{all[0].ID}, everyone); err != nil || n != 0 {
		t.Errorf("another agency marks a notice as seen: %d, %v", n, err)
	}
	if n, err := s.SeeNotices(t.Context(), ownORI, []int64{all[0].ID, all[1].ID}, access.Asker{Actor: "ann"}); err != nil || n != 2 {
		t.Errorf("seen: %d, %v", n, err)
	}
	if all, err = s.Notices(t.Context(), ownORI, true, 100, everyone); err != nil || len(all) != 1 {
		t.Errorf("%d are unseen, %v", len(all), err)
	}
}

// TestDeconflictionRules: either side's silence keeps both untold, also later, and so does a short span.
func TestDeconflictionRules(t *testing.T) {
	here := orb.Point{-97.5, 35.5}
	for name, c := range map[string]struct {
		first, second ledger.Rule
		age           string // of the first question
		want          int
	}{
		"usual":           {ledger.Rule{Span: 90 * 24 * time.Hour}, ledger.Rule{Span: 90 * 24 * time.Hour}, "1 day", 1},
		"too old":         {ledger.Rule{Span: 90 * 24 * time.Hour}, ledger.Rule{Span: 90 * 24 * time.Hour}, "91 days", 0},
		"second silent":   {ledger.Rule{Span: 90 * 24 * time.Hour}, ledger.Rule{Silent: true, Span: 90 * 24 * time.Hour}, "1 day", 0},
		"first silent":    {ledger.Rule{Silent: true, Span: 90 * 24 * time.Hour}, ledger.Rule{Span: 90 * 24 * time.Hour}, "1 day", 0},
		"first has short": {ledger.Rule{Span: time.Hour}, ledger.Rule{Span: 90 * 24 * time.Hour}, "2 hours", 0},
		"second has long": {ledger.Rule{Span: 2000 * time.Hour}, ledger.Rule{Span: 3000 * time.Hour}, "1000 hours", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, url := open(t)
			for ori, rule := range map[string]ledger.Rule{ownORI: c.first, otherORI: c.second} {
				if err := s.PutDeconflictionRule(t.Context(), ori, rule, access.Asker{Actor: "admin"}); err != nil {
					t.Fatal(err)
				}
				if got, err := s.DeconflictionRule(t.Context(), ori); err != nil || got != rule {
					t.Errorf("the rule is %+v, %v", got, err)
				}
			}
			askNear(t, s, ownORI, here, 500)
			if err := dbtest.Change(t.Context(), url, "update interests set at = at - interval '"+c.age+"'"); err != nil {
				t.Fatal(err)
			}
			askNear(t, s, otherORI, here, 500)
			if c.first.Silent { // speaking again does not give away what was asked in silence
				if err := s.PutDeconflictionRule(t.Context(), ownORI, ledger.Rule{Span: 90 * 24 * time.Hour}, access.Asker{}); err != nil {
					t.Fatal(err)
				}
				askNear(t, s, otherORI, here, 400)
			}
			for _, ori := range []string{ownORI, otherORI} {
				if got := told(t, s, ori); len(got) != c.want {
					t.Errorf("%s is told %v, want %d", ori, got, c.want)
				}
			}
		})
	}
}

func TestDeconflictionOfPlates(t *testing.T) {
	for name, c := range map[string]struct {
		own, other timeline.Plate
		want       int
	}{
		"same":           {timeline.Plate{Number: "8OK1", State: "OK"}, timeline.Plate{Number: "8OK1", State: "OK"}, 1},
		"other state":    {timeline.Plate{Number: "8OK1", State: "OK"}, timeline.Plate{Number: "8OK1", State: "TX"}, 0},
		"no state":       {timeline.Plate{Number: "8OK1", State: "OK"}, timeline.Plate{Number: "8OK1"}, 1},
		"no state first": {timeline.Plate{Number: "8OK1"}, timeline.Plate{Number: "8OK1", State: "OK"}, 1},
		"longer number":  {timeline.Plate{Number: "8OK12", State: "OK"}, timeline.Plate{Number: "8OK1"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := open(t)
			for ori, p := range map[string]timeline.Plate{ownORI: c.own, otherORI: c.other} {
				cs, _, err := s.PutCase(t.Context(), timeline.Case{Number: "of " + ori}, everyone)
				if err != nil {
					t.Fatal(err)
				}
				id, _, err := s.PutSubject(t.Context(), cs.ID,
					timeline.Subject{Name: "Testperson of " + ori, Holdings: []timeline.Holding{{Of: p.Identifier()}}}, everyone)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := s.Dossier(t.Context(), id, query.WithWithheld, agencyLook(ori, "")); err != nil {
					t.Fatal(err)
				}
			}
			if got := told(t, s, ownORI); len(got) != c.want {
				t.Errorf("told %v, want %d", got, c.want)
			}
		})
	}
}
