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
	// Releases are the handling codes that may go out with files of the subject, as who looks has the right to them.
	Releases  []Choice
	Version   string
	Status    int    // HTTP status of an error page
	Detail    string // sentence of an error page
	User      string // who is logged in, "" on a machine without accounts
	Idle      int    // seconds without use after which the page is locked, 0: never
	Links     []Link // pages that the one who uses this one may go to
	LoginPage *LoginPage
	Account   *Account
	Audit     *Audit
	Search    *Search
	Hits      *Hits
	Notices   *Notices
	Admin     *Admin
}

// LoginPage is what the pages for logging in show, each a part of it.
type LoginPage struct {
	Next     string // the page to go on to
	Fault    string // what was wrong with what was sent
	Name     string
	FullName string
	Agency   string // ORI
	Link     string // one-time link
	First    bool   // it makes the first administrator
	Locked   bool   // a session went unused for too long
	Provider bool   // there is an identity provider
	Shortest int    // characters of a password
	Banner   []string
	QR       *QR
	Secret   string // of the second factor, in letters
}

// QR is a QR code: a path of its black parts in a square of so many units.
type QR struct {
	Size int
	Path string
}

// Account is what somebody sees of their own account.
type Account struct {
	FullName, Role, Agency string
	Local                  bool // has a password here
	Second                 bool // has a second factor here
	Notice, Fault          string
	Shortest               int // characters of a password
	Sessions               []Session
}

// Session is one log-in in the list of one's own.
type Session struct {
	ID                                 int64
	Began, Seen, Address, Agent, State string
	Mine                               bool // the one that asks
}

// Templates returns the page templates, "index.gohtml" and others, each executed with a Page.
func Templates() (*template.Template, error) {
	t, err := template.ParseFS(templates, "templates/*.gohtml")
	if err != nil {
		return nil, fmt.Errorf("parsing page templates: %w", err)
	}
	return t, nil
}
