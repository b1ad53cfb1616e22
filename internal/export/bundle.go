package export

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
	"unicode/utf8"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// Parts are what a bundle holds beside what follows from the dossier.
type Parts struct {
	// Files are the report and the pictures, each in all its formats.
	Files []PartFile
	// Records gives each raw record the dossier rests on, load by load.
	Records func(each func(load int64, line int, text []byte) error) error
	// Parameters are the rules the report went by.
	Parameters analysis.Parameters
}

// PartFile is a file of a bundle that is made elsewhere.
type PartFile struct {
	Name  string // in the bundle
	What  string // it is, in a few words
	Write func(io.Writer) error
}

// WriteBundle writes a zip file with all that is needed to follow a dossier back to its sources without the program: the
// report, the data in every format, the raw records, loads and parameters, and last a manifest with the SHA-256 of each.
func WriteBundle(ctx context.Context, w io.Writer, d timeline.Dossier, o Options, parts Parts) error {
	m, err := newMaterial(d, o)
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	b := &bundle{ctx: ctx, zip: zip.NewWriter(w), material: m, parts: parts}
	for _, step := range []func() error{b.readMe, b.files, b.data, b.sources, b.records, b.finish} {
		if err := step(); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
	}
	return nil
}

// bundle is a zip file being written.
type bundle struct {
	ctx      context.Context
	zip      *zip.Writer
	material *material
	parts    Parts
	members  []Member
}

// part is a member being written.
type part struct {
	Member
	io.Writer
	hash hash.Hash
	size counter
}

// begin starts a member. Members are written one after another.
func (b *bundle) begin(name, what string) (*part, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.material.Made})
	if err != nil {
		return nil, err
	}
	p := &part{Member: Member{Name: name, What: what}, hash: sha256.New()}
	p.Writer = io.MultiWriter(w, p.hash, &p.size)
	return p, nil
}

// end keeps the size and hash of a member for the manifest.
func (b *bundle) end(p *part) {
	p.Bytes, p.SHA256 = int64(p.size), hex.EncodeToString(p.hash.Sum(nil))
	b.members = append(b.members, p.Member)
}

func (b *bundle) add(name, what string, write func(io.Writer) error) error {
	p, err := b.begin(name, what)
	if err != nil {
		return err
	}
	if err := write(p); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.end(p)
	return nil
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func (b *bundle) readMe() error {
	text := strings.Join([]string{
		"What is known of one subject of a case, with everything it was drawn from.\n",
		"report.*        the report: as PDF, as a Word document, and as one page for a browser; none needs a network",
		"pictures/       the map and each chart by itself, as drawing (SVG) and as picture (PNG)",
		"data/           the events for other programs; dossier.json has every value",
		"sources/        the files that were taken in (loads.json), and the rules of the analysis (parameters.json)",
		"records/        the raw records behind each row, a file a load, a JSON value a line: line number and text",
		"manifest.json   every file here with its size and SHA-256\n",
		"To check that nothing was changed, left out or added: sightline bundle verify FILE.zip\n",
		lines(b.material.about()),
	}, "\n") + "\n"
	return b.add("README.txt", "what is here", func(w io.Writer) error {
		_, err := io.WriteString(w, printable(text))
		return err
	})
}

func (b *bundle) files() error {
	for _, f := range b.parts.Files {
		if err := b.add(f.Name, f.What, f.Write); err != nil {
			return err
		}
	}
	return nil
}

func (b *bundle) data() error {
	for _, f := range Formats() {
		err := b.add("data/dossier"+f.Extension, f.Help, func(w io.Writer) error { return f.write(b.ctx, w, b.material) })
		if err != nil {
			return err
		}
	}
	return b.json("data/dossier.json", "every value of the dossier", b.material.Dossier)
}

func (b *bundle) sources() error {
	if err := b.json("sources/loads.json", "the files that were taken in", b.material.Loads); err != nil {
		return err
	}
	return b.json("sources/parameters.json", "the rules of the analysis", map[string]any{
		"zone": b.material.Zone, "parameters": b.parts.Parameters, "caveats": kinds.Caveats(),
	})
}

func (b *bundle) json(name, what string, v any) error {
	return b.add(name, what, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(v)
	})
}

// rawRecord is a record as records/ holds it. Bytes that are no UTF-8 are in base64.
type rawRecord struct {
	Line   int    `json:"line"`
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"`
}

// records writes a member for each load. Records come load by load, so that they need not be kept.
func (b *bundle) records() error {
	var now *part
	var of int64
	err := b.parts.Records(func(load int64, line int, text []byte) (err error) {
		if now != nil && load != of {
			b.end(now)
			now = nil
		}
		if now == nil {
			of = load
			if now, err = b.begin(fmt.Sprintf("records/load-%d.jsonl", load), fmt.Sprintf("raw records of load %d", load)); err != nil {
				return err
			}
		}
		r := rawRecord{Line: line, Text: string(text)}
		if !utf8.Valid(text) {
			r.Text, r.Base64 = "", base64.StdEncoding.EncodeToString(text)
		}
		return json.NewEncoder(now).Encode(r)
	})
	if now != nil {
		b.end(now)
	}
	return err
}

// finish writes the manifest.
func (b *bundle) finish() error {
	m := b.material
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: manifestName, Method: zip.Deflate, Modified: m.Made})
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	err = e.Encode(Manifest{
		bundleFormat, m.Program, m.Made, m.Analyst, m.Case.Number, m.Subject.Name, m.Recipient, m.Agency, m.Purpose, kinds.Caveats(),
		b.members,
	})
	if err != nil {
		return err
	}
	return b.zip.Close()
}
