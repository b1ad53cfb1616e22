package main

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	tags = regexp.MustCompile(`(?s)<(style|script)[^>]*>.*?</(style|script)>|<[^>]*>`)
	// one is a 1 that stands by itself, with up to three words behind it.
	one = regexp.MustCompile(`(?:^|[^\w.,:–-])1 ((?:[a-z]+ ){0,2}?[a-z]+s)\b`)
	// singular are words that end in s and can stand behind 1.
	singular = regexp.MustCompile(
		`\b(address|is|was|has|does|holds|this|less|across|plus|names|says|lies|reaches|his|its|as|miss|us|bridges|contradicts)$`)
)

// TestOneOfEach makes a case with one of everything, and finds no "1 addresses" in whatever tells of it.
func TestOneOfEach(t *testing.T) {
	c := newCommand(t)
	found := 0
	looked := func(where, text string) {
		t.Helper()
		for _, line := range strings.Split(text, "\n") {
			for _, at := range one.FindAllStringSubmatch(line, -1) {
				if !singular.MatchString(at[1]) {
					found++
					t.Errorf("%s says %q in %.200q", where, strings.TrimSpace(at[0]), strings.TrimSpace(line))
				}
			}
		}
	}
	ran := func(args ...string) string {
		t.Helper()
		code, out, log := c.run(args...)
		looked(strings.Join(args[:min(3, len(args))], " "), out+"\n"+log)
		if code != exitOK {
			t.Fatalf("%s: exit %d\n%s%s", strings.Join(args, " "), code, out, log)
		}
		return out
	}
	of := []string{"--case", "O-1", "--subject", "Doe, Jane"}
	put := func(format, name, body string, more ...string) {
		t.Helper()
		ran(append(append([]string{"load", format, c.file(name, []byte(body))}, of...), more...)...)
	}
	ran("cases", "put", "O-1", "--title", "One of each")
	ran("agencies", "load", c.file("agencies.csv",
		[]byte("ori,name,type,county,state,zip,lat,lon,precision\nOK0550100,Invented Police,city,OKLAHOMA,OK,73102,35.47,-97.52,address\n")))
	put("ncic", "ncic.csv", "date,time,key,ori,name\n2026-05-01,12:00,QW,OK0550100,\"DOE, JANE\"\n", "--tz", "America/Chicago")
	put("plates", "reads.csv",
		"plate,state,time,lat,lon,camera\n8OK1234,OK,2026-05-02T12:00:00Z,35.5,-97.5,cam-1\n8OK1234,OK,never,35.5,-97.5,cam-1\n",
		"--vehicle", "8OK1234/OK")
	put("addresses", "addresses.csv", "street,city,state,zip,first,last\n1 Invented St,Oklahoma City,OK,73102,2026-01-01,2026-02-01\n")
	put("rapsheet", "sheet.txt", oneSheet)
	ran("cases")
	ran("loads", "list")
	for _, load := range []string{"1", "2", "3", "4"} {
		ran("loads", "show", load)
	}
	ran("loads", "rejects", "2")
	ran("loads", "rejects", "2", "--out", filepath.Join(t.TempDir(), "mend.csv"))
	ran("near", "--plate", "8OK1234", "--count", "exact")
	ran("load", "plates", c.file("dry.csv",
		[]byte("plate,state,time,lat,lon\n8OK1,OK,2026-05-02T12:00:00Z,35.5,-97.5\n8OK1,OK,never,35.5,-97.5\n")), "--case", "O-1",
		"--dry-run")
	ran("audit", "--most", "5")
	ran("audit", "verify")

	dir := t.TempDir()
	made := func(name string, args ...string) {
		t.Helper()
		path := filepath.Join(dir, name)
		ran(append(append(append([]string{}, args...), of...), "--release", "chri", "--out", path)...)
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := html.UnescapeString(tags.ReplaceAllString(string(body), "\n"))
		looked(name, text)
	}
	made("report.html", "report")
	made("map.svg", "export", "map")
	made("chart.svg", "export", "chart")
	for _, format := range []string{"csv", "geojson", "gpx", "ics", "timeline-csv"} {
		made("x."+format, "export", format)
	}

	b := newBrowser(t)
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	b.do(chromedp.Navigate(address + "/"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	cases := eval[string](b, `document.body.innerText`)
	if looked("the list of cases", cases); !strings.Contains(cases, "8OK1234 (OK)") || strings.Contains(cases, "none") {
		t.Errorf("the list of cases tells no vehicle: %s", cases)
	}
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	looked("the page", eval[string](b,
		`document.body.textContent + [...document.querySelectorAll("[title],[aria-label]")].map((e) => e.title + "\n" + e.ariaLabel).join("\n")`))
	if found > 0 {
		t.Logf("%d in all", found)
	}
}

// oneSheet is a rap sheet with one arrest and one custody.
const oneSheet = `*******************  CRIMINAL HISTORY RECORD  *******************
=============================== Cycle 001 ==============================
Arrest Date             2021-11-01
Arresting Agency        OK0550100 INVENTED POLICE
Charge                  1
        Charge Literal  AN INVENTED OFFENSE
------------------------------------------------------------------------
Custody Date            2022-01-15
Release Date            2022-04-14
Custody Agency          OK0550100 INVENTED POLICE
`
