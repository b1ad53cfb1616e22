package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
)

type analyzeCmd struct {
	What      string            `arg:"" enum:"stops,trips,tours,jumps,places,legs,conflicts,circuits,reach" help:"What to find: stops, trips, tours, jumps, places, legs, conflicts, circuits or reach."`
	File      string            `arg:"" help:"A track: a table with columns for device, time, latitude and longitude, as CSV or XLSX; GPX; KML or KMZ; GeoJSON, or other JSON of positions."`
	TZ        string            `name:"tz" placeholder:"ZONE" help:"Time zone of times that state none; without it, UTC."`
	DateOrder string            `name:"date-order" placeholder:"ORDER" help:"How dates such as 03/04/2026 are to be read: month/day or day/month."`
	Column    map[string]string `name:"column" placeholder:"FIELD=HEADING" mapsep:"none" help:"Which column to read as a field where several could be it, such as lat=Latitude."`

	StopDistance float64       `default:"100" placeholder:"METRES" help:"A stop stays nearer than this to its first position (${default} m)."`
	StopDuration time.Duration `default:"5m" placeholder:"TIME" help:"Least duration of a stop, up to the position that leaves (${default})."`
	StopGap      time.Duration `default:"0s" placeholder:"TIME" help:"A longer silence ends a stop; without it none does."`
	TripGap      time.Duration `default:"15m" placeholder:"TIME" help:"A longer silence ends a trip (${default})."`
	TripPause    time.Duration `default:"15m" placeholder:"TIME" help:"A shorter stop is a pause within a trip (${default})."`
	TripDistance float64       `default:"0" placeholder:"METRES" help:"Least way of a trip (${default} m)."`
	TourDistance float64       `default:"100" placeholder:"METRES" help:"A tour comes back nearer than this to where it began (${default} m)."`
	TourDuration time.Duration `default:"24h" placeholder:"TIME" help:"The most that a tour takes (${default})."`
	JumpSpeed    float64       `name:"jump-kmh" default:"500" placeholder:"KM/H" help:"A position that only a higher speed could have reached is a fault of the data, left out of stops, trips, tours, places and circuits (${default} km/h)."`
	TopSpeed     float64       `name:"top-kmh" default:"130" placeholder:"KM/H" help:"Reach: nothing moves faster than this, straight (${default} km/h)."`
	At           string        `placeholder:"TIME" help:"Reach: where could it have been at this time? An RFC 3339 time."`
	Point        string        `placeholder:"LAT,LON" help:"Reach: could it have been here between --from and --to?"`
	Within       float64       `default:"100" placeholder:"METRES" help:"Reach: radius around --point (${default} m)."`
	From         string        `placeholder:"TIME" help:"Reach: from this time on."`
	To           string        `placeholder:"TIME" help:"Reach: up to this time."`
	ruleFlags
}

// finding is one thing found in a track.
type finding struct {
	Track  string `json:"track"`
	Text   string `json:"text"`
	Detail any    `json:"detail"`
}

// Run reads the track and prints what was found. It needs no database.
func (c *analyzeCmd) Run(a *app) error {
	ask, err := c.question()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	zone, err := parseZone(c.TZ)
	if err != nil {
		return err
	}
	order, err := parseDateOrder(c.DateOrder)
	if err != nil {
		return err
	}
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	name := filepath.Base(c.File)
	tracks, tally, rejects, err := loaders.ReadTracks(a.ctx, loaders.Input{Name: name, Reader: file, Size: file.size, At: file.at()},
		loaders.TrackOptions{Zone: zone, Now: now(), DateOrder: order, Columns: c.Column})
	var input *loaders.InputError
	if errors.As(err, &input) {
		return badInput("%w; nothing was analyzed", err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was analyzed", name, err)
	}
	found := []finding{}
	for _, t := range tracks {
		some, err := c.find(a, t, ask)
		if err != nil {
			return err
		}
		found = append(found, some...)
	}
	var text strings.Builder
	writeTracks(&text, name, tracks, tally, rejects)
	track := ""
	for i, f := range found {
		if i == 0 || f.Track != track {
			track = f.Track
			fmt.Fprintf(&text, "Track %q\n", track)
		}
		fmt.Fprintf(&text, "  %s\n", f.Text)
	}
	single := func(t loaders.Track) bool { return len(t.Fixes) < 2 }
	switch {
	case len(found) == 0 && len(tracks) > 1 && !slices.ContainsFunc(tracks, func(t loaders.Track) bool { return !single(t) }):
		fmt.Fprintf(&text, "None of the %d tracks has two positions, so nothing could be found. If the column that names them, %q for one, "+
			"does not name what moved, say which does with --column device=HEADING.\n", len(tracks), tracks[0].ID)
	case len(found) == 0 && tally.Taken > 0:
		fmt.Fprintf(&text, "No %s were found by these rules.\n", c.What)
	}
	if err := a.print(map[string]any{"file": name, "read": tally.Read, "taken": tally.Taken, "rejected": tally.Rejected,
		"notes": append([]timeline.Note{}, tally.Notes...), "rejects": append([]timeline.Reject{}, rejects...), "found": found}, text.String()); err != nil {
		return err
	}
	if tally.Taken == 0 {
		return badInput("%s: no position could be taken, for the reasons told; nothing was analyzed", name)
	}
	return nil
}

// writeTracks tells how a file of tracks was read.
func writeTracks(w *strings.Builder, name string, tracks []loaders.Track, tally loaders.Tally, rejects []timeline.Reject) {
	read := ""
	if tally.Taken > 0 {
		read = "; " + timeline.ReadIn(tally.Zone, tally.ZoneBasis)
	}
	fmt.Fprintf(w, "%s: read %s = taken %d + rejected %d, in %s%s\n", name, words.Count(tally.Read, "position"), tally.Taken, tally.Rejected,
		words.Count(len(tracks), "track"), read)
	if slices.ContainsFunc(tracks, func(t loaders.Track) bool { return t.Sighted }) {
		fmt.Fprintf(w, "  its positions are sightings by others: without --stop-gap a silence over %s ends a stop\n", sightedGap)
	}
	for _, n := range tally.Notes {
		fmt.Fprintf(w, "  %d × %s\n", n.Count, n.Text)
	}
	for _, r := range rejects[:min(len(rejects), mostRejectsShown)] {
		fmt.Fprintf(w, "  line %d: %s\n", r.Line, r.Reason)
	}
	if more := tally.Rejected - int64(mostRejectsShown); more > 0 {
		fmt.Fprintf(w, "  and %d more that were rejected\n", more)
	}
}

// question is what reach asks.
type question struct {
	at, from, to time.Time
	place        *geo.Cap
}

func (c *analyzeCmd) question() (q question, err error) {
	for _, f := range []struct {
		flag, text string
		into       *time.Time
	}{{"--at", c.At, &q.at}, {"--from", c.From, &q.from}, {"--to", c.To, &q.to}} {
		if f.text == "" {
			continue
		}
		if *f.into, err = time.Parse(time.RFC3339, f.text); err != nil {
			return q, badInput("%s %q is not a time with its offset, such as 2026-05-02T18:30:00-05:00", f.flag, f.text)
		}
	}
	if c.Point != "" {
		lat, lon, _ := strings.Cut(c.Point, ",")
		y, errY := strconv.ParseFloat(strings.TrimSpace(lat), 64)
		x, errX := strconv.ParseFloat(strings.TrimSpace(lon), 64)
		if errX != nil || errY != nil || !(x >= -180 && x <= 180 && y >= -90 && y <= 90) {
			return q, badInput("--point %q is not latitude,longitude such as 35.5,-97.5", c.Point)
		}
		if !(c.Within >= 0) {
			return q, badInput("--within must not be negative")
		}
		q.place = &geo.Cap{Center: orb.Point{x, y}, Radius: geo.Meters(c.Within)}
	}
	switch {
	case !(c.JumpSpeed > 0):
		return q, badInput("--jump-kmh must be greater than 0")
	case c.What != "reach":
	case !(c.TopSpeed > 0):
		return q, badInput("--top-kmh must be greater than 0")
	case q.place == nil && q.at.IsZero():
		return q, badInput("reach needs --at TIME, or --point LAT,LON with --from and --to")
	case q.place != nil && (q.from.IsZero() || q.to.IsZero() || !q.from.Before(q.to)):
		return q, badInput("--point needs --from and --to, the first before the second")
	}
	return q, nil
}
