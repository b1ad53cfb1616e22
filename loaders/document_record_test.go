package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

const nestedProfile = "sightline = 1\nname = \"x\"\nversion = 1\nformat = \"plates\"\nform = \"xml\"\n[columns]\nplate = \"licensePlate\"\ntime = \"dateTime\"\n" +
	"lat = \"latitude\"\nlon = \"longitude\"\n"

// TestNestedPlate reads XML by a profile that names no record: of a plate that lies deeper than its time the record is what holds both.
func TestNestedPlate(t *testing.T) {
	p, err := ParseProfile("x.toml", []byte(nestedProfile))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		var b strings.Builder
		nest := func(text string) string {
			for i := range r.IntN(4) {
				text = fmt.Sprintf("<n%d><other>x</other>%s</n%d>", i, text, i)
			}
			return text
		}
		around, events := r.IntN(3), 1+r.IntN(4)
		b.WriteString(strings.Repeat("<around>", around) + "<all>")
		for i := range events {
			parts := []string{fmt.Sprintf("<dateTime>2026-07-04T12:%02d:05Z</dateTime>", i),
				nest(fmt.Sprintf("<licensePlate>ZZZ%04d</licensePlate>", i)), nest("<latitude>30.2672</latitude>"), nest("<longitude>-97.7431</longitude>")}
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			b.WriteString("<event>" + strings.Join(parts, "\n") + "</event>")
		}
		b.WriteString("</all>" + strings.Repeat("</around>", around))
		opt := fakeOptions()
		opt.Profile = p
		m := &memory{}
		tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: strings.NewReader(b.String())}, opt, m)
		if err != nil || tally.Taken != int64(events) || tally.Rejected != 0 {
			t.Fatalf("%+v, %v\n%s\n%s", tally, err, b.String(), m.out.String())
		}
	}
}

// TestLinesOfTheirOwn gives every read of a document a line that no other has, in order, whatever stands on one line.
func TestLinesOfTheirOwn(t *testing.T) {
	for _, data := range []string{
		"[" + strings.Repeat(oneGroup+",", 50) + oneGroup + "]", strings.Repeat(oneGroup+oneGroup+"\n", 20),
		"<a>" + strings.Repeat(oneRead, 30) + "</a>", "<a>" + strings.Repeat(oneRead+"\n"+oneRead, 30) + "</a>",
	} {
		s := &lines{}
		if tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: strings.NewReader(data)}, fakeOptions(), s); err != nil ||
			tally.Rejected > 0 || len(s.seen) != int(tally.Taken) {
			t.Fatalf("%+v, %v", tally, err)
		}
		for i := 1; i < len(s.seen); i++ {
			if s.seen[i] <= s.seen[i-1] {
				t.Fatalf("line %d follows line %d", s.seen[i], s.seen[i-1])
			}
		}
	}
}

// severalIn is a message with so many reads.
func severalIn(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"hook":{"id":"C1"},"data":{"camera_id":"C1","timestamp":"2026-07-04T12:30:05Z","results":[`)
	for i := range n {
		fmt.Fprintf(&b, "%s\n{\"plate\":\"ZZZ%05d\",\"score\":0.9,\"region\":{\"code\":\"us-tx\"}}", strings.Repeat(",", min(i, 1)), i)
	}
	b.WriteString("]}}\n")
	return b.Bytes()
}

// TestSeveralInOneRecord reads a message of many reads: a short one stays with each of them, of a long one each has its own text, and
// the memory is bounded.
func TestSeveralInOneRecord(t *testing.T) {
	opt := fakeOptions()
	var err error
	if opt.Cameras, _, err = loadCameras([]byte("id,name,lat,lon\nC1,Invented Rd 1,30.2672,-97.7431\n")); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 700, 50_000, 80_000} {
		data := severalIn(n)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m := &memory{quiet: true}
		begun := time.Now()
		tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, m)
		runtime.ReadMemStats(&after)
		if len(data) > maxEvent {
			if err != nil || tally.Taken != 0 || tally.Rejected != 1 || !strings.Contains(m.out.String(), "is longer than") {
				t.Errorf("%d bytes: %+v, %v", len(data), tally, err)
			}
			continue
		}
		if err != nil || tally.Taken != int64(n) || tally.Rejected != 0 {
			t.Errorf("%d reads: %+v, %v", n, tally, err)
		}
		if n < 1000 {
			checkTexts(t, data, m)
		}
		if len(data) < 64<<10 && !bytes.HasPrefix(m.texts[0], []byte(`{"hook"`)) || len(data) > 64<<10 && !bytes.HasPrefix(m.texts[1], []byte(`{"plate"`)) {
			t.Errorf("%d reads: the text is %.80q", n, m.texts[len(m.texts)-1])
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 256<<20 {
			t.Errorf("%d reads, %d bytes: %d MiB were allocated", n, len(data), grown>>20)
		}
		t.Logf("%d reads, %d bytes: %d MiB allocated in %v", n, len(data), (after.TotalAlloc-before.TotalAlloc)>>20, time.Since(begun))
	}
}

// lines is a sink that keeps the lines of reads.
type lines struct {
	nowhere
	seen []int
}

func (l *lines) Reads(_ context.Context, batch []timeline.Read) error {
	for i := range batch {
		l.seen = append(l.seen, batch[i].Record.Line)
	}
	return nil
}
