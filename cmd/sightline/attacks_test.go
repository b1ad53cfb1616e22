package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sightline/internal/auth"
)

// attack is something that is done to a server until the context ends. Each of its attackers calls began once it has.
type attack struct {
	name      string
	attackers int
	one       func(ctx context.Context, s *siege, i int, began func())
}

// firstAttackers begin before the others.
const firstAttackers = 2

// run makes an attack and returns, once all attackers have begun, what ends it.
func (a attack) run(s *siege) (stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	var all, begun sync.WaitGroup
	for i := range a.attackers {
		if i == firstAttackers {
			begun.Wait()
		}
		begun.Add(1)
		all.Go(func() { a.one(ctx, s, i, sync.OnceFunc(begun.Done)) })
	}
	begun.Wait()
	return func() { cancel(); all.Wait() }
}

// paced calls one until the context ends, at most once in a while.
func paced(ctx context.Context, each time.Duration, one func()) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		one()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// reading is how much an attacker reads of an answer.
type reading int

const (
	readsAll reading = iota
	readsFirst
	readsNone
)

// socket opens a connection to the server, speaks HTTP/1.1 on it and keeps it until the server closes it. Of what is
// to be sent slowly a byte goes each second.
func (s *siege) socket(ctx context.Context, began func(), text, slowly string, how reading) {
	paced(ctx, time.Second, func() {
		defer began() // or was refused
		d := &net.Dialer{Control: func(_, _ string, c syscall.RawConn) error {
			return c.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096) })
		}}
		raw, err := d.DialContext(ctx, "tcp", s.host)
		if err != nil {
			return
		}
		defer raw.Close()
		conn := tls.Client(raw, clientTLS("http/1.1"))
		if err := conn.HandshakeContext(ctx); err != nil {
			return
		}
		if _, err := io.WriteString(conn, text); err != nil {
			return
		}
		over, done := context.WithCancel(ctx)
		defer done()
		go func() {
			<-over.Done()
			raw.Close()
		}()
		if how == readsFirst {
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				return
			}
		}
		began()
		if how != readsAll {
			<-ctx.Done()
			return
		}
		if slowly != "" {
			go paced(over, time.Second, func() { _, _ = io.WriteString(conn, slowly[:1]) })
		}
		_, _ = io.Copy(io.Discard, conn)
	})
}

// halfOpen sends the headers of a request and a byte of its body.
func halfOpen(path, headers, body, slowly string) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, _ int, began func()) {
		path := strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject))
		s.socket(ctx, began, "POST "+path+" HTTP/1.1\r\nHost: "+s.host+"\r\n"+headers+"\r\n"+body, slowly, readsAll)
	}
}

// asking asks as somebody who shows these headers, again and again.
func asking(path string, each time.Duration, header func(*siege) http.Header) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, i int, began func()) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: clientTLS()}}
		defer client.CloseIdleConnections()
		paced(ctx, each, func() {
			defer began()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet,
				s.address+strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject)), nil)
			if err != nil {
				return
			}
			r.Header = header(s)
			if answer, err := client.Do(r); err == nil {
				_, _ = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		})
	}
}

func nobody(*siege) http.Header { return http.Header{} }

func byBob(s *siege) http.Header { return http.Header{"Cookie": {s.bad.cookie}} }

// oneConnection sends requests with bodies that never come whole, all on one connection of HTTP/2.
func oneConnection(path, kind string, header func(*siege) http.Header) func(context.Context, *siege, int, func()) {
	var shared atomic.Pointer[http.Client]
	shared.Store(&http.Client{Transport: &http.Transport{TLSClientConfig: clientTLS(), ForceAttemptHTTP2: true, MaxConnsPerHost: 1}})
	return func(ctx context.Context, s *siege, _ int, began func()) {
		paced(ctx, time.Second, func() {
			body, in := io.Pipe()
			defer in.CloseWithError(errors.New("given up"))
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+path, body)
			if err != nil {
				return
			}
			r.Header = header(s)
			r.Header.Set("Content-Type", kind)
			r.ContentLength = 100
			go func() { _, _ = in.Write([]byte("x")); began() }()
			if answer, err := shared.Load().Do(r); err == nil {
				began()
				answer.Body.Close()
			}
			began()
		})
	}
}

// readsNothing asks for a file and reads none of it. The first attackers have begun when they are being sent theirs.
func readsNothing(path string) func(context.Context, *siege, int, func()) {
	return func(ctx context.Context, s *siege, i int, began func()) {
		path := strings.ReplaceAll(path, "{id}", fmt.Sprint(s.subject))
		how := readsNone
		if i < firstAttackers {
			how = readsFirst
		}
		s.socket(ctx, began, "GET "+path+" HTTP/1.1\r\nHost: "+s.host+"\r\nCookie: "+s.bad.cookie+"\r\n\r\n", "", how)
	}
}

func attacks() []attack {
	const form, json = "Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type: application/json\r\n"
	const length, chunked = form + "Content-Length: 100\r\n", form + "Transfer-Encoding: chunked\r\n"
	return []attack{
		{"80 half-open bodies of log-ins", 80, halfOpen("/login", length, "x", "")},
		{"200 half-open chunked bodies", 200, halfOpen("/login", chunked, "64\r\nx", "")},
		{"80 bodies of a byte a second", 80, halfOpen("/login", length, "x", "x")},
		{"80 half-open searches", 80, halfOpen("/api/v1/sightings/search", "Content-Length: 100\r\n"+json, "{", "")},
		{"80 half-open questions of GIS programs", 80, halfOpen("/ogc/collections/reads/items", length, "x", "")},
		{"80 half-open marks", 80, halfOpen("/api/v1/subjects/{id}/marks", "Content-Length: 100\r\n"+json, "{", "")},
		{"80 half-open exports", 80, halfOpen("/subjects/{id}/export/csv", length, "x", "")},
		{"80 half-open exports of somebody logged in", 80, func(ctx context.Context, s *siege, i int, began func()) {
			halfOpen("/subjects/{id}/export/csv", length+"Cookie: "+s.bad.cookie+"\r\n", "x", "")(ctx, s, i, began)
		}},
		{"90 streams on one connection", 90, oneConnection("/login", "application/x-www-form-urlencoded", nobody)},
		{"90 streams of somebody logged in", 90, oneConnection("/api/v1/sightings/search", "application/json", byBob)},
		{"500 slow headers", 500, func(ctx context.Context, s *siege, _ int, began func()) {
			s.socket(ctx, began, "GET / HTTP/1.1\r\nHost: "+s.host+"\r\nX: ", "x", readsAll)
		}},
		{"4 readers that read nothing", 4, readsNothing("/subjects/{id}/bundle.zip?purpose=test")},
		{"40 readers that read nothing", 40, readsNothing("/subjects/{id}/bundle.zip?purpose=test")},
		{"40 readers that read nothing of a dossier", 40, readsNothing("/api/v1/subjects/{id}/dossier")},
		{"log-in page, 500 a second", 25, asking("/login", 50*time.Millisecond, nobody)},
		{"GIS address, 500 a second", 25, asking("/ogc", 50*time.Millisecond, nobody)},
		{"invented keys, 500 a second", 25, asking("/ogc", 50*time.Millisecond, func(*siege) http.Header {
			text, _, _ := auth.NewKey()
			return http.Header{"Authorization": {"Bearer " + text}}
		})},
		{"readiness, 500 a second", 25, asking("/readyz", 50*time.Millisecond, nobody)},
		{"30 times the dossier by somebody logged in", 30, asking("/api/v1/subjects/{id}/dossier", time.Millisecond, byBob)},
	}
}
