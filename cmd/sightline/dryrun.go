package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/person"
)

// dryRun shows how a file would be taken, and writes nothing. It needs no database; where there is one, its table of
// agencies is asked, so that inquiries are shown where the load would place them.
func (a *app) dryRun(job loadJob, number, subject, found string, show int) error {
	places, err := a.places()
	if err != nil {
		return err
	}
	tables, err := a.tables()
	if err != nil {
		return err
	}
	agencies, own, asked := a.agenciesAtHand(job.format, number)
	p := &preview{AgenciesAsked: asked, show: max(show, 0), Rows: []previewRow{}, Rejects: []previewReject{},
		reasons: map[string]*previewReason{}}
	if subject != "" {
		p.judge = person.NewJudge(a.subjectAtHand(number, subject))
	}
	bar := a.progress(job.name, job.file.size)
	tally, err := loaders.Load(a.ctx, job.format, job.input(bar.reader(job.file)),
		job.options(tables, places, loaders.NewAgencies(agencies), slices.Concat(a.config.OwnORIs, own)), p)
	bar.finish()
	if err != nil {
		return inputFault(job.name, err)
	}
	p.File, p.Format, p.Loader = job.label(), string(job.format), loaders.LoaderName(job.format, job.profile)
	p.Read, p.Taken, p.Rejected, p.Notes = tally.Read, tally.Taken, tally.Rejected, tally.Notes
	p.Zone, p.ZoneBasis = tally.Zone, tally.ZoneBasis
	if p.judge != nil {
		p.Named, p.Notes = p.judge.Counts(), append(p.Notes, p.judge.Notes()...)
	}
	p.rank()
	return a.print(p, found+p.text())
}

// storeAtHand is the database, where there is one; nil where there is none, or where it cannot be asked, with the reason. Nothing is
// made or changed: a database that does not exist, or has an older schema, is not asked.
func (a *app) storeAtHand() (*store.Store, error) {
	if a.config.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(a.config.ClusterDir(), "data")); err != nil {
			return nil, nil
		}
	}
	url, err := a.databaseURL()
	if err == nil && a.store == nil {
		a.store, err = store.Open(a.ctx, url, store.Options{StatementTimeout: web.StatementTimeout})
	}
	return a.store, err
}

// subjectAtHand is the subject as the database knows it; where it does not, what its name says.
func (a *app) subjectAtHand(number, name string) timeline.Subject {
	s, err := a.storeAtHand()
	if err == nil && s != nil {
		if known, err := s.SubjectNamed(a.ctx, number, name); err == nil {
			return known
		}
	}
	return timeline.Subject{Name: name}
}

// agenciesAtHand are the agencies of the database, where there is one, and the owner of the case. asked says in words what
// came of it.
func (a *app) agenciesAtHand(format loaders.FormatName, number string) (known []timeline.Agency, own []string, asked string) {
	switch format {
	case loaders.FormatNCIC, loaders.FormatNlets, loaders.FormatRapSheet:
	default:
		return nil, nil, ""
	}
	const better = "the load itself may place them better"
	s, err := a.storeAtHand()
	if err == nil && s == nil {
		return nil, nil, "There is no database yet, so no table of agencies was asked: agencies are placed by their state alone."
	}
	if err == nil {
		known, err = s.Agencies(a.ctx)
	}
	if err != nil {
		a.store = nil
		return nil, nil, fmt.Sprintf("The table of agencies could not be asked (%v): %s.", err, better)
	}
	if c, err := a.store.Case(a.ctx, number); err == nil && c.OwningORI != "" {
		own = []string{c.OwningORI}
	}
	if len(known) == 0 {
		return nil, own, "The table of agencies is empty, so agencies are placed by their state alone: sightline agencies load FILE."
	}
	return known, own, "Agencies are placed by the table of " + words.Count(len(known), "agency") + " that the load would ask."
}

// preview is a sink that keeps the first rows in words and counts the rest.
type preview struct {
	File      string          `json:"file"`
	Format    string          `json:"format"`
	Loader    string          `json:"loader"`
	Read      int64           `json:"read"`
	Taken     int64           `json:"taken"`
	Rejected  int64           `json:"rejected"`
	Zone      string          `json:"zone,omitempty"`
	ZoneBasis timeline.Basis  `json:"zone_basis,omitempty"`
	Notes     []timeline.Note `json:"notes,omitempty"`
	Rows      []previewRow    `json:"rows"`
	Rejects   []previewReject `json:"rejects"`
	Reasons   []previewReason `json:"reasons,omitempty"` // the most frequent first
	// AgenciesAsked says in words how the table of agencies was asked, "" where the format has no agencies.
	AgenciesAsked string `json:"agencies_asked,omitempty"`

	// Named are whom the events name, and how that compares with the subject, where one was named.
	Named []person.Count `json:"named,omitempty"`

	show    int
	judge   *person.Judge
	reasons map[string]*previewReason
}

// previewRow is a row as it would be taken.
type previewRow struct {
	Line  int    `json:"line"`
	Says  string `json:"says"`
	Where string `json:"where"`
	Text  string `json:"text"`
}

type previewReject struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// previewReason is a kind of reason for rejects; the values in it are those of the first row.
type previewReason struct {
	Count  int64  `json:"count"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func (p *preview) keep(r timeline.Record, says func() string, where timeline.Where) {
	if len(p.Rows) < p.show {
		p.Rows = append(p.Rows, previewRow{r.Line, says(), placeWords(where), clip(printable(r.Text), 200)})
	}
}

func (p *preview) Events(_ context.Context, r timeline.Record, events []timeline.Event) error {
	for i := range events {
		if p.judge != nil {
			p.judge.Event(&events[i])
		}
		p.keep(r, func() string { return eventWords(&events[i]) }, events[i].Where)
	}
	return nil
}

// eventWords says on one line what an event is.
func eventWords(e *timeline.Event) string {
	one := kinds.Of(e.Kind).One
	if e.Code != "" {
		one += " " + timeline.MessageText(e.Code, e.Fields)
	}
	if e.Standing != timeline.Counts {
		one += " (" + string(e.Standing) + ")"
	}
	parts := []string{one}
	if e.Agency != nil {
		parts = append(parts, strings.TrimSpace(e.Agency.ORI+" "+e.Agency.Name))
	}
	if plate := e.Plate(); plate != nil {
		parts = append(parts, plate.String())
	}
	for _, r := range e.Remarks {
		if r.Code == timeline.RemarkNearName || r.Code == timeline.RemarkAnother {
			parts = append(parts, r.String())
		}
	}
	if e.Spans() {
		return strings.Join(append(parts, "from "+whenWords(e.First)+" to "+whenWords(*e.Last)), ", ")
	}
	return strings.Join(append(parts, whenWords(e.First)), ", ")
}

func (p *preview) Reads(_ context.Context, batch []timeline.Read) error {
	for i := range batch[:min(len(batch), p.show)] {
		r := &batch[i]
		p.keep(r.Record, func() string {
			says := r.Plate.String() + ", " + instantWords(r.At, r.Site.Where.Zone) + flagWords(r.Flags)
			if c := float64(r.Confidence); !math.IsNaN(c) {
				says += fmt.Sprintf(", confidence %.2f", c)
			}
			if r.Heading != nil {
				says += fmt.Sprintf(", heading %d°", *r.Heading)
			}
			return says
		}, r.Site.Where)
	}
	return nil
}

func (p *preview) Reject(_ context.Context, r timeline.Reject) error {
	if len(p.Rejects) < p.show {
		p.Rejects = append(p.Rejects, previewReject{r.Line, r.Field, r.Reason, clip(printable(r.Text), 200)})
	}
	kind := valueText.ReplaceAllString(r.Reason, "…")
	if known := p.reasons[kind]; known != nil {
		known.Count++
	} else if len(p.reasons) < maxReasons {
		p.reasons[kind] = &previewReason{1, r.Line, clip(printable([]byte(r.Reason)), 300)}
	}
	return nil
}

// maxReasons is how many kinds of reasons are counted.
const maxReasons = 1000

// valueText is what differs between two reasons of one kind: quoted texts and numbers.
var valueText = regexp.MustCompile(`"[^"]*"|-?[0-9]+(\.[0-9]+)?`)

// rank puts the most frequent reasons first.
func (p *preview) rank() {
	for _, r := range p.reasons {
		p.Reasons = append(p.Reasons, *r)
	}
	slices.SortFunc(p.Reasons, func(a, b previewReason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Line, b.Line))
	})
}

func (p *preview) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Dry run of %s (%s): nothing was written.\n", p.File, p.Loader)
	fmt.Fprintf(&b, "  read %d = taken %d + rejected %d\n", p.Read, p.Taken, p.Rejected)
	if said := timeline.ReadIn(p.Zone, p.ZoneBasis); said != "" {
		fmt.Fprintf(&b, "  %s\n", said)
	}
	for _, n := range p.Notes {
		fmt.Fprintf(&b, "  %d × %s\n", n.Count, n.Text)
	}
	if p.judge == nil && p.Format != string(loaders.FormatPlates) {
		b.WriteString("  Whom the rows name was not compared with anybody: say whom the file concerns with --subject NAME and --case NUMBER.\n")
	}
	if p.AgenciesAsked != "" {
		fmt.Fprintf(&b, "  %s\n", p.AgenciesAsked)
	}
	if len(p.Rows) > 0 {
		fmt.Fprintf(&b, "The first %s would be taken:\n", words.Form(len(p.Rows), "row as it", words.Count(len(p.Rows), "row")+" as they"))
	}
	for _, r := range p.Rows {
		fmt.Fprintf(&b, "  line %d: %s\n    %s\n    %s\n", r.Line, r.Says, r.Where, strings.ReplaceAll(r.Text, "\n", "\n    "))
	}
	if len(p.Reasons) > 0 {
		b.WriteString("Why rows were rejected:\n")
	}
	for _, r := range p.Reasons[:min(len(p.Reasons), max(p.show, 20))] {
		fmt.Fprintf(&b, "  %d × such as line %d: %s\n", r.Count, r.Line, r.Reason)
	}
	if len(p.Rejects) > 0 {
		fmt.Fprintf(&b, "The first %s:\n", words.Form(len(p.Rejects), "reject", words.Count(len(p.Rejects), "reject")))
	}
	for _, r := range p.Rejects {
		fmt.Fprintf(&b, "  line %d: %s\n    %s\n", r.Line, r.Reason, strings.ReplaceAll(r.Text, "\n", "\n    "))
	}
	return b.String()
}

// placeWords says where something was, and how precisely.
func placeWords(w timeline.Where) string {
	if !w.Located() {
		return "no position: " + w.Basis
	}
	return fmt.Sprintf("%s, %.5f, %.5f within %.0f m (%s: %s)", w.Label, w.Point[1], w.Point[0], float64(w.Radius), w.Class, w.Basis)
}

// whenWords says what a time's text means.
func whenWords(w timeline.When) string {
	if w.IsZero() {
		return "open"
	}
	return fmt.Sprintf("%s (%q, %s in %s, %s%s)", instantWords(w.Start, w.Zone), w.Raw, w.Precision, w.Zone, w.Basis, flagWords(w.Flags))
}

// instantWords writes an instant in the zone of its place and in UTC.
func instantWords(t time.Time, zone string) string {
	utc := t.UTC().Format(time.RFC3339)
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "UTC" {
		return utc
	}
	return t.In(loc).Format("2006-01-02 15:04:05 MST") + " = " + utc
}

func flagWords(flags []timeline.TimeFlag) string {
	var b strings.Builder
	for _, f := range flags {
		b.WriteString(", " + string(f))
	}
	return b.String()
}
