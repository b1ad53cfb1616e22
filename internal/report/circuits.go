package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// circuits lists the rounds that were gone again and again in the same order.
func (b *builder) circuits() error {
	circuits := analysis.Of[analysis.Circuit](b.findings)
	f := b.findings
	if len(circuits) == 0 {
		r := f.Parameters.Circuit
		b.noneFound("No repeated round was found that chance would not bring as well.",
			fmt.Sprintf("at least %s and %s within %s each; at most %s of %s as regular", words.Count(r.Stops, "area"),
				words.Count(r.Rounds, "round"), hoursOf(r.Longest), percent(r.Chance),
				words.Either(r.Shuffles, "shuffled history", "shuffled histories")))
		return nil
	}
	var rules []string
	for i, c := range circuits {
		id := "circuit" + strconv.Itoa(i+1)
		b.add(Heading{Level: 2, Text: fmt.Sprintf("Circuit %d: %s", i+1, strings.Join(c.Areas, " → ")), ID: id})
		b.add(Paragraph{b.finding(c.Statement)})
		zone := f.Areas[c.Indexes[0]].Zone
		b.add(Facts{[]Fact{
			{"Usual order", []Text{say(strings.Join(c.Areas, " → "))}},
			{"Support", []Text{say(words.Count(len(c.Rounds), "round") + ", " + strconv.Itoa(c.Complete) +
				" of them with every area seen")}},
			{"Period", []Text{say(periodOf(time.Duration(c.Period), time.Duration(c.Spread)))}},
			{"Usual days", []Text{say(daysOf(c.Days))}},
			{"Next round", []Text{say(c.Next.Text)}},
			{"Chance", []Text{say(fmt.Sprintf("p = %.3f: %.1f %% of shuffled histories show as strong a circuit", c.Chance,
				100*c.Chance))}},
		}})
		option, err := chart.Circuit(b.d, f, i, b.chartOptions())
		if err == nil {
			err = b.chart(id+"-figure", option, fmt.Sprintf("Circuit %d.", i+1), c.Text)
		}
		if err != nil {
			return err
		}
		t := Table{ID: id + "-rounds", Caption: "Its rounds", Columns: []Column{
			{Title: "Round", Share: 8, Number: true}, {Title: "Began – was back", Share: 44}, {Title: "Every area seen", Share: 18},
			{Title: "Rows", Share: 30},
		}}
		for k, r := range c.Rounds {
			complete := "yes"
			if !r.Complete {
				complete = "no"
			}
			t.Rows = append(t.Rows, Row{Cells: []Text{say(strconv.Itoa(k + 1)), say(b.span(r.Start, r.End, zone)), say(complete),
				b.index.bare(r.Sightings...)}})
		}
		b.cut(t, mostRounds, "the first "+strconv.Itoa(mostRounds))
		rules = append(rules, c.Basis)
	}
	b.add(byRule(rules...))
	return nil
}

func periodOf(period, spread time.Duration) string {
	return roughly(period) + " from one round to the next, give or take " + roughly(spread)
}

// roughly writes a length of time in days, or in hours below three days.
func roughly(d time.Duration) string {
	if d < 72*time.Hour {
		return fmt.Sprintf("%.0f hours", d.Hours())
	}
	return fmt.Sprintf("%.1f days", d.Hours()/24)
}

// daysOf says on which weekdays rounds began.
func daysOf(days [7]int) string {
	counts := map[string]int{}
	for d, n := range days {
		if n > 0 {
			counts[time.Weekday(d).String()] = n
		}
	}
	return "began on " + tallied(counts)
}
