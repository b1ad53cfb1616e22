package web

import (
	"runtime"
	"time"
)

// Limits of one request.
const (
	maxURL       = 8 << 10  // bytes
	maxBody      = 1 << 20  // bytes, of somebody who is logged in, where a route has no smaller limit
	strangerBody = 64 << 10 // bytes, of anybody else
)

// limits are how much is done at once, and for whom. Those who are known, by a session or a key, have slots that nobody
// else can take, and of them nobody can take all.
type limits struct {
	known     *limiter // requests of accounts and keys
	strangers *limiter // requests of everybody else, by address
	probes    *limiter // questions whether the server is ready, by address
	making    *limiter // files being made
	sending   *limiter // files that are made, or lie ready while they are sent

	knownBodies, strangerBodies *bodies

	patience time.Duration // with readers who take nothing of what they are sent
}

// How many requests one caller may have open; further ones are sent away.
const (
	MostOpen  = 128
	MostFiles = 24 // for files
)

func newLimits() limits {
	const (
		busy  = overload("The server is asked more than it can answer. Try again in some seconds.")
		files = overload("Too many files are being made at the moment. Try again in some seconds.")
	)
	processors := runtime.GOMAXPROCS(0)
	most := 8 + 4*processors
	return limits{
		patience: sendTime,
		// The database has ten connections or more (store.Open): what one caller can hold leaves some to the others. With others
		// about, one that asks much at once takes no more than the processors.
		known: &limiter{
			most: most, alone: most / 2, each: max(2, processors), open: 8 * MostOpen, ofOne: MostOpen, wait: 10 * time.Second, busy: busy,
		},
		strangers: &limiter{most: 4, alone: 2, each: 1, open: 1024, ofOne: 32, wait: 2 * time.Second, busy: busy},
		probes:    &limiter{most: 2, each: 1, open: 64, ofOne: 8, wait: 2 * time.Second, busy: busy},
		making: &limiter{
			most: processors, each: max(1, processors/2), open: 8 * MostFiles, ofOne: MostFiles, wait: ExportTimeout, busy: files,
		},
		sending: &limiter{most: 16, each: 8, open: 8 * MostFiles, ofOne: MostFiles, wait: ExportTimeout, busy: files},

		knownBodies:    &bodies{limit: maxBody, wait: 30 * time.Second, quota: quota{most: 128, each: 128}},
		strangerBodies: &bodies{limit: strangerBody, wait: 5 * time.Second, quota: quota{most: 256, each: 256}},
	}
}
