package main

import (
	"archive/zip"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sightline/timeline/kinds"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// Where a record is counted, listed or drawn as an inquiry or an address. Sentences about rules may name both.
var (
	wrongAnywhere = regexp.MustCompile(`(?i)inquir|address`)
	styleIDs      = regexp.MustCompile(`<Style id="[a-z_-]+">`) // of KML, which has those of all kinds
	wrongLabel    = regexp.MustCompile(`\d (?i:inquir|address)|\b(?i:inquiry|address)(, | \(|: )|>\s*(Inquir(y|ies)|Address)\b`)
)

// TestRapSheetInWords loads a rap sheet, and holds everything that shows or writes its records to call them arrests, court
// events and custodies, and none of them an inquiry or an address.
func TestRapSheetInWords(t *testing.T) {
	c := newCommand(t)
	sheet, err := os.ReadFile("../../loaders/testdata/rapsheet/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	c.must("load", "rapsheet", c.file("sheet.txt", sheet), "--case", "R-1", "--subject", "Doe, Jane")

	faults := 0
	holds := func(where, text string, wrong *regexp.Regexp, words ...string) {
		t.Helper()
		for _, caveat := range kinds.Caveats() {
			for _, written := range []string{caveat, strings.ReplaceAll(caveat, ",", `\,`), strings.ReplaceAll(caveat, "'", "&#39;")} {
				text = strings.ReplaceAll(text, written, "")
			}
		}
		text = styleIDs.ReplaceAllString(strings.ReplaceAll(text, "Inquiries no further apart", ""), "") // which is a rule
		for _, word := range words {
			if !strings.Contains(text, word) {
				faults++
				t.Errorf("%s does not say %q", where, word)
			}
		}
		for _, at := range wrong.FindAllStringIndex(text, 3) {
			faults++
			t.Errorf("%s says %q", where, text[max(0, at[0]-40):min(len(text), at[1]+40)])
		}
	}

	dir := t.TempDir()
	file := func(name string, args ...string) []byte {
		t.Helper()
		path := filepath.Join(dir, name)
		c.must(append(args, "--case", "R-1", "--subject", "Doe, Jane", "--release", "chri", "--out", path)...)
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	// The report, with what its maps and timelines say.
	report := html.UnescapeString(string(file("r.html", "report")))
	holds("the report", report, wrongLabel, "2 arrests", "1 custody is reported", "1 custody [", "arrested the subject", ">Arrests", ">Custodies",
		"arrest, imprecise (", "Court event", "Arrest, ", "Custody, ")
	picture := html.UnescapeString(string(file("map.svg", "export", "map")))
	holds("the map", picture, wrongLabel, "arrest", "custody")
	picture = html.UnescapeString(string(file("chart.svg", "export", "chart")))
	holds("the timeline", picture, wrongLabel, "Arrests", "Court events", "Custodies", "Arrest, area known")

	// Data for other programs.
	holds("CSV", string(file("r.csv", "export", "csv")), wrongLabel, "\narrest,e1,", "\ncourt event,e2,", "\ncustody,e3,", "\ncustody,e5,")
	holds("the calendar", unfolded(string(file("r.ics", "export", "ics"))), wrongAnywhere, "SUMMARY:Arrest\\, ", "SUMMARY:Court event\\, ", "SUMMARY:Custody\\, ", "CATEGORIES:arrest", "CATEGORIES:custody")
	holds("the table for Timeline Maker", string(file("r.csv2", "export", "timeline-csv")), wrongAnywhere, ",Arrest,", ",Court event,", ",Custody,")
	holds("GPX", string(file("r.gpx", "export", "gpx")), wrongAnywhere, "<type>arrest</type>", "<type>custody</type>")
	holds("GeoJSON", string(file("r.geojson", "export", "geojson")), wrongLabel, `"kind":"arrest"`, `"kind":"court event"`, `"kind":"custody"`)
	file("r.kmz", "export", "kmz")
	holds("KML", html.UnescapeString(inZip(t, filepath.Join(dir, "r.kmz"), "doc.kml")), wrongAnywhere, "<name>Arrests (2)", "<name>Court events (1)", "<name>Custodies (2)", "<name>Arrest, ", "<name>Custody, ")
	file("r.xlsx", "export", "xlsx")
	book, err := excelize.OpenFile(filepath.Join(dir, "r.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for sheet, want := range map[string]string{"Arrests": "arrest arrest", "Court events": "court event", "Custodies": "custody custody"} {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, row := range rows[1:] {
			kinds = append(kinds, row[0])
		}
		if strings.Join(kinds, " ") != want {
			t.Errorf("the sheet %s holds %q, want %s", sheet, kinds, want)
		}
	}

	// What the server answers, and the page.
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	body := func(path string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		text, err := io.ReadAll(w.Body)
		if err != nil || w.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %.200s %v", path, w.StatusCode, text, err)
		}
		return string(text)
	}
	holds("the chart", body("/api/v1/subjects/1/chart"), wrongAnywhere, `"label":"Arrests"`, `"label":"Court events"`, `"label":"Custodies"`, `"name":"Arrest, area known"`, `"name":"Custody: sure where solid"`)
	holds("the search", body("/api/v1/sightings?lat=31&lon=-97&radius_m=500000&kind=arrest,court&case=R-1&purpose=x"), wrongAnywhere, `"kind":"arrest"`, `"kind":"court"`)
	items := func(collection string) string {
		return body("/ogc/collections/" + collection + "/items?f=json&case=R-1&purpose=x")
	}
	holds("OGC events", items("events"), wrongAnywhere, `"kind":"arrest"`, `"kind":"court"`, `"kind":"custody"`)
	holds("OGC sightings", items("sightings"), wrongAnywhere, `"kind":"arrest"`, `"kind":"custody"`)
	for collection, n := range map[string]int{"stays": 1, "custody": 2} {
		said := items(collection)
		holds("OGC "+collection, said, wrongAnywhere, fmt.Sprintf(`"numberMatched":%d`, n), `"kind":"custody"`)
		if strings.Count(said, `"caveat":"`+kinds.Of(kinds.Custody).Caveat) != n {
			t.Errorf("not all of OGC %s have the caveat of a custody: %s", collection, said)
		}
	}
	holds("near", c.must("near", "--lat=31", "--lon=-97", "--radius-m=500000", "--kind=arrest,court"), wrongAnywhere, "  arrest ", "  court event ")

	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	holds("the switches", eval[string](b, `document.querySelector("#kinds").innerText.replace(/\s+/g, " ")`), wrongAnywhere, "Arrests 2 of 2", "Court events 1 of 1", "Custodies 2 of 2")
	holds("the table", eval[string](b, `[...document.querySelectorAll("[role=gridcell]")].map((e) => e.title + " " + e.innerText).join("\n")`), wrongAnywhere, "Arrest", "Court event", "Custody")
	for id, want := range map[string]string{"e1": "Arrest", "e2": "Court event", "e3": "Custody", "e5": "Custody"} {
		b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`sightline.select(%q)`, id)))
		b.until(`document.querySelector("#detail h3") !== null`)
		holds("the panel of "+id, eval[string](b, `document.querySelector("#detail h3").innerText`), wrongAnywhere, want)
	}
	b.click(`[data-kind="arrest"]`)
	if left := eval[[]string](b, `sightline.visibleIds()`); strings.Join(sorted(left), " ") != "e2 e3 e5" {
		t.Errorf("without arrests %v are shown", left)
	}
	if faults > 0 {
		t.Logf("%d words are wrong", faults)
	}
}

func inZip(t *testing.T, path, name string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// unfolded joins the lines of a calendar.
func unfolded(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }
