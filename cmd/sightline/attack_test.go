package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sightline/internal/auth"
	"sightline/timeline"
)

// siege is a server over TLS with the sample case and two analysts: one works, the other may be hostile.
type siege struct {
	t       testing.TB
	address string // https://localhost:port
	host    string // localhost:port
	subject int64  // of whom much is known
	missing int64  // of whom little is
	good    *analyst
	bad     *analyst
}

// analyst is somebody who is logged in.
type analyst struct {
	client *http.Client
	cookie string
}

func newSiege(t testing.TB) *siege {
	t.Helper()
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	var listed struct{ Cases []timeline.CaseSummary }
	c.told(&listed, "cases")
	s := &siege{t: t}
	for _, one := range listed.Cases[0].Subjects {
		if one.Role == "companion" {
			s.subject = one.ID
		} else {
			s.missing = one.ID
		}
	}
	cert, key := c.selfSigned()
	links := map[string]string{}
	for _, name := range []string{"ann", "bob"} {
		var made struct{ Link string }
		c.told(&made, "users", "add", name, "--role", "analyst", "--agency", "XX9990100")
		c.must("cases", "member", "add", listed.Cases[0].Case.Number, name)
		u, err := url.Parse(made.Link)
		if err != nil {
			t.Fatal(err)
		}
		links[name] = u.Query().Get("link")
	}
	s.address = c.serving("serve", "--listen", "0.0.0.0:0", "--host", "localhost", "--tls-cert", cert, "--tls-key", key)
	s.host = strings.TrimPrefix(s.address, "https://")
	s.good, s.bad = s.logIn(links["ann"]), s.logIn(links["bob"])
	return s
}

func clientTLS(protocols ...string) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, NextProtos: protocols}
}

var secretOnPage = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)

// logIn uses a one-time link by the pages.
func (s *siege) logIn(link string) *analyst {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	a := &analyst{client: &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: clientTLS(), ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	const password = "plum-otter-vivid-94"
	post := func(path string, form url.Values) {
		answer, err := a.client.PostForm(s.address+path, form)
		if err != nil {
			s.t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			s.t.Fatalf("%s: %s", path, answer.Status)
		}
	}
	post("/setup", url.Values{"link": {link}, "password": {password}, "again": {password}})
	answer, err := a.client.Get(s.address + "/login/enrol")
	if err != nil {
		s.t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	found := secretOnPage.FindStringSubmatch(string(page))
	if err != nil || found == nil {
		s.t.Fatalf("no secret on the page: %v", err)
	}
	secret, err := auth.ParseTOTP(found[1])
	if err != nil {
		s.t.Fatal(err)
	}
	post("/login/enrol", url.Values{"code": {auth.Code(secret, time.Now())}})
	post("/login/banner", nil)
	at, err := url.Parse(s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, cookie := range jar.Cookies(at) {
		a.cookie = cookie.Name + "=" + cookie.Value
	}
	return a
}

const someCase = "&case=SAMPLE-2026-001&purpose=test"

// ask asks and reads the answer. Of one that was refused it says why, and when to come again.
func (a *analyst) ask(r *http.Request) (again time.Duration, fault string) {
	answer, err := a.client.Do(r)
	if err != nil {
		return time.Second, err.Error()
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return time.Second, err.Error()
	}
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	if answer.StatusCode != http.StatusOK {
		return time.Duration(max(1, seconds)) * time.Second, answer.Status
	}
	return 0, ""
}

// work asks what an analyst asks, one after the other, and what is refused again when that is allowed. It returns what each
// took until it was answered, and what was refused.
func (s *siege) work(rounds int) (times spans, failed []string) {
	subject := fmt.Sprint(s.missing)
	search := `{"areas":[{"box":[-100,30,-90,40]}],"limit":20,"case":"SAMPLE-2026-001","purpose":"test"}`
	for i := range rounds {
		if i%5 == 0 {
			s.good.client.CloseIdleConnections() // the next one comes by a connection of its own
		}
		for _, ask := range []struct{ method, path, kind, body string }{
			{"GET", "/api/v1/sightings?lat=35.5&lon=-97.5&radius_m=5000" + someCase, "", ""},
			{"GET", "/api/v1/cases", "", ""},
			{"POST", "/api/v1/sightings/search", "application/json", search},
			{"POST", "/subjects/" + subject + "/export/ics", "application/x-www-form-urlencoded", "purpose=test"},
			{"GET", "/", "", ""},
		} {
			r, err := http.NewRequestWithContext(s.t.Context(), ask.method, s.address+ask.path, strings.NewReader(ask.body))
			if err != nil {
				s.t.Fatal(err)
			}
			if ask.kind != "" {
				r.Header.Set("Content-Type", ask.kind)
			}
			start := time.Now()
			for {
				again, fault := s.good.ask(r)
				if fault == "" {
					break
				}
				failed = append(failed, ask.method+" "+ask.path+": "+fault)
				if time.Since(start) > 10*time.Second {
					break
				}
				select {
				case <-time.After(again):
				case <-s.t.Context().Done():
				}
				r.Body, _ = r.GetBody()
			}
			times = append(times, time.Since(start))
		}
	}
	return times, failed
}

// attack is something that is done to a server until the context ends. Each of its attackers calls began once it has.
type attack struct {
	name      string
	attackers int
	one       func(ctx context.Context, s *siege, i int, began func())
}

// run makes an attack and returns, once all attackers have begun, what ends it.
func (a attack) run(s *siege) (stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	var all, begun sync.WaitGroup
	begun.Add(a.attackers)
	for i := range a.attackers {
		all.Go(func() { a.one(ctx, s, i, sync.OnceFunc(begun.Done)) })
	}
	begun.Wait()
	return func() { cancel(); all.Wait() }
}

// paced calls one until the context ends, at most once in a while.
func paced(ctx context.Context, each time.Duration, one func()) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		one()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// reading is how much an attacker reads of an answer.
type reading int

const (
	readsAll reading = iota
	readsFirst
	readsNone
)

// socket opens a connection to the server, speaks HTTP/1.1 on it and keeps it until the server closes it. Of what is
// to be sent slowly a byte goes each second.
func (s *siege) socket(ctx context.Context, began func(), text, slowly string, how reading) {
	paced(ctx, time.Second, func() {
		defer began() // or was refused
		d := &net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
			return c.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096) })
		}}
		raw, err := d.DialContext(ctx, "tcp", s.host)
		if err != nil {
			return
		}
		defer raw.Close()
		conn := tls.Client(raw, clientTLS("http/1.1"))
		if err := conn.HandshakeContext(ctx); err != nil {
			return
		}
		if _, err := io.WriteString(conn, text); err != nil {
			return
		}
		over, done := context.WithCancel(ctx)
		defer done()
		go func() {
			<-over.Done()
			raw.Close()
		}()
		if how == readsFirst {
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				return
			}
		}
		began()
		if how != readsAll {
			<-ctx.Done()
			return
		}
		if slowly != "" {
			go paced(over, time.Second, func() { _, _ = io.WriteString(conn, slowly[:1]) })
		}
		_, _ = io.Copy(io.Discard, conn)
	})
}

// halfOpen sends the headers of a request and a byte of its body.
func halfOpen(path, headers, body, slowly string) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, _ int, began func()) {
		path := strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject))
		s.socket(ctx, began, "POST "+path+" HTTP/1.1\r\nHost: "+s.host+"\r\n"+headers+"\r\n"+body, slowly, readsAll)
	}
}

// asking asks as somebody who shows these headers, again and again.
func asking(path string, each time.Duration, header func(*siege) http.Header) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, i int, began func()) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: clientTLS()}}
		defer client.CloseIdleConnections()
		paced(ctx, each, func() {
			defer began()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject)), nil)
			if err != nil {
				return
			}
			r.Header = header(s)
			if answer, err := client.Do(r); err == nil {
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		})
	}
}

func nobody(*siege) http.Header { return http.Header{} }

func byBob(s *siege) http.Header { return http.Header{"Cookie": {s.bad.cookie}} }

// oneConnection sends requests with bodies that never come whole, all on one connection of HTTP/2.
func oneConnection(path, kind string, header func(*siege) http.Header) func(context.Context, *siege, int, func()) {
	var shared atomic.Pointer[http.Client]
	shared.Store(&http.Client{Transport: &http.Transport{TLSClientConfig: clientTLS(), ForceAttemptHTTP2: true, MaxConnsPerHost: 1}})
	return func(ctx context.Context, s *siege, _ int, began func()) {
		paced(ctx, time.Second, func() {
			body, in := io.Pipe()
			defer in.CloseWithError(errors.New("given up"))
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+path, body)
			if err != nil {
				return
			}
			r.Header = header(s)
			r.Header.Set("Content-Type", kind)
			r.ContentLength = 100
			go func() { _, _ = in.Write([]byte("x")); began() }()
			if answer, err := shared.Load().Do(r); err == nil {
				began()
				answer.Body.Close()
			}
			began()
		})
	}
}

// readsNothing asks for a file and reads none of it, once two of the attackers are being sent theirs.
func readsNothing(path string) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, i int, began func()) {
		path := strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject))
		how := readsNone
		if i < 2 {
			how = readsFirst
		}
		s.socket(ctx, began, "GET "+path+" HTTP/1.1\r\nHost: "+s.host+"\r\nCookie: "+s.bad.cookie+"\r\n\r\n", "", how)
	}
}

func attacks() []attack {
	const form, json = "Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: application/json\r\n"
	const length, chunked = form + "Content-Length: 100\r\n", form + "Transfer-Encoding: chunked\r\n"
	return []attack{
		{"80 half-open bodies of log-ins", 80, halfOpen("/login", length, "x", "")},
		{"200 half-open chunked bodies", 200, halfOpen("/login", chunked, "64\r\nx", "")},
		{"80 bodies of a byte a second", 80, halfOpen("/login", length, "x", "x")},
		{"80 half-open searches", 80, halfOpen("/api/v1/sightings/search", "Content-Length: 100\r\n"+json, "{", "")},
		{"80 half-open questions of GIS programs", 80, halfOpen("/ogc/collections/reads/items", length, "x", "")},
		{"80 half-open marks", 80, halfOpen("/api/v1/subjects/{id}/marks", "Content-Length: 100\r\n"+json, "{", "")},
		{"80 half-open exports", 80, halfOpen("/subjects/{id}/export/csv", length, "x", "")},
		{"80 half-open exports of somebody logged in", 80, func(ctx context.Context, s *siege, i int, began func()) {
			halfOpen("/subjects/{id}/export/csv", length+"Cookie: "+s.bad.cookie+"\r\n", "x", "")(ctx, s, i, began)
		}},
		{"90 streams on one connection", 90, oneConnection("/login", "application/x-www-form-urlencoded", nobody)},
		{"90 streams of somebody logged in", 90, oneConnection("/api/v1/sightings/search", "application/json", byBob)},
		{"500 slow headers", 500, func(ctx context.Context, s *siege, _ int, began func()) {
			s.socket(ctx, began, "GET / HTTP/1.1\r\nHost: "+s.host+"\r\nX: ", "x", readsAll)
		}},
		{"4 readers that read nothing", 4, readsNothing("/subjects/{id}/bundle.zip?purpose=test")},
		{"40 readers that read nothing", 40, readsNothing("/subjects/{id}/bundle.zip?purpose=test")},
		{"40 readers that read nothing of a dossier", 40, readsNothing("/api/v1/subjects/{id}/dossier")},
		{"log-in page, 500 a second", 25, asking("/login", 50*time.Millisecond, nobody)},
		{"GIS address, 500 a second", 25, asking("/ogc", 50*time.Millisecond, nobody)},
		{"invented keys, 500 a second", 25, asking("/ogc", 50*time.Millisecond, func(*siege) http.Header {
			text, _, _ := auth.NewKey()
			return http.Header{"Authorization": {"Bearer " + text}}
		})},
		{"readiness, 500 a second", 25, asking("/readyz", 50*time.Millisecond, nobody)},
		{"30 times the dossier by somebody logged in", 30, asking("/api/v1/subjects/{id}/dossier", time.Millisecond, byBob)},
	}
}

// BenchmarkUnderAttack tells how much longer an analyst waits for 95 of 100 answers while a server is attacked.
func BenchmarkUnderAttack(b *testing.B) {
	s := newSiege(b)
	s.work(10) // statements are prepared
	for _, a := range attacks() {
		b.Run(strings.ReplaceAll(a.name, " ", "-"), func(b *testing.B) {
			before, failed := s.work(4)
			stop := a.run(s)
			under, refused := s.work(4)
			stop()
			for b.Loop() { // it is measured once
			}
			if len(failed) > 0 {
				b.Errorf("without an attack: %q", failed)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(before.at(95)), "p95-before-ms")
			b.ReportMetric(ms(under.at(95)), "p95-under-ms")
			b.ReportMetric(under.at(95).Seconds()/before.at(95).Seconds(), "p95-ratio")
			b.ReportMetric(float64(len(refused)), "refused")
			slices.Sort(refused)
			if len(refused) > 0 {
				b.Logf("%q", slices.Compact(refused))
			}
		})
	}
}
