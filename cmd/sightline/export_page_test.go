package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"sightline/internal/web"
)

// saved waits, as long as the server may take to make it, for the file that the export dialog says it saved, and then for
// the browser to have it.
func (b *browser) saved(dir string) (name string, body []byte) {
	b.t.Helper()
	b.untilWithin(web.ExportTimeout+pageTime,
		`/^Saved /.test(document.querySelector(".export-status").textContent) || document.querySelector("dialog.export [role=alert]").textContent !== ""`)
	if fault := eval[string](b, `document.querySelector("dialog.export [role=alert]").textContent`); fault != "" {
		b.t.Fatalf("no file was saved: %s", fault)
	}
	name = eval[string](b, `/^Saved ([^,]+),/.exec(document.querySelector(".export-status").textContent)[1]`)
	want := eval[string](b, `document.querySelector(".export-status code").title`)
	var err error
	if !until(pageTime, func() bool {
		body, err = os.ReadFile(filepath.Join(dir, name))
		hash := sha256.Sum256(body)
		return err == nil && hex.EncodeToString(hash[:]) == want
	}) {
		b.t.Fatalf("%s did not arrive with SHA-256 %s: %d bytes, %v", name, want, len(body), err)
	}
	return name, body
}

// TestExportDialog makes files from the page: what is exported is what passes the filters, the audit has it before, and
// the dialog can be used with the keyboard alone.
func TestExportDialog(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowserFor(t, 5*(web.ExportTimeout+pageTime)) // it has five files made
	dir := t.TempDir()
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	allow := cdbrowser.SetDownloadBehaviorParams{Behavior: cdbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}
	if _, err := chromedp.Call(b.ctx, cdbrowser.SetDownloadBehavior, allow); err != nil {
		t.Fatal(err)
	}

	// Nothing is filtered: all is what is shown. The keyboard opens the dialog, and Escape leaves it to where it was opened.
	b.do(chromedp.Focus(chromedp.CSS("#export")), chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("dialog.export").open`)
	if !eval[bool](b, `document.querySelector("dialog.export").contains(document.activeElement) && document.querySelector("[name=part][value=shown]").disabled`) {
		t.Error("the focus is not in the dialog, or a part is offered where there is none")
	}
	if n := eval[int](b, `document.querySelectorAll("dialog.export [name=release]").length`); n != 0 {
		// the sample holds nothing of the kind
		t.Errorf("%d boxes are offered for what goes out only by right", n)
	}
	b.do(chromedp.KeyEvent("\x1b"))
	b.until(`!document.querySelector("dialog.export").open && document.activeElement.id === "export"`)

	// A part: a span, a source left out, a search.
	b.click(`[data-kind="address"]`)
	b.put("#search", "zqi058")
	b.do(chromedp.Evaluate[chromedp.Void](`sightline.brush(Date.UTC(2026, 1, 1), Date.UTC(2026, 4, 1))`))
	shown := eval[[]string](b, `sightline.visibleIds()`)
	if len(shown) < 20 || len(shown) > 800 {
		t.Fatalf("%d items pass the filters", len(shown))
	}
	b.do(chromedp.Focus(chromedp.CSS("#export")), chromedp.KeyEvent("\r"))
	b.until(`document.querySelector("dialog.export").open`)
	b.click(`[name=kind][value=data]`)
	b.click(`dialog.export [type=submit]`)
	if eval[string](b, `document.querySelector(".export-status").textContent`) != "" ||
		!eval[bool](b, `document.querySelector("[name=recipient]:invalid") !== null`) {
		t.Error("a file is made for nobody")
	}
	b.put("[name=recipient]", `Det. <b>Ünlü</b>`)
	b.put("[name=agency]", "Invented PD")
	b.put("[name=purpose]", "a briefing")
	b.put("[name=handling]", "Do not copy")
	b.do(chromedp.Focus(chromedp.CSS("dialog.export [type=submit]")), chromedp.KeyEvent("\r"))
	name, body := b.saved(dir)
	if got, _ := rowsOf(t, body); !slices.Equal(got, sorted(shown)) || !strings.HasSuffix(name, ".csv") {
		t.Errorf("%s holds %d rows, %d are shown", name, len(got), len(shown))
	}
	_, lines := rowsOf(t, body)
	row := c.exported()
	hash := sha256.Sum256(body)
	part, _ := row.Asked["part"].(string)
	if row.Action != "export" || row.Asked["sha256"] != hex.EncodeToString(hash[:]) || row.Asked["recipient"] != `Det. <b>Ünlü</b>` ||
		row.Asked["agency"] != "Invented PD" ||
		row.Asked["handling"] != "Do not copy" || row.Purpose != "a briefing" || row.Rows != lines ||
		part != "from 2026-02-01 00:00 to 2026-05-01 00:00, local time of each place; without addresses; with the words “zqi058”" {
		t.Errorf("the audit holds %+v for %d rows", row, lines)
	}

	// The dialog's closing that is told only now, as a busy page tells it, breaks off nothing.
	b.do(chromedp.Evaluate[chromedp.Void](
		`document.querySelector("dialog.export form").addEventListener("submit", () => document.querySelector("dialog.export").dispatchEvent(new Event("close")))`))
	for _, f := range []struct{ kind, format, begins, says string }{
		{"map", "svg", "<svg ", "of 1,145 events: from 2026-02-01"},
		{"chart", "png", "\x89PNG", ""},
		{"report", "pdf", "%PDF-1.", ""},
		{"bundle", "zip", "PK", ""},
	} {
		b.click(`[name=kind][value=` + f.kind + `]`)
		b.put("[name=format]", f.format)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".export-status").textContent = ""`))
		b.click(`dialog.export [type=submit]`)
		name, body := b.saved(dir)
		if !strings.HasSuffix(name, "."+f.format) || !bytes.HasPrefix(body, []byte(f.begins)) || !strings.Contains(plainSVG(body), f.says) {
			t.Errorf("%s %s: %s, %d bytes", f.kind, f.format, name, len(body))
		}
		hash := sha256.Sum256(body)
		if row := c.exported(); row.Asked["sha256"] != hex.EncodeToString(hash[:]) || row.Asked["part"] != part {
			t.Errorf("the audit of %s holds %+v", name, row)
		}
	}

	// The link to the report keeps to the zone and to rules that were changed.
	b.do(chromedp.KeyEvent("\x1b"))
	b.put("#search", "")
	if link := eval[string](b, `document.querySelector("#report").href`); !strings.Contains(link, "report.html?zone=place") {
		t.Errorf("the report is linked as %s", link)
	}

	// What goes wrong is said, and can be tried again.
	b.click("#export-chart")
	b.until(`document.querySelector("dialog.export").open && document.querySelector("[name=kind]:checked").value === "chart"`)
	b.do(chromedp.Evaluate[chromedp.Void](`window.fetch = async () => new Response('{"detail":"no room at the moment"}', { status: 503 })`))
	b.click(`dialog.export [type=submit]`)
	b.until(`document.querySelector("dialog.export [role=alert]").textContent === "no room at the moment" && !document.querySelector("dialog.export [type=submit]").disabled`)
	if len(b.faults) > 0 {
		t.Errorf("the page has faults: %v", b.faults)
	}
}

// exported is the newest row of the audit that tells of a file; the page's own looks may come after it.
func (c command) exported() auditRow {
	c.t.Helper()
	all := c.audited()
	i := slices.IndexFunc(all, func(a auditRow) bool { return a.Action == "export" })
	if i < 0 {
		c.t.Fatal("the audit holds no file")
	}
	return all[i]
}

func plainSVG(body []byte) string {
	if !bytes.HasPrefix(body, []byte("<svg")) {
		return ""
	}
	var text strings.Builder
	tag := false
	for _, r := range string(body) {
		switch {
		case r == '<':
			tag = true
			text.WriteByte(' ')
		case r == '>':
			tag = false
		case !tag:
			text.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// rowsOf are the ids of the rows of a CSV file, sorted, those of a burst's reads once under its own, and how many rows
// there are.
func rowsOf(t *testing.T, body []byte) (ids []string, lines int) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, burst := slices.Index(rows[0], "id"), slices.Index(rows[0], "burst")
	for _, row := range rows[1:] {
		switch {
		case row[0] == "about":
		case burst >= 0 && row[burst] != "":
			ids = append(ids, row[burst])
		default:
			ids = append(ids, row[id])
		}
	}
	return slices.Compact(sorted(ids)), len(ids)
}

func sorted(ids []string) []string { return slices.Sorted(slices.Values(ids)) }
