package web

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"sightline/internal/query"
	"sightline/timeline/analysis"
)

// documentOf is the API's document as a client reads it.
func documentOf(t *testing.T) (d struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Parameters map[string]docParameter
		Schemas    map[string]docSchema
	}
}) {
	t.Helper()
	body, err := json.Marshal(APIDocument("http://127.0.0.1", "test", analysis.DefaultParameters()))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

type docSchema struct {
	Ref        string `json:"$ref"`
	Enum       []string
	Minimum    *float64
	Maximum    *float64
	Items      *docSchema
	Properties map[string]docSchema
}

type docParameter struct {
	Ref    string `json:"$ref"`
	Name   string
	In     string
	Schema docSchema
}

type docOperation struct {
	Parameters []docParameter
}

// operations are the operations of a document, by method and path.
func operationsOf(t *testing.T) map[string]docOperation {
	t.Helper()
	d, all := documentOf(t), map[string]docOperation{}
	for path, at := range d.Paths {
		for method, text := range at {
			if method == "parameters" {
				continue
			}
			var o docOperation
			if err := json.Unmarshal(text, &o); err != nil {
				t.Fatal(err)
			}
			for i, p := range o.Parameters {
				if name, is := strings.CutPrefix(p.Ref, "#/components/parameters/"); is {
					if o.Parameters[i] = d.Components.Parameters[name]; o.Parameters[i].Name != name {
						t.Errorf("%s stands for %+v", p.Ref, o.Parameters[i])
					}
				}
			}
			all[strings.ToUpper(method)+" "+path] = o
		}
	}
	return all
}

// TestAPIDocumentHoldsTheRoutes compares the operations of the document with the routes of the API, both ways.
func TestAPIDocumentHoldsTheRoutes(t *testing.T) {
	var routes []string
	err := everyPart(t).routes().(*mux.Router).Walk(func(r *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		template, err := r.GetPathTemplate()
		if path, is := strings.CutPrefix(withoutPatterns(template), apiRoot); err == nil && is {
			methods, err := r.GetMethods()
			if err != nil {
				return err
			}
			for _, method := range methods {
				if method != http.MethodHead { // which GET stands for
					routes = append(routes, method+" "+path)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	documented := slices.Sorted(maps.Keys(operationsOf(t)))
	slices.Sort(routes)
	if !slices.Equal(routes, documented) {
		t.Errorf("routes:     %v\ndocumented: %v", routes, documented)
	}
}

var known = regexp.MustCompile(`there is no parameter \\"zz\\"; known are ([a-z0-9_., ]*?)\.?[;"]`)

// TestAPIDocumentHoldsTheParameters asks every route for a parameter that there is not, and compares those which the
// answer names with those of the document.
func TestAPIDocumentHoldsTheParameters(t *testing.T) {
	s := everyPart(t)
	router := s.routes()
	s.Accounts = nil // whoever asks sees everything
	for name, o := range operationsOf(t) {
		method, path, _ := strings.Cut(name, " ")
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(method, apiRoot+pathNames.ReplaceAllString(strings.ReplaceAll(path, "{event}", "e1"), "1")+"?zz=1", nil))
		m := known.FindStringSubmatch(w.Body.String())
		if w.Code != http.StatusBadRequest || m == nil {
			t.Errorf("%s with a parameter that there is not: %d %s", name, w.Code, w.Body)
			continue
		}
		var documented []string
		for _, p := range o.Parameters {
			if p.In == "query" {
				documented = append(documented, p.Name)
			}
		}
		taken := strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' })
		slices.Sort(documented)
		slices.Sort(taken)
		if !slices.Equal(documented, taken) {
			t.Errorf("%s takes %v\nand documents %v", name, taken, documented)
		}
	}
}

// TestSearchTakesWhatIsDocumented tries the words and the ends of every parameter of the search, and what is past them.
func TestSearchTakesWhatIsDocumented(t *testing.T) {
	try := func(name, value string) error {
		v := url.Values{"lat": {"35"}, "lon": {"-97"}, "radius_m": {"500"}}
		switch name {
		case "ocr":
			v.Set("plate", "ABC123")
		case "heading_within":
			v.Set("heading", "N")
		}
		v.Set(name, value)
		_, err := ParseSearch(v)
		return err
	}
	tried := 0
	for _, p := range operationsOf(t)["GET /sightings"].Parameters {
		words := p.Schema.Enum
		if p.Schema.Items != nil {
			words = p.Schema.Items.Enum
		}
		for _, word := range words {
			if err := try(p.Name, word); err != nil {
				t.Errorf("%s=%s: %v", p.Name, word, err)
			}
			tried++
		}
		if len(words) > 0 && try(p.Name, "elsewhere") == nil {
			t.Errorf("%s=elsewhere is taken", p.Name)
		}
		for past, end := range map[float64]*float64{-1: p.Schema.Minimum, 1: p.Schema.Maximum} {
			if end == nil {
				continue
			}
			tried++
			if err := try(p.Name, compactNumber(*end)); err != nil {
				t.Errorf("%s=%v: %v", p.Name, *end, err)
			}
			if try(p.Name, compactNumber(*end+past)) == nil {
				t.Errorf("%s=%v is taken", p.Name, *end+past)
			}
		}
	}
	if tried < 35 {
		t.Errorf("only %d values were tried", tried)
	}
}

func compactNumber(v float64) string {
	body, _ := json.Marshal(v)
	return string(body)
}

// TestSearchBodyIsDocumented compares the members that the body of a search can have with those of the document.
func TestSearchBodyIsDocumented(t *testing.T) {
	schemas := documentOf(t).Components.Schemas
	compareMembers(t, "the question", reflect.TypeOf(query.Params().NewBody().Target()).Elem(), schemas["Question"], schemas)
}

func compareMembers(t *testing.T, what string, of reflect.Type, s docSchema, all map[string]docSchema) {
	t.Helper()
	var taken []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		taken = append(taken, name)
		inner, below := f.Type, s.Properties[name]
		if inner.Kind() == reflect.Slice && below.Items != nil {
			inner, below = inner.Elem(), *below.Items
		}
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if ref, is := strings.CutPrefix(below.Ref, "#/components/schemas/"); is {
			below = all[ref]
		}
		if inner.Kind() == reflect.Struct && cmp.Or(inner.PkgPath(), "sightline") == of.PkgPath() || inner.Kind() == reflect.Struct &&
			inner.Name() == "" {
			compareMembers(t, what+"."+name, inner, below, all)
		}
	}
	documented := slices.Sorted(maps.Keys(s.Properties))
	slices.Sort(taken)
	if !slices.Equal(taken, documented) {
		t.Errorf("%s has %v\nand documents %v", what, taken, documented)
	}
}

// TestSchemasAreWhole follows every reference of the document, and finds every schema of it used.
func TestSchemasAreWhole(t *testing.T) {
	body, err := json.Marshal(APIDocument("http://127.0.0.1", "test", analysis.DefaultParameters()))
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(string(body), -1) {
		used[m[1]] = true
	}
	if got, want := slices.Sorted(maps.Keys(used)), slices.Sorted(maps.Keys(documentOf(t).Components.Schemas)); !slices.Equal(got, want) {
		t.Errorf("used: %v\nthere: %v", got, want)
	}
}

// TestWordsAreDescribed holds that a type of text that has a name has its words in the document too.
func TestWordsAreDescribed(t *testing.T) {
	s := newSchemas(analysis.DefaultParameters())
	describedRoutes(s)
	for of := range s.names {
		for _, m := range writtenMembers(of) {
			words := m.Type
			for words.Kind() == reflect.Slice || words.Kind() == reflect.Pointer {
				words = words.Elem()
			}
			if _, known := knownSchemas()[words]; !known && words.Kind() == reflect.String && words.PkgPath() != "" {
				t.Errorf("%s.%s: the document does not say which words %s can be", of, m.Name, words)
			}
		}
	}
}
