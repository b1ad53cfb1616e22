package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// place is what the name of a file stands for once symbolic links are followed.
type place struct {
	path       string
	info       fs.FileInfo // nil: nothing is there yet
	descriptor int         // of this program; -1 for a place among files
}

// mostLinks is how many symbolic links are followed, as many as Linux does.
const mostLinks = 40

// placeOf follows a name. Links to this program's own descriptors, which are not files even where they lead to some, are not
// followed further.
func placeOf(name string) (place, error) {
	if name == "" {
		return place{}, badInput("no file is named")
	}
	path := name
	for range mostLinks {
		if base := path[strings.LastIndex(path, "/")+1:]; base == "" || base == "." || base == ".." {
			return place{}, badInput("%q names a folder: name a file in it", name)
		}
		whole, err := filepath.Abs(path)
		if err != nil {
			return place{}, surrounding(fmt.Errorf("write %s: %w", name, err))
		}
		dir, err := filepath.EvalSymlinks(filepath.Dir(whole))
		if errors.Is(err, fs.ErrNotExist) {
			return place{}, surrounding(fmt.Errorf("write %s: there is no folder %s: %w", name, filepath.Dir(whole), syscall.ENOENT))
		} else if err != nil {
			return place{}, surrounding(fmt.Errorf("write %s: %w", name, err))
		}
		path = filepath.Join(dir, filepath.Base(whole))
		if n, is := ownDescriptor(path); is {
			return place{descriptor: n}, nil
		}
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return place{path, nil, -1}, nil
		case err != nil:
			return place{}, surrounding(fmt.Errorf("write %s: %w", name, err))
		case info.Mode()&fs.ModeSymlink == 0:
			return place{path, info, -1}, nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			return place{}, surrounding(fmt.Errorf("write %s: %w", name, err))
		}
		if !filepath.IsAbs(to) {
			to = dir + "/" + to
		}
		path = to
	}
	return place{}, badInput("%s is a symbolic link that leads to itself", name)
}

var descriptorForm = regexp.MustCompile(`^/proc/(\d+)(?:/task/\d+)?/fd/(\d+)$`)

// ownDescriptor is the number of the descriptor of this program that a path without links stands for: /dev/fd/3 is a link to it.
func ownDescriptor(path string) (n int, is bool) {
	m := descriptorForm.FindStringSubmatch(path)
	if m == nil || m[1] != strconv.Itoa(os.Getpid()) {
		return -1, false
	}
	n, err := strconv.Atoi(m[2])
	return n, err == nil
}
