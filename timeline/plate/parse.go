package plate

import (
	"errors"
	"fmt"
	"strings"

	"sightline/timeline"
)

// Longest is more characters than any plate has, states and their marks aside.
const Longest = 12

// longestWithState is the most characters of a plate that may begin or end with the letters of a state: what is longer is a plate
// with its state beside it.
const longestWithState = 7

// ErrNone says that a text names no plate: it is empty, or says so in words.
var ErrNone = errors.New("holds no plate")

// Parse reads a plate as people, readers and spreadsheets write it: in any case, with blanks and hyphens, in full width, with
// look-alike letters of other scripts, with its state in front or behind. State is that state, "" where the text names none, and Raw
// the text itself. The error says of the text, named before it, why it is no plate.
//
// It is the one place where a text becomes a plate: in files, commands, searches and tiles.
func Parse(raw string) (timeline.Plate, error) {
	text := strings.TrimFunc(raw, isBlank)
	if m := textFormula.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if form := spreadsheetForm(text); form != "" {
		return timeline.Plate{}, fmt.Errorf(
			"is %s that a spreadsheet made of a plate: export the plates from their source as text, and import that column as Text", form)
	}
	var parts []string
	var marks []string // what stands in front of each part
	var part, mark strings.Builder
	for _, r := range text {
		c, ok := fold(r)
		switch {
		case ok:
			if part.Len() == 0 {
				marks = append(marks, mark.String())
				mark.Reset()
			}
			part.WriteByte(c)
			continue
		case strings.ContainsRune("?*_", r):
			return timeline.Plate{}, errors.New("has characters the reader could not read: a partial plate cannot be matched")
		case !isSeparator(r):
			return timeline.Plate{}, fmt.Errorf("has %q, which is no letter or digit of a plate: mend it, or get it from the source", r)
		}
		if part.Len() > 0 {
			parts = append(parts, part.String())
			part.Reset()
		}
		mark.WriteRune(r)
	}
	if part.Len() > 0 {
		parts = append(parts, part.String())
	}
	return whole(raw, parts, append(marks, mark.String()))
}

// whole makes a plate of the parts of a text.
func whole(raw string, parts, marks []string) (timeline.Plate, error) {
	number := strings.Join(parts, "")
	if number == "" || isFilling(number) || isWords(number) {
		return timeline.Plate{}, ErrNone
	}
	p := timeline.Plate{Number: number, Raw: raw}
	if rest, state := besideState(parts, marks); state != "" {
		p.Number, p.State = rest, state
	}
	if len(p.Number) > Longest {
		return timeline.Plate{}, fmt.Errorf("is longer than a plate, which has at most %d letters and digits", Longest)
	}
	if isWords(p.Number) || isStateWords(parts) { // TX TEMP
		return timeline.Plate{}, ErrNone
	}
	return p, nil
}

// isStateWords reports whether words say that there is no plate, and a state stands in front of them or behind: OK TEMP.
func isStateWords(parts []string) bool {
	n := len(parts) - 1
	return n > 0 && (isState(parts[0]) && isWords(strings.Join(parts[1:], "")) || isState(parts[n]) && isWords(strings.Join(parts[:n], "")))
}

// besideState finds a state in front of a plate or behind it: OK ABC1234, US-OK ABC1234, ABC1234/OK, ABC1234 (OK). Where only a blank
// or a hyphen parts them, the two letters may be the plate's own, unless it would be longer than plates are.
func besideState(parts, marks []string) (rest, state string) {
	if len(parts) > 2 && (parts[0] == "US" || parts[0] == "USA") && isState(parts[1]) {
		return strings.Join(parts[2:], ""), parts[1]
	}
	n := len(parts) - 1
	if n < 1 {
		return "", ""
	}
	long := len(strings.Join(parts, "")) > longestWithState
	switch {
	case isState(parts[n]) && (long || strings.ContainsAny(marks[n], "/([,:|")):
		rest, state = strings.Join(parts[:n], ""), parts[n]
	case isState(parts[0]) && (long || strings.ContainsAny(marks[1], "/)]:|")):
		rest, state = strings.Join(parts[1:], ""), parts[0]
	}
	return rest, state
}

// isFolded reports whether a text has letters of other scripts or forms that are read as those of a plate.
func isFolded(raw string) bool {
	for _, r := range raw {
		if r >= 0x80 {
			if _, ok := fold(r); ok {
				return true
			}
		}
	}
	return false
}

// Remarks returns what is to be said of a plate that is not read as its record writes it.
func Remarks(p timeline.Plate) []timeline.Remark {
	if !isFolded(p.Raw) {
		return nil
	}
	return []timeline.Remark{{Code: timeline.RemarkLookAlikes, Args: []string{p.Raw, p.Number}}}
}

// states are the codes of the states and territories of the United States, and of the provinces of Canada.
const states = " AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD" +
	" TN TX UT VT VA WA WV WI WY PR VI GU AS MP AB BC MB NB NL NS NT NU ON PE QC SK YT "

func isState(code string) bool { return len(code) == 2 && strings.Contains(states, " "+code+" ") }

func isBlank(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\ufeff' }
