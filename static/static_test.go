package static

import (
	"bytes"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// assets returns the built files or fails: a program without them serves nothing.
func assets(t *testing.T) fs.FS {
	t.Helper()
	a, err := Assets()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAssetsAreComplete(t *testing.T) {
	a := assets(t)
	for _, name := range []string{
		"index.js", "subject.js", "lock.js", "early.js", "style.css", "icon.svg", "ssr.js", "maplibre-gl-worker.mjs",
		"counties-10m.json", "states-10m.json", "land-50m.json", "countries-50m.json", "LICENSES.txt",
	} {
		info, err := fs.Stat(a, name)
		if err != nil {
			t.Error(err)
		} else if info.Size() == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

// allowed are the addresses that may stand in built files: names of XML vocabularies, and addresses in comments or
// messages of the libraries. None of them is loaded.
var allowed = []string{
	"http://www.w3.org/", "https://www.w3.org/",
	"https://github.com/", "https://maplibre.org", "https://www.maplibre.org", "https://echarts.apache.org/",
	"https://en.wikipedia.org/", "https://stackoverflow.com/", "https://bugs.chromium.org/", "https://bugzilla.mozilla.org/",
	"https://developer.mozilla.org/", "https://maplibre.invalid/", "https://wiki.openstreetmap.org/", "https://docs.mapbox.com/",
	"https://cartography-playground.gitlab.io/",
}

var address = regexp.MustCompile(`(?i)\b(?:https?|wss?)://[a-z0-9.-]+[^\s"'` + "`" + `)<>\\]*`)

func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	a := assets(t)
	err := fs.WalkDir(a, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "js") && !strings.HasSuffix(name, "css") {
			return err
		}
		text, err := fs.ReadFile(a, name)
		if err != nil {
			return err
		}
		for _, found := range address.FindAllString(string(text), -1) {
			if !hasAnyPrefix(found, allowed) {
				t.Errorf("%s: %s", name, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// The pages' content policy allows no script in the page itself and nothing from other hosts.
func TestTemplatesAreShells(t *testing.T) {
	pages, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.gohtml", "subject.gohtml", "error.gohtml", "login.gohtml", "second.gohtml", "enrol.gohtml", "banner.gohtml", "setup.gohtml", "account.gohtml", "continue.gohtml"} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			page := Page{Title: `<script>alert("x")</script>`, Subject: 7, Version: "v1", Status: 404, Detail: `"><img src=x onerror=alert(1)>`}
			evil := page.Title + page.Detail
			page.User = evil
			page.LoginPage = &LoginPage{Next: "/" + evil, Fault: evil, Name: evil, FullName: evil, Agency: evil, Link: evil, First: true, Locked: true, Provider: true, Banner: []string{evil}, QR: &QR{33, evil}, Secret: evil}
			page.Account = &Account{FullName: evil, Role: evil, Agency: evil, Local: true, Notice: evil, Fault: evil, Sessions: []Session{{Address: evil, Agent: evil, State: evil}}}
			if err := pages.ExecuteTemplate(&out, name, page); err != nil {
				t.Fatal(err)
			}
			html := out.String()
			for _, bad := range []string{`<script>alert`, `<img src=x`, "http://", "https://"} {
				if strings.Contains(html, bad) {
					t.Errorf("page contains %q", bad)
				}
			}
			if m := regexp.MustCompile(`<script[^>]*>[^<]`).FindString(html); m != "" {
				t.Errorf("inline script: %s", m)
			}
			if m := regexp.MustCompile(`(?i)\son[a-z]+\s*=\s*["']`).FindString(html); m != "" {
				t.Errorf("inline handler: %s", m)
			}
			for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(html, -1) {
				if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") {
					t.Errorf("loads %q", m[1])
				}
			}
		})
	}
}
