package report

import (
	"fmt"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// Most rows of the tables of findings. What is more is counted below the table; the events it rests on are all in the
// table of events.
const (
	mostPlaces    = 120
	mostVisits    = 40 // of one base
	mostTrips     = 60
	mostConflicts = 120
	mostRounds    = 40 // of one circuit
	mostGaps      = 120
)

// finding writes what a finding says, with its evidence.
func (b *builder) finding(s analysis.Statement) Text {
	return say(s.Text).and(b.index.cite(s.Evidence...)...)
}

// byRule writes the rules that findings go by, each once.
func byRule(rules ...string) Block {
	var kept []string
	for _, r := range unique(rules) {
		if r != "" {
			kept = append(kept, r)
		}
	}
	return Paragraph{Text{{Text: "Rule: " + strings.Join(kept, ". ") + ".", Style: Muted}}}
}

// noneFound says that a section is empty and why.
func (b *builder) noneFound(what, rule string) {
	b.add(Paragraph{say(what + " " + b.findings.Counts.Text)}, byRule(rule))
}

// cut shortens rows to the most a table holds, and says how many are left out.
func (b *builder) cut(t Table, most int, which string) {
	left := len(t.Rows) - most
	if left > 0 {
		t.Rows = t.Rows[:most]
		t.Caption += "; " + which
	}
	b.add(t)
	if left > 0 {
		b.add(Paragraph{Text{{Text: words.Either(left, "more is", "more are") + " not listed.", Style: Muted}}})
	}
}

// span writes from when to when, the end without what it shares with the start.
func (b *builder) span(from, to time.Time, zone string) string {
	first, last := b.clock.instant(from, zone), b.clock.instant(to, zone)
	day, hour, ok := strings.Cut(last, " ")
	if firstDay, firstHour, both := strings.Cut(first, " "); ok && both && firstDay == day {
		if hour == firstHour {
			return first
		}
		clock, abbreviation, _ := strings.Cut(firstHour, " ")
		if strings.HasSuffix(hour, " "+abbreviation) {
			return firstDay + " " + clock + " – " + hour
		}
		return first + " – " + hour
	}
	return first + " – " + last
}

// zoneOf is the time zone where the first of some events was, of those whose place has one.
func (b *builder) zoneOf(ids []string) string {
	for _, id := range ids {
		if z := b.index.zone(id); z != "" {
			return z
		}
	}
	return ""
}

// lengthOf writes a span of time; under a minute says that it is none to speak of.
func lengthOf(s analysis.Span) string {
	if d := time.Duration(s); d >= time.Minute {
		return lasting(d)
	}
	return "under 1 min"
}

// percent writes a share.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
