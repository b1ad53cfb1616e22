package auth

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// DefaultIterations are the rounds of PBKDF2-HMAC-SHA-256 for a new password: OWASP's number of 2023.
const DefaultIterations = 600_000

const (
	saltSize      = 16 // bytes
	hashSize      = 32 // bytes
	mostHashIter  = 100_000_000
	passwordLabel = "pbkdf2-sha256"
)

// Hasher hashes and checks passwords, so many at a time and no more: each takes a good part of a second of a processor.
type Hasher struct {
	iterations int
	slots      chan struct{}
	dummy      string // what a password is checked against where there is no account
}

// NewHasher returns a hasher that makes new hashes of so many iterations, DefaultIterations in earnest.
func NewHasher(iterations int) *Hasher {
	h := &Hasher{iterations: iterations, slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
	h.dummy = encodeHash(iterations, make([]byte, saltSize), make([]byte, hashSize)) // the hash of no known password
	return h
}

// Hash returns the text to keep of a password: $pbkdf2-sha256$i=ITERATIONS$SALT$HASH, with a salt of its own.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	hash, err := h.derive(ctx, password, salt, h.iterations, hashSize)
	if err != nil {
		return "", err
	}
	return encodeHash(h.iterations, salt, hash), nil
}

// Check reports whether a password is the one that was hashed. An empty hash, of an account that is not there or has no
// password, takes as long as any other and never fits.
func (h *Hasher) Check(ctx context.Context, encoded, password string) (bool, error) {
	known := encoded != ""
	if !known {
		encoded = h.dummy
	}
	iterations, salt, want, err := decodeHash(encoded)
	if err != nil {
		return false, err
	}
	got, err := h.derive(ctx, password, salt, iterations, len(want))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// Stale reports whether a hash was made with fewer iterations than are made now.
func (h *Hasher) Stale(encoded string) bool {
	iterations, _, _, err := decodeHash(encoded)
	return err != nil || iterations < h.iterations
}

func (h *Hasher) derive(ctx context.Context, password string, salt []byte, iterations, size int) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrBusy, ctx.Err())
	}
	key, err := pbkdf2.Key(sha256.New, normalize(password), salt, iterations, size)
	if err != nil {
		return nil, fmt.Errorf("hash password: %w", err)
	}
	return key, nil
}

// normalize gives a password one spelling, however the keyboard composed its letters (NIST SP 800-63B 3.1.1.2).
func normalize(password string) string { return norm.NFKC.String(password) }

func encodeHash(iterations int, salt, hash []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$%s$i=%d$%s$%s", passwordLabel, iterations, b64.EncodeToString(salt), b64.EncodeToString(hash))
}

func decodeHash(encoded string) (iterations int, salt, hash []byte, err error) {
	fault := fmt.Errorf("the hash of a password is not one of ours")
	parts := strings.Split(encoded, "$")
	if len(parts) != 5 || parts[0] != "" || parts[1] != passwordLabel {
		return 0, nil, nil, fault
	}
	number, ok := strings.CutPrefix(parts[2], "i=")
	if !ok {
		return 0, nil, nil, fault
	}
	b64 := base64.RawStdEncoding
	iterations, err1 := strconv.Atoi(number)
	salt, err2 := b64.DecodeString(parts[3])
	hash, err3 := b64.DecodeString(parts[4])
	if err1 != nil || err2 != nil || err3 != nil || iterations < 1 || iterations > mostHashIter || len(salt) < saltSize ||
		len(hash) != hashSize {
		return 0, nil, nil, fault
	}
	return iterations, salt, hash, nil
}
