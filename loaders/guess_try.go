package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"sightline/timeline"
)

// Trial is what came of reading the beginning of a file by a draft.
type Trial struct {
	Read, Taken int64
	// Line and Reason are of the first record that was not taken, "" where all were.
	Line   int
	Reason string
	// Unplaced are the readers of a file that gives no positions: they were tried with positions of their own.
	Unplaced []string
}

// trialSink counts what a draft takes.
type trialSink struct {
	taken, rejected int64
	first           timeline.Reject
}

func (s *trialSink) Events(context.Context, timeline.Record, []timeline.Event) error {
	s.taken++
	return nil
}

func (s *trialSink) Reads(_ context.Context, batch []timeline.Read) error {
	s.taken += int64(len(batch))
	return nil
}

func (s *trialSink) Reject(_ context.Context, r timeline.Reject) error {
	if s.rejected++; s.rejected == 1 {
		s.first = r
	}
	return nil
}

// try reads the beginning of the file by the draft. What it does not take makes the draft one that is not complete.
func (d *Draft) try(ctx context.Context, name string, sample []byte, cut bool, opt Options) error {
	if d.Missing != "" {
		return nil
	}
	p, err := ParseProfile("draft", []byte(d.bare("draft")))
	if err != nil {
		var fault *ProfileError
		if errors.As(err, &fault) {
			d.Missing = fault.Reason
			return nil
		}
		return err
	}
	opt.Profile = p
	if opt.Cameras == nil && d.Format == FormatPlates && d.at("lat") == nil && d.at("position") == nil {
		opt.Cameras = d.standIns()
	}
	sink := &trialSink{}
	tally, err := Load(ctx, d.Format, Input{Name: name, Reader: bytes.NewReader(sample)}, opt, sink)
	var whole *InputError
	switch {
	case errors.As(err, &whole):
		d.Missing = "tried on the file's beginning, it is refused: " + whole.Reason
		return nil
	case err != nil:
		return err
	}
	if cut && sink.rejected > 0 { // the last record is cut off in what was looked at
		sink.rejected, tally.Read = sink.rejected-1, tally.Read-1
	}
	d.Tried.Read, d.Tried.Taken = tally.Read, sink.taken
	if sink.rejected > 0 {
		d.Tried.Line, d.Tried.Reason = sink.first.Line, sink.first.Reason
	}
	if d.Tried.Taken == 0 {
		d.Missing = fmt.Sprintf("tried on the file's beginning, it takes %d of %d", sink.taken, tally.Read)
		if d.Tried.Reason != "" {
			d.Missing += fmt.Sprintf("; line %d: %s", d.Tried.Line, d.Tried.Reason)
		}
	}
	return nil
}

// at is the column of a field, nil when there is none.
func (d *Draft) at(field string) *GuessedColumn {
	for i := range d.Columns {
		if d.Columns[i].Field == field {
			return &d.Columns[i]
		}
	}
	return nil
}

// standIns are positions for the readers that the first rows name, so that the rest of a row can be tried.
func (d *Draft) standIns() *Cameras {
	cameras := &Cameras{}
	for _, r := range d.readers {
		cameras.list = append(cameras.list, camerasRow{id: r[0], name: r[1], lat: "35.467600", lon: "-97.516400"})
		who := r[0]
		if who == "" {
			who = r[1]
		}
		d.Tried.Unplaced = append(d.Tried.Unplaced, who)
	}
	return cameras
}

// words say what came of the trial, a line each.
func (t *Trial) words() []string {
	var out []string
	switch {
	case t.Read == 0:
	case t.Taken == t.Read:
		out = append(out, fmt.Sprintf("Tried on the file's beginning: taken %d of %d.", t.Taken, t.Read))
	default:
		out = append(out, fmt.Sprintf("Tried on the file's beginning: taken %d of %d; line %d: %s", t.Taken, t.Read, t.Line, t.Reason))
	}
	if len(t.Unplaced) > 0 {
		out = append(out, fmt.Sprintf("The file gives no positions: load it with a table of its cameras, --cameras FILE, such as of %s.",
			strings.Join(t.Unplaced[:min(len(t.Unplaced), 5)], ", ")))
	}
	return out
}

// Sure reports whether a file may be read by the draft without somebody's having looked at it: what its format needs is known by name, or
// by values that fit no other column, and what was tried was taken. why says what is not so.
func (d *Draft) Sure() (sure bool, why string) {
	switch t := &d.Tried; {
	case d.Missing != "":
		return false, d.Missing
	case t.Taken < t.Read-t.Taken:
		return false, fmt.Sprintf("most records are not taken; line %d: %s", t.Line, t.Reason)
	}
	for i := range d.Columns {
		g := &d.Columns[i]
		switch {
		case g.Field == "" || !d.required(g.Field):
		case g.Rival != "":
			return false, fmt.Sprintf("%q and %q could both be %s, and they differ: say which it is", g.Heading, g.Rival, g.Field)
		case g.Named && g.Sure < fairly:
			return false, fmt.Sprintf("%q is %s by its name, and its values do not fit", g.Heading, g.Field)
		case !g.Named && !g.alone:
			return false, fmt.Sprintf("%q may be %s by its values, and so may others", g.Heading, g.Field)
		}
	}
	return true, ""
}

// required reports whether the format cannot do without a field, or reads when and where something was from it.
func (d *Draft) required(field string) bool {
	table := d.Format.table()
	if table.isTime(field) || strings.Contains(" plate lat lon position ", " "+field+" ") {
		return true
	}
	return d.needs(field)
}

// needs reports whether the columns would not be enough without a field.
func (d *Draft) needs(field string) bool {
	c := columns{at: map[string]int{}, names: make([]string, len(d.Columns))}
	for i := range d.Columns {
		if f := d.Columns[i].Field; f != "" && f != field {
			c.at[f] = i
		}
	}
	return !d.Format.table().fit(&c)
}

// Mapping says in words which column is read as what.
func (d *Draft) Mapping() string {
	var parts []string
	if d.Record != "" && d.Record != "." {
		parts = append(parts, "each "+d.Record)
	}
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field != "" {
			parts = append(parts, fmt.Sprintf("%s = %s", g.Field, g.Heading))
		}
	}
	return strings.Join(parts, ", ")
}
