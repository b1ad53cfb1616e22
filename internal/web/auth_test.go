package web_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/dbtest"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/web"
)

const password = "plum-otter-vivid-94"

// house is a server with accounts on a database of its own, and a clock that the test moves.
type house struct {
	t       *testing.T
	server  *httptest.Server
	handler http.Handler
	store   *store.Store
	url     string // of the database
	data    *fake
	rules   *auth.Accounts
	metrics *web.Metrics
	now     time.Time
}

func newHouse(t *testing.T, gate web.Exposure) *house {
	t.Helper()
	url := dbtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	secret, err := auth.NewSecret(bytes.Repeat([]byte{1}, auth.SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: s, url: url, data: &fake{}, metrics: web.NewMetrics("test", nil), now: time.Now().UTC().Truncate(time.Second)}
	h.rules = &auth.Accounts{Store: s, Hasher: auth.NewHasher(100), Secret: secret, Lockout: auth.DefaultLockout,
		Now: func() time.Time { return h.now }}
	h.handler, err = web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Accounts: h.rules, Exposure: gate, Metrics: h.metrics, Audits: s, Hits: s, Notices: s, Administration: s,
		NotFound: func(err error) bool { return errors.Is(err, errNone) || errors.Is(err, store.ErrNotFound) }}, h.data, &fakeExports{})
	if err != nil {
		t.Fatal(err)
	}
	if gate.Closed {
		h.server = httptest.NewTLSServer(h.handler)
	} else {
		h.server = httptest.NewServer(h.handler)
	}
	t.Cleanup(h.server.Close)
	return h
}

// browser keeps cookies and does not follow where it is sent.
type browser struct {
	*house
	*http.Client
	at string // where it was sent last
}

func (h *house) browser() *browser {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	client := *h.server.Client()
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{house: h, Client: &client}
}

// ask sends a request and returns the status and the body.
func (b *browser) ask(method, path string, form url.Values, header ...string) (int, string, http.Header) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.at = answer.Header.Get("Location")
	return answer.StatusCode, string(body), answer.Header
}

// expect asks and compares the status, where it was sent, and a part of the answer.
func (b *browser) expect(method, path string, form url.Values, status int, text string, header ...string) string {
	b.t.Helper()
	got, body, _ := b.ask(method, path, form, header...)
	if got != status || !strings.Contains(b.at+"\n"+body, text) {
		b.t.Fatalf("%s %s: %d to %q, want %d with %q:\n%.1500s", method, path, got, b.at, status, text, body)
	}
	return body
}

// user makes an account and returns its number and the link for its password.
func (h *house) user(name string, role access.Role) (int64, string) {
	h.t.Helper()
	return h.userOf(name, role, "ZZ9990100")
}

func (h *house) userOf(name string, role access.Role, agency string) (int64, string) {
	h.t.Helper()
	id, err := h.store.AddUser(h.t.Context(), auth.User{Name: name, Role: role, Agency: agency}, h.now,
		auth.Event{Action: auth.ActionUserAdded, Actor: "console"})
	if err != nil {
		h.t.Fatal(err)
	}
	token, link := auth.MakeLink(id, h.now)
	if err := h.store.AddLink(h.t.Context(), link, auth.Event{Action: auth.ActionLink, Actor: "console"}); err != nil {
		h.t.Fatal(err)
	}
	return id, token
}

var (
	secretText = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)
	hiddenLink = regexp.MustCompile(`name="link" value="([^"]+)"`)
)

// setUp goes from a one-time link to an open session, by the pages, and returns the secret of the second factor.
func (b *browser) setUp(link, next string) []byte {
	b.t.Helper()
	page := b.expect("GET", "/setup?link="+link, nil, 200, "This link works once")
	if m := hiddenLink.FindStringSubmatch(page); m == nil || m[1] != link {
		b.t.Fatalf("the page does not carry the link: %v", m)
	}
	b.expect("POST", "/setup", url.Values{"link": {link}, "password": {password}, "again": {password}, "next": {next}}, 303,
		"/login/enrol?next="+url.QueryEscape(next))
	page = b.expect("GET", "/login/enrol", nil, 200, "<svg")
	m := secretText.FindStringSubmatch(page)
	if m == nil {
		b.t.Fatalf("no secret on the page:\n%s", page)
	}
	secret, err := auth.ParseTOTP(m[1])
	if err != nil {
		b.t.Fatal(err)
	}
	b.expect("POST", "/login/enrol", url.Values{"code": {auth.Code(secret, b.now)}, "next": {next}}, 303, "/login/banner")
	b.expect("GET", "/login/banner", nil, 200, "consent to monitoring")
	b.expect("POST", "/login/banner", url.Values{"next": {next}}, 303, next)
	return secret
}

func (b *browser) logIn(name string, secret []byte) {
	b.t.Helper()
	b.expect("POST", "/login", url.Values{"name": {name}, "password": {password}}, 303, "/login/second")
	b.expect("POST", "/login/second", url.Values{"code": {auth.Code(secret, b.now)}}, 303, "/login/banner")
	b.expect("POST", "/login/banner", nil, 303, "/")
}

func TestMachineOfOneUser(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	b := h.browser()
	b.expect("GET", "/", nil, 200, "Cases")
	b.expect("GET", "/login", nil, 303, "/")
	b.expect("GET", near, nil, 200, "FeatureCollection")
	if look := h.data.looks[0]; !look.Viewer.Everything || look.Actor != "tester" {
		t.Errorf("look %+v", look)
	}
	// With the first account it is over.
	_, link := h.user("ann", access.RoleAnalyst)
	b.expect("GET", "/subjects/7?x=1", nil, 303, "/login?next=%2Fsubjects%2F7%3Fx%3D1")
	b.expect("GET", near, nil, 401, "API key")
	b.expect("GET", near, nil, 303, "/login?next=", "Accept", "text/html,*/*") // somebody follows a link
	b.expect("GET", "/assets/style.css", nil, 200, "")
	b.expect("GET", "/healthz", nil, 200, "ok")
	b.setUp(link, "/subjects/7")
	if body := b.expect("GET", "/subjects/7", nil, 200, `href="/account"`); !strings.Contains(body, `data-idle="1800"`) {
		t.Error("the page is not locked when it is left alone")
	}
	b.expect("GET", near, nil, 400, "for which case and why")
	b.expect("GET", near+"&case=A-1&purpose=stop+42", nil, 200, "FeatureCollection")
	if look := h.data.looks[len(h.data.looks)-1]; look.Viewer.Everything || look.Viewer.Role != access.RoleAnalyst ||
		look.Viewer.User == 0 || look.Actor != "ann" ||
		look.Agency != "ZZ9990100" || look.Address != "127.0.0.1" || look.Purpose != "stop 42" {
		t.Errorf("look %+v", look)
	}
}

func TestLogInByPages(t *testing.T) {
	h := newHouse(t, web.Exposure{Closed: true, Hosts: []string{"127.0.0.1"}})
	b := h.browser()
	link, err := h.rules.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.expect("GET", "/", nil, 303, "/login?next=%2F")
	b.expect("GET", "/setup?link=x", nil, 404, "was used, has expired")
	b.expect("GET", "/setup?link="+link, nil, 200, "first administrator")
	set := url.Values{"link": {link}, "name": {"Rosa"}, "password": {"short"}, "again": {"short"}}
	b.expect("POST", "/setup", set, 422, "at least 8")
	set.Set("again", "other")
	b.expect("POST", "/setup", set, 422, "not the same")
	set.Set("password", password)
	set.Set("again", password)
	b.expect("POST", "/setup", set, 303, "/login/enrol")
	b.expect("POST", "/setup", set, 404, "was used")
	// Nothing is open before the second factor is set up and the banner read.
	b.expect("GET", "/", nil, 303, "/login/enrol")
	b.expect("GET", "/account", nil, 303, "/login/enrol")
	b.expect("GET", "/login/banner", nil, 303, "/login/enrol")
	b.expect("POST", "/login/banner", nil, 303, "/login/enrol")
	b.expect("GET", "/api/v1/cases", nil, 401, "Log in")
	secret, err := auth.ParseTOTP(secretText.FindStringSubmatch(b.expect("GET", "/login/enrol", nil, 200, "<svg"))[1])
	if err != nil {
		t.Fatal(err)
	}
	b.expect("POST", "/login/enrol", url.Values{"code": {"000000"}}, 422, "wrong")
	b.expect("POST", "/login/enrol", url.Values{"code": {auth.Code(secret, h.now)}}, 303, "/login/banner")
	b.expect("GET", "/", nil, 303, "/login/banner")
	b.expect("POST", "/login/banner", nil, 303, "/")
	b.expect("GET", "/", nil, 200, "rosa")

	b.expect("POST", "/logout", nil, 303, "/login")
	b.expect("GET", "/", nil, 303, "/login")
	b.expect("POST", "/login", url.Values{"name": {"rosa"}, "password": {"wrong"}}, 422,
		"The name, the password or the code is wrong, or the account is locked.")
	b.expect("POST", "/login", url.Values{"name": {"nobody"}, "password": {"wrong"}}, 422,
		"The name, the password or the code is wrong, or the account is locked.")
	b.expect("POST", "/login/second", url.Values{"code": {auth.Code(secret, h.now)}}, 303, "/login")
	h.now = h.now.Add(time.Minute)
	b.logIn("rosa", secret)

	// Left alone it is locked, and says whose it is.
	h.now = h.now.Add(auth.IdleLimit)
	b.expect("GET", "/subjects/7", nil, 303, "/login?next=%2Fsubjects%2F7")
	page := b.expect("GET", "/login?next=%2Fsubjects%2F7", nil, 200, "Locked")
	if !strings.Contains(page, `value="rosa"`) || !strings.Contains(page, `value="/subjects/7"`) {
		t.Errorf("the locked page:\n%s", page)
	}
	b.logIn("rosa", secret)
}

func TestCookieAndHeaders(t *testing.T) {
	h := newHouse(t, web.Exposure{Closed: true, Hosts: []string{"127.0.0.1", "sightline.example"},
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	_, link := h.user("ann", access.RoleAnalyst)
	b := h.browser()
	form := url.Values{"link": {link}, "password": {password}, "again": {password}}
	_, _, header := b.ask("POST", "/setup", form, "Host", "sightline.example")
	cookie := header.Get("Set-Cookie")
	for _, want := range []string{"__Host-sightline=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %s: %s", want, cookie)
		}
	}
	for _, never := range []string{"Domain", "Expires", "Max-Age"} {
		if strings.Contains(cookie, never) {
			t.Errorf("the cookie has %s: %s", never, cookie)
		}
	}
	if !strings.HasPrefix(header.Get("Strict-Transport-Security"), "max-age=") {
		t.Error("no strict transport security")
	}
	policy := header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self';", "form-action 'self'",
		"frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the content security policy lacks %s: %s", want, policy)
		}
	}
	b.expect("GET", "/", nil, 421, "does not answer to that name", "Host", "evil.example")

	direct := func(what string, change func(*http.Request), want int) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, "/login", nil)
		r.Host, r.RemoteAddr = "sightline.example", "192.0.2.9:1"
		change(r)
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", what, w.Code, want)
		}
	}
	direct("in the clear", func(*http.Request) {}, 403)
	direct("in the clear, with a tale", func(r *http.Request) { r.Header.Set("X-Forwarded-Proto", "https") }, 403)
	direct("by the proxy", func(r *http.Request) { r.RemoteAddr = "10.1.2.3:1"; r.Header.Set("X-Forwarded-Proto", "https") }, 200)
	direct("by the proxy in the clear",
		func(r *http.Request) { r.RemoteAddr = "10.1.2.3:1"; r.Header.Set("X-Forwarded-Proto", "http") }, 403)
	direct("encrypted", func(r *http.Request) { r.TLS = &tls.ConnectionState{} }, 200)
	direct("a probe from this machine", func(r *http.Request) {
		r.RemoteAddr, r.URL.Path, r.Host = "127.0.0.1:1", "/healthz",
			"127.0.0.1"
	}, 200)
	direct("another page from this machine", func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:1", "127.0.0.1" }, 403)
}

// TestAccountsOutOfReach takes the accounts' database away: what is everybody's is answered, and nothing else.
func TestAccountsOutOfReach(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	in, out := h.browser(), h.browser()
	in.setUp(link, "/")
	h.store.Close()
	for _, b := range []*browser{in, out} {
		b.expect("GET", "/healthz", nil, 200, "ok")
		b.expect("GET", "/assets/style.css", nil, 200, "")
	}
	looks := len(h.data.looks)
	in.expect("GET", near, nil, 500, "could not answer")
	in.expect("GET", "/subjects/7", nil, 500, "could not answer")
	in.expect("GET", near, nil, 500, "could not answer", "Authorization", "Bearer "+auth.KeyPrefix+strings.Repeat("A", 43))
	if len(h.data.looks) != looks {
		t.Error("something was looked at by nobody knows whom")
	}
	if got, _, _ := out.ask("GET", near, nil); got == 200 && h.data.looks[len(h.data.looks)-1].Viewer.Everything {
		t.Error("without the database everybody sees everything")
	}
}

func TestOtherSitesCannotAct(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	b := h.browser()
	b.setUp(link, "/")
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, {"Sec-Fetch-Site", "", "Origin", "null"}} {
		for _, path := range []string{"/logout", "/account/password", "/account/sessions", "/login", "/setup", "/login/banner"} {
			b.expect("POST", path, nil, 403, "another site", header...)
		}
	}
	b.expect("GET", "/account", nil, 200, "this one")
	// Who comes by a link on another site has withheld the cookie: a page of ours makes the browser bring it.
	stranger := h.browser()
	stranger.expect("GET", "/subjects/7", nil, 200, `content="0;url=/subjects/7"`, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode",
		"navigate")
}

func TestRolesByPages(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	for role, want := range map[access.Role]map[string]int{
		access.RoleAnalyst: {"/": 200, "/api/v1/cases": 200, near: 400, near + "&case=A-1&purpose=stop": 200, "/account": 200,
			"/api/v1/session": 200},
		access.RoleSupervisor: {"/": 200, "/api/v1/cases": 200, near: 400, near + "&case=A-1&purpose=stop": 200},
		access.RoleAdmin:      {"/": 200, near + "&case=A-1&purpose=stop": 200},
		access.RoleAuditor:    {"/": 303, "/subjects/7": 403, "/api/v1/cases": 403, near: 403, "/account": 200},
		access.RoleAgency: {"/": 303, "/search": 200, "/subjects/7": 403, "/api/v1/cases": 403, "/api/v1/subjects/7/dossier": 403,
			"/api/v1/records/1/3": 403, "/subjects/7/report.html": 403, near: 400, near + "&case=A-1&purpose=stop": 200, "/account": 200},
	} {
		_, link := h.user(string(role), role)
		b := h.browser()
		b.setUp(link, "/account")
		looks := len(h.data.looks)
		for path, status := range want {
			b.expect("GET", path, nil, status, "")
		}
		if role == access.RoleAuditor && len(h.data.looks) != looks {
			t.Error("the store was asked for an auditor")
		}
	}
	rows, err := h.store.SearchAudit(t.Context(), ledger.Query{Action: auth.ActionRefused, Actor: "auditor", Most: 50},
		access.Asker{Actor: "test"})
	if err != nil || len(rows) != 3 || rows[0].Outcome != ledger.Refused {
		t.Errorf("refusals of the auditor in the audit: %+v, %v", rows, err)
	}
}

func TestKeysByAPI(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	h.user("ann", access.RoleAnalyst)
	text, hash, hint := auth.NewKey()
	id, err := h.store.AddKey(t.Context(),
		auth.Key{Name: "cad", Agency: "ZZ9990200", Hash: hash, Hint: hint, Collections: []string{"sightings"}, Rate: 7, Created: h.now,
			Expires: h.now.Add(time.Hour)},
		time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	bearer := []string{"Authorization", "Bearer " + text}
	body := b.expect("GET", near, nil, 400, "case number", bearer...)
	var p struct {
		Status int
		Detail string
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != 400 || !strings.Contains(p.Detail, "purpose") {
		t.Errorf("problem %s", body)
	}
	b.expect("GET", near+"&case=A-1", nil, 400, "Missing: the purpose", bearer...)
	b.expect("GET", near, nil, 200, "FeatureCollection", append(bearer, "Sightline-Case", "A-1", "Sightline-Purpose", "stop 42")...)
	if look := h.data.looks[0]; look.Viewer.Key != id || look.Viewer.Role != access.RoleAgency || look.Agency != "ZZ9990200" ||
		look.Actor != "key cad" || look.Case != "A-1" || look.Purpose != "stop 42" {
		t.Errorf("look %+v", look)
	}
	b.expect("GET", "/api/v1/cases", nil, 403, "not for what is at this address", bearer...)
	b.expect("GET", "/account", nil, 403, "not for", bearer...)
	r, err := http.NewRequest(http.MethodGet, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("any", text)
	b.expect("GET", near+"&case=A-1&purpose=x", nil, 200, "FeatureCollection", "Authorization", r.Header.Get("Authorization"))
	for i := range 10 {
		if status, _, header := b.ask("GET", near+"&case=A-1&purpose=x", nil, bearer...); status == 429 {
			if header.Get("Retry-After") == "" || i > 5 {
				t.Errorf("request %d: retry after %q", i, header.Get("Retry-After"))
			}
			break
		} else if i == 9 {
			t.Error("the rate does not hold")
		}
	}
	for _, wrong := range []string{"Bearer " + text + "x", "Bearer sk_", "Bearer", "Digest x", "Basic !"} {
		status, _, header := b.ask("GET", near, nil, "Authorization", wrong)
		if status != 401 || !strings.HasPrefix(header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%q: %d, %q", wrong, status, header.Get("WWW-Authenticate"))
		}
	}
	if err := h.store.RevokeKey(t.Context(), id, h.now, auth.Event{Action: auth.ActionKeyRevoked}); err != nil {
		t.Fatal(err)
	}
	b.expect("GET", near+"&case=A-1&purpose=x", nil, 401, "unknown, revoked or expired", bearer...)
}

func TestAccountPage(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	one, two := h.browser(), h.browser()
	secret := one.setUp(link, "/")
	h.now = h.now.Add(time.Minute)
	two.logIn("ann", secret)
	page := one.expect("GET", "/account", nil, 200, "End it")
	other := regexp.MustCompile(`name="session" value="(\d+)"`).FindStringSubmatch(page)
	if strings.Count(page, "End it") != 1 || other == nil {
		t.Fatalf("sessions:\n%s", page)
	}
	one.expect("POST", "/account/sessions", url.Values{"session": {other[1]}}, 303, "/account")
	two.expect("GET", "/", nil, 303, "/login")
	next := "gravel tuning eleven moth"
	change := url.Values{"was": {"wrong"}, "password": {next}, "again": {next}}
	one.expect("POST", "/account/password", change, 422, "not that one")
	change.Set("was", password)
	change.Set("again", "x")
	one.expect("POST", "/account/password", change, 422, "not the same")
	change.Set("password", "annannann")
	change.Set("again", "annannann")
	one.expect("POST", "/account/password", change, 422, "easily guessed")
	change.Set("password", next)
	change.Set("again", next)
	one.expect("POST", "/account/password", change, 303, "/account?done=password")
	one.expect("GET", "/account?done=password", nil, 200, "password is changed")
	two.expect("POST", "/login", url.Values{"name": {"ann"}, "password": {password}}, 422, "wrong")
	two.expect("POST", "/login", url.Values{"name": {"ann"}, "password": {next}}, 303, "/login/second")
}

// TestNothingSecretIsLogged logs in with the log at its most talkative.
func TestNothingSecretIsLogged(t *testing.T) {
	var log bytes.Buffer
	h := newHouse(t, web.Exposure{})
	handler, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Accounts: h.rules, NotFound: func(error) bool { return false }}, h.data, &fakeExports{})
	if err != nil {
		t.Fatal(err)
	}
	h.server.Config.Handler = handler
	_, link := h.user("ann", access.RoleAnalyst)
	b := h.browser()
	b.setUp(link, "/")
	b.ask("POST", "/login", url.Values{"name": {"ann"}, "password": {"hush-hush"}})
	for _, secret := range []string{link, password, "hush-hush"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log.String(), "/setup") {
		t.Error(fmt.Errorf("the log holds nothing: %s", log.String()))
	}
}
