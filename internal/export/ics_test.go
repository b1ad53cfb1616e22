package export

import (
	"sightline/timeline/kinds"
	"strings"
	"testing"
	"unicode/utf8"
)

// property is a content line of a calendar, unfolded, with its value unescaped.
type property struct{ name, value string }

// properties reads a calendar as RFC 5545 has it.
func properties(t *testing.T, body []byte) []property {
	t.Helper()
	text := string(body)
	if !utf8.ValidString(text) || strings.Count(text, "\n") != strings.Count(text, "\r\n") ||
		strings.Count(text, "\r") != strings.Count(text, "\r\n") {
		t.Fatal("the calendar is not UTF-8 with CR LF")
	}
	var all []property
	var whole string
	for i, l := range append(strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n"), "") {
		if len(l) > 75 {
			t.Errorf("a line has %d octets: %.20q …", len(l), l)
		}
		if !utf8.ValidString(l) {
			t.Errorf("a character is broken between lines: %q", l)
		}
		if rest, folded := strings.CutPrefix(l, " "); folded {
			whole += rest
			continue
		}
		if i > 0 {
			name, value, found := strings.Cut(whole, ":")
			if !found {
				t.Fatalf("no property: %q", whole)
			}
			all = append(all, property{name, strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\;`, ";", `\,`, ",").Replace(value)})
		}
		whole = l
	}
	return all
}

func TestICSHoldsAll(t *testing.T) {
	for name, d := range dossiers() {
		all := properties(t, written(t, "ics", d, given()))
		dated := 0
		for _, e := range d.Events {
			if !e.First.IsZero() || e.Spans() && !e.Last.IsZero() {
				dated++
			}
		}
		begun, uids, depth := 0, map[string]bool{}, 0
		for _, p := range all {
			switch {
			case p.name == "BEGIN":
				depth++
				if p.value == "VEVENT" {
					begun++
				}
			case p.name == "END":
				depth--
			case p.name == "UID":
				uids[p.value] = true
			}
		}
		if begun != dated || len(uids) != dated || depth != 0 {
			t.Errorf("%s: %d events with %d identities came of %d dated rows", name, begun, len(uids), dated)
		}
	}
}

func TestICSEvents(t *testing.T) {
	all := properties(t, written(t, "ics", varied(), given()))
	events := map[string]map[string]string{}
	event := map[string]string{}
	for _, p := range all {
		event[p.name] = p.value
		if p.name == "END" && p.value == "VEVENT" {
			_, id, found := strings.Cut(event["DESCRIPTION"], "\nRecord: ")
			if !found {
				_, id, _ = strings.Cut(event["DESCRIPTION"], "\nRecords: ")
			}
			id, _, _ = strings.Cut(id, ":")
			events[id], event = event, map[string]string{}
		}
		if p.name == "X-WR-CALDESC" {
			for _, want := range []string{"without date: 1,", "recipient: Det. R. Cipient", kinds.Caveats()[0]} {
				if !strings.Contains(p.value, want) {
					t.Errorf("the calendar does not say %q", want)
				}
			}
		}
	}
	for id, want := range map[string]map[string]string{
		"e1": {"DTSTART": "20260203T160007Z", "DTEND": "20260203T160008Z", "GEO": "32.780000;-96.800000", "STATUS": "TENTATIVE",
			"DTSTAMP": "20261120T093000Z"},
		"e8":   {"CATEGORIES": "inquiry,set aside", "SUMMARY": "[set aside] QW inquiry, Invented Sheriff"},
		"e11":  {"DTSTART;VALUE=DATE": "20250101", "DTEND;VALUE=DATE": "20260101"},
		"e12":  {"DTSTART;VALUE=DATE": "20260301", "DTEND;VALUE=DATE": "20260401"},
		"e13":  {"DTSTART;VALUE=DATE": "20260310", "DTEND;VALUE=DATE": "20260311"},
		"e14":  {"DTSTART": "20260310T070000Z", "DTEND": "20260310T080000Z"},
		"e15":  {"DTSTART;VALUE=DATE": "20260401", "CATEGORIES": "custody"},
		"e16":  {"CATEGORIES": "inquiry,mention", "SUMMARY": "[mention] QW inquiry, Invented Sheriff", "GEO": ""},
		"e101": {"DTSTART;VALUE=DATE": "20260101", "DTEND;VALUE=DATE": "20260401"},
		"e102": {"DTSTART;VALUE=DATE": "20260504", "DTEND;VALUE=DATE": "20260505"},
	} {
		for name, value := range want {
			if got := events[id][name]; got != value {
				t.Errorf("%s of %s is %q, want %q", name, id, got, value)
			}
		}
	}
}

func TestICSForgesNothing(t *testing.T) {
	for _, p := range properties(t, written(t, "ics", hostile(), given())) {
		if p.name == "SUMMARY" && p.value == "forged" {
			t.Error("a text of a record became an event")
		}
	}
}
