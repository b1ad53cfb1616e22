package analysis

import (
	"fmt"
	"strings"
)

// score counts what was found against what was planted.
type score struct {
	hit, wrong, missed int
	confused           map[string]int
	sure               calibration
}

func (s *score) note(what string, n int) {
	if s.confused == nil {
		s.confused = map[string]int{}
	}
	s.confused[what] += n
}

// found notes a claim that is right, with the chance of noise it names; below 0 where it names none.
func (s *score) found(chance float64) {
	s.hit++
	s.sure.claim(chance, true)
}

// mistake notes a claim of what was not planted.
func (s *score) mistake(what string, chance float64) {
	s.wrong++
	s.note(what, 1)
	s.sure.claim(chance, false)
}

// miss notes what was planted and not found.
func (s *score) miss(what string) {
	s.missed++
	s.note(what, 1)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func (s score) precision() float64 { return ratio(s.hit, s.hit+s.wrong) }
func (s score) recall() float64    { return ratio(s.hit, s.hit+s.missed) }

func (s score) String() string {
	var parts []string
	for _, k := range (tally[string])(s.confused).ranked() {
		parts = append(parts, fmt.Sprintf("%d %s", s.confused[k], k))
	}
	return fmt.Sprintf("%5d planted  precision %.3f  recall %.3f  %s  %s", s.hit+s.missed, s.precision(), s.recall(), s.sure,
		strings.Join(parts, ", "))
}

// calibration holds the chances of noise that claims name against the share of them that is wrong.
type calibration struct {
	claims, wrong int
	named         float64 // sum of the chances
}

func (c *calibration) claim(chance float64, right bool) {
	if chance < 0 {
		return
	}
	c.claims++
	c.wrong += count(!right)
	c.named += chance
}

func (c calibration) String() string {
	if c.claims == 0 {
		return "no chance named"
	}
	return fmt.Sprintf("chance named %.4f, wrong %.4f", c.named/float64(c.claims), ratio(c.wrong, c.claims))
}
