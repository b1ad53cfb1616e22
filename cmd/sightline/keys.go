package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"sightline/internal/auth"
	"sightline/internal/store"
	"sightline/timeline"
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
	ID          int64               `json:"id"`
	Name        string              `json:"name"`
	Hint        string              `json:"begins"`
	Agency      string              `json:"agency"`
	Collections []string            `json:"collections"`
	Area        bool                `json:"area"` // only within one
	May         []timeline.Handling `json:"may"`
	Rate        int                 `json:"rate"`
	State       string              `json:"state"`
	Expires     time.Time           `json:"expires"`
	Used        *time.Time          `json:"used"`
	Replaces    int64               `json:"replaces,omitempty"`
}

func viewKey(k auth.Key) keyView {
	v := keyView{ID: k.ID, Name: k.Name, Hint: k.Hint, Agency: k.Agency, Collections: k.Collections, Area: k.Area != "", May: listed(k.May),
		Rate: k.Rate, State: k.State(now()), Expires: k.Expires.UTC(), Replaces: k.Replaces}
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
	keys, err := s.Keys(a.ctx, a.look("keys"))
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
		fmt.Fprintf(&text, "%4d  %-20s %s… %s  %s%s, %d a minute; %s until %s, %s%s\n", v.ID, v.Name, v.Hint, v.Agency,
			strings.Join(v.Collections, "+"), area, v.Rate,
			v.State, v.Expires.Format(time.DateOnly), used, rightsText(v.May))
	}
	if len(keys) == 0 {
		text.WriteString("There are no API keys. sightline keys create makes one.\n")
	}
	return a.print(map[string]any{"keys": views}, text.String())
}

type keysCreateCmd struct {
	Name        string              `arg:"" help:"What the key is for, such as dispatch."`
	Agency      string              `required:"" placeholder:"ORI" help:"The agency whose key it is: it sees what is shared with that."`
	Collections []string            `default:"sightings,features,tiles" help:"What it may ask for: sightings, features, tiles, metrics."`
	Area        string              `type:"existingfile" placeholder:"FILE" help:"A GeoJSON polygon outside of which it sees nothing."`
	May         []timeline.Handling `placeholder:"CODE" enum:"${handling}" help:"It sees what is under these handling codes: ${handling_names}."`
	Rate        int                 `default:"600" help:"Requests a minute; a map asks for many tiles at once."`
	Days        int                 `default:"365" help:"Days until it expires, at most 365."`
}

// Run makes a key.
func (c *keysCreateCmd) Run(a *app) error {
	k, err := auth.Key{Name: c.Name, Agency: c.Agency, Collections: c.Collections, May: c.May, Rate: c.Rate,
		CreatedBy: actor()}.Fit(c.Days, now())
	if err != nil {
		return unfit(err)
	}
	if c.Area != "" {
		body, err := os.ReadFile(c.Area)
		if err != nil {
			return badInput("read area: %w", err)
		}
		if k.Area, err = auth.ParseArea(body); err != nil {
			return badInput("%s: %w", c.Area, err)
		}
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	return a.makeKey(s, k, time.Time{}, auth.ActionKeyAdded)
}

// makeKey keeps a key and prints it: this is the only time it is to be seen.
func (a *app) makeKey(s *store.Store, k auth.Key, overlap time.Time, action string) error {
	text, k, event := k.Issue(overlap, a.event(action))
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
			k.Expires.Format(time.DateOnly), note, k.Hint))
}

type keysRotateCmd struct {
	ID      int64         `arg:"" help:"Number of the key."`
	Overlap time.Duration `default:"168h" help:"How long the old key still works."`
	Days    int           `default:"365" help:"Days until the new one expires, at most 365."`
}

// Run makes a key with another's scopes.
func (c *keysRotateCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	key, err := s.KeyToChange(a.ctx, c.ID)
	if errors.Is(err, store.ErrNotFound) {
		return badInput("there is no key %d; sightline keys lists those there are", c.ID)
	}
	if err != nil {
		return err
	}
	next, until, err := key.Successor(c.Days, c.Overlap, actor(), now())
	if err != nil {
		return unfit(err)
	}
	return a.makeKey(s, next, until, auth.ActionKeyRotated)
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
