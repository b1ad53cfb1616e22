package export

import (
	"time"
)

// manifestName is the member of a bundle that lists the others.
const manifestName = "manifest.json"

// bundleFormat names the form of a bundle in its manifest.
const bundleFormat = "sightline-bundle/1"

// Manifest lists what is in a bundle. It holds every member but itself.
type Manifest struct {
	Format    string    `json:"format"`
	Program   string    `json:"program"`
	Made      time.Time `json:"made"`
	MadeBy    string    `json:"made_by,omitempty"`
	Case      string    `json:"case"`
	Subject   string    `json:"subject"`
	Recipient string    `json:"recipient,omitempty"`
	Agency    string    `json:"agency,omitempty"`
	Purpose   string    `json:"purpose,omitempty"`
	Caveats   []string  `json:"caveats"`
	Members   []Member  `json:"members"`
}

// Member is one file of a bundle.
type Member struct {
	Name   string `json:"name"`
	What   string `json:"what,omitempty"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // hexadecimal
}
