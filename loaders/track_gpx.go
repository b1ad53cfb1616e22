package loaders

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// gpxPoint is a trkpt or wpt of GPX 1.1, https://www.topografix.com/GPX/1/1/.
type gpxPoint struct {
	Lat  string `xml:"lat,attr"`
	Lon  string `xml:"lon,attr"`
	Time string `xml:"time"`
}

// readGPX reads tracks and timed way points as they come; a file may be of any length. The tracks are named by their
// name element. Entities are not expanded: the decoder refuses those it does not know.
func (t *trackReader) readGPX(ctx context.Context, r io.Reader) error {
	d := xml.NewDecoder(r)
	var track string
	var tracks, depth int
	var isGPX bool
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t.broken("XML", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			line, _ := d.InputPos()
			switch depth++; e.Name.Local {
			case "gpx":
				isGPX = true
			case "trk":
				tracks++
				track = fmt.Sprintf("track %d", tracks)
			case "name":
				var name string
				if err := d.DecodeElement(&name, &e); err != nil {
					return t.broken("XML", err)
				}
				if track != "" && depth == 3 && name != "" { // gpx, trk, name
					track = name
				}
				depth--
			case "trkpt", "wpt":
				var p gpxPoint
				if err := d.DecodeElement(&p, &e); err != nil {
					return t.broken("XML", err)
				}
				depth--
				t.take(point{line: line, id: track, time: p.Time, lat: p.Lat, lon: p.Lon,
					text: fmt.Appendf(nil, "%s lat=%q lon=%q time=%q", e.Name.Local, p.Lat, p.Lon, p.Time)})
			}
		case xml.EndElement:
			if depth--; e.Name.Local == "trk" {
				track = ""
			}
		}
		if depth > maxXMLDepth {
			return &InputError{File: t.name, Reason: fmt.Sprintf("its elements are nested deeper than %d", maxXMLDepth)}
		}
	}
	if !isGPX {
		return &InputError{File: t.name, Reason: "is XML but not GPX: give a .gpx file, or a CSV with columns id, time, lat, lon"}
	}
	return nil
}

// maxXMLDepth is the deepest nesting of elements that is read.
const maxXMLDepth = 64

func (t *trackReader) broken(what string, err error) error {
	return &InputError{File: t.name, Reason: fmt.Sprintf("is broken %s (%v): export it again", what, err)}
}
