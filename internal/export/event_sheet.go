package export

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// eventSheet is a table of events: every observation by itself, those of a burst too, in time order.
type eventSheet struct {
	columns []column
	fields  fieldSet
	events  []*timeline.Event
}

// everything is the table of all events, with all common columns and one for each named value of their records.
func (m *material) everything() *eventSheet {
	t := &eventSheet{columns: commonColumns(), fields: fieldSet{at: map[string]int{}}}
	for i := range m.single {
		t.add(&m.single[i])
	}
	t.columns = append(t.columns, t.fields.columns(t.columns)...)
	return t
}

// kindSheet is the sheet of the events of one kind.
type kindSheet struct {
	timeline.Kind
	eventSheet
}

// byKind are the sheets of the kinds that occur, in the order of kinds, each with the columns in which its events can have values.
func (m *material) byKind() []*kindSheet {
	of := map[timeline.KindName]*kindSheet{}
	var all []*kindSheet
	for i := range m.single {
		kind := kinds.Of(m.single[i].Kind)
		t := of[kind.Name]
		if t == nil {
			t = &kindSheet{kind, eventSheet{fields: fieldSet{at: map[string]int{}}}}
			of[kind.Name] = t
			all = append(all, t)
		}
		t.add(&m.single[i])
	}
	for _, t := range all {
		common := commonColumns()
		for _, c := range common {
			if c.of == nil || slices.ContainsFunc(t.events, c.of) {
				t.columns = append(t.columns, c)
			}
		}
		t.columns = append(t.columns, t.fields.columns(common)...)
	}
	slices.SortFunc(all, func(a, b *kindSheet) int { return cmp.Compare(kinds.Rank(a.Name), kinds.Rank(b.Name)) })
	return all
}

func (t *eventSheet) add(e *timeline.Event) {
	t.events = append(t.events, e)
	t.fields.add(e)
}

// rows are the rows of a table.
func (t *eventSheet) rows(m *material) iter.Seq[*row] {
	return func(yield func(*row) bool) {
		for _, e := range t.events {
			r := m.row(e)
			r.named, r.rest = t.fields.split(e.Fields)
			if !yield(r) {
				return
			}
		}
	}
}

// about says what of a table is not where it is looked for.
func (t *eventSheet) about() []remark {
	if !t.fields.more {
		return nil
	}
	return []remark{{"columns", fmt.Sprintf("The records name more than %d values: the others stand together in one column.", mostFields)}}
}
