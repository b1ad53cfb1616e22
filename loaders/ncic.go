package loaders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// ncicZone is the zone NCIC's transaction log is commonly said to be kept in. No source confirms it, so it is marked as
// assumed and the analyst can name another.
const ncicZone = "America/New_York"

// ncic draws events from NCIC transactions.
type ncic struct {
	intake
	opt      Options
	clock    *clock.Reader
	own      []string
	tables   *Tables
	reader   fieldReader
	known    map[string]*oriPlace
	people   map[[2]string]timeline.Identifier // by name and birth date as they stand in records
	key      []byte                            // what the last key was made of
	archive  archive
	zone     *time.Location // that times are read in that name none
	basis    timeline.Basis // of the zone
	years    years
	counted  int            // the digits that the entry above began with
	rowZones map[string]int // how many rows of a table state each zone beside their time; "" of those that state none
}

// oriPlace is what is known of an ORI, looked up once.
type oriPlace struct {
	where  timeline.Where
	agency timeline.Agency
	doubts []timeline.Remark
	own    bool
	note   string // of the load: how coarsely it is placed, "" when it is not
}

func loadNCIC(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	return loadMessages(ctx, in, opt, sink, ncicZone)
}

// loadMessages loads NCIC transactions or messages of the network, whose times are assumed to be in the usual zone.
func loadMessages(ctx context.Context, in Input, opt Options, sink Sink, usual string) (Tally, error) {
	n := &ncic{intake: intake{ctx: ctx, sink: sink}, opt: opt, tables: opt.tables(), known: map[string]*oriPlace{},
		people: map[[2]string]timeline.Identifier{}}
	n.reader.tables = n.tables
	for _, ori := range opt.OwnORIs {
		if strings.TrimSpace(ori) == "" {
			continue
		}
		o, ok := normalizeORI(ori)
		if !ok {
			return Tally{}, fmt.Errorf("own ORI %q is not two letters and seven letters or digits", ori)
		}
		n.own = append(n.own, o)
	}
	src, err := openText(in, &n.notes)
	if err != nil {
		return Tally{}, err
	}
	table, delim := src.profile != nil, byte(0)
	if m := src.mend; m != nil {
		table, delim = table || m.delim != 0, m.delim
	} else if !table {
		if c, by, _, ok := findHeadings(src.head, ncicAliases().with(opt.Columns), ncicColumns); ok && len(c.names) > 1 {
			table, delim = true, by
		} else if c, _, _, ok := findHeadings(src.head, ncicAliases().with(opt.Columns), ncicTimeless); ok && len(c.names) > 1 {
			return Tally{}, &InputError{File: in.Name, Reason: fmt.Sprintf(
				"the table names message key and ORI, and no heading is known to be that of the date and time: name it, such as --column time=%q; the columns are %s",
				c.names[0], headingList(c.names))}
		}
	}
	found, err := src.lookAhead(ctx, n.tables, delim)
	if err != nil {
		return Tally{}, err
	}
	if m := src.mend; m != nil && m.zone != "" && locationOf(m.zone) != nil {
		found = append([]stated{{1, m.zone}}, found...)
	}
	zone, basis, err := heard(&opt, found, usual, &n.notes)
	if err != nil {
		return Tally{}, err
	}
	if n.zone, n.basis = zone, basis; basis == timeline.BasisStated {
		src.shape.stated(clock.NewZone(zone))
	}
	opt.mendOrder(src.mend)
	text := opt.timeText()
	n.clock = clock.NewReader(text, zone, basis, opt.Now)
	n.clock.Load = time.LoadLocation
	if table {
		err = n.table(src)
	} else {
		err = n.text(src)
	}
	if err == nil {
		err = n.release()
	}
	src.shape.found(opt.DateOrder)
	if err != nil {
		return Tally{}, err
	}
	return n.done(n.readIn()), nil
}

// text reads CODE/VALUE text. Cutting it into transactions and reading those overlap.
func (n *ncic) text(src *source) error {
	b := newBlocks(src, src.head, n.tables)
	if src.mend != nil {
		b.remarks, b.started = &remarks{}, true
	}
	if n.basis != timeline.BasisConfigured {
		b.zone = n.zone.String()
	}
	src.shape.messages(b.records.eol)
	ctx, stop := context.WithCancel(n.ctx)
	batches := make(chan []block, 4)
	var failed error // of the cutter, once batches is closed
	go func() {
		defer close(batches)
		failed = b.batches(ctx, batches)
	}()
	var err error
	for batch := range batches {
		for i := range batch {
			if err == nil {
				err = n.block(&batch[i])
			}
		}
		if err != nil {
			stop() // and wait until the cutter has seen it
		}
	}
	stop()
	switch {
	case err != nil:
		return err
	case isWhole(failed):
		return failed
	case failed != nil:
		return fmt.Errorf("%s: %w", src.name, failed)
	case n.ctx.Err() != nil:
		return n.ctx.Err()
	}
	b.pages.tell(&n.notes)
	b.tallied.tell(&n.notes)
	return nil
}

// isWhole reports whether an error is that of a file as a whole.
func isWhole(err error) bool {
	var whole *InputError
	return errors.As(err, &whole)
}

// block takes one transaction of the text form.
func (n *ncic) block(b *block) error {
	if b.told {
		n.recall(b)
	}
	n.context = contextOf(b, n.archive)
	if b.fault != "" {
		return n.reject(b.line, b.text, "", b.fault)
	}
	if bytes.IndexByte(b.text, 0) >= 0 {
		return n.reject(b.line, b.text, "", "the transaction holds NUL bytes: the file is damaged here; ask for it again")
	}
	t, field, reason := n.parse(b)
	if reason != "" {
		return n.reject(b.line, b.text, field, reason)
	}
	n.key = textKey(n.key[:0], b.text)
	return n.take(timeline.Record{Line: b.line, Text: b.text, Key: sha256.Sum256(n.key)}, &t)
}

// contextOf is what else is known of a transaction: the part of the result that it is in, and whether it comes out of the
// message log.
func contextOf(b *block, a archive) string {
	var words []string
	if b.part != "" {
		words = append(words, b.part)
	}
	if a != live {
		words = append(words, [...]string{hitList: "message log, list", fullText: "message log, text"}[a])
	}
	return strings.Join(words, "; ")
}

// recall takes what a mended file says of a transaction.
func (n *ncic) recall(b *block) {
	n.archive = live
	for word := range strings.SplitSeq(b.context, "; ") {
		switch word {
		case "message log, list":
			n.archive = hitList
		case "message log, text":
			n.archive = fullText
		case partActive, partPurged, partLog:
			b.part = word
		}
	}
}

// zoneOr returns the zone the analyst named, else the usual one of the format.
func zoneOr(named *time.Location, usual string) (*time.Location, timeline.Basis, error) {
	if named != nil {
		return named, timeline.BasisConfigured, nil
	}
	loc, err := time.LoadLocation(usual)
	if err != nil {
		return nil, "", fmt.Errorf("time zone %s: %w", usual, err)
	}
	return loc, timeline.BasisAssumed, nil
}

// latestYear is the latest year a two-digit year may mean.
func latestYear(now time.Time) int {
	if now.IsZero() {
		return 0
	}
	return now.Year()
}
