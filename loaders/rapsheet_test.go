package loaders

import (
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestRapSheetIsMarked holds everything drawn from a rap sheet to the handling of criminal history, and to what its kind is.
func TestRapSheetIsMarked(t *testing.T) {
	format, _ := FormatOf(FormatRapSheet)
	found := map[timeline.KindName]int{}
	spans := 0
	for _, file := range fixtures(t, FormatRapSheet) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range keep(t, FormatRapSheet, string(data)).events {
			found[e.Kind]++
			if !slices.Contains(e.Handling, timeline.CriminalHistory) {
				t.Errorf("%s: %s is under %q", file, e.Kind, e.Handling)
			}
			if court := e.Kind == kinds.Court; court != (e.Standing == timeline.Administrative) || !court && e.Standing != timeline.Counts {
				t.Errorf("%s: %s has the standing %q", file, e.Kind, e.Standing)
			}
			if e.Spans() {
				spans++
				if e.Kind == kinds.Address {
					spans--
				} else if e.Kind != kinds.Custody || e.First.IsZero() || e.Last.IsZero() {
					t.Errorf("%s: %+v", file, e)
				}
			}
		}
	}
	for _, kind := range format.Kinds {
		if found[kind] == 0 {
			t.Errorf("no %s", kind)
		}
		delete(found, kind)
	}
	if len(found) > 0 || spans < 2 {
		t.Errorf("%v beside what the format holds, %d spans", found, spans)
	}
}

func TestRapSheetXMLIsRefused(t *testing.T) {
	const open, end = `<RapSheet><RapSheetCycle>`, `</RapSheetCycle></RapSheet>`
	for name, tt := range map[string]struct{ data, want string }{
		"entities": {`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + open + `<Arrest>&b;</Arrest>` + end,
			"x: line 1: the XML declares a document type, which is not read: remove the <!…> declaration"},
		"unknown entity": {open + `<Arrest>&b;</Arrest>` + end,
			"x: line 1: the XML is damaged here (XML syntax error on line 1: invalid character entity &b;): get the file again"},
		"cut off": {"<RapSheet>\n<RapSheetCycle>",
			"x: line 2: the XML is damaged here (XML syntax error on line 2: unexpected EOF): get the file again"},
		"too deep": {`<RapSheet>` + strings.Repeat("<a>", 200),
			"x: line 1: the XML is nested more than 100 deep: it is no rap sheet"},
		"other encoding": {`<?xml version="1.0" encoding="EBCDIC"?>` + open + end,
			`x: line 1: the XML is damaged here (xml: opening charset "EBCDIC": the encoding EBCDIC): get the file again`},
		"other XML": {`<?xml version="1.0"?><a/>`, "x: this XML file holds no RapSheet element: it is no rap sheet"},
		"too many": {`<RapSheet>` + strings.Repeat("<a/>", maxRapNodes),
			"x: line 1: the XML has more than 1048576 elements: break it into one rap sheet a file"},
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
		`<RapSheet>` + strings.Repeat("<"+name+" id='x'>", 90) + strings.Repeat("<a/>", 500_000) + strings.Repeat("</"+name+">", 90) +
			`</RapSheet>`,
		`<RapSheet><RapSheetCycle>` + strings.Repeat("<Arrest><a/></Arrest>", 200_000) + `</RapSheetCycle></RapSheet>`,
	} {
		if _, err := Load(context.Background(), FormatRapSheet, Input{Name: "x", Reader: strings.NewReader(data)}, fakeOptions(),
			&kept{}); err != nil {
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
	if len(a.events) != len(b.events) || len(a.events) == 0 {
		t.Errorf("%d and %d events", len(a.events), len(b.events))
	}
}

// TestCustodyIsOneByItsBooking finds number of booking and facility under the labels that sheets have for them, and by both the same
// custody in sheets that tell it otherwise; another number, another facility or none of them is another custody.
func TestCustodyIsOneByItsBooking(t *testing.T) {
	key := func(labels ...string) [32]byte {
		t.Helper()
		sheet := "****  CRIMINAL HISTORY RECORD  ****\n==== Cycle 001 ====\n"
		for _, l := range labels {
			sheet += l + "\n"
		}
		k := keep(t, FormatRapSheet, sheet)
		if len(k.events) != 1 || k.events[0].Kind != kinds.Custody {
			t.Fatalf("%q: %d events, rejected %+v", labels, len(k.events), k.rejects)
		}
		custody := kinds.Of(kinds.Custody)
		return custody.EventKey(&k.events[0], sha256.Sum256([]byte(sheet)), 0, 1)
	}
	const date, end = "Custody Date            2022-01-15", "Release Date            2022-04-14"
	want := key(date, "Booking Number          22-B-0001", "Facility                INVENTED COUNTY JAIL")
	for _, labels := range [][]string{
		{date, end, "Booking No.             22-B-0001", "Facility Name           Invented  County Jail"},
		{"Booking Number          22-b-0001", date, "Institution             INVENTED COUNTY JAIL", end},
		{"Custody Agency          OK1234500 SOMEWHERE", date, "Booking ID              22-B-0001",
			"Jail                    INVENTED COUNTY JAIL", "Facility Type           COUNTY"},
	} {
		if key(labels...) != want {
			t.Errorf("%q is another custody", labels)
		}
	}
	for _, labels := range [][]string{
		{date, "Booking Number          22-B-0002", "Facility                INVENTED COUNTY JAIL"},
		{date, "Booking Number          22-B-0001", "Facility                ANOTHER JAIL"},
		{date, "Booking Number          22-B-0001"},
		{date, "Facility                INVENTED COUNTY JAIL"},
		{date, "Booking Number          22-B-0001", "Facility Phone          INVENTED COUNTY JAIL"},
		{date},
	} {
		if key(labels...) == want {
			t.Errorf("%q is the same custody", labels)
		}
	}
}

// TestAnotherSheetIsAnotherPerson holds the person of one sheet out of the next one in the file.
func TestAnotherSheetIsAnotherPerson(t *testing.T) {
	const head, cycle = "****  CRIMINAL HISTORY RECORD  ****\n",
		"****  CRIMINAL HISTORY  ****\n==== Cycle 001 ====\nArrest Date             2022-01-15\n"
	one := "****  IDENTIFICATION  ****\nSubject Name(s)\nINVENTED, JANE Q\nEXAMPLE, GOLDIE  (AKA)\nDate of Birth           Place of Birth\n2000-01-01              TX\n"
	k := keep(t, FormatRapSheet, head+one+cycle+head+cycle+head+strings.Replace(one, "INVENTED, JANE Q", "SAMPLE, JOHN", 1)+cycle)
	var got []string
	for _, e := range k.events {
		for _, p := range e.Parties {
			got = append(got, p.Of.String())
		}
		got = append(got, "")
	}
	if want := []string{"INVENTED, JANE Q (2000-01-01)", "", "", "SAMPLE, JOHN (2000-01-01)", ""}; !slices.Equal(got, want) {
		t.Errorf("the arrests are of %q", got)
	}
}
