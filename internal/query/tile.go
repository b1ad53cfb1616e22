package query

import (
	"time"

	"sightline/timeline"
)

// TileLayer is what a vector tile shows.
type TileLayer string

const (
	TileReads     TileLayer = "reads"     // plate reads, by reader
	TileSightings TileLayer = "sightings" // case sightings that are not set aside
)

// MaxTileZoom is the closest zoom there are tiles for: some 40 m to a tile, less than a metre to each of its cells.
const MaxTileZoom = 20

// Tile asks for a square of the map in the numbering of web maps (Web Mercator, y from the north), with what was sighted
// there gathered in cells.
type Tile struct {
	Layer   TileLayer
	Z, X, Y int            // 0 to MaxTileZoom, 0 to 2^Z-1
	From    time.Time      // first day in UTC; zero: no bound
	To      time.Time      // day in UTC after the last; zero: no bound
	Case    string         // number of the case, "": all
	Plate   timeline.Plate // of reads; zero: any. Without a state: of any state
}
