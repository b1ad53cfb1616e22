package loaders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// trackAliases are the headings of a table of positions, and the names of what JSON holds of one, joined where one lies in
// another. Of several headings of a field the first that is listed counts where the others say the same.
var trackAliases = sync.OnceValue(func() aliases {
	return listed(`
		device: deviceid device devicename phone phonenumber msisdn handset trackername assetname unitname vehiclename username mmsi vessel vesselname imeinumber trackerid tracker tid devicetag imei imsi userid user uid subject person vehicleid vehicle assetid asset unitid unit individuallocalidentifier taglocalidentifier
		track: trackid track trackname tripid trajectory trajectoryid sessionid
		name: name title label
		id: id fid objectid pointid rowid index no number seq
		folder: folder foldername layer
		plate: plate platenumber licenseplate
		region: platestate
		time: time timestamp datetime utcfrom timeutc utctime gpstime fixtime tst recordedat capturedat loggedat measuredat at when whenstart dateandtime timestampms unixtime epoch locationtimestamp eventtimestamp
		date: date day gpsdate utcdate localdate
		zone: timezone tz tzname zone utcoffset gmtoffset offset tzoffset timezoneoffset
		lat: lat latitude y gpslat gpslatitude locationlat latdeg latitudedeg latitudee7 declat
		lon: lon lng long longitude x gpslon gpslng gpslongitude locationlong londeg longitudedeg longitudee7 declon
		ns: ns latdir latref latitudedirection latitudehemisphere lathemisphere lathemi latitudehemi gpslatituderef latitudedir latitudens latns nsindicator hemisphere1
		ew: ew londir lonref longdir longitudedirection longitudehemisphere lonhemisphere lonhemi longitudehemi gpslongituderef longitudedir longitudeew lonew longew ewindicator hemisphere2
		position: position coordinates latlon latlng latlong gps wkt geom point
		radius: radiusm radius accuracy accuracym horizontalaccuracy acc hacc gpsaccuracy
		kind: kind
		class: positionclass class
		standing: standing
		precision: precision timeprecision whenprecision
		span: span lastraw lastprecision lastseen untilstart
		located: located`)
})

// trackCell is what a row or an object says under a heading.
type trackCell struct{ heading, text string }

// trackRow is what one row of a table or one object of JSON says, by field.
type trackRow struct {
	number int // its line, or which object of the file it is
	text   []byte
	line   int // index of the track that the form of the file makes, -1 for none
	cells  map[string][]trackCell
	aside  []trackCell // under headings that are not known
}

// trackHeading is what a heading says: the field that it names and the zone that it states for its times.
type trackHeading struct{ field, zone string }

// maxTrackHeadings is how many different headings are remembered: JSON may have new names in each object.
const maxTrackHeadings = 10_000

// headingOf is the field that a heading names and the zone that it states for its times, "" for none.
func (t *trackReader) headingOf(heading string) (field, zone string) {
	if t.own {
		if field = ownField(heading); field == "time" {
			zone = "UTC" // a workbook's cells have none
		}
		return field, zone
	}
	h, ok := t.heads[heading]
	if !ok {
		h.field, h.zone = t.newHeading(heading)
		if len(t.heads) < maxTrackHeadings {
			t.heads[heading] = h
		}
	}
	return h.field, h.zone
}

// isOwn reports whether headings, or names of properties, are those of our own exports of events.
func isOwn(names []string) bool {
	has := func(plain string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return plainHeading(n) == plain })
	}
	return has("utcfrom") && (has("positionbasis") || has("positionknownby"))
}

// ownField is the field of a heading of our own exports, which have columns beside for what each kind of record says.
func ownField(heading string) string {
	switch plainHeading(heading) {
	case "kind", "id", "standing", "latitude", "longitude", "precision", "plate":
		return trackAliases()[plainHeading(heading)]
	case "utcfrom":
		return "time"
	case "preciseto":
		return "precision"
	case "lastraw", "lastprecision", "lastpreciseto", "lastseenasrecorded":
		return "span"
	case "positionclass", "position":
		return "class"
	case "radiusm":
		return "radius"
	case "platestate":
		return "region"
	}
	return ""
}

func (t *trackReader) newHeading(heading string) (field, zone string) {
	name := plainHeading(heading)
	field, zone = trackAliases().match(heading)
	for of, chosen := range t.chosen {
		switch {
		case chosen == name:
			return of, zone
		case of == field:
			return "", ""
		}
	}
	return field, zone
}

// value is what a row says of a field. Where several columns say different things, the file is refused with what to ask.
func (r *trackRow) value(t *trackReader, field string) (trackCell, error) {
	var first trackCell
	for _, c := range t.telling(field, r.cells[field]) {
		switch {
		case c.text == "":
		case first.text == "":
			first = c
		case c.text != first.text && !t.same(field, first, c):
			return first, &InputError{File: t.name, Line: r.number, Reason: fmt.Sprintf(
				"%q and %q may both be the %s, and they differ (%q and %q): say which to read with --column %s=%q", first.heading, c.heading,
				fieldWords(field), first.text, c.text, field, first.heading)}
		}
	}
	return first, nil
}

// telling are the columns that tell the most of a field: where one of several times is UTC, local ones need not be read.
func (t *trackReader) telling(field string, cells []trackCell) []trackCell {
	if field != "time" || len(cells) < 2 {
		return cells
	}
	for i, c := range cells {
		if !strings.Contains(plainHeading(c.heading), "utc") || c.text == "" {
			continue
		}
		for _, other := range cells {
			if other.heading != c.heading && !t.same(field, c, other) {
				t.notes.add(fmt.Sprintf("times in the column %q were not read, because %q has them in UTC", other.heading, c.heading), 1)
			}
		}
		return cells[i : i+1]
	}
	return cells
}

// fieldWords is the field of which one file may hold two that differ, in words. Of the others, which are "", the first counts.
func fieldWords(field string) string {
	switch field {
	case "lat":
		return "latitude"
	case "lon":
		return "longitude"
	case "time", "date", "position":
		return field
	}
	return ""
}

// same reports whether two texts of a field that are written differently say the same, or need not.
func (t *trackReader) same(field string, a, b trackCell) bool {
	switch field {
	case "lat", "lon":
		of := map[string]axis{"lat": latitude, "lon": longitude}[field]
		x, _, okX := degreesIn(a.text, "", of)
		y, _, okY := degreesIn(b.text, "", of)
		return okX && okY && max(x-y, y-x) < 1e-5
	case "time":
		x, errX := t.clock.Read(a.text)
		y, errY := t.clock.Read(b.text)
		return errX == nil && errY == nil && x.Start.Equal(y.Start)
	}
	return fieldWords(field) == ""
}

// fits reports whether headings are those of a table of positions.
func (t *trackReader) fits(names []string) bool {
	has := map[string]bool{}
	for _, n := range names {
		field, _ := t.headingOf(n)
		has[field] = true
	}
	return (has["time"] || has["date"]) && (has["lat"] && has["lon"] || has["position"])
}

const trackWant = "columns for the time and for latitude and longitude, and perhaps device_id and radius_m"

// readText reads a table of delimited text.
func (t *trackReader) readText(ctx context.Context, src *source) error {
	table, err := openTable(ctx, src, trackAliases(), func(c *columns) bool { return t.fits(c.names) }, trackWant, &t.notes)
	if err != nil {
		return err
	}
	return t.readRows(ctx, textRows{table: table, notes: &t.notes}, table.fields.delim != ',')
}

// readWorkbook reads the sheets of one layout that have such columns. Our own workbook has a sheet for each kind of event: all of
// them are read.
func (t *trackReader) readWorkbook(ctx context.Context, in Input) error {
	b, err := readBook(in)
	if err != nil {
		return err
	}
	t.clock.Text.Serial, t.clock.Text.From1904 = true, b.From1904()
	var only []int
	for line := 0; ; {
		sheet, err := openSheets(b, only, in, trackAliases(), func(c *columns) bool { return t.fits(c.names) }, trackWant, &t.notes)
		if err != nil {
			return err
		}
		if sheet.base = line; line > 0 {
			sheet.line += line
			t.notes.add(fmt.Sprintf("sheet %s: its row 1 counts as line %d", sheet.title(sheet.sheet), line+1), 1)
		}
		if err := errors.Join(t.readRows(ctx, sheet, false), sheet.close()); err != nil {
			return err
		}
		only, line = sheet.apart, sheet.line
		switch {
		case len(only) == 0:
			return nil
		case !t.own:
			for _, i := range only {
				t.notes.add(fmt.Sprintf("sheet %s was not read: its headings are others; give it as a workbook of its own", sheet.title(i)), 1)
			}
			return nil
		}
	}
}

// readRows reads the rows of a table. commas says that decimal commas can stand in it.
func (t *trackReader) readRows(ctx context.Context, rows rows, commas bool) error {
	t.own = isOwn(rows.columns().names)
	type column struct{ field, zone, heading string }
	var all []column
	for _, heading := range rows.columns().names {
		field, zone := t.headingOf(heading)
		all = append(all, column{field, zone, heading})
	}
	for {
		r, err := rows.next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if r.fault != "" {
			t.reject(r.line, r.text, "", r.fault)
			continue
		}
		row := trackRow{number: r.line, text: r.text, line: -1, cells: map[string][]trackCell{}}
		for i, c := range all {
			if i >= len(r.cells) {
				continue
			}
			text := strings.TrimSpace(r.cells[i])
			if c.field == "" {
				row.aside = append(row.aside, trackCell{c.heading, text})
				continue
			}
			if commas && (c.field == "lat" || c.field == "lon" || c.field == "radius") {
				text = strings.Replace(text, ",", ".", 1)
			}
			row.add(c.field, c.zone, c.heading, text)
		}
		if err := t.take(&row); err != nil {
			return err
		}
	}
}

// add adds what stands under a heading. What it says of the zone is said with the time.
func (r *trackRow) add(field, zone, heading, text string) {
	if zone != "" && text != "" {
		r.cells["heading zone"] = []trackCell{{heading, zone}}
	}
	r.cells[field] = append(r.cells[field], trackCell{heading, text})
}
