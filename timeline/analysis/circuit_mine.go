package analysis

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// cycleMiner finds repeated cycles in a walk through areas.
type cycleMiner struct {
	rule  CircuitRule
	times []int64 // of each step of the walk, Unix milliseconds
	areas int
	limit int64 // longest round in milliseconds
}

// cycle is a candidate circuit. Its key is the codes of its areas in order, turned so that it is the least of its
// rotations: A-B-C, B-C-A and C-A-B are one.
type cycle struct {
	key    string
	rounds []cycleRound
	score  float64
}

// cycleRound is one closed round of the walk.
type cycleRound struct {
	key      string
	codes    []uint8 // in the order gone, without the return
	at       []int   // steps of the walk, the return included
	complete bool
}

func newMiner(rule CircuitRule, times []int64, areas int) *cycleMiner {
	return &cycleMiner{rule: rule, times: times, areas: areas, limit: time.Duration(rule.Longest).Milliseconds()}
}

// laps takes the walk apart into simple cycles by erasing loops: steps are laid on a path, and when one returns to an
// area of the path the loop between is a lap and is taken off. A side trip within a round is its own lap and does not
// spoil the round; there and back is a lap of two and no circuit.
func (m *cycleMiner) laps(walk []uint8) []cycleRound {
	var out []cycleRound
	position := make([]int, m.areas) // of each area on the path, from 1
	path := make([]int, 0, 32)       // steps
	for k, a := range walk {
		if p := position[a]; p > 0 {
			loop := path[p-1:]
			if n := len(loop); n >= m.rule.Stops-1 && n >= 3 && n <= m.rule.MaxStops+2 && m.times[k]-m.times[loop[0]] <= m.limit {
				out = append(out, newLap(walk, loop, k))
			}
			for _, s := range loop {
				position[walk[s]] = 0
			}
			path = path[:p-1]
		}
		path = append(path, k)
		position[a] = len(path)
	}
	return out
}

func newLap(walk []uint8, loop []int, back int) cycleRound {
	l := cycleRound{codes: make([]uint8, len(loop)), at: append(slices.Clone(loop), back)}
	for k, s := range loop {
		l.codes[k] = walk[s]
	}
	l.key = normalise(l.codes)
	return l
}

// normalise returns the least rotation of distinct codes: the one that begins with the least code.
func normalise(codes []uint8) string {
	least := 0
	for k := range codes {
		if codes[k] < codes[least] {
			least = k
		}
	}
	return string(codes[least:]) + string(codes[:least])
}

// candidates is how many of the most frequent cycles are looked at closely.
const candidates = 24

// mine returns the cycles of a walk that have enough rounds, the strongest first, without those that are only a part or
// an extension of a stronger one.
func (m *cycleMiner) mine(walk []uint8) []cycle {
	laps := m.laps(walk)
	kinds := map[string]int{}
	for _, l := range laps {
		kinds[l.key]++
	}
	keys := make([]string, 0, len(kinds))
	for key, n := range kinds {
		if n >= 2 && len(key) >= m.rule.Stops && len(key) <= m.rule.MaxStops {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(kinds[b], kinds[a]), cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	share := m.shares(walk)
	var found []cycle
	for _, key := range keys[:min(len(keys), candidates)] {
		c := cycle{key: key}
		for _, l := range laps {
			if ok, complete := supports(l.key, key); ok {
				l.complete = complete
				c.rounds = append(c.rounds, l)
			}
		}
		complete := 0
		for _, l := range c.rounds {
			complete += count(l.complete)
		}
		// A circuit that is hardly ever seen whole is a shorter one with an accidental stop.
		if len(c.rounds) >= m.rule.Rounds && complete >= 2 && 4*complete >= len(c.rounds) {
			c.score = surprise(float64(len(c.rounds)+complete)/2, expected(key, share, len(walk)))
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b cycle) int { return cmp.Compare(b.score, a.score) })
	var out []cycle
	for _, c := range found {
		if !slices.ContainsFunc(out, func(o cycle) bool { return related(o, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// supports reports whether a lap is a round of a circuit, and whether all its stops were seen. Up to two stops in between
// are allowed, and one of four or more may be missing: a sighting is easily missed.
func supports(lap, key string) (ok, complete bool) {
	if lap == key {
		return true, true
	}
	if len(lap) > len(key) && len(lap) <= len(key)+2 && within(key, lap) {
		return true, true
	}
	return len(key) >= 4 && len(lap) == len(key)-1 && within(lap, key), false
}

// within reports whether the codes of a come in the same cyclic order within b.
func within(a, b string) bool {
	turn := strings.IndexByte(b, a[0])
	if turn < 0 {
		return false
	}
	k := 0
	for n := 0; n < len(b) && k < len(a); n++ {
		if b[(turn+n)%len(b)] == a[k] {
			k++
		}
	}
	return k == len(a)
}

// related reports whether two cycles are variants of one: they share three areas or most of their rounds.
func related(a, b cycle) bool {
	common := 0
	for k := range len(b.key) {
		common += count(strings.IndexByte(a.key, b.key[k]) >= 0)
	}
	if common >= 3 {
		return true
	}
	starts := map[int]bool{}
	for _, l := range a.rounds {
		for _, k := range l.at {
			starts[k] = true
		}
	}
	shared := 0
	for _, l := range b.rounds {
		n := 0
		for _, k := range l.at {
			n += count(starts[k])
		}
		shared += count(2*n > len(l.at))
	}
	return 2*shared > len(b.rounds)
}

func (m *cycleMiner) shares(walk []uint8) []float64 {
	share := make([]float64, m.areas)
	for _, a := range walk {
		share[a] += 1 / float64(len(walk))
	}
	return share
}

// expected is about how many rounds a walk of independent steps would hold. It only makes cycles comparable: the chance
// comes from shuffles.
func expected(key string, share []float64, steps int) float64 {
	e := float64(steps)
	for k := range len(key) {
		e *= share[key[k]]
	}
	return e * float64(len(key))
}

// surprise is the log-likelihood gain of so many rounds over the expected number. Incomplete ones count half.
func surprise(n, expected float64) float64 {
	if n <= expected {
		return 0
	}
	return n*math.Log(n/expected) - (n - expected)
}

// chance returns, for each cycle found, the share of shuffled walks whose strongest cycle is at least as strong. The
// shuffles keep the areas and how often each comes, and never put one after itself. Because each is compared by its
// strongest cycle of any length, searching many candidates is accounted for. Once too many are as strong, it stops.
func (m *cycleMiner) chance(walk []uint8, found []cycle) []float64 {
	r := rand.New(rand.NewPCG(m.rule.Seed, uint64(len(walk))))
	beaten := make([]int, len(found))
	done := 0
	for range m.rule.Shuffles {
		strongest := 0.0
		if c := m.mine(shuffled(r, walk)); len(c) > 0 {
			strongest = c[0].score
		}
		done++
		for k := range found {
			beaten[k] += count(strongest >= found[k].score)
		}
		if float64(1+slices.Min(beaten)) > m.rule.Chance*float64(1+m.rule.Shuffles) {
			break // even the strongest cycle is not shown any more
		}
	}
	out := make([]float64, len(found))
	for k := range found {
		out[k] = float64(1+beaten[k]) / float64(1+done)
		if done < m.rule.Shuffles {
			out[k] = math.Max(out[k], m.rule.Chance*1.01)
		}
	}
	return out
}

// shuffled returns the steps of a walk in random order with no area twice in a row, where that can be had.
func shuffled(r *rand.Rand, walk []uint8) []uint8 {
	out := slices.Clone(walk)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	clash := func(i int) bool {
		return i > 0 && out[i] == out[i-1] || i+1 < len(out) && out[i] == out[i+1]
	}
	for range 20 {
		left := false
		for i := 1; i < len(out); i++ {
			if out[i] != out[i-1] {
				continue
			}
			left = true
			for range 10 {
				j := r.IntN(len(out))
				out[i], out[j] = out[j], out[i]
				if !clash(i) && !clash(j) {
					break
				}
				out[i], out[j] = out[j], out[i]
			}
		}
		if !left {
			break
		}
	}
	return out
}
