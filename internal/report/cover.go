package report

import (
	"strings"
	"time"

	"sightline/internal/access"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// cover says who the report is about and what to keep in mind in reading it.
func (b *builder) cover() {
	s, c := b.d.Subject, b.d.Case
	var facts []Fact
	add := func(name string, values ...Text) {
		if len(values) > 0 {
			facts = append(facts, Fact{name, values})
		}
	}
	number := say(c.Number)
	if c.Title != "" {
		number = number.and(Span{Text: " · " + c.Title})
	}
	add("Case", number)
	add("Subject", Text{{Text: s.Name, Style: Strong}, {Text: " · " + s.Role}})
	add("Sighted", say(b.extent()))
	add("Times", say(b.timesShown()))
	if s := b.d.Shown; s != nil {
		add("Only a part", say(words.Number(s.Rows)+" of "+words.Number(s.Of)+" events: "+s.Text))
	}
	add("Left out by the analyst", b.leftOutSections()...)
	var withheld []Text
	for _, n := range access.WithheldByRight(b.d) {
		withheld = append(withheld, say(words.Number(n.Count)+" "+n.Text))
	}
	add("Withheld", withheld...)
	b.add(Facts{facts})
	if len(b.d.Obligations) > 0 {
		obliges := make([]Text, len(b.d.Obligations))
		for i, n := range b.d.Obligations {
			obliges[i] = say(words.Number(n.Count) + " " + n.Text + ".")
		}
		b.add(Notice{"What this report holds by right only", obliges})
	}
	b.add(Notice{"Read this first", sayEach(kinds.Caveats())})
}

// front is what the cover tells of this copy: who asked, who made it for whom and when, and how to handle it. It is no
// part of what the report says.
func (r Report) front() Facts {
	var facts []Fact
	add := func(name, value string) {
		if value = shorten(plain(value), 200); value != "" {
			facts = append(facts, Fact{name, []Text{say(value)}})
		}
	}
	add("Requested by", r.Issue.RequestedBy)
	add("RFI", r.Issue.RFI)
	add("Prepared by", r.Provenance.Analyst)
	add("Date", r.Made.UTC().Format("2 January 2006, 15:04 UTC"))
	add("Copy for", r.Issue.Recipient)
	add("Handling", r.Issue.caveat())
	return Facts{facts}
}

// mostName is the most characters of a name that is told; more come of damage.
const mostName = 160

func each(texts []string) []Text {
	if len(texts) == 0 {
		return nil
	}
	short := make([]string, len(texts))
	for i, t := range texts {
		short[i] = shorten(t, mostName)
	}
	return []Text{say(strings.Join(short, "; "))}
}

func sayEach(texts []string) []Text {
	out := make([]Text, len(texts))
	for i, t := range texts {
		out[i] = say(t)
	}
	return out
}

func (b *builder) vehicles() []Text {
	var out []Text
	for _, v := range b.d.Subject.Vehicles() {
		t := Text{{Text: v.Of.String(), Style: Code}}
		if v.Description != "" {
			t = t.and(Span{Text: ", " + v.Description})
		}
		t = t.and(Span{Text: ", " + held(v.From, v.To)})
		if v.Basis != "" {
			t = t.and(Span{Text: " (" + v.Basis + ")", Style: Muted})
		}
		out = append(out, t)
	}
	return out
}

// held says over which days something was the subject's. The days are those of UTC, in which they are kept.
func held(from, to time.Time) string {
	switch {
	case from.IsZero() && to.IsZero():
		return "span not told"
	case from.IsZero():
		return "until " + to.UTC().Format(time.DateOnly)
	case to.IsZero():
		return "from " + from.UTC().Format(time.DateOnly)
	}
	return "from " + from.UTC().Format(time.DateOnly) + " to " + to.UTC().Format(time.DateOnly)
}

// extent says how many sightings count and from when to when they go.
func (b *builder) extent() string {
	if len(b.counting) == 0 {
		return "no sighting counts; see the summary"
	}
	first, last := b.counting[0], b.counting[len(b.counting)-1]
	return words.Count(len(b.counting), "time") + ", from " + b.clock.stamp(first.First, first.Where.Zone) +
		" to " + b.clock.stamp(last.First, last.Where.Zone)
}

// timesShown says in which zone the report tells times.
func (b *builder) timesShown() string {
	switch b.o.Zone {
	case timeline.ZoneOfPlace:
		return "local time of each place; where the place is not known, of the source"
	case "UTC":
		return "UTC"
	}
	return "time of " + b.o.Zone
}
