package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"sightline/internal/store"
)

type auditCmd struct {
	Most int `default:"50" help:"How many of the newest rows to show."`
}

// Run prints the newest rows of the audit, newest first.
func (c *auditCmd) Run(a *app) error {
	if c.Most < 1 {
		return badInput("--most must be at least 1")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	rows, err := s.Audit(a.ctx, c.Most)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, r := range rows {
		asked, err := json.Marshal(r.Asked)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		fmt.Fprintf(&text, "%s  %s  case %q  %s: %d sightings  %s  purpose %q\n", r.At.UTC().Format("2006-01-02T15:04:05.00Z"), r.Actor, r.CaseNumber, r.Action, r.Rows, asked, r.Purpose)
	}
	return a.print(map[string][]store.Audited{"audit": rows}, text.String())
}
