package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/person"
	"sightline/timeline/plate"
)

type loadCmd struct {
	Format    string        `arg:"" enum:"auto,${load_formats}" help:"What the file holds: ${load_holds}; auto finds it out from the content."`
	File      string        `arg:"" help:"The file to take in: as it is, or packed with gzip, zstd or ZIP."`
	Case      string        `placeholder:"NUMBER" help:"The case it belongs to. A new number makes a new case."`
	Subject   string        `placeholder:"NAME" help:"The subject it concerns; plate reads may belong to the case alone. A new name makes a new subject."`
	TZ        string        `name:"tz" placeholder:"ZONE" help:"Time zone of times that state none, such as America/Chicago."`
	DateOrder string        `name:"date-order" placeholder:"ORDER" help:"How dates such as 03/04/2026 are to be read: month/day or day/month."`
	Profile   string        `placeholder:"NAME" help:"The profile that says how the file's columns are to be read: a name that sightline profile list shows, or a file."`
	Column    []string      `placeholder:"FIELD=HEADING" sep:"none" help:"The column that holds a field, where the headings do not tell: time=\"Read Time\"; #4 for the fourth column, nothing for none. May be repeated."`
	Cameras   string        `placeholder:"FILE" help:"A table of cameras (id, name, latitude, longitude) for reads without positions."`
	Member    string        `placeholder:"NAME" help:"The file of a ZIP archive to take in, when it holds several. Each is a load of its own."`
	Bursts    time.Duration `placeholder:"TIME" help:"How far apart reads of one plate by one reader are one passing, such as 30s; without it as the profile says, or 60s."`
	DryRun    bool          `name:"dry-run" help:"Show the first rows as they would be taken, the counts and the reasons of rejects; write nothing."`
	Rows      int           `default:"5" placeholder:"N" help:"How many rows and rejects --dry-run shows."`
	Vehicle   []string      `placeholder:"PLATE/STATE" help:"A vehicle the subject holds, such as ABC123/TX. May be repeated."`
}

// Run takes a file in and says how it went.
func (c *loadCmd) Run(a *app) error {
	if c.Subject == "" && c.Format != "plates" && c.Format != "auto" && !c.DryRun {
		return badInput("say whom the file concerns: --subject NAME")
	}
	if c.Subject == "" && len(c.Vehicle) > 0 {
		return badInput("--vehicle says what a subject holds: name the subject with --subject")
	}
	if c.Case == "" && !c.DryRun {
		return failure{exitUsage, errors.New("say which case the file belongs to: --case NUMBER; or look at it with --dry-run")}
	}
	vehicles, err := parseVehicles(c.Vehicle)
	if err != nil {
		return err
	}
	job, err := c.job(a)
	if err != nil {
		return err
	}
	// The file is opened before anything is made for it, so that a mistyped name leaves no empty case behind.
	if job.file, err = openInput(c.File); err != nil {
		return err
	}
	defer job.file.Close()
	found := ""
	if job.format == "auto" {
		if found, err = c.recognize(a, &job); err != nil {
			return err
		}
	}
	if job.profile == nil {
		told, err := c.guess(a, &job)
		if err != nil {
			return err
		}
		found += told
	}
	if c.DryRun {
		return a.dryRun(job, c.Case, c.Subject, found, c.Rows)
	}
	if c.Subject == "" && job.format != loaders.FormatPlates {
		return badInput("%s: it holds %s: say whom it concerns: --subject NAME", job.name, job.format)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	var made []string
	var new bool
	if job.of, new, err = s.PutCase(a.ctx, timeline.Case{Number: c.Case}, a.look("load")); err != nil {
		return err
	}
	if new {
		made = append(made, "case "+c.Case)
	}
	if c.Subject != "" {
		if job.subject, new, err = s.PutSubject(a.ctx, job.of.ID, timeline.Subject{Name: c.Subject, Holdings: vehicles},
			a.look("load")); err != nil {
			return err
		}
		if new {
			made = append(made, fmt.Sprintf("subject %q", c.Subject))
		}
	}
	done, tie, nothing, err := a.load(s, job)
	if err != nil {
		return err
	}
	a.committed = fmt.Sprintf("load %d", done.ID)
	var text strings.Builder
	text.WriteString(found)
	if len(made) > 0 {
		fmt.Fprintf(&text, "Made %s.\n", strings.Join(made, " and "))
	}
	writeLoad(&text, done)
	c.writeTie(&text, tie)
	if nothing != nil {
		a.committed = "" // what was committed are its rejects, and that is told
	}
	return cmp.Or(a.print(struct {
		timeline.Load
		Made    []string         `json:"made,omitempty"`
		Before  int64            `json:"loaded_before,omitempty"` // load that took the same file
		Assumed []timeline.Plate `json:"assumed_vehicles,omitempty"`
		Named   []person.Count   `json:"named,omitempty"`
		Hits    []ledger.Hit     `json:"hits,omitempty"`
	}{done, made, tie.Before, tie.Assumed, tie.Named, tie.Hits}, text.String()), nothing)
}

// mostAssumedPlates is how many different plates a file of reads may hold for all of them to be taken as the subject's.
const mostAssumedPlates = 3

// loadJob is one file to take in.
type loadJob struct {
	of      timeline.Case
	subject int64 // 0 when the file belongs to the case alone
	name    string
	format  loaders.FormatName
	zone    *time.Location
	file    *input
	order   clock.DateOrder
	profile *loaders.Profile  // nil: by headings, or the shipped profile that they show
	columns map[string]string // of fields, as the analyst named them
	cameras *loaders.Cameras
	table   string        // the file with the cameras
	member  string        // of a ZIP archive
	bursts  time.Duration // how far apart reads of one passing are; 0: as the profile says, or as usual
}

// input is the file as the loaders read it; its bytes come through the reader.
func (j *loadJob) input(r io.Reader) loaders.Input {
	return loaders.Input{Name: j.name, Reader: r, Size: j.file.size, At: j.file.at(), Member: j.member}
}

// options are what the analyst said about the file.
func (j *loadJob) options(tables *loaders.Tables, places loaders.Gazetteer, agencies *loaders.Agencies, own []string) loaders.Options {
	return loaders.Options{
		Tables: tables, Zone: j.zone, DateOrder: j.order, Now: now(), Agencies: agencies, Gazetteer: places,
		OwnORIs: own, Profile: j.profile, Columns: j.columns, Cameras: j.cameras,
	}
}

// label is what the load calls its file: of an archive, the file in it too.
func (j *loadJob) label() string {
	if j.member == "" {
		return j.name
	}
	return j.name + "/" + j.member
}

// options are what a file of a case is read by.
func (a *app) options(ctx context.Context, s *store.Store, job *loadJob) (loaders.Options, error) {
	places, err := a.places()
	if err != nil {
		return loaders.Options{}, err
	}
	agencies, err := s.Agencies(ctx)
	if err != nil {
		return loaders.Options{}, err
	}
	tables, err := a.tables()
	if err != nil {
		return loaders.Options{}, err
	}
	return job.options(tables, places, loaders.NewAgencies(agencies), slices.Concat(a.config.OwnORIs, own(job.of.OwningORI))), nil
}

// load runs the loader between a file and the store. It ends with everything committed, or nothing. nothing says why of a file that has
// rows none was taken; the load is there then, with its rejects.
func (a *app) load(s *store.Store, job loadJob) (done timeline.Load, tie store.Tie, nothing, err error) {
	options, err := a.options(a.ctx, s, &job)
	if err != nil {
		return done, tie, nil, err
	}
	format, _ := loaders.FormatOf(job.format)
	sink, err := s.BeginLoad(a.ctx, store.NewLoad{
		Case: job.of.ID, Subject: job.subject, File: job.label(), Format: string(job.format),
		Loader: loaders.LoaderName(job.format, job.profile),
		Actor:  actor(), Asker: a.look("load"), At: options.Now, Handling: format.Handling, AssumePlates: mostAssumedPlates,
	})
	if err != nil {
		return done, tie, nil, err
	}
	defer sink.Abandon(a.ctx)
	watched := &reasoned{sink, rejectReasons{}}
	bar := a.progress(job.name, job.file.size)
	tally, err := loaders.Load(a.ctx, job.format, job.input(bar.reader(job.file)), options, watched)
	bar.finish()
	if err != nil {
		return done, tie, nil, inputFault(job.name, err)
	}
	sum, bytes, err := job.file.rest()
	if err != nil {
		return done, tie, nil, badInput("%s: read to the end: %w; nothing was loaded", job.name, err)
	}
	tally.Shape.Cameras = job.table
	shape, err := json.Marshal(tally.Shape)
	if err != nil {
		return done, tie, nil, err
	}
	if done, err = sink.Finish(a.ctx, store.Summary{
		SHA256: sum, Bytes: bytes, Zone: tally.Zone, ZoneBasis: tally.ZoneBasis, Read: tally.Read, Rejected: tally.Rejected,
		Notes: tally.Notes,
		Shape: shape, BurstWindow: int(cmp.Or(job.bursts, tally.BurstWindow).Seconds()),
	}); err != nil {
		return done, tie, nil, finishFault(job.name, err)
	}
	return done, sink.Tie(), nothingTaken(job.name, done.Accepted+done.Duplicates, tally, watched.reasons.ranked()), nil
}

// finishFault says that nothing was loaded, unless that is not known.
func finishFault(name string, err error) error {
	if errors.Is(err, store.ErrUnsure) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s: %w; nothing was loaded", name, err)
}

// inputFault says that a file was not loaded, and marks the error where the file is at fault. The name is put before
// errors that do not begin with it.
func inputFault(name string, err error) error {
	prefix := name + ": "
	if strings.HasPrefix(err.Error(), prefix) {
		prefix = ""
	}
	var input *loaders.InputError
	if errors.As(err, &input) {
		err = failure{exitInput, err}
	}
	return fmt.Errorf("%s%w; nothing was loaded", prefix, err)
}

func own(ori string) []string {
	if ori == "" {
		return nil
	}
	return []string{ori}
}

// writeTie tells which load took the file before, and how the reads of the load are tied to a vehicle of the subject.
func (c *loadCmd) writeTie(w *strings.Builder, tie store.Tie) {
	if tie.Before != 0 {
		fmt.Fprintf(w, "  The same file was taken by load %d before.\n", tie.Before)
	}
	writeHits(w, tie.Hits)
	if n := othersIn(tie.Named); n > 0 {
		fmt.Fprintf(w, "%s of another person than %s %s set aside. Look at them; what is of %[2]s after all, confirm:\n"+
			"  sightline marks add EVENT --confirmed --text WORDS --case %[4]s --subject %[5]q\n"+
			"or, where it is another name of %[2]s: sightline cases subject %[5]q --case %[4]s --alias NAME\n",
			words.Count(n, "event"), c.Subject, words.Form(n, "is", "are"), c.Case, c.Subject)
	}
	for _, plate := range tie.Assumed {
		fmt.Fprintf(w, "%s was taken to hold %s, because the file was loaded for this subject.\n", c.Subject, plate)
	}
	if p := tie.Untied; p != nil {
		fmt.Fprintf(w, "%s holds no vehicle, so none of these reads is a sighting of the subject yet. Say which plate it is, for example:\n"+
			"  sightline cases vehicle --case %s --subject %q %s/%s\n", c.Subject, c.Case, c.Subject, p.Number, cmp.Or(p.State, "STATE"))
	}
}

// othersIn is how many events name another person than the subject.
func othersIn(named []person.Count) (n int64) {
	for _, c := range named {
		if c.Verdict == person.Another {
			n += c.Events
		}
	}
	return n
}

// writeLoad tells how a load went.
func writeLoad(w *strings.Builder, l timeline.Load) {
	fmt.Fprintf(w, "Load %d: %s (%s)\n", l.ID, l.File, l.Format)
	fmt.Fprintf(w, "  read %d = accepted %d + duplicates %d + rejected %d\n", l.Read, l.Accepted, l.Duplicates, l.Rejected)
	if said := timeline.ReadIn(l.Zone, l.ZoneBasis); said != "" {
		fmt.Fprintf(w, "  %s\n", said)
	}
	for _, n := range l.Notes {
		fmt.Fprintf(w, "  %d × %s\n", n.Count, n.Text)
	}
	if l.Accepted == 0 && l.Duplicates > 0 {
		fmt.Fprintf(w, "  Everything in it was loaded before; nothing was added.\n")
	}
	if u := l.Undone; u != nil {
		fmt.Fprintf(w, "  undone %s by %s: %s\n", u.At.Format("2006-01-02 15:04:05 MST"), u.By, u.Why)
		return
	}
	if l.Rejected > 0 {
		fmt.Fprintf(w, "  sightline loads rejects %d shows the rejected rows and why; with --out FILE it writes them to be mended and loaded again.\n", l.ID)
	}
}

func parseZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, badInput("--tz %q is not a time zone; write an IANA name such as America/Chicago, or UTC", name)
	}
	return zone, nil
}

func parseVehicles(texts []string) ([]timeline.Holding, error) {
	var all []timeline.Holding
	for _, text := range texts {
		number, state, _ := strings.Cut(text, "/")
		held, err := plate.Parse(number)
		stated := strings.ToUpper(strings.TrimSpace(state))
		switch {
		case err != nil:
			return nil, badInput("--vehicle %q: the plate %w; write plate and state, such as ABC123/TX", text, err)
		case !plate.ValidPlateState(stated):
			return nil, badInput("--vehicle %q: write plate and state, such as ABC123/TX", text)
		case held.State != "" && held.State != stated:
			return nil, badInput("--vehicle %q: the plate names state %s and the state behind it is %s", text, held.State, stated)
		}
		held.State, held.Raw = stated, ""
		all = append(all, timeline.Holding{Of: held.Identifier(), Basis: "stated by the analyst"})
	}
	return all, nil
}
