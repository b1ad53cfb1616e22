package timeline

import "slices"

// FlagCriminalHistory marks a sighting or stay drawn from criminal history record information, as a rap sheet is. It
// stays with everything made from it: such material is for the case at hand only, and giving it on has to be logged
// (CJIS Security Policy 4.2 and 5.1.3).
const FlagCriminalHistory = "criminal history record information: for this case only, log whom it is given to"

// CriminalHistory reports whether flags say that what they belong to is criminal history record information.
func CriminalHistory(flags []string) bool { return slices.Contains(flags, FlagCriminalHistory) }
