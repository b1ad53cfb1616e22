package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/web"
)

// slowKeys is a store that does not find keys before it may.
type slowKeys struct {
	auth.Store
	may chan struct{}
}

func (s slowKeys) KeyByHash(ctx context.Context, hash []byte) (auth.Key, error) {
	select {
	case <-s.may:
	case <-ctx.Done():
		return auth.Key{}, ctx.Err()
	}
	return s.Store.KeyByHash(ctx, hash)
}

// told reports whether the metrics have a line.
func (h *house) told(line string) bool {
	w := httptest.NewRecorder()
	h.metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return strings.Contains(w.Body.String(), line+"\n")
}

// until waits for a line of the metrics.
func (h *house) until(line string) {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); !h.told(line); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("never told: %s", line)
		}
	}
}

// TestStrangersTakeNoSlotsOfAccounts: those who show invented keys wait for the database in a few slots of their own, and for a
// while only; who is logged in is answered meanwhile.
func TestStrangersTakeNoSlotsOfAccounts(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	ann := h.browser()
	ann.setUp(link, "/")
	may := make(chan struct{})
	h.rules.Store = slowKeys{h.store, may}
	var refused, unknown, other atomic.Int32
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			text, _, _ := auth.NewKey()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.server.URL+near, nil)
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer "+text)
			answer, err := h.server.Client().Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			switch {
			case answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") != "":
				refused.Add(1)
			case answer.StatusCode == http.StatusUnauthorized:
				unknown.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	h.until(`sightline_slots_used{of="strangers"} 2`) // of one address
	for range 20 {
		ann.expect("GET", near+"&case=A-1&purpose=test", nil, 200, "FeatureCollection")
		ann.expect("POST", "/api/v1/sightings/search", nil, 400, "for which case and why")
		ann.expect("GET", "/healthz", nil, 200, "")
	}
	if !h.told(`sightline_slots_used{of="strangers"} 2`) {
		t.Error("the strangers are no longer there")
	}
	h.until(`sightline_slots_open{of="strangers"} 2`) // the others were sent away
	close(may)
	all.Wait()
	if refused.Load() != 98 || unknown.Load() != 2 || other.Load() > 0 {
		t.Errorf("%d sent away, %d unknown, %d other", refused.Load(), unknown.Load(), other.Load())
	}
	h.until(`sightline_slots_open{of="strangers"} 0`)
}

// TestBodiesBeforeLogIn: those who are logged in may send what the route takes, from their first request on; others little.
func TestBodiesBeforeLogIn(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("ann", access.RoleAnalyst)
	text, hash, hint := auth.NewKey()
	key := auth.Key{Name: "cad", Agency: "ZZ9990200", Hash: hash, Hint: hint, Rate: 600, Created: h.now, Expires: h.now.Add(time.Hour)}
	key.Collections = []string{"sightings"}
	_, err := h.store.AddKey(t.Context(), key, time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	must(t, err)
	invented, _, _ := auth.NewKey()
	const area = `{"circle":{"lat":35.5,"lon":-97.5,"radius_m":500}}`
	search := `{"case":"A-1","purpose":"test","areas":[` + area + "]" + strings.Repeat(" ", 500_000) + "}"
	for _, c := range []struct {
		credential string
		status     int
	}{{"Bearer " + text, 200}, {"Bearer " + text, 200}, {"Bearer " + invented, 413}, {"", 413}} {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/sightings/search", strings.NewReader(search))
		r.Host = "127.0.0.1"
		r.Header.Set("Content-Type", "application/json")
		if c.credential != "" {
			r.Header.Set("Authorization", c.credential)
		} else { // the first request that finds an account closes the server; then nobody is its one user
			h.browser().expect("GET", "/", nil, 303, "/login")
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("with %q: %d, want %d: %.200s", c.credential, w.Code, c.status, w.Body)
		}
	}
	// A session that has ended is a stranger's, though it was known.
	ann := h.browser()
	ann.setUp(link, "/")
	ann.expect("GET", "/", nil, 200, "Cases")
	cookies := ann.Jar.Cookies(mustURL(t, h.server.URL))
	ann.expect("POST", "/logout", nil, 303, "/login")
	ann.Jar.SetCookies(mustURL(t, h.server.URL), cookies)
	ann.expect("GET", "/", nil, 303, "/login")
	ann.expect("POST", "/login", url.Values{"name": {strings.Repeat("x", 100_000)}}, 413, "too large")
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	must(t, err)
	return u
}
