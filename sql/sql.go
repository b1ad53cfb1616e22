// Package sql holds the text of the schema and of every query, and nothing else. SQL text lives only here.
package sql

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed migrations/*.sql queries/*.sql
var files embed.FS

// Migration is one numbered, forward-only step of the schema.
type Migration struct {
	Version int
	Name    string
	SHA256  string // of the text, hexadecimal
	Text    string
}

// Migrations returns every migration in order of its number.
func Migrations() ([]Migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var all []Migration
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		number, rest, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || !ok {
			return nil, fmt.Errorf("migration %s is not named NNNN_name.sql", name)
		}
		sum := sha256.Sum256(text)
		all = append(all, Migration{version, rest, hex.EncodeToString(sum[:]), string(text)})
	}
	slices.SortFunc(all, func(a, b Migration) int { return a.Version - b.Version })
	return all, nil
}

// queries parses the query files once; they are part of the program, so a fault in them is a programming error.
var queries = sync.OnceValue(func() map[string]string {
	found := map[string]string{}
	names, _ := fs.Glob(files, "queries/*.sql")
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		for block := range strings.SplitSeq("\n"+string(text), "\n-- name: ") {
			head, body, ok := strings.Cut(block, "\n")
			if head = strings.TrimSpace(head); !ok || head == "" || strings.HasPrefix(head, "--") {
				continue // what stands before the first query of a file
			}
			if _, twice := found[head]; twice {
				panic("sql: two queries are named " + head)
			}
			found[head] = strings.TrimSpace(body)
		}
	}
	return found
})

// Query returns the text of the query named `-- name: X` in queries/. It panics when there is none.
func Query(name string) string {
	text, ok := queries()[name]
	if !ok {
		panic("sql: no query is named " + name)
	}
	return text
}

// Names returns the names of all queries, sorted.
func Names() []string { return slices.Sorted(maps.Keys(queries())) }
