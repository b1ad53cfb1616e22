package loaders

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
)

// Systems hand on rap sheets inside of other documents: an element of XML that holds the sheet as text or in Base64, or a file
// that is nothing but Base64.

const (
	maxWrapped  = 1000    // rap sheets in a file
	leastCoded  = 64      // characters that may be Base64
	maxCodedGap = 8 << 10 // how far into a file its first line of Base64 may end
)

// unwrapped returns the rap sheets that a file holds inside of something else, nil when it holds none. Together they are no
// longer than a file may be.
func unwrapped(data []byte) (sheets [][]byte) {
	if isBase64(data[:min(len(data), maxCodedGap)]) {
		if sheet := decoded(data, maxRapSheet); isWrapped(sheet) {
			return [][]byte{sheet}
		}
		return nil
	}
	if !isXML(data[:min(len(data), 512)]) {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	left := maxRapSheet
	var text []byte
	for len(sheets) < maxWrapped {
		token, err := d.RawToken()
		if err != nil {
			return sheets
		}
		switch e := token.(type) {
		case xml.Directive:
			return nil // could define entities
		case xml.CharData:
			if len(text)+len(e) <= len(data) {
				text = append(text, e...)
			}
		default:
			sheet := bytes.TrimSpace(text)
			if isBase64(sheet[:min(len(sheet), maxCodedGap)]) {
				sheet = decoded(sheet, left)
			}
			if isWrapped(sheet) && len(sheet) <= left {
				sheets = append(sheets, bytes.Clone(sheet))
				left -= len(sheet)
			}
			text = text[:0]
		}
	}
	return sheets
}

// isWrapped reports whether a text is a rap sheet.
func isWrapped(text []byte) bool {
	ok, _ := isRapSheet(text[:min(len(text), headBytes)])
	return ok
}

// isBase64 reports whether a text is nothing but Base64, with line ends or without.
func isBase64(text []byte) bool {
	coded := 0
	for _, c := range text {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c-'0' <= 9, c == '+', c == '/', c == '=':
			coded++
		case !isSpace(c):
			return false
		}
	}
	return coded >= leastCoded && bytes.IndexByte(bytes.TrimSpace(text), ' ') < 0
}

// decoded decodes Base64 of at most so many bytes, nil when it is none. What is cut off at its end is left out.
func decoded(text []byte, most int) []byte {
	plain := make([]byte, 0, len(text))
	for _, c := range text {
		if !isSpace(c) {
			plain = append(plain, c)
		}
	}
	plain = bytes.TrimRight(plain, "=")
	if base64.RawStdEncoding.DecodedLen(len(plain)) > most {
		return nil
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(plain)))
	n, err := base64.RawStdEncoding.Decode(out, plain)
	if err != nil && n < len(out)-3 {
		return nil
	}
	return out[:n]
}

// wrapsRapSheet reports whether the beginning of a file is that of something a rap sheet is wrapped in.
func wrapsRapSheet(head []byte) bool {
	head = bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), "\xef\xbb\xbf\xff\xfe")
	if isBase64(head) {
		return isWrapped(decoded(head, maxRapSheet))
	}
	if !isXML(head) {
		return false
	}
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&")
	for rest := head; ; {
		at := bytes.IndexByte(rest, '>')
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
		text := bytes.TrimPrefix(rest, []byte("<![CDATA["))
		if end := bytes.IndexByte(text, '<'); end >= 0 && len(text) == len(rest) {
			text = text[:end]
		}
		text = text[:min(len(text), maxCodedGap)]
		switch text = bytes.TrimSpace(text); {
		case len(text) < leastCoded:
		case isBase64(text) && isWrapped(decoded(text, maxRapSheet)), isWrapped([]byte(unescape.Replace(string(text)))):
			return true
		}
	}
}
