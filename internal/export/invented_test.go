package export

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// given are the options of the tests' exports.
func given() Options {
	return Options{
		Made: time.Date(2026, 11, 20, 9, 30, 0, 123, time.UTC), Program: "Sightline test", Analyst: "A. Analyst",
		Recipient: "Det. R. Cipient", Agency: "Invented Police Department", Purpose: "locate a missing child",
	}
}

// written is what a format makes of a dossier.
func written(t testing.TB, format string, d timeline.Dossier, o Options) []byte {
	t.Helper()
	f, err := FormatOf(format)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(t.Context(), &b, d, o); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// empty is a dossier of which nothing is known.
func empty() timeline.Dossier {
	return timeline.Dossier{Case: timeline.Case{ID: 1, Number: "ZZ-2026-0001", Title: "Invented case"},
		Subject: timeline.Subject{ID: 1, Name: "Anneliese Zzyzx", Role: "missing child"}}
}

// teller adds to a dossier, one observation after another.
type teller struct {
	timeline.Dossier
	at    time.Time
	told  int
	stays int
}

func tell() *teller {
	t := &teller{Dossier: empty(), at: time.Date(2026, 2, 3, 15, 0, 0, 0, time.UTC)}
	t.Subject.Holdings = []timeline.Holding{
		{ID: 1, Of: timeline.Plate{Number: "ZZZ0000", State: "TX"}.Identifier(), Description: "grey saloon",
			From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Basis: "registration"},
		{ID: 2, Of: timeline.Identifier{Type: "fbi", Value: "000000ZZ0"}},
	}
	t.Loads = []timeline.Load{
		{ID: 1, File: "offline.txt", SHA256: strings.Repeat("ab", 32), Bytes: 51234, Format: "ncic", Loader: "ncic/1",
			Zone: "America/New_York", ZoneBasis: timeline.BasisAssumed,
			At: t.at, Read: 40, Accepted: 36, Duplicates: 3, Rejected: 1,
			Notes: []timeline.Note{{Text: "lines without a message key", Count: 1}}},
		{ID: 2, File: "reads.csv", SHA256: strings.Repeat("cd", 32), Bytes: 912345, Format: "plates", Loader: "plates/1", At: t.at,
			Read: 1500, Accepted: 1480, Duplicates: 15, Rejected: 5},
	}
	t.Withheld = []timeline.Note{{Text: "reads of plates similar to ZZZ0000 (TX), possibly misread", Count: 7}}
	return t
}

// seen adds an inquiry an hour after the event before.
func (t *teller) seen(change func(*timeline.Event)) *teller {
	t.at = t.at.Add(time.Hour)
	t.told++
	e := timeline.Event{
		ID: fmt.Sprintf("e%d", t.told), Kind: kinds.Inquiry, Code: "QW",
		Parties: []timeline.Party{{Part: "inquired", Subject: t.Subject.ID}},
		First: timeline.When{Raw: t.at.Format("20060102 1504"), Zone: "America/New_York", Basis: timeline.BasisAssumed, Start: t.at,
			End: t.at.Add(time.Minute), Precision: timeline.Minute},
		Where: timeline.Where{Point: orb.Point{-97.5, 35.5}, Class: timeline.ClassAgency, Radius: 500, Label: "Invented Sheriff",
			State: "OK", Zone: "America/Chicago", Basis: "agency table"},
		Agency:  &timeline.Agency{ORI: "OK0550000", Name: "Invented Sheriff"},
		Records: []timeline.RecordRef{{Load: 1, Line: t.told, File: "offline.txt", SHA256: strings.Repeat("ab", 32), Loader: "ncic/1"}},
	}
	if change != nil {
		change(&e)
	}
	t.Events = append(t.Events, e)
	return t
}

// read adds a plate read at a position.
func (t *teller) read(lon, lat float64, zone string) *teller {
	return t.seen(func(e *timeline.Event) {
		sure := 0.9300000071525574 // as a float32 comes
		e.Kind, e.Code, e.Agency, e.Read = timeline.KindRead, "", nil, &timeline.ReadDetail{Confidence: &sure}
		e.Parties = []timeline.Party{{Part: "vehicle", Of: timeline.Plate{Number: "ZZZ0000", State: "TX", Raw: "ZZZ-0000"}.Identifier()}}
		e.First = timeline.When{Raw: t.at.Format(time.RFC3339), Zone: "UTC", Basis: timeline.BasisStated, Start: t.at.Add(7 * time.Second),
			End: t.at.Add(8 * time.Second), Precision: timeline.Second}
		e.Where = timeline.Where{Point: orb.Point{lon, lat}, Class: timeline.ClassSite, Radius: 30, Label: "Camera 7", State: "TX",
			Zone: zone, Basis: "position given in the file"}
		e.Records = []timeline.RecordRef{{Load: 2, Line: t.told, File: "reads.csv", SHA256: strings.Repeat("cd", 32), Loader: "plates/1"}}
	})
}

// stay adds an address seen from one time to another, under an id of its own.
func (t *teller) stay(class timeline.Class, radius geo.Meters, at orb.Point, first, last timeline.When) *teller {
	t.stays++
	t.Events = append(t.Events, timeline.Event{
		ID: fmt.Sprintf("e%d", 100+t.stays), Kind: kinds.Address, First: first, Last: &last,
		Where: timeline.Where{Point: at, Class: class, Radius: radius, Label: "1 Example St, Dallas, TX 75201", State: "TX",
			Zone: "America/Chicago"},
		Fields:  []timeline.Field{{Name: "County", Value: "Invented"}},
		Records: []timeline.RecordRef{{Load: 1, Line: 100 + t.stays, File: "addresses.csv"}},
	})
	return t
}

// done is what was told, in time order.
func (t *teller) done() timeline.Dossier {
	slices.SortStableFunc(t.Events, timeline.ByTime)
	return t.Dossier
}

// civilWhen is a source time of Chicago from a civil time, as precise as a layout.
func civilWhen(text string, p timeline.Precision) timeline.When {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	start, err := time.ParseInLocation(layout(p), text, chicago)
	if err != nil {
		panic(err)
	}
	end := map[timeline.Precision]time.Time{
		timeline.Year: start.AddDate(1, 0, 0), timeline.Month: start.AddDate(0, 1, 0), timeline.Day: start.AddDate(0, 0, 1),
		timeline.Hour: start.Add(time.Hour), timeline.Minute: start.Add(time.Minute), timeline.Second: start.Add(time.Second),
	}[p]
	return timeline.When{Raw: text, Zone: "America/Chicago", Basis: timeline.BasisConfigured, Start: start.UTC(), End: end.UTC(),
		Precision: p}
}

// varied has every kind of row: all precisions, classes, flags and standings, without position, without date, resting on several
// records, under handling codes, of a kind that is not known.
func varied() timeline.Dossier {
	t := tell()
	for i := range 4 {
		t.read(-96.8+float64(i)/10, 32.78, "America/Chicago")
	}
	t.at = t.at.Add(72 * time.Hour)
	t.read(-90.2, 38.63, "America/Chicago").read(-90.1, 38.63, "America/Chicago")
	t.seen(nil)
	t.seen(func(e *timeline.Event) { e.Standing, e.Why = timeline.SetAside, "own ORI" })
	t.seen(func(e *timeline.Event) { e.Where = timeline.Where{Class: timeline.ClassNone} })
	t.seen(func(e *timeline.Event) {
		e.First.Flags, e.First.End = []timeline.TimeFlag{timeline.FlagAmbiguous}, e.First.Start.Add(61*time.Minute)
		e.Where.Class, e.Where.Radius = timeline.ClassCounty, 30e3
		e.Remark(timeline.RemarkShortORI)
	})
	for _, when := range []timeline.When{
		civilWhen("2025", timeline.Year), civilWhen("2026-03", timeline.Month), civilWhen("2026-03-10", timeline.Day),
		civilWhen("2026-03-10 02", timeline.Hour),
	} {
		t.seen(func(e *timeline.Event) { e.First = when })
	}
	t.seen(func(e *timeline.Event) { // a span that several charges tell of
		e.Kind, e.Code, e.Handling = kinds.Custody, "", []timeline.Handling{timeline.CriminalHistory}
		e.First, e.Last = civilWhen("2026-04-01", timeline.Day), new(timeline.When)
		e.Fields = []timeline.Field{{Name: "booking", Value: "B-1"}, {Name: "State", Value: "held"}, {Name: "Charge", Value: "one"},
			{Name: "charge", Value: "two"}}
		for line := range 2 {
			e.Records = append(e.Records,
				timeline.RecordRef{Load: 1, Line: 200 + line, File: "offline.txt", SHA256: strings.Repeat("ab", 32), Loader: "ncic/1"})
		}
	})
	t.seen(func(e *timeline.Event) { e.Standing = timeline.Mention })
	t.seen(func(e *timeline.Event) { e.Kind, e.Code = "not known", "" })
	t.Loads[1].Handling = []timeline.Handling{timeline.Restricted}
	home := orb.Point{-96.79, 32.79}
	t.stay(timeline.ClassStreet, 30, home, civilWhen("2026-01", timeline.Month), civilWhen("2026-03", timeline.Month))
	t.stay(timeline.ClassZIP, 6622.559319484638, home, civilWhen("2026-05-04", timeline.Day), timeline.When{})
	t.stay(timeline.ClassCity, 15e3, home, timeline.When{}, civilWhen("2026", timeline.Year))
	t.stay(timeline.ClassNone, 0, orb.Point{}, timeline.When{}, timeline.When{})
	return t.done()
}

// edges are points where longitudes turn, and Alaska and Guam.
func edges() timeline.Dossier {
	t := tell().read(179.6, 51.5, "America/Adak").read(-179.2, 51.3, "America/Adak").read(-149.9, 61.2, "America/Anchorage").read(144.79,
		13.47, "Pacific/Guam")
	t.seen(func(e *timeline.Event) {
		e.Where = timeline.Where{Point: orb.Point{-152, 64}, Class: timeline.ClassState, Radius: 1_400e3, Label: "Alaska", State: "AK",
			Zone: "America/Anchorage"}
	})
	return t.done()
}

// hostile texts, each of which breaks something somewhere.
func hostileTexts() []string {
	return []string{
		"<script>alert(1)</script>", "]]>", "<![CDATA[", "&amp;&#0;", `"'><img src=x onerror=alert(1)>`, "$[description] $[name]",
		"=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1",
		"\r=1", "＝1", "a\r\nBEGIN:VEVENT\r\nSUMMARY:forged", "a\rb\nc", "\\;,:", "Evil \u202egpj.exe", "שרה כהן", "😀👨‍👩‍👧‍👦",
		"nul\x00bell\x07\ufffe", "broken \xff\xfe utf-8", strings.Repeat("é", 10_000),
		strings.Repeat("W", 40_000), "Łukasz Żółć",
	}
}

// hostile has them in every field of a row each.
func hostile() timeline.Dossier {
	t := tell()
	t.Subject.Name, t.Case.Title, t.Case.Number = strings.Join(hostileTexts()[:8], " "), "]]>", "Z\"<&\r\n"
	t.Subject.Aliases = hostileTexts()
	for _, text := range hostileTexts() {
		t.seen(func(e *timeline.Event) {
			e.First.Raw, e.Where.Label, e.Where.Basis, e.Standing, e.Why = text, text, text, timeline.SetAside, text
			e.Remark(timeline.RemarkNoteText, text)
			e.Agency = &timeline.Agency{ORI: text, Name: text}
			e.Parties = []timeline.Party{{Part: text, Of: timeline.Identifier{Type: timeline.PlateNumber, Value: "ZZZ0000", Raw: text}},
				{Part: text, Of: timeline.Identifier{Type: "phone", Value: text}}}
			e.Fields = []timeline.Field{{Name: text, Value: text}}
			e.Handling = []timeline.Handling{timeline.Handling(text)}
			e.Records[0].File, e.Records[0].Loader, e.Code = text, text, text
		})
		t.stay(timeline.ClassCity, 5000, orb.Point{-97, 32}, civilWhen("2026-01", timeline.Month), timeline.When{})
		t.Events[len(t.Events)-1].Where.Label = text
		t.Loads = append(t.Loads, timeline.Load{ID: int64(len(t.Loads) + 1), File: text, Notes: []timeline.Note{{Text: text, Count: 1}}})
	}
	return t.done()
}

// many is a dossier of so many plate reads.
func many(n int) timeline.Dossier {
	t := tell()
	for i := range n {
		t.read(-96.8+float64(i%1000)/997, 32.78+float64(i%700)/911, "America/Chicago")
	}
	return t.done()
}

// passing has a read alone, three of one passing, and another alone.
func passing() timeline.Dossier {
	t := tell().read(-96.8, 32.78, "America/Chicago").read(-96.7, 32.78, "America/Chicago")
	for range 2 {
		t.at = t.at.Add(20*time.Second - time.Hour)
		t.read(-96.7, 32.78, "America/Chicago")
	}
	return plate.Fold(t.read(-96.6, 32.78, "America/Chicago").done())
}

func dossiers() map[string]timeline.Dossier {
	return map[string]timeline.Dossier{
		"empty": empty(), "one": tell().read(-96.8, 32.78, "America/Chicago").done(), "varied": varied(), "edges": edges(),
		"hostile": hostile(), "many": many(500), "passing": passing(),
	}
}
