package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/internal/feature"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// page reads one feature more than a page holds, so that the caller knows whether there is a next page.
func (q *featureQuery) page(ctx context.Context, tx *reading) (feature.Page, error) {
	q.after()
	switch q.ask.Collection.Of {
	case feature.Events:
		return pageOfEvents(ctx, tx, q)
	case feature.Sites:
		return pageOf(ctx, tx, q, siteFeature.fill, func(r siteFeature) feature.Place { return feature.Place{ID: r.ID} })
	case feature.Agencies:
		return pageOf(ctx, tx, q, agencyFeature.fill, func(r agencyFeature) feature.Place { return feature.Place{Text: r.ORI} })
	}
	return pageOfReads(ctx, tx, q)
}

func pageOf[T any](ctx context.Context, tx *reading, q *featureQuery, fill func(T, *values),
	place func(T) feature.Place) (feature.Page, error) {
	page := feature.Page{Features: []feature.Feature{}}
	rows, err := tx.Query(ctx, q.text(q.rows), pgx.QueryExecModeCacheDescribe, q.filter.args)
	if err != nil {
		return page, fmt.Errorf("store: %s: %w", q.rows, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return page, fmt.Errorf("store: %s: %w", q.rows, err)
	}
	if len(found) > q.ask.Limit {
		found = found[:q.ask.Limit]
		last := place(found[len(found)-1])
		page.Next = &last
	}
	index := indexOf(q.ask.Collection)
	for _, row := range found {
		v := values{index: index, Feature: feature.Feature{Values: make([]any, len(q.ask.Collection.Properties))}}
		fill(row, &v)
		page.Features = append(page.Features, v.Feature)
	}
	return page, nil
}

// pageOfReads is pageOf with the zones of the reads' loads.
func pageOfReads(ctx context.Context, tx *reading, q *featureQuery) (feature.Page, error) {
	zones := map[int64]timeline.Load{}
	var reads []readFeature
	page, err := pageOf(ctx, tx, q, func(r readFeature, v *values) { reads = append(reads, r) }, readFeature.place)
	if err != nil {
		return page, err
	}
	for _, r := range reads {
		zones[r.LoadID] = timeline.Load{}
	}
	loads := make([]int64, 0, len(zones))
	for id := range zones {
		loads = append(loads, id)
	}
	known, err := collect[struct {
		LoadID    int64
		Zone      string
		ZoneBasis timeline.Basis
	}](ctx, tx, "ZonesOfLoads", args{"loads": loads})
	if err != nil {
		return page, err
	}
	for _, l := range known {
		zones[l.LoadID] = timeline.Load{Zone: l.Zone, ZoneBasis: l.ZoneBasis}
	}
	index := indexOf(q.ask.Collection)
	for i, r := range reads {
		v := values{index: index, Feature: page.Features[i]}
		r.fill(&v, zones[r.LoadID])
		page.Features[i] = v.Feature
	}
	return page, nil
}

type siteFeature struct {
	ID         int64
	Key        string
	Name       string
	Mobile     bool
	Position   *orb.Point
	Class      string
	RadiusM    float64
	Place      place
	CaseNumber string
	Rank       int32
}

func (r siteFeature) fill(v *values) {
	v.ID = strconv.FormatInt(r.ID, 10)
	v.set("name", r.Name)
	v.set("key", r.Key)
	v.set("mobile", r.Mobile)
	v.where(where(r.Position, r.Class, r.RadiusM, r.Place))
	v.set("case_number", r.CaseNumber)
	v.relation(r.Rank)
}

type agencyFeature struct {
	ORI      string `db:"ori"`
	Name     string
	Kind     string
	County   string
	State    string
	ZIP      string `db:"zip"`
	Position *orb.Point
	Class    string
	RadiusM  float64
	Rank     int32
}

func (r agencyFeature) fill(v *values) {
	v.ID = r.ORI
	v.Point = r.Position
	for name, text := range map[string]string{"ori": r.ORI, "name": r.Name, "kind": r.Kind, "county": r.County, "state": r.State,
		"zip": r.ZIP, "class": r.Class} {
		v.set(name, text)
	}
	if r.Position != nil {
		v.set("radius_m", r.RadiusM)
	}
	v.relation(r.Rank)
}

type readFeature struct {
	ReadAt     time.Time
	LoadID     int64
	Line       int
	Flags      int16
	Precision  int16
	Confidence *float32
	Heading    *int
	Plate      string
	PlateState string
	Position   orb.Point
	SiteID     int64
	SiteName   string
	Mobile     bool
	Class      string
	RadiusM    float64
	Place      place
	CaseNumber string
	Rank       int32
}

func (r readFeature) place() feature.Place {
	return feature.Place{ID: r.SiteID, At: r.ReadAt.UTC(), Text: r.Plate, State: r.PlateState}
}

func (r readFeature) fill(v *values, load timeline.Load) {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(r.Plate + " " + r.PlateState)) // a hash takes all
	v.ID = readID{r.LoadID, int32(r.Line), r.SiteID, r.ReadAt.UTC(), sum.Sum32()}.String()
	row := readRow{ReadAt: r.ReadAt, LoadID: r.LoadID, Line: r.Line, Flags: r.Flags, Precision: r.Precision, Confidence: r.Confidence,
		Plate:      r.Plate,
		PlateState: r.PlateState, Position: r.Position, SiteName: r.SiteName, Mobile: r.Mobile, Class: r.Class, RadiusM: r.RadiusM,
		Place: r.Place,
	}
	s := row.value(map[int64]timeline.Load{r.LoadID: load})
	v.when(s.First, s.First.End)
	v.where(s.Where)
	v.set("plate", r.Plate)
	v.set("plate_state", r.PlateState)
	if r.Confidence != nil {
		exact, _ := strconv.ParseFloat(strconv.FormatFloat(float64(*r.Confidence), 'g', -1, 32), 64) // 0.9 as it was written
		v.set("confidence", exact)
	}
	v.set("heading", r.Heading)
	v.set("site", r.SiteID)
	v.set("site_name", r.SiteName)
	v.set("mobile", r.Mobile)
	v.set("case_number", r.CaseNumber)
	v.set("load", r.LoadID)
	v.set("line", r.Line)
	v.relation(r.Rank)
	v.set("caveat", kinds.Of(timeline.KindRead).Caveat)
}
