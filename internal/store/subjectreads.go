package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// subjectRead is a read of one of a subject's vehicles, without where its reader stands.
type subjectRead struct {
	ReadAt     time.Time
	LoadID     int64
	Line       int
	Flags      int16
	Precision  int16
	Confidence *float32
	Plate      string
	PlateState string
	PlateRaw   string
	Position   *orb.Point // of a reader that moves
	Heading    *int
	SiteID     int64
}

// siteRow is where a reader stands, or in which part of the country one that moves was.
type siteRow struct {
	ID       int64
	Name     string
	Mobile   bool
	Position orb.Point
	Class    string
	RadiusM  float64
	Place    string // JSON
}

// readsOf returns the reads of a subject's vehicles, by time, as far as the viewer may see them and their readers.
func readsOf(ctx context.Context, q querier, caseID, subjectID int64) ([]readRow, error) {
	reads, err := collect[subjectRead](ctx, q, "ReadsOfSubject", args{"subject_id": subjectID, "case_id": caseID})
	if err != nil || len(reads) == 0 {
		return nil, err
	}
	at := map[int64]*siteRow{}
	for i := range reads {
		at[reads[i].SiteID] = nil
	}
	sites, err := collect[siteRow](ctx, q, "SitesOfReads", args{"ids": slices.Collect(maps.Keys(at))})
	if err != nil {
		return nil, err
	}
	places := map[string]place{} // most are told of many sites
	for i := range sites {
		at[sites[i].ID] = &sites[i]
		if _, known := places[sites[i].Place]; !known {
			var p place
			if err := json.Unmarshal([]byte(sites[i].Place), &p); err != nil {
				return nil, fmt.Errorf("store: place of site %d: %w", sites[i].ID, err)
			}
			places[sites[i].Place] = p
		}
	}
	told := make([]readRow, 0, len(reads))
	for i := range reads {
		r := &reads[i]
		site := at[r.SiteID]
		if site == nil {
			continue
		}
		position := site.Position
		if r.Position != nil {
			position = *r.Position
		}
		told = append(told, readRow{
			ReadAt: r.ReadAt, LoadID: r.LoadID, Line: r.Line, Flags: r.Flags, Precision: r.Precision, Confidence: r.Confidence,
			Plate: r.Plate, PlateState: r.PlateState, PlateRaw: r.PlateRaw, Heading: r.Heading, Position: position,
			SiteName: site.Name, Mobile: site.Mobile, Class: site.Class, RadiusM: site.RadiusM, Place: places[site.Place],
		})
	}
	return told, nil
}
