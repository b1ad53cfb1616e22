package export

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"sightline/timeline"
)

// writeICS writes a calendar (RFC 5545): an event for each event that has a date. Times of day are in UTC, as
// long as they are precise; days, months and years are whole days. What has no date is counted in the description.
func writeICS(ctx context.Context, w io.Writer, m *material) error {
	c := &calendar{w: bufio.NewWriter(w)}
	undated := 0
	for r := range m.rows() {
		if r.known().IsZero() {
			undated++
		}
	}
	about := append(m.about(), remark{"without date", fmt.Sprintf("%d, which a calendar cannot hold; see the CSV or XLSX file", undated)})
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.text("PRODID", "-//Sightline//"+m.Program+"//EN")
	c.line("CALSCALE", "GREGORIAN")
	c.text("NAME", m.title())
	c.text("X-WR-CALNAME", m.title())
	c.text("DESCRIPTION", lines(about))
	c.text("X-WR-CALDESC", lines(about))
	for r := range m.rows() {
		if r.known().IsZero() {
			continue
		}
		c.event(m, r)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	c.line("END", "VCALENDAR")
	return c.w.Flush()
}

// calendar writes content lines; a failure shows at Flush.
type calendar struct{ w *bufio.Writer }

// longestLine is the most octets of a line before its end.
const longestLine = 75

// line writes a property whose value needs no escape, folded without breaking a character.
func (c *calendar) line(name, value string) {
	text := name + ":" + value
	room := longestLine
	for len(text) > room {
		at := room
		for at > 0 && !utf8.RuneStart(text[at]) {
			at--
		}
		c.write(text[:at])
		c.write("\r\n ")
		text, room = text[at:], longestLine-1 // the blank counts
	}
	c.write(text)
	c.write("\r\n")
}

func (c *calendar) write(text string) { _, _ = c.w.WriteString(text) }

// escapes of TEXT values.
var escapes = strings.NewReplacer("\r\n", `\n`, "\r", `\n`, "\n", `\n`, `\`, `\\`, ";", `\;`, ",", `\,`)

// text writes a property of type TEXT.
func (c *calendar) text(name, value string) {
	if value != "" {
		c.line(name, escapes.Replace(printable(value)))
	}
}

func (c *calendar) event(m *material, r *row) {
	// An identity that is the same in every export and says nothing.
	id := sha256.Sum256([]byte(m.Case.Number + "\x00" + r.ID))
	c.line("BEGIN", "VEVENT")
	c.line("UID", hex.EncodeToString(id[:16])+"@sightline.invalid")
	c.line("DTSTAMP", m.Made.Format(icsTime))
	c.span(r)
	c.text("SUMMARY", cut(r.summary(), 500))
	c.text("LOCATION", r.Where.Label)
	if r.Where.Located() {
		c.line("GEO", fmt.Sprintf("%.6f;%.6f", r.Where.Point[1], r.Where.Point[0]))
	}
	c.text("DESCRIPTION", lines(append(r.facts(), remark{"Caveat", r.of.Caveat})))
	categories := r.of.One
	if r.Standing == timeline.SetAside || r.Standing == timeline.Mention {
		categories += "," + string(r.Standing)
	}
	c.line("CATEGORIES", categories)
	c.line("CLASS", "CONFIDENTIAL")
	c.line("STATUS", "TENTATIVE") // a lead, not proof
	c.line("TRANSP", "TRANSPARENT")
	c.line("END", "VEVENT")
}

const icsTime = "20060102T150405Z"

// span writes when an event begins and ends: the widest span its record allows. An open end is that of the other end.
func (c *calendar) span(r *row) {
	first, last := r.First, r.last
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	if !first.Precision.Coarse() && !last.Precision.Coarse() {
		c.line("DTSTART", first.Start.UTC().Format(icsTime))
		if last.End.Sub(first.Start) >= time.Second {
			c.line("DTEND", last.End.UTC().Format(icsTime))
		}
		return
	}
	from, to := days(first, last, r.zone)
	c.line("DTSTART;VALUE=DATE", from.Format("20060102"))
	c.line("DTEND;VALUE=DATE", to.AddDate(0, 0, 1).Format("20060102")) // exclusive
}

// days returns the first and the last day that two source times can mean in a zone.
func days(first, last timeline.When, zone *time.Location) (from, to time.Time) {
	from, to = first.Start.In(zone), last.End.Add(-1).In(zone)
	if to.Before(from) {
		to = from
	}
	return from, to
}
