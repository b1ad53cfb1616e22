package web

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sightline/internal/cql2"
	"sightline/internal/feature"
)

// Bounds of a page of features.
const (
	defaultFeatures = 100
	maxFeatures     = 10_000
)

// crs84 is longitude and latitude of WGS 84, the only reference system here; crs84h is the same with heights.
const (
	crs84  = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	crs84h = "http://www.opengis.net/def/crs/OGC/0/CRS84h"
)

// filterLanguages are the names of the filter language; GDAL before 3.9 knows it by the second.
var filterLanguages = []string{"cql2-text", "cql-text"}

// ogcParams reads parameters, of which clients repeat some word for word.
func ogcParams(values url.Values, known ...string) *params {
	once := url.Values{}
	for name, all := range values {
		once[name] = slices.Compact(slices.Clone(all))
	}
	p := newParams(once, append(known, append(kept, "f")...)...)
	p.OneOf("f", "", "json", "html")
	return p
}

// itemsKnown are the parameters of a collection's items, beside those of all addresses.
func itemsKnown(c feature.Collection) []string {
	known := []string{"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "cursor"}
	for _, q := range queryParameters(c) {
		known = append(known, q.Name)
	}
	return known
}

// parseItems reads the parameters of a page of a collection. The place where it begins is signed by the cursors.
func (s *server) parseItems(r *http.Request, c feature.Collection) (q feature.Query, here ogcPlace, err error) {
	p := ogcParams(r.URL.Query(), itemsKnown(c)...)
	q = feature.Query{Collection: c, Limit: defaultFeatures, Box: p.box("bbox")}
	if text := p.Text("limit"); text != "" {
		n, err := strconv.ParseUint(text, 10, 32)
		if q.Limit = int(min(n, maxFeatures)); err != nil || n < 1 {
			p.Fault("limit must be a whole number from 1 to %d, not %q", maxFeatures, text)
		}
	}
	for _, name := range []string{"bbox-crs", "crs", "filter-crs"} {
		p.OneOf(name, crs84, crs84, crs84h)
	}
	q.From, q.To = p.interval("datetime")
	p.OneOf("filter-lang", filterLanguages[0], filterLanguages...)
	q.Filter = p.filter(c)
	if text := p.Text("cursor"); text != "" {
		if err := s.cursors.Decode(question(r.URL), text, &here); err != nil {
			p.Fault("%v", err)
		}
		q.After = &here.Place
	}
	return q, here, p.err()
}

// question tells one question from another: its address without the page's size, place and form.
func question(u *url.URL) string {
	q := u.Query()
	for name := range q {
		q.Set(name, q.Get(name))
	}
	for _, name := range append([]string{"cursor", "limit", "f"}, kept...) {
		q.Del(name)
	}
	return u.Path + "?" + q.Encode()
}

// queryParameters are the properties of a collection that are parameters of their own.
func queryParameters(c feature.Collection) []feature.Property {
	return slices.DeleteFunc(slices.Clone(c.Properties), func(p feature.Property) bool {
		return !p.Queryable || p.Type == feature.Instant
	})
}

// box reads west,south,east,north, or six numbers with heights.
func (p *params) box(name string) *cql2.Box {
	text := p.Text(name)
	if text == "" {
		if p.Has(name) {
			p.Fault("%s must be four numbers, or six with heights", name)
		}
		return nil
	}
	var n []float64
	for part := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			p.Fault("%s must be numbers with commas between, not %q", name, text)
			return nil
		}
		n = append(n, v)
	}
	b, err := cql2.NewBox(n)
	if err != nil {
		p.Fault("%s: %v", name, err)
		return nil
	}
	return &b
}

// earliest is how QGIS writes the open begin of a span.
const earliest = "0000-01-01T00:00:00Z"

// interval reads an instant, a date, or two of them or ".." with a slash between; the ends are included. A time without an
// offset is UTC, as all times of features are: QGIS writes such when a value it shows is made a filter.
func (p *params) interval(name string) (from, to time.Time) {
	text := p.Text(name)
	if text == "" {
		if p.Has(name) {
			p.Fault("%s must be a time or a span of time", name)
		}
		return from, to
	}
	begin, end, is := strings.Cut(text, "/")
	if !is {
		end = begin
	} else if begin == earliest {
		begin = ".."
	}
	read := func(text string) (cql2.Instant, bool) {
		if is && (text == ".." || text == "") {
			return cql2.Instant{}, true
		}
		i, ok := cql2.ParseInstant(strings.TrimSuffix(text, "T")) // as GDAL writes dates
		if !ok {
			i, ok = cql2.ParseInstant(text + "Z")
		}
		return i, ok
	}
	first, ok := read(begin)
	last, also := read(end)
	from = first.Time
	if to = last.Time; !to.IsZero() {
		to = last.Last()
	}
	if !ok || !also || from.IsZero() && to.IsZero() {
		p.Fault("%s must be a time such as 2026-05-02T18:30:00Z, or a span such as 2026-05-02T00:00:00Z/.., not %q (write + as %%2B)",
			name, text)
	} else if !from.IsZero() && !to.IsZero() && to.Before(from) {
		p.Fault("%s ends before it begins", name)
	}
	return from, to
}

// filter reads the filter, and the properties that are parameters of their own, as one condition.
func (p *params) filter(c feature.Collection) cql2.Expr {
	var all cql2.And
	for _, property := range queryParameters(c) {
		if !p.Has(property.Name) {
			continue
		}
		value, ok := valueOf(property, p.Text(property.Name))
		if !ok {
			p.Fault("%s is of type %s and cannot be %q", property.Name, property.Type, p.Text(property.Name))
			continue
		}
		if property.Name == "plate" {
			read := p.wholePlate(property.Name, "")
			value = cql2.Text{Value: read.Number}
			if read.State != "" {
				all = append(all, cql2.Compare{Op: cql2.Equal, Left: cql2.Property{Name: "plate_state", At: 1},
					Right: cql2.Text{Value: read.State}})
			}
		}
		all = append(all, cql2.Compare{Op: cql2.Equal, Left: cql2.Property{Name: property.Name, At: 1}, Right: value})
	}
	if text := p.Text("filter"); text != "" {
		e, err := cql2.Parse(text)
		if err == nil {
			e, err = feature.Check(c, e)
		}
		if err != nil {
			p.Fault("filter, %v", err)
			return nil
		}
		all = append(all, e)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

func valueOf(p feature.Property, text string) (cql2.Scalar, bool) {
	switch p.Type {
	case feature.Integer, feature.Number:
		v, err := strconv.ParseFloat(text, 64)
		return cql2.Number{Value: v}, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
	case feature.Boolean:
		return cql2.Bool{Value: text == "true"}, text == "true" || text == "false"
	}
	return cql2.Text{Value: text}, !strings.ContainsRune(text, 0) && text == strings.ToValidUTF8(text, "")
}
