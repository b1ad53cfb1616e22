package loaders

import (
	"slices"
	"strings"
	"unicode"
)

// wrappers are names of what only holds a record; they say nothing of what is in it.
var wrappers = strings.Fields("data properties attributes record event read item result results payload body message detection" +
	" alpr anpr lpr hit response value values fields")

// generic are names that mean something only with what they are of: a camera's name is no name of a person, a region's code is one.
var generic = strings.Fields("id name number no type code description text value kind key title label")

// along is the field of a way through a document: by its last name with the one before, by the last alone, or where that is a generic
// one by the one before; "" where none is known.
func (a aliases) along(path docPath) string {
	var names []string
	for i, s := range path {
		if i < len(path)-1 && slices.Contains(wrappers, plainHeading(s.name)) {
			continue
		}
		names = append(names, s.name)
	}
	last := names[len(names)-1]
	if path[len(path)-1].each && a.loose(last) == "" {
		last = strings.TrimSuffix(last, "s") // plates: [ … ]
	}
	if path[len(path)-1].listed {
		return "" // one number of a pair
	}
	if len(names) == 1 {
		return a.loose(last)
	}
	before := names[len(names)-2]
	if field := a[plainHeading(before)+plainHeading(last)]; field != "" {
		return field
	}
	if slices.Contains(generic, plainHeading(last)) {
		return a.loose(before)
	}
	return a.loose(last)
}

// shortWords are short forms in headings.
var shortWords = map[string]string{
	"no": "number", "num": "number", "nbr": "number", "nr": "number", "st": "state", "dt": "date", "tm": "time", "ts": "timestamp",
	"lic": "license", "licence": "license", "veh": "vehicle", "cam": "camera", "dev": "device", "conf": "confidence", "pct": "percent",
	"capt": "capture", "cap": "capture", "det": "detection", "long": "lon", "lng": "lon", "loc": "location", "dir": "direction",
	"reg": "registration", "addr": "address", "dob": "dob",
}

// besides are words of a heading that say of what its value is, and are passed over at its beginning when the whole is not known.
var besides = strings.Fields("the site camera gps reader device vehicle event location sensor lpr alpr anpr read reading capture captured" +
	" detection detected detect system unit hit scan scanned sighting observed obs best geo car auto")

// behind are words that say how a value is written, and are passed over at the end of a heading.
var behind = strings.Fields("ocr text value deg degrees decimal dd wgs84 at on string")

// loose is the field of a heading: as it is known, or by its words without what does not tell; "" where none is known.
func (a aliases) loose(heading string) string {
	if field, _ := a.match(heading); field != "" {
		return field
	}
	words := headingWords(heading)
	for i, w := range words {
		if long := shortWords[w]; long != "" {
			words[i] = long
		}
	}
	for end := len(words); end > 0; end-- {
		for from := 0; from < end; from++ {
			rest := words[from:end]
			if field := a[strings.Join(rest, "")]; field != "" && (from == 0 || len(rest) > 1 || !slices.Contains(generic, rest[0])) {
				return field
			}
			if !slices.Contains(besides, words[from]) {
				break
			}
		}
		if !slices.Contains(behind, words[end-1]) {
			break
		}
	}
	return ""
}

// headingWords are the words of a heading in lower case: parted by blanks, signs, or a capital letter.
func headingWords(heading string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	lower := false
	for _, r := range heading {
		switch {
		case r == '#':
			flush()
			words = append(words, "number")
		case r == '%':
			flush()
			words = append(words, "percent")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
		default:
			if unicode.IsUpper(r) && lower {
				flush()
			}
			word.WriteRune(unicode.ToLower(r))
		}
		lower = unicode.IsLower(r)
	}
	flush()
	return words
}

// lonFirst and latFirst are names of two numbers that say in which order they are.
var (
	lonFirst = strings.Fields("coordinates lonlat lnglat longlat xy")
	latFirst = strings.Fields("latlon latlng latlong")
)

// ofPair is the field of one of two numbers: as their name says in which order they are, else as their values allow only one. "" where
// it is none, or both could be.
func (t *guessTable) ofPair(i int) string {
	if t.paths == nil || !t.paths[i][len(t.paths[i])-1].listed {
		return ""
	}
	path := t.paths[i]
	number := path[len(path)-1].number
	first := slices.IndexFunc(t.spots, func(s docSpot) bool { return s.at == t.spots[i].at && s.number == 0 })
	second := slices.IndexFunc(t.spots, func(s docSpot) bool { return s.at == t.spots[i].at && s.number == 1 })
	if number > 1 || first < 0 || second < 0 {
		return ""
	}
	name, fields := plainHeading(path[len(path)-1].name), []string{"lat", "lon"}
	switch {
	case slices.Contains(lonFirst, name):
		fields = []string{"lon", "lat"}
	case slices.Contains(latFirst, name):
	case t.all(first, "lon") && t.all(second, "lat"):
		fields = []string{"lon", "lat"}
	case t.all(first, "lat") && t.all(second, "lon"):
	default:
		return ""
	}
	return fields[number]
}

// all reports whether all values of a column can be those of a field.
func (t *guessTable) all(column int, field string) bool {
	for _, row := range t.rows {
		if row[column] != "" && !contentTests[field](row[column]) {
			return false
		}
	}
	return true
}
