package export

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Limits of what is taken for a bundle. Text compresses some twenty-fold; a zip bomb a thousand-fold and more.
const (
	mostMembers   = 10_000
	mostManifest  = 16 << 20  // bytes
	mostInflation = 200       // times the size of the zip file …
	freeInflation = 128 << 20 // … and so many bytes more
)

// ErrNotBundle means that a file is no bundle, or one too damaged or too large to be checked.
var ErrNotBundle = errors.New("not a bundle that can be checked")

// Verdict is what came of checking a bundle.
type Verdict struct {
	Manifest Manifest
	SHA256   string   // of the manifest; everything else follows from it
	Faults   []string // what was changed, left out or added, a sentence each; none when all is well
}

// Verify checks that a bundle of so many bytes holds exactly what its manifest lists. It says nothing of who made the
// manifest: for that, compare its hash, or that of the whole file, with what the sender or the audit says. Its error is
// ErrNotBundle where there is nothing to compare; it never unpacks more than a bundle of that size can hold.
func Verify(r io.ReaderAt, size int64) (Verdict, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Verdict{}, fmt.Errorf("%w: %w", ErrNotBundle, err)
	}
	if len(z.File) > mostMembers {
		return Verdict{}, fmt.Errorf("%w: it has %d members, more than %d", ErrNotBundle, len(z.File), mostMembers)
	}
	v := &verifier{room: freeInflation + mostInflation*size, files: map[string]*zip.File{}}
	for _, f := range z.File {
		v.file(f)
	}
	if err := v.readManifest(); err != nil {
		return Verdict{}, err
	}
	if err := v.compare(); err != nil {
		return Verdict{}, err
	}
	slices.Sort(v.Faults)
	return v.Verdict, nil
}

type verifier struct {
	Verdict
	room  int64 // how much may still be unpacked, bytes
	files map[string]*zip.File
}

func (v *verifier) fault(format string, a ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, a...))
}

// file takes note of a member of the zip file.
func (v *verifier) file(f *zip.File) {
	switch {
	case !fs.ValidPath(f.Name) || strings.Contains(f.Name, `\`) || !f.Mode().IsRegular():
		v.fault("%q is no name of a file that a bundle holds", f.Name)
	case v.files[f.Name] != nil:
		v.fault("%q is there twice", f.Name)
	default:
		v.files[f.Name] = f
	}
}

var errBomb = fmt.Errorf("%w: it unpacks to far more than a bundle of its size holds", ErrNotBundle)

// unpack writes a member to w, at most so many bytes; more is an error.
func (v *verifier) unpack(f *zip.File, w io.Writer, most int64) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := io.Copy(w, io.LimitReader(r, min(most, v.room)+1))
	if v.room -= n; v.room < 0 {
		return errBomb
	}
	if err == nil && n > most {
		return fmt.Errorf("it is longer than %d bytes", most)
	}
	return err
}

func (v *verifier) readManifest() error {
	f := v.files[manifestName]
	if f == nil {
		return fmt.Errorf("%w: it has no %s", ErrNotBundle, manifestName)
	}
	var text strings.Builder
	if err := v.unpack(f, &text, mostManifest); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNotBundle, manifestName, err)
	}
	if err := json.Unmarshal([]byte(text.String()), &v.Manifest); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNotBundle, manifestName, err)
	}
	if v.Manifest.Format != bundleFormat {
		return fmt.Errorf("%w: its format is %q, and only %q is known", ErrNotBundle, v.Manifest.Format, bundleFormat)
	}
	hash := sha256.Sum256([]byte(text.String()))
	v.SHA256 = hex.EncodeToString(hash[:])
	return nil
}

// compare holds members and manifest against each other.
func (v *verifier) compare() error {
	listed := map[string]bool{manifestName: true}
	for _, m := range v.Manifest.Members {
		if listed[m.Name] {
			v.fault("%q is listed twice", m.Name)
			continue
		}
		listed[m.Name] = true
		f := v.files[m.Name]
		if f == nil {
			v.fault("%q is missing", m.Name)
			continue
		}
		hash := sha256.New()
		err := v.unpack(f, hash, max(m.Bytes, 0))
		switch {
		case errors.Is(err, errBomb):
			return err
		case err != nil:
			v.fault("%q was changed: %v", m.Name, err)
		case hex.EncodeToString(hash.Sum(nil)) != m.SHA256:
			v.fault("%q was changed: its SHA-256 is not the one listed", m.Name)
		}
	}
	for name := range maps.Keys(v.files) {
		if !listed[name] {
			v.fault("%q was added: it is not listed", name)
		}
	}
	return nil
}
