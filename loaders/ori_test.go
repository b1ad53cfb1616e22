package loaders

import (
	"strings"
	"testing"

	"sightline/timeline"
)

func TestLocateORI(t *testing.T) {
	tests := []struct {
		ori   string
		class timeline.Class
		state string
		basis string
	}{
		{"TX2270100", timeline.ClassAgency, "TX", "ORI TX2270100: position in the agency table"},
		{"tx2270100", timeline.ClassAgency, "TX", "ORI TX2270100: position in the agency table"},
		{"TX22701", timeline.ClassAgency, "TX", "ORI TX2270100: position in the agency table"},
		{"NB0550000", timeline.ClassCounty, "NE", "ORI NB0550000: the agency table gives only its county, LANCASTER"},
		{"TX2279900", timeline.ClassCounty, "TX",
			"ORI TX2279900 is not in the agency table; 19 of the 20 agencies whose ORI begins with TX227 lie in TRAVIS, TX"},
		{"TX9990000", timeline.ClassState, "TX", "ORI TX9990000 is not in the agency table; only its state, Texas, is known"},
		// two of four do not agree
		{"TXHPD0000", timeline.ClassState, "TX", "ORI TXHPD0000 is not in the agency table; only its state, Texas, is known"},
		{"NB9990000", timeline.ClassState, "NE", "ORI NB9990000 is not in the agency table; only its state, Nebraska, is known"},
		{"NE0550000", timeline.ClassNone, "", "ORI NE0550000 is not in the agency table and belongs to no state (NE is the Netherlands)"},
		{"ZZ0000000", timeline.ClassNone, "", "ORI ZZ0000000 is not in the agency table and its state is not known"},
		{"TXLIC0000", timeline.ClassNone, "", "ORI TXLIC0000 is a generic ORI of the state's message switch, not a place"},
		{"NL0000000", timeline.ClassNone, "", "ORI NL0000000 is the message switch itself, not a place"},
		{"AZNLETS20", timeline.ClassNone, "", "ORI AZNLETS20 is an ORI of the message network, not a place"},
		{"TX227010S", timeline.ClassNone, "", "ORI TX227010S is an ORI assigned by the message network, not a place"},
		{"TX2270", timeline.ClassNone, "", `"TX2270" is not an ORI: an ORI is two letters and seven letters or digits`},
		{"", timeline.ClassNone, "", `"" is not an ORI: an ORI is two letters and seven letters or digits`},
	}
	for _, tt := range tests {
		w := shippedTables().LocateORI(fakeAgencies{}, fakeGazetteer{}, tt.ori)
		if w.Class != tt.class || w.State != tt.state || w.Basis != tt.basis {
			t.Errorf("%s: got %s %s %q, want %s %s %q", tt.ori, w.Class, w.State, w.Basis, tt.class, tt.state, tt.basis)
		}
	}
	if w := shippedTables().LocateORI(nil, nil, "TX2270100"); w.Located() {
		t.Errorf("located without tables: %+v", w)
	}
}

func TestSuggestORI(t *testing.T) {
	for ori, want := range map[string]string{"TX227O100": "TX2270100", "TXO227100": "", "TX2270100": "", "TX2270IOO": "",
		"TX22701O0": "TX2270100"} {
		a, ok := suggestORI(fakeAgencies{}, ori)
		if ok != (want != "") || a.ORI != want {
			t.Errorf("%s: got %q, want %q", ori, a.ORI, want)
		}
	}
	m, _, err := load(t, FormatNCIC, "x.txt", []byte("07/04/2026 2315 QW TX227O100 NAM/INVENTED\n"))
	if err != nil || !strings.Contains(m.out.String(),
		"remark like_ori: ORI TX227O100 is not in the agency table; with O and 0 exchanged it would be TX2270100, Invented Police Department\n") ||
		!strings.Contains(m.out.String(), "where county") {
		t.Errorf("%v %s", err, &m.out)
	}
}
