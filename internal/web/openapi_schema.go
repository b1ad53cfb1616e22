package web

import (
	"cmp"
	"encoding"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// schemas describes Go types as encoding/json writes them, as schemas of OpenAPI 3.0. Each struct type is described once,
// under its name.
type schemas struct {
	all   object
	names map[reflect.Type]string
	rules analysis.Parameters // of the analysis described
}

func newSchemas(p analysis.Parameters) *schemas {
	return &schemas{object{}, map[reflect.Type]string{}, p}
}

func schemaRef(name string) object { return object{"$ref": "#/components/schemas/" + name} }

// word is a type of text that is one of a few words.
func word[T ~string](words ...T) object {
	var all []any
	for _, w := range words {
		all = append(all, string(w))
	}
	return object{"type": "string", "enum": all}
}

// knownSchemas are of types that do not tell by their form what stands in JSON.
func knownSchemas() map[reflect.Type]object {
	return map[reflect.Type]object{
		reflect.TypeFor[time.Time](): {"type": "string", "format": "date-time"},
		reflect.TypeFor[orb.Point](): {"type": "array", "description": "Longitude and latitude in degrees, WGS 84.", "minItems": 2,
			"maxItems": 2, "items": object{"type": "number"}},
		reflect.TypeFor[geojson.Geometry](): {"type": "object", "description": "A geometry (RFC 7946)."},
		reflect.TypeFor[analysis.Span]():    {"type": "string", "description": "A length of time such as 1h30m0s."},
		reflect.TypeFor[timeline.KindName](): {"type": "string",
			"description": "Name of a kind of record, such as inquiry, arrest or plate_read; one that the program does not know is shown as record."},
		reflect.TypeFor[timeline.Symbol](): word(timeline.Symbols()...),
		reflect.TypeFor[access.Role]():     word(access.Roles()...),
		reflect.TypeFor[timeline.Basis]():  word(timeline.BasisStated, timeline.BasisConfigured, timeline.BasisAssumed, ""),
		reflect.TypeFor[timeline.Precision](): word(timeline.Second, timeline.Minute, timeline.Hour, timeline.Day, timeline.Month,
			timeline.Year, ""),
		reflect.TypeFor[timeline.TimeFlag](): word(timeline.FlagNonexistent, timeline.FlagAmbiguous, timeline.FlagFuture,
			timeline.FlagCentury),
		reflect.TypeFor[timeline.Class](): word(timeline.ClassGPS, timeline.ClassSite, timeline.ClassStreet, timeline.ClassZIP,
			timeline.ClassCity, timeline.ClassAgency,
			timeline.ClassCounty, timeline.ClassState, timeline.ClassNone, ""),
		reflect.TypeFor[timeline.Standing](): word(timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal,
			timeline.SetAside, timeline.Mention),
		reflect.TypeFor[timeline.FieldType](): {"type": "string",
			"description": "What the text of a field means, such as street, begin or plate."},
		reflect.TypeFor[timeline.IdentifierType](): {"type": "string",
			"description": "What an identifier singles somebody or something out by, such as plate or person."},
		reflect.TypeFor[timeline.Handling](): {"type": "string",
			"description": "A handling code: " + query.Listed(timeline.Handlings()) + ", or an agency's own."},
		reflect.TypeFor[timeline.Remark](): {"type": "object", "description": "A warning about an event.",
			"required": []string{"code", "text"}, "properties": object{
				"code": object{"type": "string", "description": "What it says, such as box or burst."},
				"args": object{"type": "array", "description": "What it says that of.", "items": object{"type": "string"}},
				"text": object{"type": "string", "description": "The remark in words."},
			}},
		reflect.TypeFor[analysis.Form]():     word(analysis.Forms()...),
		reflect.TypeFor[analysis.Verdict]():  word(analysis.Possible, analysis.No, analysis.Unknown),
		reflect.TypeFor[timeline.MarkKind](): word(timeline.MarkHidden, timeline.MarkConfirmed, timeline.MarkNote),
		reflect.TypeFor[analysis.ConflictKind](): word(analysis.ConflictSpeed, analysis.ConflictTwice, analysis.ConflictCustody,
			analysis.ConflictState),
		reflect.TypeFor[analysis.Cause](): word(analysis.CauseMisread, analysis.CauseClone, analysis.CauseZone,
			analysis.CauseClock, analysis.CauseAgency, analysis.CauseOther),
		reflect.TypeFor[timeline.MatchLevel](): word(timeline.MatchExact, timeline.MatchOCR, timeline.MatchOneEdit),
		reflect.TypeFor[timeline.StateMatch](): word(timeline.StateSame, timeline.StateOther, timeline.StateUnknown),
		reflect.TypeFor[ledger.Outcome]():      word(ledger.Answered, ledger.Refused, ledger.Failed),
		reflect.TypeFor[Link]():                schemaRef("Link"), // which describes it in words too
	}
}

// of is the schema of a type.
func (s *schemas) of(t reflect.Type) object {
	if known, is := knownSchemas()[t]; is {
		return known
	}
	if t == reflect.TypeFor[analysis.Data]() {
		return s.findingData()
	}
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(s.of(t.Elem()))
	case reflect.Struct:
		return s.component(t)
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())} // never null, see filled
	case reflect.Array:
		return object{"type": "array", "minItems": t.Len(), "maxItems": t.Len(), "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	case reflect.Interface:
		return object{}
	}
	return object{"type": "integer"}
}

// findingData is any of what the findings of detectors carry.
func (s *schemas) findingData() object {
	var all []any
	for _, d := range s.rules.Looking() {
		if d.Data != nil {
			all = append(all, s.of(reflect.TypeOf(d.Data)))
		}
	}
	return object{"anyOf": all}
}

// nullable lets a value be null too.
func nullable(schema object) object {
	if _, is := schema["$ref"]; is {
		return object{"allOf": []any{schema}, "nullable": true}
	}
	out := object{"nullable": true}
	for name, v := range schema {
		out[name] = v
	}
	return out
}

// never takes it back: a pointer that is left out when it is nil is not null when it is there.
func never(schema object) object {
	if all, is := schema["allOf"].([]any); is {
		return all[0].(object)
	}
	delete(schema, "nullable")
	return schema
}

// component describes a struct under its name, and refers to that.
func (s *schemas) component(t reflect.Type) object {
	name, known := s.names[t]
	if !known {
		name = strings.TrimSuffix(strings.ToUpper(t.Name()[:1])+t.Name()[1:], "View")
		if _, taken := s.all[name]; taken {
			name = path.Base(t.PkgPath()) + name
		}
		s.names[t], s.all[name] = name, nil // so that a type that holds itself ends
		properties, required := object{}, []any{}
		s.members(t, properties, &required)
		described := object{"type": "object", "properties": properties}
		if len(required) > 0 {
			described["required"] = required
		}
		s.all[name] = described
	}
	return schemaRef(name)
}

// members adds the members of a struct, those of embedded ones among them.
func (s *schemas) members(t reflect.Type, properties object, required *[]any) {
	for _, m := range writtenMembers(t) {
		name, _ := jsonTag(m)
		name = cmp.Or(name, m.Name)
		schema := s.of(m.Type)
		if mayBeLeftOut(m) {
			schema = never(schema)
		} else {
			*required = append(*required, name)
		}
		properties[name] = schema
	}
}

// answerOf is the schema of an answer that is a value of a type.
func answerOf[T any](s *schemas) object { return s.of(reflect.TypeFor[T]()) }

// members is an object with all of some members, given in turn as names and schemas.
func members(pairs ...any) object {
	properties, required := object{}, []any{}
	for i := 0; i < len(pairs); i += 2 {
		properties[pairs[i].(string)] = pairs[i+1]
		required = append(required, pairs[i])
	}
	return object{"type": "object", "properties": properties, "required": required}
}

// also adds members that an object need not have, given in turn as names and schemas.
func also(schema object, pairs ...any) object {
	for i := 0; i < len(pairs); i += 2 {
		schema["properties"].(object)[pairs[i].(string)] = pairs[i+1]
	}
	return schema
}
