package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// Reads are invented plate reads in any number, spread as unevenly as real ones: fixed readers crowd in a few of 60
// metropolitan areas, few of them make most of the reads, and so do few of a million plates. Days are busier than nights.
// One read in a hundred is by a moving reader. The same number of reads is always the same reads.
type Reads struct {
	chance         *rand.Rand
	total          int
	fixed          [ReadSites]ReadSite
	moving         [40]ReadSite
	rounds         [40][300]struct{ lon, lat float64 } // where each moving reader passes again and again
	plates, places *rand.Zipf
}

// ReadSites is how many fixed readers there are.
const ReadSites = 5000

// ReadSite is an invented reader.
type ReadSite struct {
	Key, Name string
	Lon, Lat  float64
	Zone      string // IANA name
	Heading   int    // of one of the two directions it looks into, in degrees clockwise from north
	Moving    bool
}

// Read is an invented plate read.
type Read struct {
	At           time.Time
	Plate, State string
	Site         *ReadSite
	Lon, Lat     float64 // of the read itself
	Heading      int     // degrees clockwise from north, -1 when not known
	Confidence   float32 // 0 to 1, NaN when not known
}

// ReadsFrom and ReadsTo bound the year in which the reads lie.
func ReadsFrom() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) }
func ReadsTo() time.Time   { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// NewReads returns the source of that many reads.
func NewReads(total int) *Reads {
	r := &Reads{chance: rand.New(rand.NewPCG(20, 26)), total: total}
	areas := rand.NewZipf(r.chance, 1.2, 4, 59)
	place := func(key string) ReadSite {
		area := areas.Uint64()
		s := ReadSite{Key: key, Lon: -113 + float64(area%10)*3.2 + r.chance.NormFloat64()*0.12,
			Lat: 33.5 + float64(area/10)*1.2 + r.chance.NormFloat64()*0.1}
		s.Lon, s.Lat = round6(s.Lon), round6(s.Lat)
		s.Zone = "America/Denver"
		switch {
		case area%10 >= 8:
			s.Zone = "America/New_York"
		case area%10 >= 4:
			s.Zone = "America/Chicago"
		}
		s.Heading = r.chance.IntN(360)
		return s
	}
	for i := range r.fixed {
		r.fixed[i] = place(fmt.Sprintf("CAM%04d", i))
		r.fixed[i].Name = fmt.Sprintf("Invented Rd %d", i)
	}
	for i := range r.moving {
		r.moving[i] = place(fmt.Sprintf("CAR%02d", i))
		r.moving[i].Name, r.moving[i].Moving = fmt.Sprintf("Invented car %d", i), true
		for k := range r.rounds[i] {
			r.rounds[i][k].lon = r.moving[i].Lon + r.chance.NormFloat64()*0.03
			r.rounds[i][k].lat = r.moving[i].Lat + r.chance.NormFloat64()*0.03
		}
	}
	r.plates, r.places = rand.NewZipf(r.chance, 1.05, 20_000, 999_999), rand.NewZipf(r.chance, 1.1, 200, ReadSites-1)
	return r
}

// FixedSites are the fixed readers.
func (r *Reads) FixedSites() []ReadSite { return r.fixed[:] }

// Each hands over the reads in order of time.
func (r *Reads) Each(take func(Read) error) error {
	for i := range r.total {
		if err := take(r.read(i)); err != nil {
			return err
		}
	}
	return nil
}

var readStates = [...]string{"TX", "OK", "CA", "AZ", "NM", "GA", "TN"}

func (r *Reads) read(i int) Read {
	plate := r.plates.Uint64()
	read := Read{
		At: readTime((float64(i) + r.chance.Float64()) / float64(r.total)), Plate: PlateNumber(plate), State: readStates[plate%7],
		Confidence: float32(math.Round(80+20*r.chance.Float64()) / 100), Heading: -1,
	}
	if r.chance.IntN(50) == 0 {
		read.State = ""
	}
	if r.chance.IntN(20) == 0 {
		read.Confidence = float32(math.NaN())
	}
	if i%100 == 99 {
		car := r.chance.IntN(len(r.moving))
		spot := r.rounds[car][r.chance.IntN(len(r.rounds[car]))]
		read.Site = &r.moving[car]
		read.Lon, read.Lat = round6(spot.lon+r.chance.NormFloat64()*0.0002), round6(spot.lat+r.chance.NormFloat64()*0.0002)
		return read
	}
	read.Site = &r.fixed[r.places.Uint64()]
	read.Lon, read.Lat = read.Site.Lon, read.Site.Lat
	if r.chance.IntN(10) > 0 {
		read.Heading = (read.Site.Heading + 180*r.chance.IntN(2)) % 360
	}
	return read
}

// PlateNumber is the number of one of the million invented plates, the more frequent the smaller n is.
func PlateNumber(n uint64) string {
	return fmt.Sprintf("%cQ%c%04d", 'A'+byte(n/10_000%10), 'A'+byte(n/100_000%10), n%10_000)
}

// readTime spreads a share of the year over it: three quarters of a day's reads lie in the twelve busier hours.
func readTime(share float64) time.Time {
	from, to := ReadsFrom(), ReadsTo()
	days := to.Sub(from).Hours() / 24
	day, part := math.Modf(share * days)
	hour := 0.0 // of UTC, counted from 13:00, when it is morning in America
	if part < 0.75 {
		hour = 13 + part/0.75*12
	} else {
		hour = 25 + (part-0.75)/0.25*12
	}
	at := from.AddDate(0, 0, int(day)).Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Millisecond)
	if !at.Before(to) { // the last night belongs to the year's beginning
		at = at.Add(from.Sub(to))
	}
	return at
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }
