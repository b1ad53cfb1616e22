package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeWhole writes a file beside its final name and moves it there when it is on the disk, so that a file of that name is
// always whole. Only the user may read it.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".sightline-*")
	if err != nil {
		return surrounding(fmt.Errorf("write %s: %w", path, err))
	}
	defer os.Remove(f.Name()) // does nothing once it has its name
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		f.Close()
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := errors.Join(w.Flush(), f.Sync(), f.Close()); err != nil {
		return surrounding(fmt.Errorf("write %s: %w", path, err))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return surrounding(fmt.Errorf("write %s: %w", path, err))
	}
	return nil
}
