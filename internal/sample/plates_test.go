package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// car is what a reader sees.
type car struct{ plate, state string }

func impala() car  { return car{oldPlate, "OK"} }
func caravan() car { return car{newPlate, "TX"} }

// kind says what was planted with a read.
type kind string

const (
	plain     kind = "plain"
	cloned    kind = "cloned"     // the second car with the same plate
	afterSale kind = "after sale" // the first car under its next owner
)

// reading says how well a plate was read.
type reading string

const (
	exact   reading = "exact"
	lookOCR reading = "OCR-equivalent" // 0ODQ, 1I, 2Z, 5S, 8B, 6G confused
	oneEdit reading = "one edit"       // a character lost or wrong
)

// read is one row of the readers' export.
type read struct {
	id         int
	at         time.Time
	car        car
	text       string // the plate as read
	state      string
	reading    reading
	kind       kind
	point      orb.Point
	camera     string
	name       string
	mobile     bool
	unplaced   bool // the row leaves the position out; other rows of the reader have it
	direction  string
	confidence float64 // per cent
	repeat     bool
}

// readLog collects the reads of both cars.
type readLog struct {
	rows []read
	kind kind // what is planted with the reads now being made
}

// fixed notes the pass of a fixed reader: mostly one read, sometimes a burst of frames.
func (l *readLog) fixed(dice *rand.Rand, c car, s spot, t time.Time, heading string) {
	n := 1
	if dice.IntN(7) == 0 {
		n += 1 + dice.IntN(3)
	}
	for range n {
		l.note(dice, c, read{at: t, point: surveyed(s), camera: s.camera, name: s.name, direction: heading, unplaced: dice.IntN(150) == 0})
		t = t.Add(time.Duration(1+dice.IntN(2)) * time.Second)
	}
}

// mobile notes a read by a patrol car near a parked car: its own position, some metres off.
func (l *readLog) mobile(dice *rand.Rand, c car, unit string, p orb.Point, t time.Time) {
	off := orb.Point{p[0] + (dice.Float64()-0.5)*4e-4, p[1] + (dice.Float64()-0.5)*3e-4}
	l.note(dice, c, read{at: t, point: off, camera: unit, name: "Patrol unit " + unit[len(unit)-2:], mobile: true})
}

// note completes a read with what the machine made of the plate.
func (l *readLog) note(dice *rand.Rand, c car, r read) {
	r.car, r.kind, r.text, r.state, r.reading = c, l.kind, c.plate, c.state, exact
	r.confidence = 84 + 15.9*math.Sqrt(dice.Float64())
	switch p := dice.Float64(); {
	case p < 0.04:
		r.text, r.reading = confuse(dice, c.plate), lookOCR
		r.confidence -= 18 * dice.Float64()
	case p < 0.06:
		r.text, r.reading = mangle(dice, c.plate), oneEdit
		r.confidence -= 30 * dice.Float64()
	case p < 0.09:
		r.text = strings.ToLower(c.plate)
	case p < 0.11:
		r.text = c.plate[:3] + "-" + c.plate[3:]
	}
	if dice.IntN(14) == 0 {
		r.state = ""
	}
	l.rows = append(l.rows, r)
}

// confuse replaces one character by another of its look-alike class.
func confuse(dice *rand.Rand, plate string) string {
	classes := []string{"0ODQ", "1I", "2Z", "5S", "8B", "6G"}
	for {
		i := dice.IntN(len(plate))
		for _, class := range classes {
			if !strings.ContainsRune(class, rune(plate[i])) {
				continue
			}
			if other := class[dice.IntN(len(class))]; other != plate[i] {
				return plate[:i] + string(other) + plate[i+1:]
			}
		}
	}
}

// mangle loses the last character or reads one as something that does not look like it.
func mangle(dice *rand.Rand, plate string) string {
	if dice.IntN(2) == 0 {
		return plate[:len(plate)-1]
	}
	i := dice.IntN(len(plate))
	return plate[:i] + "X" + plate[i+1:]
}

// surveyed is the reader's own position, some metres beside the spot of the road it watches.
func surveyed(s spot) orb.Point {
	h := 0
	for _, r := range s.camera {
		h = (h*31 + int(r)) % 997
	}
	return orb.Point{s.point[0] + float64(h%41-20)*1e-5, s.point[1] + float64(h%37-18)*1e-5}
}

// finish puts the rows in time order, drops second reads of the same plate text at one reader in one second, and
// repeats n rows exactly.
func (l *readLog) finish(dice *rand.Rand, n int) []read {
	type same struct {
		text, state, camera string
		at                  time.Time
	}
	seen := map[same]bool{}
	var rows []read
	for _, r := range l.rows {
		if k := (same{r.text, r.state, r.camera, r.at}); !seen[k] {
			seen[k] = true
			rows = append(rows, r)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at.Before(rows[j].at) })
	for i := range rows {
		rows[i].id = 4100001 + i
	}
	for _, i := range dice.Perm(len(rows))[:n] {
		r := rows[i]
		r.repeat = true
		rows = append(rows, r)
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at.Before(rows[j].at) })
	return rows
}

const plateHeader = "Read ID,Plate,State,Read Time (UTC),Latitude,Longitude,Camera ID,Camera Name,Reader Type,Direction,Confidence"

// line is the row as the export has it. Times are UTC and say so.
func (r read) line() string {
	reader := "Fixed"
	if r.mobile {
		reader = "Mobile"
	}
	position := fmt.Sprintf("%.5f,%.5f", r.point[1], r.point[0])
	if r.unplaced {
		position = ","
	}
	return fmt.Sprintf("%d,%s,%s,%s,%s,%s,%s,%s,%s,%.1f", r.id, r.text, r.state, r.at.UTC().Format(time.RFC3339), position, r.camera,
		quote(r.name), reader, r.direction, r.confidence)
}

func quote(s string) string {
	if strings.ContainsAny(s, ",\"") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
