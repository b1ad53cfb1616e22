// Package access says who asks, in what role, and why. It is pure; the policy itself stands in the database.
package access

import (
	"slices"

	"sightline/timeline"
)

// Role says what a user is for. Which sightings he sees is decided by the cases he is inside of and by what is shared with
// his agency, not by his role alone: auditors and administrators see none but those of cases they are members of.
type Role string

const (
	RoleAnalyst    Role = "analyst"    // works on the cases he is a member of
	RoleSupervisor Role = "supervisor" // is inside every case that his agency owns
	RoleAgency     Role = "agency"     // asks for a partner agency; a program with a key is one
	RoleAuditor    Role = "auditor"    // reads the audit
	RoleAdmin      Role = "admin"      // keeps accounts and keys
)

// Roles are all there are.
func Roles() []Role { return []Role{RoleAnalyst, RoleSupervisor, RoleAgency, RoleAuditor, RoleAdmin} }

// Viewer is for whom a question is asked, and so what the answer may hold; the policy itself stands in the database. The
// zero Viewer sees nothing.
type Viewer struct {
	// Everything is the one user of a machine without accounts: nothing is kept from him.
	Everything bool   `json:"everything,omitempty"`
	User       int64  `json:"user,omitempty"`   // number of the account, 0: none
	Key        int64  `json:"key,omitempty"`    // number of the agency's key, 0: none
	Role       Role   `json:"role,omitempty"`   // "": sees nothing
	Agency     string `json:"agency,omitempty"` // ORI, "": none
	// May are the handling codes of what he may see, where he is inside the case or it is shared with him.
	May []timeline.Handling `json:"may,omitempty"`
}

// MayShare reports whether the viewer decides to whom loads of a case are shown, by the ORI of the agency that owns the
// case: analysts and supervisors of that agency do, if they are inside the case.
func (v Viewer) MayShare(owning string) bool {
	return v.Everything || (v.Role == RoleAnalyst || v.Role == RoleSupervisor) && owning != "" && v.Agency == owning
}

// MaySee reports whether the viewer has the right to what is under a handling code.
func (v Viewer) MaySee(code timeline.Handling) bool {
	return v.Everything || slices.Contains(v.May, code)
}
