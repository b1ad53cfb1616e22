package sample

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"time"
)

// person is whom or what a transaction asks about.
type person int

const (
	byPlate   person = iota // the car's plate
	byName                  // the companion by name and birth date
	byLicence               // the companion by driver licence number
	byAlias                 // the child by the name and age she gives
	byRecord                // the child by her own name
)

// step is one transaction of a chain, seconds after its start.
type step struct {
	after int
	key   string
	about person
}

// script is the chain of transactions of one encounter.
type script []step

func traffic() script   { return script{{0, "QV", byPlate}, {31, "QW", byName}} }
func switched() script  { return chain(plateRun(), script{{36, "DQ", byLicence}, {37, "QW", byName}}) }
func plateRun() script  { return script{{0, "RQ", byPlate}, {1, "QV", byPlate}} }
func plateOnly() script { return script{{0, "QV", byPlate}} }
func named() script     { return script{{0, "QW", byName}} }
func passenger() script { return script{{48, "QW", byAlias}, {49, "QM", byAlias}} }
func girlOnly() script  { return script{{44, "QW", byAlias}} }

func chain(parts ...script) script {
	var out script
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// transaction is one line of the log.
type transaction struct {
	at     time.Time
	clock  string // "CCYYMMDD HHMMSS" as printed where it is not at's, "" otherwise
	ori    string
	key    string
	header string
	child  bool // found by the search for the child
	fields []field
	repeat bool // an exact repetition of an earlier one
}

type field struct{ code, value string }

// ncicLog collects the transactions of all searches.
type ncicLog struct {
	dice *rand.Rand
	rows []transaction
}

// run notes the transactions of a chain that starts at t.
func (l *ncicLog) run(s script, ori string, t time.Time, c car) {
	lag := 0
	for _, p := range s {
		lag += l.dice.IntN(4)
		l.add(transaction{
			at: t.Add(time.Duration(p.after+lag) * time.Second), ori: ori, key: p.key,
			child: p.about == byAlias || p.about == byRecord, fields: l.describe(p, c),
		})
	}
}

// ask notes a single transaction by a desk.
func (l *ncicLog) ask(t time.Time, ori, key string, about person, c car, more ...field) {
	l.add(transaction{
		at: t.Add(time.Duration(l.dice.IntN(60)) * time.Second), ori: ori, key: key, child: about == byAlias || about == byRecord,
		fields: append(l.describe(step{key: key, about: about}, c), more...),
	})
}

func (l *ncicLog) add(t transaction) {
	t.header = fmt.Sprintf("1N01%s%05d", t.ori[2:5], 10000+l.dice.IntN(89999))
	l.rows = append(l.rows, t)
}

// describe gives the fields an inquiry carries.
func (l *ncicLog) describe(p step, c car) []field {
	switch p.about {
	case byPlate:
		return []field{{"LIC", c.plate}, {"LIS", c.state}, {"LIY", "2026"}, {"LIT", "PC"}}
	case byLicence:
		return []field{{"OLN", companionOLN}, {"OLS", "OK"}}
	case byAlias:
		return []field{{"NAM", "SAMPLE, GOLDIE"}, {"SEX", "F"}, {"RAC", "W"}, {"DOB", "20080117"}}
	case byRecord:
		return []field{{"NAM", "FICTIVE, MARIGOLD ANNE"}, {"SEX", "F"}, {"RAC", "W"}, {"DOB", "20100117"}}
	}
	name := "SPECIMEN, CORWIN D"
	if l.dice.IntN(3) == 0 {
		name = "SPECIMEN, CORWIN DALE"
	}
	return []field{{"NAM", name}, {"SEX", "M"}, {"RAC", "W"}, {"DOB", "19870829"}}
}

// repeat adds exact repetitions of n of the rows, as logs merged from two extracts have them.
func repeat(dice *rand.Rand, rows []transaction, n int) []transaction {
	for _, i := range dice.Perm(len(rows))[:n] {
		r := rows[i]
		r.repeat = true
		rows = append(rows, r)
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].at.Before(rows[j].at) })
	return rows
}

// stamp is the log's date and time, Eastern.
func (t transaction) stamp() (date, clock string) {
	s := t.clock
	if s == "" {
		s = t.at.In(mustZone(ncicZone)).Format("20060102 150405")
	}
	date, clock, _ = strings.Cut(s, " ")
	return date, clock
}

func (t transaction) String() string {
	date, clock := t.stamp()
	parts := make([]string, len(t.fields))
	for i, f := range t.fields {
		parts[i] = f.code + "/" + f.value
	}
	return fmt.Sprintf("%s %s %s %s %s", t.key, t.ori, date, clock, strings.Join(parts, " "))
}
