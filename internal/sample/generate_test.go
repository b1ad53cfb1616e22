package sample

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"
)

var update = flag.Bool("update", false, "write the sample files anew")

// TestGenerate holds the embedded files to their generator.
func TestGenerate(t *testing.T) {
	made, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		for name, content := range made {
			if err := os.WriteFile(filepath.Join("files", name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	held, err := fs.Glob(Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != len(made) {
		t.Errorf("embedded: %v; the generator makes %d files", held, len(made))
	}
	for name, want := range made {
		got, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator makes; run go test ./internal/sample -run Generate -update", name)
		}
	}
}

// split is the day the second search about the companion begins: the first half came as text, the second as a table.
var split = day(2026, time.June, 8)

// generate makes every sample file, by name.
func generate() (map[string][]byte, error) {
	s := tell()
	s.truth.NCIC, s.truth.Addresses = map[string]NCICTruth{}, map[string]AddressTruth{}
	dice := rand.New(rand.NewPCG(31, 41))
	child, first, second := searches(s.ncic)
	child, first, second = repeat(dice, child, 2), repeat(dice, first, 3), repeat(dice, second, 2)
	s.truth.NCIC[ChildNCICFile] = count(child, len(childGarbage))
	s.truth.NCIC[CompanionNCICFile] = count(first, len(lineGarbage))
	s.truth.NCIC[CompanionNCICTable] = count(second, len(tableGarbage))
	s.truth.Agencies = countAgencies()

	book, err := addressBook(s.truth)
	if err != nil {
		return nil, fmt.Errorf("make the spreadsheet: %w", err)
	}
	made := map[string][]byte{
		AgenciesFile:         agencyTable(),
		ChildNCICFile:        blockText(child, childGarbage),
		CompanionNCICFile:    periodText(first, lineGarbage),
		CompanionNCICTable:   tableText(second, tableGarbage),
		PlatesFile:           plateTable(s.reads, s.truth),
		CompanionAddressFile: addressTable(s.truth),
		ChildAddressFile:     book,
	}
	truth, err := json.MarshalIndent(s.truth, "", "  ")
	made[TruthFile] = append(truth, '\n')
	return made, err
}

// searches deals the transactions to the three searches, each in time order.
func searches(rows []transaction) (child, first, second []transaction) {
	for _, r := range rows {
		switch {
		case r.child:
			child = append(child, r)
		case r.at.Before(split):
			first = append(first, r)
		default:
			second = append(second, r)
		}
	}
	for _, s := range [][]transaction{child, first, second} {
		slices.SortStableFunc(s, func(a, b transaction) int { return a.at.Compare(b.at) })
	}
	return child, first, second
}

// What no loader can take, after the transaction with the number.
var (
	childGarbage = map[int]string{
		11: "MKE/QW ORI/CO9100200 DATE/2026 3T TIME/##\r\nNAM/SAMPLE, GOLDIE SEX/F RAC/W DOB/20080117",
		25: "@@@@ TAPE ERROR 000214 @@@@ RECORD NOT RECOVERED",
	}
	lineGarbage = map[int]string{
		9:  "1N0190?44210.Q??.OK90.NAM/SPECI\n11:03 04/11/2026 44210",
		30: "1N0191050107.QW.TX9100100.NAM/SPECIMEN, CORWIN D.SEX/M.RAC/W.DOB/19870829\n07:12 13/45/2026 50107",
	}
	tableGarbage = map[int]string{
		14: "13/45/2026,07:12:09,QW,MO9100100,1N0191055501,\"SPECIMEN, CORWIN D\",M,W,19870829,,,,,,,,",
		33: ",,QV,,,,,,,,,BQO2681,TX,2026,PC,,",
	}
)

// badReads are rows of the readers' export that no loader can take.
func badReads() []string {
	from := func(reader string, id int, at, lat, lon string) string {
		return fmt.Sprintf("%d,%s,TX,%s,%s,%s,,%s,Fixed,W,93.0", id, newPlate, at, lat, lon, reader)
	}
	row := func(id int, at, lat, lon string) string { return from("Trailer 4", id, at, lat, lon) }
	return []string{
		from("Trailer 9", 4190001, "2026-06-19T03:14:07Z", "0.00000", "0.00000"), // no fix, and no other row tells where it stands
		from("Trailer 9", 4190002, "2026-07-02T19:40:51Z", "0", "0"),
		row(4190003, "2026-07-09T02:22:10Z", "-94.51430", "39.09390"), // swapped
		row(4190004, "2026-07-21T14:05:33Z", "-94.56710", "39.14790"),
		row(4190005, "2026-08-05T23:51:18Z", "39.09390", "94.51430"), // the minus sign lost
		row(4190006, "2026-08-30T01:12:44Z", "39.77930", "104.90320"),
		row(4190007, "2026-09-31T12:00:00Z", "39.77930", "-104.90320"), // no such day
		fmt.Sprintf("4190008,%s,TX,2026-10-11T20:1", newPlate),         // cut off
	}
}

// plateTable is the readers' export, the bad rows spread over it.
func plateTable(rows []read, truth *Truth) []byte {
	var b bytes.Buffer
	b.WriteString(plateHeader + "\r\n")
	bad := badReads()
	every := len(rows) / len(bad)
	for i, r := range rows {
		b.WriteString(r.line() + "\r\n")
		if i%every == every-1 && i/every < len(bad) {
			b.WriteString(bad[i/every] + "\r\n")
		}
	}
	truth.Plates = countReads(rows, len(bad))
	return b.Bytes()
}
