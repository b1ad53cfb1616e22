package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"sightline/timeline"
)

// Format is a kind of file that can be loaded.
type Format string

const (
	FormatNCIC      Format = "ncic"      // NCIC offline history: CODE/VALUE text or CSV
	FormatPlates    Format = "plates"    // licence-plate reads: CSV or TSV
	FormatAddresses Format = "addresses" // case addresses: CSV or XLSX
	FormatNlets     Format = "nlets"     // messages on the interstate network and results of its message log
	FormatRapSheet  Format = "rapsheet"  // III rap sheets: text or the standard XML
)

// Formats are all formats, in the order in which they are offered.
var Formats = []Format{FormatNCIC, FormatPlates, FormatAddresses, FormatNlets, FormatRapSheet}

// Version is the version of all loaders. It changes when the same file would yield other sightings.
const Version = "3"

// Loader names the loader of a format and its version, as it is kept with a load.
func (f Format) Loader() string { return string(f) + "/" + Version }

// Load reads one file and hands what it finds to the sink. Read = Taken + Rejected holds for every tally returned
// without an error. An *InputError says that the file as a whole cannot be loaded; after any error what the sink was
// given must be thrown away.
func Load(ctx context.Context, format Format, in Input, opt Options, sink Sink) (Tally, error) {
	load := map[Format]func(context.Context, Input, Options, Sink) (Tally, error){
		FormatNCIC: loadNCIC, FormatPlates: loadPlates, FormatAddresses: loadAddresses, FormatNlets: loadNlets,
		FormatRapSheet: loadRapSheet,
	}[format]
	if load == nil {
		return Tally{}, fmt.Errorf("unknown format %q: choose one of %v", format, Formats)
	}
	if p := opt.Profile; p != nil {
		if p.Format != format {
			return Tally{}, fmt.Errorf("profile %s is for %s, not for %s", p.Name, p.Format, format)
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

// intake counts records on their way to the sink.
type intake struct {
	ctx   context.Context
	sink  Sink
	tally Tally
	notes notes
	// context is what the text of the record at hand does not say of itself; it is kept with a reject.
	context string
}

// sighting hands a record's sighting on. The sink may keep the record's text, which must not change any more.
func (k *intake) sighting(r timeline.Record, s timeline.Event) error {
	k.tally.Read++
	k.tally.Taken++
	return k.sink.Sighting(k.ctx, r, s)
}

// stay hands a record's stay on. The sink may keep the record's text.
func (k *intake) stay(r timeline.Record, s timeline.Event) error {
	k.tally.Read++
	k.tally.Taken++
	r.Text = bytes.Clone(r.Text)
	return k.sink.Stay(k.ctx, r, s)
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
