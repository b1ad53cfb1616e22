package export

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// mostFields is how many named values of records have columns of their own in a table. A file whose records each name others has
// thousands.
const mostFields = 200

// fieldSet are the named values of records that have columns of their own, in the order in which the events name them first.
type fieldSet struct {
	at    map[string]int       // by name, in lower case
	names []string             // as the events have them first
	specs []timeline.FieldSpec // what the kinds of those events say of them: the name alone where they do not know it
	more  bool                 // there are others, beyond mostFields
}

func fieldKey(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// add takes in the names of the fields of an event.
func (s *fieldSet) add(e *timeline.Event) {
	for _, f := range e.Fields {
		key := fieldKey(f.Name)
		if _, known := s.at[key]; known {
			continue
		}
		if len(s.names) == mostFields {
			s.more = true
			return
		}
		s.at[key] = len(s.names)
		s.names = append(s.names, f.Name)
		s.specs = append(s.specs, specOf(e.Kind, f.Name))
	}
}

// specOf is what a kind says of a field.
func specOf(kind timeline.KindName, name string) timeline.FieldSpec {
	if f := new(kinds.Of(kind)).Field(name); f != nil {
		return *f
	}
	return timeline.FieldSpec{Name: name}
}

// split tells the values that have a column from the others. Of several of one name the last has it, as timeline.FieldOf says.
func (s *fieldSet) split(fields []timeline.Field) (named []string, rest []timeline.Field) {
	if len(fields) == 0 {
		return nil, nil
	}
	named, last := make([]string, len(s.names)), make([]int, len(s.names))
	for i, f := range fields {
		if at, is := s.at[fieldKey(f.Name)]; is {
			named[at], last[at] = f.Value, i+1
		}
	}
	for i, f := range fields {
		if at, is := s.at[fieldKey(f.Name)]; !is || last[at] != i+1 {
			rest = append(rest, f)
		}
	}
	return named, rest
}

// columns are the columns of the fields. None has the name or the title of another column.
func (s *fieldSet) columns(others []column) []column {
	names, titles := map[string]bool{}, map[string]bool{}
	for _, c := range others {
		names[c.name], titles[strings.ToLower(c.title)] = true, true
	}
	var all []column
	for i, name := range s.names {
		spec := s.specs[i]
		c := column{name: columnName(name), title: columnTitle(spec.Words()), width: cmp.Or(spec.Width, 18), value: func(r *row) any {
			if i >= len(r.named) {
				return nil
			}
			return nilIfEmpty(r.named[i])
		}}
		if names[c.name] {
			c.name = "record_" + c.name
		}
		if titles[strings.ToLower(c.title)] {
			c.title += " of the record"
		}
		c.name = distinct(names, c.name, "%s_%d")
		c.title = distinct(titles, c.title, "%s %d")
		all = append(all, c)
	}
	return all
}

// distinct is a name, with a number where it is taken, whatever its case.
func distinct(taken map[string]bool, name, numbered string) string {
	free := name
	for n := 2; taken[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf(numbered, name, n)
	}
	taken[strings.ToLower(free)] = true
	return free
}

// longestName is the most characters of the name of a column.
const longestName = 60

// columnName is the name of a field as other columns are named: "address_type".
func columnName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return "field"
	}
	return strings.TrimSuffix(cut(strings.Join(words, "_"), longestName), "…")
}

// columnTitle is the name of a field as the head of a column: in one line, and nothing that a spreadsheet would run.
func columnTitle(name string) string {
	title := strings.TrimLeftFunc(oneLine(printable(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if title == "" {
		return "Field"
	}
	return cut(title, longestName)
}
