package web

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"sightline/internal/auth"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

const apiAbout = "What was sighted near a place, when, and by whom it was seen. An inquiry or a read is a lead, not proof of presence. " +
	"Each search says for which case and why it is made, and is written to the audit before it is answered. Times carry an offset (RFC 3339). " +
	"Unknown and repeated parameters are refused. Features for GIS programs are described at /ogc/api, vector tiles at /tiles/reads.json."

// apiRoutes are the routes of the API's description.
func (s *server) apiRoutes(r *mux.Router) {
	r.Handle(apiRoot+"/openapi.json", s.api(s.openapi)).Methods(http.MethodGet, http.MethodHead)
}

func (s *server) openapi(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	return writeJSON(w, contentOpenAPI, APIDocument(origin(r), s.Version, s.usual(timeline.Dossier{})))
}

// APIDocument describes the API of a server at an origin, such as http://127.0.0.1:8321, whose analysis has these detectors and
// rules, as an OpenAPI 3.0 document.
func APIDocument(origin, version string, p analysis.Parameters) map[string]any {
	s, paths := newSchemas(p), object{}
	s.all["Found"], s.all["FoundPage"], s.all["Point"] = foundSchema(s), foundPageSchema(), pointSchema()
	s.all["Question"], s.all["SearchArea"] = searchBodySchema(query.Params()), areaSchema()
	s.all["Link"] = linkSchema()
	s.all["Problem"] = members("type", text(), "title", text(), "status", object{"type": "integer"}, "detail",
		object{"type": "string", "description": "What went wrong, for people."},
		"instance", object{"type": "string", "description": "Under which the server's log speaks of the request."})
	for _, d := range describedRoutes(s) {
		at, is := paths[d.path].(object)
		if !is {
			at = object{}
			if parameters := pathParameters(d.path); parameters != nil {
				at["parameters"] = parameters
			}
			paths[d.path] = at
		}
		at[strings.ToLower(cmp.Or(d.method, http.MethodGet))] = d.operation()
	}
	return object{
		"openapi": "3.0.3",
		"info":    object{"title": "Sightline", "version": version, "description": apiAbout},
		"servers": []any{object{"url": origin + apiRoot}},
		"paths":   paths,
		"components": object{"schemas": s.all, "parameters": sharedRules(p.Rules()), "responses": problemResponses(),
			"securitySchemes": object{
				"key": object{"type": "http", "scheme": "bearer", "description": "An API key: " + auth.KeyPrefix + "…"},
				"password": object{"type": "http", "scheme": "basic",
					"description": "The same key as the password of any name, for clients that know nothing else."},
				"session": object{"type": "apiKey", "in": "cookie", "name": "__Host-" + sessionCookie,
					"description": "Of a browser that is logged in."},
			}},
	}
}

func linkSchema() object {
	return also(members("rel", word("next"), "type", text(), "href", text()),
		"method", word(http.MethodPost), "body", object{"type": "object", "additionalProperties": text()},
		"merge", object{"type": "boolean", "description": "The members of body take the place of those of the question before."})
}

// problemResponses are the answers that are none, by status.
func problemResponses() object {
	all := object{}
	for status, about := range map[int]string{
		http.StatusBadRequest:            "A parameter or the body is not what it should be, or case or purpose is missing: the detail tells every fault.",
		http.StatusUnauthorized:          "Nobody is logged in, and no good key was shown.",
		http.StatusForbidden:             "The role or the key is not for this.",
		http.StatusNotFound:              "There is no such thing, or none that you may see.",
		http.StatusConflict:              "Somebody else was faster.",
		http.StatusRequestEntityTooLarge: "The body is too large.",
		http.StatusUnsupportedMediaType:  "The body must be application/json.",
		http.StatusTooManyRequests:       "The key has asked as often as it may in a minute; Retry-After says when it may again.",
		http.StatusInternalServerError:   "The server could not answer.",
		http.StatusServiceUnavailable:    "Too much is asked of the server, the database does not answer, or the answer took too long; Retry-After says when to try again.",
	} {
		all[strconv.Itoa(status)] = object{"description": about,
			"content": object{"application/problem+json": object{"schema": schemaRef("Problem")}}}
	}
	return all
}

var pathNames = regexp.MustCompile(`{([a-z]+)}`)

// pathParameters are the numbers in a path, and the event's id.
func pathParameters(path string) (all []any) {
	about := map[string]string{"id": "Number of the subject.", "mark": "Number of the mark.", "event": "Id of the event.", "load": "Number of the load.",
		"line": "First line of the record in its file, from 1."}
	for _, m := range pathNames.FindAllStringSubmatch(path, -1) {
		schema := object{"type": "integer", "format": "int64", "minimum": 0}
		if m[1] == "event" {
			schema = object{"type": "string", "pattern": "^e[0-9]{1,18}$"}
		}
		all = append(all, object{"name": m[1], "in": "path", "required": true, "description": about[m[1]], "schema": schema})
	}
	return all
}

// operation is the route as the document has it; who may use it stands there as the grants say it.
func (d described) operation() object {
	g, _ := grantOf(apiRoot + d.path)
	statuses := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusInternalServerError, http.StatusServiceUnavailable}
	var roles []string
	for _, role := range g.group.roles() {
		roles = append(roles, string(role))
	}
	about := "Roles: " + strings.Join(roles, ", ") + "."
	security := []any{object{"session": []any{}}}
	if g.collection != "" {
		about += " API keys for " + g.collection + "."
		security = []any{object{"key": []any{}}, object{"password": []any{}}, object{"session": []any{}}}
		statuses = append(statuses, http.StatusTooManyRequests)
	}
	parameters := slices.Clone(d.query)
	if g.search {
		parameters = reasonHeaders(parameters)
	}
	status := cmp.Or(d.status, http.StatusOK)
	out := object{"operationId": d.id, "summary": d.summary, "description": about, "security": security}
	if len(parameters) > 0 {
		out["parameters"] = parameters
	}
	if d.body != nil {
		out["requestBody"] = object{"required": true, "content": object{contentJSON: object{"schema": d.body}}}
		statuses = append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if strings.HasSuffix(d.id, "Mark") {
		statuses = append(statuses, http.StatusConflict)
	}
	content := object{cmp.Or(d.contentType, contentJSON): object{"schema": d.answer}}
	if d.region != nil {
		content[contentGeoJSON] = object{"schema": d.region}
	}
	responses := object{strconv.Itoa(status): object{"description": "The answer.", "content": content}}
	for _, status := range statuses {
		responses[strconv.Itoa(status)] = object{"$ref": "#/components/responses/" + strconv.Itoa(status)}
	}
	out["responses"] = responses
	return out
}
