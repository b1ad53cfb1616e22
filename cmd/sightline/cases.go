package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
)

type casesCmd struct {
	List    casesListCmd    `cmd:"" default:"withargs" help:"List the cases and their subjects."`
	Put     casesPutCmd     `cmd:"" help:"Make a case, or add to it."`
	Subject casesSubjectCmd `cmd:"" help:"Make a subject, or add to it."`
	Vehicle casesVehicleCmd `cmd:"" help:"Note that a subject held a vehicle."`
	Merge   casesMergeCmd   `cmd:"" help:"Make one subject of two who turned out to be the same person."`
	Member  casesMemberCmd  `cmd:"" help:"Say who works on a case."`
}

type casesListCmd struct{}

// Run lists cases and subjects with what is held on each.
func (c *casesListCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	all, err := s.Cases(a.ctx, a.look("cases"))
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, c := range all {
		fmt.Fprintf(&text, "%s  %s\n", c.Case.Number, c.Case.Title)
		for _, p := range c.Subjects {
			fmt.Fprintf(&text, "  %s (%s): %s, %s; vehicles: %s\n", p.Name, p.Role, words.Count(p.Held.Events, "event"),
				words.Count(p.Held.Reads, "plate read"), cmp.Or(platesOf(p.Vehicles()), "none"))
		}
	}
	if len(all) == 0 {
		text.WriteString("There are no cases yet. sightline load makes one, or sightline demo loads a sample.\n")
	}
	return a.print(map[string]any{"cases": all}, text.String())
}

// platesOf lists the plates of vehicles, each once however often it was held.
func platesOf(all []timeline.Holding) string {
	var plates []string
	for _, v := range all {
		if plate := v.Of.String(); !slices.Contains(plates, plate) {
			plates = append(plates, plate)
		}
	}
	return strings.Join(plates, ", ")
}

type casesPutCmd struct {
	Number    string `arg:"" help:"Number of the case."`
	Title     string `help:"What it is about."`
	OwningORI string `name:"owning-ori" placeholder:"ORI" help:"The agency that owns it; its own inquiries are set aside."`
}

// Run makes or changes a case.
func (c *casesPutCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	got, made, err := s.PutCase(a.ctx, timeline.Case{Number: c.Number, Title: c.Title, OwningORI: strings.ToUpper(c.OwningORI)},
		a.look("cases"))
	if err != nil {
		return err
	}
	return a.print(got, fmt.Sprintf("%s case %s.\n", madeOrChanged(made), c.Number))
}

type casesSubjectCmd struct {
	Name  string            `arg:"" help:"Name of the subject."`
	Case  string            `required:"" placeholder:"NUMBER" help:"The case."`
	Role  string            `enum:"missing child,companion,suspect,unknown," default:"" help:"missing child, companion, suspect or unknown."`
	Alias []string          `help:"Another name. May be repeated."`
	Born  string            `placeholder:"CCYY-MM-DD" help:"Date of birth."`
	Sex   string            `enum:"female,male," default:"" help:"female or male. What is loaded for the subject is compared with name, aliases, date of birth and sex."`
	ID    map[string]string `placeholder:"KIND=VALUE" help:"An identifier, such as phone=555-0100. May be repeated."`
}

// Run makes or changes a subject.
func (c *casesSubjectCmd) Run(a *app) error {
	if c.Born != "" {
		if _, err := time.Parse(time.DateOnly, c.Born); err != nil {
			return badInput("--born %q is not a date such as 2010-03-14", c.Born)
		}
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	in, _, err := s.PutCase(a.ctx, timeline.Case{Number: c.Case}, a.look("cases"))
	if err != nil {
		return err
	}
	p := timeline.Subject{Name: c.Name, Role: c.Role, Aliases: c.Alias, BirthDate: c.Born, Sex: c.Sex}
	for kind, value := range c.ID {
		p.Holdings = append(p.Holdings, timeline.Holding{Of: timeline.Identifier{Type: timeline.IdentifierType(kind), Value: value},
			Basis: "stated by the analyst"})
	}
	id, made, err := s.PutSubject(a.ctx, in.ID, p, a.look("cases"))
	if err != nil {
		return err
	}
	return a.print(map[string]any{"subject": id, "made": made}, fmt.Sprintf("%s subject %s.\n", madeOrChanged(made), c.Name))
}

type casesMergeCmd struct {
	Gone string `arg:"" help:"Name of the subject who goes; it becomes an alias of the other."`
	Into string `required:"" placeholder:"NAME" help:"The subject who stays, and of whom all is known then."`
	Case string `required:"" placeholder:"NUMBER" help:"The case."`
	Why  string `required:"" help:"How it is known; it stands in the audit."`
}

// Run merges two subjects.
func (c *casesMergeCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	gone, err := a.subject(s, c.Case, c.Gone)
	if err != nil {
		return err
	}
	stays, err := a.subject(s, c.Case, c.Into)
	if err != nil {
		return err
	}
	if gone == stays {
		return badInput("%q and %q are the same subject already", c.Gone, c.Into)
	}
	met, err := s.MergeSubject(a.ctx, gone, stays, a.look(c.Why))
	if err != nil {
		return err
	}
	return a.print(map[string]any{"subject": stays, "met": met},
		fmt.Sprintf("%s is now %s: what was known of either is known of one, and %s of both.\n", c.Gone, c.Into,
			words.Either(met, "event was told", "events were told")))
}

type casesVehicleCmd struct {
	Plate       string `arg:"" help:"Plate and state, such as ABC123/TX."`
	Case        string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject     string `required:"" placeholder:"NAME" help:"Who held it."`
	From        string `placeholder:"TIME" help:"Held from: a date or an RFC 3339 time. Without it, since ever."`
	To          string `placeholder:"TIME" help:"Held until. Without it, to this day."`
	Description string `help:"Make, model, colour."`
}

// Run notes a vehicle.
func (c *casesVehicleCmd) Run(a *app) error {
	vehicles, err := parseVehicles([]string{c.Plate})
	if err != nil {
		return err
	}
	v := vehicles[0]
	v.Description = c.Description
	if v.From, err = parseHeld("--from", c.From); err != nil {
		return err
	}
	if v.To, err = parseHeld("--to", c.To); err != nil {
		return err
	}
	if !v.From.IsZero() && !v.To.IsZero() && !v.From.Before(v.To) {
		return badInput("--from must be before --to")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return err
	}
	made, err := s.AddHolding(a.ctx, id, v, a.look("cases"))
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s holds %s.\n", c.Subject, v.Of)
	if !made {
		text = fmt.Sprintf("That %s holds %s was known.\n", c.Subject, v.Of)
	}
	return a.print(map[string]any{"made": made}, text)
}

// parseHeld reads an end of the span a vehicle was held; a date alone is that day's first instant, UTC.
func parseHeld(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, badInput("%s %q is not a date such as 2026-03-14 or a time such as 2026-03-14T08:00:00-05:00", flag, text)
}

func madeOrChanged(made bool) string {
	if made {
		return "Made"
	}
	return "Changed"
}
