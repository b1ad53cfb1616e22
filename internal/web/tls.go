package web

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// certificate is a certificate in files, which is read again when they have changed.
type certificate struct {
	cert, key string

	mu      sync.Mutex
	loaded  *tls.Certificate
	changed time.Time // the newer of the files' times when they were read
	looked  time.Time
}

// lookEvery is how seldom the files are looked at.
const lookEvery = 10 * time.Second

// TLSConfig is how the server encrypts (TLS 1.2 or newer) with the certificate and the key in two PEM files. They are read
// at once, and again when they have changed; files that will not do leave the last good ones in use.
func TLSConfig(cert, key string) (*tls.Config, error) {
	c := &certificate{cert: cert, key: key}
	if err := c.load(); err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}, nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) >= lookEvery {
		_ = c.load() // the last good one stays
	}
	return c.loaded, nil
}

// load reads the files if they have changed.
func (c *certificate) load() error {
	c.looked = time.Now()
	changed, err := newest(c.cert, c.key)
	if err != nil || !changed.After(c.changed) {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.loaded, c.changed = &pair, changed
	return nil
}

// newest is the newer of two files' times of change.
func newest(a, b string) (time.Time, error) {
	first, err := os.Stat(a)
	if err != nil {
		return time.Time{}, err
	}
	second, err := os.Stat(b)
	if err != nil {
		return time.Time{}, err
	}
	if second.ModTime().After(first.ModTime()) {
		return second.ModTime(), nil
	}
	return first.ModTime(), nil
}
