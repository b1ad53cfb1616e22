package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/access"
	"sightline/timeline"
)

// UnplacedAddress is an address that is known no better than by its ZIP code.
type UnplacedAddress struct {
	Event int64
	Where timeline.Where // its label is the address
}

// UnplacedAddresses returns the addresses of a case, or of all when number is "", that a geocoder may place, and writes to
// the audit that they were looked at.
func (s *Store) UnplacedAddresses(ctx context.Context, number string, look access.Asker) ([]UnplacedAddress, error) {
	var all []UnplacedAddress
	row := audit{look: look, action: "geocode", asked: map[string]any{"case": number}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		rows, err := collect[struct {
			ID       int64
			Position *orb.Point
			Class    string
			RadiusM  float64
			Place    place
			CaseID   int64
		}](ctx, tx, "AddressesToPlace", args{"number": number})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if number != "" {
				a.caseID = r.CaseID
			}
			all = append(all, UnplacedAddress{r.ID, where(r.Position, r.Class, r.RadiusM, r.Place)})
		}
		a.rows = len(all)
		return nil
	})
	return all, err
}

// PlaceAddress gives an address the position a geocoder found. The audit tells of it.
func (s *Store) PlaceAddress(ctx context.Context, event int64, w timeline.Where, look access.Asker) error {
	row := audit{look: look, action: "address placed", asked: map[string]any{"event": event}, rows: 1}
	return s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		was, err := one[struct {
			Position *orb.Point
			Class    string
			RadiusM  float64
			Place    place
			CaseID   int64
		}](ctx, tx, "AddressToPlace", args{"id": event})
		if errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("event %d: %w", event, err)
		}
		if err != nil {
			return err
		}
		a.caseID = was.CaseID
		a.changed(whereState(where(was.Position, was.Class, was.RadiusM, was.Place)), whereState(w))
		values := args{"id": event}
		putWhere(values, w)
		_, err = exec(ctx, tx, "PlaceAddress", values)
		return err
	})
}

// whereState is a place as the audit tells it.
func whereState(w timeline.Where) state {
	is := state{"class": w.Class, "radius_m": w.Radius, "label": w.Label, "basis": w.Basis}
	if w.Located() {
		is["lon"], is["lat"] = w.Point.Lon(), w.Point.Lat()
	}
	return is
}

// AddressTools says what the database can do with addresses.
type AddressTools struct {
	Standardizer bool // PostGIS' address_standardizer with its tables of the United States
	Tiger        bool // the TIGER geocoder with data
}

// AddressTools looks for what the database can do with addresses. It installs the standardizer where the server has it and
// the user may.
func (s *Store) AddressTools(ctx context.Context) (AddressTools, error) {
	tools, err := one[AddressTools](ctx, s.pool, "AddressTools", nil)
	if err != nil || tools.Standardizer {
		return tools, err
	}
	for _, name := range []string{"EnableStandardizer", "EnableStandardizerTables"} {
		if _, err := exec(ctx, s.pool, name, nil); err != nil {
			var pg *pgconn.PgError
			if errors.As(err, &pg) { // not on the server, or not for this user
				return tools, nil
			}
			return tools, err
		}
	}
	return one[AddressTools](ctx, s.pool, "AddressTools", nil)
}

// StandardAddress returns an address as the postal service writes it; ok is false when the standardizer finds no street
// in it. Parts that it leaves out stay as they were.
func (s *Store) StandardAddress(ctx context.Context, a timeline.Address) (standard timeline.Address, ok bool, err error) {
	got, err := one[timeline.Address](ctx, s.pool, "StandardAddress",
		args{"street": strings.TrimSpace(a.Street + " " + a.Unit), "last_line": a.LastLine()})
	if errors.Is(err, ErrNotFound) {
		return a, false, nil
	}
	if err != nil {
		return a, false, err
	}
	for _, part := range []struct{ from, to *string }{{&a.Unit, &got.Unit}, {&a.City, &got.City}, {&a.State, &got.State},
		{&a.ZIP, &got.ZIP}} {
		if *part.to == "" || len(*part.to) > 2 && part.to == &got.State {
			*part.to = strings.ToUpper(*part.from)
		}
	}
	return got, true, nil
}

// TigerGeocoder finds addresses in the TIGER data that the database holds. Nothing leaves the machine.
type TigerGeocoder struct{ store *Store }

// TigerGeocoder returns the database's own geocoder.
func (s *Store) TigerGeocoder() TigerGeocoder { return TigerGeocoder{s} }

// Name is "tiger".
func (TigerGeocoder) Name() string { return "tiger" }

// How far an address found by interpolation along its block may be from where it was put. The extension documents no error
// bound; these are estimates of a short and a long block, shown as a radius.
const (
	tigerRadius      geo.Meters = 100
	tigerLooseRadius geo.Meters = 250
	tigerLooseRating            = 10 // above it the street or the block was matched with differences
	tigerWorstRating            = 20 // above it the answer is for another street or only for a ZIP code
)

// Geocode asks the TIGER geocoder.
func (g TigerGeocoder) Geocode(ctx context.Context, a timeline.Address) (timeline.Where, bool, error) {
	a.Unit = ""
	got, err := one[struct {
		Lon, Lat float64
		Rating   int
		Found    string
	}](ctx, g.store.pool, "TigerPosition", args{"line": a.String()})
	if errors.Is(err, ErrNotFound) || err == nil && got.Rating > tigerWorstRating {
		return timeline.Where{}, false, nil
	}
	if err != nil {
		return timeline.Where{}, false, err
	}
	radius := tigerRadius
	if got.Rating > tigerLooseRating {
		radius = tigerLooseRadius
	}
	return timeline.Where{Point: orb.Point{got.Lon, got.Lat}, Class: timeline.ClassStreet, Radius: radius,
		Basis: fmt.Sprintf("TIGER address ranges: %s, rating %d", got.Found, got.Rating)}, true, nil
}

// Geocoded is what a geocoder once said of an address.
type Geocoded struct {
	Where timeline.Where
	Found bool
}

// Geocoded returns what a geocoder said of an address before; ok is false when it was not asked.
func (s *Store) Geocoded(ctx context.Context, address, geocoder string) (g Geocoded, ok bool, err error) {
	return geocoded(ctx, s.pool, address, geocoder)
}

func geocoded(ctx context.Context, q querier, address, geocoder string) (g Geocoded, ok bool, err error) {
	row, err := one[struct {
		Position *orb.Point
		RadiusM  float64
		Basis    string
	}](ctx, q, "GeocodeOf", args{"address": address, "geocoder": geocoder})
	if errors.Is(err, ErrNotFound) {
		return g, false, nil
	}
	if err != nil {
		return g, false, err
	}
	if row.Position != nil {
		g = Geocoded{timeline.Where{Point: *row.Position, Class: timeline.ClassStreet, Radius: geo.Meters(row.RadiusM),
			Basis: row.Basis}, true}
	}
	return g, true, nil
}

// PutGeocoded keeps what a geocoder said of an address, at a time. The audit tells of it: the address was shown to the geocoder.
func (s *Store) PutGeocoded(ctx context.Context, address, geocoder string, g Geocoded, at time.Time, look access.Asker) error {
	values := args{"address": address, "geocoder": geocoder, "asked_at": at, "position": nil, "radius_m": 0.0, "basis": ""}
	if g.Found {
		values["position"], values["radius_m"], values["basis"] = g.Where.Point, float64(g.Where.Radius), g.Where.Basis
	}
	row := audit{look: look, action: "address asked", asked: map[string]any{"address": address, "geocoder": geocoder}, rows: 1}
	return s.acted(ctx, row, func(tx pgx.Tx, a *audit) error {
		was, known, err := geocoded(ctx, tx, address, geocoder)
		if err != nil {
			return err
		}
		before := state{}
		if known {
			before = geocodedState(was)
		}
		a.changed(before, geocodedState(g))
		_, err = exec(ctx, tx, "PutGeocode", values)
		return err
	})
}

func geocodedState(g Geocoded) state {
	if !g.Found {
		return state{"found": false}
	}
	is := whereState(g.Where)
	is["found"] = true
	return is
}
