package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"sightline/internal/export"
	"sightline/internal/query"
	"sightline/internal/report"
	"sightline/internal/web"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

type exportCmd struct {
	Format string `arg:"" help:"Kind of file: ${formats}; or chart or map, for a picture."`
	givenFlags
	ruleFlags
	pictureFlags
}

// Run writes the data of a subject for other programs.
func (c *exportCmd) Run(a *app) error {
	if c.Format == "chart" || c.Format == "map" {
		return c.picture(a)
	}
	if len(c.Rule) > 0 {
		return badInput("--rule is of charts and maps: data are told as they are")
	}
	format, err := export.FormatOf(c.Format)
	if err != nil {
		return badInput("%w", err)
	}
	return c.give(a, web.FileRequest{Kind: web.Data, Format: format.Name}, ruleFlags{})
}

// givenFlags say of whom a file is, of which part of what is known, where it goes, and for whom it is.
type givenFlags struct {
	Case      string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject   string `required:"" placeholder:"NAME" help:"The subject."`
	Out       string `required:"" placeholder:"FILE" help:"${out}"`
	Zone      string `default:"place" help:"Zone of local times: place (that of each place), UTC or an IANA name."`
	Recipient string `placeholder:"NAME" help:"Who gets the file; it stands in the file and in the audit."`
	Agency    string `placeholder:"NAME" help:"The recipient's agency; likewise."`
	Purpose   string `placeholder:"WORDS" help:"What it is for; likewise."`
	Handling  string `placeholder:"WORDS" help:"Handling caveat; likewise."`

	Release []timeline.Handling `placeholder:"CODE" enum:"${handling}" help:"${release}"`

	partFlags

	read []string // files that are read for it
}

// isBinary reports whether a format of a report, picture, export or bundle is not text.
func isBinary(format string) bool {
	return slices.ContainsFunc([]string{"pdf", "docx", "png", "xlsx", "kmz", "zip"},
		func(end string) bool { return strings.HasSuffix(format, end) })
}

// partFlags say which part is meant; without them it is all.
type partFlags struct {
	From     string              `placeholder:"TIME" help:"Only what lies at or after it: 2026-03-01 or '2026-03-01 14:30', in --zone."`
	To       string              `placeholder:"TIME" help:"Only what lies at or before it."`
	Without  []timeline.KindName `name:"without-kind" placeholder:"KIND" help:"Leave out a kind of record: ${kinds}."`
	Counting bool                `help:"Leave out what was set aside or does not count as a sighting."`
	Search   string              `placeholder:"WORDS" help:"Only rows in which all these words stand."`
}

func (c partFlags) part(zone string) (analysis.Selection, error) {
	for _, kind := range c.Without {
		if !slices.Contains(kinds.AllNames(), kind) {
			return analysis.Selection{}, badInput("--without-kind %q is no kind of record: write %s", kind, kindsText(kinds.AllNames()))
		}
	}
	part := analysis.Selection{Zone: zone, Without: c.Without, Counting: c.Counting, Search: c.Search}
	for text, into := range map[string]*time.Time{c.From: &part.From, c.To: &part.To} {
		if text == "" {
			continue
		}
		t, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t, err = time.Parse(time.DateOnly, text)
		}
		if err != nil {
			return part, badInput("%q is no time such as 2026-03-01 or '2026-03-01 14:30'", text)
		}
		*into = t
	}
	if _, err := part.Holds(); err != nil {
		return part, badInput("%w", err)
	}
	return part, nil
}

// kindsText lists names of kinds.
func kindsText(all []timeline.KindName) string {
	var names []string
	for _, k := range all {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// give makes a file and moves or streams it to where it was asked for once the audit has it: no half file and no unaccounted
// one is ever found there.
func (c givenFlags) give(a *app, o web.FileRequest, rules ruleFlags) error {
	if err := rules.check(); err != nil {
		return err
	}
	part, err := c.part(c.Zone)
	if err != nil {
		return err
	}
	out, err := a.output(c.Out, isBinary(o.Format))
	if err != nil {
		return err
	}
	if err := out.isNot(c.read...); err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return err
	}
	reports, err := a.newReports()
	if err != nil {
		return err
	}
	look := a.look(fallback(c.Purpose, string(o.Kind)))
	d, err := s.Dossier(a.ctx, id, query.WithWithheld, look)
	if err != nil {
		return err
	}
	if len(rules.Rule) > 0 {
		p := report.Parameters(reports.atlas)
		if err := rules.change(&p); err != nil {
			return err
		}
		o.Rules = &p
	}
	o.Zone, o.Part, o.Agency, o.Scratch = c.Zone, part, c.Agency, out.folder(a.config.DataDir)
	if err := os.MkdirAll(a.config.DataDir, 0o700); err != nil {
		return surrounding(err)
	}
	o.Issue.Recipient, o.Issue.Handling = c.Recipient, c.Handling
	o.Release = c.Release
	given, err := (&exporter{s, reports, o.Scratch}).Make(a.ctx, d, o, look)
	if err != nil {
		return out.failed(err)
	}
	defer given.Close()
	if err := out.give(given.Path, given); err != nil {
		return err
	}
	return a.printTo(out.results, map[string]any{"file": c.Out, "kind": o.Kind, "format": o.Format, "sha256": given.SHA256,
		"bytes": given.Bytes, "rows": given.Rows},
		fmt.Sprintf("Wrote %s: %s, %d bytes, SHA-256 %s\n", out.name, words.Count(given.Rows, "event"),
			given.Bytes, given.SHA256))
}

// program is the name and version of this program as files carry it.
func program() string { return "Sightline " + version }
