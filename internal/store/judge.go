package store

import (
	"context"
	"reflect"

	"github.com/jackc/pgx/v5"

	"sightline/timeline"
	"sightline/timeline/person"
)

// subjectToJudge is what whom a record names is compared with.
type subjectToJudge struct {
	ID        int64
	Name      string
	Aliases   []string
	BirthDate string
	Sex       string
}

func (r subjectToJudge) value() timeline.Subject {
	return timeline.Subject{ID: r.ID, Name: r.Name, Aliases: r.Aliases, BirthDate: r.BirthDate, Sex: r.Sex}
}

// SubjectNamed is what whom a record names is compared with: the subject of that name in the case, or ErrNotFound.
func (s *Store) SubjectNamed(ctx context.Context, number, name string) (timeline.Subject, error) {
	c, err := s.Case(ctx, number)
	if err != nil {
		return timeline.Subject{}, err
	}
	id, err := s.SubjectID(ctx, c.ID, name)
	if err != nil {
		return timeline.Subject{}, err
	}
	known, err := one[subjectToJudge](ctx, s.pool, "SubjectToJudge", args{"id": id})
	return known.value(), err
}

// beginToJudge makes the judge of the load's events.
func (l *Load) beginToJudge(ctx context.Context) (err error) {
	if l.known, err = one[subjectToJudge](ctx, l.tx, "SubjectToJudge", args{"id": l.what.Subject}); err == nil {
		l.records.judge = person.NewJudge(l.known.value())
	}
	return err
}

// judged sees to it that what was said of the load's events holds: what is known of the subject may have changed since the load began.
// Whoever changes it from now on waits for the load's end.
func (l *Load) judged(ctx context.Context) error {
	if err := l.lockCase(ctx); err != nil {
		return err
	}
	now, err := one[subjectToJudge](ctx, l.tx, "SubjectToJudge", args{"id": l.what.Subject})
	if err != nil || reflect.DeepEqual(now, l.known) {
		return err
	}
	l.records.judge.Again(now.value())
	return judgeAgain(ctx, l.tx, l.what.Subject)
}

// judgeAgain compares whom the records of a subject name with what is now known of it.
func judgeAgain(ctx context.Context, tx pgx.Tx, subject int64) error {
	known, err := one[subjectToJudge](ctx, tx, "SubjectToJudge", args{"id": subject})
	if err != nil {
		return err
	}
	type told struct {
		Names, Births []string
		Birth, Sex    string
		Told          []int64
	}
	all, err := collect[told](ctx, tx, "NamesToldOf",
		args{"subject_id": subject, "birth": person.BirthFields(), "sex": person.SexFields()})
	if err != nil {
		return err
	}
	judge := person.NewJudge(known.value())
	for _, t := range all {
		people := make([]timeline.Identifier, len(t.Names))
		for i := range people {
			people[i] = timeline.Identifier{Type: timeline.PersonName, Value: t.Names[i], Region: t.Births[i]}
		}
		said := judge.Say(people, t.Birth, t.Sex)
		var remarks []timeline.Remark
		if r, doubted := said.Remark(); doubted {
			remarks = []timeline.Remark{r}
		}
		if _, err := exec(ctx, tx, "JudgeTold", args{
			"told": t.Told, "another": said.Verdict == person.Another, "why": person.WhyAnother,
			"codes":   []string{string(timeline.RemarkNearName), string(timeline.RemarkAnother)},
			"remarks": toldRemarks(remarks),
		}); err != nil {
			return err
		}
	}
	return nil
}
