package main

import (
	"fmt"
	"strings"

	"sightline/timeline"
)

type loadsCmd struct {
	List    loadsListCmd    `cmd:"" default:"withargs" help:"List the loads, newest last."`
	Rejects loadsRejectsCmd `cmd:"" help:"Show the rows a load could not take, and why."`
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
	loads, err := s.Loads(a.ctx, c.Case)
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

type loadsRejectsCmd struct {
	Load int64 `arg:"" help:"Number of the load."`
}

// Run prints each rejected row with its line number and the reason.
func (c *loadsRejectsCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
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
	}
	return a.print(map[string]any{"load": c.Load, "rejects": rows}, text.String())
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
