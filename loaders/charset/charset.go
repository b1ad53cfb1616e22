// Package charset recognises how the text of a file is encoded.
package charset

import (
	"bytes"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// UTF16 recognises UTF-16 by its mark or by its zero bytes, and says how it did; nil for any other text.
func UTF16(head []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16, little-endian"
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), "UTF-16, big-endian"
	}
	sample := head[:min(len(head), 4096)&^1]
	var even, odd int
	for i := 0; i < len(sample); i += 2 {
		if sample[i] == 0 {
			even++
		}
		if sample[i+1] == 0 {
			odd++
		}
	}
	pairs := len(sample) / 2
	switch {
	case pairs >= 8 && odd > pairs*3/4 && even < pairs/10:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16, little-endian, recognised without its mark"
	case pairs >= 8 && even > pairs*3/4 && odd < pairs/10:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16, big-endian, recognised without its mark"
	}
	return nil, ""
}
