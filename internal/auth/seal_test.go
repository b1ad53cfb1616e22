package auth

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestSeal(t *testing.T) {
	s, err := NewSecret(bytes.Repeat([]byte{7}, SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	sealed := s.Seal([]byte("text"), "a")
	if got, err := s.Open(sealed, "a"); err != nil || string(got) != "text" {
		t.Errorf("opened %q, %v", got, err)
	}
	if bytes.Contains(sealed, []byte("text")) || bytes.Equal(sealed, s.Seal([]byte("text"), "a")) {
		t.Error("what is sealed can be told")
	}
	other, _ := NewSecret(bytes.Repeat([]byte{8}, SecretSize))
	broken := bytes.Clone(sealed)
	broken[len(broken)-1]++
	for name, open := range map[string]func() ([]byte, error){
		"another owner":  func() ([]byte, error) { return s.Open(sealed, "b") },
		"another server": func() ([]byte, error) { return other.Open(sealed, "a") },
		"changed":        func() ([]byte, error) { return s.Open(broken, "a") },
		"short":          func() ([]byte, error) { return s.Open(sealed[:5], "a") },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s: opened %q", name, got)
		}
	}
	if bytes.Equal(s.Key("one"), s.Key("two")) {
		t.Error("two uses have one key")
	}
	if _, err := NewSecret([]byte("short")); err == nil {
		t.Error("a short secret was taken")
	}
}

func TestOpenSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "secret.key")
	var wait sync.WaitGroup
	keys := make([][]byte, 8)
	for i := range keys {
		wait.Go(func() {
			s, err := OpenSecret(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = s.Key("test")
		})
	}
	wait.Wait()
	for _, k := range keys {
		if !bytes.Equal(k, keys[0]) {
			t.Fatal("programs that start at once have different secrets")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := os.WriteFile(path, []byte("cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSecret(path); err == nil {
		t.Error("a cut secret was taken")
	}
}

func TestTokens(t *testing.T) {
	token, hash := NewToken()
	other, _ := NewToken()
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != tokenSize || token == other || !bytes.Equal(hash, HashToken(token)) || len(hash) != 32 {
		t.Errorf("token %q (%d bytes, %v), hash %x", token, len(raw), err, hash)
	}
	key, hash, hint := NewKey()
	if !IsKey(key) || !bytes.Equal(hash, HashToken(key)) || key[:len(hint)] != hint || len(hint) > 12 {
		t.Errorf("key %q, hint %q", key, hint)
	}
	for _, text := range []string{"", "sk_", token, key + "A", "SK_" + key[3:], key[:len(key)-1] + "="} {
		if IsKey(text) {
			t.Errorf("%q is taken for a key", text)
		}
	}
}

func TestRates(t *testing.T) {
	var r Rates
	now := time.Unix(0, 0)
	for i := range 3 {
		if _, ok := r.Take("a", 3, now); !ok {
			t.Errorf("request %d of 3 was refused", i+1)
		}
	}
	wait, ok := r.Take("a", 3, now.Add(5*time.Second))
	if ok || wait <= 14*time.Second || wait > 15*time.Second {
		t.Errorf("the fourth: %v after %v", ok, wait)
	}
	if _, ok := r.Take("b", 3, now); !ok {
		t.Error("another was refused")
	}
	if _, ok := r.Take("a", 3, now.Add(20*time.Second)); !ok {
		t.Error("a third of a minute later it was refused")
	}
	if _, ok := r.Take("c", 0, now); !ok {
		t.Error("no limit was one")
	}
	for i := range mostBuckets + 10 {
		r.Take(string(rune(i)), 1, now)
	}
	r.Take("d", 1, now.Add(2*time.Minute))
	if len(r.buckets) > 1 {
		t.Errorf("%d are remembered", len(r.buckets))
	}
}
