package export

import (
	"testing"
	"time"
)

// BenchmarkFormats writes 50,000 plate reads. The large formats may take two seconds.
func BenchmarkFormats(b *testing.B) {
	const may = 2 * time.Second
	d := many(50_000)
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var n counter
				if err := f.Write(b.Context(), &n, d, given()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(n)/1e6, "MB")
			}
			b.ReportMetric(may.Seconds(), "s-goal")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/may.Seconds(), "of-goal")
		})
	}
}
