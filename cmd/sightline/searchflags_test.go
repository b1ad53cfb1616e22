package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sightline/internal/query"
)

// nearOf parses a command line of near by a table, and returns the help if that is asked for.
func nearOf(t *testing.T, table query.Table, args ...string) (url.Values, string) {
	t.Helper()
	near := newNearCmd(table)
	var out bytes.Buffer
	parser, err := kong.New(&near, kong.Writers(&out, &out), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil && out.Len() == 0 {
		t.Fatalf("%v: %v", args, err)
	}
	return near.values(), strings.Join(strings.Fields(out.String()), " ")
}

// TestSearchFlags makes flags of made-up parameters with whatever their texts hold: each is in the help, and is given as a
// parameter of GET.
func TestSearchFlags(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for range 50 {
		name := fmt.Sprintf("made_up_%d", random.IntN(1000))
		flag := "--" + strings.ReplaceAll(name, "_", "-")
		about := fmt.Sprintf(`How "made up", such as %d, 'x' or é.`, random.IntN(100))
		text := query.Param{Fields: []query.Field{{Name: name, About: about, Schema: query.Text()}}}
		table := append(query.Params(), text)
		if _, help := nearOf(t, table, "--help"); !strings.Contains(help, flag+"=") || !strings.Contains(help, about) {
			t.Errorf("%s is not in %s", flag, help)
		}
		for _, given := range []string{"3", "", "a b"} {
			if got, _ := nearOf(t, table, flag+"="+given, "--ocr", "--lat=35"); !reflect.DeepEqual(got,
				url.Values{name: {given}, "ocr": {"true"}, "lat": {"35"}}) {
				t.Errorf("%s=%s is given as %v", flag, given, got)
			}
		}
	}
}

// TestEverySearchParameterHasItsFlag gives each a value, which must come as its parameter of GET.
func TestEverySearchParameterHasItsFlag(t *testing.T) {
	_, help := nearOf(t, query.Params(), "--help")
	for _, f := range query.Params().Fields(query.InQuery) {
		flag, want := "--"+strings.ReplaceAll(f.Name, "_", "-"), "5"
		if f.NoFlag {
			continue
		}
		args := []string{flag + "=5"}
		if isSwitch(f) {
			args, want = []string{flag}, "true"
		}
		if got, _ := nearOf(t, query.Params(), args...); len(got) != 1 || got.Get(f.Name) != want {
			t.Errorf("%v is given as %v", args, got)
		}
		if !strings.Contains(help, flag) {
			t.Errorf("%s is not in the help", flag)
		}
	}
}
