package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sightline/internal/auth"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline/plate"
)

// oddPlates are texts that somebody may give for a plate, and some that chance gives.
func oddPlates() []string {
	odd := []string{"", " ", "-", "--", "?", "??", "*", "_", "%", "·", "'", "\"", "\\", "\x00", "A\x00B", "\xff\xfe", "\u202e", "車", "ß",
		"ZQ1", "zq 1-r", "ZQ1R", "8OK?", "8OK*",
		strings.Repeat("-", 3000), strings.Repeat("A", 17), strings.Repeat("A", 3000), "ZQ1R TX", "NULL", "0", "1e400", "-1", "true",
		"plate", "A'--", "A;B", "(A)", "UNLICENSED", "no plate", "TEMP TAG", "N/A", "1-Mar", "2026-03-01", "1.23E+06", "0.1", "TRUE",
		"БГ12", "Ä12", "νAB1", "ZQ\ufffdR", "OK ABC1234", "ABC1234/TX", "ZQ１R"}
	r := rand.New(rand.NewPCG(1, 2))
	signs := []rune("AZ09az -?*_%'\"\\·\t\n車\u0000\u0301;()")
	for range 60 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteRune(signs[r.IntN(len(signs))])
		}
		odd = append(odd, b.String())
	}
	var long strings.Builder // that no index packs into a page
	for range 6000 {
		long.WriteByte("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"[r.IntN(34)])
	}
	return append(odd, long.String())
}

// TestOddPlates asks for every odd plate at every door, as an agency whose interests are kept. None is a fault of the
// server; what no file may give for a plate is refused with the name of the parameter, or finds nothing where it is compared. A
// plate in letters of other scripts finds what the plate itself does.
func TestOddPlates(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	fillLeaks(t, h.store, h.url)
	s := h.store
	handler, err := web.New(web.Config{Version: "test", Actor: "tester", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Accounts: h.rules,
		Tiles:    s, Features: s, NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) }}, s, wholeExports{})
	must(t, err)
	text, hash, hint := auth.NewKey()
	_, err = s.AddKey(t.Context(),
		auth.Key{Name: "cad", Agency: "OK7770100", Hash: hash, Hint: hint, Collections: []string{"sightings", "features", "tiles"},
			Rate: 1_000_000, Created: h.now, Expires: h.now.Add(time.Hour)},
		time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	must(t, err)

	quoted := func(p string) string { return "'" + strings.ReplaceAll(p, "'", "''") + "'" }
	filter := func(collection, form string) func(string) string {
		return func(p string) string {
			return "/ogc/collections/" + collection + "/items?filter=" + url.QueryEscape(strings.ReplaceAll(form, "PLATE", quoted(p)))
		}
	}
	const question = "POST /api/v1/sightings/search "
	body := func(areas string) func(string) string {
		return func(p string) string {
			text, err := json.Marshal(p)
			must(t, err)
			return question + fmt.Sprintf(`{"case":"X-1","purpose":"test","plate":{"number":%s}%s}`, text, areas)
		}
	}
	doors := []struct {
		name    string
		compare bool // it only compares: what matches nothing finds nothing
		address func(odd string) string
	}{
		{"sightings", false, func(p string) string { return "/api/v1/sightings?plate=" + url.QueryEscape(p) }},
		{"sightings of an area", false, func(p string) string {
			return "/api/v1/sightings?lat=35&lon=-94&radius_m=400000&plate=" + url.QueryEscape(p)
		}},
		{"question", false, body("")},
		{"question of an area", false, body(`,"areas":[{"box":[-98,34,-89,36]}]`)},
		{"tile", false, func(p string) string { return "/tiles/reads/0/0/0.mvt?plate=" + url.QueryEscape(p) }},
		{"tiles", false, func(p string) string { return "/tiles/reads.json?plate=" + url.QueryEscape(p) }},
		{"tile's state", true, func(p string) string { return "/tiles/reads/0/0/0.mvt?plate=ZQ2R&state=" + url.QueryEscape(p) }},
		{"items of a plate", false, func(p string) string { return "/ogc/collections/reads/items?plate=" + url.QueryEscape(p) }},
		{"equal", true, filter("reads", "plate = PLATE")},
		{"equal, sightings", true, filter("sightings", "plate = PLATE")},
		{"equal, with a state", true, filter("reads", "plate = PLATE AND plate_state = PLATE")},
		{"equal, turned round", true, filter("sightings", "PLATE = plate")},
		{"one of", true, filter("reads", "plate IN (PLATE, PLATE)")},
		{"one of two", true, filter("sightings", "plate IN ('ZQ3R', PLATE)")},
		{"like", true, filter("reads", "plate LIKE PLATE")},
		{"case folded", true, filter("sightings", "CASEI(plate) = CASEI(PLATE)")},
	}
	header := http.Header{"Authorization": {"Bearer " + text}, "Sightline-Case": {"X-1"}, "Sightline-Purpose": {"test"}}
	ask := func(address string) (code int, said string) {
		sent, posted := strings.CutPrefix(address, question)
		method := http.MethodGet
		if posted {
			method, address = http.MethodPost, "/api/v1/sightings/search"
		} else {
			sent = ""
		}
		r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(sent))
		r.Header, r.Host, r.RemoteAddr = header.Clone(), "127.0.0.1", "127.0.0.1:9"
		if posted {
			r.Header.Set("Content-Type", "application/json")
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	found := func(address string) string {
		code, said := ask(address)
		if _, after, ok := strings.Cut(said, `"features"`); ok {
			said, _, _ = strings.Cut(after, `"links"`) // which repeat the question
		}
		return fmt.Sprint(code, said)
	}
	answers := map[int]int{}
	for _, door := range doors {
		for _, odd := range oddPlates() {
			address := door.address(odd)
			code, said := ask(address)
			answers[code]++
			empty := plate.Normalize(odd) == ""
			_, no := plate.Parse(odd)
			whole := strings.HasPrefix(door.name, "tile") || strings.HasPrefix(door.name, "items") // without ? and *
			refused := no != nil && (whole || !strings.ContainsAny(odd, "?*"))
			switch {
			case code != http.StatusOK && code != http.StatusNoContent && code != http.StatusBadRequest &&
				!(code == http.StatusRequestURITooLong && len(address) > 2000):
				t.Errorf("%s of %.40q: %d %.300s", door.name, odd, code, said)
			case (empty || refused) && !door.compare && code != http.StatusRequestURITooLong &&
				(code != http.StatusBadRequest || !strings.Contains(said, "plate")):
				t.Errorf("%s of %.40q is answered, not refused: %d %.200s", door.name, odd, code, said)
			case empty && door.compare && strings.HasPrefix(door.name, "equal") && code == http.StatusOK &&
				!strings.Contains(said, `"numberReturned":0`):
				t.Errorf("%s of %.40q finds something: %.200s", door.name, odd, said)
			}
		}
	}
	for _, door := range doors {
		if door.compare || door.name == "tiles" { // whose answer repeats the question
			continue
		}
		want := found(door.address("ZQ1R"))
		for _, alike := range []string{"ΖQ1R", "ＺＱ１Ｒ", "zq-1r", " ΖＱ 1 Ꭱ "} {
			if got := found(door.address(alike)); got != want {
				t.Errorf("%s of %s: %.300s\nof ZQ1R: %.300s", door.name, alike, got, want)
			}
		}
	}
	if answers[http.StatusOK] < 100 || answers[http.StatusBadRequest] < 100 {
		t.Errorf("answered were %v", answers)
	}
}
