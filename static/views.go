package static

// Link is a way to another page.
type Link struct{ Href, Text string }

// Audit is what the page of the audit shows.
type Audit struct {
	Asked map[string]string // what the form asks for
	Fault string
	Rows  []AuditRow
	Older string // address of older rows, "" where there are none
}

// AuditRow is one row of the audit as it is shown.
type AuditRow struct {
	Seq                                                                 int64
	At, Actor, Agency, Address, Case, Purpose, Action, Counted, Outcome string
	Said                                                                []string // what was asked or changed
}

// Hits is what the page of hits shows.
type Hits struct {
	All []Hit
	New int // how many were not seen before
}

// Hit is one hit as it is shown.
type Hit struct {
	ID, Subject                                                            int64
	At, Type, Value, Known, Name, Case, LoadCase, LoadSubject, File, Where string
	New                                                                    bool
}

// Notices is what the page of notices to an agency shows.
type Notices struct {
	Agency string // ORI
	All    []Notice
	New    int // how many were not seen before
	Silent bool
	Days   int
	MaySet bool // may change the rule
}

// Notice is one notice as it is shown.
type Notice struct {
	ID                                                   int64
	At, Kind, Value, Actor, Asked, Case                  string
	Other, OtherActor, OtherCase, OtherValue, OtherAsked string
	New                                                  bool
}

// Search is what the page of a search shows.
type Search struct {
	Fields  []SearchField
	Fault   string
	Done    bool // there is an answer
	Found   []Found
	Why     string // why the answer is empty
	Next    string // address of the next page, "" on the last
	Caveats []string
	// Palettes are the colours of the map by theme, as JSON.
	Palettes string
}

// SearchField is a field of the form that asks.
type SearchField struct {
	Name, Label, Placeholder, Value string
	Size, Most                      int  // characters; at most 0 is any number
	Decimal                         bool // holds a number
	Needed                          bool // by whoever has an account
	Options                         []SearchOption
}

// SearchOption is one of what a field can be set to.
type SearchOption struct {
	Value, Text string
	Chosen      bool
}

// Found is a sighting in the answer to a search.
type Found struct {
	Number  int // in the list and on the map, from 1
	Located bool
	Lon     float64 // degrees, as the next
	Lat     float64
	RadiusM float64

	ID, Kind, Of, What, At, Basis, Place, Class, Radius, Distance, Relation, Flags string
}
