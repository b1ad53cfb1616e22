package query

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// Body is what POST brings: a struct whose members the table names, for encoding/json to fill.
type Body struct {
	Faults
	members reflect.Value
	at      map[string]int
}

// NewBody is an empty body.
func (t Table) NewBody() *Body {
	b := &Body{at: map[string]int{}}
	var members []reflect.StructField
	for i, f := range t.Fields(InBody) {
		b.at[f.Name] = i
		tag := reflect.StructTag(fmt.Sprintf("json:%q", f.Name))
		members = append(members, reflect.StructField{Name: fmt.Sprintf("M%d", i), Type: f.member(), Tag: tag})
	}
	b.members = reflect.New(reflect.StructOf(members))
	return b
}

// Target is what a body is to be decoded into.
func (b *Body) Target() any { return b.members.Interface() }

// Member is a member of a body, of the type that its field says.
func Member[T any](b *Body, name string) T {
	return b.members.Elem().Field(b.at[name]).Interface().(T)
}

// member is the Go type that a field is read as from a body.
func (f Field) member() reflect.Type {
	if f.Member != nil {
		return reflect.TypeOf(f.Member)
	}
	switch {
	case f.Schema.Format == Instant().Format:
		return reflect.TypeFor[time.Time]()
	case f.Schema.Type == "number":
		return reflect.TypeFor[float64]()
	case f.Schema.Type == "integer":
		return reflect.TypeFor[int]()
	case f.Schema.Type == "array":
		return reflect.TypeFor[[]string]()
	case f.Schema.Type == "string":
		return reflect.TypeFor[string]()
	}
	return reflect.TypeFor[json.RawMessage]()
}
