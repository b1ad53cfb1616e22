package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Secret is the server's own: with it the secrets of second factors are sealed in the database, so that a copy of the
// database alone is of no use for logging in.
type Secret struct{ key []byte }

// SecretSize is the size of a server's secret in bytes.
const SecretSize = 32

// NewSecret is a secret of SecretSize random bytes.
func NewSecret(key []byte) (Secret, error) {
	if len(key) != SecretSize {
		return Secret{}, fmt.Errorf("the server's secret has %d bytes, not %d", len(key), SecretSize)
	}
	return Secret{key}, nil
}

// OpenSecret reads the server's secret from a file, which is made, for its owner's eyes only, when it is not there.
func OpenSecret(path string) (Secret, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(path); err != nil {
			return Secret{}, fmt.Errorf("make the server's secret: %w", err)
		}
		key, err = os.ReadFile(path)
	}
	if err != nil {
		return Secret{}, fmt.Errorf("read the server's secret: %w", err)
	}
	s, err := NewSecret(key)
	if err != nil {
		return Secret{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// makeSecret writes a new secret. Of several programs that do so at once the first wins.
func makeSecret(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	key := make([]byte, SecretSize)
	_, _ = rand.Read(key) // never fails
	_, err = draft.Write(key)
	if err == nil {
		err = draft.Sync()
	}
	if err := errors.Join(err, draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Key derives a key of 32 bytes for one use, named by its label.
func (s Secret) Key(label string) []byte {
	key, err := hkdf.Key(sha256.New, s.key, nil, "sightline "+label, 32)
	if err != nil {
		panic(err) // only for a length out of bounds
	}
	return key
}

// Seal encrypts a text for one owner (AES-256-GCM): it opens for nobody else.
func (s Secret) Seal(text []byte, owner string) []byte {
	gcm := s.gcm()
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return gcm.Seal(nonce, nonce, text, []byte(owner))
}

// Open decrypts what Seal encrypted for the same owner.
func (s Secret) Open(sealed []byte, owner string) ([]byte, error) {
	gcm := s.gcm()
	if len(sealed) < gcm.NonceSize() {
		return nil, errors.New("what was sealed is cut short")
	}
	text, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], []byte(owner))
	if err != nil {
		return nil, errors.New("what was sealed does not open: is it the secret of another server?")
	}
	return text, nil
}

func (s Secret) gcm() cipher.AEAD {
	block, err := aes.NewCipher(s.Key("second factors"))
	if err != nil {
		panic(err) // only for a wrong length
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for a wrong block
	}
	return gcm
}
