package loaders

import (
	"encoding/base64"
	"errors"
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"sightline/loaders/workbook"
)

// fuzzLoad holds any bytes to the loaders' promises: no panic, counts that add up, record texts that are in the file,
// and an InputError or nothing.
func fuzzLoad(f *testing.F, format FormatName) {
	for _, file := range fixtures(f, format) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		if format == FormatRapSheet {
			f.Add([]byte("<a><b>" + base64.StdEncoding.EncodeToString(data) + "</b></a>"))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _, err := load(t, format, "fuzz", data)
		var whole *InputError
		if err != nil && !errors.As(err, &whole) {
			t.Fatal(err)
		}
		if !workbook.IsWorkbook(data) {
			checkTexts(t, data, m)
		}
	})
}

func FuzzNCIC(f *testing.F)      { fuzzLoad(f, FormatNCIC) }
func FuzzPlates(f *testing.F)    { fuzzLoad(f, FormatPlates) }
func FuzzAddresses(f *testing.F) { fuzzLoad(f, FormatAddresses) }

func FuzzNlets(f *testing.F)    { fuzzLoad(f, FormatNlets) }
func FuzzRapSheet(f *testing.F) { fuzzLoad(f, FormatRapSheet) }

func FuzzOpenTables(f *testing.F) {
	f.Add("states.csv", []byte("code,usps,name\nZZ,TX,Invented State\n"))
	f.Add("message_keys.csv", []byte("key,category,purpose,meaning,source\nQW,-,,,\n"))
	f.Add("ori_rules.csv", []byte("pattern,effect,meaning,source\nTX22799??,generic,x,OWN\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		tables, err := OpenTables(fstest.MapFS{name: {Data: data}})
		if err != nil {
			return
		}
		for key, k := range tables.keys {
			if len(key) == 0 || len(key) > 5 || !slices.Contains(slices.Collect(maps.Values(standings)), k.standing) {
				t.Errorf("key %q: %+v", key, k)
			}
		}
		tables.LocateORI(nil, nil, "TX2270100")
	})
}

func FuzzAgencies(f *testing.F) {
	f.Add([]byte("ori,name,county,state,lat,lon\nTX2270100,Invented PD,TRAVIS,TX,30.2,-97.7\n"))
	f.Add([]byte("ori,name,county,state,lat,lon\nTX22,\"Invented\nPD\",\"A; B\",TX,x,-9\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, tally, err := loadAgencies(data)
		if err == nil {
			checkTally(t, tally, m)
		}
	})
}

func FuzzDetect(f *testing.F) {
	f.Add([]byte(smallPlates), "a.csv")
	f.Add([]byte("MKE/QW ORI/TX2270100 NAM/A DOB/20100101"), "a.txt")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		format, confidence, why := Detect(data, name)
		if confidence < 0 || confidence > 1 || why == "" || (format == "") != (confidence == 0) {
			t.Errorf("%q %v %q", format, confidence, why)
		}
	})
}

func FuzzFields(f *testing.F) {
	f.Add([]byte(`a,"b ""c"", d", e ,"f` + "\n" + `g"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range delimiters {
			s := fields{delim: d}
			total := 0
			for _, p := range s.split(data) {
				total += len(p)
			}
			if total > len(data) {
				t.Errorf("%q: fields hold %d of %d bytes", data, total, len(data))
			}
			known, _ := fieldStarts(data)
			for _, k := range known {
				if data[k.value-1] != '/' || shippedTables().codes[string(data[k.at:k.value-1])] == "" {
					t.Errorf("%q: no field at %d", data, k.at)
				}
			}
		}
	})
}
