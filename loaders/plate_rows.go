package loaders

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/plate"
)

// plateParser turns rows of plate reads into timeline.Read values. The way of an ordinary row makes no allocation:
// readers, states and zones are looked up by their spelling, and plates lie in an arena.
type plateParser struct {
	opt          Options
	source       plateSource
	layout       plateLayout
	clock        *clock.Reader
	sites        *siteTable
	states       map[string]string
	headings     headings
	arena        arena
	notes        notes
	order        dateOrder
	changed      bool      // a spreadsheet has made something else of plates of the file
	joined       []byte    // date and time of day, when they stand in two columns
	placed       [2][]byte // latitude and longitude with their hemispheres
	zones        plateZones
	waiting      []deferred
	waitingBytes int
	mend         *rejectOrigin // what a file of rejects says; nil for any other
	last         bool          // the whole file was seen: no row waits any more
}

// prepare looks at the first rows to learn the order of dates, the scale of confidences and how time is spread over
// columns.
func (p *plateParser) prepare(ctx context.Context, src plateSource) error {
	p.source = src
	p.states = map[string]string{}
	p.headings = newHeadings()
	p.sites = newSiteTable(p.opt.Gazetteer, &p.notes)
	p.sites.micro = [2]bool{p.opt.Profile.unit("lat") == "microdegrees", p.opt.Profile.unit("lon") == "microdegrees"}
	p.sites.add(p.opt.Cameras)
	p.sites.numbers = src.numbers()
	zone, basis := time.UTC, timeline.BasisAssumed
	if p.opt.Zone != nil {
		zone, basis = p.opt.Zone, timeline.BasisConfigured
	}
	text := p.opt.timeText()
	text.Serial, text.From1904 = true, src.from1904()
	p.clock = clock.NewReader(text, zone, basis, p.opt.Now)
	p.clock.Load = time.LoadLocation
	if err := src.look(ctx); err != nil {
		return err
	}
	if err := src.columns().settle(src.sample(), p.opt.Columns, false, &p.notes); err != nil {
		return err
	}
	p.layout = layoutOf(src.columns())
	if err := p.statedZones(src); err != nil {
		return err
	}
	p.sample(src.sample())
	p.clock.Text.Order, p.clock.Around = p.order.order, p.order.around()
	return nil
}

// sample runs over the rows of the file's head. Rejects are no sample of a file, and say what it showed.
func (p *plateParser) sample(rows iter.Seq[[][]byte]) {
	scale := p.opt.Profile.unit("confidence")
	p.layout.percent = scale == "percent"
	if p.mend != nil {
		p.layout.percent = p.layout.percent || p.mend.percent
		if p.mend.dated {
			p.layout.date = -1
		}
		p.layout.whole = p.clock.Text.Layout == nil && p.layout.date >= 0 && p.layout.time >= 0 // each row tells
		rows = func(func([][]byte) bool) {}
	}
	split := false
	for parts := range rows {
		if p.layout.date >= 0 && p.layout.time >= 0 && p.clock.Text.Layout == nil && !isBlank(at(parts, p.layout.time)) {
			if p.isWhole(at(parts, p.layout.time)) {
				p.layout.whole = true
			} else {
				split = true
			}
		}
		if !p.changed {
			text, _ := decode(at(parts, p.layout.plate))
			p.changed = plate.IsSpreadsheetForm(text)
		}
		if v, percent, ok := confidenceOf(at(parts, p.layout.confidence)); ok && !percent && v > 1 {
			p.layout.percent = true
		} else if ok && !percent && v > 0 && v < 1 {
			p.layout.mixed = true
		}
	}
	if p.layout.whole && !split && p.mend == nil {
		p.layout.date = -1 // the time column holds the date too
	}
	l := &p.layout
	l.alone = l.date < 0 && l.clock < 0 && l.half < 0 && (l.zone < 0 || p.clock.Text.Layout == nil)
	p.order = newDateOrder(cmp.Or(p.opt.DateOrder, p.source.columns().order), p.clock.Text, func(yield func([]byte) bool) {
		for parts := range rows {
			if !yield(bytes.Clone(p.timeText(parts))) {
				return
			}
		}
	})
}

// at returns a field of a row, nil where the row or the table has none.
func at(parts [][]byte, i int) []byte {
	if i < 0 || i >= len(parts) {
		return nil
	}
	return parts[i]
}

// timeText returns the time of a row, joined when it stands in several columns; with its zone where a layout has that.
func (p *plateParser) timeText(parts [][]byte) []byte {
	if p.layout.alone {
		return at(parts, p.layout.time)
	}
	return p.joinedText(parts)
}

// joinedText is the time of a row that stands in several columns.
func (p *plateParser) joinedText(parts [][]byte) []byte {
	l := &p.layout
	zone := -1
	if p.clock.Text.Layout != nil {
		zone = l.zone
	}
	day, hour := l.date, l.clock
	if day < 0 {
		day = l.time
	} else if hour < 0 {
		hour = l.time
	}
	if l.whole && p.isWhole(at(parts, l.time)) {
		day, hour = l.time, -1
	}
	b := p.joined[:0]
	for _, i := range [...]int{day, hour, l.half, zone} {
		f := at(parts, i)
		switch {
		case len(f) == 0:
			continue
		case p.clock.Text.Layout != nil:
		case i == day && hour >= 0:
			f = dateAlone(f)
		case i == hour:
			f = clockAlone(f)
		case i == l.half && halfStands(b):
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, f...)
	}
	p.joined = b
	return b
}

// isWhole reports whether a text of the time column tells the date too.
func (p *plateParser) isWhole(text []byte) bool {
	c, err := p.clock.Text.Parse(text)
	return err == nil && !c.Precision.Coarse() && c.Year >= earliestYear && !isLoneClock(text)
}

// take takes one row. One whose camera has no position yet is kept for later. The error gives the load up.
func (p *plateParser) take(b *plateBatch, rec *record, parts [][]byte) error {
	l := &p.layout
	lat, lon := p.beside(0, at(parts, l.lat), at(parts, l.ns)), p.beside(1, at(parts, l.lon), at(parts, l.ew))
	if l.position >= 0 && len(lat) == 0 {
		var ok bool
		if lat, lon, ok = parsePair(at(parts, l.position)); !ok && !isBlank(at(parts, l.position)) && !isBlank(at(parts, l.plate)) {
			return p.faulty(b, rec, parts, "position",
				fmt.Sprintf("the position %q is not two numbers: write latitude, longitude", at(parts, l.position)))
		}
	}
	if rec.context != "" {
		p.sites.tell(at(parts, l.camera), at(parts, l.name), rec.context)
	}
	spot, missing := p.sites.spot(reading{at(parts, l.camera), at(parts, l.name), lat, lon, at(parts, l.mobile)})
	if spot != nil && spot.lent != "" {
		rec.context = spot.lent
	}
	if missing || isBlank(at(parts, l.plate)) {
		if stated, err := p.statement(rec, parts); stated || err != nil {
			return err
		}
	}
	switch {
	case missing && !p.last: // also one that will be rejected: its reject tells the position that another row gives
		p.wait(b, rec, parts)
		return nil
	case isBlank(at(parts, l.plate)):
		b.reject(rec, "plate", "the row has no plate")
		return nil
	case missing:
		said := "the row has no position and"
		if !isMissing(lat) {
			said = fmt.Sprintf("the position %s, %s stands for a missing value, and", bytes.TrimSpace(lat), bytes.TrimSpace(lon))
		}
		b.reject(rec, "latitude", said+
			" neither another row nor a table of cameras gives one for its camera: fill in the position, or load it with a table of cameras")
		return nil
	case spot.reason != "":
		return p.faulty(b, rec, parts, spot.field, spot.reason)
	}
	b.reads = append(b.reads, timeline.Read{})
	read := &b.reads[len(b.reads)-1]
	if field, reason, err := p.fillRead(read, parts, spot, rec); reason != "" || err != nil {
		b.reads = b.reads[:len(b.reads)-1]
		if err != nil {
			return err
		}
		return p.faulty(b, rec, parts, field, reason)
	}
	return nil
}

// faulty rejects a row, unless it only repeats the headings.
func (p *plateParser) faulty(b *plateBatch, rec *record, parts [][]byte, field, reason string) error {
	if p.source.repeats(parts) {
		p.notes.add(repeatedHeadings, 1)
		return nil
	}
	if stated, err := p.statement(rec, parts); stated || err != nil {
		return err
	}
	b.reject(rec, field, reason)
	return nil
}

// beside puts the hemisphere that stands in a column of its own behind a latitude or longitude.
func (p *plateParser) beside(axis int, degrees, hemisphere []byte) []byte {
	if isBlank(hemisphere) || isBlank(degrees) {
		return degrees
	}
	p.placed[axis] = append(append(append(p.placed[axis][:0], degrees...), ' '), bytes.TrimSpace(hemisphere)...)
	return p.placed[axis]
}

// fillRead reads time, plate and confidence of a row. reason says why it cannot be taken; err gives the load up.
func (p *plateParser) fillRead(read *timeline.Read, parts [][]byte, spot *spot, rec *record) (field, reason string, err error) {
	l := &p.layout
	if reason := p.plate(&read.Plate, at(parts, l.plate)); reason != "" {
		return "plate", reason, nil
	}
	text := p.timeText(parts)
	c, err := p.clock.Text.Parse(text)
	if err == nil {
		zone, wrong := p.zoneOf(&c, spot, parts)
		if wrong != "" {
			return "zone", wrong, nil
		}
		read.At, read.Flags, err = p.clock.Instant(c, zone)
	}
	if err != nil {
		if giveUp := p.order.refused(err, string(text)); giveUp != "" {
			return "", "", &InputError{Line: rec.line, Reason: giveUp}
		}
		return "time", fmt.Sprintf("the time %q %s", text, err), nil
	}
	p.order.saw(&c)
	for _, f := range read.Flags {
		p.notes.add("time "+string(f), 1)
	}
	switch c.Precision {
	case timeline.Month, timeline.Year:
		return "time", fmt.Sprintf("the time %q names no day", text), nil
	}
	read.Precision = c.Precision
	if field, reason := p.stateOf(&read.Plate, at(parts, l.state)); reason != "" {
		return field, reason, nil
	}
	read.Site, read.Point = spot.site, spot.point
	read.Confidence = p.confidence(at(parts, l.confidence))
	read.Heading = p.heading(parts)
	read.Record = timeline.Record{Line: rec.line, Text: rec.text}
	return "", "", nil
}

// plate reads a plate and says why it is none. Of capitals and digits, as readers write most of them, no copy but that in the
// arena is made.
func (p *plateParser) plate(out *timeline.Plate, raw []byte) (reason string) {
	raw = bytes.TrimSpace(raw)
	if isPlainPlate(raw) {
		if p.changed && plate.IsDayNumber(raw) {
			return fmt.Sprintf("the plate %q may be a day's number that a spreadsheet made of a plate, as it did with others of this file:"+
				" export the plates from their source as text, and import that column as Text", raw)
		}
		out.Number = p.arena.put(raw)
		out.Raw = out.Number
		return ""
	}
	text, _ := decode(raw)
	seen, err := plate.Parse(text)
	switch {
	case errors.Is(err, plate.ErrNone):
		return "the row has no plate"
	case err != nil:
		p.changed = p.changed || plate.IsSpreadsheetForm(text)
		return fmt.Sprintf("the plate %.60q %s", text, err)
	}
	if len(plate.Remarks(seen)) > 0 {
		p.notes.add("plates with letters of another script or form, read as those they look like", 1)
	}
	*out = seen
	return ""
}

// isPlainPlate reports whether a text is a plate in its normal form: not a word, and not zeros that stand for one.
func isPlainPlate(raw []byte) bool {
	number := false
	for _, c := range raw {
		switch {
		case isUpper(c) || c == '0':
		case c >= '1' && c <= '9':
			number = true
		default:
			return false
		}
	}
	return len(raw) <= plate.Longest && number
}

// stateOf fills in the state of a plate from its own field. One that stands beside the number has to agree with that.
func (p *plateParser) stateOf(out *timeline.Plate, raw []byte) (field, reason string) {
	beside := out.State
	if out.State = p.state(raw); out.State == "" {
		out.State = beside
	}
	if beside != "" && beside != out.State {
		return "state", fmt.Sprintf("the plate %q names state %s and the row's state is %s: check which it is", out.Raw, beside, out.State)
	}
	return "", ""
}

// maxStates is how many spellings of states are remembered.
const maxStates = 4096

// state returns the USPS code of a plate's state, "" when it is none.
func (p *plateParser) state(raw []byte) string {
	if s, ok := p.states[string(raw)]; ok {
		return s
	}
	text, _ := decode(raw)
	code := plateState(text)
	if code == "" && text != "" && !emptyRegion.MatchString(text) {
		p.notes.add(fmt.Sprintf("plate state %q is no state of the United States and was left out", text[:min(len(text), 40)]), 1)
	}
	if len(p.states) >= maxStates {
		clear(p.states)
	}
	p.states[string(raw)] = code
	return code
}

var (
	// regionCode is the state of a region as JSON, or as Python shows it: {'code': 'us-tx', 'score': 0.7}.
	regionCode  = regexp.MustCompile(`^\s*\[?\s*\{.*?['"]?(?i:code|state)['"]?\s*:\s*u?['"]([^'"]+)['"]`)
	emptyRegion = regexp.MustCompile(`^\s*\[?\s*(\{(\s*|.*['"]?(?i:code|state)['"]?\s*:\s*(''|""|(?i:none|null)).*)\})?\s*\]?\s*$`)
)

// plateState reads a state as plate readers write it: TX, Texas, us-tx, {'code': 'us-tx'}.
func plateState(text string) string {
	if m := regionCode.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	upper := strings.ToUpper(text)
	for _, prefix := range []string{"US-", "US_", "USA-"} {
		upper = strings.TrimPrefix(upper, prefix)
	}
	if code := uspsStates()[upper]; code != "" {
		return code
	}
	return uspsStates()[plainHeading(upper)]
}

// confidence reads a confidence as a number from 0 to 1, NaN when there is none. Each value tells its scale, whatever the others of the
// column are: up to 1 it is a fraction, above it or with a percent sign it runs to 100. A profile may say the scale.
func (p *plateParser) confidence(raw []byte) float32 {
	v, percent, ok := confidenceOf(raw)
	if !ok {
		if !isBlank(raw) {
			p.notes.add("confidences that are no numbers, left out", 1)
		}
		return float32(math.NaN())
	}
	scale := p.opt.Profile.unit("confidence")
	if scale == "" {
		scale = p.layout.scale
	}
	switch {
	case scale == "percent" && !percent && !p.layout.percent && v > 0 && v <= 1: // none above 1 was seen
		p.notes.add("confidences up to 1 in a column whose heading says per cent, left out: 0.9 may be 90 % or 0.9 %; a profile can tell", 1)
		return float32(math.NaN())
	case percent, scale == "percent", scale == "" && v > 1:
		v /= 100
	case scale == "" && v == 1 && p.layout.percent && !p.layout.mixed:
		v /= 100
	case scale == "" && v == 1 && p.layout.percent:
		p.notes.add("confidences of 1 beside others up to 100, left out: 1 % and 100 % are both written so", 1)
		return float32(math.NaN())
	}
	if v > 1 {
		p.notes.add("confidences beyond the scale, left out", 1)
		return float32(math.NaN())
	}
	return float32(v)
}

// confidenceOf reads a confidence; percent is set when it has a percent sign. Decimals may stand behind a comma.
func confidenceOf(raw []byte) (v float64, percent, ok bool) {
	raw = bytes.TrimSpace(raw)
	for _, sign := range percentSigns {
		if s, cut := bytes.CutSuffix(raw, sign); cut {
			percent, raw = true, bytes.TrimSpace(s)
			break
		}
	}
	if len(raw) == 0 || len(raw) > 18 {
		return 0, false, false
	}
	mantissa, scale, point, digits := int64(0), 1.0, false, 0
	for i, c := range raw {
		switch {
		case c >= '0' && c <= '9':
			digits++
			mantissa = mantissa*10 + int64(c-'0')
			if point {
				scale *= 10
			}
		case (c == '.' || c == ',') && !point:
			point = true
		case (c == 'E' || c == 'e') && i > 0: // as spreadsheets write 0.00001
			v, err := strconv.ParseFloat(string(raw), 64)
			return v, percent, err == nil && v >= 0
		default:
			return 0, false, false
		}
	}
	return float64(mantissa) / scale, percent, digits > 0
}

// percentSigns are what stands behind a number of hundredths.
var percentSigns = [][]byte{[]byte("%"), []byte("pct"), []byte("percent")}

// arena holds many short texts in few allocations. What it returned is never changed.
type arena struct{ b *strings.Builder }

const arenaBytes = 64 << 10

func (a *arena) put(text []byte) string {
	if a.b == nil || a.b.Cap()-a.b.Len() < len(text) {
		a.b = &strings.Builder{}
		a.b.Grow(max(arenaBytes, len(text)))
	}
	from := a.b.Len()
	a.b.Write(text)
	return a.b.String()[from:]
}
