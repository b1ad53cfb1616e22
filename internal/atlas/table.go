package atlas

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// readTable hands the rows of a packaged, gzip'd, tab-separated table to a function, without the header line.
func readTable(assets fs.FS, name, header string, row func(fields []string) error) error {
	file, err := assets.Open(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	if err := parseTable(text, header, row); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

// parseTable reads a table whose first line must be the header. Every row must have as many fields as the header.
func parseTable(r io.Reader, header string, row func(fields []string) error) error {
	lines := bufio.NewScanner(r)
	if !lines.Scan() || lines.Text() != header {
		return errors.Join(fmt.Errorf("the header is not %q", header), lines.Err())
	}
	width := strings.Count(header, "\t") + 1
	for n := 2; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != width {
			return fmt.Errorf("line %d has %d fields, not %d", n, len(fields), width)
		}
		if err := row(fields); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// position reads a latitude and a longitude in degrees. Both empty mean that there is none: ok is false.
func position(lat, lon string) (p orb.Point, ok bool, err error) {
	if lat == "" && lon == "" {
		return p, false, nil
	}
	y, err := strconv.ParseFloat(lat, 64)
	if err != nil {
		return p, false, fmt.Errorf("latitude: %w", err)
	}
	x, err := strconv.ParseFloat(lon, 64)
	if err != nil {
		return p, false, fmt.Errorf("longitude: %w", err)
	}
	if p = (orb.Point{x, y}); !valid(p) {
		return p, false, fmt.Errorf("no position: latitude %s, longitude %s", lat, lon)
	}
	return p, true, nil
}
