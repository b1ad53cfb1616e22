package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"time"

	"sightline/internal/access"
	"sightline/timeline"
)

// Key is an agency's API key. What it may see is what is shared with its agency, within its area and under its handling codes.
type Key struct {
	ID          int64
	Name        string
	Hint        string // its first characters
	Hash        []byte
	Agency      string              // ORI
	Collections []string            // what it may ask for; see Collections
	Area        string              // GeoJSON geometry, "" everywhere
	May         []timeline.Handling // handling codes of what it may see, in order, each once
	Rate        int                 // requests a minute
	Expires     time.Time
	Revoked     time.Time // zero when not
	Used        time.Time // zero when never, noted once a minute
	Created     time.Time
	CreatedBy   string
	Replaces    int64 // the key it takes the place of, 0: none
}

// Collections are what a key can be for: each a way to ask.
func Collections() []string { return []string{"sightings", "features", "tiles", "metrics"} }

// Covers reports whether the key is for a collection.
func (k Key) Covers(collection string) bool { return slices.Contains(k.Collections, collection) }

// Viewer is the key as the access policy knows it.
func (k Key) Viewer() access.Viewer {
	return access.Viewer{Key: k.ID, Role: access.RoleAgency, Agency: k.Agency, May: k.May}
}

// Actor is the key's name in the audit.
func (k Key) Actor() string { return "key " + k.Name }

// Bounds of a key.
const (
	LongestKeyLife = 365 * 24 * time.Hour
	LongestOverlap = 30 * 24 * time.Hour // how long an old key may still work beside the one that replaces it
)

// OpenKey returns what belongs to a key that a program shows. ErrNoKey is all there is to say when there is nothing.
func (a *Accounts) OpenKey(ctx context.Context, text string, from From) (Key, error) {
	if !IsKey(text) {
		return Key{}, a.refuseKey(ctx, from)
	}
	hash, now := HashToken(text), a.Now()
	k, err := a.Store.KeyByHash(ctx, hash)
	if errors.Is(err, ErrNoKey) {
		return Key{}, a.refuseKey(ctx, from)
	}
	if err != nil {
		return Key{}, err
	}
	if subtle.ConstantTimeCompare(k.Hash, hash) != 1 || !k.Revoked.IsZero() || !now.Before(k.Expires) {
		return Key{}, a.refuseKey(ctx, from)
	}
	if now.Sub(k.Used) >= touchEvery {
		return k, a.Store.TouchKey(ctx, k.ID, now)
	}
	return k, nil
}

// mostKeyRefusals is how many refused keys from one address are audited in a minute: whoever tries more should not fill
// the audit.
const mostKeyRefusals = 10

func (a *Accounts) refuseKey(ctx context.Context, from From) error {
	if _, ok := a.rates.Take("refused "+from.Address, mostKeyRefusals, a.Now()); !ok {
		return ErrNoKey
	}
	return errors.Join(ErrNoKey, a.Store.Note(ctx, Event{Action: ActionKeyRefused, Address: from.Address, Refused: true}))
}

// Take reports whether a key may ask once more now, and if not, after how long.
func (a *Accounts) Take(k Key) (wait time.Duration, ok bool) {
	return a.rates.Take("key "+k.Hint, k.Rate, a.Now())
}
