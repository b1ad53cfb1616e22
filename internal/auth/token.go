package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// tokenSize is the size in bytes of the random part of every token: 256 bits cannot be guessed, so a plain hash of it is
// enough to keep.
const tokenSize = 32

// KeyPrefix begins every API key, so that people and scanners know one when they see it.
const KeyPrefix = "sk_"

// keyHintSize is how many characters of a key are kept to tell keys apart, its prefix among them.
const keyHintSize = len(KeyPrefix) + 6

// NewToken returns a token for a session or a one-time link, and the hash that is kept of it.
func NewToken() (token string, hash []byte) {
	random := make([]byte, tokenSize)
	_, _ = rand.Read(random) // never fails
	token = base64.RawURLEncoding.EncodeToString(random)
	return token, HashToken(token)
}

// NewKey returns an API key, which is shown once, the hash that is kept of it, and its first characters, by which people
// speak of it.
func NewKey() (key string, hash []byte, hint string) {
	token, _ := NewToken()
	key = KeyPrefix + token
	return key, HashToken(key), key[:keyHintSize]
}

// HashToken is what is kept of a token.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// IsKey reports whether a text has the form of an API key.
func IsKey(text string) bool {
	random, ok := strings.CutPrefix(text, KeyPrefix)
	if !ok {
		return false
	}
	decoded, err := base64.RawURLEncoding.DecodeString(random)
	return err == nil && len(decoded) == tokenSize
}
