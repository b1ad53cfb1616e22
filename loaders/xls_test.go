package loaders

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// The numbers of the records that are made here ([MS-XLS], 2.3).
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

// biff writes a record.
func biff(kind int, body []byte) []byte {
	head := binary.LittleEndian.AppendUint16(nil, uint16(kind))
	return append(binary.LittleEndian.AppendUint16(head, uint16(len(body))), body...)
}

func le16(all ...int) (out []byte) {
	for _, v := range all {
		out = binary.LittleEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// biffText16 writes a text behind its length, in one byte a character where that is enough.
func biffText16(s string, lengthBytes int) []byte {
	units := utf16.Encode([]rune(s))
	out := le16(len(units))[:lengthBytes]
	if slices.ContainsFunc(units, func(u uint16) bool { return u > 0xff }) {
		out = append(out, 1)
		for _, u := range units {
			out = append(out, le16(int(u))...)
		}
		return out
	}
	out = append(out, 0)
	for _, u := range units {
		out = append(out, byte(u))
	}
	return out
}

// biffTextTable writes the table of texts in records of few bytes, so that texts are cut between them.
func biffTextTable(texts []string) []byte {
	const most = 60
	var out []byte
	kind, body := biffTexts, append(le16(len(texts), 0), le16(len(texts), 0)...)
	flush := func() { out, body, kind = append(out, biff(kind, body)...), nil, biffContinue }
	for _, s := range texts {
		units := utf16.Encode([]rune(s))
		if len(body)+3 > most {
			flush()
		}
		body = append(body, append(le16(len(units)), 1)...)
		for _, u := range units {
			if len(body)+2 > most {
				flush()
				body = []byte{1}
			}
			body = append(body, le16(int(u))...)
		}
	}
	flush()
	return out
}

// asXLS writes sheets as a workbook of Excel 97.
func asXLS(sheets []madeSheet) []byte {
	styles := []int{0, 164, 165, 21, 17, 11}
	var texts []string
	var bodies [][]byte
	for _, s := range sheets {
		body := biff(biffBegin, le16(0x0600, 0x10))
		for r, row := range s.rows {
			for c, v := range row {
				number := func(style int, v float64) {
					if v == math.Trunc(v) && math.Abs(v) < 1<<28 {
						body = append(body, biff(biffRK, append(le16(r, c, style), binary.LittleEndian.AppendUint32(nil, uint32(int32(v))<<2|2)...))...)
						return
					}
					body = append(body, biff(biffNumber, binary.LittleEndian.AppendUint64(le16(r, c, style), math.Float64bits(v)))...)
				}
				switch v := v.(type) {
				case string:
					texts = append(texts, v)
					body = append(body, biff(biffText, append(le16(r, c, 0), le16(len(texts)-1, 0)...))...)
				case bool:
					value := byte(0)
					if v {
						value = 1
					}
					body = append(body, biff(biffTruth, append(le16(r, c, 0), value, 0))...)
				case float64:
					number(0, v)
				case bareValue:
					number(0, float64(v))
				case dayValue:
					number(1, serialOf(time.Time(v)))
				case timeValue:
					number(2, serialOf(time.Time(v)))
				case clockValue:
					number(3, clockPart(time.Time(v)))
				case monthValue:
					number(4, serialOf(time.Time(v)))
				case powersValue:
					number(5, float64(v))
				}
			}
		}
		bodies = append(bodies, append(body, biff(biffEnd, nil)...))
	}
	head := func(at []int) []byte {
		out := biff(biffBegin, le16(0x0600, 5))
		out = append(out, biff(biffFormat, append(le16(164), biffText16(`yyyy\-mm\-dd`, 2)...))...)
		out = append(out, biff(biffFormat, append(le16(165), biffText16("m/d/yyyy h:mm:ss AM/PM", 2)...))...)
		for _, s := range styles {
			out = append(out, biff(biffStyle, le16(0, s))...)
		}
		for i, s := range sheets {
			hidden := byte(0)
			if s.hidden {
				hidden = 1
			}
			entry := append(binary.LittleEndian.AppendUint32(nil, uint32(at[i])), hidden, 0)
			out = append(out, biff(biffSheet, append(entry, biffText16(s.name, 1)...))...)
		}
		return append(append(out, biffTextTable(texts)...), biff(biffEnd, nil)...)
	}
	at := make([]int, len(sheets))
	size := len(head(at))
	for i, b := range bodies {
		at[i] = size
		size += len(b)
	}
	return inOLE("Workbook", append(head(at), slices.Concat(bodies...)...))
}

// inOLE writes a compound file with one stream.
func inOLE(name string, stream []byte) []byte {
	const free, end, list = 0xffffffff, 0xfffffffe, 0xfffffffd
	if len(stream) < 4096 {
		stream = append(stream, make([]byte, 4096-len(stream))...)
	}
	sectors := (len(stream) + 511) / 512
	lists := 1
	for 1+sectors+lists > lists*128 {
		lists++
	}
	u32 := binary.LittleEndian.PutUint32
	out := make([]byte, 512*(2+sectors+lists))
	copy(out, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(out[26:], 3)
	binary.LittleEndian.PutUint16(out[28:], 0xfffe)
	binary.LittleEndian.PutUint16(out[30:], 9)
	binary.LittleEndian.PutUint16(out[32:], 6)
	u32(out[44:], uint32(lists))
	u32(out[56:], 4096)
	u32(out[60:], end)
	u32(out[68:], end)
	for i := range 109 {
		u32(out[76+4*i:], free)
		if i < lists {
			u32(out[76+4*i:], uint32(1+sectors+i))
		}
	}
	entry := func(at int, name string, kind byte, start, size int) {
		for i, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(out[at+2*i:], u)
		}
		binary.LittleEndian.PutUint16(out[at+64:], uint16(2*len(name)+2))
		out[at+66] = kind
		u32(out[at+116:], uint32(start))
		u32(out[at+120:], uint32(size))
	}
	entry(512, "Root Entry", 5, end, 0)
	entry(512+128, name, 2, 1, len(stream))
	copy(out[1024:], stream)
	fat := out[512*(2+sectors):]
	for i := range lists * 128 {
		next := uint32(free)
		switch {
		case i == 0 || i == sectors:
			next = end
		case i < sectors:
			next = uint32(i + 1)
		case i <= sectors+lists:
			next = list
		}
		u32(fat[4*i:], next)
	}
	return out
}

// TestXLSRefused says what a file of Office 97 is that is no workbook that can be read.
func TestXLSRefused(t *testing.T) {
	for want, data := range map[string][]byte{
		"workbook of Excel 95 or older (.xls): open it and save it as .xlsx": inOLE("Book", nil),
		"older (.xls): open":                              inOLE("Workbook", biff(biffBegin, le16(0x0500, 5))),
		"this is a Word document (.doc): save its table":  inOLE("WordDocument", nil),
		"protected by a password: save it without one":    inOLE("EncryptedPackage", nil),
		"protected by a password: save":                   inOLE("Workbook", append(biff(biffBegin, le16(0x0600, 5)), biff(biffPassword, nil)...)),
		"an Office file that holds no workbook: save the": inOLE("PowerPoint Document", nil),
		"damaged or cut off; get the whole file":          asXLS([]madeSheet{{"A", false, nil}})[:1500],
	} {
		if _, _, err := load(t, FormatPlates, "x.xls", data); !isInputError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestXLSFormulas reads the values that formulas had, in rows that lie in another order.
func TestXLSFormulas(t *testing.T) {
	text := append(biff(biffFormula, append(le16(1, 0, 0), 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0)), biff(biffString, biffText16("ZZ1", 2))...)
	time := biff(biffFormula, append(binary.LittleEndian.AppendUint64(le16(1, 1, 0), math.Float64bits(46083.5)), 0, 0, 0, 0, 0, 0))
	lat := biff(biffMulRK, append(append(le16(1, 2, 0), binary.LittleEndian.AppendUint32(nil, uint32(3026)<<2|3)...),
		append(append(le16(0), binary.LittleEndian.AppendUint32(nil, (0xffffffff-9773)<<2&0xffffffff|3)...), le16(3)...)...))
	label := func(c int, s string) []byte { return biff(biffLabel, append(le16(0, c, 0), biffText16(s, 2)...)) }
	sheet := slices.Concat(biff(biffBegin, le16(0x0600, 0x10)), text, time, lat, label(0, "Plate"), label(1, "Time"), label(2, "Lat"), label(3, "Lon"), biff(biffEnd, nil))
	head := func(at int) []byte {
		return slices.Concat(biff(biffBegin, le16(0x0600, 5)), biff(biffStyle, le16(0, 0)),
			biff(biffSheet, append(append(binary.LittleEndian.AppendUint32(nil, uint32(at)), 0, 0), biffText16("Ä", 1)...)), biff(biffEnd, nil))
	}
	m, tally, err := load(t, FormatPlates, "x.xls", inOLE("Workbook", append(head(len(head(0))), sheet...)))
	m.tally(tally)
	if err != nil || tally.Taken != 1 || !strings.Contains(m.out.String(), `record "ZZ1\t46083.5\t30.26\t-97.74"`) ||
		!strings.Contains(m.out.String(), "note 2 x values computed by formulas") {
		t.Errorf("%v %+v\n%s", err, tally, &m.out)
	}
}

// FuzzXLS holds the reader of Excel 97's records to the loaders' promises.
func FuzzXLS(f *testing.F) {
	fuzzBook(f, func(s []madeSheet) []byte { return asXLS(s) }, func(_ *testing.T, b []byte) []byte { return b })
}
