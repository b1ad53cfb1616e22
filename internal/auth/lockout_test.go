package auth_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
)

func TestLocksAccount(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	open, second := o.add("ann", access.RoleAnalyst)
	for i := range 4 {
		o.from.Address = fmt.Sprintf("192.0.2.%d", 10+i) // from everywhere
		if _, _, err := o.logIn("ann", "wrong"); !errors.Is(err, auth.ErrRefused) {
			t.Fatal(err)
		}
	}
	o.session(open) // a session that is open stays so
	if _, _, err := o.logIn("ann", "wrong"); !errors.Is(err, auth.ErrRefused) {
		t.Fatal(err)
	}
	o.gone("after the fifth failure", open)
	o.from.Address = "192.0.2.99"
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a locked account: %v", err)
	}
	o.now = o.now.Add(24 * time.Hour) // it does not open by itself
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a day later: %v", err)
	}
	u, err := o.store.UserByName(ctx, "ann")
	if err != nil || u.Locked.IsZero() {
		t.Fatalf("locked %v, %v", u.Locked, err)
	}
	if err := o.store.EnableUser(ctx, u, o.now, auth.Event{Action: auth.ActionUserChanged, Actor: "console"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := o.logIn("ann", goodPassword)
	if err != nil {
		t.Fatalf("released: %v", err)
	}
	// Failures of the second factor count as well: knowing the password does not let one guess on.
	for range 5 {
		if _, err = o.Second(ctx, o.session(token), "000000", o.from); !errors.Is(err, auth.ErrRefused) {
			t.Fatal(err)
		}
	}
	o.gone("after five wrong codes", token)
	o.from.Address = "192.0.2.98"
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("after five wrong codes: %v", err)
	}
	_ = second
}

// TestPasswordDoesNotClearFailures interleaves right passwords with wrong codes: they do not reset the count.
func TestPasswordDoesNotClearFailures(t *testing.T) {
	o := newOffice(t)
	o.add("ann", access.RoleAnalyst)
	for i := range 5 {
		o.from.Address = fmt.Sprintf("192.0.2.%d", 10+i)
		token, _, err := o.logIn("ann", goodPassword)
		if err != nil {
			t.Fatalf("log-in %d: %v", i, err)
		}
		if _, err := o.Second(t.Context(), o.session(token), "000000", o.from); !errors.Is(err, auth.ErrRefused) {
			t.Fatal(err)
		}
	}
	if u, err := o.store.UserByName(t.Context(), "ann"); err != nil || u.Locked.IsZero() {
		t.Errorf("after five wrong codes the account is open, %v", err)
	}
}

func TestFailuresAreForgotten(t *testing.T) {
	o := newOffice(t)
	_, second := o.add("ann", access.RoleAnalyst)
	fail := func(n int) {
		t.Helper()
		for range n {
			if _, _, err := o.logIn("ann", "wrong"); !errors.Is(err, auth.ErrRefused) {
				t.Fatal(err)
			}
		}
	}
	fail(4)
	o.now = o.now.Add(auth.DefaultLockout.Window + time.Second) // they grow old
	fail(4)
	token, _, err := o.logIn("ann", goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	o.must(o.Second(t.Context(), o.session(token), o.code(second), o.from)) // or a whole log-in takes them back
	fail(4)
	if u, err := o.store.UserByName(t.Context(), "ann"); err != nil || !u.Locked.IsZero() {
		t.Errorf("locked since %v, %v", u.Locked, err)
	}
}

func TestLocksAddress(t *testing.T) {
	o := newOffice(t)
	o.add("ann", access.RoleAnalyst)
	before := len(o.audited())
	for i := range 5 {
		if _, _, err := o.logIn(fmt.Sprintf("nobody%d", i), goodPassword); !errors.Is(err, auth.ErrRefused) {
			t.Fatal(err)
		}
	}
	if _, _, err := o.logIn("ann", goodPassword); !errors.Is(err, auth.ErrAddress) {
		t.Errorf("the sixth from an address: %v", err)
	}
	if got := o.audited()[before:]; len(got) != 6 || got[0] != "log-on  refused" || got[5] != "log-on ann refused" {
		t.Errorf("audit %q: what strangers type must not be in it", got)
	}
	o.from.Address = "192.0.2.2"
	if _, _, err := o.logIn("ann", goodPassword); err != nil {
		t.Errorf("from another address: %v", err)
	}
	o.from.Address = "192.0.2.1"
	o.now = o.now.Add(auth.DefaultLockout.Window)
	if _, _, err := o.logIn("ann", goodPassword); err != nil {
		t.Errorf("from the same address later: %v", err)
	}
}

// TestGuessesAtOnce tries many passwords at the same time: no more are judged than one after the other.
func TestGuessesAtOnce(t *testing.T) {
	o := newOffice(t)
	o.add("ann", access.RoleAnalyst)
	var refused, address atomic.Int32
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			_, _, err := o.LogIn(context.Background(), "ann", fmt.Sprint("guess", i), o.from)
			switch {
			case errors.Is(err, auth.ErrRefused):
				refused.Add(1)
			case errors.Is(err, auth.ErrAddress):
				address.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if refused.Load() != 5 || address.Load() != 15 {
		t.Errorf("%d were judged, %d were not", refused.Load(), address.Load())
	}
}
