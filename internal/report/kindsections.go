package report

import (
	"slices"
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// kindSections are the sections of kinds that have one, in the order of the kinds. Kinds with the same section share it.
func kindSections() []section {
	var all []section
	for _, k := range kinds.All() {
		if k.Section == "" || slices.ContainsFunc(all, func(s section) bool { return s.title == k.Section }) {
			continue
		}
		name := strings.ReplaceAll(strings.ToLower(k.Section), " ", "-")
		of := inSection(k.Section)
		help := words.List(namesOf(of, func(k timeline.Kind) string { return k.Many })) + ", from when to when"
		all = append(all, section{name: name, title: k.Section, id: name, help: help,
			build: func(b *builder) error { b.kindSection(name, of); return nil }})
	}
	return all
}

// inSection are the kinds of a section.
func inSection(title string) []timeline.Kind {
	return slices.DeleteFunc(kinds.All(), func(k timeline.Kind) bool { return k.Section != title })
}

func namesOf(of []timeline.Kind, name func(timeline.Kind) string) []string {
	var names []string
	for _, k := range of {
		names = append(names, name(k))
	}
	return names
}

// kindSection lists the events of some kinds with how each of their ends is known. Their numbers are those of the table of events.
func (b *builder) kindSection(id string, of []timeline.Kind) {
	one := strings.Join(namesOf(of, func(k timeline.Kind) string { return k.One }), " or ")
	t := Table{ID: id + "-table", Empty: "No " + one + " is known.", Dense: true, Columns: []Column{
		{Title: "No.", Share: 6, Number: true}, {Title: "What", Share: 22}, {Title: "Where", Share: 28},
		{Title: "First", Share: 17}, {Title: "Last", Share: 17}, {Title: "Load, line", Share: 10},
	}}
	counted := tally{}
	for i := range b.d.Events {
		e := &b.d.Events[i]
		kind := kinds.Of(e.Kind).Name
		if !slices.ContainsFunc(of, func(k timeline.Kind) bool { return k.Name == kind }) {
			continue
		}
		counted[kind]++
		first, last := lines(b.clock.stamp(e.First, e.Where.Zone), basis(e.First)), say("not told")
		if e.Spans() {
			first, last = b.end(e.First, e.Where.Zone), b.end(*e.Last, e.Where.Zone)
		}
		number, link := rowRef(i + 1)
		t.Rows = append(t.Rows, Row{Faint: b.notCounted(e) != "", Cells: []Text{
			{{Text: number, Link: link}}, b.what(e), b.where(e, remarksOf(e).place), first, last, records(e),
		}})
	}
	t.Caption = fallback(counted.String(), words.List(namesOf(of, func(k timeline.Kind) string { return k.TitleMany() }))) +
		", in time order"
	b.add(t)
}

// end writes one end of a span, with how it is known.
func (b *builder) end(w timeline.When, zone string) Text {
	if w.IsZero() {
		return say("open")
	}
	return lines(b.clock.stamp(w, zone), basis(w))
}
