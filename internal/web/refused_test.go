package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/ledger"
	"sightline/internal/web"
)

// TestRefusalsAreAudited: whoever is known and is refused, for want of a reason or of a right, leaves a row that says so.
func TestRefusalsAreAudited(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	ann := h.browser()
	ann.setUp(link, "/account")
	text, hash, hint := auth.NewKey()
	_, err := h.store.AddKey(t.Context(),
		auth.Key{Name: "cad", Agency: "ZZ9990200", Hash: hash, Hint: hint, Collections: []string{"sightings"}, Rate: 600, Created: h.now,
			Expires: h.now.Add(time.Hour)},
		time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	must(t, err)
	key := []string{"Authorization", "Bearer " + text}
	looks := len(h.data.looks)
	for _, c := range []struct {
		who          *browser
		method, path string
		header       []string
		status       int
		actor, why   string
		said         string // of case and purpose
	}{
		{ann, "GET", near, nil, 400, "ann", "Missing: the case number", ""},
		{ann, "GET", near + "&case=A-1", nil, 400, "ann", "Missing: the purpose", "A-1"},
		{ann, "GET", "/search?lat=35&lon=-97&radius_m=5&purpose=stop", nil, 400, "ann", "for which case and why", "stop"},
		{ann, "GET", near + "&purpose=a%00b%FF", nil, 400, "ann", "Missing: the case number", "ab"},
		{ann, "GET", "/metrics", nil, 403, "ann", "Your role may not", ""},
		{ann, "POST", "/admin/users", nil, 403, "ann", "Your role may not", ""},
		{ann, "POST", "/notices/rule", nil, 403, "ann", "A supervisor", ""},
		{h.browser(), "GET", near, key, 400, "key cad", "Missing: the case number", ""},
		{h.browser(), "GET", near, append([]string{"Sightline-Purpose", strings.Repeat("é", 600)}, key...), 400, "key cad",
			"Missing: the case number", "ééé"},
		{h.browser(), "POST", "/api/v1/sightings/search", key, 400, "key cad", "Missing: the case number", ""},
		{h.browser(), "GET", "/api/v1/cases", key, 403, "key cad", "not for what is", ""},
	} {
		before := h.audited(auth.ActionRefused)
		c.who.expect(c.method, c.path, url.Values{}, c.status, "", c.header...)
		after := h.audited(auth.ActionRefused)
		if len(after) == 0 || len(before) > 0 && after[0].Seq == before[0].Seq {
			t.Errorf("%s %s left no row", c.method, c.path)
			continue
		}
		row := after[0]
		var asked struct{ Path, Why, Case, Purpose string }
		must(t, json.Unmarshal([]byte(row.Asked), &asked))
		path, _, _ := strings.Cut(c.path, "?")
		if row.Outcome != ledger.Refused || row.Actor != c.actor || row.Address != "127.0.0.1" || asked.Path != path ||
			!strings.Contains(asked.Why, c.why) || !strings.Contains(asked.Case+asked.Purpose, c.said) {
			t.Errorf("%s %s left %+v", c.method, c.path, row)
		}
	}
	if rows := h.audited(auth.ActionRefused); len(rows) < 10 || (rows[0].KeyID == 0) {
		t.Errorf("%d rows, the last %+v", len(rows), rows[0])
	}
	// Whoever is unknown leaves none, and nobody was answered.
	last := h.audited(auth.ActionRefused)[0].Seq
	h.browser().expect("GET", near, nil, 401, "")
	if h.audited(auth.ActionRefused)[0].Seq != last || len(h.data.looks) != looks {
		t.Error("somebody unknown left a row, or somebody was answered")
	}
}
