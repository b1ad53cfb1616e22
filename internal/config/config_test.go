package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestFromEnv(t *testing.T) {
	for name, tc := range map[string]struct {
		env  []string
		root bool
		want Config
	}{
		"home": {[]string{"HOME", "/home/ana"}, false,
			Config{DataDir: "/home/ana/.local/share/sightline", Listen: DefaultListen}},
		"xdg": {[]string{"HOME", "/home/ana", "XDG_DATA_HOME", "/big"}, false,
			Config{DataDir: "/big/sightline", Listen: DefaultListen}},
		"relative xdg": {[]string{"HOME", "/home/ana", "XDG_DATA_HOME", "big"}, false,
			Config{DataDir: "/home/ana/.local/share/sightline", Listen: DefaultListen}},
		"root":              {[]string{"HOME", "/root"}, true, Config{DataDir: RootDataDir, Listen: DefaultListen}},
		"root with a place": {[]string{"HOME", "/root", EnvDataDir, "/srv/s"}, true, Config{DataDir: "/srv/s", Listen: DefaultListen}},
		"no home":           {nil, false, Config{Listen: DefaultListen}},
		"all": {[]string{EnvDataDir, "d", EnvDatabaseURL, " postgres://h/db\n", EnvListen, "[::1]:0", EnvOwnORIs,
			"zz0010000, ZZ0020000;zz0010000"}, false,
			Config{DataDir: "d", DatabaseURL: "postgres://h/db", Listen: "[::1]:0", OwnORIs: []string{"ZZ0010000", "ZZ0020000"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fromEnv(env(tc.env...), tc.root); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestValidateAccepts(t *testing.T) {
	good := Config{DataDir: "/srv/s", Listen: DefaultListen}
	for _, change := range []func(*Config){
		func(*Config) {},
		func(c *Config) { c.Listen = "localhost:0" },
		func(c *Config) { c.Listen = "127.9.9.9:80" },
		func(c *Config) { c.Listen = "[::1]:65535" },
		func(c *Config) { c.Listen = "[::ffff:127.0.0.1]:80" },
		func(c *Config) { c.DatabaseURL = "postgresql://u:p%40@h/db?sslmode=require" },
		func(c *Config) { c.DatabaseURL = "host=/run/postgresql dbname=s" },
		func(c *Config) { c.OwnORIs = []string{"ZZ0010000", "ZZAB12C0X"} },
	} {
		c := good
		change(&c)
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"no directory":    {func(c *Config) { c.DataDir = "" }, "no data directory"},
		"tilde":           {func(c *Config) { c.DataDir = "~/s" }, "path in full"},
		"line break":      {func(c *Config) { c.DataDir = "/srv/s\n" }, "control character"},
		"no port":         {func(c *Config) { c.Listen = "127.0.0.1" }, "not host:port"},
		"port by name":    {func(c *Config) { c.Listen = "127.0.0.1:http" }, "no port"},
		"port too large":  {func(c *Config) { c.Listen = "127.0.0.1:65536" }, "no port"},
		"every address":   {func(c *Config) { c.Listen = ":8321" }, "other machines could reach it"},
		"every address 4": {func(c *Config) { c.Listen = "0.0.0.0:8321" }, "other machines could reach it"},
		"every address 6": {func(c *Config) { c.Listen = "[::]:8321" }, "other machines could reach it"},
		"the network":     {func(c *Config) { c.Listen = "192.0.2.7:8321" }, "other machines could reach it"},
		"a host name":     {func(c *Config) { c.Listen = "localhost.example.org:8321" }, "other machines could reach it"},
		"other database":  {func(c *Config) { c.DatabaseURL = "mysql://h/db" }, `scheme "mysql"`},
		"a bare word":     {func(c *Config) { c.DatabaseURL = "mydb" }, "not a database address"},
		"bad escape":      {func(c *Config) { c.DatabaseURL = "postgres://u:hush%zz@h/db" }, "percent-encoded"},
		"short ORI":       {func(c *Config) { c.OwnORIs = []string{"ZZ00100"} }, "not an ORI"},
	} {
		t.Run(name, func(t *testing.T) {
			c := Config{DataDir: "/srv/s", Listen: DefaultListen}
			tc.change(&c)
			err := c.Validate()
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want %q in it", err, tc.want)
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("the password shows: %v", err)
			}
		})
	}
}

func TestValidateListsAllFaults(t *testing.T) {
	err := Config{DatabaseURL: "x", Listen: "x", OwnORIs: []string{"X", "Y"}}.Validate()
	if err == nil || strings.Count(err.Error(), "\n") != 4 {
		t.Fatalf("want five lines, got: %v", err)
	}
	for _, name := range []string{EnvDataDir, EnvDatabaseURL, EnvListen, EnvOwnORIs, "--listen"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in: %v", name, err)
		}
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"postgres://u:hush@h/db":                        "postgres://u:xxxxx@h/db",
		"postgres://u@h/db?password=hush&sslmode=allow": "postgres://u@h/db?password=xxxxx&sslmode=allow",
		"host=h password=hush dbname=d":                 "host=h password=xxxxx dbname=d",
		`host=h Password = 'hu\' sh' dbname=d`:          `host=h Password = xxxxx dbname=d`,
		"postgres://u:hush%zz@h/db":                     "xxxxx",
		"hush":                                          "xxxxx",
	} {
		if got := Redact(in); got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
		c := Config{DataDir: "/d", DatabaseURL: in}
		if s := fmt.Sprintf("%v %+v %#v %s", c, c, c, &c); strings.Contains(s, "hush") || strings.Contains(s, "sh'") {
			t.Errorf("the password shows: %s", s)
		}
	}
}
