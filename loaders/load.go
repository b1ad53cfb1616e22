package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sightline/timeline"
)

// Version is the version of all loaders. It changes when the same file would yield other events.
const Version = "6"

// Load reads one file and hands what it finds to the sink. Read = Taken + Rejected holds for every tally returned
// without an error. An *InputError says that the file as a whole cannot be loaded; after any error what the sink was
// given must be thrown away.
func Load(ctx context.Context, name FormatName, in Input, opt Options, sink Sink) (Tally, error) {
	f, ok := FormatOf(name)
	if !ok {
		return Tally{}, fmt.Errorf("unknown format %q: choose one of %v", name, FormatNames())
	}
	return f.load(ctx, in, opt, sink)
}

// load reads a file of the format.
func (f *Format) load(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	load := map[FormatName]func(context.Context, Input, Options, Sink) (Tally, error){
		FormatNCIC: loadNCIC, FormatPlates: loadPlates, FormatNlets: loadNlets, FormatRapSheet: loadRapSheet,
	}[f.Name]
	if f.kind != nil {
		load = func(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
			return f.kindLoader().load(ctx, in, opt, sink)
		}
	}
	if err := f.named(opt.Columns); err != nil {
		return Tally{}, &InputError{File: in.Name, Reason: err.Error()}
	}
	if p := opt.Profile; p != nil {
		if p.Format != f.Name {
			return Tally{}, fmt.Errorf("profile %s is for %s, not for %s", p.Name, p.Format, f.Name)
		}
		opt = p.options(opt)
		in.profile = p
	}
	var packed notes
	in, done, err := unpack(ctx, in, &packed)
	if err == nil {
		defer done()
		var shape Shape
		in.shape = &shape
		var tally Tally
		if tally, err = load(ctx, in, opt, sink); err == nil {
			tally.Notes = append(packed.list, tally.Notes...)
			tally.Shape = shape
			return tally, nil
		}
	}
	var whole *InputError
	if errors.As(err, &whole) {
		whole.File = in.Name
		return Tally{}, whole
	}
	return Tally{}, err
}

// named checks the fields for which the analyst named columns.
func (f *Format) named(columns map[string]string) error {
	if len(columns) > 0 && f.table == nil {
		return fmt.Errorf("--column names columns of tables, and %s is none", f.Name)
	}
	for field, heading := range columns {
		if !slices.Contains(f.table.fields, field) {
			return fmt.Errorf("--column names the field %q, and %s has none such: its fields are %s", field, f.Name, strings.Join(f.table.fields, ", "))
		}
		for other, same := range columns {
			if other != field && heading != "" && plainHeading(other) != plainHeading(field) && same == heading {
				return fmt.Errorf("--column names the column %q for two fields, %s and %s", heading, min(field, other), max(field, other))
			}
		}
	}
	return nil
}

// intake counts records on their way to the sink.
type intake struct {
	ctx   context.Context
	sink  Sink
	tally Tally
	notes notes
	one   [1]timeline.Event
	// context is what the text of the record at hand does not say of itself; it is kept with a reject.
	context string
}

// event hands on the event that a record tells of. The sink may keep the record's text, which must not change any more.
func (k *intake) event(r timeline.Record, e timeline.Event) error {
	k.tally.Read++
	k.tally.Taken++
	k.one[0] = e
	return k.sink.Events(k.ctx, r, k.one[:])
}

// reject hands on a record that cannot be taken.
func (k *intake) reject(line int, text []byte, field, reason string) error {
	k.tally.Read++
	k.tally.Rejected++
	r := newReject(line, text, field, reason)
	r.Context = k.context
	return k.sink.Reject(k.ctx, r)
}

func newReject(line int, text []byte, field, reason string) timeline.Reject {
	return timeline.Reject{Line: line, Text: bytes.Clone(text[:min(len(text), timeline.MaxRejectText)]), Field: field, Reason: reason}
}

// done returns the tally of the load.
func (k *intake) done(zone string, basis timeline.Basis) Tally {
	k.tally.Notes = k.notes.list
	k.tally.Zone, k.tally.ZoneBasis = zone, basis
	return k.tally
}
