package report

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"sightline/internal/access"
	"sightline/internal/render"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// Picture is a map or a chart by itself, with a caption below it that says what it shows and how to read it.
type Picture struct {
	SVG           string
	Width, Height int // px
	info          render.PDFInfo
}

// Titles of pictures by their kind.
var pictures = map[string]string{
	"map": "Travel pattern", "timeline": "Timeline", "interest": "Law-enforcement interest", "hours": "Sightings by weekday and hour",
	"calendar": "Days with sightings", "nights": "Nights by area", "distance": "Distance from the base", "circuit": "Circuit",
}

// Pictures are the kinds of pictures: the map and all charts.
func Pictures() []string { return append([]string{"map"}, chart.Kinds()...) }

// Frame says which picture is drawn, how large and in which colours. Of a picture only Kind and Width are needed.
type Frame struct {
	Kind     string // one of Pictures
	Index    int    // of a circuit, the likeliest first
	Width    int    // px; 96 are an inch
	Height   int    // px of a map's main frame, 0 stands for two thirds of its width; a chart is as high as its rows
	Theme    chart.Theme
	Language string // of a chart; see chart.Options
	Part     analysis.Selection
}

// Draw draws one picture of a dossier; its times are in the zone of the options. Of a part, it shows
// what the page shows: what was found, and what is inferred, stays that of the
// whole, and so do nights and circuits. The caption says all that. The same dossier, frame and options give the same picture.
func Draw(ctx context.Context, d timeline.Dossier, f Frame, o Options) (Picture, error) {
	p, err := draw(ctx, d, f, o)
	if err != nil {
		return Picture{}, fmt.Errorf("draw picture: %w", err)
	}
	return p, nil
}

func draw(ctx context.Context, d timeline.Dossier, f Frame, o Options) (Picture, error) {
	title, ok := pictures[f.Kind]
	if !ok {
		return Picture{}, fmt.Errorf("%q is none of %s", f.Kind, strings.Join(Pictures(), ", "))
	}
	if o.Base == nil || o.Charts == nil || o.Made.IsZero() {
		return Picture{}, errors.New("base map, charts and the time it is made are needed")
	}
	clock, err := newClock(o.Zone)
	if err != nil {
		return Picture{}, err
	}
	o.Zone, f.Part.Zone = clock.Zone(), clock.Zone()
	shown, err := f.Part.Of(d)
	if err != nil {
		return Picture{}, err
	}
	rules := o.Rules
	if rules == nil {
		usual := Parameters(o.Base)
		rules = &usual
	}
	b := &builder{ctx: ctx, d: d, o: o, clock: clock, findings: o.analyze(d, *rules)}
	p, notes, err := b.picture(f, shown)
	if err != nil {
		return Picture{}, err
	}
	palette, err := chart.PaletteOf(f.Theme)
	if err != nil {
		return Picture{}, err
	}
	p.info = render.PDFInfo{Title: title + " of " + shorten(plain(d.Subject.Name), 80), Author: plain(o.Analyst),
		Creator: fallback(plain(o.Program), "Sightline"), Made: o.Made}
	said, err := b.captionOf(f, shown, title)
	if err != nil {
		return Picture{}, err
	}
	for _, n := range notes {
		said += " " + sentence(n)
	}
	return p, p.caption(said, palette)
}

// captionOf says what a picture shows of what, when and for whom it was made, and what it was made from.
func (b *builder) captionOf(f Frame, shown timeline.Dossier, title string) (string, error) {
	material, err := json.Marshal(b.d)
	if err != nil {
		return "", fmt.Errorf("hash the material: %w", err)
	}
	said := fmt.Sprintf("%s of %s, case %s. %s", title, shorten(plain(b.d.Subject.Name), 80), shorten(plain(b.d.Case.Number), 60),
		b.findings.Counts.Text)
	switch {
	case shown.Shown == nil:
	case wholly(f.Kind):
		said += " It shows all of them, whatever is filtered."
	default:
		said += fmt.Sprintf(" Shown are %s of %s events: %s.", words.Number(shown.Shown.Rows), words.Number(shown.Shown.Of),
			shorten(plain(shown.Shown.Text), 400))
	}
	said += b.sayWithheld(f, shown)
	for _, n := range b.d.Obligations {
		said += fmt.Sprintf(" %s %s.", words.Number(n.Count), plain(n.Text))
	}
	said += fmt.Sprintf(" Times: %s. Made %s by %s from material with SHA-256 %s…; the audit holds the hash of this file. %s",
		b.timesShown(), b.o.Made.UTC().Format("2006-01-02 15:04 UTC"), fallback(plain(b.o.Program), "Sightline"), hash(material)[:16],
		b.o.Issue.caveat())
	if mark := b.o.Issue.mark(); mark != "" {
		said += " Copy: " + mark + "."
	}
	return said, nil
}

// sayWithheld says what is not among the sightings, and that candidates are drawn all the same where they are.
func (b *builder) sayWithheld(f Frame, shown timeline.Dossier) (said string) {
	say := func(notes []timeline.Note, before string) {
		for _, n := range notes {
			said += fmt.Sprintf(" %s: %s %s.", before, words.Number(n.Count), plain(n.Text))
		}
	}
	say(access.WithheldByRight(b.d), "Left out")
	if len(b.d.Candidates) == 0 {
		say(access.WithheldReads(b.d), "Left out")
		return said
	}
	say(access.WithheldReads(b.d), "Not among the sightings")
	n := 0
	for _, c := range shown.Candidates {
		if f.Kind == "map" && c.Event.Where.Located() || f.Kind != "map" && !c.Event.First.IsZero() {
			n++
		}
	}
	return said + fmt.Sprintf(" Of these %s.", words.Either(n, "is drawn, hollow, as a candidate", "are drawn, hollow, as candidates"))
}

// wholly reports whether a kind of picture shows what is inferred from everything, whatever part is shown.
func wholly(kind string) bool {
	return slices.Contains([]string{"nights", "circuit"}, kind)
}

// picture draws the picture itself and returns what its maker says about it.
func (b *builder) picture(f Frame, shown timeline.Dossier) (Picture, []string, error) {
	p := b.findings.Parameters
	if f.Kind == "map" {
		m, err := render.TravelMap(b.o.Base, shown, render.MapOptions{
			Width: f.Width, Height: cmp.Or(f.Height, f.Width*2/3), Zone: b.o.Zone, Gap: time.Duration(p.Gap), Key: true, Theme: f.Theme,
			Legs: b.findings.Legs, Candidates: true,
		})
		return Picture{SVG: m.SVG, Width: m.Width, Height: m.Height}, m.Notes, err
	}
	o := chart.Options{Zone: b.o.Zone, Theme: f.Theme, Language: f.Language, Width: f.Width, Static: true, Gap: time.Duration(p.Gap),
		Contact: time.Duration(p.Contact), Findings: &b.findings}
	if !wholly(f.Kind) {
		o.Part, o.From, o.To = &f.Part, f.Part.From, f.Part.To
	}
	option, err := chart.Draw(f.Kind, f.Index, b.d, o)
	if err != nil {
		return Picture{}, nil, err
	}
	var meta struct {
		Sightline chart.Meta `json:"sightline"`
	}
	if err := json.Unmarshal(option, &meta); err != nil {
		return Picture{}, nil, fmt.Errorf("read chart: %w", err)
	}
	svg, err := b.o.Charts.SVG(b.ctx, option, f.Width, meta.Sightline.Height)
	return Picture{SVG: svg, Width: f.Width, Height: meta.Sightline.Height}, meta.Sightline.Notes, err
}

var svgHead = regexp.MustCompile(`^<svg[^>]*>`)

// caption writes a text below the drawing, which grows by as much.
func (p *Picture) caption(said string, ink chart.Palette) error {
	const size, leading, inset = 10.0, 13.5, 4.0
	ruler, err := render.NewRuler()
	if err != nil {
		return err
	}
	head := svgHead.FindString(p.SVG)
	if head == "" {
		return errors.New("what was drawn is no drawing")
	}
	var text strings.Builder
	fmt.Fprintf(&text, `<g font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="%g" fill="%s">`, size, ink.Muted)
	y := float64(p.Height) + leading + 2
	line := ""
	put := func() {
		fmt.Fprintf(&text, `<text x="%g" y="%g">%s</text>`, inset, y, escape(line))
		y += leading
	}
	for _, word := range strings.Fields(said) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && ruler.Width(longer, size, false) > float64(p.Width)-2*inset {
			put()
			longer = word
		}
		line = longer
	}
	put()
	text.WriteString("</g></svg>")
	height := int(y)
	p.SVG = fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d"><rect width="%d" height="%d" fill="%s"/>`, p.Width, height, p.Width, height, p.Width, height, ink.Ground) +
		`<g font-family="Liberation Sans, Arial, Helvetica, sans-serif">` + strings.TrimSuffix(strings.TrimSpace(p.SVG[len(head):]),
		"</svg>") + "</g>" + text.String()
	p.Height = height
	return nil
}

// Write writes a picture as "svg", "pdf" or "png". Resolution is the dots per inch of a PNG, 96 px being an inch; it must
// be 24 to 1200.
func (p Picture) Write(w io.Writer, format string, resolution int) error {
	switch format {
	case "svg":
		if _, err := io.WriteString(w, p.SVG); err != nil {
			return fmt.Errorf("write picture: %w", err)
		}
		return nil
	case "pdf":
		return render.SVGPDF(w, p.SVG, p.Width, p.Height, p.info)
	case "png":
		if resolution < 24 || resolution > 1200 {
			return fmt.Errorf("write picture: %d dots to the inch are not within 24 to 1200", resolution)
		}
		return render.SVGPNG(w, p.SVG, p.Width, p.Height, float64(resolution)/96)
	}
	return fmt.Errorf("write picture: %q is none of svg, pdf, png", format)
}
