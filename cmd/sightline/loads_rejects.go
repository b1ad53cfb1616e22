package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
)

type loadsRejectsCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	Out  string `placeholder:"FILE" help:"Write the rows as a file of their own kind, with line numbers and reasons, to be mended and loaded again: a new file, or - for standard output."`
}

// Run prints each rejected row with its line number and the reason, or writes all as a file.
func (c *loadsRejectsCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	if c.Out != "" {
		return c.write(a, s)
	}
	rejects, err := s.Rejects(a.ctx, c.Load, a.look("rejects"))
	if err != nil {
		return err
	}
	type row struct {
		Line   int    `json:"line"`
		Field  string `json:"field,omitempty"`
		Reason string `json:"reason"`
		Text   string `json:"text"`
	}
	rows := []row{}
	var text strings.Builder
	for _, r := range rejects {
		rows = append(rows, row{r.Line, r.Field, r.Reason, string(r.Text)})
		fmt.Fprintf(&text, "line %d: %s\n    %s\n", r.Line, r.Reason, strings.ReplaceAll(clip(printable(r.Text), 200), "\n", "\n    "))
	}
	if len(rejects) == 0 {
		text.WriteString("That load rejected nothing.\n")
	} else {
		fmt.Fprintf(&text, "To mend them and load them again: sightline loads rejects %d --out FILE\n", c.Load)
	}
	return a.print(map[string]any{"load": c.Load, "rejects": rows}, text.String())
}

// write writes the rejected rows as a file that the loader takes.
func (c *loadsRejectsCmd) write(a *app, s *store.Store) error {
	out, err := a.output(c.Out, true) // whatever the file held
	if err != nil {
		return err
	}
	if out.old != nil {
		return badInput("%s is there already: name a new file", c.Out)
	}
	rejects, kept, err := s.RejectsWithShape(a.ctx, c.Load, a.look("mend rejects"))
	if err != nil {
		return err
	}
	of, err := s.LoadByID(a.ctx, c.Load, a.look("mend rejects"))
	if err != nil {
		return err
	}
	if len(rejects) == 0 {
		return badInput("load %d rejected nothing; no file was written", c.Load)
	}
	var shape loaders.Shape
	if err := json.Unmarshal(kept, &shape); err != nil {
		return fmt.Errorf("read the shape of load %d: %w", c.Load, err)
	}
	err = out.write(func(w io.Writer) error { return loaders.WriteRejects(w, shape, rejects) })
	if errors.Is(err, loaders.ErrNoShape) {
		return badInput("load %d: %w; undo it and load its file again", c.Load, err)
	}
	if err != nil {
		return err
	}
	file := c.Out
	if out.path == "" {
		file = "FILE"
	}
	again := againCommand(of, shape, file)
	return a.printTo(out.results, map[string]any{"load": c.Load, "out": c.Out, "rejects": len(rejects), "cut": cutRows(rejects),
		"command": again}, rejectsText(out.name, rejects, again))
}

func rejectsText(out string, rejects []timeline.Reject, again string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "Wrote %s: %s, each with its line and the reason. Mend what can be mended, then:\n  %s\n", out,
		words.Count(len(rejects), "rejected row"), again)
	text.WriteString("Rows that are not mended are rejected again; nothing is taken twice.\n")
	if n := cutRows(rejects); n > 0 {
		fmt.Fprintf(&text, "%s too long to be kept whole: take %s from the original file.\n", words.Either(n, "row was", "rows were"),
			words.Form(n, "it", "them"))
	}
	return text.String()
}

// cutRows counts the rows of which only the beginning was kept.
func cutRows(rejects []timeline.Reject) int {
	n := 0
	for _, r := range rejects {
		if len(r.Text) >= timeline.MaxRejectText {
			n++
		}
	}
	return n
}

// againCommand is the command that loads mended rows as their file was loaded.
func againCommand(of store.LoadOf, shape loaders.Shape, path string) string {
	parts := []string{"sightline", "load", of.Format, argument(path), "--case", argument(of.Case)}
	if of.Subject != "" {
		parts = append(parts, "--subject", argument(of.Subject))
	}
	if of.ZoneBasis == timeline.BasisConfigured {
		parts = append(parts, "--tz", argument(of.Zone))
	}
	if _, profile, ok := strings.Cut(of.Loader, " by "); ok {
		name, _, _ := strings.Cut(profile, "/")
		parts = append(parts, "--profile", argument(name))
	}
	if shape.Cameras != "" {
		parts = append(parts, "--cameras", argument(shape.Cameras))
	}
	return strings.Join(parts, " ")
}

// argument quotes a word of a command where it has to be.
func argument(text string) string {
	if text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" {
		return text
	}
	return strconv.Quote(text)
}
