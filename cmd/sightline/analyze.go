package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/report"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

type analyzeCmd struct {
	What string `arg:"" enum:"stops,trips,places,legs,conflicts,circuits,reach" help:"What to find: stops, trips, places, legs, conflicts, circuits or reach."`
	File string `arg:"" help:"A track: CSV with columns id, time, lat, lon and perhaps radius_m; GPX; or GeoJSON."`
	TZ   string `name:"tz" placeholder:"ZONE" help:"Time zone of times that state none; without it, UTC."`

	StopDistance float64       `default:"100" placeholder:"METRES" help:"A stop stays within this distance of its first position (${default} m)."`
	StopDuration time.Duration `default:"5m" placeholder:"TIME" help:"Least duration of a stop (${default})."`
	StopGap      time.Duration `default:"15m" placeholder:"TIME" help:"A longer silence ends a stop (${default})."`
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
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	name := filepath.Base(c.File)
	tracks, tally, rejects, err := loaders.ReadTracks(a.ctx, loaders.Input{Name: name, Reader: file, Size: file.size},
		loaders.TrackOptions{Zone: zone, Now: now()})
	if err != nil {
		return inputFault(name, err)
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
	fmt.Fprintf(&text, "%s: read %s = taken %d + rejected %d; times in %s (%s)\n", name, words.Count(tally.Read, "position"), tally.Taken,
		tally.Rejected, tally.Zone, tally.ZoneBasis)
	for _, r := range rejects[:min(len(rejects), mostRejectsShown)] {
		fmt.Fprintf(&text, "  line %d: %s\n", r.Line, r.Reason)
	}
	track := ""
	for i, f := range found {
		if i == 0 || f.Track != track {
			track = f.Track
			fmt.Fprintf(&text, "Track %q\n", track)
		}
		fmt.Fprintf(&text, "  %s\n", f.Text)
	}
	if len(found) == 0 {
		fmt.Fprintf(&text, "No %s were found by these rules.\n", c.What)
	}
	return a.print(map[string]any{"file": name, "read": tally.Read, "taken": tally.Taken, "rejected": tally.Rejected, "found": found},
		text.String())
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

// find looks for what was asked in one track.
func (c *analyzeCmd) find(a *app, t loaders.Track, q question) ([]finding, error) {
	rule := geo.StopRule{Distance: geo.Meters(c.StopDistance), Duration: c.StopDuration, MaxGap: c.StopGap,
		Accuracy: geo.Meters(c.StopDistance)}
	switch c.What {
	case "stops":
		return stopFindings(t, rule), nil
	case "trips":
		return tripFindings(t, rule), nil
	}
	d := timeline.Dossier{Events: analysis.FixSightings("p", t.Fixes)}
	if c.What == "places" || c.What == "circuits" {
		// Of a dense track, what matters is where it stayed, not how often the device spoke.
		if stops := geo.Stops(t.Fixes, rule); len(stops) > 0 {
			d.Events = analysis.StopSightings("stop ", stops, rule)
		}
	}
	places, err := a.places()
	if err != nil {
		return nil, err
	}
	p := report.Parameters(places)
	p.Question.Top = geo.MetersPerSecond(c.TopSpeed / 3.6)
	if err := c.change(&p); err != nil {
		return nil, err
	}
	f := analysis.Analyze(d, p)
	if c.What == "reach" {
		return reachFindings(t.ID, analysis.NewWhereabouts(d, f, ""), q), nil
	}
	return statements(t.ID, c.What, f), nil
}

func stopFindings(t loaders.Track, rule geo.StopRule) []finding {
	var out []finding
	for _, s := range geo.Stops(t.Fixes, rule) {
		out = append(out, finding{t.ID,
			fmt.Sprintf("%s to %s (%s) at %.5f, %.5f, %s", s.Start.UTC().Format(time.RFC3339), s.End.UTC().Format(time.RFC3339),
				s.End.Sub(s.Start), s.Center[1], s.Center[0], words.Count(s.Fixes, "position")), s})
	}
	return out
}

func tripFindings(t loaders.Track, rule geo.StopRule) []finding {
	var out []finding
	for _, s := range geo.Trips(t.Fixes, geo.Stops(t.Fixes, rule), geo.DefaultTripRule()) {
		out = append(out, finding{t.ID, fmt.Sprintf("%s to %s (%s): %.1f km along the positions, %.1f km straight, %.0f km/h on average",
			s.Start.UTC().Format(time.RFC3339),
			s.End.UTC().Format(time.RFC3339), s.End.Sub(s.Start), s.Length.Kilometers(), s.Distance.Kilometers(),
			s.Speed.KilometersPerHour()), s})
	}
	return out
}

// statements are the findings of one detector, or the legs, as sentences.
func statements(track, what string, f analysis.Findings) (out []finding) {
	add := func(text string, detail any) { out = append(out, finding{track, text, detail}) }
	if what == "legs" {
		for _, x := range f.Legs {
			add(fmt.Sprintf("%s → %s: %s to %s, %.1f km, at least %.0f km/h%s", x.From, x.To, x.Start.Format(time.RFC3339),
				x.End.Format(time.RFC3339),
				x.Distance.Kilometers(), x.Speed.KilometersPerHour(), map[bool]string{true: ", across a gap"}[x.Gap]), x)
		}
	}
	found := f.By(what)
	for _, x := range found.Findings {
		add(x.Text, x)
	}
	if found.Failed != "" {
		add(found.Failed, found)
	}
	return out
}

func reachFindings(track string, w *analysis.Whereabouts, q question) []finding {
	var out []finding
	if !q.at.IsZero() {
		region := w.RegionAt(q.at)
		text := region.Text
		if shape, err := json.Marshal(region.GeoJSON()); err == nil {
			text += "\n  " + string(shape)
		}
		out = append(out, finding{track, text, region.GeoJSON()})
	}
	if q.place != nil {
		answer := w.CouldBe(*q.place, q.from, q.to, 0)
		out = append(out, finding{track, fmt.Sprintf("%s: %s", answer.Verdict, answer.Text), answer})
	}
	return out
}
