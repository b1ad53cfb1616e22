package cluster

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// port only names the socket: there is no network.
const port = 5432

// longestSocket is what a socket's path may take, in bytes: the system's limit of 107, less some to spare.
const longestSocket = 99

func socketPath(dir string, port int) string {
	return filepath.Join(dir, fmt.Sprintf(".s.PGSQL.%d", port))
}

// usable reports whether a socket in dir can be addressed. Both the server and its clients take a comma for the end of
// a directory's name.
func usable(dir string) bool {
	return len(socketPath(dir, port)) <= longestSocket && !strings.ContainsAny(dir, `,"`)
}

// socketDir makes the directory of the socket, which only the server's account may enter: in the cluster's directory, or
// where temporary things are kept when that path is too long.
func (h clusterDir) socketDir() (string, error) {
	inside := h.path("socket")
	if usable(inside) {
		if err := h.makePrivate(inside); err != nil {
			return "", h.explain(err)
		}
		return inside, nil
	}
	// Where programs that have used the server look for it; they may see other folders for temporary files than this one does.
	if filepath.Base(h.lastSocket) == h.shortName() && h.makePrivate(h.lastSocket) == nil {
		return h.lastSocket, nil
	}
	var failed error
	for _, base := range h.shortPlaces() {
		dir := filepath.Join(base, h.shortName())
		if !usable(dir) || h.account.closedFolder(base) != "" {
			continue
		}
		err := h.makePrivate(dir)
		if err == nil {
			return dir, nil
		}
		failed = errors.Join(failed, err)
	}
	return "", &Fault{ErrNotWritable, fmt.Sprintf("the path %s is too long for a socket, and no folder for temporary files will do (%v)",
		inside, failed),
		"use a shorter data directory: --data-dir or SIGHTLINE_DATA_DIR"}
}

func (h clusterDir) shortName() string {
	return fmt.Sprintf("sightline-%x", sha256.Sum256([]byte(h.dir)))[:len("sightline-")+12]
}

// shortPlaces are the folders for temporary things, those first in which nobody else could take our name.
func (h clusterDir) shortPlaces() []string {
	places := []string{os.TempDir(), "/tmp"}
	if h.account.drop {
		return slices.Insert(places, 0, "/run")
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return slices.Insert(places, 0, dir)
	}
	return places
}

// makePrivate makes dir for the server's account alone. One that is there already must be just that: in a folder that
// anybody can write to it may be somebody else's.
func (h clusterDir) makePrivate(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return h.account.own(dir)
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || ownerOf(info) != h.account.uid || info.Mode().Perm() != 0o700 {
		return fmt.Errorf("%s is there and is not a private folder of %s: remove it", dir, h.account.name)
	}
	return nil
}

// removeSocketDir removes the socket's directory if it is one of the short ones, with what a killed server left in it.
func (h clusterDir) removeSocketDir(dir string) error {
	if filepath.Base(dir) != h.shortName() {
		return nil
	}
	if err := os.RemoveAll(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cluster: %w", err)
	}
	return nil
}
