package report

import (
	"encoding/json"
	"io"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// goal reports how long one round may take, and how far it is from that: below 1 is as it should be. Beside it stands the
// processors' time, which tells more where others use them too.
func goal(b *testing.B, may time.Duration, since time.Duration) {
	b.ReportMetric(may.Seconds(), "s-goal")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/may.Seconds(), "of-goal")
	b.ReportMetric((processors(b)-since).Seconds()/float64(b.N), "cpu-s/op")
}

// processors is the time that the processors have worked for this process.
func processors(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkReport composes and writes reports of 1,500 and 10,000 events, with engines and outlines at hand.
func BenchmarkReport(b *testing.B) {
	o := tools(b)
	goals := map[string]time.Duration{"html/1500": 700 * time.Millisecond, "pdf/1500": 1500 * time.Millisecond,
		"docx/1500": 1500 * time.Millisecond}
	for _, size := range []struct {
		name string
		d    timeline.Dossier
	}{{"1500", journey(1230)}, {"10000", journey(8200)}} {
		for _, f := range Formats() {
			name := f.Name + "/" + size.name
			b.Run(name, func(b *testing.B) {
				forgetPeak(b)
				since := processors(b)
				for b.Loop() {
					r, err := Build(b.Context(), size.d, o)
					if err != nil {
						b.Fatal(err)
					}
					if err := f.Write(io.Discard, r); err != nil {
						b.Fatal(err)
					}
				}
				may := goals[name]
				if may == 0 {
					may = 5 * time.Second
					b.ReportMetric(300, "MiB-goal")
				}
				goal(b, may, since)
				b.ReportMetric(peak(b), "MiB-peak")
				b.ReportMetric(float64(len(size.d.Events)), "events")
			})
		}
	}
}

// BenchmarkChart draws the timeline of 1,500 sightings by itself.
func BenchmarkChart(b *testing.B) {
	o := tools(b)
	d := journey(1230)
	f := analysis.Analyze(d, Parameters(o.Base))
	option, err := chart.Timeline(d, chart.Options{Static: true, Width: 800, Findings: &f})
	if err != nil {
		b.Fatal(err)
	}
	var meta struct{ Sightline chart.Meta }
	if err := json.Unmarshal(option, &meta); err != nil {
		b.Fatal(err)
	}
	since := processors(b)
	for b.Loop() {
		if _, err := o.Charts.SVG(b.Context(), option, 800, meta.Sightline.Height); err != nil {
			b.Fatal(err)
		}
	}
	goal(b, 150*time.Millisecond, since)
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// forgetPeak forgets how much memory the process had at most; peak returns it since then, MiB.
func forgetPeak(b *testing.B) {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200); err != nil {
		b.Logf("the peak of memory is that of the whole run: %v", err)
	}
}

func peak(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	kB, err := strconv.ParseFloat(string(highWater.FindSubmatch(status)[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kB / 1024
}
