package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sightline/timeline/chart"
)

// TestPageHasItsTheme opens a page with a map in a browser whose system is light, then dark: the page is drawn in the colours
// of the charts' palette, the switch overrules the system, and the choice stays when the page is opened again.
func TestPageHasItsTheme(t *testing.T) {
	c := newCommand(t)
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	open := func(system chart.Theme) {
		t.Helper()
		b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			scheme := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: string(system)}}
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: scheme})
			return err
		}), chromedp.Navigate(address+"/search"))
		b.until(`document.documentElement.dataset.ready === "true"`)
	}
	shows := func(theme chart.Theme) {
		t.Helper()
		p := chart.Palettes()[theme]
		got := eval[[]string](b, `[getComputedStyle(document.body).color, getComputedStyle(document.querySelector(".bar")).backgroundColor]`)
		if want := []string{rgb(t, p.Text), rgb(t, p.Ground)}; got[0] != want[0] || got[1] != want[1] {
			t.Errorf("text and ground are %v, those of the %s palette %v", got, theme, want)
		}
	}
	open(chart.Light)
	shows(chart.Light)
	open(chart.Dark)
	shows(chart.Dark)
	eval[any](b, `document.getElementById("theme").click()`)
	shows(chart.Light)
	open(chart.Dark)
	shows(chart.Light)
	eval[any](b, `document.getElementById("theme").click()`)
	open(chart.Light)
	shows(chart.Dark)
	if len(b.faults) > 0 { // such as a colour that the map cannot read
		t.Errorf("faults: %v", b.faults)
	}
}

// rgb is a colour as browsers tell it.
func rgb(t *testing.T, hex string) string {
	t.Helper()
	var r, g, b uint8
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &r, &g, &b); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("rgb(%d, %d, %d)", r, g, b)
}
