// Package cluster runs a private PostgreSQL server with PostGIS in a directory: it finds the installed binaries, makes
// the database cluster, starts the server or joins the one that runs, and stops it after its last user.
//
// The server listens on a Unix socket only, in a directory that nobody else may enter. It is never downloaded. It knows
// nothing of any schema.
//
// A cluster's directory holds
//
//	data/          the PostgreSQL data directory; it appears by a rename, so it is whole or not there
//	socket/        the server's socket, unless its path would be too long (see socket.go)
//	postgres.log   what the server has to say
//	lock           held while a program starts or stops the server
//	users          held, shared, by every program that uses the server
//
// The kernel drops a killed program's locks. The server of a killed program runs on, and the next Start joins it.
package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// superuser names both the database and its one user.
const superuser = "sightline"

// Origin tells how Start came by its server.
type Origin string

// The origins of a server.
const (
	Created Origin = "created" // the cluster is new
	Started Origin = "started" // the cluster was there, the server was not running
	Joined  Origin = "joined"  // the server was running already
)

// Options say which cluster, and what for.
type Options struct {
	// Dir is the cluster's directory. It and its parents are made when missing.
	Dir string
	// BinDirs are where to look for the server's programs; none means the usual places.
	BinDirs []string
	// Disposable is for tests: nothing survives a crash of the machine, and the server is stopped and its data deleted
	// about a minute after its last user has gone, however that user went.
	Disposable bool

	linger time.Duration // how long a disposable server waits for another user; 0 means the minute
}

// Cluster is a running server that this program uses. It is safe for concurrent use.
type Cluster struct {
	home   clusterDir
	origin Origin
	users  *lockFile
	close  func() error

	mu     sync.Mutex
	server postmaster
	down   error // why it does not run; see Keep
}

// Start makes sure that the server of o.Dir runs and answers, and holds it until Close.
//
// A server that is already running there is joined; else one is started, after making the cluster if there is none.
// Start waits for another program that is starting or stopping the same server, and for crash recovery, until ctx ends.
// Errors that a person can mend are of type *Fault.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	h, err := openHome(o)
	if err != nil {
		return nil, err
	}
	gate, err := h.openLock("lock")
	if err != nil {
		return nil, h.explain(err)
	}
	defer gate.Close()
	if err := gate.exclusive(ctx); err != nil {
		return nil, fmt.Errorf("cluster: wait for another program that starts or stops the server: %w", err)
	}
	users, err := h.openLock("users")
	if err != nil {
		return nil, h.explain(err)
	}
	if err := users.shared(ctx); err != nil {
		users.Close()
		return nil, fmt.Errorf("cluster: register as a user of the server: %w", err)
	}
	server, origin, err := h.ensure(ctx, true)
	if err != nil {
		users.Close()
		return nil, err
	}
	c := &Cluster{home: h, server: server, origin: origin, users: users}
	c.close = sync.OnceValue(c.leave)
	return c, nil
}

// ensure joins, starts or, if new is set and there is none, makes and starts the server. The caller holds the lock.
func (h clusterDir) ensure(ctx context.Context, new bool) (postmaster, Origin, error) {
	server, running, err := h.join(ctx)
	if err != nil || running {
		return server, Joined, err
	}
	h.lastSocket = cmp.Or(server.socketDir, h.lastSocket) // of the server that was killed
	major, err := h.version()
	if err != nil {
		return postmaster{}, "", err
	}
	if major == 0 && !new {
		return postmaster{}, "", h.gone(fs.ErrNotExist)
	}
	programs, err := find(h.binDirs, major)
	if err != nil {
		return postmaster{}, "", err
	}
	origin := Started
	if major == 0 {
		origin = Created
		if err := h.create(ctx, programs); err != nil {
			return postmaster{}, "", err
		}
	}
	begun, wait := time.Now(), 20*time.Millisecond
	for {
		if err := h.clearLeft(time.Since(begun) > leftPatience); err != nil {
			return postmaster{}, "", err
		}
		server, err = h.start(ctx, programs)
		if !errors.Is(err, errTaken) || time.Since(begun) > takenPatience {
			return server, origin, err
		}
		// A program that was killed just after it had started the server left it on its way up; or the server was killed, and
		// its processes, which still hold its memory, are about to notice.
		if err := pause(ctx, wait); err != nil {
			return postmaster{}, "", fmt.Errorf("cluster: wait for a server that is starting: %w", err)
		}
		wait = min(2*wait, 200*time.Millisecond)
		if server, running, err := h.join(ctx); err != nil || running {
			return server, Joined, err
		}
	}
}

// leftPatience is how long the processes of a killed server may take to notice before they are ended.
const leftPatience = time.Second

// takenPatience is how long to wait for whatever else has the data directory. A server whose postmaster.pid was deleted ends by
// itself within a minute.
const takenPatience = 90 * time.Second

// errTaken says that another server had taken the data directory when ours wanted it, or that processes of one were left.
var errTaken = errors.New("another server, or what is left of one, uses the data directory")

// URL is the address of the cluster's database, for pgx and libpq alike.
func (c *Cluster) URL() string { return c.URLOf(superuser) }

// URLOf is the address of the cluster's database for one of its roles that may log in.
func (c *Cluster) URLOf(role string) string {
	server := c.current()
	host := strings.ReplaceAll(url.QueryEscape(server.socketDir), "+", "%20")
	return fmt.Sprintf("postgres://%s@/%s?host=%s&port=%d", url.PathEscape(role), superuser, host, server.port)
}

// Origin tells how Start came by the server.
func (c *Cluster) Origin() Origin { return c.origin }

// Log is the path of the server's log.
func (c *Cluster) Log() string { return c.home.path("postgres.log") }

// Close gives the server up. Its last user stops it: a fast shutdown, or an immediate one when that takes over a minute.
// A disposable cluster's server runs on for a while.
func (c *Cluster) Close() error { return c.close() }

func (c *Cluster) leave() error {
	defer c.users.Close()
	if c.home.disposable {
		return nil
	}
	gate, err := c.home.openLock("lock")
	if err != nil {
		return c.home.explain(err)
	}
	defer gate.Close()
	if err := gate.exclusive(context.Background()); err != nil {
		return fmt.Errorf("cluster: wait for another program that starts or stops the server: %w", err)
	}
	last, err := c.users.tryExclusive()
	if err != nil || !last {
		return err
	}
	// Not the one we know: that may have died, and another user may have started the next.
	server, err := readPostmaster(c.home.data())
	if err != nil {
		return c.home.explain(err)
	}
	return c.home.stop(server)
}

// clusterDir is a cluster's directory and the account its server runs under.
type clusterDir struct {
	dir        string // absolute, symbolic links resolved
	account    account
	binDirs    []string
	disposable bool
	linger     time.Duration
	lastSocket string // directory of the socket of the server that ran before, "" if that is not known
}

func (h clusterDir) path(name string) string { return filepath.Join(h.dir, name) }
func (h clusterDir) data() string            { return h.path("data") }

// openFile opens or makes a file of the cluster's directory that nobody else may read. In a directory that belongs to
// the server's account root's new files do too, so that their owner can go on without root another day.
func (h clusterDir) openFile(name string, flags int) (*os.File, error) {
	f, err := os.OpenFile(h.path(name), flags|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil || !h.account.drop {
		return f, err
	}
	info, err := os.Stat(h.dir)
	if err == nil && ownerOf(info) == h.account.uid {
		err = f.Chown(h.account.uid, h.account.gid)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// openHome makes the directory if need be and checks that the server's account can work in it.
func openHome(o Options) (clusterDir, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil || o.Dir == "" {
		return clusterDir{}, fmt.Errorf("cluster: directory %q: %w", o.Dir, errors.Join(err, os.ErrInvalid))
	}
	h := clusterDir{dir: dir, binDirs: o.BinDirs, disposable: o.Disposable, linger: cmp.Or(o.linger, time.Minute)}
	root := os.Geteuid() == 0
	if err := makeDirs(dir, root); err != nil {
		return clusterDir{}, h.explain(err)
	}
	if h.dir, err = filepath.EvalSymlinks(dir); err != nil {
		return clusterDir{}, h.explain(err)
	}
	if h.account, err = h.serverAccount(root); err != nil {
		return clusterDir{}, err
	}
	if closed := h.account.closedFolder(h.dir); closed != "" {
		return clusterDir{}, &Fault{ErrUnreachable,
			fmt.Sprintf("PostgreSQL refuses to run as root, so it runs as %s, who may not enter %s on the way to %s", h.account.name,
				closed, h.dir),
			fmt.Sprintf("use a data directory that other users can reach, such as /var/lib/sightline, or let them pass: chmod o+x %s",
				quote(closed))}
	}
	return h, nil
}

// makeDirs makes dir and its missing parents. Those that root makes can be passed by the server's account, not listed.
func makeDirs(dir string, root bool) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := makeDirs(filepath.Dir(dir), root); err != nil {
		return err
	}
	mode := os.FileMode(0o700)
	if root {
		mode = 0o711 // from the first moment: another program may look at it at once
	}
	if err := os.Mkdir(dir, mode); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil // another program was quicker
		}
		return err
	}
	if root {
		return os.Chmod(dir, mode) // whatever the umask took
	}
	return nil
}
