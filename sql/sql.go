// Package sql holds the text of the schema and of every query, and nothing else. SQL text lives only here.
package sql

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed schema/*.sql functions/*.sql queries/*.sql fragments/*.sql
var files embed.FS

// Script is the files of a folder, to be run one after the other.
type Script struct {
	Files  []File
	SHA256 string // of their names and texts, hexadecimal
}

// File is one file of a script.
type File struct{ Name, Text string }

// Schema returns what is run once on an empty database: the tables, and what an index, a constraint or a generated column
// leans on.
func Schema() (Script, error) { return script("schema") }

// Functions returns the views, functions and triggers on the tables, which are made anew, all together, when any changes.
func Functions() (Script, error) { return script("functions") }

func script(folder string) (Script, error) {
	names, err := fs.Glob(files, folder+"/*.sql") // sorted
	if err != nil {
		return Script{}, err
	}
	var s Script
	sum := sha256.New()
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return Script{}, err
		}
		s.Files = append(s.Files, File{name, string(text)})
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	s.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// The files are part of the program, so a fault in them is a programming error.
var (
	queries   = sync.OnceValue(func() map[string]string { return blocks("queries") })
	fragments = sync.OnceValue(func() map[string]string { return blocks("fragments") })
)

// blocks parses the files of a folder.
func blocks(folder string) map[string]string {
	found := map[string]string{}
	names, _ := fs.Glob(files, folder+"/*.sql")
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		for block := range strings.SplitSeq("\n"+string(text), "\n-- name: ") {
			head, body, ok := strings.Cut(block, "\n")
			if head = strings.TrimSpace(head); !ok || head == "" || strings.HasPrefix(head, "--") {
				continue // what stands before the first block of a file
			}
			if _, twice := found[head]; twice {
				panic("sql: two blocks are named " + head)
			}
			found[head] = strings.TrimSpace(body)
		}
	}
	return found
}

// Query returns the text of the query named `-- name: X` in queries/. It panics when there is none.
func Query(name string) string {
	text, ok := queries()[name]
	if !ok {
		panic("sql: no query is named " + name)
	}
	return text
}

// Fragment returns the part of a query named `-- name: X` in fragments/, without the comments before and after it, with its
// {words} replaced: put holds words and what stands for them in turn, which is other fragments or names of arguments, never
// what anybody wrote. It panics when there is no such part.
func Fragment(name string, put ...string) string {
	text, ok := fragments()[name]
	if !ok {
		panic("sql: no fragment is named " + name)
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" && !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	put = slices.Clone(put)
	for i := 0; i < len(put); i += 2 {
		put[i] = "{" + put[i] + "}"
	}
	return strings.NewReplacer(put...).Replace(strings.Join(lines, "\n"))
}

// Names returns the names of all queries, sorted.
func Names() []string { return slices.Sorted(maps.Keys(queries())) }
