package auth

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const fewIterations = 1000

func TestHasherKeepsTheUsualStrength(t *testing.T) {
	hash, err := NewHasher(DefaultIterations).Hash(t.Context(), "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$pbkdf2-sha256$i=600000$") {
		t.Errorf("hash %s", hash)
	}
}

func TestHasher(t *testing.T) {
	h := NewHasher(fewIterations)
	hash, err := h.Hash(t.Context(), "Zürich ﬁeld 7")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{
		"Zürich ﬁeld 7":        true,
		"Zu\u0308rich field 7": true, // the same letters, otherwise composed
		"zürich field 7":       false,
		"Zürich field 7 ":      false,
		"":                     false,
	} {
		if got, err := h.Check(t.Context(), hash, password); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	again, err := h.Hash(t.Context(), "Zürich ﬁeld 7")
	if err != nil || again == hash {
		t.Errorf("two hashes of one password are the same: %v", err)
	}
	if ok, err := h.Check(t.Context(), "", ""); ok || err != nil {
		t.Errorf("no account: %v, %v", ok, err)
	}
	if h.Stale(hash) || !NewHasher(fewIterations+1).Stale(hash) {
		t.Error("stale is told wrongly")
	}
}

// TestHashIsPBKDF2 checks against the published vector for PBKDF2-HMAC-SHA256 (RFC 7914, section 11).
func TestHashIsPBKDF2(t *testing.T) {
	h := NewHasher(1)
	key, err := h.derive(t.Context(), "passwd", []byte("salt"), 1, 64)
	if err != nil {
		t.Fatal(err)
	}
	want := "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
	if got := hex.EncodeToString(key); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestForeignHashes(t *testing.T) {
	h := NewHasher(fewIterations)
	good, err := h.Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{"x", "$pbkdf2-sha256$i=0$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$bcrypt$i=1$AA$AA",
		strings.Replace(good, "i=", "", 1),
		strings.Replace(good, "i=1000", "i=999999999999", 1), good[:len(good)-1], good + "$"} {
		if ok, err := h.Check(t.Context(), hash, "x"); ok || err == nil {
			t.Errorf("%s was taken: %v", hash, err)
		}
	}
}

// TestAbsentAccountsTakeAsLong compares the work for an account with that for none: the same iterations.
func TestAbsentAccountsTakeAsLong(t *testing.T) {
	h := NewHasher(123_456)
	iterations, salt, hash, err := decodeHash(h.dummy)
	if err != nil || iterations != 123_456 || len(salt) != saltSize || len(hash) != hashSize {
		t.Errorf("the dummy has %d iterations, %d bytes of salt, %d of hash: %v", iterations, len(salt), len(hash), err)
	}
}

func TestHasherGivesUpWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1)
		for range cap(h.slots) {
			h.slots <- struct{}{}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.Hash(ctx, "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("got %v", err)
		}
	})
}
