package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/dbtest"
	"sightline/internal/feature"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// unaudited are the methods of the store that leave no row in the audit, and why.
var unaudited = map[string]string{
	"AddressTools": "what the server has", "StandardAddress": "how an address is written", "TigerGeocoder": "is asked by itself",
	"Agencies": "agencies are known to all",
	"Ready":    "of the server", "Close": "of the server", "Connections": "of the server", "MayChangeAudit": "of the server",
	"CursorKey": "of the server",
	"AuditEnd":  "follows the chain, and shows nothing of it", "CheckAudit": "follows the chain, and shows nothing of it",
	"CheckAuditSince": "follows the chain, and shows nothing of it",
	"EachAudited":     "its callers write that the audit is taken away", "WaitingForAudit": "of the tests",
	"Case":         "for whoever named the case, and what he does with it is audited",
	"SubjectID":    "for whoever named the subject, and what he does with it is audited",
	"SubjectNamed": "for whoever named the subject and compares a file with it that is not loaded",
	"LoadedBefore": "for whoever has the file", "Geocoded": "for whoever has the address", "DeconflictionRule": "a setting",
	"KeyToChange": "its change is audited",
	"HasUsers":    "finds out who asks", "HasAdmin": "finds out who asks", "UserByName": "finds out who asks",
	"UserByIdentity": "finds out who asks", "KeyByHash": "finds out who asks",
	"LinkByHash": "finds out who asks", "SessionByHash": "finds out who asks", "Sessions": "the asker's own",
	"BeginAttempt": "its end writes the row", "DropAttempt": "of what was not decided",
	"SetPending": "nothing is changed before its first code is shown",
	"Touch":      "when a session was used", "TouchKey": "when a key was used",
}

// deed is a call of the store that must leave its row.
type deed struct {
	method string
	run    func() error
	action string
	said   string // words of the row, among others; parts are separated by |
	change bool
}

// TestEveryMethodIsAudited calls everything the store can do: each call leaves its row, changes tell how it was and how it is,
// and where no row can be written nothing is changed, and nothing is answered.
func TestEveryMethodIsAudited(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	told := map[string]bool{}
	all := deeds(t, s, url)
	before := contents(t, url)
	for _, d := range all {
		told[d.method] = true
		if err := store.Exec(t.Context(), url, "alter table audit add constraint refused check (action = '') not valid"); err != nil {
			t.Fatal(err)
		}
		if err := d.run(); !errors.Is(err, store.ErrNoAudit) {
			t.Errorf("%s without an audit: %v", d.method, err)
		}
		if after := contents(t, url); after != before {
			t.Errorf("%s changed something without a row", d.method)
		}
		if err := store.Exec(t.Context(), url, "alter table audit drop constraint refused"); err != nil {
			t.Fatal(err)
		}
		end, err := s.AuditEnd(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := d.run(); err != nil {
			t.Fatalf("%s: %v", d.method, err)
		}
		after := contents(t, url)
		if (after != before) != d.change {
			t.Errorf("%s: changed something: %v", d.method, after != before)
		}
		before = after
		var rows []ledger.Row
		if err := s.EachAudited(t.Context(), end.Seq, func(r *ledger.Row) error { rows = append(rows, *r); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 || rows[0].Action != d.action || rows[0].Actor != "ann" || rows[0].Outcome != ledger.Answered {
			t.Errorf("%s: rows %+v, want one of %q", d.method, rows, d.action)
			continue
		}
		said := strings.Join(append(rows[0].Said(), rows[0].Counted(), "case "+rows[0].CaseNumber), "; ")
		for part := range strings.SplitSeq(d.said, "|") {
			if !strings.Contains(said, part) {
				t.Errorf("%s says %q, not %q", d.method, said, part)
			}
		}
	}
	for m := range reflect.TypeOf(s).Methods() {
		if told[m.Name] == (unaudited[m.Name] != "") {
			t.Errorf("Store.%s: called here %v, excused %q: it must be one of both", m.Name, told[m.Name], unaudited[m.Name])
		}
	}
	if check := checkAudit(t, s, ledger.End{}); len(check.Faults) > 0 {
		t.Errorf("the chain: %+v", check.Faults)
	}
}

// deeds are calls of everything that leaves a row, in an order in which they work.
func deeds(t *testing.T, s *store.Store, url string) []deed {
	err := dbtest.Change(t.Context(), url, `select keep_interest('ZZ9990100', 'x', 'K-1', 'plate', '8OK9', null, null);
		select keep_interest('ZZ9990300', 'y', 'K-9', 'plate', '8OK9', null, null)`)
	if err != nil {
		t.Fatal(err)
	}
	agencies := featureQuery(t, feature.Agencies, "")
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Second)
	look := access.Asker{Actor: "ann", Viewer: everything}
	event := func(action string) auth.Event { return auth.Event{Action: action, Actor: "ann"} }
	hash := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	var of timeline.Case
	var subject, other, ann, mark, key int64
	loads := map[string]int64{}               // by file
	number := func(query string) (id int64) { // numbers of what failed are not used again
		fmt.Sscan(ask(t, url, query)[0], &id)
		return id
	}
	var bob auth.User
	var session auth.Session
	link := func(b byte) auth.NewLink {
		return auth.NewLink{Hash: hash(b), User: ann, Made: now, Expires: now.Add(time.Hour)}
	}
	begin := func(b byte) auth.NewSession {
		return auth.NewSession{Hash: hash(b), User: ann, Stage: auth.StageEnrol, Began: now, Ends: now.Add(time.Hour)}
	}
	next := func(b byte) auth.NextStage {
		return auth.NextStage{Stage: auth.StageOpen, Hash: hash(b), Seen: now}
	}
	resume := func(b byte) (err error) { session, err = s.SessionByHash(ctx, hash(b)); return err }
	load := func(format, file string, fill func(*store.Load) error, sum store.Summary) error {
		l, err := s.BeginLoad(ctx, store.NewLoad{Case: of.ID, Subject: subject, File: file, Format: format, Loader: "x", Actor: "ann",
			At: day(1)})
		if err != nil {
			return err
		}
		defer l.Abandon(ctx)
		if err := fill(l); err != nil {
			return err
		}
		_, err = l.Finish(ctx, sum)
		loads[file] = l.ID()
		return err
	}
	looks := func(method, action, said string, run func() error) deed {
		return deed{method, run, action, said, false}
	}
	changes := func(method, action, said string, run func() error) deed {
		return deed{method, run, action, said, true}
	}
	agency := timeline.Agency{ORI: "OK9990100", Name: "Exampleville Police", State: "OK",
		Where: timeline.Where{Point: orb.Point{-97, 35}, Class: timeline.ClassAgency, Radius: 5000}}
	return []deed{
		changes("PutCase", "case made", "owner: ZZ9990100|title: Old|case K-1", func() (err error) {
			of, _, err = s.PutCase(ctx, timeline.Case{Number: "K-1", Title: "Old", OwningORI: "ZZ9990100"}, look)
			return err
		}),
		changes("PutCase", "case changed", "owner: ZZ9990100 → ZZ9990200|case K-1", func() error {
			_, _, err := s.PutCase(ctx, timeline.Case{Number: "K-1", OwningORI: "ZZ9990200"}, look)
			return err
		}),
		changes("PutSubject", "subject made", "name Testperson|role: unknown|case K-1", func() (err error) {
			subject, _, err = s.PutSubject(ctx, of.ID, timeline.Subject{Name: "Testperson"}, look)
			return err
		}),
		changes("PutSubject", "subject changed",
			"role: unknown → suspect|aliases: nothing → Tess|born: nothing → 2010-03-14|555-0100|8OK1 (OK)", func() error {
				_, _, err := s.PutSubject(ctx, of.ID,
					timeline.Subject{Name: "Testperson", Role: "suspect", Aliases: []string{"Tess"}, BirthDate: "2010-03-14",
						Holdings: []timeline.Holding{{Of: timeline.Identifier{Type: "phone", Value: "555-0100"}},
							{Of: timeline.Plate{Number: "8OK1", State: "OK"}.Identifier()}}}, look)
				return err
			}),
		changes("AddHolding", "holding stated", "8OK2 (OK)|blue|1 holding|case K-1", func() error {
			_, err := s.AddHolding(ctx, subject,
				timeline.Holding{Of: timeline.Plate{Number: "8OK2", State: "OK"}.Identifier(), Description: "blue"}, look)
			return err
		}),
		changes("BeginLoad", "load", "file n|accepted: 2|rejected: 0|2 records|case K-1", func() error {
			return load("ncic", "n", func(l *store.Load) error {
				for n := range 2 {
					r, x := sighting(n+1, day(1+n))
					x.Kind = kinds.Inquiry
					x.Agency = &timeline.Agency{ORI: "OK9990100"}
					if err := l.Events(ctx, r, []timeline.Event{x}); err != nil {
						return err
					}
				}
				return nil
			}, store.Summary{Read: 2})
		}),
		changes("BeginLoad", "load", "file p|accepted: 30|case K-1", func() error {
			return load("plates", "p", func(l *store.Load) error { return l.Reads(ctx, manyReads(0, 30)) }, store.Summary{Read: 30})
		}),
		changes("BeginLoad", "load", "file a|accepted: 1|rejected: 1|case K-1", func() error {
			return load("addresses", "a", func(l *store.Load) error {
				r, _ := sighting(9, day(1))
				x := timeline.Event{Kind: kinds.Address}
				x.Where = timeline.Where{Point: orb.Point{-97.7, 30.3}, Class: timeline.ClassZIP, Radius: 4000,
					Label: "100 Main St, Austin, TX 78701"}
				if err := l.Events(ctx, r, []timeline.Event{x}); err != nil {
					return err
				}
				return l.Reject(ctx, timeline.Reject{Line: 2, Reason: "no address", Text: []byte("x")})
			}, store.Summary{Read: 2, Rejected: 1})
		}),
		changes("PutSubject", "subject made", "name Other", func() (err error) {
			other, _, err = s.PutSubject(ctx, of.ID, timeline.Subject{Name: "Other"}, look)
			return err
		}),
		changes("BeginLoad", "load", "file q|vehicles: (number AQ77, state TX)|case K-1", func() error {
			l, err := s.BeginLoad(ctx, store.NewLoad{Case: of.ID, Subject: other, File: "q", Format: "plates", Loader: "x", Actor: "ann",
				At: day(1), AssumePlates: 3})
			if err != nil {
				return err
			}
			defer l.Abandon(ctx)
			if err := l.Reads(ctx, []timeline.Read{read(1, day(1), "AQ77", "TX", camera)}); err != nil {
				return err
			}
			_, err = l.Finish(ctx, store.Summary{Read: 1})
			return err
		}),
		changes("AddHolding", "holding stated", "was made for this subject|→|basis stated", func() error {
			_, err := s.AddHolding(ctx, other,
				timeline.Holding{Of: timeline.Plate{Number: "AQ77", State: "TX"}.Identifier(), Basis: "stated"}, look)
			return err
		}),
		changes("BeginLoad", "load", "file h|hits: 1|case K-1", func() error {
			l, err := s.BeginLoad(ctx, store.NewLoad{Case: of.ID, Subject: other, File: "h", Format: "ncic", Loader: "x", Actor: "ann",
				Asker: look, At: day(1)})
			if err != nil {
				return err
			}
			defer l.Abandon(ctx)
			r, x := namedBy(1, "", "", "", "8OK1")
			r.Key[0]++ // no record of n
			x.Agency = nil
			if err := l.Events(ctx, r, []timeline.Event{x}); err != nil {
				return err
			}
			_, err = l.Finish(ctx, store.Summary{Read: 1})
			return err
		}),
		looks("Hits", "hits", "unseen no|1 hit|case K-1", func() error {
			_, err := s.Hits(ctx, "K-1", false, 10, look)
			return err
		}),
		changes("SeeHits", "hits seen", "1 hit", func() error {
			_, err := s.SeeHits(ctx, []int64{number("select max(id)::text from hits")}, look)
			return err
		}),
		changes("PutAgencies", "agencies load", "changed 1|Exampleville|2 events moved|events 2, ori OK9990100", func() error {
			_, err := s.PutAgencies(ctx, "agencies.csv", []timeline.Agency{agency}, func([]timeline.Agency) func(string) timeline.Where {
				return func(string) timeline.Where { return agency.Where }
			}, look)
			return err
		}),
		changes("PlaceAddress", "address placed", "class: zip → street|radius m: 4000 → 100|case K-1", func() error {
			return s.PlaceAddress(ctx, number("select id::text from events where kind = 'address'"),
				timeline.Where{Point: orb.Point{-97.74, 30.27}, Class: timeline.ClassStreet, Radius: 100,
					Label: "100 Main St, Austin, TX 78701"}, look)
		}),
		changes("PutGeocoded", "address asked", "address 100 MAIN ST|geocoder g|found: no", func() error {
			return s.PutGeocoded(ctx, "100 MAIN ST", "g", store.Geocoded{}, now, look)
		}),
		changes("AddMark", "mark", "hidden: misread|1 mark|case K-1", func() error {
			m, err := s.AddMark(ctx, subject,
				timeline.Mark{Target: "e" + ask(t, url, "select min(id)::text from events")[0], Kind: timeline.MarkHidden,
					Text: "misread"}, look)
			mark = m.ID
			return err
		}),
		changes("UndoMark", "unmark", "hidden: misread → nothing|case K-1",
			func() error { _, err := s.UndoMark(ctx, subject, mark, look); return err }),
		changes("Share", "share", "with OK9990100|shared: no → yes|case K-1",
			func() error { _, err := s.Share(ctx, loads["n"], "OK9990100", look); return err }),
		changes("Unshare", "unshare", "with OK9990100|shared: yes → no|case K-1",
			func() error { _, err := s.Unshare(ctx, loads["n"], "OK9990100", look); return err }),
		changes("ChangeHandling", "handling", "handling: nothing → restricted|case K-1", func() error {
			_, err := s.ChangeHandling(ctx, loads["n"], []timeline.Handling{timeline.Restricted}, nil, look)
			return err
		}),
		changes("PutDeconflictionRule", "deconfliction rule", "agency ZZ9990100|silent: no → yes|span days: 90 → 30", func() error {
			return s.PutDeconflictionRule(ctx, "ZZ9990100", ledger.Rule{Silent: true, Span: 30 * 24 * time.Hour}, look)
		}),

		looks("Cases", "cases", "1 case|subjects 2", func() error { _, err := s.Cases(ctx, look); return err }),
		looks("Dossier", "dossier", "sightings|case K-1",
			func() error { _, err := s.Dossier(ctx, subject, query.WithWithheld, look); return err }),
		looks("SubjectCase", "subject", "case K-1", func() error { _, err := s.SubjectCase(ctx, subject, look); return err }),
		looks("Marks", "marks", "1 mark|case K-1", func() error { _, err := s.Marks(ctx, subject, true, look); return err }),
		looks("Candidates", "candidates", "case K-1",
			func() error { _, err := s.Candidates(ctx, subject, 5, query.Cursor{}, look); return err }),
		looks("Record", "record", "1 record|case K-1", func() error { _, _, err := s.Record(ctx, loads["n"], 1, look); return err }),
		looks("RecordsOf", "records", "subject 7", func() error {
			return s.RecordsOf(ctx, timeline.Dossier{Subject: timeline.Subject{ID: 7}}, look, func(int64, int, []byte) error { return nil })
		}),
		looks("Rejects", "rejects", "1 rejected row|case K-1", func() error { _, err := s.Rejects(ctx, loads["a"], look); return err }),
		looks("RejectsWithShape", "rejects", "1 rejected row|case K-1",
			func() error { _, _, err := s.RejectsWithShape(ctx, loads["a"], look); return err }),
		looks("Loads", "loads", "5 loads|case K-1", func() error { _, err := s.Loads(ctx, "K-1", look); return err }),
		looks("LoadByID", "load shown", "1 load|case K-1", func() error { _, err := s.LoadByID(ctx, loads["n"], look); return err }),
		looks("Shares", "shares", "0 shares|case K-1", func() error { _, err := s.Shares(ctx, loads["n"], look); return err }),
		looks("Search", "near", "9 sightings", func() error { _, err := s.Search(ctx, near(camera.Point, 500, 9), look); return err }),
		looks("Tile", "tile", "layer reads", func() error { _, err := s.Tile(ctx, query.Tile{Layer: query.TileReads}, look); return err }),
		looks("Features", "features", "1 feature", func() error { _, err := s.Features(ctx, agencies, look); return err }),
		looks("Feature", "feature", "OK9990100",
			func() error { _, err := s.Feature(ctx, agencies.Collection, "OK9990100", look); return err }),
		looks("UnplacedAddresses", "geocode", "0 addresses", func() error { _, err := s.UnplacedAddresses(ctx, "K-1", look); return err }),
		looks("Notices", "notices", "1 notice|agency ZZ9990100",
			func() error { _, err := s.Notices(ctx, "ZZ9990100", true, 5, look); return err }),
		looks("SearchAudit", "audit search", "", func() error { _, err := s.SearchAudit(ctx, ledger.Query{Most: 1}, look); return err }),
		looks("Audit", "x", "", func() error { return s.Audit(ctx, look, "x", nil, ledger.Answered) }),
		looks("Disclose", "export", "recipient Bob|case K-1",
			func() error { return s.Disclose(ctx, store.Disclosure{Case: of, Recipient: "Bob"}, look) }),

		changes("AddUser", "account added", "role: analyst|agency: ZZ9990100|password: no", func() (err error) {
			ann, err = s.AddUser(ctx, auth.User{Name: "ann", Role: access.RoleAnalyst, Agency: "ZZ9990100"}, now, event("account added"))
			return err
		}),
		changes("UpdateUser", "account changed", "role: analyst → supervisor|may: nothing → restricted", func() error {
			return s.UpdateUser(ctx, auth.User{ID: ann, Name: "ann", Role: access.RoleSupervisor, Agency: "ZZ9990100",
				May: []timeline.Handling{timeline.Restricted}}, event("account changed"))
		}),
		changes("AddMember", "case member added", "member: no → yes|case K-1",
			func() error { _, err := s.AddMember(ctx, of.ID, ann, event("case member added")); return err }),
		looks("Members", "members", "1 member|case K-1", func() error { _, err := s.Members(ctx, of.ID, look); return err }),
		looks("Users", "accounts", "1 account", func() error { _, err := s.Users(ctx, look); return err }),
		looks("User", "accounts", "user ann", func() error { _, err := s.User(ctx, ann, look); return err }),
		changes("RemoveMember", "case member removed", "member: yes → no|case K-1",
			func() error { _, err := s.RemoveMember(ctx, of.ID, ann, event("case member removed")); return err }),
		changes("AddLink", "link", "", func() error { return s.AddLink(ctx, link(1), event("link")) }),
		changes("UseLink", "password", "password: no → yes", func() (err error) {
			if bob, err = s.UserByName(ctx, "ann"); err != nil {
				return err
			}
			bob.Password = "hash"
			return s.UseLink(ctx, hash(1), now, bob, begin(2), event("password"))
		}),
		changes("RefreshPassword", "rehash", "", func() error { return s.RefreshPassword(ctx, ann, "hash", "other", event("rehash")) }),
		changes("Enrol", "enrolled", "second factor: no → yes", func() error {
			if err := resume(2); err != nil {
				return err
			}
			session.Pending = []byte("x")
			return s.Enrol(ctx, session, 1, next(3), event("enrolled"))
		}),
		changes("Advance", "banner", "", func() error {
			if err := resume(3); err != nil {
				return err
			}
			return s.Advance(ctx, session.ID, next(4), event("banner"))
		}),
		changes("PassSecond", "second", "", func() error {
			if err := resume(4); err != nil {
				return err
			}
			return s.PassSecond(ctx, session, 5, next(5), event("second"))
		}),
		changes("ChangePassword", "password", "", func() error {
			if err := resume(5); err != nil {
				return err
			}
			return s.ChangePassword(ctx, bob, "new", session.ID, next(6), event("password"))
		}),
		changes("PassPassword", "log-on", "", func() error { return s.PassPassword(ctx, 0, begin(7), event("log-on")) }),
		changes("BeginSession", "log-on", "identity provider: no → yes", func() error {
			return s.BeginSession(ctx, begin(8), auth.Identity{Issuer: "i", Subject: "s"}, event("log-on"))
		}),
		changes("EndSession", "log-off", "", func() error {
			if err := resume(8); err != nil {
				return err
			}
			return s.EndSession(ctx, ann, session.ID, event("log-off"))
		}),
		changes("FailAttempt", "log-on", "locked: no → yes", func() error {
			return s.FailAttempt(ctx, auth.Attempt{Name: hash(9), At: now}, ann, auth.Lockout{Window: time.Minute}, event("log-on"))
		}),
		looks("Note", "note", "", func() error { return s.Note(ctx, event("note")) }),
		changes("EnableUser", "account changed", "locked: yes → no",
			func() error { return s.EnableUser(ctx, bob, now, event("account changed")) }),
		changes("ResetUser", "account reset", "password: yes → no|second factor: yes → no", func() error {
			return s.ResetUser(ctx, bob, link(10), event("account reset"))
		}),
		changes("DisableUser", "account changed", "disabled: no → yes",
			func() error { return s.DisableUser(ctx, ann, now, event("account changed")) }),
		changes("AddKey", "key created", "key ", func() (err error) {
			key, err = s.AddKey(ctx, auth.Key{Agency: "ZZ9990100", Name: "k", Hash: hash(11), Rate: 1, Expires: now.Add(24 * time.Hour),
				Created: now}, time.Time{}, event("key created"))
			return err
		}),
		looks("Keys", "keys", "1 key", func() error { _, err := s.Keys(ctx, look); return err }),
		changes("AddKey", "key rotated", "replaced (after (expires", func() error {
			_, err := s.AddKey(ctx, auth.Key{Agency: "ZZ9990100", Name: "k", Hash: hash(12), Rate: 1, Expires: now.Add(24 * time.Hour),
				Created: now, Replaces: key}, now.Add(time.Hour), event("key rotated"))
			return err
		}),
		changes("RevokeKey", "key revoked", "revoked: no → yes", func() error { return s.RevokeKey(ctx, key, now, event("key revoked")) }),
		changes("SeeNotices", "notices seen", "1 notice|seen: ", func() error {
			_, err := s.SeeNotices(ctx, "ZZ9990100", []int64{number("select id::text from notices where agency = 'ZZ9990100'")}, look)
			return err
		}),
		changes("MergeSubject", "subjects merged", "gone|merged into|case K-1", func() error {
			_, err := s.MergeSubject(ctx, other, subject, look)
			return err
		}),
		changes("Undo", "undo", "accepted: 2|events 2|undone: no → yes|2 events taken away|case K-1",
			func() error { _, err := s.Undo(ctx, loads["n"], "test", look); return err }),
	}
}
