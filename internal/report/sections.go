package report

import (
	"fmt"
	"slices"
	"strings"
)

// section is a part of a report that a plan names.
type section struct {
	name  string // as plans have it
	title string // its heading
	id    string // of its heading
	help  string // what it holds, for the plan's file
	fixed bool   // cannot be left out
	build func(*builder) error
}

// allSections are the sections in their usual order.
func allSections() []section {
	plainly := func(f func(*builder)) func(*builder) error {
		return func(b *builder) error { f(b); return nil }
	}
	first := []section{
		{"summary", "Summary", "summary", "what the counts and findings say, each with its records", false, plainly((*builder).summary)},
		{"biography", "Biography", "biography", "names, identifiers, vehicles and photo", false, plainly((*builder).biography)},
		{"travel", "Travel pattern", "travel", "maps, and the places on them", false, (*builder).travel},
		{"timeline", "Timeline", "timeline", "swim lanes of all that was seen", false, (*builder).timeline},
		{"places", "Places and likely bases", "bases", "where sightings cluster and nights are spent", false, plainly((*builder).places)},
		{"movements", "Movements", "movements", "trips and distances", false, (*builder).movements},
		{"circuits", "Circuits", "circuits", "rounds gone again and again", false, (*builder).circuits},
		{"routines", "Routines and nights", "routines", "hours, days, nights and changes", false, (*builder).routines},
		{"interest", "Law-enforcement interest", "interest", "agencies that asked or arrested, with their facts", false, (*builder).interest},
	}
	last := []section{
		{"gaps", "Gaps", "gaps", "spans in which nothing was seen", false, plainly((*builder).gaps)},
		{"conflicts", "Conflicts", "conflicts", "records that cannot all be right", false, plainly((*builder).conflicts)},
		{"excluded", "Excluded by the analyst", "excluded", "what was left out or hidden, and why", true, plainly((*builder).excluded)},
		{"sources", "Sources", "sources", "files with their counts, and what is withheld", true, plainly((*builder).sources)},
		{"method", "Method", "method", "rules and parameters", false, plainly((*builder).method)},
		{"events", "Events", "events", "every event with its record", false, plainly((*builder).events)},
	}
	return slices.Concat(first, kindSections(), last)
}

// sectionOf returns the section of a name that a plan was checked for.
func sectionOf(name string) section {
	all := allSections()
	return all[slices.IndexFunc(all, func(s section) bool { return s.name == name })]
}

// sections composes what the plan wants, with the analyst's notes below the headings.
func (b *builder) sections() error {
	b.cover()
	for _, planned := range b.plan.Sections {
		s := sectionOf(planned.Name)
		b.heading(s.id, s.title)
		b.note(planned)
		if err := s.build(b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// wants reports whether the plan has a section.
func (b *builder) wants(name string) bool {
	return slices.ContainsFunc(b.plan.Sections, func(s PlannedSection) bool { return s.Name == name })
}

// note sets the analyst's own words, apart from what follows from records.
func (b *builder) note(s PlannedSection) {
	if words := paragraphs(s.Note); len(words) > 0 {
		b.add(Aside{By: fallback(plain(s.By), fallback(plain(b.o.Analyst), "the analyst")), Texts: sayEach(words)})
	}
}

// paragraphs parts a text at empty lines; other line ends are blanks.
func paragraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// leftOutSections writes which sections the analyst left out and why.
func (b *builder) leftOutSections() []Text {
	var out []Text
	for _, l := range b.plan.Without {
		out = append(out, Text{{Text: sectionOf(l.Section).title, Style: Strong}, {Text: ", because " + strings.TrimRight(strings.Join(strings.Fields(l.Because), " "), ".") + "."}})
	}
	return out
}
