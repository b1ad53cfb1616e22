package cluster

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

const (
	mega = uint64(1) << 20
	giga = uint64(1) << 30
)

// tuning fits the server to a machine of the given memory and free disk space, in bytes, and number of processors. The
// machine also runs this program, and likely a browser: the server takes a sixth of the memory for its cache, and
// counts on half for the system's.
//
// The work is bulk loads and small look-ups on a disk without seeks, by one program.
func tuning(memory, disk uint64, cpus int, disposable bool) []string {
	setMB := func(name string, bytes uint64) string { return fmt.Sprintf("%s=%dMB", name, bytes/mega) }
	s := []string{
		"max_connections=200",
		"random_page_cost=1.1",
		"effective_io_concurrency=200",
		"jit=off", // compiling costs more than any of our queries
		fmt.Sprintf("max_parallel_workers=%d", cpus),
		fmt.Sprintf("max_parallel_maintenance_workers=%d", (cpus+1)/2),
		"wal_level=minimal", "max_wal_senders=0", // nothing replicates a private server; loads into new tables write less
		"log_parameter_max_length_on_error=0", // values are people's data
	}
	if disposable {
		// Many tests at once, and nothing to keep.
		return append(s, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
			setMB("shared_buffers", 256*mega), setMB("max_wal_size", giga))
	}
	return append(s,
		setMB("shared_buffers", min(max(memory/6, 64*mega), 8*giga)),
		setMB("effective_cache_size", max(memory/2, 256*mega)),
		setMB("maintenance_work_mem", min(max(memory/24, 64*mega), 2*giga)),
		setMB("work_mem", min(max(memory/384, 8*mega), 64*mega)),
		// Far-apart checkpoints make loads quicker; the log must not fill a small disk.
		setMB("max_wal_size", min(max(disk/16, 256*mega), 8*giga)),
		"checkpoint_timeout=15min",
		"wal_compression=on",
	)
}

// machineMemory is the memory this program may use, in bytes: the machine's, or its container's if that is less.
func machineMemory() (uint64, error) {
	memory, err := totalMemory()
	if err != nil {
		return 0, err
	}
	for _, limit := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := os.ReadFile(limit)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if bytes, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil { // else "max"
			memory = min(memory, bytes)
		}
	}
	return memory, nil
}

func totalMemory() (uint64, error) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var kB uint64
		if _, err := fmt.Sscanf(lines.Text(), "MemTotal: %d kB", &kB); err == nil {
			return kB << 10, nil
		}
	}
	return 0, errors.Join(lines.Err(), errors.New("no MemTotal in /proc/meminfo"))
}
