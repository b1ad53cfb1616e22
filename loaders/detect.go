package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sightline/loaders/workbook"
)

// Detection is what a file most likely is.
type Detection struct {
	Format     FormatName // "" when it is none that is known
	Profile    *Profile   // the shipped profile its content shows, nil for none
	Confidence float64    // 0 to 1
	Why        string     // a sentence for the analyst
	Unpacked   string     // what it was packed in, "" for nothing
}

// Recognize says which format a file most likely has, by the beginning of what it unpacks to. An error says that the
// file cannot be read at all.
func Recognize(ctx context.Context, in Input) (Detection, error) {
	var n notes
	in, done, err := unpack(ctx, in, &n)
	if err != nil {
		return Detection{}, err
	}
	defer done()
	src, head, err := peek(in)
	if err != nil {
		return Detection{}, err
	}
	d := Detection{}
	switch {
	case workbook.IsWorkbook(head):
		in.Reader = src
		d = detectWorkbook(in)
	case recognized(head) != nil:
		d = detectProfile(recognized(head))
	default:
		d.Format, d.Confidence, d.Why = Detect(head, in.Name)
	}
	if len(n.list) > 0 {
		d.Unpacked = n.list[0].Text
	}
	return d, nil
}

// detectProfile is the detection of a file by a shipped profile.
func detectProfile(p *Profile) Detection {
	return Detection{p.Format, p, 0.95, fmt.Sprintf("it holds %s, as files of profile %s do (%s)", strings.Join(p.detect, ", "), p.Name,
		p.Title), ""}
}

// detectWorkbook looks for the headings of a format in a workbook's sheets.
func detectWorkbook(in Input) Detection {
	data, err := io.ReadAll(io.LimitReader(in.Reader, workbook.MaxBytes+1))
	if err != nil {
		return Detection{Why: err.Error()}
	}
	best, why := Detection{}, ""
	most := 0
	for _, name := range detectable() {
		in.Reader = bytes.NewReader(data)
		table := name.table()
		rows, _, err := openWorkbook(in, table.aliases, table.fit, "", &notes{})
		var whole *InputError
		switch {
		case errors.As(err, &whole):
			why = whole.Reason
			continue
		case err != nil:
			return Detection{Why: err.Error()}
		}
		c := rows.columns()
		if len(c.at) > most {
			most = len(c.at)
			best = Detection{name, nil, table.sure(c),
				fmt.Sprintf("it is a workbook with a sheet whose headings name what %s need (%s)", name.plain(),
					strings.Join(headingsFound(c), ", ")), ""}
		}
		if err := rows.close(); err != nil {
			return Detection{Why: err.Error()}
		}
	}
	if most == 0 {
		return Detection{Why: why}
	}
	return best
}

// detectable are the formats that the headings of a table tell. Of several whose headings a table has as many the first counts.
func detectable() []FormatName {
	all := []FormatName{FormatPlates, FormatNCIC}
	return append(all, namesOf(func(f Format) bool { return f.kind != nil })...)
}

// plain is what files of a format are called in a sentence: "custodies".
func (n FormatName) plain() string {
	if f, _ := FormatOf(n); f.kind != nil {
		return f.kind.Many
	}
	return string(n)
}

// sure is how sure the headings of a table make its format, from 0.7 to 0.95.
func (t *tableFormat) sure(c *columns) float64 {
	found := 0
	for _, f := range t.full {
		if c.has(f) {
			found++
		}
	}
	return 0.7 + 0.25*float64(found)/float64(len(t.full))
}

// Detect says which format a file most likely has, by its first bytes (64 KiB are enough) and its name. confidence runs
// from 0 to 1; format is "" and confidence 0 when it is none. why is a sentence for the analyst. Recognize looks into
// compressed files and workbooks too.
func Detect(first []byte, name string) (format FormatName, confidence float64, why string) {
	if workbook.IsWorkbook(first) {
		if strings.HasSuffix(strings.ToLower(name), ".xlsx") {
			return FormatAddresses, 0.6, "it is a workbook, and addresses are what workbooks are mostly read for"
		}
		return "", 0, notText(first)
	}
	if p := recognized(first); p != nil {
		d := detectProfile(p)
		return d.Format, d.Confidence, d.Why
	}
	if ok, form := isRapSheet(first); ok {
		return FormatRapSheet, 0.9, "it is a rap sheet in the " + form + " form"
	}
	if wrapsRapSheet(first) {
		return FormatRapSheet, 0.9, "it holds a rap sheet inside of XML or Base64"
	}
	src, err := openText(Input{Name: name, Reader: bytes.NewReader(first)}, &notes{})
	if err != nil {
		return "", 0, strings.TrimPrefix(err.Error(), name+": ")
	}
	if formOf(src.head) == FormJSON {
		return "", 0, "it is a JSON file of no kind that is known by its content"
	}
	most := 0
	for _, name := range detectable() {
		table := name.table()
		c, _, _, ok := findHeadings(src.head, table.aliases, table.fit)
		if !ok || name == FormatPlates && c.has("ori") && !c.has("lat", "position") || len(c.at) <= most {
			continue
		}
		most, format, confidence = len(c.at), name, table.sure(&c)
		why = fmt.Sprintf("it is a table whose headings name what %s need (%s)", name.plain(), strings.Join(headingsFound(&c), ", "))
	}
	if most > 0 {
		return format, confidence, why
	}
	return detectText(src.head)
}

// detectText looks for CODE/VALUE fields and message headers.
func detectText(head []byte) (FormatName, float64, string) {
	b := newBlocks(bytes.NewReader(head), head, shippedTables())
	var fields, headers, messages, total int
	for {
		line, err := b.line(context.Background())
		if err == io.EOF {
			break
		}
		if err != nil || line.fault != "" {
			continue
		}
		total++
		known, _ := fieldStarts(line.text)
		fields += len(known)
		switch classify(line.text) {
		case lineHeader, lineResponse:
			headers++
			if _, ok := messageIn(line.text); ok {
				messages++
			}
		}
	}
	switch {
	case messages > 0 && messages*2 > headers:
		return FormatNlets, 0.9, fmt.Sprintf("it holds messages of the interstate network (%d)", messages)
	case headers > 0 && fields > 1:
		return FormatNCIC, 0.9, fmt.Sprintf("it holds message headers (%d) and CODE/VALUE fields (%d)", headers, fields)
	case fields > 3:
		return FormatNCIC, 0.6, fmt.Sprintf("it holds CODE/VALUE fields (%d)", fields)
	}
	return "", 0, "neither a table with known headings nor CODE/VALUE text was recognised"
}

// headingsFound lists the headings that were recognised, in the file's order.
func headingsFound(c *columns) []string {
	known := map[int]bool{}
	for _, i := range c.at {
		known[i] = true
	}
	var out []string
	for i, h := range c.names {
		if known[i] {
			out = append(out, h)
		}
	}
	return out
}
