// Package leads takes down what analysts type in. Each lead is a load of one record, so that it is kept, told and taken back as what
// a file brings is.
package leads

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// Book is where leads are kept.
type Book struct {
	Store *store.Store // with the right to load
	// Options are what records of a case are read by, as of now.
	Options func(context.Context, timeline.Case) (loaders.Options, error)
}

// Add keeps a lead about a subject. A *timeline.LeadError says what to type otherwise.
func (b *Book) Add(ctx context.Context, subject int64, lead timeline.Lead, look access.Asker) (timeline.Load, error) {
	if strings.TrimSpace(lead.Source) == "" {
		return timeline.Load{}, refuse("say where the lead is from: its source")
	}
	typed := loaders.Typed{Kind: lead.Kind}
	typed.Take(&lead)
	return b.keep(ctx, subject, typed, lead, nil, look)
}

// Correct puts a corrected record in the place of one that was typed in, whose text is kept: what the lead names changes, the rest
// stays, and what was marked on an event that goes is marked on the one that comes. A load tells which record of the event is meant; 0
// where only one was typed in. It returns the new load, and the number of the one whose place it takes.
func (b *Book) Correct(ctx context.Context, subject int64, event string, load int64, change timeline.Lead,
	look access.Asker) (done timeline.Load, old int64, err error) {
	if old, err = b.find(ctx, subject, event, load, look); err != nil {
		return done, 0, err
	}
	_, text, err := b.Store.Record(ctx, old, 1, look)
	if err != nil {
		return done, 0, err
	}
	typed, err := loaders.ParseTyped(text)
	if err != nil {
		return done, 0, err
	}
	typed.Take(&change)
	if string(typed.Text()) == string(text) {
		return done, 0, refuse("that is what was typed in before: nothing changes")
	}
	done, err = b.keep(ctx, subject, typed, change, &place{old, string(text)}, look)
	return done, old, err
}

// Withdraw takes back what was typed in, for a reason that is kept with its text. It returns the load, and how many events went
// with it.
func (b *Book) Withdraw(ctx context.Context, subject int64, event string, load int64, why string, look access.Asker) (done timeline.Load,
	events int64, err error) {
	if strings.TrimSpace(why) == "" {
		return done, 0, refuse("say why it is taken back")
	}
	if load, err = b.find(ctx, subject, event, load, look); err != nil {
		return done, 0, err
	}
	undone, err := b.Store.Undo(ctx, load, why, look)
	if errors.Is(err, store.ErrUndone) {
		err = refuse("load %d: %v", load, err)
	}
	return undone.Load, undone.Events, err
}

// place is that of a record which another takes.
type place struct {
	load int64
	text string
}

func (b *Book) keep(ctx context.Context, subject int64, typed loaders.Typed, lead timeline.Lead, of *place,
	look access.Asker) (done timeline.Load, err error) {
	held, err := b.Store.SubjectCase(ctx, subject, look)
	if err != nil {
		return done, err
	}
	options, err := b.Options(ctx, held)
	if err != nil {
		return done, err
	}
	if lead.Received != "" {
		if _, err := (clock.Text{}).Parse([]byte(lead.Received)); err != nil {
			return done, refuse("the time when it came in, %q, %v", lead.Received, err)
		}
	}
	if lead.Zone != "" {
		if options.Zone, err = time.LoadLocation(lead.Zone); err != nil || lead.Zone == "Local" {
			return done, refuse("%q is not a time zone; write an IANA name such as America/Chicago, or UTC", lead.Zone)
		}
	}
	look.Purpose = "load"
	sink, err := b.Store.BeginLoad(ctx, store.NewLoad{
		Case: held.ID, Subject: subject, File: "typed by " + look.Actor, Format: string(loaders.FormatTyped),
		Loader: loaders.FormatTyped.Loader(), Actor: look.Actor, Asker: look, At: options.Now, Handling: kinds.Of(typed.Kind).Handling,
	})
	if err != nil {
		return done, err
	}
	defer sink.Abandon(ctx)
	tally, err := typed.Load(ctx, options, sink)
	var input *loaders.InputError
	if errors.As(err, &input) {
		return done, refuse("%s", input.Reason)
	}
	if err != nil {
		return done, err
	}
	text := string(typed.Text())
	sum := store.Summary{
		SHA256: typed.Sum(), Bytes: int64(len(text)), Zone: tally.Zone, ZoneBasis: tally.ZoneBasis, Read: tally.Read, Notes: tally.Notes,
		Typed: text,
	}
	if of != nil {
		sum.InPlaceOf, sum.Before = of.load, of.text
	}
	done, err = sink.Finish(ctx, sum)
	if errors.Is(err, store.ErrUndone) {
		return done, refuse("somebody else was faster: %v", err)
	}
	return done, err
}

// find returns the load of the record of an event that was typed in and is meant.
func (b *Book) find(ctx context.Context, subject int64, event string, load int64, look access.Asker) (int64, error) {
	d, err := b.Store.Dossier(ctx, subject, query.OwnRecords, look)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(d.Events, func(e timeline.Event) bool { return e.ID == event })
	if i < 0 {
		return 0, fmt.Errorf("%s has no event %q: %w", d.Subject.Name, event, store.ErrNotFound)
	}
	var typed []int64
	for _, r := range d.Events[i].Records {
		of := slices.IndexFunc(d.Loads, func(l timeline.Load) bool { return l.ID == r.Load && l.Format == string(loaders.FormatTyped) })
		if of >= 0 && (load == 0 || load == r.Load) {
			typed = append(typed, r.Load)
		}
	}
	switch len(typed) {
	case 0:
		return 0, refuse("no record of %s that is meant was typed in: what a file brought is taken back with its load, or hidden by a mark",
			event)
	case 1:
		return typed[0], nil
	}
	return 0, refuse("several records of %s were typed in, by the loads %v: say which load is meant", event, typed)
}

func refuse(format string, a ...any) error {
	return &timeline.LeadError{Reason: fmt.Sprintf(format, a...)}
}
