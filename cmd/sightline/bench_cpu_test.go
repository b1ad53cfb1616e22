package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// clockTick is the unit of processor times under /proc: a hundredth of a second on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// serverCPU is the processor time that the bench's server has used, with all its processes, also those that have ended.
func (b *bench) serverCPU() time.Duration {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(b.file("server"), "data", "postmaster.pid"))
	if err != nil {
		b.t.Fatal(err)
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	postmaster := string(first)
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		b.t.Fatal(err)
	}
	var ticks int
	for _, path := range all {
		fields := statFields(path)
		switch {
		case fields == nil: // it has ended
		case path == "/proc/"+postmaster+"/stat":
			ticks += sumFields(fields[11:15]) // with its children that have ended
		case fields[1] == postmaster:
			ticks += sumFields(fields[11:13])
		}
	}
	return time.Duration(ticks) * clockTick
}

// statFields are the fields of a process's stat file behind its name: state, parent …; see proc(5).
func statFields(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 15 {
		return nil
	}
	return fields
}

func sumFields(fields []string) (sum int) {
	for _, f := range fields {
		n, _ := strconv.Atoi(f)
		sum += n
	}
	return sum
}

// ownCPU is the processor time this process has used.
func ownCPU(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ogrIndexed makes the table that ogr2ogr would make for the bench's file, with the indexes that our reads have.
const ogrIndexed = `create table ogr_reads (ogc_fid serial primary key, plate varchar collate "C", state varchar collate "C", read_time timestamptz,
		latitude varchar, longitude varchar, camera_id varchar, camera_name varchar, confidence varchar, wkb_geometry geometry(point, 4326));
	create index on ogr_reads (plate, read_time, camera_id, state);
	create index on ogr_reads (camera_id, read_time)`
