package loaders

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// wrapLines breaks a text into lines.
func wrapLines(text string, width int, end string) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + end)
		text = text[width:]
	}
	return b.String() + text
}

// TestWrappedRapSheet reads the same events from a rap sheet in whatever it is wrapped.
func TestWrappedRapSheet(t *testing.T) {
	for _, file := range fixtures(t, FormatRapSheet) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := keep(t, FormatRapSheet, string(data))
		coded := base64.StdEncoding.EncodeToString(data)
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(string(data))
		utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(
			[]byte(`<?xml version="1.0"?><a><Base64BinaryObject>` + coded + `</Base64BinaryObject></a>`))
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"an element":          `<?xml version="1.0"?><a xmlns:c="urn:x"><b/><c:Base64BinaryObject>` + coded + `</c:Base64BinaryObject></a>`,
			"an element in lines": "<a>\n<BinaryBase64Object>\n" + wrapLines(coded, 76, "\r\n") + "\n</BinaryBase64Object>\n</a>\n",
			"a rap sheet's name":  `<CriminalHistoryRapSheetDocument><Document>` + wrapLines(coded, 64, "\n") + `</Document></CriminalHistoryRapSheetDocument>`,
			"without padding":     `<a><b>` + strings.TrimRight(coded, "=") + `</b></a>`,
			"plain text":          "<a><Text>" + escaped + "</Text></a>",
			"CDATA":               "<a><Text><![CDATA[" + string(data) + "]]></Text></a>",
			"no XML":              coded,
			"no XML, in lines":    wrapLines(coded, 76, "\n") + "\n",
			"UTF-16":              string(utf16),
			"with a mark":         "\xef\xbb\xbf<a><b>" + coded + "</b></a>",
		} {
			if strings.Contains(string(data), "<?xml") && name == "CDATA" {
				continue // it is found as XML before its wrapping is
			}
			k := &kept{}
			if _, err := Load(context.Background(), FormatRapSheet, Input{Name: "x", Reader: strings.NewReader(text)}, fakeOptions(), k); err != nil {
				t.Errorf("%s in %s: %v", file, name, err)
				continue
			}
			if len(k.events) != len(want.events) || len(k.rejects) != len(want.rejects) {
				t.Errorf("%s in %s: %d taken and %d rejected, want %d and %d", file, name, len(k.events), len(k.rejects), len(want.events),
					len(want.rejects))
				continue
			}
			for i := range k.records {
				if k.records[i].Key != want.records[i].Key || !bytes.Equal(k.texts[i], want.texts[i]) {
					t.Errorf("%s in %s: event %d is of %q", file, name, i, k.texts[i])
				}
			}
			if format, _, why := Detect([]byte(text)[:min(len(text), headBytes)], "x"); format != FormatRapSheet {
				t.Errorf("%s in %s is taken for %q: %s", file, name, format, why)
			}
		}
	}
}

// TestWrappedIsBounded refuses what is wrapped too large, too deep or not at all, and does not fail at any cut.
func TestWrappedIsBounded(t *testing.T) {
	sheet, err := os.ReadFile("testdata/rapsheet/text.txt")
	if err != nil {
		t.Fatal(err)
	}
	coded := base64.StdEncoding.EncodeToString(sheet)
	twice := base64.StdEncoding.EncodeToString([]byte("<a>" + coded + "</a>"))
	large := base64.StdEncoding.EncodeToString(append(bytes.Clone(sheet), bytes.Repeat([]byte("A line of nothing.\n"), maxRapSheet/19)...))
	for name, text := range map[string]string{
		"a picture":     "<a><b>" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("\x89PNG"), 1000)) + "</b></a>",
		"entities":      `<!DOCTYPE a [<!ENTITY b "` + coded[:100] + `">]><a>` + coded + `</a>`,
		"wrapped twice": "<a>" + twice + "</a>",
		"too large":     "<a>" + large + "</a>",
		"words only":    strings.Repeat("NOTHINGATALL", 1000),
	} {
		_, _, err := load(t, FormatRapSheet, "x", []byte(text))
		var whole *InputError
		if !errors.As(err, &whole) {
			t.Errorf("%s: %v", name, err)
		}
	}
	text := []byte("<a>\n<b>" + wrapLines(coded, 76, "\n") + "</b></a>")
	for n := range len(text) {
		m, _, err := load(t, FormatRapSheet, "x", text[:n])
		if err != nil && !isInputError(err) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		checkTexts(t, text[:n], m)
	}
}
