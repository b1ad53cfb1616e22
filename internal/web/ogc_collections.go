package web

import (
	"net/http"

	"sightline/internal/feature"
)

// Relations of links that the OGC has registered.
const (
	relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	relSchema     = "http://www.opengis.net/def/rel/ogc/1.0/schema"
)

// world is where features can be. What a collection holds is told only by its items, which not everybody may see.
var world = map[string]any{"spatial": map[string]any{"bbox": [][]float64{{-180, -90, 180, 90}}, "crs": crs84}}

// licenses leads to the sources of what is packed with the program, such as outlines and the positions of towns.
func licenses(r *http.Request) link {
	return link{origin(r) + "/assets/LICENSES.txt", "license", "text/plain", "data sources and licences"}
}

// describe is a collection as the standard writes it.
func describe(r *http.Request, c feature.Collection, links []link) map[string]any {
	path := "/collections/" + c.Name
	links = append(links,
		link{href(r, path+"/items"), "items", contentGeoJSON, c.Title},
		link{href(r, path+"/items", "f", "html"), "items", contentHTML, c.Title + ", to read"},
		link{href(r, path+"/queryables"), relQueryables, contentSchema, "what filters may ask for"},
		link{href(r, path+"/schema"), relSchema, contentSchema, "what each item tells"},
		link{href(r, path+"/feature-schema"), "describedby", contentSchema, "how an item is written"},
		licenses(r))
	return map[string]any{
		"id": c.Name, "title": c.Title, "description": c.About + " Sorted " + c.Order + ".", "itemType": "feature", "extent": world,
		"crs": []string{crs84}, "storageCrs": crs84, "links": links,
	}
}

func (s *server) ogcCollections(w http.ResponseWriter, r *http.Request) error {
	if err := ogcParams(r.URL.Query()).err(); err != nil {
		return err
	}
	all := []map[string]any{}
	for _, c := range feature.Collections() {
		path := "/collections/" + c.Name
		all = append(all, describe(r, c,
			[]link{{href(r, path), "self", contentJSON, c.Title}, {href(r, path, "f", "html"), "alternate", contentHTML, c.Title}}))
	}
	links := append(selfLinks(r, contentJSON), link{href(r, ""), "root", contentJSON, "Sightline"})
	return s.ogcAnswer(w, r, contentJSON, map[string]any{"collections": all, "links": links, "crs": []string{crs84}},
		func() ogcPage { return collectionsPage(r) })
}

func (s *server) ogcCollection(w http.ResponseWriter, r *http.Request) error {
	c, err := collectionOf(r)
	if err == nil {
		err = ogcParams(r.URL.Query()).err()
	}
	if err != nil {
		return err
	}
	return s.ogcAnswer(w, r, contentJSON, describe(r, c, selfLinks(r, contentJSON)), func() ogcPage { return collectionPage(r, c) })
}
