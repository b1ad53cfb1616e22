package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

type eventsCmd struct {
	Add      eventsAddCmd      `cmd:"" help:"Type a lead in: a record of any kind, by its fields."`
	Correct  eventsCorrectCmd  `cmd:"" help:"Put a corrected record in the place of one that was typed in, whose text is kept."`
	Withdraw eventsWithdrawCmd `cmd:"" help:"Take back what was typed in; its text is kept."`
}

// lead is where what is typed in is from.
type lead struct {
	Source   string `placeholder:"TEXT" help:"Where it is from: a caller, a post, a hotel's desk."`
	TakenBy  string `name:"taken-by" placeholder:"NAME" help:"Who took it down, where that is not who types it in."`
	Received string `placeholder:"TIME" help:"When it came in."`
	TZ       string `name:"tz" placeholder:"ZONE" help:"Time zone of times that state none, such as America/Chicago."`
}

// set puts what is said of the lead, and values as name=value, into a record.
func (l lead) set(t *loaders.Typed, values []string) error {
	if l.Received != "" {
		if _, err := (clock.Text{}).Parse([]byte(l.Received)); err != nil {
			return badInput("--received: the time %q %w", l.Received, err)
		}
	}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return badInput("%q: write a field as name=value, such as begin=2026-01-02", v)
		}
		t.Set(strings.TrimSpace(name), value)
	}
	for name, value := range map[string]string{loaders.TypedSource: l.Source, loaders.TypedTaken: l.TakenBy,
		loaders.TypedReceived: l.Received} {
		if value != "" {
			t.Set(name, value)
		}
	}
	slices.SortStableFunc(t.Values, func(a, b timeline.Field) int { return order(a.Name) - order(b.Name) })
	return nil
}

// order puts what is said of a lead behind the fields of its kind, always alike.
func order(name string) int {
	return slices.Index([]string{loaders.TypedSource, loaders.TypedTaken, loaders.TypedReceived}, name)
}

type eventsAddCmd struct {
	Kind   string   `arg:"" enum:"${typed_kinds}" help:"Of what kind it is: ${typed_kinds}."`
	Values []string `arg:"" placeholder:"NAME=VALUE" help:"Its fields, such as begin=2026-01-02 facility=…; with a name that there is not, those there are are listed."`
	ofSubject
	lead
}

// Run types a lead in.
func (c *eventsAddCmd) Run(a *app) error {
	if strings.TrimSpace(c.Source) == "" {
		return badInput("say where the lead is from: --source TEXT")
	}
	typed := loaders.Typed{Kind: timeline.KindName(c.Kind)}
	if err := c.set(&typed, c.Values); err != nil {
		return err
	}
	s, id, err := c.open(a)
	if err != nil {
		return err
	}
	done, err := a.typeIn(s, typed, c.Case, id, c.TZ, nil)
	if err != nil {
		return err
	}
	var text strings.Builder
	writeLoad(&text, done)
	return a.print(done, text.String())
}

// replaced is a load whose record a corrected one replaces.
type replaced struct {
	load int64
	text string
}

// typeIn makes a load of a record that was typed in; old is what it comes in the place of, nil for nothing.
func (a *app) typeIn(s *store.Store, typed loaders.Typed, number string, subject int64, tz string, old *replaced) (done timeline.Load,
	err error) {
	of, err := s.Case(a.ctx, number)
	if err != nil {
		return done, err
	}
	job := loadJob{of: of, subject: subject}
	if job.zone, err = parseZone(tz); err != nil {
		return done, err
	}
	options, err := a.options(s, &job)
	if err != nil {
		return done, err
	}
	sink, err := s.BeginLoad(a.ctx, store.NewLoad{
		Case: of.ID, Subject: subject, File: "typed by " + actor(), Format: string(loaders.FormatTyped),
		Loader: loaders.FormatTyped.Loader(),
		Actor:  actor(), Viewer: a.look("load").Viewer, At: options.Now, Handling: kinds.Of(typed.Kind).Handling,
	})
	if err != nil {
		return done, err
	}
	defer sink.Abandon(a.ctx)
	tally, err := typed.Load(a.ctx, options, sink)
	if err != nil {
		return done, inputFault("what was typed in", err)
	}
	text := string(typed.Text())
	sum := store.Summary{
		SHA256: typed.Sum(), Bytes: int64(len(text)), Zone: tally.Zone, ZoneBasis: tally.ZoneBasis, Read: tally.Read, Notes: tally.Notes,
		Typed: text,
	}
	if old != nil {
		sum.InPlaceOf, sum.Before = old.load, old.text
	}
	return sink.Finish(a.ctx, sum)
}

// typedEvent says which of a subject's events is meant, and which of its records.
type typedEvent struct {
	Event string `arg:"" help:"The event, such as e12."`
	Load  int64  `placeholder:"LOAD" help:"The load of the record that is meant, where several that were typed in tell of the event."`
	ofSubject
}

// find returns the load of the record that was typed in.
func (c *typedEvent) find(a *app) (s *store.Store, subject, load int64, err error) {
	if s, subject, err = c.open(a); err != nil {
		return s, 0, 0, err
	}
	d, err := s.Dossier(a.ctx, subject, query.OwnRecords, a.look("events"))
	if err != nil {
		return s, 0, 0, err
	}
	i := slices.IndexFunc(d.Events, func(e timeline.Event) bool { return e.ID == c.Event })
	if i < 0 {
		return s, 0, 0, badInput("%s has no event %q", c.Subject, c.Event)
	}
	var typed []int64
	for _, r := range d.Events[i].Records {
		of := slices.IndexFunc(d.Loads, func(l timeline.Load) bool { return l.ID == r.Load && l.Format == string(loaders.FormatTyped) })
		if of >= 0 && (c.Load == 0 || c.Load == r.Load) {
			typed = append(typed, r.Load)
		}
	}
	switch len(typed) {
	case 0:
		return s, 0, 0, badInput("no record of %s that is meant was typed in: what a file brought is taken back with sightline loads undo, or hidden with sightline marks add", c.Event)
	case 1:
		return s, subject, typed[0], nil
	}
	return s, 0, 0, badInput("several records of %s were typed in, by the loads %v: say which with --load", c.Event, typed)
}

type eventsCorrectCmd struct {
	typedEvent
	Values []string `arg:"" placeholder:"NAME=VALUE" help:"The fields that change; name= takes one away."`
	lead
}

// Run makes a new record and takes the old one back.
func (c *eventsCorrectCmd) Run(a *app) error {
	s, subject, old, err := c.find(a)
	if err != nil {
		return err
	}
	_, text, err := s.Record(a.ctx, old, 1, a.look("events"))
	if err != nil {
		return err
	}
	typed, err := loaders.ParseTyped(text)
	if err != nil {
		return err
	}
	if err := c.set(&typed, c.Values); err != nil {
		return err
	}
	if string(typed.Text()) == string(text) {
		return badInput("that is what was typed in before: nothing changes")
	}
	done, err := a.typeIn(s, typed, c.Case, subject, c.TZ, &replaced{old, string(text)})
	if err != nil {
		return err
	}
	a.committed = fmt.Sprintf("load %d", done.ID)
	if _, err := s.Undo(a.ctx, old, fmt.Sprintf("corrected by load %d", done.ID), a.look("events correct")); err != nil {
		return fmt.Errorf("load %d holds the correction, and load %d is still there: take it back with sightline loads undo %d: %w",
			done.ID, old, old, err)
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
	if strings.TrimSpace(c.Why) == "" {
		return badInput("say why it is taken back: --why REASON")
	}
	s, _, load, err := c.find(a)
	if err != nil {
		return err
	}
	done, err := s.Undo(a.ctx, load, c.Why, a.look("events withdraw"))
	if errors.Is(err, store.ErrUndone) {
		return badInput("%w; sightline loads show %d says when and why", err, load)
	}
	if err != nil {
		return err
	}
	return a.print(done, fmt.Sprintf("Load %d was taken back, and %s with it. sightline loads show %d still tells its text.\n", load,
		words.Count(done.Events, "event"), load))
}

// typedText is the text of a load that was typed in, "" of any other.
func (a *app) typedText(s *store.Store, l timeline.Load, look access.Asker) (string, error) {
	if l.Format != string(loaders.FormatTyped) {
		return "", nil
	}
	_, text, err := s.Record(a.ctx, l.ID, 1, look)
	return string(text), err
}
