package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/timeline/analysis"
)

// click clicks what a selector finds first.
func (b *browser) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(` + quote(selector) + `).click()`))
}

// put types a value into a field as a person would.
func (b *browser) put(selector, value string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`(() => { const e = document.querySelector(` + quote(selector) + `); e.value = ` + quote(value) +
		`; for (const type of ["input", "change"]) e.dispatchEvent(new Event(type, { bubbles: true })); })()`))
}

func quote(text string) string { return "`" + text + "`" }

type evidence struct{ Chosen, Map, Table, Chart []string }

func (b *browser) evidence() evidence {
	b.t.Helper()
	e := eval[evidence](b, `(({chosen, map, table, chart}) => ({Chosen: chosen, Map: map, Table: table, Chart: chart}))(sightline.evidence())`)
	for _, ids := range [][]string{e.Chosen, e.Map, e.Table, e.Chart} {
		slices.Sort(ids)
	}
	return e
}

// findingsOf are the findings of an answer by what found them.
func findingsOf(t *testing.T, address string) map[string][]analysis.Finding {
	t.Helper()
	var answer analysis.Findings
	get(t, address, &answer)
	by := map[string][]analysis.Finding{}
	for _, d := range answer.Found {
		by[d.Name] = d.Findings
	}
	return by
}

// TestFindingsOnThePage opens the sample's companion: a statement points out exactly its evidence in all views and can
// leave nothing else; other rules find other things; a chart's mark leads to its finding; a question of whereabouts is
// answered with its records and its outline.
func TestFindingsOnThePage(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)

	found := findingsOf(t, address+"/api/v1/subjects/2/findings")

	// A statement points out its evidence.
	for kind, s := range map[string]analysis.Finding{"circuit": found["circuits"][0], "conflict": found["conflicts"][0],
		"place": found["places"][0]} {
		section := kind + "s"
		if eval[bool](b, `!document.querySelector("[data-section=`+section+`]").open`) {
			b.click("[data-section=" + section + "] > summary")
		}
		// What stands further down the list is shown on demand.
		b.until(`document.querySelector("[data-section=` + section + `] .statements") !== null`)
		if eval[bool](b, `document.querySelector("[data-section=`+section+`] [data-key='`+kind+`:0']") === null`) {
			b.click("[data-section=" + section + "] .statements + .link")
		}
		b.click("[data-section=" + section + "] [data-key='" + kind + ":0'] > button")
		b.until(`!document.querySelector("#evidence").hidden`)
		e := b.evidence()
		want := slices.Clone(s.Evidence)
		slices.Sort(want)
		want = slices.Compact(want) // a round ends where the next begins
		if !slices.Equal(e.Chosen, want) || !slices.Equal(e.Table, want) || !slices.Equal(e.Chart, want) {
			t.Errorf("%s: %d records; chosen %d, in the table %d, on the timeline %d", kind, len(want), len(e.Chosen), len(e.Table),
				len(e.Chart))
		}
		for _, id := range e.Map {
			if !slices.Contains(want, id) {
				t.Errorf("%s: the map points out %s", kind, id)
			}
		}
		if len(e.Map) == 0 {
			t.Errorf("%s: the map points out nothing", kind)
		}
		text := eval[string](b, `document.querySelector("#findings li.chosen").innerText`)
		if !strings.Contains(text, s.Text) || !strings.Contains(text, "Rule:") {
			t.Errorf("%s is told as %q", kind, text)
		}
	}

	// Only its evidence, and all again.
	all := len(eval[[]string](b, `sightline.visibleIds()`))
	b.click("#evidence input")
	b.until(`sightline.visibleIds().length === sightline.evidence().chosen.length`)
	b.click("#evidence button")
	b.until(`document.querySelector("#evidence").hidden`)
	if n := len(eval[[]string](b, `sightline.visibleIds()`)); n != all {
		t.Errorf("%d of %d items are shown once the finding is let go", n, all)
	}

	// Other rules find other things.
	b.click("#findings .rules > summary")
	b.put("[id='rule-speed.review_kmh']", "290")
	b.click("#findings .rules button[type=submit]")
	b.until(`document.querySelector("#findings .rules > summary b").textContent === "1 changed"`)
	fewer := findingsOf(t, address+"/api/v1/subjects/2/findings?speed.review_kmh=290")["conflicts"]
	shown := eval[string](b, `document.querySelector("[data-section=conflicts] > summary b").textContent`)
	if shown != itoa(int64(len(fewer))) || len(fewer) == len(found["conflicts"]) || len(fewer) == 0 {
		t.Errorf("by 290 km/h the page counts %s conflicts, the answer holds %d; by the usual rules %d", shown, len(fewer),
			len(found["conflicts"]))
	}
	// A rule that will not do says so and changes nothing.
	b.put("[id='rule-speed.review_kmh']", "900")
	b.click("#findings .rules button[type=submit]")
	b.until(`document.querySelector("#findings .rules .warn").innerText.includes("certain")`)
	if kept := eval[string](b, `document.querySelector("[data-section=conflicts] > summary b").textContent`); kept != shown {
		t.Errorf("a refused rule leaves %s conflicts of %s", kept, shown)
	}
	b.mu.Lock()
	b.faults = slices.DeleteFunc(b.faults, func(f string) bool { return strings.Contains(f, "speed.review_kmh=900") })
	b.mu.Unlock()
	b.click("#findings .rules .form-buttons button[type=button]")
	b.until(`document.querySelector("#findings .rules > summary b").textContent === "as usual"`)

	// Each chart is drawn.
	for _, kind := range []string{"nights", "distance", "hours", "calendar", "circuit"} {
		b.put("#more-charts", kind)
		b.until(`document.querySelector("#chart").getAttribute("aria-label").startsWith(` + quote(map[string]string{
			"nights": "Nights by area", "distance": "Distance", "hours": "Hours of the week", "calendar": "Calendar", "circuit": "Circuit",
		}[kind]) + `)`)
	}

	// Where could they have been?
	b.click("[data-section=ask] > summary")
	b.until(`document.querySelector(".ask select option") !== null`)
	b.put(".ask-fields input[type=datetime-local]", "2026-07-02T02:00")
	b.click(".ask button[type=submit]")
	b.until(`document.querySelector(".verdict")?.innerText.startsWith("Possible")`)
	if e := b.evidence(); len(e.Chosen) == 0 {
		t.Error("a region rests on no record")
	}
	b.put(".ask select", "place")
	b.put(".ask-fields input[aria-label=Latitude]", "47.6")
	b.put(".ask-fields input[aria-label=Longitude]", "-122.3")
	b.click(".ask button[type=submit]")
	b.until(`document.querySelector(".verdict")?.innerText.startsWith("No")`)
	if e := b.evidence(); len(e.Chosen) < 2 {
		t.Errorf("a no rests on %d records", len(e.Chosen))
	}

	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
	for _, r := range b.requests {
		if u, err := url.Parse(r); err != nil || u.Host != strings.TrimPrefix(address, "http://") && u.Scheme != "blob" &&
			u.Scheme != "data" {
			t.Errorf("the page asked %s", r)
		}
	}
}
