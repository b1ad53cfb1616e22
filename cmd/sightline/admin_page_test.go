package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sightline/internal/auth"
)

// signUp goes from a one-time link to an open session.
func (b *browser) signUp(link, password string) {
	b.t.Helper()
	b.do(chromedp.Navigate(link))
	b.submit(map[string]string{"password": password, "again": password})
	b.at("/login/enrol")
	b.submit(map[string]string{"code": auth.Code(b.secondFactor(), time.Now())})
	b.at("/login/banner")
	b.submit(nil)
}

// reaches waits for a condition of the page to which the browser is on its way. Until it is there it may not answer.
func (b *browser) reaches(condition string) {
	b.t.Helper()
	if !until(pageTime, func() bool {
		is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && (`+condition+`)`))
		return err == nil && is
	}) {
		b.t.Fatalf("waiting for %s; faults %v", condition, b.faults)
	}
}

// fits reports that nothing of the page reaches out of the window to the right, at each of some widths.
func (b *browser) fits(widths ...int64) {
	b.t.Helper()
	for _, width := range widths {
		b.do(chromedp.EmulateViewport(width, 800))
		if out := eval[[]string](b, `[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".hidden, .wide .card table, .maplibregl-map") && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
			.map((e) => e.tagName + "." + e.className)`); len(out) > 0 {
			b.t.Errorf("at %d px %v reach out of %s", width, out, eval[string](b, `location.pathname`))
		}
	}
	b.do(chromedp.EmulateViewport(1280, 720))
}

// TestAdministrationByBrowser makes an account and a key in a real browser, as an administrator does, and uses both.
func TestAdministrationByBrowser(t *testing.T) {
	c := newCommand(t)
	c.must("cases", "put", "T-1", "--owning-ori", "ZZ9990100")
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	var made struct{ Link string }
	c.told(&made, "users", "add", "rosa", "--role", "admin", "--agency", "ZZ9990100")
	_, link, _ := strings.Cut(made.Link, "/setup?")
	b := newBrowser(t)
	b.notePolicy()
	b.signUp(address+"/setup?"+link, "plum-otter-vivid-94")
	b.at("/")
	b.do(chromedp.Click(chromedp.CSS(`.links a[href="/admin"]`)))
	b.at("/admin")
	if missing := eval[[]string](b,
		`[...document.querySelectorAll("main input:not([type=hidden]), main select")].filter((e) => !e.labels?.length).map((e) => e.name)`); len(missing) > 0 {
		t.Errorf("fields without a label: %v", missing)
	}
	b.fits(1280, 800, 390)
	b.do(chromedp.Click(chromedp.CSS(`[name="may"][value="restricted"]`)))
	b.submit(map[string]string{"name": "Ann", "full_name": "Ann Testperson", "role": "analyst", "agency": "zz9990100"})
	b.at("/admin/users")
	setup := eval[string](b, `document.querySelector("#once").textContent`)
	if !strings.HasPrefix(setup, address+"/setup?link=") {
		t.Errorf("the link is %s", setup)
	}
	b.fits(1280, 390)
	b.do(chromedp.Click(chromedp.CSS(`td a[href^="/admin/users/"]`))) // the first: ann
	b.reaches(`document.querySelector("h1").textContent === "Account ann"`)
	b.do(chromedp.SetValue(chromedp.CSS(`[name="case"]`), "T-1"), chromedp.Submit(chromedp.CSS(`[name="case"]`)))
	b.reaches(`document.querySelector("[role=status]")?.textContent.includes("member of the case")`)
	b.fits(1280, 390)
	if listed := eval[string](b, `document.querySelector(".rows").innerText`); !strings.Contains(listed, "T-1") {
		t.Errorf("the cases are %q", listed)
	}

	b.do(chromedp.Navigate(address + "/admin/keys"))
	area := c.file("county.geojson", []byte(`{"type":"Polygon","coordinates":[[[-98,35],[-97,35],[-97,36],[-98,35]]]}`))
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`[name="area"]`), []string{area}))
	b.fits(1280, 390)
	b.submit(map[string]string{"name": "dispatch", "agency": "ZZ9990200", "days": "30"})
	b.reaches(`document.querySelector("#once") !== null`)
	key := eval[string](b, `document.querySelector("#once").textContent`)
	var listed struct{ Keys []keyView }
	c.told(&listed, "keys", "list")
	if len(listed.Keys) != 1 || !listed.Keys[0].Area || listed.Keys[0].Rate != 600 || !slices.Equal(listed.Keys[0].Collections,
		[]string{"sightings", "features", "tiles"}) {
		t.Errorf("keys %+v", listed.Keys)
	}
	if status := withKey(t, address, key); status != http.StatusOK {
		t.Errorf("the key is answered %d", status)
	}
	// By the keyboard: to the summary, open it, to the button, press it.
	b.do(chromedp.Navigate(address + "/admin/keys"))
	if shown := eval[string](b, `document.body.innerText`); strings.Contains(shown, key) {
		t.Error("the key is shown twice")
	}
	b.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("summary")].find((e) => e.textContent === "Revoke").focus()`))
	b.do(chromedp.KeyEvent(" "), chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"))
	b.reaches(`document.querySelector("[role=status]")?.textContent === "The key is revoked."`)
	if status := withKey(t, address, key); status != http.StatusUnauthorized {
		t.Errorf("the revoked key is answered %d", status)
	}
	if stopped := eval[[]string](b, `window.stopped ?? []`); len(stopped) > 0 {
		t.Errorf("the content security policy stopped %q", stopped)
	}

	b.do(chromedp.Click(chromedp.CSS(".user button")))
	b.at("/login")
	b.signUp(setup, "gravel tuning eleven moth")
	b.at("/")
	if links := eval[string](b, `document.querySelector(".links").innerText`); strings.Contains(links, "Administration") {
		t.Errorf("an analyst is shown the way to %q", links)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
}

// withKey asks a search with a key and returns the status.
func withKey(t *testing.T, address, key string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/v1/sightings?plate=ZQ1TEST&case=X-1&purpose=test", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		var found map[string]any
		if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
			t.Fatal(fmt.Errorf("answer: %w", err))
		}
	}
	return answer.StatusCode
}
