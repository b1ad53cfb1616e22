package web_test

import (
	"log/slog"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/ledger"
	"sightline/internal/web"
	"sightline/timeline"
)

// TestReleaseTakesRights: of the handling codes, each viewer lets out those that he has the right to, and the page of a subject offers
// him these; who asks for another is refused, which the audit tells, and what is no code is no question.
func TestReleaseTakesRights(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	e := &fakeExports{}
	var err error
	h.handler, err = web.New(web.Config{
		Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Accounts: h.rules,
		NotFound: func(error) bool { return false },
	}, h.data, e)
	must(t, err)
	h.server.Close()
	h.server = httptest.NewServer(h.handler)
	t.Cleanup(h.server.Close)

	codes := append(timeline.Handlings(), "made_up", "juvenil", "CHRI", "1")
	const file = "/subjects/7/export/timeline-csv"
	for name, may := range map[string][]timeline.Handling{
		"nil": nil, "vic": {timeline.Victim}, "two": {timeline.CriminalHistory, "made_up"}, "all": timeline.Handlings(),
	} {
		id, link := h.user(name, access.RoleAnalyst)
		u := auth.User{ID: id, Role: access.RoleAnalyst, Agency: "ZZ9990100", May: may}
		must(t, h.store.UpdateUser(t.Context(), u, auth.Event{Action: auth.ActionUserChanged, Actor: "console"}))
		b := h.browser()
		b.setUp(link, "/")
		page := b.expect("GET", "/subjects/7", nil, 200, "<template")
		for _, code := range codes {
			has := slices.Contains(may, code)
			offered := strings.Contains(page, `name="release" value="`+string(code)+`"`)
			if offered != has || has && !strings.Contains(page, "Include "+code.Name()+":") {
				t.Errorf("%s with %v: the page offers %s: %v", name, may, code, offered)
			}
			status, want := 200, "a,b"
			switch {
			case has:
			case code.Known():
				status, want = 403, "You have no right to "+code.Name()
			default:
				status, want = 400, "release can hold "+string(timeline.CriminalHistory)
			}
			for _, asked := range [][]timeline.Handling{{code}, append(slices.Clone(may), code)} {
				e.order = web.FileRequest{}
				var texts []string
				for _, c := range asked {
					texts = append(texts, string(c))
				}
				b.expect("GET", file+"?release="+strings.Join(texts, ","), nil, status, want)
				b.expect("POST", file, url.Values{"release": {strings.Join(texts, ",")}}, status, want)
				if has != slices.Equal(e.order.Release, asked) || !has && len(e.order.Release) > 0 {
					t.Errorf("%s with %v asks for %v: released %v", name, may, asked, e.order.Release)
				}
				if status != 403 {
					continue
				}
				if row := h.newest(name); row.Action != auth.ActionRefused || row.Outcome != ledger.Refused ||
					!strings.Contains(row.Asked, code.Name()) {
					t.Errorf("the audit does not tell that %s was refused %s: %+v", name, code, row)
				}
			}
		}
		// The two words of before are no parameters any more: what they let out is not let out unnoticed.
		for _, gone := range []string{"criminal_history=1", "restricted=1"} {
			b.expect("GET", file+"?"+gone, nil, 400, "no parameter")
		}
	}
}

// TestReleaseWithoutAccounts: the one user of a machine without accounts may let out whatever is under a code that is known.
func TestReleaseWithoutAccounts(t *testing.T) {
	e := &fakeExports{}
	h := exports(t, e)
	page := fetch(h, "/subjects/7").Body.String()
	for _, code := range timeline.Handlings() {
		w := fetch(h, "/subjects/7/export/timeline-csv?release="+string(code))
		if w.Code != 200 || !slices.Equal(e.order.Release, access.Release{code}) {
			t.Errorf("%s: %d, released %v", code, w.Code, e.order.Release)
		}
		if !strings.Contains(page, `name="release" value="`+string(code)+`"`) {
			t.Errorf("the page does not offer %s", code)
		}
	}
}
