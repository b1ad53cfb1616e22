package loaders

import (
	"encoding/xml"
	"fmt"
	"strings"

	"sightline/timeline"
)

// kmlMark is the placemark that is open, https://www.ogc.org/standards/kml/.
type kmlMark struct {
	folders    []string // names of the folders that are open, "" of those whose name has not come
	name       string
	row        trackRow
	when       []string // of a gx:Track
	coord      []string
	begin, end string // of a TimeSpan
	stamp      string
	point      string
	path       string            // coordinates of a LineString
	track      int               // index of the track of its gx:Tracks, -1 before the first
	tracks     bool              // the file holds gx:Tracks
	loose      []trackRow        // placemarks with a point
	lines      []timeline.Reject // those with a line that has no times
	data       string            // name of the extended datum that is open
}

func (x *trackXML) startKML(e *xml.StartElement) error {
	m := &x.kml
	parent := ""
	if n := len(x.path); n > 1 {
		parent = x.path[n-2]
	}
	into := func(to *string) error {
		text, err := x.content(e)
		*to = text
		return err
	}
	switch e.Name.Local {
	case "Folder", "Document":
		m.folders = append(m.folders, "")
	case "Placemark":
		line, _ := x.d.InputPos()
		m.name, m.begin, m.end, m.stamp, m.point, m.path, m.track = "", "", "", "", "", "", -1
		m.row = trackRow{number: line, line: -1, cells: map[string][]trackCell{}}
	case "Track":
		m.when, m.coord = nil, nil
	case "name":
		switch parent {
		case "Placemark":
			return into(&m.name)
		case "Folder":
			return into(&m.folders[len(m.folders)-1])
		}
	case "description":
		if parent == "Folder" {
			return x.described(e)
		}
	case "Data", "SimpleData":
		m.data = ""
		for _, a := range e.Attr {
			if a.Name.Local == "name" {
				m.data = a.Value
			}
		}
		if e.Name.Local == "SimpleData" && x.within("Placemark") {
			text, err := x.content(e)
			x.say(m.data, text)
			return err
		}
	case "value":
		if parent == "Data" && x.within("Placemark") {
			text, err := x.content(e)
			x.say(m.data, text)
			return err
		}
	case "when":
		text, err := x.content(e)
		if parent == "Track" {
			m.when = append(m.when, text)
		} else if parent == "TimeStamp" && x.within("Placemark") {
			m.stamp = text
		}
		return err
	case "begin":
		return into(&m.begin)
	case "end":
		return into(&m.end)
	case "coord":
		text, err := x.content(e)
		if parent == "Track" {
			m.coord = append(m.coord, text)
		}
		return err
	case "coordinates":
		switch parent {
		case "Point":
			return into(&m.point)
		case "LineString":
			var text string
			err := into(&text)
			m.path += " " + text
			return err
		}
	}
	return nil
}

// say keeps what the extended data of a placemark say.
func (x *trackXML) say(heading, text string) {
	if field, zone := x.headingOf(heading); field != "" && field != "lat" && field != "lon" && x.kml.row.cells != nil {
		x.kml.row.add(field, zone, heading, text)
	}
}

func (x *trackXML) leaveKML(name string) error {
	m := &x.kml
	switch name {
	case "Folder", "Document":
		m.folders = m.folders[:max(0, len(m.folders)-1)]
	case "Track":
		return x.takeTrack()
	case "Placemark":
		return x.takeMark()
	}
	return nil
}

// takeTrack takes a gx:Track. Those of one placemark are parts of one track.
func (x *trackXML) takeTrack() error {
	m := &x.kml
	line, _ := x.d.InputPos()
	if len(m.when) != len(m.coord) {
		x.reject(line, []byte(m.name), "time", fmt.Sprintf("the track has %d positions and %d times: nobody knows which time is whose",
			len(m.coord), len(m.when)))
		return nil
	}
	if len(m.coord) == 0 {
		return nil
	}
	if m.track < 0 {
		m.track = x.begin("")
		m.tracks = true
	}
	for i, coord := range m.coord {
		lon, lat := coordinate(strings.Fields(coord))
		if err := x.takePoint(line, m.track, m.when[i], lat, lon); err != nil {
			return err
		}
	}
	return nil
}

// coordinate is longitude and latitude of a position.
func coordinate(parts []string) (lon, lat string) {
	if len(parts) < 2 {
		return strings.Join(parts, " "), ""
	}
	return parts[0], parts[1]
}

// takeMark keeps a placemark with a point and a time. Beside tracks such marks are pictures of what the tracks are made of.
func (x *trackXML) takeMark() error {
	m := &x.kml
	positions := strings.Fields(m.path)
	switch {
	case m.track >= 0:
		x.lines[m.track] = m.name
	case m.point != "":
		r := m.row
		lon, lat := coordinate(strings.Split(m.point, ","))
		r.cells["lon"], r.cells["lat"] = []trackCell{{"longitude", strings.TrimSpace(lon)}}, []trackCell{{"latitude", strings.TrimSpace(lat)}}
		if m.stamp == "" && (m.begin != "" || m.end != "") {
			r.cells["span"] = []trackCell{{"TimeSpan", "true"}}
		}
		if m.stamp != "" {
			r.cells["time"] = []trackCell{{"TimeStamp", m.stamp}}
		}
		r.add("name", "", "name", m.name)
		for _, f := range m.folders {
			if f != "" {
				r.cells["folder"] = []trackCell{{"Folder", f}}
			}
		}
		r.text = fmt.Appendf(nil, "%s lat=%q lon=%q time=%q", m.name, lat, lon, m.stamp)
		m.loose = append(m.loose, r)
	case len(positions) > 0:
		r := m.row
		reason := "the line has no times: a gx:Track has"
		if m.stamp != "" || m.begin != "" || m.end != "" {
			reason = fmt.Sprintf("the line has %d positions and one time: nobody knows when it was at which", len(positions))
		}
		if m.stamp != "" && len(positions) == 1 {
			lon, lat := coordinate(strings.Split(positions[0], ","))
			return x.takePoint(r.number, x.begin(m.name), m.stamp, lat, lon)
		}
		m.lines = append(m.lines, newReject(r.number, []byte(m.name), "time", reason))
	}
	return nil
}

// endKML takes the placemarks of a file without tracks.
func (x *trackXML) endKML() {
	m := &x.kml
	if m.tracks {
		if n := len(m.loose) + len(m.lines); n > 0 {
			x.notes.add("placemarks beside the tracks, which are no track", int64(n))
		}
		return
	}
	for _, r := range m.lines {
		x.reject(r.Line, []byte(r.Text), r.Field, r.Reason)
	}
	for i := range m.loose {
		r := &m.loose[i]
		if r.cells["time"] == nil && r.cells["span"] == nil {
			x.notes.add("placemarks without a time, which are places and no track", 1)
			continue
		}
		if err := x.trackReader.take(r); err != nil {
			x.reject(r.number, r.text, "", err.Error())
		}
	}
}
