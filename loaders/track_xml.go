package loaders

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// trackXML reads the elements of GPX or KML as they come; a file may be of any length.
type trackXML struct {
	*trackReader
	ctx  context.Context
	d    *xml.Decoder
	path []string // names of the elements that are open
	root string
	gpx  gpxTrack
	kml  kmlMark
}

// maxXMLDepth is the deepest nesting of elements that is read.
const maxXMLDepth = 64

// newXML is a decoder of XML as programs write it, in UTF-8: an ampersand that stands for itself is one, entities of HTML are
// known, others are left as they are written. None that the file defines is expanded.
func newXML(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it was decoded
	return d
}

var xmlEncoding = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
})

// utf8 decodes XML from the encoding that it names. Bytes that are not of it are read as Windows-1252.
func (t *trackReader) utf8(src *source) (io.Reader, error) {
	label := "utf-8"
	if m := xmlEncoding().FindSubmatch(src.head); m != nil {
		label = strings.ToLower(string(m[1]))
	}
	enc, err := htmlindex.Get(label)
	name := ""
	if err == nil {
		name, _ = htmlindex.Name(enc)
	}
	switch {
	case strings.HasPrefix(label, "utf-16"), strings.HasPrefix(label, "utf16"), strings.HasPrefix(label, "ucs-2"), name == "utf-8",
		label == "us-ascii", label == "ascii":
		return &lenient{r: src, notes: &t.notes}, nil // UTF-16 was told by its bytes
	case err != nil:
		return nil, &InputError{File: t.name, Reason: fmt.Sprintf("is XML in the encoding %q, which is not known: save it as UTF-8", label)}
	}
	t.notes.add("decoded from "+label, 1)
	return enc.NewDecoder().Reader(src), nil
}

// lenient reads UTF-8 in which single bytes may be Windows-1252.
type lenient struct {
	r     io.Reader
	notes *notes
	rest  []byte // decoded
	held  []byte // the begin of a character
	err   error
}

func (l *lenient) Read(b []byte) (int, error) {
	for len(l.rest) == 0 {
		if l.err != nil {
			return 0, l.err
		}
		var block [16 << 10]byte
		n := copy(block[:], l.held)
		var more int
		more, l.err = l.r.Read(block[n:])
		l.decode(block[:n+more])
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func (l *lenient) decode(b []byte) {
	var out bytes.Buffer
	l.held = nil
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r != utf8.RuneError || n > 1:
			out.Write(b[:n])
		case !utf8.FullRune(b) && l.err == nil:
			l.held = bytes.Clone(b)
			b = nil
			continue
		default:
			out.WriteRune(charmap.Windows1252.DecodeByte(b[0]))
			l.notes.add("bytes that are not UTF-8, read as Windows-1252", 1)
			n = 1
		}
		b = b[n:]
	}
	l.rest = out.Bytes()
}

// read reads all elements. What stands before a break of the file is taken.
func (x *trackXML) read() error {
	for {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		token, err := x.d.Token()
		if err == nil {
			err = x.token(token)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		var input *InputError
		if errors.As(err, &input) || x.ctx.Err() != nil {
			return err
		}
		if err != nil {
			if x.root != "gpx" && x.root != "kml" {
				return x.broken("XML", 0, err)
			}
			x.endKML()
			line, _ := x.d.InputPos()
			return x.broken("XML", int64(line), err)
		}
	}
	if x.root != "gpx" && x.root != "kml" {
		return &InputError{File: x.name, Reason: "is XML but neither GPX nor KML: give such a file, or a CSV with columns device_id, time, lat, lon"}
	}
	x.endKML()
	return nil
}

func (x *trackXML) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		x.path = append(x.path, e.Name.Local)
		switch {
		case len(x.path) > maxXMLDepth:
			return &InputError{File: x.name, Reason: fmt.Sprintf("its elements are nested deeper than %d", maxXMLDepth)}
		case len(x.path) == 1 && x.root == "":
			x.root = e.Name.Local
		}
		if x.root == "gpx" {
			return x.startGPX(&e)
		}
		if x.root == "kml" {
			return x.startKML(&e)
		}
	case xml.EndElement:
		if x.root == "kml" {
			if err := x.leaveKML(e.Name.Local); err != nil {
				return err
			}
		}
		x.path = x.path[:max(0, len(x.path)-1)]
	}
	return nil
}

// within reports whether an element of that name is open around the one that was begun last.
func (x *trackXML) within(name string) bool {
	for _, open := range x.path[:max(0, len(x.path)-1)] {
		if open == name {
			return true
		}
	}
	return false
}

// content is the text of the element that was begun last, which it ends.
func (x *trackXML) content(e *xml.StartElement) (string, error) {
	var text string
	if err := x.d.DecodeElement(&text, e); err != nil {
		return "", err
	}
	x.path = x.path[:len(x.path)-1]
	return strings.TrimSpace(text), nil
}
