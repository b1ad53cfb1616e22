package loaders

const plateWants = "columns for plate, time, and a position or camera"

// plateColumns says whether a table's columns are enough for plate reads.
func plateColumns(c *columns) bool {
	place := c.has("lat") && c.has("lon") || c.has("position") || c.has("camera", "name")
	return c.has("plate") && place && (c.has("time") || c.has("date"))
}

// plateLayout is where the fields of a plate read stand in a row; -1 for those the table has not.
type plateLayout struct {
	plate, state, time, date, clock, zone int
	lat, lon, position, camera, name      int
	confidence, mobile                    int
	heading, direction                    int
	utc                                   bool // the headings state UTC
	percent                               bool // confidences run to 100
}

func layoutOf(c *columns) plateLayout {
	return plateLayout{
		plate: c.col("plate"), state: c.col("state"), time: c.col("time"), date: c.col("date"), clock: c.col("clock"), zone: c.col("zone"),
		lat: c.col("lat"), lon: c.col("lon"), position: c.col("position"), camera: c.col("camera"), name: c.col("name"),
		confidence: c.col("confidence"), mobile: c.col("mobile"),
		heading: c.col("heading"), direction: c.col("direction"),
		utc: c.utc["time"] || c.utc["date"] || c.utc["clock"],
	}
}
