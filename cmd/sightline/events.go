package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sightline/internal/access"
	"sightline/internal/leads"
	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
)

type eventsCmd struct {
	Add      eventsAddCmd      `cmd:"" help:"Type a lead in: a record of any kind, by its fields."`
	Correct  eventsCorrectCmd  `cmd:"" help:"Put a corrected record in the place of one that was typed in, whose text is kept."`
	Withdraw eventsWithdrawCmd `cmd:"" help:"Take back what was typed in; its text is kept."`
}

// leadFlags tell where what is typed in is from.
type leadFlags struct {
	Source   string `placeholder:"TEXT" help:"Where it is from: a caller, a post, a hotel's desk."`
	TakenBy  string `name:"taken-by" placeholder:"NAME" help:"Who took it down, where that is not who types it in."`
	Received string `placeholder:"TIME" help:"When it came in."`
	TZ       string `name:"tz" placeholder:"ZONE" help:"Time zone of times that state none, such as America/Chicago."`
}

// lead is what was typed, with values as name=value.
func (l leadFlags) lead(kind timeline.KindName, values []string) (timeline.Lead, error) {
	lead := timeline.Lead{Kind: kind, Fields: map[string]string{}, Source: l.Source, TakenBy: l.TakenBy, Received: l.Received, Zone: l.TZ}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return lead, badInput("%q: write a field as name=value, such as begin=2026-01-02", v)
		}
		lead.Fields[name] = value
	}
	return lead, nil
}

// leads is the book of leads of a store.
func (a *app) leads(s *store.Store) *leads.Book {
	return &leads.Book{Store: s, Options: func(ctx context.Context, of timeline.Case) (loaders.Options, error) {
		return a.options(ctx, s, &loadJob{of: of})
	}}
}

// leadFault is bad input where what was typed in is refused.
func leadFault(err error) error {
	var refused *timeline.LeadError
	if errors.As(err, &refused) || errors.Is(err, store.ErrNotFound) {
		return badInput("%w; nothing was changed", err)
	}
	return err
}

type eventsAddCmd struct {
	Kind   string   `arg:"" enum:"${typed_kinds}" help:"Of what kind it is: ${typed_kinds}."`
	Values []string `arg:"" placeholder:"NAME=VALUE" help:"Its fields, such as begin=2026-01-02 facility=…; with a name that there is not, those there are are listed."`
	ofSubject
	leadFlags
}

// Run types a lead in.
func (c *eventsAddCmd) Run(a *app) error {
	lead, err := c.lead(timeline.KindName(c.Kind), c.Values)
	if err != nil {
		return err
	}
	s, id, err := c.open(a)
	if err != nil {
		return err
	}
	done, err := a.leads(s).Add(a.ctx, id, lead, a.look("events add"))
	if err != nil {
		return leadFault(err)
	}
	var text strings.Builder
	writeLoad(&text, done)
	return a.print(done, text.String())
}

// typedEvent says which of a subject's events is meant, and which of its records.
type typedEvent struct {
	Event string `arg:"" help:"The event, such as e12."`
	Load  int64  `placeholder:"LOAD" help:"The load of the record that is meant, where several that were typed in tell of the event."`
	ofSubject
}

type eventsCorrectCmd struct {
	typedEvent
	Values []string `arg:"" placeholder:"NAME=VALUE" help:"The fields that change; name= takes one away."`
	leadFlags
}

// Run makes a new record and takes the old one back.
func (c *eventsCorrectCmd) Run(a *app) error {
	change, err := c.lead("", c.Values)
	if err != nil {
		return err
	}
	s, subject, err := c.open(a)
	if err != nil {
		return err
	}
	done, old, err := a.leads(s).Correct(a.ctx, subject, c.Event, c.Load, change, a.look("events correct"))
	if done.ID != 0 {
		a.committed = fmt.Sprintf("load %d", done.ID)
	}
	if err != nil {
		return leadFault(err)
	}
	var out strings.Builder
	writeLoad(&out, done)
	fmt.Fprintf(&out, "  in the place of load %d, whose text sightline loads show %d still tells\n", old, old)
	return a.print(struct {
		timeline.Load
		InPlaceOf int64 `json:"in_place_of"`
	}{done, old}, out.String())
}

type eventsWithdrawCmd struct {
	typedEvent
	Why string `required:"" placeholder:"REASON" help:"Why it is taken back; it is kept."`
}

// Run takes back what was typed in.
func (c *eventsWithdrawCmd) Run(a *app) error {
	s, subject, err := c.open(a)
	if err != nil {
		return err
	}
	done, events, err := a.leads(s).Withdraw(a.ctx, subject, c.Event, c.Load, c.Why, a.look("events withdraw"))
	if err != nil {
		return leadFault(err)
	}
	return a.print(struct {
		Load   timeline.Load `json:"load"`
		Events int64         `json:"events"`
	}{done, events}, fmt.Sprintf("Load %d was taken back, and %s with it. sightline loads show %d still tells its text.\n", done.ID,
		words.Count(events, "event"), done.ID))
}

// typedText is the text of a load that was typed in, "" of any other.
func (a *app) typedText(s *store.Store, l timeline.Load, look access.Asker) (string, error) {
	if l.Format != string(loaders.FormatTyped) {
		return "", nil
	}
	_, text, err := s.Record(a.ctx, l.ID, 1, look)
	return string(text), err
}
