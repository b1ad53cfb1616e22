package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/timeline"
)

// ErrNotAllowed says that somebody may see a thing, but not do what he asks with it.
var ErrNotAllowed = errors.New("that is for the agency that owns the case")

// ErrNoRight says that somebody has no right to what is under a handling code.
var ErrNoRight = errors.New("that takes the right to what is under the handling code")

// AllAgencies stands for every agency in a share.
const AllAgencies = "*"

// Share is an agency to which a load is shown.
type Share struct {
	Agency string    `json:"agency"`         // ORI, or AllAgencies
	Name   string    `json:"name,omitempty"` // of the agency, "" when the agency table does not have it
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// BroughtBefore is how many plate reads of a load another load had brought before. They belong to that load, and are shown to those
// with whom that load is shared.
type BroughtBefore struct {
	Load  int64 `json:"load,omitempty"` // 0: loads that whoever asks may not see
	Reads int64 `json:"reads"`
}

// Sharing is with whom a load is shared.
type Sharing struct {
	Load    LoadOf  `json:"load"`
	Shares  []Share `json:"shares"`
	Changed bool    `json:"changed"` // by this act
	// Unshown is what the load brought but the agency it was just shared with does not see for it.
	Unshown []BroughtBefore `json:"unshown,omitempty"`
}

// Share shows a load to an agency, by its ORI, or to AllAgencies: where and when, not who. ErrNotFound says that whoever
// asks is not inside the load's case, ErrNotAllowed that his agency does not own it, ErrUndone that there is nothing left
// to show.
func (s *Store) Share(ctx context.Context, load int64, agency string, look access.Asker) (Sharing, error) {
	a := audit{look: look, action: "share", asked: map[string]any{"with": agency}}
	return s.shares(ctx, load, a, func(tx pgx.Tx, done *Sharing) (was, is state, err error) {
		changed, err := exec(ctx, tx, "ShareLoad", args{"load_id": load, "agency": agency, "shared_by": look.Actor})
		if err != nil {
			return nil, nil, err
		}
		done.Unshown, err = collect[BroughtBefore](ctx, tx, "BroughtBefore", args{"load_id": load, "agency": agency})
		return state{"shared": changed == 0}, state{"shared": true}, err
	})
}

// Unshare takes back what Share gave, under the same conditions. What was seen before stays seen; the audit tells of it.
func (s *Store) Unshare(ctx context.Context, load int64, agency string, look access.Asker) (Sharing, error) {
	a := audit{look: look, action: "unshare", asked: map[string]any{"with": agency}}
	return s.shares(ctx, load, a, func(tx pgx.Tx, _ *Sharing) (was, is state, err error) {
		changed, err := exec(ctx, tx, "UnshareLoad", args{"load_id": load, "agency": agency})
		return state{"shared": changed > 0}, state{"shared": false}, err
	})
}

// ChangeHandling puts a load under handling codes, which keeps it from all who do not have the right to each of them, also inside
// its case and where it is shared; and takes it from under others. Its conditions are those of Share, and the right to all these
// codes, else ErrNoRight.
func (s *Store) ChangeHandling(ctx context.Context, load int64, add, remove []timeline.Handling, look access.Asker) (Sharing, error) {
	row := audit{look: look, action: "handling", asked: map[string]any{}}
	for name, codes := range map[string][]timeline.Handling{"add": add, "remove": remove} {
		if len(codes) > 0 {
			row.asked[name] = codes
		}
	}
	return s.shares(ctx, load, row, func(tx pgx.Tx, done *Sharing) (was, is state, err error) {
		for _, code := range slices.Concat(add, remove) {
			if !look.Viewer.MaySee(code) {
				return nil, nil, fmt.Errorf("load %d: %w %s", load, ErrNoRight, code)
			}
		}
		change := args{"load_id": load, "added": texts(add), "removed": texts(remove)}
		codes, err := one[struct{ Before, After []string }](ctx, tx, "ChangeHandling", change)
		if errors.Is(err, ErrNotFound) {
			return nil, nil, nil
		}
		return state{"handling": codes.Before}, state{"handling": codes.After}, err
	})
}

// Shares tells somebody inside a load's case with whom it is shared, and writes to the audit that it did.
func (s *Store) Shares(ctx context.Context, load int64, look access.Asker) ([]Share, error) {
	var found []Share
	row := audit{look: look, action: "shares", asked: map[string]any{"load": load}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		_, err := insideLoad(ctx, tx, load, a)
		if err != nil {
			return err
		}
		found, err = sharesOf(ctx, tx, load)
		a.rows = len(found)
		return err
	})
	return found, err
}

// shares changes who sees a load, as it was and as it is. The audit tells of it, and of an attempt that was not allowed.
func (s *Store) shares(
	ctx context.Context, load int64, row audit, change func(pgx.Tx, *Sharing) (was, is state, err error),
) (Sharing, error) {
	var done Sharing
	row.put("load", load)
	err := s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		of, err := insideLoad(ctx, tx, load, a)
		if err == nil && !a.look.Viewer.MayShare(of.OwningORI) {
			err = fmt.Errorf("load %d: %w", load, ErrNotAllowed)
		}
		if err == nil && a.action == "share" && of.UndoneAt != nil {
			err = fmt.Errorf("load %d: %w", load, ErrUndone)
		}
		if err != nil {
			return err
		}
		a.look.Case = of.CaseNumber
		was, is, err := change(tx, &done)
		if err != nil {
			return err
		}
		if done.Changed = a.changed(was, is); done.Changed {
			a.rows = 1
		}
		if of, err = loadByID(ctx, tx, load); err != nil {
			return err
		}
		done.Load = LoadOf{of.value(), of.CaseNumber, of.SubjectName}
		done.Shares, err = sharesOf(ctx, tx, load)
		return err
	})
	if err != nil {
		return Sharing{}, err
	}
	return done, nil
}

func sharesOf(ctx context.Context, q querier, load int64) ([]Share, error) {
	rows, err := collect[struct {
		Agency   string
		Name     string
		SharedBy string
		At       time.Time
	}](ctx, q, "SharesOfLoad", args{"load_id": load})
	if err != nil {
		return nil, err
	}
	found := make([]Share, len(rows))
	for i, r := range rows {
		found[i] = Share{Agency: r.Agency, Name: r.Name, By: r.SharedBy, At: r.At.UTC()}
	}
	return found, nil
}
