package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sightline/timeline"
)

// Audited is one row of the audit.
type Audited struct {
	Seq        int64     `json:"seq"` // place in the chain, from 1 without a gap
	At         time.Time `json:"at"`
	Actor      string    `json:"actor"`
	Agency     string    `json:"agency,omitempty"`      // ORI of the actor's
	KeyID      int64     `json:"key_id,omitempty"`      // API key that was used
	Address    string    `json:"address,omitempty"`     // network address
	CaseID     int64     `json:"case_id,omitempty"`     // case that was looked at
	CaseNumber string    `json:"case_number,omitempty"` // as the actor named it: it may be another agency's
	Purpose    string    `json:"purpose,omitempty"`
	Action     string    `json:"action"`
	Asked      string    `json:"asked"` // JSON, the very text that is hashed
	Rows       int       `json:"rows"`  // sightings that were given
	Outcome    string    `json:"outcome"`
	PrevHash   string    `json:"prev_hash"` // the Hash of the row before; of the first, zeros
	Hash       string    `json:"hash"`      // SHA-256, hexadecimal, of PrevHash and the fields above
}

// sum computes the hash a row must have, as audit_hash of the database does. The text of Asked counts byte by byte.
func (a *Audited) sum() string {
	body, err := hex.DecodeString(a.PrevHash)
	if err != nil {
		return ""
	}
	for _, f := range []string{
		strconv.FormatInt(a.Seq, 10), strconv.FormatInt(a.At.UnixMicro(), 10), a.Actor, a.Agency, strconv.FormatInt(a.KeyID, 10), a.Address,
		strconv.FormatInt(a.CaseID, 10), a.CaseNumber, a.Purpose, a.Action, a.Asked, strconv.Itoa(a.Rows), a.Outcome,
	} {
		body = append(strconv.AppendInt(body, int64(len(f)), 10), ':')
		body = append(body, f...)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// AuditEnd is the end of the audit's chain at some time. Kept elsewhere, it tells later whether rows were cut off.
type AuditEnd struct {
	Seq  int64  `json:"seq"`  // 0: no row yet
	Hash string `json:"hash"` // of that row
}

// noAudit is the end of an empty audit.
var noAudit = AuditEnd{Hash: strings.Repeat("0", hex.EncodedLen(sha256.Size))}

// AuditEnd returns the end of the chain as it is now.
func (s *Store) AuditEnd(ctx context.Context) (AuditEnd, error) {
	end, err := one[AuditEnd](ctx, s.ends, "AuditEnd", nil)
	if errors.Is(err, ErrNotFound) {
		return noAudit, nil
	}
	return end, err
}

// AuditFault is something wrong with the chain.
type AuditFault struct {
	Seq  int64  `json:"seq"` // row at which it shows
	Text string `json:"text"`
}

// maxAuditFaults is how many faults are told one by one.
const maxAuditFaults = 100

// AuditCheck follows a chain row by row and tells what is wrong with it.
type AuditCheck struct {
	Rows   int64        `json:"rows"`
	End    AuditEnd     `json:"end"`
	Faults []AuditFault `json:"faults"` // the first hundred
	kept   AuditEnd
}

// NewAuditCheck returns a check of a chain that begins with row 1. kept is an end that the chain had earlier; it must
// still be on the way. A zero one asks nothing.
func NewAuditCheck(kept AuditEnd) *AuditCheck {
	return &AuditCheck{End: noAudit, Faults: []AuditFault{}, kept: kept}
}

func (c *AuditCheck) fault(seq int64, format string, a ...any) {
	if len(c.Faults) < maxAuditFaults {
		c.Faults = append(c.Faults, AuditFault{seq, fmt.Sprintf(format, a...)})
	}
}

// Add goes on by one row.
func (c *AuditCheck) Add(a *Audited) {
	switch last := c.End.Seq; {
	case a.Seq <= last:
		c.fault(a.Seq, "row %d stands twice or out of order", a.Seq)
	case a.Seq == last+2:
		c.fault(a.Seq, "row %d is missing", last+1)
	case a.Seq > last+2:
		c.fault(a.Seq, "rows %d to %d are missing", last+1, a.Seq-1)
	case a.PrevHash != c.End.Hash:
		c.fault(a.Seq, "row %d does not follow row %d as that is now", a.Seq, last)
	}
	if a.sum() != a.Hash {
		c.fault(a.Seq, "row %d was changed: %s, %s by %q, does not have the hash it was given", a.Seq, a.At.UTC().Format(AuditTime), a.Action, a.Actor)
	}
	if a.Seq == c.kept.Seq && a.Hash != c.kept.Hash {
		c.fault(a.Seq, "row %d is not the one that was kept as the end: the audit was written anew", a.Seq)
	}
	c.Rows++
	c.End = AuditEnd{a.Seq, a.Hash}
}

// Finish tells of rows that are missing at the end.
func (c *AuditCheck) Finish() {
	if c.End.Seq < c.kept.Seq {
		c.fault(c.End.Seq+1, "the audit once ended with row %d and now ends with row %d: the rows between were cut off", c.kept.Seq, c.End.Seq)
	}
}

// AuditTime is how instants of the audit are written: UTC, to the hundredth of a second.
const AuditTime = "2006-01-02T15:04:05.00Z"

// auditBatch is how many rows are read at once.
const auditBatch = 5000

// EachAudited gives each row of the audit after a place in the chain, in its order.
func (s *Store) EachAudited(ctx context.Context, after int64, each func(*Audited) error) error {
	for {
		rows, err := collect[Audited](ctx, s.pool, "AuditChain", args{"after": after, "most": auditBatch})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := each(&rows[i]); err != nil {
				return err
			}
			after = rows[i].Seq
		}
		if len(rows) < auditBatch {
			return nil
		}
	}
}

// CheckAudit follows the whole chain. Rows added meanwhile may or may not be among those followed.
func (s *Store) CheckAudit(ctx context.Context, kept AuditEnd) (*AuditCheck, error) {
	check := NewAuditCheck(kept)
	err := s.EachAudited(ctx, 0, func(a *Audited) error {
		check.Add(a)
		return nil
	})
	check.Finish()
	return check, err
}

// CheckAuditSince follows the chain from an end it had earlier, which must still be there: it finds what was done to newer
// rows, at a cost that does not grow with the audit.
func (s *Store) CheckAuditSince(ctx context.Context, kept AuditEnd) (*AuditCheck, error) {
	if kept.Seq == 0 {
		return s.CheckAudit(ctx, kept)
	}
	check := NewAuditCheck(kept)
	err := s.EachAudited(ctx, kept.Seq-1, func(a *Audited) error {
		if check.Rows == 0 && a.Seq == kept.Seq { // what it follows is not looked at
			check.End = AuditEnd{a.Seq - 1, a.PrevHash}
		}
		check.Add(a)
		return nil
	})
	check.Finish()
	return check, err
}

// AuditQuery asks for rows of the audit. Empty fields ask nothing.
type AuditQuery struct {
	Actor, Agency, CaseNumber, Action, Outcome string
	Recipient                                  string    // of a file that was given away
	Text                                       string    // anywhere in what was asked or in the purpose, whatever the case of its letters
	From, To                                   time.Time // [From, To)
	Before                                     int64     // rows before this place in the chain; 0: from the newest
	Most                                       int
}

// SearchAudit returns rows newest first. The look itself is audited, before the answer is given.
func (s *Store) SearchAudit(ctx context.Context, q AuditQuery, look timeline.Look) ([]Audited, error) {
	a := args{"actor": q.Actor, "agency": q.Agency, "case_number": q.CaseNumber, "action": q.Action, "outcome": q.Outcome, "recipient": q.Recipient,
		"text": q.Text, "from_at": orNull(q.From), "to_at": orNull(q.To), "before": idOrNull(q.Before), "most": q.Most}
	rows, err := collect[Audited](ctx, s.pool, "SearchAudit", a)
	if err != nil {
		return nil, err
	}
	return rows, s.Audit(ctx, look, "audit search", q.asked(), OutcomeAnswered)
}

// asked is the question as the audit keeps it.
func (q AuditQuery) asked() map[string]any {
	m := map[string]any{}
	for name, text := range map[string]string{"actor": q.Actor, "agency": q.Agency, "case": q.CaseNumber, "action": q.Action,
		"outcome": q.Outcome, "recipient": q.Recipient, "text": q.Text} {
		if text != "" {
			m[name] = text
		}
	}
	for name, t := range map[string]time.Time{"from": q.From, "to": q.To} {
		if !t.IsZero() {
			m[name] = t
		}
	}
	return m
}
