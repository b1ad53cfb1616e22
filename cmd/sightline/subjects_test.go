package main

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/sample"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// otherSubject is somebody who holds a vehicle that was never read.
func otherSubject() timeline.Subject {
	return timeline.Subject{Name: "Other, Bob",
		Holdings: []timeline.Holding{{Of: timeline.Plate{Number: "ZQI058", State: "OK"}.Identifier()}}}
}

// sightedOften makes a case with a subject of whose vehicle there are that many reads over some months, at a thousand cameras whose
// positions vary, so that each read has a site of its own. Of 50 reads one is of a plate that looks alike, and of 100 one
// has no state. There are a hundred inquiries and some stays too. It returns the subject's number.
func sightedOften(t *testing.T, s *store.Store, number string, own timeline.Plate, reads, months int) int64 {
	t.Helper()
	ctx, look := t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}}
	of, _, err := s.PutCase(ctx, timeline.Case{Number: number, Title: "Invented", OwningORI: "ZZ9990100"}, look)
	if err != nil {
		t.Fatal(err)
	}
	subject, made, err := s.PutSubject(ctx, of.ID,
		timeline.Subject{Name: "Often, Ann", Holdings: []timeline.Holding{{Of: own.Identifier(), Basis: "invented"}}}, look)
	if err != nil || !made {
		if err != nil {
			t.Fatal(err)
		}
		return subject
	}
	finish := func(l *store.Load, n int) {
		if _, err := l.Finish(ctx, store.Summary{Read: int64(n), Zone: "UTC", ZoneBasis: timeline.BasisStated}); err != nil {
			t.Fatal(err)
		}
	}
	begin := func(format string) *store.Load {
		l, err := s.BeginLoad(ctx, store.NewLoad{Case: of.ID, Subject: subject, File: format, Format: format, Loader: "invented",
			Actor: "bench", At: sample.ReadsTo()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Abandon(ctx) })
		return l
	}
	chance := rand.New(rand.NewPCG(5, uint64(reads)))
	like := plate.Similar(own.Number)
	from := sample.ReadsFrom().AddDate(0, 2, 0)
	span := from.AddDate(0, months, 0).Sub(from)
	l := begin("plates")
	var batch []timeline.Read
	for i := range reads {
		camera := i * 7919 % 1000
		point := orb.Point{-98 + float64(camera%32)*0.03 + chance.NormFloat64()*0.0002,
			35 + float64(camera/32)*0.03 + chance.NormFloat64()*0.0002}
		site := timeline.Site{Key: fmt.Sprintf("cam-%d", camera), Name: fmt.Sprintf("Invented Rd %d", camera), Point: point}
		site.Where = timeline.Where{Point: point, Class: timeline.ClassSite, Radius: 30, Label: site.Name, State: "OK",
			Zone: "America/Chicago", Basis: "invented"}
		read := timeline.Read{Record: timeline.Record{Line: i + 1, Text: fmt.Appendf(nil, "read %d", i)}, Precision: timeline.Second,
			Plate: own, Site: site,
			Point: point, Confidence: 0.9, At: from.Add(span / time.Duration(reads) * time.Duration(i)).Truncate(time.Second)}
		switch {
		case i%50 == 49:
			read.Plate.Number = like[chance.IntN(len(like))]
		case i%100 == 20:
			read.Plate.State = ""
		}
		if batch = append(batch, read); len(batch) == fillBatch || i == reads-1 {
			if err := l.Reads(ctx, batch); err != nil {
				t.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	finish(l, reads)
	l = begin("ncic")
	const inquiries = 100
	for i := range inquiries {
		text := fmt.Appendf(nil, "%s inquiry %d", number, i)
		at := from.Add(span / inquiries * time.Duration(i)).Truncate(time.Minute)
		x := timeline.Event{Kind: kinds.Inquiry, Code: "QW", Agency: &timeline.Agency{ORI: "ZZ9990100"},
			First: timeline.When{Zone: "UTC", Basis: timeline.BasisStated, Start: at, End: at.Add(time.Minute), Precision: timeline.Minute},
			Where: timeline.Where{Point: orb.Point{-97.5, 35.5}, Class: timeline.ClassAgency, Radius: 1000, Label: "Office", State: "OK",
				Zone: "America/Chicago", Basis: "invented"}}
		if err := l.Events(ctx, timeline.Record{Line: i + 1, Text: text, Key: sha256.Sum256(text)}, []timeline.Event{x}); err != nil {
			t.Fatal(err)
		}
	}
	finish(l, inquiries)
	return subject
}
