package report

import (
	"strings"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// mostStatements is how many findings of one kind the summary tells; it says where the others are.
const mostStatements = 3

// sayFindings tells the findings an analyst would lead with, each with its evidence and a link to its section.
func (b *builder) sayFindings() []Text {
	f := b.findings
	var out []Text
	tell := func(section, link, title string, statements []analysis.Statement) {
		for i, s := range statements {
			more := words.Either(len(statements)-i, "more such finding is", "more such findings are")
			switch told := b.wants(section); {
			case i == mostStatements && told:
				out = append(out, say(more+" told under ").and(Span{Text: title, Link: link}, Span{Text: "."}))
			case i == mostStatements:
				out = append(out, say(more+" not told: the analyst left out "+sectionOf(section).title+"."))
			case told:
				out = append(out, b.finding(s).and(Span{Text: " "}, Span{Text: title, Link: link}, Span{Text: "."}))
			default:
				out = append(out, b.finding(s))
			}
			if i == mostStatements {
				break
			}
		}
	}
	tell("places", "bases", "Places", statements(sortedBy(f.Bases(), func(p analysis.Place) int { return p.Base.Nights }), b.baseStatement))
	tell("circuits", "circuits", "Circuits", statements(f.Circuits, func(c analysis.Circuit) analysis.Statement { return c.Statement }))
	tell("routines", "changes", "Changes", statements(latestFirst(f.Changes), func(c analysis.Change) analysis.Statement { return c.Statement }))
	if f.Routine.Timed > 0 {
		tell("routines", "routines", "Routines", []analysis.Statement{f.Routine.Statement, f.Routine.Nights})
	}
	tell("interest", "bursts", "Bursts", statements(f.Interest.Bursts, func(x analysis.Burst) analysis.Statement { return x.Statement }))
	tell("conflicts", "conflicts", "Conflicts", statements(f.Shifts, func(s analysis.Shift) analysis.Statement { return s.Statement }))
	tell("conflicts", "conflicts", "Conflicts", statements(f.Splits, func(s analysis.Split) analysis.Statement { return s.Statement }))
	if len(f.Conflicts) > 0 {
		out = append(out, b.sayConflicts())
	}
	return out
}

func statements[T any](findings []T, of func(T) analysis.Statement) []analysis.Statement {
	out := make([]analysis.Statement, len(findings))
	for i, f := range findings {
		out[i] = of(f)
	}
	return out
}

// baseStatement tells why a place is a base, and near which town it is where its name does not say so.
func (b *builder) baseStatement(p analysis.Place) analysis.Statement {
	s := p.Base.Statement
	if town := b.town(p); town != "" && !strings.Contains(s.Text, town) {
		s.Text += " It is in or near " + town + "."
	}
	return s
}

func latestFirst(changes []analysis.Change) []analysis.Change {
	return sortedBy(changes, func(c analysis.Change) int { return int(c.At.Unix()) })
}

// sayConflicts counts the conflicts.
func (b *builder) sayConflicts() Text {
	var ids []string
	certain := 0
	for _, c := range b.findings.Conflicts {
		ids = append(ids, c.A, c.B)
		if c.Certain {
			certain++
		}
	}
	return say(words.Either(len(b.findings.Conflicts), "pair of records contradicts", "pairs of records contradict")+" each other, "+
		words.Either(certain, "of them", "of them")+" beyond what any vehicle does").and(b.index.cite(unique(ids)...)...).
		and(Span{Text: "; nothing was removed. "}, Span{Text: "Conflicts", Link: "conflicts"}, Span{Text: "."})
}
