package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/sql"
)

// planLog reads from the log of a private cluster how statements were run.
type planLog struct {
	t    *testing.T
	url  string
	path string
	read int64 // bytes of it that were

	names, queries, heads map[string]string // see queryName
}

// ran is a statement as it was run: its name in sql/queries, "" for one inside a function, its plan, and what that touched.
type ran struct {
	name, text string
	ms         float64
	plan       planNode
}

// planNode is what is looked at of a node of a plan.
type planNode struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Loops    float64 `json:"Actual Loops"`
	Rows     float64 `json:"Actual Rows"`
	Removed  float64 `json:"Rows Removed by Filter"`
	Hit      int64   `json:"Shared Hit Blocks"`
	Read     int64   `json:"Shared Read Blocks"`
	Plans    []planNode
}

// pages are the pages that a statement read, those inside the functions that it called included.
func (r ran) pages() int64 { return r.plan.Hit + r.plan.Read }

// each calls for every node that was executed.
func (n planNode) each(see func(planNode)) {
	if n.Loops == 0 {
		return
	}
	see(n)
	for _, p := range n.Plans {
		p.each(see)
	}
}

// newPlanLog has the private cluster of an app write down how statements are run, on connections that are opened from now on.
// Tables are analysed only when the test does it.
func newPlanLog(t *testing.T, a *app) *planLog {
	t.Helper()
	url, err := a.databaseURL()
	if err != nil {
		t.Fatal(err)
	}
	l := &planLog{t: t, url: url, path: a.cluster.Log()}
	l.learnQueries()
	l.exec("alter system set autovacuum = off", "select pg_reload_conf()",
		`load 'auto_explain'; do $$ begin
			execute format('alter database %I set session_preload_libraries = auto_explain', current_database());
			execute format('alter database %I set auto_explain.log_min_duration = 0', current_database());
			execute format('alter database %I set auto_explain.log_analyze = on', current_database());
			execute format('alter database %I set auto_explain.log_buffers = on', current_database());
			execute format('alter database %I set auto_explain.log_timing = off', current_database());
			execute format('alter database %I set auto_explain.log_nested_statements = on', current_database());
			execute format('alter database %I set auto_explain.log_format = json', current_database());
		end $$`)
	return l
}

// stop ends the writing down, and lets the server analyse tables again.
func (l *planLog) stop() {
	l.exec("alter system reset autovacuum", "select pg_reload_conf()",
		"do $$ begin execute format('alter database %I reset all', current_database()); end $$")
}

// change changes what the program keeps, with the row in the audit that this takes.
func (l *planLog) change(text string) {
	l.t.Helper()
	if err := dbtest.Change(l.t.Context(), l.url, text); err != nil {
		l.t.Fatal(err)
	}
}

func (l *planLog) exec(texts ...string) {
	l.t.Helper()
	for _, text := range texts {
		if err := store.Exec(l.t.Context(), l.url, text); err != nil {
			l.t.Fatalf("%s: %v", text, err)
		}
	}
}

var planEntry = regexp.MustCompile(`LOG:  duration: ([0-9.]+) ms  plan:$`)

// next returns the statements that were written down since it was called last.
func (l *planLog) next() []ran {
	l.t.Helper()
	f, err := os.Open(l.path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(l.read, io.SeekStart); err != nil {
		l.t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		l.t.Fatal(err)
	}
	l.read += int64(len(text))
	var all []ran
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		m := planEntry.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		var body strings.Builder
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "\t") {
			i++
			body.WriteString(lines[i])
			body.WriteByte('\n')
		}
		var entry struct {
			Text string `json:"Query Text"`
			Plan planNode
		}
		if err := json.Unmarshal([]byte(body.String()), &entry); err != nil {
			l.t.Fatalf("the log's plan cannot be read: %v\n%.500s", err, body.String())
		}
		r := ran{name: l.queryName(entry.Text), text: entry.Text, plan: entry.Plan}
		if _, err := fmt.Sscan(m[1], &r.ms); err != nil {
			l.t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

var queryArgument = regexp.MustCompile(`@[a-z_][a-z0-9_]*|\$[0-9]+`)

// queryName finds the query that a text was made from: arguments have numbers for names, and where a filter stands, what was made
// of it.
func (l *planLog) queryName(text string) string {
	if name, known := l.names[text]; known {
		return name
	}
	plain := queryArgument.ReplaceAllString(text, "?")
	name, longest := l.queries[plain], 0
	for head, generated := range l.heads {
		if name == "" && strings.HasPrefix(plain, head) && len(head) > longest {
			longest, l.names[text] = len(head), generated
		}
	}
	if name != "" || longest == 0 {
		l.names[text] = name
	}
	return l.names[text]
}

// learnQueries keeps the texts of the queries without the names of their arguments: whole, and up to where something is put in.
func (l *planLog) learnQueries() {
	l.names, l.queries, l.heads = map[string]string{}, map[string]string{}, map[string]string{}
	for _, name := range sql.Names() {
		plain := queryArgument.ReplaceAllString(sql.Query(name), "?")
		l.queries[plain] = name
		head := plain
		for _, mark := range []string{"true /*filter*/", "true /*sites*/", "-1 /*rank*/"} {
			head, _, _ = strings.Cut(head, mark)
		}
		if head != plain {
			l.heads[head] = name
		}
	}
}

// skip goes past what was written down since next was called last.
func (l *planLog) skip() {
	l.t.Helper()
	info, err := os.Stat(l.path)
	if err != nil {
		l.t.Fatal(err)
	}
	l.read = info.Size()
}

// tree is a plan as lines: what was executed, how often, and how many pages it read.
func (n planNode) tree(indent string) string {
	if n.Loops == 0 {
		return ""
	}
	text := fmt.Sprintf("%s%s %s %s loops %.0f rows %.0f pages %d\n", indent, n.Type, n.Relation, n.Index, n.Loops, n.Rows, n.Hit+n.Read)
	for _, p := range n.Plans {
		text += p.tree(indent + "  ")
	}
	return text
}
