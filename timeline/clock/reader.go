package clock

import (
	"fmt"
	"time"

	"sightline/timeline"
)

// Clock reads the time texts of one source. It is not safe for concurrent use.
type Reader struct {
	Text  Text
	Basis timeline.Basis // how the zone of texts that name none is known
	Now   time.Time      // later times are flagged as future; zero flags none
	// Load finds a zone that a text names; nil knows none but UTC and offsets.
	Load  func(name string) (*time.Location, error)
	zone  *Zone
	named map[string]*Zone // zones that texts name
}

// NewClock returns a clock that reads texts naming no zone as local times of zone.
func NewReader(text Text, zone *time.Location, basis timeline.Basis, now time.Time) *Reader {
	return &Reader{Text: text, Basis: basis, Now: now, zone: NewZone(zone), named: map[string]*Zone{}}
}

// Read reads a time in the clock's own zone. Its errors complete the sentence "the time …".
func (k *Reader) Read(text string) (timeline.When, error) {
	return k.ReadIn(text, nil, k.Basis)
}

// ReadIn reads a time, taking it for a local time of zone where it names none; a nil zone is the clock's own.
func (k *Reader) ReadIn(text string, zone *Zone, basis timeline.Basis) (timeline.When, error) {
	c, err := k.Text.Parse([]byte(text))
	if err != nil {
		return timeline.When{}, err
	}
	return k.When(c, text, zone, basis)
}

// When turns a parsed time into the span of instants it can mean.
func (k *Reader) When(c Civil, raw string, zone *Zone, basis timeline.Basis) (timeline.When, error) {
	start, end, used, stated, flag, err := k.span(c, zone)
	if err != nil {
		return timeline.When{}, err
	}
	w := timeline.When{Raw: raw, Zone: used, Basis: basis, Precision: c.Precision}
	if stated {
		w.Basis = timeline.BasisStated
	}
	w.Start = time.Unix(start, int64(c.Nanosecond)).UTC()
	w.End = time.Unix(end, 0).UTC()
	if c.Nanosecond > 0 && c.Precision == timeline.Second {
		w.End = time.Unix(end, int64(c.Nanosecond)).UTC()
	}
	w.Flags = k.flags(c, flag, w.Start)
	return w, nil
}

// Instant is When for a source with many millions of times: the first instant and the flags only. A nil zone is the
// clock's own. The flags are nil for an ordinary time.
func (k *Reader) Instant(c Civil, zone *Zone) (time.Time, []timeline.TimeFlag, error) {
	start, _, _, _, flag, err := k.span(c, zone)
	if err != nil {
		return time.Time{}, nil, err
	}
	at := time.Unix(start, int64(c.Nanosecond)).UTC()
	if flag == "" && !c.Century && (k.Now.IsZero() || !at.After(k.Now)) {
		return at, nil, nil
	}
	return at, k.flags(c, flag, at), nil
}

func (k *Reader) flags(c Civil, flag timeline.TimeFlag, start time.Time) []timeline.TimeFlag {
	var flags []timeline.TimeFlag
	if flag != "" {
		flags = append(flags, flag)
	}
	if !k.Now.IsZero() && start.After(k.Now) {
		flags = append(flags, timeline.FlagFuture)
	}
	if c.Century {
		flags = append(flags, timeline.FlagCentury)
	}
	return flags
}

// span returns the first instant and the end of the span in Unix seconds, and the name of the zone used.
func (k *Reader) span(c Civil, zone *Zone) (start, end int64, used string, stated bool, flag timeline.TimeFlag, err error) {
	local, next := c.local(), c.next()
	switch {
	case c.Zone == "UTC" || c.Offset != 0:
		return local - int64(c.Offset), next - int64(c.Offset), c.Zone, true, "", nil
	case c.Zone != "":
		if zone, err = k.zoneNamed(c.Zone); err != nil {
			return 0, 0, "", false, "", err
		}
		stated = true
	case zone == nil:
		zone = k.zone
	}
	start, last, flag := zone.Instants(local)
	switch c.Precision {
	case timeline.Second, timeline.Minute, timeline.Hour:
		end = last + next - local
	default:
		flag = "" // a whole day holds both readings of its hours
		_, end, _ = zone.Instants(next)
	}
	return start, end, zone.Name(), stated, flag, nil
}

// zoneNamed finds the zone a text names.
func (k *Reader) zoneNamed(name string) (*Zone, error) {
	if z := k.named[name]; z != nil {
		return z, nil
	}
	if k.Load == nil {
		return nil, fmt.Errorf("names the unknown time zone %q", name)
	}
	loc, err := k.Load(name)
	if err != nil {
		return nil, fmt.Errorf("names the unknown time zone %q", name)
	}
	z := NewZone(loc)
	k.named[name] = z
	return z, nil
}
