// Package ledger holds what is known of who asked what: the rows of the audit, which are a chain that can be followed
// without the database, and the notices to agencies that asked about the same.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Outcome is how something ended.
type Outcome string

const (
	Answered Outcome = "answered"
	Refused  Outcome = "refused" // for want of a right
	Failed   Outcome = "failed"
)

// Row is one row of the audit.
type Row struct {
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
	Rows       int       `json:"rows"`  // sightings, or other things, that were given or changed; see Counted
	Outcome    Outcome   `json:"outcome"`
	PrevHash   string    `json:"prev_hash"` // the Hash of the row before; of the first, zeros
	Hash       string    `json:"hash"`      // SHA-256, hexadecimal, of PrevHash and the fields above
}

// TimeLayout is how instants of the audit are written: UTC, to the hundredth of a second.
const TimeLayout = "2006-01-02T15:04:05.00Z"

// sum computes the hash a row must have, as audit_hash of the database does: each field goes in as its length in bytes, a
// colon and its text.
func (r *Row) sum() string {
	body, err := hex.DecodeString(r.PrevHash)
	if err != nil {
		return ""
	}
	for _, f := range []string{
		strconv.FormatInt(r.Seq, 10), strconv.FormatInt(r.At.UnixMicro(), 10), r.Actor, r.Agency, strconv.FormatInt(r.KeyID, 10), r.Address,
		strconv.FormatInt(r.CaseID, 10), r.CaseNumber, r.Purpose, r.Action, r.Asked, strconv.Itoa(r.Rows), string(r.Outcome),
	} {
		body = append(strconv.AppendInt(body, int64(len(f)), 10), ':')
		body = append(body, f...)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// End is the end of the audit's chain at some time. Kept elsewhere, it tells later whether rows were cut off.
type End struct {
	Seq  int64  `json:"seq"`  // 0: no row yet
	Hash string `json:"hash"` // of that row
}

// Start is the end of an audit without rows.
func Start() End { return End{Hash: strings.Repeat("0", hex.EncodedLen(sha256.Size))} }

// Query asks for rows of the audit. Empty fields ask nothing.
type Query struct {
	Actor, Agency, CaseNumber, Action string
	Outcome                           Outcome
	Recipient                         string    // of a file that was given away
	Text                              string    // anywhere in what was asked or in the purpose, whatever the case of its letters
	From, To                          time.Time // [From, To)
	Before                            int64     // rows before this place in the chain; 0: from the newest
	Most                              int       // at least 1
}

// Asked is the question as the audit keeps it.
func (q Query) Asked() map[string]any {
	m := map[string]any{}
	for name, text := range map[string]string{"actor": q.Actor, "agency": q.Agency, "case": q.CaseNumber, "action": q.Action,
		"outcome": string(q.Outcome), "recipient": q.Recipient, "text": q.Text} {
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
