package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/words"
)

type auditCmd struct {
	Search auditSearchCmd `cmd:"" default:"withargs" help:"Show who looked at what, newest first; the look is itself audited."`
	Given  auditGivenCmd  `cmd:"" help:"Show which files were given to whom."`
	Verify auditVerifyCmd `cmd:"" help:"Check that no row of the audit was changed, put in or taken away."`
	Export auditExportCmd `cmd:"" help:"Write the whole audit, one JSON object a line; verify --file checks such a file without the database."`
}

// auditTime is a time of the command line: a day, which begins in UTC, or an instant with its offset.
type auditTime struct{ time.Time }

// UnmarshalText reads it.
func (t *auditTime) UnmarshalText(text []byte) (err error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t.Time, err = time.Parse(layout, string(text)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%q is neither a day such as 2026-05-02 nor a time with its offset such as 2026-05-02T18:30:00-05:00", text)
}

type auditSearchCmd struct {
	Actor   string    `help:"Who looked."`
	Agency  string    `placeholder:"ORI" help:"Of which agency."`
	Case    string    `help:"For which case, as it was named."`
	Action  string    `help:"What was done, such as near, dossier or export."`
	Outcome string    `enum:",answered,refused,failed" default:"" help:"How it ended: answered, refused or failed."`
	Text    string    `help:"Words anywhere in what was asked or in the purpose."`
	From    auditTime `placeholder:"TIME" help:"Not before this day or instant."`
	To      auditTime `placeholder:"TIME" help:"Before this day or instant."`
	Before  int64     `placeholder:"ROW" help:"Rows older than this one."`
	Most    int       `default:"50" help:"How many rows."`
}

// Run prints the rows that match, newest first.
func (c *auditSearchCmd) Run(a *app) error {
	return a.printAudit(ledger.Query{Actor: c.Actor, Agency: c.Agency, CaseNumber: c.Case, Action: c.Action,
		Outcome: ledger.Outcome(c.Outcome), Text: c.Text,
		From: c.From.Time, To: c.To.Time, Before: c.Before, Most: c.Most})
}

type auditGivenCmd struct {
	Recipient string `help:"To whom."`
	Agency    string `help:"Words in the recipient's agency, the file's kind or its hash."`
	Case      string `help:"Of which case."`
	Most      int    `default:"50" help:"How many rows."`
}

// Run prints the newest disseminations.
func (c *auditGivenCmd) Run(a *app) error {
	return a.printAudit(ledger.Query{Action: "export", Recipient: c.Recipient, Text: c.Agency, CaseNumber: c.Case, Most: c.Most})
}

func (a *app) printAudit(q ledger.Query) error {
	if q.Most < 1 {
		return badInput("--most must be at least 1")
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	rows, err := s.SearchAudit(a.ctx, q, a.look("audit"))
	if err != nil {
		return err
	}
	var text strings.Builder
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(&text, "%6d  %s  %s", r.Seq, r.At.UTC().Format(ledger.TimeLayout), r.Actor)
		for _, part := range []string{r.Agency, r.Address} {
			if part != "" {
				text.WriteString(" " + part)
			}
		}
		action := r.Action
		if r.Outcome != ledger.Answered {
			action += " (" + string(r.Outcome) + ")"
		}
		said := r.Said()
		if counted := r.Counted(); counted != "" {
			said = append([]string{counted}, said...)
		}
		fmt.Fprintf(&text, "  case %q  %s: %s  purpose %q\n", r.CaseNumber, action, printable([]byte(strings.Join(said, "; "))), r.Purpose)
	}
	if len(rows) == 0 {
		text.WriteString("No row of the audit matches.\n")
	}
	return a.print(map[string][]ledger.Row{"audit": rows}, text.String())
}

type auditVerifyCmd struct {
	Kept string `placeholder:"FILE" help:"Where the end of the audit was kept: rows cut off since are found; when all is well the new end is kept there. Best on another machine."`
	File string `placeholder:"FILE" help:"Check this export instead of the database."`
}

// Run follows the chain and fails when it is broken.
func (c *auditVerifyCmd) Run(a *app) error {
	if c.Kept != "" { // which is written in the end
		if o, err := regularOutput(c.Kept); err != nil {
			return err
		} else if err := o.isNot(c.File); err != nil {
			return err
		}
	}
	kept, err := keptEnd(c.Kept)
	if err != nil {
		return err
	}
	check, err := c.check(a, kept)
	if err != nil {
		return err
	}
	if len(check.Faults) > 0 {
		var text strings.Builder
		for _, f := range check.Faults {
			fmt.Fprintf(&text, "%s\n", f.Text)
		}
		if err := a.print(check, text.String()); err != nil {
			return err
		}
		return badInput("the audit is not whole: tell whoever answers for it, and keep the database as it is")
	}
	if c.Kept != "" {
		if err := keepEnd(c.Kept, check.End); err != nil {
			return err
		}
	}
	return a.print(check, fmt.Sprintf("The audit is whole: %s, ending with row %d, %s.\n", words.Count(check.Rows, "row"), check.End.Seq,
		check.End.Hash))
}

func (c *auditVerifyCmd) check(a *app, kept ledger.End) (*ledger.Check, error) {
	if c.File == "" {
		s, err := a.open()
		if err != nil {
			return nil, err
		}
		return s.CheckAudit(a.ctx, kept)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, badInput("%w", err)
	}
	defer f.Close()
	return checkAuditFile(f, kept)
}

// checkAuditFile follows the chain of an export.
func checkAuditFile(r io.Reader, kept ledger.End) (*ledger.Check, error) {
	check := ledger.NewCheck(kept)
	lines := json.NewDecoder(bufio.NewReader(r))
	for {
		var row ledger.Row
		if err := lines.Decode(&row); errors.Is(err, io.EOF) {
			check.Finish()
			return check, nil
		} else if err != nil {
			return nil, badInput("after row %d: this is not an export of the audit, or it is cut off: %w", check.End.Seq, err)
		}
		check.Add(&row)
	}
}

// keptEnd reads the end of the audit that was kept in a file. A file that is not there yet holds none.
func keptEnd(path string) (ledger.End, error) {
	if path == "" {
		return ledger.End{}, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return ledger.End{}, nil
	}
	if err != nil {
		return ledger.End{}, badInput("%w", err)
	}
	var end ledger.End
	if err := json.Unmarshal(text, &end); err != nil || end.Seq < 0 || len(end.Hash) != 64 {
		return end, badInput("%s does not hold the end of an audit", path)
	}
	return end, nil
}

// keepEnd writes the end of the audit to a file.
func keepEnd(path string, end ledger.End) error {
	o, err := regularOutput(path)
	if err != nil {
		return err
	}
	return o.write(func(w io.Writer) error { return json.NewEncoder(w).Encode(end) })
}

type auditExportCmd struct {
	Out string `required:"" placeholder:"FILE" help:"${out}"`
}

// Run writes every row there is.
func (c *auditExportCmd) Run(a *app) error {
	out, err := a.output(c.Out, false)
	if err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	if err := s.Audit(a.ctx, a.look("audit"), "audit export", map[string]any{"file": c.Out}, ledger.Answered); err != nil {
		return err
	}
	n := 0
	err = out.write(func(w io.Writer) (err error) {
		n, err = writeAudit(a.ctx, w, s)
		return err
	})
	if err != nil {
		return err
	}
	return a.printTo(out.results, map[string]any{"rows": n, "file": c.Out},
		fmt.Sprintf("Wrote %s: %s of the audit.\n", out.name, words.Count(n, "row")))
}

// writeAudit writes every row of the audit as a line of JSON and returns how many they are.
func writeAudit(ctx context.Context, w io.Writer, s *store.Store) (n int, err error) {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	err = s.EachAudited(ctx, 0, func(r *ledger.Row) error {
		n++
		return lines.Encode(r)
	})
	return n, err
}
