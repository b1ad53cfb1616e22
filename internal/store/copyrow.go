package store

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"time"

	"github.com/paulmach/orb"
)

// Rows in PostgreSQL's binary COPY format (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"): a
// head, rows of a column count and columns of a length and a value, a tail. Written out here because there are millions.

const (
	copyHead = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyTail = "\xff\xff"
)

// postgresEpoch is 2000-01-01 UTC in microseconds since 1970, from which PostgreSQL counts.
const postgresEpoch = 946_684_800_000_000

func appendRow(b []byte, columns int16) []byte {
	return binary.BigEndian.AppendUint16(b, uint16(columns))
}

func appendInt16(b []byte, v int16) []byte {
	return binary.BigEndian.AppendUint16(append(b, 0, 0, 0, 2), uint16(v))
}

func appendInt32(b []byte, v int32) []byte {
	return binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), uint32(v))
}

func appendInt64(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(v))
}

func appendTime(b []byte, t time.Time) []byte { return appendInt64(b, t.UnixMicro()-postgresEpoch) }

func appendFloat32(b []byte, v float32) []byte { return appendInt32(b, int32(math.Float32bits(v))) }

func appendFloat64(b []byte, v float64) []byte { return appendInt64(b, int64(math.Float64bits(v))) }

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 0, 0, 0, 1, 1)
	}
	return append(b, 0, 0, 0, 1, 0)
}

// appendText appends a value of type text or bytea.
func appendText[T string | []byte](b []byte, s T) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// appendJSON appends a value of type jsonb, whose binary form is a version and its text.
func appendJSON(b []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return b, err
	}
	b = binary.BigEndian.AppendUint32(b, uint32(1+len(text)))
	return append(append(b, 1), text...), nil
}

func appendNull(b []byte) []byte { return append(b, 0xff, 0xff, 0xff, 0xff) }

// appendPointValue appends a geometry or geography: its extended WKB.
func appendPointValue(b []byte, p orb.Point) []byte {
	b = append(b, 0, 0, 0, 25, 1)
	b = binary.LittleEndian.AppendUint32(b, 1|0x20000000) // point with SRID
	b = binary.LittleEndian.AppendUint32(b, srid)
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
}
