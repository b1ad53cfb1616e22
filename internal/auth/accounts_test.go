package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/dbtest"
	"sightline/internal/store"
)

const (
	goodPassword = "plum-otter-vivid-94"
	nextPassword = "gravel tuning eleven moth"
)

// auditActions reads the audit as "action actor", oldest first, with "refused" after what was.
const auditActions = `select concat(action, ' ', actor, case when outcome = 'refused' then ' refused' end) from audit order by seq`

// office is a set of accounts on a database of its own, with a clock that the test moves.
type office struct {
	*auth.Accounts
	t     *testing.T
	url   string
	store *store.Store
	now   time.Time
	from  auth.From
}

func newOffice(t *testing.T) *office {
	t.Helper()
	url := dbtest.New(t)
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	secret, err := auth.NewSecret(bytes.Repeat([]byte{1}, auth.SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, url: url, store: s, now: time.Now().UTC().Truncate(time.Second),
		from: auth.From{Address: "192.0.2.1", Agent: "test"}}
	o.Accounts = &auth.Accounts{Store: s, Hasher: auth.NewHasher(100), Secret: secret, Lockout: auth.DefaultLockout,
		Now: func() time.Time { return o.now }}
	return o
}

// add makes an account with the good password and returns its secret of the second factor, after a whole log-in.
func (o *office) add(name string, role access.Role) (token string, second []byte) {
	o.t.Helper()
	ctx := o.t.Context()
	id, err := o.store.AddUser(ctx, auth.User{Name: name, Role: role, Agency: "ZZ9990100"}, o.now,
		auth.Event{Action: auth.ActionUserAdded, Actor: "console"})
	if err != nil {
		o.t.Fatal(err)
	}
	link, kept := auth.MakeLink(id, o.now)
	if err := o.store.AddLink(ctx, kept, auth.Event{Action: auth.ActionLink, Actor: "console"}); err != nil {
		o.t.Fatal(err)
	}
	token, err = o.UseLink(ctx, link, auth.NewUser{}, goodPassword, o.from)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.enrol(token)
}

// enrol sets up a second factor and acknowledges the banner.
func (o *office) enrol(token string) (open string, second []byte) {
	o.t.Helper()
	ctx := o.t.Context()
	second, err := o.BeginEnrol(ctx, o.session(token))
	if err != nil {
		o.t.Fatal(err)
	}
	token = o.must(o.Enrol(ctx, o.session(token), o.code(second), o.from))
	return o.must(o.Acknowledge(ctx, o.session(token), o.from)), second
}

func (o *office) must(token string, err error) string {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
	return token
}

func (o *office) session(token string) auth.Session {
	o.t.Helper()
	s, err := o.Resume(o.t.Context(), token)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// gone checks that a token is good for nothing.
func (o *office) gone(what, token string) {
	o.t.Helper()
	if s, err := o.Resume(o.t.Context(), token); !errors.Is(err, auth.ErrNoSession) {
		o.t.Errorf("%s: session %d at stage %s, %v", what, s.ID, s.Stage, err)
	}
}

func (o *office) code(second []byte) string { return auth.Code(second, o.now) }

func (o *office) logIn(name, password string) (string, auth.Stage, error) {
	return o.LogIn(o.t.Context(), name, password, o.from)
}

// audited returns the actions of the audit, oldest first, as "action actor".
func (o *office) audited() []string {
	o.t.Helper()
	conn, err := pgx.Connect(o.t.Context(), o.url)
	if err != nil {
		o.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(o.t.Context(), auditActions)
	if err != nil {
		o.t.Fatal(err)
	}
	actions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		o.t.Fatal(err)
	}
	return actions
}

func TestFirstAdministrator(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	has := func(want bool) {
		t.Helper()
		if users, err := o.store.HasUsers(ctx); err != nil || users != want {
			t.Errorf("users: %v, %v", users, err)
		}
		if admin, err := o.store.HasAdmin(ctx); err != nil || admin != want {
			t.Errorf("administrator: %v, %v", admin, err)
		}
	}
	has(false)
	old := o.must(o.FirstLink(ctx))
	link := o.must(o.FirstLink(ctx))
	who := auth.NewUser{Name: " Rosa ", FullName: "Rosa Testperson", Agency: "zz9990100"}
	refuse := func(what, link string, who auth.NewUser, password string, want error) {
		t.Helper()
		_, err := o.UseLink(ctx, link, who, password, o.from)
		var weak auth.WeakPassword
		if !errors.Is(err, want) && !(want == nil && errors.As(err, &weak)) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		has(false)
	}
	refuse("an older link", old, who, goodPassword, auth.ErrNoLink)
	refuse("no link", "x", who, goodPassword, auth.ErrNoLink)
	refuse("a weak password", link, who, "rosa.testperson", nil)
	refuse("no name", link, auth.NewUser{Name: "-"}, goodPassword, auth.ErrName)

	token := o.must(o.UseLink(ctx, link, who, goodPassword, o.from))
	has(true)
	s := o.session(token)
	if s.Stage != auth.StageEnrol || s.User.Name != "rosa" || s.User.Role != access.RoleAdmin || s.User.Agency != "ZZ9990100" {
		t.Errorf("session %+v", s)
	}
	if _, err := o.UseLink(ctx, link, auth.NewUser{Name: "eve"}, goodPassword, o.from); !errors.Is(err, auth.ErrNoLink) {
		t.Errorf("the link was used twice: %v", err)
	}
	late := o.must(o.FirstLink(ctx))
	if _, err := o.UseLink(ctx, late, auth.NewUser{Name: "eve"}, goodPassword, o.from); !errors.Is(err, auth.ErrNoLink) {
		t.Errorf("there are two first administrators: %v", err)
	}
	open, _ := o.enrol(token)
	if s := o.session(open); s.Stage != auth.StageOpen || s.User.Viewer().Everything || s.User.Viewer().Role != access.RoleAdmin {
		t.Errorf("session %+v", s)
	}
	o.gone("the token before", token)
}

func TestLinksExpire(t *testing.T) {
	o := newOffice(t)
	link := o.must(o.FirstLink(t.Context()))
	o.now = o.now.Add(auth.LinkLife)
	if _, err := o.Link(t.Context(), link); !errors.Is(err, auth.ErrNoLink) {
		t.Errorf("an expired link: %v", err)
	}
}

// TestOneOfManyFirst uses one link many times at once: there is one administrator.
func TestOneOfManyFirst(t *testing.T) {
	o := newOffice(t)
	link := o.must(o.FirstLink(t.Context()))
	var done atomic.Int32
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() {
			_, err := o.UseLink(context.Background(), link, auth.NewUser{Name: fmt.Sprintf("admin%d", i)}, goodPassword, o.from)
			if err == nil {
				done.Add(1)
			} else if !errors.Is(err, auth.ErrNoLink) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if done.Load() != 1 {
		t.Errorf("%d administrators", done.Load())
	}
}

func TestLogIn(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	_, second := o.add("ann", access.RoleAnalyst)
	o.now = o.now.Add(time.Minute)
	token, stage, err := o.logIn(" ANN", goodPassword)
	if err != nil || stage != auth.StageSecond {
		t.Fatalf("stage %s, %v", stage, err)
	}
	s := o.session(token)
	if _, err := o.Acknowledge(ctx, s, o.from); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("the second factor was skipped: %v", err)
	}
	if _, err := o.BeginEnrol(ctx, s); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("another second factor was set up without the first: %v", err)
	}
	if _, err := o.Second(ctx, s, "000000", o.from); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a wrong code: %v", err)
	}
	code := o.code(second)
	next := o.must(o.Second(ctx, s, code, o.from))
	o.gone("the token before the second factor", token)
	if s := o.session(next); s.Stage != auth.StageBanner {
		t.Errorf("stage %s", s.Stage)
	}
	open := o.must(o.Acknowledge(ctx, o.session(next), o.from))
	o.gone("the token before the banner", next)

	// The same code does not work again, not even in another session.
	again, _, err := o.logIn("ann", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Second(ctx, o.session(again), code, o.from); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a code was used twice: %v", err)
	}
	if all, err := o.store.Sessions(ctx, s.User.ID, o.now); err != nil || len(all) != 3 || all[0].From != o.from {
		t.Errorf("sessions %+v, %v", all, err)
	}
	if err := o.LogOut(ctx, o.session(open), o.from); err != nil {
		t.Fatal(err)
	}
	o.gone("after log-off", open)
	want := []string{"log-on ann", "second factor ann refused", "second factor ann", "use banner acknowledged ann", "log-on ann",
		"second factor ann refused", "log-off ann"}
	if got := o.audited(); !slices.Equal(got[len(got)-len(want):], want) {
		t.Errorf("audit %q\nwant %q", got, want)
	}
}

// TestNothingTellsAccountsApart compares what a stranger is told of an account, a locked one, a disabled one and none.
func TestNothingTellsAccountsApart(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	for _, name := range []string{"ann", "locked", "disabled", "unset", "idle"} {
		if name == "unset" {
			if _, err := o.store.AddUser(ctx, auth.User{Name: name, Role: access.RoleAnalyst}, o.now,
				auth.Event{Action: auth.ActionUserAdded}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		o.add(name, access.RoleAnalyst)
	}
	u, err := o.store.UserByName(ctx, "disabled")
	if err == nil {
		err = o.store.DisableUser(ctx, u.ID, o.now, auth.Event{Action: auth.ActionUserChanged})
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		o.from.Address = fmt.Sprint("198.51.100.", i)
		_, _, _ = o.logIn("locked", "wrong")
	}
	for i, try := range []struct{ name, password string }{{"ann", "wrong"}, {"locked", goodPassword}, {"disabled", goodPassword},
		{"unset", goodPassword}, {"nobody", goodPassword}, {"ann", ""}, {"", ""}} {
		o.from.Address = fmt.Sprint("203.0.113.", i)
		_, _, err := o.logIn(try.name, try.password)
		if err == nil || err.Error() != auth.ErrRefused.Error() {
			t.Errorf("%q is told %v", try.name, err)
		}
	}
	o.now = o.now.Add(auth.LongestIdle)
	if _, _, err := o.logIn("idle", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("an account unused for ninety days: %v", err)
	}
}

func TestSessionsEnd(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	start := o.now
	open, second := o.add("ann", access.RoleAnalyst)
	o.now = start.Add(auth.IdleLimit - time.Minute)
	o.session(open)
	o.now = o.now.Add(auth.IdleLimit - time.Second) // its use was noted
	o.session(open)
	o.now = o.now.Add(auth.IdleLimit)
	locked, err := o.Resume(ctx, open)
	if !errors.Is(err, auth.ErrNoSession) || locked.User.Name != "ann" {
		t.Errorf("after half an hour without use: %+v, %v", locked, err)
	}

	logIn := func() string {
		t.Helper()
		o.now = o.now.Add(time.Minute)
		token, _, err := o.logIn("ann", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		token = o.must(o.Second(ctx, o.session(token), o.code(second), o.from))
		return o.must(o.Acknowledge(ctx, o.session(token), o.from))
	}
	used := logIn()
	for begun := o.now; o.now.Sub(begun) < auth.SessionLimit-20*time.Minute; o.now = o.now.Add(20 * time.Minute) {
		o.session(used)
	}
	o.now = o.now.Add(20 * time.Minute)
	o.gone("after twelve hours of use", used)

	one, two := logIn(), logIn()
	s := o.session(one)
	if _, err := o.ChangePassword(ctx, s, "wrong", nextPassword, o.from); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a password was changed without the old: %v", err)
	}
	var weak auth.WeakPassword
	if _, err := o.ChangePassword(ctx, s, goodPassword, "annann1234", o.from); !errors.As(err, &weak) {
		t.Errorf("a weak password: %v", err)
	}
	next := o.must(o.ChangePassword(ctx, s, goodPassword, nextPassword, o.from))
	o.gone("another session after the password was changed", two)
	o.gone("the token before the password was changed", one)
	o.session(next)
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("the old password: %v", err)
	}
	if _, _, err := o.logIn("ann", nextPassword); err != nil {
		t.Errorf("the new password: %v", err)
	}

	u, err := o.store.UserByName(ctx, "ann")
	if err == nil {
		err = o.store.DisableUser(ctx, u.ID, o.now, auth.Event{Action: auth.ActionUserChanged, Actor: "console"})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.gone("after the account was disabled", next)
}

func TestReset(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	open, _ := o.add("ann", access.RoleAnalyst)
	u, err := o.store.UserByName(ctx, "ann")
	if err != nil {
		t.Fatal(err)
	}
	link, kept := auth.MakeLink(u.ID, o.now)
	if err := o.store.ResetUser(ctx, u, kept, auth.Event{Action: auth.ActionUserReset, Actor: "console"}); err != nil {
		t.Fatal(err)
	}
	o.gone("after a reset", open)
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("the old password: %v", err)
	}
	token := o.must(o.UseLink(ctx, link, auth.NewUser{Name: "eve", Agency: "ZZ1111111"}, nextPassword, o.from))
	if s := o.session(token); s.Stage != auth.StageEnrol || s.User.Name != "ann" || s.User.Agency != "ZZ9990100" ||
		s.User.Role != access.RoleAnalyst {
		t.Errorf("session %+v", s)
	}
}

// TestSecretOfAnotherServer opens a database with another server's secret: its second factors are of no use.
func TestSecretOfAnotherServer(t *testing.T) {
	o := newOffice(t)
	_, second := o.add("ann", access.RoleAnalyst)
	o.Secret, _ = auth.NewSecret(bytes.Repeat([]byte{2}, auth.SecretSize))
	token, _, err := o.logIn("ann", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Second(t.Context(), o.session(token), o.code(second), o.from); err == nil || errors.Is(err, auth.ErrRefused) ||
		!strings.Contains(err.Error(), "another server") {
		t.Errorf("got %v", err)
	}
}

func TestKeys(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	text, hash, hint := auth.NewKey()
	k := auth.Key{Name: "cad", Hint: hint, Hash: hash, Agency: "ZZ9990200", Collections: []string{"sightings"}, Rate: 2, Created: o.now,
		Expires: o.now.Add(time.Hour),
		Area:    `{"type":"Polygon","coordinates":[[[-98,35],[-97,35],[-97,36],[-98,36],[-98,35]]]}`}
	id, err := o.store.AddKey(ctx, k, time.Time{}, auth.Event{Action: auth.ActionKeyAdded, Actor: "console"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.OpenKey(ctx, text, o.from)
	if err != nil || got.ID != id || got.Agency != k.Agency || !got.Covers("sightings") || got.Covers("tiles") ||
		!strings.Contains(got.Area, "MultiPolygon") {
		t.Errorf("key %+v, %v", got, err)
	}
	if v := got.Viewer(); v.Key != id || v.Role != access.RoleAgency || v.Agency != k.Agency || v.User != 0 || len(v.May) > 0 ||
		v.Everything {
		t.Errorf("viewer %+v", v)
	}
	for range 2 {
		if _, ok := o.Take(got); !ok {
			t.Error("within the rate, yet refused")
		}
	}
	if wait, ok := o.Take(got); ok || wait <= 0 || wait > 30*time.Second {
		t.Errorf("over the rate: %v, wait %v", ok, wait)
	}

	// Its successor works beside it for a while.
	next, hash, hint := auth.NewKey()
	k.Hash, k.Hint, k.Replaces, k.Expires = hash, hint, id, o.now.Add(2*time.Hour)
	if _, err := o.store.AddKey(ctx, k, o.now.Add(10*time.Minute),
		auth.Event{Action: auth.ActionKeyRotated, Actor: "console"}); err != nil {
		t.Fatal(err)
	}
	open := func(what, text string, want error) {
		t.Helper()
		if _, err := o.OpenKey(ctx, text, o.from); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	open("the old one beside", text, nil)
	open("the new one", next, nil)
	o.now = o.now.Add(10 * time.Minute)
	open("the old one after", text, auth.ErrNoKey)
	open("the new one after", next, nil)
	all, err := o.store.Keys(ctx, access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}})
	if err != nil || len(all) != 2 || all[1].Replaces != id {
		t.Fatalf("keys %+v, %v", all, err)
	}
	if err := o.store.RevokeKey(ctx, all[1].ID, o.now, auth.Event{Action: auth.ActionKeyRevoked, Actor: "console"}); err != nil {
		t.Fatal(err)
	}
	open("the new one, revoked", next, auth.ErrNoKey)
	if err := o.store.RevokeKey(ctx, all[1].ID, o.now, auth.Event{Action: auth.ActionKeyRevoked}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	before := len(o.audited())
	for range 30 {
		open("an unknown one", auth.KeyPrefix+"x", auth.ErrNoKey)
	}
	if n := len(o.audited()) - before; n < 5 || n > 10 {
		t.Errorf("%d of 30 refusals within a minute are audited", n)
	}
}

// TestNoAuditNoLogIn takes the audit away: nobody gets in.
func TestNoAuditNoLogIn(t *testing.T) {
	o := newOffice(t)
	o.add("ann", access.RoleAnalyst)
	if err := store.Exec(t.Context(), o.url, "alter table audit add check (rows < 0) not valid"); err != nil {
		t.Fatal(err)
	}
	if token, _, err := o.logIn("ann", goodPassword); err == nil || token != "" && o.knows(token) {
		t.Errorf("logged in without an audit: %v", err)
	}
	if _, _, err := o.logIn("ann", "wrong"); err == nil || errors.Is(err, auth.ErrRefused) {
		t.Errorf("a failure that was not audited: %v", err)
	}
}

func (o *office) knows(token string) bool {
	_, err := o.Resume(o.t.Context(), token)
	return err == nil
}
