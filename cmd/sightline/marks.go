package main

import (
	"errors"
	"fmt"
	"strings"

	"sightline/internal/store"
	"sightline/timeline"
)

type marksCmd struct {
	List marksListCmd `cmd:"" default:"withargs" help:"List the marks on a subject's events."`
	Add  marksAddCmd  `cmd:"" help:"Hide an event from maps, timelines, findings and reports, confirm it, or make a note on it. It is never changed."`
	Undo marksUndoCmd `cmd:"" help:"Take a mark back; that it was made stays on record."`
}

// ofSubject says whose marks are meant.
type ofSubject struct {
	Case    string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject string `required:"" placeholder:"NAME" help:"The subject."`
}

func (o ofSubject) open(a *app) (*store.Store, int64, error) {
	s, err := a.open()
	if err != nil {
		return nil, 0, err
	}
	id, err := a.subject(s, o.Case, o.Subject)
	return s, id, err
}

type marksListCmd struct {
	ofSubject
	Undone bool `help:"Those undone too."`
}

// Run lists the marks.
func (c *marksListCmd) Run(a *app) error {
	s, id, err := c.open(a)
	if err != nil {
		return err
	}
	marks, err := s.Marks(a.ctx, id, c.Undone, a.look("marks"))
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, m := range marks {
		writeMark(&text, m)
	}
	if len(marks) == 0 {
		text.WriteString("There is no mark.\n")
	}
	return a.print(map[string]any{"marks": marks}, text.String())
}

func writeMark(text *strings.Builder, m timeline.Mark) {
	const stamp = "2006-01-02 15:04 UTC"
	fmt.Fprintf(text, "mark %d: %s %s, by %s, %s\n", m.ID, m.Target, m.Kind, m.Actor, m.At.Format(stamp))
	if m.Text != "" {
		fmt.Fprintf(text, "    %s\n", strings.ReplaceAll(printable([]byte(m.Text)), "\n", "\n    "))
	}
	if !m.Stands() {
		fmt.Fprintf(text, "    undone by %s, %s\n", m.UndoneBy, m.UndoneAt.Format(stamp))
	}
}

type marksAddCmd struct {
	ofSubject
	Target    string `arg:"" help:"The event: e12 or r7-88, as dossiers and data exports name them."`
	Hide      string `xor:"kind" required:"" placeholder:"REASON" help:"Hide it, for this reason, which reports tell."`
	Confirmed bool   `xor:"kind" required:"" help:"It was confirmed; --text says how."`
	Note      string `xor:"kind" required:"" placeholder:"WORDS" help:"Make a note on it."`
	Text      string `placeholder:"WORDS" help:"How it was confirmed."`
}

// Run makes a mark.
func (c *marksAddCmd) Run(a *app) error {
	m := timeline.Mark{Target: c.Target, Kind: timeline.MarkHidden, Text: c.Hide}
	switch {
	case c.Confirmed:
		m.Kind, m.Text = timeline.MarkConfirmed, c.Text
	case c.Text != "":
		return badInput("--text goes with --confirmed; a reason or a note stands behind its own flag")
	case c.Note != "":
		m.Kind, m.Text = timeline.MarkNote, c.Note
	}
	if err := m.Check(); err != nil {
		return badInput("%w", err)
	}
	s, id, err := c.open(a)
	if err != nil {
		return err
	}
	m, err = s.AddMark(a.ctx, id, m, a.look("mark"))
	if errors.Is(err, timeline.ErrHidden) {
		return badInput("%w; sightline marks list says by whom and why", err)
	}
	if err != nil {
		return err
	}
	var text strings.Builder
	writeMark(&text, m)
	return a.print(m, text.String())
}

type marksUndoCmd struct {
	ofSubject
	Mark int64 `arg:"" help:"Number of the mark; sightline marks list has it."`
}

// Run takes a mark back.
func (c *marksUndoCmd) Run(a *app) error {
	s, id, err := c.open(a)
	if err != nil {
		return err
	}
	m, err := s.UndoMark(a.ctx, id, c.Mark, a.look("unmark"))
	if errors.Is(err, timeline.ErrMarkUndone) {
		return badInput("%w; sightline marks list --undone says by whom", err)
	}
	if err != nil {
		return err
	}
	var text strings.Builder
	writeMark(&text, m)
	return a.print(m, text.String())
}
