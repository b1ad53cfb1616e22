package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// wrongAnywhere are words of kinds of which the case below holds nothing.
var wrongAnywhere = regexp.MustCompile(`(?i)inquir|address`)

// TestKindsOnPage loads a rap sheet, and holds the page's switches, table and panel to call its records arrests, court events and
// custodies, and none of them an inquiry or an address. What is written and answered of kinds is held in internal/kindtest.
func TestKindsOnPage(t *testing.T) {
	c := newCommand(t)
	sheet, err := os.ReadFile("../../loaders/testdata/rapsheet/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	c.must("load", "rapsheet", c.file("sheet.txt", sheet), "--case", "R-1", "--subject", "Doe, Jane")
	holds := func(where, text string, words ...string) {
		t.Helper()
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s does not say %q: %.600s", where, word, text)
			}
		}
		if at := wrongAnywhere.FindStringIndex(text); at != nil {
			t.Errorf("%s says %q", where, text[max(0, at[0]-40):min(len(text), at[1]+40)])
		}
	}
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	holds("the switches", eval[string](b, `document.querySelector("#kinds").innerText.replace(/\s+/g, " ")`),
		"Arrests 2 of 2", "Court events 1 of 1", "Custodies 2 of 2")
	holds("the table", eval[string](b,
		`[...document.querySelectorAll("[role=gridcell]")].map((e) => e.title + " " + e.innerText).join("\n")`),
		"Arrest", "Court event", "Custody")
	titles := map[string]int{}
	for _, id := range eval[[]string](b, `sightline.visibleIds()`) {
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`sightline.select(%q)`, id)))
		b.until(`document.querySelector("#detail h3") !== null`)
		title := eval[string](b, `document.querySelector("#detail h3").innerText`)
		holds("the panel of "+id, title)
		for _, kind := range []string{"Arrest", "Court event", "Custody"} {
			if strings.Contains(title, kind) {
				titles[kind]++
			}
		}
	}
	if titles["Arrest"] != 2 || titles["Court event"] != 1 || titles["Custody"] != 2 {
		t.Errorf("the panels are headed %v", titles)
	}
	b.click(`[data-kind="arrest"]`)
	if left := eval[[]string](b, `sightline.visibleIds()`); len(left) != 3 {
		t.Errorf("without arrests %v are shown", left)
	}
}
