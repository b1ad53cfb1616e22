package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/dbtest"
	"sightline/internal/feature"
	"sightline/internal/leads"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// asks are for every route the addresses below which something could leak, with load 1 to 7, subject 1 and 2 and case L-1
// as they are in the database, and some that are not there. Those that only show the asker himself ask nothing.
var asks = map[string][]string{
	"/": {"/"}, "/search": {"/search"}, "/api/v1/cases": {"/api/v1/cases"},
	"/subjects/{id:[0-9]+}": {"/subjects/1", "/subjects/2", "/subjects/9"},
	"/subjects/{id:[0-9]+}/report.{format:html|pdf|docx}": {"/subjects/1/report.html?purpose=x",
		"/subjects/2/report.html?purpose=x"},
	"/subjects/{id:[0-9]+}/picture/{kind:[a-z]+}.{format:svg|png|pdf}": {"/subjects/1/picture/timeline.svg?purpose=x",
		"/subjects/2/picture/timeline.svg?purpose=x"},
	"/subjects/{id:[0-9]+}/export/{format:[a-z-]+}": {"/subjects/1/export/all?purpose=x",
		"/subjects/2/export/all?purpose=x"},
	"/subjects/{id:[0-9]+}/bundle.{format:zip}": {"/subjects/1/bundle.zip?purpose=x",
		"/subjects/2/bundle.zip?purpose=x"},
	"/api/v1/subjects/{id:[0-9]+}/dossier": {"/api/v1/subjects/1/dossier", "/api/v1/subjects/2/dossier",
		"/api/v1/subjects/9/dossier"},
	"/api/v1/subjects/{id:[0-9]+}/chart": {"/api/v1/subjects/1/chart",
		"/api/v1/subjects/2/chart?chart=distance"},
	"/api/v1/subjects/{id:[0-9]+}/findings": {"/api/v1/subjects/1/findings", "/api/v1/subjects/2/findings"},
	"/api/v1/subjects/{id:[0-9]+}/reach": {"/api/v1/subjects/1/reach?at=2026-05-02T13:00:00Z",
		"/api/v1/subjects/2/reach?at=2026-05-02T13:00:00Z"},
	"/api/v1/subjects/{id:[0-9]+}/meet": {"/api/v1/subjects/1/meet?other=2",
		"/api/v1/subjects/2/meet?other=1"},
	"/api/v1/subjects/{id:[0-9]+}/marks":               {"/api/v1/subjects/1/marks", "/api/v1/subjects/2/marks"},
	"/api/v1/subjects/{id:[0-9]+}/marks/{mark:[0-9]+}": {"DELETE /api/v1/subjects/1/marks/99"},
	"/api/v1/subjects/{id:[0-9]+}/events": {`POST /api/v1/subjects/1/events {"kind":"arrest","source":"x","fields":{"date":"2026-05-01"}}`,
		`POST /api/v1/subjects/2/events {"kind":"arrest","source":"x","fields":{"date":"2026-05-01"}}`,
		`POST /api/v1/subjects/9/events {"kind":"arrest","source":"x","fields":{"date":"2026-05-01"}}`},
	"/api/v1/subjects/{id:[0-9]+}/events/{event:e[0-9]{1,18}}": {`DELETE /api/v1/subjects/1/events/e99 {"why":"x"}`,
		`PATCH /api/v1/subjects/1/events/e99 {"fields":{"date":"2026-01-01"}}`},
	"/api/v1/subjects/{id:[0-9]+}/candidates": {"/api/v1/subjects/1/candidates", "/api/v1/subjects/2/candidates"},
	"/api/v1/records/{load:[0-9]+}/{line:[0-9]+}": {"/api/v1/records/1/1", "/api/v1/records/2/1",
		"/api/v1/records/3/1", "/api/v1/records/4/1", "/api/v1/records/5/1", "/api/v1/records/6/1", "/api/v1/records/7/1",
		"/api/v1/records/9/1"},
	"/api/v1/sightings": {"/api/v1/sightings?lat=35&lon=-94&radius_m=400000&limit=2",
		"/api/v1/sightings?lat=35&lon=-94&radius_m=400000&limit=100", "/api/v1/sightings?lat=35&lon=-94&radius_m=400000&spans=1",
		"/api/v1/sightings?lat=35&lon=-94&radius_m=400000&kind=custody", "/api/v1/sightings?lat=35&lon=-96&radius_m=10"},
	"/api/v1/sightings/search": {
		`POST /api/v1/sightings/search {"case":"X-1","purpose":"test","plate":{"number":"ZQ*"}}`,
		`POST /api/v1/sightings/search {"case":"X-1","purpose":"test","areas":[{"box":[-98,34,-89,36]}],"count":"exact","order":"nearest","spans":true}`},
	"/ogc": {"/ogc"}, "/ogc/": {"/ogc/"},
	"/ogc/conformance": {"/ogc/conformance"}, "/ogc/api": {"/ogc/api"}, "/ogc/collections": {"/ogc/collections"},
	"/ogc/collections/{collection:[a-z_]+}":                eachCollection("/ogc/collections/%s"),
	"/ogc/collections/{collection:[a-z_]+}/queryables":     eachCollection("/ogc/collections/%s/queryables"),
	"/ogc/collections/{collection:[a-z_]+}/schema":         eachCollection("/ogc/collections/%s/schema"),
	"/ogc/collections/{collection:[a-z_]+}/feature-schema": eachCollection("/ogc/collections/%s/feature-schema"),
	"/ogc/collections/{collection:[a-z_]+}/items": eachCollection(
		"/ogc/collections/%s/items?limit=100"),
	"/ogc/collections/{collection:[a-z_]+}/items/{id:[A-Za-z0-9-]+}": slices.Concat(
		eachCollection("/ogc/collections/%s/items/1?f=json"), eachCollection("/ogc/collections/%s/items/e1?f=json"),
		eachCollection("/ogc/collections/%s/items/e3?f=json"), eachCollection("/ogc/collections/%s/items/r2-1?f=json")),
	"/tiles/{layer:reads|sightings}.json": {"/tiles/reads.json", "/tiles/sightings.json"},
	"/tiles/{layer:reads|sightings}/{z:[0-9]{1,2}}/{x:[0-9]{1,7}}/{y:[0-9]{1,7}}.mvt": {"/tiles/reads/0/0/0.mvt",
		"/tiles/sightings/0/0/0.mvt"},
	"/healthz": {"/healthz"}, "/readyz": {"/readyz"}, "/metrics": {"/metrics"}, "/api/v1/session": {"/api/v1/session"},
	"/account":             {"/account"},
	"/api/v1/openapi.json": {"/api/v1/openapi.json"},
	"/hits":                {"/hits"}, "/api/v1/hits": {"/api/v1/hits"}, "/hits/seen": nil,
	// The audit, which auditors read whole, and what the asker's own agency asked about.
	"/audit": nil, "/audit/export.jsonl": nil, "/api/v1/audit": nil, "/api/v1/audit/check": nil, "/notices": nil, "/notices/seen": nil,
	"/notices/rule": nil, "/api/v1/notices": nil,
	// Accounts and keys, which hold nothing that was sighted; the numbers of the users' cases stand there.
	"/admin": {"/admin"}, "/admin/keys": {"/admin/keys"}, "/admin/users/{id:[0-9]+}": {"/admin/users/1"},
	"/admin/users": nil, "/admin/users/{id:[0-9]+}/role": nil, "/admin/users/{id:[0-9]+}/close": nil, "/admin/users/{id:[0-9]+}/open": nil,
	"/admin/users/{id:[0-9]+}/reset": nil,
	"/admin/users/{id:[0-9]+}/cases": nil, "/admin/users/{id:[0-9]+}/cases/remove": nil, "/admin/keys/{id:[0-9]+}/rotate": nil,
	"/admin/keys/{id:[0-9]+}/revoke": nil,
	// About the asker himself, or files of the program.
	"/login": nil, "/login/second": nil, "/login/enrol": nil, "/login/banner": nil, "/login/provider": nil, "/login/back": nil,
	"/logout": nil, "/setup": nil,
	"/account/password": nil, "/account/sessions": nil, "/assets/": nil,
}

func eachCollection(path string) (all []string) {
	for _, c := range feature.Collections() {
		all = append(all, fmt.Sprintf(path, c.Name))
	}
	return all
}

// wholeExports make files that hold all they are given.
type wholeExports struct{}

func (wholeExports) Formats() []web.ExportFormat {
	return []web.ExportFormat{{Name: "all", Extension: ".json", MediaType: "application/json"}}
}

func (wholeExports) Make(_ context.Context, d timeline.Dossier, _ web.FileRequest, _ access.Asker) (*web.File, error) {
	text, err := json.Marshal(d)
	return &web.File{ReadCloser: io.NopCloser(strings.NewReader(string(text))), Extension: ".json", MediaType: "application/json",
		Bytes: int64(len(text)), SHA256: strings.Repeat("00", 32)}, err
}

// fillLeaks makes loads 1 to 7; whatever load n brought says ZQnR of where and when, and ZQnI of whom. 1 and 2 are kept to
// case L-1, 3 and 4 shared with OK7770100, 5 shared and restricted, 6 shared and of criminal history, and 7 is of case L-2.
func fillLeaks(t *testing.T, s *store.Store, address string) (cases []int64) {
	t.Helper()
	ctx, everything := t.Context(), access.Asker{Actor: "x", Viewer: access.Viewer{Everything: true}}
	var subjects []int64
	for n, owner := range []string{"ZZ9990100", "TX8880100"} {
		c, _, err := s.PutCase(ctx, timeline.Case{Number: fmt.Sprintf("L-%d", n+1), Title: "a title", OwningORI: owner},
			access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
		must(t, err)
		id, _, err := s.PutSubject(ctx, c.ID, timeline.Subject{Name: fmt.Sprintf("Testperson %d", n)},
			access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
		must(t, err)
		cases, subjects = append(cases, c.ID), append(subjects, id)
	}
	for n := 1; n <= 7; n++ {
		row, who, of := fmt.Sprintf("ZQ%dR", n), fmt.Sprintf("ZQ%dI", n), n/7
		point := orb.Point{-97 + float64(n), 35}
		format := map[int]string{2: "plates", 4: "plates", 5: "plates", 6: "rapsheet"}[n]
		handling := map[int][]timeline.Handling{6: {timeline.CriminalHistory}}[n]
		l, err := s.BeginLoad(ctx, store.NewLoad{Case: cases[of], Subject: subjects[of], File: who, Format: format, Loader: "x", Actor: who,
			At: ogcDay(0), Handling: handling})
		must(t, err)
		where := timeline.Where{Point: point, Class: timeline.ClassSite, Radius: 30, Label: row, Basis: "test"}
		record := timeline.Record{Line: 1, Text: []byte(who), Key: sha256.Sum256([]byte(who))}
		if format == "plates" {
			must(t, l.Reads(ctx, []timeline.Read{{Record: record, At: ogcDay(1), Precision: timeline.Second,
				Plate: timeline.Plate{Number: row, State: "OK"},
				Site:  timeline.Site{Key: row, Name: row, Point: point, Where: where}, Point: point}}))
		} else {
			x := timeline.Event{Kind: kinds.Inquiry, Code: "QW", Where: where,
				Parties: []timeline.Party{{Part: "vehicle", Of: timeline.Plate{Number: row, State: "OK"}.Identifier()}},
				First: timeline.When{Zone: "UTC", Basis: timeline.BasisStated, Start: ogcDay(1), End: ogcDay(1).Add(time.Minute),
					Precision: timeline.Minute},
				Fields: []timeline.Field{{Name: "NAM", Value: who}}}
			if format == "rapsheet" { // a span, which searches find only where they ask for spans
				x.Kind, x.Code, x.Parties, x.Last, x.Handling = kinds.Custody, "", nil, &timeline.When{}, handling
			}
			must(t, l.Events(ctx, record, []timeline.Event{x}))
		}
		done, err := l.Finish(ctx, store.Summary{Read: 1, Zone: "UTC", ZoneBasis: timeline.BasisStated})
		must(t, err)
		if format == "plates" {
			must(t, dbtest.Change(ctx, address, fmt.Sprintf(`with i as (insert into identifiers (type, value, region) values ('plate', '%s', 'OK') returning id),
				h as (insert into holdings (subject_id, identifier_id) select %d, id from i returning id)
				insert into holding_sources (holding_id, load_id, basis) select id, %d, 'assumed' from h`, row, subjects[of], done.ID)))
		}
		if n >= 3 && n <= 6 {
			_, err = s.Share(ctx, done.ID, "OK7770100", everything)
			must(t, err)
		}
		if n == 5 {
			_, err = s.ChangeHandling(ctx, done.ID, []timeline.Handling{timeline.Restricted}, nil, everything)
			must(t, err)
		}
	}
	return cases
}

// TestRoutesLeakNothing walks all routes as everybody, and finds of each load what the rules let him see and no more.
func TestRoutesLeakNothing(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	cases := fillLeaks(t, h.store, h.url)
	s := h.store
	var err error
	h.handler, err = web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Accounts: h.rules,
		Marks:    s, Candidates: s, Tiles: s, Features: s, Administration: s, Hits: s, Leads: bookOf(s),
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) }}, s, wholeExports{})
	must(t, err)
	h.server.Close()
	h.server = httptest.NewServer(h.handler)
	t.Cleanup(h.server.Close)

	templates := web.TemplatesOf(t)
	for _, template := range templates {
		if _, ok := asks[template]; !ok {
			t.Errorf("route %s is not asked: give it addresses in asks", template)
		}
	}
	for template := range asks {
		if !slices.Contains(templates, template) {
			t.Errorf("there is no route %s", template)
		}
	}

	logged := func(name string, role access.Role, agency string, rights bool, members ...int64) *browser {
		u := auth.User{Name: name, Role: role, Agency: agency}
		if rights {
			u.May = []timeline.Handling{timeline.Restricted, timeline.CriminalHistory}
		}
		id, err := s.AddUser(t.Context(), u, h.now, auth.Event{Action: auth.ActionUserAdded, Actor: "console"})
		must(t, err)
		for _, c := range members {
			_, err := s.AddMember(t.Context(), c, id, auth.Event{Action: auth.ActionUserAdded, Actor: "console"})
			must(t, err)
		}
		token, link := auth.MakeLink(id, h.now)
		must(t, s.AddLink(t.Context(), link, auth.Event{Action: auth.ActionLink, Actor: "console"}))
		b := h.browser()
		b.setUp(token, "/")
		return b
	}
	text, hash, hint := auth.NewKey()
	_, err = s.AddKey(t.Context(),
		auth.Key{Name: "cad", Agency: "OK7770100", Hash: hash, Hint: hint, Collections: []string{"sightings", "features", "tiles"},
			Rate: 10_000, Created: h.now, Expires: h.now.Add(time.Hour)},
		time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	must(t, err)

	answered := map[string]int{} // by template: so that a wrong address does not pass for a closed one
	for name, x := range map[string]struct {
		browser *browser
		header  []string
		rows    string // loads of which he may see where and when
		who     string // of which also whom
	}{
		"member":                    {logged("member", access.RoleAnalyst, "ZZ9990100", false, cases[0]), nil, "1234", "1234"},
		"member with rights":        {logged("trusted", access.RoleAnalyst, "ZZ9990100", true, cases[0]), nil, "123456", "123456"},
		"supervisor of the owner":   {logged("sue", access.RoleSupervisor, "ZZ9990100", false), nil, "1234", "1234"},
		"supervisor of the other":   {logged("tom", access.RoleSupervisor, "TX8880100", false), nil, "7", "7"},
		"analyst without cases":     {logged("new", access.RoleAnalyst, "ZZ9990100", false), nil, "", ""},
		"analyst of a partner":      {logged("pat", access.RoleAnalyst, "OK7770100", false), nil, "34", ""},
		"partner":                   {logged("guest", access.RoleAgency, "OK7770100", false), nil, "34", ""},
		"partner with rights":       {logged("marshal", access.RoleAgency, "OK7770100", true), nil, "3456", ""},
		"member of both":            {logged("ann", access.RoleAnalyst, "ZZ9990100", false, cases...), nil, "12347", "12347"},
		"auditor":                   {logged("aud", access.RoleAuditor, "OK7770100", true), nil, "", ""},
		"administrator":             {logged("root", access.RoleAdmin, "OK7770100", true), nil, "", ""},
		"partner's key":             {h.browser(), []string{"Authorization", "Bearer " + text}, "34", ""},
		"nobody":                    {h.browser(), nil, "", ""},
		"somebody with a wrong key": {h.browser(), []string{"Authorization", "Bearer " + strings.ToUpper(text)}, "", ""},
	} {
		t.Run(name, func(t *testing.T) { x.browser.leaks(t, x.rows, x.who, x.header, answered) })
	}
	// What was typed in is from those who are inside its case.
	typed, err := s.Loads(t.Context(), "", access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	must(t, err)
	inside := map[string][]string{"L-1": {"member", "trusted", "sue", "ann"}, "L-2": {"tom", "ann"}}
	counts := map[string]int{}
	for _, l := range typed {
		if l.Format != "typed" {
			continue
		}
		of, err := s.LoadByID(t.Context(), l.ID, access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
		must(t, err)
		if counts[of.Case]++; !slices.Contains(inside[of.Case], l.Actor) {
			t.Errorf("%s typed something into case %s", l.Actor, of.Case)
		}
	}
	for id, want := range inside {
		if counts[id] != len(want) {
			t.Errorf("%d leads were typed into case %s, want %d", counts[id], id, len(want))
		}
	}
	for _, template := range templates {
		if len(asks[template]) > 0 && answered[template] == 0 && !strings.HasSuffix(template, "/marks/{mark:[0-9]+}") &&
			!strings.Contains(template, "/events/{event") {
			t.Errorf("nobody was answered at %s: %q", template, asks[template])
		}
	}
}

// bookOf keeps leads in a store, read without places or agencies.
func bookOf(s *store.Store) *leads.Book {
	return &leads.Book{Store: s, Options: func(context.Context, timeline.Case) (loaders.Options, error) {
		return loaders.Options{Now: ogcDay(3), Zone: time.UTC}, nil
	}}
}

// told are the marks in an answer. They stand by themselves: in the middle of a random text, such as a cursor's, they are chance.
var told = regexp.MustCompile(`\bZQ[0-9][RI]\b`)

// leaks asks all routes, and compares what is told with what may be.
func (b *browser) leaks(t *testing.T, rows, who string, header []string, answered map[string]int) {
	seen := map[string]bool{}
	header = append(header, "Sightline-Case", "X-1", "Sightline-Purpose", "test")
	for _, template := range slices.Sorted(maps.Keys(asks)) {
		for _, address := range asks[template] {
			method, path, body := http.MethodGet, address, ""
			if parts := strings.SplitN(path, " ", 3); len(parts) > 1 {
				method, path = parts[0], parts[1]
				body = strings.Join(parts[2:], " ")
			}
			status, answer, headers := b.send(t, method, path, body, header)
			if status < http.StatusMultipleChoices {
				answered[template]++
			}
			if status == http.StatusBadRequest {
				t.Errorf("%s: %s", address, answer)
			}
			if status >= http.StatusInternalServerError {
				t.Errorf("%s: %d %.200s", address, status, answer)
			}
			for _, mark := range told.FindAllString(answer+fmt.Sprint(headers), -1) {
				may := rows
				if strings.HasSuffix(mark, "I") {
					may = who
				}
				if seen[mark] = true; !strings.Contains(may, mark[2:3]) {
					t.Errorf("%s tells %s", address, mark)
				}
			}
		}
	}
	for suffix, may := range map[string]string{"R": rows, "I": who} {
		for _, n := range may {
			if mark := "ZQ" + string(n) + suffix; !seen[mark] {
				t.Errorf("%s is told nowhere", mark)
			}
		}
	}
}

// send asks with a body of JSON.
func (b *browser) send(t *testing.T, method, path, body string, header []string) (int, string, http.Header) {
	t.Helper()
	if body == "" {
		return b.ask(method, path, url.Values{}, header...)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, b.server.URL+path, strings.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := b.Do(r)
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, string(text), answer.Header
}
