// Package config holds the program's settings as one validated value, read from the environment and passed down,
// never global.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// The environment variables that are read.
const (
	EnvDataDir     = "SIGHTLINE_DATA_DIR"
	EnvDatabaseURL = "SIGHTLINE_DATABASE_URL"
	EnvListen      = "SIGHTLINE_LISTEN"
	EnvOwnORIs     = "SIGHTLINE_OWN_ORIS"
	EnvGeocoder    = "SIGHTLINE_GEOCODER"
)

// DefaultListen is where the workbench is served unless told otherwise.
const DefaultListen = "127.0.0.1:8321"

// RootDataDir is root's default data directory. The database server runs as an unprivileged user even then, and that
// user cannot enter root's home.
const RootDataDir = "/var/lib/sightline"

// Config is what the program is told about its surroundings.
type Config struct {
	// DataDir is where the private database cluster and the program's files live.
	DataDir string
	// DatabaseURL is an existing PostGIS database to use instead of a private cluster; empty means the private one.
	// It may hold a password: print Config or Redact(DatabaseURL), never the field.
	DatabaseURL string
	// Listen is the address, host:port, of the workbench. Port 0 is any free one.
	Listen string
	// OwnORIs are the nine-character ORIs of the analyst's own organisation, whose inquiries are not sightings.
	OwnORIs []string
	// GeocoderURL is the address of a geocoder, with {address} where the street address goes; empty, as it is unless set,
	// means that no address leaves the machine. It may hold a key: it is never printed.
	GeocoderURL string
	// Reach says how other machines reach the server, and how people log in.
	Reach Reach
}

// FromEnv reads the settings through getenv, filling in the defaults. It does not judge them: see Validate.
func FromEnv(getenv func(string) string) Config {
	return fromEnv(getenv, os.Geteuid() == 0)
}

func fromEnv(getenv func(string) string, root bool) Config {
	c := Config{
		DataDir:     getenv(EnvDataDir),
		DatabaseURL: strings.TrimSpace(getenv(EnvDatabaseURL)),
		Listen:      getenv(EnvListen),
		OwnORIs:     ParseORIs(getenv(EnvOwnORIs)),
		GeocoderURL: strings.TrimSpace(getenv(EnvGeocoder)),
		Reach:       reachFromEnv(getenv),
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir(getenv, root)
	}
	if c.Listen == "" {
		c.Listen = DefaultListen
	}
	return c
}

// defaultDataDir follows the XDG base directory specification, which has relative values ignored.
func defaultDataDir(getenv func(string) string, root bool) string {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sightline")
	}
	if root {
		return RootDataDir
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "sightline")
	}
	return ""
}

// ParseORIs splits a list of ORIs at commas, semicolons and white space, in upper case, each once.
func ParseORIs(list string) []string {
	var oris []string
	seen := map[string]bool{}
	for _, ori := range strings.FieldsFunc(strings.ToUpper(list), func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }) {
		if !seen[ori] {
			seen[ori] = true
			oris = append(oris, ori)
		}
	}
	return oris
}

// ClusterDir is the private database cluster's directory.
func (c Config) ClusterDir() string { return filepath.Join(c.DataDir, "pg") }

// Validate lists every fault of c, one to a line, or returns nil.
func (c Config) Validate() error {
	faults := []error{
		fault("--data-dir", EnvDataDir, checkDataDir(c.DataDir)),
		fault("--database-url", EnvDatabaseURL, checkDatabaseURL(c.DatabaseURL)),
		fault("--listen", EnvListen, c.checkListen()),
		fault("--geocoder", EnvGeocoder, checkGeocoder(c.GeocoderURL)),
	}
	for _, ori := range c.OwnORIs {
		faults = append(faults, fault("--own-oris", EnvOwnORIs, CheckORI(ori)))
	}
	return errors.Join(append(faults, c.reachFaults()...)...)
}

func fault(flag, env string, reason error) error {
	if reason == nil {
		return nil
	}
	return fmt.Errorf("%s (%s): %w", flag, env, reason)
}

func checkDataDir(dir string) error {
	switch {
	case dir == "":
		return errors.New("no data directory: name one (HOME is not set, so there is no default)")
	case dir == "~" || strings.HasPrefix(dir, "~/"):
		return fmt.Errorf("%q is not expanded here: write the path in full", dir)
	case strings.ContainsAny(dir, "\x00\n\r"):
		return fmt.Errorf("%q holds a control character", dir)
	}
	return nil
}

// checkListen refuses an address that another machine could reach, unless what is said on the way is encrypted and it is
// known under which name the server is reached.
func (c Config) checkListen() error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("%q is not host:port, such as %s", c.Listen, DefaultListen)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has no port from 0 to 65535", c.Listen)
	}
	switch {
	case isLoopback(host):
		return nil
	case !c.Reach.Encrypted() && len(c.Reach.Proxies) == 0:
		return fmt.Errorf("%q is refused: other machines could reach it, and what they are told must be encrypted; give --tls-cert and --tls-key, "+
			"or --behind-proxy with the address of a proxy that does it; to serve this machine only use 127.0.0.1, ::1 or localhost, such as %s", c.Listen, DefaultListen)
	case len(c.Reach.Hosts) == 0:
		return fmt.Errorf("%q is refused: say with --host under which name other machines reach it", c.Listen)
	}
	return nil
}

// checkGeocoder judges the address of a geocoder without repeating it: it may hold a key.
func checkGeocoder(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(strings.ReplaceAll(address, AddressMark, "x"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("not a web address: write https://host/search?q=" + AddressMark + "&format=geojson&limit=1")
	case !strings.Contains(address, AddressMark):
		return errors.New("it has no " + AddressMark + " where the street address goes")
	case u.User != nil:
		return errors.New("it holds a user and password before the host: use a key in the address if one is needed")
	}
	return nil
}

// AddressMark stands in a geocoder's address where the street address goes.
const AddressMark = "{address}"

var oriForm = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{7}$`)

// CheckORI reports what keeps a text from being an ORI, which is in capitals.
func CheckORI(ori string) error {
	if !oriForm.MatchString(ori) {
		return fmt.Errorf("%q is not an ORI: two letters, then seven letters or digits", ori)
	}
	return nil
}
