package loaders

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/clock"
)

const (
	// mobileCell is the side of the grid cells that stand for a moving reader's sites, in degrees; half its diagonal is
	// under 80 m.
	mobileCell = 0.001
	// maxPositions is how many positions a reader that is not called mobile may have in a file before it is taken for one.
	maxPositions = 32
	// maxSpots is how many spellings of a reader are remembered; more only cost time.
	maxSpots = 1 << 16
)

// spot is what one spelling of reader and position in a row means. A row is a look-up unless its reader moved.
type spot struct {
	site   timeline.Site
	point  orb.Point
	zone   *clock.Zone // of the place; nil when it is not known
	field  string
	reason string // why rows with this spelling are rejected, "" when they are not
	lent   string // the position, as the row wrote it that this one has it from; "" for its own
}

// siteTable finds the sites of the readers of a file.
type siteTable struct {
	gazetteer Gazetteer
	notes     *notes
	spots     map[string]*spot
	cameras   map[string]*camera
	zones     map[string]*clock.Zone
	micro     [2]bool // latitude, longitude are in millionths of a degree
	numbers   bool    // the file keeps numbers, not texts: zeros at the end of decimals are not written
	buf       []byte
}

// camera is what a file tells about one reader.
type camera struct {
	first  *spot  // where it was first seen; nil before
	given  string // latitude, comma and longitude, as they were written there
	points map[orb.Point]struct{}
	table  bool // its position is from a table of cameras
	moving bool // it was seen at more places than a fixed one can be
}

func newSiteTable(g Gazetteer, n *notes) *siteTable {
	return &siteTable{gazetteer: g, notes: n, spots: map[string]*spot{}, cameras: map[string]*camera{}, zones: map[string]*clock.Zone{}}
}

// reading is how a row spells its reader and position.
type reading struct {
	camera, name, lat, lon, mobile []byte
}

// spot returns what a reading means; missing is true when it gives no position and the camera has none yet.
func (t *siteTable) spot(r reading) (s *spot, missing bool) {
	b := append(append(t.buf[:0], r.camera...), 0)
	b = append(append(b, r.name...), 0)
	b = append(append(b, r.lat...), 0)
	b = append(append(b, r.lon...), 0)
	b = append(b, r.mobile...)
	t.buf = b
	if s := t.spots[string(b)]; s != nil {
		return s, false
	}
	s, missing = t.find(r)
	if !missing {
		if len(t.spots) >= maxSpots {
			clear(t.spots)
		}
		t.spots[string(b)] = s
	}
	return s, missing
}

// tell takes the position of a camera that a file of rejects tells.
func (t *siteTable) tell(camera, name []byte, given string) {
	if lat, lon, ok := strings.Cut(given, ","); ok {
		t.spot(reading{camera: camera, name: name, lat: []byte(lat), lon: []byte(lon)})
	}
}

// find works a reading out.
func (t *siteTable) find(r reading) (s *spot, missing bool) {
	id, _ := decode(r.camera)
	name, _ := decode(r.name)
	key := id
	if key == "" {
		key = name
	}
	if isMissing(r.lat) && isMissing(r.lon) {
		if key == "" {
			return &spot{field: "latitude", reason: "the row has neither a position nor a camera: fill in one of them"}, false
		}
		if c := t.cameras[key]; c != nil && c.first != nil {
			return t.borrowed(c, key), false
		}
		return nil, true
	}
	lat, latDecimals, ok := t.degrees(r.lat, t.micro[0])
	if !ok || !latitude.fits(r.lat) {
		return &spot{field: "latitude",
			reason: fmt.Sprintf("latitude %q is not a number of %s", bytes.TrimSpace(r.lat), degreesUnit[t.micro[0]])}, false
	}
	lon, lonDecimals, ok := t.degrees(r.lon, t.micro[1])
	if !ok || !longitude.fits(r.lon) {
		return &spot{field: "longitude",
			reason: fmt.Sprintf("longitude %q is not a number of %s", bytes.TrimSpace(r.lon), degreesUnit[t.micro[1]])}, false
	}
	if key != "" && noFix(lat, lon) { // as if it gave none
		if c := t.cameras[key]; c != nil && c.first != nil {
			return t.borrowed(c, key), false
		}
		return nil, true
	}
	if field, reason := checkPosition(lat, lon, t.gazetteer); reason != "" {
		return &spot{field: field, reason: reason}, false
	}
	mobile := isMobile(r.mobile)
	s = &spot{point: orb.Point{lon, lat}}
	s.site = timeline.Site{Key: key, Name: name, Point: s.point, Mobile: mobile}
	if name == "" {
		s.site.Name = id
	}
	label := s.site.Name
	if label == "" {
		label = "reader at " + cellName(s.point, 1e-5)
	}
	s.site.Where = timeline.Where{Point: s.point, Class: timeline.ClassSite, Radius: radiusOf(t.decimals(latDecimals, lonDecimals)),
		Label: label, Basis: "position given by the reader's record"}
	if s.site.Mobile = t.place(key, s, mobile); s.site.Mobile {
		t.toCell(s)
	}
	if c := t.cameras[key]; c != nil && c.first == s {
		c.given = string(r.lat) + "," + string(r.lon)
	}
	t.fill(s)
	return s, false
}

// degreesUnit is what a position's numbers are in, by whether they are millionths.
var degreesUnit = map[bool]string{false: "decimal degrees", true: "millionths of a degree, as the profile says"}

// isMissing reports whether a position's text stands for none, as databases write it.
func isMissing(b []byte) bool {
	b = bytes.TrimSpace(b)
	switch string(b) {
	case "", "NULL", "null", "\\N", "None", "nan", "NaN", "N/A", "-":
		return true
	}
	return false
}

// decimals is how many decimals a position is given to. Where zeros at the end are left out, the number with more tells.
func (t *siteTable) decimals(lat, lon int) int {
	if t.numbers {
		return max(lat, lon)
	}
	return min(lat, lon)
}

// degrees reads a latitude or longitude, in millionths of a degree when micro is set.
func (*siteTable) degrees(text []byte, micro bool) (degrees float64, decimals int, ok bool) {
	degrees, decimals, ok = parseDegrees(text)
	if micro {
		return degrees / 1e6, 6, ok && decimals == 0
	}
	return degrees, decimals, ok
}

// place books a camera's position and reports whether the camera moves.
func (t *siteTable) place(key string, s *spot, mobile bool) bool {
	if key == "" {
		s.site.Key = cellName(s.point, 1e-5)
		return mobile
	}
	c := t.cameras[key]
	if c == nil {
		c = &camera{points: map[orb.Point]struct{}{}}
		t.cameras[key] = c
	}
	if mobile {
		c.moving = true
		return true
	}
	if c.first == nil {
		c.first = s
	}
	if _, known := c.points[s.point]; known {
		return false
	}
	if len(c.points) < maxPositions {
		c.points[s.point] = struct{}{}
		return false
	}
	if !c.moving {
		c.moving = true
		t.notes.add(fmt.Sprintf("camera %s has more than %d positions: further ones are taken for a moving reader's", key, maxPositions), 1)
	}
	return true
}

// toCell moves a moving reader's site to the centre of its grid cell; the read keeps its own position.
func (t *siteTable) toCell(s *spot) {
	centre := orb.Point{cellCentre(s.point[0]), cellCentre(s.point[1])}
	s.site.Mobile = true
	s.site.Point = centre
	if s.site.Name == "" {
		s.site.Key = "cell " + cellName(centre, 1e-5)
	}
	s.site.Where.Point, s.site.Where.Class = centre, timeline.ClassGPS
	s.site.Where.Radius = max(s.site.Where.Radius, geo.Meters(111_320*mobileCell/math.Sqrt2))
	s.site.Where.Basis = "cell of a grid in which a moving reader was"
}

// borrowed is the spot of a row without a position whose camera has one elsewhere in the file.
func (t *siteTable) borrowed(c *camera, key string) *spot {
	s := *c.first
	s.lent = c.given
	s.site.Where.Basis = "position of camera " + key + " in other rows of the file"
	if c.table {
		s.site.Where.Basis = "position of camera " + key + " in the table of cameras"
	}
	s.site.Where.Class = timeline.ClassSite
	return &s
}

// fill adds what lies at a spot.
func (t *siteTable) fill(s *spot) {
	if t.gazetteer == nil {
		return
	}
	state, county, zone, ok := t.gazetteer.At(s.site.Point)
	if !ok {
		t.notes.add("reader positions outside the United States", 1)
		return
	}
	w := &s.site.Where
	w.State, w.County, w.Zone = state, county, zone
	if t.zones[zone] == nil && zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.notes.add("time zone "+zone+" is not known to this machine", 1)
			return
		}
		t.zones[zone] = clock.NewZone(loc)
	}
	s.zone = t.zones[zone]
}

func cellCentre(degrees float64) float64 {
	// Rounded so that the same cell has the same bits wherever in it the reader was.
	return math.Round((math.Floor(degrees/mobileCell)+0.5)*mobileCell*1e4) / 1e4
}

// cellName names a position rounded to a grid.
func cellName(p orb.Point, cell float64) string {
	round := func(v float64) string { return strconv.FormatFloat(math.Round(v/cell)*cell, 'f', 5, 64) }
	return round(p[1]) + "," + round(p[0])
}

// isMobile reads the flag that a reader moves.
func isMobile(b []byte) bool {
	switch s, _ := decode(b); plainHeading(s) {
	case "mobile", "m", "true", "t", "yes", "y", "1", "vehicle", "car", "patrol", "patrolcar", "mobilelpr", "mobilealpr", "moving":
		return true
	}
	return false
}
