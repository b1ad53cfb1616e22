package store

import (
	"hash/maphash"
	"math/bits"

	"sightline/timeline"
)

// readFilter tells reads that are new to a file from those that may repeat one: a Bloom filter whose bits for one read
// lie in one cache line (F. Putze, P. Sanders, J. Singler, "Cache-, hash- and space-efficient Bloom filters", 2009).
// At 4 million reads it takes fewer than one in a million new reads for a repeated one, at 20 million some in a
// thousand, at 100 million a third: the database then looks more often, and no answer changes.
type readFilter struct {
	blocks []filterBlock
	seed   maphash.Seed
	hashes []uint64
}

type filterBlock [8]uint64

// filterBytes is the size of the filter. The system gives memory only to the parts that are touched.
const filterBytes = 32 << 20

func newReadFilter() *readFilter {
	return &readFilter{blocks: make([]filterBlock, filterBytes/64), seed: maphash.MakeSeed()}
}

// repeated books a batch and appends for each read whether it may have been booked before. All hashes come first, so that
// the processor can wait for the memory of several reads at once.
func (f *readFilter) repeated(out []bool, batch []timeline.Read, sites []siteNumber) []bool {
	f.hashes = f.hashes[:0]
	for i := range batch {
		f.hashes = append(f.hashes, f.hash(&batch[i], sites[i].hash))
	}
	for _, h := range f.hashes {
		out = append(out, f.add(h))
	}
	return out
}

// hash is that of what makes two reads the same one. A site stands for itself by the hash of its own.
func (f *readFilter) hash(r *timeline.Read, site uint64) uint64 {
	h := scramble(maphash.String(f.seed, r.Plate.Number) ^ site)
	h = scramble(h ^ uint64(r.At.UnixMicro()))
	return scramble(h ^ maphash.String(f.seed, r.Plate.State))
}

func (f *readFilter) hashSite(k siteKey) uint64 { return maphash.Comparable(f.seed, k) }

// add books a read by its hash and reports whether it may have been booked before.
func (f *readFilter) add(h uint64) bool {
	which, _ := bits.Mul64(h, uint64(len(f.blocks)))
	b := &f.blocks[which]
	rest := scramble(h)
	before := true
	for range 5 {
		word, bit := rest&7, uint64(1)<<(rest>>3&63)
		before = before && b[word]&bit != 0
		b[word] |= bit
		rest >>= 9
	}
	return before
}

// scramble spreads every bit of x over all of the result (the multiply-fold of wyhash).
func scramble(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x9e3779b97f4a7c15, 0xe7037ed1a0b428db)
	return hi ^ lo
}
