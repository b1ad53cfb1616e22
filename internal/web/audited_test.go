package web_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
)

// newest is the newest row of the audit that somebody left.
func (h *house) newest(actor string) ledger.Row {
	h.t.Helper()
	rows, err := h.store.SearchAudit(h.t.Context(), ledger.Query{Actor: actor, Most: 1}, access.Asker{Actor: "reader of the audit"})
	must(h.t, err)
	if len(rows) == 0 {
		return ledger.Row{}
	}
	return rows[0]
}

// TestPagesAreAudited: whatever shows or changes names, accounts, keys, notices or memberships leaves its row, and does not answer
// and does not change anything where that cannot be written.
func TestPagesAreAudited(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	test := access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}}
	_, _, err := h.store.PutCase(t.Context(), timeline.Case{Number: "P-1", Title: "x", OwningORI: "ZZ9990100"}, test)
	must(t, err)
	id, _ := h.user("ann.example", access.RoleAnalyst)
	at := fmt.Sprintf("/admin/users/%d", id)
	_, link := h.userOf("boss", access.RoleSupervisor, "ZZ9990200")
	rosa, boss := h.admin(), h.browser()
	boss.setUp(link, "/")
	for _, c := range []struct {
		who          *browser
		actor        string
		method, path string
		form         url.Values
		status       int
		secret       string // what the answer holds, and does not where it is not given
		action, said string
	}{
		{rosa, "rosa", "GET", "/admin", nil, 200, "ann.example", "accounts", ""},
		{rosa, "rosa", "GET", at, nil, 200, "ann.example", "accounts", "user ann.example"},
		{rosa, "rosa", "GET", "/admin/keys", nil, 200, "API keys", "keys", ""},
		{rosa, "rosa", "POST", at + "/cases", url.Values{"case": {"P-1"}}, 303, "?done=member", "case member added", "member: no → yes"},
		{rosa, "rosa", "POST", at + "/role", url.Values{"role": {"supervisor"}, "agency": {"ZZ9990100"}, "may": {"restricted"}}, 303,
			"?done=changed", "account changed",
			"may: nothing → restricted; role: analyst → supervisor"},
		{rosa, "rosa", "POST", at + "/cases/remove", url.Values{"case": {"P-1"}}, 303, "?done=removed", "case member removed",
			"member: yes → no"},
		{rosa, "rosa", "POST", at + "/close", nil, 303, "?done=closed", "account changed", "disabled: no → yes"},
		{boss, "boss", "GET", "/hits", nil, 200, "known of another subject", "hits", "unseen no"},
		{boss, "boss", "GET", "/api/v1/hits?case=P-1", nil, 200, "hits", "hits", "case P-1"},
		{boss, "boss", "POST", "/hits/seen", url.Values{"id": {"7"}}, 303, "/hits", "hits seen", ""},
		{boss, "boss", "GET", "/notices", nil, 200, "ZZ9990200", "notices", "agency ZZ9990200"},
		{boss, "boss", "GET", "/api/v1/notices", nil, 200, "ZZ9990200", "notices", "agency ZZ9990200"},
		{boss, "boss", "POST", "/notices/seen", url.Values{"id": {"7"}}, 303, "/notices", "notices seen", "agency ZZ9990200"},
		{boss, "boss", "POST", "/notices/rule", url.Values{"days": {"30"}, "silent": {"1"}}, 303, "/notices", "deconfliction rule",
			"silent: no → yes; span days: 90 → 30"},
	} {
		name := c.method + " " + c.path
		users, err := h.store.Users(t.Context(), test)
		must(t, err)
		before := fmt.Sprint(users)
		must(t, store.Exec(t.Context(), h.url, "alter table audit add constraint refused check (actor <> '"+c.actor+"') not valid"))
		c.who.at = ""
		status, body, _ := c.who.ask(c.method, c.path, c.form)
		if status < 500 || strings.Contains(c.who.at+body, c.secret) {
			t.Errorf("%s without an audit: %d\n%s", name, status, body)
		}
		must(t, store.Exec(t.Context(), h.url, "alter table audit drop constraint refused"))
		users, err = h.store.Users(t.Context(), test)
		must(t, err)
		if after := fmt.Sprint(users); after != before {
			t.Errorf("%s without an audit changed accounts:\n%s\n%s", name, before, after)
		}
		c.who.expect(c.method, c.path, c.form, c.status, c.secret)
		row := h.newest(c.actor)
		if said := strings.Join(row.Said(), "; "); row.Action != c.action || row.Outcome != ledger.Answered || row.Address == "" ||
			!strings.Contains(said, c.said) {
			t.Errorf("%s: the newest row is %+v, which says %q", name, row, said)
		}
	}
}

// TestCasesAreAudited asks for the list of cases with a store of its own.
func TestCasesAreAudited(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	test := access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}}
	c, _, err := h.store.PutCase(t.Context(), timeline.Case{Number: "P-1", Title: "a title", OwningORI: "ZZ9990100"}, test)
	must(t, err)
	_, _, err = h.store.PutSubject(t.Context(), c.ID, timeline.Subject{Name: "Testperson, Ann"}, test)
	must(t, err)
	handler, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) }}, h.store, &fakeExports{})
	must(t, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	get := func() (int, string) {
		answer, err := http.Get(server.URL + "/api/v1/cases?")
		must(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		return answer.StatusCode, string(body)
	}
	if status, body := get(); status != http.StatusOK || !strings.Contains(body, "Testperson") {
		t.Errorf("%d %s", status, body)
	}
	if row := h.newest("tester"); row.Action != "cases" || row.Counted() != "1 case" || !strings.Contains(row.Asked, `"subjects": 1`) ||
		row.Purpose != "workbench" {
		t.Errorf("the newest row is %+v", row)
	}
	must(t, store.Exec(t.Context(), h.url, "alter table audit add check (actor <> 'tester') not valid"))
	if status, body := get(); status < 500 || strings.Contains(body, "Testperson") {
		t.Errorf("without an audit: %d %s", status, body)
	}
}

// TestAuditPageTellsChanges: a change is told as it was and as it is, in words.
func TestAuditPageTellsChanges(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	look := access.Asker{Actor: "ann", Viewer: access.Viewer{Everything: true}}
	for _, owner := range []string{"ZZ9990100", "ZZ9990200"} {
		_, _, err := h.store.PutCase(t.Context(), timeline.Case{Number: "P-1", OwningORI: owner}, look)
		must(t, err)
	}
	_, err := h.store.Cases(t.Context(), look)
	must(t, err)
	_, link := h.user("auditor", access.RoleAuditor)
	b := h.browser()
	b.setUp(link, "/account")
	page := b.expect("GET", "/audit?actor=ann", nil, 200, "owner: ZZ9990100 → ZZ9990200")
	for _, want := range []string{"case changed", "1 case", "owner: ZZ9990100<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
