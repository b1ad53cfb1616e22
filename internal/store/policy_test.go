package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/sql"
)

// material are the tables that hold what is known, of which people see only what the visible_ views show.
const material = "cases, subjects, identifiers, holdings, holding_sources, hits, marks, loads, shares, records, rejects, read_chunks, events, event_records, event_parties, sites, site_loads, " +
	"read_rows, reads, read_counts, cell_counts, read_offers, read_variants"

// beneath are the queries that go to those tables themselves, by the reason why they may.
var beneath = map[string]string{
	"making the schema is the owner's": "GrantServerRights",
	"takes files in": "AddReject FinishLoad LockReads LockMonths CreateReadSuspects NumberSites AddSites " +
		"AddSiteMoves SetLoadShape LoadedFile HoldsVehicle LoadIsThere SubjectToJudge CaseOfLoad AddHeldHits AddNumberHits AddNameHits " +
		"AddSeenHits",
	"says anew whom records name, and shows nothing of it": "NamesToldOf JudgeTold",
	"changes hits that the views have shown":               "SeeHits",
	"takes a load back, after the views have shown it to somebody inside its case": "PassRecords " +
		"DeleteRejects DeleteReadChunks DeleteReadOffers DeleteReadVariants InheritCounts InheritHoldings DeleteHoldings MarkUndone AddHeirCounts " +
		"EventsToldByLoad MarkWhatComes",
	"moves what is there, and shows nothing of it": "ToldORIs PlaceByORI AddressToPlace PlaceAddress",
	"makes cases and subjects": "CaseByNumber CaseToChange AddCase UpdateCase SubjectByName SubjectToChange AddSubject " +
		"UpdateSubject CaseOfSubject HoldingToChange AddIdentifier AddHolding AddHoldingSource SubjectsToMerge",
	"changes marks that the views have shown":                              "AddMark UndoMark",
	"shares loads that the views have shown to somebody inside their case": "ShareLoad UnshareLoad ChangeHandling SharesOfLoad BroughtBefore",
	"installs what the server has":                                         "EnableStandardizer EnableStandardizerTables",
	"tells administrators who is inside of which case":                     "Users",
}

// TestPolicy lets the database itself say which queries go past the views: it runs them all as somebody who has a right to
// everything but the tables of what is known.
func TestPolicy(t *testing.T) {
	_, url := open(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	must := func(text string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	prepareTemporary(t, conn)
	role := "reader_" + strings.ToLower(rand.Text())
	must("create role " + role)
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), url)
		if err == nil {
			_, err = conn.Exec(context.Background(), fmt.Sprintf("drop owned by %s; drop role %s", role, role))
		}
		if err != nil {
			t.Error(err)
		}
		conn.Close(context.Background())
	})
	must(fmt.Sprintf("grant all on all tables in schema public to %[1]s; revoke all on %[2]s from %[1]s", role, material))
	must("grant all on inheritances, site_stage, site_moves, read_suspects to " + role)
	must("grant all on all sequences in schema public to " + role)
	must("set role " + role)

	why := map[string]string{}
	for reason, names := range beneath {
		for name := range strings.FieldsSeq(names) {
			why[name] = reason
		}
	}
	for _, name := range sql.Names() {
		err := dryRun(t.Context(), conn, sql.Query(name))
		var pg *pgconn.PgError
		denied := errors.As(err, &pg) && pg.Code == "42501" // insufficient_privilege
		switch {
		case denied && why[name] == "":
			t.Errorf("query %s goes past the views: %v", name, err)
		case !denied && why[name] != "":
			t.Errorf("query %s needs no exception: %v", name, err)
		case pg != nil && pg.Code == "42P07": // duplicate_table: one of the temporary ones
		case err != nil && !denied:
			t.Errorf("query %s: %v", name, err)
		}
		delete(why, name)
	}
	for name := range why {
		t.Errorf("there is no query %s", name)
	}
}

var queryArgument = regexp.MustCompile(`@([a-z_][a-z0-9_]*)`)

// byNumber replaces the names of a query's arguments by numbers, and returns how many there are.
func byNumber(text string) (string, int) {
	numbers := map[string]int{}
	text = queryArgument.ReplaceAllStringFunc(text, func(arg string) string {
		if numbers[arg] == 0 {
			numbers[arg] = len(numbers) + 1
		}
		return fmt.Sprintf("$%d", numbers[arg])
	})
	return text, len(numbers)
}

// dryRun has the server check everything about a query but run it; what it cannot explain is run and taken back.
func dryRun(ctx context.Context, conn *pgx.Conn, query string) error {
	text, n := byNumber(query)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "--") {
			lines = append(lines, line)
		}
	}
	text = strings.TrimSuffix(strings.TrimSpace(strings.Join(lines, "\n")), ";")
	first, _, _ := strings.Cut(text, " ")
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer conn.Exec(ctx, "deallocate all") // after the transaction
	defer tx.Rollback(ctx)
	switch strings.ToLower(strings.TrimSpace(strings.SplitN(first, "\n", 2)[0])) {
	case "select", "insert", "update", "delete", "with":
		if _, err := tx.Exec(ctx, "prepare dry as "+text); err != nil {
			return err
		}
		values := ""
		if n > 0 {
			values = "(" + strings.TrimSuffix(strings.Repeat("null, ", n), ", ") + ")"
		}
		_, err = tx.Exec(ctx, "explain execute dry"+values)
	default:
		_, err = tx.Exec(ctx, text)
	}
	return err
}
