package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// formatVars are the formats of files to load, and what each holds, for the help.
func formatVars() map[string]string {
	var holds []string
	for _, f := range loaders.Formats() {
		holds = append(holds, fmt.Sprintf("%s (%s)", f.Name, f.Holds))
	}
	return map[string]string{
		"load_formats": namesText(loaders.FormatNames(), ","), "typed_kinds": namesText(kinds.Typed(), ","),
		"load_holds": strings.Join(holds, "; "), "profile_formats": namesText(loaders.ProfileFormats(), ", "),
	}
}

func namesText[T ~string](all []T, between string) string {
	var names []string
	for _, name := range all {
		names = append(names, string(name))
	}
	return strings.Join(names, between)
}

// leastSure is how sure the content of a file must make its format for load auto to go on.
const leastSure = 0.6

// job gathers what was said about the file; its format is "auto" when the content is to tell.
func (c *loadCmd) job(a *app) (job loadJob, err error) {
	job = loadJob{name: filepath.Base(c.File), format: loaders.FormatName(c.Format), member: c.Member}
	if job.zone, err = parseZone(c.TZ); err != nil {
		return job, err
	}
	if job.order, err = parseDateOrder(c.DateOrder); err != nil {
		return job, err
	}
	if job.bursts = c.Bursts; job.bursts < 0 || job.bursts > time.Hour || job.bursts%time.Second != 0 {
		return job, badInput("--bursts %s: write whole seconds, up to an hour, such as 30s", c.Bursts)
	}
	if c.Profile != "" {
		if job.profile, err = a.profile(c.Profile); err != nil {
			return job, err
		}
		if job.format == "auto" {
			job.format = job.profile.Format
		}
		if job.profile.Format != job.format {
			return job, badInput("--profile %s is for %s, not for %s", c.Profile, job.profile.Format, job.format)
		}
	}
	if job.columns, err = parseColumns(c.Column); err != nil {
		return job, err
	}
	if job.profile != nil && len(job.columns) > 0 {
		return job, badInput("--column and --profile both say where fields are: change the profile")
	}
	if c.Cameras != "" {
		job.table = c.Cameras
		job.cameras, err = a.cameras(c.Cameras)
	}
	return job, err
}

// recognize finds out what a file holds, which the job's own reader does not notice, and says so in a sentence.
func (c *loadCmd) recognize(a *app, job *loadJob) (string, error) {
	file, err := openInput(c.File)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if file.size == 0 {
		return "", badInput("%s: only a file that is not empty can be looked at before it is read: say what it holds", job.name)
	}
	d, err := loaders.Recognize(a.ctx, job.input(file))
	if err != nil {
		return "", inputFault(job.name, err)
	}
	if d.Format == "" || d.Confidence < leastSure {
		told, err := c.guess(a, job)
		if err == nil && job.profile == nil {
			err = badInput("%s: what it holds cannot be told: %s. Say it: sightline load plates %s …, or draft a profile: sightline profile guess %s",
				job.name, d.Why, job.name, job.name)
		}
		return told, err
	}
	job.format, job.profile = d.Format, d.Profile
	return fmt.Sprintf("%s is taken for %s (%.0f %% sure): %s.\n", job.name, d.Format, 100*d.Confidence, d.Why), nil
}

// guess drafts a profile for a file of which it is not known how it is laid out, and has it read by the draft where that is sure. It
// says so with what is read as what.
func (c *loadCmd) guess(a *app, job *loadJob) (string, error) {
	if job.file.size == 0 { // a pipe cannot be read twice
		return "", nil
	}
	file, err := openInput(c.File)
	if err != nil {
		return "", err
	}
	defer file.Close()
	places, err := a.places()
	if err != nil {
		return "", err
	}
	format := job.format
	if format == "auto" {
		format = ""
	}
	d, p, err := loaders.GuessUnknown(a.ctx, job.input(file), format, job.options(nil, places, nil, nil))
	if err != nil {
		return "", inputFault(job.name, err)
	}
	if p == nil {
		return "", nil
	}
	job.format, job.profile = p.Format, p
	return fmt.Sprintf("%s is of no layout that is known by name. It is read by a guess that fits, as %s: %s. Taken of its beginning: %d of %d.\n"+
		"To look through the guess and keep it: sightline profile guess %s > %s; then --profile mine.\n", job.name, p.Format, d.Mapping(),
		d.Tried.Taken, d.Tried.Read, c.File, filepath.Join(a.profilesDir(), "mine.toml")), nil
}

// parseColumns reads the columns of fields: time=Read Time.
func parseColumns(texts []string) (map[string]string, error) {
	columns := map[string]string{}
	for _, text := range texts {
		field, heading, ok := strings.Cut(text, "=")
		field, heading = strings.TrimSpace(field), strings.TrimSpace(heading)
		if _, twice := columns[field]; !ok || field == "" || twice {
			return nil, badInput("--column %q: write a field and the heading of its column, each field once, such as --column time=\"Read Time\"", text)
		}
		columns[field] = heading
	}
	return columns, nil
}

func parseDateOrder(text string) (clock.DateOrder, error) {
	switch strings.ToLower(text) {
	case "":
		return "", nil
	case string(clock.MonthFirst), "mdy":
		return clock.MonthFirst, nil
	case string(clock.DayFirst), "dmy":
		return clock.DayFirst, nil
	}
	return "", badInput("--date-order %q: write %s or %s", text, clock.MonthFirst, clock.DayFirst)
}

// cameras reads a table of cameras. One that has a row that cannot be used is refused: reads would lie elsewhere.
func (a *app) cameras(path string) (*loaders.Cameras, error) {
	file, err := openInput(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	places, err := a.places()
	if err != nil {
		return nil, err
	}
	name := filepath.Base(path)
	cameras, rejects, err := loaders.LoadCameras(a.ctx, loaders.Input{Name: name, Reader: file, Size: file.size, At: file.at()}, places)
	if err != nil {
		return nil, inputFault(name, err)
	}
	if len(rejects) > 0 {
		return nil, badInput("%s: line %d: %s; %s of the table of cameras cannot be used; nothing was loaded", name, rejects[0].Line,
			rejects[0].Reason, words.Count(len(rejects), "row"))
	}
	return cameras, nil
}

// profilesDir is where the user's own profiles lie.
func (a *app) profilesDir() string { return filepath.Join(a.config.DataDir, "profiles") }

// profile finds a profile: a file where a path is given, else the user's own of that name, else a shipped one.
func (a *app) profile(name string) (*loaders.Profile, error) {
	path := name
	if !strings.ContainsAny(name, `/\.`) {
		path = filepath.Join(a.profilesDir(), name+".toml")
	}
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		p, err := loaders.ParseProfile(filepath.Base(path), text)
		if err != nil {
			return nil, badInput("%w", err)
		}
		return p, nil
	case path == name || !errors.Is(err, fs.ErrNotExist):
		return nil, badInput("profile: %w", err)
	}
	if p := loaders.ShippedProfile(name); p != nil {
		return p, nil
	}
	return nil, badInput("there is no profile %q, neither in %s nor shipped; sightline profile list shows those there are", name,
		a.profilesDir())
}
