package main

import (
	"encoding/json"
	"fmt"
	"time"

	"sightline/geo"
	"sightline/internal/report"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// find looks for what was asked in one track.
func (c *analyzeCmd) find(a *app, t loaders.Track, q question) ([]finding, error) {
	d := newDenseTrack(t, c)
	switch c.What {
	case "stops":
		return d.told(d.stopFindings()), nil
	case "trips":
		return d.told(d.tripFindings()), nil
	case "tours":
		return d.told(d.tourFindings()), nil
	case "jumps":
		return d.jumpFindings(), nil
	}
	all := timeline.Dossier{Events: analysis.FixSightings("p", t.Fixes)}
	if c.What == "places" || c.What == "circuits" {
		// Of a dense track, what matters is where it stayed, not how often the device spoke.
		if len(d.stops) > 0 {
			all.Events = analysis.StopSightings("stop ", d.stops, d.rule)
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
	f := analysis.Analyze(all, p)
	if c.What == "reach" {
		return reachFindings(t.ID, analysis.NewWhereabouts(all, f, ""), q), nil
	}
	return statements(t.ID, c.What, f), nil
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
