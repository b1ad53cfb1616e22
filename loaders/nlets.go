package loaders

import (
	"bytes"
	"context"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// Messages on the interstate network, Nlets. A live message's header names no time zone (article 21003096179). The switch
// writes it, and keeps its own log in Mountain Standard Time without daylight saving (articles 21003096191 to …193), so
// that is assumed of live headers unless the analyst names another; of the log's own results it is stated.

// nletsZone is the zone assumed of live headers.
const nletsZone = "America/Phoenix"

// archiveZone is the zone of the network's message log all year.
func archiveZone() *clock.Zone { return clock.NewZone(time.FixedZone("-07:00", -7*3600)) }

func loadNlets(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	return loadMessages(ctx, in, opt, sink, nletsZone)
}

// The keys of the message log's answers: a list of hits, and the full text of one.
const (
	keyHitList  = "NLR"
	keyFullText = "NFR"
)

// archive follows which transactions of a file come out of the network's message log.
type archive int8

const (
	live     archive = iota
	hitList          // entries of a list of hits, up to the next message
	fullText         // the next message
)

// isArchived reports whether a transaction comes out of the message log, and takes note of the log's own answers.
func (n *ncic) isArchived(b *block, t *transaction) bool {
	switch {
	case t.key == keyHitList:
		n.archive = hitList
		return false
	case t.key == keyFullText:
		n.archive = fullText
		return false
	case n.archive == hitList && (b.log || !t.message):
		return true
	case n.archive == fullText:
		n.archive = live
		return true
	}
	n.archive = live
	return false
}

// messageFields are the parts of a message's header, and of its lines of times: those of input and, of a delivered
// message, of output.
func messageFields(m message, text []byte, lines []blockLine) []timeline.Field {
	var fields []timeline.Field
	add := func(name string, value []byte) {
		if v, _ := decode(value); v != "" {
			fields = append(fields, timeline.Field{Name: name, Value: v})
		}
	}
	add("destinations", bytes.Join(m.to, []byte{' '}))
	add("control", m.control)
	side := "input "
	for _, l := range lines {
		if l.kind != lineTimes {
			continue
		}
		line := text[l.from:l.to]
		when, rest, _ := timeLineOf(line)
		add(side+"time", line[when.from:when.to])
		number, terminal, _ := bytes.Cut(bytes.TrimSpace(line[rest:]), []byte{' '})
		if digitRun(number) != len(number) {
			number, terminal = nil, number
		}
		add(side+"number", number)
		add("terminal", terminal)
		if side == "output " {
			break
		}
		side = "output "
	}
	return fields
}

// remarkMessage says what a message tells beyond its key.
func (n *ncic) remarkMessage(e *timeline.Event, text []byte) {
	switch e.Code {
	case "YQ":
		e.Remark(timeline.RemarkHitRequest)
		n.notes.add("hit confirmation requests", 1)
	case "YR":
		e.Remark(timeline.RemarkHitAnswer)
		n.notes.add("answers to hit confirmation requests", 1)
	}
	if notOnFile(text) {
		e.Remark(timeline.RemarkNotOnFile)
		n.notes.add("answers: not on file", 1)
	}
}

func notOnFile(text []byte) bool {
	for line := range bytes.Lines(text) {
		if strings.Contains(strings.ToUpper(string(line[:min(len(line), 200)])), "NOT ON FILE") {
			return true
		}
	}
	return false
}
