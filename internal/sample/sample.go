// Package sample is an invented case in the formats real cases come in: a missing child, an adult companion with two
// vehicles, and the files an analyst would have been sent about them. Nobody in it exists, no plate in it can be issued
// and no agency in it has an ORI. The files are made by the generator in this package's tests, which also counts what
// it planted, so that a load can be held against the truth.
package sample

import (
	"embed"
	"io/fs"
)

//go:embed files
var files embed.FS

// Files returns the sample files by the names that Describe and Truth give them.
func Files() fs.FS {
	sub, err := fs.Sub(files, "files")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}
