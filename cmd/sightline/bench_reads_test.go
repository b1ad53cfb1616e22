package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// benchReads invents plate reads: a year of them at 5,000 fixed readers in 60 metropolitan areas, of a million plates, few
// of which make most of the reads. The same seed gives the same reads. One row in 200 repeats the one above, one in 5,000
// has no position.
type benchReads struct {
	chance         *rand.Rand
	readers        [5000]struct{ lat, lon float64 }
	plates, places *rand.Zipf
}

const benchHeadings = "plate,state,read_time,latitude,longitude,camera_id,camera_name,confidence"

func newBenchReads() *benchReads {
	b := &benchReads{chance: rand.New(rand.NewPCG(1, 2))}
	areas := rand.NewZipf(b.chance, 1.2, 4, 59)
	for i := range b.readers {
		area := areas.Uint64()
		b.readers[i].lat = 33.5 + float64(area/10)*1.2 + b.chance.NormFloat64()*0.1
		b.readers[i].lon = -113 + float64(area%10)*3.2 + b.chance.NormFloat64()*0.1
	}
	b.plates, b.places = rand.NewZipf(b.chance, 1.05, 20_000, 999_999), rand.NewZipf(b.chance, 1.1, 200, 4_999)
	return b
}

// rows hands over that many rows in order of time, as one slice of fields that is used again.
func (b *benchReads) rows(n int, take func(fields []string) error) error {
	states := []string{"TX", "OK", "CA", "AZ", "NM", "GA", "TN"}
	start, year := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), 365*24*time.Hour
	fields := make([]string, 8)
	for i := range n {
		if i%200 != 199 {
			reader, plate := b.places.Uint64(), b.plates.Uint64()
			at := start.Add(time.Duration(float64(year) / float64(n) * float64(i))).Truncate(time.Millisecond)
			fields[0] = fmt.Sprintf("%cQ%c%04d", 'A'+plate/10_000%10, 'A'+plate/100_000, plate%10_000)
			fields[1] = states[plate%7]
			fields[2] = at.Format("2006-01-02T15:04:05.000Z07:00")
			fields[3] = strconv.FormatFloat(b.readers[reader].lat, 'f', 6, 64)
			fields[4] = strconv.FormatFloat(b.readers[reader].lon, 'f', 6, 64)
			fields[5] = fmt.Sprintf("CAM%04d", reader)
			fields[6] = fmt.Sprintf("Invented Rd %d", reader%100)
			fields[7] = strconv.FormatFloat(0.8+0.2*b.chance.Float64(), 'f', 2, 64)
			if i%5000 == 4997 {
				fields[3], fields[4] = "95", "200" // on no map
			}
		}
		if err := take(fields); err != nil {
			return err
		}
	}
	return nil
}

// benchCounts is what a file of benchReads.rows(n) yields.
func benchCounts(n int) (accepted, duplicates, rejected int64) {
	for i := range n {
		switch {
		case i%200 == 199:
			duplicates++
		case i%5000 == 4997:
			rejected++
		default:
			accepted++
		}
	}
	return accepted, duplicates, rejected
}

// writeBenchCSV writes rows as CSV.
func writeBenchCSV(t testing.TB, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, benchHeadings)
	err = newBenchReads().rows(n, func(fields []string) error {
		for i, field := range fields {
			w.WriteString(field)
			if i < len(fields)-1 {
				w.WriteByte(',')
			}
		}
		return w.WriteByte('\n')
	})
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writeBenchGzip packs a file.
func writeBenchGzip(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(out)
	if _, err = io.Copy(w, in); err == nil {
		err = w.Close()
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writeBenchXLSX writes rows as a workbook.
func writeBenchXLSX(t testing.TB, path string, n int) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	line := 1
	add := func(fields []string) error {
		cells := make([]any, len(fields))
		for i, field := range fields {
			cells[i] = field
		}
		cell, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		line++
		return w.SetRow(cell, cells)
	}
	if err = add([]string{"plate", "state", "read_time", "latitude", "longitude", "camera_id", "camera_name", "confidence"}); err == nil {
		err = newBenchReads().rows(n, add)
	}
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.SaveAs(path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// readBenchXLSX reads a workbook and does nothing with it: the floor of loading one.
func readBenchXLSX(t testing.TB, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}
