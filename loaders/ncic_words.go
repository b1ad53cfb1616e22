package loaders

import "bytes"

// What follows tells what a word of an entry's head looks like. Its letters are capitals.

// withoutQuotes returns a word without the marks around it that are no part of it.
func withoutQuotes(word []byte) []byte {
	for len(word) > 0 && isQuote(word[0]) {
		word = word[1:]
	}
	for len(word) > 0 && isQuote(word[len(word)-1]) {
		word = word[:len(word)-1]
	}
	return word
}

func isQuote(c byte) bool {
	switch c {
	case '"', '\'', '.', ':', '(', ')', '[', ']', '{', '}', '<', '>', '=', '*', '#':
		return true
	}
	return false
}

// isLostTime reports whether a word of which characters are lost was a date or time: digits and the marks that part them, or a
// month's name among them. Digits alone, at the beginning of a line, are more likely its number.
func isLostTime(word []byte, digits, letters int, first bool) bool {
	parts := len(word) - digits - letters
	switch {
	case letters == 0:
		return len(word) >= 4 && (!first || parts > 0 || len(word) >= 8)
	case letters <= 3:
		return (word[0]-'0' <= 9 || isDamage(word, 0)) && len(word) >= 7
	}
	return isBrokenTime(word)
}

func isWordBreak(c byte) bool { return c == ',' || c == '|' || c == ';' }

// isDamage reports whether what stands at i shows that the word before it is damaged.
func isDamage(b []byte, i int) bool {
	return i < len(b) && (b[i] == '?' || b[i] == '*' || b[i] == '#' || b[i] == '~' || b[i] == '_' || b[i] == 0xef)
}

// isDamaged reports whether a character of the words that hold b[from:to] is lost.
func isDamaged(b []byte, from, to int) bool {
	for from > 0 && b[from-1] > ' ' && !isWordBreak(b[from-1]) {
		from--
	}
	for to < len(b) && b[to] > ' ' && !isWordBreak(b[to]) {
		to++
	}
	for i := from; i < to; i++ {
		if isDamage(b, i) && (b[i] != '*' && b[i] != '#' || i > from && i < to-1 && b[i-1] != b[i]) {
			return true
		}
	}
	return to-from > 1 && (b[to-1] == '*' || b[to-1] == '#') && b[to-2]-'0' <= 9
}

// shapeOf counts the digits, the marks of damage and the letters of a word.
func shapeOf(word []byte) (digits, damage, letters int) {
	for i, c := range word {
		switch {
		case c-'0' <= 9:
			digits++
		case isUpper(c):
			letters++
		case isDamage(word, i):
			damage++
		}
	}
	return digits, damage, letters
}

// isNumberText reports whether a word is digits between points, as times and dates are written.
func isNumberText(word []byte) bool {
	for _, c := range word {
		if c-'0' > 9 && c != '.' && c != ':' && c != '?' && c != '*' && c != '#' {
			return false
		}
	}
	return true
}

// isBrokenTime reports whether a word looks like a date or time that is none, or one of which something is missing. Numbers of
// telephones and social security have more digits, addresses of machines more points.
func isBrokenTime(word []byte) bool {
	digits, dates, points, colons := 0, 0, 0, 0
	for i, c := range word {
		switch {
		case c-'0' <= 9, isDamage(word, i):
			digits++
		case c == '/' || c == '-':
			dates++
		case c == '.':
			points++
		case c == ':':
			colons++
		case !isUpper(c):
			return false
		}
	}
	slash := bytes.IndexByte(word, '/') > 0
	return colons > 0 && colons <= 3 || digits <= 8 && (dates == 2 || dates == 1 && slash && digits >= 4 || points == 2 && dates == 0)
}

// isORILike reports whether a word looks like an ORI: of about its length, with the letters of a state before mostly digits.
// One that is too short, too long or misspelt still does.
func isORILike(word []byte, digits, damage int) bool {
	if len(word) < 6 || len(word) > 11 || !isUpper(word[0]) || digits+damage < 3 && (len(word) != 9 || digits+damage < 2) {
		return false
	}
	if !isUpper(word[1]) && (len(word) < 8 || digits+damage < len(word)-2) {
		return false
	}
	for i, c := range word {
		if !isUpper(c) && c-'0' > 9 && !isDamage(word, i) && c != '-' {
			return false
		}
	}
	return true
}

// isSplitORI reports whether digits stand behind one blank, as of an ORI that was cut behind its state.
func isSplitORI(rest []byte) bool {
	n := blankRun(rest)
	d := digitRun(rest[n:])
	return n == 1 && d >= 6 && d <= 8 && endsWord(rest, n+d) && (d != 8 || !compactDate(rest[n:]))
}

// isKeyLike reports whether a word is a message key, or has the form of an inquiry's: Q or Z and up to four letters or digits.
func (t *Tables) isKeyLike(word []byte, digits, letters int) bool {
	if len(word) < 2 || len(word) > 5 || digits+letters != len(word) || !isUpper(word[0]) {
		return false
	}
	if (word[0] == 'Q' || word[0] == 'Z') && isUpper(word[1]) {
		return true
	}
	_, known := t.keys[string(word)]
	return known
}

func (t *Tables) isState(code []byte) bool {
	_, known := t.states[string(code)]
	return known
}

// isLabel reports whether a word names what follows it.
func isLabel(word []byte) bool {
	switch string(word) {
	case "ORI", "MKE", "KEY", "DATE", "TIME", "DTE", "DTT", "SEQ", "NO", "NUM", "NBR", "AGY", "AGENCY", "MSG", "DATE/TIME", "LOG":
		return true
	}
	return false
}

// isSmallWord reports whether a word of one or two letters is one of a sentence.
func isSmallWord(word []byte) bool {
	switch string(word) {
	case "A", "AN", "AS", "AT", "BY", "HE", "IN", "IS", "IT", "NO", "OF", "ON", "OR", "TO", "UP", "WE":
		return true
	}
	return false
}

// isTimeWord reports whether a word belongs to a date or time: a zone, a weekday, AM or HOURS.
func isTimeWord(word []byte) bool {
	switch string(word) {
	case "HRS", "HOURS", "AM", "PM", "A.M", "P.M", "LOCAL", "ZULU", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", "MONDAY", "TUESDAY",
		"WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY":
		return true
	}
	if len(word) <= 4 {
		for _, z := range zoneWords {
			if string(word) == z {
				return true
			}
		}
	}
	return monthLen(word) == len(word)
}
