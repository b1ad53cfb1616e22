package loaders

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// aliases map headings, lower case and letters and digits only, to the fields of a format. A zone and the word "local" in a heading are
// passed over when nothing else fits; the zone is that of the column's times. The number of a column is a heading too: #4.
type aliases map[string]string

// kindAliases are the headings of each kind.
var kindAliases = sync.OnceValue(func() map[timeline.KindName]aliases {
	all := map[timeline.KindName]aliases{}
	for _, k := range kinds.All() {
		all[k.Name] = aliasesOf(&k)
	}
	return all
})

// aliasesOf are the headings of the fields of a kind. Of several fields that one is a heading of the first counts.
func aliasesOf(k *timeline.Kind) aliases {
	a := aliases{}
	for i := len(k.Fields) - 1; i >= 0; i-- {
		a.add(k.Fields[i].Name, k.Fields[i].Headings)
	}
	if !k.Spans {
		a.add(fieldHalf, halfHeadings)
	}
	return a
}

func (a aliases) add(field string, headings []string) {
	for _, h := range headings {
		a[h] = field
	}
}

// columnNumber is how the number of a column is written, from 1.
func columnNumber(i int) string { return "#" + strconv.Itoa(i+1) }

// with are the aliases by which the columns are found that were named for some fields, by their headings or numbers: no other heading is
// of such a field. A field whose column is "" has none.
func (a aliases) with(named map[string]string) aliases {
	if len(named) == 0 {
		return a
	}
	own := aliases{}
	for heading, field := range a {
		if _, ok := named[field]; !ok {
			own[heading] = field
		}
	}
	for field, heading := range named {
		if strings.HasPrefix(heading, "#") {
			own[heading] = field
		} else if heading != "" {
			own[plainHeading(heading)] = field
		}
	}
	return own
}

// fields are the names of the fields, in order.
func (a aliases) fields() []string {
	var all []string
	for _, field := range a {
		all = append(all, field)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// listed are headings as they are written here: those of a field behind its name and a colon.
func listed(text string) aliases {
	a := aliases{}
	for line := range strings.Lines(text) {
		if field, headings, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			a.add(field, strings.Fields(headings))
		}
	}
	return a
}

// ncicAliases are the headings of tables of NCIC transactions: those of a message, and of what such a table holds beside its fields.
var ncicAliases = sync.OnceValue(func() aliases {
	a := aliasesOf(new(kinds.Of(kinds.Inquiry)))
	a.add("text", strings.Fields("text message messagetext data inquirydata raw rawtext inquiry body transactiondata"))
	a.add("kind", strings.Fields("inquiryorresponse direction iorr type inout"))
	// What a result calls a transaction, and what of it a column holds: Trans Date, Msg Key, Inquiry Data.
	whole := strings.Fields("transaction trans tran txn trx inquiry inq query qry message msg request req log event ncic entry")
	sender := strings.Fields("originating orig origin originator requesting requestor requester req inquiring inq sending sender from user" +
		" source src")
	for _, made := range []struct {
		field         string
		before, after []string
	}{
		{"date", whole, strings.Fields("date dt dte")},
		{"clock", whole, strings.Fields("time tm tim clock timeofday")},
		{"time", whole, strings.Fields("datetime timestamp dateandtime dttm datetm dttime ts")},
		{"key", whole, strings.Fields("key mke code type keycode mkecode")},
		{"text", whole, strings.Fields("data text body content string detail details")},
		{"ori", sender, strings.Fields("ori ori9 oricode orinumber orino agencyori agencyid")},
		{"agency", sender, strings.Fields("agency agencyname department dept agy")},
	} {
		for _, b := range made.before {
			for _, after := range made.after {
				if a[b+after] == "" {
					a[b+after] = made.field
				}
			}
		}
	}
	return a
})

var cameraAliases = sync.OnceValue(func() aliases {
	return listed(`
		camera: camera cameraid camid deviceid device readerid reader sensorid siteid id guid unitid
		name: name cameraname camname devicename readername sitename site location locationname description
		lat: lat latitude gpslat gpslatitude y
		lon: lon lng long longitude gpslon gpslongitude x
		mobile: mobile ismobile type cameratype devicetype readertype
		plate: plate platenumber licenseplate`)
})

var agencyAliases = sync.OnceValue(func() aliases {
	return listed(`
		ori: ori ori9 agencyori originatingagencyidentifier
		name: name agencyname agency department
		kind: type agencytype kind agencytypename
		county: county countyname counties
		state: state stateabbr statepostal st usps
		zip: zip zipcode postalcode
		lat: lat latitude
		lon: lon lng long longitude
		precision: precision class coordsource`)
})
