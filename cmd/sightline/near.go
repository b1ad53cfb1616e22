package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"sightline/internal/query"
	"sightline/internal/web"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// nearCmd asks exactly what GET /api/v1/sightings asks, or with --question what POST /api/v1/sightings/search does.
type nearCmd struct {
	kong.Plugins        // the flags of its table
	Question     string `placeholder:"FILE" type:"path" help:"Ask what this JSON file asks, as POST /api/v1/sightings/search takes it: several areas, polygons, corridors; - reads standard input. Other flags but --cursor and --purpose are not used."`
	table        query.Table
}

func newNearCmd(t query.Table) nearCmd {
	return nearCmd{Plugins: kong.Plugins{searchFlags(t)}, table: t}
}

// values are the flags as parameters of GET.
func (c *nearCmd) values() url.Values { return searchValues(c.table, c.Plugins[0]) }

// Run prints a page of the answer.
func (c *nearCmd) Run(a *app) error {
	ask, err := c.request()
	if err != nil {
		return badInput("%w", err)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	key, err := s.CursorKey(a.ctx)
	if err != nil {
		return err
	}
	cursors := web.NewCursors(key)
	if ask.Search.Case == "" {
		ask.Search.Case = ask.Case
	}
	if err := cursors.Resume(&ask.Search, ask.Cursor); err != nil {
		return badInput("%w", err)
	}
	look := a.look(ask.Purpose)
	look.Case = ask.Case
	page, err := s.Search(a.ctx, ask.Search, look)
	if errors.Is(err, query.ErrTooWide) {
		return badInput("%w", err)
	}
	if err != nil {
		return err
	}
	answer := web.SearchAnswer{Page: page}
	if page.Next != nil {
		if answer.Cursor, err = cursors.Next(ask.Search, *page.Next); err != nil {
			return err
		}
	}
	return a.print(answer, nearText(answer))
}

// request reads the flags or the file.
func (c *nearCmd) request() (query.Request, error) {
	if c.Question != "" {
		return c.read()
	}
	return web.ParseSearch(c.values())
}

func (c *nearCmd) read() (ask query.Request, err error) {
	in := os.Stdin
	if c.Question != "-" {
		if in, err = os.Open(c.Question); err != nil {
			return ask, fmt.Errorf("open question: %w", err)
		}
		defer in.Close()
	}
	text, err := io.ReadAll(io.LimitReader(in, web.MaxSearchBody+1))
	if err != nil {
		return ask, fmt.Errorf("read question: %w", err)
	}
	if len(text) > web.MaxSearchBody {
		return ask, errors.New("the question is too large")
	}
	ask, err = web.ParseSearchBody(text)
	ask.Cursor, ask.Purpose = cmp.Or(c.values().Get("cursor"), ask.Cursor), cmp.Or(c.values().Get("purpose"), ask.Purpose)
	return ask, err
}

// nearText is an answer as a table.
func nearText(answer web.SearchAnswer) string {
	var text strings.Builder
	page := answer.Page
	for i := range page.Found {
		writeNear(&text, &page.Found[i])
	}
	if page.Why != "" {
		fmt.Fprintln(&text, page.Why)
	}
	if n := page.Count; n != nil {
		least := ""
		if n.AtLeast {
			least = "at least "
		}
		fmt.Fprintf(&text, "All pages hold %s%s.\n", least, words.Count(n.Number, "sighting"))
	}
	if answer.Cursor != "" {
		fmt.Fprintf(&text, "There is more: add --cursor %s\n", answer.Cursor)
	}
	for _, caveat := range kinds.Caveats() {
		fmt.Fprintln(&text, caveat)
	}
	return text.String()
}

func writeNear(text *strings.Builder, n *query.Nearby) {
	e := &n.Event
	what := ""
	if plate := e.Plate(); plate != nil {
		what = plate.String()
	}
	if e.Code != "" {
		what = strings.TrimSpace(timeline.MessageText(e.Code, e.Fields) + " " + what)
	}
	when := nearTime(e.First)
	if e.Spans() {
		when += " to " + nearTime(*e.Last)
	}
	notes := ""
	if e.Standing != timeline.Counts {
		notes += "  no sighting: " + string(e.Standing)
	}
	if e.Read != nil && e.Read.Heading != nil {
		notes += fmt.Sprintf("  going %d°", *e.Read.Heading)
	}
	for _, f := range e.First.Flags {
		notes += fmt.Sprintf("  time %s", f)
	}
	at := ""
	if n.Relation != "" {
		at = fmt.Sprintf("%-9s %7.0f m ", n.Relation, n.Distance)
	}
	fmt.Fprintf(text, "%s  %-11s  %-16s  %s± %.0f m  %s (%s)  case %s  %s%s\n", when, kinds.Of(e.Kind).One,
		what, at, e.Where.Radius, e.Where.Label, e.Where.Class, n.Case, e.ID, notes)
}

func nearTime(w timeline.When) string {
	if w.IsZero() {
		return "open"
	}
	return w.Start.Format("2006-01-02 15:04:05Z")
}
