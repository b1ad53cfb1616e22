package loaders

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// journey is a journey of so many fixes, a name that every encoding has and XML must escape, and a device.
func journey(r *rand.Rand, n int) (fixes []geo.Fix) {
	at := time.Date(2026, 3, 1+r.IntN(20), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC)
	p := orb.Point{-120 + 50*r.Float64(), 26 + 20*r.Float64()}
	for range n {
		p = orb.Point{math.Round((p[0]+r.Float64()*.01)*1e6) / 1e6, math.Round((p[1]+r.Float64()*.01)*1e6) / 1e6}
		fixes = append(fixes, geo.Fix{Point: p, At: at})
		at = at.Add(time.Duration(10+r.IntN(600)) * time.Second)
	}
	return fixes
}

// tableOf writes fixes as a table of headings and a layout for each row.
func tableOf(head string, fixes []geo.Fix, row func(i int, f geo.Fix) string) string {
	var b strings.Builder
	b.WriteString(head + "\n")
	for i, f := range fixes {
		b.WriteString(row(i, f) + "\n")
	}
	return b.String()
}

func joinFixes(fixes []geo.Fix, sep string, one func(geo.Fix) string) string {
	var all []string
	for _, f := range fixes {
		all = append(all, one(f))
	}
	return strings.Join(all, sep)
}

func rfc(f geo.Fix) string { return f.At.Format(time.RFC3339) }

// asSexagesimal writes degrees as degrees, minutes and seconds.
func asSexagesimal(v float64, positive, negative string) string {
	letter := positive
	if v < 0 {
		letter, v = negative, -v
	}
	seconds := math.Round(v*3600*1e4) / 1e4
	d := math.Floor(seconds / 3600)
	m := math.Floor((seconds - d*3600) / 60)
	return fmt.Sprintf(`%.0f° %.0f' %.4f" %s`, d, m, seconds-d*3600-m*60, letter)
}

func gpxOf(head, name string, fixes []geo.Fix) string {
	return head + `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="29.7" lon="-95.3"><time>2026-03-02T15:01:10Z</time></wpt>` +
		`<rte><rtept lat="29.7" lon="-95.3"><time>2026-03-02T15:01:10Z</time></rtept></rte><trk><name>` + name + `</name><trkseg>` +
		joinFixes(fixes, "\n", func(f geo.Fix) string {
			return fmt.Sprintf(`<trkpt lat="%f" lon="%f"><ele>300</ele><time>%s</time></trkpt>`, f.Point[1], f.Point[0], rfc(f))
		}) + `</trkseg></trk></gpx>`
}

func utf16Text(s string, big, mark bool) string {
	var b []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func latin1(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r))
	}
	return string(b)
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func fixTimes(fixes []geo.Fix) string {
	return "[" + joinFixes(fixes, ",", func(f geo.Fix) string { return `"` + rfc(f) + `"` }) + "]"
}

func pairsOf(fixes []geo.Fix) string {
	return "[" + joinFixes(fixes, ",", func(f geo.Fix) string { return fmt.Sprintf("[%f,%f]", f.Point[0], f.Point[1]) }) + "]"
}

func feature(properties, kind, coordinates string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":{"type":"` + kind + `","coordinates":` + coordinates + `}}`
}

func pointFeature(i int, f geo.Fix, more string) string {
	return feature(fmt.Sprintf(`{"id":%d,%s}`, 1000+i, more), "Point", fmt.Sprintf("[%f,%f]", f.Point[0], f.Point[1]))
}

// trackForms are the forms in which a journey of the device D-7 can be written.
func trackForms(fixes []geo.Fix) map[string]string {
	points := func(more func(geo.Fix) string) (all []string) {
		for i, f := range fixes {
			all = append(all, pointFeature(i, f, more(f)))
		}
		return all
	}
	stamped := points(func(f geo.Fix) string { return `"device_id":"D-7","timestamp":` + jsonOf(rfc(f)) })
	unix := points(func(f geo.Fix) string {
		return fmt.Sprintf(`"tracker_id":"D-7","accuracy":8,"timestamp":%d`, f.At.Unix())
	})
	half := len(fixes) / 2
	local := time.FixedZone("", -5*3600)
	xml := func(enc string) string { return `<?xml version="1.0" encoding="` + enc + `"?>` }
	kml := func(body string) string {
		return `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>all</name>` + body + `</Document></kml>`
	}
	return map[string]string{
		"csv": tableOf("id,device_id,timestamp,latitude,longitude", fixes, func(i int, f geo.Fix) string {
			return fmt.Sprintf("%d,D-7,%s,%f,%f", i, rfc(f), f.Point[1], f.Point[0])
		}),
		"date and time": tableOf("date;time;lat;lon;user", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("%s;%s;%s;%s;D-7", f.At.Format("2006-01-02"), f.At.Format("15:04:05"),
				strings.Replace(fmt.Sprintf("%f", f.Point[1]), ".", ",", 1), strings.Replace(fmt.Sprintf("%f", f.Point[0]), ".", ",", 1))
		}),
		"offset column": tableOf("Device,Local Time,UTC Offset,Lat,Lon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,-5,%f,%f", f.At.In(local).Format("2006-01-02 15:04:05"), f.Point[1], f.Point[0])
		}),
		"zone column": tableOf("Device,Date/Time,Timezone,Lat,Lon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,-05:00,%f,%f", f.At.In(local).Format("01/02/2006 15:04:05"), f.Point[1], f.Point[0])
		}),
		"named zone": tableOf("Device,Date,Time,tz,Lat,Lon", fixes, func(_ int, f geo.Fix) string {
			zone, err := time.LoadLocation("America/Phoenix")
			if err != nil {
				panic(err)
			}
			return fmt.Sprintf("D-7,%s,America/Phoenix,%f,%f", f.At.In(zone).Format("1/2/2006,3:04:05 PM"), f.Point[1], f.Point[0])
		}),
		"zone in heading": tableOf("Device\tFix Time (EST)\tLat\tLon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7\t%s\t%f\t%f", f.At.In(local).Format("2006-01-02 15:04:05"), f.Point[1], f.Point[0])
		}),
		"two clocks": tableOf("Device,Time (Local),Time (UTC),Lat,Lon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,%s,%f,%f", f.At.In(local).Format("2006-01-02 15:04:05"), f.At.Format("2006-01-02 15:04:05"), f.Point[1], f.Point[0])
		}),
		"day first": tableOf("device,time,lat,lon", append([]geo.Fix{{Point: orb.Point{1, 1}, At: time.Date(2026, 2, 27, 0, 0, 5, 0, time.UTC)}}, fixes...), func(_ int, f geo.Fix) string {
			if f.Point[0] == 1 {
				return "D-7,27/02/2026 nowhere,1,2" // a reject that says nothing
			}
			return fmt.Sprintf("D-7,%s,%f,%f", f.At.Format("2006/01/02 15:04:05"), f.Point[1], f.Point[0])
		}),
		"hemispheres": tableOf("device,time,lat,n/s,lon,e/w", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,%f,N,%f,W", rfc(f), f.Point[1], -f.Point[0])
		}),
		"letters": tableOf("device,time,lat,lon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,N %f,%f W", rfc(f), f.Point[1], -f.Point[0])
		}),
		"degrees, minutes, seconds": tableOf("device\ttime\tlat\tlon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7\t%s\t%s\t%s", rfc(f), asSexagesimal(f.Point[1], "N", "S"), asSexagesimal(f.Point[0], "E", "W"))
		}),
		"two equal latitudes": tableOf("device,time,lat,lon,latitude,longitude", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,%f,%f,%.8f,%.8f", rfc(f), f.Point[1], f.Point[0], f.Point[1], f.Point[0])
		}),
		"wkt": tableOf("device;time;geom", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7;%s;POINT(%f %f)", rfc(f), f.Point[0], f.Point[1])
		}),
		"utf-16 csv": utf16Text(tableOf("device,time,lat,lon", fixes, func(_ int, f geo.Fix) string {
			return fmt.Sprintf("D-7,%s,%f,%f", rfc(f), f.Point[1], f.Point[0])
		}), false, true),
		"gpx":                 gpxOf(xml("UTF-8"), "D-7", fixes),
		"gpx in capitals":     gpxOf(xml("utf-8"), "<![CDATA[D-7]]>", fixes),
		"latin-1 gpx":         latin1(gpxOf(xml("ISO-8859-1")+"<!-- Café -->", "D-7", fixes)),
		"gpx that lies":       latin1(gpxOf(xml("UTF-8")+"<!-- Café -->", "D-7", fixes)),
		"utf-16 gpx":          utf16Text(gpxOf(xml("UTF-16"), "D-7", fixes), true, true),
		"utf-16 gpx, no mark": utf16Text(gpxOf(xml("utf-16"), "D-7", fixes), false, false),
		"kml track":           kml(`<Placemark><name>D-7</name><gx:Track>` + joinFixes(fixes, "", func(f geo.Fix) string { return "<when>" + rfc(f) + "</when>" }) + joinFixes(fixes, "", func(f geo.Fix) string { return fmt.Sprintf("<gx:coord>%f %f 0</gx:coord>", f.Point[0], f.Point[1]) }) + `</gx:Track></Placemark>`),
		"kml of placemarks": kml(`<Folder><name>D-7</name>` + joinFixes(fixes, "", func(f geo.Fix) string {
			return fmt.Sprintf(`<Placemark><name>%s</name><TimeStamp><when>%s</when></TimeStamp><Point><coordinates>%f,%f,0</coordinates></Point></Placemark>`, rfc(f), rfc(f), f.Point[0], f.Point[1])
		}) + `</Folder>`),
		"kml with device": kml(`<Folder>` + joinFixes(fixes, "", func(f geo.Fix) string {
			return fmt.Sprintf(`<Placemark><ExtendedData><Data name="Device ID"><value>D-7</value></Data></ExtendedData><TimeStamp><when>%s</when></TimeStamp><Point><coordinates>%f,%f</coordinates></Point></Placemark>`, rfc(f), f.Point[0], f.Point[1])
		}) + `</Folder>`),
		"collection":            `{"type":"FeatureCollection","about":[["title","x"]],"bbox":[1,2,3,4],"features":[` + strings.Join(stamped, ",\n") + `],"links":[{"href":"x"}]}`,
		"dawarich":              `{"type": "FeatureCollection", "features": [` + strings.Join(unix, ", ") + `]}`,
		"one to a line":         strings.Join(stamped, "\n") + "\n",
		"record separators":     "\x1e" + strings.Join(stamped, "\n\x1e") + "\n",
		"list":                  "[" + strings.Join(unix, ",\n") + "]",
		"overland":              `{"locations": [` + strings.Join(stamped, ", ") + `], "current": {"x": 1}}`,
		"line":                  feature(`{"name":"D-7","coordTimes":`+fixTimes(fixes)+`}`, "LineString", pairsOf(fixes)),
		"coordinate properties": `{"type":"FeatureCollection","features":[` + feature(`{"name":"D-7","coordinateProperties":{"times":`+fixTimes(fixes)+`}}`, "LineString", pairsOf(fixes)) + `]}`,
		"lines":                 feature(`{"name":"D-7","coordinateProperties":{"times":[`+fixTimes(fixes[:half])+`,`+fixTimes(fixes[half:])+`]}}`, "MultiLineString", `[`+pairsOf(fixes[:half])+`,`+pairsOf(fixes[half:])+`]`),
		"lines, one list":       `{"features":[` + feature(`{"name":"D-7","times":`+fixTimes(fixes)+`}`, "MultiLineString", `[`+pairsOf(fixes[:half])+`,`+pairsOf(fixes[half:])+`]`) + `],"type":"FeatureCollection"}`,
		"owntracks": "[" + joinFixes(fixes, ",", func(f geo.Fix) string {
			return fmt.Sprintf(`{"_type":"location","tid":"D-7","tst":%d,"lat":%f,"lon":%f,"acc":9}`, f.At.Unix(), f.Point[1], f.Point[0])
		}) + "]",
		"owntracks recorder": `{"count":3,"data":[` + joinFixes(fixes, ",", func(f geo.Fix) string {
			return fmt.Sprintf(`{"tid":"D-7","tst":%d,"lat":%f,"lon":%f}`, f.At.Unix(), f.Point[1], f.Point[0])
		}) + "]}",
		"ten millionths": `{"locations":[` + joinFixes(fixes, ",", func(f geo.Fix) string {
			return fmt.Sprintf(`{"deviceTag":"D-7","timestamp":"%s","latitudeE7":%.0f,"longitudeE7":%.0f,"accuracy":20}`, rfc(f), f.Point[1]*1e7, f.Point[0]*1e7)
		}) + "]}",
		"nested": joinFixes(fixes, "\n", func(f geo.Fix) string {
			return fmt.Sprintf(`{"device":{"id":"D-7"},"location":{"lat":%f,"lng":%f},"time":"%s","device_id":"D-7"}`, f.Point[1], f.Point[0], rfc(f))
		}),
	}
}

func readTracks(t *testing.T, name, text string) ([]Track, Tally, error) {
	t.Helper()
	tracks, tally, rejects, err := ReadTracks(t.Context(), Input{Name: name, Reader: strings.NewReader(text)}, TrackOptions{Now: trackNow})
	if err == nil && (tally.Read != tally.Taken+tally.Rejected || int64(len(rejects)) != min(tally.Rejected, maxTrackRejects)) {
		t.Errorf("%s: %+v with %d rejects", name, tally, len(rejects))
	}
	return tracks, tally, err
}

// TestTrackForms writes one journey in every form and reads the same journey back, under the device's name.
func TestTrackForms(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 9))
	for range 12 {
		fixes := journey(r, 3+r.IntN(60))
		for name, text := range trackForms(fixes) {
			tracks, tally, err := readTracks(t, name, text)
			if err != nil || len(tracks) != 1 || tracks[0].ID != "D-7" || len(tracks[0].Fixes) != len(fixes) {
				t.Fatalf("%s: %v, %d tracks, %+v\n%.600s", name, err, len(tracks), tally, text)
			}
			for i, f := range tracks[0].Fixes {
				if !f.At.Equal(fixes[i].At) || geo.Distance(f.Point, fixes[i].Point) > 0.3 {
					t.Fatalf("%s: fix %d is %v, want %v", name, i, f, fixes[i])
				}
			}
		}
	}
}

// TestTrackFormsCutOff cuts every form of XML and JSON at many places: what comes is the beginning of the journey, and the break is told.
func TestTrackFormsCutOff(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 10))
	fixes := journey(r, 12)
	for _, name := range []string{"gpx", "latin-1 gpx", "kml track", "kml of placemarks", "collection", "overland", "list", "one to a line"} {
		text := trackForms(fixes)[name]
		whole := strings.LastIndexAny(strings.TrimRight(text, "]} \n"), "]}>")
		for cut := 1; cut < whole; cut += 1 + r.IntN(7) {
			tracks, tally, err := readTracks(t, name, text[:cut])
			var input *InputError
			if err != nil {
				if !errors.As(err, &input) {
					t.Fatalf("%s cut at %d: %v", name, cut, err)
				}
				continue
			}
			told := tally.Rejected > 0
			for _, n := range tally.Notes {
				told = told || strings.Contains(n.Text, "broken")
			}
			if whole := len(tracks) == 1 && len(tracks[0].Fixes) == len(fixes); !told && !whole && name != "one to a line" {
				t.Fatalf("%s cut at %d of %d: nothing is told: %+v", name, cut, len(text), tally)
			}
			for _, track := range tracks {
				for i, f := range track.Fixes {
					if !f.At.Equal(fixes[i].At) || geo.Distance(f.Point, fixes[i].Point) > 0.3 {
						t.Fatalf("%s cut at %d: fix %d is %v, want %v", name, cut, i, f, fixes[i])
					}
				}
			}
		}
	}
}
