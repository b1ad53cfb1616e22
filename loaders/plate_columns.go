package loaders

import "strings"

const plateWants = "columns for plate, time, and a position or camera"

// plateColumns says whether a table's columns are enough for plate reads.
func plateColumns(c *columns) bool {
	place := c.has("lat") && c.has("lon") || c.has("position") || c.has("camera", "name")
	return c.has("plate") && place && (c.has("time") || c.has("date"))
}

// plateLayout is where the fields of a plate read stand in a row; -1 for those the table has not.
type plateLayout struct {
	plate, state, time, date, clock, zone int
	half                                  int // AM or PM
	lat, lon, position, camera, name      int
	confidence, mobile                    int
	heading, direction                    int
	ns, ew                                int    // hemispheres of latitude and longitude
	percent                               bool   // confidences run to 100
	whole                                 bool   // the time column may hold the date too, in some rows
	alone                                 bool   // the whole time stands in the time column
	mixed                                 bool   // some of them are fractions
	scale                                 string // of confidences, as the heading says; "" where it does not
}

func layoutOf(c *columns) plateLayout {
	beside := func(field string) int {
		if i, ok := c.beside[field]; ok {
			return i
		}
		return -1
	}
	return plateLayout{
		plate: c.col("plate"), state: c.col("state"), time: c.col("time"), date: c.col("date"), clock: c.col("clock"), zone: c.col("zone"),
		half: c.col(fieldHalf),
		lat:  c.col("lat"), lon: c.col("lon"), position: c.col("position"), camera: c.col("camera"), name: c.col("name"),
		confidence: c.col("confidence"), mobile: c.col("mobile"),
		heading: c.col("heading"), direction: c.col("direction"),
		ns: beside("lat"), ew: beside("lon"), scale: scaleOf(c.heading("confidence")),
	}
}

// heading is the heading of a field's column, "" where it has none.
func (c *columns) heading(field string) string {
	if i := c.col(field); i >= 0 && i < len(c.names) {
		return c.names[i]
	}
	return ""
}

// scaleOf is the unit of confidences that a heading states: Confidence (%), score_pct.
func scaleOf(heading string) string {
	name := plainHeading(heading)
	if strings.Contains(heading, "%") || strings.HasSuffix(name, "pct") || strings.HasSuffix(name, "percent") {
		return "percent"
	}
	return ""
}
