package analysis

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// This file invents histories whose truth is known: a vehicle with a base, haunts, circuits and chance trips in a made-up
// country, and what readers and agencies would have noted of it. All names, plates and places are invented.

// world is the country: towns far enough apart to be told apart, each with gateways where its readers stand.
type world struct {
	towns []town
}

type town struct {
	center  orb.Point
	gateway orb.Point // the fixed reader that every way into town passes
	office  orb.Point // of its police
	agency  timeline.Agency
	zone    *time.Location
}

func newWorld(r *rand.Rand) world {
	var w world
	for len(w.towns) < 9 {
		c := orb.Point{-104 + r.Float64()*20, 31 + r.Float64()*10}
		if slices.ContainsFunc(w.towns, func(t town) bool { return geo.Distance(t.center, c) < 130e3 }) {
			continue
		}
		name := []string{"America/Denver", "America/Chicago", "America/New_York"}[count(c[0] > -100)+count(c[0] > -87)]
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		n := len(w.towns)
		office := geo.Destination(c, r.Float64()*360, 2000)
		w.towns = append(w.towns, town{
			center: c, gateway: geo.Destination(c, r.Float64()*360, 7000), office: office, zone: zone,
			agency: timeline.Agency{ORI: fmt.Sprintf("XX%05d00", n), Name: fmt.Sprintf("Town %d Police", n), Kind: "City", State: "XX"},
		})
	}
	return w
}

// spot is a place that the subject goes to.
type spot struct {
	point orb.Point
	town  int
}

// part is a stretch of the truth: a stay when from and to are the same point, else a way at even speed.
type part struct {
	start, end time.Time
	a, b       orb.Point
	town       int // of a stay, -1 on the way
	spot       int // index into life.spots, -1 on the way
}

// life is the truth about one vehicle.
type life struct {
	w     world
	spots []spot
	parts []part
	base  []int // spots that are bases
	// circuit is the towns of the planted circuit in order, base first; nil when there is none.
	circuit []int
	rounds  int
	moved   time.Time // when the base changed, zero when it did not
}

type plan struct {
	days    int
	circuit bool
	move    bool
	home    int // town of the first base
}

// live makes a life according to a plan.
func live(r *rand.Rand, w world, p plan) life {
	l := life{w: w}
	add := func(t int, spread geo.Meters) int {
		l.spots = append(l.spots, spot{geo.Destination(w.towns[t].center, r.Float64()*360, 1500+spread*geo.Meters(r.Float64())), t})
		return len(l.spots) - 1
	}
	home := add(p.home, 4000)
	haunts := []int{add(p.home, 5000), add(p.home, 5000), add(p.home, 5000)}
	l.base = []int{home}
	now := time.Date(2026, 1, 5, 7, 0, 0, 0, w.towns[p.home].zone)
	end := now.AddDate(0, 0, p.days)
	at := home
	stayTo := func(s int, until time.Time) {
		if until.After(now) {
			l.parts = append(l.parts, part{now, until, l.spots[s].point, l.spots[s].point, l.spots[s].town, s})
			now = until
		}
		at = s
	}
	drive := func(to int) {
		from, dest := l.spots[at], l.spots[to]
		via := []orb.Point{from.point}
		speed := 45 / 3.6
		if from.town != dest.town {
			via = append(via, w.towns[from.town].gateway, w.towns[dest.town].gateway)
		}
		via = append(via, dest.point)
		for k := 1; k < len(via); k++ {
			v := speed
			if len(via) == 4 && k == 2 {
				v = (85 + 25*r.Float64()) / 3.6
			}
			took := time.Duration(float64(geo.Distance(via[k-1], via[k])) / v * 1e9)
			l.parts = append(l.parts, part{now, now.Add(took), via[k-1], via[k], -1, -1})
			now = now.Add(took)
		}
		at = to
	}
	// Lodgings of a circuit are the same each round; those of chance trips are not.
	var stops, lodging []int
	if p.circuit {
		others := r.Perm(len(w.towns))
		for _, t := range others {
			if t != p.home && len(stops) < 2+r.IntN(2) {
				stops = append(stops, t)
			}
		}
		l.circuit = append([]int{p.home}, stops...)
		for _, t := range stops {
			lodging = append(lodging, add(t, 4000))
		}
	}
	period := 7 + r.IntN(7)
	next := now.AddDate(0, 0, 3+r.IntN(period))
	trip := now.AddDate(0, 0, 5+r.IntN(20))
	hour := func(h float64) time.Time {
		local := now.In(w.towns[l.spots[at].town].zone)
		y, m, d := local.Date()
		t := time.Date(y, m, d, 0, 0, 0, 0, local.Location()).Add(time.Duration((h + r.NormFloat64()*0.5) * float64(time.Hour)))
		if !t.After(now) {
			t = t.AddDate(0, 0, 1)
		}
		return t
	}
	for now.Before(end) {
		if p.move && l.moved.IsZero() && now.Sub(l.parts0()) > time.Duration(p.days)*12*time.Hour {
			t := (p.home + 1 + r.IntN(len(w.towns)-1)) % len(w.towns)
			newHome := add(t, 4000)
			haunts = []int{add(t, 5000), add(t, 5000), add(t, 5000)}
			drive(newHome)
			home, l.moved = newHome, now
			l.base = append(l.base, home)
		}
		switch {
		case p.circuit && now.After(next):
			for _, s := range lodging {
				drive(s)
				for range 1 + r.IntN(2) {
					stayTo(s, hour(9+3*r.Float64()))
				}
			}
			drive(home)
			l.rounds++
			next = next.AddDate(0, 0, period+r.IntN(3)-1)
		case now.After(trip):
			t := r.IntN(len(w.towns))
			if t == l.spots[home].town {
				t = (t + 1) % len(w.towns)
			}
			s := add(t, 4000)
			drive(s)
			stayTo(s, hour(10))
			drive(home)
			trip = now.AddDate(0, 0, 10+r.IntN(25))
		default:
			stayTo(home, hour(8))
			work := haunts[r.IntN(2)]
			drive(work)
			stayTo(work, hour(16.5))
			if r.IntN(3) == 0 {
				drive(haunts[2])
				stayTo(haunts[2], now.Add(time.Duration(60+r.IntN(120))*time.Minute))
			}
			drive(home)
			stayTo(home, hour(23))
		}
	}
	return l
}

func (l *life) parts0() time.Time {
	if len(l.parts) == 0 {
		return time.Date(2026, 1, 5, 7, 0, 0, 0, l.w.towns[l.spots[0].town].zone)
	}
	return l.parts[0].start
}

// at returns where the vehicle truly was.
func (l *life) at(t time.Time) orb.Point {
	k, _ := slices.BinarySearchFunc(l.parts, t, func(p part, t time.Time) int { return p.end.Compare(t) })
	return l.parts[min(k, len(l.parts)-1)].at(t)
}

func (p part) at(t time.Time) orb.Point {
	if p.a == p.b || p.end.Equal(p.start) {
		return p.a
	}
	f := float64(t.Sub(p.start)) / float64(p.end.Sub(p.start))
	f = min(1, max(0, f))
	return geo.Destination(p.a, geo.BearingBetween(p.a, p.b), geo.Distance(p.a, p.b)*geo.Meters(f))
}

// watch says how much of a life is noted, and how badly.
type watch struct {
	perDay  float64 // sightings a day on average
	agency  float64 // share known only by an agency's office
	misread float64 // share of reads that are of another vehicle anywhere
}

// noted is a history with what each sighting truly was.
type noted struct {
	d     timeline.Dossier
	spots map[string]int // spot of each exact sighting made during a stay, gateway of town n as -2-n
	visit map[string]int // number of the stay or passage it was made in
	own   map[string]bool
}

// poisson draws a count.
func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for left := r.ExpFloat64(); left < mean; left += r.ExpFloat64() {
		n++
	}
	return n
}

// observe notes a life. Readers stand along ways more than at doors, so driving is noted ten times as readily.
func (l *life) observe(r *rand.Rand, w watch, plate, prefix string) noted {
	n := noted{spots: map[string]int{}, visit: map[string]int{}, own: map[string]bool{}}
	weight := func(p part) float64 {
		if p.spot < 0 {
			return 10
		}
		return 1
	}
	total := 0.0
	for _, p := range l.parts {
		total += weight(p) * p.end.Sub(p.start).Hours()
	}
	days := l.parts[len(l.parts)-1].end.Sub(l.parts[0].start).Hours() / 24
	rate := w.perDay * days / total
	visit := 0
	for k, p := range l.parts {
		if k > 0 && p.spot != l.parts[k-1].spot {
			visit++
		}
		for range poisson(r, rate*weight(p)*p.end.Sub(p.start).Hours()) {
			t := p.start.Add(time.Duration(r.Float64() * float64(p.end.Sub(p.start))))
			id := fmt.Sprintf("%s%d", prefix, len(n.d.Events))
			n.own[id] = true
			switch u := r.Float64(); {
			case u < w.agency:
				n.d.Events = append(n.d.Events, l.inquiry(id, t, p, plate))
			case u < w.agency+w.misread*(1-w.agency):
				n.own[id] = false
				other := l.w.towns[r.IntN(len(l.w.towns))]
				n.d.Events = append(n.d.Events,
					l.read(r, id, t, geo.Destination(other.center, r.Float64()*360, 8000*geo.Meters(r.Float64())), plate))
			case p.spot >= 0:
				n.spots[id], n.visit[id] = p.spot, visit
				n.d.Events = append(n.d.Events, l.read(r, id, t, geo.Destination(p.a, r.Float64()*360, 40*geo.Meters(r.Float64())), plate))
			default:
				n.d.Events = append(n.d.Events, l.read(r, id, t, p.at(t), plate))
			}
		}
		// The reader at a gateway catches a passing vehicle now and then.
		for t, town := range l.w.towns {
			if p.spot < 0 && p.b == town.gateway && r.Float64() < math.Min(0.9, rate*2) {
				id := fmt.Sprintf("%s%d", prefix, len(n.d.Events))
				n.own[id], n.spots[id], n.visit[id] = true, -2-t, visit
				n.d.Events = append(n.d.Events, l.read(r, id, p.end, town.gateway, plate))
			}
		}
	}
	n.sort()
	return n
}

func (n *noted) sort() {
	slices.SortStableFunc(n.d.Events, func(a, b timeline.Event) int {
		return cmp.Or(a.First.Start.Compare(b.First.Start), cmp.Compare(a.ID, b.ID))
	})
}

func (l *life) read(r *rand.Rand, id string, t time.Time, p orb.Point, plate string) timeline.Event {
	load := []int64{1, 1, 1, 2, 2, 3}[r.IntN(6)]
	t = t.UTC().Truncate(time.Second)
	zone := l.zoneAt(p)
	return timeline.Event{
		ID: id, Kind: timeline.KindRead, Parties: vehicle(timeline.Plate{Number: plate, State: "XX"}),
		First:   timeline.When{Start: t, End: t.Add(time.Second), Precision: timeline.Second, Zone: zone, Basis: timeline.BasisConfigured},
		Where:   timeline.Where{Point: p, Class: timeline.ClassSite, Radius: 30, Zone: zone},
		Records: []timeline.RecordRef{{Load: load}},
	}
}

func (l *life) zoneAt(p orb.Point) string {
	best, at := "", geo.Meters(math.Inf(1))
	for _, t := range l.w.towns {
		if d := geo.Distance(p, t.center); d < at {
			best, at = t.zone.String(), d
		}
	}
	return best
}

// inquiry is one by the police of the nearest town, if that is near enough to have met the vehicle, else by the state.
func (l *life) inquiry(id string, t time.Time, p part, plate string) timeline.Event {
	t = t.UTC().Truncate(time.Minute)
	at := p.at(t)
	s := timeline.Event{
		ID: id, Kind: kinds.Inquiry, Code: "QV", Parties: vehicle(timeline.Plate{Number: plate, State: "XX"}),
		First: timeline.When{Start: t, End: t.Add(time.Minute), Precision: timeline.Minute, Basis: timeline.BasisConfigured,
			Zone: l.zoneAt(at)},
		Where:   timeline.Where{Class: timeline.ClassNone},
		Records: []timeline.RecordRef{{Load: 4}},
	}
	for _, town := range l.w.towns {
		if geo.Distance(at, town.office) < 35e3 {
			a := town.agency
			s.Agency = &a
			s.Where = timeline.Where{Point: town.office, Class: timeline.ClassAgency, Radius: 1000, Zone: town.zone.String(),
				Label: town.agency.Name}
		}
	}
	return s
}

// inquiryAt is one made on purpose, at an office.
func (l *life) inquiryAt(t time.Time, p part, number int) timeline.Event {
	there := life{w: l.w, parts: []part{p}}
	return there.inquiry(fmt.Sprintf("burst%d", number), t, p, plateA)
}
