package loaders

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// BenchmarkDocuments reads JSON and XML by profiles that name no record, and by drafts that do.
func BenchmarkDocuments(b *testing.B) {
	const reads = 20_000
	for name, data := range map[string][]byte{
		"JSON lines": []byte(strings.Repeat(oneGroup+"\n", reads)), "JSON list": []byte("[" + strings.Repeat(oneGroup+",\n", reads-1) + oneGroup + "]"),
		"XML": []byte("<a>" + strings.Repeat(oneRead+"\n", reads) + "</a>"),
	} {
		profiles := map[string]*Profile{"shipped": nil}
		if d, err := GuessProfile(context.Background(), Input{Name: "x", Reader: bytes.NewReader(data)}, FormatPlates, fakeOptions()); err == nil {
			profiles["drafted"], _ = ParseProfile("x", []byte(d.Text("x", "x")))
		}
		for how, p := range profiles {
			b.Run(name+", "+how, func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				opt := fakeOptions()
				opt.Profile = p
				before := cpuTime(b)
				for b.Loop() {
					tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, &nowhere{})
					if err != nil || tally.Taken != reads {
						b.Fatalf("%+v, %v", tally, err)
					}
				}
				b.ReportMetric(reads*float64(b.N)/(cpuTime(b)-before).Seconds(), "reads/cpu-s")
			})
		}
	}
}
