package loaders

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// totalNouns are what a result counts itself.
var totalNouns = []string{"TRANSACTION", "RECORD", "ENTRIES", "ENTRY", "INQUIRIES", "INQUIRY", "HIT", "MESSAGE", "RESPONSE", "ITEM", "LINE"}

// totalIn returns the number of entries that a line states, 14 TRANSACTIONS or TOTAL RECORDS: 14, -1 where it states none.
func totalIn(line []byte) int {
	for _, noun := range totalNouns {
		at := bytes.Index(line, []byte(noun))
		if at < 0 || !startsWord(line, at) {
			continue
		}
		before := bytes.TrimRight(line[:at], " \t")
		before = bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSuffix(before, []byte("LOG")), []byte("TOTAL")), " \t")
		i := len(before)
		for i > 0 && (before[i-1]-'0' <= 9 || before[i-1] == ',' && i < len(before)) {
			i--
		}
		apart := i == 0 || before[i-1] == ' ' || before[i-1] == '(' || before[i-1] == ':'
		if n, ok := totalNumber(before[i:]); ok && apart && !isRange(before[:i]) {
			return n
		}
		if !bytes.Contains(line, []byte("TOTAL")) && !bytes.Contains(line, []byte("COUNT")) && !bytes.Contains(line, []byte("NUMBER OF")) &&
			!bytes.Contains(line, []byte("FOUND")) && !bytes.Contains(line, []byte("RETURNED")) {
			continue
		}
		rest := line[at+len(noun):]
		for len(rest) > 0 && rest[0]-'0' > 9 {
			rest = rest[1:]
		}
		d := 0
		for d < len(rest) && (rest[d]-'0' <= 9 || rest[d] == ',') {
			d++
		}
		if n, ok := totalNumber(rest[:d]); ok && d < 10 {
			return n
		}
	}
	return -1
}

// isRange reports whether what stands before a number makes it one of several: PAGE 2 OF 14 RECORDS is no total, 1 TO 14 neither.
func isRange(before []byte) bool {
	b := strings.TrimSpace(string(before))
	return strings.HasSuffix(b, " OF") || strings.HasSuffix(b, " TO") || strings.HasSuffix(b, "-") || strings.HasSuffix(b, "FIRST") ||
		strings.HasSuffix(b, "LAST") || strings.HasSuffix(b, "MAXIMUM") || strings.HasSuffix(b, "MAX")
}

func totalNumber(b []byte) (n int, ok bool) {
	digits := bytes.ReplaceAll(b, []byte{','}, nil)
	if len(digits) == 0 || len(digits) > 8 || digitRun(digits) != len(digits) {
		return 0, false
	}
	return number(digits), true
}

// totalBreaks part the words of a line that is a total: *** 3 HITS ***, NUMBER OF RESPONSES......3, TOTAL = 3.
const totalBreaks = " \t*=-:.()[]#_"

// totalNumbers are numbers as words.
var totalNumbers = []string{"ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE"}

// wholeTotal returns the total of a line that holds one, and nothing that an entry would; -1 for any other line.
func wholeTotal(line []byte) int {
	if len(line) > 100 {
		return -1
	}
	total, words := -1, 0
	for word := range strings.FieldsFuncSeq(string(line), func(r rune) bool { return strings.ContainsRune(totalBreaks, r) }) {
		word = strings.Trim(word, ",")
		n, ok := totalNumber([]byte(word))
		if !ok {
			n = slices.Index(totalNumbers, word)
		}
		switch {
		case word == "":
		case n >= 0 && (ok || n > 0) && total < 0:
			total = n
		case isTotalWord(word):
			words++
		default:
			return -1
		}
	}
	if words == 0 {
		return -1
	}
	if n := totalIn(line); n >= 0 {
		return n
	}
	if at := bytes.IndexAny(line, "0123456789"); at >= 0 && isRange(bytes.TrimSuffix(bytes.TrimRight(line[:at], " "), []byte("-"))) {
		return -1
	}
	return total
}

func isTotalWord(word string) bool {
	switch word {
	case "TOTAL", "TOTALS", "COUNT", "NUMBER", "OF", "FOUND", "RETURNED", "LISTED", "LOG", "GRAND", "REPORT", "SEARCH", "END", "THE", "IN",
		"THIS", "ALL", "FOR", "SELECTED", "RETRIEVED", "EXTRACTED", "PROCESSED", "REPORTED", "SHOWN", "DISPLAYED", "LOGGED", "EXPORTED",
		"TRANS", "QUERIES", "QUERY", "ROWS", "MATCHES", "WITH", "A", "AND", "NCIC", "NLETS", "IS", "ARE", "WERE", "PRINTED", "RESULT", "RESULTS", "MATCHING", "MATCHED", "LISTING", "FILE":
		return true
	}
	for _, noun := range totalNouns {
		if word == noun || word == noun+"S" || word == noun+"(S)" || word == noun+"(S" {
			return true
		}
	}
	return false
}

// tallied compares the totals and sequence numbers that a result states with the entries that were found in it.
type tallied struct {
	found, since int // entries so far, and since the last total
	records      int // of those found, how many are records of a file
	totals       []statedTotal
	first, last  int // sequence numbers
	steps, ones  int // from one numbered entry to the next, and those of one
	missing      []int
	missed       int // how many numbers were left out
}

// statedTotal is a total that a result states, and what was found up to there.
type statedTotal struct{ n, found, since, records int }

const (
	maxTotals  = 1000
	maxMissing = 20   // numbers that are named
	maxStep    = 1000 // a wider one begins another sequence
)

// entry counts an entry; its number is -1 where it has none.
func (t *tallied) entry(number int, record bool) {
	if t.found++; record {
		t.records++
	}
	t.since++
	if number < 0 {
		return
	}
	if t.steps++; t.steps == 1 {
		t.first, t.last = number, number
		return
	}
	step := number - t.last
	switch {
	case step == 1, number == t.first && step < 0: // pages may each count from one
		t.ones++
	case step > 1 && step <= maxStep:
		for n := t.last + 1; n < number && len(t.missing) < maxMissing; n++ {
			t.missing = append(t.missing, n)
		}
		t.missed += step - 1
	}
	t.last = number
}

// total notes a total that the file states. open says that an entry is not counted yet, of a file's records or not.
func (t *tallied) total(n int, open, record bool) {
	s := statedTotal{n, t.found, t.since, t.records}
	if open {
		s.found++
		s.since++
		if record {
			s.records++
		}
	}
	if t.since = 0; open {
		t.since = -1
	}
	if len(t.totals) < maxTotals {
		t.totals = append(t.totals, s)
	}
}

// tell says where totals and numbers do not agree with what was found.
func (t *tallied) tell(notes *notes) {
	run := t.steps > 2 && t.ones*2 >= t.steps-1
	told := false
	for _, s := range t.totals {
		if s.n == t.found || s.n == s.found || s.n == s.since || s.n == t.found-t.records || s.n == s.found-s.records {
			continue
		}
		found := s.found
		if found == 0 {
			found = t.found
		}
		text := fmt.Sprintf("the file states a total of %d, but %d were found", s.n, found)
		switch {
		case t.missed > 0 && (run || t.missed == s.n-found):
			text = fmt.Sprintf("%d of %d found: %s", found, s.n, t.absent())
			told = true
		case run && t.first <= 1 && t.last == found && s.n > t.last:
			text = fmt.Sprintf("%d of %d found: %s", found, s.n, numbersAre(sequence(t.last+1, s.n), s.n-t.last))
		case found < s.n:
			text = fmt.Sprintf("%d of %d found, the total that the file states: look for the others in the source", found, s.n)
		}
		notes.add(text, 1)
	}
	if run && t.missed > 0 && !told {
		notes.add("the numbers of the entries have gaps: "+t.absent(), 1)
	}
}

func (t *tallied) absent() string { return numbersAre(t.missing, t.missed) }

func sequence(from, to int) []int {
	var all []int
	for n := from; n <= to && len(all) < maxMissing; n++ {
		all = append(all, n)
	}
	return all
}

// numbersAre says which numbers are missing: "9 is missing", "9, 12 and 30 more are missing".
func numbersAre(named []int, all int) string {
	if all == 1 {
		return fmt.Sprintf("%d is missing", named[0])
	}
	var words []string
	for _, n := range named {
		words = append(words, strconv.Itoa(n))
	}
	if more := all - len(named); more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1] + " are missing"
}
