package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/timeline"
)

// TestMarksOnThePage hides a sighting of the sample's companion: it leaves every view and stands among the excluded, with
// the reason, until that is taken back. A note stays with what it is about. Markup in either stays text.
func TestMarksOnThePage(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	all := eval[[]string](b, `sightline.visibleIds()`)
	target := eval[string](b, `sightline.mapIds()[5]`)
	findings := func() (f struct{ Counts struct{ Text string } }) {
		get(t, address+"/api/v1/subjects/2/findings", &f)
		return f
	}
	before := findings().Counts.Text

	choose := func(id string) {
		b.do(chromedp.Evaluate[chromedp.Void](`sightline.select(` + quote(id) + `)`))
		b.until(`document.querySelector("#detail .mark-form textarea") !== null`)
	}
	// Without a reason nothing is hidden, and the page says why not.
	choose(target)
	b.click("#detail [data-mark=hidden]")
	b.until(`document.querySelector("#detail .mark-form .warn").innerText.includes("Say why")`)
	b.forget("answered Bad Request")

	b.put("#detail textarea", "misread <img src=x onerror=alert(1)>")
	b.click("#detail [data-mark=hidden]")
	b.until(`document.querySelector("#excluded-list li[data-id=` + target + `]") !== null`)
	gone := func(ids []string) bool { return !slices.Contains(ids, target) }
	b.until(`!sightline.visibleIds().includes(` + quote(target) + `)`)
	if left := eval[[]string](b, `sightline.visibleIds()`); len(left) != len(all)-1 || !gone(left) {
		t.Errorf("%d of %d are shown", len(left), len(all))
	}
	b.until(`!sightline.mapIds().includes(` + quote(target) + `) && !sightline.tableIds().includes(` + quote(target) + `)`)
	text := eval[string](b, `document.querySelector("#excluded-list").innerText`)
	for _, want := range []string{"Hidden by ", "misread <img src=x onerror=alert(1)>", "Take back"} {
		if !strings.Contains(text, want) {
			t.Errorf("the list of what is excluded lacks %q: %s", want, text)
		}
	}
	if summary := eval[string](b, `document.querySelector("#summary").innerText`); !strings.Contains(summary, "1 hidden") {
		t.Errorf("the summary says %q", summary)
	}
	if after := findings().Counts.Text; after == before || !strings.Contains(after, "an analyst excluded") {
		t.Errorf("the findings count %q as before", after)
	}
	b.until(`document.querySelector("#findings").innerText.includes("an analyst excluded")`)

	// A note stays with its sighting, which stays in sight.
	other := eval[string](b, `sightline.mapIds()[6]`)
	choose(other)
	b.put("#detail textarea", "asked the agency")
	b.click("#detail [data-mark=note]")
	b.until(`document.querySelector("#detail .marks ul")?.innerText.includes("asked the agency")`)
	if !slices.Contains(eval[[]string](b, `sightline.mapIds()`), other) {
		t.Error("what was noted left the map")
	}

	// Taken back, it is all as before.
	b.click("#excluded-list [data-undo]")
	b.until(`document.querySelector("#excluded-list").innerText.includes("Nothing is hidden")`)
	if again := eval[[]string](b, `sightline.visibleIds()`); !slices.Equal(again, all) {
		t.Errorf("%d are shown, not %d as before", len(again), len(all))
	}
	if after := findings().Counts.Text; after != before {
		t.Errorf("the findings count %q, not %q as before", after, before)
	}
	var marks struct{ Marks []timeline.Mark }
	get(t, address+"/api/v1/subjects/2/marks?undone=1", &marks)
	if len(marks.Marks) != 2 || marks.Marks[0].Stands() || !marks.Marks[1].Stands() {
		t.Errorf("kept are %+v", marks.Marks)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
}

// forget drops faults that a test provoked.
func (b *browser) forget(part string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = slices.DeleteFunc(b.faults, func(f string) bool { return strings.Contains(f, part) })
}
