package web

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// TestNothingIsNullButWhatMayBe writes every struct that the document describes with nothing in it, and with one of
// everything in it: no member may be null of which the document does not say so.
func TestNothingIsNullButWhatMayBe(t *testing.T) {
	s := newSchemas(analysis.DefaultParameters())
	s.all["Link"] = linkSchema() // which is described by hand
	describedRoutes(s)
	if len(s.names) < 50 {
		t.Fatalf("only %d structs are described", len(s.names))
	}
	for of, name := range s.names {
		for _, v := range []reflect.Value{reflect.Zero(of), oneOfAll(of, 4)} {
			text, err := json.Marshal(withoutNulls(v.Interface()))
			if err != nil {
				t.Fatalf("%s: %v", of, err)
			}
			var written any
			if err := json.Unmarshal(text, &written); err != nil {
				t.Fatal(err)
			}
			findNulls(t, s, name, schemaRef(name), written)
		}
	}
}

// oneOfAll is a value of a type in which pointers point at something and lists hold one item, so many floors deep.
func oneOfAll(of reflect.Type, floors int) reflect.Value {
	v := reflect.New(of).Elem()
	if floors == 0 || writesItself(of) {
		return v
	}
	switch of.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(of.Elem()))
		v.Elem().Set(oneOfAll(of.Elem(), floors-1))
	case reflect.Slice:
		v.Set(reflect.Append(v, oneOfAll(of.Elem(), floors-1)))
	case reflect.Map:
		v.Set(reflect.MakeMap(of))
		v.SetMapIndex(reflect.Zero(of.Key()), oneOfAll(of.Elem(), floors-1))
	case reflect.Struct:
		for _, m := range writtenMembers(of) {
			v.FieldByIndex(m.Index).Set(oneOfAll(m.Type, floors-1))
		}
	}
	return v
}

func findNulls(t *testing.T, s *schemas, at string, schema object, v any) {
	t.Helper()
	if ref, is := schema["$ref"].(string); is {
		schema = s.all[strings.TrimPrefix(ref, "#/components/schemas/")].(object)
	}
	switch v := v.(type) {
	case nil:
		if schema["nullable"] != true {
			t.Errorf("%s is null", at)
		}
	case []any:
		for _, item := range v {
			findNulls(t, s, at+"[]", schema["items"].(object), item)
		}
	case map[string]any:
		if all, is := schema["allOf"].([]any); is {
			schema = all[0].(object)
			findNulls(t, s, at, schema, v)
			return
		}
		members, _ := schema["properties"].(object)
		for name, item := range v {
			below, is := members[name].(object)
			if !is {
				below, is = schema["additionalProperties"].(object)
			}
			if is {
				findNulls(t, s, at+"."+name, below, item)
			}
		}
	}
}

func TestFilledLeavesWhatItIsGiven(t *testing.T) {
	type leaf struct {
		List []int `json:"list"`
	}
	type tree struct {
		leaf
		Below []leaf           `json:"below"`
		Point *leaf            `json:"point"`
		By    map[string]*leaf `json:"by"`
		Any   any              `json:"any"`
		Gone  []leaf           `json:"gone,omitempty"`
		Own   json.RawMessage  `json:"own"`
	}
	in := tree{
		Below: []leaf{{}}, Point: &leaf{}, By: map[string]*leaf{"x": {}},
		Any: map[string]any{"y": leaf{}, "z": nil}, Own: json.RawMessage(`{"list":null}`),
	}
	text, err := json.Marshal(withoutNulls(in))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"list":[],"below":[{"list":[]}],"point":{"list":[]},"by":{"x":{"list":[]}},"any":{"y":{"list":[]},"z":null},"own":{"list":null}}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	if in.List != nil || in.Below[0].List != nil || in.Point.List != nil || in.By["x"].List != nil {
		t.Errorf("what was given is changed: %+v", in)
	}
}

// TestLongListsAreNotCopied holds that the lists of a dossier that are streamed, which may be long, are passed on as they are.
func TestLongListsAreNotCopied(t *testing.T) {
	in := dossierView{Dossier: timeline.Dossier{Events: make([]timeline.Event, 3)}, Events: make([]eventRow, 3)}
	out := withoutNulls(in.withoutLists()).(shortDossierView)
	if &out.dossierView.Events[0] != &in.Events[0] {
		t.Error("the events were copied")
	}
	if out.Loads == nil || out.Kinds == nil {
		t.Errorf("loads %v, kinds %v", out.Loads, out.Kinds)
	}
}
