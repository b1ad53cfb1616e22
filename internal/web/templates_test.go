package web

import "testing"

// TemplatesOf are the templates of all routes there are, for tests from outside.
func TemplatesOf(t *testing.T) []string {
	t.Helper()
	return routesOf(t, everyPart(t))
}
