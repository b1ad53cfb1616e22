package web

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// withoutNulls is a value of which lists and maps that hold nothing are empty rather than nil: JSON would write null for them, and
// whoever reads an answer would have to tell the two apart. The value that is given stays as it is.
func withoutNulls(v any) any {
	if v == nil {
		return nil
	}
	return filler{}.fill(reflect.ValueOf(v)).Interface()
}

// filler fills values. It remembers which types can hold a list or map that is written even when it is empty: others, such as
// a time, are neither looked through nor copied.
type filler map[reflect.Type]bool

func (f filler) fill(v reflect.Value) reflect.Value {
	if !f.needed(v.Type()) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(f.fill(v.Elem()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(f.fill(v.Elem()))
		}
	case reflect.Slice:
		if v.IsNil() || f.needed(v.Type().Elem()) {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			f.fillItems(out, v)
		}
	case reflect.Array:
		f.fillItems(out, v)
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for key, item := range v.Seq2() {
			out.SetMapIndex(key, f.fill(item))
		}
	case reflect.Struct:
		for _, m := range writtenMembers(v.Type()) {
			if at := out.FieldByIndex(m.Index); !mayBeLeftOut(m) || !at.IsZero() {
				at.Set(f.fill(at))
			}
		}
	}
	return out
}

func (f filler) fillItems(out, v reflect.Value) {
	for i := range v.Len() {
		out.Index(i).Set(f.fill(v.Index(i)))
	}
}

// needed reports whether a value of a type may have to be filled.
func (f filler) needed(t reflect.Type) bool {
	if _, known := f[t]; !known {
		f[t] = holdsLists(t, map[reflect.Type]bool{})
	}
	return f[t]
}

// holdsLists looks for a list or map below a type that is written even when it is empty. seen are the types it has looked at.
func holdsLists(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] || writesItself(t) {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Interface:
		return true
	case reflect.Pointer, reflect.Array:
		return holdsLists(t.Elem(), seen)
	case reflect.Struct:
		return slices.ContainsFunc(writtenMembers(t), func(m reflect.StructField) bool {
			of := m.Type
			if isList := of.Kind() == reflect.Slice || of.Kind() == reflect.Map; isList && mayBeLeftOut(m) {
				of = of.Elem()
			}
			return holdsLists(of, seen)
		})
	}
	return false
}

// writesItself reports whether a type says itself what stands in JSON for it.
func writesItself(t reflect.Type) bool {
	whole, words := reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()
	return t.Implements(whole) || t.Implements(words) || reflect.PointerTo(t).Implements(whole) || reflect.PointerTo(t).Implements(words)
}

// writtenMembers are the members of a struct that stand in JSON, those of embedded structs among them.
func writtenMembers(t reflect.Type) (all []reflect.StructField) {
	for _, m := range reflect.VisibleFields(t) {
		name, _ := jsonTag(m)
		embedded := m.Anonymous && name == ""
		if m.IsExported() && !embedded && !leftOut(t, m) {
			all = append(all, m)
		}
	}
	return all
}

// leftOut reports whether a member, or an embedded struct that it is of, does not stand in JSON.
func leftOut(t reflect.Type, m reflect.StructField) bool {
	for n := range m.Index {
		if t.FieldByIndex(m.Index[:n+1]).Tag.Get("json") == "-" {
			return true
		}
	}
	return false
}

// mayBeLeftOut reports whether a member is not written when it is empty.
func mayBeLeftOut(m reflect.StructField) bool {
	_, options := jsonTag(m)
	return strings.Contains(options, "omit")
}

func jsonTag(m reflect.StructField) (name, options string) {
	name, options, _ = strings.Cut(m.Tag.Get("json"), ",")
	return name, options
}
