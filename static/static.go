// Package static carries the browser side: the built bundle, the outlines and place tables packed with it, and the page
// templates. The bundle is built by build.mjs and is not kept in the repository; until then Assets says what to run.
package static

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

//go:embed templates/*.gohtml
var templates embed.FS

// ErrNotBuilt is returned when the program was compiled before the browser side was built.
var ErrNotBuilt = errors.New("the browser side is not built: run make build")

// Assets returns the built files: page bundles, styles, the chart renderer ssr.js, outlines and place tables, with their
// licences in LICENSES.txt. It returns ErrNotBuilt when there are none.
func Assets() (fs.FS, error) {
	assets, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("opening embedded assets: %w", err)
	}
	if _, err := fs.Stat(assets, "ssr.js"); err != nil {
		return nil, ErrNotBuilt
	}
	return assets, nil
}

// Page is what a template may show. Everything else reaches the page through the API.
type Page struct {
	Title   string
	Subject int64 // 0 where the page is not about a subject
	Version string
	Status  int    // HTTP status of an error page
	Detail  string // sentence of an error page
}

// Templates returns the page templates "index.gohtml", "subject.gohtml" and "error.gohtml", each executed with a Page.
func Templates() (*template.Template, error) {
	t, err := template.ParseFS(templates, "templates/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parsing page templates: %w", err)
	}
	return t, nil
}
