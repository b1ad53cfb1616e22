package store

import (
	"context"
	"fmt"
	"regexp"
	"sync"

	"github.com/jackc/pgx/v5"

	"sightline/sql"
)

// args are the arguments of a statement by name: all that it names, and no others.
type args map[string]any

// RewriteQuery puts numbers in place of the names, as pgx.StrictNamedArgs does. The named queries have theirs already: to
// take a long text apart costs more than to send it.
func (a args) RewriteQuery(ctx context.Context, conn *pgx.Conn, text string, _ []any) (string, []any, error) {
	s, is := numbered()[text]
	if !is {
		return pgx.StrictNamedArgs(a).RewriteQuery(ctx, conn, text, nil)
	}
	values := make([]any, len(s.names))
	for i, name := range s.names {
		value, given := a[name]
		if !given {
			return "", nil, fmt.Errorf("argument %s is missing", name)
		}
		values[i] = value
	}
	if len(a) > len(s.names) {
		return "", nil, fmt.Errorf("%d arguments for %v", len(a), s.names)
	}
	return s.text, values, nil
}

// statement is a query with numbers for the names of its arguments, which are in that order.
type statement struct {
	text  string
	names []string
}

// numbered holds the named queries by their text. The texts are part of the program, so a fault in them is a programming
// error.
var numbered = sync.OnceValue(func() map[string]statement {
	all := map[string]statement{}
	mayBeNames := regexp.MustCompile(`@[a-zA-Z_][a-zA-Z0-9_]*`) // what stands in quotes or comments is found out by pgx
	for _, name := range sql.Names() {
		text := sql.Query(name)
		names := pgx.NamedArgs{}
		for _, found := range mayBeNames.FindAllString(text, -1) {
			names[found[1:]] = found[1:]
		}
		withNumbers, inOrder, err := names.RewriteQuery(context.Background(), nil, text, nil)
		if err != nil {
			panic(fmt.Sprintf("store: query %s: %v", name, err))
		}
		s := statement{text: withNumbers}
		for _, name := range inOrder {
			s.names = append(s.names, name.(string))
		}
		all[text] = s
	}
	return all
})
