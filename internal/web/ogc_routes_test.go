package web

import (
	"slices"
	"strings"
	"testing"

	"sightline/internal/feature"
)

// TestOpenAPIHoldsTheRoutes compares the paths of the OpenAPI document with the routes below /ogc, both ways.
func TestOpenAPIHoldsTheRoutes(t *testing.T) {
	var routes []string
	for _, template := range routesOf(t, everyPart(t)) {
		path, below := strings.CutPrefix(withoutPatterns(template), ogcRoot)
		if !below || path == "" {
			continue
		}
		if !strings.Contains(path, "{collection}") {
			routes = append(routes, path)
			continue
		}
		for _, c := range feature.Collections() {
			routes = append(routes, strings.NewReplacer("{collection}", c.Name, "{id}", "{featureId}").Replace(path))
		}
	}
	var paths []string
	for path := range openAPI("", "")["paths"].(object) {
		paths = append(paths, path)
	}
	slices.Sort(routes)
	slices.Sort(paths)
	if !slices.Equal(routes, paths) {
		t.Errorf("routes:   %v\ndocument: %v", routes, paths)
	}
}

// TestOpenAPIHoldsTheParameters finds each parameter that items take in the document, and no other.
func TestOpenAPIHoldsTheParameters(t *testing.T) {
	api := openAPI("", "")
	shared := api["components"].(object)["parameters"].(object)
	for _, c := range feature.Collections() {
		get := api["paths"].(object)["/collections/"+c.Name+"/items"].(object)["get"].(object)
		var documented []string
		for _, p := range get["parameters"].([]any) {
			p := p.(object)
			if ref, is := p["$ref"].(string); is {
				name := strings.TrimPrefix(ref, "#/components/parameters/")
				p = shared[name].(object)
				if p["name"] != name {
					t.Errorf("%s stands for %s", name, p["name"])
				}
			}
			documented = append(documented, p["name"].(string))
		}
		taken := slices.Concat(itemsKnown(c), kept, []string{"f"})
		slices.Sort(documented)
		slices.Sort(taken)
		if !slices.Equal(documented, taken) {
			t.Errorf("%s takes      %v\nand documents %v", c.Name, taken, documented)
		}
	}
}
