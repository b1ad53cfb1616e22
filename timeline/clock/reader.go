package clock

import (
	"errors"
	"fmt"
	"time"

	"sightline/timeline"
)

// Reader reads the time texts of one source. It is not safe for concurrent use.
type Reader struct {
	Text  Text
	Basis timeline.Basis // how the zone of texts that name none is known
	Now   time.Time      // later times are flagged as future; zero flags none
	// Load finds a zone that a text names; nil knows none but UTC and offsets.
	Load func(name string) (*time.Location, error)
	// Around is the year that the dates of the source are about, 0 where that is not known. A year of two digits far before it is refused.
	Around int
	zone   *Zone
	named  map[string]*Zone // zones that texts name
	stated map[string]*Zone // zones by what stood where a zone is asked for; nil where it states none
}

// NewReader returns a reader that reads texts naming no zone as local times of zone.
func NewReader(text Text, zone *time.Location, basis timeline.Basis, now time.Time) *Reader {
	return &Reader{Text: text, Basis: basis, Now: now, zone: NewZone(zone), named: map[string]*Zone{},
		stated: map[string]*Zone{}}
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
	start, end, used, stated, flag, err := k.span(&c, zone)
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
	return w, k.century(c, start)
}

// Instant is When for a source with many millions of times: the first instant and the flags only. A nil zone is the
// clock's own. The flags are nil for an ordinary time.
func (k *Reader) Instant(c Civil, zone *Zone) (time.Time, []timeline.TimeFlag, error) {
	start, _, _, _, flag, err := k.span(&c, zone)
	if err != nil {
		return time.Time{}, nil, err
	}
	if c.Century {
		if err := k.century(c, start); err != nil {
			return time.Time{}, nil, err
		}
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

// How many years before the other dates of a source, or before the load where they do not tell, the year that two digits stand for may be.
const (
	yearsApart = 20
	yearsBack  = 50
)

// century says why two digits cannot be the year that they were taken for.
func (k *Reader) century(c Civil, start int64) error {
	const advice = "write the year with four digits, and load it again"
	switch {
	case !c.Century:
		return nil
	case !k.Now.IsZero() && start > k.Now.Unix()+86400: // a day, for the zone may be assumed
		return fmt.Errorf("has two digits for its year, and %d would be after the load: %s", c.Year, advice)
	case k.Around != 0 && c.Year < k.Around-yearsApart:
		return fmt.Errorf("has two digits for its year, and %d is more than %d years before the other dates of the file: %s", c.Year, yearsApart,
			advice)
	case !k.Now.IsZero() && c.Year < k.Now.Year()-yearsBack:
		return fmt.Errorf("has two digits for its year, and %d is more than %d years before the load: %s", c.Year, yearsBack, advice)
	}
	return nil
}

// span returns the first instant and the end of the span in Unix seconds, and the name of the zone used.
func (k *Reader) span(c *Civil, zone *Zone) (start, end int64, used string, stated bool, flag timeline.TimeFlag, err error) {
	local, next := c.local(), c.next()
	switch {
	case c.Zone == "UTC" || c.Offset != 0:
		used = c.Zone
		if c.Place != "" {
			if used, err = k.agreed(c, local-int64(c.Offset)); err != nil {
				return 0, 0, "", false, "", err
			}
		}
		return local - int64(c.Offset), next - int64(c.Offset), used, true, "", nil
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

// agreed holds an offset against the zone that stands beside it, whose name is returned. UTC goes with any zone.
func (k *Reader) agreed(c *Civil, at int64) (string, error) {
	z, err := k.zoneNamed(c.Place)
	if err != nil {
		return "", err
	}
	if c.Zone != "UTC" && z.offsetAt(at) != c.Offset {
		return "", fmt.Errorf("has the offset %s, which %s does not have then", c.Zone, c.Place)
	}
	return z.Name(), nil
}

// maxStated is how many spellings of zones are remembered.
const maxStated = 4096

// Zone finds the zone that is named where a zone is asked for, in a column or a heading; nil where what stands there names none. Its
// errors complete the sentence "the time zone …".
func (k *Reader) Zone(text []byte) (*Zone, error) {
	if z, ok := k.stated[string(text)]; ok {
		return z, nil
	}
	var z *Zone
	if name := string(text); !SaysNoZone(name) {
		known, ok := zoneOf(name)
		switch {
		case !ok:
			return nil, errors.New("is none that is known: write an IANA name such as America/Chicago, or an offset such as -06:00")
		case known.name == "UTC" || known.offset != 0:
			z = NewZone(time.FixedZone(known.name, known.offset))
		default:
			var err error
			if z, err = k.zoneNamed(known.name); err != nil {
				return nil, errors.New("is none that is known: write an IANA name such as America/Chicago, or an offset such as -06:00")
			}
		}
	}
	if len(k.stated) >= maxStated {
		clear(k.stated)
	}
	k.stated[string(text)] = z
	return z, nil
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
