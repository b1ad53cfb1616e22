package person

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// reading is a name as it can be read. A name without a comma has several.
type reading struct {
	last, given []string
	joined      string // the last names as one word
	suffix      string // JR, SR, II …
	foreign     bool   // it has letters of other scripts, which are not compared
	turned      bool   // it stands the other way round, and could be read as it stands
}

// closeness says how much two names agree.
type closeness int

const (
	nameSame  closeness = iota // surname and first name, and middle names as far as both tell them
	nameFits                   // the same surname, and a first name of which the other is the initial or a usual short form
	nameNear                   // they differ by slips, by a part of a double name, by a middle name
	nameHalf                   // the surname or the first name is another
	nameApart                  // both are
)

// letters are those that no decomposition makes plain.
var letters = strings.NewReplacer("Ø", "O", "Ł", "L", "Đ", "D", "Ð", "D", "Þ", "TH", "Æ", "AE", "Œ", "OE", "ß", "SS", "ẞ", "SS", "İ", "I",
	"'", "", "’", "", "‘", "", "`", "", "ʻ", "", "ʼ", "", "´", "")

// umlauts are written in two ways: MÜLLER and MUELLER.
var umlauts = strings.NewReplacer("AE", "A", "OE", "O", "UE", "U")

// tokens are the words of a text in plain capitals, without accents, apostrophes and punctuation.
func tokens(text string) []string {
	text = norm.NFKD.String(letters.Replace(strings.ToUpper(norm.NFC.String(text))))
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, text)
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// suffixes tell generations of one name apart.
var suffixes = map[string]string{"JR": "JR", "JUNIOR": "JR", "SR": "SR", "SENIOR": "SR", "II": "II", "2ND": "II", "III": "III", "3RD": "III",
	"IV": "IV", "4TH": "IV"}

// particles begin surnames of several words and say nothing by themselves.
var particles = map[string]bool{"DEL": true, "LAS": true, "LOS": true, "VAN": true, "VON": true, "DER": true, "DEN": true, "MAC": true,
	"SAN": true, "ABU": true, "BIN": true}

// titles are no part of a name.
var titles = map[string]bool{"MR": true, "MRS": true, "MS": true, "MISS": true, "DR": true}

// unnamed are words written where no name is known.
var unnamed = map[string]bool{"UNKNOWN": true, "UNK": true, "UNIDENTIFIED": true, "NONE": true, "NULL": true, "NA": true, "NMN": true,
	"NLN": true, "NFN": true, "LNU": true, "FNU": true, "XX": true, "XXX": true}

// longestName is how many bytes of a name are read; what is longer is a text.
const longestName = 200

// readings are the ways to read a name: "LAST, FIRST MIDDLE"; without a comma the surname may stand first or last and be of several
// words. Names behind AKA are names too. None where it names nobody.
func readings(text string) (all []reading) {
	text = text[:min(len(text), longestName)]
	upper := strings.NewReplacer("A.K.A.", " AKA ", "A/K/A", " AKA ").Replace(strings.ToUpper(text))
	for _, one := range strings.Split(strings.Join(strings.Fields(upper), " "), " AKA ") {
		all = append(all, readingsOf(one)...)
	}
	return all
}

func readingsOf(text string) []reading {
	var suffix string
	var sides [][]string // of the commas
	named := false
	for _, side := range strings.Split(text, ",") {
		var words []string
		for _, w := range tokens(side) {
			s, is := suffixes[w]
			switch {
			case is && len(sides)+len(words) > 0:
				suffix = s
			case titles[w] || unnamed[w] || !strings.ContainsFunc(w, unicode.IsLetter):
			default:
				words, named = append(words, w), true
			}
		}
		if len(words) > 0 || len(sides) == 0 {
			sides = append(sides, words)
		}
	}
	if !named {
		return nil
	}
	if len(sides) > 1 {
		last, given := sides[0], slices.Concat(sides[1:]...)
		all := []reading{{last: last, given: given, suffix: suffix}}
		if len(last) == 1 && len(given) == 1 { // the two fields may have been exchanged
			all = append(all, reading{last: given, given: last, suffix: suffix, turned: isGiven(given[0]) && isGiven(last[0])})
		}
		return finished(all)
	}
	words := sides[0]
	var all []reading
	for k := len(words) - 1; k >= 1 && len(words)-k <= 3; k-- {
		all = append(all, reading{last: words[k:], given: words[:k], suffix: suffix})
	}
	for k := 1; k < len(words) && k <= 3; k++ {
		all = append(all, reading{last: words[:k], given: words[k:], suffix: suffix, turned: isGiven(words[0]) && isGiven(words[k])})
	}
	if len(words) == 1 {
		all = append(all, reading{last: words, suffix: suffix}, reading{given: words, suffix: suffix})
	}
	return finished(all)
}

// finished fills in what is compared often.
func finished(all []reading) []reading {
	for i := range all {
		r := &all[i]
		r.joined = strings.Join(r.last, "")
		r.foreign = strings.ContainsFunc(r.joined+strings.Join(r.given, ""), func(c rune) bool {
			return unicode.IsLetter(c) && !unicode.Is(unicode.Latin, c)
		})
	}
	return all
}

// agreement says how a part of two names agrees.
type agreement int

const (
	agree   agreement = iota
	fits              // an initial, or a usual short form
	slips             // but for a slip, or for a part of it
	unsaid            // one of the names has no such part
	unalike           // it is another
)

// against says how much two names agree, and what differs.
func (r *reading) against(o *reading) (closeness, []string) {
	if r.foreign != o.foreign {
		return nameNear, []string{"script"}
	}
	last, given, middle := surnames(r, o), givens(r.given, o.given), agree
	if given <= fits && len(r.given) > 1 && len(o.given) > 1 && strings.Join(r.given, "") != strings.Join(o.given, "") {
		middle = givenName(r.given[1], o.given[1])
	}
	var differs []string
	if last > agree {
		differs = append(differs, "last name")
	}
	switch {
	case given == fits:
		differs = append(differs, "shortened first name")
	case given > fits:
		differs = append(differs, "first name")
	}
	if middle > fits {
		differs = append(differs, "middle name")
	}
	generations := r.suffix != o.suffix && (r.suffix != "" && o.suffix != "" || r.suffix == "SR" || o.suffix == "SR")
	if generations {
		differs = append(differs, "suffix")
	}
	switch {
	case last == unalike && given == unalike, last == unalike && given == unsaid, last == unsaid && given == unalike:
		return nameApart, differs
	case last == unalike || given == unalike:
		return nameHalf, differs
	case last > agree || given > fits || middle > slips || generations:
		return nameNear, differs
	case r.turned != o.turned:
		return nameFits, append(differs, "order of the names")
	case given == fits || middle == slips:
		return nameFits, differs
	}
	return nameSame, differs
}

// surnames compares last names: also as one word, in another order, and by one of those of a double name.
func surnames(r, o *reading) agreement {
	switch {
	case len(r.last) == 0 || len(o.last) == 0:
		return unsaid
	case r.joined == o.joined || umlauts.Replace(r.joined) == umlauts.Replace(o.joined):
		return agree
	case len(r.last) == len(o.last) && slices.Equal(slices.Sorted(slices.Values(r.last)), slices.Sorted(slices.Values(o.last))):
		return agree
	case slipsApart(r.joined, o.joined):
		return slips
	}
	for _, w := range r.last {
		for _, v := range o.last {
			if !particles[w] && len(w) > 2 && w == v || len(w) > 3 && slipsApart(w, v) {
				return slips
			}
		}
	}
	return unalike
}

// givens compares first names: also written as one word or as two, and by a middle name that is used as the first.
func givens(a, b []string) agreement {
	if len(a) == 0 || len(b) == 0 {
		return unsaid
	}
	best := givenName(a[0], b[0])
	if best > fits && (len(a) > 1 && a[0]+a[1] == b[0] || len(b) > 1 && b[0]+b[1] == a[0]) {
		return agree
	}
	if best == unalike && (slices.ContainsFunc(a[1:], func(w string) bool { return len(w) > 1 && givenName(w, b[0]) <= fits }) ||
		slices.ContainsFunc(b[1:], func(w string) bool { return len(w) > 1 && givenName(w, a[0]) <= fits })) {
		return slips
	}
	return best
}

// givenName compares two words of given names.
func givenName(a, b string) agreement {
	short, long := a, b
	if len(a) > len(b) {
		short, long = b, a
	}
	switch {
	case a == b || umlauts.Replace(a) == umlauts.Replace(b):
		return agree
	case len(short) == 1:
		if short[0] == long[0] {
			return fits
		}
		return unalike
	case shortForms(a, b):
		return fits
	case slipsApart(a, b) || len(short) > 3 && strings.HasPrefix(long, short):
		return slips
	}
	return unalike
}

// slipsApart reports whether two words differ by a slip of the pen: one letter that is wrong, missing, too many or exchanged with its
// neighbour; of long words two.
func slipsApart(a, b string) bool {
	most := 1
	switch n := max(len(a), len(b)); {
	case n < 3:
		return false
	case n > 6:
		most = 2
	}
	return within(a, b, most)
}

// within reports whether two words are at most some slips apart (optimal string alignment).
func within(a, b string, most int) bool {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return false
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)] <= most
}
