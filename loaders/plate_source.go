package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"sightline/loaders/charset"
	"sightline/loaders/workbook"
	"sightline/timeline"
)

// plateSource is a file of plate reads, whatever its form.
type plateSource interface {
	columns() *columns
	from1904() bool // day numbers of the file count from 1904
	numbers() bool  // the file keeps positions as numbers, without zeros at the end
	// look reads as much as sample needs.
	look(context.Context) error
	// sample yields the first rows; they are valid until the next one.
	sample() iter.Seq[[][]byte]
	// fill hands the rows of the file's next piece to take, and those that are no whole rows to the batch's rejects. What
	// lies in the batch stays valid until the batch is used again. ended is true after the last piece.
	fill(ctx context.Context, b *plateBatch, take func(*plateBatch, *record, [][]byte) error) (ended bool, err error)
	// repeats reports whether a row repeats the headings.
	repeats(parts [][]byte) bool
	close() error
}

// open opens a file of reads by its content: a workbook, XML, JSON, or a table.
func (p *plateParser) open(ctx context.Context, in Input) (plateSource, error) {
	src, head, err := peek(in)
	if err != nil {
		return nil, err
	}
	in.Reader = src
	if in.profile == nil && len(p.opt.Columns) == 0 {
		if in.profile = recognized(head); in.profile != nil {
			in.shape.by(in.profile)
			p.opt = in.profile.options(p.opt)
			p.notes.add(fmt.Sprintf("read by profile %s, which the file's headings show", in.profile.ID()), 1)
		}
	}
	aliases := kindAliases()[timeline.KindRead].with(p.opt.Columns)
	switch form := formOf(head); form {
	case formWorkbook:
		rows, from1904, err := openWorkbook(in, aliases, plateColumns, plateWants, &p.notes)
		if err != nil {
			return nil, err
		}
		p.mended(rows.mend)
		return &plateItems{items: &sheetItems{rows: rows, notes: &p.notes}, cols: rows.columns(), days1904: from1904, asNumbers: true}, nil
	case FormXML, FormJSON:
		items, src, err := openDocument(in, form, "plate", &p.notes)
		if err != nil {
			return nil, err
		}
		p.mended(src.mend)
		return &plateItems{items: items, cols: &items.cols, asNumbers: form == FormJSON}, nil
	}
	text, err := openText(in, &p.notes)
	if err != nil {
		return nil, err
	}
	t, err := openTable(ctx, text, aliases, plateColumns, plateWants, &p.notes)
	if err != nil {
		return nil, err
	}
	p.mended(text.mend)
	return &plateText{table: t, head: text.head}, nil
}

// mended takes what a mended file says of the whole file it came from.
func (p *plateParser) mended(m *rejectOrigin) {
	p.opt.mendOrder(m)
	p.mend = m
}

// formWorkbook is the form of a workbook, which a profile calls a table.
const formWorkbook Form = "workbook"

// formOf tells the form of a file by its first bytes.
func formOf(head []byte) Form {
	if workbook.IsWorkbook(head) {
		return formWorkbook
	}
	if enc, _ := charset.UTF16(head); enc != nil {
		decoded, err := enc.NewDecoder().Bytes(head[:len(head)&^1])
		if err == nil {
			head = decoded
		}
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	lower := bytes.ToLower(start[:min(len(start), 16)])
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return FormTable // and refused as such
	case bytes.HasPrefix(start, []byte("<")):
		return FormXML
	case bytes.HasPrefix(start, []byte("{")) && !bytes.HasPrefix(start, []byte(`{\rtf`)), bytes.HasPrefix(start, []byte("[")):
		return FormJSON
	}
	return FormTable
}

// plateText is a delimited text, or one with fields at fixed positions. It is read in chunks that lie in the batches.
type plateText struct {
	table   *table
	head    []byte
	started bool
}

func (t *plateText) columns() *columns           { return &t.table.columns }
func (t *plateText) from1904() bool              { return false }
func (t *plateText) numbers() bool               { return false }
func (t *plateText) look(context.Context) error  { return nil }
func (t *plateText) sample() iter.Seq[[][]byte]  { return t.table.rows(t.head) }
func (t *plateText) repeats(parts [][]byte) bool { return t.table.isHeadings(parts) }
func (t *plateText) close() error                { return nil }

func (t *plateText) fill(ctx context.Context, b *plateBatch, take func(*plateBatch, *record, [][]byte) error) (ended bool, err error) {
	r := t.table.records
	if b.buf == nil && !r.eof && t.started {
		b.buf = make([]byte, 0, chunkBytes)
	}
	for t.started {
		long, err := r.refill(ctx, b.buf[:0])
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if long == nil {
			break
		}
		b.reject(long, "", long.fault)
	}
	b.buf = r.buf // of the first chunk too, which was read with the headings
	t.started = true
	var rec record // one for all rows: it is on the heap
	for {
		var ok bool
		if rec, ok = r.next(); !ok {
			return false, nil
		}
		parts := t.table.fields.split(rec.text)
		if fault := t.table.rowFault(&rec, parts); fault != "" {
			b.reject(&rec, "", fault)
			continue
		}
		if err := take(b, &rec, parts); err != nil {
			return false, err
		}
	}
}

// item is one record of a workbook, a JSON or an XML file. Nothing of it is used again by its reader.
type item struct {
	record
	parts [][]byte
}

// itemReader reads items one by one; next returns io.EOF after the last.
type itemReader interface {
	next(context.Context) (item, error)
	repeats(parts [][]byte) bool
	close() error
}

const (
	itemsLookedAt = 500       // items that are looked at before the first is taken
	itemsInBatch  = 1000      // items handed on together
	bytesInBatch  = 256 << 10 // or so many bytes of their text
)

// plateItems is a file of reads that are read item by item.
type plateItems struct {
	items     itemReader
	cols      *columns
	days1904  bool
	asNumbers bool
	first     []item // read to be looked at, and not yet handed on
	ended     bool
}

func (s *plateItems) columns() *columns           { return s.cols }
func (s *plateItems) from1904() bool              { return s.days1904 }
func (s *plateItems) numbers() bool               { return s.asNumbers }
func (s *plateItems) repeats(parts [][]byte) bool { return s.items.repeats(parts) }
func (s *plateItems) close() error                { return s.items.close() }

func (s *plateItems) look(ctx context.Context) error {
	for size := 0; len(s.first) < itemsLookedAt && size < 4*bytesInBatch; {
		it, err := s.items.next(ctx)
		if errors.Is(err, io.EOF) {
			s.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		size += len(it.text)
		s.first = append(s.first, it)
	}
	return nil
}

func (s *plateItems) sample() iter.Seq[[][]byte] {
	return func(yield func([][]byte) bool) {
		for i := range s.first {
			if s.first[i].fault == "" && !yield(s.first[i].parts) {
				return
			}
		}
	}
}

func (s *plateItems) fill(ctx context.Context, b *plateBatch, take func(*plateBatch, *record, [][]byte) error) (ended bool, err error) {
	for n, size := 0, 0; n < itemsInBatch && size < bytesInBatch; n++ {
		it, err := s.next(ctx)
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		size += len(it.text)
		if it.fault != "" {
			b.reject(&it.record, "", it.fault)
			continue
		}
		if err := take(b, &it.record, it.parts); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (s *plateItems) next(ctx context.Context) (item, error) {
	if len(s.first) > 0 {
		it := s.first[0]
		s.first = s.first[1:]
		return it, nil
	}
	if s.ended {
		return item{}, io.EOF
	}
	return s.items.next(ctx)
}

// sheetItems are the rows of a workbook.
type sheetItems struct {
	rows  *sheetRows
	notes *notes
}

func (s *sheetItems) close() error { return s.rows.close() }

func (s *sheetItems) next(ctx context.Context) (item, error) {
	r, err := s.rows.next(ctx)
	if err != nil {
		return item{}, err
	}
	it := item{record: record{text: r.text, line: r.line, fault: r.fault, context: r.context}, parts: make([][]byte, len(r.cells))}
	for i, c := range r.cells {
		it.parts[i] = []byte(c)
	}
	if len(r.formulas) > 0 {
		s.notes.add("values computed by formulas", int64(len(r.formulas)))
	}
	return it, nil
}

func (s *sheetItems) repeats(parts [][]byte) bool {
	names, made := s.rows.cols.names, len(s.rows.made)
	if len(parts) != len(names) {
		return false
	}
	for i := made; i < len(parts); i++ {
		if string(parts[i]) != names[i] {
			return false
		}
	}
	return true
}
