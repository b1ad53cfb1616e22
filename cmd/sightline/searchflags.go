package main

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"sightline/internal/query"
)

// searchFlags is a struct with the parameters of a search as flags, for kong, which reads flags off structs.
func searchFlags(t query.Table) any {
	var flags []reflect.StructField
	for _, f := range flagFields(t) {
		help := f.Flag.Help
		if help == "" {
			help = f.About
		}
		tag := fmt.Sprintf("name:%q help:%q", strings.ReplaceAll(f.Name, "_", "-"), help)
		if f.Flag.Placeholder != "" {
			tag += fmt.Sprintf(" placeholder:%q", f.Flag.Placeholder)
		}
		of := reflect.TypeFor[*string]() // nil where it is not given: what is given and empty is told, not left out
		if isSwitch(f) {
			of = reflect.TypeFor[bool]()
		}
		flags = append(flags, reflect.StructField{Name: fmt.Sprintf("F%d", len(flags)), Type: of, Tag: reflect.StructTag(tag)})
	}
	return reflect.New(reflect.StructOf(flags)).Interface()
}

// searchValues are the flags that were given, as parameters of GET.
func searchValues(t query.Table, flags any) url.Values {
	values, given := url.Values{}, reflect.ValueOf(flags).Elem()
	for i, f := range flagFields(t) {
		switch v := given.Field(i).Interface().(type) {
		case *string:
			if v != nil {
				values.Set(f.Name, *v)
			}
		case bool:
			if v {
				values.Set(f.Name, "true")
			}
		}
	}
	return values
}

func flagFields(t query.Table) []query.Field {
	return slices.DeleteFunc(t.Fields(query.InQuery), func(f query.Field) bool { return f.NoFlag })
}

// isSwitch reports whether a flag takes no value: it is true where it is given.
func isSwitch(f query.Field) bool {
	return slices.Contains(f.Schema.Enum, "true") && slices.Contains(f.Schema.Enum, "false")
}
