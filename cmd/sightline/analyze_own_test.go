package main

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// placed is where and when a track was, as text: to the second and to a decimetre.
func placed(track string, at time.Time, p orb.Point) string {
	return fmt.Sprintf("%s %s %.6f %.6f", track, at.UTC().Format(time.RFC3339), math.Round(p[1]*1e6)/1e6, math.Round(p[0]*1e6)/1e6)
}

// readBack reads tracks from text and returns where they were, sorted. A track of nobody's plate is of the person.
func readBack(t *testing.T, name, text string) (all []string) {
	t.Helper()
	tracks, _, _, err := loaders.ReadTracks(t.Context(), loaders.Input{Name: name, Reader: strings.NewReader(text)},
		loaders.TrackOptions{Now: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, track := range tracks {
		id := track.ID
		if id == "person" {
			id = ""
		}
		if !track.Sighted {
			t.Errorf("%s: the track %q counts as a device's own", name, id)
		}
		for _, f := range track.Fixes {
			all = append(all, placed(id, f.At, f.Point))
		}
	}
	slices.Sort(all)
	return all
}

// differences are what only one of two sorted lists has.
func differences(a, b []string) (onlyA, onlyB []string) {
	count := map[string]int{}
	for _, x := range a {
		count[x]++
	}
	for _, x := range b {
		count[x]--
	}
	for _, x := range slices.Sorted(maps.Keys(count)) {
		switch n := count[x]; {
		case n > 0:
			onlyA = append(onlyA, x)
		case n < 0:
			onlyB = append(onlyB, x)
		}
	}
	return onlyA, onlyB
}

// TestOwnFilesAreReadBack reads what Sightline exports and answers, and finds the sightings that count, at an exact position and a time
// known to the minute: no more, no fewer, at no other time and place.
func TestOwnFilesAreReadBack(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	ask := func(path string) (text string) {
		get(t, address+path, &text)
		return text
	}
	for _, subject := range []string{"1", "2"} {
		var d timeline.Dossier
		get(t, address+"/api/v1/subjects/"+subject+"/dossier", &d)
		var truth []string
		for _, track := range analysis.Tracks(d.Events) {
			for _, e := range track.Sightings {
				p := e.First.Precision
				if e.Where.Class.Exact() && !e.Spans() && (p == timeline.Second || p == timeline.Minute) && len(e.First.Flags) == 0 {
					truth = append(truth, placed(track.Key, e.First.Start, e.Where.Point))
				}
			}
		}
		slices.Sort(truth)
		if subject == "2" && len(truth) < 500 {
			t.Fatalf("the sample has %d sightings at exact positions", len(truth))
		}
		if len(truth) == 0 {
			continue
		}
		at := "/subjects/" + subject + "/export/"
		for name, path := range map[string]string{"x.gpx": at + "gpx", "x.kmz": at + "kmz", "dossier.json": "/api/v1/subjects/" + subject + "/dossier"} {
			if lost, more := differences(truth, readBack(t, name, ask(path))); len(lost)+len(more) > 0 {
				t.Errorf("%s of subject %s: %d lost, %d more: %.3q %.3q", name, subject, len(lost), len(more), lost, more)
			}
		}
		// These list every read of a passing by itself.
		table, features := readBack(t, "x.csv", ask(at+"csv")), readBack(t, "x.geojson", ask(at+"geojson"))
		if lost, more := differences(table, readBack(t, "x.xlsx", ask(at+"xlsx"))); len(lost)+len(more) > 0 {
			t.Errorf("CSV and workbook of subject %s differ: %d lost, %d more: %.3q %.3q", subject, len(lost), len(more), lost, more)
		}
		if lost, more := differences(table, features); len(lost)+len(more) > 0 {
			t.Errorf("CSV and GeoJSON of subject %s differ: %.3q %.3q", subject, lost, more)
		}
		if lost, _ := differences(truth, table); len(lost) > 0 {
			t.Errorf("%d of %d sightings of subject %s are lost: %.3q", len(lost), len(truth), subject, lost)
		}
	}

	type properties struct {
		When      timeline.When
		Plate     any
		State     string `json:"plate_state"`
		Time      time.Time
		Class     timeline.Class
		Standing  timeline.Standing
		Until     any
		Precision timeline.Precision `json:"time_precision"`
	}
	for name, path := range map[string]string{
		"reads": "/ogc/collections/reads/items?limit=1000",
		"near":  "/api/v1/sightings?" + url.Values{"lat": {"35.4676"}, "lon": {"-97.5164"}, "radius_m": {"50000"}, "limit": {"500"}}.Encode(),
	} {
		var page struct {
			Features []struct {
				Geometry   *struct{ Coordinates orb.Point }
				Properties properties
			}
		}
		get(t, address+path, &page)
		var truth []string
		for _, f := range page.Features {
			p := f.Properties
			when, precision := p.Time, p.Precision
			if name == "near" {
				when, precision = p.When.Start, p.When.Precision
			}
			plate := timeline.Plate{State: p.State}
			switch of := p.Plate.(type) {
			case string:
				plate.Number = of
			case map[string]any:
				plate.Number, _ = of["number"].(string)
				plate.State, _ = of["state"].(string)
			}
			id := plate.Number
			if plate.State != "" {
				id = plate.String()
			}
			if f.Geometry != nil && p.Class.Exact() && p.Standing == "" && p.Until == nil && (precision == timeline.Second || precision == timeline.Minute) {
				truth = append(truth, placed(id, when, f.Geometry.Coordinates))
			}
		}
		if len(truth) < 20 {
			t.Fatalf("%s: %d features with an exact position", name, len(truth))
		}
		if lost, more := differences(truth, readBack(t, name+".json", ask(path))); len(lost)+len(more) > 0 {
			t.Errorf("%s: %d lost, %d more: %.3q %.3q", name, len(lost), len(more), lost, more)
		}
	}
}
