package loaders

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// part is a name and what stands there: a text, a number, an object or a list.
type part struct {
	name  string
	value any
}

type (
	object  []part
	list    []any
	numeral string
)

// maker makes documents of invented reads in a layout that it makes up.
type maker struct {
	*rand.Rand
	names  map[string]string // of the fields in this document, from the known headings
	nested map[string]string // fields that lie in something inside the record, and its name
	epoch  bool
	pair   string // the name of longitude and latitude together, "" for two names
	text   bool   // numbers are written as texts
	wild   bool   // candidates beside each plate
	twice  bool   // plates stand in more than one place, which no profile can say
}

// read is one planted read.
type planted struct {
	plate    string
	at       time.Time
	lat, lon float64
}

func (p planted) String() string {
	return fmt.Sprintf("%s %s %.5f,%.5f", p.plate, p.at.UTC().Format(time.RFC3339), p.lat, p.lon)
}

// knownNames are headings of a field as an export may write them.
var knownNames = map[string][]string{
	"plate": {"plate", "Plate", "plate_number", "licensePlate", "LicensePlateNumber", "Tag No", "tag_number", "LP", "lpn", "best_plate_number",
		"plateText", "VRM", "numberPlate", "ocr_plate", "Lic. No.", "Vehicle Plate", "plate (OCR)"},
	"state": {"state", "plate_state", "Tag St", "region", "issuingState", "Lic St"},
	"time": {"time", "timestamp", "dateTime", "Captured On", "read_time", "capturedAt", "detection_time", "eventTime", "readTimestamp", "seen_at",
		"Scan Date/Time"},
	"lat":        {"lat", "latitude", "Site Lat", "gps_latitude", "cameraLatitude", "Reader Lat"},
	"lon":        {"lon", "longitude", "Site Lon", "gps_longitude", "cameraLongitude", "Reader Long"},
	"camera":     {"camera", "camera_id", "deviceID", "Cam", "readerId", "source_url", "Cam No"},
	"confidence": {"confidence", "score", "Match %", "confidenceLevel", "ocr_score"},
}

var (
	holders0  = strings.Fields("ANPR details vehicleData lprInfo GPS payload read info reading alpr")
	wrappers0 = strings.Fields("export response batch archive data site body sets message")
	listNames = strings.Fields("results reads events items detections hits Records plates_read passages")
)

func (m *maker) pick(from []string) string { return from[m.IntN(len(from))] }

func newMaker(seed uint64) *maker {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 7)), names: map[string]string{}, nested: map[string]string{}}
	for _, field := range []string{"plate", "state", "time", "lat", "lon", "camera", "confidence"} {
		m.names[field] = m.pick(knownNames[field])
		if m.IntN(3) == 0 {
			m.nested[field] = m.pick(holders0)
		}
	}
	m.nested["lon"] = m.nested["lat"]
	m.epoch, m.text, m.wild = m.IntN(5) == 0, m.IntN(4) == 0, m.IntN(3) == 0
	if m.IntN(4) == 0 {
		m.pair = m.pick([]string{"coordinates", "position", "location", "point", "lonlat"})
	}
	return m
}

// plant invents a read that no other is like.
func (m *maker) plant(n int) planted {
	return planted{fmt.Sprintf("%c%c%d%04d", 'A'+m.IntN(26), 'A'+m.IntN(26), m.IntN(10), n),
		time.Date(2026, 1, 1+m.IntN(300), m.IntN(24), m.IntN(60), m.IntN(60), 0, time.UTC),
		27 + float64(m.IntN(900000))/1e5, -105 + float64(m.IntN(1000000))/1e5}
}

func (m *maker) num(text string) any {
	if m.text {
		return text
	}
	return numeral(text)
}

// fields are what a read says of some fields, some of it nested.
func (m *maker) fields(p planted, camera string, which ...string) object {
	var all object
	put := func(field string, parts ...part) {
		holder := m.nested[field]
		if holder == "" {
			all = append(all, parts...)
			return
		}
		for i := range all {
			if inner, is := all[i].value.(object); is && all[i].name == holder {
				all[i].value = append(inner, parts...)
				return
			}
		}
		all = append(all, part{holder, object(parts)})
	}
	lat, lon := fmt.Sprintf("%.5f", p.lat), fmt.Sprintf("%.5f", p.lon)
	for _, field := range which {
		name := m.names[field]
		switch field {
		case "plate":
			put(field, part{name, p.plate})
			if m.wild {
				put("", part{"candidates", list{object{{"plate", p.plate}, {"score", numeral("0.9")}},
					object{{"plate", p.plate[:3] + "8" + p.plate[4:]}, {"score", numeral("0.2")}}}})
			}
		case "state":
			put(field, part{name, "us-tx"})
		case "time":
			if m.epoch {
				put(field, part{name, m.num(fmt.Sprint(p.at.UnixMilli()))})
			} else {
				put(field, part{name, p.at.Format("2006-01-02T15:04:05Z")})
			}
		case "place":
			if m.pair == "" {
				put("lat", part{m.names["lat"], m.num(lat)}, part{m.names["lon"], m.num(lon)})
			} else {
				put("lat", part{m.pair, list{numeral(lon), numeral(lat)}})
			}
		case "camera":
			put(field, part{name, camera})
		case "confidence":
			put(field, part{name, m.num(fmt.Sprintf("0.%02d", 50+m.IntN(49)))})
		case "noise":
			all = append(all, part{"owner", object{{"name", "Invented Ltd"}, {"id", numeral("7")}}}, part{"vehicle", object{{"type", "Sedan"},
				{"color", "white"}}}, part{"image", "https://invented.invalid/a.jpg"}, part{"lane", numeral("2")})
		}
	}
	m.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// document makes a document and tells what reads it holds.
func (m *maker) document(xmlForm bool) (doc any, reads []planted) {
	count := 0
	one := func(which ...string) (object, planted) {
		p := m.plant(count)
		count++
		reads = append(reads, p)
		return m.fields(p, "C1", which...), p
	}
	each := func(n int, make func() any) (all list) {
		for range n {
			all = append(all, make())
		}
		return all
	}
	whole := func() any {
		o, _ := one("plate", "state", "time", "place", "camera", "confidence", "noise")
		return o
	}
	// several reads of one moment at one place
	event := func() any {
		p := m.plant(count)
		around := m.fields(p, "C2", "time", "place", "camera")
		var inner list
		for range 1 + m.IntN(3) {
			q := p
			q.plate = m.plant(count).plate
			count++
			reads = append(reads, q)
			inner = append(inner, m.fields(q, "", "plate", "state", "confidence", "noise"))
		}
		return append(around, part{m.pick(listNames), inner})
	}
	kind := m.IntN(10)
	eventList := m.pick(listNames)
	switch kind {
	case 0: // records in a list
		doc = object{{eventList, each(2+m.IntN(6), whole)}}
	case 1: // reads in events in a list
		name := m.pick(listNames)
		doc = object{{eventList, each(2+m.IntN(4), func() any {
			e := event().(object)
			e[len(e)-1].name = name
			return e
		})}}
	case 2: // one record
		doc = object{{"event", whole()}}
	case 3: // one event with several
		doc = object{{"event", event()}}
	case 4: // what is common around the reads
		p := m.plant(count)
		around := m.fields(p, "C3", "place", "camera")
		inner := each(2+m.IntN(5), func() any {
			q := m.plant(count)
			count++
			q.lat, q.lon = p.lat, p.lon
			reads = append(reads, q)
			return m.fields(q, "", "plate", "state", "time", "confidence")
		})
		doc = append(around, part{eventList, inner})
	case 5: // plates alone in a list
		doc = object{{eventList, each(2+m.IntN(4), func() any {
			p := m.plant(count)
			var plates list
			for range 1 + m.IntN(3) {
				q := p
				q.plate = m.plant(count).plate
				count++
				reads = append(reads, q)
				plates = append(plates, q.plate)
			}
			return append(m.fields(p, "C5", "time", "place", "camera"), part{"plates", plates})
		})}}
	case 6: // a plate that is an object
		doc = object{{eventList, each(2+m.IntN(6), func() any {
			p := m.plant(count)
			count++
			reads = append(reads, p)
			return append(m.fields(p, "C6", "time", "place", "camera", "noise"),
				part{"plate", object{{m.pick([]string{"number", "text", "value", "plate"}), p.plate}, {"state", "us-ok"}, {"confidence", numeral("0.8")}}})
		})}}
	case 7: // reads in two lists
		m.twice = true
		front, rear := each(2+m.IntN(3), whole), each(2+m.IntN(3), whole)
		doc = object{{"front", front}, {"rear", rear}}
	case 8: // reads with other plates beneath them
		m.twice = true
		doc = object{{eventList, each(2+m.IntN(5), func() any {
			o := whole().(object)
			return append(o, part{"alsoSeen", list{object{{m.names["plate"], "ZZ" + m.plant(count).plate[2:]}}, object{{m.names["plate"], "ZY" + m.plant(count).plate[2:]}}}})
		})}}
	default: // GeoJSON
		m.pair, m.nested["lat"] = "coordinates", "geometry"
		doc = object{{"type", "FeatureCollection"}, {"features", each(2+m.IntN(5), func() any {
			p := m.plant(count)
			count++
			reads = append(reads, p)
			place := m.fields(p, "", "place")
			place[0].value = append(object{{"type", "Point"}}, place[0].value.(object)...)
			return append(object{{"type", "Feature"}, {"properties", m.fields(p, "C4", "plate", "state", "time", "camera", "noise")}}, place...)
		})}}
	}
	if m.IntN(2) == 0 {
		doc = append(object{{"version", "2.0"}, {"generated", "2026-11-01T00:00:00Z"}, {"total", numeral(fmt.Sprint(len(reads)))}, {"id", "EX2026"},
			{"serial", "AB12345"}, {"type", "export"}, {"state", "complete"}}, doc.(object)...)
	}
	for range m.IntN(3) {
		doc = object{{m.pick(wrappers0), doc}}
	}
	return doc, reads
}

// writeJSON writes a document as JSON.
func writeJSON(b *bytes.Buffer, v any, eol string) {
	quote := func(s string) { text, _ := json.Marshal(s); b.Write(text) }
	switch v := v.(type) {
	case string:
		quote(v)
	case numeral:
		b.WriteString(string(v))
	case object:
		for i, p := range v {
			b.WriteString([]string{"{", "," + eol}[min(i, 1)])
			quote(p.name)
			b.WriteByte(':')
			writeJSON(b, p.value, eol)
		}
		b.WriteByte('}')
	case list:
		b.WriteByte('[')
		for i, e := range v {
			b.WriteString([]string{"", "," + eol}[min(i, 1)])
			writeJSON(b, e, eol)
		}
		b.WriteByte(']')
	}
}

// writeXML writes a part of a document as an element; some texts become attributes.
func (m *maker) writeXML(b *bytes.Buffer, prefix string, p part) {
	name := prefix + strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .%()/", r) {
			return '_'
		}
		return r
	}, p.name)
	switch v := p.value.(type) {
	case list:
		for _, e := range v {
			m.writeXML(b, prefix, part{p.name, e})
		}
	case object:
		fmt.Fprintf(b, "<%s", name)
		rest := v[:0:0]
		for _, inner := range v {
			if text, is := inner.value.(string); is && m.IntN(4) == 0 {
				fmt.Fprintf(b, " %s=%q", strings.TrimPrefix(nameOnly(inner.name), prefix), escaped(text))
			} else {
				rest = append(rest, inner)
			}
		}
		b.WriteString(">\n")
		for _, inner := range rest {
			m.writeXML(b, prefix, inner)
		}
		fmt.Fprintf(b, "</%s>\n", name)
	default:
		fmt.Fprintf(b, "<%s>", name)
		_ = xml.EscapeText(b, []byte(fmt.Sprint(v)))
		fmt.Fprintf(b, "</%s>\n", name)
	}
}

func nameOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .%()/", r) {
			return '_'
		}
		return r
	}, s)
}

// file writes a document, or several one after the other.
func (m *maker) file(xmlForm bool) (data []byte, reads []planted) {
	var b bytes.Buffer
	if xmlForm {
		m.epoch = m.epoch && m.IntN(2) == 0
		doc, reads := m.document(true)
		prefix := m.pick([]string{"", "", "x:"})
		b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
		m.writeXML(&b, prefix, part{"Root", doc})
		return bytes.Replace(b.Bytes(), []byte("<x:Root"), []byte(`<x:Root xmlns:x="urn:invented"`), 1), reads
	}
	doc, reads := m.document(false)
	eol := m.pick([]string{"", "\n", "\r\n "})
	if records := listIn(doc); records != nil && m.IntN(3) == 0 { // one record a line, or one after the other, or a list alone
		between := m.pick([]string{"\n", ",", ""})
		if eol = ""; between == "," {
			b.WriteByte('[')
		}
		for i, r := range records {
			b.WriteString([]string{"", between}[min(i, 1)])
			writeJSON(&b, r, eol)
		}
		if between == "," {
			b.WriteByte(']')
		}
		return b.Bytes(), reads
	}
	writeJSON(&b, doc, eol)
	return b.Bytes(), reads
}

// listIn is the only list of a document with nothing of the records around it.
func listIn(doc any) list {
	for {
		o, is := doc.(object)
		if !is || len(o) != 1 {
			records, _ := doc.(list)
			return records
		}
		doc = o[0].value
	}
}

// found is a sink that keeps what was read.
type found struct {
	memory
	reads []planted
}

func (f *found) Reads(_ context.Context, batch []timeline.Read) error {
	for i := range batch {
		r := &batch[i]
		f.taken++
		f.texts = append(f.texts, bytes.Clone(r.Record.Text))
		f.reads = append(f.reads, planted{r.Plate.Number, r.At, r.Point[1], r.Point[0]})
	}
	return nil
}

// TestGuessFindsWhatIsPlanted drafts profiles of documents in made-up layouts. By a draft that says to be complete every planted read
// is found, with its time and place, and nothing else; what load reads by itself is the same.
func TestGuessFindsWhatIsPlanted(t *testing.T) {
	for _, form := range []Form{FormJSON, FormXML} {
		const documents = 300
		told, sure, missed := 0, 0, 0
		for seed := range uint64(documents) {
			m := newMaker(seed)
			data, reads := m.file(form == FormXML)
			d, err := guess(t, "x", data)
			if err != nil {
				t.Fatalf("%s, seed %d: %v\n%s", form, seed, err, data)
			}
			if d.Missing != "" {
				if told++; !m.twice {
					missed++
					t.Logf("%s, seed %d: NOT COMPLETE: %s\n%.900s", form, seed, d.Missing, data)
				}
				continue
			}
			checkPlanted(t, fmt.Sprintf("%s, seed %d", form, seed), d.Text("drafted", "x"), data, reads)
			if _, p, err := GuessUnknown(context.Background(), Input{Name: "x", Reader: bytes.NewReader(data)}, FormatPlates, fakeOptions()); err == nil && p != nil {
				sure++
			}
			if t.Failed() {
				return
			}
		}
		t.Logf("%s: of %d documents %d are told not to be complete, %d are read by load itself", form, documents, told, sure)
		if missed > documents/100 || sure < documents*7/10 {
			t.Errorf("%s: %d documents are told not to be complete that could be, %d are read by load itself", form, missed, sure)
		}
	}
}

// checkPlanted reads a file by a draft and holds what is found to what was planted.
func checkPlanted(t *testing.T, name, draft string, data []byte, reads []planted) {
	t.Helper()
	p, err := ParseProfile("drafted.toml", []byte(draft))
	if err != nil {
		t.Errorf("%s: the draft is no profile: %v\n%s", name, err, draft)
		return
	}
	opt := fakeOptions()
	opt.Profile = p
	f := &found{}
	tally, err := Load(context.Background(), p.Format, Input{Name: "x", Reader: bytes.NewReader(data)}, opt, f)
	if err != nil {
		t.Errorf("%s: by its draft: %v\n%s", name, err, draft)
		return
	}
	checkTexts(t, data, &f.memory)
	var want, got []string
	for _, r := range reads {
		want = append(want, r.String())
	}
	for _, r := range f.reads {
		got = append(got, r.String())
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) || tally.Rejected > 0 {
		t.Errorf("%s: rejected %d, found\n%s\nwant\n%s\n%s\n%.3000s\n%s", name, tally.Rejected, strings.Join(got, "\n"),
			strings.Join(want, "\n"), draft, data, f.out.String())
	}
}
