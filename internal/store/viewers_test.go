package store_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sightline/internal/access"
)

// addUser makes an account, a member of cases, and returns its number.
func addUser(t *testing.T, url, name, role, agency string, cases ...int64) int64 {
	t.Helper()
	rows := ask(t, url, fmt.Sprintf("insert into users (name, role, agency) values ('%s', '%s', '%s') returning id::text", name,
		role, agency))
	id, err := strconv.ParseInt(rows[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		ask(t, url, fmt.Sprintf("insert into case_members (case_id, user_id) values (%d, %d) returning ''", c, id))
	}
	return id
}

func containsLine(lines []string, want string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.TrimSpace(line) == want })
}

// everyone is the look of whoever may see everything.
var everyone = access.Asker{Actor: "test", Viewer: everything}
