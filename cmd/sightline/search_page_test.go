package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	cdinput "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"sightline/timeline"
)

// TestSearchMap asks on the page of a search in a real browser: list and map number alike, a place is chosen with the
// pointer and with the keys, and nothing is asked of anybody else.
func TestSearchMap(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	var d timeline.Dossier
	get(t, address+"/api/v1/subjects/2/dossier", &d)
	i := slices.IndexFunc(d.Events, func(s timeline.Event) bool { return s.Kind == timeline.KindRead && s.Where.Class.Exact() })
	if i < 0 {
		t.Fatal("the sample has no plate read at a known place")
	}
	at := d.Events[i].Where.Point
	b := newBrowser(t)
	b.notePolicy()
	b.do(chromedp.Navigate(fmt.Sprintf("%s/search?lat=%v&lon=%v&radius_m=60000&order=nearest", address, at.Lat(), at.Lon())))
	b.until(`document.documentElement.dataset.ready === "true"`)

	rows := eval[[]string](b, `[...document.querySelectorAll("tr[data-number]")].map((r) => r.dataset.number)`)
	if len(rows) < 5 {
		t.Fatalf("rows %v", rows)
	}
	drawn := map[string]bool{}
	for _, label := range eval[[]string](b, `searched.drawn()`) {
		for part := range strings.SplitSeq(label, ", ") {
			from, to, span := strings.Cut(part, "–")
			low, high := whole(t, from), whole(t, from)
			if span {
				high = whole(t, to)
			}
			for n := low; n <= high; n++ {
				drawn[strconv.Itoa(n)] = true
			}
		}
	}
	if len(drawn) != len(rows) || slices.ContainsFunc(rows, func(n string) bool { return !drawn[n] }) {
		t.Errorf("in the list are %v, on the map %v", rows, drawn)
	}

	// A mark leads to its row, a row to its mark.
	box := eval[struct{ X, Y, Width, Height float64 }](b,
		`(() => { document.querySelector("#search-map").scrollIntoView(); return document.querySelector("#search-map").getBoundingClientRect().toJSON(); })()`)
	first := eval[struct{ X, Y float64 }](b, `searched.pixel(1)`)
	b.clickAt(box.X+first.X, box.Y+first.Y)
	b.until(`document.querySelector("tr.chosen")?.dataset.number === "1"`)
	if said := eval[string](b, `document.querySelector("#map-said").textContent`); !strings.Contains(said, "of the list is chosen") {
		t.Errorf("the map says %q", said)
	}
	if at := eval[string](b, `document.querySelector("[name=lat]").value`); !strings.HasPrefix(at,
		strconv.FormatFloat(d.Events[i].Where.Point.Lat(), 'f', 2, 64)) {
		t.Errorf("a click on a mark moved the centre to %s", at)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('tr[data-number="3"] button').focus()`), chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("tr.chosen").dataset.number === "3" && document.querySelector("#map-said").textContent.includes("Number 3")`)

	// A click beside all marks, and Enter on the map, take another centre.
	box = eval[struct{ X, Y, Width, Height float64 }](b,
		`(() => { document.querySelector("#search-map").scrollIntoView(); return document.querySelector("#search-map").getBoundingClientRect().toJSON(); })()`)
	b.clickAt(box.X+box.Width-260, box.Y+14)
	b.until(`document.querySelector("#map-said").textContent.startsWith("The centre is")`)
	clicked := b.centre()
	if math.Abs(clicked[0]-at.Lat()) < 0.05 || math.Abs(clicked[0]-at.Lat()) > 3 || math.Abs(clicked[1]-at.Lon()) < 0.05 ||
		math.Abs(clicked[1]-at.Lon()) > 10 {
		t.Errorf("the click chose %v; the search was around %v", clicked, at)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#search-map canvas").focus()`), chromedp.KeyEvent("\r"))
	b.until(fmt.Sprintf(`document.querySelector("[name=lat]").value !== "%.5f"`, clicked[0]))
	if middle := b.centre(); math.Abs(middle[0]-at.Lat()) > 0.2 || math.Abs(middle[1]-at.Lon()) > 0.3 {
		t.Errorf("the middle of the map is %v; the search was around %v", middle, at)
	}
	if plain := eval[[]string](b,
		`[...document.querySelectorAll("main button, main input, main select")].filter((e) => !(e.labels?.length || e.innerText.trim() || e.ariaLabel || e.title)).map((e) => e.outerHTML)`); len(plain) > 0 {
		t.Errorf("without a name: %v", plain)
	}
	b.fits(1280, 800, 390)
	b.do(chromedp.Click(chromedp.CSS("#theme")))
	b.until(`document.documentElement.dataset.theme === "dark"`)
	b.until(`searched.drawn().length > 0`) // again, in other colours
	b.do(chromedp.Click(chromedp.CSS(".filters .button")))
	b.reaches(`document.documentElement.dataset.ready === "true" && location.search.includes("plate=")`)
	if stopped := eval[[]string](b, `window.stopped ?? []`); len(stopped) > 0 {
		t.Errorf("the content security policy stopped %q", stopped)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
	for _, request := range b.requests {
		if !strings.HasPrefix(request, address+"/") && !strings.HasPrefix(request, "blob:"+address) &&
			!strings.HasPrefix(request, "data:") {
			t.Errorf("the page asked %s", request)
		}
	}
}

func whole(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// clickAt moves the pointer to a point of the window and clicks there.
func (b *browser) clickAt(x, y float64) {
	b.t.Helper()
	b.do(chromedp.MouseEvent(cdinput.DispatchMouseEventTypeMouseMoved, x, y), chromedp.MouseClickXY(x, y))
}

// centre is what stands in the form: latitude and longitude.
func (b *browser) centre() [2]float64 {
	b.t.Helper()
	v := eval[[]float64](b, `["lat", "lon"].map((n) => Number(document.querySelector("[name=" + n + "]").value))`)
	return [2]float64{v[0], v[1]}
}
