package loaders

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"sightline/timeline"
)

func own(files map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

// TestOwnTables puts rows of the analyst's own over the shipped ones and loads by them.
func TestOwnTables(t *testing.T) {
	tables, err := OpenTables(own(map[string]string{
		"message_keys.csv": "key,category,purpose,meaning,source\nQZZ,encounter,,the state's own inquiry,OWN\nQW,administrative,,here only by clerks,OWN\nQV,-,,,\n",
		"field_codes.csv":  "code,meaning,source\nXYZ,the state's own field,OWN\n",
		"states.csv":       "code,usps,name\nZZ,TX,Invented State\n",
		"ori_rules.csv":    "pattern,effect,meaning,source\nTX22799??,generic,our test terminal,OWN\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	opt := fakeOptions()
	opt.Tables = tables
	k := &kept{}
	const data = "07/04/2026 1200 QZZ TX2270100 NAM/INVENTED XYZ/1 LIC/ZZZ0000 LIS/ZZ\n07/04/2026 1201 QW TX2279900 NAM/INVENTED\n07/04/2026 1202 QV TX2270100 LIC/ZZZ0000\n"
	if _, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: strings.NewReader(data)}, opt, k); err != nil ||
		len(k.events) != 3 {
		t.Fatalf("%d taken, %v", len(k.events), err)
	}
	a, b, c := k.events[0], k.events[1], k.events[2]
	if a.Standing != timeline.Counts || len(a.Remarks) > 0 || fieldOf(a.Fields, "XYZ") != "1" || a.Plate().State != "TX" {
		t.Errorf("%+v", a)
	}
	if b.Standing != timeline.Administrative || b.Where.Located() || !strings.Contains(b.Where.Basis, "our test terminal") {
		t.Errorf("%+v", b)
	}
	if c.Standing != timeline.Counts || len(c.Remarks) != 1 ||
		c.Remarks[0].String() != "message key QV is not in the table: taken as an inquiry" {
		t.Errorf("%+v", c)
	}
	for _, info := range tables.List() {
		columns, rows, ok := tables.Show(info.Name)
		if !ok || info.Rows != len(rows) || len(columns) != len(info.Columns) || info.Own == 0 || info.Meaning == "" {
			t.Errorf("%+v", info)
		}
	}
	if _, _, ok := tables.Show("plates"); ok {
		t.Error("showed a table there is not")
	}
	if shippedTables().keys["QW"].standing != timeline.Counts {
		t.Error("the shipped table was changed")
	}
}

func TestOwnTablesAreStrict(t *testing.T) {
	for name, tt := range map[string]struct{ file, text, want string }{
		"other file": {"message_key.csv", "",
			"message_key.csv is no table: the tables are message_keys.csv, field_codes.csv, states.csv, ori_rules.csv"},
		"no headings":  {"states.csv", "AA,,Somewhere\n", "states.csv: line 1: the headings must be code,usps,name"},
		"empty":        {"states.csv", "", "states.csv: line 1: the headings must be code,usps,name"},
		"fewer fields": {"states.csv", "code,usps,name\nAA\n", "states.csv: record on line 2: wrong number of fields"},
		"category": {"message_keys.csv", "key,category,purpose,meaning,source\nQW,encountered,,x,OWN\n",
			`message_keys.csv: row 2: the category "encountered" is none of administrative, encounter, entry, non-criminal`},
		"key": {"message_keys.csv", "key,category,purpose,meaning,source\nqw,encounter,,x,OWN\n",
			`message_keys.csv: row 2: the key "qw" is not one to five capital letters`},
		"twice": {"field_codes.csv", "code,meaning,source\nXYZ,a,OWN\nXYZ,b,OWN\n", `field_codes.csv: row 3: "XYZ" is there twice`},
		"source": {"field_codes.csv", "code,meaning,source\nXYZ,a,me\n",
			`field_codes.csv: row 2: the source "me" is none of READ, MEM, OWN`},
		"pattern": {"ori_rules.csv", "pattern,effect,meaning,source\nTX22,generic,x,OWN\n",
			`ori_rules.csv: row 2: the pattern "TX22" is not nine characters, or fewer with * at the end`},
		"effect": {"ori_rules.csv", "pattern,effect,meaning,source\nTX22*,hidden,x,OWN\n",
			`ori_rules.csv: row 2: the effect "hidden" is neither generic nor kind`},
	} {
		if _, err := OpenTables(own(map[string]string{tt.file: tt.text})); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	if _, err := OpenTables(fstest.MapFS{}); err != nil {
		t.Error(err)
	}
}

// TestForeignCodes holds the codes that look like those of states, and are others', to be known without any list at hand.
func TestForeignCodes(t *testing.T) {
	for _, code := range strings.Fields("GM AM MK NL NF PQ SN NK XN AS AP AE MX MM SK NB NE GU") {
		if s, ok := shippedTables().states[code]; !ok || s.name == "" {
			t.Errorf("%s is not in the table of states", code)
		}
	}
}

// TestAgencyKindByORI tells the kind of an agency that is not in the table by the last character of its ORI.
func TestAgencyKindByORI(t *testing.T) {
	for ori, want := range map[string]string{"TX227015J": "Court", "TX227013C": "Corrections", "TX2279900": "", "TX227010S": "",
		"VA007019W": "Clearinghouse for missing children"} {
		if got := shippedTables().oriKind(ori); got != want {
			t.Errorf("%s: got %q, want %q", ori, got, want)
		}
	}
}
