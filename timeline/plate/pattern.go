package plate

import (
	"fmt"
	"slices"
	"strings"

	"sightline/timeline"
)

// PlatePattern asks for plates. In Number ? stands for one character and * for any number of them.
type Pattern struct {
	Number string // A-Z, 0-9, ? and *; "": every plate
	State  string // USPS code: plates of it and those read without one; "": every state
	OCR    bool   // characters that readers confuse count as the same
}

// MaxPattern is the longest pattern, in characters.
const MaxPattern = 16

// ParsePattern reads a pattern as people write it, with ? and * or as Parse reads a plate. A state beside the plate is the state asked for.
func ParsePattern(number, state string, ocr bool) (Pattern, error) {
	p := Pattern{State: strings.ToUpper(strings.TrimSpace(state)), OCR: ocr}
	if p.State != "" && !ValidPlateState(p.State) {
		return p, fmt.Errorf("a plate's state is two letters such as TX, not %q", state)
	}
	if number == "" {
		if p.State != "" || ocr {
			return p, fmt.Errorf("a plate's state or OCR matching needs a plate")
		}
		return p, nil
	}
	if !strings.ContainsAny(number, "?*") {
		whole, err := Parse(number)
		switch {
		case err != nil:
			return p, fmt.Errorf("the plate %.60q %w", number, err)
		case whole.State != "" && p.State != "" && whole.State != p.State:
			return p, fmt.Errorf("the plate %q names state %s, and the state asked for is %s", number, whole.State, p.State)
		case whole.State != "":
			p.State = whole.State
		}
		p.Number = whole.Number
	} else if err := p.wildcards(number); err != nil {
		return p, err
	}
	switch {
	case len(strings.NewReplacer("?", "", "*", "").Replace(p.Number)) < 2:
		return p, fmt.Errorf("a plate needs at least two letters or digits beside ? and *")
	case len(p.Number) > MaxPattern:
		return p, fmt.Errorf("a plate has at most %d characters", MaxPattern)
	}
	return p, nil
}

// wildcards reads a number with ? and *.
func (p *Pattern) wildcards(number string) error {
	var text strings.Builder
	for _, r := range number {
		c, ok := fold(r)
		switch {
		case ok:
			text.WriteByte(c)
		case r == '?' || r == '*':
			text.WriteRune(r)
		case !isSeparator(r):
			return fmt.Errorf("a plate is letters and digits, ? for one character and * for any number: %q is none of these", r)
		}
	}
	p.Number = text.String()
	for strings.Contains(p.Number, "**") {
		p.Number = strings.ReplaceAll(p.Number, "**", "*")
	}
	return nil
}

// ValidPlateState reports whether a text has the form of a state's code: two capital letters.
func ValidPlateState(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// IsZero reports whether every plate matches.
func (p Pattern) IsZero() bool { return p.Number == "" }

// Matches reports whether a plate, its number normalised, is one that the pattern asks for.
func (p Pattern) Matches(plate timeline.Plate) bool {
	if p.State != "" && plate.State != "" && plate.State != p.State {
		return false
	}
	number := plate.Number
	if p.OCR {
		number = OCRKey(number)
	}
	return p.Number == "" || wild(p.Folded(), number)
}

// Folded is the number as it is compared: with OCR, as OCRKey of the plates that match.
func (p Pattern) Folded() string {
	if p.OCR {
		return OCRKey(p.Number)
	}
	return p.Number
}

func wild(pattern, text string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if len(text) < len(head) {
		return false
	}
	for i := range len(head) {
		if head[i] != '?' && head[i] != text[i] {
			return false
		}
	}
	text = text[len(head):]
	if !star {
		return text == ""
	}
	for i := range len(text) + 1 {
		if wild(tail, text[i:]) {
			return true
		}
	}
	return false
}

// Prefixes returns at most most beginnings one of which every plate that matches has, as long as that allows, sorted; the
// beginning of all plates is "". whole says that they are not beginnings but the very numbers that match.
func (p Pattern) Prefixes(most int) (prefixes []string, whole bool) {
	prefixes = []string{""}
	for i := range len(p.Number) {
		choices := p.Number[i : i+1]
		switch {
		case choices == "*":
			return prefixes, false
		case choices == "?":
			choices = plateAlphabet
		case p.OCR:
			for _, class := range ocrClasses {
				if strings.Contains(class, choices) {
					choices = class
				}
			}
		}
		if len(prefixes)*len(choices) > most {
			return prefixes, false
		}
		var longer []string
		for _, prefix := range prefixes {
			for j := range len(choices) {
				longer = append(longer, prefix+choices[j:j+1])
			}
		}
		prefixes = longer
	}
	slices.Sort(prefixes)
	return prefixes, true
}
