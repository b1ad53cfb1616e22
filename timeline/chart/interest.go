package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// maxAgencies is how many agencies get a row of their own; the others share one.
const maxAgencies = 14

// Interest draws law-enforcement interest over time: a row for all agencies with counts, then a row per agency with its
// contacts, most first. A contact is one encounter, however many inquiries it took. Contacts of one agency in one month
// (or week or day, where the window is short) are one disc that carries their number and the ids of their inquiries.
// Errors as for Timeline.
func Interest(d timeline.Dossier, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err == nil {
		err = r.see(d)
	}
	if err != nil {
		return nil, err
	}
	contacts := r.contacts(d)
	meta := Meta{Kind: "interest", Zone: r.display.Zone(), Axis: r.axisWords(), Lanes: []Lane{}}
	meta.From, meta.To = contactExtent(contacts)
	meta.Window = r.window(meta.From, meta.To)
	if r.Static {
		meta.From, meta.To = meta.Window[0], meta.Window[1]
		contacts = slices.DeleteFunc(contacts, func(c contact) bool { return c.to < meta.From || c.from > meta.To })
	}
	period := periodFor(meta.Window[1] - meta.Window[0])
	agencies := agencyRows(contacts)
	var layers []layer
	if len(contacts) > 0 {
		all := Lane{Key: "agencies", Label: "All agencies", Kind: "agency", Of: kindOf(contacts), Count: len(contacts)}
		meta.Lanes = append(meta.Lanes, all)
		color := r.palette.Kind(kinds.Inquiry)
		layers = []layer{
			{id: "all", name: "Contacts per " + period.name, render: "total", color: color, icon: iconBar,
				items: allItems(contacts, period)},
			{id: "agencies", name: "Contacts of one agency", render: "contacts", color: color, icon: iconDisc,
				items: agencyItems(agencies, period)},
		}
	}
	for _, a := range agencies {
		meta.Lanes = append(meta.Lanes, a.Lane)
	}
	meta.Notes = interestNotes(d, len(contacts), period, r)
	return option(r, meta, layers)
}

// contact is an encounter on the axis.
type contact struct {
	analysis.Contact
	kind     timeline.KindName // of its records, "" where they are of several
	from, to int64
}

func (r resolved) contacts(d timeline.Dossier) []contact {
	at := eventsByID(d)
	var out []contact
	for _, c := range analysis.Contacts(d.Events, r.Contact) {
		s := at[c.Sightings[0]]
		from := r.at(c.Start, s.Where, s.First)
		kind := kinds.Of(s.Kind).Name
		for _, id := range c.Sightings[1:] {
			if other := at[id]; kinds.Of(other.Kind).Name != kind {
				kind = ""
			}
		}
		out = append(out, contact{c, kind, from, max(from, r.at(c.End, s.Where, s.First)-1)})
	}
	return out
}

// kindOf is the kind of all contacts, "" where they are of several.
func kindOf(contacts []contact) timeline.KindName {
	for _, c := range contacts {
		if c.kind != contacts[0].kind {
			return ""
		}
	}
	return contacts[0].kind
}

func contactExtent(contacts []contact) (int64, int64) {
	var from, to int64
	for i, c := range contacts {
		if i == 0 {
			from, to = c.from, c.to
		}
		from, to = min(from, c.from), max(to, c.to)
	}
	room := max((to-from)/30, 12*hour)
	return from - room, to + room
}

// period is the calendar unit contacts are put together by.
type period struct {
	name  string
	start func(time.Time) time.Time
	next  func(time.Time) time.Time
}

func periodFor(span int64) period {
	date := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch {
	case span > 100*day:
		return period{"month",
			func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC) },
			func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }}
	case span > 21*day:
		return period{"week",
			func(t time.Time) time.Time { return date(t).AddDate(0, 0, -(int(t.Weekday())+6)%7) },
			func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }}
	}
	return period{"day", date, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }}
}

// of returns the period an axis value lies in, as axis values.
func (p period) of(axis int64) (from, to int64) {
	start := p.start(time.UnixMilli(axis).UTC())
	return start.UnixMilli(), p.next(start).UnixMilli()
}

// agency is a row of the chart.
type agency struct {
	Lane
	contacts []contact
}

// agencyRows returns the agencies by number of contacts, then by their first one.
func agencyRows(contacts []contact) []agency {
	at := map[string]int{}
	var rows []agency
	for _, c := range contacts {
		key := "agency:" + c.Agency.ORI
		i, ok := at[key]
		if !ok {
			i = len(rows)
			at[key] = i
			rows = append(rows, agency{Lane: Lane{Key: key, Label: agencyLabel(c.Agency), Kind: "agency"}})
		}
		rows[i].contacts = append(rows[i].contacts, c)
		rows[i].Count++
	}
	for i := range rows {
		rows[i].Of = kindOf(rows[i].contacts)
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Count > rows[j].Count })
	if len(rows) <= maxAgencies+1 {
		return rows
	}
	rest := rows[maxAgencies:]
	other := agency{Lane: Lane{
		Key: "agencies:other", Label: words.Count(len(rest), "other agency"), Kind: "agency",
	}}
	for _, a := range rest {
		other.contacts = append(other.contacts, a.contacts...)
		other.Count += a.Count
	}
	other.Of = kindOf(other.contacts)
	sort.SliceStable(other.contacts, func(i, j int) bool { return other.contacts[i].from < other.contacts[j].from })
	return append(rows[:maxAgencies:maxAgencies], other)
}

func agencyLabel(a timeline.Agency) string {
	name, state := plain(a.Name), plain(a.State)
	switch {
	case name == "" && a.ORI == "":
		return "Agency not stated"
	case name == "":
		return plain(a.ORI)
	case state == "" || strings.HasSuffix(name, " "+state):
		return name
	}
	return name + ", " + state
}

func agencyItems(rows []agency, p period) []item {
	var out []item
	top := int64(0)
	for lane, a := range rows {
		last := -1
		for _, c := range a.contacts {
			from, to := p.of(c.from)
			if last < 0 || out[last].Value[0] != from {
				last = len(out)
				out = append(out, item{Name: c.Sightings[0], Value: []int64{from, int64(lane + 1), to, 0, 0}})
			}
			out[last].Value[3]++
			out[last].IDs = append(out[last].IDs, c.Sightings...)
			top = max(top, out[last].Value[3])
		}
	}
	for i := range out {
		out[i].Value[4] = top
	}
	return out
}

func allItems(contacts []contact, p period) []item {
	bins := map[int64]*bin{}
	top := int64(0)
	for _, c := range contacts {
		from, to := p.of(c.from)
		if bins[from] == nil {
			bins[from] = &bin{from: from, to: to}
		}
		bins[from].counted++
		top = max(top, bins[from].counted)
	}
	var out []item
	for _, b := range bins {
		b.top = top
		out = append(out, b.item(0))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Value[0] < out[j].Value[0] })
	return out
}

func interestNotes(d timeline.Dossier, contacts int, p period, r resolved) []string {
	if contacts == 0 {
		inquiries := 0
		for e := range d.Instants() {
			if kinds.Of(e.Kind).Contact || e.Kind == kinds.Entry {
				inquiries++
			}
		}
		if inquiries == 0 {
			return []string{"Nothing to draw: no load of this case holds an inquiry about this subject, or an arrest."}
		}
		return []string{"Nothing to draw: " + words.Count(inquiries, "record") +
			" of law enforcement, none of which counts as an encounter."}
	}
	return []string{
		fmt.Sprintf("A contact is one encounter: an arrest, or the inquiries of one agency within %s. Discs and bars count contacts per %s.", minutes(r.Contact), p.name),
	}
}

func minutes(d time.Duration) string { return words.Count(int64(d/time.Minute), "minute") }
