package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestManyReports asks for ten reports at once, as pages, PDF and Word documents: all come, in bounded memory, and whoever
// asks the server anything else meanwhile is answered at once.
func TestManyReports(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	fetch(t, address+"/subjects/2/report.html?recipient=warm") // engines and outlines are at hand
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200); err != nil {
		t.Fatal(err)
	}
	begins := map[string]string{"html": "<!DOCTYPE html>", "pdf": "%PDF-1.", "docx": "PK"}
	var all sync.WaitGroup
	start := time.Now()
	for i := range 10 {
		format := []string{"html", "pdf", "docx"}[i%3]
		all.Go(func() {
			if body := fetch(t, address+"/subjects/2/report."+format+"?recipient="+strconv.Itoa(i)); !bytes.HasPrefix(body,
				[]byte(begins[format])) {
				t.Errorf("report %d as %s begins %.20q", i, format, body)
			}
		})
	}
	made := make(chan struct{})
	go func() { all.Wait(); close(made) }()
	worst, asked := time.Duration(0), 0
	for waiting := true; waiting; {
		select {
		case <-made:
			waiting = false
		case <-time.After(50 * time.Millisecond):
			before := time.Now()
			fetch(t, address+"/healthz")
			worst, asked = max(worst, time.Since(before)), asked+1
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	kB, err := strconv.Atoi(string(regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ten reports in %v, at most %d MiB; of %d requests meanwhile the slowest took %v", time.Since(start).Round(time.Millisecond),
		kB>>10, asked, worst)
	if kB>>10 > 1024 {
		t.Errorf("ten reports took %d MiB", kB>>10)
	}
	if worst > 2*time.Second || asked == 0 {
		t.Errorf("of %d requests meanwhile one took %v", asked, worst)
	}
}

// fetch returns the body of a good answer.
func fetch(t *testing.T, address string) []byte {
	answer, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s, %v", address, answer.Status, err)
	}
	return body
}
