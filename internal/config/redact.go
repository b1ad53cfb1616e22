package config

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// String is c for a log: passwords are left out.
func (c Config) String() string {
	database := "private cluster in " + c.ClusterDir()
	if c.DatabaseURL != "" {
		database = Redact(c.DatabaseURL)
	}
	return fmt.Sprintf("data directory %s, database %s, listen %s, own ORIs [%s]",
		c.DataDir, database, c.Listen, strings.Join(c.OwnORIs, " "))
}

// GoString keeps passwords out of %#v too.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// A password in PostgreSQL's keyword form, its value bare or quoted: password=…, sslpassword='…'.
var passwordWord = regexp.MustCompile(`(?i)(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)`)

// Redact returns a database URL or keyword string with its passwords replaced by xxxxx. What cannot be read as
// either is withheld whole, for a password may be anywhere in it.
func Redact(database string) string {
	if !strings.Contains(database, "://") {
		if !strings.Contains(database, "=") {
			return "xxxxx"
		}
		return passwordWord.ReplaceAllString(database, "${1}xxxxx")
	}
	u, err := url.Parse(database)
	if err != nil {
		return "xxxxx"
	}
	u.RawQuery = passwordWord.ReplaceAllString(u.RawQuery, "${1}xxxxx")
	return u.Redacted()
}

func checkDatabaseURL(database string) error {
	if database == "" {
		return nil
	}
	if !strings.Contains(database, "://") {
		if strings.Contains(database, "=") {
			return nil // PostgreSQL's keyword form, which the driver reads
		}
		return errors.New("not a database address: write postgres://user@host/database")
	}
	u, err := url.Parse(database)
	if err != nil {
		// url's own error repeats the address, password and all.
		return errors.New("not a readable URL: special characters in the password must be percent-encoded")
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return fmt.Errorf("scheme %q is not postgres: write postgres://user@host/database", u.Scheme)
	}
	return nil
}
