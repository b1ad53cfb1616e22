package auth

import (
	"fmt"
	"strings"
	"time"

	"sightline/internal/access"
	"sightline/timeline"
)

// User is somebody's account.
type User struct {
	ID         int64
	Name       string // what is typed to log in, lower case
	FullName   string
	Role       access.Role
	Agency     string              // ORI
	May        []timeline.Handling // handling codes of what he may see, in order, each once
	Password   string              // its hash; "" until one is set, and where the identity provider vouches
	Second     []byte              // secret of the second factor, sealed; nil until one is enrolled
	SecondStep int64               // step of the last one-time password that was used
	Provided   bool                // an identity provider has vouched
	Disabled   bool
	Locked     time.Time // since when, zero when not
	Active     time.Time // when last used, or made or enabled
}

// Viewer is the user as the access policy knows one.
func (u User) Viewer() access.Viewer {
	return access.Viewer{User: u.ID, Role: u.Role, Agency: u.Agency, May: u.May}
}

// LongestIdle is how long an account may go unused before it is as good as disabled (CJIS AC-2).
const LongestIdle = 90 * 24 * time.Hour

// open reports whether the user may log in at all.
func (u User) open(now time.Time) bool {
	return !u.Disabled && u.Locked.IsZero() && now.Sub(u.Active) < LongestIdle
}

// context are the words that anybody would try as this user's password.
func (u User) context() []string { return []string{u.Name, u.FullName, u.Agency} }

// CleanName is a user's name as it is kept: lower case, without space around it.
func CleanName(name string) string { return strings.ToLower(strings.TrimSpace(normalize(name))) }

// firstStage is where a session begins after the password.
func (u User) firstStage() Stage {
	if u.Second == nil {
		return StageEnrol
	}
	return StageSecond
}

// secondOwner is for whom the secret of the second factor is sealed.
func (u User) secondOwner() string { return fmt.Sprintf("second factor of account %d", u.ID) }

func (u User) event(action string, from From) Event {
	return Event{Action: action, Actor: u.Name, Agency: u.Agency, Address: from.Address}
}
