package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sightline/internal/store"
)

// TestServeWithFewerRights serves a database of which the server was given no more than its own role's rights: it answers,
// and does not offer what it has no rights to.
func TestServeWithFewerRights(t *testing.T) {
	owner := newCommand(t)
	u, err := url.Parse(owner.url)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.User(store.ServerRole)
	fewer := command{t, u.String(), t.TempDir()}
	for _, c := range []struct {
		name, address, admin, notices string
	}{
		{"the owner's", owner.serving("serve", "--listen", "127.0.0.1:0"), "sightline users add", "this account has none"},
		{"the server's", fewer.serving("serve", "--listen", "127.0.0.1:0"), "nothing at this address", "nothing at this address"},
	} {
		for path, want := range map[string]string{"/admin": c.admin, "/api/v1/notices": c.notices, "/api/v1/cases": `"cases"`,
			"/search": "What was sighted near", "/audit": "Audit"} {
			answer, err := http.Get(c.address + path)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || !strings.Contains(string(body), want) || answer.StatusCode >= http.StatusInternalServerError {
				t.Errorf("with %s rights %s answers %s, %v, without %q:\n%.300s", c.name, path, answer.Status, err, want, body)
			}
		}
	}
}
