package kinds

import "sightline/timeline"

// PartVehicle is the part of the vehicle that was read, or asked about.
const PartVehicle = "vehicle"

// Vehicle is the parties of an event that is about a plate and nothing else.
func Vehicle(plate timeline.Plate) []timeline.Party {
	return []timeline.Party{{Part: PartVehicle, Of: plate.Identifier()}}
}

const caveatRead = "A plate read locates a plate as a machine read it, not a person."

func plateRead() timeline.Kind {
	return timeline.Kind{
		Name: timeline.KindRead, One: "plate read", Many: "plate reads", Caveat: CaveatLead + " " + caveatRead,
		Group: "Plate readers", Rank: 60, Symbol: timeline.Dot,
		Search: true,
		Parts:  []timeline.Part{{Name: PartVehicle, Located: true}},
		Light:  "#cf5a00", Dark: "#f5832f",
		Fields: []timeline.FieldSpec{
			{Name: "plate", Label: "Plate", Type: timeline.FieldPlate, Part: PartVehicle, Need: true, Headings: headings(
				"plate platenumber plateno platenum licenseplate licenceplate licenseplatenumber licplate lic vrm redvrm" +
					" plateread platetext licensenumber tag tagnumber registration number" +
					" tagno tagnum licenseno licno licnumber lp lpn lpno lpnumber regno regnumber registrationnumber numberplate bestplate" +
					" bestplatenumber vehicleplate vehicletag ocrplate plates")},
			{Name: "state", Label: "Plate state", Type: timeline.FieldPlateState, Part: PartVehicle, Headings: headings(
				"state platestate licensestate licenseplatestate lis jurisdiction region plateregion st stateprovince" +
					" issuingstate tagst tagstate platest licst licstate lpst lpstate regstate bestregion")},
			{Name: "time", Label: "Time", Type: timeline.FieldTime, Need: true, Headings: headings(
				"time datetime timestamp readtime readtimestamp readat readdatetime capturetime capturedat capturetimestamp" +
					" captureddatetime detectiontime detectedat eventtime eventdatetime seenat seen redtimestamp scantime" +
					" scantimestamp scandatetime detectiondatetime epoch epochstart epochms when dateandtime datetimeread" +
					" capturedon detectedon readon readdt scannedat scannedon seenon sightedat sightedon" +
					" observedat spotted spottedat timeofread")},
			{Name: "date", Label: "Date", Type: timeline.FieldDate, Headings: headings(
				"date readdate capturedate eventdate scandate detectiondate")},
			{Name: "clock", Label: "Time of day", Type: timeline.FieldClock, Headings: headings(
				"timeofday readclock clock hour timeread hhmm")},
			{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz zone tzname")},
			{Name: "lat", Label: "Latitude", Type: timeline.FieldLat, Headings: headings(
				"lat latitude gpslat gpslatitude latitudey y readlatitude cameralatitude" +
					" sitelat sitelatitude cameralat camlat readerlat readlat")},
			{Name: "lon", Label: "Longitude", Type: timeline.FieldLon, Headings: headings(
				"lon lng long longitude gpslon gpslong gpslongitude longitudex x readlongitude cameralongitude" +
					" sitelon sitelong sitelng sitelongitude cameralon cameralong camlon camlong readerlon readlon")},
			{Name: "position", Label: "Position", Type: timeline.FieldPosition, Headings: headings(
				"position latlon latlong latlng location1 gps coordinates geom point wkt")},
			{Name: "camera", Label: "Camera", Type: timeline.FieldText, Headings: headings(
				"camera cameraid camid deviceid device readerid reader sensorid siteid sourceid unitid lprid cam camno camnumber" +
					" cameranumber camerano readerno sourceurl")},
			{Name: "name", Label: "Camera name", Type: timeline.FieldSite, Headings: headings(
				"cameraname camname devicename readername sitename site location locationname sourcename address description" +
					" channelname where")},
			{Name: "confidence", Label: "Confidence", Type: timeline.FieldText, Headings: headings(
				"confidence conf score confidencescore bestconfidence ocrscore confidencepct confidencepercent quality" +
					" readconfidence confidencelevel match matchpct matchpercent certainty ocrconfidence ocrconf confpct")},
			{Name: "heading", Label: "Heading", Type: timeline.FieldText, Headings: headings(
				"heading bearing course headingdegrees headingdeg compassheading vehicleheading")},
			{Name: "direction", Label: "Direction", Type: timeline.FieldText, Headings: headings(
				"direction traveldirection directionoftravel vehicledirection")},
			{Name: "mobile", Label: "Moving reader", Type: timeline.FieldText, Headings: headings(
				"mobile ismobile fixedmobile mobilefixed readertype cameratype devicetype sourcetype type vehiclemounted")},
			{Name: "id", Label: "Read number", Type: timeline.FieldText, Headings: headings(
				"id readid guid uuid recordid eventid bestuuid")},
		},
	}
}
