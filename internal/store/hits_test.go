package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// hitsOf are the hits that somebody is told of, each on a line: what, how, of whom, how often.
func hitsOf(t *testing.T, s *store.Store, number string, v access.Viewer) []string {
	t.Helper()
	all, err := s.Hits(t.Context(), number, false, 100, access.Asker{Actor: "x", Viewer: v})
	if err != nil {
		t.Fatal(err)
	}
	return saidHits(all)
}

func saidHits(all []ledger.Hit) []string {
	said := []string{}
	for i := range all {
		h := &all[i]
		said = append(said, fmt.Sprintf("%s %s %s %s of %s, %d from line %d", h.Type, h.Identifier(), h.How, h.SubjectName, h.CaseNumber, h.Events, h.Line))
	}
	slices.Sort(said)
	return said
}

// knownAs makes a case with a subject who is known by a name, a birth date, a vehicle and a number.
func knownAs(t *testing.T, s *store.Store, number, owner, name, birth, plate, vin string) (timeline.Case, int64) {
	t.Helper()
	c, _, err := s.PutCase(t.Context(), timeline.Case{Number: number, OwningORI: owner}, everyone)
	if err != nil {
		t.Fatal(err)
	}
	p := timeline.Subject{Name: name, BirthDate: birth}
	if plate != "" {
		p.Holdings = append(p.Holdings, timeline.Holding{Of: timeline.Plate{Number: plate, State: "OK"}.Identifier(), To: day(20), Basis: "x"})
	}
	if vin != "" {
		p.Holdings = append(p.Holdings, timeline.Holding{Of: timeline.Identifier{Type: "VIN", Value: vin}, Basis: "x"})
	}
	id, _, err := s.PutSubject(t.Context(), c.ID, p, everyone)
	if err != nil {
		t.Fatal(err)
	}
	return c, id
}

// TestHits: what a load brings is held against what is known of other subjects of its case and of others: their names, vehicles and
// numbers, and what their records say; by somebody who sees everything, all of it is found, and each once.
func TestHits(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	mine, ann := knownAs(t, s, "H-1", "ZZ9990100", "Testperson, Ann", "2009-05-06", "8OK1", "")
	knownAs(t, s, "H-2", "ZZ9990200", "Roe, Richard", "1970-02-03", "8OK2", "1x-234")
	far, bea := knownAs(t, s, "H-3", "ZZ9990300", "Poe, Bea", "", "", "")
	if _, _, err := s.PutSubject(t.Context(), mine.ID, timeline.Subject{Name: "Baker, Tom", Aliases: []string{"Tommy Cook"}}, everyone); err != nil {
		t.Fatal(err)
	}
	take(t, s, store.NewLoad{Case: far.ID, Subject: bea, File: "far", Format: "ncic", Loader: "x", Asker: everyone}, 2, func(l *store.Load) {
		for i, name := range []string{"POE, BEA", "WREN, CARL"} {
			r, e := namedBy(i+1, name, "1988-07-09", "", "8OK7")
			if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
	})
	rows := []struct{ name, birth, plate, vin string }{
		{"TESTPERSON, ANN", "2009-05-06", "8OK1", ""}, // her own, which is no hit
		{"ROE, RICHARD", "1970-02-03", "", ""},        // another case's
		{"ROE, RICHARD", "1970-02-03", "", ""},        // twice
		{"ROE, RICHARD", "1999-12-11", "", ""},        // somebody else of that name
		{"COOK, TOMMY", "", "", ""},                   // by an alias, of the same case
		{"WREN, CARL", "1988-07-09", "", ""},          // a stranger in the records of another
		{"WREN, CARL", "1990-07-09", "", ""},          // and one who is not
		{"", "", "8OK2", ""},                          // a vehicle that is held
		{"", "", "8OK7", ""},                          // one that is seen elsewhere
		{"", "", "8OK9", "1X234"},                     // a number, in other words
	}
	load := func(n int, v access.Viewer) (hits []ledger.Hit) {
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: mine.ID, Subject: ann, File: "mine", Format: "ncic", Loader: "x", Asker: access.Asker{Actor: "ann", Viewer: v}, At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Abandon(t.Context())
		for i, row := range rows {
			r, e := namedBy(i+1, row.name, row.birth, "", row.plate)
			r.Text = fmt.Appendf(nil, "load %d line %d", n, i)
			r.Key[0] = byte(n)
			if row.vin != "" {
				e.Fields = append(e.Fields, timeline.Field{Name: "vin", Value: row.vin})
			}
			if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Finish(t.Context(), store.Summary{Read: int64(len(rows)), Zone: "UTC", ZoneBasis: timeline.BasisStated}); err != nil {
			t.Fatal(err)
		}
		return l.Tie().Hits
	}
	want := []string{
		"VIN 1x-234 held Roe, Richard of H-2, 1 from line 10",
		"person COOK, TOMMY named Baker, Tom of H-1, 1 from line 5",
		"person ROE, RICHARD (1970-02-03) named Roe, Richard of H-2, 2 from line 2",
		"person WREN, CARL (1988-07-09) seen Poe, Bea of H-3, 1 from line 6",
		"plate 8OK2 (OK) held Roe, Richard of H-2, 1 from line 8",
		"plate 8OK7 (OK) seen Poe, Bea of H-3, 1 from line 9",
	}
	if got := saidHits(load(1, everything)); !slices.Equal(got, want) {
		t.Errorf("the load is told of\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := hitsOf(t, s, "", everything); !slices.Equal(got, want) {
		t.Errorf("listed are\n%s", strings.Join(got, "\n"))
	}
	if got := hitsOf(t, s, "H-3", everything); len(got) != 2 {
		t.Errorf("of H-3 %q", got)
	}
	if got := load(2, access.Viewer{}); len(got) > 0 {
		t.Errorf("who sees nothing is told of %q", saidHits(got))
	}
	all, err := s.Hits(t.Context(), "", true, 100, everyone)
	if err != nil || len(all) != len(want) {
		t.Fatalf("%d hits, %v", len(all), err)
	}
	if n, err := s.SeeHits(t.Context(), []int64{all[0].ID, all[1].ID, 99}, everyone); err != nil || n != 2 {
		t.Errorf("%d seen, %v", n, err)
	}
	if all, err = s.Hits(t.Context(), "", true, 100, everyone); err != nil || len(all) != len(want)-2 {
		t.Errorf("%d are new, %v", len(all), err)
	}
	if _, err := s.Undo(t.Context(), all[0].LoadID, "test", everyone); err != nil {
		t.Fatal(err)
	}
	if got := hitsOf(t, s, "", everything); len(got) > 0 {
		t.Errorf("after the load was undone: %q", got)
	}
}

// TestHitsOfReads: plate reads of another subject's vehicle while it was held are a hit, in months that are new and in those that there
// are, and reads that were there before are none.
func TestHitsOfReads(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	mine, _ := knownAs(t, s, "H-1", "ZZ9990100", "Testperson, Ann", "", "8OK1", "")
	knownAs(t, s, "H-2", "ZZ9990200", "Roe, Richard", "", "8OK2", "")
	bring := func(file string, lines ...timeline.Read) []string {
		t.Helper()
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: mine.ID, File: file, Format: "plates", Loader: "x", Asker: everyone, At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Abandon(t.Context())
		if err := l.Reads(t.Context(), lines); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Finish(t.Context(), store.Summary{Read: int64(len(lines)), Zone: "UTC", ZoneBasis: timeline.BasisStated}); err != nil {
			t.Fatal(err)
		}
		return saidHits(l.Tie().Hits)
	}
	at := func(line, d int, plate string) timeline.Read { return read(line, day(d), plate, "OK", camera) }
	held := func(of string, n, line int) string {
		return fmt.Sprintf("plate %s (OK) held %s, %d from line %d", of, map[string]string{"8OK1": "Testperson, Ann of H-1",
			"8OK2": "Roe, Richard of H-2"}[of], n, line)
	}
	first := []timeline.Read{at(1, 3, "8OK2"), at(2, 4, "8OK2"), at(3, 25, "8OK2"), at(4, 3, "8OK1"), at(5, 3, "AAA1")}
	for _, tt := range []struct {
		reads []timeline.Read
		want  []string
	}{
		{first, []string{held("8OK1", 1, 4), held("8OK2", 2, 1)}},
		{first, []string{}},
		{append(slices.Clone(first), at(6, 6, "8OK2"), at(7, 30, "8OK2")), []string{held("8OK2", 1, 6)}},
		{[]timeline.Read{at(1, 8, "8OK2"), at(2, -20, "8OK2"), at(3, -50, "BBB2")}, []string{held("8OK2", 2, 1)}},
	} {
		if got := bring(fmt.Sprint(len(tt.reads)), tt.reads...); !slices.Equal(got, tt.want) {
			t.Errorf("%d reads: %q, want %q", len(tt.reads), got, tt.want)
		}
	}
}

// TestHitsLeakNothing: whoever loads is told of what he may see, and whoever lists of what he may: members of both cases, of either and
// of none, with and without the right to the code under which the other's record is, or the load. What nobody is told of makes notices.
func TestHitsLeakNothing(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	mine, ann := knownAs(t, s, "L-1", "ZZ9990100", "Testperson, Ann", "", "", "")
	theirs, roe := knownAs(t, s, "L-2", "ZZ9990200", "Roe, Richard", "1970-02-03", "8OK2", "")
	history := []timeline.Handling{timeline.CriminalHistory}
	take(t, s, store.NewLoad{Case: theirs.ID, Subject: roe, File: "open", Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
		r, e := namedBy(1, "WREN, CARL", "1988-07-09", "", "")
		if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
			t.Fatal(err)
		}
	})
	take(t, s, store.NewLoad{Case: theirs.ID, Subject: roe, File: "closed", Format: "rapsheet", Loader: "x"}, 1, func(l *store.Load) {
		r, e := namedBy(2, "FINCH, DORA", "1980-01-09", "", "")
		e.Kind, e.Handling = kinds.Arrest, history
		e.Parties[0].Part = kinds.Of(kinds.Arrest).Parts[0].Name
		if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
			t.Fatal(err)
		}
	})
	who := map[string]access.Viewer{"nobody": {}}
	for name, cases := range map[string][]int64{"both": {mine.ID, theirs.ID}, "mine": {mine.ID}, "theirs": {theirs.ID}, "neither": nil} {
		v := access.Viewer{User: addUser(t, url, name, "analyst", "ZZ9990100", cases...), Role: access.RoleAnalyst, Agency: "ZZ9990100"}
		who[name] = v
		v.User = addUser(t, url, name+" trusted", "analyst", "ZZ9990100", cases...)
		v.May = history
		who[name+" trusted"] = v
	}
	who["owner"] = access.Viewer{User: addUser(t, url, "owner", "supervisor", "ZZ9990200"), Role: access.RoleSupervisor, Agency: "ZZ9990200"}
	who["everything"] = everything
	open, closed := []string{
		"person ROE, RICHARD (1970-02-03) named Roe, Richard of L-2, 1 from line 1",
		"person WREN, CARL (1988-07-09) seen Roe, Richard of L-2, 1 from line 2",
		"plate 8OK2 (OK) held Roe, Richard of L-2, 1 from line 4",
	}, []string{
		"person FINCH, DORA (1980-01-09) seen Roe, Richard of L-2, 1 from line 3",
	}
	sees := func(name string, history bool) (want []string) {
		switch {
		case name == "everything", name == "both trusted":
			want = slices.Concat(open, closed)
		case name == "both" && !history:
			want = open
		}
		return slices.Sorted(slices.Values(append([]string{}, want...)))
	}
	load := func(n int, v access.Viewer, codes []timeline.Handling) ([]string, int64) {
		l, err := s.BeginLoad(t.Context(), store.NewLoad{Case: mine.ID, Subject: ann, File: "mine", Format: "x", Loader: "x", Actor: "ann",
			Asker: access.Asker{Actor: "ann", Viewer: v}, Handling: codes, At: day(1)})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Abandon(t.Context())
		for i, row := range [][3]string{{"ROE, RICHARD", "1970-02-03", ""}, {"WREN, CARL", "1988-07-09", ""}, {"FINCH, DORA", "1980-01-09", ""},
			{"", "", "8OK2"}} {
			r, e := namedBy(i+1, row[0], row[1], "", row[2])
			r.Key[0] = byte(n)
			if err := l.Events(t.Context(), r, []timeline.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Finish(t.Context(), store.Summary{Read: 4, Zone: "UTC", ZoneBasis: timeline.BasisStated}); err != nil {
			t.Fatal(err)
		}
		return saidHits(l.Tie().Hits), l.ID()
	}
	n := 0
	for name, v := range who { // as loaders
		n++
		got, id := load(n, v, nil)
		if want := sees(name, false); !slices.Equal(got, want) {
			t.Errorf("%s loads and is told of %q, want %q", name, got, want)
		}
		if _, err := s.Undo(t.Context(), id, "test", everyone); err != nil {
			t.Fatal(err)
		}
	}
	for _, codes := range [][]timeline.Handling{nil, history} {
		n++
		_, id := load(n, everything, codes)
		for name, v := range who { // as those who list
			if got, want := hitsOf(t, s, "", v), sees(name, codes != nil); !slices.Equal(got, want) {
				t.Errorf("of a load under %v %s is told of %q, want %q", codes, name, got, want)
			}
		}
		all, err := s.Hits(t.Context(), "", false, 100, everyone)
		if err != nil || len(all) == 0 {
			t.Fatal(len(all), err)
		}
		if n, err := s.SeeHits(t.Context(), []int64{all[0].ID}, access.Asker{Actor: "x", Viewer: who["mine"]}); err != nil || n != 0 {
			t.Errorf("who is not told of a hit has seen %d, %v", n, err)
		}
		if _, err := s.Undo(t.Context(), id, "test", everyone); err != nil {
			t.Fatal(err)
		}
	}
	// The other agency looks at its subject: both learn that the other asks, and no more.
	if _, err := s.Dossier(t.Context(), roe, query.OwnRecords, agencyLook("ZZ9990200", "L-2")); err != nil {
		t.Fatal(err)
	}
	for agency, other := range map[string]string{"ZZ9990100": "ZZ9990200", "ZZ9990200": "ZZ9990100"} {
		if got := told(t, s, agency); got["plate 8OK2 OK"] != other || got["person ROE RICHARD 1970-02-03"] != other {
			t.Errorf("%s is told %v", agency, got)
		}
	}
}
