package store

import (
	"slices"
	"time"

	"sightline/timeline"
)

// readPrecisions are the values of reads.precision.
var readPrecisions = []timeline.Precision{timeline.Second, timeline.Minute, timeline.Hour, timeline.Day}

// readFlags are the bits of reads.flags, lowest first.
var readFlags = []timeline.TimeFlag{timeline.FlagNonexistent, timeline.FlagAmbiguous, timeline.FlagFuture, timeline.FlagCentury}

func flagBits(flags []timeline.TimeFlag) (bits int16) {
	for _, f := range flags {
		if i := slices.Index(readFlags, f); i >= 0 {
			bits |= 1 << i
		}
	}
	return bits
}

// readWhen puts the time of a read together from its columns and its load.
func readWhen(at time.Time, precision, bits int16, zone string, basis timeline.Basis) timeline.When {
	w := timeline.When{Zone: zone, Basis: basis, Start: at.UTC(), Precision: timeline.Second}
	if int(precision) < len(readPrecisions) && precision >= 0 {
		w.Precision = readPrecisions[precision]
	}
	span := time.Second
	switch w.Precision {
	case timeline.Minute:
		span = time.Minute
	case timeline.Hour:
		span = time.Hour
	case timeline.Day:
		span = 24 * time.Hour
	}
	for i, f := range readFlags {
		if bits&(1<<i) == 0 {
			continue
		}
		w.Flags = append(w.Flags, f)
		if f == timeline.FlagNonexistent || f == timeline.FlagAmbiguous {
			span += time.Hour // the two readings are an hour apart
		}
	}
	w.End = w.Start.Add(span)
	return w
}
