package auth

import (
	"sync"
	"time"
)

// Rates holds who asked how often lately. It is safe for concurrent use.
type Rates struct {
	mu      sync.Mutex
	buckets map[string]bucket
}

// bucket is what is left to somebody of their requests, at a time.
type bucket struct {
	left float64
	at   time.Time
}

// Take reports whether somebody who may ask so often a minute may ask once more now, and if not, after how long. Up to a
// minute's requests may come at once. 0 a minute is no limit.
func (r *Rates) Take(who string, perMinute int, now time.Time) (wait time.Duration, ok bool) {
	if perMinute <= 0 {
		return 0, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.buckets == nil {
		r.buckets = map[string]bucket{}
	}
	r.sweep(now)
	each := time.Minute / time.Duration(perMinute)
	b, seen := r.buckets[who]
	if !seen {
		b = bucket{float64(perMinute), now}
	}
	b.left = min(float64(perMinute), b.left+float64(max(0, now.Sub(b.at)))/float64(each))
	b.at = now
	if ok = b.left >= 1; ok {
		b.left--
	} else {
		wait = time.Duration((1 - b.left) * float64(each))
	}
	r.buckets[who] = b
	return wait, ok
}

// mostBuckets bounds the memory: those who have not asked for a minute have all their requests again anyway.
const mostBuckets = 10_000

func (r *Rates) sweep(now time.Time) {
	if len(r.buckets) < mostBuckets {
		return
	}
	for who, b := range r.buckets {
		if now.Sub(b.at) >= time.Minute {
			delete(r.buckets, who)
		}
	}
}
