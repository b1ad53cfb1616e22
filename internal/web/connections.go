package web

import (
	"crypto/tls"
	"net"
	"net/http"
	"syscall"
)

// Limits of connections.
const (
	mostConnections   = 4096 // in all; fewer where the process may not open so many files
	partOfDescriptors = 2    // of them connections may be; files and the database need some too
	partOfOneAddress  = 4    // of all connections
	mostStreams       = 64   // requests at once on one connection of HTTP/2
)

// LimitConnections bounds how many connections a server has, in all and of one address: beyond that those are closed first
// that have sent no whole request. Of declared proxies, who come for many, there may be as many as in all.
func LimitConnections(server *http.Server, listener net.Listener, gate Exposure) net.Listener {
	most := descriptors(mostConnections)
	l := &limitedListener{Listener: listener, gate: gate, quota: quota{most: most, each: most / partOfOneAddress}}
	server.ConnState = l.state
	return l
}

// descriptors is how many of the files that the process may open connections may be, most at most.
func descriptors(most int) int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err == nil && limit.Cur/partOfDescriptors < uint64(most) {
		return int(limit.Cur / partOfDescriptors)
	}
	return most
}

type limitedListener struct {
	net.Listener
	gate  Exposure
	quota quota
}

// connection is counted until it is closed.
type connection struct {
	net.Conn
	holding *holding
	quota   *quota
}

// Accept waits for a connection.
func (l *limitedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	address, each := addressOf(conn.RemoteAddr().String()), l.quota.each
	if l.gate.isProxy(address) {
		each = l.quota.most
	}
	return &connection{conn, l.quota.add(networkOf(address), each, func() { _ = conn.Close() }), &l.quota}, nil
}

// Close closes the connection.
func (c *connection) Close() error {
	c.quota.remove(c.holding)
	return c.Conn.Close()
}

// state follows what the server does with a connection.
func (l *limitedListener) state(conn net.Conn, state http.ConnState) {
	if encrypted, is := conn.(*tls.Conn); is {
		conn = encrypted.NetConn()
	}
	c, is := conn.(*connection)
	if !is {
		return
	}
	switch state {
	case http.StateActive:
		l.quota.set(c.holding, useBusy)
	case http.StateIdle:
		l.quota.set(c.holding, useIdle)
	}
}
