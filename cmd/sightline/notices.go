package main

import (
	"fmt"
	"strings"
	"time"

	"sightline/internal/config"
	"sightline/internal/ledger"
)

type noticesCmd struct {
	List noticesListCmd `cmd:"" default:"withargs" help:"Show which other agencies asked about the same plate, person or place."`
	Rule noticesRuleCmd `cmd:"" help:"Show or set whether an agency is told of others and they of it, and for how long a question counts."`
}

// agencyFlag names an agency by its ORI.
type agencyFlag struct {
	Agency string `required:"" placeholder:"ORI" help:"The agency that is told."`
}

// ori is the agency's ORI, checked.
func (f agencyFlag) ori() (string, error) {
	oris := config.ParseORIs(f.Agency)
	if len(oris) != 1 || config.CheckORI(oris[0]) != nil {
		return "", badInput("--agency %q is not an ORI: two letters, then seven letters or digits", f.Agency)
	}
	return oris[0], nil
}

type noticesListCmd struct {
	agencyFlag `embed:""`
	New        bool `help:"Only those not seen before, and mark them as seen."`
	Most       int  `default:"50" help:"How many."`
}

// Run prints the notices to an agency, newest first.
func (c *noticesListCmd) Run(a *app) error {
	ori, err := c.ori()
	if err != nil {
		return err
	}
	if c.Most < 1 {
		return badInput("--most must be at least 1")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	all, err := s.Notices(a.ctx, ori, c.New, c.Most, a.look("notices"))
	if err != nil {
		return err
	}
	var text strings.Builder
	var ids []int64
	for _, n := range all {
		ids = append(ids, n.ID)
		fmt.Fprintf(&text, "%6d  %s  %s %s, which %s asked about on %s for case %q: %s %s asked about %s on %s for case %q\n",
			n.ID, n.At.UTC().Format(ledger.TimeLayout), n.Kind, n.Value, n.Actor, n.AskedAt.UTC().Format(time.DateOnly), n.CaseNumber,
			strings.TrimSpace(n.OtherAgency+" "+n.OtherName), n.OtherActor, n.OtherValue, n.OtherAt.UTC().Format(time.DateOnly),
			n.OtherCase)
	}
	if len(all) == 0 {
		text.WriteString("No other agency asked about the same.\n")
	}
	if err := a.print(map[string][]ledger.Notice{"notices": all}, text.String()); err != nil {
		return err
	}
	if c.New {
		_, err = s.SeeNotices(a.ctx, ori, ids, a.look("notices"))
	}
	return err
}

type noticesRuleCmd struct {
	agencyFlag `embed:""`
	Silent     bool `xor:"voice" help:"From now on neither tell this agency nor tell others of it."`
	Speak      bool `xor:"voice" help:"Take part again; what was asked in silence stays silent."`
	Days       int  `placeholder:"N" help:"For how many days two questions about the same concern each other."`
}

// Run shows an agency's rule, after changing what was asked to be changed.
func (c *noticesRuleCmd) Run(a *app) error {
	ori, err := c.ori()
	if err != nil {
		return err
	}
	if c.Days < 0 || c.Days > 1825 {
		return badInput("--days must be from 1 to 1825")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	rule, err := s.DeconflictionRule(a.ctx, ori)
	if err != nil {
		return err
	}
	if c.Silent || c.Speak || c.Days > 0 {
		if c.Silent || c.Speak {
			rule.Silent = c.Silent
		}
		if c.Days > 0 {
			rule.Span = time.Duration(c.Days) * 24 * time.Hour
		}
		if err := s.PutDeconflictionRule(a.ctx, ori, rule, a.look("deconfliction")); err != nil {
			return err
		}
	}
	does := "is told of others that ask about the same, and they of it"
	if rule.Silent {
		does = "is silent: it is not told of others, nor they of it"
	}
	days := rule.Span.Hours() / 24
	return a.print(map[string]any{"agency": ori, "silent": rule.Silent, "days": days},
		fmt.Sprintf("%s %s. Questions concern each other for %g days.\n", ori, does, days))
}
