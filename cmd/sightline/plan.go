package main

import (
	"os"

	"sightline/internal/report"
)

// planFlags say what a report holds.
type planFlags struct {
	Plan     string   `placeholder:"FILE" help:"Which sections, in which order, with which notes, and which maps; sightline report plan prints the usual one."`
	Sections []string `placeholder:"NAME" help:"Only these sections, in this order; --because says why the others are left out."`
	Without  []string `placeholder:"NAME" help:"Without these sections; --because says why."`
	Because  string   `placeholder:"WORDS" help:"Why sections are left out; the report tells it."`
}

// plan is the plan that the flags ask for.
func (c planFlags) plan() (report.Plan, error) {
	chosen := len(c.Sections)+len(c.Without) > 0
	switch {
	case c.Plan != "" && (chosen || c.Because != ""):
		return report.Plan{}, badInput("--plan goes without --sections, --without and --because: the plan says it all")
	case c.Plan != "":
		text, err := os.ReadFile(c.Plan)
		if err != nil {
			return report.Plan{}, badInput("%w", err)
		}
		p, err := report.ParsePlan(text)
		if err != nil {
			return p, badInput("%s: %w", c.Plan, err)
		}
		return p, nil
	case !chosen && c.Because != "":
		return report.Plan{}, badInput("--because says why sections are left out; name them with --sections or --without")
	}
	p, err := report.ChoosePlan(c.Sections, c.Without, c.Because)
	if err != nil {
		return p, badInput("%w (--because WORDS says why sections are left out)", err)
	}
	return p, nil
}

// photoOf reads the photo of a subject, nil when none was given.
func photoOf(path string) (*report.Photo, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, badInput("%w", err)
	}
	defer f.Close()
	photo, err := report.NewPhoto(f)
	if err != nil {
		return nil, badInput("%s: %w", path, err)
	}
	return &photo, nil
}
