package sample

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"time"

	"github.com/xuri/excelize/v2"
)

// address is a row of a case's addresses as a public-records product lists them. House numbers are far above those of
// the streets.
type address struct {
	street, unit, city, state, zip, county string
	first, last                            string // CCYY-MM, "" when open
	lat, lon                               string
	class                                  string // what the row lets one find without the street
}

func companionAddresses() []address {
	return []address{
		{"RR 9 Box 999", "", "Bristow", "OK", "74010", "Creek", "2023-05", "2024-09", "", "", "zip"},
		{"99400 N Imaginary Ave", "Apt 3B", "Sand Springs", "OK", "74063", "Tulsa", "2024-08", "2025-12", "", "", "zip"},
		{"PO Box 55501", "", "Tulsa", "OK", "74103", "Tulsa", "2025-01", "", "", "", "zip"},
		{"99917 E Admiral Pl", "Unit 14", "Tulsa", "OK", "74116", "Tulsa", "2025-11", "2026-06", "36.1611", "-95.8522", "street"},
		{"98800 W Interstate 40 Service Rd", "Lot 22", "Oklahoma City", "OK", "73127", "Oklahoma", "2026-04", "2026-05", "", "", "zip"},
		{"", "", "Amarillo", "TX", "", "", "2026-04", "2026-06", "", "", "city"},
		{"", "", "", "", "87107", "", "2026-04", "2026-05", "", "", "zip"},
		{"97000 Blue River Rd", "#6", "Kansas City", "MO", "64133", "Jackson", "2026-06", "2026-08", "", "", "zip"},
		{"", "", "", "NE", "", "Douglas", "2026-07", "", "", "", "county"},
		{"95500 Peoria St", "Ste 210", "Aurora", "CO", "80010", "Arapahoe", "2026-08", "2026-10", "", "", "zip"},
		{"94400 Asher Ave", "", "Little Rock", "AR", "72204", "Pulaski", "2026-10", "", "", "", "zip"},
		{"93300 Getwell Rd", "Rm 118", "Memphis", "TN", "38118", "Shelby", "2026-10", "2026-11", "", "", "zip"},
	}
}

func childAddresses() []address {
	return []address{
		{"99901 Rosewater Ln", "", "Sand Springs", "OK", "74063", "Tulsa", "2019-08", "2026-03", "", "", "zip"},
		{"97001 Sample Elm Ct", "", "Broken Arrow", "OK", "74012", "Tulsa", "2021-06", "2025-12", "", "", "zip"},
		{"", "", "Memphis", "TN", "", "", "2026-10", "", "", "", "city"},
	}
}

// addressTable is the companion's addresses as CSV, one row twice and one that says no place.
func addressTable(truth *Truth) []byte {
	rows := companionAddresses()
	note(truth, CompanionAddressFile, rows, 1, 1)
	nowhere := address{first: "2026-02", last: "2026-03"}
	rows = append(rows, rows[2], nowhere)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	table := [][]string{{"Name", "Address", "Unit", "City", "State", "ZIP", "County", "First Seen", "Last Seen", "Latitude", "Longitude"}}
	for _, a := range rows {
		table = append(table, []string{"SPECIMEN, CORWIN D", a.street, a.unit, a.city, a.state, a.zip, a.county, a.first, a.last,
			a.lat, a.lon})
	}
	if err := w.WriteAll(table); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// addressBook is the child's addresses as a spreadsheet. Dates are cells shown as month and year.
func addressBook(truth *Truth) ([]byte, error) {
	note(truth, ChildAddressFile, childAddresses(), 0, 0)
	book := excelize.NewFile()
	defer book.Close()
	sheet := book.GetSheetName(0)
	style, err := book.NewStyle(&excelize.Style{NumFmt: 17}) // mmm-yy
	if err != nil {
		return nil, err
	}
	rows := [][]any{{"Name", "Address", "Unit", "City", "State", "ZIP", "County", "First Seen", "Last Seen"}}
	for _, a := range childAddresses() {
		rows = append(rows, []any{"FICTIVE, MARIGOLD ANNE", a.street, a.unit, a.city, a.state, a.zip, a.county, month(a.first),
			month(a.last)})
	}
	for i, row := range rows {
		if err := book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	if err := book.SetCellStyle(sheet, "H2", fmt.Sprintf("I%d", len(rows)), style); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, err
	}
	return sameBytes(b.Bytes())
}

// month is the cell of a month, nil when it is open.
func month(text string) any {
	if text == "" {
		return nil
	}
	t, err := time.Parse("2006-01", text)
	if err != nil {
		panic(err)
	}
	return t
}

// sameBytes packs a zip file anew, by name and without times, so that equal content is equal bytes.
func sameBytes(packed []byte) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, err
	}
	sort.Slice(r.File, func(i, j int) bool { return r.File[i].Name < r.File[j].Name })
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(out, in); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func note(truth *Truth, file string, rows []address, duplicates, rejected int) {
	t := AddressTruth{Read: len(rows) + duplicates + rejected, Taken: len(rows), Duplicates: duplicates, Rejected: rejected,
		ByClass: map[string]int{}}
	for _, a := range rows {
		t.ByClass[a.class]++
	}
	truth.Addresses[file] = t
}
