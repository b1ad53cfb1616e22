package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sightline/loaders"
)

type profileCmd struct {
	List  profileListCmd  `cmd:"" default:"withargs" help:"List the profiles, shipped and your own."`
	Show  profileShowCmd  `cmd:"" help:"Print a profile, to read it or to copy it."`
	Guess profileGuessCmd `cmd:"" help:"Draft a profile from a file, with how sure each column is and why."`
}

type profileListCmd struct{}

// profileRow is a profile as it is listed.
type profileRow struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Version  int      `json:"version"`
	Format   string   `json:"format"`
	Form     string   `json:"form"`
	Verified bool     `json:"verified"`
	Source   string   `json:"source,omitempty"`
	Note     string   `json:"note,omitempty"`
	Zone     string   `json:"zone,omitempty"`
	Shipped  bool     `json:"shipped"`
	Fields   []string `json:"fields"`
	Fault    string   `json:"fault,omitempty"` // why it cannot be used
}

func rowOf(p *loaders.Profile) profileRow {
	return profileRow{p.Name, p.Title, p.Version, string(p.Format), string(p.Form), p.Verified, p.Source, p.Note, p.Zone(), p.Shipped,
		p.Fields(), ""}
}

// Run lists the profiles.
func (profileListCmd) Run(a *app) error {
	var rows []profileRow
	own, err := a.ownProfiles()
	if err != nil {
		return err
	}
	rows = append(rows, own...)
	for _, p := range loaders.ShippedProfiles() {
		rows = append(rows, rowOf(p))
	}
	var text strings.Builder
	for _, r := range rows {
		whose := "shipped"
		if !r.Shipped {
			whose = "your own"
		}
		fmt.Fprintf(&text, "%s (%s, %s, %s)\n", r.Name, r.Format, r.Form, whose)
		switch {
		case r.Fault != "":
			fmt.Fprintf(&text, "  cannot be used: %s\n", r.Fault)
			continue
		case r.Verified:
			fmt.Fprintf(&text, "  %s\n  verified: %s\n", r.Title, r.Source)
		default:
			fmt.Fprintf(&text, "  %s\n  not verified\n", r.Title)
		}
		if r.Note != "" {
			fmt.Fprintf(&text, "  %s\n", r.Note)
		}
	}
	fmt.Fprintf(&text, "Your own profiles lie in %s. To change a shipped one, copy it there under the same name:\n  sightline profile show NAME > %s\n",
		a.profilesDir(), filepath.Join(a.profilesDir(), "NAME.toml"))
	return a.print(map[string]any{"profiles": rows, "directory": a.profilesDir()}, text.String())
}

// ownProfiles are the user's own profiles, those that cannot be used with the reason.
func (a *app) ownProfiles() ([]profileRow, error) {
	entries, err := os.ReadDir(a.profilesDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	var rows []profileRow
	for _, e := range entries {
		name, isTOML := strings.CutSuffix(e.Name(), ".toml")
		if !isTOML {
			continue
		}
		p, err := a.profile(name)
		switch {
		case err != nil:
			rows = append(rows, profileRow{Name: name, Fault: err.Error(), Fields: []string{}})
		case p.Name != name:
			rows = append(rows, profileRow{Name: name, Fault: fmt.Sprintf("the file calls it %q: give file and profile one name", p.Name),
				Fields: []string{}})
		default:
			rows = append(rows, rowOf(p))
		}
	}
	return rows, nil
}

type profileShowCmd struct {
	Name string `arg:"" help:"The profile, by name or file."`
}

// Run prints a profile's text.
func (c *profileShowCmd) Run(a *app) error {
	p, err := a.profile(c.Name)
	if err != nil {
		return err
	}
	var text []byte
	if p.Shipped {
		text, _ = loaders.ShippedProfileText(p.Name)
	} else {
		path := c.Name
		if !strings.ContainsAny(path, `/\.`) {
			path = filepath.Join(a.profilesDir(), path+".toml")
		}
		if text, err = os.ReadFile(path); err != nil {
			return badInput("%w", err)
		}
	}
	return a.print(struct {
		profileRow
		Text string `json:"text"`
	}{rowOf(p), string(text)}, string(text))
}

type profileGuessCmd struct {
	File   string `arg:"" help:"The file to draft a profile from."`
	Format string `placeholder:"FORMAT" help:"What the file holds, where its content does not tell: ${profile_formats}."`
	Member string `placeholder:"NAME" help:"The file of a ZIP archive to look at, when it holds several."`
	Name   string `placeholder:"NAME" default:"mine" help:"What the profile is to be called."`
}

// Run drafts a profile and prints it.
func (c *profileGuessCmd) Run(a *app) error {
	if c.Format != "" && !slices.Contains(loaders.ProfileFormats(), loaders.FormatName(c.Format)) {
		return badInput("--format %q: choose one of %s", c.Format, namesText(loaders.ProfileFormats(), ", "))
	}
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	name := filepath.Base(c.File)
	in := loaders.Input{Name: name, Reader: file, Size: file.size, At: file.at(), Member: c.Member}
	draft, err := loaders.GuessProfile(a.ctx, in, loaders.FormatName(c.Format), loaders.Options{Now: now()})
	if err != nil {
		return inputFault(name, err)
	}
	text := draft.Text(c.Name, name)
	return a.print(struct {
		loaders.Draft
		Text string `json:"text"`
	}{draft, text}, text)
}
