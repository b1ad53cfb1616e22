package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

const leastProfile = "sightline = 1\nname = \"x\"\nversion = 1\nformat = \"plates\"\n[columns]\nplate = \"P\"\ntime = \"T\"\ncamera = \"C\"\n"

func TestProfileFaults(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{"sightline = 1\n", "", "it does not say which version of the profile language it uses: write sightline = 1 as its first line"},
		{"sightline = 1", "sightline = 9", "line 1: it uses version 9 of the profile language; this program knows version 1"},
		{"name = \"x\"", "name = \"X Y\"", `line 2: name "X Y": use up to 40 lower-case letters, digits and hyphens`},
		{"name = \"x\"", "name = x", `line 2: it is not TOML here: expected value but found "x" instead`},
		{"version = 1\nf", "version = 0\nf", "line 3: version must be 1 or more; count it up when you change the profile"},
		{"plates", "phones", `line 4: format "phones": choose one of ncic, plates, table:arrest, table:court, table:custody, addresses`},
		{"[columns]", "form = \"pdf\"\n[columns]", `line 5: form "pdf": choose table, fixed, json or xml`},
		{"[columns]", "colour = 1\n[columns]", `line 5: "colour" is no setting of a profile`},
		{"[columns]", "verified = true\n[columns]", "line 5: a verified profile must name the source its layout was read in"},
		{"[columns]", "[table]\ndelimiter = \"ab\"\n[columns]",
			`line 6: delimiter "ab": write one character, such as ",", ";", "|" or "\t"`},
		{"[columns]", "[table]\nencoding = \"klingon\"\n[columns]",
			`line 6: encoding "klingon": choose one of ibm437, ibm850, iso-8859-1, utf-16be, utf-16le, utf-8, windows-1252`},
		{"[columns]", "[table]\nskip = 99\n[columns]", "line 6: skip must be 0 to 30 lines"},
		{"[columns]", "[time]\nzone = \"Mars/Olympus\"\n[columns]",
			`line 6: "Mars/Olympus" is not a time zone; write an IANA name such as America/Chicago, or UTC`},
		{"[columns]", "[time]\norder = \"year\"\n[columns]", `line 6: order "year": choose month/day or day/month`},
		{"[columns]", "[time]\nlayout = \"MM/dd\"\n[columns]", `line 6: the layout "MM/dd" has no year: write yyyy, or yy for two digits`},
		{"time = \"T\"", "time = { heading = \"T\", layout = \"yyyy\", zone = \"Mars\" }",
			`line 7: "Mars" is not a time zone; write an IANA name such as America/Chicago, or UTC`},
		{"time = \"T\"", "time = { heading = \"T\", color = \"red\" }",
			`line 7: time has the setting "color"; there are heading, join, with, number, from, width, unit, key, layout and zone`},
		{"time = \"T\"", "time = { heading = 7 }", "line 7: time has a heading that is not a text or a list of texts"},
		{"time = \"T\"", "time = [\"T\", 7]", "line 7: time has a list that holds something else than texts"},
		{"time = \"T\"", "time = true", "line 7: time must be a heading, a list of headings, a number or { … }"},
		{"time = \"T\"", "time = 3", "line 7: time must name its heading"},
		{"time = \"T\"", "time = \" \"", "line 7: time has an empty heading"},
		{"time = \"T\"", "time = { heading = \"T\", unit = \"percent\" }", "line 7: time has a unit, which only confidence, lat, lon have"},
		{"time = \"T\"", "time = { from = 1, width = 5 }", "line 7: time has from or width, which only a profile of form fixed has"},
		{"time = \"T\"", "time = \"T\"\ndate = { heading = \"D\", layout = \"yyyy-MM-dd\" }",
			"line 7: time has no layout, and the times it is read with have one: give both"},
		{"camera = \"C\"", "camera = { heading = \"C\", layout = \"yyyy\" }",
			"line 8: camera has a layout or zone, which only date, time, clock, zone have"},
		{"camera = \"C\"", "confidence = { heading = \"C\", unit = \"stars\" }",
			`line 8: confidence has the unit "stars": choose fraction or percent`},
		{"camera = \"C\"", "eye = \"C\"",
			`line 8: plates has no field "eye"; its fields are ampm, camera, clock, confidence, date, direction, heading, id, lat, lon, mobile, name, plate, position, state, time, zone`},
		{"camera = \"C\"\n", "", "line 5: plates need columns for plate, time, and a position or camera"},
		{"camera = \"C\"\n", "camera = \"C\"\n[constants]\ncamera = \"K\"\n", "line 10: camera has a column and a constant: keep one"},
		{"camera = \"C\"\n", "camera = \"C\"\n[constants]\nstate = \" \"\n", "line 10: state must be a text of one line"},
		{"[columns]", "form = \"fixed\"\n[columns]", "line 7: plate must be { from = …, width = … } in a profile of form fixed"},
		{"[columns]", "[document]\nrecord = \".\"\n[columns]", "line 6: form table has no document; leave it out"},
		{"[columns]", "form = \"json\"\n[document]\nrecord = \"a..b\"\n[columns]", `line 7: record is no path: write names with "." between them`},
		{"[columns]", "form = \"json\"\n[document]\nrecord = \"a[]\"\n[columns]",
			"line 7: record names what records are in, without [ ]: arrays on the way are looked through"},
		{"[columns]", "form = \"xml\"\n[document]\nrecord = \".\"\n[columns]",
			"line 7: record must name the element of a record and those around it, such as Events/Event"},
		{"time = \"T\"", "time = { heading = \"T\", key = \"\" }", "line 7: time has a key that is not a text"},
		{"[columns]", "[table]\nheadings = false\n[columns]",
			"line 8: plate must be the number of its column, from 1, as the table has no headings"},
	}
	if _, err := ParseProfile("p.toml", []byte(leastProfile)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		_, err := ParseProfile("p.toml", []byte(strings.Replace(leastProfile, tt.old, tt.new, 1)))
		var fault *ProfileError
		if !errors.As(err, &fault) || err.Error() != "profile p.toml: "+tt.want {
			t.Errorf("%q: got %v\nwant profile p.toml: %s", tt.new, err, tt.want)
		}
	}
	two := strings.NewReplacer("[columns]", "form = \"json\"\n[document]\nrecord = \".\"\n[columns]", `"P"`, `"a[].p"`, `"T"`, `"b[].t"`).Replace(leastProfile)
	if _, err := ParseProfile("p.toml", []byte(two)); err == nil || !strings.Contains(err.Error(),
		"line 10: time stands in each b[].t, another column in each a[], and a record cannot be both: keep one") {
		t.Errorf("columns in two lists: %v", err)
	}
	if _, err := ParseProfile("p.toml", bytes.Repeat([]byte("#"), maxProfile+1)); err == nil {
		t.Error("a huge profile was taken")
	}
}

// TestProfileTables reads one table as different profiles say.
func TestProfileTables(t *testing.T) {
	const head = "sightline = 1\nname = \"x\"\nversion = 1\nformat = \"plates\"\n"
	tests := []struct{ name, profile, data, want string }{
		{"numbers of columns", "[table]\nheadings = false\ndelimiter = \"|\"\n[columns]\nplate = 2\ntime = 1\nlat = 3\nlon = 4\n",
			"2026-07-04 12:00:00|ZZZ0001|30.2672|-97.7431\n", "ZZZ0001 2026-07-04T17:00:00Z 30.267200,-97.743100"},
		{"constants and alternatives",
			"[columns]\nplate = [\"No\", \"Tag\"]\ntime = \"When\"\n[constants]\nlat = \"30.2672\"\nlon = \"-97.7431\"\nstate = \"TX\"\n",
			"Tag,When\nZZZ0001,2026-07-04 12:00:00\n", "ZZZ0001 (TX) 2026-07-04T17:00:00Z 30.267200,-97.743100"},
		{"joined columns", "[columns]\nplate = { join = [\"A\", \"B\"] }\ntime = \"When\"\nlat = \"la\"\nlon = \"lo\"\n",
			"A,B,When,la,lo\nZZZ,0001,2026-07-04 12:00:00,30.2672,-97.7431\n", "ZZZ0001 2026-07-04T17:00:00Z 30.267200,-97.743100"},
		{"zone, order and layout",
			"[columns]\nplate = \"p\"\ntime = { heading = \"t\", zone = \"America/New_York\", layout = \"d.M.yy HH:mm\" }\nlat = \"la\"\nlon = \"lo\"\n",
			"p,t,la,lo\nZZZ0001,4.7.26 12:00,30.2672,-97.7431\n", "ZZZ0001 2026-07-04T16:00:00Z 30.267200,-97.743100"},
		{"order", "[time]\norder = \"day/month\"\n[columns]\nplate = \"p\"\ntime = \"t\"\nlat = \"la\"\nlon = \"lo\"\n",
			"p,t,la,lo\nZZZ0001,04/07/2026 12:00,30.2672,-97.7431\n", "ZZZ0001 2026-07-04T17:00:00Z 30.267200,-97.743100"},
		{"spreadsheet days and microdegrees",
			"[columns]\nplate = \"p\"\ntime = { heading = \"t\", layout = \"spreadsheet days\" }\nlat = { heading = \"la\", unit = \"microdegrees\" }\nlon = { heading = \"lo\", unit = \"microdegrees\" }\n",
			"p,t,la,lo\nZZZ0001,46207.5,30267200,-97743100\n", "ZZZ0001 2026-07-04T17:00:00Z 30.267200,-97.743100"},
		{"seconds", "[columns]\nplate = \"p\"\ntime = { heading = \"t\", layout = \"seconds\" }\nlat = \"la\"\nlon = \"lo\"\n",
			"p,t,la,lo\nZZZ0001,1783166405,30.2672,-97.7431\n", "ZZZ0001 2026-07-04T12:00:05Z 30.267200,-97.743100"},
		{"lines above", "[table]\nskip = 2\n[columns]\nplate = \"p\"\ntime = \"t\"\nlat = \"la\"\nlon = \"lo\"\n",
			"p,t,la,lo\nReport\np,t,la,lo\nZZZ0001,2026-07-04 12:00:00,30.2672,-97.7431\n",
			"ZZZ0001 2026-07-04T17:00:00Z 30.267200,-97.743100"},
	}
	for _, tt := range tests {
		p, err := ParseProfile("x.toml", []byte(head+tt.profile))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := firstRead(t, p, []byte(tt.data)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// firstRead is the only read of a file, in words, or why there is none.
func firstRead(t *testing.T, p *Profile, data []byte) string {
	t.Helper()
	opt := fakeOptions()
	opt.Profile = p
	s := &onlyRead{}
	tally, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, s)
	switch {
	case err != nil:
		return err.Error()
	case tally.Taken != 1:
		return fmt.Sprintf("%+v %s", tally, s.out.String())
	}
	return s.said
}

// TestProfileEncoding reads a table in the encoding that its profile names.
func TestProfileEncoding(t *testing.T) {
	p, err := ParseProfile("x.toml",
		[]byte(strings.Replace(leastProfile, "[columns]", "[table]\nencoding = \"ibm437\"\n[columns]\nlat = \"la\"\nlon = \"lo\"\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := charmap.CodePage437.NewEncoder().Bytes([]byte("P,T,C,la,lo\nZZZ0001,2026-07-04 12:00:00,Año 1,30.2672,-97.7431\n"))
	if err != nil {
		t.Fatal(err)
	}
	opt := fakeOptions()
	opt.Profile = p
	m := &memory{}
	if _, err := Load(context.Background(), FormatPlates, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, m); err != nil ||
		!strings.Contains(m.out.String(), `fixed site "Año 1"`) {
		t.Errorf("%v %s", err, &m.out)
	}
}

// FuzzProfile holds any text to a profile or a *ProfileError, and what is a profile to loading a table without a panic.
func FuzzProfile(f *testing.F) {
	f.Add([]byte(leastProfile), []byte("P,T,C\nZZZ0001,2026-07-04,x\n"))
	for _, p := range ShippedProfiles() {
		text, _ := ShippedProfileText(p.Name)
		f.Add(text, []byte(smallPlates))
	}
	f.Fuzz(func(t *testing.T, text, data []byte) {
		p, err := ParseProfile("fuzz", text)
		var fault *ProfileError
		if err != nil {
			if !errors.As(err, &fault) {
				t.Fatal(err)
			}
			return
		}
		opt := fakeOptions()
		opt.Profile = p
		m := &memory{}
		tally, err := Load(context.Background(), p.Format, Input{Name: "fuzz", Reader: bytes.NewReader(data)}, opt, m)
		if err == nil {
			checkTally(t, tally, m)
		} else if !isInputError(err) {
			t.Fatal(err)
		}
	})
}
