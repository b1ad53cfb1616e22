package report

import (
	"slices"
	"strings"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// mostStatements is how many findings of one kind the summary tells; it says where the others are.
const mostStatements = 3

// sayFindings tells the findings an analyst would lead with, each with its evidence and a link to its section, and what could
// not be worked out.
func (b *builder) sayFindings() (out []Text) {
	for _, s := range b.all {
		for _, found := range b.findings.Found {
			if found.Section == s.name && found.Headline > 0 && found.Name != "interest" && found.Name != "conflicts" {
				out = append(out, b.sayDetected(s, found)...)
			}
		}
	}
	if len(analysis.Of[analysis.Conflict](b.findings)) > 0 {
		out = append(out, b.sayConflicts())
	}
	return append(out, sayEach(b.findings.Failures())...)
}

// sayDetected tells the first findings of a detector, and where the others are.
func (b *builder) sayDetected(s section, found analysis.Detected) (out []Text) {
	title, link := b.toldUnder(s, found)
	for i, x := range sortedBy(found.Findings, func(x analysis.Finding) float64 { return x.Rank }) {
		more := words.Either(len(found.Findings)-i, "more such finding is", "more such findings are")
		switch told := b.wants(s.name); {
		case i == mostStatements && told:
			return append(out, say(more+" told under ").and(Span{Text: title, Link: link}, Span{Text: "."}))
		case i == mostStatements:
			return append(out, say(more+" not told: the analyst left out "+s.title+"."))
		case told:
			out = append(out, b.finding(b.statement(x)).and(Span{Text: " "}, Span{Text: title, Link: link}, Span{Text: "."}))
		default:
			out = append(out, b.finding(b.statement(x)))
		}
	}
	return out
}

// toldUnder is the heading below which a detector's findings stand.
func (b *builder) toldUnder(s section, found analysis.Detected) (title, link string) {
	switch {
	case found.Name == "changes":
		return "Changes", "changes"
	case found.Name == "bursts":
		return "Bursts", "bursts"
	case slices.Contains(s.tells, found.Name) || found.Title == s.title:
		return fallback(s.short, s.title), s.id
	}
	return found.Title, found.Name
}

// statement is what a finding says, of a base with the town it is in.
func (b *builder) statement(x analysis.Finding) analysis.Statement {
	if base, is := x.Data.(analysis.Base); is {
		return b.baseStatement(analysis.Of[analysis.Place](b.findings)[base.Place])
	}
	return x.Statement
}

// baseStatement tells why a place is a base, and near which town it is where its name does not say so.
func (b *builder) baseStatement(p analysis.Place) analysis.Statement {
	s := p.Base.Statement
	if town := b.town(p); town != "" && !strings.Contains(s.Text, town) {
		s.Text += " It is in or near " + town + "."
	}
	return s
}

// sayConflicts counts the conflicts.
func (b *builder) sayConflicts() Text {
	conflicts := analysis.Of[analysis.Conflict](b.findings)
	var ids []string
	certain := 0
	for _, c := range conflicts {
		ids = append(ids, c.A, c.B)
		if c.Certain {
			certain++
		}
	}
	return say(words.Either(len(conflicts), "pair of records contradicts", "pairs of records contradict")+" each other, "+
		words.Either(certain, "of them", "of them")+" beyond what any vehicle does").and(b.index.cite(unique(ids)...)...).
		and(Span{Text: "; nothing was removed. "}, Span{Text: "Conflicts", Link: "conflicts"}, Span{Text: "."})
}
