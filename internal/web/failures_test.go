package web

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestFailuresAreBounded: of thousands of failures of a sort the log has one line an interval, in which none is missing.
func TestFailuresAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f failures
		lines, told := map[string]int{}, map[string]int{}
		fail := func(sort string) {
			f.add(sort, func() { lines[sort]++; told[sort]++ }, func(n int) { lines[sort]++; told[sort] += n })
		}
		const each = time.Millisecond
		minute := int(time.Minute / each)
		for i := range minute {
			fail("database")
			if i%20_000 == 0 { // rarer than the interval: each is written
				fail("rare")
			}
			time.Sleep(each)
			synctest.Wait()
		}
		time.Sleep(2 * failureInterval)
		synctest.Wait()
		if most := int(time.Minute/failureInterval) + 2; lines["database"] > most || told["database"] != minute {
			t.Errorf("%d lines, at most %d are wanted, tell of %d failures of %d", lines["database"], most, told["database"], minute)
		}
		if lines["rare"] != 3 || told["rare"] != 3 {
			t.Errorf("rare ones: %d lines tell of %d", lines["rare"], told["rare"])
		}
		if len(f.quiet) > 0 {
			t.Errorf("long after the last of them is kept: %v", f.quiet)
		}
		fail("database")
		if told["database"] != minute+1 {
			t.Error("after quiet times the first is not written at once")
		}
		time.Sleep(2 * failureInterval)
	})
}
