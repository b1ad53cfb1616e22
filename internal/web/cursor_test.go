package web_test

import (
	"strings"
	"testing"

	"sightline/internal/web"
)

func TestCursorsAreBoundToTheirQuestion(t *testing.T) {
	key := []byte(strings.Repeat("k", 32))
	c := web.NewCursors(key)
	text, err := c.Encode("near here", 42)
	if err != nil {
		t.Fatal(err)
	}
	var got int
	if err := web.NewCursors(key).Decode("near here", text, &got); err != nil || got != 42 {
		t.Errorf("same question: %d, %v", got, err)
	}
	other := "A" + text[1:]
	if text[0] == 'A' {
		other = "B" + text[1:]
	}
	for name, try := range map[string]struct {
		cursors        web.Cursors
		question, text string
	}{
		"another question":  {c, "near there", text},
		"a shifted border":  {c, "near here4", text},
		"another key":       {web.NewCursors(nil), "near here", text},
		"a changed tag":     {c, "near here", other},
		"a changed place":   {c, "near here", text[:len(text)-1] + "w"},
		"a cut one":         {c, "near here", text[:20]},
		"nothing":           {c, "near here", ""},
		"no base64":         {c, "near here", "!" + text},
		"far too long text": {c, "near here", strings.Repeat("A", 5000)},
	} {
		if err := try.cursors.Decode(try.question, try.text, &got); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzCursor(f *testing.F) {
	c := web.NewCursors([]byte(strings.Repeat("k", 32)))
	good, err := c.Encode("q", map[string]string{"a": "b"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("")
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		var place map[string]string
		if err := c.Decode("q", text, &place); err == nil && place["a"] != "b" {
			t.Errorf("%q was taken as %v", text, place)
		}
	})
}
