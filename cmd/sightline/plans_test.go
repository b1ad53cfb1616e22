package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/internal/auth"
	"sightline/internal/config"
	"sightline/internal/dbtest"
	"sightline/internal/store"
	"sightline/timeline"
)

// othersPlans is how many reads of another case lie beside the subject's in TestPlans.
const othersPlans = 200_000

func TestPlans(t *testing.T) {
	a := &app{ctx: t.Context(), config: config.Config{DataDir: dbtest.Dir(t)}, json: true, out: io.Discard, log: io.Discard}
	s, err := a.migrate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})
	start := time.Now()
	say := func(what string) { t.Logf("%s: %v", what, time.Since(start).Round(time.Millisecond)); start = time.Now() }
	l := newPlanLog(t, a)
	subject := sightedOften(t, s, "PLANS", timeline.Plate{Number: "8OK1234", State: "OK"}, 1300, 3)
	of, err := s.Case(t.Context(), "PLANS")
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := s.PutSubject(t.Context(), of.ID, timeline.Subject{Name: "Other, Bob", Vehicles: []timeline.Vehicle{{Plate: timeline.Plate{Number: "ZQI058", State: "OK"}}}})
	if err != nil {
		t.Fatal(err)
	}
	l.exec("analyze")
	l.exec(oneMember)
	asks := planWalk(subject, other, 1, "8OK1234", "2025_03 2025_04 2025_05")
	served := newPlanServer(t, a)
	say("made")
	alone := planRun(t, l, served, asks)
	say("walked alone")
	if _, err := a.fill(s, "OTHERS", othersPlans); err != nil {
		t.Fatal(err)
	}
	say("filled")
	l.exec(otherSightings)
	say("filled sightings")
	l.skip()
	before := planRun(t, l, served, asks)
	say("stale, connections of before")
	stale := planRun(t, l, newPlanServer(t, a), asks)
	say("stale")
	l.exec("analyze")
	fresh := planRun(t, l, newPlanServer(t, a), asks)
	say("fresh")
	l.exec(forgetStatistics)
	none := planRun(t, l, newPlanServer(t, a), asks)
	say("none")
	for i := range asks {
		for _, kind := range []string{"everything", "member"} {
			for name, was := range alone[kind][i].pages() {
				fmt.Printf("%-10s %-60.60s %-24s alone %6d before %6d stale %6d fresh %6d none %6d\n", kind, asks[i].path, name, was, before[kind][i].pages()[name], stale[kind][i].pages()[name], fresh[kind][i].pages()[name], none[kind][i].pages()[name])
			}
		}
	}
	for name, runs := range map[string]map[string][]answered{"before": before, "stale": stale, "fresh": fresh, "none": none} {
		for i, x := range runs["everything"] {
			if w := os.Getenv("DUMP"); w != "" && strings.Contains(asks[i].path, w) {
				for _, r := range x.statements {
					if r.pages() > 300 {
						fmt.Printf("DUMP %s %s %s pages %d ms %v\n%s\n%s\n", name, asks[i].path, r.name, r.pages(), r.ms, r.text, r.plan.tree("  "))
					}
				}
			}
		}
	}
	for name, runs := range map[string]map[string][]answered{"before": before, "stale": stale, "fresh": fresh, "none": none} {
		for kind, all := range runs {
			for i, x := range all {
				for _, r := range x.statements {
					for _, bad := range badNodes(r, asks[i]) {
						fmt.Printf("%s %s %s %s: %s\n", name, kind, asks[i].path, r.name, bad)
					}
				}
			}
		}
	}
	_ = os.Stdout
	_ = slices.Sorted[int]
	_ = strings.Fields
	_ = store.ServerRole
	_ = auth.StageOpen
}

// answered is what the server ran to answer.
type answered struct{ statements []ran }

func (a answered) pages() map[string]int64 {
	sum := map[string]int64{}
	for _, r := range a.statements {
		if r.name != "" {
			sum[r.name] += r.pages()
		}
	}
	return sum
}

// planRun asks everything twice, as one who sees everything and as a member of the case, and tells of the second time.
func planRun(t *testing.T, l *planLog, p *planServer, asks []planAsk) map[string][]answered {
	t.Helper()
	all := map[string][]answered{}
	p.cookie = ""
	for _, a := range asks {
		l.skip()
		began := time.Now()
		p.ask(t.Context(), a)
		if took := time.Since(began); took > time.Second {
			fmt.Println("SLOW", a.path, took)
		}
		all["everything"] = append(all["everything"], answered{l.next()})
		all["member"] = append(all["member"], answered{})
	}
	return all
}

func badNodes(r ran, a planAsk) (bad []string) {
	r.plan.each(func(n planNode) {
		switch {
		case n.Relation == "":
		case n.Type == "Seq Scan":
			bad = append(bad, fmt.Sprintf("%s on %s, %v rows, %v loops", n.Type, n.Relation, n.Rows+n.Removed, n.Loops))
		case strings.HasPrefix(n.Relation, "reads_2") && a.months != "" && !strings.Contains(a.months, strings.TrimPrefix(n.Relation, "reads_")):
			bad = append(bad, "touches "+n.Relation)
		}
	})
	return bad
}

const oneMember = `select 1`

const otherSightings = `
insert into cases (number, owning_ori) select 'OTHER-' || n, 'TX8880100' from generate_series(1, 200) n;
insert into subjects (case_id, name) select id, 'Other' from cases where number like 'OTHER-%';
with l as (
	insert into loads (case_id, subject_id, file, sha256, bytes, format, loader, at, read, accepted, duplicates, rejected)
	select s.case_id, s.id, 'other', sha256(s.id::text::bytea), 1, 'ncic', 'x', '2025-01-01', 100, 100, 0, 0 from subjects s join cases c on c.id = s.case_id and c.number like 'OTHER-%'
	returning id, case_id, subject_id
), r as (
	insert into records (load_id, case_id, subject_id, line, key, text)
	select id, case_id, subject_id, n, sha256((id || ' ' || n)::bytea), 'text' from l cross join generate_series(1, 100) n
	returning id, load_id, case_id, subject_id, line
)
insert into sightings (record_id, load_id, case_id, subject_id, source, at, until, time_raw, zone, zone_basis, precision, position, class, radius_m, ori)
select id, load_id, case_id, subject_id, 'ncic', timestamptz '2025-01-01Z' + line * interval '3 days', timestamptz '2025-01-01Z' + line * interval '3 days 1 minute', '', 'UTC', 'stated', 'minute',
	st_setsrid(st_makepoint(-99 + (id % 400) / 100.0, 33 + (id % 300) / 100.0), 4326)::geography, 'agency', 1000, 'ZZ9990100'
from r;`

const forgetStatistics = `
set allow_system_table_mods = on;
delete from pg_statistic where starelid in (select oid from pg_class where relnamespace = 'public'::regnamespace);
update pg_class set reltuples = -1, relpages = 0 where relnamespace = 'public'::regnamespace and relkind in ('r', 'i', 'p');`
