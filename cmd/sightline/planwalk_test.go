package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sightline/internal/store"
)

// planAsk is something that is asked of the server.
type planAsk struct {
	path string
	body string // of a POST
	// own: what it reads is the subject's, the case's or the record's, so that reads of other cases change nothing of it.
	own bool
	// months are those in which it may touch reads, "" for all.
	months string
}

// planWalk asks for one of everything that the server answers about what was sighted. The numbers are of the subject, of another
// subject of the case, and of the load of the subject's reads, whose months are given.
func planWalk(subject, other, load int64, plate, months string) []planAsk {
	at := "from=2025-04-10T00:00:00Z&to=2025-04-12T00:00:00Z"
	own := func(path string, a ...any) planAsk { return planAsk{fmt.Sprintf(path, a...), "", true, months} }
	all := func(months, path string) planAsk { return planAsk{path, "", false, months} }
	cql := func(collection, filter string) string {
		return "/ogc/collections/" + collection + "/items?limit=20&f=json&filter=" + url.QueryEscape(filter)
	}
	const near = "/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=3000&"
	asks := []planAsk{
		own("/api/v1/cases"),
		own("/api/v1/subjects/%d/dossier", subject),
		own("/api/v1/subjects/%d/dossier", other),
		own("/api/v1/subjects/%d/chart?candidates=1", subject),
		own("/api/v1/subjects/%d/findings", subject),
		own("/api/v1/subjects/%d/candidates?limit=5", subject),
		own("/api/v1/subjects/%d/marks", subject),
		own("/api/v1/subjects/%d/reach?at=2025-04-10T00:00:00Z", subject),
		own("/api/v1/subjects/%d/meet?other=%d&from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z", subject, other),
		{fmt.Sprintf("POST /api/v1/subjects/%d/marks", subject), `{"target":"s1","kind":"confirmed","text":"x"}`, true, months},
		{fmt.Sprintf("DELETE /api/v1/subjects/%d/marks/1", subject), "", true, months},
		own("/subjects/%d/export/csv", subject),
		//own("/subjects/%d/bundle.zip", subject),
		own("/api/v1/records/%d/7", load),
		own("/api/v1/records/%d/7", load+1),
		own("/api/v1/sightings?plate=%s&limit=20", plate),
		own("%s", strings.TrimSuffix("/tiles/reads/12/939/1612.mvt?in_case=PLANS&from=2025-04-10&to=2025-04-20", "")),
		all("2025_04", near+at),
		all("2025_04", near+at+"&count=exact&order=nearest"),
		all("2025_04", near+at+"&in_case=PLANS"),
		all("", near+"limit=20"),
		all("2025_04", strings.Replace(near, "radius_m=3000", "radius_m=50000", 1)+at+"&limit=50"),
		{"POST /api/v1/sightings/search", `{"case":"PLANS","purpose":"test","areas":[{"circle":{"lat":35.5,"lon":-97.5,"radius_m":3000}},` +
			`{"circle":{"lat":35.6,"lon":-97.4,"radius_m":3000}}],"seen_in":"all","from":"2025-04-10T00:00:00Z","to":"2025-04-12T00:00:00Z"}`, false, "2025_04"},
		all("", "/api/v1/sightings?lat=60&lon=20&radius_m=500"),
		all("", "/tiles/reads/0/0/0.mvt"), all("", "/tiles/reads/6/14/25.mvt"), all("", "/tiles/reads/11/469/806.mvt?from=2025-04-10&to=2025-04-20"),
		all("", "/tiles/reads/11/469/806.mvt?plate="+plate), all("", "/tiles/sightings/8/58/100.mvt"),
		all("", "/ogc/collections/sightings/items?limit=20&f=json"), all("", "/ogc/collections/stays/items?limit=20&f=json"),
		all("", "/ogc/collections/sites/items?limit=20&f=json"), all("", "/ogc/collections/agencies/items?limit=20&f=json"),
		all("", "/ogc/collections/reads/items?limit=20&f=json"),
		all("2025_04", "/ogc/collections/reads/items?limit=20&f=json&bbox=-97.6,35.4,-97.4,35.6&datetime=2025-04-10T00:00:00Z/2025-04-12T00:00:00Z"),
		own("%s", cql("reads", "plate = '"+plate+"'")),
		all("", cql("sightings", "S_DWITHIN(geometry, POINT(-97.5 35.5), 5, km)")),
		all("", cql("sites", "S_DWITHIN(geometry, POINT(-97.5 35.5), 5, km)")),
		all("", cql("stays", "S_DWITHIN(geometry, POINT(-97.5 35.5), 5, km)")),
		all("", "/api/v1/notices"), all("", "/api/v1/audit?limit=20"), all("", "/api/v1/audit?actor=nobody"),
	}
	return asks
}

// planServer serves a database, and what is asked of it.
type planServer struct {
	t      *testing.T
	server *http.Server
	store  *store.Store
	base   string
	cookie string
}

// newPlanServer serves the database of an app on connections of its own.
func newPlanServer(t *testing.T, a *app) *planServer {
	t.Helper()
	fresh := &app{ctx: a.ctx, config: a.config, json: true, out: io.Discard, log: io.Discard, cluster: a.cluster, reports: a.reports}
	fresh.config.Listen = "127.0.0.1:0"
	s, err := fresh.openServed()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &planServer{t: t, store: s, base: "http://" + listener.Addr().String()}
	if p.server, listener, err = fresh.server(s, listener, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))); err != nil {
		t.Fatal(err)
	}
	a.reports = fresh.reports
	go func() { _ = p.server.Serve(listener) }()
	t.Cleanup(func() {
		p.server.Close()
		s.Close()
		fresh.store.Close()
	})
	return p
}

// ask asks and returns the answer's status and size.
func (p *planServer) ask(ctx context.Context, a planAsk) (status int, size int64) {
	p.t.Helper()
	method, path, named := strings.Cut(a.path, " ")
	if !named {
		method, path = http.MethodGet, a.path
	}
	r, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(a.body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Sightline-Case", "PLANS")
	r.Header.Set("Sightline-Purpose", "test")
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "sightline", Value: p.cookie})
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatalf("%s: %v", a.path, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatalf("%s: %v", a.path, err)
	}
	if answer.StatusCode >= 400 {
		p.t.Errorf("%s: %s %.300s", a.path, answer.Status, body)
	}
	return answer.StatusCode, int64(len(body))
}

