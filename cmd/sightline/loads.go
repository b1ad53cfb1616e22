package main

import (
	"errors"
	"fmt"
	"strings"

	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/timeline"
)

type loadsCmd struct {
	List    loadsListCmd    `cmd:"" default:"withargs" help:"List the loads, newest last."`
	Show    loadsShowCmd    `cmd:"" help:"Show all that is known of one load."`
	Rejects loadsRejectsCmd `cmd:"" help:"Show the rows a load could not take, and why."`
	Undo    loadsUndoCmd    `cmd:"" help:"Take away what a load brought."`

	Share      loadsShareCmd      `cmd:"" help:"Show a load to another agency, or to all: where and when, not who."`
	Unshare    loadsUnshareCmd    `cmd:"" help:"Show it to them no longer."`
	Restrict   loadsRestrictCmd   `cmd:"" help:"Put a load under the code restricted; for others see loads handling."`
	Unrestrict loadsUnrestrictCmd `cmd:"" help:"Take it from under restricted."`
	Handling   loadsHandlingCmd   `cmd:"" help:"Keep a load from all without the right to its handling codes."`
}

type loadsListCmd struct {
	Case string `placeholder:"NUMBER" help:"Only those of this case."`
}

// Run lists the loads with their counts.
func (c *loadsListCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	loads, err := s.Loads(a.ctx, c.Case, a.look("loads"))
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, l := range loads {
		writeLoad(&text, l)
	}
	if len(loads) == 0 {
		text.WriteString("Nothing was loaded.\n")
	}
	return a.print(map[string][]timeline.Load{"loads": loads}, text.String())
}

type loadsShowCmd struct {
	Load int64 `arg:"" help:"Number of the load."`
}

// Run shows one load.
func (c *loadsShowCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	l, err := s.LoadByID(a.ctx, c.Load, a.look("loads"))
	if err != nil {
		return err
	}
	var text strings.Builder
	writeLoad(&text, l.Load)
	whom := "case " + l.Case
	if l.Subject != "" {
		whom += ", " + l.Subject
	}
	fmt.Fprintf(&text, "  for %s\n  loaded %s by %s with %s\n  %d bytes, SHA-256 %s\n",
		whom, l.At.Format("2006-01-02 15:04:05 MST"), l.Actor, l.Loader, l.Bytes, l.SHA256)
	shares, err := s.Shares(a.ctx, c.Load, a.look("loads"))
	if err != nil {
		return err
	}
	writeShares(&text, l.Handling, shares)
	typed, err := a.typedText(s, l.Load, a.look("loads"))
	if err != nil {
		return err
	}
	if typed != "" {
		fmt.Fprintf(&text, "  typed in:\n    %s\n", strings.ReplaceAll(printable([]byte(typed)), "\n", "\n    "))
	}
	return a.print(struct {
		store.LoadOf
		Shares []store.Share `json:"shares"`
		Typed  string        `json:"typed,omitempty"`
	}{l, shares, typed}, text.String())
}

type loadsUndoCmd struct {
	Load int64  `arg:"" help:"Number of the load."`
	Why  string `required:"" placeholder:"REASON" help:"Why it is undone; it is kept with the load."`
}

// Run undoes a load and says what went and what stayed because other loads had brought it too.
func (c *loadsUndoCmd) Run(a *app) error {
	if strings.TrimSpace(c.Why) == "" {
		return badInput("say why the load is undone: --why REASON")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	done, err := s.Undo(a.ctx, c.Load, c.Why, a.look("undo"))
	if errors.Is(err, store.ErrUndone) {
		return badInput("%w; sightline loads show %d says when and why", err, c.Load)
	}
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Load %d was undone: %s\n  taken away: %s, %s, %s, %s, %s\n",
		c.Load, done.Load.File, words.Count(done.Events, "event"), words.Count(done.Reads, "plate read"),
		words.Count(done.Rejects, "rejected row"), words.Count(done.Sites, "site"), words.Count(done.Holdings, "assumed vehicle"))
	for _, h := range done.Inherited {
		fmt.Fprintf(&text, "  kept: %d that load %d had brought too, and now accounts for\n", h.Count, h.Load)
	}
	return a.print(done, text.String())
}

// printable keeps a raw text from driving the terminal it is shown on.
func printable(text []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '�'
		}
		return r
	}, strings.ToValidUTF8(string(text), "�"))
}

func clip(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return s
}
