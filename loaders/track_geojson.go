package loaders

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// geoFeature is a feature of GeoJSON (RFC 7946) with what is needed of it.
type geoFeature struct {
	Type       string                     `json:"type"`
	ID         json.RawMessage            `json:"id"`
	Properties map[string]json.RawMessage `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// readGeoJSON reads the features of a collection one by one. A Point has its time in the property time, timestamp or
// datetime; a LineString has those of its positions in coordTimes or times, or as their fourth number in seconds or
// milliseconds since 1970.
func (t *trackReader) readGeoJSON(ctx context.Context, r io.Reader) error {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return t.broken("JSON", err)
	}
	features := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return t.broken("JSON", err)
		}
		if key != "features" {
			var skipped json.RawMessage
			if err := d.Decode(&skipped); err != nil {
				return t.broken("JSON", err)
			}
			continue
		}
		features = true
		if err := t.readFeatures(ctx, d); err != nil {
			return err
		}
	}
	if !features {
		return &InputError{File: t.name, Reason: "is JSON but no GeoJSON feature collection"}
	}
	return nil
}

func (t *trackReader) readFeatures(ctx context.Context, d *json.Decoder) error {
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return t.broken("JSON", fmt.Errorf("features is no list: %w", err))
	}
	for n := 1; d.More(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return t.broken("JSON", err)
		}
		t.takeFeature(n, raw)
	}
	if _, err := d.Token(); err != nil {
		return t.broken("JSON", err)
	}
	return nil
}

// takeFeature takes the positions of a feature; their line is the number of the feature.
func (t *trackReader) takeFeature(n int, raw json.RawMessage) {
	var f geoFeature
	p := point{line: n, text: raw}
	if err := json.Unmarshal(raw, &f); err != nil {
		t.take(p) // without a position it is rejected
		return
	}
	p.id, p.radius = f.text("id", "track", "name", "device"), f.text("radius_m", "radius", "accuracy")
	if p.id == "" {
		p.id = plain(f.ID)
	}
	switch f.Geometry.Type {
	case "Point":
		var at []json.RawMessage
		_ = json.Unmarshal(f.Geometry.Coordinates, &at) // without coordinates it is rejected
		p.time = f.text("time", "timestamp", "datetime", "at", "when")
		t.takePosition(p, at)
	case "LineString":
		var line [][]json.RawMessage
		_ = json.Unmarshal(f.Geometry.Coordinates, &line)
		times := f.times()
		for i, at := range line {
			p.time = ""
			if i < len(times) {
				p.time = plain(times[i])
			} else if len(at) > 3 {
				p.time = plain(at[3])
			}
			t.takePosition(p, at)
		}
		if len(line) == 0 {
			t.take(p)
		}
	default:
		t.take(p)
	}
}

func (t *trackReader) takePosition(p point, at []json.RawMessage) {
	if len(at) >= 2 {
		p.lon, p.lat = plain(at[0]), plain(at[1])
	}
	t.take(p)
}

// text returns the first property that is there, as text.
func (f *geoFeature) text(names ...string) string {
	for _, name := range names {
		if v, ok := f.Properties[name]; ok && string(v) != "null" {
			return plain(v)
		}
	}
	return ""
}

func (f *geoFeature) times() []json.RawMessage {
	for _, name := range []string{"coordTimes", "times"} {
		var list []json.RawMessage
		if json.Unmarshal(f.Properties[name], &list) == nil {
			return list
		}
	}
	return nil
}

// plain is a JSON text without its quotes, or any other value as it is written.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
