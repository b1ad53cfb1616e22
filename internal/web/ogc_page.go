package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sightline/internal/feature"
	"sightline/internal/words"
	"sightline/timeline/kinds"
)

// ogcPage is a page of the template ogc.gohtml.
type ogcPage struct {
	Title    string
	About    string
	Trail    []pageLink // where the page is, from the landing page on
	Facts    []fact
	Notes    []string
	Tables   []pageTable
	Links    []pageLink // to where the data is, in other forms
	Next     string     // address of the next page, "" on the last
	First    string     // address of the first page, "" on it
	Before   string     // address of the page before, "" where it is not known
	JSON     string     // address of the same as data
	Caveats  []string
	Version  string
	Coverage string // what of all that matches is shown
}

type pageLink struct{ Href, Text string }

type fact struct{ Name, Text, Href string }

type pageTable struct {
	Caption string
	Head    []pageCell
	Rows    [][]pageCell
}

type pageCell struct {
	Text, Href string
	Class      string // number or time, for how it is set
}

func heads(names ...string) (cells []pageCell) {
	for _, name := range names {
		cells = append(cells, pageCell{Text: name})
	}
	return cells
}

// ogcHTML is a page as a document.
func (s *server) ogcHTML(p ogcPage) ([]byte, error) {
	p.Version = s.Version
	var body bytes.Buffer
	if err := s.pages.ExecuteTemplate(&body, "ogc.gohtml", p); err != nil {
		return nil, fmt.Errorf("render page: %w", err)
	}
	return body.Bytes(), nil
}

// renderOGC answers with a page that may not be kept.
func (s *server) renderOGC(w http.ResponseWriter, p ogcPage) error {
	body, err := s.ogcHTML(p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentHTML+"; charset=utf-8")
	_, _ = w.Write(body)
	return nil
}

// newOGCPage is a page with its trail. Steps are names and paths in turn.
func newOGCPage(r *http.Request, title, about string, steps ...string) ogcPage {
	p := ogcPage{Title: title, About: about, JSON: hrefHere(r, "f", "json")}
	for i := 0; i < len(steps); i += 2 {
		p.Trail = append(p.Trail, pageLink{href(r, steps[i+1], "f", "html"), steps[i]})
	}
	return p
}

func landingPage(r *http.Request) ogcPage {
	p := newOGCPage(r, "Features for GIS programs", ogcAbout)
	p.Tables = []pageTable{{Caption: "Collections", Head: heads("Collection", "What it holds"), Rows: collectionRows(r)}}
	p.Facts = []fact{
		{Name: "QGIS", Text: "Layer › Add layer › Add WFS / OGC API – Features layer, with the address " + href(r, "")},
		{Name: "ArcGIS Pro", Text: "Insert › Connections › New OGC API server, with the address " + href(r, "")},
		{Name: "GDAL", Text: "ogrinfo OAPIF:" + href(r, "")},
	}
	p.Links = []pageLink{{href(r, "/api", "f", "html"), "Everything that can be asked for"},
		{href(r, "/conformance", "f", "html"), "Standards kept to"}}
	return p
}

func collectionRows(r *http.Request) (rows [][]pageCell) {
	for _, c := range feature.Collections() {
		rows = append(rows, []pageCell{{Text: c.Title, Href: href(r, "/collections/"+c.Name, "f", "html")}, {Text: c.About}})
	}
	return rows
}

func conformancePage(r *http.Request) ogcPage {
	p := newOGCPage(r, "Standards kept to", "OGC API – Features, parts 1 and 3, and the filter language CQL2.", "Features", "")
	t := pageTable{Head: heads("Standard", "Class")}
	for _, class := range conformance {
		parts := strings.Split(strings.TrimPrefix(class, "http://www.opengis.net/spec/"), "/")
		t.Rows = append(t.Rows, []pageCell{{Text: parts[0] + " " + parts[1]}, {Text: parts[len(parts)-1]}})
	}
	p.Tables = []pageTable{t}
	return p
}

func apiPage(r *http.Request, api object) ogcPage {
	p := newOGCPage(r, "Everything that can be asked for", "Addresses below "+origin(r)+ogcRoot+", all by GET.", "Features", "")
	t := pageTable{Caption: "Addresses", Head: heads("Address", "Answers with")}
	add := func(path, about string) {
		t.Rows = append(t.Rows, []pageCell{{Text: path, Href: href(r, strings.TrimSuffix(path, "/"), "f", "html")}, {Text: about}})
	}
	add("/", "Where to go from here")
	add("/collections", "The collections")
	add("/conformance", "The standards kept to")
	for _, c := range feature.Collections() {
		add("/collections/"+c.Name+"/items", c.Title+", "+c.Order)
		add("/collections/"+c.Name+"/queryables", "What filters may ask of "+c.Name)
	}
	shared := api["components"].(object)["parameters"].(object)
	parameters := pageTable{Caption: "Parameters of items, beside the queryables of each collection", Head: heads("Parameter", "Meaning")}
	for _, name := range []string{"bbox", "datetime", "limit", "filter", "filter-lang", "case", "purpose", "f"} {
		parameters.Rows = append(parameters.Rows, []pageCell{{Text: name}, {Text: shared[name].(object)["description"].(string)}})
	}
	p.Tables = []pageTable{t, parameters}
	return p
}

func collectionsPage(r *http.Request) ogcPage {
	p := newOGCPage(r, "Collections", "", "Features", "")
	p.Tables = []pageTable{{Head: heads("Collection", "What it holds"), Rows: collectionRows(r)}}
	return p
}

func collectionPage(r *http.Request, c feature.Collection) ogcPage {
	p := newOGCPage(r, c.Title, c.About, "Features", "", "Collections", "/collections")
	path := "/collections/" + c.Name
	p.Links = []pageLink{{href(r, path+"/items", "f", "html"), "Items, " + c.Order},
		{href(r, path+"/queryables", "f", "html"), "What filters may ask for"}}
	p.Tables = []pageTable{propertyTable(c, false)}
	p.Caveats = kinds.Caveats()
	return p
}

func propertiesPage(r *http.Request, c feature.Collection, queryable bool) ogcPage {
	title, about := "What filters may ask of "+c.Name,
		`Filters are CQL2 text, such as radius_m < 100 AND S_DWITHIN(geometry, POINT(-97.5 35.5), 5, km). Spatial functions match the circle of radius_m around geometry.`
	if !queryable {
		title, about = "What each of the "+c.Name+" tells", ""
	}
	p := newOGCPage(r, title, about, "Features", "", "Collections", "/collections", c.Title, "/collections/"+c.Name)
	p.Tables = []pageTable{propertyTable(c, queryable)}
	return p
}

func propertyTable(c feature.Collection, queryable bool) pageTable {
	t := pageTable{Caption: "Properties", Head: heads("Property", "Type", "Meaning")}
	for _, property := range c.Properties {
		if queryable && !property.Queryable {
			continue
		}
		about := property.About
		if property.Values != nil {
			about += " One of " + strings.Join(property.Values, ", ") + "."
		}
		t.Rows = append(t.Rows, []pageCell{{Text: property.Name}, {Text: string(property.Type)}, {Text: about}})
	}
	return t
}

// wordless are the properties that a list of items leaves to the page of the item. What is only an older name stands on no page.
var wordless = map[string]bool{"time_end": true, "time_zone": true, "time_basis": true, "time_flags": true, "place_basis": true,
	"place_zone": true, "county": true, "load": true,
	"line": true, "remarks": true, "caveat": true, "last_precision": true, "key": true, "span": true, "located": true}

func itemsPage(r *http.Request, c feature.Collection, page feature.Page, h collectionHead) ogcPage {
	p := newOGCPage(r, c.Title, "Sorted "+c.Order+". Times are UTC.", "Features", "", "Collections", "/collections", c.Title,
		"/collections/"+c.Name)
	p.Caveats = h.Caveats
	for _, l := range h.Links {
		switch l.Rel {
		case "next":
			p.Next = l.Href
		case "first":
			p.First = l.Href
		case "prev":
			p.Before = l.Href
		}
	}
	switch {
	case h.Why != "":
		p.Notes = append(p.Notes, h.Why)
	case h.Matched != nil:
		p.Coverage = fmt.Sprintf("%d of %s", len(page.Features), words.Either(*h.Matched, "that matches", "that match"))
	default:
		p.Coverage = fmt.Sprintf("%d of more than %d that match", len(page.Features), *h.MoreThan)
	}
	t := pageTable{Head: heads("Item")}
	var shown []int
	for i, property := range c.Properties {
		empty := true // a column that says nothing on the whole page is left out
		for _, f := range page.Features {
			empty = empty && f.Values[i] == nil
		}
		if !wordless[property.Name] && property.Same == "" && !empty {
			shown = append(shown, i)
			t.Head = append(t.Head, pageCell{Text: label(property), Class: classOf(property.Type)})
		}
	}
	for _, f := range page.Features {
		row := []pageCell{{Text: f.ID, Href: href(r, "/collections/"+c.Name+"/items/"+f.ID, "f", "html")}}
		for _, i := range shown {
			row = append(row, pageCell{Text: textOf(f.Values[i]), Class: classOf(c.Properties[i].Type)})
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) > 0 {
		p.Tables = []pageTable{t}
	}
	return p
}

func itemPage(r *http.Request, c feature.Collection, f feature.Feature) ogcPage {
	p := newOGCPage(r, c.Title+": "+f.ID, "", "Features", "", "Collections", "/collections", c.Title, "/collections/"+c.Name, "Items",
		"/collections/"+c.Name+"/items")
	if f.Point != nil {
		p.Facts = append(p.Facts, fact{Name: "longitude, latitude", Text: fmt.Sprintf("%.6f, %.6f", f.Point[0], f.Point[1])})
	}
	for i, property := range c.Properties {
		if f.Values[i] != nil && property.Name != "caveat" && property.Same == "" {
			p.Facts = append(p.Facts, fact{Name: label(property), Text: textOf(f.Values[i])})
		}
		if property.Name == "caveat" && f.Values[i] != nil {
			p.Notes = append(p.Notes, textOf(f.Values[i]))
		}
	}
	return p
}

// label is the name of a property in words.
func label(p feature.Property) string {
	if p.Name == "radius_m" {
		return "radius (m)"
	}
	return strings.ReplaceAll(p.Name, "_", " ")
}

func classOf(t feature.Type) string {
	switch t {
	case feature.Integer, feature.Number:
		return "number"
	case feature.Instant:
		return "time"
	}
	return ""
}

func textOf(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case time.Time:
		return v.Format("2006-01-02 15:04:05.999999Z")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []string:
		return strings.Join(v, feature.Between)
	}
	return fmt.Sprint(value)
}
