package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sightline/internal/access"
	"sightline/internal/render"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// Options say how a report is made. Base, Charts and Made are needed.
type Options struct {
	Base    render.BaseMap
	Charts  *render.Charts
	Made    time.Time // when; nothing here reads a clock
	Program string    // name and version of the program that makes it, "" stands for "Sightline"
	Analyst string    // who makes it, "" when not told
	Zone    string    // of the times shown: timeline.ZoneOfPlace or "", "UTC", or an IANA name
	Issue   Issue     // for whom, and how to handle it
	Plan    Plan      // which sections, in which order, with which notes; the zero Plan is the usual one
	Photo   *Photo    // of the subject, nil for none
	// Release is what beyond the ordinary may go in. The zero Release leaves it out, and the report says so.
	Release access.Release
	// Rules are those of the analysis, nil for Parameters.
	Rules *analysis.Parameters
	// Others are the dossiers of the other subjects of the case, for detectors that look at all.
	Others []timeline.Dossier
}

// analyze finds the travel patterns that a report or picture tells of, as of when it is made.
func (o Options) analyze(d timeline.Dossier, p analysis.Parameters) analysis.Findings {
	p.AsOf = o.Made
	m := timeline.Material{d}
	for _, other := range o.Others {
		m = append(m, o.Release.Of(other))
	}
	return analysis.AnalyzeCase(m, p)
}

// Widths of drawings in px. Both are set as wide as the text, 180 mm: a map at its own size, a chart, which needs room
// for the names of its rows, a little smaller.
const (
	mapWidth   = 680
	chartWidth = 800
)

// builder composes one report.
type builder struct {
	ctx      context.Context
	d        timeline.Dossier
	o        Options
	plan     Plan
	all      []section                  // that there are
	marks    map[string][]timeline.Mark // that hide nothing, by id of the event
	findings analysis.Findings
	gap      time.Duration // rule: a longer span without sightings is a gap
	contact  time.Duration // rule: inquiries of one agency this close are one encounter
	clock    timeWriter
	index    index
	name     string            // of the subject, as statements give it
	counting []*timeline.Event // those that count and are no spans: what the report calls sightings
	spans    []*timeline.Event // those that count
	place    map[string]int    // number of the place on the map, by id of the event
	world    render.Map        // of everything
	blocks   []Block
	drawings *drawings // what goes into figures
}

// Build composes the report of a dossier. It returns an error when an option is missing or wrong, when a drawing fails,
// or when ctx ends. The same dossier and options give the same report.
func Build(ctx context.Context, d timeline.Dossier, o Options) (Report, error) {
	if o.Base == nil || o.Charts == nil || o.Made.IsZero() {
		return Report{}, errors.New("build report: base map, charts and the time it is made are needed")
	}
	if o.Program == "" {
		o.Program = "Sightline"
	}
	clock, err := newClock(o.Zone)
	if err != nil {
		return Report{}, fmt.Errorf("build report: %w", err)
	}
	o.Zone = clock.Zone()
	d = o.Release.Of(d)
	rules := o.Rules
	if rules == nil {
		usual := Parameters(o.Base)
		rules = &usual
	}
	all, plan := allSections(rules.Looking()), o.Plan
	if len(plan.Sections) == 0 {
		plan.Sections = usualPlan(all).Sections
	}
	if err := plan.check(all, nil); err != nil {
		return Report{}, fmt.Errorf("build report: plan: %w", err)
	}
	o.Issue = o.Issue.after(plan.Cover)
	b := &builder{
		ctx: ctx, d: d, o: o, plan: plan, all: all, marks: marksByTarget(d.Marks), findings: o.analyze(d, *rules),
		gap: time.Duration(rules.Gap), contact: time.Duration(rules.Contact),
		clock: clock, index: newIndex(d), name: shorten(plain(d.Subject.Name), 80), place: map[string]int{}, drawings: newDrawings(ctx),
	}
	defer b.drawings.cancel()
	for i := range d.Events {
		switch e := &d.Events[i]; {
		case e.Spans() && e.Standing == timeline.Counts:
			b.spans = append(b.spans, e)
		case !e.Spans() && e.Counts():
			b.counting = append(b.counting, e)
		}
	}
	if err := b.overview(); err != nil {
		return Report{}, fmt.Errorf("build report: %w", err)
	}
	if err := b.sections(); err != nil {
		return Report{}, fmt.Errorf("build report: %w", err)
	}
	if err := b.drawings.into(b.blocks); err != nil {
		return Report{}, fmt.Errorf("build report: %w", err)
	}
	r := Report{
		Title: "Travel pattern of " + b.name, Case: d.Case, Subject: d.Subject, Made: o.Made.UTC(), Zone: o.Zone,
		Blocks: linked(bounded(b.blocks)), Provenance: Provenance{Program: o.Program, Analyst: o.Analyst}, Issue: o.Issue,
	}
	if err := r.seal(d); err != nil {
		return Report{}, fmt.Errorf("build report: %w", err)
	}
	return r, nil
}

// after is an issue with what a plan says of it where it says nothing itself.
func (i Issue) after(c PlannedCover) Issue {
	i.RequestedBy, i.RFI, i.Handling = fallback(i.RequestedBy, c.RequestedBy), fallback(i.RFI, c.RFI), fallback(i.Handling, c.Handling)
	return i
}

func (b *builder) add(blocks ...Block) { b.blocks = append(b.blocks, blocks...) }

func (b *builder) heading(id, text string) { b.add(Heading{Level: 1, Text: text, ID: id}) }

// seal writes the hashes of material and content into the report's provenance.
func (r *Report) seal(d timeline.Dossier) error {
	material, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("hash the material: %w", err)
	}
	r.Provenance.Material = hash(material)
	content := sha256.New()
	fmt.Fprintf(content, "%q %q\n", r.Title, r.Zone)
	for _, block := range r.Blocks {
		text, err := json.Marshal(block)
		if err != nil {
			return fmt.Errorf("hash the content: %w", err)
		}
		fmt.Fprintf(content, "%T %s\n", block, text)
	}
	r.Provenance.Content = hex.EncodeToString(content.Sum(nil))
	return nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
