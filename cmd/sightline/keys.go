package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/internal/auth"
	"sightline/internal/store"
)

type keysCmd struct {
	List   keysListCmd   `cmd:"" default:"withargs" help:"List the API keys."`
	Create keysCreateCmd `cmd:"" help:"Make an API key for an agency and print it, once."`
	Rotate keysRotateCmd `cmd:"" help:"Make a key that takes another's place; both work for a while."`
	Revoke keysRevokeCmd `cmd:"" help:"End a key at once."`
}

type keysListCmd struct{}

// keyView is a key as it is printed: not the key itself, which is nowhere kept.
type keyView struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	Hint        string     `json:"begins"`
	Agency      string     `json:"agency"`
	Collections []string   `json:"collections"`
	Area        bool       `json:"area"` // only within one
	Rate        int        `json:"rate"`
	State       string     `json:"state"`
	Expires     time.Time  `json:"expires"`
	Used        *time.Time `json:"used"`
	Replaces    int64      `json:"replaces,omitempty"`
}

func viewKey(k auth.Key) keyView {
	v := keyView{ID: k.ID, Name: k.Name, Hint: k.Hint, Agency: k.Agency, Collections: k.Collections, Area: k.Area != "", Rate: k.Rate, State: "good", Expires: k.Expires.UTC(), Replaces: k.Replaces}
	switch {
	case !k.Revoked.IsZero():
		v.State = "revoked"
	case !now().Before(k.Expires):
		v.State = "expired"
	}
	if !k.Used.IsZero() {
		used := k.Used.UTC()
		v.Used = &used
	}
	return v
}

// Run lists the keys.
func (c *keysListCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	keys, err := s.Keys(a.ctx)
	if err != nil {
		return err
	}
	views := []keyView{}
	var text strings.Builder
	for _, k := range keys {
		v := viewKey(k)
		views = append(views, v)
		used := "never used"
		if v.Used != nil {
			used = "last used " + v.Used.Format(time.DateOnly)
		}
		area := ""
		if v.Area {
			area = ", within its area"
		}
		fmt.Fprintf(&text, "%4d  %-20s %s… %s  %s%s, %d a minute; %s until %s, %s\n", v.ID, v.Name, v.Hint, v.Agency, strings.Join(v.Collections, "+"), area, v.Rate,
			v.State, v.Expires.Format(time.DateOnly), used)
	}
	if len(keys) == 0 {
		text.WriteString("There are no API keys. sightline keys create makes one.\n")
	}
	return a.print(map[string]any{"keys": views}, text.String())
}

type keysCreateCmd struct {
	Name        string   `arg:"" help:"What the key is for, such as dispatch."`
	Agency      string   `required:"" placeholder:"ORI" help:"The agency whose key it is: it sees what is shared with that."`
	Collections []string `default:"sightings,features,tiles" help:"What it may ask for: sightings, features, tiles, metrics."`
	Area        string   `type:"existingfile" placeholder:"FILE" help:"A GeoJSON polygon outside of which it sees nothing."`
	Rate        int      `default:"600" help:"Requests a minute; a map asks for many tiles at once."`
	Days        int      `default:"365" help:"Days until it expires, at most 365."`
}

// Run makes a key.
func (c *keysCreateCmd) Run(a *app) error {
	k := auth.Key{Name: strings.TrimSpace(c.Name), Collections: c.Collections, Rate: c.Rate, Created: now(), CreatedBy: actor()}
	var err error
	if k.Agency, err = parseORI(c.Agency); err != nil {
		return err
	}
	for _, name := range k.Collections {
		if !slices.Contains(auth.Collections(), name) {
			return badInput("there is no collection %q: there are %s", name, strings.Join(auth.Collections(), ", "))
		}
	}
	if k.Name == "" || c.Rate < 1 {
		return badInput("a key needs a name, and --rate at least 1")
	}
	if k.Expires, err = keyExpiry(c.Days); err != nil {
		return err
	}
	if c.Area != "" {
		if k.Area, err = readArea(c.Area); err != nil {
			return err
		}
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	return a.makeKey(s, k, time.Time{}, auth.ActionKeyAdded)
}

func keyExpiry(days int) (time.Time, error) {
	life := time.Duration(days) * 24 * time.Hour
	if days < 1 || life > auth.LongestKeyLife {
		return time.Time{}, badInput("--days must be from 1 to %d", auth.LongestKeyLife/(24*time.Hour))
	}
	return now().Add(life), nil
}

// makeKey keeps a key and prints it: this is the only time it is to be seen.
func (a *app) makeKey(s *store.Store, k auth.Key, overlap time.Time, action string) error {
	text, hash, hint := auth.NewKey()
	k.Hash, k.Hint = hash, hint
	event := a.event(action).With("name", k.Name).With("begins", hint).With("agency_of_key", k.Agency).With("collections", k.Collections).With("rate", k.Rate).
		With("expires", k.Expires).With("area", k.Area != "")
	if k.Replaces != 0 {
		event = event.With("replaces", k.Replaces).With("both_until", overlap)
	}
	id, err := s.AddKey(a.ctx, k, overlap, event)
	if err != nil {
		return err
	}
	note := ""
	if k.Replaces != 0 {
		note = fmt.Sprintf("Key %d works until %s beside it.\n", k.Replaces, overlap.Format("2006-01-02 15:04 UTC"))
	}
	return a.print(map[string]any{"id": id, "name": k.Name, "key": text, "agency": k.Agency, "expires": k.Expires},
		fmt.Sprintf("%s\nThis is key %d, %s, for %s until %s. It is shown this once and not kept.\n%sUse it as: Authorization: Bearer %s…\n", text, id, k.Name, k.Agency,
			k.Expires.Format(time.DateOnly), note, hint))
}

// readArea reads a polygon, or several, from a GeoJSON file.
func readArea(path string) (string, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return "", badInput("read area: %w", err)
	}
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
	if len(found) == 0 {
		return "", badInput("%s holds no GeoJSON polygon", path)
	}
	text, err := geojson.NewGeometry(found).MarshalJSON()
	return string(text), err
}

type keysRotateCmd struct {
	ID      int64         `arg:"" help:"Number of the key."`
	Overlap time.Duration `default:"168h" help:"How long the old key still works."`
	Days    int           `default:"365" help:"Days until the new one expires, at most 365."`
}

// Run makes a key with another's scopes.
func (c *keysRotateCmd) Run(a *app) error {
	if c.Overlap < 0 || c.Overlap > auth.LongestOverlap {
		return badInput("--overlap must be from 0 to %s", auth.LongestOverlap)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	keys, err := s.Keys(a.ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(keys, func(k auth.Key) bool { return k.ID == c.ID })
	if i < 0 || viewKey(keys[i]).State != "good" {
		return badInput("there is no good key %d; sightline keys lists those there are", c.ID)
	}
	next := keys[i]
	next.Replaces, next.Created, next.CreatedBy = c.ID, now(), actor()
	if next.Expires, err = keyExpiry(c.Days); err != nil {
		return err
	}
	return a.makeKey(s, next, now().Add(c.Overlap), auth.ActionKeyRotated)
}

type keysRevokeCmd struct {
	ID int64 `arg:"" help:"Number of the key."`
}

// Run ends a key.
func (c *keysRevokeCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	err = s.RevokeKey(a.ctx, c.ID, now(), a.event(auth.ActionKeyRevoked).With("key", c.ID))
	if errors.Is(err, store.ErrNotFound) {
		return badInput("there is no key %d that could be revoked", c.ID)
	}
	if err != nil {
		return err
	}
	return a.print(map[string]any{"id": c.ID, "state": "revoked"}, fmt.Sprintf("Key %d is revoked.\n", c.ID))
}
