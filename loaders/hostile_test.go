package loaders

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
)

// hostile is a kind of file whose second record holds a text that is put in; the first is whole.
type hostile struct {
	name    string
	format  FormatName
	profile string
	begin   string // up to the text in the second record
	end     string
	many    string // what 100,000 times makes a record of as many fields, "" where fields have places
	nul     string // why a record with a NUL is rejected, or the file refused
	latin   string // how text in Windows-1252 among UTF-8 is shown, or why the file is refused
}

const aSheet = "********  CRIMINAL HISTORY RECORD  ********\n=============== Cycle 001 ===============\nArrest Date             2021-11-01\nArresting Agency        TX2270100 INVENTED PD\n---------------------------------------\nArrest Date             2021-11-02\nCharge Literal          "

func hostiles(tb testing.TB) []hostile {
	tb.Helper()
	fixed, err := os.ReadFile("testdata/profiles/plates-fixed.txt")
	if err != nil {
		tb.Fatal(err)
	}
	lines := bytes.SplitAfterN(fixed, []byte("\n"), 4)
	second := strings.TrimRight(strings.SplitN(string(lines[3]), "\n", 2)[0], "1C")
	header := "1N01HEADER.QV.TX2270100.LIC/ZZZ0001.LIS/TX\n12:30 07/04/2026\n\n1N01HEADER.QV.TX2270100.LIC/ZZZ0002.LIS/TX"
	message := "RQ.TX2270100.OK.TXT\n01:30 07/04/2026 00031\nLIC/ZZZ0001.LIY/2026\n\nRQ.TX2270100.OK.TXT\n01:31 07/04/2026 00032\nLIC/ZZZ0002"
	rap := `<RapSheet><RapSheetCycle><Arrest><ActivityDate><Date>2021-11-01</Date></ActivityDate></Arrest><Arrest><ActivityDate><Date>2021-11-02</Date></ActivityDate><Note>`
	return []hostile{
		{"plates, table", FormatPlates, "",
			"plate,time,lat,lon,camera\nZZZ0001,2026-07-04 12:00,30.2672,-97.7431,A\nZZZ0002,2026-07-04 12:00,30.2672,-97.7431,", "\n", "",
			"the row holds NUL bytes", "São"},
		{"plates, fixed positions", FormatPlates, "plates-fixed", string(bytes.Join(lines[:3], nil)) + second, "\n", "",
			"the row holds NUL bytes", "São"},
		{"plates, JSON lines", FormatPlates, "rekor", cameraGroup + "\n" + strings.TrimSuffix(cameraGroup, "}") + `,"note":"`, "\"}\n",
			`","k":"`, "the record holds NUL bytes", "ZZZ0001"},
		{"plates, JSON", FormatPlates, "rekor", "[" + cameraGroup + ",\n" + strings.TrimSuffix(cameraGroup, "}") + `,"note":"`, "\"}]\n",
			`","k":"`, "the record holds NUL bytes", "ZZZ0001"},
		{"plates, XML", FormatPlates, "genetec",
			"<a>" + cameraRead + strings.Replace(cameraRead, "</CameraName>", "", 1)[:len("<Read><CameraName>C1")],
			"</CameraName>" + strings.TrimPrefix(oneRead, "<Read>") + "</a>", "<k/>", "the record holds NUL bytes", "São"},
		{"NCIC, text", FormatNCIC, "", header + ".NAM/", "\n12:31 07/04/2026\n", ".NAM/A", "the transaction holds NUL bytes", "São"},
		{"NCIC, table", FormatNCIC, "", "date,time,key,ori,NAM\n2026-07-04,12:00,QW,TX2270100,A\n2026-07-04,12:01,QW,TX2270100,", "\n", "",
			"the row holds NUL bytes", "São"},
		{"messages", FormatNlets, "", message + ".NAM/", "\n", ".NAM/A", "the transaction holds NUL bytes", "São"},
		{"addresses", FormatAddresses, "", "street,city,state,name\n1 Invented St,Austin,TX,A\n2 Invented St,Austin,TX,", "\n", "",
			"the row holds NUL bytes", "São"},
		{"rap sheet, text", FormatRapSheet, "", aSheet, "\n", "\nCharge Literal          A", "the event holds NUL bytes", "São"},
		{"rap sheet, XML", FormatRapSheet, "", rap, "</Note></Arrest></RapSheetCycle></RapSheet>", "<k>1</k>",
			"illegal character code U+0000", "invalid UTF-8"},
	}
}

func (h *hostile) load(text string) (*rejected, Tally, error) {
	var p *Profile
	if h.profile != "" {
		p = ShippedProfile(h.profile)
	}
	return loadRejects(h.format, p, []byte(h.begin+text+h.end))
}

// TestHostileText holds every reader to it that a NUL costs one record and no more, that text in Windows-1252 is read among
// UTF-8, and that a record of 100,000 fields is taken, or rejected by itself; where a whole file is refused, it says why.
func TestHostileText(t *testing.T) {
	for _, h := range hostiles(t) {
		if m, tally, err := h.load("A"); err != nil || tally.Taken != 2 {
			t.Errorf("%s: %+v, %v: %s", h.name, tally, err, &m.out)
			continue
		}
		m, tally, err := h.load("A\x00B")
		if said := fmt.Sprint(err, &m.out); !strings.Contains(said, h.nul) || err == nil && (tally.Taken != 1 || tally.Rejected != 1) {
			t.Errorf("%s, a NUL: %+v, %s", h.name, tally, said)
		}
		for _, text := range []string{"S\xe3o", "São"} {
			m, tally, err = h.load(text)
			if said := fmt.Sprint(err, &m.out); !strings.Contains(said, h.latin) && text != "São" || err == nil && tally.Taken != 2 ||
				err != nil && text == "São" {
				t.Errorf("%s, %q: %+v, %s", h.name, text, tally, said)
			}
		}
		if h.many == "" {
			h.many = map[bool]string{false: ",A"}[h.profile != ""]
		}
		if m, tally, err = h.load("A" + strings.Repeat(h.many, 100_000)); err != nil || tally.Read != 2 || tally.Taken < 1 {
			t.Errorf("%s, 100,000 fields: %+v, %v, %.500s", h.name, tally, err, &m.out)
		}
	}
}

// TestEndlessRecords feeds every reader a gibibyte of one record and holds it to the memory of a few.
func TestEndlessRecords(t *testing.T) {
	for _, h := range hostiles(t) {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		opt, m := fakeOptions(), &memory{quiet: true}
		if h.profile != "" {
			opt.Profile = ShippedProfile(h.profile)
		}
		in := &repeated{head: []byte(h.begin), body: bytes.Repeat([]byte("A"), 64<<10), left: 1 << 30}
		if h.profile != "" && h.profile != "plates-fixed" {
			in.left = 64 << 20 // which are looked at byte for byte
		}
		tally, err := Load(context.Background(), h.format, Input{Name: "x", Reader: in}, opt, m)
		runtime.ReadMemStats(&after)
		if h.format == FormatRapSheet {
			if !isInputError(err) || !strings.Contains(err.Error(), "larger than 32 MiB") {
				t.Errorf("%s: %+v, %v", h.name, tally, err)
			}
		} else if err != nil || tally.Taken < 1 || tally.Rejected != 1 { // what stands above the line may be taken too
			t.Errorf("%s: %+v, %v", h.name, tally, err)
		}
		limit := uint64(48 << 20)
		if h.format == FormatRapSheet {
			limit = 256 << 20 // of all buffers that it grows through to 32 MiB
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > limit {
			t.Errorf("%s: %d MiB were allocated", h.name, grown>>20)
		}
	}
}
