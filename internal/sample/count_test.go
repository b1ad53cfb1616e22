package sample

import (
	"slices"
	"strings"
	"time"
)

// count counts a file of transactions by what was planted.
func count(rows []transaction, rejected int) NCICTruth {
	n := NCICTruth{Read: len(rows) + rejected, Rejected: rejected}
	var chainOf = map[string]time.Time{}
	for _, r := range rows {
		if r.repeat {
			n.Duplicates++
			continue
		}
		n.Taken++
		n.countPlace(r.ori)
		n.countTime(r)
		if r.ori == secondCarORI {
			n.Cloned++
		}
		if n.countStanding(r) {
			if last, ok := chainOf[r.ori]; !ok || r.at.Sub(last) > 5*time.Minute {
				n.Chains++
			}
			chainOf[r.ori] = r.at
		}
	}
	return n
}

// countStanding reports whether the transaction may be an encounter.
func (n *NCICTruth) countStanding(r transaction) bool {
	entry := slices.Contains([]string{"EM", "MM", "CM"}, r.key)
	if entry {
		n.Entry++
	}
	switch {
	case r.ori == ownerORI || r.ori == clearinghouseORI:
		n.Own++
	case entry:
	case strings.HasPrefix(r.key, "Z"):
		n.Administrative++
	case r.key == "QH" && r.value("PUR") == "E":
		n.NonCriminal++
	default:
		n.Encounters++
		return true
	}
	return false
}

func (n *NCICTruth) countTime(r transaction) {
	switch date, clock := r.stamp(); {
	case date == "20260308" && clock >= "02" && clock < "03":
		n.Skipped++
	case date == "20261101" && clock >= "01" && clock < "02":
		n.Ambiguous++
	}
}

// countPlace counts how finely an ORI can be placed with the invented table.
func (n *NCICTruth) countPlace(ori string) {
	a, prefix := lookup(ori)
	switch {
	case slices.Contains([]string{"TXLIC0000", "NL0000000"}, ori):
		n.Generic++
	case a.precision == "agency" && a.ori != misplacedORI:
		n.AtAgency++
	case a.county != "" || len(prefix) == 1:
		n.AtCounty++
	case strings.HasPrefix(ori, "ZZ"):
		n.Unmapped++
	default:
		n.AtState++
	}
}

// lookup finds an agency by its ORI, or by its seven-character form, and the counties of its prefix.
func lookup(ori string) (found agency, counties []string) {
	for _, a := range agencies() {
		if a.ori == ori || a.ori == ori+"00" {
			found = a
		}
		if a.ori[:5] == ori[:5] && a.county != "" && !slices.Contains(counties, a.county) {
			counties = append(counties, a.county)
		}
	}
	return found, counties
}

func countAgencies() AgencyTruth {
	t := AgencyTruth{Rows: len(agencies()), Misplaced: 1}
	for _, a := range agencies() {
		if a.precision == "" {
			t.Unplaced++
		}
	}
	return t
}

func countReads(rows []read, rejected int) PlateTruth {
	t := PlateTruth{Read: len(rows) + rejected, Rejected: rejected, ByPlate: map[string]int{}}
	cameras := map[string]bool{}
	for _, r := range rows {
		if r.repeat {
			t.Duplicates++
			continue
		}
		t.Taken++
		if r.state == "" {
			t.NoState++
		}
		if r.unplaced {
			t.Unplaced++
		}
		if r.mobile {
			t.Mobile++
		} else {
			cameras[r.camera] = true
		}
		t.countKind(r)
	}
	t.Cameras = len(cameras)
	return t
}

func (t *PlateTruth) countKind(r read) {
	switch r.reading {
	case exact:
		t.ByPlate[r.car.plate]++
	case lookOCR:
		t.LookAlike++
	case oneEdit:
		t.OneEdit++
	}
	switch r.kind {
	case cloned:
		t.Cloned++
	case afterSale:
		t.AfterSale++
	}
}
