package timeline

import "time"

// Load is one file taken in. Read = Accepted + Duplicates + Rejected always holds.
type Load struct {
	ID         int64      `json:"id"`
	File       string     `json:"file"`
	SHA256     string     `json:"sha256"`
	Bytes      int64      `json:"bytes"`
	Format     string     `json:"format"`
	Loader     string     `json:"loader"` // loader and version
	Zone       string     `json:"zone,omitempty"`
	ZoneBasis  Basis      `json:"zone_basis,omitempty"`
	At         time.Time  `json:"at"`
	Actor      string     `json:"actor,omitempty"` // who made it
	Read       int64      `json:"read"`
	Accepted   int64      `json:"accepted"`
	Duplicates int64      `json:"duplicates"`
	Rejected   int64      `json:"rejected"`
	Notes      []Note     `json:"notes,omitempty"`
	Undone     *Undone    `json:"undone,omitempty"`   // nil while it stands
	Handling   []Handling `json:"handling,omitempty"` // holds for all that it brought
	// BurstWindow is how many seconds apart reads of one plate by one reader are one passing; 0: as usual, BurstWindow.
	BurstWindow int `json:"burst_window_s,omitempty"`
}

// Undone says when a load was taken back, by whom and why. The load's counts are those it had.
type Undone struct {
	At  time.Time `json:"at"`
	By  string    `json:"by"`
	Why string    `json:"why"`
}

// Note is a counted remark about a load, such as {"set aside: own ORI", 4}.
type Note struct {
	Text     string   `json:"text"`
	Count    int64    `json:"count"`
	Handling Handling `json:"handling,omitempty"` // the code by which something is withheld or obliges, where it is for one
}
