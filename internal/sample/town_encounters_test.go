package sample

import "time"

// seen is an encounter in a town, at a clock time of the town: a motel's register checked at night, a stop in a street.
type seen struct {
	zone, clock string
	ori         string
	ask         script
}

const (
	central  = "America/Chicago"
	mountain = "America/Denver"
	eastern  = ncicZone
)

func townEncounters() []seen {
	return []seen{
		{central, "2026-03-05 16:22", "OK9010300", traffic()},
		{central, "2026-03-14 23:41", "OK9010400", plateOnly()},
		{central, "2026-03-22 02:13", "OK9010900", chain(named(), girlOnly())}, // not in the table; its prefix agrees on a county
		{central, "2026-04-17 01:35", "OK9020100", chain(plateOnly(), named())},
		{mountain, "2026-04-19 22:58", "NM9030100", plateRun()},
		{central, "2026-04-27 23:20", "TX9100100", chain(traffic(), girlOnly())},
		{mountain, "2026-05-08 23:05", "NM9030200", chain(named(), girlOnly())},
		{central, "2026-05-14 23:49", "TX9100200", plateOnly()},
		{central, "2026-05-30 23:27", "OK9010300", chain(traffic(), passenger())},
		{central, "2026-06-18 01:52", "MO9100100", chain(plateOnly(), named(), girlOnly())},
		{central, "2026-06-24 00:18", "NB9100100", plateOnly()},
		{mountain, "2026-06-24 23:40", "CO9100100", named()},
		{central, "2026-07-01 02:26", "MO9100200", chain(plateRun(), named())},
		{central, "2026-07-12 23:12", "KS9010100", plateOnly()},
		{central, "2026-07-28 23:50", "NB9100200", chain(plateOnly(), named())},
		{central, "2026-08-03 01:08", "MO9100100", chain(named(), girlOnly())},
		{mountain, "2026-08-26 23:33", "CO9110100", traffic()},
		{mountain, "2026-09-03 01:47", "CO9100200", chain(named(), passenger())},
		{mountain, "2026-09-19 23:21", "CO9100100", plateRun()},
		{central, "2026-09-29 23:36", "KS9070100", chain(named(), girlOnly())},
		{central, "2026-10-04 00:32", "OK9010300", plateOnly()},
		{central, "2026-10-09 01:14", "AR9100100", chain(named(), girlOnly())},
		{central, "2026-10-16 23:44", "AR9100200", traffic()},
		{central, "2026-10-27 00:05", "TN9100100", plateOnly()},
		{central, "2026-11-06 19:38", "TN9100200", chain(switched(), passenger())},
	}
}

// desks adds what was asked from desks and in towns: the owner's and the clearinghouse's own inquiries, entries and
// changes of the child's record, administrative twins, a job application, ORIs that say no place, and two times that
// a change of clocks makes doubtful.
func desks(l *ncicLog) {
	for _, s := range townEncounters() {
		t := local(s.zone, s.clock)
		l.run(s.ask, s.ori, t.Add(time.Duration(l.dice.IntN(50))*time.Second), carAt(t))
	}
	childRecord(l)
	ownInquiries(l)
	twins(l)
	noPlace(l)
	doubtfulTimes(l)
}

// carAt is the car the companion held at t.
func carAt(t time.Time) car {
	if t.Before(day(2026, time.June, 7)) {
		return impala()
	}
	return caravan()
}

// childRecord is the life of the child's missing-person record: entered, changed, located, cancelled.
func childRecord(l *ncicLog) {
	nic := field{"NIC", childNIC}
	l.ask(local(central, "2026-03-03 08:12"), ownerORI, "EM", byRecord, car{}, field{"MNP", "MP"}, field{"DLC", "20260302"},
		field{"HGT", "504"}, field{"WGT", "118"}, field{"EYE", "GRN"}, field{"HAI", "BRO"}, field{"OCA", "LB26-000147"},
		field{"MIS", "LAST SEEN NEAR SCHOOL, MAY BE WITH ADULT MALE, CORWIN SPECIMEN"})
	l.ask(local(central, "2026-03-06 09:40"), ownerORI, "MM", byRecord, car{}, nic,
		field{"MIS", "ADD VEHICLE LIC ZQI058 OK, SILVER CHEVROLET"})
	l.ask(local(central, "2026-04-09 14:05"), ownerORI, "MM", byRecord, car{}, nic,
		field{"MIS", "SEEN IN CUSTER COUNTY, MAY USE NAME GOLDIE SAMPLE"})
	l.ask(local(central, "2026-06-15 10:31"), ownerORI, "MM", byRecord, car{}, nic, field{"MIS", "VEHICLE NOW LIC BQO2681 TX, WHITE VAN"})
	l.ask(local(central, "2026-11-06 21:02"), "TN9100200", "LM", byRecord, car{}, nic, field{"OCA", "MX26-5550147"})
	l.ask(local(central, "2026-11-07 08:25"), ownerORI, "CM", byRecord, car{}, nic, field{"MIS", "LOCATED IN MEMPHIS, SAFE"})
}

// ownInquiries are those of the case's owner and of the clearinghouse: they follow the case, not the subject.
func ownInquiries(l *ncicLog) {
	for _, at := range []string{"2026-03-03 11:20", "2026-03-17 10:02", "2026-05-04 09:15", "2026-07-20 13:44", "2026-09-21 08:50"} {
		l.ask(local(central, at), ownerORI, "QM", byRecord, car{})
	}
	for _, at := range []string{"2026-03-04 15:27", "2026-05-11 10:10", "2026-08-31 16:05"} {
		l.ask(local(eastern, at), clearinghouseORI, "QM", byRecord, car{})
	}
	for _, at := range []string{"2026-03-03 11:24", "2026-04-13 09:31", "2026-06-08 08:47", "2026-08-17 10:55", "2026-10-12 09:08"} {
		l.ask(local(central, at), ownerORI, "QW", byName, car{})
	}
	for _, at := range []string{"2026-03-03 11:26", "2026-06-15 10:36"} {
		l.ask(local(central, at), ownerORI, "QV", byPlate, carAt(local(central, at)))
	}
	for _, at := range []string{"2026-04-15 12:19", "2026-07-22 15:42", "2026-10-06 11:03"} {
		l.ask(local(eastern, at), clearinghouseORI, "QV", byPlate, carAt(local(eastern, at)))
	}
}

// twins are off-line twins of inquiries, made to validate records, and an inquiry for an employer.
func twins(l *ncicLog) {
	l.ask(local(central, "2026-04-20 06:15"), "OK9020100", "ZW", byName, car{})
	l.ask(local(central, "2026-07-13 05:50"), "MO9100100", "ZW", byName, car{})
	l.ask(local(mountain, "2026-09-14 06:05"), "CO9100100", "ZW", byAlias, car{})
	l.ask(local(central, "2026-05-18 06:20"), "OK9010300", "ZV", byPlate, impala())
	l.ask(local(central, "2026-10-19 05:55"), "AR9100100", "ZV", byPlate, caravan())
	l.ask(local(central, "2026-07-02 14:22"), "MO9100200", "QH", byName, car{}, field{"PUR", "E"}, field{"ATN", "HIRING DESK, RIVERHOOK"})
	l.ask(local(central, "2026-08-04 10:16"), "KS9010100", "QH", byName, car{}, field{"PUR", "C"}, field{"ATN", "DET QUILL"})
}

// noPlace are inquiries whose ORI says no place, or only a state.
func noPlace(l *ncicLog) {
	l.ask(local(central, "2026-04-10 12:00"), "TXLIC0000", "RQ", byPlate, impala())
	l.ask(local(central, "2026-08-20 12:40"), "NL0000000", "RQ", byPlate, caravan())
	l.ask(local(central, "2026-06-30 17:33"), "ZZ9990000", "QW", byName, car{})
	l.ask(local(central, "2026-08-30 21:19"), "ZZ9990000", "QV", byPlate, caravan())
	l.ask(local(central, "2026-10-18 15:48"), "ZZ9980100", "QW", byAlias, car{})
	l.ask(local(central, "2026-07-19 15:31"), secondCarORI, "QV", byPlate, caravan()) // the second car, in Houston
	l.ask(local(central, "2026-08-12 19:06"), secondCarORI, "QV", byPlate, caravan())
}

// doubtfulTimes are one in the hour that the spring change of clocks skips and one in the hour the autumn change repeats.
func doubtfulTimes(l *ncicLog) {
	l.ask(local(central, "2026-03-08 01:30"), "OK9010400", "QW", byName, car{})
	l.rows[len(l.rows)-1].clock = "20260308 023000"
	l.ask(local(central, "2026-11-01 00:30"), "TN9100100", "QW", byName, car{})
	l.ask(local(central, "2026-11-01 00:31"), "TN9100100", "QW", byAlias, car{})
}
