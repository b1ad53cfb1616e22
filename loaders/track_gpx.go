package loaders

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// gpxPoint is a trkpt of GPX 1.1, https://www.topografix.com/GPX/1/1/.
type gpxPoint struct {
	Lat  string `xml:"lat,attr"`
	Lon  string `xml:"lon,attr"`
	Time string `xml:"time"`
}

// gpxTrack is the track that is open.
type gpxTrack struct {
	line   int
	tracks int
}

// startGPX takes the points of tracks. Way points are places that somebody kept, and routes are plans: neither is where
// anything was.
func (x *trackXML) startGPX(e *xml.StartElement) error {
	switch e.Name.Local {
	case "trk":
		x.gpx.tracks++
		x.gpx.line = x.begin(fmt.Sprintf("track %d", x.gpx.tracks))
	case "name":
		if n := len(x.path); n > 1 && x.path[n-2] == "trk" {
			name, err := x.content(e)
			if err == nil && name != "" {
				x.lines[x.gpx.line] = name
			}
			return err
		}
	case "desc":
		if n := len(x.path); n > 1 && x.path[n-2] == "trk" {
			return x.described(e)
		}
	case "wpt":
		x.notes.add("way points, which are no track", 1)
	case "rtept":
		x.notes.add("points of routes, which are plans and no track", 1)
	case "trkpt":
		line, _ := x.d.InputPos()
		var p gpxPoint
		if err := x.d.DecodeElement(&p, e); err != nil {
			return err
		}
		x.path = x.path[:len(x.path)-1]
		if x.gpx.tracks == 0 { // outside of any track
			x.gpx.tracks++
			x.gpx.line = x.begin("")
		}
		return x.takePoint(line, x.gpx.line, p.Time, p.Lat, p.Lon)
	}
	return nil
}

// sightedWords begin the description of the tracks that we export, which are of sightings.
const sightedWords = "Exact positions that count"

// described reads the description of tracks.
func (x *trackXML) described(e *xml.StartElement) error {
	text, err := x.content(e)
	x.sighted = x.sighted || strings.HasPrefix(text, sightedWords)
	return err
}

// takePoint takes a position that has nothing but its time.
func (x *trackXML) takePoint(number, line int, time, lat, lon string) error {
	r := trackRow{number: number, line: line, text: fmt.Appendf(nil, "lat=%q lon=%q time=%q", lat, lon, time),
		cells: map[string][]trackCell{"time": {{"time", time}}, "lat": {{"lat", lat}}, "lon": {{"lon", lon}}}}
	return x.trackReader.take(&r)
}
