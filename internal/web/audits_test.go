package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/web"
)

// TestAuditPages: an auditor finds, checks and takes away the audit, and each of these is itself in it.
func TestAuditPages(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("auditor", access.RoleAuditor)
	b := h.browser()
	b.setUp(link, "/account")
	if err := h.store.Audit(t.Context(), access.Asker{Actor: "ann <b>", Agency: "ZZ9990200", Case: "26-7", Purpose: "stop"}, "near",
		map[string]any{"plate": "8OK1"}, ledger.Answered); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/audit": "ann &lt;b&gt;",
		"/audit?actor=&case=26-7&text=8ok&outcome=": "ZZ9990200",
		"/audit?actor=nobody":                       "No row matches",
		"/audit?limit=1":                            "Older rows",
		"/api/v1/audit?agency=ZZ9990200":            `"purpose":"stop"`,
		"/api/v1/audit/check":                       `"faults":[]`,
	} {
		b.expect("GET", path, nil, 200, want)
	}
	b.expect("GET", "/api/v1/audit?action=audit+search&limit=100", nil, 200, `"action":"audit search"`)
	b.expect("GET", "/audit?from=yesterday", nil, 400, "must be a time")
	b.expect("GET", "/api/v1/audit?outcome=lost", nil, 400, "must be one of")
	answer, err := b.Get(h.server.URL + "/audit/export.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	check := ledger.NewCheck(ledger.End{})
	for lines := json.NewDecoder(answer.Body); lines.More(); {
		var row ledger.Row
		if err := lines.Decode(&row); err != nil {
			t.Fatal(err)
		}
		check.Add(&row)
	}
	check.Finish()
	if answer.StatusCode != http.StatusOK || len(check.Faults) > 0 || check.Rows < 8 {
		t.Errorf("the export: %s, %+v", answer.Status, check)
	}
}

// TestNoticePages: agencies that asked about the same see it, and set whether they do.
func TestNoticePages(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	circle, err := geo.NewCircle(orb.Point{-97.5, 35.5}, 400)
	if err != nil {
		t.Fatal(err)
	}
	ask := query.Search{Areas: []geo.Shape{circle}, Limit: 1}
	people := map[string]*browser{}
	for name, agency := range map[string]string{"boss": "ZZ9990200", "other": "ZZ9990300"} {
		look := access.Asker{Actor: name, Agency: agency, Case: "case of " + name, Viewer: access.Viewer{Everything: true}}
		if _, err := h.store.Search(t.Context(), ask, look); err != nil {
			t.Fatal(err)
		}
		_, link := h.userOf(name, access.RoleSupervisor, agency)
		people[name] = h.browser()
		people[name].setUp(link, "/")
	}
	boss := people["boss"]
	boss.expect("GET", "/notices", nil, 200, "case of other")
	boss.expect("GET", "/api/v1/notices?unseen=1", nil, 200, `"other_agency":"ZZ9990300"`)
	all, err := h.store.Notices(t.Context(), "ZZ9990200", true, 10, access.Asker{Actor: "test"})
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	boss.expect("POST", "/notices/seen", url.Values{"id": {"x"}}, 400, "no notice")
	boss.expect("POST", "/notices/rule", url.Values{"days": {"0"}}, 400, "whole number")
	boss.expect("POST", "/notices/rule", url.Values{"days": {"30"}, "silent": {"1"}}, 303, "")
	boss.expect("GET", "/notices", nil, 200, "checked")
	if rule, err := h.store.DeconflictionRule(t.Context(), "ZZ9990200"); err != nil || !rule.Silent || rule.Span != 30*24*time.Hour {
		t.Errorf("rule %+v, %v", rule, err)
	}
	rows, err := h.store.SearchAudit(t.Context(), ledger.Query{Action: "deconfliction rule", Most: 5}, access.Asker{})
	if err != nil || len(rows) != 1 || rows[0].Actor != "boss" || !strings.Contains(rows[0].Asked, `"silent": true`) {
		t.Errorf("the audit tells %+v, %v", rows, err)
	}
	_, link := h.user("analyst", access.RoleAnalyst)
	analyst := h.browser()
	analyst.setUp(link, "/")
	analyst.expect("POST", "/notices/rule", url.Values{"days": {"30"}}, 403, "supervisor")
}
