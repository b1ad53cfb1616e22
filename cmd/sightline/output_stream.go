package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// toDescriptor makes an output stream to one of this program's descriptors. What else the command has to say goes to where
// progress and faults go when standard output has the file.
func (a *app) toDescriptor(o *output, n int, binary bool) error {
	o.close = func() error { return nil }
	if n == 1 {
		o.results, o.stream = a.log, contextWriter{a.ctx, a.out}
		return refuseTerminal(o.name, a.out, binary)
	}
	flags, err := handedIn(n)
	if err != nil {
		return badInput("%s: no such descriptor was handed to this program", o.name)
	}
	if flags&syscall.O_ACCMODE == syscall.O_RDONLY {
		return badInput("%s can only be read", o.name)
	}
	own, err := syscall.Dup(n)
	if err != nil {
		return surrounding(fmt.Errorf("write %s: %w", o.name, err))
	}
	// A database server that is started would hold them, and who reads would wait for it.
	syscall.CloseOnExec(own)
	syscall.CloseOnExec(n)
	f := os.NewFile(uintptr(own), o.name)
	o.stream, o.close = contextWriter{a.ctx, f}, f.Close
	if out, is := a.out.(*os.File); is && sameFile(out, f) {
		o.results = a.log
	}
	return refuseTerminal(o.name, f, binary)
}

// handedIn returns the flags of a descriptor that this program was started with. Those that it opened itself, such as its
// connections to the database, are nobody else's: they are all marked to be closed in programs that it starts.
func handedIn(n int) (flags int, err error) {
	own, _, failed := syscall.Syscall(syscall.SYS_FCNTL, uintptr(n), syscall.F_GETFD, 0)
	if failed != 0 {
		return 0, failed
	}
	if own&syscall.FD_CLOEXEC != 0 {
		return 0, syscall.EBADF
	}
	mode, _, failed := syscall.Syscall(syscall.SYS_FCNTL, uintptr(n), syscall.F_GETFL, 0)
	if failed != 0 {
		return 0, failed
	}
	return int(mode), nil
}

func sameFile(a, b *os.File) bool {
	one, err := a.Stat()
	other, err2 := b.Stat()
	return err == nil && err2 == nil && os.SameFile(one, other)
}

// pipeLook is how often to look whether somebody has come to read from a named pipe.
const pipeLook = 20 * time.Millisecond

// toPipe makes an output stream to a named pipe, which takes nothing before somebody reads from it.
func (a *app) toPipe(o *output, path string) error {
	for told := false; ; told = true {
		f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
		if err == nil {
			if info, err := f.Stat(); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
				f.Close()
				return badInput("%s is no pipe any more", o.name)
			}
			o.stream, o.close = contextWriter{a.ctx, f}, f.Close
			return nil
		}
		if !errors.Is(err, syscall.ENXIO) {
			return surrounding(fmt.Errorf("write %s: %w", o.name, err))
		}
		if !told {
			fmt.Fprintf(a.log, "Waiting until a program reads from the pipe %s.\n", o.name)
		}
		select {
		case <-a.ctx.Done():
			return a.ctx.Err()
		case <-time.After(pipeLook):
		}
	}
}

// contextWriter writes to a stream whose reader may take its time, and gives up waiting for it when the context ends.
type contextWriter struct {
	ctx context.Context
	to  io.Writer
}

// Write writes.
func (p contextWriter) Write(b []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	done, own := make(chan result, 1), bytes.Clone(b) // the writing may go on when this has returned
	go func() {
		n, err := p.to.Write(own)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-p.ctx.Done():
		return 0, p.ctx.Err()
	}
}

// readerGone reports whether an error means that whoever read what the program writes has stopped reading, as head does.
func readerGone(err error) bool {
	var file *fs.PathError
	return errors.As(err, &file) && errors.Is(file.Err, syscall.EPIPE)
}
