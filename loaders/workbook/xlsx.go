package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// xlsx is a workbook of Office Open XML, transitional or strict: their name spaces differ, their elements do not.
type xlsx struct {
	parts  parts
	list   []Sheet
	files  []string // parts of the sheets
	days   bool     // counted from 1904
	shown  []Shown
	texts  []string
	loaded bool // the texts are
	file   string
}

func openXLSX(p parts) (Book, error) {
	b := &xlsx{parts: p}
	var list struct {
		Props struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := p.decode("xl/workbook.xml", &list); err != nil {
		return nil, fmt.Errorf("its list of sheets is %w", err)
	}
	b.days = list.Props.Date1904 == "1" || strings.EqualFold(list.Props.Date1904, "true")
	targets, err := b.relations()
	if err != nil {
		return nil, err
	}
	if len(list.Sheets) > maxSheets {
		return nil, fmt.Errorf("it has more than %d sheets", maxSheets)
	}
	for _, s := range list.Sheets {
		var sheet Sheet
		target := ""
		for _, a := range s.Attrs {
			switch a.Name.Local {
			case "name":
				sheet.Name = a.Value
			case "id":
				target = targets[a.Value]
			case "state":
				sheet.Hidden = a.Value == "hidden" || a.Value == "veryHidden"
			}
		}
		if target == "" {
			return nil, fmt.Errorf("no part holds sheet %q", sheet.Name)
		}
		b.list, b.files = append(b.list, sheet), append(b.files, target)
	}
	return b, b.styles()
}

// relations reads where the sheets and the texts lie.
func (b *xlsx) relations() (map[string]string, error) {
	var rels struct {
		Rels []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.parts.decode("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, fmt.Errorf("its list of parts is %w", err)
	}
	targets := map[string]string{}
	b.file = "xl/sharedstrings.xml"
	for _, r := range rels.Rels {
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		target = partName(path.Clean(target))
		targets[r.ID] = target
		if strings.HasSuffix(r.Type, "/sharedStrings") {
			b.file = target
		}
	}
	return targets, nil
}

// styles reads which cells show dates.
func (b *xlsx) styles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.parts.decode("xl/styles.xml", &styles); err != nil {
		return fmt.Errorf("its styles are %w", err)
	}
	codes := map[int]string{}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		b.shown = append(b.shown, shownBy(c.Format, codes[c.Format]))
	}
	return nil
}

func (b *xlsx) Sheets() []Sheet { return b.list }
func (b *xlsx) From1904() bool  { return b.days }

func (b *xlsx) Open(sheet int) (Rows, error) {
	if !b.loaded {
		if err := b.loadTexts(); err != nil {
			return nil, fmt.Errorf("its texts are %w", err)
		}
		b.loaded = true
	}
	x, err := b.parts.xml(b.files[sheet])
	if err != nil {
		return nil, err
	}
	return &xlsxRows{book: b, xml: x}, nil
}

// loadTexts reads the texts that cells refer to by number.
func (b *xlsx) loadTexts() error {
	if b.parts[b.file] == nil {
		return nil
	}
	x, err := b.parts.xml(b.file)
	if err != nil {
		return err
	}
	size := 0
	for {
		t, err := x.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			x.begin()
			text, err := richText(x, "si")
			if err != nil {
				return err
			}
			if size += len(text) + 16; size > maxTexts {
				return fmt.Errorf("more than %d MiB", maxTexts>>20)
			}
			b.texts = append(b.texts, text)
		}
	}
}

// richText reads the text of an element up to its end: of its runs, without how it is to be spoken.
func richText(x *sheetXML, until string) (string, error) {
	var text strings.Builder
	inside := false
	for depth := 1; ; {
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "rPh" {
				if err := x.Skip(); err != nil {
					return "", x.fault(err)
				}
				continue
			}
			depth++
			inside = t.Name.Local == "t"
		case xml.EndElement:
			inside = false
			if depth--; depth == 0 && t.Name.Local == until {
				return unescaped(text.String()), nil
			}
		case xml.CharData:
			if inside {
				text.Write(t)
			}
		}
	}
}

// unescaped reads characters that XML cannot hold, written as _x000D_.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if c, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				out.WriteRune(rune(c))
				i += 6
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// xlsxRows reads a sheet.
type xlsxRows struct {
	book *xlsx
	xml  *sheetXML
	last int
}

func (r *xlsxRows) Next() (Row, error) {
	for {
		t, err := r.xml.token()
		if err != nil {
			return Row{}, err
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "row" {
			r.xml.begin()
			return r.row(e)
		}
	}
}

func (r *xlsxRows) row(e xml.StartElement) (Row, error) {
	row := Row{Line: r.last + 1}
	if ref := attribute(e, "r"); ref != "" {
		n, err := strconv.Atoi(ref)
		switch {
		case err != nil || n > maxSheetRow:
			return row, fmt.Errorf("a row has the number %.20q", ref)
		case n <= r.last:
			return row, errors.New("rows or cells are not in their order")
		}
		row.Line = n
	}
	if r.last = row.Line; r.last > maxSheetRow {
		return row, errors.New("it has more rows than a sheet can have")
	}
	for {
		t, err := r.xml.token()
		if err != nil {
			return row, r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := r.xml.Skip(); err != nil {
					return row, r.xml.fault(err)
				}
				continue
			}
			if err := r.cell(&row, t); err != nil {
				return row, err
			}
		case xml.EndElement:
			return row, nil
		}
	}
}

// cell reads a cell behind those of its row before it.
func (r *xlsxRows) cell(row *Row, e xml.StartElement) error {
	if ref := attribute(e, "r"); ref != "" {
		column, ok := columnOf(ref)
		switch {
		case !ok || column > maxSheetColumn:
			return fmt.Errorf("a cell is called %.20q", ref)
		case column <= len(row.Cells):
			return errors.New("rows or cells are not in their order")
		}
		row.Cells = append(row.Cells, make([]Cell, column-1-len(row.Cells))...)
	}
	if len(row.Cells) >= maxSheetColumn {
		return errors.New("a row has more cells than a sheet can have")
	}
	var value, inline string
	formula := false
	for {
		t, err := r.xml.token()
		if err != nil {
			return r.xml.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				if value, err = elementText(r.xml); err != nil {
					return err
				}
			case "is":
				if inline, err = richText(r.xml, "is"); err != nil {
					return err
				}
			default:
				formula = formula || t.Name.Local == "f"
				if err := r.xml.Skip(); err != nil {
					return r.xml.fault(err)
				}
			}
		case xml.EndElement:
			c, err := r.value(attribute(e, "t"), attribute(e, "s"), value, inline)
			c.Formula = formula
			row.Cells = append(row.Cells, c)
			return err
		}
	}
}

// elementText reads the text of an element that has no others in it.
func elementText(x *sheetXML) (string, error) {
	var text string
	for {
		t, err := x.token()
		if err != nil {
			return "", x.fault(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			text += string(t)
		case xml.StartElement:
			if err := x.Skip(); err != nil {
				return "", x.fault(err)
			}
		case xml.EndElement:
			return text, nil
		}
	}
}

// value makes a cell's value of its type, its style and its text.
func (r *xlsxRows) value(kind, style, text, inline string) (Cell, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n >= len(r.book.texts) {
			return Cell{}, fmt.Errorf("a cell refers to text %d of %d", n+1, len(r.book.texts))
		}
		return Cell{Text: r.book.texts[n]}, nil
	case "inlineStr":
		if inline == "" {
			inline = unescaped(text)
		}
		return Cell{Text: inline}, nil
	case "str":
		return Cell{Text: unescaped(text)}, nil
	case "b":
		return truthCell(text), nil
	case "e":
		return Cell{Text: text, Kind: KindError}, nil
	}
	var shown Shown
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(r.book.shown) {
		shown = r.book.shown[n]
	}
	if kind == "d" {
		return isoCell(text, shown), nil
	}
	return numberCell(text, shown, r.book.days), nil
}

// numberCell is a number, or the date that it stands for.
func numberCell(text string, shown Shown, from1904 bool) Cell {
	switch {
	case strings.TrimSpace(text) == "":
		return Cell{}
	case shown.isDate():
		return Day(text, shown, from1904)
	case shown.powers:
		return Cell{Text: numberText(text), Kind: KindPowers}
	}
	return Cell{Text: numberText(text), Kind: KindNumber}
}

// truthCell is a truth value as workbooks show it.
func truthCell(text string) Cell {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "true":
		return Cell{Text: "TRUE", Kind: KindTruth}
	case "0", "false":
		return Cell{Text: "FALSE", Kind: KindTruth}
	}
	return Cell{Text: text, Kind: KindTruth}
}

// maxSheetColumn is how many columns a sheet has in the programs that write them.
const maxSheetColumn = 16384

// columnOf reads the column of a cell's name such as AB12, from 1.
func columnOf(ref string) (column int, ok bool) {
	for i := range len(ref) {
		switch c := ref[i]; {
		case c >= 'A' && c <= 'Z' && i < 3:
			column = column*26 + int(c-'A') + 1
		case c >= 'a' && c <= 'z' && i < 3:
			column = column*26 + int(c-'a') + 1
		case i > 0 && c >= '0' && c <= '9':
			return column, true
		default:
			return 0, false
		}
	}
	return 0, false
}
