package report

import (
	"io"
	"testing"

	"sightline/timeline"
)

// BenchmarkReport composes and writes reports of 1,500 and 10,000 sightings.
func BenchmarkReport(b *testing.B) {
	o := tools(b)
	for _, size := range []struct {
		name string
		d    timeline.Dossier
	}{{"1500", journey(1230)}, {"10000", journey(8200)}} {
		for _, f := range Formats() {
			b.Run(f.Name+"/"+size.name, func(b *testing.B) {
				b.ReportMetric(float64(len(size.d.Sightings)), "sightings")
				for b.Loop() {
					r, err := Build(b.Context(), size.d, o)
					if err != nil {
						b.Fatal(err)
					}
					if err := f.Write(io.Discard, r); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run("compose/"+size.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Build(b.Context(), size.d, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
