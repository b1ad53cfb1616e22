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

//go:embed migrations/*.sql queries/*.sql fragments/*.sql
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
