package auth

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/internal/access"
	"sightline/internal/config"
	"sightline/timeline"
)

// What the command line and the administration page have in common: how accounts and keys are made, and how they stand.

// Unfit says what is wrong with an account or a key that somebody wants to make.
type Unfit string

func (u Unfit) Error() string { return string(u) }

func unfit(format string, a ...any) error { return Unfit(fmt.Sprintf(format, a...)) }

// ErrExists means that there is something of that name already.
var ErrExists = errors.New("it exists already")

// Account is an account with the cases its user is a member of.
type Account struct {
	User
	Cases []string // numbers
}

// How accounts and keys stand.
const (
	StateOpen     = "open"
	StateDisabled = "disabled"
	StateLocked   = "locked"
	StateUnused   = "unused for 90 days"
	StateNotSetUp = "not set up"

	StateGood    = "good"
	StateRevoked = "revoked"
	StateExpired = "expired"
)

// State is how an account stands.
func (u User) State(now time.Time) string {
	switch {
	case u.Disabled:
		return StateDisabled
	case !u.Locked.IsZero():
		return StateLocked
	case now.Sub(u.Active) >= LongestIdle:
		return StateUnused
	case u.Password == "" && !u.Provided:
		return StateNotSetUp
	}
	return StateOpen
}

// State is how a key stands.
func (k Key) State(now time.Time) string {
	switch {
	case !k.Revoked.IsZero():
		return StateRevoked
	case !now.Before(k.Expires):
		return StateExpired
	}
	return StateGood
}

// ParseAgency reads an ORI.
func ParseAgency(text string) (string, error) {
	oris := config.ParseORIs(text)
	if len(oris) != 1 || config.CheckORI(oris[0]) != nil {
		return "", unfit("%q is not an ORI: two letters, then seven letters or digits", text)
	}
	return oris[0], nil
}

// ParseMay reads the handling codes to which somebody is to have the right: codes that are known, and those he had before, so
// that nobody loses what another program gave. Its error is Unfit.
func ParseMay(codes []string, had []timeline.Handling) ([]timeline.Handling, error) {
	var may []timeline.Handling
	for _, text := range codes {
		code := timeline.Handling(text)
		if !code.Known() && !slices.Contains(had, code) {
			return nil, unfit("there is no handling code %q: there are %s", text, codesText(timeline.Handlings()))
		}
		may = append(may, code)
	}
	return inOrder(may), nil
}

// codesText lists handling codes.
func codesText(codes []timeline.Handling) string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = string(code)
	}
	return strings.Join(texts, ", ")
}

// inOrder are codes in order, each once.
func inOrder(codes []timeline.Handling) []timeline.Handling {
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// Fit returns the account as it is kept, or an Unfit error.
func (u User) Fit() (User, error) {
	u.Name, u.FullName, u.May = CleanName(u.Name), strings.TrimSpace(u.FullName), inOrder(u.May)
	if err := CheckName(u.Name); err != nil {
		return u, unfit("%v", err)
	}
	if !slices.Contains(access.Roles(), u.Role) {
		return u, unfit("there is no role %q", u.Role)
	}
	if u.Agency != "" {
		var err error
		if u.Agency, err = ParseAgency(u.Agency); err != nil {
			return u, err
		}
	}
	if u.Agency == "" && (u.Role == access.RoleAgency || u.Role == access.RoleSupervisor) {
		return u, unfit("the role %s needs an agency: what it may see depends on that", u.Role)
	}
	return u, nil
}

// About says in an event of which account it tells. What the account is for is told by the store, as it was and as it is.
func (u User) About(e Event) Event { return e.With("user", u.Name) }

// Fit returns the key as it is kept, to expire after so many days, or an Unfit error.
func (k Key) Fit(days int, now time.Time) (Key, error) {
	k.Name, k.Created, k.May = strings.TrimSpace(k.Name), now, inOrder(k.May)
	if k.Name == "" || k.Rate < 1 {
		return k, unfit("a key needs a name, and a rate of at least 1 a minute")
	}
	var err error
	if k.Agency, err = ParseAgency(k.Agency); err != nil {
		return k, err
	}
	if len(k.Collections) == 0 {
		return k, unfit("a key is for at least one of %s", strings.Join(Collections(), ", "))
	}
	for _, name := range k.Collections {
		if !slices.Contains(Collections(), name) {
			return k, unfit("there is no collection %q: there are %s", name, strings.Join(Collections(), ", "))
		}
	}
	return k.lasting(days, now)
}

func (k Key) lasting(days int, now time.Time) (Key, error) {
	if days < 1 || days > int(LongestKeyLife/(24*time.Hour)) {
		return k, unfit("a key lasts from 1 to %d days", LongestKeyLife/(24*time.Hour))
	}
	k.Expires = now.Add(time.Duration(days) * 24 * time.Hour)
	return k, nil
}

// Successor returns a key with the scopes of this one, to take its place: both work until overlap has passed, as the
// second result says. Its error is Unfit.
func (k Key) Successor(days int, overlap time.Duration, by string, now time.Time) (Key, time.Time, error) {
	if overlap < 0 || overlap > LongestOverlap {
		return k, time.Time{}, unfit("both keys work for at most %d days", LongestOverlap/(24*time.Hour))
	}
	if k.State(now) != StateGood {
		return k, time.Time{}, unfit("key %d is %s", k.ID, k.State(now))
	}
	next := k
	next.Replaces, next.Created, next.CreatedBy = k.ID, now, by
	next, err := next.lasting(days, now)
	return next, now.Add(overlap), err
}

// Issue gives the key its text, which is shown once, and returns the event that tells of it. Overlap is until when the
// key that it replaces works beside it.
func (k Key) Issue(overlap time.Time, e Event) (string, Key, Event) {
	text, hash, hint := NewKey()
	k.Hash, k.Hint = hash, hint
	e = e.With("name", k.Name).With("begins", hint).With("after", map[string]any{
		"agency": k.Agency, "collections": k.Collections, "may": k.May, "rate": k.Rate, "expires": k.Expires, "area": k.Area != ""})
	if k.Replaces != 0 {
		e = e.With("replaces", k.Replaces).With("both_until", overlap)
	}
	return text, k, e
}

// ParseArea reads the polygons of a GeoJSON text as one geometry, also GeoJSON.
func ParseArea(body []byte) (string, error) {
	var found orb.MultiPolygon
	take := func(g orb.Geometry) {
		switch g := g.(type) {
		case orb.Polygon:
			found = append(found, g)
		case orb.MultiPolygon:
			found = append(found, g...)
		}
	}
	if fc, err := geojson.UnmarshalFeatureCollection(body); err == nil {
		for _, f := range fc.Features {
			take(f.Geometry)
		}
	} else if f, err := geojson.UnmarshalFeature(body); err == nil {
		take(f.Geometry)
	} else if g, err := geojson.UnmarshalGeometry(body); err == nil {
		take(g.Geometry())
	}
	for _, p := range found {
		for _, ring := range p {
			if len(ring) < 4 || !ring.Closed() {
				return "", unfit("a ring of the area is not closed, or has fewer than four corners")
			}
			for _, c := range ring {
				if !(c.Lon() >= -180 && c.Lon() <= 180 && c.Lat() >= -90 && c.Lat() <= 90) {
					return "", unfit("the area has a corner at %v, which is no longitude and latitude in degrees", c)
				}
			}
		}
	}
	if len(found) == 0 {
		return "", unfit("the area holds no GeoJSON polygon")
	}
	text, err := geojson.NewGeometry(found).MarshalJSON()
	return string(text), err
}
