package loaders

import (
	"context"
	"errors"
	"fmt"
	"io"

	"sightline/loaders/workbook"
	"sightline/timeline"
)

// Cameras are the positions of readers whose reads give none, by the id or name the reads call them by.
type Cameras struct{ list []camerasRow }

// camerasRow is one reader of a table of cameras.
type camerasRow struct {
	id, name, lat, lon, mobile string
}

// Len is how many cameras there are.
func (c *Cameras) Len() int {
	if c == nil {
		return 0
	}
	return len(c.list)
}

// maxCameras is the most rows a table of cameras may have.
const maxCameras = 1_000_000

// LoadCameras reads a table of cameras, as text or workbook: id, name, latitude, longitude, and whether it moves. Rows
// that cannot be used are returned with their reasons. An *InputError says that the table as a whole cannot be read.
func LoadCameras(ctx context.Context, in Input, gazetteer Gazetteer) (*Cameras, []timeline.Reject, error) {
	var n notes
	in, done, err := unpack(ctx, in, &n)
	if err != nil {
		return nil, nil, err
	}
	defer done()
	rows, err := openCameras(ctx, in, &n)
	if err != nil {
		return nil, nil, err
	}
	defer rows.close()
	c := &Cameras{}
	var rejects []timeline.Reject
	for {
		r, err := rows.next(ctx)
		if errors.Is(err, io.EOF) {
			return c, rejects, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", in.Name, err)
		}
		cam, field, reason := readCamera(&r, rows.columns(), gazetteer)
		switch {
		case reason != "":
			rejects = append(rejects, newReject(r.line, r.text, field, reason))
		case len(c.list) == maxCameras:
			return nil, nil, &InputError{File: in.Name, Line: r.line, Reason: fmt.Sprintf("the table has more than %d cameras", maxCameras)}
		default:
			c.list = append(c.list, cam)
		}
	}
}

func openCameras(ctx context.Context, in Input, n *notes) (rows, error) {
	const want = "columns for the camera's id or name, latitude and longitude"
	fit := func(c *columns) bool {
		return c.has("camera", "name") && c.has("lat") && c.has("lon") && !c.has("plate")
	}
	aliases := cameraAliases()
	src, head, err := peek(in)
	if err != nil {
		return nil, err
	}
	in.Reader = src
	if workbook.IsWorkbook(head) {
		sheet, _, err := openWorkbook(in, aliases, fit, want, n)
		return sheet, err
	}
	text, err := openText(in, n)
	if err != nil {
		return nil, err
	}
	t, err := openTable(ctx, text, aliases, fit, want, n)
	return textRows{t, n}, err
}

// readCamera reads one row. reason says why it is no camera.
func readCamera(r *row, c *columns, g Gazetteer) (cam camerasRow, field, reason string) {
	if r.fault != "" {
		return cam, "", r.fault
	}
	cam = camerasRow{r.value(c, "camera"), r.value(c, "name"), r.value(c, "lat"), r.value(c, "lon"), r.value(c, "mobile")}
	lat, _, okLat := parseDegrees([]byte(cam.lat))
	lon, _, okLon := parseDegrees([]byte(cam.lon))
	switch {
	case cam.id == "" && cam.name == "":
		return cam, "camera", "the row names no camera: fill in its id or name"
	case !okLat || !okLon:
		return cam, "latitude", fmt.Sprintf("%s, %s is not a position in decimal degrees", cam.lat, cam.lon)
	}
	field, reason = checkPosition(lat, lon, g)
	return cam, field, reason
}

// add books the cameras of a table, so that reads without a position have that of their camera.
func (t *siteTable) add(c *Cameras) {
	for i := range c.Len() {
		r := &c.list[i]
		if isMobile([]byte(r.mobile)) {
			continue // it is where its reads say, not at its garage
		}
		key := r.id
		if key == "" {
			key = r.name
		}
		for _, k := range []string{key, r.name} {
			if k == "" || t.cameras[k] != nil {
				continue
			}
			// The position is kept for reads of the camera by id, by name and by both.
			s, missing := t.find(reading{camera: []byte(k), name: []byte(r.name), lat: []byte(r.lat), lon: []byte(r.lon),
				mobile: []byte("fixed")})
			if missing || s.reason != "" || t.cameras[k] == nil {
				continue
			}
			t.cameras[k].table = true
		}
	}
}
