package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// Debian and Ubuntu name the server's version in what their package "postgresql" depends on.
var dependsForm = regexp.MustCompile(`Depends: postgresql-(\d+)`)

// installLine is what to type to install the given major version with PostGIS, or the distribution's own version for 0.
func installLine(major int) string {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Sprintf("install PostgreSQL %d or later with PostGIS 3 from your system's packages", max(major, oldest))
	}
	if major == 0 {
		major = packagedMajor()
	}
	name := "postgresql-postgis" // the distribution's metapackage
	if major != 0 {
		name = fmt.Sprintf("postgresql-%d-postgis-3", major)
	}
	sudo := ""
	if os.Geteuid() != 0 {
		sudo = "sudo "
	}
	line := sudo + "apt-get install " + name
	if known, err := output("apt-cache", "policy", name); err != nil || strings.TrimSpace(known) == "" {
		line = sudo + "apt-get update && " + line // the package lists are not there yet
	}
	return line
}

// packagedMajor is the version that the distribution packages, or 0 when its package lists do not tell.
func packagedMajor() int {
	out, err := output("apt-cache", "depends", "postgresql")
	if err != nil {
		return 0
	}
	m := dependsForm.FindStringSubmatch(out)
	if m == nil {
		return 0
	}
	major, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return major
}
