package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a file has been read, with rate and remaining time, when a person watches.
type progress struct{ bar *progressbar.ProgressBar }

func (a *app) progress(name string, size int64) progress {
	f, ok := a.log.(*os.File)
	if !ok || a.json || size == 0 || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(size, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(name),
		progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))}
}

func (p progress) reader(r io.Reader) io.Reader {
	if p.bar == nil {
		return r
	}
	return io.TeeReader(r, p.bar)
}

func (p progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish() // it only draws
	}
}
