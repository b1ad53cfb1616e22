package loaders

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// onlyRead is a sink that says what the last read was.
type onlyRead struct {
	memory
	said string
}

func (o *onlyRead) Reads(ctx context.Context, batch []timeline.Read) error {
	for i := range batch {
		r := &batch[i]
		o.said = fmt.Sprintf("%s %s %.6f,%.6f", r.Plate, r.At.Format(time.RFC3339), r.Point[1], r.Point[0])
	}
	return o.memory.Reads(ctx, batch)
}

const (
	oneGroup = `{"epoch_start":1783166405250,"best_plate_number":"ZZZ0001","gps_latitude":30.2672,"gps_longitude":-97.7431}`
	oneRead  = `<Read><Plate>ZZZ0001</Plate><UTCDate>2026:07:04</UTCDate><UTCTime>12:30:05.250</UTCTime><LongitudeX>-97.7431</LongitudeX><LatitudeY>30.2672</LatitudeY></Read>`
)

// TestDocuments reads records in every place a JSON or XML file may have them, and damaged ones beside them.
func TestDocuments(t *testing.T) {
	deep := strings.Repeat("[", 100)
	tests := []struct {
		name, data      string
		taken, rejected int64
		want            string // in the sink's words or the error
	}{
		{"an object a line", oneGroup + "\n\n" + oneGroup + "\r\n", 2, 0, ""},
		{"an array", "[" + oneGroup + ",\n" + oneGroup + "]", 2, 0, ""},
		{"an array in an object", `{"results":[` + oneGroup + `,` + oneGroup + `],"next":null}`, 2, 0, ""},
		{"one after the other", strings.Replace(oneGroup, ",", ",\n", 1) + oneGroup, 2, 0, ""},
		{"a byte order mark", "\xef\xbb\xbf" + oneGroup, 1, 0, ""},
		{"a record cut off", "[" + oneGroup + "," + oneGroup[:40], 1, 1, "the record is cut off here: get the whole file"},
		{"a NUL", oneGroup + "\n" + strings.Replace(oneGroup, "ZZZ", "Z\x00Z", 1) + "\n", 1, 1, "the record holds NUL bytes"},
		{"a line of noise", oneGroup + "\nnoise\n" + oneGroup + "\n", 2, 1, "the record is no JSON object"},
		{"too deep", "[" + oneGroup + "," + deep, 0, 0, "has objects more than 64 deep in one another"},
		{"a bracket too many", "[" + oneGroup + "]]", 0, 0, "closes a bracket here that was never opened"},
		{"no records", `{"a":1}`, 0, 0, "a JSON file of no kind that is known by its content"},
		{"elements", "<a>" + oneRead + "\n" + oneRead + "</a>", 2, 0, ""},
		{"a prefix", `<x:a xmlns:x="u">` + strings.NewReplacer("<Read>", "<x:Read>", "</Read>", "</x:Read>").Replace(oneRead) + "</x:a>",
			1, 0, ""},
		{"one element alone", oneRead, 1, 0, ""},
		{"comments, instructions and CDATA", "<?xml version='1.0'?><!-- <Read> --><a><!-- > --><?x <Read>?><![CDATA[<Read>]]>" + oneRead +
			"<!----></a>", 1, 0, ""},
		{"an angle in an attribute", "<a>" + oneRead + strings.Replace(oneRead, "<Read>", `<Read note="</Read>">`, 1) + "</a>", 1, 1,
			"unescaped < inside quoted string"},
		{"an element cut off", "<a>" + oneRead + oneRead[:60], 1, 1, "the record is cut off here: get the whole file"},
		{"Windows-1252", "<a>" + strings.Replace(oneRead, "</Plate>", "</Plate><SourceName>A\xf1o</SourceName>", 1) + "</a>", 1, 0, "Año"},
		{"entities", `<!DOCTYPE a [<!ENTITY b "c">]><a>` + oneRead + "</a>", 0, 0, "declares a document type"},
		{"an unknown entity", "<a>" + oneRead + strings.Replace(oneRead, "ZZZ", "&b;", 1) + "</a>", 1, 1, "invalid character entity &b;"},
		{"elements too deep", "<a>" + oneRead + strings.Repeat("<b>", 100), 0, 0, "has elements more than 64 deep in one another"},
		{"an element too many", "<a>" + oneRead + "</a></a>", 0, 0, "closes an element here that was never opened"},
	}
	for _, tt := range tests {
		m, tally, err := load(t, FormatPlates, "x", []byte(tt.data))
		said := m.out.String()
		if err != nil {
			if !isInputError(err) {
				t.Errorf("%s: %v", tt.name, err)
			}
			said = err.Error()
		}
		if tally.Taken != tt.taken || tally.Rejected < tt.rejected || tt.rejected == 0 && tally.Rejected > 0 ||
			!strings.Contains(said, tt.want) {
			t.Errorf("%s: taken %d, rejected %d, %s", tt.name, tally.Taken, tally.Rejected, said)
		}
		checkTexts(t, []byte(tt.data), m)
	}
}

// TestHugeRecords feeds records without an end to the readers of JSON and XML, and a gigabyte to that of lines; memory
// stays small.
func TestHugeRecords(t *testing.T) {
	genetec, _ := os.ReadFile("testdata/profiles/genetec.xml")
	end := bytes.Index(genetec, []byte("</Read>")) + len("</Read>")
	for name, file := range map[string][2]string{
		"JSON text":     {"[" + oneGroup + `,{"best_plate_number":"`, "X"},
		"JSON line":     {oneGroup + "\n" + `{"best_plate_number":"`, "X"},
		"JSON blanks":   {"[" + oneGroup + ",", " "},
		"XML text":      {string(genetec[:end]) + "<Read><Plate>", "X"},
		"XML tag":       {string(genetec[:end]) + "<Read><Plate ", "X"},
		"XML attribute": {string(genetec[:end]) + `<Read Plate="`, "X"},
		"XML comment":   {string(genetec[:end]) + "<!--", "-"},
		"line":          {smallPlates, "X"},
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m := &memory{quiet: true}
		in := &repeated{head: []byte(file[0]), body: bytes.Repeat([]byte(file[1]), 4096), left: 64 << 20}
		if name == "line" {
			in.left = 1 << 30
		}
		tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: in}, fakeOptions(), m)
		runtime.ReadMemStats(&after)
		if err != nil || tally.Taken < 1 || tally.Rejected > 1 {
			t.Errorf("%s: %+v, %v", name, tally, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 48<<20 {
			t.Errorf("%s: %d MiB were allocated", name, grown>>20)
		}
	}
}

// eventsProfile is of XML with several plates in an event.
const eventsProfile = "sightline = 1\nname = \"x\"\nversion = 1\nformat = \"plates\"\nform = \"xml\"\n[document]\nrecord = \"a/e\"\n" +
	"[columns]\nplate = \"p[]/no\"\ntime = \"time\"\nlat = \"lat\"\nlon = \"lon\"\n"

// fuzzDocument holds any bytes to the promises of a form's profile.
func fuzzDocument(f *testing.F, form Form, seeds ...string) {
	for file, p := range profileFixtures(f) {
		if p.Form == form {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	events, err := ParseProfile("x.toml", []byte(eventsProfile))
	if err != nil {
		f.Fatal(err)
	}
	profiles := map[Form][]*Profile{FormJSON: {ShippedProfile("rekor"), ShippedProfile("platerecognizer-webhook")},
		FormXML: {ShippedProfile("genetec"), events}, FormFixed: {ShippedProfile("plates-fixed")},
		FormTable: {ShippedProfile("vigilant-like"), ShippedProfile("platerecognizer")}}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range profiles[form] {
			opt := fakeOptions()
			opt.Profile = p
			m := &memory{}
			tally, err := Load(context.Background(), FormatPlates, Input{Name: "fuzz", Reader: bytes.NewReader(data)}, opt, m)
			if err == nil {
				checkTally(t, tally, m)
			} else if !isInputError(err) {
				t.Fatal(err)
			}
			if packingOf(data) == "" {
				checkTexts(t, data, m)
			}
		}
	})
}

func FuzzJSON(f *testing.F) { fuzzDocument(f, FormJSON, oneGroup, `{"r":[`+oneGroup+`]}`) }
func FuzzXML(f *testing.F) {
	fuzzDocument(f, FormXML, oneRead, "<a><!--x-->"+oneRead+"<![CDATA[]]></a>",
		`<a><e time="2026-07-04T12:30:05Z"><lat>30.2672</lat><lon>-97.7431</lon><p no="ZZZ0001"/><p no="ZZZ0002"></p></e></a>`)
}
func FuzzFixed(f *testing.F) { fuzzDocument(f, FormFixed) }
func FuzzTable(f *testing.F) { fuzzDocument(f, FormTable) }

func FuzzCameras(f *testing.F) {
	f.Add([]byte("id,name,lat,lon\nC1,Invented Rd,30.2672,-97.7431\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cameras, _, err := loadCameras(data)
		if err != nil {
			if !isInputError(err) && err != io.EOF {
				t.Fatal(err)
			}
			return
		}
		newSiteTable(fakeGazetteer{}, &notes{}).add(cameras)
	})
}
