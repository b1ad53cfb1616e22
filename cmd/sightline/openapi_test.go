package main

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"sightline/timeline"
)

// apiCheck asks a server and holds its answers against its own OpenAPI document.
type apiCheck struct {
	t       *testing.T
	address string
	key     string
	doc     *openapi3.T
	asked   map[string]bool // operations that answered
}

// newAPICheck reads the document, which must be a valid one, and closes it: in the test no answer may hold a member that
// is not described.
func newAPICheck(t *testing.T, address string) *apiCheck {
	t.Helper()
	var body string
	get(t, address+"/api/v1/openapi.json", &body)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.0.3" || doc.Servers[0].URL != address+"/api/v1" {
		t.Errorf("OpenAPI %s of %s", doc.OpenAPI, doc.Servers[0].URL)
	}
	for _, s := range doc.Components.Schemas {
		closeSchema(s)
	}
	for _, at := range doc.Paths.Map() {
		for _, o := range at.Operations() {
			for _, answer := range o.Responses.Map() {
				for _, media := range answer.Value.Content {
					closeSchema(media.Schema)
				}
			}
		}
	}
	return &apiCheck{t: t, address: address, doc: doc, asked: map[string]bool{}}
}

// closeSchema lets the objects of a schema have no member that is not described, unless it says that they may. What it refers
// to has its own turn.
func closeSchema(s *openapi3.SchemaRef) {
	if s == nil || s.Ref != "" {
		return
	}
	closed := false
	if v := s.Value; v.Type.Is("object") && len(v.Properties) > 0 && v.AdditionalProperties.Has == nil {
		v.AdditionalProperties.Has = &closed
	}
	for _, below := range s.Value.Properties {
		closeSchema(below)
	}
	closeSchema(s.Value.Items)
}

// ask asks an operation and holds the answer against its schema. path is the template, at what stands in its place.
func (c *apiCheck) ask(method, path, at, body string, status int) any {
	c.t.Helper()
	what := method + " " + at
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.address+"/api/v1"+at, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != status {
		c.t.Fatalf("%s: %s, %v\n%.600s", what, answer.Status, err, text)
	}
	o := c.doc.Paths.Find(path).GetOperation(method)
	described := o.Responses.Status(status)
	if described == nil {
		c.t.Fatalf("%s answers %d, which is not described", what, status)
	}
	media := described.Value.Content[answer.Header.Get("Content-Type")]
	if media == nil {
		kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
		media = described.Value.Content[kind]
	}
	if media == nil {
		c.t.Fatalf("%s answers %d as %s, which is not described", what, status, answer.Header.Get("Content-Type"))
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		c.t.Fatalf("%s: %v", what, err)
	}
	if err := media.Schema.Value.VisitJSON(v, openapi3.VisitAsResponse(), openapi3.MultiErrors()); err != nil {
		c.t.Errorf("%s is not as described: %.1500s", what, err)
	}
	if body != "" && status < 300 {
		var sent any
		if err := json.Unmarshal([]byte(body), &sent); err != nil {
			c.t.Fatal(err)
		}
		if err := o.RequestBody.Value.Content["application/json"].Schema.Value.VisitJSON(sent, openapi3.VisitAsRequest()); err != nil {
			c.t.Errorf("what %s takes is not as described: %v", what, err)
		}
	}
	if status < 300 {
		c.asked[method+" "+path] = true
	}
	return v
}

// TestAnswersAreAsDescribed asks every operation of the API about the sample case.
func TestAnswersAreAsDescribed(t *testing.T) {
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	address := c.serving("serve", "--listen", "127.0.0.1:0")
	a := newAPICheck(t, address)
	get := func(path, at string) any { t.Helper(); return a.ask(http.MethodGet, path, at, "", http.StatusOK) }

	get("/openapi.json", "/openapi.json")
	get("/session", "/session")
	get("/cases", "/cases")
	var subjects []int64
	var listed struct{ Cases []timeline.CaseSummary }
	if err := json.Unmarshal([]byte(c.must("cases", "--json")), &listed); err != nil {
		t.Fatal(err)
	}
	for _, one := range listed.Cases {
		for _, s := range one.Subjects {
			subjects = append(subjects, s.ID)
		}
	}
	if len(subjects) < 2 {
		t.Fatalf("subjects %v", subjects)
	}
	var d timeline.Dossier
	for _, id := range subjects {
		at := fmt.Sprintf("/subjects/%d", id)
		body, err := json.Marshal(get("/subjects/{id}/dossier", at+"/dossier"))
		if err != nil {
			t.Fatal(err)
		}
		var one timeline.Dossier
		if err := json.Unmarshal(body, &one); err != nil {
			t.Fatal(err)
		}
		if len(one.Events) > len(d.Events) {
			d = one
		}
		get("/subjects/{id}/findings", at+"/findings")
		get("/subjects/{id}/candidates", at+"/candidates?limit=5")
	}
	id := fmt.Sprintf("/subjects/%d", d.Subject.ID)
	get("/subjects/{id}/chart", id+"/chart?chart=calendar&zone=UTC&width=700")
	i := slices.IndexFunc(d.Events, func(s timeline.Event) bool { return s.Where.Located() && s.Plate() != nil })
	if i < 0 {
		t.Fatal("no sighting of the sample has a plate and a place")
	}
	s := d.Events[i]
	circle := fmt.Sprintf("lat=%v&lon=%v&radius_m=20000", s.Where.Point.Lat(), s.Where.Point.Lon())
	noon := s.First.Start.UTC().Format("2006-01-02T15:04:05Z")
	get("/subjects/{id}/reach", id+"/reach?at="+noon)
	get("/subjects/{id}/reach", id+"/reach?"+circle+"&from="+noon+"&to="+noon)
	for _, other := range subjects {
		if other != d.Subject.ID {
			get("/subjects/{id}/meet", fmt.Sprintf("%s/meet?other=%d&from=%s&to=%s", id, other, noon, noon))
		}
	}
	get("/records/{load}/{line}", fmt.Sprintf("/records/%d/%d", s.Record().Load, s.Record().Line))

	made := a.ask(http.MethodPost, "/subjects/{id}/marks", id+"/marks", fmt.Sprintf(`{"target":%q,"kind":"note","text":"seen"}`, s.ID),
		http.StatusCreated).(map[string]any)
	get("/subjects/{id}/marks", id+"/marks")
	get("/subjects/{id}/dossier", id+"/dossier")
	a.ask(http.MethodDelete, "/subjects/{id}/marks/{mark}", fmt.Sprintf("%s/marks/%v", id, made["id"]), "", http.StatusOK)
	get("/subjects/{id}/marks", id+"/marks?undone=1")

	typedEvent := func(load any) string { // the path of the event of which a load tells
		for _, e := range get("/subjects/{id}/dossier", id+"/dossier").(map[string]any)["events"].([]any) {
			for _, r := range e.(map[string]any)["records"].([]any) {
				if r.(map[string]any)["load"] == load {
					return fmt.Sprintf("%s/events/%v", id, e.(map[string]any)["id"])
				}
			}
		}
		return ""
	}
	typed := a.ask(http.MethodPost, "/subjects/{id}/events", id+"/events",
		`{"kind":"arrest","source":"an invented caller","fields":{"date":"2026-05-01"}}`, http.StatusCreated).(map[string]any)
	typed = a.ask(http.MethodPatch, "/subjects/{id}/events/{event}", typedEvent(typed["id"]), `{"fields":{"charge":"invented"}}`,
		http.StatusOK).(map[string]any)
	event := typedEvent(typed["id"])
	a.ask(http.MethodDelete, "/subjects/{id}/events/{event}", event, `{"why":"another child"}`, http.StatusOK)

	found := get("/sightings", "/sightings?"+circle+"&count=exact&limit=3&from=2000-01-01T00:00:00Z").(map[string]any)
	if found["numberMatched"].(float64) < 4 || found["next"] == nil {
		t.Errorf("found %v and next %v", found["numberMatched"], found["next"])
	}
	spans := get("/sightings", "/sightings?"+circle+"&kind=address,custody&limit=1000").(map[string]any)
	if len(spans["features"].([]any)) == 0 {
		t.Error("no span of the sample is near")
	}
	get("/sightings", fmt.Sprintf("/sightings?%s&limit=3&from=2000-01-01T00:00:00Z&count=exact&cursor=%v", circle, found["next"]))
	get("/sightings", "/sightings?lat=0&lon=0&radius_m=1") // which is empty
	a.ask(http.MethodPost, "/sightings/search", "/sightings/search", fmt.Sprintf(`{"areas":[{"circle":{"lat":%v,"lon":%v,"radius_m":20000}},
		{"box":[-98,35,-97,36]},{"polygon":{"type":"Polygon","coordinates":[[[-98,35],[-97,35],[-97,36],[-98,35]]]}},
		{"corridor":{"line":{"type":"LineString","coordinates":[[-98,35],[-97,36]]},"width_m":5000}}],"heading":90,"hours":{"span":"22:00-04:00","weekdays":["fri"]},"limit":2,"count":"bounded"}`,
		s.Where.Point.Lat(), s.Where.Point.Lon()), http.StatusOK)

	// What is loaded for one is known of another.
	file := filepath.Join(t.TempDir(), "custody.csv")
	row := fmt.Sprintf("Name,Booked,Released,Facility,City,State\n%q,2026-01-02,2026-01-03,Invented Jail,Tulsa,OK\n", d.Subject.Name)
	if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	c.must("load", "table:custody", file, "--case", "K-9", "--subject", "Somebody Else")
	if hits := get("/hits", "/hits?case=K-9&unseen=1&limit=5").(map[string]any)["hits"].([]any); len(hits) != 1 {
		t.Errorf("hits %v", hits)
	}
	page, err := http.Get(address + "/hits")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if said := string(text); err != nil || !strings.Contains(said, "for Somebody Else") || !strings.Contains(said, "custody.csv · load ") ||
		!strings.Contains(said, fmt.Sprintf(`<a href="/subjects/%d">%s</a>`, d.Subject.ID, d.Subject.Name)) {
		t.Errorf("the page of hits says %v %.2000s", err, said)
	}

	// Two agencies ask about the same plate, and one of them is told.
	for _, agency := range []string{"XX9990200", "XX9990300"} {
		var key struct{ Key string }
		if err := json.Unmarshal([]byte(c.must("keys", "create", "test", "--agency", agency, "--json")), &key); err != nil {
			t.Fatal(err)
		}
		a.key = key.Key
		get("/sightings", "/sightings?plate="+s.Plate().Number+"&case=X-1&purpose=test")
	}
	told := get("/notices", "/notices").(map[string]any)
	if len(told["notices"].([]any)) == 0 {
		t.Errorf("notices %v", told)
	}
	a.ask(http.MethodGet, "/sightings", "/sightings?"+circle, "", http.StatusBadRequest) // without case and purpose
	a.ask(http.MethodGet, "/cases", "/cases", "", http.StatusForbidden)
	a.key = "sk_wrong"
	a.ask(http.MethodGet, "/sightings", "/sightings?"+circle, "", http.StatusUnauthorized)
	a.key = ""
	a.ask(http.MethodGet, "/subjects/{id}/dossier", "/subjects/99999/dossier", "", http.StatusNotFound)
	get("/audit", "/audit?limit=50&action=search")
	get("/audit/check", "/audit/check")

	for path, at := range a.doc.Paths.Map() {
		for method := range at.Operations() {
			if !a.asked[method+" "+path] {
				t.Errorf("%s %s was not asked", method, path)
			}
		}
	}
}
