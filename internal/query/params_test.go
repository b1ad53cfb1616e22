package query

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// body reads a body of JSON by a table.
func body(t *testing.T, table Table, members map[string]any) (Request, error) {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	b := table.NewBody()
	if err := json.Unmarshal(text, b.Target()); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return table.ReadBody(b)
}

// face is what is asked, as parameters and as a body.
type face struct {
	query map[string][]string
	body  map[string]any
}

// and asks for more.
func (f face) and(other face) face {
	both := face{maps.Clone(f.query), maps.Clone(f.body)}
	maps.Copy(both.query, other.query)
	maps.Copy(both.body, other.body)
	return both
}

// faces of one parameter: the same said in either way. Every parameter of the table must have some here.
func faces(r *rand.Rand) map[string][]face {
	one := func(name, text string, member any) face {
		return face{map[string][]string{name: {text}}, map[string]any{name: member}}
	}
	in := func(query map[string]string, body map[string]any) face {
		f := face{map[string][]string{}, body}
		for name, text := range query {
			f.query[name] = []string{text}
		}
		return f
	}
	lat, lon, radius := float64(r.IntN(90)), float64(r.IntN(180)), float64(1+r.IntN(5000))
	at := time.Date(2026, 5, 1+r.IntN(9), r.IntN(24), 0, 0, 0, time.FixedZone("", -5*3600)).Format(time.RFC3339)
	later := time.Date(2026, 6, 1+r.IntN(9), r.IntN(24), 0, 0, 0, time.UTC).Format(time.RFC3339)
	span := fmt.Sprintf("%02d:00-%02d:30", r.IntN(24), r.IntN(24))
	searched, _ := Search{}.Searched()
	kind := searched[r.IntN(len(searched))]
	degrees, within, sure, limit := r.IntN(360), r.IntN(181), float64(1+r.IntN(100))/100, 1+r.IntN(MaxSearchLimit)
	return map[string][]face{
		"lat": {
			in(map[string]string{"lat": fmt.Sprint(lat), "lon": fmt.Sprint(lon), "radius_m": fmt.Sprint(radius)},
				map[string]any{"areas": []any{map[string]any{"circle": map[string]float64{"lat": lat, "lon": lon, "radius_m": radius}}}}),
			in(map[string]string{"bbox": fmt.Sprintf("%v,%v,%v,%v", lon-1, lat-1, lon, lat)},
				map[string]any{"areas": []any{map[string]any{"box": []float64{lon - 1, lat - 1, lon, lat}}}}),
		},
		"seen_in": {in(nil, map[string]any{"seen_in": "any"})}, // one area is all that a query has
		"from":    {one("from", at, at)},
		"to":      {one("to", later, later)},
		"time_of_day": {
			in(map[string]string{"time_of_day": span, "weekdays": "fri,sat"},
				map[string]any{"hours": map[string]any{"span": span, "weekdays": []string{"fri", "sat"}}}),
			in(map[string]string{"weekdays": "sun"}, map[string]any{"hours": map[string]any{"weekdays": []string{"SUN"}}}),
		},
		"kind": {in(map[string]string{"kind": string(kind)}, map[string]any{"kinds": []any{kind}})},
		"spans": {in(map[string]string{"spans": "1"}, map[string]any{"spans": true}),
			in(map[string]string{"spans": "true"}, map[string]any{"spans": true})},
		"plate": {in(map[string]string{"plate": "ab?12*", "plate_state": "ok", "ocr": "true"},
			map[string]any{"plate": map[string]any{"number": "ab?12*", "state": "ok", "ocr": true}})},
		"in_case":      {one("in_case", "26-1", "26-1")},
		"max_radius_m": {one("max_radius_m", fmt.Sprint(radius), radius), one("max_radius_m", "0", 0)},
		"coarsest":     {one("coarsest", "minute", "minute")},
		"heading": {
			in(map[string]string{"heading": fmt.Sprint(degrees), "heading_within": fmt.Sprint(within)},
				map[string]any{"heading": degrees, "heading_within": within}),
			in(map[string]string{"heading": "ne"}, map[string]any{"compass": "ne"}),
		},
		"min_confidence": {one("min_confidence", fmt.Sprint(sure), sure)},
		"order":          {one("order", "nearest", "nearest"), one("order", "newest", "newest")},
		"limit":          {one("limit", fmt.Sprint(limit), limit), in(nil, map[string]any{"limit": 0})},
		"cursor":         {one("cursor", "abc", "abc")},
		"count":          {one("count", "bounded", "bounded"), one("count", "exact", "exact"), one("count", "none", "none")},
		"case":           {one("case", "26-2", "26-2")},
		"purpose":        {one("purpose", "é & co.", "é & co.")},
	}
}

// TestQueryAndBodyReadTheSame asks for every parameter of the table both ways, alone and with others: the question is the
// same, and another than without it.
func TestQueryAndBodyReadTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 200 {
		said := faces(r)
		together := said["lat"][round%2]
		for _, p := range Params() {
			all := said[p.Fields[0].Name]
			if len(all) == 0 {
				t.Fatalf("the test does not know how %s is said", p.Fields[0].Name)
			}
			f := all[round%len(all)]
			if p.Fields[0].Name != "lat" {
				compareFaces(t, said["lat"][0].and(f)) // an area is always named
				if r.IntN(2) == 0 {
					together = together.and(f)
				}
			}
		}
		compareFaces(t, together)
	}
	base := faces(r)["lat"][0]
	before, err := Params().ReadQuery(base.query)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Params()[2:] { // without an area nothing can be asked, and a query has no seen_in
		f := base.and(faces(r)[p.Fields[0].Name][0])
		if after, err := Params().ReadQuery(f.query); err != nil || reflect.DeepEqual(before, after) {
			t.Errorf("%v is read as nothing, %v", f.query, err)
		}
	}
}

func compareFaces(t *testing.T, f face) {
	t.Helper()
	byQuery, err := Params().ReadQuery(f.query)
	if err != nil {
		t.Fatalf("%v: %v", f.query, err)
	}
	byBody, err := body(t, Params(), f.body)
	if err != nil {
		t.Fatalf("%v: %v", f.body, err)
	}
	if !reflect.DeepEqual(byQuery, byBody) {
		t.Errorf("%v\n%v\nread as %+v\nand as  %+v", f.query, f.body, byQuery, byBody)
	}
}

// TestEveryFieldIsRead puts something that cannot be into each field: a field that is not read takes it.
func TestEveryFieldIsRead(t *testing.T) {
	free := []string{"in_case", "cursor", "case", "purpose", "spans"} // any text will do, or yes and no
	for _, f := range Params().Fields(InQuery) {
		if slices.Contains(free, f.Name) && f.Name != "spans" {
			continue
		}
		given := map[string][]string{"lat": {"1"}, "lon": {"2"}, "radius_m": {"3"}, "plate": {"AB1"}, "heading": {"N"}}
		given[f.Name] = []string{"!"}
		if _, err := Params().ReadQuery(given); err == nil {
			t.Errorf("%s=! is taken", f.Name)
		}
	}
	for name, member := range map[string]any{
		"areas": []any{map[string]any{}}, "seen_in": "!", "hours": map[string]any{"span": "!"}, "kinds": []string{"!"},
		"plate": map[string]any{"number": "!"},
		"from":  "2027-01-01T00:00:00Z", "to": "2025-01-01T00:00:00Z", "max_radius_m": 1e8, "coarsest": "!", "heading": 400, "compass": "!",
		"heading_within": 200,
		"min_confidence": 2, "order": "!", "limit": -1, "count": "!",
	} {
		given := map[string]any{"areas": []any{map[string]any{"box": []int{1, 2, 3, 4}}}, "from": "2026-01-01T00:00:00Z",
			"to": "2026-01-02T00:00:00Z"}
		if name == "heading_within" {
			given["heading"] = 1
		}
		given[name] = member
		if _, err := body(t, Params(), given); err == nil {
			t.Errorf("%s of %v is taken", name, member)
		}
		free = append(free, name)
	}
	for _, f := range Params().Fields(InBody) {
		if !slices.Contains(free, f.Name) {
			t.Errorf("the test does not know the member %s", f.Name)
		}
	}
}

// TestMadeUpParameters adds parameters of every form to the table, by seed: one entry is enough for both ways of asking, for
// the audit, and for the reason why nothing was found.
func TestMadeUpParameters(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 100 {
		name := fmt.Sprintf("made_up_%d", r.IntN(1e6))
		low, high := float64(1+r.IntN(10)), float64(20+r.IntN(10))
		value := low + float64(r.IntN(10))
		var number float64
		var whole int
		var text string
		var at time.Time
		reset := func() { number, whole, text, at = 0, 0, "", time.Time{} }
		for _, c := range []struct {
			schema        Schema
			reader        Reader
			text, wrong   string
			member, false any
			got           func() any
		}{
			{Number(low, high), asNumber(func(*Request) *float64 { return &number }), fmt.Sprint(value), fmt.Sprint(high + 1), value,
				high + 1, func() any { return number }},
			{Whole(low, high), asWhole(func(*Request) *int { return &whole }), fmt.Sprint(value), fmt.Sprint(low - 2), value, high + 1,
				func() any { return whole }},
			{Text(), asText(func(*Request) *string { return &text }), "some", "", "some", nil, func() any { return text }},
			{Word("any", "few", "all").Usually("any"), asText(func(*Request) *string { return &text }), "few", "most", "few", "most",
				func() any { return text }},
			{Instant(), asInstant(func(*Request) *time.Time { return &at }), "2026-05-02T00:00:00-05:00", "2026-05-02",
				"2026-05-02T05:00:00Z", nil, func() any { return at }},
		} {
			made := Param{Fields: []Field{{Name: name, About: "Made up.", Schema: c.schema}}, Reader: c.reader, Narrows: "what was made up"}
			table := slices.Insert(Params(), r.IntN(len(Params())), made)
			query := func(text string) error {
				reset()
				_, err := table.ReadQuery(map[string][]string{"plate": {"AB1"}, name: {text}})
				return err
			}
			post := func(member any) error {
				reset()
				_, err := body(t, table, map[string]any{"plate": map[string]string{"number": "AB1"}, name: member})
				return err
			}
			if err := query(c.text); err != nil {
				t.Fatal(err)
			}
			byQuery := c.got()
			if err := post(c.member); err != nil || reflect.ValueOf(byQuery).IsZero() || !reflect.DeepEqual(c.got(), byQuery) {
				t.Errorf("%s of %v is read as %v and %v, %v", name, c.text, byQuery, c.got(), err)
			}
			if asked := table.Asked(Search{}); !reflect.DeepEqual(asked[name], c.got()) {
				t.Errorf("the audit keeps %v of %s=%s", asked, name, c.text)
			}
			if names := table.Narrowings(Search{}); !slices.Equal(names, []string{"what was made up"}) {
				t.Errorf("narrowed by %v", names)
			}
			if err := query(c.wrong); c.wrong != "" && (err == nil || !strings.Contains(err.Error(), name)) {
				t.Errorf("%s=%s: %v", name, c.wrong, err)
			}
			if c.false != nil {
				if err := post(c.false); err == nil || !strings.Contains(err.Error(), name) {
					t.Errorf("%s of %v: %v", name, c.false, err)
				}
			}
			if err := query(""); err != nil || !reflect.ValueOf(c.got()).IsZero() || len(table.Asked(Search{})) > 0 ||
				len(table.Narrowings(Search{})) > 0 {
				t.Errorf("nothing is read as %v, %v", c.got(), err)
			}
		}
		if _, err := Params().ReadQuery(map[string][]string{"plate": {"AB1"}, name: {"1"}}); err == nil {
			t.Errorf("%s is taken without its entry", name)
		}
	}
}
