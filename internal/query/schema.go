package query

// Schema is what a value can be, as OpenAPI 3.0 writes it: its members in alphabetical order, as in the rest of the document.
type Schema struct {
	Ref         string            `json:"$ref,omitempty"`
	Default     any               `json:"default,omitempty"` // what counts when nothing is said
	Description string            `json:"description,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Format      string            `json:"format,omitempty"`
	Items       *Schema           `json:"items,omitempty"`
	MaxItems    int               `json:"maxItems,omitempty"`
	Maximum     *float64          `json:"maximum,omitempty"`
	MinItems    int               `json:"minItems,omitempty"`
	Minimum     *float64          `json:"minimum,omitempty"`
	Properties  map[string]Schema `json:"properties,omitempty"`
	Type        string            `json:"type,omitempty"`
}

// Text is any text, Instant a time with its offset.
func Text() Schema    { return Schema{Type: "string"} }
func Instant() Schema { return Schema{Type: "string", Format: "date-time"} }

// Number is a number within [low, high].
func Number(low, high float64) Schema {
	return Schema{Type: "number", Minimum: &low, Maximum: &high}
}

// Whole is a whole number within [low, high].
func Whole(low, high float64) Schema {
	s := Number(low, high)
	s.Type = "integer"
	return s
}

// Word is one of a few words.
func Word[T ~string](words ...T) Schema {
	s := Schema{Type: "string"}
	for _, w := range words {
		s.Enum = append(s.Enum, string(w))
	}
	return s
}

// List is a list, of most values at most; 0 is any number.
func List(items Schema, most int) Schema { return Schema{Type: "array", Items: &items, MaxItems: most} }

// Usually says what counts when nothing is said.
func (s Schema) Usually(value any) Schema {
	s.Default = value
	return s
}

// Told adds what stands in the value.
func (s Schema) Told(about string) Schema {
	s.Description = about
	return s
}
