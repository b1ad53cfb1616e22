package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/internal/query"
	"sightline/timeline"
)

// TestBurstsAndCandidatesOnThePage opens the sample's companion: a burst is one sighting in every view and lists its reads,
// each of which opens its record; candidates are asked for only when somebody wants them, are listed with level and
// reason, and are drawn only when switched on. What page, API and report say of bursts agrees.
func TestBurstsAndCandidatesOnThePage(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	var d struct {
		timeline.Dossier
		Folded string `json:"folded"`
	}
	get(t, address+"/api/v1/subjects/2/dossier", &d)
	var burst timeline.Event
	for _, s := range d.Events {
		if len(s.Burst()) > len(burst.Burst()) {
			burst = s
		}
	}
	if d.Folded == "" || d.Folded != d.FoldedText() || len(burst.Burst()) < 2 {
		t.Fatalf("the sample has no bursts: %q", d.Folded)
	}
	var html string
	get(t, address+"/subjects/2/report.html", &html)
	if !strings.Contains(html, d.Folded) || !strings.Contains(html, fmt.Sprintf("%d reads within ", len(burst.Burst()))) {
		t.Errorf("the report does not say %q", d.Folded)
	}

	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	if said := eval[string](b, `document.querySelector("#summary").innerText`); !strings.Contains(said, d.Folded) {
		t.Errorf("the page says %q, want %q", said, d.Folded)
	}
	visible := eval[[]string](b, `sightline.visibleIds()`)
	if len(visible) != len(d.Events) {
		t.Errorf("%d items are shown of %d events", len(visible), len(d.Events))
	}
	b.do(chromedp.Evaluate[chromedp.Void](`sightline.select(` + quote(burst.ID) + `)`))
	b.until(fmt.Sprintf(`document.querySelectorAll("#detail .records button").length === %d`, len(burst.Burst())))
	last := burst.Burst()[len(burst.Burst())-1]
	b.until(`document.querySelector("#detail .raw").textContent.length > 5`)
	first := eval[string](b, `document.querySelector("#detail .raw").textContent`)
	b.click(`#detail .records [data-id="` + last.ID + `"]`)
	b.until(`document.querySelector("#detail .raw").textContent.length > 5 && document.querySelector("#detail .raw").textContent !== ` +
		quote(first))
	var record struct{ Text string }
	get(t, fmt.Sprintf("%s/api/v1/records/%d/%d", address, last.Record().Load, last.Record().Line), &record)
	if shown := eval[string](b, `document.querySelector("#detail .raw").textContent`); shown != record.Text {
		t.Errorf("the last read's record is shown as %q, want %q", shown, record.Text)
	}

	// Candidates: nobody has asked yet.
	asked := func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.ContainsFunc(b.requests, func(url string) bool { return strings.Contains(url, "/candidates") })
	}
	if asked() {
		t.Error("candidates were asked for by themselves")
	}
	var page query.Candidates
	get(t, address+"/api/v1/subjects/2/candidates?limit=5000", &page)
	if page.Total == 0 || int64(len(page.Found)) != page.Total {
		t.Fatalf("%d candidates of %d", len(page.Found), page.Total)
	}
	var withheld int64
	for _, n := range d.Withheld {
		withheld += n.Count
	}
	if withheld != page.Total {
		t.Errorf("%d reads are withheld, %d are candidates", withheld, page.Total)
	}
	b.click("#candidates-list button")
	b.until(fmt.Sprintf(`document.querySelectorAll("#candidates-list tbody tr").length === %d`, min(page.Total, 2000)))
	row := eval[string](b, `document.querySelector("#candidates-list tbody tr").innerText`)
	for _, want := range []string{string(page.Found[0].Level), page.Found[0].Reason} {
		if !strings.Contains(row, want) {
			t.Errorf("the list says %q, not %q", row, want)
		}
	}
	if n := len(eval[[]string](b, `sightline.visibleIds()`)); n != len(visible) {
		t.Errorf("%d items are shown once candidates are listed, %d before", n, len(visible))
	}
	b.click("#show-candidates")
	b.until(fmt.Sprintf(`sightline.visibleIds().length === %d`, len(visible)+len(page.Found)))
	drawn := eval[[]string](b, `sightline.mapIds()`)
	if !slices.ContainsFunc(drawn, func(id string) bool { return strings.Contains(id, "~") }) {
		t.Error("the map draws no candidate")
	}
	maybe := fmt.Sprintf("%d candidate", page.Total)
	b.until(fmt.Sprintf(`document.querySelector("#chart-notes").textContent.includes(%q)`, maybe))
	get(t, address+"/subjects/2/report.html?candidates=1", &html)
	if !strings.Contains(html, maybe) || !strings.Contains(html, "Candidate") {
		t.Error("the report draws no candidate")
	}
	b.click("#show-candidates")
	b.until(fmt.Sprintf(`sightline.visibleIds().length === %d`, len(visible)))
	b.until(fmt.Sprintf(`!document.querySelector("#chart-notes").textContent.includes(%q)`, maybe))
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
}
