package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"sightline/timeline"
)

// generatePlates writes rows of invented reads: 500 fixed readers, one row in fifty by a moving one.
func generatePlates(rows int, layout string) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("plate,state,read_time,latitude,longitude,camera_id,camera_name,confidence,mobile\n")
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range rows {
		at = at.Add(time.Duration(r.IntN(4000)) * time.Millisecond)
		camera := r.IntN(500)
		lat, lon, mobile := 30+float64(camera%25)*0.0137, -97+float64(camera/25)*0.0211, "fixed"
		if camera%50 == 0 {
			lat, lon, mobile = lat+r.Float64()*0.1, lon+r.Float64()*0.1, "mobile"
		}
		fmt.Fprintf(&b, "ZZ%05d,TX,%s,%.6f,%.6f,CAM%04d,Invented Rd %d,%.2f,%s\n", r.IntN(100000), at.Format(layout), lat, lon, camera,
			camera, r.Float64(), mobile)
	}
	return b.Bytes()
}

// nowhere is a sink that only counts.
type nowhere struct{ reads, rejects int }

func (*nowhere) Events(context.Context, timeline.Record, []timeline.Event) error { return nil }
func (n *nowhere) Reads(_ context.Context, batch []timeline.Read) error {
	n.reads += len(batch)
	return nil
}
func (n *nowhere) Reject(context.Context, timeline.Reject) error { n.rejects++; return nil }

func BenchmarkPlates(b *testing.B) {
	const rows = 400_000
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05.000-07:00", "01/02/2006 03:04:05 PM"} {
		data := generatePlates(rows, layout)
		b.Run(layout, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			before := cpuTime(b)
			for b.Loop() {
				sink := &nowhere{}
				tally, err := Load(context.Background(), FormatPlates, Input{Name: "bench.csv", Reader: bytes.NewReader(data)},
					fakeOptions(), sink)
				if err != nil || tally.Taken != rows || sink.reads != rows {
					b.Fatalf("%+v, %v", tally, err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(rows*float64(b.N)/(cpuTime(b)-before).Seconds(), "rows/cpu-s")
		})
	}
}

// cpuTime is the processor time this process has used. Unlike the clock it does not count what others do with the machine.
func cpuTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
