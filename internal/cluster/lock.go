package cluster

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// lockFile is a file for flock(2), whose locks end with the process that holds them.
type lockFile struct{ *os.File }

func (h clusterDir) openLock(name string) (*lockFile, error) {
	f, err := h.openFile(name, os.O_RDWR)
	return &lockFile{f}, err
}

// exclusive waits for the lock until ctx ends.
func (l *lockFile) exclusive(ctx context.Context) error { return l.wait(ctx, unix.LOCK_EX) }

// shared waits for a lock that others may share until ctx ends.
func (l *lockFile) shared(ctx context.Context) error { return l.wait(ctx, unix.LOCK_SH) }

// tryExclusive reports whether the lock could be had at once. A shared lock that was held may be gone either way.
func (l *lockFile) tryExclusive() (bool, error) { return l.try(unix.LOCK_EX) }

func (l *lockFile) wait(ctx context.Context, how int) error {
	for {
		held, err := l.try(how)
		if held || err != nil {
			return err
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

func (l *lockFile) try(how int) (bool, error) {
	for {
		err := unix.Flock(int(l.Fd()), how|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		}
		return err == nil, err
	}
}

// pause sleeps for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
