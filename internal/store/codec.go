package store

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
)

// srid is WGS 84, the only reference system in the database.
const srid = 4326

// registerGeometry teaches a connection to send and receive orb.Point as PostGIS geometry and geography.
func registerGeometry(ctx context.Context, conn *pgx.Conn) error {
	for _, name := range []string{"geometry", "geography"} {
		var oid uint32
		if err := conn.QueryRow(ctx, "select to_regtype($1)::oid", name).Scan(&oid); err != nil {
			return fmt.Errorf("store: find PostGIS type %s: %w", name, err)
		}
		conn.TypeMap().RegisterType(&pgtype.Type{Name: name, OID: oid, Codec: pointCodec{}})
	}
	conn.TypeMap().RegisterDefaultPgType(orb.Point{}, "geography")
	return nil
}

// pointCodec translates between orb.Point and PostGIS' extended WKB. The WKB is read with go-geom, which knows the
// flags for Z, M and SRID that orb's decoder skips without an error.
type pointCodec struct{}

func (pointCodec) FormatSupported(format int16) bool { return format == pgtype.BinaryFormatCode }
func (pointCodec) PreferredFormat() int16            { return pgtype.BinaryFormatCode }

func (pointCodec) PlanEncode(_ *pgtype.Map, _ uint32, _ int16, value any) pgtype.EncodePlan {
	if _, ok := value.(orb.Point); ok {
		return encodePoint{}
	}
	return nil
}

func (pointCodec) PlanScan(_ *pgtype.Map, _ uint32, _ int16, target any) pgtype.ScanPlan {
	if _, ok := target.(*orb.Point); ok {
		return scanPoint{}
	}
	return nil
}

func (pointCodec) DecodeDatabaseSQLValue(*pgtype.Map, uint32, int16, []byte) (driver.Value, error) {
	return nil, fmt.Errorf("store: positions are not read through database/sql")
}

func (pointCodec) DecodeValue(_ *pgtype.Map, _ uint32, _ int16, src []byte) (any, error) {
	if src == nil {
		return nil, nil
	}
	return decodePoint(src)
}

type encodePoint struct{}

func (encodePoint) Encode(value any, buf []byte) ([]byte, error) {
	return appendPoint(buf, value.(orb.Point))
}

type scanPoint struct{}

func (scanPoint) Scan(src []byte, target any) error {
	if src == nil {
		return fmt.Errorf("store: null position scanned into a point")
	}
	p, err := decodePoint(src)
	if err == nil {
		*target.(*orb.Point) = p
	}
	return err
}

// appendPoint appends the extended WKB of a point.
func appendPoint(buf []byte, p orb.Point) ([]byte, error) {
	body, err := ewkb.Marshal(geom.NewPointFlat(geom.XY, p[:]).SetSRID(srid), binary.LittleEndian)
	if err != nil {
		return nil, fmt.Errorf("store: encode position: %w", err)
	}
	return append(buf, body...), nil
}

// pointHead begins the extended WKB of a point as PostGIS writes it on most machines: little-endian, with its reference
// system, which is WGS 84.
const pointHead = "\x01\x01\x00\x00\x20\xe6\x10\x00\x00"

func decodePoint(src []byte) (orb.Point, error) {
	if len(src) == len(pointHead)+16 && string(src[:len(pointHead)]) == pointHead { // most are; the empty point has no numbers
		x := math.Float64frombits(binary.LittleEndian.Uint64(src[len(pointHead):]))
		y := math.Float64frombits(binary.LittleEndian.Uint64(src[len(pointHead)+8:]))
		if !math.IsNaN(x) && !math.IsNaN(y) {
			return orb.Point{x, y}, nil
		}
	}
	g, err := ewkb.Unmarshal(src)
	if err != nil {
		return orb.Point{}, fmt.Errorf("store: decode position: %w", err)
	}
	p, ok := g.(*geom.Point)
	if !ok || p.Empty() {
		return orb.Point{}, fmt.Errorf("store: position is a %T, not a point", g)
	}
	if p.SRID() != srid {
		return orb.Point{}, fmt.Errorf("store: position in reference system %d, want %d", p.SRID(), srid)
	}
	return orb.Point{p.X(), p.Y()}, nil
}
