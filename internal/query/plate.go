package query

import (
	"maps"

	"sightline/timeline/plate"
)

const (
	// MaxPlatePrefixes is how many beginnings of plates are looked up one by one.
	MaxPlatePrefixes = 2000
	// loosePrefix is how many characters of a plate must be known before the first * when there is no area to look in.
	loosePrefix = 2
)

// PlateBody is a plate as a body has it.
type PlateBody struct {
	Number string `json:"number"`
	State  string `json:"state"`
	OCR    bool   `json:"ocr"`
}

// plates is the parameter of the plate that is asked for.
func plates() Param {
	return Param{
		Fields: []Field{
			{Name: "plate", In: InQuery, Schema: Text(),
				About: "A plate: ? stands for one character, * for any number. Without an area it begins with two characters that are known.",
				Flag:  Flag{"PLATE", "Only this plate, anywhere if no area is named; ? stands for one character, * for any number."},
				Form:  Form{Label: "Plate", Placeholder: "8OK? or 8OK*", Size: 10}},
			{Name: "plate_state", In: InQuery, About: "State of the plate, its USPS code.", Schema: Text(),
				Flag: Flag{"XX", "State of the plate; plates read without a state are given too."},
				Form: Form{Label: "State", Size: 3, Most: 2}},
			{Name: "ocr", In: InQuery, About: "Whether characters that readers confuse are taken for each other.",
				Schema: Word("true", "false").Usually("false"),
				Flag:   Flag{"", "Take characters that readers confuse (0ODQ, 1I, 2Z, 5S, 8B, 6G) for the same."},
				Form:   Form{Label: "Misread too", Options: []Option{{"", "no"}, {"true", "yes"}}}},
			{Name: "plate", In: InBody, Member: (*PlateBody)(nil),
				About: "A plate: in number, ? stands for one character and * for any number; " +
					"with ocr, characters that readers confuse are taken for each other.",
				Schema: Schema{Type: "object", Properties: map[string]Schema{"number": Text(), "state": Text(), "ocr": {Type: "boolean"}}}},
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) {
				number := v.Text("plate")
				if number == "" && v.Has("plate") {
					v.emptyPlate()
				}
				r.Search.Plate = v.plate(number, v.Text("plate_state"), v.OneOf("ocr", "false", "true", "false") == "true")
			},
			FromBody: func(_ Param, b *Body, r *Request) {
				if p := Member[*PlateBody](b, "plate"); p != nil {
					if p.Number == "" {
						b.emptyPlate()
					}
					r.Search.Plate = b.plate(p.Number, p.State, p.OCR)
				}
			},
			Asked: func(_ Param, s Search) map[string]any {
				asked := map[string]any{}
				maps.Copy(asked, given(!s.Plate.IsZero(), "plate", s.Plate.Number))
				maps.Copy(asked, given(s.Plate.State != "", "plate_state", s.Plate.State))
				maps.Copy(asked, given(s.Plate.OCR, "ocr", true))
				return asked
			},
		},
		Check: func(s Search) string {
			if len(s.Areas) > 0 || s.Plate.IsZero() {
				return ""
			}
			prefixes, whole := s.Plate.Prefixes(MaxPlatePrefixes)
			loose := !whole && len(prefixes[0]) < loosePrefix
			return fault(loose, "without an area, a plate must begin with %d characters that are known", loosePrefix)
		},
		Narrows: "its plate",
	}
}

func (f *Faults) plate(number, state string, ocr bool) plate.Pattern {
	pattern, err := plate.ParsePattern(number, state, ocr)
	if err != nil {
		f.Fault("%s", err)
	}
	return pattern
}

func (f *Faults) emptyPlate() { f.Fault("plate is empty: name a plate, or leave plate out") }
