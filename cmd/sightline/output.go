package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/term"
)

// output is where a command writes a file: a regular file, which is whole or as it was before, or a stream, which takes what
// comes. Nothing else is ever replaced by a file.
type output struct {
	name    string    // as it was given, or what it stands for
	results io.Writer // for what the command has to say besides

	path string      // of the regular file, symbolic links followed; "" for a stream
	old  fs.FileInfo // of the file that is there, nil for none

	stream io.Writer
	close  func() error // of the stream, once all is written
}

// output finds out what a name stands for, before any work is done for it: "-" and the names of descriptors such as /dev/stdout
// are streams, and so is a named pipe; devices, sockets and folders are refused. Text of a binary file is not for a terminal.
func (a *app) output(name string, binary bool) (*output, error) {
	o := &output{name: name, results: a.out}
	if name == "-" {
		o.name = "standard output"
		return o, a.toDescriptor(o, 1, binary)
	}
	at, err := placeOf(name)
	switch {
	case err != nil:
		return nil, err
	case at.descriptor >= 0:
		return o, a.toDescriptor(o, at.descriptor, binary)
	case at.info != nil && at.info.Mode()&fs.ModeNamedPipe != 0:
		return o, a.toPipe(o, at.path)
	}
	o.path, o.old = at.path, at.info
	return o, writable(name, at)
}

// regularOutput is the output for a file that is also read, or of a name that the program chose: it cannot be a stream.
func regularOutput(name string) (*output, error) {
	at, err := placeOf(name)
	if err != nil {
		return nil, err
	}
	if at.descriptor >= 0 || name == "-" || at.info != nil && at.info.Mode()&fs.ModeNamedPipe != 0 {
		return nil, badInput("%s is a stream: name a file", name)
	}
	return &output{name: name, path: at.path, old: at.info}, writable(name, at)
}

// writable refuses what is there and is no file, and a file that is protected against being written, even from those who could
// replace it.
func writable(name string, at place) error {
	if at.info == nil {
		return nil
	}
	switch mode := at.info.Mode(); {
	case mode.IsDir():
		return badInput("%s is a folder: name a file in it", name)
	case mode&fs.ModeDevice != 0:
		return badInput("%s is a device, and no file is put in its place; to send the file on, write: --out - > %s", name, argument(name))
	case !mode.IsRegular():
		return badInput("%s is no regular file, and none is put in its place: name another", name)
	case mode.Perm()&0o222 == 0:
		return badInput("%s is protected against writing: name another file, or type: chmod u+w %s", name, argument(name))
	}
	f, err := os.OpenFile(at.path, os.O_WRONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return surrounding(fmt.Errorf("write %s: %w", name, err))
	}
	return f.Close()
}

// isNot refuses to write over a file that is read.
func (o *output) isNot(inputs ...string) error {
	for _, in := range inputs {
		info, err := os.Stat(in)
		if err == nil && o.old != nil && os.SameFile(info, o.old) {
			return badInput("%s is a file that is read: name another one to write", o.name)
		}
	}
	return nil
}

// folder is where files are to be made that are then placed.
func (o *output) folder(otherwise string) string {
	if o.path == "" {
		return otherwise
	}
	return filepath.Dir(o.path)
}

// write writes a file beside its final name and places it when it is whole, or streams it.
func (o *output) write(write func(io.Writer) error) error {
	if o.path == "" {
		w := bufio.NewWriterSize(o.stream, 64<<10)
		err := write(w)
		if err == nil {
			err = w.Flush()
		}
		return o.failed(cmp.Or(err, o.close()))
	}
	f, err := os.CreateTemp(filepath.Dir(o.path), ".sightline-*")
	if err != nil {
		return o.failed(err)
	}
	defer os.Remove(f.Name()) // does nothing once it has its name
	w := bufio.NewWriter(f)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err = cmp.Or(err, f.Close()); err != nil {
		return o.failed(err)
	}
	return o.place(f.Name())
}

// give places a file that was made in the output's folder, or streams it.
func (o *output) give(path string, made io.Reader) error {
	if o.path != "" {
		return o.place(path)
	}
	return o.write(func(w io.Writer) error {
		_, err := io.Copy(w, made)
		return err
	})
}

// place moves a file of the same folder to its name when it is safe on disk. It takes over owner and rights of the file that it
// replaces; else only the user may read it.
func (o *output) place(made string) error {
	f, err := os.OpenFile(made, os.O_RDWR, 0)
	if err != nil {
		return o.failed(err)
	}
	if o.old != nil {
		st := o.old.Sys().(*syscall.Stat_t)
		_ = f.Chown(int(st.Uid), int(st.Gid)) // only root can, and only root's file would change hands
		err = f.Chmod(o.old.Mode().Perm())
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(made, o.path)
	}
	if err != nil {
		return o.failed(err)
	}
	if folder, err := os.Open(filepath.Dir(o.path)); err == nil {
		_ = folder.Sync() // not every file system can
		_ = folder.Close()
	}
	return nil
}

// failed says what could not be written. Where the system refused it is the surroundings that are at fault.
func (o *output) failed(err error) error {
	var system syscall.Errno
	var kind failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind):
		return err
	case errors.As(err, &system):
		return surrounding(fmt.Errorf("write %s: %w", o.name, err))
	}
	return fmt.Errorf("write %s: %w", o.name, err)
}

// refuseTerminal keeps bytes that are not text from a terminal, which would take some of them for commands.
func refuseTerminal(name string, w io.Writer, binary bool) error {
	if f, is := w.(*os.File); is && binary && term.IsTerminal(int(f.Fd())) {
		return badInput("what would be written to %s is not text for a terminal: send it to a file or a program, such as: --out - > FILE", name)
	}
	return nil
}
