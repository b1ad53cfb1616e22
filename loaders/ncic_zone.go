package loaders

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// stated is a zone that a line outside of all entries states for the times of the file.
type stated struct {
	line int
	zone string
}

// statedZone reads a line, in capital letters, as a statement of the zone of the file's times.
func statedZone(line []byte) (zone string, ok bool) {
	if len(line) > 160 || !speaksOfZone(line) {
		return "", false
	}
	zone, ok = clock.Statement(string(line))
	return zone, ok && locationOf(zone) != nil
}

// speaksOfZone is a quick look for words that a statement has.
func speaksOfZone(line []byte) bool {
	for _, word := range [...]string{"TIME", "UTC", "ZONE", "GMT", "ZULU", "CLOCK", "TZ"} {
		if bytes.Contains(line, []byte(word)) {
			return true
		}
	}
	return false
}

// locationOf returns a zone by offset such as "-07:00" or by IANA name, nil when it is neither.
func locationOf(name string) *time.Location {
	if t, err := time.Parse("-07:00", name); err == nil {
		_, offset := t.Zone()
		return time.FixedZone(name, offset)
	}
	if loc, err := time.LoadLocation(name); err == nil && name != "Local" {
		return loc
	}
	return nil
}

const (
	aheadBytes = 16 << 20 // how far into a file statements are looked for before its first entry is read
	aheadChunk = 256 << 10
)

// lookAhead reads the beginning of a file, most often all of it, for statements of its zone, which may stand below the entries
// that they hold for, and puts back what it read. The rows of a table, whose cells delim parts, state none.
func (s *source) lookAhead(ctx context.Context, t *Tables, delim byte) ([]stated, error) {
	var found []stated
	var chunks []io.Reader
	line, rest := 1, []byte(nil)
	eol := newRecords(nil, s.head).eol
	for size, done := 0, false; size < aheadBytes && !done; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		chunk := make([]byte, aheadChunk)
		if len(s.head) < headBytes {
			chunk = chunk[:len(s.head)+1] // all of it
		}
		n, err := io.ReadFull(s.Reader, chunk)
		chunk = chunk[:n]
		chunks = append(chunks, bytes.NewReader(chunk))
		size += n
		for text := chunk; len(text) > 0; {
			i := bytes.IndexByte(text, eol)
			if i < 0 {
				rest = append(rest, text[:min(len(text), max(0, 512-len(rest)))]...)
				break
			}
			whole := text[:i]
			if len(rest) > 0 {
				whole = append(rest, whole[:min(i, 512)]...)
				rest = rest[:0]
			}
			if mayState(whole) {
				if zone, ok := statesZone(t, whole, delim); ok {
					found = append(found, stated{line, zone})
				}
			}
			line++
			text = text[i+1:]
		}
		done = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !done {
			return nil, fmt.Errorf("%s: read: %w", s.name, err)
		}
	}
	if mayState(rest) {
		if zone, ok := statesZone(t, rest, delim); ok {
			found = append(found, stated{line, zone})
		}
	}
	s.Reader = bufio.NewReaderSize(io.MultiReader(append(chunks, s.Reader)...), headBytes)
	return found, nil
}

// mayState reports whether a line may be a statement: those of entries begin with a digit or with a field.
func mayState(line []byte) bool {
	if len(line) < 3 || len(line) > 200 {
		return false
	}
	i := blankRun(line)
	return i+3 < len(line) && line[i]-'0' > 9 && line[i+2] != '/' && line[i+3] != '/'
}

// statesZone reads a line as a statement if it is none of an entry.
func statesZone(t *Tables, line []byte, delim byte) (zone string, ok bool) {
	text := bytes.TrimRight(capitals(bytes.TrimRight(line, "\r\n\f, \t")), "\"")
	if !speaksOfZone(text) || delim != 0 && cells(text, delim) > 2 {
		return "", false
	}
	what := t.line(text)
	return what.zone, what.zone != ""
}

// cells counts the cells of a row that are not blank.
func cells(row []byte, delim byte) (n int) {
	for _, cell := range bytes.Split(row, []byte{delim}) {
		if !isBlank(cell) {
			n++
		}
	}
	return n
}

// heard settles the zone of a file: the one that the analyst named, else the one that the file states, else the usual one. Of
// two statements that differ none is taken.
func heard(opt *Options, found []stated, usual string, notes *notes) (*time.Location, timeline.Basis, error) {
	zone, basis, err := zoneOr(opt.Zone, usual)
	if err != nil || len(found) == 0 {
		return zone, basis, err
	}
	first := found[0]
	for _, s := range found[1:] {
		if opt.Zone == nil && s.zone != first.zone {
			return nil, "", &InputError{Line: s.line, Reason: fmt.Sprintf(
				"the file says here that its times are %s, and on line %d that they are %s: name the zone with --tz", s.zone, first.line, first.zone)}
		}
	}
	if opt.Zone != nil {
		for _, s := range found {
			if s.zone != opt.Zone.String() {
				notes.add(fmt.Sprintf("line %d says that the times are %s: they were read in %s, as the load was told", s.line, s.zone, opt.Zone), 1)
				break
			}
		}
		return zone, basis, nil
	}
	notes.add(fmt.Sprintf("the times are read in %s, as the file states", first.zone), int64(len(found)))
	return locationOf(first.zone), timeline.BasisStated, nil
}

// contradicts is what is wrong when a statement further down names another zone than the one in use.
func (s stated) contradicts(zone string) error {
	return &InputError{Line: s.line, Reason: fmt.Sprintf(
		"the file says here that its times are %s, but they were read in %s up to here: name the zone with --tz", s.zone, zone)}
}
