package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
)

// wholeTables returns the queries that may read a growing table whole, by the reason why.
func wholeTables() map[string]string {
	return map[string]string{
		"ToldORIs":      "a command places all inquiries anew",
		"PlaceByORI":    "a command places the inquiries of an agency anew",
		"SweepAttempts": "takes away what is old",
	}
}

// rest has the server say how it would run every query that the walk did not, for whatever arguments, and holds the plans to what no
// plan may do.
func (w *planWalker) rest(t *testing.T, state string) {
	conn, err := pgx.Connect(t.Context(), w.log.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	exec := func(text string) error {
		_, err := conn.Exec(t.Context(), text)
		return err
	}
	for _, name := range []string{"CreateReadSuspects", "CreateSiteStage", "CreateSiteMoves", "CreateToldRecords", "CreateToldEvents",
		"CreateToldParties"} {
		if err := exec(strings.ReplaceAll(sql.Query(name), "on commit drop", "")); err != nil {
			t.Fatal(err)
		}
	}
	if err := exec(`create temporary table inheritances (heir_load bigint, count bigint);
		create temporary table heir_counts (site_id bigint, day date, load_id bigint, reads integer);
		set max_parallel_workers_per_gather = 0; set jit = off`); err != nil { // as begin_read_undo makes them, and as the store sets it
		t.Fatal(err)
	}
	for _, name := range sql.Names() {
		text, n := withNumbers(sql.Query(name))
		if w.seen[name] || !planned(text) {
			continue
		}
		settings := "begin; "
		if strings.Contains(text, "visible_") { // it is answered to somebody
			settings += sql.Query("PlanByIndex") + " "
		}
		settings += "set local plan_cache_mode = force_generic_plan; prepare asked as " + text
		nulls := ""
		if n > 0 {
			nulls = "(" + strings.TrimSuffix(strings.Repeat("null, ", n), ", ") + ")"
		}
		if err := exec(settings); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plans string
		err := conn.QueryRow(t.Context(), "explain (format json) execute asked"+nulls, pgx.QueryExecModeSimpleProtocol).Scan(&plans)
		var found []struct{ Plan planNode }
		if err == nil {
			err = json.Unmarshal([]byte(plans), &found)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, p := range found {
			p.Plan.all(func(node planNode) {
				if node.Type != "Seq Scan" || !growing(node.Relation) {
					return
				}
				if w.whole[name] = true; wholeTables()[name] == "" {
					t.Errorf("with %s, %s reads all of %s:\n%s", state, name, node.Relation, plans)
				}
			})
		}
		if err := exec("rollback; deallocate all"); err != nil {
			t.Fatal(err)
		}
	}
}

// all calls for every node.
func (n planNode) all(see func(planNode)) {
	see(n)
	for _, p := range n.Plans {
		p.all(see)
	}
}

var nameOfArgument = regexp.MustCompile(`@([a-z_][a-z0-9_]*)`)

// withNumbers replaces the names of a query's arguments by numbers, without its comments, and returns how many there are.
func withNumbers(query string) (string, int) {
	var lines []string
	for line := range strings.SplitSeq(query, "\n") {
		line, _, _ = strings.Cut(line, "--")
		lines = append(lines, line)
	}
	numbers := map[string]int{}
	text := nameOfArgument.ReplaceAllStringFunc(strings.Join(lines, "\n"), func(arg string) string {
		if numbers[arg] == 0 {
			numbers[arg] = len(numbers) + 1
		}
		return fmt.Sprintf("$%d", numbers[arg])
	})
	return strings.TrimSuffix(strings.TrimSpace(text), ";"), len(numbers)
}

// planned reports whether a statement is one that has a plan.
func planned(text string) bool {
	verb := strings.ToLower(strings.Fields(text)[0])
	return strings.Contains("select insert update delete with", verb)
}
