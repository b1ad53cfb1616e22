package report

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

func TestPictures(t *testing.T) {
	o := tools(t)
	o.Issue = Issue{Recipient: "Sheriff <of> Nowhere"}
	for kind := range pictures {
		for name, d := range dossiers() {
			if name != "journey" && name != "ugly" && name != "bare" {
				continue
			}
			p, err := Draw(t.Context(), d, Frame{Kind: kind, Width: 900}, o)
			if err != nil {
				t.Fatalf("%s of %s: %v", kind, name, err)
			}
			again, err := Draw(t.Context(), d, Frame{Kind: kind, Width: 900}, o)
			if err != nil || again.SVG != p.SVG {
				t.Errorf("%s of %s: not the same picture (%v)", kind, name, err)
			}
			for _, format := range []string{"svg", "pdf", "png"} {
				var out bytes.Buffer
				if err := p.Write(&out, format, 120); err != nil {
					t.Fatalf("%s of %s as %s: %v", kind, name, format, err)
				}
				soundPicture(t, kind+" of "+name, format, p, out.Bytes())
				if *look != "" {
					if err := os.WriteFile(filepath.Join(*look, kind+"-"+name+"."+format), out.Bytes(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// soundPicture checks what a picture was written as.
func soundPicture(t *testing.T, name, format string, p Picture, body []byte) {
	t.Helper()
	switch format {
	case "svg":
		wordsOf(t, name, string(body)) // it is well-formed
		text := strings.Join(strings.Fields(tagPattern.ReplaceAllString(string(body), " ")), " ")
		for _, want := range []string{"Sheriff <of> Nowhere", "Investigative lead", "Times:"} {
			if !strings.Contains(text, escape(want)) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		if strings.Contains(string(body), "<script") || p.Height <= 100 {
			t.Errorf("%s is no sound drawing", name)
		}
	case "png":
		if c, err := png.DecodeConfig(bytes.NewReader(body)); err != nil || c.Width != 1125 {
			t.Errorf("%s: %d px, %v", name, c.Width, err)
		}
	case "pdf":
		if !bytes.HasPrefix(body, []byte("%PDF-")) {
			t.Errorf("%s is no pdf", name)
		}
	}
}

func TestPicturesRefuse(t *testing.T) {
	o := tools(t)
	if _, err := Draw(t.Context(), same(1), Frame{Kind: "portrait", Width: 800}, o); err == nil {
		t.Error("a portrait: no error")
	}
	if _, err := Draw(t.Context(), same(1), Frame{Kind: "map", Width: 3}, o); err == nil {
		t.Error("3 px: no error")
	}
	p, err := Draw(t.Context(), same(1), Frame{Kind: "map", Width: 800}, o)
	if err != nil {
		t.Fatal(err)
	}
	if p.Write(&bytes.Buffer{}, "gif", 96) == nil || p.Write(&bytes.Buffer{}, "png", 5000) == nil {
		t.Error("a gif or 5000 dots to the inch: no error")
	}
}

func TestPictureOfAPart(t *testing.T) {
	o := tools(t)
	d := journey(60)
	part := analysis.Selection{Without: []timeline.KindName{kinds.Inquiry}, Search: "Tulsa <camera>"}
	for kind := range pictures {
		p, err := Draw(t.Context(), d, Frame{Kind: kind, Width: 900, Theme: chart.Dark, Part: part}, o)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		text := strings.Join(strings.Fields(tagPattern.ReplaceAllString(p.SVG, " ")), " ")
		want := "events: without inquiries; with the words “Tulsa &lt;camera&gt;”."
		if wholly(kind) {
			want = "It shows all of them, whatever is filtered."
		}
		if !strings.Contains(text, want) || !strings.Contains(p.SVG, `fill="#151a21"`) {
			t.Errorf("%s does not say %q in dark colours: %.600s", kind, want, text[max(0, len(text)-600):])
		}
	}
	if _, err := Draw(t.Context(), d, Frame{Kind: "map", Width: 900, Part: analysis.Selection{From: madeAt, To: madeAt}}, o); err == nil {
		t.Error("a span of nothing: no error")
	}
	if _, err := Draw(t.Context(), d, Frame{Kind: "map", Width: 900, Theme: "sepia"}, o); err == nil {
		t.Error("sepia: no error")
	}
}

// TestCaptionOfCandidates: what is drawn as a candidate is not left out.
func TestCaptionOfCandidates(t *testing.T) {
	o := tools(t)
	d := dossiers()["journey"]
	maybe := d.Events[0]
	for _, s := range d.Events {
		if s.PlateParty() != nil && s.Where.Located() {
			maybe = s
		}
	}
	maybe.ID = "r9-9"
	for _, kind := range []string{"timeline", "map"} {
		for _, drawn := range []bool{false, true} {
			d.Candidates = nil
			if drawn {
				d.Candidates = []timeline.Candidate{{Event: maybe, Vehicle: timeline.Plate{Number: "ZZZ0000", State: "TX"}}}
			}
			p, err := Draw(t.Context(), d, Frame{Kind: kind, Width: 900}, o)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(strings.Fields(tagPattern.ReplaceAllString(p.SVG, " ")), " ")
			for want, is := range map[string]bool{
				"Left out: 7 reads of plates one character off.":                                                             !drawn,
				"Not among the sightings: 7 reads of plates one character off. Of these 1 is drawn, hollow, as a candidate.": drawn,
			} {
				if strings.Contains(text, want) != is {
					t.Errorf("%s, candidates %v: %q stands there: %v", kind, drawn, want, !is)
				}
			}
		}
	}
}
