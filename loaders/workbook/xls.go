package workbook

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"
)

// xls is a workbook of Excel 97 to 2003: records one behind another, first those of the whole workbook, then those of each sheet.
type xls struct {
	data    []byte
	list    []Sheet
	from    []int // where the sheets begin
	texts   []string
	formats map[int]string
	styles  []int // numbers of formats
	days    bool  // counted from 1904
}

// Records of a workbook.
const (
	biffFormula  = 0x0006
	biffEnd      = 0x000a
	biffDateMode = 0x0022
	biffPassword = 0x002f
	biffContinue = 0x003c
	biffSheet    = 0x0085
	biffMulRK    = 0x00bd
	biffRich     = 0x00d6
	biffStyle    = 0x00e0
	biffTexts    = 0x00fc
	biffText     = 0x00fd
	biffNumber   = 0x0203
	biffLabel    = 0x0204
	biffTruth    = 0x0205
	biffString   = 0x0207
	biffRK       = 0x027e
	biffFormat   = 0x041e
	biffBegin    = 0x0809
)

var errXLS = errors.New("a record of the workbook is damaged or cut off")

// openXLS opens a workbook of Excel 97, and says what a file in such a container is instead.
func openXLS(data []byte) (Book, error) {
	o, err := openOLE(data)
	if err != nil {
		return nil, fmt.Errorf("this is an old Office file (.xls or .doc): %w", err)
	}
	e, ok := o.entries["Workbook"]
	has := func(name string) bool { _, there := o.entries[name]; return there }
	switch {
	case ok:
	case has("EncryptedPackage"):
		return nil, errors.New("the workbook is protected by a password: save it without one")
	case has("Book"):
		return nil, errors.New("this is a workbook of Excel 95 or older (.xls): open it and save it as .xlsx or CSV")
	case has("WordDocument"):
		return nil, errors.New("this is a Word document (.doc): save its table as .xlsx or CSV")
	default:
		return nil, errors.New("this is an Office file that holds no workbook: save the table as .xlsx or CSV")
	}
	stream, err := o.stream(e)
	if err != nil {
		return nil, fmt.Errorf("this is an old Excel workbook (.xls): %w", err)
	}
	b := &xls{data: stream, formats: map[int]string{}}
	if err := b.globals(); err != nil {
		return nil, err
	}
	return b, nil
}

// record reads the record that begins at a byte; next is where the following one does.
func (b *xls) record(at int) (kind int, body []byte, next int, err error) {
	if at+4 > len(b.data) {
		return 0, nil, at, errXLS
	}
	kind, size := int(binary.LittleEndian.Uint16(b.data[at:])), int(binary.LittleEndian.Uint16(b.data[at+2:]))
	if next = at + 4 + size; next > len(b.data) {
		return 0, nil, at, errXLS
	}
	return kind, b.data[at+4 : next], next, nil
}

// globals reads what is told of the whole workbook.
func (b *xls) globals() error {
	for at := 0; ; {
		kind, body, next, err := b.record(at)
		if err != nil {
			return err
		}
		switch kind {
		case biffBegin:
			if len(body) < 4 || binary.LittleEndian.Uint16(body) != 0x0600 {
				return errors.New("this is a workbook of Excel 95 or older (.xls): open it and save it as .xlsx or CSV")
			}
		case biffPassword:
			return errors.New("the workbook is protected by a password: save it without one")
		case biffDateMode:
			b.days = len(body) > 0 && body[0] == 1
		case biffFormat:
			if len(body) > 4 {
				r := biffReader{parts: [][]byte{body[2:]}}
				if b.formats[int(binary.LittleEndian.Uint16(body))], err = r.text(2); err != nil {
					return err
				}
			}
		case biffStyle:
			if len(body) < 4 {
				return errXLS
			}
			b.styles = append(b.styles, int(binary.LittleEndian.Uint16(body[2:])))
		case biffSheet:
			if err := b.addSheet(body); err != nil {
				return err
			}
		case biffTexts:
			r := biffReader{parts: [][]byte{body}}
			for {
				kind, more, after, err := b.record(next)
				if err != nil {
					return err
				}
				if kind != biffContinue {
					break
				}
				r.parts, next = append(r.parts, more), after
			}
			if b.texts, err = r.texts(); err != nil {
				return err
			}
		case biffEnd:
			return nil
		}
		at = next
	}
}

// addSheet lists a sheet; charts and macros are none.
func (b *xls) addSheet(body []byte) error {
	if len(body) < 8 || len(b.list) == maxSheets {
		return errXLS
	}
	r := biffReader{parts: [][]byte{body[6:]}}
	name, err := r.text(1)
	if err != nil {
		return err
	}
	if body[5] != 0 {
		return nil
	}
	b.list = append(b.list, Sheet{name, body[4]&3 != 0})
	b.from = append(b.from, int(binary.LittleEndian.Uint32(body)))
	return nil
}

func (b *xls) Sheets() []Sheet { return b.list }
func (b *xls) From1904() bool  { return b.days }

// open looks where the rows of a sheet are. Some programs write them in another order.
func (b *xls) Open(sheet int) (Rows, error) {
	r := &xlsRows{book: b}
	deep, sorted := 0, true
	for at := b.from[sheet]; ; {
		kind, body, next, err := b.record(at)
		if err != nil {
			return nil, err
		}
		switch kind {
		case biffBegin:
			deep++
		case biffEnd:
			if deep--; deep <= 0 {
				if !sorted {
					slices.SortStableFunc(r.at, func(a, b xlsCell) int { return int(a.row) - int(b.row) })
				}
				return r, nil
			}
		case biffFormula, biffMulRK, biffRich, biffText, biffNumber, biffLabel, biffTruth, biffRK:
			if deep != 1 { // of a chart in the sheet
				break
			}
			if len(body) < 6 {
				return nil, errXLS
			}
			row := int32(binary.LittleEndian.Uint16(body))
			if n := len(r.at); n > 0 && r.at[n-1].row > row {
				sorted = false
			}
			r.at = append(r.at, xlsCell{row, int32(at)})
		}
		at = next
	}
}

// xlsCell is where a record of cells begins, and of what row.
type xlsCell struct{ row, at int32 }

// xlsRows reads the rows of a sheet.
type xlsRows struct {
	book *xls
	at   []xlsCell
}

func (r *xlsRows) Next() (Row, error) {
	if len(r.at) == 0 {
		return Row{}, io.EOF
	}
	row := Row{Line: int(r.at[0].row) + 1}
	for first := r.at[0].row; len(r.at) > 0 && r.at[0].row == first; r.at = r.at[1:] {
		if err := r.book.cells(&row, int(r.at[0].at)); err != nil {
			return row, err
		}
	}
	return row, nil
}

// cells reads a record of one or several cells.
func (b *xls) cells(row *Row, at int) error {
	kind, body, next, err := b.record(at)
	if err != nil {
		return err
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(body[at:])) }
	column, style := u16(2), u16(4)
	if len(body) < shortest(kind) {
		return errXLS
	}
	var c Cell
	switch kind {
	case biffText:
		n := int(binary.LittleEndian.Uint32(body[6:]))
		if n >= len(b.texts) {
			return fmt.Errorf("a cell refers to text %d of %d", n+1, len(b.texts))
		}
		c.Text = b.texts[n]
	case biffNumber:
		c = b.number(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), style)
	case biffRK:
		c = b.number(rkNumber(binary.LittleEndian.Uint32(body[6:])), style)
	case biffMulRK:
		for i := 4; i+8 <= len(body); i += 6 {
			if err := put(row, column, b.number(rkNumber(binary.LittleEndian.Uint32(body[i+2:])), u16(i))); err != nil {
				return err
			}
			column++
		}
		return nil
	case biffTruth:
		c = truthOrError(body[6], body[7] != 0)
	case biffLabel, biffRich:
		r := biffReader{parts: [][]byte{body[6:]}}
		if c.Text, err = r.text(2); err != nil {
			return err
		}
	case biffFormula:
		if c, err = b.formula(body, style, next); err != nil {
			return err
		}
	}
	return put(row, column, c)
}

// shortest is the least length of a record of cells.
func shortest(kind int) int {
	switch kind {
	case biffText, biffRK:
		return 10
	case biffNumber:
		return 14
	case biffMulRK:
		return 12
	case biffTruth:
		return 8
	case biffFormula:
		return 20
	}
	return 9
}

// formula is the value that a formula had.
func (b *xls) formula(body []byte, style, next int) (c Cell, err error) {
	value := body[6:14]
	switch {
	case value[6] != 0xff || value[7] != 0xff:
		c = b.number(math.Float64frombits(binary.LittleEndian.Uint64(value)), style)
	case value[0] == 1, value[0] == 2:
		c = truthOrError(value[2], value[0] == 2)
	case value[0] == 0:
		for range 3 { // the text stands behind it, perhaps behind what the formula shares
			kind, text, after, err := b.record(next)
			if err != nil {
				return c, err
			}
			if next = after; kind != biffString {
				continue
			}
			r := biffReader{parts: [][]byte{text}}
			for kind, more, after, err := b.record(next); err == nil && kind == biffContinue; kind, more, after, err = b.record(after) {
				r.parts = append(r.parts, more)
			}
			if c.Text, err = r.text(2); err != nil {
				return c, err
			}
			break
		}
	}
	c.Formula = true
	return c, nil
}

// put sets a cell of a row.
func put(row *Row, column int, c Cell) error {
	if column >= maxSheetColumn {
		return errXLS
	}
	if column >= len(row.Cells) {
		row.Cells = append(row.Cells, make([]Cell, column+1-len(row.Cells))...)
	}
	row.Cells[column] = c
	return nil
}

func (b *xls) number(v float64, style int) Cell {
	var shown Shown
	if style < len(b.styles) {
		shown = shownBy(b.styles[style], b.formats[b.styles[style]])
	}
	return numberCell(strconv.FormatFloat(v, 'g', -1, 64), shown, b.days)
}

// rkNumber is a number in thirty bits: the first of a double, or a whole one, perhaps in hundredths.
func rkNumber(rk uint32) float64 {
	v := float64(int32(rk) >> 2)
	if rk&2 == 0 {
		v = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}

func truthOrError(value byte, isError bool) Cell {
	if !isError {
		return truthCell(strconv.Itoa(int(value)))
	}
	names := map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0f: "#VALUE!", 0x17: "#REF!", 0x1d: "#NAME?", 0x24: "#NUM!", 0x2a: "#N/A"}
	if name := names[value]; name != "" {
		return Cell{Text: name, Kind: KindError}
	}
	return Cell{Text: "#ERROR!", Kind: KindError}
}

// biffReader reads texts out of a record and those that continue it.
type biffReader struct {
	parts [][]byte
	size  int // of what was read
}

// take reads so many bytes, of as many records as they lie in.
func (r *biffReader) take(n int) ([]byte, error) {
	var out []byte
	for n > 0 {
		if len(r.parts) == 0 {
			return nil, errXLS
		}
		got := min(n, len(r.parts[0]))
		if out == nil && got == n {
			out = r.parts[0][:n:n]
		} else {
			out = append(out, r.parts[0][:got]...)
		}
		r.parts[0] = r.parts[0][got:]
		if n -= got; n > 0 {
			r.parts = r.parts[1:]
		}
	}
	return out, nil
}

// text reads a text whose length is a number of so many bytes.
func (r *biffReader) text(lengthBytes int) (string, error) {
	head, err := r.take(lengthBytes + 1)
	if err != nil {
		return "", err
	}
	length, flags := int(head[0]), head[lengthBytes]
	if lengthBytes == 2 {
		length |= int(head[1]) << 8
	}
	skip := 0
	if flags&8 != 0 {
		runs, err := r.take(2)
		if err != nil {
			return "", err
		}
		skip = 4 * int(binary.LittleEndian.Uint16(runs))
	}
	if flags&4 != 0 {
		spoken, err := r.take(4)
		if err != nil {
			return "", err
		}
		size := binary.LittleEndian.Uint32(spoken)
		if size > MaxBytes {
			return "", errXLS
		}
		skip += int(size)
	}
	var units []uint16
	for len(units) < length {
		wide := flags & 1
		fit := min(length-len(units), len(r.parts[0])>>wide)
		if fit == 0 { // the record that goes on says anew how wide they are
			if len(r.parts[0]) > 0 || len(r.parts) == 1 || len(r.parts[1]) == 0 {
				return "", errXLS
			}
			flags, r.parts = r.parts[1][0], r.parts[1:]
			r.parts[0] = r.parts[0][1:]
			continue
		}
		chars, err := r.take(fit << wide)
		if err != nil {
			return "", err
		}
		for i := 0; i < len(chars); i += 1 << wide {
			unit := uint16(chars[i])
			if wide == 1 {
				unit |= uint16(chars[i+1]) << 8
			}
			units = append(units, unit)
		}
	}
	_, err = r.take(skip)
	return string(utf16.Decode(units)), err
}

// texts reads the texts that cells refer to by number.
func (r *biffReader) texts() (all []string, err error) {
	head, err := r.take(8)
	if err != nil {
		return nil, err
	}
	for range binary.LittleEndian.Uint32(head[4:]) {
		text, err := r.text(2)
		if err != nil {
			return nil, err
		}
		if r.size += len(text) + 16; r.size > maxTexts {
			return nil, fmt.Errorf("its texts take more than %d MiB", maxTexts>>20)
		}
		all = append(all, text)
	}
	return all, nil
}
