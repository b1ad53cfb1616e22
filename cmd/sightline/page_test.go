package main

import (
	"context"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	cdruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"sightline/timeline"
)

// browser is a tab of a real Chromium that notes what goes wrong in it and what it asks of whom.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	faults   []string
	requests []string
}

// pageTime is how long a page may take for what it does after a click: a few requests one after another, on a busy machine.
const pageTime = time.Minute

func newBrowser(t *testing.T) *browser {
	t.Helper()
	return newBrowserFor(t, 5*time.Minute)
}

// newBrowserFor opens a browser that lives no longer than a test may take.
func newBrowserFor(t *testing.T, life time.Duration) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium to look at the page with; run: sudo apt-get install chromium")
	}
	ctx, stop := context.WithTimeout(t.Context(), life)
	t.Cleanup(stop)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true), // WebGL without a graphics card
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-quic", true))
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	b := &browser{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1280, 720))
	return b
}

// note takes down faults and requests.
func (b *browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *cdruntime.EventExceptionThrown:
		b.faults = append(b.faults, e.ExceptionDetails.Text)
	case *cdruntime.EventConsoleAPICalled:
		if e.Type == "error" {
			b.faults = append(b.faults, "console.error")
		}
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *network.EventLoadingFailed:
		if !e.Canceled {
			b.faults = append(b.faults, "loading failed: "+e.ErrorText)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			b.faults = append(b.faults, e.Response.URL+" answered "+e.Response.StatusText)
		}
	}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func eval[T any](b *browser, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return v
}

// until waits for a condition of the page.
func (b *browser) until(condition string) {
	b.t.Helper()
	b.untilWithin(pageTime, condition)
}

// untilWithin waits so long for a condition of the page.
func (b *browser) untilWithin(most time.Duration, condition string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](condition, chromedp.WithPollingTimeout(most))); err != nil {
		text := eval[string](b, `[...document.querySelectorAll("#problem, #map-note, #chart-notes, #summary, .export-status, dialog.export .warn")].map((e) => e.innerText).join("\n")`)
		b.t.Fatalf("waiting for %s: %v; faults %v; the page says:\n%s", condition, err, b.faults, text)
	}
}

// TestPage opens the sample's companion in a browser: what is drawn is what the server said, a span chosen on the
// timeline is followed by map and table, a chosen event shows its record, and nothing asks anybody else.
func TestPage(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowser(t)

	b.do(chromedp.Navigate(address + "/"))
	b.until(`document.body.innerText.includes("Corwin Specimen")`)
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)

	all := eval[[]string](b, `sightline.visibleIds()`)
	var d timeline.Dossier
	get(t, address+"/api/v1/subjects/2/dossier", &d)
	var held, located []string
	for i := range d.Events {
		e := &d.Events[i]
		held = append(held, e.ID)
		if e.Where.Located() && e.Standing != timeline.Mention {
			located = append(located, e.ID)
		}
	}
	if !slices.Equal(sorted(all), sorted(held)) {
		t.Errorf("%d events are shown, the dossier holds %d", len(all), len(held))
	}
	if onMap := eval[[]string](b, `sightline.mapIds()`); !slices.Equal(sorted(onMap), sorted(located)) {
		t.Errorf("%d events are on the map, %d have a position", len(onMap), len(located))
	}

	// Dragging the left handle of the timeline's slider leaves the later part.
	x, y, width := b.slider(address)
	b.do(chromedp.DragAndDropXY(x, y, x+0.8*width, y, 8))
	b.until(`sightline.window() !== null`)
	b.holdTogether(all)

	// Typed bounds do the same.
	b.do(chromedp.Evaluate[chromedp.Void](`sightline.brush(Date.UTC(2026, 3, 1), Date.UTC(2026, 3, 11))`))
	b.until(`sightline.visibleIds().length < 300`)
	b.holdTogether(all)

	// A row chosen in the table shows its record, its precision and its source line.
	b.do(chromedp.Click(chromedp.CSS("#table .rows .row")))
	b.until(`document.querySelector("#detail").innerText.includes("SHA-256")`)
	chosen := eval[string](b, `sightline.visibleIds()[0]`)
	text := eval[string](b, `document.querySelector("#detail").innerText`)
	for _, want := range []string{"Known to", "Line", "Loader", "Record"} {
		if !strings.Contains(text, want) {
			t.Errorf("the detail of %s does not tell %q:\n%s", chosen, want, text)
		}
	}

	// The keyboard moves on.
	b.do(chromedp.Focus(chromedp.CSS("#table")), chromedp.KeyEvent("\ue015"))
	b.until(`document.querySelectorAll("#table [aria-selected=true]").length === 1`)

	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
	host := strings.TrimPrefix(address, "http://")
	for _, r := range b.requests {
		if u, err := url.Parse(r); err != nil || u.Host != host && u.Scheme != "blob" && u.Scheme != "data" {
			t.Errorf("the page asked %s", r)
		}
	}
}

// slider returns where the left handle of the timeline's slider is in the window, and how wide the slider is.
func (b *browser) slider(address string) (x, y, width float64) {
	b.t.Helper()
	var option struct {
		DataZoom []struct {
			Type                     string
			Left, Right, Top, Height float64
		}
	}
	box := eval[struct{ X, Y, Width float64 }](b,
		`(({x, y, width}) => ({X: x, Y: y, Width: width}))(document.querySelector("#chart").getBoundingClientRect())`)
	get(b.t, address+"/api/v1/subjects/2/chart?width="+itoa(int64(box.Width)), &option) // the margins go by the width
	for _, z := range option.DataZoom {
		if z.Type == "slider" {
			return box.X + z.Left, box.Y + z.Top + z.Height/2, box.Width - z.Left - z.Right
		}
	}
	b.t.Fatal("the timeline has no slider")
	return 0, 0, 0
}

// holdTogether compares map and table with what passes the filters.
func (b *browser) holdTogether(all []string) {
	b.t.Helper()
	visible, table, onMap := eval[[]string](b, `sightline.visibleIds()`), eval[[]string](b, `sightline.tableIds()`),
		eval[[]string](b, `sightline.mapIds()`)
	if len(visible) == 0 || len(visible) >= len(all) {
		b.t.Errorf("the chosen span shows %d of %d events", len(visible), len(all))
	}
	if !slices.Equal(visible, table) {
		b.t.Errorf("the table shows %d events, %d pass the filters", len(table), len(visible))
	}
	for _, id := range onMap {
		if !slices.Contains(visible, id) {
			b.t.Errorf("%s is on the map and not in the chosen span", id)
		}
	}
	if len(onMap) == 0 {
		b.t.Error("the map is empty")
	}
}
