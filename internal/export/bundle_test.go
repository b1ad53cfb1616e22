package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// parts are an invented report and records.
func parts() Parts {
	return Parts{
		Parameters: analysis.DefaultParameters(),
		Files: []PartFile{{"report.html", "the report", func(w io.Writer) error {
			_, err := io.WriteString(w, "<!doctype html><title>invented</title>")
			return err
		}}},
		Records: func(each func(int64, int, []byte) error) error {
			return errors.Join(each(1, 1, []byte("first\nsecond line")), each(1, 7, []byte{0xff, 0x00, 0xfe}),
				each(2, 3, []byte("a,b,<c>")))
		},
	}
}

func bundled(t testing.TB, d timeline.Dossier) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBundle(t.Context(), &b, d, given(), parts()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contents are the members of a zip file in their order.
func contents(t testing.TB, body []byte) (names []string, texts map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, texts[f.Name] = append(names, f.Name), text
	}
	return names, texts
}

// zipped makes a zip file of members.
func zipped(t testing.TB, names []string, texts map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(texts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(body []byte) (Verdict, error) { return Verify(bytes.NewReader(body), int64(len(body))) }

func TestBundleIsWhole(t *testing.T) {
	for name, d := range dossiers() {
		body := bundled(t, d)
		v, err := verify(body)
		if err != nil || len(v.Faults) > 0 {
			t.Errorf("%s: a new bundle has faults %q: %v", name, v.Faults, err)
		}
		if v.Manifest.Recipient != "Det. R. Cipient" || v.Manifest.Purpose != "locate a missing child" ||
			!slices.Equal(v.Manifest.Caveats, kinds.Caveats()) {
			t.Errorf("%s: the manifest says %+v", name, v.Manifest)
		}
	}
	if !bytes.Equal(bundled(t, varied()), bundled(t, varied())) {
		t.Error("a bundle differs from run to run")
	}
}

func TestBundleMembers(t *testing.T) {
	d := varied()
	names, texts := contents(t, bundled(t, d))
	want := []string{"README.txt", "report.html"}
	for _, f := range Formats() {
		want = append(want, "data/dossier"+f.Extension)
		if !bytes.Equal(texts["data/dossier"+f.Extension], written(t, f.Name, d, given())) {
			t.Errorf("the %s in the bundle is not the one alone", f.Name)
		}
	}
	want = append(want, "data/dossier.json", "sources/loads.json", "sources/parameters.json", "records/load-1.jsonl",
		"records/load-2.jsonl", manifestName)
	if !slices.Equal(names, want) {
		t.Errorf("members are %q, want %q", names, want)
	}
	var back timeline.Dossier
	if err := json.Unmarshal(texts["data/dossier.json"], &back); err != nil || len(back.Events) != len(d.Events) ||
		len(back.Loads) != len(d.Loads) {
		t.Errorf("the dossier does not come back: %v", err)
	}
	var records []rawRecord
	for dec := json.NewDecoder(bytes.NewReader(texts["records/load-1.jsonl"])); dec.More(); {
		var r rawRecord
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if want := []rawRecord{{Line: 1, Text: "first\nsecond line"},
		{Line: 7, Base64: base64.StdEncoding.EncodeToString([]byte{0xff, 0x00, 0xfe})}}; !slices.Equal(records, want) {
		t.Errorf("records are %+v, want %+v", records, want)
	}
	var p struct{ Parameters analysis.Parameters }
	if err := json.Unmarshal(texts["sources/parameters.json"], &p); err != nil || p.Parameters.Gap != analysis.DefaultParameters().Gap {
		t.Errorf("the rules do not come back: %v", err)
	}
}

// TestVerifyFinds changes a bundle in every way there is.
func TestVerifyFinds(t *testing.T) {
	for name, c := range map[string]struct {
		change func(names []string, texts map[string][]byte) []string
		want   string
	}{
		"changed": {func(n []string, m map[string][]byte) []string { m["report.html"][3] ^= 1; return n },
			`"report.html" was changed: its SHA-256`},
		"longer": {func(n []string, m map[string][]byte) []string {
			m["README.txt"] = append(m["README.txt"], '\n')
			return n
		}, `"README.txt" was changed: it is longer`},
		"shorter": {func(n []string, m map[string][]byte) []string {
			m["README.txt"] = m["README.txt"][1:]
			return n
		}, `"README.txt" was changed`},
		"missing": {func(n []string, m map[string][]byte) []string { return n[1:] }, `"README.txt" is missing`},
		"added": {func(n []string, m map[string][]byte) []string {
			m["more.txt"] = []byte("x")
			return append(n, "more.txt")
		}, `"more.txt" was added`},
		"twice":    {func(n []string, m map[string][]byte) []string { return append(n, "README.txt") }, `"README.txt" is there twice`},
		"escapes":  {func(n []string, m map[string][]byte) []string { return append(n, "../../etc/passwd") }, "no name of a file"},
		"absolute": {func(n []string, m map[string][]byte) []string { return append(n, "/etc/passwd") }, "no name of a file"},
		"renamed": {func(n []string, m map[string][]byte) []string {
			m["Readme.txt"] = m["README.txt"]
			return append(n[1:], "Readme.txt")
		}, `"README.txt" is missing`},
		"listed twice": {func(n []string, m map[string][]byte) []string {
			m[manifestName] = bytes.Replace(m[manifestName], []byte(`"report.html"`), []byte(`"README.txt"`), 1)
			return n
		}, "is listed twice"},
	} {
		names, texts := contents(t, bundled(t, varied()))
		names = c.change(names, texts)
		v, err := verify(zipped(t, names, texts))
		if err != nil || !strings.Contains(strings.Join(v.Faults, "\n"), c.want) {
			t.Errorf("%s: faults are %q, want %q (%v)", name, v.Faults, c.want, err)
		}
	}
}

// TestVerifySeesEveryByte flips each of many bytes of a bundle; none may go unseen but those a zip file does not use.
func TestVerifySeesEveryByte(t *testing.T) {
	body := bundled(t, tell().read(-97, 32, "").done())
	names, _ := contents(t, body)
	for at := 0; at < len(body); at += max(1, len(body)/400) {
		changed := slices.Clone(body)
		changed[at] ^= 0x10
		v, err := verify(changed)
		if err != nil || len(v.Faults) > 0 {
			continue
		}
		// What is left unseen is only in headers: what the members say is the same.
		same, texts := contents(t, changed)
		_, before := contents(t, body)
		if !slices.Equal(same, names) {
			t.Fatalf("byte %d changed the names unseen", at)
		}
		for name, text := range texts {
			if !bytes.Equal(text, before[name]) {
				t.Fatalf("byte %d changed %s unseen", at, name)
			}
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	whole := bundled(t, varied())
	for name, body := range map[string][]byte{
		"nothing": nil, "text": []byte("hello"), "half": whole[:len(whole)/2], "no manifest": zipped(t, []string{"a"}, nil),
		"no JSON":          zipped(t, []string{manifestName}, map[string][]byte{manifestName: []byte("{")}),
		"another format":   zipped(t, []string{manifestName}, map[string][]byte{manifestName: []byte(`{"format":"sightline-bundle/2"}`)}),
		"too many members": zipped(t, manyNames(mostMembers+1), nil),
	} {
		if _, err := verify(body); !errors.Is(err, ErrNotBundle) {
			t.Errorf("%s is taken for a bundle: %v", name, err)
		}
	}
}

func manyNames(n int) []string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprint("m", i))
	}
	return names
}

// TestVerifyRefusesBombs unpacks neither a manifest nor members that are far larger than their zip file.
func TestVerifyRefusesBombs(t *testing.T) {
	const huge = 300 << 20
	manifest := func(size int64) []byte {
		text, err := json.Marshal(Manifest{Format: bundleFormat, Members: []Member{{Name: "zeros", Bytes: size, SHA256: "00"}}})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if body := bomb(t, huge, manifest(huge)); len(body) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(body))
	} else if _, err := verify(body); !errors.Is(err, errBomb) {
		t.Errorf("a bomb is unpacked: %v", err)
	}
	// One whose manifest tells a small size is a changed member, and no more than that size of it is read.
	if v, err := verify(bomb(t, huge, manifest(10))); err != nil || len(v.Faults) != 1 ||
		!strings.Contains(v.Faults[0], "longer than 10 bytes") {
		t.Errorf("faults are %q: %v", v.Faults, err)
	}
	zeros := zipped(t, []string{manifestName}, map[string][]byte{manifestName: bytes.Repeat([]byte{' '}, mostManifest+1)})
	if _, err := verify(zeros); !errors.Is(err, ErrNotBundle) {
		t.Errorf("a manifest of %d bytes is read: %v", mostManifest+1, err)
	}
}

// bomb is a zip file of a manifest and very many zeros.
func bomb(t *testing.T, size int, manifest []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create("zeros")
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for range size >> 20 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if w, err = z.Create(manifestName); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(manifest); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBundleFails(t *testing.T) {
	bad := errors.New("no report today")
	p := parts()
	p.Files[0].Write = func(io.Writer) error { return bad }
	if err := WriteBundle(t.Context(), io.Discard, varied(), given(), p); !errors.Is(err, bad) {
		t.Errorf("a bundle without its report is written: %v", err)
	}
	p = parts()
	p.Records = func(func(int64, int, []byte) error) error { return bad }
	if err := WriteBundle(t.Context(), io.Discard, varied(), given(), p); !errors.Is(err, bad) {
		t.Errorf("a bundle without its records is written: %v", err)
	}
	if err := WriteBundle(t.Context(), &full{10_000}, varied(), given(), parts()); !errors.Is(err, errFull) {
		t.Errorf("a bundle that has no room is written: %v", err)
	}
}

// FuzzVerify gives the verifier anything; what it finds whole must hold what its manifest lists.
func FuzzVerify(f *testing.F) {
	for _, name := range []string{"whole.zip", "added.zip", "no-manifest.zip"} {
		body, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := verify(body)
		if err != nil {
			if !errors.Is(err, ErrNotBundle) {
				t.Errorf("an error of another kind: %v", err)
			}
			return
		}
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal("what is no zip file was checked")
		}
		if len(v.Faults) == 0 && len(z.File) != len(v.Manifest.Members)+1 {
			t.Errorf("%d members are whole of %d listed", len(z.File)-1, len(v.Manifest.Members))
		}
	})
}
