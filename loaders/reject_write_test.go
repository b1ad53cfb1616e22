package loaders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sightline/loaders/workbook"
	"sightline/timeline"
	"sightline/timeline/clock"
)

// rejected is a sink that keeps rejects.
type rejected struct {
	memory
	list []timeline.Reject
}

func (r *rejected) Reject(ctx context.Context, reject timeline.Reject) error {
	r.list = append(r.list, reject)
	return r.memory.Reject(ctx, reject)
}

// loadRejects loads bytes, by a profile where one is given.
func loadRejects(format FormatName, p *Profile, data []byte) (*rejected, Tally, error) {
	opt := fakeOptions()
	opt.Profile = p
	m := &rejected{}
	tally, err := Load(context.Background(), format, Input{Name: "x", Reader: bytes.NewReader(data), Size: int64(len(data))}, opt, m)
	return m, tally, err
}

// said are rejects in words, without their lines.
func said(list []timeline.Reject) []string {
	var out []string
	for _, r := range list {
		text := bytes.TrimSpace(r.Text)
		sum := ""
		if len(text) > 500 {
			sum, text = fmt.Sprintf("%d %x", len(text), sha256.Sum256(text)), text[:100]
		}
		out = append(out, fmt.Sprintf("%q %s%s with %q", text, r.Reason, sum, r.Context))
	}
	slices.Sort(out)
	return out
}

// roundTrip loads a file, writes its rejects and loads those: the same are rejected again, and nothing else is found. It
// returns the file of rejects.
func roundTrip(t *testing.T, name string, format FormatName, p *Profile, data []byte) []byte {
	t.Helper()
	m, tally, err := loadRejects(format, p, data)
	if err != nil {
		return nil // as a whole it is no file of the format
	}
	if len(m.list) == 0 {
		return nil
	}
	var out bytes.Buffer
	if err := WriteRejects(&out, tally.Shape, m.list); err != nil {
		t.Errorf("%s: %v", name, err)
		return nil
	}
	again, tally2, err := loadRejects(format, p, out.Bytes())
	if err != nil {
		t.Errorf("%s: the rejects cannot be loaded: %v\n%.2000s", name, err, out.Bytes())
		return out.Bytes()
	}
	want, got := said(m.list), said(again.list)
	if tally2.Taken != 0 || !slices.Equal(want, got) {
		t.Errorf("%s: taken %d; rejected\n%s\nwant\n%s\nof\n%.2000s", name, tally2.Taken, strings.Join(got, "\n"), strings.Join(want, "\n"),
			out.Bytes())
		return out.Bytes()
	}
	var twice bytes.Buffer
	if err := WriteRejects(&twice, tally2.Shape, again.list); err != nil {
		t.Errorf("%s: rejects of rejects: %v", name, err)
	}
	third, tally3, err := loadRejects(format, p, twice.Bytes())
	if err != nil || tally3.Taken != 0 || !slices.Equal(want, said(third.list)) {
		t.Errorf("%s: rejects of rejects: taken %d, %q, %v", name, tally3.Taken, said(third.list), err)
	}
	return out.Bytes()
}

// damages are ways in which a file is damaged.
func damages(data []byte) map[string][]byte {
	lines := bytes.SplitAfter(data, []byte("\n"))
	middle := len(lines) / 2
	insert := func(text string) []byte {
		return slices.Concat(bytes.Join(lines[:middle], nil), []byte(text), bytes.Join(lines[middle:], nil))
	}
	return map[string][]byte{
		"as it is": data, "cut off": data[:len(data)*7/10], "noise": insert("noise, \"noise\", noise\n"), "NUL": insert("a\x00b\n"),
		"quotation mark": insert("ZZZ0001,\"never closed\n"), "digits changed": bytes.ReplaceAll(data, []byte("20"), []byte("x0")),
		"years changed": bytes.ReplaceAll(data, []byte("2026"), []byte("20260")), "long": insert(strings.Repeat("x", 70<<10) + "\n"),
		"wide":       insert(strings.Repeat("a,", 200) + "\n"),
		"no letters": bytes.ReplaceAll(data, []byte("Z"), nil), "CR LF": bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")),
		"Latin": insert("ZZZ0001,S\xe3o Invented\n"),
	}
}

// TestRejectsComeBack holds every format to it: rejects that are not mended are rejected again, and nothing else.
func TestRejectsComeBack(t *testing.T) {
	written := map[FormatName]int{}
	for _, format := range FormatNames() {
		for _, file := range fixtures(t, format) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for damage, bad := range damages(data) {
				if roundTrip(t, filepath.Base(file)+", "+damage, format, nil, bad) != nil {
					written[format]++
				}
			}
		}
	}
	for file, p := range profileFixtures(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for damage, bad := range damages(data) {
			if roundTrip(t, filepath.Base(file)+", "+damage, p.Format, p, bad) != nil {
				written[FormatName(p.Name)]++
			}
		}
	}
	t.Logf("files of rejects: %v", written)
	for _, format := range append(FormatNames(), "genetec", "rekor", "verkada", "plates-fixed", "ncic-fixed", "addresses-fixed") {
		if written[format] < 3 {
			t.Errorf("%s: only %d files of rejects were tried", format, written[format])
		}
	}
}

// A record each that names its camera.
var (
	cameraGroup = strings.Replace(oneGroup, "{", `{"agent_uid":"INVENTED1","camera_id":1,`, 1)
	cameraRead  = strings.Replace(oneRead, "<Plate>", "<CameraName>C1</CameraName><Plate>", 1)
)

// TestMendedRejects mends a row in a file of rejects and finds it accepted as it would have been from the first.
func TestMendedRejects(t *testing.T) {
	tests := []struct {
		name, format, profile, data string
		wrong, right                string
		want                        string
	}{
		{"CSV", "plates", "", "plate,state,time,lat,lon\nZZZ0001,TX,2026-07-04 12:00:00,30.2672,97.7431\nZZZ0002,TX,2026-07-04 12:00:00,30.2672,-97.7431\n", ",97.7431", ",-97.7431", "read ZZZ0001 (TX)"},
		{"quoted lines", "plates", "", "plate,note,time,lat,lon\r\nZZZ0001,\"a\nb, c\",2026-07-04 12:00,0,0\r\n", ",0,0",
			",30.2672,-97.7431", "read ZZZ0001"},
		{"day first", "plates", "", "plate;time;lat;lon\nZZZ0001;31/03/2026 12:00;30,2672;x\nZZZ0002;04/03/2026 12:00;30.2672;\n",
			"04/03/2026 12:00;30.2672;", "04/03/2026 12:00;30.2672;-97.7431", "2026-03-04"},
		{"percent", "plates", "",
			"plate,time,lat,lon,confidence\nZZZ0001,2026-07-04 12:00,30.2672,-97.7431,97\nZZZ0002,2026-07-04 12:00,30.2672,,1\n",
			"30.2672,,1", "30.2672,-97.7431,1", "confidence 0.010"},
		{"a row that is none", "plates", "", "plate,time,lat,lon\nZZZ0001,2026-07-04 12:00,30.2672,-97.7431,more,and more\n", ",,,,",
			",ZZZ0001,2026-07-04 12:00,30.2672,-97.7431", "read ZZZ0001"},
		{"fixed", "plates", "plates-fixed", "", "", "", ""},
		{"without headings", "plates", "headless", "ZZZ0001,2026-07-04 12:00,30.2672,97.7431\n", ",97.7431", ",-97.7431", "read ZZZ0001"},
		{"without headings, only damaged", "plates", "headless",
			"ZZZ0001,2026-07-04 12:00,30.2672,-97.7431\nZZZ0001,b,c,d,e\nZZZ0003,\"b\n", ",,,,",
			",ZZZ0002,2026-07-04 12:00,30.2672,-97.7431", "read ZZZ0002"},
		{"a camera's position elsewhere", "plates", "",
			"plate,camera,time,lat,lon\nZZZ0001,C1,2026-07-04 12:00,30.2672,-97.7431\nZZZ0002,C1,2026-07-04 25:00,,\n", " 25:00", " 23:00",
			"30.26720,-97.74310 within 30 m"},
		{"of JSON", "plates", "rekor", cameraGroup + "\n" + strings.NewReplacer("30.2672", "null", "-97.7431", "null", "1783166405250",
			`"x"`).Replace(cameraGroup) + "\n", `"epoch_start":"x"`, `"epoch_start":1783166405250`, "30.26720,-97.74310 within 30 m"},
		{"of XML", "plates", "genetec",
			"<a>" + cameraRead + strings.NewReplacer("30.2672", "", "-97.7431", "", "2026", "x").Replace(cameraRead) + "</a>", ">x:",
			">2026:", "30.26720,-97.74310 within 30 m"},
		{"time holds the date", "plates", "",
			"plate,date,time,lat,lon\nZZZ0001,2026-07-03,2026-07-04 12:00,30.2672,-97.7431\nZZZ0002,2026-07-03,2026-07-04 25:00,30.2672,-97.7431\n", " 25:00", " 23:00", "at 2026-07-05T04:00:00Z"},
		{"lines that end in CR", "ncic", "",
			"1N01HEADER.QV.TX2270100.LIC/ZZZ0001.LIS/TX\r\r1N01HEADER.QV.TX2270100\rLIC/ZZZ0002.LIS/TX\r12:30 07/04/2026\r",
			"LIC/ZZZ0001.LIS/TX", "LIC/ZZZ0001.LIS/TX\r12:31 07/04/2026", "vehicle: plate ZZZ0001"},
		{"NCIC table", "ncic", "", "date,time,key,ori,NAM\n2026-07-04,12:00,QW,TX22,FICTIVE\n", "TX22", "TX2270100", "inquiry QW"},
		{"NCIC text", "ncic", "",
			"OFFLINE SEARCH\n\n1N01HEADER.QV.TX2270100.LIC/ZZZ0001.LIS/TX\n\n1N01HEADER.QV.TX2270100.LIC/ZZZ0002.LIS/TX\n12:30 07/04/2026\n", "LIC/ZZZ0001.LIS/TX", "LIC/ZZZ0001.LIS/TX\n12:31 07/04/2026", "vehicle: plate ZZZ0001"},
		{"purged record", "ncic", "", "PURGED RECORDS\n\nMKE/MISSING PERSON ORI/TX2270100 NAM/FICTIVE, A DOB/20100101\n", "DOB/20100101",
			"DOB/20100101 DTE/20260704", "from the purged records"},
		{"addresses", "addresses", "", "street,city,state,zip,first seen,last seen\n100 MAIN ST,AUSTIN,TX,78701,2026-05-01,2026-03-01\n",
			"2026-05-01", "2026-02-01", "last  2026-03-01"},
		{"JSON lines", "plates", "rekor", oneGroup + "\n" + strings.Replace(oneGroup, "30.2672", "0", 1) + "\n", `"gps_latitude":0,`,
			`"gps_latitude":30.2672,`, "read ZZZ0001"},
		{"JSON array", "plates", "rekor", "[" + oneGroup + ",\n" + strings.Replace(oneGroup, "30.2672", "0", 1) + "]\n",
			`"gps_latitude":0,`, `"gps_latitude":30.2672,`, "read ZZZ0001"},
		{"XML", "plates", "genetec", "<a>" + oneRead + strings.Replace(oneRead, "30.2672", "0", 1) + "</a>", "<LatitudeY>0<",
			"<LatitudeY>30.2672<", "read ZZZ0001"},
		{"rap sheet", "rapsheet", "",
			"********  CRIMINAL HISTORY RECORD  ********\nFBI Number              9XXXX\n********  IDENTIFICATION  ********\nSubject Name(s)\nFICTIVE, ANNE\nDate of Birth\n1990-05-17\n********  CRIMINAL HISTORY  ********\n=============== Cycle 002 ===============\nArrest Date             1999-13-01\nArresting Agency        INVENTED PD\n********  INDEX OF AGENCIES  ********\nAgency                  INVENTED PD; TX2270100;\n", "1999-13-01", "1999-11-01", "arrested: person FICTIVE, ANNE (1990-05-17)"},
		{"rap sheet XML", "rapsheet", "",
			`<RapSheet><RapSheetPerson><PersonFullName>Fictive, Anne</PersonFullName><PersonBirthDate><Date>1990-05-17</Date></PersonBirthDate></RapSheetPerson><RapSheetCycle><CycleTrackingIdentifierID>003</CycleTrackingIdentifierID><Arrest id="A1"><ActivityDate><Date>1999-13-01</Date></ActivityDate></Arrest></RapSheetCycle><Agency id="P1"><ORIIdentification>TX2270100</ORIIdentification><OrganizationName>INVENTED PD</OrganizationName></Agency><ActivityAssociation><ActivityReference ref="A1"/><AgencyReference ref="P1"/></ActivityAssociation></RapSheet>`, "1999-13-01", "1999-11-01", "arrested: person FICTIVE, ANNE (1990-05-17)"},
	}
	for _, tt := range tests {
		var p *Profile
		if tt.profile != "" {
			if p = ShippedProfile(tt.profile); p == nil {
				p = headlessProfile(t)
			}
		}
		if tt.name == "fixed" {
			data, err := os.ReadFile("testdata/profiles/plates-fixed.txt")
			if err != nil {
				t.Fatal(err)
			}
			tt.data = strings.Replace(string(data), "2026", "2O26", 1)
			tt.wrong, tt.right, tt.want = "2O26", "2026", "read "
		}
		file := roundTrip(t, tt.name, FormatName(tt.format), p, []byte(tt.data))
		if !strings.Contains(string(file), tt.wrong) {
			t.Errorf("%s: the file of rejects lacks %q:\n%s", tt.name, tt.wrong, file)
			continue
		}
		at := strings.LastIndex(string(file), tt.wrong) // the reason before it may hold the wrong text too
		mended := string(file[:at]) + tt.right + string(file[at+len(tt.wrong):])
		m, tally, err := loadRejects(FormatName(tt.format), p, []byte(mended))
		if err != nil || tally.Taken != 1 || !strings.Contains(m.out.String(), tt.want) {
			t.Errorf("%s: taken %d, %v, want %q in\n%s\nof\n%s", tt.name, tally.Taken, err, tt.want, m.out.String(), mended)
			continue
		}
		// The record is the same as if it had been right from the first.
		whole, _, err := loadRejects(FormatName(tt.format), p, []byte(strings.Replace(tt.data, tt.wrong, tt.right, 1)))
		if err != nil || !slices.ContainsFunc(whole.texts, func(text []byte) bool { return bytes.Equal(text, m.texts[0]) }) &&
			!strings.HasPrefix(tt.wrong, ",,,,") && !strings.Contains(tt.wrong, ";;") && tt.name != "quoted lines" {
			t.Errorf("%s: the record is %q, of %q", tt.name, m.texts[0], whole.texts)
		}
		if taken, all := withoutLines(&m.memory), withoutLines(&whole.memory); whole.rejected == 0 && !slices.Contains(all, taken[0]) {
			t.Errorf("%s: mended it is\n%s\nof\n%s", tt.name, taken[0], strings.Join(all, "\n\n"))
		}
	}
}

// withoutLines are what was written down, each by itself without its line number.
func withoutLines(m *memory) []string {
	all := strings.Split(strings.TrimSpace(m.out.String()), "\n\n")
	for i := range all {
		_, all[i], _ = strings.Cut(all[i], ": ")
	}
	return all
}

// TestOwnRowsAmongRejects takes rows that an analyst copies into a table of rejects as they are, and those that a
// spreadsheet writes behind three empty cells.
func TestOwnRowsAmongRejects(t *testing.T) {
	head := "sightline line,sightline reason,sightline row,plate,time,lat,lon\n"
	for row, want := range map[string]string{
		"ZZZ0001,2026-07-04 12:00,30.2672,-97.7431":         "ZZZ0001,2026-07-04 12:00,30.2672,-97.7431",
		",,,ZZZ0001,2026-07-04 12:00,30.2672,-97.7431":      "ZZZ0001,2026-07-04 12:00,30.2672,-97.7431",
		"#7,why,,ZZZ0001,2026-07-04 12:00,30.2672,-97.7431": "ZZZ0001,2026-07-04 12:00,30.2672,-97.7431",
	} {
		m, tally, err := loadRejects(FormatPlates, nil, []byte(head+row+"\n"))
		if err != nil || tally.Taken != 1 || string(m.texts[0]) != want {
			t.Errorf("%s: %+v, %v: %q", row, tally, err, m.texts)
		}
	}
	for name, head := range map[string]string{
		"columns behind": "plate,time,lat,lon,sightline line,sightline reason,sightline row\n",
		"a column less":  "sightline line,sightline reason,sightline row,plate,time,lat\n",
	} {
		var whole *InputError
		if _, _, err := loadRejects(FormatPlates, nil, []byte(head)); !errors.As(err, &whole) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRejectsOfEarlierLoads writes the rejects of loads whose shapes an earlier version kept.
func TestRejectsOfEarlierLoads(t *testing.T) {
	rejects := []timeline.Reject{{Line: 9, Field: "plate", Reason: "x", Text: []byte("a,b")}}
	for want, s := range map[string]Shape{
		"sightline line,sightline reason,sightline row,one,two\n#9,x,,a,b\n": {Kind: shapeTable, Head: []byte("Title\none,two\n"),
			Columns: 2, Delimiter: ','},
		"sightline line,sightline reason,sightline row,column 1,column 2\n#9,x,,a,b\n": {Kind: shapeLines, Head: []byte("Title\n"),
			Columns: 2, Delimiter: ','},
		"#sightline rejects, dates day/month\n#sightline line 9, plate: x\na,b\n": {Kind: shapeLines, Order: clock.DayFirst},
	} {
		var out bytes.Buffer
		if err := WriteRejects(&out, s, rejects); err != nil || out.String() != want {
			t.Errorf("%q, %v, want %q", out.String(), err, want)
		}
	}
}

// TestWorkbookRejects mends a row in a workbook of rejects whose dates are days of the workbook's calendar.
func TestWorkbookRejects(t *testing.T) {
	f := excelize.NewFile()
	rows := [][]any{{"Street", "City", "State", "ZIP", "First seen", "Last seen"}, {"100 MAIN ST", "AUSTIN", "TX", "78701", 46143, 46082},
		{"200 MAIN ST", "AUSTIN", "TX", "78701", 46082, 46143}}
	month := "mmm-yy"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &month})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "E2", "F3", style); err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if _, err := f.WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	file := roundTrip(t, "workbook", FormatAddresses, nil, data.Bytes())
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	cells, err := book.GetRows("Sheet1")
	if err != nil || len(cells) != 2 || cells[1][7] != "2026-05" || cells[1][0] != "#2" ||
		!strings.Contains(cells[1][1], "before first seen") {
		t.Fatalf("the workbook holds %q, %v", cells, err)
	}
	if err := book.SetCellValue("Sheet1", "H2", 46054); err != nil {
		t.Fatal(err)
	}
	data.Reset()
	if _, err := book.WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	m, tally, err := loadRejects(FormatAddresses, nil, data.Bytes())
	if err != nil || tally.Taken != 1 || !strings.Contains(m.out.String(), "month") {
		t.Errorf("taken %d, %v: %s", tally.Taken, err, m.out.String())
	}
}

// TestRejectsInEncodings writes rejects in UTF-8, whatever encoding the profile names.
func TestRejectsInEncodings(t *testing.T) {
	for name, enc := range encodings {
		p, err := ParseProfile("x.toml",
			[]byte("sightline = 1\nname = \"x\"\ntitle = \"x\"\nversion = 1\nformat = \"plates\"\nform = \"table\"\n[table]\nencoding = \""+name+"\"\n[columns]\nplate = \"Plate\"\ntime = \"Zeit\"\nlat = \"Lat\"\nlon = \"Lon\"\nname = \"Straße\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		data := []byte("Plate,Zeit,Lat,Lon,Straße\nZZZ0001,2026-07-04 12:00,30.2672,x,Erfundene Straße\n")
		if enc != nil {
			if data, err = enc.NewEncoder().Bytes(data); err != nil {
				t.Fatal(err)
			}
		}
		if file := roundTrip(t, name, FormatPlates, p, data); file == nil {
			t.Errorf("%s: nothing was rejected", name)
		}
	}
	if err := WriteRejects(&bytes.Buffer{}, Shape{}, nil); err != ErrNoShape {
		t.Errorf("without a shape: %v", err)
	}
}

// headlessProfile is a profile of a table without headings.
func headlessProfile(tb testing.TB) *Profile {
	tb.Helper()
	p, err := ParseProfile("headless.toml",
		[]byte("sightline = 1\nname = \"headless\"\ntitle = \"x\"\nversion = 1\nformat = \"plates\"\nform = \"table\"\n[table]\nheadings = false\n[columns]\nplate = 1\ntime = 2\nlat = 3\nlon = 4\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// rejectTargets are formats, and profiles whose files are laid out otherwise, each with files.
func rejectTargets(tb testing.TB) (profiles []*Profile, formats []FormatName, files [][][]byte) {
	tb.Helper()
	add := func(format FormatName, p *Profile, datas ...[]byte) {
		formats, profiles, files = append(formats, format), append(profiles, p), append(files, datas)
	}
	for _, format := range FormatNames() {
		var datas [][]byte
		for _, file := range fixtures(tb, format) {
			data, err := os.ReadFile(file)
			if err != nil {
				tb.Fatal(err)
			}
			datas = append(datas, data)
		}
		add(format, nil, datas...)
	}
	for _, name := range []string{"plates-fixed", "ncic-fixed", "addresses-fixed"} {
		data, err := os.ReadFile("testdata/profiles/" + name + ".txt")
		if err != nil {
			tb.Fatal(err)
		}
		p := ShippedProfile(name)
		add(p.Format, p, data)
	}
	add(FormatPlates, headlessProfile(tb), []byte("ZZZ0001,2026-07-04 12:00,30.2672,-97.7431\nZZZ0002,2026-07-04,x,\na,b,c,d,e\n\"a\n"))
	return profiles, formats, files
}

// FuzzRejects holds any file to it that its rejects come back as they are, and their rejects too.
func FuzzRejects(f *testing.F) {
	profiles, formats, files := rejectTargets(f)
	for i := range files {
		for _, data := range files[i] {
			f.Add(uint8(i), data)
			f.Add(uint8(i), data[:len(data)*7/10])
		}
	}
	f.Add(uint8(1), []byte(oneGroup+"\nnoise\n"))
	f.Add(uint8(1), []byte("<a>"+strings.Replace(oneRead, "30.2672", "0", 1)+"</a>"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		if workbook.IsWorkbook(data) || packingOf(data) != "" || len(data) > 32<<10 {
			return
		}
		i := int(which) % len(formats)
		roundTrip(t, string(formats[i]), formats[i], profiles[i], data)
	})
}
