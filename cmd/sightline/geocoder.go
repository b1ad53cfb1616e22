package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/config"
	"sightline/timeline"
)

// webGeocoder asks a geocoder by HTTP. It understands GeoJSON, as Nominatim (format=geojson), Pelias and Photon answer, and
// Nominatim's own JSON. Only an answer for the house or the street is taken: coarser ones are known without asking.
type webGeocoder struct {
	template string // with config.AddressMark
	host     string
	client   *http.Client
}

const (
	geocoderTimeout = 15 * time.Second
	maxAnswer       = 1 << 20 // bytes
	// Radii of answers, by estimate: a geocoder's word for a house is a point on or before it, for a street its middle.
	houseRadius  geo.Meters = 75
	streetRadius geo.Meters = 1000
)

// newWebGeocoder returns the geocoder at an address that was checked. It follows no redirection, for that would disclose
// the street address to another host.
func newWebGeocoder(template string) *webGeocoder {
	u, err := url.Parse(strings.ReplaceAll(template, config.AddressMark, "x"))
	host := "an unknown host"
	if err == nil {
		host = u.Host
	}
	return &webGeocoder{template, host, &http.Client{Timeout: geocoderTimeout, CheckRedirect: func(*http.Request, []*http.Request) error {
		return errors.New("it redirects elsewhere, which is not followed: addresses go only to the host that was named")
	}}}
}

// Name is the geocoder's host.
func (g *webGeocoder) Name() string { return g.host }

// leaves reports whether addresses leave this machine.
func (g *webGeocoder) leaves() bool {
	host, _, err := net.SplitHostPort(g.host)
	if err != nil {
		host = g.host
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host != "localhost" && (err != nil || !ip.Unmap().IsLoopback())
}

// Geocode sends an address, without its unit, and reads the best answer. Errors name the host, never the whole address.
func (g *webGeocoder) Geocode(ctx context.Context, a timeline.Address) (timeline.Where, bool, error) {
	a.Unit = ""
	target := strings.ReplaceAll(g.template, config.AddressMark, url.QueryEscape(a.String()))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return timeline.Where{}, false, fmt.Errorf("ask %s: the geocoder's address is not usable", g.host)
	}
	req.Header.Set("User-Agent", "sightline/"+version)
	res, err := g.client.Do(req)
	if err != nil {
		var u *url.Error // it repeats the address with key and street
		if errors.As(err, &u) {
			err = u.Err
		}
		return timeline.Where{}, false, fmt.Errorf("ask %s: %w", g.host, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return timeline.Where{}, false, fmt.Errorf("ask %s: it answered %s", g.host, res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(body) > maxAnswer {
		return timeline.Where{}, false, fmt.Errorf("ask %s: the answer could not be read or is too long", g.host)
	}
	w, ok, err := readAnswer(body)
	if err != nil {
		return timeline.Where{}, false, fmt.Errorf("ask %s: %w", g.host, err)
	}
	w.Basis = fmt.Sprintf("geocoder %s: %s", g.host, w.Basis)
	return w, ok, nil
}

// answer is one place of an answer, in either form.
type answer struct {
	Geometry struct {
		Type        string    `json:"type"`
		Coordinates []float64 `json:"coordinates"`
	} `json:"geometry"`
	Properties answerKind `json:"properties"`
	Lat        string     `json:"lat"` // Nominatim's own form
	Lon        string     `json:"lon"`
	answerKind
}

// answerKind is how the geocoders say what they found: Nominatim addresstype and place_rank, Pelias layer and accuracy,
// Photon type.
type answerKind struct {
	AddressType string `json:"addresstype"`
	PlaceRank   int    `json:"place_rank"`
	Layer       string `json:"layer"`
	Accuracy    string `json:"accuracy"`
	Type        string `json:"type"`
	Label       string `json:"label"`
	DisplayName string `json:"display_name"`
	Name        string `json:"name"`
}

// readAnswer reads the first place of an answer. ok is false when there is none, or it is neither a house nor a street.
func readAnswer(body []byte) (w timeline.Where, ok bool, err error) {
	var places []answer
	if body = bytes.TrimSpace(body); len(body) > 0 && body[0] == '[' {
		err = json.Unmarshal(body, &places)
	} else {
		var collection struct {
			Features []answer `json:"features"`
		}
		err = json.Unmarshal(body, &collection)
		places = collection.Features
	}
	if err != nil {
		return w, false, errors.New("the answer is neither GeoJSON nor Nominatim's JSON")
	}
	if len(places) == 0 {
		return w, false, nil
	}
	p := places[0]
	kind := p.Properties
	if p.Lat != "" {
		kind = p.answerKind
		lat, errLat := strconv.ParseFloat(p.Lat, 64)
		lon, errLon := strconv.ParseFloat(p.Lon, 64)
		if errLat != nil || errLon != nil {
			return w, false, errors.New("the answer's position is not two numbers")
		}
		p.Geometry.Type, p.Geometry.Coordinates = "Point", []float64{lon, lat}
	}
	radius := kind.radius()
	if p.Geometry.Type != "Point" || len(p.Geometry.Coordinates) < 2 || radius == 0 {
		return w, false, nil
	}
	lon, lat := p.Geometry.Coordinates[0], p.Geometry.Coordinates[1]
	if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) || lon == 0 && lat == 0 {
		return w, false, errors.New("the answer's position is not on the earth")
	}
	found := kind.Label
	for _, s := range []string{kind.DisplayName, kind.Name} {
		if found == "" {
			found = s
		}
	}
	return timeline.Where{Point: orb.Point{lon, lat}, Class: timeline.ClassStreet, Radius: radius, Basis: found}, true, nil
}

// radius is how far the place may be from its position; 0 when it is neither a house nor a street.
func (k answerKind) radius() geo.Meters {
	for _, s := range []string{k.AddressType, k.Layer, k.Type} {
		switch s {
		case "house", "building", "place", "address", "house_number", "venue", "amenity":
			if k.Accuracy == "interpolated" || k.Accuracy == "centroid" {
				return 2 * houseRadius
			}
			return houseRadius
		case "street", "road", "residential":
			return streetRadius
		}
	}
	switch {
	case k.PlaceRank >= 30:
		return houseRadius
	case k.PlaceRank >= 26:
		return streetRadius
	}
	return 0
}
