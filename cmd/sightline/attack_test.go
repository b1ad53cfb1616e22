package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
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
	probe   *http.Client // of somebody who watches the server
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
	s := &siege{t: t, probe: &http.Client{Transport: &http.Transport{TLSClientConfig: clientTLS()}}}
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
	a := &analyst{client: &http.Client{Jar: jar, Timeout: time.Minute,
		Transport:     &http.Transport{TLSClientConfig: clientTLS(), ForceAttemptHTTP2: true},
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

// TestNobodyStopsTheServer attacks a server in turn: whoever works with it meanwhile is refused nothing, and waits no more than
// a bounded multiple of what it takes otherwise. How much longer exactly, the benchmark tells.
func TestNobodyStopsTheServer(t *testing.T) {
	s := newSiege(t)
	s.work(2) // statements are prepared
	usual, failed := s.work(3)
	if len(failed) > 0 {
		t.Fatalf("without an attack: %q", failed)
	}
	most := 10*usual.at(95) + time.Second
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			stop := a.run(s)
			defer stop()
			times, refused := s.work(2)
			if len(refused) > 0 {
				t.Errorf("refused: %q", refused)
			}
			if slowest := times.at(95); slowest > most {
				t.Errorf("an answer took %v, and %v without an attack", slowest, usual.at(95))
			}
			answer, err := s.probe.Get(s.address + "/healthz")
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Errorf("health: %v, %v", answer, err)
			} else {
				answer.Body.Close()
			}
		})
	}
}

// BenchmarkUnderAttack tells how much longer an analyst waits for 95 of 100 answers while a server is attacked.
func BenchmarkUnderAttack(b *testing.B) {
	s := newSiege(b)
	s.work(10) // statements are prepared
	for _, a := range attacks() {
		b.Run(strings.ReplaceAll(a.name, " ", "-"), func(b *testing.B) {
			before, failed := s.work(8)
			stop := a.run(s)
			under, refused := s.work(8)
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
