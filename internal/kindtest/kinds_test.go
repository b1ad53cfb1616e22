package kindtest

import (
	"os"
	"path/filepath"
	"testing"

	"sightline/timeline/kinds"
)

const fixtures = "../../timeline/kinds/testdata"

// TestKinds takes every kind that ships through the program.
func TestKinds(t *testing.T) {
	binary := build(t, nil)
	for _, k := range kinds.All() {
		t.Run(string(k.Name), func(t *testing.T) {
			fixture, err := os.ReadFile(filepath.Join(fixtures, string(k.Name)+".csv"))
			if err != nil {
				t.Fatalf("the kind has no fixture: %v", err)
			}
			s := suite{program: newProgram(t, binary), Kind: k, all: kinds.All(), fixture: fixture, unsure: "INVENTED OFFENSE"}
			s.run()
		})
	}
}
