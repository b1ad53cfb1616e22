package auth

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBanned(t *testing.T) {
	listed, err := ReadBanned(strings.NewReader("Tr0ub4dor and Three\r\nzebra-crossing\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	context := []string{"r.testperson", "Rosa Testperson", "ZZ9990100"}
	for password, want := range map[string]string{
		"plum-otter-vivid-94":         "",
		"gravel tuning eleven moth":   "",
		"sightline-marmalade-otter":   "", // a word that all would try, and more
		"Kq7#vB2x":                    "",
		"пароль-водопад":              "",
		"short7!":                     "at least 8",
		strings.Repeat("plum", 65):    "at most 256",
		"password":                    "easily guessed",
		"P@ssw0rd2026!":               "easily guessed",
		"Summer2026!":                 "easily guessed",
		"sightline1":                  "easily guessed",
		"S1ghtl1ne!!":                 "easily guessed",
		"rtestperson":                 "easily guessed",
		"Testperson99":                "easily guessed",
		"rosa.testperson":             "easily guessed",
		"zz9990100zz":                 "easily guessed",
		"qwertyuiop":                  "easily guessed",
		"1qaz2wsx3edc":                "easily guessed",
		"12345678":                    "easily guessed",
		"87654321":                    "easily guessed",
		"abcdefgh":                    "easily guessed",
		"aaaaaaaaaaaa":                "easily guessed",
		"xyxyxyxyxyxy":                "easily guessed",
		"letmein!!!":                  "easily guessed",
		"police2026":                  "easily guessed",
		"ZEBRA-crossing":              "on the list",
		"troubador and three":         "on the list",
		"bad\xffbytes and much more ": "not text",
	} {
		err := listed.Check(password, context...)
		var weak WeakPassword
		if want == "" && err != nil || want != "" && (!errors.As(err, &weak) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
}

func FuzzBanned(f *testing.F) {
	f.Add("P@ssw0rd2026!", "rosa testperson")
	f.Add("\xff\xff\xff", "")
	f.Fuzz(func(t *testing.T, password, context string) {
		err := Banned{}.Check(password, context)
		n := utf8.RuneCountInString(normalize(password))
		if err == nil && (n < ShortestPassword || n > LongestPassword) {
			t.Errorf("%q of %d characters was taken", password, n)
		}
	})
}
