package export

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// writeGeoJSON writes a feature collection (RFC 7946), a feature a line, in time order, with the columns of the tables
// as properties. What has no position, or only mentions the subject, has a null geometry. The member "about" says what the file is.
func writeGeoJSON(ctx context.Context, w io.Writer, m *material) error {
	out := bufio.NewWriter(w)
	head := []byte(`{"type":"FeatureCollection",`)
	if box := bounds(m.points()); box != nil {
		head = append(appendJSON(append(head, `"bbox":`...), box), ',')
	}
	events := m.everything()
	about := [][2]string{}
	for _, r := range told(append(append(m.about(), events.about()...), remark{"without a point", m.undrawn()})) {
		about = append(about, [2]string{r.name, r.text})
	}
	head = append(appendJSON(append(head, `"about":`...), about), `,"features":[`...)
	if _, err := out.Write(head); err != nil {
		return err
	}
	comma := ""
	var feature []byte
	for r := range events.rows(m) {
		feature = append(append(feature[:0], comma...), '\n')
		if _, err := out.Write(appendFeature(feature, r, events.columns)); err != nil {
			return err
		}
		comma = ","
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}

func appendFeature(b []byte, r *row, all []column) []byte {
	b = appendJSON(append(b, `{"type":"Feature","id":`...), r.ID)
	b = append(b, `,"geometry":`...)
	if lat, lon := r.degrees(1), r.degrees(0); lat != nil {
		b = append(appendJSON(append(b, `{"type":"Point","coordinates":`...), []any{lon, lat}), '}')
	} else {
		b = append(b, `null`...)
	}
	b = append(b, `,"properties":{`...)
	comma := ""
	for _, c := range all {
		v := c.value(r)
		switch t := v.(type) {
		case nil:
			continue
		case time.Time:
			v = instant(t)
		case civil:
			v = t.String()
		}
		if c.name == "id" {
			continue
		}
		b = append(append(append(append(b, comma...), '"'), c.name...), `":`...)
		b = appendJSON(b, v)
		comma = ","
	}
	return append(b, `}}`...)
}

// appendJSON appends a value that always encodes: a text, a finite number, a truth value or a list of them.
func appendJSON(b []byte, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("export: encode %T: %v", v, err))
	}
	return append(b, text...)
}

// points are the positions of everything that has one.
func (m *material) points() []orb.Point {
	var all []orb.Point
	for r := range m.rows() {
		if r.Where.Located() {
			all = append(all, r.Where.Point)
		}
	}
	return all
}

// bounds returns the smallest box around points as west, south, east, north in degrees; nil without points. Where the box
// crosses the antimeridian west is greater than east (RFC 7946 §5.2).
func bounds(points []orb.Point) []float64 {
	if len(points) == 0 {
		return nil
	}
	lons := make([]float64, len(points))
	south, north := points[0][1], points[0][1]
	for i, p := range points {
		lons[i] = p[0]
		south, north = min(south, p[1]), max(north, p[1])
	}
	slices.Sort(lons)
	// The box is what the widest empty stretch of longitudes leaves.
	west, east := lons[0], lons[len(lons)-1]
	widest := west + 360 - east
	for i := 1; i < len(lons); i++ {
		if gap := lons[i] - lons[i-1]; gap > widest {
			widest, west, east = gap, lons[i], lons[i-1]
		}
	}
	return []float64{west, south, east, north}
}
