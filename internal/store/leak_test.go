package store_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/feature"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// secret is a load all of whose rows say ZQxR and all of whose texts about people ZQxI, where x is its letter.
type secret struct {
	letter     string
	format     string // plates, ncic or rapsheet
	share      string // ORI, * or none
	restricted bool
	first      bool // of the first case, else of the second

	id    int64
	point orb.Point
}

const (
	leakOwner = "ZZ9990100" // owns the first case
	leakOther = "OK7770100" // some loads are shared with it
	leakThird = "TX8880100" // owns the second case
)

func secrets() []*secret {
	return []*secret{
		{letter: "A", format: "ncic", first: true},
		{letter: "B", format: "plates", first: true},
		{letter: "C", format: "ncic", share: leakOther, first: true},
		{letter: "D", format: "plates", share: leakOther, first: true},
		{letter: "E", format: "plates", share: "*", first: true},
		{letter: "F", format: "plates", share: leakOther, restricted: true, first: true},
		{letter: "G", format: "ncic", restricted: true, first: true},
		{letter: "H", format: "rapsheet", share: "*", first: true},
		{letter: "J", format: "ncic"},
		{letter: "K", format: "plates"},
	}
}

func (l *secret) row() string { return "ZQ" + l.letter + "R" }
func (l *secret) who() string { return "ZQ" + l.letter + "I" }

// load takes the load in: one sighting or read, and one reject.
func (l *secret) load(t *testing.T, s *store.Store, caseID, subject int64) {
	t.Helper()
	what := store.NewLoad{Case: caseID, File: l.who() + " file", Format: l.format, Loader: "x", Actor: l.who() + " actor", At: day(1)}
	where := timeline.Where{Point: l.point, Class: timeline.ClassSite, Radius: 30, Label: l.row(), Basis: "test"}
	if l.format != "plates" {
		what.Subject = subject
	}
	if l.format == "rapsheet" {
		what.Handling = []timeline.Handling{timeline.CriminalHistory}
	}
	into, err := s.BeginLoad(t.Context(), what)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(l.who() + " text")
	if l.format == "plates" {
		site := timeline.Site{Key: l.row() + " key", Name: l.row() + " site", Point: l.point, Where: where}
		r := read(1, day(2), l.row(), "OK", site)
		r.Record.Text = text
		err = into.Reads(t.Context(), []timeline.Read{r})
	} else {
		r, x := sighting(1, day(2))
		r.Text, r.Key = text, sha256.Sum256(text)
		x.Where, x.Parties, x.Fields = where, kinds.Vehicle(timeline.Plate{Number: l.row(), State: "OK"}),
			[]timeline.Field{{Name: "NAM", Value: l.who() + " field"}}
		if l.format == "rapsheet" {
			x.Handling = []timeline.Handling{timeline.CriminalHistory}
		}
		err = into.Events(t.Context(), r, []timeline.Event{x})
		if err == nil {
			stay := timeline.Record{Line: 2, Text: append(slices.Clone(text), '2'), Key: sha256.Sum256(append(text, '2'))}
			where.Class = timeline.ClassZIP
			err = into.Events(t.Context(), stay,
				[]timeline.Event{{Kind: kinds.Address, First: x.First, Last: &x.First, Where: where, Handling: x.Handling,
					Fields: x.Fields}})
		}
	}
	if err == nil {
		err = into.Reject(t.Context(), timeline.Reject{Line: 9, Text: []byte(l.who() + " reject"), Reason: l.who() + " reason"})
	}
	if err != nil {
		t.Fatal(err)
	}
	read := int64(2)
	if l.format != "plates" {
		read = 3
	}
	done, err := into.Finish(t.Context(),
		store.Summary{Read: read, Rejected: 1, Zone: "UTC", Notes: []timeline.Note{{Text: l.who() + " note", Count: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	l.id = done.ID
}

// watcher is a viewer, and what the rules say of him.
type watcher struct {
	viewer access.Viewer
	inside []bool // the first case, the second
	dead   bool   // account closed, key revoked
	only   string // letters of the loads in his area, "" for all
}

// sees says by the rules, not by the views, whether a watcher may see a load's rows, and whether he may know of whom.
func (w watcher) sees(l *secret) (row, who bool) {
	v := w.viewer
	if v.Everything {
		return true, true
	}
	if w.dead || l.restricted && !v.MaySee(timeline.Restricted) || l.format == "rapsheet" && !v.MaySee(timeline.CriminalHistory) {
		return false, false
	}
	who = w.inside != nil && (l.first && w.inside[0] || !l.first && w.inside[1])
	partner := v.Key > 0 || slices.Contains([]access.Role{access.RoleAnalyst, access.RoleSupervisor, access.RoleAgency}, v.Role)
	row = who || partner && (l.share == "*" || l.share != "" && l.share == v.Agency)
	return row && (w.only == "" || strings.Contains(w.only, l.letter)), who
}

// leakBed is a database with two cases, their loads and all who may look.
type leakBed struct {
	store    *store.Store
	url      string
	loads    []*secret
	watchers map[string]watcher
	subjects []int64
	full     timeline.Dossier // of the first subject, for one who sees everything
}

func newLeakBed(t *testing.T) *leakBed {
	t.Helper()
	s, url := open(t)
	b := &leakBed{store: s, url: url, loads: secrets()}
	var cases []int64
	for n, owner := range []string{leakOwner, leakThird} {
		c, _, err := s.PutCase(t.Context(), timeline.Case{Number: fmt.Sprintf("L-%d", n+1), Title: fmt.Sprintf("ZQ%dI title", n+1),
			OwningORI: owner}, everyone)
		if err != nil {
			t.Fatal(err)
		}
		id, _, err := s.PutSubject(t.Context(), c.ID,
			timeline.Subject{Name: fmt.Sprintf("ZQ%dI name", n+1), Aliases: []string{fmt.Sprintf("ZQ%dI alias", n+1)},
				Holdings: []timeline.Holding{{Of: timeline.Identifier{Type: "phone", Value: fmt.Sprintf("ZQ%dI phone", n+1)}}}}, everyone)
		if err != nil {
			t.Fatal(err)
		}
		cases, b.subjects = append(cases, c.ID), append(b.subjects, id)
	}
	for i, l := range b.loads {
		l.point = orb.Point{-97 + float64(i), 35}
		n := 1
		if l.first {
			n = 0
		}
		l.load(t, s, cases[n], b.subjects[n])
		if l.format == "plates" { // the reads are sightings of the subject, and one more is a candidate
			assumeVehicle(t, url, b.subjects[n], l.row(), l.id)
		}
		if l.share != "" {
			if _, err := s.Share(t.Context(), l.id, l.share, access.Asker{Viewer: everything}); err != nil {
				t.Fatal(err)
			}
		}
		if l.restricted {
			if _, err := s.ChangeHandling(t.Context(), l.id, []timeline.Handling{timeline.Restricted}, nil,
				access.Asker{Viewer: everything}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var err error
	if b.full, err = s.Dossier(t.Context(), b.subjects[0], query.WithWithheld, access.Asker{Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	for _, x := range b.full.Events { // every event gets a mark that tells of its load
		i := slices.IndexFunc(b.loads, func(l *secret) bool { return l.id == x.Record().Load })
		if _, err := s.AddMark(t.Context(), b.subjects[0],
			timeline.Mark{Target: x.ID, Kind: timeline.MarkNote, Text: b.loads[i].who() + " mark"},
			access.Asker{Actor: "x", Viewer: everything}); err != nil {
			t.Fatal(err)
		}
	}
	b.watchers = leakWatchers(t, url, cases, b.loads)
	return b
}

func leakWatchers(t *testing.T, url string, cases []int64, loads []*secret) map[string]watcher {
	all := map[string]watcher{
		"everything": {viewer: everything},
		"nobody":     {},
		"no account": {viewer: access.Viewer{User: 999, Role: access.RoleSupervisor, Agency: leakOwner}, dead: true},
	}
	add := func(name string, role access.Role, agency string, members []int64, more ...func(*access.Viewer)) {
		v := access.Viewer{User: addUser(t, url, strings.ReplaceAll(name, " ", "-"), string(role), agency, members...), Role: role,
			Agency: agency}
		for _, m := range more {
			m(&v)
		}
		inside := func(n int) bool {
			return slices.Contains(members, cases[n]) || role == access.RoleSupervisor && agency == []string{leakOwner, leakThird}[n]
		}
		all[name] = watcher{viewer: v, inside: []bool{inside(0), inside(1)}}
	}
	restricted := func(v *access.Viewer) { v.May = append(v.May, timeline.Restricted) }
	history := func(v *access.Viewer) { v.May = append(v.May, timeline.CriminalHistory) }
	one := cases[:1]
	for _, role := range access.Roles() {
		add(string(role)+" member", role, leakThird, one)
		add(string(role)+" member with rights", role, leakOwner, one, restricted, history)
		add(string(role)+" of the owner", role, leakOwner, nil)
		add(string(role)+" of another", role, leakOther, nil)
		add(string(role)+" of another with rights", role, leakOther, nil, restricted, history)
	}
	add("restricted only", access.RoleAnalyst, leakOwner, one, restricted)
	add("history only", access.RoleAnalyst, leakOwner, one, history)
	add("without agency", access.RoleAnalyst, "", nil)
	add("closed", access.RoleAnalyst, leakOwner, one)
	w := all["closed"]
	w.dead = true
	all["closed"] = w
	ask(t, url, "update users set disabled_at = now() where name = 'closed' returning ''")

	key := func(name, more string) int64 {
		ask(t, url, fmt.Sprintf("insert into api_keys (agency, name, hash, rate, expires_at) values ('%s', '%s', sha256('%[2]s'), 1, now() + interval '1 day') returning ''", leakOther, name))
		if more != "" {
			ask(t, url, fmt.Sprintf("update api_keys set %s where name = '%s' returning ''", more, name))
		}
		var id int64
		fmt.Sscan(ask(t, url, fmt.Sprintf("select id::text from api_keys where name = '%s'", name))[0], &id)
		return id
	}
	// A key is its agency, whatever else is said.
	of := func(id int64) access.Viewer {
		return access.Viewer{Key: id, Role: access.RoleSupervisor, Agency: leakOther}
	}
	all["key"] = watcher{viewer: of(key("key", ""))}
	all["revoked key"] = watcher{viewer: of(key("revoked", "revoked_at = now()")), dead: true}
	all["expired key"] = watcher{viewer: of(key("expired", "expires_at = now() - interval '1 second'")), dead: true}
	d := loads[slices.IndexFunc(loads, func(l *secret) bool { return l.letter == "D" })]
	all["key for an area"] = watcher{viewer: of(key("area", fmt.Sprintf(
		"area = st_multi(st_buffer(st_setsrid(st_makepoint(%v, %v), 4326)::geography, 5000)::geometry)::geography", d.point[0],
		d.point[1]))), only: "D"}
	return all
}

// answers asks the store everything it answers to people, by the names of its methods.
func (b *leakBed) answers(ctx context.Context) map[string]func(access.Asker, func(any, error)) {
	s := b.store
	eachLoad := func(give func(load int64)) {
		for id := int64(1); id <= int64(len(b.loads))+1; id++ {
			give(id)
		}
	}
	eachSubject := func(give func(id int64)) {
		for id := range int64(len(b.subjects) + 1) {
			give(id + 1)
		}
	}
	return map[string]func(look access.Asker, give func(any, error)){
		"Cases": func(l access.Asker, give func(any, error)) { give2(give)(s.Cases(ctx, l)) },
		"Dossier": func(l access.Asker, give func(any, error)) {
			eachSubject(func(id int64) { give2(give)(s.Dossier(ctx, id, query.WithWithheld, l)) })
		},
		"Hits": func(l access.Asker, give func(any, error)) { give2(give)(s.Hits(ctx, "", false, 100, l)) },
		"SubjectCase": func(l access.Asker, give func(any, error)) {
			eachSubject(func(id int64) { give2(give)(s.SubjectCase(ctx, id, l)) })
		},
		"Marks": func(l access.Asker, give func(any, error)) {
			eachSubject(func(id int64) { give2(give)(s.Marks(ctx, id, true, l)) })
		},
		"Candidates": func(l access.Asker, give func(any, error)) {
			eachSubject(func(id int64) { give2(give)(s.Candidates(ctx, id, 100, query.Cursor{}, l)) })
		},
		"Loads": func(l access.Asker, give func(any, error)) {
			for _, number := range []string{"", "L-1", "L-2", "L-3"} {
				give2(give)(s.Loads(ctx, number, l))
			}
		},
		"LoadByID": func(l access.Asker, give func(any, error)) {
			eachLoad(func(id int64) { give2(give)(s.LoadByID(ctx, id, l)) })
		},
		"Shares": func(l access.Asker, give func(any, error)) {
			eachLoad(func(id int64) { give2(give)(s.Shares(ctx, id, l)) })
		},
		"Rejects": func(l access.Asker, give func(any, error)) {
			eachLoad(func(id int64) {
				found, err := s.Rejects(ctx, id, l)
				for _, r := range found {
					give(string(r.Text)+r.Reason, nil)
				}
				give(nil, err)
			})
		},
		"RejectsWithShape": func(l access.Asker, give func(any, error)) {
			eachLoad(func(id int64) {
				found, shape, err := s.RejectsWithShape(ctx, id, l)
				for _, r := range found {
					give(string(r.Text)+r.Reason, nil)
				}
				give(string(shape), err)
			})
		},
		"Record": func(l access.Asker, give func(any, error)) {
			eachLoad(func(id int64) {
				for line := range 3 {
					of, text, err := s.Record(ctx, id, line+1, l)
					give(struct {
						Of   timeline.Load
						Text string
					}{of, string(text)}, err)
				}
			})
		},
		"RecordsOf": func(l access.Asker, give func(any, error)) {
			var text strings.Builder
			err := s.RecordsOf(ctx, b.full, l, func(_ int64, _ int, t []byte) error { text.Write(t); return nil })
			if err != nil {
				text.Reset() // what was given must not be used
			}
			give(text.String(), err)
		},
		"UnplacedAddresses": func(l access.Asker, give func(any, error)) { give2(give)(s.UnplacedAddresses(ctx, "", l)) },
		"Search": func(l access.Asker, give func(any, error)) {
			plates, err := plate.ParsePattern("ZQ*", "", false)
			give(nil, err)
			around := near(orb.Point{-92.5, 35}, 450_000, 1)
			for _, number := range []string{"", "L-1", "L-2", "L-3"} {
				for _, order := range []query.Order{query.Newest, query.Nearest} {
					n := around
					n.Case, n.Order, n.Count = number, order, query.CountExact
					for { // page by page: a cursor must not lead to anything either
						page, err := s.Search(ctx, n, l)
						give(page, err)
						if page.Next == nil {
							break
						}
						n.After = *page.Next
					}
				}
			}
			give2(give)(s.Search(ctx, query.Search{Plate: plates, Limit: 100}, l))
			both := near(orb.Point{-92.5, 35}, 450_000, 100)
			both.All, both.Areas = true, append(both.Areas, both.Areas...)
			give2(give)(s.Search(ctx, both, l))
		},
		"Features": func(l access.Asker, give func(any, error)) {
			for _, c := range feature.Collections() {
				give2(give)(s.Features(ctx, feature.Query{Collection: c, Limit: 100}, l))
			}
		},
		"Feature": func(l access.Asker, give func(any, error)) {
			for _, c := range feature.Collections() {
				for n := range 12 {
					for _, id := range []string{"s%d", "a%d", "%d", "r%d-1"} {
						give2(give)(s.Feature(ctx, c, fmt.Sprintf(id, n), l))
					}
				}
			}
		},
		"Tile": func(l access.Asker, give func(any, error)) {
			for _, layer := range []query.TileLayer{query.TileSightings, query.TileReads} {
				tile, err := s.Tile(ctx, query.Tile{Layer: layer}, l)
				give(string(tile), err)
			}
		},
	}
}

// give2 makes a function of one answer and its error out of one of any answer.
func give2(give func(any, error)) func(any, error) { return func(v any, err error) { give(v, err) } }

// unasked are the methods that take a viewer or a look and are not asked, with the reason.
var unasked = map[string]string{
	"AddMark": "makes what Marks shows, after the same look", "UndoMark": "changes what Marks shows, after the same look",
	"Share": "TestShare", "Unshare": "TestShare", "ChangeHandling": "TestShare", "Undo": "TestShare; answers what Rejects and Record do",
	"Audit": "writes the audit", "SearchAudit": "shows who looked; by role, in the web", "Disclose": "writes the audit",
	"PutDeconflictionRule": "an agency's own rule", "Notices": "an agency's own", "SeeNotices": "an agency's own",
	"SeeHits": "TestHitsLeakNothing; changes what Hits shows",
	"PutCase": "for whoever may make cases", "PutSubject": "for whoever puts something into the case",
	"AddHolding": "for whoever puts something into the case", "MergeSubject": "for whoever puts something into the case",
	"AssumeVehicle": "for whoever puts something into the case", "PutAgencies": "agencies are known to all",
	"PlaceAddress": "answers what UnplacedAddresses do",
	"PutGeocoded":  "for whoever puts something into the case", "Users": "of the administrators' pages; by role, in the web",
	"User": "of the administrators' pages; by role, in the web",
	"Keys": "of the administrators' pages; by role, in the web", "Members": "of the administrators' pages; by role, in the web",
}

var (
	rowMark = regexp.MustCompile(`ZQ[A-Z]R`)
	whoMark = regexp.MustCompile(`ZQ[A-Z0-9]I`)
)

// TestLeaks asks everything for everybody, and finds no word of a load that the rules do not let him see; and each word that
// they let him see somewhere.
func TestLeaks(t *testing.T) {
	b := newLeakBed(t)
	answers := b.answers(t.Context())
	look, viewer := reflect.TypeFor[access.Asker](), reflect.TypeFor[access.Viewer]()
	for m := range reflect.TypeOf(b.store).Methods() {
		for in := range m.Type.Ins() {
			if (in == look || in == viewer) && answers[m.Name] == nil && unasked[m.Name] == "" {
				t.Errorf("Store.%s takes a %v and is not in the matrix", m.Name, in)
			}
		}
	}
	header := fmt.Sprintf("%-34s", "● all  ○ where and when, not who")
	for _, l := range b.loads {
		header += fmt.Sprintf(" %-18s",
			strings.TrimSpace(fmt.Sprintf("%s %s %s", l.format, cmp.Or(l.share, "unshared"), map[bool]string{true: "R"}[l.restricted])))
	}
	t.Log(header)
	for _, name := range slices.Sorted(maps.Keys(b.watchers)) {
		w := b.watchers[name]
		may, line := map[string]bool{}, fmt.Sprintf("%-34s", name)
		for _, l := range b.loads {
			row, who := w.sees(l)
			may[l.row()], may[l.who()] = row, row && who
			sign := "·"
			if row {
				sign = map[bool]string{true: "●", false: "○"}[who]
			}
			line += fmt.Sprintf(" %-18s", sign)
		}
		t.Log(line)
		for n := range 2 { // titles, names
			may[fmt.Sprintf("ZQ%dI", n+1)] = w.viewer.Everything || !w.dead && w.inside != nil && w.inside[n]
		}
		seen := map[string]bool{}
		for method, ask := range answers {
			ask(access.Asker{Actor: name, Purpose: "test", Viewer: w.viewer}, func(answer any, err error) {
				text, encodeErr := json.Marshal(answer)
				if encodeErr != nil {
					t.Fatalf("%s: %v", method, encodeErr)
				}
				for _, mark := range append(rowMark.FindAllString(string(text)+fmt.Sprint(err), -1),
					whoMark.FindAllString(string(text)+fmt.Sprint(err), -1)...) {
					if seen[mark] = true; !may[mark] {
						t.Errorf("%s: %s tells %s", name, method, mark)
					}
				}
			})
		}
		for mark, can := range may {
			if can && !seen[mark] {
				t.Errorf("%s may see %s and finds it nowhere", name, mark)
			}
		}
	}
}
