package plate

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for raw, want := range map[string]string{
		"abc-123": "ABC123", " 7 QX·204 ": "7QX204", "ABC 12D": "ABC12D", "0012345": "0012345", "46093": "46093", "12E45": "12E45",
		"ВОО1234": "BOO1234", "вос12": "BOC12", "ΑΒΕ 123": "ABE123", "ＡＢＣ１２３": "ABC123", "𝐀𝐁𝐂123": "ABC123", "Օ12Ս": "O12U", "ᎪᏴ12": "AB12",
		"ABC١٢٣": "ABC123", "A\u200bBC\u00ad123": "ABC123", "ABC—123": "ABC123", "MAR2026": "MAR2026", "MAR-2026": "MAR2026",
		"ABC-0312": "ABC0312", "NOVA12": "NOVA12", "TEMPER1": "TEMPER1", "NANA": "NANA", "NOON": "NOON", "CAR": "CAR",
		"OK ABC1234": "ABC1234 OK", "ok-abc1234": "ABC1234 OK", "US-OK ABC123": "ABC123 OK", "ABC123/OK": "ABC123 OK", "ABC123 (OK)": "ABC123 OK",
		"ABC1234 OK": "ABC1234 OK", "[TX] ABC12": "ABC12 TX", "TX:ABC12": "ABC12 TX", "CO 12345": "CO12345", "12-34-56": "123456",
		"MI-AB 12": "MIAB12", `="0012345"`: "0012345", `=""ABC1E5""`: "ABC1E5", "000A": "000A", "OKTAG": "OKTAG", "XX ABC1234": "XXABC1234",
	} {
		p, err := Parse(raw)
		if got := strings.TrimSpace(p.Number + " " + p.State); got != want || err != nil || p.Raw != raw {
			t.Errorf("%q: %q, %v; want %q", raw, got, err, want)
		}
	}
	for _, raw := range []string{"", "  ", "-", "UNLICENSED", "unlicensed", "NO PLATE", "No-Plate", "NOPLATES", "NO TAG", "no license plate",
		"TEMP", "TEMP TAG", "Temporary", "NONE", "N/A", "n.a.", "UNKNOWN", "UNK", "PAPER TAG", "PAPER PLATE", "papertag", "NOT READABLE",
		"not visible", "NO READ", "UNREADABLE PLATE", "Unreadable", "DEALER TAG", "dealer", "NULL", "NaN", "NO TAG ON VEHICLE", "TX TEMP TAG",
		"IN TRANSIT", "plate unknown", "PLATE NOT SEEN", "SIN PLACAS", "XXXXXXX", "0000000", "tag missing", "ＮＯ ＰＬＡＴＥ", "No Plate Displayed",
		"OK TEMP", "TX TEMP", "TEMP OK", "TX-DEALER", "DEALER (TX)", "UNK CA", "0", "000", "unclear", "Blurry plate", "see notes", "CAN'T READ"} {
		if p, err := Parse(raw); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %+v, %v", raw, p, err)
		}
	}
	for raw, why := range map[string]string{
		"ÄB1": "'Ä'", "БГД123": "'Б'", "Ω12": "'Ω'", "νAB12": "'ν'", "車12": "'車'", "ABC\ufffd1": "'�'", "A\x00B1": "'\\x00'", "A\u0301B1": "'\u0301'",
		"ABC?12": "partial", "AB*1": "partial", "AB_1": "partial", strings.Repeat("A1", 20): "longer", "1.23E+06": "a number", "1,2E+45": "a number",
		"1E+05": "a number", "0.1": "a number", ".5": "a number", "1,234": "a number", "TRUE": "a truth value", "false": "a truth value",
		"#N/A": "a failed formula", "#####": "a failed formula", "10:00:00": "a time of day", "1-Mar": "a date", "12-DEC": "a date",
		"Mar-26": "a date", "MAR-26": "a date", "mar-2026": "a date", "01-Mar-26": "a date", "2026-03-01": "a date", "2026-03-01 00:00:00": "a date",
		"2026-03": "a date", "3/1/2026": "a date", "1.3.2026": "a date", "3/1": "a date", "1 Mar 2026": "a date", "March 1, 2026": "a date",
		"30/12/26": "a date", "2026-03-01T10:00:00Z": "a date",
	} {
		p, err := Parse(raw)
		if err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %+v, %v; want %s", raw, p, err, why)
		}
	}
}

// TestParseDates holds every day, in every form in which a spreadsheet writes it, to be no plate.
func TestParseDates(t *testing.T) {
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2025; day = day.AddDate(0, 0, 1) {
		for _, layout := range []string{"2-Jan", "02-Jan", "2-Jan-06", "2-Jan-2006", "Jan-06", "1/2/2006", "01/02/06", "2006-01-02", "1/2",
			"2006-01-02 15:04:05", "2.1.2006", "January 2, 2006", "2 January 2006", "Jan 2, 2006", "02-JAN-06", "1/2/2006 3:04:05 PM"} {
			if p, err := Parse(day.Format(layout)); err == nil {
				t.Errorf("%s is plate %s", day.Format(layout), p.Number)
			}
		}
	}
}

// TestParseLookAlikes writes plates with look-alikes in any places: each is read as the plate, and flagged.
func TestParseLookAlikes(t *testing.T) {
	var alike [128][]rune
	for r, c := range lookAlikes {
		alike[c] = append(alike[c], r)
	}
	for c := range alphabetRunes() {
		alike[c] = append(alike[c], c-'!'+'！') // full width
	}
	random := rand.New(rand.NewPCG(8, 8))
	for range 5000 {
		var plain, written strings.Builder
		folded := false
		for i := range 6 {
			c := plateAlphabet[random.IntN(len(plateAlphabet))]
			if i == 5 {
				c = '7' // no word
			}
			plain.WriteByte(c)
			if random.IntN(2) == 0 {
				written.WriteRune(alike[c][random.IntN(len(alike[c]))])
				folded = true
			} else {
				written.WriteByte(c)
			}
		}
		p, err := Parse(written.String())
		if err != nil || p.Number != plain.String() || (len(Remarks(p)) > 0) != folded {
			t.Fatalf("%s: %+v, %v, %v; want %s", written.String(), p, Remarks(p), err, plain.String())
		}
	}
}

func alphabetRunes() map[rune]bool {
	all := map[rune]bool{}
	for _, c := range plateAlphabet {
		all[c] = true
	}
	return all
}

// TestParseNothingVanishes puts any letter of any script into a plate: it is folded, or the plate is refused.
func TestParseNothingVanishes(t *testing.T) {
	for r := rune(0x80); r < 0x20000; r++ {
		if isSeparator(r) || r >= 0xd800 && r < 0xe000 {
			continue
		}
		p, err := Parse("AB" + string(r) + "12")
		if err == nil && len(p.Number) != 5 {
			t.Fatalf("%U %c: plate %s", r, r, p.Number)
		}
	}
}

// TestParseStates puts each state in front of plates and behind them.
func TestParseStates(t *testing.T) {
	for _, state := range strings.Fields(states) {
		for _, form := range []string{"%s ABC1234", "%s-ABC-1234", "ABC 1234 %s", "ABC12/%s", "ABC12 (%s)", "US-%s AB123", "%s: AB123"} {
			text := fmt.Sprintf(form, state)
			if p, err := Parse(text); err != nil || p.State != state || !strings.HasPrefix(p.Number, "AB") {
				t.Errorf("%s: %+v, %v", text, p, err)
			}
		}
	}
}

// FuzzParse holds what is taken for a plate to its form, and a plate in its normal form to be read as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"abc-123", "ВОО1234", "OK ABC1234", "1-Mar", "NO PLATE", "ＡＢＣ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, err := Parse(raw)
		if err != nil {
			return
		}
		if p.Number == "" || len(p.Number) > Longest || Normalize(p.Number) != p.Number || p.State != "" && !ValidPlateState(p.State) {
			t.Fatalf("%q: %+v", raw, p)
		}
		if again, err := Parse(p.Number); err == nil && again.Number != p.Number {
			t.Fatalf("%q is read as %s and that as %s", raw, p.Number, again.Number)
		}
	})
}
