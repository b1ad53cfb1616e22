package timeline

import (
	"fmt"
	"time"
)

// Clock reads the time texts of one source. It is not safe for concurrent use.
type Clock struct {
	Text  TimeText
	Basis Basis     // how the zone of texts that name none is known
	Now   time.Time // later times are flagged as future; zero flags none
	// Load finds a zone that a text names; nil knows none but UTC and offsets.
	Load  func(name string) (*time.Location, error)
	zone  *Zone
	named map[string]*Zone // zones that texts name
}

// NewClock returns a clock that reads texts naming no zone as local times of zone.
func NewClock(text TimeText, zone *time.Location, basis Basis, now time.Time) *Clock {
	return &Clock{Text: text, Basis: basis, Now: now, zone: NewZone(zone), named: map[string]*Zone{}}
}

// Read reads a time in the clock's own zone. Its errors complete the sentence "the time …".
func (k *Clock) Read(text string) (When, error) {
	return k.ReadIn(text, nil, k.Basis)
}

// ReadIn reads a time, taking it for a local time of zone where it names none; a nil zone is the clock's own.
func (k *Clock) ReadIn(text string, zone *Zone, basis Basis) (When, error) {
	c, err := k.Text.Parse([]byte(text))
	if err != nil {
		return When{}, err
	}
	return k.When(c, text, zone, basis)
}

// When turns a parsed time into the span of instants it can mean.
func (k *Clock) When(c Civil, raw string, zone *Zone, basis Basis) (When, error) {
	start, end, used, stated, flag, err := k.span(c, zone)
	if err != nil {
		return When{}, err
	}
	w := When{Raw: raw, Zone: used, Basis: basis, Precision: c.Precision}
	if stated {
		w.Basis = BasisStated
	}
	w.Start = time.Unix(start, int64(c.Nanosecond)).UTC()
	w.End = time.Unix(end, 0).UTC()
	if c.Nanosecond > 0 && c.Precision == Second {
		w.End = time.Unix(end, int64(c.Nanosecond)).UTC()
	}
	w.Flags = k.flags(c, flag, w.Start)
	return w, nil
}

// Instant is When for a source with many millions of times: the first instant and the flags only. A nil zone is the
// clock's own. The flags are nil for an ordinary time.
func (k *Clock) Instant(c Civil, zone *Zone) (time.Time, []TimeFlag, error) {
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

func (k *Clock) flags(c Civil, flag TimeFlag, start time.Time) []TimeFlag {
	var flags []TimeFlag
	if flag != "" {
		flags = append(flags, flag)
	}
	if !k.Now.IsZero() && start.After(k.Now) {
		flags = append(flags, FlagFuture)
	}
	if c.Century {
		flags = append(flags, FlagCentury)
	}
	return flags
}

// span returns the first instant and the end of the span in Unix seconds, and the name of the zone used.
func (k *Clock) span(c Civil, zone *Zone) (start, end int64, used string, stated bool, flag TimeFlag, err error) {
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
	case Second, Minute, Hour:
		end = last + next - local
	default:
		flag = "" // a whole day holds both readings of its hours
		_, end, _ = zone.Instants(next)
	}
	return start, end, zone.Name(), stated, flag, nil
}

// zoneNamed finds the zone a text names.
func (k *Clock) zoneNamed(name string) (*Zone, error) {
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
