package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/timeline"
)

type keyRow struct {
	ID          int64
	Agency      string
	Name        string
	Hint        string
	Hash        []byte
	Collections []string
	Area        string
	May         []string
	Rate        int
	ExpiresAt   time.Time
	CreatedBy   string
	CreatedAt   time.Time
	RevokedAt   *time.Time
	UsedAt      *time.Time
	Replaces    *int64
}

func (r keyRow) value() auth.Key {
	k := auth.Key{ID: r.ID, Agency: r.Agency, Name: r.Name, Hint: r.Hint, Hash: r.Hash, Collections: r.Collections, Area: r.Area,
		May: flags[timeline.Handling](r.May), Rate: r.Rate, Expires: r.ExpiresAt, CreatedBy: r.CreatedBy, Created: r.CreatedAt,
		Revoked: orZero(r.RevokedAt), Used: orZero(r.UsedAt)}
	if r.Replaces != nil {
		k.Replaces = *r.Replaces
	}
	return k
}

// KeyByHash returns the key of a hash, which may be revoked or have expired, or auth.ErrNoKey.
func (s *Store) KeyByHash(ctx context.Context, hash []byte) (auth.Key, error) {
	row, err := one[keyRow](ctx, s.pool, "KeyByHash", args{"hash": hash})
	if errors.Is(err, ErrNotFound) {
		return auth.Key{}, auth.ErrNoKey
	}
	return row.value(), err
}

// Keys returns all keys by name, and writes to the audit that they were looked at.
func (s *Store) Keys(ctx context.Context, look access.Asker) ([]auth.Key, error) {
	all := []auth.Key{}
	err := s.looked(ctx, audit{look: look, action: "keys"}, func(tx *reading, a *audit) error {
		rows, err := collect[keyRow](ctx, tx, "Keys", nil)
		for _, r := range rows {
			all = append(all, r.value())
		}
		a.rows = len(rows)
		return err
	})
	return all, err
}

// KeyToChange returns a key to whoever is about to change it, which the audit then tells of, or ErrNotFound.
func (s *Store) KeyToChange(ctx context.Context, id int64) (auth.Key, error) {
	row, err := one[keyRow](ctx, s.pool, "KeyByID", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("key %d: %w", id, err)
	}
	return row.value(), err
}

// TouchKey notes the use of a key.
func (s *Store) TouchKey(ctx context.Context, key int64, at time.Time) error {
	_, err := exec(ctx, s.pool, "TouchKey", args{"id": key, "at": at})
	return err
}

// AddKey keeps a new key and returns its number. The key that it replaces, if any, ends at overlap.
func (s *Store) AddKey(ctx context.Context, k auth.Key, overlap time.Time, e auth.Event) (id int64, err error) {
	err = s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		id, err = scalar[int64](ctx, tx, "AddKey",
			args{"agency": k.Agency, "name": k.Name, "hash": k.Hash, "hint": k.Hint, "collections": texts(k.Collections),
				"area": k.Area, "may": texts(k.May), "rate": k.Rate, "expires_at": k.Expires, "created_by": k.CreatedBy, "at": k.Created,
				"replaces": idOrNull(k.Replaces)})
		if err != nil || k.Replaces == 0 {
			return e.With("key", id), err
		}
		was, err := keyState(ctx, tx, k.Replaces)
		if err != nil {
			return e, err
		}
		n, err := exec(ctx, tx, "ShortenKey", args{"id": k.Replaces, "at": overlap})
		if err == nil && n == 0 {
			err = fmt.Errorf("key %d: %w", k.Replaces, ErrNotFound)
		}
		if err != nil {
			return e, err
		}
		is, err := keyState(ctx, tx, k.Replaces)
		before, after := differences(was, is)
		return e.With("key", id).With("replaced", map[string]any{"before": before, "after": after}), err
	})
	return id, err
}

// RevokeKey ends a key at once. It returns ErrNotFound when there is none or it was revoked before.
func (s *Store) RevokeKey(ctx context.Context, id int64, at time.Time, e auth.Event) error {
	return s.told(ctx, func(tx pgx.Tx) (auth.Event, error) {
		was, err := keyState(ctx, tx, id)
		if err != nil {
			return e, err
		}
		n, err := exec(ctx, tx, "RevokeKey", args{"id": id, "at": at})
		if err == nil && n == 0 {
			err = fmt.Errorf("key %d: %w", id, ErrNotFound)
		}
		if err != nil {
			return e, err
		}
		is, err := keyState(ctx, tx, id)
		return withChange(e, was, is), err
	})
}

// keyState is how long a key works.
func keyState(ctx context.Context, tx pgx.Tx, id int64) (state, error) {
	row, err := one[keyRow](ctx, tx, "KeyByID", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("key %d: %w", id, err)
	}
	return state{"expires": row.ExpiresAt.UTC(), "revoked": row.RevokedAt != nil}, err
}
