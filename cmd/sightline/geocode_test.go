package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"sightline/internal/query"
	"sightline/internal/store"
)

const someAddresses = `street,city,state,zip,first seen
100 Congress Avenue Apt 4,Austin,TX,78701,2024-03
100 congress ave,Austin,TX,78701,2025-03
7 Faraway Ln,Austin,TX,78701,2024-04
8 Unknown Ln,Austin,TX,78701,2024-04
PO Box 12,Austin,TX,78701,2024-05
RR 2 Box 17,Austin,TX,78701,2024-06
`

// geocoderAt answers like a geocoder: one street is near, one is far from its ZIP code, the rest are not found.
func geocoderAt(t *testing.T, asked *atomic.Int64, knows *atomic.Bool) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		q := r.URL.Query().Get("q")
		switch {
		case strings.Contains(q, "APT"), strings.Contains(q, "BOX"), r.URL.Query().Get("key") != "secret":
			t.Errorf("asked for %q", q)
		case strings.Contains(q, "CONGRESS"):
			fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[-97.7431,30.2672]},"properties":{"addresstype":"house","display_name":"100, Congress Avenue"}}]}`)
		case strings.Contains(q, "FARAWAY"):
			fmt.Fprint(w, `[{"lat":"40.1","lon":"-80.2","addresstype":"building","display_name":"7, Faraway Lane"}]`)
		case strings.Contains(q, "UNKNOWN") && knows.Load():
			fmt.Fprint(w, `{"features":[{"geometry":{"type":"Point","coordinates":[-97.75,30.27]},"properties":{"layer":"street","label":"Unknown Lane"}}]}`)
		default:
			fmt.Fprint(w, `{"features":[]}`)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func TestGeocode(t *testing.T) {
	c := newCommand(t)
	c.must("load", "addresses", c.file("a.csv", []byte(someAddresses)), "--case", "G-1", "--subject", "Invented, Jane")
	var asked atomic.Int64
	var knows atomic.Bool
	target := geocoderAt(t, &asked, &knows).URL + "/search?q={address}&key=secret"
	run := func(args ...string) (g geocoded, log string) {
		t.Helper()
		code, out, log := c.run(append([]string{"geocode", "--json"}, args...)...)
		if code != exitOK {
			t.Fatalf("exit %d\n%s%s", code, out, log)
		}
		if err := json.Unmarshal([]byte(out), &g); err != nil {
			t.Fatal(err)
		}
		return g, log
	}
	// Without a geocoder nothing is asked and everything stays where its ZIP code is.
	if g, _ := run(); g.Unplaced != 6 || g.Placed != 0 || g.NoStreet != 2 || g.NotFound != 4 || g.Asked != 0 || asked.Load() != 0 {
		t.Errorf("without a geocoder: %+v", g)
	}
	g, log := run("--case", "G-1", "--geocoder", target)
	// Two ways to write one address are one question, for they are standardised.
	if g.Unplaced != 6 || g.Placed != 2 || g.NoStreet != 2 || g.NotFound != 1 || g.Refused != 1 || !g.Standardized || g.Asked != 3 ||
		asked.Load() != 3 {
		t.Errorf("%+v, asked %d", g, asked.Load())
	}
	if strings.Contains(log, "secret") || strings.Contains(log, "leave") { // it is on this machine
		t.Errorf("printed %q", log)
	}
	// Again: what was said is not asked again, found or not.
	if g, _ := run("--geocoder", target); g.Unplaced != 4 || g.Asked != 0 || g.NotFound != 1 || asked.Load() != 3 {
		t.Errorf("again: %+v, asked %d", g, asked.Load())
	}
	knows.Store(true)
	if g, _ := run("--retry", "--geocoder", target); g.Placed != 1 || g.Asked != 1 {
		t.Errorf("retried: %+v", g)
	}
	// Positions, precision and basis reach the dossier, and the look is in the audit.
	s, err := store.Open(t.Context(), c.url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	of, err := s.Case(t.Context(), "G-1")
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.SubjectID(t.Context(), of.ID, "Invented, Jane")
	if err != nil {
		t.Fatal(err)
	}
	a := &app{ctx: t.Context()}
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, a.look("test"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for stay := range d.Spans() {
		got[stay.Where.Label] = fmt.Sprintf("%s %.0f m %s %s", stay.Where.Class, float64(stay.Where.Radius), stay.Where.State,
			stay.Where.Basis)
	}
	host := strings.TrimPrefix(strings.Split(target, "/search")[0], "http://")
	for label, want := range map[string]string{
		"100 Congress Avenue Apt 4, Austin, TX 78701": "street 75 m TX geocoder " + host + ": 100, Congress Avenue",
		"100 congress ave, Austin, TX 78701":          "street 75 m TX geocoder " + host + ": 100, Congress Avenue",
		"8 Unknown Ln, Austin, TX 78701":              "street 1000 m TX geocoder " + host + ": Unknown Lane",
	} {
		if got[label] != want {
			t.Errorf("%s: got %q, want %q", label, got[label], want)
		}
	}
	for _, label := range []string{"7 Faraway Ln, Austin, TX 78701", "PO Box 12, Austin, TX 78701", "RR 2 Box 17, Austin, TX 78701"} {
		if !strings.HasPrefix(got[label], "zip ") {
			t.Errorf("%s: %q", label, got[label])
		}
	}
	if out := c.must("audit"); !strings.Contains(out, "geocode") {
		t.Errorf("not in the audit:\n%s", out)
	}
}

func TestGeocoderFails(t *testing.T) {
	c := newCommand(t)
	c.must("load", "addresses", c.file("a.csv", []byte(someAddresses)), "--case", "G-1", "--subject", "Invented, Jane")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("followed a redirection") }))
	defer elsewhere.Close()
	for name, handler := range map[string]http.HandlerFunc{
		"an error":    func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusTooManyRequests) },
		"noise":       func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"redirection": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
	} {
		server := httptest.NewServer(handler)
		code, out, log := c.run("geocode", "--geocoder", server.URL+"/?q={address}&key=secret")
		server.Close()
		if code != exitOK || !strings.Contains(out, "it was asked no more") || strings.Contains(out+log, "secret") ||
			strings.Contains(out, "CONGRESS") {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, log)
		}
	}
	for _, bad := range []string{"ftp://host/{address}", "https://host/", "{address}", "https://user:secret@host/{address}"} {
		if code, out, log := c.run("geocode", "--geocoder", bad); code != exitUsage || strings.Contains(out+log, "secret") {
			t.Errorf("%s: exit %d %s%s", bad, code, out, log)
		}
	}
}

func TestWhichGeocodersLeave(t *testing.T) {
	for address, want := range map[string]bool{"http://127.0.0.1:8080/{address}": false, "http://localhost/{address}": false,
		"http://[::1]:80/{address}":         false,
		"https://geo.example.org/{address}": true, "http://192.0.2.7:8080/{address}": true,
		"http://localhost.example.org/{address}": true} {
		if got := newWebGeocoder(address).leaves(); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func FuzzGeocoderAnswer(f *testing.F) {
	f.Add([]byte(`{"features":[{"geometry":{"type":"Point","coordinates":[-97.7,30.2]},"properties":{"addresstype":"house"}}]}`))
	f.Add([]byte(`[{"lat":"40.1","lon":"-80.2","place_rank":30}]`))
	f.Add([]byte(`{"features":[{"geometry":{"type":"Point","coordinates":[]}}]}`))
	f.Add([]byte(`[{"lat":"NaN","lon":"Inf","type":"house"}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		w, ok, err := readAnswer(body)
		if ok && (err != nil || !w.Located() || w.Radius <= 0 ||
			!(w.Point[0] >= -180 && w.Point[0] <= 180 && w.Point[1] >= -90 && w.Point[1] <= 90)) {
			t.Errorf("%q: %+v, %v", body, w, err)
		}
	})
}
