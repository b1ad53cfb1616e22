package loaders

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"sightline/timeline"
)

// The forms of generateNCIC: of inquiries, of CODE/VALUE blocks, of a numbered log.
const (
	formInquiries = "inquiries"
	formBlocks    = "blocks"
	formLog       = "log"
)

// generateNCIC writes invented transactions in one of the forms.
func generateNCIC(rows int, form string) []byte {
	r := rand.New(rand.NewPCG(3, 4))
	var b bytes.Buffer
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		at = at.Add(time.Duration(r.IntN(40)) * time.Second)
		ori := []string{"TX2270100", "NB0550000", "TX2279900", "OK1234500"}[r.IntN(4)]
		switch form {
		case formLog:
			fmt.Fprintf(&b, "%06d %s 1L01A,CAD %s QW\n     NAM/INVENTED, JANE Q.SEX/F.RAC/W.DOB/20100101\n     LIC/ZZZ%04d.LIS/TX\n", i+1,
				at.Format("20060102 1504:05"), ori, r.IntN(10000))
			continue
		case formInquiries:
			fmt.Fprintf(&b, "1N01HDR%05d.QW.%s.NAM/INVENTED, JANE Q.SEX/F.RAC/W.DOB/20100101.LIC/ZZZ%04d.LIS/TX\n%s %05d\n\n",
				i%100000, ori, r.IntN(10000), at.Format("15:04 01/02/2006"), i%100000)
			continue
		}
		fmt.Fprintf(&b, "MKE/QW ORI/%s DATE/%s TIME/%s HDR/1N01%05d\r\nNAM/INVENTED, JANE Q SEX/F RAC/W DOB/20100101 HGT/504 WGT/120\r\nMIS/LAST SEEN 12/31/2020 WITH N/A COMPANION OF\r\nW/M DESCRIPTION OCA/26-%04d\r\n\r\n",
			ori, at.Format("20060102"), at.Format("150405"), i%100000, r.IntN(10000))
	}
	return b.Bytes()
}

func BenchmarkNCIC(b *testing.B) {
	const rows = 100_000
	for _, form := range []string{formInquiries, formBlocks, formLog} {
		data := generateNCIC(rows, form)
		b.Run(form, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			before := cpuTime(b)
			for b.Loop() {
				tally, err := Load(context.Background(), FormatNCIC, Input{Name: "bench.txt", Reader: bytes.NewReader(data)}, fakeOptions(),
					&nowhere{})
				if err != nil || tally.Taken != rows {
					b.Fatalf("%+v, %v", tally, err)
				}
			}
			b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			took := cpuTime(b) - before
			b.ReportMetric(rows*float64(b.N)/took.Seconds(), "rows/cpu-s")
			b.ReportMetric((scanTime(b, data)*time.Duration(b.N)).Seconds()/took.Seconds(), "of-scan") // 1 would be as quick as the floor
		})
	}
}

// scanTime is the processor time that a text takes to be cut into lines and hashed: the floor of any loader.
func scanTime(b *testing.B, data []byte) time.Duration {
	const times = 5
	before := cpuTime(b)
	for range times {
		hash := sha256.New()
		lines := bufio.NewScanner(io.TeeReader(bytes.NewReader(data), hash))
		for lines.Scan() {
		}
		if err := lines.Err(); err != nil {
			b.Fatal(err)
		}
	}
	return (cpuTime(b) - before) / times
}

// TestNCICKeepsUp holds the events of a large file to its lines, so that a fast reader is no careless one.
func TestNCICKeepsUp(t *testing.T) {
	for _, form := range []string{formInquiries, formBlocks, formLog} {
		k := keep(t, FormatNCIC, string(generateNCIC(2000, form)))
		if len(k.events) != 2000 || len(k.rejects) > 0 {
			t.Fatalf("%d taken, %d rejected", len(k.events), len(k.rejects))
		}
		for i, s := range k.events {
			if s.Standing != timeline.Counts || fieldOf(s.Fields, "NAM") != "INVENTED, JANE Q" ||
				!bytes.Contains(k.texts[i], []byte(s.Agency.ORI)) {
				t.Fatalf("%d: %+v", i, s)
			}
		}
	}
}
