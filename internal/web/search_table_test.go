package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sightline/internal/query"
)

// TestASearchParameterIsOneEntry adds one to the table and looks for it in GET, POST, their descriptions and the page's form.
func TestASearchParameterIsOneEntry(t *testing.T) {
	var value float64
	made := query.Params()[0] // whose reader reads areas: the made-up one has its own
	made.Fields = []query.Field{{Name: "made_up", About: "How made up.", Schema: query.Number(1, 9),
		Form: query.Form{Label: "Made up", Size: 4}}}
	made.Reader = query.Reader{
		FromQuery: func(p query.Param, v *query.Values, _ *query.Request) {
			if v.Has("made_up") {
				value = v.Number("made_up", 1, 9)
			}
		},
		FromBody: func(_ query.Param, b *query.Body, _ *query.Request) { value = query.Member[float64](b, "made_up") },
		Asked:    func(query.Param, query.Search) map[string]any { return nil },
	}
	made.Check = nil
	table := append(query.Params(), made)

	if _, err := parseSearch(table, url.Values{"plate": {"AB1"}, "made_up": {"3"}}); err != nil || value != 3 {
		t.Errorf("GET reads %v, %v", value, err)
	}
	if _, err := parseSearchBody(table, []byte(`{"plate": {"number": "AB1"}, "made_up": 4}`)); err != nil || value != 4 {
		t.Errorf("POST reads %v, %v", value, err)
	}
	if _, err := parseSearchBody(table, []byte(`{"plate": {"number": "AB1"}, "made_up": "x"}`)); err == nil ||
		!strings.Contains(err.Error(), "made_up cannot be a string") {
		t.Errorf("POST of a word: %v", err)
	}
	for name, described := range map[string]any{"GET": searchParameters(table), "POST": searchBodySchema(table)} {
		text, err := json.Marshal(described)
		if err != nil || !strings.Contains(string(text), `"made_up"`) || !strings.Contains(string(text), "How made up.") ||
			!strings.Contains(string(text), `"maximum":9`) {
			t.Errorf("the description of %s: %s, %v", name, text, err)
		}
	}
	fields := searchFields(table, url.Values{"made_up": {"7"}, "kind": {"plate_read"}})
	last := fields[len(fields)-1]
	if last.Name != "made_up" || last.Label != "Made up" || last.Value != "7" || !last.Decimal {
		t.Errorf("the form has %+v", last)
	}
	for _, f := range fields { // what is chosen stays chosen
		for _, o := range f.Options {
			if o.Chosen != (o.Value == map[string]string{"kind": "plate_read"}[f.Name]) {
				t.Errorf("%s: %+v", f.Name, o)
			}
		}
	}
	names := []string{}
	for _, f := range searchFields(query.Params(), nil) {
		names = append(names, f.Name)
	}
	for _, name := range []string{"lat", "lon", "radius_m", "plate", "plate_state", "ocr", "from", "to", "time_of_day", "weekdays", "kind",
		"order", "case", "purpose"} {
		if !slices.Contains(names, name) {
			t.Errorf("the form does not have %s", name)
		}
	}
}
