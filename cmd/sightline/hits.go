package main

import (
	"fmt"
	"strings"

	"sightline/internal/ledger"
	"sightline/internal/words"
)

type hitsCmd struct {
	Case string `placeholder:"NUMBER" help:"Only those of this case: loaded into it, or known of a subject of it."`
	New  bool   `help:"Only those not seen before, and mark them as seen."`
	Most int    `default:"50" help:"How many."`
}

// Run prints the hits, newest first.
func (c *hitsCmd) Run(a *app) error {
	if c.Most < 1 {
		return badInput("--most must be at least 1")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	all, err := s.Hits(a.ctx, c.Case, c.New, c.Most, a.look("hits"))
	if err != nil {
		return err
	}
	var text strings.Builder
	var ids []int64
	for i := range all {
		h := &all[i]
		ids = append(ids, h.ID)
		fmt.Fprintf(&text, "%6d  %s  %s; loaded into case %q for %s: load %d, %s\n", h.ID, h.At.UTC().Format(ledger.TimeLayout), hitText(h),
			h.LoadCase, orNobody(h.LoadSubject), h.LoadID, h.File)
	}
	if len(all) == 0 {
		text.WriteString("Nothing that was loaded is known of another subject.\n")
	}
	if err := a.print(map[string][]ledger.Hit{"hits": all}, text.String()); err != nil || !c.New || len(ids) == 0 {
		return err
	}
	_, err = s.SeeHits(a.ctx, ids, a.look("hits"))
	return err
}

func orNobody(name string) string {
	if name == "" {
		return "no subject"
	}
	return name
}

// hitText says on one line what was found, and of whom it is known.
func hitText(h *ledger.Hit) string {
	return fmt.Sprintf("%s %s %s %s of case %s (line %d, %s)", h.Type, h.Identifier(), h.Known(), h.SubjectName, h.CaseNumber, h.Line,
		words.Either(h.Events, "row", "rows"))
}

// writeHits tells what a load brought that is known of others.
func writeHits(w *strings.Builder, hits []ledger.Hit) {
	if len(hits) == 0 {
		return
	}
	fmt.Fprintf(w, "%s with what is known of other subjects; sightline hits lists them:\n", words.Count(len(hits), "hit"))
	for i := range hits {
		fmt.Fprintf(w, "  %s\n", hitText(&hits[i]))
	}
}
