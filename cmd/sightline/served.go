package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sightline/internal/config"
)

// servedFile is the file that tells where the server of the database is reached. It is locked as long as that runs.
func (a *app) servedFile() string { return a.ownFile("served") }

// ownFile is a file of the data directory that belongs to the database: several may be used with one data directory.
func (a *app) ownFile(name string) string {
	if a.config.DatabaseURL != "" {
		sum := sha256.Sum256([]byte(config.Redact(a.config.DatabaseURL)))
		name = fmt.Sprintf("%s-%x", name, sum[:6])
	}
	return filepath.Join(a.config.DataDir, name+".json")
}

type servedAt struct {
	Address string `json:"address"`
}

// noteServed lets other commands of the data directory know where this server is reached, until the function that it returns is
// called or the program ends. Where another server of the same database has told of itself already nothing is noted.
func (a *app) noteServed(address string) (end func(), err error) {
	if err := os.MkdirAll(a.config.DataDir, 0o700); err != nil {
		return nil, surrounding(err)
	}
	f, err := os.OpenFile(a.servedFile(), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, surrounding(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return func() {}, f.Close()
	}
	err = f.Truncate(0)
	if err == nil {
		err = json.NewEncoder(f).Encode(servedAt{address})
	}
	if err != nil {
		f.Close()
		return nil, surrounding(err)
	}
	return func() { _ = f.Close() }, nil // which lets the lock go
}

// address is where people reach the server of the database: where it says that it is served or, if none runs, as the
// settings say.
func (a *app) address() string {
	configured := a.config.Address(a.config.Listen)
	f, err := os.Open(a.servedFile())
	if err != nil {
		return configured
	}
	defer f.Close()
	var at servedAt
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
		return configured // nobody serves
	}
	if json.NewDecoder(f).Decode(&at) != nil || at.Address == "" {
		return configured
	}
	return strings.TrimSuffix(at.Address, "/")
}
