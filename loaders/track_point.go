package loaders

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// take keeps the position of a row, or rejects it and says why. An error is one of the whole file.
func (t *trackReader) take(r *trackRow) error {
	f, field, reason, err := t.fix(r)
	switch {
	case err != nil:
		return err
	case reason == remarkRow:
		t.notes.add("lines that say what the file is", 1)
		return nil
	case reason != "":
		t.reject(r.number, r.text, field, reason)
		return nil
	}
	t.tally.Read++
	t.tally.Taken++
	t.taken = append(t.taken, f)
	return nil
}

// remarkRow is a row of our own tables that tells of the file.
const remarkRow = "about"

func (t *trackReader) fix(r *trackRow) (f takenFix, field, reason string, err error) {
	said := map[string]string{}
	for _, name := range [...]string{"lat", "lon", "ns", "ew", "position", "radius", "kind", "zone", "heading zone", "precision", "span", "standing", "class", "located"} {
		c, err := r.value(t, name)
		if err != nil {
			return f, "", "", err
		}
		said[name] = c.text
	}
	if field, reason = notOfATrack(said); reason != "" {
		return f, field, reason, nil
	}
	if said["lat"] == "" && said["lon"] == "" {
		if lat, lon, ok := parsePair([]byte(said["position"])); ok {
			said["lat"], said["lon"] = string(lat), string(lon)
		}
	}
	lat, _, okLat := degreesIn(said["lat"], said["ns"], latitude)
	lon, _, okLon := degreesIn(said["lon"], said["ew"], longitude)
	switch {
	case !okLat || !okLon || lat < -90 || lat > 90 || lon < -180 || lon > 180:
		return f, "position", fmt.Sprintf("%q, %q is not a latitude and longitude in degrees", strings.TrimSpace(said["lat"]+" "+said["ns"]),
			strings.TrimSpace(said["lon"]+" "+said["ew"])), nil
	case lat == lon && (lat == 0 || lat == -1):
		return f, "position", fmt.Sprintf("%v, %v is what devices write when they have no fix", lat, lon), nil
	}
	at, err := t.timeOf(r)
	if err != nil {
		return f, "", "", err
	}
	when, fault, err := t.when(r, at, said["zone"], said["heading zone"])
	if fault != "" || err != nil {
		return f, "time", fault, err
	}
	f.Fix = geo.Fix{Point: orb.Point{lon, lat}, At: when.Start}
	if text := said["radius"]; text != "" {
		if f.Radius, err = radiusIn(text); err != nil {
			return f, "radius_m", fmt.Sprintf("%q is not a radius in metres", text), nil
		}
	}
	for _, flag := range when.Flags {
		t.notes.add("time "+string(flag), 1)
	}
	f.line = r.line
	f.seen = said["class"] != "" || len(r.cells["plate"]) > 0
	f.aside = t.aside.keep(r.aside)
	for n, name := range nameFields {
		f.names[n] = t.once(r.name(name.field))
	}
	return f, "", "", nil
}

// name is what a row says in a field that may name its track.
func (r *trackRow) name(field string) string {
	text := func(field string) string {
		for _, c := range r.cells[field] {
			if c.text != "" {
				return c.text
			}
		}
		return ""
	}
	if state := text("region"); field == "plate" && state != "" {
		return timeline.Plate{Number: text(field), State: state}.String()
	}
	return text(field)
}

// once returns a text of which there is one copy only: a file says the same name in every row.
func (t *trackReader) once(name string) string {
	if name == "" {
		return ""
	}
	if kept, ok := t.known[name]; ok {
		return kept
	}
	t.known[name] = name
	return name
}

// aside reports whether a standing is that of events that say nothing of whereabouts.
func aside(s timeline.Standing) bool {
	switch s {
	case timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside, timeline.Mention:
		return true
	}
	return false
}

// notOfATrack says why a row of our own files is no position of a track, "" where it may be one.
func notOfATrack(said map[string]string) (field, reason string) {
	switch class := timeline.Class(strings.ToLower(said["class"])); {
	case said["kind"] == remarkRow:
		return "", remarkRow
	case aside(timeline.Standing(said["standing"])):
		return "standing", fmt.Sprintf("it says nothing of anybody's whereabouts: %s", said["standing"])
	case said["located"] == "false":
		return "located", "it puts nobody at its place"
	case said["span"] != "" && said["span"] != "false" && said["span"] != "null":
		return "span", "it is a span of time, not an instant"
	case class == timeline.ClassNone:
		return "position", "it has no position"
	case class == timeline.ClassAgency || class == timeline.ClassCounty || class == timeline.ClassState || class == timeline.ClassCity || class == timeline.ClassZIP:
		return "position", fmt.Sprintf("its position is that of the %s, not where it took place", class)
	}
	switch p := timeline.Precision(strings.ToLower(said["precision"])); p {
	case timeline.Hour, timeline.Day, timeline.Month, timeline.Year:
		return "time", fmt.Sprintf("its time is known to the %s only", p)
	}
	return "", ""
}

// timeOf is the text of a row's time. Date and time of day may stand in columns of their own.
func (t *trackReader) timeOf(r *trackRow) (string, error) {
	at, err := r.value(t, "time")
	if err != nil {
		return "", err
	}
	day, err := r.value(t, "date")
	switch {
	case err != nil:
		return "", err
	case at.text == "" || day.text == "":
		return at.text + day.text, nil
	case !isClock(at.text):
		return at.text, nil
	}
	date, _, _ := strings.Cut(day.text, "T00:00")
	date, _, _ = strings.Cut(date, " 00:00")
	return date + " " + at.text, nil
}

// isClock reports whether a text is a time of day without a date.
func isClock(text string) bool {
	clean := strings.TrimSpace(text)
	if i := strings.IndexByte(clean, ':'); i >= 1 && i <= 2 {
		return true
	}
	n := 0
	for n < len(clean) && clean[n] >= '0' && clean[n] <= '9' {
		n++
	}
	return n >= 1 && n <= 6 && (n == len(clean) || clean[n] == '.' || clean[n] == ' ') // 1530, 153000.00, 9 PM
}

// when reads a time in the zone that it states, else its row, else its heading. fault says what is wrong with it.
func (t *trackReader) when(r *trackRow, text, zone, heading string) (when timeline.When, fault string, err error) {
	c, err := t.clock.Text.Parse([]byte(text))
	var other *clock.OrderError
	if errors.As(err, &other) && !t.order.settled && t.order.proved == 0 && t.order.either == 0 {
		// The first date that tells the order tells it for all.
		t.order = dateOrder{order: other.Fits, settled: true}
		t.clock.Text.Order = other.Fits
		c, err = t.clock.Text.Parse([]byte(text))
	}
	if err != nil {
		if giveUp := t.order.refused(err, text); giveUp != "" {
			return when, "", &InputError{File: t.name, Line: r.number, Reason: strings.Replace(giveUp, "and load it again", "with --date-order", 1)}
		}
		return when, fmt.Sprintf("the time %q %v", text, err), nil
	}
	t.order.saw(&c)
	own, basis := (*clock.Zone)(nil), t.clock.Basis
	for _, stated := range []string{hoursEast(zone), heading} {
		if c.Zone != "" || own != nil {
			break
		}
		if own, err = t.clock.Zone([]byte(stated)); err != nil {
			return when, fmt.Sprintf("the time zone %q %v", stated, err), nil
		}
	}
	if own != nil {
		basis = timeline.BasisStated
	} else if c.Zone == "" {
		t.assumed++
	}
	if when, err = t.clock.When(c, text, own, basis); err != nil {
		return when, fmt.Sprintf("the time %q %v", text, err), nil
	}
	if when.Precision != timeline.Second && when.Precision != timeline.Minute {
		return when, fmt.Sprintf("the time %q has no minute", text), nil
	}
	return when, "", nil
}

// hoursEast is an offset that is written as a number of hours, minutes or seconds east of UTC, with a colon; any other text stays.
func hoursEast(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.HasPrefix(strings.TrimLeft(text, "+-"), "0") && text != "0" {
		return text
	}
	for _, unit := range []float64{3600, 60, 1} {
		seconds := n * unit
		if seconds < -14*3600 || seconds > 14*3600 || seconds != float64(int(seconds)/900*900) {
			continue
		}
		sign := "+"
		if seconds < 0 {
			sign, seconds = "-", -seconds
		}
		return fmt.Sprintf("%s%02d:%02d", sign, int(seconds)/3600, int(seconds)/60%60)
	}
	return text
}

// radiusIn reads a radius in metres, behind which m may stand.
func radiusIn(text string) (geo.Meters, error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "m"))
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && !(v >= 0 && v < 2.1e7) {
		err = strconv.ErrRange
	}
	return geo.Meters(v), err
}
