package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/ledger"
	"sightline/timeline"
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
	if p.Number == "" || len(p.Number) > timeline.MaxPlatePattern {
		return interest{kind: "plate"}
	}
	if p.State != "" && !timeline.ValidPlateState(p.State) {
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
	for _, v := range s.Vehicles {
		all = append(all, interestInPlate(v.Plate))
	}
	return all
}

func interestInPlace(center orb.Point, radius geo.Meters) interest {
	return interest{kind: "place", value: fmt.Sprintf("%.4f, %.4f within %.0f m", center.Lat(), center.Lon(), radius), center: center, radius: radius}
}

// interested keeps what an agency asks about and tells those who asked about the same of each other; no answer is given
// before that is done.
func (s *Store) interested(ctx context.Context, look timeline.Look, in ...interest) error {
	all := interestArgs(look, in)
	if len(all) == 0 {
		return nil
	}
	return s.scribe.write(ctx, all, nil)
}

// interestArgs are interests as KeepInterest wants them. Whoever belongs to no agency has nobody to be told of.
func interestArgs(look timeline.Look, in []interest) []args {
	if look.Agency == "" {
		return nil
	}
	var all []args
	for _, i := range in {
		if i.value == "" {
			continue
		}
		a := args{"agency": look.Agency, "actor": look.Actor, "case_number": look.Case, "kind": i.kind, "value": i.value, "center": nil, "radius": nil}
		if i.kind == "place" {
			a["center"], a["radius"] = i.center, float64(i.radius)
		}
		all = append(all, a)
	}
	return all
}

// Notices returns the newest notices to an agency, newest first.
func (s *Store) Notices(ctx context.Context, agency string, unseen bool, most int) ([]ledger.Notice, error) {
	return collect[ledger.Notice](ctx, s.pool, "Notices", args{"agency": agency, "unseen": unseen, "most": most})
}

// SeeNotices marks notices to an agency as seen and returns how many were not before.
func (s *Store) SeeNotices(ctx context.Context, agency, actor string, ids []int64) (int64, error) {
	return exec(ctx, s.pool, "SeeNotices", args{"agency": agency, "actor": actor, "ids": ids})
}

// DeconflictionRule returns an agency's rule, the usual one if it set none.
func (s *Store) DeconflictionRule(ctx context.Context, agency string) (ledger.Rule, error) {
	r, err := one[struct {
		Silent  bool
		Seconds int64
	}](ctx, s.pool, "DeconflictionRule", args{"agency": agency})
	return ledger.Rule{Silent: r.Silent, Span: time.Duration(r.Seconds) * time.Second}, err
}

// PutDeconflictionRule sets an agency's rule, from now on: what was asked in silence stays silent. The span is an hour to
// five years. The audit tells of it.
func (s *Store) PutDeconflictionRule(ctx context.Context, agency string, r ledger.Rule, look timeline.Look) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		a := args{"agency": agency, "silent": r.Silent, "seconds": r.Span.Seconds(), "actor": look.Actor}
		if _, err := exec(ctx, tx, "PutDeconflictionRule", a); err != nil {
			return err
		}
		asked := map[string]any{"agency": agency, "silent": r.Silent, "span_days": r.Span.Hours() / 24}
		return s.chain(ctx, tx, ledger.Answered, audit{look, "deconfliction rule", asked, 0, 0})
	})
}
