package static

// Admin is what the pages of administrators show, each a part of it.
type Admin struct {
	Done, Fault string
	Once        *Once       // a secret that is shown this once
	Users       []AdminUser // all accounts
	Asked       AdminUser   // what the form holds; on its own page, the account
	Roles       []Choice
	Keys        []AdminKey // all keys
	Key         AdminKey   // what the form holds
	Collections []Choice
	MostDays    int // that a key can last
	MostOverlap int // days that two keys can work side by side
	Overlap     int // days that they do unless another number is put in
}

// Once is a secret that is shown once, and what it is good for.
type Once struct{ Text, About string }

// Choice is something to choose in a form.
type Choice struct {
	Value, Text string
	Chosen      bool
}

// AdminUser is an account as administrators see it: nothing by which one could log in.
type AdminUser struct {
	ID                           int64
	Name, FullName, Role, Agency string
	May                          []Choice // handling codes of what he may see too
	Cases                        []string
	State, Active                string
	Open, Disabled, Provided     bool
	Mine                         bool // of who looks
}

// AdminKey is an API key as administrators see it: not the key itself.
type AdminKey struct {
	ID                   int64
	Name, Hint, Agency   string
	Collections          []string
	Area                 bool     // only within one
	May                  []Choice // handling codes of what it sees too
	Rate, Days           int
	State, Expires, Used string
	Made, By             string
	Good                 bool
	Replaces             int64
}
