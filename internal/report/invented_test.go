package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/atlas"
	"sightline/internal/render"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// madeAt is when the tests' reports are made.
var madeAt = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// tools opens what every report is drawn with.
func tools(t testing.TB) Options {
	t.Helper()
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	base, err := atlas.Open(assets)
	if err != nil {
		t.Fatal(err)
	}
	charts, err := render.NewCharts(assets)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Base: base, Charts: charts, Made: madeAt, Program: "Sightline test", Analyst: "A. Analyst"}
}

// teller invents dossiers, one observation after another.
type teller struct {
	d  timeline.Dossier
	at time.Time
	r  *rand.Rand
}

func tell() *teller {
	return &teller{
		d: timeline.Dossier{
			Case: timeline.Case{ID: 1, Number: "ZZ-2026-0001", Title: "Invented case"},
			Subject: timeline.Subject{
				ID: 1, Name: "Anneliese Zzyzx", Role: "missing child", Aliases: []string{"Annie Zzyzx", "Łucja Żółć"},
				BirthDate: "2011-04-05",
				Holdings: []timeline.Holding{
					{ID: 1, Of: timeline.Plate{Number: "ZZZ0000", State: "TX"}.Identifier(), Description: "grey saloon",
						From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Basis: "registration"},
					{ID: 2, Of: timeline.Plate{Number: "QQQ0001", State: "OK"}.Identifier(), Description: "white van",
						To: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)},
					{ID: 3, Of: timeline.Identifier{Type: "NCIC number", Value: "M000000000"}},
				},
			},
			Loads: []timeline.Load{
				{ID: 1, File: "offline.txt", SHA256: strings.Repeat("ab", 32), Bytes: 51234, Format: "ncic", Loader: "ncic 1",
					Zone: "America/New_York", ZoneBasis: timeline.BasisAssumed,
					At: madeAt.Add(-48 * time.Hour), Read: 40, Accepted: 36, Duplicates: 3, Rejected: 1,
					Notes: []timeline.Note{{Text: "lines without a message key", Count: 1}}},
				{ID: 2, File: "reads.csv", SHA256: strings.Repeat("cd", 32), Bytes: 912345, Format: "plates", Loader: "plates 1",
					Zone: "America/Chicago", ZoneBasis: timeline.BasisConfigured,
					At: madeAt.Add(-47 * time.Hour), Read: 1500, Accepted: 1480, Duplicates: 15, Rejected: 5},
			},
			Withheld: []timeline.Note{{Text: "reads of plates one character off", Count: 7}},
		},
		at: time.Date(2026, 2, 3, 15, 0, 0, 0, time.UTC),
		r:  rand.New(rand.NewPCG(7, 8)),
	}
}

func (t *teller) next(after time.Duration) *timeline.Event {
	t.at = t.at.Add(after)
	n := len(t.d.Events) + 1
	t.d.Events = append(t.d.Events, timeline.Event{
		ID: fmt.Sprintf("e%d", n),
		First: timeline.When{Raw: t.at.Format("20060102 1504"), Zone: "America/New_York", Basis: timeline.BasisAssumed, Start: t.at,
			End: t.at.Add(time.Minute), Precision: timeline.Minute},
		Records: []timeline.RecordRef{{Load: 1, Line: n, File: "offline.txt", SHA256: strings.Repeat("ab", 32), Loader: "ncic 1"}},
	})
	return &t.d.Events[n-1]
}

// read adds a plate read near a point.
func (t *teller) read(after time.Duration, lon, lat float64, state, zone, camera string) *timeline.Event {
	s := t.next(after)
	confidence := 0.75 + float64(t.r.IntN(25))/100
	s.Kind, s.Parties, s.Read = timeline.KindRead, vehicle("ZZZ0000", "TX", "ZZZ-0000"), &timeline.ReadDetail{Confidence: &confidence}
	s.First.Basis, s.First.Precision, s.First.Zone = timeline.BasisStated, timeline.Second, zone
	s.Where = timeline.Where{Point: orb.Point{lon, lat}, Class: timeline.ClassSite, Radius: 25, Label: camera, State: state, Zone: zone,
		Basis: "position given in the file"}
	s.Records[0].Load, s.Records[0].File = 2, "reads.csv"
	return s
}

// inquiry adds an inquiry by an agency.
func (t *teller) inquiry(after time.Duration, key string, a timeline.Agency) *timeline.Event {
	s := t.next(after)
	s.Kind, s.Code, s.Agency, s.Where = kinds.Inquiry, key, &a, a.Where
	if strings.HasPrefix(key, "QV") {
		s.Parties = vehicle("ZZZ0000", "TX", "")
	}
	return s
}

// vehicle are the parties of what is about a vehicle of the subject.
func vehicle(number, state, raw string) []timeline.Party {
	return []timeline.Party{{Part: kinds.PartVehicle, Of: timeline.Plate{Number: number, State: state, Raw: raw}.Identifier(), Subject: 1}}
}

func office(ori, name, kind, county, state, zone string, lon, lat float64) timeline.Agency {
	return timeline.Agency{ORI: ori, Name: name, Kind: kind, County: county, State: state, Where: timeline.Where{
		Point: orb.Point{lon, lat}, Class: timeline.ClassAgency, Radius: 500, Label: name, State: state, Zone: zone, Basis: "agency table"}}
}

// address adds an address, told by the months in which it was first and last seen; 0 leaves an end open.
func (t *teller) address(label string, class timeline.Class, radius geo.Meters, lon, lat float64, months ...int) {
	month := func(m int) timeline.When {
		if m == 0 {
			return timeline.When{}
		}
		start := time.Date(2026, time.Month(m), 1, 6, 0, 0, 0, time.UTC)
		return timeline.When{Raw: start.Format("01/2006"), Zone: "America/Chicago", Basis: timeline.BasisConfigured, Start: start,
			End: start.AddDate(0, 1, 0), Precision: timeline.Month}
	}
	n, last := len(t.d.Events)+1, month(months[1])
	t.d.Events = append(t.d.Events, timeline.Event{
		ID: fmt.Sprintf("e%d", n), Kind: kinds.Address, First: month(months[0]), Last: &last,
		Where: timeline.Where{Point: orb.Point{lon, lat}, Class: class, Radius: radius, Label: label, State: "TX",
			Zone: "America/Chicago"},
		Records: []timeline.RecordRef{{Load: 1, Line: 100 + n, File: "addresses.csv"}},
	})
}

// told returns what was invented, in time order.
func (t *teller) told() timeline.Dossier {
	slices.SortStableFunc(t.d.Events, timeline.ByTime)
	return t.d
}

// journey is a subject seen through five states over some months, with everything a report can hold.
func journey(reads int) timeline.Dossier {
	t := tell()
	type city struct {
		name, state, zone string
		lon, lat          float64
	}
	cities := []city{
		{"Dallas", "TX", "America/Chicago", -96.8, 32.78}, {"Oklahoma City", "OK", "America/Chicago", -97.51, 35.47},
		{"Tulsa", "OK", "America/Chicago", -95.99, 36.15},
		{"Kansas City", "MO", "America/Chicago", -94.58, 39.1}, {"St. Louis", "MO", "America/Chicago", -90.2, 38.63},
		{"Indianapolis", "IN", "America/Indiana/Indianapolis", -86.16, 39.77}, {"Denver", "CO", "America/Denver", -104.99, 39.74},
	}
	for i := range reads {
		c := cities[i*len(cities)*2/max(1, reads)%len(cities)]
		after := time.Duration(20+t.r.IntN(400)) * time.Minute
		if i%17 == 0 {
			after += 60 * time.Hour
		}
		t.read(after, c.lon+t.r.NormFloat64()*0.06, c.lat+t.r.NormFloat64()*0.05, c.state, c.zone,
			fmt.Sprintf("%s camera %d", c.name, t.r.IntN(9)))
		if i%9 == 4 {
			a := office(fmt.Sprintf("%s%03d0000", c.state, i%4+1), "Invented Police Department of "+c.name, "city", c.name+" County",
				c.state, c.zone, c.lon, c.lat)
			t.inquiry(40*time.Minute, "QV", a)
			t.inquiry(2*time.Minute, "QW", a)
		}
	}
	aside := t.inquiry(time.Hour, "ZW", office("TX0010000", "Invented Sheriff", "county", "Somewhere", "TX", "America/Chicago", -97, 31))
	aside.Standing = timeline.Administrative
	own := t.inquiry(time.Hour, "QW", office("TX0020000", "The case's own agency", "city", "Somewhere", "TX", "America/Chicago", -97, 31))
	own.Standing, own.Why = timeline.SetAside, "own ORI"
	state := t.inquiry(30*time.Hour, "QW", timeline.Agency{ORI: "ARZZZ0000", State: "AR", Where: timeline.Where{
		Point: orb.Point{-92.4, 34.9}, Class: timeline.ClassState, Radius: 240e3, Label: "Arkansas", State: "AR", Zone: "America/Chicago",
		Basis: "state of the ORI"}})
	state.First.Flags = []timeline.TimeFlag{timeline.FlagAmbiguous}
	t.inquiry(time.Hour, "QW", timeline.Agency{ORI: "ZZ9990000", Where: timeline.Where{Class: timeline.ClassNone}})
	t.address("1 Example St, Dallas, TX 75201", timeline.ClassStreet, 30, -96.79, 32.79, 1, 3)
	t.address("Springfield, MO", timeline.ClassCity, 15e3, -93.29, 37.21, 2, 0)
	return t.told()
}

// ugly is what goes wrong in names, numbers and places, all at once.
func ugly() timeline.Dossier {
	t := tell()
	evil := "</title></style><script>alert(1)</script><img src=x onerror=alert(2)> \" ' & {{.}} __f__"
	t.d.Subject.Name = "Evil \u202egpj.exe " + evil
	t.d.Subject.Aliases = []string{"שרה כהן", "محمد", "😀👨‍👩‍👧‍👦", strings.Repeat("W", 10_000), "tab\there\nnew line\x00nul"}
	t.d.Case.Number, t.d.Case.Title = "A\"}</style><script>x</script>", evil
	t.d.Subject.Holdings = []timeline.Holding{{Of: timeline.Identifier{Type: timeline.IdentifierType(evil), Value: evil, Region: evil},
		Description: evil, Basis: evil}}
	for i := range 40 {
		t.d.Subject.Holdings = append(t.d.Subject.Holdings,
			timeline.Holding{Of: timeline.Plate{Number: fmt.Sprintf("QQ%05d", i), State: "TX"}.Identifier(),
				Description: "vehicle " + evil})
	}
	t.d.Loads[0].File = strings.Repeat("long-name-", 60) + evil
	for i := range 200 {
		a := office(fmt.Sprintf("TX%03d0000", i), strings.Repeat("Very Long Agency Name ", 1+i%6)+evil, "city", evil, "TX",
			"America/Chicago", -100+t.r.Float64()*5, 30+t.r.Float64()*5)
		s := t.inquiry(time.Hour, "QV", a)
		s.Parties = vehicle(fmt.Sprintf("QQ%05d", i%40), "TX", evil)
		s.Remark(timeline.RemarkNoteText, evil)
		if i%50 == 9 {
			s.Standing, s.Parties[0].Part = timeline.Mention, evil
		}
	}
	for _, p := range []orb.Point{{179.6, 51.5}, {-179.2, 51.3}, {-149.9, 61.2}, {144.79, 13.47}} {
		t.read(time.Hour, p[0], p[1], "AK", "", strings.Repeat("camera", 200)+evil)
	}
	t.address(strings.Repeat("nobreak", 300)+evil, timeline.ClassZIP, 4000, -97, 31, 1, 2)
	t.d.Events[7].Handling = []timeline.Handling{timeline.CriminalHistory}
	t.d.Marks = []timeline.Mark{
		{ID: 1, Target: "e3", Kind: timeline.MarkHidden, Text: evil + strings.Repeat(" word", 80), Actor: "\u202eanalyst " + evil,
			At: madeAt},
		{ID: 2, Target: "e4", Kind: timeline.MarkNote, Text: strings.Repeat("nobreak", 60) + evil, Actor: evil, At: madeAt},
		{ID: 3, Target: t.d.Events[len(t.d.Events)-1].ID, Kind: timeline.MarkConfirmed, Text: "شرح", Actor: "ann", At: madeAt},
		{ID: 4, Target: "e5", Kind: timeline.MarkHidden, Text: "misread", Actor: "ann", At: madeAt},
	}
	return t.told()
}

// pacific is a subject seen in Alaska, on Guam and on both sides of the antimeridian.
func pacific() timeline.Dossier {
	t := tell()
	spots := []orb.Point{{-149.9, 61.2}, {-149.7, 61.1}, {-147.7, 64.84}, {179.6, 51.9}, {-179.2, 51.6}, {178.9, 52.1}, {144.79, 13.47},
		{144.85, 13.55}}
	for i := range 48 {
		p := spots[i/2%len(spots)]
		t.read(40*time.Hour, p[0]+t.r.NormFloat64()*0.02, p[1]+t.r.NormFloat64()*0.02, "AK", "America/Anchorage", "")
	}
	return t.d
}

// dressed are options with all that an analyst can add to a report, as ugly as it comes.
func dressed(t testing.TB, o Options) Options {
	t.Helper()
	photo, err := NewPhoto(bytes.NewReader(portrait(t, 300, 400)))
	if err != nil {
		t.Fatal(err)
	}
	o.Photo = &photo
	o.Issue.RequestedBy, o.Issue.RFI = "Sheriff's Office of <b>Nowhere</b> County \u202e", "RFI-2026-0042"
	if o.Plan, err = ChoosePlan(nil, []string{"gaps"}, "they were told in report 1 </p><script>"); err != nil {
		t.Fatal(err)
	}
	o.Plan.Sections[0].Note = "Read with the <i>first</i> report.\n\nSecond paragraph by Łucja Żółć: " +
		strings.Repeat("long words follow each other ", 40)
	o.Plan.Sections[3].Note, o.Plan.Sections[3].By = strings.Repeat("nobreak", 200), "B. \u202eOther <script>"
	return o
}

// portrait is a picture with metadata, as a camera makes it.
func portrait(t testing.TB, w, h int) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 120, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// nothing is a dossier of which no sighting counts.
func nothing() timeline.Dossier {
	t := tell()
	t.inquiry(time.Hour, "ZW", office("TX0010000", "Invented Sheriff", "county", "Somewhere", "TX", "America/Chicago", -97,
		31)).Standing = timeline.Administrative
	return t.d
}

func bare() timeline.Dossier {
	return timeline.Dossier{Case: timeline.Case{Number: "ZZ-2026-0002"}, Subject: timeline.Subject{Name: "Nobody", Role: "unknown"}}
}

func same(n int) timeline.Dossier {
	t := tell()
	for range n {
		t.read(3*time.Hour, -86.78, 36.16, "TN", "America/Chicago", "Camera 1")
	}
	return t.d
}

func dossiers() map[string]timeline.Dossier {
	return map[string]timeline.Dossier{
		"journey": journey(120), "ugly": ugly(), "nothing": nothing(), "bare": bare(), "one": same(1), "same": same(60),
		"pacific": pacific(), "mixed": mixed(),
	}
}
