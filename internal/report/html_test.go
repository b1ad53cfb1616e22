package report

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"sightline/timeline/analysis"
)

var (
	tagPattern  = regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)
	idPattern   = regexp.MustCompile(` id="([^"]*)"`)
	linkPattern = regexp.MustCompile(` href="([^"]*)"`)
	urlPattern  = regexp.MustCompile(`url\(([^)]*)\)`)

	valuePattern = regexp.MustCompile(`"[^"]*"`)
	eventPattern = regexp.MustCompile(`(?i)\son[a-z]+\s*=`)
)

// onlyText checks that what comes from a dossier stayed text, and that the file loads and runs nothing.
func onlyText(t *testing.T, page string) {
	head, body, _ := strings.Cut(page, "</style>")
	if strings.Count(page, "</style>") != 1 || strings.Count(page, "</title>\n<style>") != 1 || strings.Contains(head, "<script") {
		t.Error("the head does not end where it should")
	}
	known := map[string]bool{}
	for _, tag := range strings.Fields(
		"html head body main header section h1 h2 h3 p ul li dl dt dd table caption colgroup col thead tbody tr th td " +
			"a strong span code bdi br aside figure figcaption div svg g defs clipPath path rect circle ellipse line polyline polygon text tspan title desc " +
			"linearGradient radialGradient stop pattern img") {
		known[tag] = true
	}
	for _, tag := range tagPattern.FindAllString(body, -1) {
		element := strings.FieldsFunc(strings.TrimLeft(tag, "</"), func(r rune) bool { return r == ' ' || r == '>' || r == '/' })[0]
		if !known[element] {
			t.Errorf("element %s", tag)
		}
		if bare := valuePattern.ReplaceAllString(tag, ""); eventPattern.MatchString(bare) || strings.Contains(bare, " src") &&
			!strings.Contains(tag, ` src="data:image/jpeg;base64,`) {
			t.Errorf("an event or a source in %.80s", tag)
		}
	}
	for _, u := range urlPattern.FindAllStringSubmatch(body, -1) {
		if !strings.HasPrefix(u[1], "#") {
			t.Errorf("loads %s", u[0])
		}
	}
	if strings.ContainsAny(page, "\u202e\x00") {
		t.Error("a character that forges or breaks text came through")
	}
}

// linksLead checks that every link leads to something, that nothing is there twice, and that each event has a row.
func linksLead(t *testing.T, page string, events int) {
	ids := map[string]int{}
	for _, m := range idPattern.FindAllStringSubmatch(page, -1) {
		if ids[m[1]]++; ids[m[1]] == 2 {
			t.Errorf("id %q twice", m[1])
		}
	}
	links := 0
	for _, m := range linkPattern.FindAllStringSubmatch(page, -1) {
		links++
		if target, ok := strings.CutPrefix(m[1], "#"); !ok || ids[target] == 0 {
			t.Errorf("link to %q leads nowhere", m[1])
		}
	}
	if links == 0 && events > 0 {
		t.Error("no statement leads to a row")
	}
	for i := range events {
		if _, id := rowRef(i + 1); ids[id] != 1 {
			t.Errorf("event %d has no row", i+1)
		}
	}
	for _, u := range urlPattern.FindAllStringSubmatch(page, -1) {
		if ids[strings.TrimPrefix(u[1], "#")] == 0 {
			t.Errorf("%s points nowhere", u[0])
		}
	}
}

func TestReportSaysTheSameWheneverMade(t *testing.T) {
	o := tools(t)
	first, err := Build(t.Context(), same(3), o)
	if err != nil {
		t.Fatal(err)
	}
	o.Analyst = "Another"
	second, err := Build(t.Context(), same(3), o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Provenance.Content != second.Provenance.Content || first.Provenance.Material != second.Provenance.Material {
		t.Error("the hashes depend on who made the report")
	}
	d := same(3)
	d.Events[1].First.Raw = "changed"
	third, err := Build(t.Context(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	if third.Provenance.Material == first.Provenance.Material {
		t.Error("other material has the same hash")
	}
	rules := Parameters(o.Base)
	rules.Gap = analysis.Span(time.Hour)
	o.Rules = &rules
	fourth, err := Build(t.Context(), same(3), o)
	if err != nil {
		t.Fatal(err)
	}
	if fourth.Provenance.Content == first.Provenance.Content || fourth.Provenance.Material != first.Provenance.Material {
		t.Error("another gap rule on the same material must change the content's hash only")
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain": "plain", "": "", "a<b>&\"'": "a&lt;b&gt;&amp;&#34;&#39;", "x\x00y\x7f": "x\ufffdy\ufffd",
		"bad\xff\xfeend": "bad\ufffd\ufffdend",
		"\u202egpj.exe":  "\ufffdgpj.exe", "Łódź 😀": "Łódź 😀", "a\nb": "a\nb",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Case 12": "Case 12", `"}</style>`: `\000022 \00007d \00003c \00002f style\00003e `,
		"é\\": `\0000e9 \00005c `} {
		if got := cssString(in); got != want {
			t.Errorf("cssString(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{"abc": false, "שרה": true, "a\u200fb": true, "😀": false} {
		if turns(in) != want {
			t.Errorf("turns(%q) = %v", in, !want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "<script>", "\xff<", "\u202e'\"", strings.Repeat("&", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := escape(s); strings.ContainsAny(got, "<>\"'\x00\u202e") {
			t.Errorf("escape(%q) = %q", s, got)
		}
		if got := cssString(s); strings.ContainsAny(got, "<>\"'\n;{}") {
			t.Errorf("cssString(%q) = %q", s, got)
		}
	})
}
