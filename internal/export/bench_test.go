package export

import "testing"

// BenchmarkFormats writes 50,000 plate reads.
func BenchmarkFormats(b *testing.B) {
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
		})
	}
}
