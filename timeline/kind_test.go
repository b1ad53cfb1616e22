package timeline

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// anyCase writes a text in letters of any case, with more blanks than it needs.
func anyCase(r *rand.Rand, text string) string {
	var b strings.Builder
	for _, c := range text {
		switch r.IntN(3) {
		case 0:
			b.WriteString(strings.ToUpper(string(c)))
		case 1:
			b.WriteString(strings.ToLower(string(c)))
		default:
			b.WriteRune(c)
		}
		if c == ' ' {
			b.WriteString(strings.Repeat(" ", r.IntN(3)))
		}
	}
	return strings.Repeat(" ", r.IntN(2)) + b.String() + strings.Repeat("\t", r.IntN(2))
}

// TestEventKeyOfFields: of a kind with key fields, two events are the same one if and only if all of these have the same words,
// whatever record tells of them, for whom and as its how-manieth, and whatever else they say.
func TestEventKeyOfFields(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 21))
	kind := Kind{Name: "custody", Key: []string{"booking", "facility"}}
	type words struct{ booking, facility string }
	texts := []string{"a", "a b", "b", "a b c", "c", "łódź"}
	seen := map[[32]byte]words{}
	of := map[words][32]byte{}
	for range 3000 {
		w := words{texts[r.IntN(len(texts))], texts[r.IntN(len(texts))]}
		fields := []Field{{"Booking", anyCase(r, w.booking)}, {"charge", fmt.Sprint(r.IntN(5))}, {"FACILITY", anyCase(r, w.facility)}}
		r.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		key := kind.EventKey(&Event{Kind: kind.Name, Fields: fields}, [32]byte{byte(r.Uint32())}, r.IntN(9), r.Int64N(9))
		if other, is := seen[key]; is && other != w {
			t.Fatalf("%q and %q have one key", other, w)
		}
		if other, is := of[w]; is && other != key {
			t.Fatalf("%q has two keys", w)
		}
		seen[key], of[w] = w, key
	}
	if len(of) != len(texts)*len(texts) {
		t.Errorf("%d of %d were tried", len(of), len(texts)*len(texts))
	}
}

// TestEventKeyOfARecord: without key fields, or without a word in any of them, an event is the same one only as the same of the same
// record, loaded for the same subject, of the same kind.
func TestEventKeyOfARecord(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 22))
	type of struct {
		kind    KindName
		record  byte
		nth     int
		subject int64
	}
	seen := map[[32]byte]of{}
	told := map[of][32]byte{}
	for range 5000 {
		kind := Kind{Name: []KindName{"inquiry", "custody"}[r.IntN(2)]}
		if kind.Name == "custody" {
			kind.Key = []string{"booking", "facility"}
		}
		o := of{kind.Name, byte(r.IntN(4)), r.IntN(4), r.Int64N(4)}
		var fields []Field
		switch r.IntN(4) {
		case 0:
			fields = []Field{{"booking", "1"}}
		case 1:
			fields = []Field{{"booking", " \t"}, {"facility", "County Jail"}}
		case 2:
			fields = []Field{{"facility", fmt.Sprint(r.IntN(3))}}
		}
		key := kind.EventKey(&Event{Kind: kind.Name, Fields: fields}, [32]byte{o.record}, o.nth, o.subject)
		if other, is := seen[key]; is && other != o {
			t.Fatalf("%+v and %+v have one key", other, o)
		}
		if other, is := told[o]; is && other != key {
			t.Fatalf("%+v has two keys", o)
		}
		seen[key], told[o] = o, key
	}
	if len(told) != 2*4*4*4 {
		t.Errorf("%d were tried", len(told))
	}
}

// TestEventKeyTellsKindsApart: the same fields make other events of another kind.
func TestEventKeyTellsKindsApart(t *testing.T) {
	e := Event{Fields: []Field{{"booking", "1"}, {"facility", "County Jail"}}}
	seen := map[[32]byte]KindName{}
	for _, name := range []KindName{"custody", "custod", "custody_transfer", ""} {
		kind := Kind{Name: name, Key: []string{"booking", "facility"}}
		key := kind.EventKey(&e, [32]byte{}, 0, 0)
		if other, is := seen[key]; is {
			t.Errorf("%q and %q share a key", other, name)
		}
		seen[key] = name
	}
}
