package loaders

import (
	"math"
	"strconv"
	"strings"
	"time"

	"sightline/loaders/workbook"
)

// timePairs are fields for a date and for the time of day beside it.
var timePairs = [...][2]string{{"date", "time"}, {"date", "clock"}, {"time", "clock"}, {"begin", "begin_time"}, {"end", "end_time"}}

// typed writes values as their types and their fields say. A plate that the workbook keeps as a date or as a number with a power of ten
// is written so that it is known for what was made of it. A date and a time of day in two cells are written so that they can be joined,
// whether or not the cells show that they are.
func (s *sheetRows) typed(cells []workbook.Cell) {
	at := func(field string) *workbook.Cell {
		i := s.cols.col(field) - len(s.made)
		if s.mend != nil {
			i += markedCells
		}
		if s.cols.col(field) < len(s.made) || i >= len(cells) {
			return nil
		}
		return &cells[i]
	}
	for field := range s.cols.at {
		if strings.Contains(field, "plate") && !strings.Contains(field, "state") {
			if c := at(field); c != nil {
				c.Text = plateCell(*c)
			}
		}
	}
	for _, pair := range timePairs {
		date, clock := at(pair[0]), at(pair[1])
		if date == nil || clock == nil || strings.TrimSpace(clock.Text) == "" || date == clock {
			continue
		}
		if day, ok := dayOf(*date, s.book.From1904()); ok {
			if time, ok := clockOf(*clock); ok {
				date.Text, clock.Text = day, time
			} else if clock.Kind == workbook.KindText {
				date.Text = day
			}
		} else if time, ok := clockOf(*clock); ok && date.Kind == workbook.KindText {
			clock.Text = time
		}
	}
}

// plateCell is the text of a plate.
func plateCell(c workbook.Cell) string {
	if v, err := strconv.ParseFloat(c.Text, 64); c.Kind == workbook.KindPowers && err == nil {
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	if c.Kind == workbook.KindDate && len(c.Text) == len("2026") {
		return c.Text + "-01-01"
	}
	return c.Text
}

// dayOf is the day of a date, or of a number that is one of the workbook's calendar.
func dayOf(c workbook.Cell, from1904 bool) (string, bool) {
	switch c.Kind {
	case workbook.KindDate:
		if len(c.Text) >= len(time.DateOnly) {
			return c.Text[:len(time.DateOnly)], true
		}
	case workbook.KindNumber:
		if v, err := strconv.ParseFloat(c.Text, 64); err == nil && v >= 10_000 && v < 100_000 {
			day := workbook.Day(strconv.FormatFloat(math.Floor(v), 'f', 0, 64), workbook.Shown{Year: true, Month: true, Day: true}, from1904)
			return day.Text, day.Kind == workbook.KindDate
		}
	}
	return "", false
}

// clockOf is the time of day of a cell: of one that shows only that, or of a part of a day.
func clockOf(c workbook.Cell) (string, bool) {
	switch c.Kind {
	case workbook.KindClock:
		if _, clock, ok := strings.Cut(c.Text, " "); ok {
			return clock, true
		}
		return c.Text, true
	case workbook.KindNumber:
		if v, err := strconv.ParseFloat(c.Text, 64); err == nil && v >= 0 && v < 1 && (v == 0 || strings.Contains(c.Text, ".")) {
			at := workbook.Day(c.Text, workbook.Shown{Clock: true}, false)
			return at.Text, at.Kind == workbook.KindClock
		}
	}
	return "", false
}
