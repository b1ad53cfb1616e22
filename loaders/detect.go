package loaders

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
)

// Detect says which format a file most likely has, by its first bytes (64 KiB are enough) and its name. confidence runs
// from 0 to 1; format is "" and confidence 0 when it is none. why is a sentence for the analyst.
func Detect(first []byte, name string) (format Format, confidence float64, why string) {
	if isWorkbook(first) {
		if strings.HasSuffix(strings.ToLower(name), ".xlsx") {
			return FormatAddresses, 0.6, "it is a workbook, and addresses are what workbooks are read for"
		}
		return "", 0, notText(first)
	}
	if ok, form := isRapSheet(first); ok {
		return FormatRapSheet, 0.9, "it is a rap sheet in the " + form + " form"
	}
	src, err := openText(Input{Name: name, Reader: bytes.NewReader(first)}, &notes{})
	if err != nil {
		return "", 0, strings.TrimPrefix(err.Error(), name+": ")
	}
	aliases := columnAliases()
	for _, table := range []struct {
		format Format
		fit    func(*columns) bool
		full   []string // columns that leave no doubt
	}{
		{FormatPlates, plateColumns, []string{"plate", "time", "lat", "lon"}},
		{FormatNCIC, ncicColumns, []string{"key", "ori"}},
		{FormatAddresses, addressColumns, []string{"street", "first", "last"}},
	} {
		c, _, _, ok := findHeadings(src.head, aliases[string(table.format)], table.fit)
		if !ok || table.format == FormatPlates && c.has("ori") && !c.has("lat", "position") {
			continue
		}
		confidence = 0.7
		found := 0
		for _, f := range table.full {
			if c.has(f) {
				found++
			}
		}
		confidence += 0.25 * float64(found) / float64(len(table.full))
		return table.format, confidence, fmt.Sprintf("it is a table whose headings name what %s need (%s)", table.format, strings.Join(headingsFound(&c), ", "))
	}
	return detectText(src.head)
}

// detectText looks for CODE/VALUE fields and message headers.
func detectText(head []byte) (Format, float64, string) {
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
