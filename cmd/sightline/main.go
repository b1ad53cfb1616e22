// Command sightline takes in the records of a case, keeps them in PostGIS, and shows where and when its subjects were
// seen: as a workbench in the browser, as a report, and as an answer to "what was sighted near here?".
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones are known wherever the program runs

	"github.com/alecthomas/kong"

	"sightline/internal/cluster"
	"sightline/internal/config"
	"sightline/internal/export"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// version is set when the program is built.
var version = "development"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A reader that goes away, such as head, shows as a failing write, so that the database is still given up in order.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitOK          = 0
	exitFailure     = 1   // something went wrong that is not the user's to mend
	exitUsage       = 2   // the command line is wrong
	exitInput       = 3   // the file cannot be taken, or what was named does not exist
	exitSurrounding = 4   // no database, no rights, no room, port taken
	exitInterrupted = 130 // Ctrl-C
	exitReaderGone  = 141 // whoever read the output has stopped, as shells tell of it
)

// failure is an error whose kind decides the exit code.
type failure struct {
	code int
	error
}

func (f failure) Unwrap() error { return f.error }

// badInput is a fault of what the user named: a file, a case, a subject.
func badInput(format string, a ...any) error { return failure{exitInput, fmt.Errorf(format, a...)} }

// surrounding marks an error as one of the machine the program runs on. Being interrupted is not one.
func surrounding(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return failure{exitSurrounding, err}
}

type commands struct {
	DataDir     string           `name:"data-dir" placeholder:"DIR" help:"Where the private database and the program's files live (${env_data})."`
	DatabaseURL string           `name:"database-url" placeholder:"URL" help:"Use this PostGIS database instead of a private one (${env_url})."`
	OwnORIs     []string         `name:"own-oris" placeholder:"ORI" help:"Agencies whose inquiries are set aside: your own (${env_own})."`
	JSON        bool             `name:"json" help:"Print the result as one line of JSON."`
	Version     kong.VersionFlag `name:"version" help:"Print the version."`

	Serve    serveCmd    `cmd:"" help:"Serve the workbench and the API: to this machine or, with accounts, to others."`
	Load     loadCmd     `cmd:"" help:"Take a file into a case."`
	Profile  profileCmd  `cmd:"" help:"List, show and draft the profiles that say how files are to be read."`
	Report   reportCmd   `cmd:"" help:"Write the biographical report of a subject."`
	Export   exportCmd   `cmd:"" help:"Write the data of a subject for other programs."`
	Bundle   bundleCmd   `cmd:"" help:"Write a subject's report, data, raw records and sources as one zip file, or check one."`
	Near     nearCmd     `cmd:"" help:"Ask what was sighted near a place."`
	Cases    casesCmd    `cmd:"" help:"List the cases, or set up a case, its subjects and their vehicles."`
	Loads    loadsCmd    `cmd:"" help:"Show what was loaded and what was rejected."`
	Events   eventsCmd   `cmd:"" help:"Type leads in, correct them and take them back."`
	Marks    marksCmd    `cmd:"" help:"Hide, confirm and note events, and take that back."`
	Agencies agenciesCmd `cmd:"" help:"Load the table of agencies that places NCIC inquiries."`
	Geocode  geocodeCmd  `cmd:"" help:"Find the positions of addresses that are known by ZIP code or city only."`
	Tables   tablesCmd   `cmd:"" help:"Show the tables of message keys, field codes, states and ORIs, and how to change them."`
	Rules    rulesCmd    `cmd:"" help:"List the rules of the analysis: what is usual, and what each can be."`
	Audit    auditCmd    `cmd:"" help:"Show who looked at what."`
	Hits     hitsCmd     `cmd:"" help:"Show what was loaded that is known of another subject, and where."`
	Notices  noticesCmd  `cmd:"" help:"Show which other agencies asked about the same plate, person or place, and set whether to be told."`
	Analyze  analyzeCmd  `cmd:"" help:"Find stops, trips, places, legs, conflicts, circuits or reach in a track file; needs no database."`
	Users    usersCmd    `cmd:"" help:"Make and keep people's accounts."`
	Keys     keysCmd     `cmd:"" help:"Make and keep agencies' API keys."`
	OpenAPI  openapiCmd  `cmd:"" name:"openapi" help:"Print the description of the API, an OpenAPI 3.0 document; needs no database."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database up to this program's schema."`
	Demo     demoCmd     `cmd:"" help:"Load the invented sample case, write its report and serve it."`
	Symbols  symbolsCmd  `cmd:"" hidden:"" help:"Print the outlines of marks that the page shares with maps on paper, as JSON, for the build."`
	Palette  paletteCmd  `cmd:"" hidden:"" help:"Print the colours that the page shares with charts, as a style sheet, for the build."`
	Fill     fillCmd     `cmd:"" hidden:"" help:"Fill a database with invented plate reads, for measurements."`
}

// helpVars are what stands for ${…} in the help.
func helpVars() map[string]string {
	vars := reachVars()
	maps.Copy(vars, formatVars())
	for name, text := range map[string]string{
		"version": version, "listen": config.DefaultListen, "env_data": config.EnvDataDir, "env_url": config.EnvDatabaseURL,
		"env_own":      config.EnvOwnORIs,
		"env_geocoder": config.EnvGeocoder, "formats": strings.Join(export.Names(), ", "), "kinds": kindsText(kinds.AllNames()),
		"handling": codeList(), "handling_names": codesText(timeline.Handlings()),
		"release": "Let out what is under these handling codes too, only with the right to it: " + codesText(timeline.Handlings()) + ".",
		"out":     "File to write: a regular file, a named pipe, or - for standard output.",
	} {
		vars[name] = text
	}
	return vars
}

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	c := commands{Near: newNearCmd(query.Params())}
	exited := -1
	parser, err := kong.New(&c, kong.Name("sightline"), kong.Description("Where and when the subjects of a case were seen."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars(helpVars()))
	if err != nil {
		fmt.Fprintln(stderr, "sightline:", err)
		return exitFailure
	}
	parsed, err := parser.Parse(withNegatives(args))
	if exited >= 0 { // help or version was asked for
		return exited
	}
	if err != nil {
		fmt.Fprintf(stderr, "sightline: %v\nRun sightline --help to see what it can do.\n", err)
		return exitUsage
	}
	settings := config.FromEnv(getenv)
	if c.DataDir != "" {
		settings.DataDir = c.DataDir
	}
	if c.DatabaseURL != "" {
		settings.DatabaseURL = c.DatabaseURL
	}
	for _, list := range c.OwnORIs {
		settings.OwnORIs = append(settings.OwnORIs, config.ParseORIs(list)...)
	}
	if c.Geocode.Geocoder != "" {
		settings.GeocoderURL = c.Geocode.Geocoder
	}
	if c.Serve.Listen != "" {
		settings.Listen = c.Serve.Listen
	}
	c.Serve.apply(&settings.Reach)
	if c.Demo.Listen != "" {
		settings.Listen = c.Demo.Listen
	}
	if err := settings.Validate(); err != nil {
		fmt.Fprintf(stderr, "sightline: these settings will not do:\n%v\n", err)
		return exitUsage
	}
	a := &app{ctx: ctx, config: settings, json: c.JSON, out: stdout, log: stderr}
	err = parsed.Run(a)
	if closeErr := a.close(); err == nil {
		err = closeErr
	}
	return a.report(err)
}

// report tells the user what went wrong and returns the exit code that says of what kind it was.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	if a.committed != "" {
		fmt.Fprintf(a.log, "sightline: %s is committed and safe; after that: %v\n", a.committed, err)
		return exitOK
	}
	if errors.Is(err, context.Canceled) && a.ctx.Err() != nil {
		fmt.Fprintln(a.log, "sightline: stopped; nothing was left half done")
		return exitInterrupted
	}
	if readerGone(err) {
		return exitReaderGone // which is nobody's fault
	}
	fmt.Fprintf(a.log, "sightline: %v\n", err)
	if a.cluster != nil && store.Unreachable(err) {
		fmt.Fprintf(a.log, "Why the private database server ended may stand in %s; the next command starts it again.\n", a.cluster.Log())
	}
	var kind failure
	var fault *cluster.Fault
	switch {
	case errors.As(err, &kind):
		return kind.code
	case errors.Is(err, store.ErrNotFound):
		return exitInput
	case errors.As(err, &fault), errors.Is(err, static.ErrNotBuilt), store.DiskFull(err), store.Unreachable(err):
		return exitSurrounding
	}
	return exitFailure
}
