package export

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestUnitColumns finds unit and kind of an address in columns of their own, as the loader parsed them.
func TestUnitColumns(t *testing.T) {
	d := varied()
	for i := range d.Events {
		switch d.Events[i].ID {
		case "e101":
			d.Events[i].Fields = []timeline.Field{{Name: "Unit", Value: "Apt 4"}, {Name: timeline.FieldUnit, Value: "APT 4"}}
		case "e102":
			d.Events[i].Fields = []timeline.Field{{Name: timeline.FieldAddressType, Value: "post office box"}}
		}
	}
	found := 0
	for _, r := range table(t, written(t, "csv", d, given())) {
		if want := map[string]string{"e101": "APT 4//Unit=Apt 4", "e102": "/post office box/"}[r["id"]]; want != "" {
			found++
			if got := r["unit"] + "/" + r["address_type"] + "/" + r["details"]; got != want {
				t.Errorf("%s: %s, want %s", r["id"], got, want)
			}
		}
	}
	if found != 2 {
		t.Errorf("%d addresses were found", found)
	}
}

// TestNoFieldIsLost gives events fields of any names, those of columns and each other among them, and finds every value in the
// table once: under the one column of its name, whose heads are all different, or among the others.
func TestNoFieldIsLost(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	names := append([]string{"unit", "Unit", " unit", "UNIT ", "address type", "address_type", "Address-Type", "id", "Kind", "state",
		"State", "record_state", "", "--", "=1+1", "load"}, hostileTexts()[:12]...)
	for round := range 300 {
		tell := tell()
		most := 1 + random.IntN(5)
		if round == 0 {
			most = 40 // more names than columns
		}
		for n := range 1 + random.IntN(8) {
			tell.seen(func(e *timeline.Event) {
				e.Kind = []timeline.KindName{kinds.Inquiry, kinds.Arrest}[random.IntN(2)]
				for f := range random.IntN(most + 1) {
					name := names[random.IntN(len(names))]
					if round == 0 {
						name = fmt.Sprint("name ", random.IntN(2*mostFields))
					}
					e.Fields = append(e.Fields, timeline.Field{Name: name, Value: fmt.Sprintf("v%d.%d", n, f)})
				}
			})
		}
		m, err := newMaterial(tell.done(), given())
		if err != nil {
			t.Fatal(err)
		}
		sheets := []*eventSheet{m.everything()}
		for _, k := range m.byKind() {
			sheets = append(sheets, &k.eventSheet)
		}
		got := map[int]int{} // values by whether the table is of all kinds
		for i, sheet := range sheets {
			checkHeads(t, sheet.columns)
			for r := range sheet.rows(m) {
				told := map[string]int{}
				for _, c := range sheet.columns {
					if text, is := c.value(r).(string); is && c.name != "details" && strings.HasPrefix(text, "v") {
						told[text]++
						if !lastOfName(r.Fields, text) {
							t.Errorf("column %s has %s of %v", c.name, text, r.Fields)
						}
					}
				}
				for _, f := range r.rest {
					told[f.Value]++
				}
				for _, f := range r.Fields {
					if told[f.Value] != 1 {
						t.Errorf("%q = %s is told %d times of %v", f.Name, f.Value, told[f.Value], r.Fields)
					}
				}
				got[min(i, 1)] += len(told)
			}
		}
		if got[0] != got[1] {
			t.Errorf("the sheets of kinds hold %d values, the one table %d", got[1], got[0])
		}
	}
}

// lastOfName reports whether no field after the one with a value has its name, whatever its case.
func lastOfName(fields []timeline.Field, value string) bool {
	at := slices.IndexFunc(fields, func(f timeline.Field) bool { return f.Value == value })
	return !slices.ContainsFunc(fields[at+1:], func(f timeline.Field) bool {
		return strings.EqualFold(strings.TrimSpace(f.Name), strings.TrimSpace(fields[at].Name))
	})
}

// checkHeads checks the heads of a table.
func checkHeads(t *testing.T, columns []column) {
	t.Helper()
	names, titles := map[string]bool{}, map[string]bool{}
	for _, c := range columns {
		name, title := strings.ToLower(c.name), strings.ToLower(c.title)
		if names[name] || titles[title] || name == "" || title == "" || formula(name) || formula(title) || title != oneLine(title) {
			t.Errorf("the head %q, %q is not new, empty, or runs", c.name, c.title)
		}
		names[name], titles[title] = true, true
	}
	if len(columns) > len(commonColumns())+mostFields {
		t.Errorf("there are %d columns", len(columns))
	}
}

// TestSheetsHaveTheirColumns: a sheet has just those common columns that its events can fill, and no value is in none.
func TestSheetsHaveTheirColumns(t *testing.T) {
	m, err := newMaterial(varied(), given())
	if err != nil {
		t.Fatal(err)
	}
	for _, sheet := range m.byKind() {
		has := map[string]bool{}
		for _, c := range sheet.columns {
			has[c.name] = true
		}
		for _, name := range []string{"last_local", "plate", "burst", "message_key"} {
			want := map[timeline.KindName][]string{
				kinds.Inquiry: {"message_key"}, kinds.Custody: {"last_local", "message_key"}, kinds.Address: {"last_local"},
				timeline.KindRead: {"plate", "burst"}, timeline.KindRecord: {"message_key"},
			}[sheet.Name]
			if has[name] != slices.Contains(want, name) {
				t.Errorf("%s: the sheet has %s: %v", sheet.Name, name, has[name])
			}
		}
		for r := range sheet.rows(m) {
			for _, c := range commonColumns() {
				if v := c.value(r); v != nil && !has[c.name] {
					t.Errorf("%s: %s of %s is on no sheet: %v", sheet.Name, c.name, r.ID, v)
				}
			}
		}
	}
}

// TestHandlingIsTold: each event has its own codes and those of the loads of all of its records, in every table.
func TestHandlingIsTold(t *testing.T) {
	d := varied()
	loads := map[int64][]timeline.Handling{}
	for _, l := range d.Loads {
		loads[l.ID] = l.Handling
	}
	want := map[string]string{}
	for _, e := range d.Unfolded() {
		want[e.ID] = joined("; ", timeline.HandlingOf(&e, loads)...)
	}
	if n := len(slices.Compact(slices.Sorted(maps.Values(want)))); n != 3 {
		t.Fatalf("the events have only %d sets of codes", n)
	}
	doc := document(t, written(t, "kmz", d, given()))
	for _, r := range table(t, written(t, "csv", d, given())) {
		code, is := want[r["id"]]
		if is && r["handling"] != code {
			t.Errorf("%s is under %q, want %q", r["id"], r["handling"], code)
		}
		if !is {
			continue
		}
		text := mark(t, doc, r["id"]).texts("description")[0]
		for _, known := range timeline.Handlings() {
			if strings.Contains(text, known.Name()) != strings.Contains(code, string(known)) {
				t.Errorf("the mark of %s under %q says: %s", r["id"], code, text)
			}
		}
	}
}
