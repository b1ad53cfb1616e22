package loaders

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// Track is the fixes of one moving thing, in time order.
type Track struct {
	ID    string    // what the file calls it, "" where it names none
	Fixes []geo.Fix // a Radius of 0 is one the file does not state
}

// TrackOptions say how the times of a track file are read.
type TrackOptions struct {
	Zone *time.Location // of times that state none; nil: UTC, assumed
	Now  time.Time
}

// ReadTracks reads a file of positions: CSV with columns id, time, lat, lon and perhaps radius_m; GPX 1.0 or 1.1; or
// GeoJSON with points or timed lines. Tracks are in the order in which the file first names them. Positions that cannot
// be taken are rejects, of which the first thousand are returned. An *InputError says that the file as a whole cannot be read.
func ReadTracks(ctx context.Context, in Input, opt TrackOptions) ([]Track, Tally, []timeline.Reject, error) {
	src := bufio.NewReaderSize(in.Reader, headBytes)
	head, err := src.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, Tally{}, nil, fmt.Errorf("read %s: %w", in.Name, err)
	}
	t := newTrackReader(in.Name, opt)
	switch start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"); {
	case bytes.HasPrefix(start, []byte("<")):
		err = t.readGPX(ctx, src)
	case bytes.HasPrefix(start, []byte("{")):
		err = t.readGeoJSON(ctx, src)
	default:
		err = t.readCSV(ctx, Input{Name: in.Name, Reader: src, Size: in.Size})
	}
	if err != nil {
		return nil, Tally{}, nil, err
	}
	if len(t.tracks) == 0 && len(t.rejects) == 0 {
		return nil, Tally{}, nil, &InputError{File: in.Name, Reason: "holds no position"}
	}
	for i := range t.tracks {
		slices.SortStableFunc(t.tracks[i].Fixes, func(a, b geo.Fix) int { return a.At.Compare(b.At) })
	}
	t.tally.Notes = t.notes.list
	return t.tracks, t.tally, t.rejects, nil
}

// trackReader collects fixes by the name of their track.
type trackReader struct {
	name    string
	clock   *clock.Reader
	tracks  []Track
	byID    map[string]int
	tally   Tally
	notes   notes
	rejects []timeline.Reject
}

func newTrackReader(name string, opt TrackOptions) *trackReader {
	zone, basis := opt.Zone, timeline.BasisConfigured
	if zone == nil {
		zone, basis = time.UTC, timeline.BasisAssumed
	}
	return &trackReader{
		name: name, byID: map[string]int{}, clock: clock.NewReader(clock.Text{}, zone, basis, opt.Now),
		tally: Tally{Zone: zone.String(), ZoneBasis: basis},
	}
}

// point is one position as a track file writes it.
type point struct {
	line                       int
	id, time, lat, lon, radius string
	text                       []byte
}

// take keeps a position, or rejects it and says why.
func (t *trackReader) take(p point) {
	t.tally.Read++
	fix, field, reason := t.fix(p)
	if reason != "" {
		t.tally.Rejected++
		t.reject(newReject(p.line, p.text, field, reason))
		return
	}
	t.tally.Taken++
	i, ok := t.byID[p.id]
	if !ok {
		i = len(t.tracks)
		t.byID[p.id] = i
		t.tracks = append(t.tracks, Track{ID: p.id})
	}
	t.tracks[i].Fixes = append(t.tracks[i].Fixes, fix)
}

// maxTrackRejects is how many rejects of a track file are kept; all are counted.
const maxTrackRejects = 1000

func (t *trackReader) reject(r timeline.Reject) {
	if len(t.rejects) < maxTrackRejects {
		t.rejects = append(t.rejects, r)
	}
}

func (t *trackReader) fix(p point) (f geo.Fix, field, reason string) {
	lat, _, okLat := parseDegrees([]byte(p.lat))
	lon, _, okLon := parseDegrees([]byte(p.lon))
	switch {
	case !okLat || !okLon || lat < -90 || lat > 90 || lon < -180 || lon > 180:
		return f, "position", fmt.Sprintf("%q, %q is not a latitude and longitude in degrees", p.lat, p.lon)
	case lat == 0 && lon == 0:
		return f, "position", "0, 0 is what devices write when they have no fix"
	}
	when, err := t.clock.Read(p.time)
	switch {
	case err != nil:
		return f, "time", fmt.Sprintf("the time %q %v", p.time, err)
	case when.Precision != timeline.Second && when.Precision != timeline.Minute:
		return f, "time", fmt.Sprintf("the time %q has no minute", p.time)
	}
	for _, flag := range when.Flags {
		t.notes.add("time "+string(flag), 1)
	}
	f = geo.Fix{Point: orb.Point{lon, lat}, At: when.Start}
	if p.radius != "" {
		radius, err := strconv.ParseFloat(p.radius, 64)
		if err != nil || !(radius >= 0 && radius < 2.1e7) {
			return f, "radius_m", fmt.Sprintf("%q is not a radius in metres", p.radius)
		}
		f.Radius = geo.Meters(radius)
	}
	return f, "", ""
}

// trackColumns are the headings of a table of positions.
var trackColumns = map[string]string{
	"id": "id", "track": "id", "trackid": "id", "device": "id", "deviceid": "id", "user": "id", "subject": "id", "name": "id",
	"time": "time", "timestamp": "time", "datetime": "time", "at": "time", "when": "time", "date": "time",
	"lat": "lat", "latitude": "lat", "y": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitude": "lon", "x": "lon",
	"radiusm": "radius", "radius": "radius", "accuracy": "radius", "accuracym": "radius", "horizontalaccuracy": "radius",
}

func (t *trackReader) readCSV(ctx context.Context, in Input) error {
	src, err := openText(in, &t.notes)
	if err != nil {
		return err
	}
	fit := func(c *columns) bool { return c.has("time") && c.has("lat") && c.has("lon") }
	table, err := openTable(ctx, src, trackColumns, fit, "columns time, lat and lon, and perhaps id and radius_m", &t.notes)
	if err != nil {
		return err
	}
	rows := textRows{table: table, notes: &t.notes}
	c := rows.columns()
	for {
		r, err := rows.next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", in.Name, err)
		}
		if r.fault != "" {
			t.tally.Read++
			t.tally.Rejected++
			t.reject(newReject(r.line, r.text, "", r.fault))
			continue
		}
		t.take(point{line: r.line, id: r.value(c, "id"), time: r.value(c, "time"), lat: r.value(c, "lat"), lon: r.value(c, "lon"),
			radius: r.value(c, "radius"), text: r.text})
	}
}
