package loaders

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestGuessHostile drafts profiles of files that are long, deep, wide and damaged: within memory, and never by more than their beginning.
func TestGuessHostile(t *testing.T) {
	var wide, nested, element strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&wide, `"k%d":%d,`, i, i)
		fmt.Fprintf(&element, "<e%d>x</e%d>", i%700, i%700)
	}
	for i := range 60 {
		fmt.Fprintf(&nested, `{"l%d":[{"a":1},`, i)
	}
	arrays := strings.Repeat(`{"a":[{"b":[{"c":[{"d":1},{"d":2}]},{"c":[]}]},{"b":[]}]},`, 4000)
	for name, data := range map[string]string{
		"long list":      "[" + strings.Repeat(oneGroup+",\n", 60_000) + oneGroup + "]",
		"long lines":     strings.Repeat(oneGroup+"\n", 60_000),
		"one long event": string(severalIn(60_000)),
		"wide":           "{" + wide.String() + `"z":1}`,
		"deep":           nested.String() + strings.Repeat("]}", 60),
		"too deep":       strings.Repeat("[", 100_000),
		"arrays":         "[" + arrays[:len(arrays)-1] + "]",
		"XML":            "<a>" + strings.Repeat(oneRead+"\n", 20_000) + "</a>",
		"wide XML":       "<a>" + element.String() + "</a>",
		"deep XML":       strings.Repeat("<a>", 5000),
		"texts":          `{"a":"` + strings.Repeat("x", 6<<20) + `"}`,
		"attribute":      `<a b="` + strings.Repeat("x", 6<<20) + `"/>`,
		"brackets":       strings.Repeat(`{"a":`, 50) + strings.Repeat(`[1,2,3],`, 100_000),
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := cpuTime(t)
		d, err := guess(t, "x", []byte(data))
		took := cpuTime(t) - begun
		runtime.ReadMemStats(&after)
		if err != nil && !isInputError(err) {
			t.Errorf("%s: %v", name, err)
		}
		grown := (after.TotalAlloc - before.TotalAlloc) >> 20
		if grown > 256 || took.Seconds() > 20 {
			t.Errorf("%s: %d MiB were allocated in %v", name, grown, took)
		}
		t.Logf("%s: %d MiB, %v: %q %v", name, grown, took, d.Missing, err)
	}
}

// TestGuessCutAnywhere cuts documents after each of their bytes: a draft is made of what is there, or refused.
func TestGuessCutAnywhere(t *testing.T) {
	for _, file := range []string{"testdata/profiles/platerecognizer-webhook.json", "testdata/profiles/genetec.xml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		complete := 0
		for n := range len(data) {
			d, err := guess(t, "x", data[:n])
			switch {
			case err != nil && !isInputError(err):
				t.Fatalf("%s cut at %d: %v", file, n, err)
			case err == nil && d.Missing == "":
				complete++
				if d.Tried.Taken == 0 {
					t.Fatalf("%s cut at %d: a draft that takes nothing is called complete", file, n)
				}
			}
		}
		if complete < len(data)/4 {
			t.Errorf("%s: only %d of %d drafts are complete", file, complete, len(data))
		}
	}
}

// FuzzDraft reads any document by what is drafted of it: a draft that is complete takes something.
func FuzzDraft(f *testing.F) {
	for seed := range uint64(40) {
		data, _ := newMaker(seed).file(seed%2 == 0)
		f.Add(data)
	}
	f.Add(severalIn(3))
	f.Fuzz(func(t *testing.T, data []byte) {
		if form := formOf(data); form != FormJSON && form != FormXML {
			return
		}
		d, err := guess(t, "fuzz", data)
		if err != nil {
			if !isInputError(err) {
				t.Fatal(err)
			}
			return
		}
		if d.Missing != "" {
			return
		}
		p, err := ParseProfile("drafted.toml", []byte(d.Text("drafted", "fuzz")))
		if err != nil {
			t.Fatalf("%v\n%s", err, d.Text("drafted", "fuzz"))
		}
		opt := fakeOptions()
		opt.Profile = p
		opt.Cameras = d.standIns()
		m := &memory{}
		tally, err := Load(t.Context(), p.Format, Input{Name: "fuzz", Reader: bytes.NewReader(data)}, opt, m)
		if err != nil || tally.Taken == 0 {
			t.Fatalf("%+v, %v\n%s", tally, err, d.Text("drafted", "fuzz"))
		}
		checkTally(t, tally, m)
		if packingOf(data) == "" {
			checkTexts(t, data, m)
		}
	})
}
