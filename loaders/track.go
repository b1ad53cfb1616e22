package loaders

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/geo"
	"sightline/loaders/workbook"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// Track is the fixes of one moving thing, in time order.
type Track struct {
	ID    string    // what the file calls it, "" where it names none; of several of one name, numbered from the second on
	Fixes []geo.Fix // a Radius of 0 is one the file does not state
	// Sighted is true where others saw it, plate readers for one: of a device's own track a silence says that it stayed
	// where it speaks next, of sightings it says nothing.
	Sighted bool
}

// TrackOptions say how a track file is read.
type TrackOptions struct {
	Zone      *time.Location // of times that state none; nil: UTC, assumed
	Now       time.Time
	DateOrder clock.DateOrder   // of numeric dates; "" is told by the file
	Columns   map[string]string // field → heading, where several columns could be the field
}

// ReadTracks reads a file of positions: a table of text or a workbook with columns for time and position; GPX; KML or KMZ;
// GeoJSON, as a collection, one feature or one to a line, and other JSON whose objects have a time and a position. The
// file may be packed. Tracks are in the order in which the file first names them. Positions that cannot be taken are
// rejects, of which the first thousand are returned. An *InputError says that the file as a whole cannot be read.
func ReadTracks(ctx context.Context, in Input, opt TrackOptions) ([]Track, Tally, []timeline.Reject, error) {
	t, err := newTrackReader(in.Name, opt)
	if err != nil {
		return nil, Tally{}, nil, err
	}
	if in.Member == "" && strings.HasSuffix(strings.ToLower(in.Name), ".kmz") {
		in.Member = kmlMember // beside the pictures of its symbols
	}
	in, closeInput, err := unpack(ctx, in, &t.notes)
	if err != nil {
		return nil, Tally{}, nil, err
	}
	defer closeInput()
	if err := t.read(ctx, in); err != nil {
		return nil, Tally{}, nil, err
	}
	if t.tally.Read == 0 {
		reason := "holds no position of a track"
		for _, n := range t.notes.list {
			reason += fmt.Sprintf("; %d × %s", n.Count, n.Text)
		}
		return nil, Tally{}, nil, &InputError{File: in.Name, Reason: reason}
	}
	tracks := t.tracks()
	t.order.note(&t.notes)
	switch {
	case t.assumed == 0:
		t.tally.Zone, t.tally.ZoneBasis = timeline.ZoneOfRecord, timeline.BasisStated
	case t.tally.ZoneBasis == timeline.BasisAssumed:
		t.notes.add("times that state no zone, read in UTC: --tz says which it is", t.assumed)
	}
	t.tally.Notes = t.notes.list
	return tracks, t.tally, t.rejects, nil
}

// read reads a file by what it begins with.
func (t *trackReader) read(ctx context.Context, in Input) error {
	r, head, err := peek(in)
	if err != nil {
		return err
	}
	in.Reader = r
	if workbook.IsWorkbook(head) {
		return t.readWorkbook(ctx, in)
	}
	src, err := openSource(in, &t.notes, func(head []byte) string {
		if start := textStart(head); bytes.HasPrefix(start, []byte("<?xml")) {
			return "" // notText takes it for a fault
		}
		return notText(head)
	})
	if err != nil {
		return err
	}
	switch start := textStart(src.head); {
	case bytes.HasPrefix(start, []byte("<")):
		return t.readXML(ctx, src)
	case bytes.HasPrefix(start, []byte("{")), bytes.HasPrefix(start, []byte("[")):
		return t.readJSON(ctx, src)
	}
	return t.readText(ctx, src)
}

// textStart is a text from its first character on, past marks and the record separators of RFC 8142.
func textStart(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\x1e")
}

// trackReader collects fixes and what the file calls them.
type trackReader struct {
	name    string
	clock   *clock.Reader
	order   dateOrder
	chosen  map[string]string // field → plain heading, as the analyst said
	taken   []takenFix
	lines   []string          // names of the tracks that the form of the file makes
	known   map[string]string // every name once
	heads   map[string]trackHeading
	aside   asideColumns
	own     bool  // the file is one of our exports of events
	sighted bool  // its tracks say that they are of sightings
	assumed int64 // times that state no zone
	tally   Tally
	notes   notes
	rejects []timeline.Reject
}

// takenFix is a fix with what may name its track.
type takenFix struct {
	geo.Fix
	line  int  // index in lines, -1 where the form of the file makes no tracks
	seen  bool // by others
	names [len(nameFields)]string
	aside []uint16 // numbers of values under headings that are not known
}

func newTrackReader(name string, opt TrackOptions) (*trackReader, error) {
	zone, basis := opt.Zone, timeline.BasisConfigured
	if zone == nil {
		zone, basis = time.UTC, timeline.BasisAssumed
	}
	order := opt.DateOrder
	if order == "" {
		order = clock.MonthFirst
	}
	t := &trackReader{
		name: name, known: map[string]string{}, heads: map[string]trackHeading{}, chosen: map[string]string{}, order: dateOrder{order: order, settled: opt.DateOrder != ""},
		clock: clock.NewReader(clock.Text{Order: order}, zone, basis, opt.Now),
		tally: Tally{Zone: zone.String(), ZoneBasis: basis},
	}
	t.clock.Load = time.LoadLocation
	for field, heading := range opt.Columns {
		if !slices.Contains(trackAliases().fields(), field) {
			return nil, &InputError{File: name, Reason: fmt.Sprintf("%q is no field of a track; its fields are %s", field,
				strings.Join(trackAliases().fields(), ", "))}
		}
		t.chosen[field] = plainHeading(heading)
	}
	return t, nil
}

// begin begins a track that the form of the file makes: a track of GPX, a line of GeoJSON.
func (t *trackReader) begin(name string) int {
	t.lines = append(t.lines, name)
	return len(t.lines) - 1
}

// maxTrackRejects is how many rejects of a track file are kept; all are counted.
const maxTrackRejects = 1000

func (t *trackReader) reject(line int, text []byte, field, reason string) {
	t.tally.Read++
	t.tally.Rejected++
	if len(t.rejects) < maxTrackRejects {
		t.rejects = append(t.rejects, newReject(line, text, field, reason))
	}
}

// broken tells of a file that breaks off. What stands before the break is taken; where nothing does, the file is refused.
func (t *trackReader) broken(what string, line int64, err error) error {
	if t.tally.Taken == 0 {
		return &InputError{File: t.name, Reason: fmt.Sprintf("is broken %s (%v): export it again", what, err)}
	}
	where := ""
	if line > 0 {
		where = fmt.Sprintf(" in line %d", line)
	}
	t.notes.add(fmt.Sprintf("broken %s%s (%v): only the positions before it were taken; get the whole file", what, where, err), 1)
	return nil
}

// readXML reads GPX or KML.
func (t *trackReader) readXML(ctx context.Context, src *source) error {
	r, err := t.utf8(src)
	if err != nil {
		return err
	}
	x := &trackXML{trackReader: t, d: newXML(r), ctx: ctx}
	return x.read()
}
