package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"sightline/internal/export"
	"sightline/internal/web"
	"sightline/internal/words"
	"sightline/timeline/kinds"
)

type bundleCmd struct {
	Make   bundleMakeCmd   `cmd:"" default:"withargs" help:"Write a subject's report, data, raw records and sources as one zip file."`
	Verify bundleVerifyCmd `cmd:"" help:"Check that nothing in a bundle was changed, left out or added; needs no database."`
}

type bundleMakeCmd struct {
	givenFlags
	ruleFlags
}

// Run writes a bundle.
func (c *bundleMakeCmd) Run(a *app) error {
	return c.give(a, web.FileRequest{Kind: web.Bundle, Format: "zip"}, c.ruleFlags)
}

type bundleVerifyCmd struct {
	File string `arg:"" help:"The zip file."`
}

// Run checks a bundle.
func (c *bundleVerifyCmd) Run(a *app) error {
	f, err := os.Open(c.File)
	if err != nil {
		return badInput("%w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return surrounding(err)
	}
	verdict, err := export.Verify(f, info.Size())
	if errors.Is(err, export.ErrNotBundle) {
		return badInput("%s: %w", c.File, err)
	}
	if err != nil {
		return surrounding(err)
	}
	if len(verdict.Faults) > 0 {
		return badInput("%s is not as it was made:\n  %s", c.File, strings.Join(verdict.Faults, "\n  "))
	}
	m := verdict.Manifest
	whom, before := "", " for "
	for _, name := range []string{m.Recipient, m.Agency} {
		if name != "" {
			whom, before = whom+before+strconv.Quote(name), " of "
		}
	}
	text := fmt.Sprintf("%s is whole: %s as listed, made %s by %s%s\nSHA-256 of its manifest: %s\n%s\n",
		c.File, words.Count(len(m.Members), "file"), m.Made.Format("2006-01-02 15:04:05Z"), m.MadeBy, whom, verdict.SHA256,
		kinds.Caveats()[0])
	return a.print(map[string]any{"whole": true, "members": len(m.Members), "manifest_sha256": verdict.SHA256, "case": m.Case,
		"made": m.Made}, text)
}
