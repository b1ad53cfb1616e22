package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sightline/loaders"
)

type tablesCmd struct {
	List tablesListCmd `cmd:"" default:"1" help:"List the tables that NCIC and Nlets messages are read by."`
	Show tablesShowCmd `cmd:"" help:"Show a table, your own rows marked."`
}

// tables are the tables in use: those shipped, with the user's own rows in the data directory's tables/ over them.
func (a *app) tables() (*loaders.Tables, error) {
	t, err := loaders.OpenTables(os.DirFS(a.tablesDir()))
	if err != nil {
		return nil, badInput("your own tables in %s: %w", a.tablesDir(), err)
	}
	return t, nil
}

func (a *app) tablesDir() string { return filepath.Join(a.config.DataDir, "tables") }

type tablesListCmd struct{}

// Run lists the tables.
func (tablesListCmd) Run(a *app) error {
	t, err := a.tables()
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, i := range t.List() {
		fmt.Fprintf(&text, "%-14s %4d rows, %d of them yours, %d that no published source confirms (MEM). %s\n", i.Name, i.Rows, i.Own,
			i.Unconfirmed, i.Meaning)
	}
	fmt.Fprintf(&text, "A file of the same name and headings in %s changes a table: its rows are added, or take the place of\n"+
		"those with the same first column; - in the second column takes a row away.\n", a.tablesDir())
	return a.print(t.List(), text.String())
}

type tablesShowCmd struct {
	Name string `arg:"" help:"The table's name; sightline tables list shows them."`
}

// Run shows a table as CSV, with a last column that says whose each row is.
func (c *tablesShowCmd) Run(a *app) error {
	t, err := a.tables()
	if err != nil {
		return err
	}
	columns, rows, ok := t.Show(strings.TrimSuffix(c.Name, ".csv"))
	if !ok {
		return badInput("there is no table %q; sightline tables list shows those there are", c.Name)
	}
	var text strings.Builder
	writeRow(&text, append(columns, "from"))
	for _, r := range rows {
		from := "shipped"
		if r.Own {
			from = "yours"
		}
		writeRow(&text, append(r.Values[:len(r.Values):len(r.Values)], from))
	}
	return a.print(map[string]any{"columns": columns, "rows": rows}, text.String())
}

// writeRow writes a row of CSV.
func writeRow(w *strings.Builder, values []string) {
	for i, v := range values {
		if i > 0 {
			w.WriteByte(',')
		}
		if strings.ContainsAny(v, ",\"\n") {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		w.WriteString(v)
	}
	w.WriteByte('\n')
}
