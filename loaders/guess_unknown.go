package loaders

import (
	"bytes"
	"context"
	"fmt"
)

// GuessUnknown drafts a profile for a file of which neither a profile nor its headings tell how it is laid out. The profile is nil where
// they do, or where what is drafted is no file of the format. An *InputError says why a draft is not sure enough to read a JSON or XML
// file by it. format is "" to have it guessed too.
func GuessUnknown(ctx context.Context, in Input, format FormatName, opt Options) (Draft, *Profile, error) {
	var n notes
	unpacked, done, err := unpack(ctx, in, &n)
	if err != nil {
		return Draft{}, nil, err
	}
	defer done()
	src, head, err := peek(unpacked)
	if err != nil {
		return Draft{}, nil, err
	}
	unpacked.Reader = src
	form := formOf(head)
	if laidOut(head, form, format) || form == formWorkbook {
		return Draft{}, nil, nil
	}
	document := form == FormJSON || form == FormXML
	d, err := GuessProfile(ctx, unpacked, format, opt)
	if err != nil {
		if document {
			return Draft{}, nil, err
		}
		return Draft{}, nil, nil // and refused by the loader of the format, with its reason
	}
	sure, why := d.Sure()
	if sure {
		p, err := ParseProfile("guessed", []byte(d.bare("guessed")))
		return d, p, err
	}
	if !document {
		return d, nil, nil
	}
	return d, nil, &InputError{File: in.Name, Reason: fmt.Sprintf("it is of no layout that is known, and a guess is not sure: %s. Draft a profile, correct it and name it: sightline profile guess %s",
		why, in.Name)}
}

// laidOut reports whether the beginning of a file tells how it is laid out: by a profile that ships, by its headings, or because its
// format has a syntax of its own.
func laidOut(head []byte, form Form, format FormatName) bool {
	table := format.table()
	if rap, _ := isRapSheet(head); format == "" && rap || format != "" && table == nil || format == FormatNCIC {
		return true
	}
	if p := recognized(head); p != nil && (format == "" || p.Format == format) {
		return true
	}
	if form == FormJSON || form == FormXML {
		return false
	}
	if readMend(head) != nil || notText(head) != "" {
		return true
	}
	if table == nil {
		return false
	}
	src, err := openText(Input{Reader: bytes.NewReader(head)}, &notes{})
	if err != nil {
		return true // and refused with the reason
	}
	_, _, _, found := findHeadings(src.head, table.aliases, table.fit)
	return found
}
