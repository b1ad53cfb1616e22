package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sightline/internal/auth"
	"sightline/static"
)

// What the form for a key says at first.
const (
	usualRate    = 600 // requests a minute; a map asks for many tiles at once
	usualOverlap = 7   // days
)

const mostKeyDays = int(auth.LongestKeyLife / (24 * time.Hour))

func (s *server) showKeys(w http.ResponseWriter, r *http.Request) error {
	return s.keysPage(w, r, static.Admin{Key: static.AdminKey{Collections: []string{"sightings", "features", "tiles"}, Rate: usualRate,
		Days: mostKeyDays}})
}

// keysPage lists the keys, with what is filled into the form for another.
func (s *server) keysPage(w http.ResponseWriter, r *http.Request, view static.Admin) error {
	all, err := s.Administration.Keys(r.Context(), s.look(r, "administration page"))
	if err != nil {
		return err
	}
	for _, k := range all {
		view.Keys = append(view.Keys, s.keyView(k))
	}
	for _, name := range auth.Collections() {
		view.Collections = append(view.Collections,
			static.Choice{Value: name, Text: name, Chosen: slices.Contains(view.Key.Collections, name)})
	}
	if view.Key.May == nil {
		view.Key.May = mayViews(nil)
	}
	view.MostDays, view.MostOverlap, view.Overlap = mostKeyDays, int(auth.LongestOverlap/(24*time.Hour)), usualOverlap
	return s.adminPage(w, r, "admin_keys.gohtml", "API keys", view)
}

func (s *server) keyView(k auth.Key) static.AdminKey {
	v := static.AdminKey{
		ID: k.ID, Name: k.Name, Hint: k.Hint, Agency: k.Agency, Collections: k.Collections, Area: k.Area != "", May: mayViews(k.May),
		Rate:  k.Rate,
		State: k.State(s.Accounts.Now()), Expires: k.Expires.UTC().Format(time.DateOnly), Used: "never",
		Made: k.Created.UTC().Format(time.DateOnly), By: k.CreatedBy, Replaces: k.Replaces,
	}
	v.Good = v.State == auth.StateGood
	if !k.Used.IsZero() {
		v.Used = stamp(k.Used)
	}
	return v
}

// addKey makes a key. The form brings the area as a file.
func (s *server) addKey(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseMultipartForm(maxBody); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) || errors.Is(err, multipart.ErrMessageTooLarge) {
			return problem{http.StatusRequestEntityTooLarge, "The file with the area is too large: at most 1 MB."}
		}
		return badRequest("The form cannot be read.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	rate, _ := strconv.Atoi(r.PostFormValue("rate")) // what is no number is no good rate, nor time
	days, _ := strconv.Atoi(r.PostFormValue("days"))
	may, unknown := auth.ParseMay(r.PostForm["may"], nil)
	asked := auth.Key{
		Name: r.PostFormValue("name"), Agency: r.PostFormValue("agency"), Collections: r.PostForm["collection"], May: may, Rate: rate,
		CreatedBy: s.viewerOf(r).actor,
	}
	k, err := asked.Fit(days, s.Accounts.Now())
	if err == nil {
		err = unknown
	}
	if err == nil {
		k.Area, err = areaOf(r)
	}
	if fault := unfitOf(err); fault != "" {
		view := static.Admin{Fault: fault, Key: s.keyView(asked)}
		view.Key.Days = days
		return s.keysPage(w, r, view)
	}
	if err != nil {
		return err
	}
	return s.giveKey(w, r, k, time.Time{}, auth.ActionKeyAdded)
}

// areaOf reads the area that a form brings, as a file or as text, "" for none: an area that is overlooked would make the key
// good for everywhere.
func areaOf(r *http.Request) (string, error) {
	body := []byte(strings.TrimSpace(r.PostFormValue("area")))
	file, _, err := r.FormFile("area")
	switch {
	case err == nil:
		defer file.Close()
		if body, err = io.ReadAll(file); err != nil {
			return "", badRequest("The file with the area cannot be read.")
		}
	case !errors.Is(err, http.ErrMissingFile):
		return "", badRequest("The file with the area cannot be read.")
	case len(body) == 0:
		return "", nil
	}
	return auth.ParseArea(body)
}

// giveKey keeps a key and shows it, which is the only time that it is to be seen.
func (s *server) giveKey(w http.ResponseWriter, r *http.Request, k auth.Key, overlap time.Time, action string) error {
	text, k, event := k.Issue(overlap, s.adminEvent(r, action))
	id, err := s.Administration.AddKey(r.Context(), k, overlap, event)
	if err != nil {
		return err
	}
	about := "This is key " + strconv.FormatInt(id, 10) + ", for " + k.Agency + " until " + k.Expires.UTC().Format(time.DateOnly) +
		". It is shown this once and not kept. Programs send it as: Authorization: Bearer " + k.Hint + "…"
	if k.Replaces != 0 {
		about += " Key " + strconv.FormatInt(k.Replaces, 10) + " works beside it until " + stamp(overlap) + "."
	}
	return s.keysPage(w, r, static.Admin{Done: "Made the key " + strings.TrimSpace(k.Name) + ".",
		Once: &static.Once{Text: text, About: about},
		Key:  static.AdminKey{Collections: k.Collections, Rate: usualRate, Days: mostKeyDays}})
}

func (s *server) rotateKey(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	key, err := s.Administration.KeyToChange(r.Context(), id)
	if err != nil && s.NotFound(err) {
		return problem{http.StatusNotFound, "There is no such key."}
	}
	if err != nil {
		return err
	}
	days, _ := strconv.Atoi(r.PostFormValue("days"))
	beside, err := strconv.Atoi(r.PostFormValue("overlap"))
	if err != nil || beside > mostKeyDays {
		beside = -1
	}
	next, until, err := key.Successor(days, time.Duration(beside)*24*time.Hour, s.viewerOf(r).actor, s.Accounts.Now())
	if fault := unfitOf(err); fault != "" {
		return s.keysPage(w, r, static.Admin{Fault: fault,
			Key: static.AdminKey{Collections: key.Collections, Rate: usualRate, Days: mostKeyDays}})
	}
	if err != nil {
		return err
	}
	return s.giveKey(w, r, next, until, auth.ActionKeyRotated)
}

func (s *server) revokeKey(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	err = s.Administration.RevokeKey(r.Context(), id, s.Accounts.Now(), s.adminEvent(r, auth.ActionKeyRevoked).With("key", id))
	if err != nil && s.NotFound(err) {
		return problem{http.StatusNotFound, "There is no key of this number that could be revoked."}
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, pathAdmin+"/keys?done=revoked", http.StatusSeeOther)
	return nil
}
