package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// interest is something an agency asks about, as it is compared with what others ask about.
type interest struct {
	kind   string // plate, person or place
	value  string // equal for the same plate or person; of a place, what it is called in a notice; "": nothing is asked about
	center orb.Point
	radius geo.Meters
}

// interestInPlate is in nothing where the number is none that a plate can have: it finds nothing, for this agency or another.
func interestInPlate(p timeline.Plate) interest {
	if p.Number == "" || len(p.Number) > plate.MaxPattern {
		return interest{kind: "plate"}
	}
	if p.State != "" && !plate.ValidPlateState(p.State) {
		p.State = ""
	}
	return interest{kind: "plate", value: strings.TrimSpace(p.Number + " " + p.State)}
}

// interestInPerson compares by name and birth date, for numbers of subjects differ from case to case.
func interestInPerson(s timeline.Subject) interest {
	name := strings.Join(strings.FieldsFunc(strings.ToUpper(s.Name), func(r rune) bool { return r == ' ' || r == ',' || r == '.' }), " ")
	return interest{kind: "person", value: strings.TrimSpace(name + " " + s.BirthDate)}
}

// interestsIn are the subject and the plates of its vehicles.
func interestsIn(s timeline.Subject) []interest {
	all := []interest{interestInPerson(s)}
	for _, v := range s.Vehicles() {
		all = append(all, interestInPlate(v.Plate()))
	}
	return all
}

func interestInPlace(center orb.Point, radius geo.Meters) interest {
	return interest{kind: "place", value: fmt.Sprintf("%.4f, %.4f within %.0f m", center.Lat(), center.Lon(), radius), center: center,
		radius: radius}
}

// interestArgs are interests as KeepInterest wants them. Whoever belongs to no agency has nobody to be told of.
func interestArgs(look access.Asker, in []interest) []args {
	if look.Agency == "" {
		return nil
	}
	var all []args
	for _, i := range in {
		if i.value == "" {
			continue
		}
		a := args{"agency": look.Agency, "actor": look.Actor, "case_number": look.Case, "kind": i.kind, "value": i.value, "center": nil,
			"radius": nil}
		if i.kind == "place" {
			a["center"], a["radius"] = i.center, float64(i.radius)
		}
		all = append(all, a)
	}
	return all
}

// Notices returns the newest notices to an agency, newest first, and writes to the audit that they were looked at.
func (s *Store) Notices(ctx context.Context, agency string, unseen bool, most int, look access.Asker) ([]ledger.Notice, error) {
	var all []ledger.Notice
	row := audit{look: look, action: "notices", asked: map[string]any{"agency": agency, "unseen": unseen}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		all, err = collect[ledger.Notice](ctx, tx, "Notices", args{"agency": agency, "unseen": unseen, "most": most})
		a.rows = len(all)
		return err
	})
	return all, err
}

// SeeNotices marks notices to an agency as seen and returns how many were not before. The audit tells of it.
func (s *Store) SeeNotices(ctx context.Context, agency string, ids []int64, look access.Asker) (int64, error) {
	var seen []int64
	row := audit{look: look, action: "notices seen", asked: map[string]any{"agency": agency}}
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) (err error) {
		seen, err = collectScalars[int64](ctx, tx, "SeeNotices", args{"agency": agency, "actor": look.Actor, "ids": ids})
		a.rows = len(seen)
		a.changed(nil, state{"seen": seen})
		return err
	})
	return int64(len(seen)), err
}

// DeconflictionRule returns an agency's rule, the usual one if it set none.
func (s *Store) DeconflictionRule(ctx context.Context, agency string) (ledger.Rule, error) {
	return deconflictionRule(ctx, s.pool, agency)
}

func deconflictionRule(ctx context.Context, q querier, agency string) (ledger.Rule, error) {
	r, err := one[struct {
		Silent  bool
		Seconds int64
	}](ctx, q, "DeconflictionRule", args{"agency": agency})
	return ledger.Rule{Silent: r.Silent, Span: time.Duration(r.Seconds) * time.Second}, err
}

// PutDeconflictionRule sets an agency's rule, from now on: what was asked in silence stays silent. The span is an hour to
// five years. The audit tells of it.
func (s *Store) PutDeconflictionRule(ctx context.Context, agency string, r ledger.Rule, look access.Asker) error {
	row := audit{look: look, action: "deconfliction rule", asked: map[string]any{"agency": agency}}
	return s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		was, err := deconflictionRule(ctx, tx, agency)
		if err != nil {
			return err
		}
		a.changed(ruleState(was), ruleState(r))
		_, err = exec(ctx, tx, "PutDeconflictionRule",
			args{"agency": agency, "silent": r.Silent, "seconds": r.Span.Seconds(), "actor": look.Actor})
		return err
	})
}

func ruleState(r ledger.Rule) state {
	return state{"silent": r.Silent, "span_days": r.Span.Hours() / 24}
}
