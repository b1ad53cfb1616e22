package loaders

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"sightline/timeline"
)

// maxDepth is how deep objects and elements may lie in one another.
const maxDepth = 64

// cutter finds where the records of a document begin and end. It sees every byte once.
type cutter interface {
	// byte takes the next byte and says what it does to the record. The error gives the document up; it completes the
	// sentence "the file …".
	byte(c byte) (cutStep, error)
}

// cutStep is what a byte does to a record.
type cutStep uint8

const (
	cutNothing cutStep = iota
	cutBegin           // the byte may be the first of a record
	cutDrop            // what was begun is no record
	cutEnd             // the byte is the last of a record
)

// document cuts an XML or JSON file into records. It holds one record at a time, at most so many bytes of it.
type document struct {
	src  *bufio.Reader
	name string
	cut  cutter
	line int
	most int // bytes of a record
	// The record being gathered.
	inside bool
	text   []byte // its first bytes
	begun  int    // its first line
	length int    // bytes
}

// read returns the next record, io.EOF after the last. The text is the caller's.
func (d *document) read(ctx context.Context) (record, error) {
	for {
		if err := ctx.Err(); err != nil {
			return record{}, err
		}
		if _, err := d.src.Peek(1); err != nil {
			if !errors.Is(err, io.EOF) {
				return record{}, fmt.Errorf("read: %w", err)
			}
			if d.inside {
				d.inside = false
				return record{text: clip(d.text), line: d.begun, fault: "the record is cut off here: get the whole file"}, nil
			}
			return record{}, io.EOF
		}
		chunk, err := d.src.Peek(d.src.Buffered())
		if err != nil {
			return record{}, fmt.Errorf("read: %w", err)
		}
		rec, used, whole, err := d.scan(chunk)
		if err != nil {
			return record{}, err
		}
		if _, err := d.src.Discard(used); err != nil {
			return record{}, fmt.Errorf("read: %w", err)
		}
		if whole {
			return rec, nil
		}
	}
}

// scan looks through a chunk up to the end of a record.
func (d *document) scan(chunk []byte) (rec record, used int, whole bool, err error) {
	from := 0 // of the record's bytes in the chunk
	for i, c := range chunk {
		step, err := d.cut.byte(c)
		if err != nil {
			return rec, 0, false, &InputError{File: d.name, Line: d.line, Reason: "the file " + err.Error()}
		}
		if c == '\n' {
			d.line = min(d.line+1, maxLines)
		}
		switch step {
		case cutBegin:
			d.inside, d.begun, d.length, from = true, d.line, 0, i
			d.text = d.text[:0]
		case cutDrop:
			d.inside = false
		case cutEnd:
			d.keep(chunk[from : i+1])
			d.inside = false
			rec = record{text: bytes.Clone(d.text), line: d.begun}
			if d.length > d.most {
				rec.text, rec.fault = clip(d.text), fmt.Sprintf("the record is longer than %d bytes: export it without pictures", d.most)
			}
			return rec, i + 1, true, nil
		}
	}
	if d.inside {
		d.keep(chunk[from:])
	}
	return rec, len(chunk), false, nil
}

// keep adds bytes to the record as long as it is not too long.
func (d *document) keep(b []byte) {
	d.length += len(b)
	if room := d.most - len(d.text); room > 0 {
		d.text = append(d.text, b[:min(room, len(b))]...)
	}
}

func clip(text []byte) []byte {
	return bytes.Clone(text[:min(len(text), timeline.MaxRejectText)])
}
