package web

import (
	"slices"
	"strings"

	"sightline/internal/access"
)

// group is a part of the server that some roles may use and others may not.
type group string

const (
	public       group = "public"    // whoever reaches the server; nobody is asked who he is
	personal     group = "personal"  // whoever is logged in, about themselves
	workbench    group = "workbench" // the cases
	queryService group = "query"     // the agencies' query service
	auditing     group = "audit"     // who looked at what
	operating    group = "operating" // how the server does
	keeping      group = "keeping"   // accounts and keys
)

// roles says which roles may use a group of routes. What they see there is decided by the policy in the database.
func (g group) roles() []access.Role {
	switch g {
	case personal:
		return access.Roles()
	case workbench:
		return []access.Role{access.RoleAnalyst, access.RoleSupervisor, access.RoleAdmin}
	case queryService:
		return []access.Role{access.RoleAnalyst, access.RoleSupervisor, access.RoleAgency, access.RoleAdmin}
	case auditing:
		return []access.Role{access.RoleAuditor}
	case operating, keeping:
		return []access.Role{access.RoleAdmin}
	}
	return nil
}

// grant says for a route, or for all below a path that ends in a slash, to which group it belongs.
type grant struct {
	path       string
	group      group
	collection string // what an API key must be for; "": keys have no use of it
	search     bool   // whoever has an account or a key says for which case and why he asks
}

// grants are for all routes there are: a route without one answers nobody.
func grants() []grant {
	return []grant{
		{path: "/assets/", group: public},
		{path: "/healthz", group: public},
		{path: "/readyz", group: public},
		{path: "/metrics", group: operating, collection: "metrics"},

		{path: "/login", group: public},
		{path: "/login/", group: public},
		{path: "/setup", group: public},
		{path: "/logout", group: public},
		{path: "/account", group: personal},
		{path: "/account/", group: personal},
		{path: "/api/v1/session", group: personal},

		{path: "/", group: workbench},
		{path: "/subjects/", group: workbench},
		{path: "/api/v1/cases", group: workbench},
		{path: "/api/v1/subjects/", group: workbench},
		{path: "/api/v1/records/", group: workbench},

		{path: "/search", group: queryService},
		{path: "/api/v1/openapi.json", group: queryService, collection: "sightings"},
		{path: "/api/v1/sightings", group: queryService, collection: "sightings", search: true},
		{path: "/api/v1/sightings/", group: queryService, collection: "sightings", search: true},
		{path: "/ogc", group: queryService, collection: "features"},
		{path: "/ogc/", group: queryService, collection: "features"},
		{path: "/ogc/collections/{collection}/items", group: queryService, collection: "features", search: true},
		{path: "/ogc/collections/{collection}/items/", group: queryService, collection: "features", search: true},
		{path: "/tiles/", group: queryService, collection: "tiles", search: true},
		{path: "/tiles/{layer}.json", group: queryService, collection: "tiles"},

		{path: "/hits", group: workbench},
		{path: "/hits/", group: workbench},
		{path: "/api/v1/hits", group: workbench},

		{path: "/notices", group: queryService},
		{path: "/notices/", group: queryService},
		{path: "/api/v1/notices", group: queryService, collection: "sightings"},

		{path: "/admin", group: keeping},
		{path: "/admin/", group: keeping},

		{path: "/audit", group: auditing},
		{path: "/audit/", group: auditing},
		{path: "/api/v1/audit", group: auditing},
		{path: "/api/v1/audit/", group: auditing},
	}
}

// grantOf finds the grant of a route by its template: its own, else the longest path above it.
func grantOf(template string) (grant, bool) {
	template = withoutPatterns(template)
	var found grant
	for _, g := range grants() {
		if g.path == template {
			return g, true
		}
		if len(g.path) > 1 && strings.HasSuffix(g.path, "/") && strings.HasPrefix(template, g.path) && len(g.path) > len(found.path) {
			found = g
		}
	}
	return found, found.path != ""
}

// withoutPatterns takes the patterns out of a route's template: /subjects/{id:[0-9]+} is /subjects/{id}.
func withoutPatterns(template string) string {
	var out strings.Builder
	depth, skip := 0, false
	for _, r := range template {
		switch {
		case r == '{':
			depth++
		case r == '}':
			if depth--; depth == 0 {
				skip = false
			}
		case r == ':' && depth == 1:
			skip = true
		}
		if !skip && (depth <= 1 || r != '{') {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// admits reports whether a viewer may use what a grant is for.
func (g grant) admits(v viewer) bool {
	switch {
	case g.group == public || v.Everything:
		return true
	case v.key != nil:
		return g.collection != "" && v.key.Covers(g.collection)
	}
	return slices.Contains(g.group.roles(), v.Role)
}
