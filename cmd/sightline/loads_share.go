package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"sightline/internal/access"
	"sightline/internal/config"
	"sightline/internal/store"
	"sightline/timeline"
)

type loadsShareCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	With string `required:"" placeholder:"ORI" help:"The agency, by its ORI; or all."`
	Why  string `placeholder:"REASON" help:"Why; it is written to the audit."`
}

// Run shows a load to an agency, and says what of it that agency does not see nevertheless.
func (c *loadsShareCmd) Run(a *app) error {
	agency, err := parseRecipient(c.With)
	if err != nil {
		return err
	}
	return a.share(c.Why, func(s *store.Store, look access.Asker) (store.Sharing, error) {
		return s.Share(a.ctx, c.Load, agency, look)
	})
}

type loadsUnshareCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	With string `required:"" placeholder:"ORI" help:"The agency it was shared with, by its ORI; or all."`
	Why  string `placeholder:"REASON" help:"Why; it is written to the audit."`
}

// Run shows a load to an agency no longer.
func (c *loadsUnshareCmd) Run(a *app) error {
	agency, err := parseRecipient(c.With)
	if err != nil {
		return err
	}
	return a.share(c.Why, func(s *store.Store, look access.Asker) (store.Sharing, error) {
		return s.Unshare(a.ctx, c.Load, agency, look)
	})
}

type loadsHandlingCmd struct {
	Load   int64               `arg:"" help:"Number of the load."`
	Add    []timeline.Handling `placeholder:"CODE" enum:"${handling}" help:"Put it under these handling codes: ${handling_names}."`
	Remove []timeline.Handling `placeholder:"CODE" enum:"${handling}" help:"Take it from under these."`
	Why    string              `placeholder:"REASON" help:"Why; it is written to the audit."`
}

// Run changes the handling codes of a load.
func (c *loadsHandlingCmd) Run(a *app) error {
	if len(c.Add)+len(c.Remove) == 0 {
		return badInput("say which handling codes: --add CODE,… or --remove CODE,…, of %s", codesText(timeline.Handlings()))
	}
	if err := eitherOr("--add", c.Add, "--remove", c.Remove); err != nil {
		return err
	}
	return a.changeHandling(c.Load, c.Add, c.Remove, c.Why)
}

type loadsRestrictCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	Why  string `placeholder:"REASON" help:"Why; it is written to the audit."`
}

// Run keeps a load from those without the right to restricted material.
func (c *loadsRestrictCmd) Run(a *app) error {
	return a.changeHandling(c.Load, []timeline.Handling{timeline.Restricted}, nil, c.Why)
}

type loadsUnrestrictCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	Why  string `placeholder:"REASON" help:"Why; it is written to the audit."`
}

// Run takes a restriction back.
func (c *loadsUnrestrictCmd) Run(a *app) error {
	return a.changeHandling(c.Load, nil, []timeline.Handling{timeline.Restricted}, c.Why)
}

// changeHandling puts a load under handling codes and takes it from under others.
func (a *app) changeHandling(load int64, add, remove []timeline.Handling, why string) error {
	return a.share(why, func(s *store.Store, look access.Asker) (store.Sharing, error) {
		return s.ChangeHandling(a.ctx, load, add, remove, look)
	})
}

var oriForm = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{7}$`)

// parseRecipient reads with whom a load is to be shared: an ORI, or all.
func parseRecipient(text string) (string, error) {
	if strings.EqualFold(strings.TrimSpace(text), "all") {
		return store.AllAgencies, nil
	}
	oris := config.ParseORIs(text)
	if len(oris) != 1 || !oriForm.MatchString(oris[0]) {
		return "", badInput("--with %q: write the ORI of one agency, nine letters and digits such as TX1230000, or all", text)
	}
	return oris[0], nil
}

// share changes with whom a load is shared and tells how that stands now.
func (a *app) share(why string, change func(*store.Store, access.Asker) (store.Sharing, error)) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	done, err := change(s, a.look(why))
	if errors.Is(err, store.ErrUndone) {
		return badInput("%w; there is nothing of it to show", err)
	}
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Load %d: %s (%s), case %s\n", done.Load.ID, done.Load.File, done.Load.Format, done.Load.Case)
	if !done.Changed {
		text.WriteString("  That was so before; nothing was changed.\n")
	}
	writeShares(&text, done.Load.Handling, done.Shares)
	writeUnshown(&text, done.Unshown)
	return a.print(done, text.String())
}

// writeShares tells who sees a load beside those inside its case, and who does not.
func writeShares(w *strings.Builder, codes []timeline.Handling, shares []store.Share) {
	for _, code := range codes {
		fmt.Fprintf(w, "  %s: seen only by those with the right to %s\n", code, code.Name())
	}
	for _, s := range shares {
		whom := s.Agency
		switch {
		case s.Agency == store.AllAgencies:
			whom = "all agencies"
		case s.Name != "":
			whom += " " + s.Name
		default:
			whom += " (not in the agency table: check the ORI)"
		}
		fmt.Fprintf(w, "  shared with %s by %s, %s\n", whom, s.By, s.At.Format("2006-01-02 15:04:05 MST"))
	}
	if len(shares) == 0 {
		w.WriteString("  shared with nobody outside the case\n")
	}
}

// writeUnshown tells which reads of a shared load belong to loads that were first to bring them, and are not shared.
func writeUnshown(w *strings.Builder, unshown []store.BroughtBefore) {
	for _, b := range unshown {
		first := fmt.Sprintf("load %d brought first; share that too to show them", b.Load)
		if b.Load == 0 {
			first = "loads brought first that you may not see"
		}
		fmt.Fprintf(w, "  not shown: %d of its plate reads, which %s\n", b.Reads, first)
	}
}
