package cql2

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with a filter, and where.
type Error struct {
	At   int // in characters from 1
	What string
}

func (e *Error) Error() string { return fmt.Sprintf("at character %d: %s", e.At, e.What) }

type kind int

const (
	end    kind = iota
	word        // a keyword, a function or a property
	quoted      // a property in double quotes
	text
	number
	sign // one of ( ) , = <> < > <= >=
)

type token struct {
	kind  kind
	text  string // of a text, its value; of a sign or word, itself
	value float64
	at    int
}

// is reports whether the token is a keyword or sign. Keywords may be written in any case.
func (t token) is(what string) bool {
	return t.kind == sign && t.text == what || t.kind == word && strings.EqualFold(t.text, what)
}

func (t token) String() string {
	switch t.kind {
	case end:
		return "the end"
	case text:
		return "a text"
	case number:
		return "the number " + strconv.FormatFloat(t.value, 'g', -1, 64)
	}
	return strconv.Quote(t.text)
}

// scan cuts a filter into tokens.
func scan(filter string) ([]token, error) {
	if len(filter) > MaxLength {
		return nil, &Error{1, fmt.Sprintf("a filter is at most %d bytes long", MaxLength)}
	}
	if !utf8.ValidString(filter) || strings.ContainsRune(filter, 0) {
		return nil, &Error{1, "a filter is UTF-8 text without zero characters"}
	}
	s := scanner{rest: []rune(filter)}
	var all []token
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		all = append(all, t)
		if t.kind == end {
			return all, nil
		}
	}
}

type scanner struct {
	rest []rune
	used int
}

// take returns the next n characters and steps over them.
func (s *scanner) take(n int) string {
	taken := string(s.rest[:n])
	s.rest, s.used = s.rest[n:], s.used+n
	return taken
}

func (s *scanner) peek(i int) rune {
	if i < len(s.rest) {
		return s.rest[i]
	}
	return 0
}

// span is the number of characters from the next one on that belong.
func (s *scanner) span(belongs func(rune) bool) int {
	n := 0
	for n < len(s.rest) && belongs(s.rest[n]) {
		n++
	}
	return n
}

func (s *scanner) next() (token, error) {
	s.take(s.span(unicode.IsSpace))
	t := token{at: s.used + 1}
	switch c := s.peek(0); {
	case len(s.rest) == 0:
		return t, nil
	case c == '\'':
		return s.literal(t)
	case c == '"':
		s.take(1)
		t.kind, t.text = quoted, s.take(s.span(namePart))
		if s.peek(0) != '"' || t.text == "" {
			return t, &Error{t.at, "a property in double quotes is a name and its closing quote"}
		}
		s.take(1)
		return t, nil
	case nameStart(c):
		t.kind, t.text = word, s.take(s.span(namePart))
		return t, nil
	case digit(c), c == '.', (c == '-' || c == '+') && (digit(s.peek(1)) || s.peek(1) == '.'):
		return s.number(t)
	}
	t.kind = sign
	switch pair := string(s.rest[:min(2, len(s.rest))]); {
	case pair == "<>" || pair == "<=" || pair == ">=":
		t.text = s.take(2)
	case strings.ContainsRune("(),=<>", s.peek(0)):
		t.text = s.take(1)
	default:
		return t, &Error{t.at, fmt.Sprintf("%q has no meaning here", s.peek(0))}
	}
	return t, nil
}

// escapes are the letters that stand for a control character after a backslash.
var escapes = map[rune]rune{'a': '\a', 'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r', '\\': '\\', '\'': '\''}

// literal reads a text in single quotes. A quote in it is doubled or follows a backslash; a backslash before a character
// that it gives no other meaning stays, for patterns.
func (s *scanner) literal(t token) (token, error) {
	s.take(1)
	var b strings.Builder
	for len(s.rest) > 0 {
		c := s.rest[0]
		switch known, escaped := escapes[s.peek(1)], c == '\\'; {
		case escaped && known != 0:
			b.WriteRune(known)
			s.take(2)
			continue
		case c == '\'' && s.peek(1) == '\'':
			b.WriteRune(c)
			s.take(2)
			continue
		case c == '\'':
			s.take(1)
			t.kind, t.text = text, b.String()
			return t, nil
		}
		b.WriteString(s.take(1))
	}
	return t, &Error{t.at, "this text has no closing quote"}
}

func (s *scanner) number(t token) (token, error) {
	n := 0
	if c := s.peek(0); c == '-' || c == '+' {
		n++
	}
	for digit(s.peek(n)) || s.peek(n) == '.' {
		n++
	}
	if c := s.peek(n); c == 'e' || c == 'E' {
		m := n + 1
		if c := s.peek(m); c == '-' || c == '+' {
			m++
		}
		if digit(s.peek(m)) {
			for n = m; digit(s.peek(n)); {
				n++
			}
		}
	}
	t.kind, t.text = number, s.take(n)
	var err error
	if t.value, err = strconv.ParseFloat(t.text, 64); err != nil || namePart(s.peek(0)) {
		return t, &Error{t.at, fmt.Sprintf("%q begins no number that can be had", t.text)}
	}
	return t, nil
}

func digit(c rune) bool { return c >= '0' && c <= '9' }

// nameStart follows the names of XML as the language does, a little more widely: any letter may begin one.
func nameStart(c rune) bool { return c == '_' || c == ':' || unicode.IsLetter(c) }

func namePart(c rune) bool {
	return nameStart(c) || digit(c) || c == '.' || unicode.In(c, unicode.Mn) || c == '\u203f' || c == '\u2040'
}
