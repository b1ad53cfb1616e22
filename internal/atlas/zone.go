package atlas

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"
	"github.com/ringsaturn/tzf"
	tzfrellite "github.com/ringsaturn/tzf-rel-lite"
	pb "github.com/ringsaturn/tzf/gen/go/tzf/v1"
	"google.golang.org/protobuf/proto"
)

// zoneFinder finds time zones. It is nil when its table could not be read.
type zoneFinder tzf.F

// american and overseas part the world's time zones, because few programs ever ask about the second half and it is
// three times as large: 50 MB of memory and a third of a second against 150 MB and a second.
func american(zone string) bool {
	return strings.HasPrefix(zone, "America/") || strings.HasPrefix(zone, "Pacific/")
}

func overseas(zone string) bool { return !american(zone) }

// newFinder reads the time zones whose name is wanted.
func newFinder(wanted func(zone string) bool) (zoneFinder, error) {
	var zones pb.CompressedTimezones
	if err := proto.Unmarshal(tzfrellite.LiteCompressData, &zones); err != nil {
		return nil, fmt.Errorf("reading time zones: %w", err)
	}
	var kept []*pb.CompressedTimezone
	for _, zone := range zones.Timezones {
		if wanted(zone.Name) {
			kept = append(kept, zone)
		}
	}
	zones.Timezones = kept
	f, err := tzf.NewFinderFromCompressed(&zones, tzf.SetDropPBTZ)
	if err != nil {
		return nil, fmt.Errorf("reading time zones: %w", err)
	}
	return f, nil
}

// Zone returns the IANA name of the time zone at a point anywhere on Earth, "Etc/GMT+5" and the like on the high seas,
// "" when the point is none. Zone borders are simplified and may be off by some hundred metres.
func (a *Atlas) Zone(p orb.Point) string {
	if !valid(p) {
		return ""
	}
	for _, part := range []func() zoneFinder{a.american, a.overseas} {
		f := part()
		if f == nil {
			return ""
		}
		if zone := f.GetTimezoneName(p[0], p[1]); zone != "" {
			return zone
		}
	}
	return ""
}
