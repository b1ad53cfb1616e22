package web

import (
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Media types of the answers below /ogc.
const (
	contentGeoJSON = "application/geo+json"
	contentSchema  = "application/schema+json"
	contentOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
	contentHTML    = "text/html"
)

// ogcRoot is where the features are, below the server's origin.
const ogcRoot = "/ogc"

// link is a link of an answer (RFC 8288).
type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// kept are the parameters that go from every link to the next: why somebody asks, and for which case.
var kept = []string{"case", "purpose"}

// href is the address of a resource below /ogc, with what is kept of the request's parameters and those given in turn as
// names and values; an empty value takes a parameter away.
func href(r *http.Request, path string, params ...string) string {
	q := url.Values{}
	for _, name := range kept {
		if v := r.URL.Query().Get(name); v != "" {
			q.Set(name, v)
		}
	}
	return withParams(origin(r)+ogcRoot+path, q, params...)
}

// hrefHere is the address of the request itself with some parameters changed.
func hrefHere(r *http.Request, params ...string) string {
	q := r.URL.Query()
	for name := range q {
		q.Set(name, q.Get(name)) // once
	}
	return withParams(origin(r)+r.URL.EscapedPath(), q, params...)
}

func withParams(address string, q url.Values, params ...string) string {
	for i := 0; i < len(params); i += 2 {
		if q.Del(params[i]); params[i+1] != "" {
			q.Set(params[i], params[i+1])
		}
	}
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}

// selfLinks are the links to an answer itself and to it in its other form. The type is that of the form that is not HTML.
func selfLinks(r *http.Request, contentType string) []link {
	self, other := "json", "html"
	types := map[string]string{"json": contentType, "html": contentHTML}
	if html, _ := wantsHTML(r, contentType); html {
		self, other = other, self
	}
	return []link{{hrefHere(r), "self", types[self], "this document"},
		{hrefHere(r, "f", other), "alternate", types[other], "this document as " + strings.ToUpper(other)}}
}

// wantsHTML reports whether the asker would rather have a page than the type offered, by the parameter f or else by its
// Accept header. The answer is neither when ok is false.
func wantsHTML(r *http.Request, offered string) (html, ok bool) {
	switch f := r.URL.Query().Get("f"); f {
	case "html":
		return true, true
	case "":
	default:
		return false, true // what f may be is told with the other parameters
	}
	weights := weightsOf(r.Header.Values("Accept"))
	if len(weights) == 0 {
		return false, true
	}
	weigh := func(types ...string) (best float64) {
		for _, t := range types {
			best = max(best, weights[t])
		}
		return best
	}
	media, _, _ := mime.ParseMediaType(offered)
	page, data := weigh("text/html", "application/xhtml+xml"), weigh(media, contentJSON, "application/geo+json", "application/*")
	all := weigh("*/*")
	return page > data, page > 0 || data > 0 || all > 0
}
