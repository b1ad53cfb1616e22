package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgtype"

	"sightline/internal/feature"
	"sightline/sql"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// narrowEvents adds to a question for events what lets the index of plates find them. It excludes nothing that the conditions do not.
func (q *featureQuery) narrowEvents() {
	plates := featureFilter{collection: "plates", args: q.filter.args}
	for _, e := range conjuncts(q.ask.Filter) {
		if namesPlates(e) {
			q.where = append(q.where, sql.Fragment("events.with plate", "plate", plates.condition(e)))
		}
	}
}

// eventFeature is an event of a page. What its records say is fetched beside.
type eventFeature struct {
	ID         int64
	At         pgtype.Timestamptz // -infinity where its beginning is open
	Located    bool
	CaseNumber string
	Rank       int32
}

func (r eventFeature) place() feature.Place {
	p := feature.Place{ID: r.ID}
	if r.At.InfinityModifier == pgtype.Finite {
		p.At = r.At.Time.UTC()
	}
	return p
}

// tellingRow is what a record says of an event, and which record it is.
type tellingRow struct {
	eventRow
	Record       []byte
	LoadHandling []string
}

// pageOfEvents is pageOf with all that the records of the page's events say of them.
func pageOfEvents(ctx context.Context, tx *reading, q *featureQuery) (feature.Page, error) {
	var rows []eventFeature
	page, err := pageOf(ctx, tx, q, func(r eventFeature, v *values) { rows = append(rows, r) }, eventFeature.place)
	if err != nil || len(rows) == 0 {
		return page, err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	said, err := collect[tellingRow](ctx, tx, "TellingsOfEvents", args{"ids": ids})
	if err != nil {
		return page, err
	}
	told := make([]eventRow, len(said))
	records, handling := map[int64]map[string]bool{}, map[int64][]timeline.Handling{}
	for i, r := range said {
		told[i] = r.eventRow
		handling[r.LoadID] = flags[timeline.Handling](r.LoadHandling)
		if records[r.ID] == nil {
			records[r.ID] = map[string]bool{}
		}
		records[r.ID][string(r.Record)] = true
	}
	events := map[string]timeline.Event{}
	for _, e := range eventsOf(told, nil) {
		events[e.ID] = e
	}
	index := indexOf(q.ask.Collection)
	for i, r := range rows {
		v := values{index: index, Feature: page.Features[i]}
		e := events[fmt.Sprintf("e%d", r.ID)]
		r.fill(&v, e, timeline.HandlingOf(&e, handling), len(records[r.ID]))
		page.Features[i] = v.Feature
	}
	return page, nil
}

func (r eventFeature) fill(v *values, e timeline.Event, handling []timeline.Handling, records int) {
	v.ID = e.ID
	v.set("kind", string(e.Kind))
	v.set("span", e.Spans())
	end := e.First.End
	if e.Spans() {
		end = e.Last.End
		v.set("last_seen", e.Last.Start)
		v.set("last_precision", string(e.Last.Precision))
	}
	v.when(e.First, end)
	v.set("located", r.Located)
	v.set("standing", string(e.Standing))
	v.set("why", e.Why)
	v.set("code", e.Code)
	if p := e.PlateParty(); p != nil {
		v.set("plate", p.Of.Value)
		v.set("plate_state", p.Of.Region)
	}
	if e.Agency != nil {
		v.set("ori", e.Agency.ORI)
		v.set("agency", e.Agency.Name)
	}
	v.set("handling", texts(handling))
	v.where(e.Where)
	v.set("case_number", r.CaseNumber)
	v.set("load", e.Record().Load)
	if line := e.Record().Line; line > 0 {
		v.set("line", line)
	}
	v.set("records", records)
	v.set("remarks", e.Remarked())
	v.relation(r.Rank)
	v.set("caveat", kinds.Of(e.Kind).Caveat)
}
