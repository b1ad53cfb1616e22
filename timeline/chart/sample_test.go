package chart

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// parsed is an option as the page reads it.
type parsed struct {
	Series []struct {
		ID         string `json:"id"`
		Type       string `json:"type"`
		Name       string `json:"name"`
		RenderItem string `json:"renderItem"`
		Data       items  `json:"data"`
	} `json:"series"`
	YAxis []struct {
		Data []string `json:"data"`
	} `json:"yAxis"`
	Meta Meta `json:"sightline"`
}

// items are those of our own layout; what other series hold is not looked at.
type items []item

func (i *items) UnmarshalJSON(text []byte) error {
	var all []item
	if json.Unmarshal(text, &all) == nil {
		*i = all
	}
	return nil
}

func parse(t *testing.T, option json.RawMessage) parsed {
	t.Helper()
	var p parsed
	if err := json.Unmarshal(option, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p parsed) items(render string) []item {
	var out []item
	for _, s := range p.Series {
		if s.RenderItem == render {
			out = append(out, s.Data...)
		}
	}
	return out
}

func utc(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func second(t time.Time) timeline.When {
	return timeline.When{Raw: t.Format(time.DateTime), Zone: "UTC", Basis: timeline.BasisStated, Start: t, End: t.Add(time.Second),
		Precision: timeline.Second}
}

func month(year int, m time.Month) timeline.When {
	start := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
	return timeline.When{Raw: start.Format("01/2006"), Zone: "UTC", Basis: timeline.BasisAssumed, Start: start, End: start.AddDate(0, 1, 0),
		Precision: timeline.Month}
}

var (
	tulsa = timeline.Where{Point: orb.Point{-95.99, 36.15}, Class: timeline.ClassAgency, Radius: 500, Label: "Sampleton PD", State: "OK",
		Zone: "America/Chicago"}
	amarill = timeline.Where{Point: orb.Point{-101.83, 35.22}, Class: timeline.ClassSite, Radius: 30, Label: "I-40 W camera", State: "TX",
		Zone: "America/Chicago"}
	denver = timeline.Where{Point: orb.Point{-104.99, 39.74}, Class: timeline.ClassZIP, Radius: 4000, Label: "ZIP 80202", State: "CO",
		Zone: "America/Denver"}
)

func inquiry(id string, at time.Time, ori string) timeline.Event {
	return timeline.Event{
		ID: id, Kind: kinds.Inquiry, First: second(at), Where: tulsa, Code: "QW",
		Agency: &timeline.Agency{ORI: ori, Name: "Agency " + ori, State: "OK", Where: tulsa},
	}
}

// vehicle is an event's parties where it is about a plate.
func vehicle(plate timeline.Plate) []timeline.Party {
	return []timeline.Party{{Part: "vehicle", Of: plate.Identifier()}}
}

// held is a vehicle of a subject, registered in Texas.
func held(number string) timeline.Holding {
	return timeline.Holding{Of: timeline.Plate{Number: number, State: "TX"}.Identifier()}
}

// last makes an event a span that ends then.
func last(when timeline.When) *timeline.When { return &when }

func address(id string, from, to timeline.When, where timeline.Where) timeline.Event {
	return timeline.Event{ID: id, Kind: kinds.Address, First: from, Last: &to, Where: where}
}

func read(id string, at time.Time, number, state string) timeline.Event {
	return timeline.Event{
		ID: id, Kind: timeline.KindRead, First: second(at), Where: amarill,
		Parties: vehicle(timeline.Plate{Number: number, State: state}),
	}
}

// small is a history with one of each thing a timeline can show.
func small() timeline.Dossier {
	aside := inquiry("e5", utc("2026-03-09T12:00:00Z"), "OK0990100")
	aside.Standing, aside.Why = timeline.SetAside, "inquiry by the case's own agency"
	vague := inquiry("e6", utc("2026-04-01T00:00:00Z"), "OK0990200")
	vague.First = month(2026, time.April)
	nowhere := inquiry("e7", utc("2026-05-02T03:04:05Z"), "ZZ0990300")
	nowhere.Where = timeline.Where{Class: timeline.ClassNone}
	untimed := inquiry("e8", time.Time{}, "OK0990100")
	untimed.First = timeline.When{}
	d := timeline.Dossier{
		Subject: timeline.Subject{ID: 1, Name: "Invented Person", Holdings: []timeline.Holding{
			{Of: timeline.Plate{Number: "0OIQ0", State: "TX"}.Identifier(), From: utc("2026-02-01T00:00:00Z")},
		}},
		Events: []timeline.Event{
			inquiry("e1", utc("2026-03-02T08:00:00Z"), "OK0990100"),
			inquiry("e2", utc("2026-03-02T08:04:00Z"), "OK0990100"),
			read("r1-1", utc("2026-03-02T20:00:00Z"), "0OIQ0", "TX"),
			read("r1-2", utc("2026-03-05T20:00:00Z"), "0OIQ0", ""),
			read("r1-3", utc("2026-03-06T20:00:00Z"), "0OIQO", "TX"),
			aside, vague, nowhere, untimed,
			address("e11", month(2026, time.January), month(2026, time.April), denver),
			address("e12", month(2026, time.March), month(2026, time.March), amarill),
			address("e13", month(2026, time.May), timeline.When{}, amarill),
		},
	}
	slices.SortStableFunc(d.Events, timeline.ByTime)
	return d
}

// large is a seeded history of n sightings, most of them reads of three plates.
func large(n int) timeline.Dossier {
	rng := rand.New(rand.NewPCG(7, 11))
	start := utc("2025-06-01T00:00:00Z")
	var d timeline.Dossier
	for i := range n {
		at := start.Add(time.Duration(i) * (400 * 24 * time.Hour / time.Duration(n))).Add(time.Duration(rng.IntN(60)) * time.Second)
		switch rng.IntN(20) {
		case 0:
			d.Events = append(d.Events, inquiry(fmt.Sprintf("s%d", i), at, fmt.Sprintf("OK099%04d", rng.IntN(40))))
		case 1:
			s := read(fmt.Sprintf("r1-%d", i), at, "0OIQ2", "TX")
			s.Standing, s.Why = timeline.SetAside, "misread"
			d.Events = append(d.Events, s)
		case 2:
			s := read(fmt.Sprintf("r1-%d", i), at, "0OIQ1", "OK")
			day := at.Truncate(24 * time.Hour)
			s.First = timeline.When{Zone: "UTC", Start: day, End: day.Add(24 * time.Hour), Precision: timeline.Day}
			d.Events = append(d.Events, s)
		default:
			d.Events = append(d.Events, read(fmt.Sprintf("r1-%d", i), at, fmt.Sprintf("0OIQ%d", rng.IntN(3)), "TX"))
		}
	}
	return d
}

var okcity = timeline.Where{Point: orb.Point{-97.52, 35.47}, Class: timeline.ClassSite, Radius: 30, Label: "I-35 S camera", State: "OK",
	Zone: "America/Chicago"}

// rounds is a history of five rounds Tulsa – Oklahoma City – Amarillo every nine days, with a night at each, and one read
// of the plate where it cannot have been.
func rounds() timeline.Dossier {
	home := timeline.Where{Point: orb.Point{-95.95, 36.12}, Class: timeline.ClassSite, Radius: 30, Label: "US-64 camera", State: "OK",
		Zone: "America/Chicago"}
	start := utc("2026-02-02T23:30:00Z")
	var d timeline.Dossier
	see := func(where timeline.Where, at time.Time) {
		s := read(fmt.Sprintf("r1-%d", len(d.Events)+1), at, "0OIQ0", "TX")
		s.Where, s.Read = where, &timeline.ReadDetail{Mobile: true} // a car that stands is read by one that drives past
		d.Events = append(d.Events, s)
	}
	for round := range 5 {
		for night := range 9 {
			where := home
			switch night {
			case 5, 6:
				where = okcity
			case 7, 8:
				where = amarill
			}
			evening := start.AddDate(0, 0, 9*round+night)
			see(where, evening.Add(time.Duration(round*17)*time.Minute))
			if night%2 == 1 || night < 5 {
				see(where, evening.Add(11*time.Hour))
			}
		}
	}
	see(amarill, start.AddDate(0, 0, 2).Add(50*time.Minute))
	d.Events[len(d.Events)-1].ID = "r2-1"
	return d
}
