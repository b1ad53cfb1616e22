package web_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

const wholeQuestion = `{"areas": [
	{"circle": {"lat": 35.5, "lon": -97.5, "radius_m": 500}},
	{"box": [-98, 35, -97, 36]},
	{"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
	{"corridor": {"line": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "width_m": 200}}],
	"seen_in": "all", "from": "2026-05-02T00:00:00-05:00", "to": "2026-06-02T00:00:00-05:00",
	"hours": {"span": "22:00-04:00", "weekdays": ["fri", "sat"]}, "kinds": ["plate_read"], "spans": true, "plate": {"number": "8ok?2*", "state": "ok", "ocr": true},
	"max_radius_m": 100, "coarsest": "minute", "compass": "NE", "heading_within": 30, "min_confidence": 0.8, "order": "nearest", "limit": 7,
	"count": "bounded", "case": "26-1", "purpose": "test"}`

func TestSearchBody(t *testing.T) {
	ask, err := web.ParseSearchBody([]byte(wholeQuestion))
	if err != nil {
		t.Fatal(err)
	}
	s := ask.Search
	if len(s.Areas) != 4 || s.Areas[0].Kind != geo.ShapeCircle || s.Areas[1].Kind != geo.ShapeBox || s.Areas[2].Kind != geo.ShapePolygon ||
		s.Areas[3].Reach != 100 {
		t.Errorf("areas %+v", s.Areas)
	}
	if !s.All || !s.From.Equal(time.Date(2026, 5, 2, 5, 0, 0, 0, time.UTC)) || s.Hours.Length() != 6*3600 || s.Hours.Days() != 1<<5|1<<6 {
		t.Errorf("when %+v", s)
	}
	if s.Plate != (plate.Pattern{Number: "8OK?2*", State: "OK", OCR: true}) ||
		*s.Heading != (query.HeadingWindow{Degrees: 45, Within: 30}) ||
		s.MinConfidence != 0.8 || !s.Spans || s.MaxRadius != 100 || s.Coarsest != timeline.Minute {
		t.Errorf("what %+v", s)
	}
	if s.Order != query.Nearest || s.Limit != 7 || s.Count != query.CountBounded || ask.Case != "26-1" || ask.Purpose != "test" {
		t.Errorf("how %+v", ask)
	}
}

func TestSearchBodyIsStrict(t *testing.T) {
	circle := `{"areas": [{"circle": {"lat": 1, "lon": 2, "radius_m": 3}}]`
	for body, want := range map[string]string{
		``:                                 "no JSON",
		`{`:                                "no JSON",
		`[]`:                               "cannot be a array",
		circle + `} {}`:                    "more than one question",
		circle + `, "radius": 1}`:          `unknown field \"radius\"`,
		circle + `, "limit": 1.5}`:         "limit cannot be",
		circle + `, "limit": 1001}`:        "limit must be 1 to 1000",
		circle + `, "limit": -1}`:          "limit must be 1 to 1000",
		circle + `, "from": "2026-05-02"}`: "parsing time",
		circle + `, "seen_in": "all"}`:     "at least two",
		circle + `, "seen_in": "some"}`:    "any or all",
		circle + `, "heading": 90, "compass": "N"}`:         "not both",
		circle + `, "heading": 400}`:                        "heading must be",
		circle + `, "max_radius_m": -1}`:                    "largest radius",
		circle + `, "hours": {"span": "9-10"}}`:             "time of day",
		`{}`:                                                "name an area, a plate or both",
		`{"areas": [{}]}`:                                   "area 1: an area is one of",
		`{"areas": [{"circle": {"radius_m": 3}}]}`:          "has lat, lon and radius_m",
		`{"areas": [{"box": [1, 2, 3, 4, 5]}], "limit": 0}`: "",
		`{"areas": [{"polygon": {"type": "Point", "coordinates": [1, 2]}}]}`:                                           "Polygon or MultiPolygon",
		`{"areas": [{"polygon": {"type": "Polygon", "coordinates": []}}]}`:                                             "no ring",
		`{"areas": [{"polygon": {"type": "Polygon", "coordinates": [[[0,0],[1,1],[1,0],[0,1.5],[0,0]]]}}]}`:            "crosses itself",
		`{"areas": [{"corridor": {"width_m": 5}}]}`:                                                                    "a corridor has a line",
		`{"areas": [{"corridor": {"line": {"type": "LineString", "coordinates": [[179,0],[-179,0]]}, "width_m": 5}}]}`: "antimeridian",
		`{"areas": [` + strings.Repeat(`{"box": [0,0,1,1]},`, 16) + `{"box": [0,0,1,1]}]}`:                             "at most 16 areas",
	} {
		_, err := web.ParseSearchBody([]byte(body))
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", body, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), strings.ReplaceAll(want, `\"`, `"`)) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

// post asks the server by POST.
func post(t *testing.T, h http.Handler, contentType, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/sightings/search", strings.NewReader(body))
	r.Host = "127.0.0.1:8321"
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestSearchByPost(t *testing.T) {
	f := &fake{}
	h := handlerOf(t, f)
	w := post(t, h, "application/json; charset=utf-8", wholeQuestion)
	var got struct {
		Features []json.RawMessage
		Next     string
		Links    []web.Link
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || len(got.Features) != 2 || len(got.Links) != 1 {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	if f.looks[0].Case != "26-1" || f.looks[0].Purpose != "test" {
		t.Errorf("look %+v", f.looks[0])
	}
	next := strings.Replace(wholeQuestion, `"limit": 7`, `"limit": 3, "cursor": "`+got.Links[0].Body["cursor"]+`"`, 1)
	if w := post(t, h, "application/json", next); w.Code != http.StatusOK || f.near[1].After.ID != "e0" || f.near[1].Limit != 3 {
		t.Errorf("next page: %d %s, %+v", w.Code, w.Body, f.near[1].After)
	}
	other := strings.Replace(next, `"min_confidence": 0.8`, `"min_confidence": 0.7`, 1)
	if w := post(t, h, "application/json", other); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(),
		"cursor is not one") {
		t.Errorf("the cursor of another question: %d %s", w.Code, w.Body)
	}
	for name, c := range map[string]struct {
		kind, body string
		want       int
	}{
		"form":  {"application/x-www-form-urlencoded", wholeQuestion, http.StatusUnsupportedMediaType},
		"plain": {"text/plain", wholeQuestion, http.StatusUnsupportedMediaType},
		"large": {"application/json", `{"purpose": "` + strings.Repeat("x", web.MaxSearchBody) + `"}`, http.StatusRequestEntityTooLarge},
	} {
		if w := post(t, h, c.kind, c.body); w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}

// TestSearchAnswerIsTheSameByReflection holds what is written by hand against encoding/json.
func TestSearchAnswerIsTheSameByReflection(t *testing.T) {
	confidence, heading := 0.925, 90
	s, plateRead := sighting(3), timeline.Plate{Number: "8OK1234", State: "OK", Raw: "8ok\u2028"}
	s.First.Raw, s.First.Flags, s.Where.Label, s.Where.Zone = "02 May\t\"12:03\" </script> é", []timeline.TimeFlag{timeline.FlagAmbiguous},
		"A & B", "America/Chicago"
	s.Parties, s.Read = kinds.Vehicle(plateRead), &timeline.ReadDetail{Confidence: &confidence, Heading: &heading, Mobile: true}
	s.Standing, s.Why, s.Handling = timeline.SetAside, "own ORI", []timeline.Handling{timeline.Restricted, "<b>"}
	s.Records = []timeline.RecordRef{{Load: 3, Line: 4}}
	s.Remark(timeline.RemarkNoteText, "misread?")
	bare := timeline.Event{ID: "e9", Where: timeline.Where{Class: timeline.ClassNone}}
	span := timeline.Event{ID: "e10", Kind: kinds.Custody, First: s.First, Last: &timeline.When{},
		Records: []timeline.RecordRef{{Load: 1, Line: 2}, {Load: 5, Line: 6}}}
	until := timeline.Event{ID: "e11", Kind: kinds.Address, Last: &s.First}
	answer := web.SearchAnswer{Cursor: "abc", Links: []web.Link{{Rel: "next", Href: "/x?y=1&z=2"}}, Page: query.Page{
		Why: "Why \"not\"?", Count: &query.Count{Number: 10000, AtLeast: true},
		Found: []query.Nearby{{Event: s, Case: "T/1", Distance: 12.25, Relation: query.Overlaps, Areas: []int{0, 2}}, {Event: bare},
			{Event: span}, {Event: until}},
	}}
	body, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	const left = leftOut("")
	for i, all := range []map[string]any{{
		"case": "T/1", "when": s.First, "class": s.Where.Class, "radius_m": s.Where.Radius, "place": s.Where.Label,
		"time_zone":  s.Where.Zone,
		"distance_m": 12.25, "relation": "overlaps", "areas": []int{0, 2}, "record": map[string]int{"load": 3, "line": 4},
		"plate": plateRead, "confidence": 0.925,
		"heading": 90, "mobile": true, "message_key": "QW", "standing": "set aside", "why": "own ORI", "handling": s.Handling,
		"flags": []string{"misread?"}, "ori": "OK9990100",
		"until": left, "records": left,
	}, {
		"kind": "record", "when": nil, "record": map[string]int{"load": 0, "line": 0}, "until": left, "plate": left, "standing": left,
		"why": left, "flags": left, "handling": left,
	}, {
		"kind": "custody", "when": s.First, "until": nil, "record": map[string]int{"load": 1, "line": 2},
		"records": []map[string]int{{"load": 1, "line": 2}, {"load": 5, "line": 6}},
	}, {
		"kind": "address", "when": nil, "until": s.First,
	}} {
		properties := got["features"].([]any)[i].(map[string]any)["properties"].(map[string]any)
		for name, want := range all {
			have, there := properties[name]
			if there != (want != left) {
				t.Errorf("%s of %d is there: %v", name, i, there)
			}
			if want == left {
				continue
			}
			var a, b any
			if json.Unmarshal([]byte(toText(t, want)), &a) != nil || json.Unmarshal([]byte(toText(t, have)), &b) != nil ||
				toText(t, a) != toText(t, b) {
				t.Errorf("%s of %d is %s, want %s", name, i, toText(t, have), toText(t, want))
			}
		}
	}
	if got["numberMatchedAtLeast"] != 10000.0 || got["why_empty"] != `Why "not"?` || got["next"] != "abc" ||
		len(got["caveats"].([]any)) == 0 {
		t.Errorf("answer %s", body)
	}
	if second := got["features"].([]any)[1].(map[string]any); second["geometry"] != nil {
		t.Errorf("a sighting without a place: %v", second)
	}
	if strings.Contains(string(body), "</script>") {
		t.Error("the answer could end a script")
	}
}

// leftOut stands for what is not in an answer.
type leftOut string

func toText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func FuzzParseSearchBody(f *testing.F) {
	f.Add(wholeQuestion)
	f.Add(`{"areas": [{"polygon": {"type": "MultiPolygon", "coordinates": [[[[170,0],[180,0],[180,1],[170,0]]]]}}]}`)
	f.Add(`{"plate": {"number": "AB*"}, "limit": 1e3}`)
	f.Add(`{"areas": [{"polygon": null}, {"corridor": {"line": {"type": "GeometryCollection", "geometries": []}}}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		ask, err := web.ParseSearchBody([]byte(body))
		if err != nil {
			return
		}
		if err := ask.Search.Check(); err != nil {
			t.Errorf("%q was taken: %v", body, err)
		}
		for _, s := range ask.Search.Areas {
			for _, b := range s.Bounds() {
				if math.IsNaN(b.Min[0]+b.Max[1]) || math.Abs(b.Min[0]) > 180 || math.Abs(b.Max[0]) > 180 || math.Abs(b.Min[1]) > 90 ||
					math.Abs(b.Max[1]) > 90 {
					t.Errorf("%q has bounds %v", body, b)
				}
			}
			if n := len(s.Edge()); n > 0 && len(s.Edge()[0]) == 0 {
				t.Errorf("%q has an empty edge", body)
			}
		}
	})
}
