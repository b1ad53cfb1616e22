package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/timeline/kinds"
)

// drawnMark is a mark of the page: what it is drawn with, in what colour.
type drawnMark struct {
	Kind, Tag, Color string
	Corners          int
	Top              bool // the first corner is above the middle
}

// marksScript reads marks out of the page: those of the switches of kinds, and those of the rows of the table.
const marksScript = `(() => {
	const read = (kind, svg) => {
		const e = svg.firstElementChild;
		const points = (e.getAttribute("points") ?? "").split(" ").filter(Boolean);
		return {Kind: kind, Tag: e.tagName, Color: e.getAttribute("fill"), Corners: points.length, Top: points[0]?.startsWith("7,") ?? false};
	};
	const kinds = [...document.querySelectorAll("#kinds [data-kind]")].map((b) => read(b.dataset.kind, b.querySelector("svg")));
	const kindOf = (row) => row.querySelector("[title]:nth-child(2)").title.split(":")[0].toLowerCase();
	const rows = [...document.querySelectorAll("#table .row[data-id]")].map((row) => read(kindOf(row), row.querySelector("svg")));
	return [...kinds, ...rows];
})()`

// TestPageHasTheSymbolOfEachKind holds the marks of switches and table, in both themes, to the symbol and colour of their kind, and
// the switches to the groups of kinds.
func TestPageHasTheSymbolOfEachKind(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	for _, subject := range []int{1, 2} {
		b.do(chromedp.Navigate(fmt.Sprintf("%s/subjects/%d", address, subject)))
		b.until(`document.documentElement.dataset.ready === "true"`)
		for range 2 { // the second time in the other theme
			marks := eval[[]drawnMark](b, marksScript)
			theme := eval[string](b, `document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")`)
			seen := map[string]bool{}
			for _, m := range marks {
				for _, k := range kinds.All() {
					if string(k.Name) != m.Kind && k.One != m.Kind {
						continue
					}
					seen[string(k.Name)] = true
					want := drawnMark{m.Kind, "polygon", map[string]string{"light": k.Light, "dark": k.Dark}[theme],
						len(k.Symbol.Corners()), false}
					if want.Corners == 0 {
						want.Tag = "circle"
					} else {
						want.Top = k.Symbol.Corners()[0][0] == 0
					}
					if m != want {
						t.Errorf("%s is drawn as %+v in the theme %q, want %+v", k.Name, m, theme, want)
					}
				}
			}
			if len(seen) < 3 {
				t.Errorf("only %v have a mark", seen)
			}
			b.click("#theme")
		}
		for label, names := range eval[map[string][]string](b, `Object.fromEntries([...document.querySelectorAll("#kinds [role=group]")].map((g) =>
			[g.getAttribute("aria-label"), [...g.querySelectorAll("[data-kind]")].map((b) => b.dataset.kind)]))`) {
			for _, name := range names {
				if k := kindNamed(name); k != label {
					t.Errorf("%s stands in the group %q, want %q", name, label, k)
				}
			}
		}
	}
}

// kindNamed is the group of a kind.
func kindNamed(name string) string {
	for _, k := range kinds.All() {
		if string(k.Name) == name {
			return k.Group
		}
	}
	return ""
}
