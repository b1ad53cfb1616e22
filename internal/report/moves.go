package report

import (
	"sort"
	"strconv"
	"time"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// movements lists the trips and what the legs add up to.
func (b *builder) movements() error {
	all := analysis.Of[analysis.Trip](b.findings)
	f := b.findings
	gap := "no silence over " + lasting(time.Duration(f.Parameters.TripGap))
	if len(all) == 0 {
		b.noneFound("No trip can be told: no run of sightings of one vehicle or of the person leads from one place to another.", gap)
		return nil
	}
	b.add(Paragraph{say(b.sayLegs())}, byRule(all[0].Basis))
	t := Table{ID: "trip-table", Caption: words.Count(len(all), "trip"), Dense: true, Columns: []Column{
		{Title: "When", Share: 24}, {Title: "What", Share: 46}, {Title: "Least way", Share: 14, Number: true}, {Title: "Rows", Share: 16},
	}}
	trips := sortedBy(all, func(t analysis.Trip) int { return int(t.Distance) })
	trips = trips[:min(mostTrips, len(trips))]
	sort.SliceStable(trips, func(i, j int) bool { return trips[i].Start.Before(trips[j].Start) })
	for _, x := range trips {
		what := say(x.Text)
		if !x.Exact {
			what = what.and(Span{Text: "some of its positions are imprecise", Style: Muted, Line: true})
		}
		t.Rows = append(t.Rows, Row{Cells: []Text{
			say(b.span(x.Start, x.End, b.zoneOf(x.Evidence))), what, say(Distance(x.Distance)), b.index.bare(x.Evidence...),
		}})
	}
	if left := len(all) - len(trips); left > 0 {
		t.Caption += ", of which the " + strconv.Itoa(mostTrips) + " longest are listed, in time order"
	}
	b.add(t)
	option, err := chart.Distance(b.d, f, b.chartOptions())
	if err != nil {
		return err
	}
	return b.chart("distance-figure", option, "Distance from the base over time.")
}

// sayLegs sums up the legs that bridge no gap.
func (b *builder) sayLegs() string {
	var sum geo.Meters
	n, exact, silent := 0, 0, 0
	for _, l := range b.findings.Legs {
		switch {
		case l.Gap:
			silent++
		default:
			n++
			sum += l.Distance
			if l.Exact {
				exact++
			}
		}
	}
	return words.Count(n, "movement") + " between sightings that follow each other, " + Distance(sum) + " in all along straight lines; " +
		words.Either(exact, "has exact positions at both ends", "have exact positions at both ends") + "; " +
		words.Either(silent, "more bridges a gap and says", "more bridge gaps and say") + " nothing about the way."
}

// gaps lists the spans without a sighting, those in which most could have happened first.
func (b *builder) gaps() {
	gaps := analysis.Of[analysis.RankedGap](b.findings)
	longer := lasting(time.Duration(b.findings.Parameters.Gap))
	t := Table{ID: "gap-table",
		Caption: "Spans of more than " + longer + " without any sighting, those in which most could have happened first", Dense: true,
		Empty: "No span between sightings is longer than " + longer + ".", Columns: []Column{
			{Title: "Rank", Share: 6, Number: true}, {Title: "From – to", Share: 36}, {Title: "Lasted", Share: 13},
			{Title: "Moved meanwhile", Share: 16},
			{Title: "Could have gone aside", Share: 17}, {Title: "Between rows", Share: 12},
		}}
	for i, g := range gaps {
		moved := "not known"
		if g.Moved > 0 {
			moved = Distance(g.Moved)
		} else if b.bothLocated(g.Gap) {
			moved = "same place"
		}
		t.Rows = append(t.Rows, Row{Cells: []Text{
			say(strconv.Itoa(i + 1)),
			say(b.clock.instant(g.Start, b.index.zone(g.After)) + " – " + b.clock.instant(g.End, b.index.zone(g.Before))),
			say(lasting(g.End.Sub(g.Start))), say(moved), say(aside(g.Reachable)), b.index.bare(g.After, g.Before),
		}})
	}
	if len(t.Rows) > 0 {
		b.add(byRule(gaps[0].Basis))
	}
	b.cut(t, mostGaps, "the first "+strconv.Itoa(mostGaps))
}

// aside says how far off the straight way there was time to go. What is more than a continent tells nothing.
func aside(m geo.Meters) string {
	const continent = 4_000_000
	if m > continent {
		return "anywhere on the continent"
	}
	return Distance(m)
}

func (b *builder) bothLocated(g analysis.Gap) bool {
	after, before := b.index.event(g.After), b.index.event(g.Before)
	return after != nil && before != nil && after.Where.Located() && before.Where.Located()
}
