package person

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sightline/timeline"
)

// The names of invented people. Those of others, siblings too, are drawn from the same lists.
var (
	testFirst = strings.Fields(`Katherine William Elizabeth Robert Margaret Michael Jennifer Christopher Alexandra Anthony Guadalupe
		Francisco José Maria Jane Oluwaseun Nguyet Aaliyah Dmitri Siobhan Noël Zoë Renée Björn Mary Amy Lee Ana Ian Destiny Jayden Kayden
		Hannah Emma Olivia Ava Isabella Sophia Mia Harper Evelyn Liam Noah Mason Logan Lucas Ethan Aiden Carter Luna Nevaeh Trinity Xavier
		Deshawn Tyrone Latoya Keisha Marcus Andre Darnell Imani Kiara Brianna Chloe Grace Lily Ella Aria Layla Riley Zoey Nora Hazel
		Aurora Savannah Audrey Brooklyn Claire Skylar Lucy Paisley Everly Caroline Genesis Emilia Kennedy Samantha Maya Willow Kinsley Naomi`)
	testMiddle = strings.Fields(`Marie Ann Lynn Rose Grace James Lee Michael Alan Ray Dean Renee Louise Elena Luis Miguel Jo Mae Paul Scott`)
	testLast   = []string{"Smith", "Johnson", "Williams", "Brown", "Jones", "García", "Miller", "Davis", "Rodríguez", "Martínez",
		"Hernández", "López", "González", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee", "Pérez",
		"Thompson", "White", "Harris", "Sánchez", "Clark", "Ramírez", "Lewis", "Robinson", "Walker", "Young", "Allen", "King", "Wright",
		"O'Brien", "McDonald", "de la Cruz", "van den Berg", "Smith-Jones", "García López", "Müller", "Nguyễn", "Oyelaran", "Kowalczyk",
		"St. John", "Begay", "Yazzie", "Whitehorse", "Two Bulls", "Fontaine", "Etcitty", "Abernathy", "Castellanos", "Delgado", "Espinoza",
		"Fuentes", "Guerrero", "Huerta", "Ibarra", "Juarez", "Kaplan", "Larsen", "Maldonado", "Navarro", "Ochoa", "Pacheco", "Quintana"}
)

type someone struct {
	first, middle, last string
	year, month, day    int
	sex                 string
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

func anyone(r *rand.Rand) someone {
	p := someone{pick(r, testFirst), "", pick(r, testLast), 1955 + r.IntN(65), 1 + r.IntN(12), 1 + r.IntN(28), pick(r, []string{"M", "F"})}
	if r.IntN(2) == 0 {
		p.middle = pick(r, testMiddle)
	}
	return p
}

func (p someone) subject(r *rand.Rand) timeline.Subject {
	s := timeline.Subject{Name: fmt.Sprintf("%s, %s %s", p.last, p.first, p.middle)}
	if r.IntN(3) == 0 {
		s.Name = strings.Join(strings.Fields(p.first+" "+p.middle+" "+p.last), " ")
	}
	if r.IntN(4) > 0 {
		s.BirthDate = fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day)
	}
	if r.IntN(2) == 0 {
		s.Sex = p.sex
	}
	return s
}

// slip is a word with one slip of the pen in it.
func slip(r *rand.Rand, word string) string {
	letters := []rune(word)
	i := r.IntN(len(letters) - 1)
	switch r.IntN(4) {
	case 0:
		letters[i], letters[i+1] = letters[i+1], letters[i]
	case 1:
		letters[i] = 'A' + r.Int32N(26)
	case 2:
		if len(letters) > 3 {
			letters = append(letters[:i:i], letters[i+1:]...)
		}
	default:
		letters = append(letters[:i:i], append([]rune{'a' + r.Int32N(26)}, letters[i:]...)...)
	}
	return string(letters)
}

// shortOf is a usual short form of a first name, if there is one.
func shortOf(r *rand.Rand, first string) string {
	for line := range strings.Lines(shortFormsText) {
		if names := strings.Fields(line); len(names) > 1 && strings.EqualFold(names[0], first) {
			return pick(r, names[1:])
		}
	}
	return first
}

// record is a person as a record may name them: every sort of change that leaves them the same, several at a time, but not a slip in
// every part.
func (p someone) record(r *rand.Rand) Named {
	first, middle, last := p.first, p.middle, p.last
	switch r.IntN(8) {
	case 0:
		first = shortOf(r, first)
	case 1:
		first = slip(r, first)
	case 2:
		first = string([]rune(first)[:1])
	}
	switch r.IntN(4) {
	case 0:
		middle = ""
	case 1:
		middle = middle[:min(1, len(middle))]
	}
	if r.IntN(6) == 0 {
		last = slip(r, last)
	}
	switch r.IntN(4) {
	case 0:
		last = strings.ReplaceAll(last, "-", " ")
	case 1:
		last = strings.NewReplacer("'", "", " ", "", "-", "").Replace(last)
	}
	n := Named{Name: strings.TrimSpace(last + ", " + first + " " + middle)}
	switch r.IntN(4) {
	case 0:
		n.Name = strings.Join(strings.Fields(first+" "+middle+" "+last), " ")
	case 1:
		n.Name = strings.Join(strings.Fields(last+" "+first+" "+middle), " ")
	}
	if r.IntN(2) == 0 {
		n.Name = strings.ToUpper(n.Name)
	}
	if r.IntN(3) == 0 {
		n.Name = strings.Join(tokens(strings.ReplaceAll(n.Name, ",", " zzcommazz ")), " ")
		n.Name = strings.ReplaceAll(n.Name, " ZZCOMMAZZ ", ", ")
	}
	n.Birth = p.birth(r)
	if r.IntN(2) == 0 {
		n.Sex = p.sex
	}
	return n
}

// birth is a birth date as it may be written.
func (p someone) birth(r *rand.Rand) string {
	switch r.IntN(8) {
	case 0:
		return ""
	case 1:
		return fmt.Sprint(p.year)
	case 2:
		return fmt.Sprintf("%04d-%02d-%02d", p.year, p.day, p.month)
	case 3:
		return fmt.Sprintf("%02d/%02d/%04d", p.month, p.day, p.year)
	case 4:
		return fmt.Sprintf("%02d%02d%02d", p.month, p.day, p.year%100)
	case 5: // a digit is wrong
		return fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, 1+(p.day+9)%28)
	}
	return fmt.Sprintf("%04d%02d%02d", p.year, p.month, p.day)
}

// TestSameIsNotAnother: of people named as records name them, at most one in a hundred is called another, and most are called the same.
func TestSameIsNotAnother(t *testing.T) {
	for _, n := range []int{200, 10_000} {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		verdicts := map[Verdict]int{}
		for range n {
			p := anyone(r)
			s, named := p.subject(r), p.record(r)
			v, differs := Of(s).Compare(named)
			if verdicts[v]++; v == Another && verdicts[v] < 20 {
				t.Logf("%+v is another than %s, %s, %s by %v", named, s.Name, s.BirthDate, s.Sex, differs)
			}
		}
		t.Logf("of %d: %v", n, verdicts)
		if verdicts[Another]*100 > n {
			t.Errorf("%d of %d of the same are called another", verdicts[Another], n)
		}
		if verdicts[Same]*2 < n || verdicts[NotSaid] > 0 {
			t.Errorf("of %d of the same: %v", n, verdicts)
		}
	}
}

// TestStrangersAreFlagged: of strangers at most one in two hundred is called the same, and nearly all are called another.
func TestStrangersAreFlagged(t *testing.T) {
	for _, n := range []int{200, 10_000} {
		r := rand.New(rand.NewPCG(2, uint64(n)))
		verdicts := map[Verdict]int{}
		for range n {
			s, named := anyone(r).subject(r), anyone(r).record(r)
			v, _ := Of(s).Compare(named)
			if verdicts[v]++; v == Same {
				t.Logf("%+v is the same as %s, %s, %s", named, s.Name, s.BirthDate, s.Sex)
			}
		}
		t.Logf("of %d: %v", n, verdicts)
		if verdicts[Same]*200 > n || verdicts[Another]*100 < n*95 || verdicts[NotSaid] > 0 {
			t.Errorf("of %d strangers: %v", n, verdicts)
		}
	}
}

// TestSiblingsAreNeverTheSame: who has the surname and another first name, or the name of a parent and another birth date, is never the
// same person; twins and brothers with like names are none either.
func TestSiblingsAreNeverTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	verdicts := map[Verdict]int{}
	for range 10_000 {
		p := anyone(r)
		sibling := anyone(r)
		sibling.last = p.last
		twin := r.IntN(4) == 0
		if twin {
			sibling.year, sibling.month, sibling.day = p.year, p.month, p.day
		}
		if sibling.first == p.first || givens(tokens(sibling.first), tokens(p.first)) == fits {
			continue // no other first name
		}
		s := p.subject(r)
		named := Named{Name: sibling.last + ", " + sibling.first + " " + sibling.middle, Birth: sibling.birth(r), Sex: sibling.sex}
		v, _ := Of(s).Compare(named)
		if verdicts[v]++; v == Same {
			t.Errorf("%+v is the same as %s, %s, %s", named, s.Name, s.BirthDate, s.Sex)
		}
	}
	for range 2_000 {
		p := anyone(r)
		parent := p
		parent.year -= 16 + r.IntN(40)
		parent.month, parent.day = 1+p.month%12, 1+p.day%28
		s := p.subject(r)
		s.BirthDate = fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day)
		named := Named{Name: parent.last + ", " + parent.first, Birth: fmt.Sprintf("%04d%02d%02d", parent.year, parent.month, parent.day)}
		if v, _ := Of(s).Compare(named); v == Same {
			t.Errorf("%+v is the same as %s, %s", named, s.Name, s.BirthDate)
		}
	}
	t.Logf("%v", verdicts)
}

// TestCompareIsEven: it does not matter which of two people is the subject and which the record's.
func TestCompareIsEven(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 5_000 {
		p := anyone(r)
		q := p
		if r.IntN(2) == 0 {
			q = anyone(r)
			q.last = p.last
		}
		a, b := p.record(r), q.record(r)
		one, _ := Of(timeline.Subject{Name: a.Name, BirthDate: a.Birth, Sex: a.Sex}).Compare(b)
		other, _ := Of(timeline.Subject{Name: b.Name, BirthDate: b.Birth, Sex: b.Sex}).Compare(a)
		if one != other {
			t.Fatalf("%+v of %+v is %s, the other way round %s", b, a, one, other)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for _, text := range []string{"DOE, JANE", "", ",,,", "JR", "É\u0301", "A AKA B", "\xff, \x00"} {
		f.Add(text, "2010-03-14", text)
	}
	f.Fuzz(func(t *testing.T, name, birth, other string) {
		for _, n := range []string{name, other} {
			k := Of(timeline.Subject{Name: n, BirthDate: birth})
			v, _ := k.Compare(Named{Name: n, Birth: birth})
			if v != Same && v != NotSaid && v != Near {
				t.Errorf("%q is %s of itself", n, v)
			}
			if v, _ := k.Compare(Named{Name: name + other}); rank(v) < 0 {
				t.Errorf("%q", v)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	k := Of(timeline.Subject{Name: "Doe, Jane Marie", Aliases: []string{"Janey Roe"}, BirthDate: "2010-03-14"})
	for b.Loop() {
		k.Compare(Named{"ROE-MILLER, RICHARD ALAN", "1970-02-03", "M"})
	}
}
