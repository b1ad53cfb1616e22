package loaders

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// TestBirthDates reads any day of two centuries in every form that says it, and none out of what leaves it open.
func TestBirthDates(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		day := time.Date(1900+dice.IntN(200), 1, 1+dice.IntN(365), 0, 0, 0, 0, time.UTC)
		want := day.Format(time.DateOnly)
		for _, layout := range []string{"20060102", "01022006", "2006-01-02", "1/2/2006", "01/02/2006", "Jan 2, 2006", "2 Jan 2006",
			"2006-01-02T00:00:00", "20060102 0000", "20060102 SEX UNKNOWN"} {
			if got := birthDate(day.Format(layout), clock.Text{}); got != want {
				t.Fatalf("%q is read as %q, want %s", day.Format(layout), got, want)
			}
		}
		if got := birthDate(day.Format("02/01/2006"), clock.Text{Order: clock.DayFirst}); got != want {
			t.Fatalf("day first, %s is read as %q", day.Format("02/01/2006"), got)
		}
		for _, layout := range []string{"010206", "060102", "01/02/06", "2006", "200601", "01/2006", "Jan 2006", "20060000", "2006XXXX"} {
			if got := birthDate(day.Format(layout), clock.Text{}); got != "" {
				t.Fatalf("%q, which leaves the day open, is read as %s", day.Format(layout), got)
			}
		}
	}
	for _, text := range []string{"", "UNKNOWN", "0", "19121985", "31000", "1262304000", "2010-02-30"} {
		if got := birthDate(text, clock.Text{}); got != "" {
			t.Errorf("%q is read as %s", text, got)
		}
	}
	if got := birthDate("31000", clock.Text{Serial: true}); got != "1984-11-14" {
		t.Errorf("day 31000 of a spreadsheet is read as %q", got)
	}
}

// TestNamesInValues finds a name in a value whatever stands behind it, and none where the source knows none.
func TestNamesInValues(t *testing.T) {
	dice := rand.New(rand.NewPCG(9, 10))
	names := []string{"INVENTED, JANE Q", "O'FICTIVE, ANNE-MARIE", "SAMPLE", "DE LA MUSTER, JOSÉ"}
	for range 2000 {
		name := names[dice.IntN(len(names))]
		behind := []string{"", " 20100101", " (AKA)", " XYZ/1 SEX", " NOT ON FILE", " #12", " (AKA) 26-0042"}[dice.IntN(7)]
		if got := personOf(name+behind, "20100101", clock.Text{}); got.Value != name || got.Region != "2010-01-01" ||
			got.Type != timeline.PersonName {
			t.Fatalf("%q names %+v", name+behind, got)
		}
	}
	for _, value := range []string{"", " ", "UNKNOWN", "unk.", "Unknown, Unknown", "N/A", "NONE", "XXX", "12345", "(AKA)", "-", ",,"} {
		if got := personOf(value, "20100101", clock.Text{}); !got.IsZero() {
			t.Errorf("%q names %+v", value, got)
		}
	}
}

// TestPartiesOfMessages holds every message of a made file to the person and the vehicle that it names, each in the part that its
// kind has for it, and to no other party.
func TestPartiesOfMessages(t *testing.T) {
	dice := rand.New(rand.NewPCG(11, 12))
	var data strings.Builder
	type want struct{ key, name, birth, plate, state string }
	var all []want
	for i := range 500 {
		w := want{key: []string{"QW", "QV", "EM", "ZW", "QQQ"}[dice.IntN(5)]}
		fmt.Fprintf(&data, "MKE/%s ORI/TX2270100 DATE/20260408 TIME/%02d%02d", w.key, i/60, i%60)
		if dice.IntN(3) > 0 {
			w.name = fmt.Sprintf("INVENTED, %c %c", 'A'+dice.IntN(26), 'A'+dice.IntN(26))
			fmt.Fprintf(&data, " NAM/%s", w.name)
			if dice.IntN(3) > 0 {
				w.birth = "2010-01-17"
				data.WriteString(" DOB/20100117")
			}
		}
		if dice.IntN(3) > 0 {
			w.plate = fmt.Sprintf("ZZZ%04d", dice.IntN(10_000))
			fmt.Fprintf(&data, " LIC/%s", w.plate)
			if dice.IntN(3) > 0 {
				w.state = "NE"
				data.WriteString(" LIS/NB")
			}
		}
		data.WriteString("\n\n")
		all = append(all, w)
	}
	k := keep(t, FormatNCIC, data.String())
	if len(k.events) != len(all) {
		t.Fatalf("%d events, %d rejected", len(k.events), len(k.rejects))
	}
	for i, e := range k.events {
		w := all[i]
		part := map[timeline.KindName]string{kinds.Inquiry: "inquired", kinds.Entry: "entered"}[e.Kind]
		if (w.key == "EM") != (e.Kind == kinds.Entry) {
			t.Fatalf("%+v is of kind %s", w, e.Kind)
		}
		var parties []timeline.Party
		if w.name != "" {
			parties = append(parties,
				timeline.Party{Part: part, Of: timeline.Identifier{Type: timeline.PersonName, Value: w.name, Region: w.birth, Raw: w.name}})
		}
		if w.plate != "" {
			parties = append(parties,
				timeline.Party{Part: "vehicle",
					Of: timeline.Identifier{Type: timeline.PlateNumber, Value: w.plate, Region: w.state, Raw: w.plate}})
		}
		if fmt.Sprint(e.Parties) != fmt.Sprint(parties) {
			t.Fatalf("%+v has the parties %+v", w, e.Parties)
		}
		known := kinds.Of(e.Kind)
		for _, p := range e.Parties {
			if !hasPart(known, p.Part) {
				t.Fatalf("%s has no part %q", e.Kind, p.Part)
			}
		}
	}
}

func hasPart(k timeline.Kind, name string) bool {
	for _, p := range k.Parts {
		if p.Name == name {
			return true
		}
	}
	return false
}
