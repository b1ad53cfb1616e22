package auth

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of a password in characters (NIST SP 800-63B asks for 8 beside a second factor, and room for 64).
const (
	ShortestPassword = 8
	LongestPassword  = 256
	leastNew         = 4 // characters that are left of a good one when all that is easily guessed is taken away
)

// Banned says which passwords are too easily guessed. The zero value holds the rules and our own short list of words;
// an agency adds what is commonly used or known to be compromised with ReadBanned.
type Banned struct {
	listed map[string]bool // passwords as spelled by plain
}

// mostListed bounds a list of banned passwords, so that a wrong file does not fill the memory.
const mostListed = 5_000_000

// ReadBanned reads a list of banned passwords, one to a line.
func ReadBanned(r io.Reader) (Banned, error) {
	b := Banned{map[string]bool{}}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if word := plain(strings.TrimRight(lines.Text(), "\r")); word != "" {
			b.listed[word] = true
		}
		if len(b.listed) > mostListed {
			return Banned{}, fmt.Errorf("the list of banned passwords has more than %d lines", mostListed)
		}
	}
	if err := lines.Err(); err != nil {
		return Banned{}, fmt.Errorf("read the list of banned passwords: %w", err)
	}
	return b, nil
}

// Check returns a WeakPassword when a password is too short, too long or too easily guessed. Context are words that
// anybody would try for this user: name, agency, host.
func (b Banned) Check(password string, context ...string) error {
	password = normalize(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return WeakPassword("The password is not text.")
	case n < ShortestPassword:
		return WeakPassword(fmt.Sprintf("A password has at least %d characters. Several words that do not belong together are good.",
			ShortestPassword))
	case n > LongestPassword:
		return WeakPassword(fmt.Sprintf("A password has at most %d characters.", LongestPassword))
	case b.listed[plain(password)]:
		return WeakPassword("This password is on the list of those that are commonly used or known to others. Choose another.")
	case novelty(plain(password), words(context)) < leastNew || novelty(strings.ToLower(password), words(context)) < leastNew:
		return WeakPassword("This password is easily guessed: little is left of it without common words, names, dates and runs such as 1234. Choose another.")
	}
	return nil
}

// common are words that stand in many passwords, as plain spells them. Rules, not a long list, do the work: see novelty.
var common = strings.Fields(`
	sightline password passwort passwd pass welcome letmein login logon admin administrator root user guest test secret
	default change changeme master server system access temp temporary qwerty qwertz azerty asdf zxcv iloveyou love
	monkey dragon sunshine princess football baseball basketball soccer hockey superman batman shadow trustno whatever
	hello freedom starwars computer internet google apple summer winter spring autumn fall january february march april
	may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
	police sheriff trooper officer detective agent agency analyst deputy patrol badge justice federal bureau state county
	city police law enforcement leads ncic nlets america usa texas florida california newyork`)

// words are the context's words of three letters and more, longest first: of a name its parts too.
func words(context []string) []string {
	found := slices.Clone(common)
	for _, text := range context {
		text = strings.ToLower(text)
		parts := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for _, w := range append(parts, strings.Join(parts, ""), plain(text)) {
			if utf8.RuneCountInString(w) >= 3 {
				found = append(found, w, plain(w))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(found)
}

// lookalikes are the characters that people put in place of letters.
var lookalikes = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i",
	"|", "l", "+", "t")

// plain is a password in lower case, its look-alikes as the letters that they stand for.
func plain(password string) string { return lookalikes.Replace(strings.ToLower(password)) }

// years are the years of people's lives, also as plain spells them.
var years = regexp.MustCompile(`19[0-9]{2}|20[0-9]{2}|i9[0-9a-z]{2}|2o[0-9a-z]{2}`)

// novelty is the number of different characters of a text outside of known words, years, runs and repetitions.
func novelty(text string, known []string) int {
	text = years.ReplaceAllString(text, " ")
	for _, w := range known {
		text = strings.ReplaceAll(text, w, " ")
	}
	left := map[rune]bool{}
	var last, before rune
	for _, r := range text {
		if isNew(r, last, before) {
			left[r] = true
		}
		last, before = r, last
	}
	return len(left)
}

// rows are the keys of a keyboard from left to right, and the alphabet: what a finger or a mind runs along.
const rows = "`1234567890-= qwertyuiop[] asdfghjkl;' zxcvbnm,./ qwertzuiop yxcvbnm azertyuiop qsdfghjklm 1qaz2wsx3edc4rfv5tgb6yhn7ujm abcdefghijklmnopqrstuvwxyz"

// isNew reports whether a character could not be told from the two before it: it does not repeat one of them, nor go on a
// run along the alphabet, the digits or the keyboard, in either direction.
func isNew(r, last, before rune) bool {
	if unicode.IsSpace(r) || r == last || r == before {
		return false
	}
	if last == 0 || unicode.IsSpace(last) {
		return true
	}
	return !strings.Contains(rows, string([]rune{last, r})) && !strings.Contains(rows, string([]rune{r, last}))
}
