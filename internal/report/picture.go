package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"sightline/internal/render"
	"sightline/timeline"
	"sightline/timeline/chart"
)

// Picture is a map or a chart by itself, with a caption below it that says what it shows and how to read it.
type Picture struct {
	SVG           string
	Width, Height int // px
	info          render.PDFInfo
}

// Kinds of pictures.
var pictures = map[string]string{
	"map": "Travel pattern", "timeline": "Timeline", "interest": "Law-enforcement interest", "hours": "Sightings by weekday and hour",
	"calendar": "Days with sightings", "nights": "Nights by area", "distance": "Distance from the base", "circuit": "Circuit",
}

// Draw draws one kind of picture of a dossier, so many px wide: "map", "timeline", "interest", "hours", "calendar",
// "nights", "distance", or "circuit" for the likeliest one. The same dossier and options give the same picture.
func Draw(ctx context.Context, d timeline.Dossier, kind string, width int, o Options) (Picture, error) {
	title, ok := pictures[kind]
	if !ok {
		return Picture{}, fmt.Errorf("draw picture: %q is none of map, timeline, interest, hours, calendar, nights, distance, circuit", kind)
	}
	if o.Base == nil || o.Charts == nil || o.Made.IsZero() {
		return Picture{}, errors.New("draw picture: base map, charts and the time it is made are needed")
	}
	clock, err := newClock(o.Zone)
	if err != nil {
		return Picture{}, fmt.Errorf("draw picture: %w", err)
	}
	rules := o.Rules
	if rules == nil {
		usual := Parameters(o.Base, d)
		rules = &usual
	}
	o.Zone = clock.Zone()
	b := &builder{ctx: ctx, d: d, o: o, clock: clock, findings: timeline.Analyze(d, *rules)}
	p, notes, err := b.picture(kind, width)
	if err != nil {
		return Picture{}, fmt.Errorf("draw picture: %w", err)
	}
	p.info = render.PDFInfo{Title: title + " of " + shorten(plain(d.Subject.Name), 80), Author: plain(o.Analyst), Creator: fallback(plain(o.Program), "Sightline"), Made: o.Made}
	words := fmt.Sprintf("%s of %s, case %s. %s Times: %s. Made %s by %s. %s", title, shorten(plain(d.Subject.Name), 80), shorten(plain(d.Case.Number), 60),
		b.findings.Counts.Text, b.timesShown(), o.Made.UTC().Format("2006-01-02 15:04 UTC"), p.info.Creator, o.Issue.caveat())
	if mark := o.Issue.mark(); mark != "" {
		words += " Copy: " + mark + "."
	}
	for _, n := range notes {
		words += " " + sentence(n)
	}
	return p, p.caption(words)
}

// picture draws the picture itself and returns what its maker says about it.
func (b *builder) picture(kind string, width int) (Picture, []string, error) {
	if kind == "map" {
		m, err := render.TravelMap(b.o.Base, b.d, render.MapOptions{Width: width, Height: width * 2 / 3, Zone: b.o.Zone, Gap: time.Duration(b.findings.Parameters.Gap), Key: true})
		return Picture{SVG: m.SVG, Width: m.Width, Height: m.Height}, m.Notes, err
	}
	p := b.findings.Parameters
	o := chart.Options{Zone: b.o.Zone, Width: width, Static: true, Gap: time.Duration(p.Gap), Contact: time.Duration(p.Contact), Findings: &b.findings}
	option, err := chart.Draw(kind, 0, b.d, o)
	if err != nil {
		return Picture{}, nil, err
	}
	var meta struct {
		Sightline chart.Meta `json:"sightline"`
	}
	if err := json.Unmarshal(option, &meta); err != nil {
		return Picture{}, nil, fmt.Errorf("read chart: %w", err)
	}
	svg, err := b.o.Charts.SVG(b.ctx, option, width, meta.Sightline.Height)
	return Picture{SVG: svg, Width: width, Height: meta.Sightline.Height}, meta.Sightline.Notes, err
}

var svgHead = regexp.MustCompile(`^<svg[^>]*>`)

// caption writes words below the drawing, which grows by as much.
func (p *Picture) caption(words string) error {
	const size, leading, inset = 10.0, 13.5, 4.0
	ruler, err := render.NewRuler()
	if err != nil {
		return fmt.Errorf("draw picture: %w", err)
	}
	head := svgHead.FindString(p.SVG)
	if head == "" {
		return errors.New("draw picture: what was drawn is no drawing")
	}
	var text strings.Builder
	fmt.Fprintf(&text, `<g font-family="Liberation Sans, Arial, Helvetica, sans-serif" font-size="%g" fill="#555b60">`, size)
	y := float64(p.Height) + leading + 2
	line := ""
	put := func() {
		fmt.Fprintf(&text, `<text x="%g" y="%g">%s</text>`, inset, y, escape(line))
		y += leading
	}
	for _, word := range strings.Fields(words) {
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
	p.SVG = fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d"><rect width="%d" height="%d" fill="#ffffff"/>`, p.Width, height, p.Width, height, p.Width, height) +
		`<g font-family="Liberation Sans, Arial, Helvetica, sans-serif">` + strings.TrimSuffix(strings.TrimSpace(p.SVG[len(head):]), "</svg>") + "</g>" + text.String()
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
