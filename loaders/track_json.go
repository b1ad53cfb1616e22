package loaders

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sightline/timeline"
)

// trackJSON reads the objects of a file of JSON one by one; the line of each is its number.
type trackJSON struct {
	*trackReader
	ctx     context.Context
	objects int
}

// readJSON reads GeoJSON (RFC 7946) as a collection, a feature, or features one after the other (RFC 8142), and other JSON whose objects
// have a time and a position: those of Overland, OwnTracks, Google. A line of GeoJSON has the times of its positions in
// coordTimes, times or coordinateProperties.times, or as their fourth numbers, since 1970.
func (t *trackReader) readJSON(ctx context.Context, src *source) error {
	j := &trackJSON{trackReader: t, ctx: ctx}
	if first, _, more := bytes.Cut(textStart(src.head), []byte("\n")); more && json.Valid(first) {
		return j.readLines(src)
	}
	d := json.NewDecoder(&separators{src})
	for {
		err := j.document(d)
		if errors.Is(err, io.EOF) {
			return nil
		}
		var input *InputError
		if errors.As(err, &input) || ctx.Err() != nil {
			return err
		}
		if err != nil {
			return t.broken("JSON", 0, err)
		}
	}
}

// separators reads the record separators of RFC 8142 as blanks.
type separators struct{ r io.Reader }

func (s *separators) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	for i := range b[:n] {
		if b[i] == 0x1e {
			b[i] = ' '
		}
	}
	return n, err
}

// readLines reads JSON of which each line is a document. One that is broken is a reject.
func (j *trackJSON) readLines(r io.Reader) error {
	lines := bufio.NewReaderSize(r, headBytes)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		text := bytes.Trim(line, " \t\r\n\x1e")
		if len(text) > 0 && j.ctx.Err() == nil {
			j.objects = n - 1
			if !json.Valid(text) {
				j.reject(n, text, "", "the line is broken JSON")
			} else if _, err := j.takeValue(text, true); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return j.ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
}

// document reads a value at the top. The elements of its lists are read one by one; what else it holds is kept, for it may be a feature.
func (j *trackJSON) document(d *json.Decoder) error {
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open == json.Delim('[') {
		return j.elements(d, true)
	}
	if open != json.Delim('{') {
		return &InputError{File: j.name, Reason: "is JSON but holds no object with a time and a position"}
	}
	understood, err := j.object(d)
	if err == nil && !understood && j.objects == 0 {
		err = &InputError{File: j.name, Reason: "is JSON but no GeoJSON, and holds no objects with a time and a position"}
	}
	return err
}

// rowLists are the names under which files hold their positions.
func rowLists() []string {
	return []string{"features", "locations", "data", "points", "positions", "records", "items", "results", "events"}
}

// object reads an object, the opening brace of which is read.
func (j *trackJSON) object(d *json.Decoder) (understood bool, err error) {
	whole := map[string]json.RawMessage{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false, broke(err)
		}
		name, _ := key.(string)
		if !slices.Contains(rowLists(), name) {
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return false, broke(err)
			}
			whole[name] = raw
			continue
		}
		open, err := d.Token()
		switch {
		case err != nil:
			return false, broke(err)
		case open == json.Delim('['):
			understood = true
			err = j.elements(d, true)
		case name == "features":
			err = errors.New("features is no list")
		case open == json.Delim('{'):
			var inner bool
			inner, err = j.object(d)
			understood = understood || inner
		}
		if err != nil {
			return understood, err
		}
	}
	if _, err := d.Token(); err != nil || understood {
		return understood, broke(err)
	}
	raw, err := json.Marshal(whole)
	if err != nil {
		return false, err
	}
	return j.takeValue(raw, false)
}

// broke is an end of the file where something is missing.
func broke(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// elements reads a list, the opening bracket of which is read.
func (j *trackJSON) elements(d *json.Decoder, rows bool) error {
	for d.More() {
		if err := j.ctx.Err(); err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return broke(err)
		}
		if _, err := j.takeValue(raw, rows); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return broke(err)
}

// takeValue takes an object, or the objects in it. row says that it is there to tell of a position and is rejected where it does not.
func (j *trackJSON) takeValue(raw json.RawMessage, row bool) (understood bool, err error) {
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) != nil {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) == nil && (len(list) == 0 || list[0][0] == '{') {
			for _, one := range list {
				ok, err := j.takeValue(one, row)
				if understood = understood || ok; err != nil {
					return understood, err
				}
			}
			return understood, nil
		}
		if row {
			j.objects++
			j.reject(j.objects, raw, "", "it is no object with a time and a position")
		}
		return false, nil
	}
	if o["geometry"] != nil || string(o["type"]) == `"Feature"` {
		j.objects++
		return true, j.takeFeature(raw)
	}
	r := trackRow{text: raw, line: -1, cells: map[string][]trackCell{}}
	if r.event(raw) {
		j.objects++
		r.number = j.objects
		return true, j.trackReader.take(&r)
	}
	j.flatten(&r, "", raw, 0)
	if (r.cells["lat"] != nil || r.cells["position"] != nil) && (r.cells["time"] != nil || r.cells["date"] != nil) {
		j.objects++
		r.number = j.objects
		return true, j.trackReader.take(&r)
	}
	for _, name := range append(rowLists(), "location") {
		if inner := o[name]; len(inner) > 0 && (inner[0] == '[' || inner[0] == '{') {
			ok, err := j.takeValue(inner, row)
			if understood = understood || ok; err != nil {
				return understood, err
			}
		}
	}
	if row && !understood {
		j.objects++
		j.reject(j.objects, raw, "", "it has no time and position that are known by their names")
	}
	return understood, nil
}

// event adds what an event of our own dossiers says; false where it is none.
func (r *trackRow) event(raw json.RawMessage) bool {
	var e timeline.Event
	if !bytes.Contains(raw, []byte(`"where"`)) || json.Unmarshal(raw, &e) != nil || e.Kind == "" || e.First.IsZero() && !e.Spans() {
		return false
	}
	say := func(field, text string) { r.cells[field] = []trackCell{{field, text}} }
	say("time", e.First.Start.Format(time.RFC3339Nano))
	say("precision", string(e.First.Precision))
	say("class", string(cmp.Or(e.Where.Class, timeline.ClassNone)))
	say("standing", string(e.Standing))
	say("span", strconv.FormatBool(e.Spans()))
	say("lat", strconv.FormatFloat(e.Where.Point[1], 'f', -1, 64))
	say("lon", strconv.FormatFloat(e.Where.Point[0], 'f', -1, 64))
	say("radius", strconv.FormatFloat(float64(e.Where.Radius), 'f', -1, 64))
	if p := e.PlateParty(); p != nil {
		say("plate", p.Of.Value)
		say("region", p.Of.Region)
	}
	return true
}

// flatten adds what an object says, and what the objects in it say, by joined names.
func (j *trackJSON) flatten(r *trackRow, prefix string, raw json.RawMessage, depth int) {
	// In the order of the file, for of several names of a field the first counts.
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return
		}
		name, _ := key.(string)
		if value[0] == '{' {
			if depth < 2 {
				j.flatten(r, prefix+name+".", value, depth+1)
			}
			continue
		}
		full := prefix + name
		switch plainHeading(full) {
		case "platenumber":
			full = "plate"
		case "platestate":
			full = "platestate"
		}
		field, zone := j.headingOf(full)
		if field == "" && prefix != "" { // location.lat
			if field, zone = j.headingOf(name); !slices.Contains([]string{"lat", "lon", "time", "radius"}, field) {
				continue
			}
		}
		switch {
		case value[0] == '[' || string(value) == "null":
		case field == "":
			r.aside = append(r.aside, trackCell{full, plain(value)})
		default:
			r.add(field, zone, full, plain(value))
		}
	}
}

// geoFeature is a feature of GeoJSON with what is needed of it.
type geoFeature struct {
	ID         json.RawMessage `json:"id"`
	Properties json.RawMessage `json:"properties"`
	Geometry   *geoGeometry    `json:"geometry"`
}

type geoGeometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
	Geometries  []geoGeometry   `json:"geometries"` // of a GeometryCollection
}

// placed is the geometry itself; of a collection the only point or line in it, beside which outlines may stand. nil: none, or several.
func (g *geoGeometry) placed() (only *geoGeometry) {
	if g.Type != "GeometryCollection" {
		return g
	}
	for i := range g.Geometries {
		one := &g.Geometries[i]
		if one.Type == "Polygon" || one.Type == "MultiPolygon" {
			continue
		}
		if only != nil || one.Type == "GeometryCollection" {
			return nil
		}
		only = one
	}
	return only
}

// position is a position of GeoJSON, of whatever length.
type position []json.RawMessage

// takeFeature takes the positions of a feature.
func (j *trackJSON) takeFeature(raw json.RawMessage) error {
	var f geoFeature
	if err := json.Unmarshal(raw, &f); err != nil {
		j.reject(j.objects, raw, "", fmt.Sprintf("the feature is broken: %v", err))
		return nil
	}
	r := trackRow{number: j.objects, text: raw, line: -1, cells: map[string][]trackCell{}}
	j.own = bytes.Contains(f.Properties, []byte(`"utc_from":`)) && bytes.Contains(f.Properties, []byte(`"position_basis":`)) ||
		bytes.Contains(f.Properties, []byte(`"time_raw":`)) && bytes.Contains(f.Properties, []byte(`"position_class":`))
	j.flatten(&r, "", f.Properties, 0)
	if id := plain(f.ID); id != "" && id != "null" && r.cells["id"] == nil {
		r.add("id", "", "id", id)
	}
	if f.Geometry == nil {
		j.reject(r.number, raw, "position", "the feature has no geometry")
		return nil
	}
	if f.Geometry = f.Geometry.placed(); f.Geometry == nil {
		j.reject(r.number, raw, "position", "the GeometryCollection does not hold just one point or line: nobody knows which is where it was")
		return nil
	}
	switch f.Geometry.Type {
	case "Point":
		var at position
		_ = json.Unmarshal(f.Geometry.Coordinates, &at) // without coordinates it is rejected
		r.place(at)
		return j.trackReader.take(&r)
	case "LineString", "MultiPoint":
		var line []position
		_ = json.Unmarshal(f.Geometry.Coordinates, &line)
		return j.takeLine(&r, &f, [][]position{line})
	case "MultiLineString":
		var lines [][]position
		_ = json.Unmarshal(f.Geometry.Coordinates, &lines)
		return j.takeLine(&r, &f, lines)
	}
	j.reject(r.number, raw, "position", fmt.Sprintf("a %s is no position and no track", f.Geometry.Type))
	return nil
}

// place says where a position is.
func (r *trackRow) place(at position) {
	if len(at) >= 2 {
		r.cells["lon"], r.cells["lat"] = []trackCell{{"longitude", plain(at[0])}}, []trackCell{{"latitude", plain(at[1])}}
	} else {
		delete(r.cells, "lon")
		delete(r.cells, "lat")
	}
}

// takeLine takes the positions of one feature as a track. Its list of times, where it has one, is as long as that of its positions.
func (j *trackJSON) takeLine(r *trackRow, f *geoFeature, lines [][]position) error {
	var at []position
	for _, line := range lines {
		at = append(at, line...)
	}
	times, parts, listed := f.times()
	for i, n := range parts {
		if len(parts) == len(lines) && n != len(lines[i]) {
			j.reject(r.number, r.text, "time", fmt.Sprintf("part %d of the line has %d positions and %d times: nobody knows which time is whose",
				i+1, len(lines[i]), n))
			return nil
		}
	}
	switch {
	case len(at) == 0:
		j.reject(r.number, r.text, "position", "the line has no positions")
		return nil
	case listed && len(times) != len(at):
		j.reject(r.number, r.text, "time", fmt.Sprintf("the line has %d positions and %d times: nobody knows which time is whose", len(at),
			len(times)))
		return nil
	}
	name := ""
	for _, field := range nameFields {
		if name = r.name(field.field); name != "" {
			break
		}
	}
	r.line = j.begin(name)
	for i, p := range at {
		delete(r.cells, "time")
		delete(r.cells, "date")
		r.place(p)
		text := ""
		if listed {
			text = plain(times[i])
		} else if len(p) > 3 {
			text = plain(p[3])
		}
		r.add("time", "", "time", text)
		if err := j.trackReader.take(r); err != nil {
			return err
		}
	}
	return nil
}

// times is the list of times of a line, those of all its parts one after the other. parts are how many each part has, where they are listed
// by parts.
func (f *geoFeature) times() (times []json.RawMessage, parts []int, listed bool) {
	var p map[string]json.RawMessage
	if json.Unmarshal(f.Properties, &p) != nil {
		return nil, nil, false
	}
	var own map[string]json.RawMessage
	_ = json.Unmarshal(p["coordinateProperties"], &own)
	for _, of := range []map[string]json.RawMessage{own, p} {
		for _, name := range []string{"coordTimes", "times", "timestamps", "time", "timestamp", "datetimes"} {
			var list []json.RawMessage
			if json.Unmarshal(of[name], &list) != nil || list == nil {
				continue
			}
			for _, one := range list {
				var inner []json.RawMessage
				if json.Unmarshal(one, &inner) == nil && inner != nil {
					times, parts = append(times, inner...), append(parts, len(inner))
				} else {
					times = append(times, one)
				}
			}
			return times, parts, true
		}
	}
	return nil, nil, false
}

// plain is a JSON text without its quotes, a number without an exponent, or any other value as it is written.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	if bytes.ContainsAny(raw, "eE") {
		if v, err := strconv.ParseFloat(string(raw), 64); err == nil {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return string(raw)
}
