package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnalyzeTheFilesThatFailed reads the files of tracks that were once misread, where they lie beside the repository.
func TestAnalyzeTheFilesThatFailed(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "cases", "tracks")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the files are not here")
	}
	c := newCommand(t)
	c.url = "postgres:///none"
	const twoStops = "2026-03-02T15:00:00Z to 2026-03-02T15:13:00Z"
	for name, of := range map[string]struct {
		code int
		want string
	}{
		"c-datetime2.csv":         {exitOK, twoStops},
		"c-dms.csv":               {exitOK, twoStops},
		"c-twolat.csv":            {exitInput, "--column lat="},
		"g-cp.geojson":            {exitOK, twoStops},
		"g-dawarich.geojson":      {exitOK, "Track \"D1\"\n  " + twoStops},
		"g-feature.geojson":       {exitOK, twoStops},
		"g-overland.json":         {exitOK, "Track \"d\"\n  " + twoStops},
		"g-seq.geojsonl":          {exitOK, twoStops},
		"m12-hemisphere-cols.csv": {exitOK, "taken 2"},
		"m4-rowid.csv":            {exitOK, "Track \"p7\"\n  2026-03-02T15:00:00Z to 2026-03-02T15:20:00Z"},
		"m7-latin1.gpx":           {exitOK, "taken 1"},
		"m8-times-short.geojson":  {exitInput, "3 positions and 2 times"},
		"m9-all-rejected.csv":     {exitOK, "taken 1"}, // decimal commas in quotation marks are read
		"silent_stop.csv":         {exitOK, "2026-03-01T09:04:00Z to 2026-03-01T15:30:00Z (6h26m0s)"},
		"t-amp.gpx":               {exitOK, "Track \"Home & Work\"\n  " + twoStops},
		"t-entity.gpx":            {exitOK, "Track \"Cañon\"\n  " + twoStops},
		"t-latin1.gpx":            {exitOK, "Track \"Café Ruta\"\n  " + twoStops},
		"t-samename.gpx":          {exitOK, "Track \"ACTIVE LOG (2)\""},
		"t-truncated.gpx":         {exitOK, "get the whole file"},
		"t-waypoints.gpx":         {exitOK, "2 × way points, which are no track"},
	} {
		code, out, log := c.run("analyze", "stops", filepath.Join(dir, name))
		if code != of.code || !strings.Contains(out+log, of.want) {
			t.Errorf("%s: exit %d\n%s%s; want exit %d with %q", name, code, out, log, of.code, of.want)
		}
	}
}
