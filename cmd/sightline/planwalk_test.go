package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sightline/internal/store"
)

// planAsk is something that is asked of the server.
type planAsk struct {
	path string // "METHOD address", or the address to get
	body string
	own  bool // what is read for it is the subject's, the case's or the record's: reads of other cases change nothing of it
	// months are those in which it may touch reads, "" for all.
	months string
	only   string // who alone may ask it: everything or member; "": both
}

// Who asks in TestPlans.
const (
	planEverything = "everything" // the one user of a machine without accounts
	planMember     = "member"     // an analyst, inside the subject's case only
)

// planWalk asks for one of everything that the server answers about what was sighted. The numbers are of the subject, of another
// subject of the case, and of the loads of the subject's reads and inquiries; the months are those of the reads.
func planWalk(subject, other, reads, inquiries int64, plate, months string) []planAsk {
	const days = "from=2025-04-10T00:00:00Z&to=2025-04-12T00:00:00Z"
	const near = "/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=3000&"
	const april = "2025_04"
	own := func(path string, a ...any) planAsk {
		return planAsk{path: fmt.Sprintf(path, a...), own: true, months: months}
	}
	all := func(months, path string) planAsk { return planAsk{path: path, months: months} }
	ogc := func(collection, more string) string {
		return "/ogc/collections/" + collection + "/items?limit=20&f=json" + more
	}
	filter := func(text string) string { return "&filter=" + url.QueryEscape(text) }
	const close = "S_DWITHIN(geometry, POINT(-97.5 35.5), 5, km)"
	asks := []planAsk{
		{path: "/api/v1/cases", own: true, months: months, only: planMember}, {path: "/api/v1/cases", only: planEverything},
		own("/api/v1/subjects/%d/dossier", subject), own("/api/v1/subjects/%d/dossier", other),
		own("/api/v1/subjects/%d/chart?candidates=1", subject), own("/api/v1/subjects/%d/findings", subject),
		own("/api/v1/subjects/%d/candidates?limit=5", subject), own("/api/v1/subjects/%d/marks", subject),
		own("/api/v1/subjects/%d/reach?at=2025-04-10T00:00:00Z", subject),
		own("/api/v1/subjects/%d/meet?other=%d&from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z", subject, other),
		{path: fmt.Sprintf("POST /api/v1/subjects/%d/marks", subject), body: `{"target":"e1","kind":"confirmed","text":"x"}`, own: true,
			months: months},
		own("DELETE /api/v1/subjects/%d/marks/{mark}", subject),
		own("/subjects/%d/export/csv", subject), own("RECORDS %d", subject),
		own("/api/v1/records/%d/7", reads), own("/api/v1/records/%d/7", inquiries),
		own("/tiles/reads/12/939/1612.mvt?in_case=PLANS&from=2025-04-10&to=2025-04-20"),
		{path: "/tiles/reads/11/469/806.mvt?plate=" + plate, own: true}, {path: ogc("reads", filter("plate = '"+plate+"'")), own: true},
		{path: "/api/v1/sightings?limit=20&plate=" + plate, own: true},
		{path: "/api/v1/sightings?limit=20&ocr=true&count=exact&plate=" + plate},
		all(april, near+days), all(april, near+days+"&count=exact&order=nearest"), all(april, near+days+"&in_case=PLANS"),
		all("", near+"limit=20"),
		all(april, strings.Replace(near, "3000", "50000", 1)+days+"&limit=50&count=bounded"),
		all("", "/api/v1/sightings?lat=60&lon=20&radius_m=500"),
		{path: "POST /api/v1/sightings/search",
			body: `{"case":"PLANS","purpose":"test","areas":[{"circle":{"lat":35.5,"lon":-97.5,"radius_m":3000}},` +
				`{"circle":{"lat":35.6,"lon":-97.4,"radius_m":3000}}],"seen_in":"all","from":"2025-04-10T00:00:00Z","to":"2025-04-12T00:00:00Z"}`, months: april},
		all("", "/tiles/reads/0/0/0.mvt"), all("", "/tiles/reads/6/14/25.mvt"),
		all("", "/tiles/reads/11/469/806.mvt?from=2025-04-10&to=2025-04-20"),
		all("", "/tiles/sightings/8/58/100.mvt"),
		all(april, ogc("reads", "&bbox=-97.6,35.4,-97.4,35.6&datetime=2025-04-10T00:00:00Z/2025-04-12T00:00:00Z")),
		{path: "/api/v1/hits", only: planMember}, {path: "/api/v1/notices", only: planMember}, {path: "/api/v1/audit?limit=20", only: planEverything},
		{path: "/api/v1/audit?actor=nobody", only: planEverything},
	}
	for _, c := range []string{"events", "inquiry", "sightings", "stays", "sites", "agencies", "reads"} {
		asks = append(asks, all("", ogc(c, "")), all("", ogc(c, filter(close))))
	}
	for _, text := range []string{"plate = 'AQX7'", "plate LIKE 'AQX77%' AND standing IS NULL", "span = TRUE AND time_end IS NULL",
		"handling LIKE '%chri%'"} {
		asks = append(asks, all("", ogc("events", filter(text))))
	}
	asks = append(asks, all("", ogc("events", "&bbox=-97.6,35.4,-97.4,35.6&datetime=2025-04-10T00:00:00Z/2025-04-12T00:00:00Z")),
		all("", "/ogc/collections/events/items/e1?f=json"))
	return asks
}

// planServer serves a database on connections of its own.
type planServer struct {
	t      *testing.T
	store  *store.Store
	base   string
	cookie string
	mark   int64 // that was made last
}

func newPlanServer(t *testing.T, a *app) *planServer {
	t.Helper()
	fresh := &app{ctx: a.ctx, config: a.config, json: true, out: io.Discard, log: io.Discard, cluster: a.cluster, reports: a.reports}
	fresh.config.Listen = "127.0.0.1:0"
	s, err := fresh.openServed()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", fresh.config.Listen)
	if err != nil {
		t.Fatal(err)
	}
	p := &planServer{t: t, store: s, base: "http://" + listener.Addr().String()}
	server, listener, err := fresh.server(s, listener,
		slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	a.reports = fresh.reports
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		s.Close()
		fresh.store.Close()
	})
	return p
}

// ask asks. What is not answered is an error of the test.
func (p *planServer) ask(ctx context.Context, a planAsk) {
	p.t.Helper()
	method, path, named := strings.Cut(strings.Replace(a.path, "{mark}", strconv.FormatInt(p.mark, 10), 1), " ")
	if !named {
		method, path = http.MethodGet, a.path
	}
	if method == "RECORDS" {
		p.records(ctx, path)
		return
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
	if err != nil || answer.StatusCode >= http.StatusBadRequest {
		p.t.Errorf("%s: %s %.300s, %v", a.path, answer.Status, body, err)
	}
	if answer.StatusCode == http.StatusCreated {
		var made struct{ ID int64 }
		if err := json.Unmarshal(body, &made); err != nil {
			p.t.Fatal(err)
		}
		p.mark = made.ID
	}
}

// records reads the raw records of a subject, as a bundle does.
func (p *planServer) records(ctx context.Context, subject string) {
	p.t.Helper()
	id, err := strconv.ParseInt(subject, 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	look := (&app{}).look("test")
	d, err := p.store.Dossier(ctx, id, 0, look)
	n := 0
	if err == nil {
		err = p.store.RecordsOf(ctx, d, look, func(int64, int, []byte) error { n++; return nil })
	}
	if err != nil || n == 0 {
		p.t.Fatalf("records of %s: %d, %v", subject, n, err)
	}
}
