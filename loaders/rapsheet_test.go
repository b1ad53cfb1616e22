package loaders

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// TestRapSheetIsMarked holds everything drawn from a rap sheet to be marked as criminal history.
func TestRapSheetIsMarked(t *testing.T) {
	for _, file := range fixtures(t, FormatRapSheet) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		k := keep(t, FormatRapSheet, string(data))
		if len(k.sightings) < 3 || len(k.stays) != 1 {
			t.Errorf("%s: %d sightings, %d stays", file, len(k.sightings), len(k.stays))
		}
		for _, s := range k.sightings {
			if !timeline.CriminalHistory(s.Flags) || fieldOf(s.Fields, "handling") == "" {
				t.Errorf("%s: %s is not marked: %q", file, s.Code, s.Flags)
			}
		}
		for _, s := range k.stays {
			if !timeline.CriminalHistory(s.Flags) || s.Kind != "custody" || s.First.IsZero() || s.Last.IsZero() {
				t.Errorf("%s: %+v", file, s)
			}
		}
	}
}

func TestRapSheetXMLIsRefused(t *testing.T) {
	const open, end = `<RapSheet><RapSheetCycle>`, `</RapSheetCycle></RapSheet>`
	for name, tt := range map[string]struct{ data, want string }{
		"entities": {`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + open + `<Arrest>&b;</Arrest>` + end,
			"x: line 1: the XML declares a document type, which is not read: remove the <!…> declaration"},
		"unknown entity": {open + `<Arrest>&b;</Arrest>` + end, "x: line 1: the XML is damaged here (XML syntax error on line 1: invalid character entity &b;): get the file again"},
		"cut off":        {"<RapSheet>\n<RapSheetCycle>", "x: line 2: the XML is damaged here (XML syntax error on line 2: unexpected EOF): get the file again"},
		"too deep":       {`<RapSheet>` + strings.Repeat("<a>", 200), "x: line 1: the XML is nested more than 100 deep: it is no rap sheet"},
		"other encoding": {`<?xml version="1.0" encoding="EBCDIC"?>` + open + end, `x: line 1: the XML is damaged here (xml: opening charset "EBCDIC": the encoding EBCDIC): get the file again`},
		"other XML":      {`<?xml version="1.0"?><a/>`, "x: this XML file holds no RapSheet element: it is no rap sheet"},
		"too many":       {`<RapSheet>` + strings.Repeat("<a/>", maxRapNodes), "x: line 1: the XML has more than 1048576 elements: break it into one rap sheet a file"},
	} {
		_, err := Load(context.Background(), FormatRapSheet, Input{Name: "x", Reader: strings.NewReader(tt.data)}, fakeOptions(), &kept{})
		var whole *InputError
		if !errors.As(err, &whole) || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

// TestRapSheetTime holds XML that is made to be slow to a few seconds.
func TestRapSheetTime(t *testing.T) {
	start := time.Now()
	name := strings.Repeat("n", 1000)
	for _, data := range []string{
		`<RapSheet>` + strings.Repeat("<"+name+" id='x'>", 90) + strings.Repeat("<a/>", 500_000) + strings.Repeat("</"+name+">", 90) + `</RapSheet>`,
		`<RapSheet><RapSheetCycle>` + strings.Repeat("<Arrest><a/></Arrest>", 200_000) + `</RapSheetCycle></RapSheet>`,
	} {
		if _, err := Load(context.Background(), FormatRapSheet, Input{Name: "x", Reader: strings.NewReader(data)}, fakeOptions(), &kept{}); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
}

// TestRapSheetUTF16 reads the same events from the same sheet in UTF-16.
func TestRapSheetUTF16(t *testing.T) {
	data, err := os.ReadFile("testdata/rapsheet/standard.xml")
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, c := range strings.Replace(string(data), ` encoding="UTF-8"`, ` encoding="UTF-16"`, 1) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	a, b := keep(t, FormatRapSheet, string(data)), keep(t, FormatRapSheet, string(wide))
	if len(a.sightings) != len(b.sightings) || len(a.sightings) == 0 || len(a.stays) != len(b.stays) {
		t.Errorf("%d and %d sightings", len(a.sightings), len(b.sightings))
	}
}
