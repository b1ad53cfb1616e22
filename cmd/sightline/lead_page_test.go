package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestLeadsOnThePage types the first row of each kind's fixture in on the page of a subject of whom nothing is known. The event is
// chosen, in the table and in the dossier; it is corrected, and withdrawn for a reason, and what was typed is kept.
func TestLeadsOnThePage(t *testing.T) {
	c := newCommand(t)
	c.must("cases", "put", "T-1")
	c.must("cases", "subject", "Invented, Jane Q", "--case", "T-1")
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)

	told := func() (events []timeline.Event) {
		var d struct{ Events []timeline.Event }
		get(t, address+"/api/v1/subjects/1/dossier", &d)
		return d.Events
	}
	const dialog = ".lead-dialog"
	closed := `!document.querySelector(".lead-dialog").open`
	for _, name := range kinds.Typed() {
		k := kinds.Of(name)
		b.click("#add-lead")
		b.until(`document.querySelector(".lead-dialog").open`)
		b.put(dialog+" [name=kind]", string(name))
		b.put(dialog+" [name=source]", "an invented caller")
		row := typedRows(t, k)[0]
		for _, field := range row {
			name, value, _ := strings.Cut(field, "=")
			b.put(fmt.Sprintf("%s [name='field-%s']", dialog, name), value)
		}
		before := len(told())
		b.click(dialog + " [type=submit]")
		b.until(closed + ` || !document.querySelector(".lead-dialog [role=alert]").hidden`)
		if fault := eval[string](b, `document.querySelector(".lead-dialog[open] [role=alert]:not([hidden])")?.textContent ?? ""`); fault != "" {
			t.Fatalf("%s: %v: %s", name, row, fault)
		}
		events := told()
		panel := eval[string](b, `document.querySelector("#detail").innerText`)
		if len(events) != before+1 || !strings.Contains(panel, "an invented caller") {
			t.Errorf("%s: %d events after %d; the panel says %q", name, len(events), before, panel)
		}
		// Everything on the page is of what is known now.
		b.until(fmt.Sprintf(`sightline.visibleIds().length === %d && document.querySelectorAll("#loads-table tbody tr").length === %[1]d &&
			document.querySelector("#kinds [data-kind=%s] b").innerText === "1 of 1" && document.querySelector("#from").value !== ""`,
			len(events), name))

		// Corrected: the form holds what was typed.
		field := k.Fields[firstText(k)].Name
		b.click("#detail [data-correct]")
		b.until(`document.querySelector(".lead-dialog").open`)
		for _, typed := range row {
			name, value, _ := strings.Cut(typed, "=")
			got := eval[string](b, fmt.Sprintf(`document.querySelector(".lead-dialog [name='field-%s']").value`, name))
			if got != strings.Join(strings.Fields(value), " ") {
				t.Errorf("%s: the form has %s %q, typed was %q", k.Name, name, got, value)
			}
		}
		b.put(fmt.Sprintf("%s [name='field-%s']", dialog, field), "CORRECTED ON THE PAGE")
		b.click(dialog + " [type=submit]")
		b.until(closed)
		b.until(`document.querySelector("#detail").innerText.includes("CORRECTED ON THE PAGE")`)
		if len(told()) != before+1 {
			t.Errorf("%s: a correction makes %d events of %d", name, len(told()), before+1)
		}
	}

	// Without a source or a date nothing is added, and the dialog says what to do.
	b.click("#add-lead")
	b.put(dialog+" [name=source]", "somebody")
	b.put(dialog+" [name=kind]", string(kinds.Arrest))
	b.put(dialog+" [name='field-date']", "soon")
	n := len(told())
	b.click(dialog + " [type=submit]")
	b.until(`!document.querySelector(".lead-dialog [role=alert]").hidden`)
	b.forget("answered Bad Request")
	fault := eval[string](b, `document.querySelector(".lead-dialog [role=alert]").textContent`)
	if !strings.Contains(fault, "soon") || len(told()) != n {
		t.Errorf("a date that is none: %q, %d events of %d", fault, len(told()), n)
	}
	b.click(dialog + " [type=button]")

	// Withdrawn only for a reason.
	b.click("#detail [data-withdraw]")
	b.until(`document.querySelector("#detail .typed .warn").innerText.includes("Say why")`)
	b.forget("answered Bad Request")
	b.put("#detail .withdraw input", "it was another child")
	b.click("#detail [data-withdraw]")
	b.until(fmt.Sprintf(`sightline.visibleIds().length === %d`, n-1))
	if log := c.must("audit"); !strings.Contains(log, "it was another child") || !strings.Contains(log, "CORRECTED ON THE PAGE") {
		t.Error("the audit does not tell of the withdrawal and of what was typed")
	}
}
