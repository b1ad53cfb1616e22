package report

import (
	"fmt"
	"slices"
	"strings"

	"sightline/timeline/analysis"
)

// section is a part of a report that a plan names.
type section struct {
	name  string // as plans have it
	title string // its heading
	id    string // of its heading
	help  string // what it holds, for the plan's file
	fixed bool   // cannot be left out
	build func(*builder) error
	tells []string // detectors whose findings build tells; those of others of the section follow
	short string   // the section where statements refer to it, "" for its title
}

// allSections are the sections in their usual order, for findings of some detectors.
func allSections(detectors []analysis.Detector) []section {
	plainly := func(f func(*builder)) func(*builder) error {
		return func(b *builder) error { f(b); return nil }
	}
	first := []section{
		{name: "summary", title: "Summary", help: "what the counts and findings say, each with its records",
			build: plainly((*builder).summary)},
		{name: "biography", title: "Biography", help: "names, identifiers, vehicles and photo", build: plainly((*builder).biography)},
		{name: "travel", title: "Travel pattern", help: "maps, and the places on them", build: (*builder).travel},
		{name: "timeline", title: "Timeline", help: "swim lanes of all that was seen", build: (*builder).timeline},
		{name: "places", title: "Places and likely bases", id: "bases", short: "Places",
			help:  "where sightings cluster and nights are spent",
			build: plainly((*builder).places), tells: []string{"bases", "places"}},
		{name: "movements", title: "Movements", help: "trips and distances", build: (*builder).movements, tells: []string{"trips"}},
		{name: "circuits", title: "Circuits", help: "rounds gone again and again", build: (*builder).circuits, tells: []string{"circuits"}},
		{name: "routines", title: "Routines and nights", short: "Routines", help: "hours, days, nights and changes",
			build: (*builder).routines, tells: []string{"changes", "routine"}},
		{name: "interest", title: "Law-enforcement interest", help: "agencies that asked or arrested, with their facts",
			build: (*builder).interest, tells: []string{"interest", "bursts"}},
	}
	last := []section{
		{name: "gaps", title: "Gaps", help: "spans in which nothing was seen", build: plainly((*builder).gaps), tells: []string{"gaps"}},
		{name: "conflicts", title: "Conflicts", help: "records that cannot all be right", build: plainly((*builder).conflicts),
			tells: []string{"conflicts", "shifts", "splits"}},
		{name: "excluded", title: "Excluded by the analyst", help: "what was left out or hidden, and why", fixed: true,
			build: plainly((*builder).excluded)},
		{name: "sources", title: "Sources", help: "files with their counts, and what is withheld", fixed: true,
			build: plainly((*builder).sources)},
		{name: "method", title: "Method", help: "rules and parameters", build: plainly((*builder).method)},
		{name: "events", title: "Events", help: "every event with its record", build: plainly((*builder).events)},
	}
	all := slices.Concat(first, kindSections(), last)
	for i := range all {
		all[i].id = fallback(all[i].id, all[i].name)
	}
	return slices.Insert(all, len(first), ownSections(all, detectors)...)
}

// ownSections are those of detectors whose section is none of the others.
func ownSections(others []section, detectors []analysis.Detector) (all []section) {
	for _, d := range detectors {
		if slices.ContainsFunc(slices.Concat(others, all), func(s section) bool { return s.name == d.Section }) {
			continue
		}
		all = append(all, section{name: d.Section, title: d.Title, id: d.Section, help: "what was found of this sort, with its records",
			build: func(*builder) error { return nil }})
	}
	return all
}

// sectionOf returns the section of a name that the plan was checked for.
func (b *builder) sectionOf(name string) section {
	return b.all[slices.IndexFunc(b.all, func(s section) bool { return s.name == name })]
}

// sections composes what the plan wants, with the analyst's notes below the headings.
func (b *builder) sections() error {
	b.cover()
	for _, planned := range b.plan.Sections {
		s := b.sectionOf(planned.Name)
		b.heading(s.id, s.title)
		b.note(planned)
		told := b.tellFailures(s)
		if told {
			if err := s.build(b); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
		for _, found := range b.findings.Found {
			if found.Section == s.name && found.Failed == "" && !(told && slices.Contains(s.tells, found.Name)) {
				if err := b.detected(s, found); err != nil {
					return fmt.Errorf("%s: %w", s.name, err)
				}
			}
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
		out = append(out, Text{{Text: b.sectionOf(l.Section).title, Style: Strong},
			{Text: ", because " + strings.TrimRight(strings.Join(strings.Fields(l.Because), " "), ".") + "."}})
	}
	return out
}
