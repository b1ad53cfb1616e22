package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/internal/auth"
	"sightline/timeline"
)

// told runs a command that has to succeed and reads the JSON that it prints.
func (c command) told(into any, args ...string) {
	c.t.Helper()
	if err := json.Unmarshal([]byte(c.must(append(args, "--json")...)), into); err != nil {
		c.t.Fatalf("%v: %v", args, err)
	}
}

func TestUsers(t *testing.T) {
	c := newCommand(t)
	c.must("cases", "put", "T-1")
	if out := c.must("users"); !strings.Contains(out, "no accounts") {
		t.Errorf("users: %s", out)
	}
	for _, bad := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"users", "add", "ann"}, exitUsage, "--role"},
		{[]string{"users", "add", "ann", "--role", "boss"}, exitUsage, "must be one of"},
		{[]string{"users", "add", "a b", "--role", "analyst"}, exitInput, "letters, digits"},
		{[]string{"users", "add", "ann", "--role", "analyst", "--agency", "X"}, exitInput, "not an ORI"},
		{[]string{"users", "add", "ann", "--role", "agency"}, exitInput, "needs an agency"},
		{[]string{"users", "add", "ann", "--role", "analyst", "--password", "x"}, exitUsage, "unknown flag"},
		{[]string{"users", "add", "ann", "--role", "analyst", "--may", "juvenil"}, exitUsage, "must be one of"},
		{[]string{"users", "role", "ann", "--may", "chri,victim", "--may-not", "victim"}, exitInput, "victim is named by both"},
		{[]string{"users", "disable", "nobody"}, exitInput, "no account"},
		{[]string{"cases", "member", "add", "T-1", "nobody"}, exitInput, "no account"},
	} {
		if code, _, log := c.run(bad.args...); code != bad.code || !strings.Contains(log, bad.want) {
			t.Errorf("%v: exit %d\n%s", bad.args, code, log)
		}
	}

	var made struct {
		User, Link string
		Expires    time.Time
	}
	c.told(&made, "users", "add", "Ann", "--role", "analyst", "--agency", "zz9990100", "--full-name", "Ann Testperson", "--may",
		"victim,restricted")
	u, err := url.Parse(made.Link)
	if err != nil || made.User != "ann" || u.Path != "/setup" || len(u.Query().Get("link")) < 40 || !made.Expires.After(time.Now()) {
		t.Errorf("made %+v, %v", made, err)
	}
	if code, _, log := c.run("users", "add", "ANN", "--role", "auditor"); code != exitInput ||
		!strings.Contains(log, "account ann already") {
		t.Errorf("twice: exit %d %s", code, log)
	}
	list := func() accountView {
		t.Helper()
		var listed struct{ Users []accountView }
		c.told(&listed, "users", "list")
		i := slices.IndexFunc(listed.Users, func(v accountView) bool { return v.Name == "ann" })
		if i < 0 {
			t.Fatalf("users: %+v", listed)
		}
		return listed.Users[i]
	}
	if v := list(); v.Role != "analyst" || v.Agency != "ZZ9990100" || !slices.Equal(v.May, []timeline.Handling{"restricted", "victim"}) ||
		v.State != "not set up" || v.FullName != "Ann Testperson" {
		t.Errorf("ann is %+v", v)
	}
	c.must("cases", "member", "add", "T-1", "ann")
	c.must("cases", "member", "add", "T-1", "ann")
	if v := list(); !slices.Equal(v.Cases, []string{"T-1"}) {
		t.Errorf("cases %v", v.Cases)
	}
	if out := c.must("users", "members", "T-1"); !strings.Contains(out, "ann") {
		t.Errorf("members: %s", out)
	}
	c.must("cases", "member", "remove", "T-1", "ann")
	c.must("users", "role", "ann", "supervisor", "--may-not", "restricted", "--may", "chri")
	if v := list(); v.Role != "supervisor" || !slices.Equal(v.May, []timeline.Handling{"chri", "victim"}) || len(v.Cases) != 0 {
		t.Errorf("ann is %+v", v)
	}
	for _, want := range []string{"chri (criminal history record information)", "victim (records of a victim)"} {
		if out := c.must("users"); !strings.Contains(out, want) {
			t.Errorf("the list does not tell %q:\n%s", want, out)
		}
	}
	c.must("users", "disable", "ann")
	if v := list(); v.State != "disabled" {
		t.Errorf("state %s", v.State)
	}
	if code, _, _ := c.run("users", "reset", "ann"); code != exitInput {
		t.Errorf("a closed account was reset: exit %d", code)
	}
	c.must("users", "enable", "ann")
	var again struct{ Link string }
	c.told(&again, "users", "reset", "ann")
	if again.Link == "" || again.Link == made.Link {
		t.Errorf("link %q", again.Link)
	}
	c.must("users", "add", "bob@example.gov", "--role", "auditor", "--provider")

	var audit struct {
		Audit []struct{ Action, Asked string }
	}
	c.told(&audit, "audit", "--most", "100")
	var actions []string
	for _, r := range audit.Audit {
		actions = append(actions, r.Action)
		if strings.Contains(r.Asked, u.Query().Get("link")) {
			t.Errorf("a one-time link is in the audit: %s", r.Asked)
		}
	}
	for _, want := range []string{auth.ActionUserAdded, auth.ActionLink, auth.ActionMemberAdded, auth.ActionMemberRemoved,
		auth.ActionUserChanged, auth.ActionUserReset} {
		if !slices.Contains(actions, want) {
			t.Errorf("the audit does not tell %q: %q", want, actions)
		}
	}
}

func TestKeysOnTheCommandLine(t *testing.T) {
	c := newCommand(t)
	for _, bad := range [][]string{
		{"keys", "create", "cad"},
		{"keys", "create", "cad", "--agency", "x"},
		{"keys", "create", "cad", "--agency", "ZZ9990200", "--collections", "everything"},
		{"keys", "create", "cad", "--agency", "ZZ9990200", "--days", "366"},
		{"keys", "create", "cad", "--agency", "ZZ9990200", "--rate", "0"},
		{"keys", "create", "cad", "--agency", "ZZ9990200", "--area", c.file("none.json", []byte(`{"type":"Point","coordinates":[1,2]}`))},
		{"keys", "rotate", "7"},
		{"keys", "revoke", "7"},
	} {
		if code, out, _ := c.run(bad...); code != exitInput && code != exitUsage || strings.Contains(out, auth.KeyPrefix) {
			t.Errorf("%v: exit %d %s", bad, code, out)
		}
	}
	area := c.file("area.json",
		[]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-98,35],[-97,35],[-97,36],[-98,36],[-98,35]]]}}]}`))
	var made, next struct {
		ID  int64
		Key string
	}
	c.told(&made, "keys", "create", "cad", "--agency", "zz9990200", "--collections", "sightings", "--area", area, "--rate", "30", "--may",
		"restricted,chri")
	if !auth.IsKey(made.Key) {
		t.Fatalf("key %q", made.Key)
	}
	// With an account the server asks for log-ins, and the key is one.
	c.must("users", "add", "ann", "--role", "admin")
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	ask := func(key string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			address+"/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=500&case=A-1&purpose=stop", nil)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if got := ask(""); got != http.StatusUnauthorized {
		t.Errorf("without a key: %d", got)
	}
	if got := ask(made.Key); got == http.StatusUnauthorized || got == http.StatusForbidden {
		t.Errorf("with the key: %d", got)
	}
	c.told(&next, "keys", "rotate", itoa(made.ID), "--overlap", "1h")
	if got := ask(next.Key); next.Key == made.Key || got == http.StatusUnauthorized {
		t.Errorf("the new key: %d", got)
	}
	var listed struct{ Keys []keyView }
	c.told(&listed, "keys", "list")
	if len(listed.Keys) != 2 || listed.Keys[1].Replaces != made.ID || !listed.Keys[1].Area || listed.Keys[1].Rate != 30 ||
		listed.Keys[0].Expires.After(time.Now().Add(61*time.Minute)) {
		t.Errorf("keys %+v", listed.Keys)
	}
	for _, v := range listed.Keys {
		if !slices.Equal(v.May, []timeline.Handling{"chri", "restricted"}) {
			t.Errorf("key %d may see %v", v.ID, v.May)
		}
	}
	if out := c.must("keys"); strings.Contains(out, made.Key) ||
		!strings.Contains(out, "; may see chri (criminal history record information), restricted (") ||
		!strings.Contains(out, made.Key[:9]) {
		t.Errorf("the list:\n%s", out)
	}
	c.must("keys", "revoke", itoa(made.ID))
	if got := ask(made.Key); got != http.StatusUnauthorized {
		t.Errorf("the revoked key: %d", got)
	}
}

// TestServeBeyondThisMachine refuses to be reached by others without encryption and a name.
func TestServeBeyondThisMachine(t *testing.T) {
	c := newCommand(t)
	cert, key := c.selfSigned()
	for _, bad := range []struct {
		args []string
		want string
	}{
		{[]string{"--listen", "0.0.0.0:0"}, "must be encrypted"},
		{[]string{"--listen", "0.0.0.0:0", "--host", "s.example"}, "must be encrypted"},
		{[]string{"--listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key}, "under which name"},
		{[]string{"--listen", "0.0.0.0:0", "--host", "s.example", "--tls-cert", cert}, "needs --tls-key"},
		{[]string{"--listen", "0.0.0.0:0", "--host", "s.example", "--behind-proxy", "proxy"}, "no address or network"},
		{[]string{"--oidc-issuer", "http://login.example", "--oidc-client-id", "s", "--host", "s.example"}, "by https"},
	} {
		if code, _, log := c.run(append([]string{"serve"}, bad.args...)...); code != exitUsage || !strings.Contains(log, bad.want) {
			t.Errorf("%v: exit %d %s", bad.args, code, log)
		}
	}
	if code, _, log := c.run("serve", "--listen", "0.0.0.0:0", "--host", "s.example", "--tls-cert", key, "--tls-key",
		key); code != exitSurrounding || !strings.Contains(log, "certificate") {
		t.Errorf("a key for a certificate: exit %d %s", code, log)
	}
	// Behind a proxy on this machine nobody gets in without an account either, nor in the clear.
	said := c.greeting("serve", "--listen", "127.0.0.1:0", "--behind-proxy", "127.0.0.1", "--host", "s.example")
	if !strings.HasPrefix(said["setup"], "https://s.example/setup?link=") || said["serving"] != "https://s.example/" {
		t.Errorf("the console says %v", said)
	}
}
