package loaders

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var trackNow = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func TestReadTracks(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		tracks   map[string]int
		rejected int64
	}{
		"csv": {"id,time,lat,lon,radius_m\na,2026-05-01T10:01:00Z,35.5,-97.5,12\na,2026-05-01T10:00:00Z,35.5,-97.4,\nb,2026-05-01T10:00:00Z,36,-96,5\n" +
			"b,yesterday,36,-96,5\nb,2026-05-01T11:00:00Z,96,-36,5\nb,2026-05-01T11:00:00Z,0,0,5\nb,2026-05-01T11:00:00Z,36,-96,wide\n",
			map[string]int{"a": 2, "b": 1}, 4},
		"csv without id": {"Latitude;Longitude;Timestamp\n35.5;-97.5;2026-05-01 10:01:00\n", map[string]int{"": 1}, 0},
		"gpx": {`<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><metadata><name>x</name></metadata>
			<wpt lat="35" lon="-97"><time>2026-05-01T09:00:00Z</time><name>start</name></wpt>
			<trk><name>way out</name><trkseg><trkpt lat="35.1" lon="-97.1"><ele>3</ele><time>2026-05-01T10:00:00Z</time></trkpt><trkpt lat="35.2" lon="-97.1"/></trkseg></trk>
			<trk><trkseg><trkpt lat="35.1" lon="-97.1"><time>2026-05-02T10:00:00Z</time></trkpt></trkseg></trk></gpx>`, map[string]int{"way out": 1, "track 2": 1}, 1},
		"geojson points": {`{"type":"FeatureCollection","features":[
			{"type":"Feature","properties":{"id":"a","time":"2026-05-01T10:00:00Z","radius_m":7},"geometry":{"type":"Point","coordinates":[-97.5,35.5]}},
			{"type":"Feature","id":5,"properties":{"timestamp":1777629600000},"geometry":{"type":"Point","coordinates":[-97.5,35.5]}},
			{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[]}},
			{"type":"Feature","properties":null,"geometry":null}]}`, map[string]int{"": 2}, 2},
		"geojson lines": {`{"features":[
			{"properties":{"name":"a","coordTimes":["2026-05-01T10:00:00Z","2026-05-01T10:01:00Z"]},"geometry":{"type":"LineString","coordinates":[[-97.5,35.5],[-97.6,35.5]]}},
			{"properties":{"name":"b"},"geometry":{"type":"LineString","coordinates":[[-97.5,35.5,0,1777629600],[-97.6,35.5]]}}],"type":"FeatureCollection"}`, map[string]int{"a": 2, "b": 1}, 1},
	} {
		tracks, tally, rejects, err := ReadTracks(t.Context(), Input{Name: name, Reader: strings.NewReader(c.text)},
			TrackOptions{Now: trackNow})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, taken := map[string]int{}, 0
		for _, track := range tracks {
			got[track.ID] = len(track.Fixes)
			taken += len(track.Fixes)
			for i := 1; i < len(track.Fixes); i++ {
				if track.Fixes[i].At.Before(track.Fixes[i-1].At) {
					t.Errorf("%s: track %q is not in time order", name, track.ID)
				}
			}
		}
		for id, n := range c.tracks {
			if got[id] != n {
				t.Errorf("%s: track %q has %d fixes, want %d", name, id, got[id], n)
			}
		}
		if len(got) != len(c.tracks) || tally.Rejected != c.rejected || int64(len(rejects)) != c.rejected ||
			tally.Read != int64(taken)+c.rejected {
			t.Errorf("%s: tracks %v, tally %+v, want %v and %d rejects", name, got, tally, c.tracks, c.rejected)
		}
	}
}

func TestReadTracksRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":       {"", "empty"},
		"other csv":   {"a,b\n1,2\n", "lat"},
		"other xml":   {"<svg></svg>", "neither GPX nor KML"},
		"cut xml":     {"<gpx><trk>", "broken XML"},
		"deep xml":    {"<gpx>" + strings.Repeat("<a>", 100), "nested"},
		"bomb":        {`<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><gpx><trk><name>&b;</name></trk></gpx>`, "no position"},
		"other json":  {`{"a":1}`, "no GeoJSON"},
		"cut json":    {`{"features":[{"type":"Feature"`, "broken JSON"},
		"no list":     {`{"features":3}`, "broken JSON"},
		"no features": {`{"features":[]}`, "no position"},
	} {
		_, _, _, err := ReadTracks(t.Context(), Input{Name: "f", Reader: strings.NewReader(c.text)}, TrackOptions{Now: trackNow})
		var input *InputError
		if !errors.As(err, &input) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an input error with %q", name, err, c.want)
		}
	}
}

func FuzzReadTracks(f *testing.F) {
	f.Add("id,time,lat,lon\na,2026-05-01T10:01:00Z,35.5,-97.5\n")
	f.Add(`<gpx><trk><trkseg><trkpt lat="35.1" lon="-97.1"><time>2026-05-01T10:00:00Z</time></trkpt></trkseg></trk></gpx>`)
	f.Add(`{"features":[{"properties":{"time":"2026-05-01T10:00:00Z"},"geometry":{"type":"Point","coordinates":[-97.5,35.5]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		tracks, tally, _, err := ReadTracks(t.Context(), Input{Name: "f", Reader: strings.NewReader(text)}, TrackOptions{Now: trackNow})
		if err != nil {
			return
		}
		var taken int64
		for _, track := range tracks {
			for _, fix := range track.Fixes {
				taken++
				if p := fix.Point; !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) || fix.At.IsZero() || fix.Radius < 0 {
					t.Errorf("took %+v", fix)
				}
			}
		}
		if tally.Taken != taken || tally.Read != tally.Taken+tally.Rejected {
			t.Errorf("%d fixes, tally %+v", taken, tally)
		}
	})
}
