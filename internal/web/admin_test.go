package web_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/ledger"
	"sightline/internal/web"
	"sightline/timeline"
)

var onceText = regexp.MustCompile(`<code id="once">([^<]+)</code>`)

// once is the secret that a page shows.
func once(t *testing.T, page string) string {
	t.Helper()
	m := onceText.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page shows no secret:\n%s", page)
	}
	return html.UnescapeString(m[1])
}

// audited are the newest rows of the audit with an action.
func (h *house) audited(action string) []ledger.Row {
	h.t.Helper()
	rows, err := h.store.SearchAudit(h.t.Context(), ledger.Query{Action: action, Most: 10},
		access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(h.t, err)
	return rows
}

// admin is the browser of an administrator who is logged in.
func (h *house) admin() *browser {
	h.t.Helper()
	_, link := h.user("rosa", access.RoleAdmin)
	b := h.browser()
	b.setUp(link, "/admin")
	return b
}

// TestAccountsByPage makes, changes, closes, opens and resets an account by the pages, each with its row in the audit.
func TestAccountsByPage(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, _, err := h.store.PutCase(t.Context(), timeline.Case{Number: "A&1", Title: "x", OwningORI: "ZZ9990100"},
		access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	b := h.admin()
	b.expect("GET", "/admin", nil, 200, "rosa")
	form := url.Values{"name": {" Ann<b> "}, "full_name": {"Ann Testperson"}, "role": {"analyst"}, "agency": {"zz9990100"}}
	if page := b.expect("POST", "/admin/users", form, 422, "2 to 64 letters"); !strings.Contains(page, `value="ann&lt;b&gt;"`) &&
		!strings.Contains(page, `Ann&lt;b&gt;`) {
		t.Error("the form is empty after a fault")
	}
	form.Set("name", "Ann")
	form.Set("agency", "nowhere")
	b.expect("POST", "/admin/users", form, 422, "is not an ORI")
	form.Set("agency", "")
	form.Set("role", "agency")
	b.expect("POST", "/admin/users", form, 422, "needs an agency")
	form.Set("role", "boss")
	b.expect("POST", "/admin/users", form, 422, "no role")
	form.Set("role", "analyst")
	form.Set("agency", "zz9990100")
	setup := once(t, b.expect("POST", "/admin/users", form, 200, "Made the account ann."))
	if rows := h.audited(auth.ActionUserAdded); rows[0].Actor != "rosa" || rows[0].Address != "127.0.0.1" ||
		!strings.Contains(rows[0].Asked, "administration page") || !strings.Contains(rows[0].Asked, `"ann"`) {
		t.Errorf("audit %+v", rows[0])
	}
	if rows := h.audited(auth.ActionLink); strings.Contains(fmt.Sprint(rows), strings.TrimPrefix(setup, h.server.URL+"/setup?link=")) {
		t.Error("the link stands in the audit")
	}
	if page := b.expect("POST", "/admin/users", form, 422, "There is an account ann already"); strings.Contains(page, `id="once"`) {
		t.Error("a link is shown for an account that was not made")
	}
	user, err := h.store.UserByName(t.Context(), "ann")
	must(t, err)
	at := fmt.Sprintf("/admin/users/%d", user.ID)
	b.expect("GET", at, nil, 200, "not set up")
	ann := h.browser()
	path, ok := strings.CutPrefix(setup, h.server.URL+"/setup?link=")
	if !ok {
		t.Fatalf("the link is %s", setup)
	}
	second := ann.setUp(path, "/")
	ann.expect("GET", "/admin", nil, 403, "Your role may not")

	b.expect("POST", at+"/cases", url.Values{"case": {"nothing"}}, 422, `There is no case &#34;nothing&#34;`)
	b.expect("POST", at+"/cases", url.Values{"case": {"A&1"}}, 303, at+"?done=member")
	if page := b.expect("GET", at+"?done=member", nil, 200, "sees all of it"); !strings.Contains(page, "A&amp;1") {
		t.Error("the case is not on the page")
	}
	b.expect("POST", at+"/cases/remove", url.Values{"case": {"A&1"}}, 303, at+"?done=removed")
	for _, action := range []string{auth.ActionMemberAdded, auth.ActionMemberRemoved} {
		if rows := h.audited(action); len(rows) != 1 || rows[0].Actor != "rosa" || !strings.Contains(rows[0].Asked, "A\\u00261") &&
			!strings.Contains(rows[0].Asked, "A&1") {
			t.Errorf("%s: %+v", action, rows)
		}
	}

	b.expect("POST", at+"/role", url.Values{"full_name": {"Ann T."}, "role": {"supervisor"}, "agency": {""}}, 422, "needs an agency")
	ann.expect("GET", "/account", nil, 200, "analyst")
	b.expect("POST", at+"/role",
		url.Values{"full_name": {"Ann T."}, "role": {"supervisor"}, "agency": {"ZZ9990100"}, "may": {"victim", "restricted"}}, 303,
		"changed")
	ann.expect("GET", "/account", nil, 303, "/login") // her sessions have ended
	if u, err := h.store.UserByName(t.Context(), "ann"); err != nil || u.Role != access.RoleSupervisor ||
		!slices.Equal(u.May, []timeline.Handling{"restricted", "victim"}) || u.FullName != "Ann T." {
		t.Errorf("the account is %+v, %v", u, err)
	}
	// Codes that nobody knows are not given, and not taken away unasked from who has them.
	role := url.Values{"full_name": {"Ann T."}, "role": {"supervisor"}, "agency": {"ZZ9990100"}, "may": {"made_up", "victim"}}
	b.expect("POST", at+"/role", role, 422, `no handling code &#34;made_up&#34;`)
	u, err := h.store.UserByName(t.Context(), "ann")
	must(t, err)
	u.May = append(u.May, "made_up")
	must(t, h.store.UpdateUser(t.Context(), u, auth.Event{Action: auth.ActionUserChanged, Actor: "console"}))
	b.expect("GET", at, nil, 200, `name="may" value="made_up" checked`)
	b.expect("POST", at+"/role", role, 303, "changed")
	if u, err = h.store.UserByName(t.Context(), "ann"); err != nil || !slices.Equal(u.May, []timeline.Handling{"made_up", "victim"}) {
		t.Errorf("the account is %+v, %v", u, err)
	}
	h.now = h.now.Add(time.Minute)
	ann.logIn("ann", second)
	b.expect("POST", at+"/close", nil, 303, "closed")
	ann.expect("GET", "/account", nil, 303, "/login")
	b.expect("POST", at+"/reset", nil, 422, "Open it first")
	b.expect("POST", at+"/open", nil, 303, "opened")
	h.now = h.now.Add(time.Minute)
	ann.logIn("ann", second)
	again := once(t, b.expect("POST", at+"/reset", nil, 200, "neither password nor second factor"))
	ann.expect("GET", "/account", nil, 303, "/login")
	ann.expect("GET", strings.TrimPrefix(again, h.server.URL), nil, 200, "This link works once")

	// A lock after failures is seen, and released.
	for range auth.DefaultLockout.Account {
		must(t, h.store.FailAttempt(t.Context(), auth.Attempt{Name: auth.HashToken("ann"), Address: "192.0.2.1", At: h.now}, user.ID,
			auth.Lockout{Account: 1, Address: 9, Window: time.Minute}, auth.Event{Action: auth.ActionLogOn}))
		_, _, err := h.store.BeginAttempt(t.Context(), auth.Attempt{Name: auth.HashToken("ann"), Address: "192.0.2.1", At: h.now},
			auth.DefaultLockout)
		must(t, err)
	}
	b.expect("GET", at, nil, 200, "It is locked.")
	b.expect("POST", at+"/open", nil, 303, "opened")
	b.expect("GET", at, nil, 200, "not set up")
	b.expect("GET", "/admin/users/9999", nil, 404, "no such account")
}

// TestNobodyAdministersThemselves: whoever looks after accounts cannot give themselves rights, nor close the last door.
func TestNobodyAdministersThemselves(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	b := h.admin()
	rosa, err := h.store.UserByName(t.Context(), "rosa")
	must(t, err)
	at := fmt.Sprintf("/admin/users/%d", rosa.ID)
	b.expect("GET", at, nil, 200, "your own account")
	for _, what := range []string{"/role", "/close", "/open", "/reset", "/cases", "/cases/remove"} {
		b.expect("POST", at+what, url.Values{"role": {"admin"}, "may": {"restricted"}, "case": {"X"}}, 403, "Another administrator")
	}
	now, err := h.store.UserByName(t.Context(), "rosa")
	must(t, err)
	if len(now.May) > 0 || now.Disabled || now.Password == "" {
		t.Errorf("the account is %+v", now)
	}
}

// TestAdministrationIsClosed: no other role, no key, no page of another site, and nobody on a machine without accounts.
func TestAdministrationIsClosed(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	h.browser().expect("GET", "/admin", nil, 404, "sightline users add")
	h.browser().expect("POST", "/admin/users", url.Values{"name": {"eve"}, "role": {"admin"}}, 404, "sightline users add")
	admin := h.admin()
	victim, _ := h.user("victim", access.RoleAnalyst)
	var posts []string
	for _, what := range []string{"role", "close", "open", "reset", "cases", "cases/remove"} {
		posts = append(posts, fmt.Sprintf("/admin/users/%d/%s", victim, what))
	}
	posts = append(posts, "/admin/users", "/admin/keys", "/admin/keys/1/rotate", "/admin/keys/1/revoke")
	text, hash, hint := auth.NewKey()
	_, err := h.store.AddKey(t.Context(),
		auth.Key{Name: "all", Agency: "ZZ9990100", Hash: hash, Hint: hint, Collections: auth.Collections(), Rate: 1000, Created: h.now,
			Expires: h.now.Add(time.Hour)},
		time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	must(t, err)
	for _, role := range access.Roles() {
		if role == access.RoleAdmin {
			continue
		}
		_, link := h.user(string(role), role)
		b := h.browser()
		b.setUp(link, "/account")
		for _, path := range posts {
			b.expect("POST", path, nil, 403, "Your role may not")
		}
		b.expect("GET", "/admin/keys", nil, 403, "Your role may not")
	}
	for _, path := range posts {
		h.browser().expect("POST", path, nil, 403, "API key is not for", "Authorization", "Bearer "+text)
		h.browser().expect("POST", path, nil, 303, "/login")
		admin.expect("POST", path, nil, 403, "page of another site", "Sec-Fetch-Site", "cross-site")
		admin.expect("POST", path, nil, 403, "page of another site", "Sec-Fetch-Site", "same-site")
	}
	u, err := h.store.UserByName(t.Context(), "victim")
	must(t, err)
	if u.Disabled || u.Role != access.RoleAnalyst {
		t.Errorf("the account is %+v", u)
	}
}

// sendKey sends the form of a new key, with an area if there is one.
func (b *browser) sendKey(fields url.Values, file, area string) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, v := range values {
			must(b.t, w.WriteField(name, v))
		}
	}
	part, err := w.CreateFormFile("area", file)
	must(b.t, err)
	_, err = io.WriteString(part, area)
	must(b.t, err)
	must(b.t, w.Close())
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+"/admin/keys", &body)
	must(b.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.Do(r)
	must(b.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(b.t, err)
	return answer.StatusCode, string(text)
}

// TestKeysByPage makes, replaces and revokes a key by the page, and uses each.
func TestKeysByPage(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	b := h.admin()
	b.expect("GET", "/admin/keys", nil, 200, "There are no API keys.")
	fields := url.Values{"name": {"dispatch <1>"}, "agency": {"zz9990200"}, "collection": {"sightings", "tiles"}, "may": {"victim", "chri"},
		"rate": {"5"}, "days": {"30"}}
	for name, c := range map[string]struct{ field, value, area, want string }{
		"rate":        {"rate", "0", "", "rate of at least 1"},
		"days":        {"days", "366", "", "from 1 to 365 days"},
		"no days":     {"days", "", "", "from 1 to 365 days"},
		"agency":      {"agency", "", "", "is not an ORI"},
		"collection":  {"collection", "everything", "", "no collection"},
		"code":        {"may", "made_up", "", `no handling code &#34;made_up&#34;`},
		"area":        {"", "", `{"type":"Point","coordinates":[1,2]}`, "no GeoJSON polygon"},
		"open ring":   {"", "", `{"type":"Polygon","coordinates":[[[1,2],[2,2],[2,3],[1,3]]]}`, "is not closed"},
		"projected":   {"", "", `{"type":"Polygon","coordinates":[[[1000,2],[2000,2],[2000,3],[1000,2]]]}`, "no longitude and latitude"},
		"no geometry": {"", "", `x`, "no GeoJSON polygon"},
	} {
		bad := url.Values{}
		for k, v := range fields {
			bad[k] = v
		}
		if c.field != "" {
			bad.Set(c.field, c.value)
		}
		file := "" // what no file was chosen for
		if c.area != "" {
			file = "area.geojson"
		}
		status, page := b.sendKey(bad, file, c.area)
		if status != 422 || !strings.Contains(page, c.want) || !strings.Contains(page, `value="dispatch &lt;1&gt;"`) {
			t.Errorf("%s: %d, no %q on\n%.2500s", name, status, c.want, page)
		}
	}
	if keys, err := h.store.Keys(t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}}); err != nil ||
		len(keys) != 0 {
		t.Fatalf("keys %v, %v", keys, err)
	}
	if status, page := b.sendKey(fields, "", `{"type":"Point","coordinates":[1,2]}`); status != 422 ||
		!strings.Contains(page, "no GeoJSON polygon") {
		t.Errorf("an area that is sent as text is overlooked: %d", status)
	}
	if status, page := b.sendKey(fields, "empty.json", ""); status != 422 || !strings.Contains(page, "no GeoJSON polygon") {
		t.Errorf("an empty file is no area: %d", status)
	}
	status, page := b.sendKey(fields, "county.geojson",
		`{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-98,35],[-97,35],[-97,36],[-98,35]]]}}`)
	if status != 200 {
		t.Fatalf("%d\n%s", status, page)
	}
	first := once(t, page)
	keys, err := h.store.Keys(t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	if len(keys) != 1 || keys[0].Agency != "ZZ9990200" || keys[0].Name != "dispatch <1>" || !slices.Equal(keys[0].Collections,
		[]string{"sightings", "tiles"}) || keys[0].Rate != 5 || keys[0].Area == "" ||
		keys[0].CreatedBy != "rosa" || !keys[0].Expires.Equal(h.now.Add(30*24*time.Hour)) {
		t.Errorf("keys %+v", keys)
	}
	if want := []timeline.Handling{"chri", "victim"}; !slices.Equal(keys[0].May, want) {
		t.Errorf("the key may see %v, want %v", keys[0].May, want)
	}
	if page := b.expect("GET", "/admin/keys", nil, 200, "records of a victim <small>victim</small></div>"); strings.Contains(page,
		"<small>juvenile</small></div>") {
		t.Errorf("the list tells of rights that the key has not:\n%s", page)
	}
	if text := fmt.Sprint(h.audited(auth.ActionKeyAdded)); strings.Contains(text, first) || !strings.Contains(text, "dispatch") ||
		!strings.Contains(text, "rosa") {
		t.Errorf("audit %s", text)
	}
	if strings.Contains(b.expect("GET", "/admin/keys", nil, 200, "within its area"), first) {
		t.Error("the key is shown twice")
	}
	const ask = near + "&case=A-1&purpose=test"
	h.browser().expect("GET", ask, nil, 200, "FeatureCollection", "Authorization", "Bearer "+first)

	at := fmt.Sprintf("/admin/keys/%d", keys[0].ID)
	b.expect("POST", at+"/rotate", url.Values{"days": {"30"}, "overlap": {"31"}}, 422, "at most 30 days")
	b.expect("POST", at+"/rotate", url.Values{"days": {"30"}, "overlap": {"-1"}}, 422, "at most 30 days")
	b.expect("POST", at+"/rotate", url.Values{"days": {"0"}, "overlap": {"1"}}, 422, "from 1 to 365")
	second := once(t, b.expect("POST", at+"/rotate", url.Values{"days": {"30"}, "overlap": {"1"}}, 200, "works beside it until"))
	for _, key := range []string{first, second} {
		h.browser().expect("GET", ask, nil, 200, "FeatureCollection", "Authorization", "Bearer "+key)
	}
	keys, err = h.store.Keys(t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	if len(keys) != 2 || keys[1].Replaces != keys[0].ID || keys[1].Area != keys[0].Area || keys[1].Rate != 5 ||
		!keys[0].Expires.Equal(h.now.Add(24*time.Hour)) {
		t.Errorf("keys %+v", keys)
	}
	b.expect("POST", at+"/revoke", nil, 303, "revoked")
	h.browser().expect("GET", ask, nil, 401, "revoked or expired", "Authorization", "Bearer "+first)
	b.expect("POST", at+"/revoke", nil, 404, "could be revoked")
	b.expect("POST", at+"/rotate", url.Values{"days": {"30"}, "overlap": {"1"}}, 422, "is revoked")
	b.expect("POST", "/admin/keys/999/rotate", nil, 404, "no such key")
	b.expect("POST", "/admin/keys", fields, 400, "cannot be read") // no form with a file
}
