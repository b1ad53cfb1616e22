package loaders

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// The workbook reader ends a sheet without an error where its XML is damaged, and leaves out texts that it does not find.
// So the parts are looked through before: quickly as bytes, and as XML only where the bytes give cause for doubt.

// textsPart holds the texts that cells refer to by number.
const textsPart = "xl/sharedStrings.xml"

// partPreview is what a quick look at the bytes of a part shows.
type partPreview struct {
	doubtful bool     // they may be no whole XML
	formulas bool     // there may be some
	mixed    bool     // rows, or cells of a row, are not in their order
	row      int      // the least number that the last row can have
	column   int      // and the last cell of a row
	cells    int      // so far in a row
	refers   bool     // the cell refers to a text by its number
	texts    int      // texts, or in a sheet the least number of them that its cells refer to
	widest   int      // most cells in a row
	at       int      // of what is being looked at, in bytes
	begun    int      // where a row, or a text, begins
	longest  int      // bytes of the longest of them
	before   byte     // what stands before that
	open     []uint64 // hashes of the names of open elements
	seed     maphash.Seed
}

// lookThrough looks at the bytes of a part.
func lookThrough(r io.Reader) (look partPreview, err error) {
	const overlap = 64 // more than what is looked for is long
	look.seed = maphash.MakeSeed()
	r = transform.NewReader(r, encoding.UTF8Validator)
	buf := make([]byte, chunkBytes+overlap)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		text, ended := buf[:kept+n], errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if errors.Is(err, encoding.ErrInvalidUTF8) {
			look.doubtful, ended = true, true
		} else if err != nil && !ended {
			return look, err
		}
		whole := text // what begins here is looked at now, and what begins behind it with the next bytes
		if !ended {
			whole = text[:len(text)-overlap]
		}
		look.markup(text, len(whole))
		if ended {
			look.doubtful = look.doubtful || len(look.open) > 0
			return look, nil
		}
		kept = copy(buf, text[len(whole):])
	}
}

// markup looks at what begins in the first so many bytes of a text.
func (p *partPreview) markup(text []byte, begins int) {
	for i := 0; i < begins; i++ {
		switch c := text[i]; {
		case c == '<':
			p.tag(p.at+i, text[i+1:])
		case c == '&':
			p.doubtful = p.doubtful || !isEntity(text[i:])
		case c == '>' && p.before == '/':
			p.close(0)
		case c < ' ' && c != '\n' && c != '\r' && c != '\t':
			p.doubtful = true
		}
		p.before = text[i]
	}
	p.at += begins
}

// tag looks at what follows a < that stands at a byte of the part.
func (p *partPreview) tag(at int, b []byte) {
	if len(b) < 2 {
		p.doubtful = true
		return
	}
	closes := b[0] == '/'
	switch {
	case b[0] == '!':
		p.doubtful = true
		return
	case b[0] == '?':
		return
	case closes:
		b = b[1:]
	}
	n := 0
	for n < len(b) && (isWord(b[n]) || b[n] == ':' || b[n] == '-' || b[n] == '.') {
		n++
	}
	name, rest := b[:n], b[n:]
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	hash := maphash.Bytes(p.seed, b[:n])
	if closes {
		p.close(hash)
		if string(name) == "row" || string(name) == "si" {
			p.longest = max(p.longest, at-p.begun)
		}
		return
	}
	p.open = append(p.open, hash)
	named := bytes.HasPrefix(rest, []byte(` r="`)) // as programs write it
	switch string(name) {
	case "f":
		p.formulas = true
	case "row":
		p.column, p.cells, p.begun = 0, 0, at
		p.row = p.next(p.row, named, rowOf, rest)
	case "si":
		p.begun = at
		p.texts++
	case "v":
		if last, ok := rowOf(bytes.TrimPrefix(rest, []byte(">"))); ok && p.refers {
			p.texts = max(p.texts, last+1)
		}
	case "c":
		end := bytes.IndexByte(rest, '>')
		p.refers = end > 0 && bytes.Contains(rest[:end], []byte(` t="s"`))
		p.cells++
		p.widest = max(p.widest, p.cells)
		p.column = p.next(p.column, named, columnOf, rest)
	}
}

// close ends the innermost element; its name is 0 where its own tag ends it.
func (p *partPreview) close(name uint64) {
	n := len(p.open) - 1
	if n < 0 || name != 0 && p.open[n] != name {
		p.doubtful = true
	}
	p.open = p.open[:max(n, 0)]
}

// next is the number of a row or a cell behind the one before: its own where it is named, else the following.
func (p *partPreview) next(before int, named bool, read func(ref []byte) (int, bool), tag []byte) int {
	if named {
		if own, ok := read(tag[len(` r="`):]); ok {
			p.mixed = p.mixed || own <= before
			return own
		}
	}
	return before + 1
}

// rowOf reads the number of a row.
func rowOf(ref []byte) (row int, ok bool) {
	n := digitRun(ref)
	return number(ref[:n]), n > 0 && n < 9
}

// columnOf reads the column of a cell's name such as AB12, from 1.
func columnOf(ref []byte) (column int, ok bool) {
	for i, c := range ref {
		switch {
		case c >= 'A' && c <= 'Z' && i < 3:
			column = column*26 + int(c-'A') + 1
		case i > 0:
			return column, true
		default:
			return 0, false
		}
	}
	return 0, false
}

// isEntity reports whether a text begins with an entity of XML itself, other than a character's number.
func isEntity(b []byte) bool {
	for _, e := range []string{"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"} {
		if bytes.HasPrefix(b, []byte(e)) {
			return true
		}
	}
	return false
}

// lookAt looks at a part of a workbook and refuses it where it is no XML.
func (s *sheetRows) lookAt(z *zip.Reader, part string) (partPreview, error) {
	r, err := z.Open(part)
	if err != nil {
		return partPreview{}, err
	}
	look, err := lookThrough(io.LimitReader(r, maxUnpacked))
	if err = errors.Join(err, r.Close()); err != nil || !look.doubtful {
		return look, err
	}
	if r, err = z.Open(part); err != nil {
		return look, err
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, maxUnpacked))
	d.CharsetReader = s.file.CharsetReader
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return look, nil
		} else if err != nil {
			line, _ := d.InputPos()
			return look, fmt.Errorf("damaged at line %d of its XML: %w", line, err)
		}
	}
}

// check looks through the parts of a sheet.
func (s *sheetRows) check(z *zip.Reader, sheet string) error {
	part, err := sheetPart(z, sheet)
	if err != nil {
		return err
	}
	look, err := s.lookAt(z, part)
	if err != nil {
		return err
	}
	if look.mixed && !look.doubtful { // what doubt looked at may lie in a comment
		return errors.New("rows or cells are not in their order")
	}
	if !look.doubtful {
		s.last = look.row
	}
	if look.longest > maxInMemory {
		return fmt.Errorf("a row takes more than %d MiB", maxInMemory>>20)
	}
	known := 0
	for _, f := range z.File {
		if strings.EqualFold(f.Name, textsPart) {
			texts, err := s.lookAt(z, f.Name)
			if err != nil {
				return fmt.Errorf("its texts are %w", err)
			}
			known = texts.texts
			if texts.longest*look.widest > maxUnpacked {
				return fmt.Errorf("a row with %d cells could hold texts of more than %d MiB", look.widest, maxUnpacked>>20)
			}
		}
	}
	if look.texts > known && !look.doubtful {
		return fmt.Errorf("a cell refers to text %d of %d", look.texts, known)
	}
	if look.formulas {
		s.formulas, err = formulaCells(z, part)
	}
	return err
}

// formulaCells lists the cells of a sheet's part that hold formulas, as columns by row number; both count from 0 and 1 as
// the rest of this package does. The workbook reader's row stream does not tell.
func formulaCells(z *zip.Reader, part string) (map[int][]int, error) {
	r, err := z.Open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cells := map[int][]int{}
	d := xml.NewDecoder(io.LimitReader(r, maxUnpacked))
	line, column := 0, -1
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			line, column = line+1, -1
		case "c":
			column++
			for _, a := range start.Attr {
				if a.Name.Local == "r" {
					if c, l, err := excelize.CellNameToCoordinates(a.Value); err == nil {
						line, column = l, c-1
					}
				}
			}
		case "f":
			cells[line] = append(cells[line], column)
		}
	}
}

// sheetPart finds the part of the package that holds a sheet.
func sheetPart(z *zip.Reader, sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Rels []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := readPart(z, workbookPart, &book); err != nil {
		return "", err
	}
	if err := readPart(z, "xl/_rels/workbook.xml.rels", &rels); err != nil {
		return "", err
	}
	for _, s := range book.Sheets {
		for _, r := range rels.Rels {
			if s.Name == sheet && r.ID == s.ID {
				if strings.HasPrefix(r.Target, "/") {
					return strings.TrimPrefix(path.Clean(r.Target), "/"), nil
				}
				return path.Join("xl", r.Target), nil
			}
		}
	}
	return "", fmt.Errorf("no part holds sheet %q", sheet)
}

func readPart(z *zip.Reader, name string, into any) error {
	r, err := z.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, maxInMemory)).Decode(into)
}
