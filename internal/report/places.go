package report

import (
	"strconv"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// places lists where sightings cluster, and where the subject is likely based.
func (b *builder) places() {
	all := analysis.Of[analysis.Place](b.findings)
	f := b.findings
	if len(all) == 0 {
		r := f.Parameters.Place
		b.noneFound("No place can be told from the sightings.", "a place is at least "+words.Count(r.Sightings, "exact sighting")+
			" within "+Distance(r.Distance)+" of each other, or imprecise ones known by one and the same area or office, at no less than "+
			words.Count(r.Visits, "separate time"))
		return
	}
	if bases := f.Bases(); len(bases) > 0 {
		items := make([]Text, len(bases))
		var rules []string
		for i, p := range bases {
			items[i] = b.finding(b.baseStatement(p))
			rules = append(rules, p.Base.Basis)
		}
		b.add(List{items}, byRule(rules...))
	} else {
		b.add(Paragraph{say(f.By("bases").None)})
	}
	rules := make([]string, len(all))
	for i, p := range all {
		rules[i] = p.Basis
	}
	b.add(byRule(rules...))
	b.cut(b.findingPlaces(), mostPlaces, "those where most was seen")
	b.baseVisits()
}

// findingPlaces is the table of places, bases first and then those with most sightings.
func (b *builder) findingPlaces() Table {
	t := Table{ID: "place-table", Caption: words.Count(len(analysis.Of[analysis.Place](b.findings)), "place") + " where sightings cluster",
		Dense: true, Columns: []Column{
			{Title: "Place", Share: 32}, {Title: "Seen", Share: 6, Number: true}, {Title: "Visits", Share: 6, Number: true},
			{Title: "Nights", Share: 7, Number: true},
			{Title: "Stayed surely – at most", Share: 17}, {Title: "First – last", Share: 12}, {Title: "Rows", Share: 20},
		}}
	for _, p := range b.weightyPlaces() {
		surely, possibly, open := dwell(p.Visits)
		stayed := lengthOf(surely) + " – "
		if open {
			stayed += "open"
		} else {
			stayed += lengthOf(possibly)
		}
		t.Rows = append(t.Rows, Row{Cells: []Text{
			b.placeCell(p), say(words.Number(p.Sightings)), say(words.Number(len(p.Visits))), say(words.Number(p.Nights)),
			say(stayed), say(b.day(p.First, p.Zone) + " – " + b.day(p.Last, p.Zone)), b.index.bare(p.Evidence...),
		}})
	}
	return t
}

// placeCell names a place and says what it is and which share of the days and of the time it has.
func (b *builder) placeCell(p analysis.Place) Text {
	kind := "exact"
	if !p.Exact {
		kind = "known only by this " + string(p.Class) + ", within " + Distance(p.Radius)
	}
	if p.Base != nil {
		kind = "likely base, " + kind
	}
	shares := percent(p.DayShare) + " of days"
	if p.TimeShare > 0 {
		shares += ", " + percent(p.TimeShare) + " of time stayed"
	}
	near := b.town(p)
	return Text{{Text: p.Name, Style: Strong}}.and(lines("", near, kind, shares)[1:]...)
}

// town is where a place is, when its name does not say so.
func (b *builder) town(p analysis.Place) string {
	if k, ok := b.nearestTown(p.Point); ok && k != p.Name {
		return k
	}
	return ""
}

// weightyPlaces returns the places, bases first, then those seen most.
func (b *builder) weightyPlaces() []analysis.Place {
	return sortedBy(analysis.Of[analysis.Place](b.findings), func(p analysis.Place) int {
		if p.Base != nil {
			return 1<<30 + p.Nights
		}
		return p.Sightings
	})
}

// dwell sums how long visits surely and possibly lasted; open when one has no bound.
func dwell(visits []analysis.Visit) (surely, possibly analysis.Span, open bool) {
	for _, v := range visits {
		surely += v.Stayed()
		if v.Earliest.IsZero() || v.Latest.IsZero() {
			open = true
			continue
		}
		possibly += analysis.Span(v.Latest.Sub(v.Earliest))
	}
	return surely, possibly, open
}

// baseVisits lists the visits at each likely base, with the bounds of each.
func (b *builder) baseVisits() {
	for i, p := range b.findings.Bases() {
		id := "base" + strconv.Itoa(i+1)
		b.add(Heading{Level: 2, Text: "Visits at " + shorten(plain(p.Name), 80), ID: id})
		t := Table{ID: id + "-visits", Caption: words.Count(len(p.Visits), "visit"), Dense: true, Columns: []Column{
			{Title: "Seen there", Share: 30}, {Title: "Possibly from", Share: 19}, {Title: "Possibly to", Share: 19},
			{Title: "Vehicle", Share: 16}, {Title: "Rows", Share: 16},
		}}
		for _, v := range p.Visits {
			t.Rows = append(t.Rows, Row{Cells: []Text{
				say(b.span(v.First, v.Last, p.Zone)), say(b.bound(v.Earliest, p.Zone)), say(b.bound(v.Latest, p.Zone)),
				trackText(v.Track), b.index.bare(v.Sightings...),
			}})
		}
		b.cut(t, mostVisits, "the first "+strconv.Itoa(mostVisits))
	}
}

// bound writes an end of what is possible.
func (b *builder) bound(t time.Time, zone string) string {
	if t.IsZero() {
		return "nothing bounds it"
	}
	return b.clock.instant(t, zone)
}

// day writes the day of an instant.
func (b *builder) day(t time.Time, zone string) string {
	return b.clock.date(timeline.When{Start: t, End: t, Zone: "UTC", Precision: timeline.Minute}, zone)
}

// trackText names what a track is about.
func trackText(track string) Text {
	if track == "" {
		return say("the subject")
	}
	return Text{{Text: track, Style: Code}}
}
