package person

import (
	"fmt"
	"testing"

	"sightline/timeline"
)

// TestCompare: one of each sort of name, birth date and sex, with what an analyst would say.
func TestCompare(t *testing.T) {
	jane := timeline.Subject{Name: "Doe, Jane Marie", Aliases: []string{"Janey Roe", "Ruiz-Peña, Jane"}, BirthDate: "2010-03-14", Sex: "female"}
	for _, tt := range []struct {
		of               timeline.Subject
		name, birth, sex string
		want             Verdict
	}{
		{jane, "DOE, JANE", "", "", Same},
		{jane, "DOE,JANE MARIE", "2010-03-14", "F", Same},
		{jane, "Jane Doe", "", "", Same},
		{jane, "DOE JANE M", "03/14/2010", "", Same},
		{jane, "Dr. Jane M. Doe", "", "", Same},
		{jane, "ＤＯＥ, ＪＡＮＥ", "", "", Same},
		{jane, "DÓE, JÀNE", "", "", Same},
		{jane, "RUIZ PENA, JANE", "", "", Same},
		{jane, "RUIZ-PEÑA, JANE", "2010-03-14", "", Same},
		{jane, "ROE, JANEY", "", "", Same},
		{jane, "MARY POE AKA JANE DOE", "", "", Same},
		{jane, "DOE, JANE", "2010-14-03", "", Same},
		{jane, "DOE, JANE", "20100314", "", Same},
		{jane, "DOE, JANE", "031410", "", Same},
		{jane, "DOE, JANE", "3/14/10", "", Same},
		{jane, "DOE, JANE", "2010", "", Same},
		{jane, "DOE, JANE", "00/00/2010", "", Same},
		{jane, "DOE, J", "2010-03-14", "", Same},
		{jane, "DOE, J M", "", "", Near},
		{jane, "DOE, MARIE", "", "", Near},
		{jane, "DOE, JAYNE", "2010-03-14", "", Near},
		{jane, "DOR, JANE", "", "", Near},
		{jane, "DOE-SMYTHE, JANE", "", "", Near},
		{jane, "DOE, JANE LOUISE", "", "", Near},
		{jane, "DOE, JANE", "2010-03-15", "", Near},
		{jane, "DOE, JANE", "1998-03-14", "", Near},
		{jane, "DOE, JANE", "", "M", Near},
		{jane, "DOE, JANE SR", "", "", Near},
		{jane, "DOE", "", "", Near},
		{jane, "ДОУ, ДЖЕЙН", "", "", Near},
		{jane, "POE, JANE", "2010-03-14", "", Near},
		{jane, "DOE, ALICE", "2010-03-14", "F", Near},
		{jane, "DOE, JANE", "1974-08-02", "", Another},
		{jane, "DOE, JANE", "1974", "", Another},
		{jane, "DOE, JOHN", "2010-03-14", "M", Another},
		{jane, "DOE, ALICE", "", "", Another},
		{jane, "DOE, ALICE", "2012-07-01", "", Another},
		{jane, "BAKER, THOMAS", "", "", Another},
		{jane, "BAKER, THOMAS", "2010-03-14", "", Another},
		{jane, "BAKER", "", "", Another},
		{jane, "", "2010-03-14", "F", NotSaid},
		{jane, "UNKNOWN", "", "", NotSaid},
		{jane, "UNK, UNK", "", "", NotSaid},
		{jane, "12345", "", "", NotSaid},
		{timeline.Subject{Name: "Unknown 3"}, "DOE, JANE", "", "", NotSaid},
		{timeline.Subject{Name: "O'Brien, Katherine", BirthDate: "2009-01-31"}, "OBRIEN, KATE", "", "", Near},
		{timeline.Subject{Name: "O'Brien, Katherine", BirthDate: "2009-01-31"}, "O BRIEN, KATE", "2009-01-31", "", Same},
		{timeline.Subject{Name: "Maria de la Cruz"}, "DELACRUZ, MARIA", "", "", Same},
		{timeline.Subject{Name: "Maria García López"}, "GARCIA LOPEZ, MARIA", "", "", Same},
		{timeline.Subject{Name: "García López, María"}, "GARCIA, MARIA", "", "", Near},
		{timeline.Subject{Name: "Müller, Anna"}, "MUELLER, ANNA", "", "", Same},
		{timeline.Subject{Name: "Roe, Richard, Jr.", BirthDate: "1999-02-03"}, "ROE, RICHARD SR", "", "", Near},
		{timeline.Subject{Name: "Roe, Richard, Jr.", BirthDate: "1999-02-03"}, "ROE, RICHARD SR", "1971-11-20", "", Another},
		{timeline.Subject{Name: "Roe, Richard, Jr.", BirthDate: "1999-02-03"}, "ROE JR, RICHARD", "", "", Same},
		{timeline.Subject{Name: "Roe, Richard"}, "RICHARD, ROE", "", "", Same},
		{timeline.Subject{Name: "Thomas, James"}, "JAMES, THOMAS", "", "", Near},
		{timeline.Subject{Name: "James Thomas"}, "THOMAS JAMES", "", "", Near},
		{timeline.Subject{Name: "James Thomas"}, "THOMAS, JAMES", "", "", Same},
		{timeline.Subject{Name: "de la Cruz, Maria"}, "DE LA ROSA, MARIA", "", "", Another},
		{timeline.Subject{Name: "van den Berg, Anna"}, "VAN DEN BOSCH, ANNA", "", "", Another},
		{timeline.Subject{Name: "Mary Ann Poe"}, "POE, MARYANN", "", "", Same},
	} {
		t.Run(fmt.Sprintf("%s %s %s", tt.name, tt.birth, tt.sex), func(t *testing.T) {
			got, differs := Of(tt.of).Compare(Named{tt.name, tt.birth, tt.sex})
			if got != tt.want {
				t.Errorf("%s is %s %v of %s, want %s", tt.name, got, differs, tt.of.Name, tt.want)
			}
			if (got == Near || got == Another) && len(differs) == 0 || got == NotSaid && len(differs) > 0 {
				t.Errorf("%s is %s by %v", tt.name, got, differs)
			}
		})
	}
}
