package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/auth"
)

// everyPart is a server with every part that has routes.
func everyPart(t *testing.T) *server {
	t.Helper()
	s := &server{Config: Config{Accounts: &auth.Accounts{}}}
	fillInterfaces(t, &s.Config)
	return s
}

// Under other names, for an embedded interface must not be called like its own method.
type (
	someMarks      = Marks
	someCandidates = Candidates
	someLeads      = Leads
	someTiles      = Tiles
	someFeatures   = Features
	someAudits     = Audits
	someHits       = Hits
	someNotices    = Notices
	someKeeping    = Administration
)

// fillInterfaces puts something in place of every part of the configuration that is left out by default: what has no
// routes then would escape the walk.
func fillInterfaces(t *testing.T, c *Config) {
	t.Helper()
	c.Marks = struct{ someMarks }{}
	c.Candidates = struct{ someCandidates }{}
	c.Leads = struct{ someLeads }{}
	c.Tiles = struct{ someTiles }{}
	c.Features = struct{ someFeatures }{}
	c.Audits = struct{ someAudits }{}
	c.Hits = struct{ someHits }{}
	c.Notices = struct{ someNotices }{}
	c.Administration = struct{ someKeeping }{}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Interface && f.IsNil() {
			t.Fatalf("Config.%s is nil: give it something here, so that its routes are walked", v.Type().Field(i).Name)
		}
	}
}

// routesOf are the templates of all routes.
func routesOf(t *testing.T, s *server) []string {
	t.Helper()
	var all []string
	err := s.routes().(*mux.Router).Walk(func(r *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		template, err := r.GetPathTemplate()
		all = append(all, template)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// usable says, apart from the table that is tested, who may use which routes: those whose template begins so.
var usable = []struct {
	prefix string
	roles  string // of users
	key    string // what a key must be for
}{
	{"/assets/", "everybody", ""}, {"/healthz", "everybody", ""}, {"/readyz", "everybody", ""}, {"/login", "everybody", ""},
	{"/logout", "everybody", ""}, {"/setup", "everybody", ""},
	{"/account", "analyst supervisor agency auditor admin", ""}, {"/api/v1/session", "analyst supervisor agency auditor admin", ""},
	{"/metrics", "admin", "metrics"}, {"/admin", "admin", ""},
	{"/api/v1/audit", "auditor", ""}, {"/audit", "auditor", ""},
	{"/api/v1/sightings", "analyst supervisor agency admin", "sightings"},
	{"/api/v1/openapi.json", "analyst supervisor agency admin", "sightings"},
	{"/hits", "analyst supervisor admin", ""},
	{"/notices", "analyst supervisor agency admin", ""}, {"/api/v1/notices", "analyst supervisor agency admin", "sightings"},
	{"/search", "analyst supervisor agency admin", ""}, {"/ogc", "analyst supervisor agency admin", "features"},
	{"/tiles/", "analyst supervisor agency admin", "tiles"},
	{"/api/v1/", "analyst supervisor admin", ""}, {"/subjects/", "analyst supervisor admin", ""}, {"/", "analyst supervisor admin", ""},
}

// TestEveryRouteHasItsRoles walks all routes with every role and every kind of key.
func TestEveryRouteHasItsRoles(t *testing.T) {
	templates := routesOf(t, everyPart(t))
	if len(templates) < 15 {
		t.Fatalf("only %d routes", len(templates))
	}
	for _, template := range templates {
		g, ok := grantOf(template)
		if !ok {
			t.Errorf("%s has no entry in grants: nobody may use it", template)
			continue
		}
		i := slices.IndexFunc(usable, func(u struct{ prefix, roles, key string }) bool { return strings.HasPrefix(template, u.prefix) })
		want := usable[i]
		for _, role := range access.Roles() {
			v := viewer{Viewer: access.Viewer{User: 1, Role: role}}
			expected := want.roles == "everybody" || slices.Contains(strings.Fields(want.roles), string(role))
			if g.admits(v) != expected {
				t.Errorf("%s admits %s: %v, want %v", template, role, !expected, expected)
			}
		}
		for _, collection := range auth.Collections() {
			v := viewer{Viewer: access.Viewer{Key: 1, Role: access.RoleAgency}, key: &auth.Key{Collections: []string{collection}}}
			expected := want.roles == "everybody" || collection == want.key
			if g.admits(v) != expected {
				t.Errorf("%s admits a key for %s: %v, want %v", template, collection, !expected, expected)
			}
		}
		if nobody := g.admits(viewer{}); nobody != (want.roles == "everybody") {
			t.Errorf("%s admits nobody in particular: %v", template, nobody)
		}
		if !g.admits(viewer{Viewer: access.Viewer{Everything: true}}) {
			t.Errorf("%s is closed to the one user of a machine without accounts", template)
		}
	}
}

// TestSearchesNeedAReason finds by their form the routes that give sightings away.
func TestSearchesNeedAReason(t *testing.T) {
	found := 0
	for _, template := range routesOf(t, everyPart(t)) {
		gives := strings.HasPrefix(template, "/api/v1/sightings") || strings.HasSuffix(template, ".mvt") ||
			strings.HasPrefix(template, "/ogc/collections/") && strings.Contains(template, "/items")
		if gives {
			found++
		}
		if g, _ := grantOf(template); g.search != gives {
			t.Errorf("%s needs a reason: %v, want %v", template, g.search, gives)
		}
	}
	if found < 2 {
		t.Errorf("only %d searches", found)
	}
}

func TestBrowsersAreNamed(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36":                         "Chrome on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge on Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14.0; rv:140.0) Gecko/20100101 Firefox/140.0":                                           "Firefox on Mac",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1":     "Safari on iPhone",
		"curl/8": "another program",
		"":       "another program",
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}

// TestRoutesWithoutEntryAnswerNobody adds a route and forgets its entry.
func TestRoutesWithoutEntryAnswerNobody(t *testing.T) {
	s := &server{}
	r := mux.NewRouter()
	r.Use(s.guard)
	reached := false
	r.HandleFunc("/api/v2/forgotten", func(http.ResponseWriter, *http.Request) { reached = true })
	s.NotFound = func(error) bool { return false }
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/v2/forgotten", nil))
	if w.Code != http.StatusForbidden || reached {
		t.Errorf("a route without an entry answered %d, reached %v", w.Code, reached)
	}
}

func TestGrantsAreFoundByTemplate(t *testing.T) {
	for template, want := range map[string]string{
		"/":                                     "/",
		"/subjects/{id:[0-9]+}":                 "/subjects/",
		"/tiles/{layer}.json":                   "/tiles/{layer}.json",
		"/tiles/{layer:[a-z]{1,9}}.json":        "/tiles/{layer}.json",
		"/tiles/{layer}/{z}/{x}/{y}.mvt":        "/tiles/",
		"/ogc/collections/{collection:a|b}":     "/ogc/",
		"/ogc/collections/{collection}/items":   "/ogc/collections/{collection}/items",
		"/ogc/collections/{collection}/items/7": "/ogc/collections/{collection}/items/",
		"/elsewhere":                            "",
		"/api/v1/casesx":                        "",
		"/api/v1/sightings/search":              "/api/v1/sightings/",
	} {
		if g, _ := grantOf(template); g.path != want {
			t.Errorf("%s is granted by %q, want %q", template, g.path, want)
		}
	}
}

func TestOrigin(t *testing.T) {
	g := Exposure{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("::1/128")}}
	for name, c := range map[string]struct {
		peer, chain, proto string
		want               string
		secure             bool
	}{
		"direct":                   {"192.0.2.7:99", "", "", "192.0.2.7", false},
		"direct, with a tale":      {"192.0.2.7:99", "198.51.100.1", "https", "192.0.2.7", false},
		"by the proxy":             {"10.0.0.5:99", "192.0.2.7", "https", "192.0.2.7", true},
		"by the proxy, in clear":   {"10.0.0.5:99", "192.0.2.7", "http", "192.0.2.7", false},
		"by the proxy, with a lie": {"10.0.0.5:99", "127.0.0.1, 192.0.2.7", "https", "192.0.2.7", true},
		"by two proxies":           {"[::1]:99", "6.6.6.6, 192.0.2.7, 10.0.0.9", "https", "192.0.2.7", true},
		"proxy says nothing":       {"10.0.0.5:99", "", "", "10.0.0.5", false},
		"proxy says nonsense":      {"10.0.0.5:99", "x", "https", "10.0.0.5", true},
		"the last word counts":     {"10.0.0.5:99", "192.0.2.7", "https, http", "192.0.2.7", false},
		"IPv6":                     {"[2001:db8::7%eth0]:99", "", "", "2001:db8::7", false},
		"mapped":                   {"[::ffff:192.0.2.7]:99", "", "", "192.0.2.7", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.chain != "" {
			r.Header.Set("X-Forwarded-For", c.chain)
		}
		if c.proto != "" {
			r.Header.Set("X-Forwarded-Proto", c.proto)
		}
		if o := g.originOf(r); o.address.String() != c.want || o.secure != c.secure {
			t.Errorf("%s: %s, secure %v; want %s, %v", name, o.address, o.secure, c.want, c.secure)
		}
	}
}

func TestNextIsOurs(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "/",
		"/subjects/7?zone=UTC":    "/subjects/7?zone=UTC",
		"//evil.example":          "/",
		"/\\evil.example":         "/",
		"https://evil.example/":   "/",
		"javascript:alert(1)":     "/",
		"/%2f/evil.example":       "/",
		"/login?next=/":           "/",
		"/logout":                 "/",
		"/setup?link=x":           "/",
		"subjects/7":              "/",
		"/a\r\nSet-Cookie: x=1":   "/",
		"/ogc/collections?f=html": "/ogc/collections?f=html",
	} {
		if got := nextOf(text); got != want {
			t.Errorf("%q goes on to %q, want %q", text, got, want)
		}
	}
}

func TestQRCode(t *testing.T) {
	q, err := drawQR("otpauth://totp/Sightline:ann?secret=ABC&issuer=Sightline")
	if err != nil || q.Size < 29 || !strings.HasPrefix(q.Path, "M4 4h7v1h-7z") { // the finder pattern's upper edge, behind the quiet zone
		t.Errorf("%d, %.40s, %v", q.Size, q.Path, err)
	}
	if _, err := drawQR(strings.Repeat("x", 5000)); err == nil {
		t.Error("too long a text was drawn")
	}
}
