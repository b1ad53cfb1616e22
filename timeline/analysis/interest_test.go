package analysis

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// asked is inquiries of some agencies: one a month by each, and five within two days in June by the first.
func asked() []timeline.Event {
	var s []timeline.Event
	add := func(id string, t time.Time, ori, state, key string) {
		q := inquiry(id, t.Format("2006-01-02 15:04:05"), tulsa, ori, key)
		q.Agency.State, q.Agency.Name = state, "Agency "+ori
		q.Agency.Where.Zone = central
		s = append(s, q)
	}
	for month := range 12 {
		t := at("2026-01-03 20:00:00").AddDate(0, month, 0)
		add(fmt.Sprintf("q%02d", month), t, "OK0720500", "OK", "QW")
		add(fmt.Sprintf("q%02dx", month), t.Add(5*time.Minute), "OK0720500", "OK", "DQ") // the same stop
		add(fmt.Sprintf("q%02dy", month), t.AddDate(0, 0, 12), "TX1880000", "TX", "QV")
	}
	for k := range 5 {
		add(fmt.Sprintf("burst%d", k), at("2026-06-20 03:00:00").Add(time.Duration(k)*9*time.Hour), "OK0720500", "OK", "QW")
	}
	return s
}

func TestInterest(t *testing.T) {
	in := One[Interest](Analyze(timeline.Dossier{Events: asked()}, DefaultParameters()))
	if len(in.Contacts) != 29 || len(in.Agencies) != 2 || in.Agencies[0].Agency.ORI != "OK0720500" || in.Agencies[0].Contacts != 17 {
		t.Errorf("%d contacts, %+v", len(in.Contacts), in.Agencies)
	}
	if fmt.Sprint(in.States) != "[{OK 17} {TX 12}]" || fmt.Sprint(in.Kinds) != "[{QW 17} {DQ 12} {QV 12}]" {
		t.Errorf("states %v, kinds %v", in.States, in.Kinds)
	}
	if len(in.Months) != 12 || in.Months[5].Name != "2026-06" || in.Months[5].Count != 7 {
		t.Errorf("months %v", in.Months)
	}
	if len(in.Bursts) != 1 || in.Bursts[0].Contacts != 5 || in.Bursts[0].Chance > 0.001 || len(in.Bursts[0].Evidence) != 5 {
		t.Errorf("bursts %+v", in.Bursts)
	}
	if in.First != at("2026-01-03 20:00:00") || in.Latest != at("2026-12-15 20:00:00") {
		t.Errorf("%v to %v", in.First, in.Latest)
	}
	f := Analyze(timeline.Dossier{}, DefaultParameters())
	if none := f.By("interest"); none.None != "No encounter: none of the records is an inquiry or an arrest that counts." ||
		len(none.Findings) > 0 {
		t.Errorf("%+v", none)
	}
}

func TestSharedAgencies(t *testing.T) {
	a := timeline.Dossier{Subject: timeline.Subject{Name: "Quill Example"}, Events: asked()}
	b := timeline.Dossier{Subject: timeline.Subject{Name: "Rowan Example"}, Events: []timeline.Event{
		inquiry("x1", "2026-01-03 22:00:00", tulsa, "OK0720500", "QW"),
		inquiry("x2", "2026-02-03 22:00:00", tulsa, "NM0010000", "QW"),
	}}
	got := SharedAgencies(a, b, DefaultParameters())
	if len(got) != 1 || got[0].Agency.ORI != "OK0720500" || got[0].First != 17 || got[0].Second != 1 {
		t.Fatalf("%+v", got)
	}
	if time.Duration(got[0].Closest) != 2*time.Hour {
		t.Errorf("closest %v", time.Duration(got[0].Closest))
	}
	back := SharedAgencies(b, a, DefaultParameters())
	if len(back) != 1 || back[0].Closest != got[0].Closest || back[0].First != got[0].Second {
		t.Errorf("the other way round: %+v", back)
	}
}

func TestPoissonTail(t *testing.T) {
	for _, c := range []struct {
		n    int
		mean float64
		want float64
	}{{0, 3, 1}, {1, 1, 0.6321}, {3, 1, 0.0803}, {10, 2, 4.65e-5}} {
		if got := poissonTail(c.n, c.mean); got < c.want*0.99 || got > c.want*1.01 {
			t.Errorf("%d or more of %v: %v, want %v", c.n, c.mean, got, c.want)
		}
	}
}

// TestSwitchIsNoAgency: an inquiry by way of a switch is an encounter by nobody known, chained as those of one agency are.
func TestSwitchIsNoAgency(t *testing.T) {
	s := asked()
	for k := range 6 {
		q := inquiry(fmt.Sprintf("s%d", k), at("2026-09-01 12:00:00").Add(time.Duration(k)*5*time.Minute).Format("2006-01-02 15:04:05"), tulsa,
			"OKOLN0000", "QW")
		q.Agency.Kind = timeline.Switch
		s = append(s, q)
	}
	in := One[Interest](Analyze(timeline.Dossier{Events: s}, DefaultParameters()))
	if len(in.Contacts) != 30 || len(in.Agencies) != 2 || len(in.States) != 2 {
		t.Errorf("%d contacts with %+v in %v", len(in.Contacts), in.Agencies, in.States)
	}
	if !strings.HasSuffix(in.Text, "with 2 agencies, from 3 January 2026 to 15 December 2026; most with Agency OK0720500 (17); 1 names no agency.") {
		t.Errorf("%s", in.Text)
	}
}
