package sample

import (
	"math/rand/v2"
	"time"
)

// story is what happened, and what was noted of it.
type story struct {
	track []fix
	reads []read
	ncic  []transaction
	truth *Truth
}

// tell lets the story happen. The same seed tells it the same way.
func tell() story {
	t := &Truth{}
	dice := rand.New(rand.NewPCG(20260302, 555))
	reads, ncic := &readLog{kind: plain}, &ncicLog{dice: rand.New(rand.NewPCG(28, 25))}
	d := &driver{dice: dice, car: impala(), now: local("America/Chicago", "2026-03-01 17:00"), here: tulsa().room.point, reads: reads,
		ncic: ncic}
	spring(d, t)
	westward(d, t)
	changeCars(d, t)
	northward(d, t)
	autumn(d, t)
	desks(ncic)
	secondCar(rand.New(rand.NewPCG(7, 14)), reads)
	nextOwner(rand.New(rand.NewPCG(6, 6)), reads)
	return story{track: d.track, reads: reads.finish(dice, 23), ncic: ncic.rows, truth: t}
}

// spring: five weeks in Tulsa, a day in Oklahoma City, six days out of sight.
func spring(d *driver, t *Truth) {
	home := tulsa()
	t.base(home.name, d.now, local(home.zone, "2026-06-13 09:30"))
	d.live(home, local(home.zone, "2026-03-19 10:30"))
	d.drive(turnerTurnpike(), halt{"Stroud", "OK9050100", chain(traffic(), girlOnly())})
	d.errand(oklahomaCity())
	d.drive(back(turnerTurnpike()))
	d.live(home, local(home.zone, "2026-03-24 12:00"))
	t.gap(d.now, local(home.zone, "2026-03-30 15:00"))
	d.vanish(home, local(home.zone, "2026-03-30 15:00"))
	d.live(home, local(home.zone, "2026-04-07 10:40"))
}

// round is one turn of a circuit: when it starts and which stops by police it brings, going out and coming back.
type round struct {
	start     string
	out, home []halt
	linger    bool // a second night at the far end
}

// westward: Tulsa, Oklahoma City, Amarillo, Albuquerque and back, six times, every nine days or so.
func westward(d *driver, t *Truth) {
	rounds := []round{
		{"2026-04-07 10:40", []halt{{"Clinton", "OK9030100", chain(switched(), passenger())}, {"Tucumcari", "NM9010100", traffic()}},
			nil, false},
		{"2026-04-16 11:20", nil, []halt{{"Shamrock", "TX91201", traffic()}}, true},
		{"2026-04-26 12:15", []halt{{"Santa Rosa", "NM9020100", plateOnly()}}, nil, true},
		{"2026-05-05 10:05", []halt{{"Sayre", "OK9040000", traffic()}, {"Vega", "TX9140000", chain(plateOnly(), named())}}, nil, true},
		{"2026-05-13 13:10", []halt{{"El Reno", "OKFHP9100", traffic()}}, nil, false},
		{"2026-05-22 11:45", []halt{{"Groom", "TX9110000", traffic()}}, []halt{{"Chandler", "OK9O50100", named()}}, true},
	}
	home := tulsa()
	c := Circuit{Cities: []string{"Tulsa", "Oklahoma City", "Amarillo", "Albuquerque"}}
	for _, r := range rounds {
		d.live(home, local(home.zone, r.start))
		c.Starts = append(c.Starts, d.now.UTC())
		d.drive(turnerTurnpike(), r.out...)
		overnight(d, oklahomaCity(), 9, false)
		d.drive(i40Texas(), r.out...)
		overnight(d, amarillo(), 10, false)
		d.drive(i40NewMexico(), r.out...)
		overnight(d, albuquerque(), 8, r.linger)
		d.drive(along(back(i40NewMexico()), back(i40Texas()), back(turnerTurnpike())), r.home...)
		d.home(home)
	}
	t.Circuits = append(t.Circuits, c)
}

// overnight stays in a city until about an hour of the next morning, or the one after.
func overnight(d *driver, c city, hour int, linger bool) {
	zone := mustZone(c.zone)
	until := nextClock(d.now, zone, hour)
	if until.Sub(d.now) > 14*time.Hour {
		d.errand(c)
	}
	if linger {
		until = nextClock(until, zone, hour)
	}
	d.live(c, until.Add(d.minutes(0, 80)))
}

// changeCars: the Impala is sold in Tulsa; a week later the Caravan is on its way to Kansas City.
func changeCars(d *driver, t *Truth) {
	home := tulsa()
	d.live(home, local(home.zone, "2026-06-05 14:00"))
	until := local(home.zone, "2026-06-13 09:30")
	t.gap(d.now, until)
	d.vanish(home, until)
	d.car = caravan()
	d.drive(willRogers(), halt{"Nevada", "MO9140100", switched()})
}

// northward: Kansas City, Omaha, Denver and back along I-70, five times, every twelve days or so.
func northward(d *driver, t *Truth) {
	rounds := []round{
		{"2026-06-23 09:10", []halt{{"St. Joseph", "MO9120100", traffic()}},
			[]halt{{"Goodland", "KS9060100", chain(switched(), passenger())}}, false},
		{"2026-07-05 10:30", []halt{{"Rock Port", "MO9130000", traffic()}, {"North Platte", "NB9120100", traffic()}}, nil, true},
		{"2026-07-16 08:50", []halt{{"Council Bluffs", "IA9100100", traffic()}}, []halt{{"Russell", "KS9050900", traffic()}}, true},
		{"2026-07-28 09:40", []halt{{"Lincoln", "NB9110100", plateOnly()}, {"Sterling", "CO9120100", chain(traffic(), passenger())}},
			nil, false},
		{"2026-08-09 10:15", []halt{{"Ogallala", "NB9130000", traffic()}}, []halt{{"Topeka", "KS9020100", traffic()}}, true},
	}
	home := kansasCity()
	t.base(home.name, d.now, local(home.zone, "2026-08-22 00:00"))
	c := Circuit{Cities: []string{"Kansas City", "Omaha", "Denver"}}
	for _, r := range rounds {
		d.live(home, local(home.zone, r.start))
		c.Starts = append(c.Starts, d.now.UTC())
		d.drive(i29(), r.out...)
		overnight(d, omaha(), 8, false)
		d.drive(plains(), r.out...)
		overnight(d, denver(), 7, r.linger)
		d.drive(along(i70West(), i70East()), r.home...)
		d.home(home)
	}
	t.Circuits = append(t.Circuits, c)
	d.live(home, local(home.zone, "2026-08-22 08:00"))
}

// autumn: five weeks in Denver, a week of it out of sight, then Wichita, Tulsa, Little Rock and Memphis, where the
// child is found.
func autumn(d *driver, t *Truth) {
	d.drive(along(back(i70East()), back(i70West())))
	west := denver()
	t.base(west.name, d.now, local(west.zone, "2026-09-27 08:30"))
	d.live(west, local(west.zone, "2026-09-08 13:00"))
	t.gap(d.now, local(west.zone, "2026-09-15 17:00"))
	d.vanish(west, local(west.zone, "2026-09-15 17:00"))
	d.live(west, local(west.zone, "2026-09-27 08:30"))
	d.drive(along(i70West(), i135()), halt{"Limon", "CO9130000", traffic()})
	d.live(wichita(), local("America/Chicago", "2026-10-02 11:00"))
	d.drive(cimarron())
	d.live(tulsa(), local("America/Chicago", "2026-10-05 09:20"))
	d.drive(arkansas(), halt{"Sallisaw", "OK9060100", traffic()})
	south := littleRock()
	t.base(south.name, d.now, local(south.zone, "2026-10-24 12:00"))
	d.live(south, local(south.zone, "2026-10-24 12:00"))
	d.drive(i40Memphis(), halt{"Lonoke", "AR9130100", traffic()})
	end := memphis()
	t.base(end.name, d.now, local(end.zone, "2026-11-06 20:00"))
	d.live(end, local(end.zone, "2026-11-06 20:00"))
}

// secondCar is seen in Houston with the Caravan's plate while the Caravan is elsewhere.
func secondCar(dice *rand.Rand, l *readLog) {
	l.kind = cloned
	start := local("America/Chicago", "2026-07-08 07:00")
	for range 34 {
		t := start.Add(time.Duration(dice.IntN(52))*24*time.Hour + time.Duration(dice.IntN(15*3600))*time.Second)
		l.fixed(dice, caravan(), houston()[dice.IntN(4)], t, anyHeading(dice))
	}
	l.kind = plain
}

// nextOwner drives the Impala about Tulsa with its old plate for three weeks after the sale.
func nextOwner(dice *rand.Rand, l *readLog) {
	l.kind = afterSale
	start := local("America/Chicago", "2026-06-08 06:30")
	for range 18 {
		t := start.Add(time.Duration(dice.IntN(21))*24*time.Hour + time.Duration(dice.IntN(14*3600))*time.Second)
		l.fixed(dice, impala(), tulsa().readers[dice.IntN(6)], t, anyHeading(dice))
	}
	l.kind = plain
}

func anyHeading(dice *rand.Rand) string { return []string{"N", "E", "S", "W"}[dice.IntN(4)] }

// local is the instant a clock in zone shows "CCYY-MM-DD HH:MM".
func local(zone, text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, mustZone(zone))
	if err != nil {
		panic(err)
	}
	return t
}
func (t *Truth) base(city string, from, to time.Time) {
	t.Bases = append(t.Bases, Base{city, from.UTC(), to.UTC()})
}

func (t *Truth) gap(from, to time.Time) { t.Gaps = append(t.Gaps, Span{from.UTC(), to.UTC()}) }
