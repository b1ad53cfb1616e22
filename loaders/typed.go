package loaders

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// FormatTyped is the format of loads of one record that somebody typed in.
const FormatTyped FormatName = "typed"

// Typed is a record as somebody types it in: the values of the fields of its kind by their names, and where it is from. Its text keeps
// them as they were typed, one a line below the kind.
type Typed struct {
	Kind   timeline.KindName
	Values []timeline.Field
}

// ParseTyped reads the text of a record that was typed in.
func ParseTyped(text []byte) (Typed, error) {
	lines := strings.Split(string(text), "\n")
	t := Typed{Kind: timeline.KindName(lines[0])}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return t, fmt.Errorf("line %q is no name=value", line)
		}
		t.Values = append(t.Values, timeline.Field{Name: name, Value: value})
	}
	return t, nil
}

// Text is the text of the record.
func (t *Typed) Text() []byte {
	text := string(t.Kind)
	for _, v := range t.Values {
		text += "\n" + v.Name + "=" + v.Value
	}
	return []byte(text)
}

// Sum is the SHA-256 of the text.
func (t *Typed) Sum() [32]byte { return sha256.Sum256(t.Text()) }

// Take puts the values of a lead in the place of those of the same names; an empty one takes its field away.
func (t *Typed) Take(lead *timeline.Lead) {
	k := kinds.Of(t.Kind)
	all := timeline.Lead{Fields: map[string]string{}}
	for _, v := range slices.Concat(t.Values, lead.Values(k)) {
		if value := strings.Join(strings.Fields(v.Value), " "); value != "" {
			all.Fields[v.Name] = value
		} else {
			delete(all.Fields, v.Name)
		}
	}
	t.Values = all.Values(k)
}

// Load reads the record as a table of its one row would be read, by the fields of its kind. An *InputError says what to type
// otherwise.
func (t *Typed) Load(ctx context.Context, opt Options, sink Sink) (Tally, error) {
	const name = "what was typed in"
	if !slices.Contains(kinds.Typed(), t.Kind) {
		return Tally{}, &InputError{File: name, Reason: fmt.Sprintf("%q is no kind of which a record can be typed in: choose one of %s",
			t.Kind, wordList(kinds.Typed()))}
	}
	k := kinds.Of(t.Kind)
	f := kindFormat(k, kindAliases()[k.Name])
	row := typedRow{cols: columns{at: map[string]int{}}, row: row{line: 1, text: t.Text()}}
	for i, v := range t.Values {
		if k.Field(v.Name) != nil {
			row.cols.at[v.Name] = i
		} else if !slices.Contains(timeline.LeadFields(), v.Name) {
			return Tally{}, &InputError{File: name,
				Reason: fmt.Sprintf("%s has no field %q; its fields are %s", k.One, v.Name, strings.Join(f.table.fields, ", "))}
		}
		row.cols.names, row.row.cells = append(row.cols.names, v.Name), append(row.row.cells, v.Value)
	}
	loader := f.kindLoader()
	refused := &refusing{Sink: sink}
	loader.intake, loader.opt, loader.rows = intake{ctx: ctx, sink: refused}, opt, &row
	tally, err := loader.read(name, false)
	if err == nil && refused.reason != "" {
		return Tally{}, &InputError{File: name, Reason: refused.reason}
	}
	return tally, err
}

// typedRow is the only row of what was typed in.
type typedRow struct {
	cols columns
	row  row
	read bool
}

func (t *typedRow) columns() *columns { return &t.cols }
func (t *typedRow) close() error      { return nil }

func (t *typedRow) next(context.Context) (row, error) {
	if t.read {
		return row{}, io.EOF
	}
	t.read = true
	return t.row, nil
}

// refusing is a sink that keeps the reason of a reject: who types a record in can mend it at once.
type refusing struct {
	Sink
	reason string
}

func (r *refusing) Reject(_ context.Context, reject timeline.Reject) error {
	r.reason = reject.Reason
	return nil
}
