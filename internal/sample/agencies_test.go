package sample

import (
	"bytes"
	"fmt"
)

// agency is a row of the agency table. Its county numbers are from 901 up: no state has that many.
type agency struct {
	ori, name, kind, county, state, zip string
	lat, lon                            float64
	precision                           string // "agency", "county", or "" with no position
}

func police(ori, name, county, state, zip string, lat, lon float64) agency {
	return agency{ori, name, "City", county, state, zip, lat, lon, "agency"}
}

func sheriff(ori, name, county, state, zip string, lat, lon float64) agency {
	return agency{ori, name, "County", county, state, zip, lat, lon, "agency"}
}

// agencies is the invented table. Counties and positions agree but where a comment says otherwise.
func agencies() []agency {
	return []agency{
		police(ownerORI, "Larkspur Bend Police Department", "TULSA", "OK", "74063", 36.1398, -96.1089),
		sheriff("OK9010300", "Quillhaven County Sheriff's Office", "TULSA", "OK", "74103", 36.1560, -95.9930),
		police("OK9010400", "Marrow Creek Police Department", "TULSA", "OK", "74116", 36.1540, -95.8600),
		police("OK9020100", "Dustwater Police Department", "OKLAHOMA", "OK", "73102", 35.4676, -97.5164),
		police("OK9020200", "Redbriar Marshal's Office", "OKLAHOMA", "OK", "73127", 35.4690, -97.6320),
		police("OK9030100", "Tumblecross Police Department", "CUSTER", "OK", "73601", 35.5154, -98.9648),
		sheriff("OK9040000", "Windlass County Sheriff's Office", "BECKHAM", "OK", "73662", 35.2912, -99.6400),
		police("OK9050100", "Copperwren Police Department", "LINCOLN", "OK", "74079", 35.7489, -96.6581),
		police("OK9060100", "Mussel Ford Police Department", "SEQUOYAH", "OK", "74955", 35.4604, -94.7874),
		{"OK9070200", "Fernhollow Police Department", "City", "CREEK", "OK", "74066", 0, 0, ""}, // county known, no position
		{"OKFHP9100", "Oklahoma Fictional Highway Patrol", "State Police", "", "OK", "", 0, 0, ""},

		sheriff("TX9100000", "Yellowgate County Sheriff's Office", "POTTER", "TX", "79101", 35.2087, -101.8370),
		police("TX9100100", "Yellowgate Police Department", "POTTER", "TX", "79101", 35.2072, -101.8340),
		police("TX9100200", "Switchgrass Police Department", "POTTER", "TX", "79104", 35.1990, -101.7900),
		sheriff("TX9110000", "Lantern County Sheriff's Office", "CARSON", "TX", "79039", 35.2034, -101.1060),
		police("TX9120100", "Irish Well Police Department", "WHEELER", "TX", "79079", 35.2140, -100.2490),
		sheriff("TX9140000", "Caprock Spur County Sheriff's Office", "OLDHAM", "TX", "79092", 29.2950, -94.8000),
		// 900 km off, on the coast
		police("TX9150100", "Bayou Example Police Department", "HARRIS", "TX", "77002", 29.7604, -95.3698),

		police("NM9010100", "Mesa Ribbon Police Department", "QUAY", "NM", "88401", 35.1717, -103.7250),
		police("NM9020100", "Blue Sink Police Department", "GUADALUPE", "NM", "88435", 34.9387, -104.6825),
		police("NM9030100", "Cottonwood Example Police Department", "BERNALILLO", "NM", "87102", 35.0900, -106.6500),
		sheriff("NM9030200", "Sandia Example County Sheriff's Office", "BERNALILLO", "NM", "87108", 35.0790, -106.5750),

		police("MO9100100", "Riverhook Police Department", "JACKSON", "MO", "64106", 39.0950, -94.5600),
		sheriff("MO9100200", "Riverhook County Sheriff's Office", "JACKSON", "MO", "64050", 39.0910, -94.4150),
		police("MO9120100", "Ponypost Police Department", "BUCHANAN", "MO", "64501", 39.7690, -94.8467),
		{"MO9130000", "Loess Hill County Sheriff's Office", "County", "ATCHISON", "MO", "64482", 40.4311, -95.4285, "county"},
		police("MO9140100", "Bramblewood Police Department", "VERNON", "MO", "64772", 37.8392, -94.3547),

		police("KS9010100", "Confluence Example Police Department", "WYANDOTTE", "KS", "66101", 39.1155, -94.6268),
		police("KS9020100", "Cyclone Hill Police Department", "SHAWNEE", "KS", "66603", 39.0558, -95.6716),
		police("KS9050100", "Postrock Police Department", "ELLIS", "KS", "67601", 38.8728, -99.3302), // the prefix KS905 says two counties
		sheriff("KS9050200", "Postrock County Sheriff's Office", "ELLIS", "KS", "67601", 38.8790, -99.3268),
		police("KS9050300", "Oilwick Police Department", "RUSSELL", "KS", "67665", 38.8954, -98.8598),
		sheriff("KS9050400", "Oilwick County Sheriff's Office", "RUSSELL", "KS", "67665", 38.8930, -98.8550),
		police("KS9060100", "Sunflower Spur Police Department", "SHERMAN", "KS", "67735", 39.3480, -101.7133),
		police("KS9070100", "Keeper Plains Police Department", "SEDGWICK", "KS", "67202", 37.6926, -97.3382),

		police("NB9100100", "Cornsilk Police Department", "DOUGLAS", "NE", "68102", 41.2586, -95.9378),
		sheriff("NB9100200", "Cornsilk County Sheriff's Office", "DOUGLAS", "NE", "68127", 41.2220, -96.0300),
		police("NB9110100", "Saltcreek Police Department", "LANCASTER", "NE", "68508", 40.8136, -96.7026),
		police("NB9120100", "Two Forks Example Police Department", "LINCOLN", "NE", "69101", 41.1239, -100.7654),
		{"NB9130000", "Boot Prairie County Sheriff's Office", "County", "KEITH", "NE", "69153", 41.1944, -101.6445, "county"},
		police("IA9100100", "Bluffmeadow Police Department", "POTTAWATTAMIE", "IA", "51501", 41.2619, -95.8608),

		police("CO9100100", "Milehigh Example Police Department", "DENVER", "CO", "80204", 39.7374, -104.9917),
		police("CO9100200", "Tin Summit Police Department", "DENVER", "CO", "80216", 39.7850, -104.9100),
		police("CO9110100", "Aspenfield Police Department", "ARAPAHOE", "CO", "80012", 39.7096, -104.8149),
		police("CO9120100", "Sugarbeet Police Department", "LOGAN", "CO", "80751", 40.6255, -103.2077),
		sheriff("CO9130000", "High Shortgrass County Sheriff's Office", "LINCOLN", "CO", "80828", 39.2639, -103.6922),

		police("AR9100100", "Quartz Landing Police Department", "PULASKI", "AR", "72201", 34.7491, -92.2776),
		police("AR9100200", "Rice Belt Example Police Department", "PULASKI", "AR", "72209", 34.6780, -92.3300),
		police("AR9130100", "Cypress Gauge Police Department", "LONOKE", "AR", "72086", 34.7839, -91.8999),
		police("TN9100100", "Mudlark Police Department", "SHELBY", "TN", "38103", 35.1492, -90.0475),
		police("TN9100200", "Cotton Exchange Example Police Department", "SHELBY", "TN", "38118", 35.0520, -89.9300),

		{clearinghouseORI, "Clearinghouse for Invented Children", "Other", "ARLINGTON", "VA", "22201", 38.8816, -77.0910, "agency"},
	}
}

// agencyTable is the table as a file.
func agencyTable() []byte {
	var b bytes.Buffer
	b.WriteString("ori,name,type,county,state,zip,lat,lon,precision\n")
	for _, a := range agencies() {
		position := ","
		if a.precision != "" {
			position = fmt.Sprintf("%.4f,%.4f", a.lat, a.lon)
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s\n", a.ori, quote(a.name), a.kind, a.county, a.state, a.zip, position, a.precision)
	}
	return b.Bytes()
}

const (
	misplacedORI = "TX9140000"
	secondCarORI = "TX9150100" // asks about the second car only
)
