package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// travelled is a store whose subject 7 goes from a town to another and back every second day, and whose subject 9 was seen
// at the one between.
type travelled struct{ fake }

var (
	here  = orb.Point{-97.5, 35.5}
	there = orb.Point{-95.9, 36.1}
)

func plateRead(id string, at time.Time, p orb.Point) timeline.Event {
	return timeline.Event{
		ID: id, Kind: timeline.KindRead, Parties: kinds.Vehicle(timeline.Plate{Number: "0OIQ1", State: "OK"}),
		First: timeline.When{Start: at, End: at.Add(time.Second), Zone: "UTC", Precision: timeline.Second},
		Where: timeline.Where{Point: p, Class: timeline.ClassSite, Radius: 30, Zone: "America/Chicago", Label: "invented camera"},
	}
}

func (f *travelled) Dossier(ctx context.Context, subject int64, extent query.Extent, look access.Asker) (timeline.Dossier, error) {
	if subject != 7 && subject != 9 {
		return f.fake.Dossier(ctx, subject, extent, look)
	}
	f.looks = append(f.looks, look)
	d := timeline.Dossier{Subject: timeline.Subject{ID: subject, Name: "Testperson"}}
	start := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	for day := range 10 {
		at := start.AddDate(0, 0, day)
		switch {
		case subject == 9:
			d.Events = append(d.Events, plateRead(fmt.Sprintf("e9%d", day), at.Add(90*time.Minute), there))
		case day%2 == 0:
			d.Events = append(d.Events, plateRead(fmt.Sprintf("e1%d", day), at, here),
				plateRead(fmt.Sprintf("e2%d", day), at.Add(8*time.Hour), here))
		default:
			d.Events = append(d.Events, plateRead(fmt.Sprintf("e1%d", day), at, there),
				plateRead(fmt.Sprintf("e2%d", day), at.Add(2*time.Hour), there))
		}
	}
	return d, f.fail
}

type found struct {
	Parameters analysis.Parameters
	Found      []struct {
		Name, None, Failed string
		Findings           []struct {
			Key, Text string
			Evidence  []string
		}
	}
	Rules []struct{ Name, Value, Usual string }
}

// of is how many findings a detector made, and why there are none.
func (f *found) of(name string) (n int, none string) {
	for _, d := range f.Found {
		if d.Name == name {
			return len(d.Findings), d.None
		}
	}
	return -1, ""
}

func (f *found) rule(name string) (value, usual string) {
	for _, r := range f.Rules {
		if r.Name == name {
			return r.Value, r.Usual
		}
	}
	return "", ""
}

func decode(t *testing.T, w *httptest.ResponseRecorder, into any) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatal(err)
	}
}

func TestFindingsFollowTheirRules(t *testing.T) {
	get, _ := serve(t, &travelled{})
	var usual, other found
	decode(t, get("/api/v1/subjects/7/findings"), &usual)
	decode(t, get("/api/v1/subjects/7/findings?gap=12h&place.visits=6&speed.review_kmh=100"), &other)
	places, noPlace := usual.of("places")
	gaps, noGap := usual.of("gaps")
	if places != 2 || gaps != 0 || noGap == "" || noPlace != "" {
		t.Errorf("by the usual rules: %+v", usual)
	}
	places, noPlace = other.of("places")
	gaps, noGap = other.of("gaps")
	if places != 0 || gaps == 0 || noGap != "" || !strings.Contains(noPlace, "at 6 separate times") {
		t.Errorf("by other rules: %+v", other)
	}
	if v, u := other.rule("place.visits"); v != "6" || u != "3" {
		t.Errorf("place.visits is told as %s, usually %s", v, u)
	}
	if time.Duration(other.Parameters.Gap) != 12*time.Hour || other.Parameters.Speed.Review.KilometersPerHour() < 99.9 {
		t.Errorf("answered by %+v", other.Parameters)
	}
}

func TestFindingParametersAreStrict(t *testing.T) {
	f := &travelled{}
	get, _ := serve(t, f)
	for path, want := range map[string]string{
		"findings?gap=24":                              "gap must be a length of time from 1h to 8760h",
		"findings?gap=-1h":                             "gap must be",
		"findings?place.visits=2.5":                    "place.visits must be a whole number",
		"findings?place.distance_m=NaN":                "place.distance_m must be a number from 10 to 5000",
		"findings?circuit.stops=6&circuit.max_stops=4": "no more than circuit.max_stops",
		"findings?speed.review_kmh=900":                "no more than speed.certain_kmh",
		"findings?places=3":                            "no parameter",
		"chart?chart=hours&gap=x":                      "gap must be",
		"chart?chart=pie":                              "chart must be one of",
		"chart?language=tlh":                           "language must be one of en, es",
		"chart?chart=circuit&index=-1":                 "index must be",
		"reach":                                        "lat is missing",
		"reach?at=yesterday":                           "at must be a time",
		"reach?at=2026-03-02T00:00:00Z&lat=35":         "lat does not go together with at",
		"reach?lat=35&lon=-97&radius_m=100":            "at is missing, or from and to",
		"reach?lat=35&lon=-97&radius_m=1&from=2026-03-02T00:00:00Z":                                   "from and to must be given together",
		"reach?lat=35&lon=-97&radius_m=1&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z":           "from must not be after to",
		"reach?lat=35&lon=-97&radius_m=1&from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z&stay=soon": "stay must be",
		"reach?at=2026-03-02T00:00:00Z&track=XYZ":                                                     "track must be person or a plate",
		"meet":         "other is missing",
		"meet?other=7": "other must be another subject",
		"meet?other=9&from=2020-03-02T00:00:00Z&to=2026-03-02T00:00:00Z": "within a year",
	} {
		w := get("/api/v1/subjects/7/" + path)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s\nwant %q", path, w.Code, w.Body, want)
		}
	}
}

// What is faulty in itself is told before any sighting is looked at; every answer is on the audit.
func TestFindingsAreAudited(t *testing.T) {
	f := &travelled{}
	get, _ := serve(t, f)
	get("/api/v1/subjects/7/findings?gap=24")
	get("/api/v1/subjects/7/reach?at=soon")
	if len(f.looks) != 0 {
		t.Errorf("a faulty question looked: %+v", f.looks)
	}
	for path, looks := range map[string]int{
		"findings?purpose=p": 1, "chart?chart=hours&purpose=p": 1, "reach?at=2026-03-02T00:00:00Z&purpose=p": 1,
		"meet?other=9&purpose=p": 2,
	} {
		f.looks = nil
		if w := get("/api/v1/subjects/7/" + path); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if len(f.looks) != looks {
			t.Errorf("%s: %d looks, want %d", path, len(f.looks), looks)
		}
		for _, l := range f.looks {
			if l.Actor != "tester" || l.Purpose != "p" {
				t.Errorf("%s: %+v", path, l)
			}
		}
	}
	f.fail = context.Canceled
	for _, path := range []string{"findings", "chart?chart=nights", "reach?at=2026-03-02T00:00:00Z", "meet?other=9"} {
		if w := get("/api/v1/subjects/7/" + path); w.Code == http.StatusOK || strings.Contains(w.Body.String(), "e10") {
			t.Errorf("%s answered without the store: %d", path, w.Code)
		}
	}
}

func TestEveryChartIsServed(t *testing.T) {
	get, _ := serve(t, &travelled{})
	for _, kind := range []string{"timeline", "interest", "hours", "calendar", "nights", "distance", "circuit"} {
		var option struct {
			Sightline struct{ Kind string }
		}
		decode(t, get("/api/v1/subjects/7/chart?language=es&theme=dark&width=700&chart="+kind), &option)
		if option.Sightline.Kind != kind {
			t.Errorf("asked for %s, got %s", kind, option.Sightline.Kind)
		}
	}
}

func TestReach(t *testing.T) {
	get, _ := serve(t, &travelled{})
	var region struct {
		Type     string
		Features []struct {
			Geometry   *struct{ Type string }
			Properties struct {
				Verdict, Track, Text string
				Evidence             []string
			}
		}
		Tracks []struct{ Track string }
	}
	decode(t, get("/api/v1/subjects/7/reach?at=2026-03-01T14:00:00-05:00"), &region)
	if f := region.Features[0]; f.Geometry == nil || f.Geometry.Type != "MultiPolygon" || f.Properties.Verdict != "possible" ||
		len(f.Properties.Evidence) == 0 || region.Tracks[0].Track != "0OIQ1 (OK)" {
		t.Errorf("region: %+v", region)
	}
	decode(t, get("/api/v1/subjects/7/reach?at=2027-03-01T14:00:00Z"), &region)
	if f := region.Features[0]; f.Geometry != nil || f.Properties.Verdict != "unknown" {
		t.Errorf("a year later: %+v", region)
	}
	near, far := "lat=35.5&lon=-97.5&radius_m=500", "lat=47.6&lon=-122.3&radius_m=500"
	for query, want := range map[string]string{
		near + "&from=2026-03-01T05:00:00Z&to=2026-03-01T06:00:00Z":                         "possible",
		far + "&from=2026-03-01T05:00:00Z&to=2026-03-01T06:00:00Z":                          "unknown", // by one reader alone
		far + "&from=2026-03-02T17:00:00Z&to=2026-03-02T18:00:00Z":                          "no",
		far + "&from=2026-03-02T17:00:00Z&to=2026-03-02T18:00:00Z&question.records=5":       "unknown",
		far + "&from=2026-03-02T17:00:00Z&to=2026-03-02T18:00:00Z&question.top_kmh=150":     "no",
		near + "&from=2027-03-01T05:00:00Z&to=2027-03-01T06:00:00Z&track=0OIQ1+%28OK%29":    "unknown",
		near + "&from=2026-03-01T05:00:00Z&to=2026-03-01T05:00:00Z&stay=0s&purpose=stop+12": "possible",
	} {
		var answer struct {
			Verdict, Text, Basis, Track string
			Evidence                    []string
			Margin                      *float64 `json:"margin_m"`
		}
		decode(t, get("/api/v1/subjects/7/reach?"+query), &answer)
		if answer.Verdict != want || answer.Text == "" || answer.Basis == "" || answer.Margin == nil || answer.Track != "0OIQ1 (OK)" {
			t.Errorf("%s: %+v, want %s", query, answer, want)
		}
		if want == "no" && len(answer.Evidence) < 2 {
			t.Errorf("%s: a no by %d records", query, len(answer.Evidence))
		}
	}
}

func TestMeet(t *testing.T) {
	get, _ := serve(t, &travelled{})
	var answer struct {
		Verdict, Text string
		Point         []float64
		AskedFrom     time.Time `json:"asked_from"`
		AskedTo       time.Time `json:"asked_to"`
		Shared        []any     `json:"shared_agencies"`
	}
	decode(t, get("/api/v1/subjects/7/meet?other=9"), &answer)
	if answer.Verdict != "possible" || len(answer.Point) != 2 || answer.Shared == nil ||
		!answer.AskedFrom.Equal(time.Date(2026, 3, 1, 5, 30, 0, 0, time.UTC)) {
		t.Errorf("answer: %+v", answer)
	}
	decode(t, get("/api/v1/subjects/7/meet?other=9&from=2026-03-01T04:05:00Z&to=2026-03-01T04:15:00Z&question.top_kmh=60"), &answer)
	if answer.Verdict == "possible" {
		t.Errorf("170 km apart at 60 km/h: %+v", answer)
	}
	if w := get("/api/v1/subjects/7/meet?other=8"); w.Code != http.StatusNotFound {
		t.Errorf("with nobody: %d", w.Code)
	}
}

func TestEmptyFindingsSayWhy(t *testing.T) {
	get, _ := serve(t, &fake{})
	var f found
	decode(t, get("/api/v1/subjects/7/findings"), &f)
	for _, kind := range []string{"places", "bases", "circuits", "trips", "gaps", "conflicts", "shifts", "splits", "changes", "bursts"} {
		if n, none := f.of(kind); n != 0 || !strings.HasSuffix(none, ".") || !strings.ContainsAny(none, "0123456789") {
			t.Errorf("%d %s: %q", n, kind, none)
		}
	}
}
