package timeline

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPersonNames holds a name to one normal form however it is written, which is its own normal form.
func TestPersonNames(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 1))
	words := []string{"DOE", "JANE", "Q", "O'NEIL", "ANNE-MARIE", "JOSÉ", "DE", "LA", "JR"}
	for range 20_000 {
		var normal, written strings.Builder
		for i := range 1 + dice.IntN(4) {
			if i > 0 {
				comma := dice.IntN(3) == 0
				if comma {
					normal.WriteString(",")
					written.WriteString([]string{",", " ,", ", ", ",,", " , , "}[dice.IntN(5)])
				}
				normal.WriteString(" ")
				if !comma || dice.IntN(2) == 0 {
					written.WriteString([]string{" ", "  ", "\t", " \n", ". "}[dice.IntN(5)])
				}
			}
			word := words[dice.IntN(len(words))]
			normal.WriteString(word)
			if dice.IntN(2) == 0 {
				word = strings.ToLower(word)
			}
			written.WriteString(word)
		}
		text := []string{"", " ", "\t"}[dice.IntN(3)] + written.String() + []string{"", " ", ".", ",", " , "}[dice.IntN(5)]
		p := Person(text, "2010-01-17")
		if p.Type != PersonName || p.Value != normal.String() || p.Raw != text || p.Region != "2010-01-17" {
			t.Fatalf("%q is %+v, want %q", text, p, normal.String())
		}
		if again := Person(p.Value, "").Value; again != p.Value {
			t.Fatalf("the normal form of %q is %q", p.Value, again)
		}
	}
	for _, text := range []string{"", " ", ",", ". ,", ",,"} {
		if got := Person(text, "").Value; got != "" {
			t.Errorf("%q is the name %q", text, got)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Person("INVENTED, JANE Q", "") }); n > 0 {
		t.Errorf("%v allocations for a name in its normal form", n)
	}
}
