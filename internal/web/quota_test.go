package web

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQuota adds by chance: there are never too many, none that is busy is cut off, and a newcomer who holds little stays as long
// as somebody holds more.
func TestQuota(t *testing.T) {
	const most, each = 20, 8
	chance := rand.New(rand.NewPCG(5, 6))
	q := &quota{most: most, each: each}
	type thing struct {
		*holding
		cut bool
	}
	var held []*thing
	for i := range 5000 {
		owner := []string{"flood", "flood", "flood", "crowd", "crowd", "ann", "bob", "eve"}[chance.IntN(8)]
		before := q.of[owner]
		h := &thing{}
		h.holding = q.add(owner, each, func() { h.cut = true })
		held = append(held, h)
		anyBusy := slices.ContainsFunc(q.held, func(h *holding) bool { return h.use == useBusy })
		if len(q.held) > most && !anyBusy || q.of[owner] > each && q.of[owner] > before {
			t.Fatalf("step %d: %d held, %d by %s", i, len(q.held), q.of[owner], owner)
		}
		largest := 0
		for _, n := range q.of {
			largest = max(largest, n)
		}
		other := func(o *holding) bool { return q.of[o.owner] == largest && o.use != useBusy }
		if h.cut && before < largest-1 && slices.ContainsFunc(q.held, other) {
			t.Fatalf("step %d: a newcomer of %s, who held %d of %v, was cut off", i, owner, before, q.of)
		}
		if !h.cut {
			q.set(h.holding, use(chance.IntN(3)))
		}
		for range chance.IntN(3) { // some go by themselves
			o := held[chance.IntN(len(held))]
			q.remove(o.holding)
			q.remove(o.holding)
		}
	}
	for _, h := range held {
		if h.cut && h.use == useBusy {
			t.Error("a busy one was cut off")
		}
	}
	total := 0
	for _, n := range q.of {
		total += n
	}
	if total != len(q.held) {
		t.Errorf("%d held, counted %d", len(q.held), total)
	}
}
