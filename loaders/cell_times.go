package loaders

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// timePairs are fields for a date and for the time of day beside it.
var timePairs = [...][2]string{{"date", "time"}, {"date", "clock"}, {"time", "clock"}, {"begin", "begin_time"}, {"end", "end_time"}}

// typed writes values as their types and their fields say. A plate that the workbook keeps as a date or as a number with a power of ten
// is written so that it is known for what was made of it. A date and a time of day in two cells are written so that they can be joined,
// whether or not the cells show that they are.
func (s *sheetRows) typed(cells []cell) {
	at := func(field string) *cell {
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
				c.text = plateCell(*c)
			}
		}
	}
	for _, pair := range timePairs {
		date, clock := at(pair[0]), at(pair[1])
		if date == nil || clock == nil || strings.TrimSpace(clock.text) == "" || date == clock {
			continue
		}
		if day, ok := dayOf(*date, s.book.from1904()); ok {
			if time, ok := clockOf(*clock); ok {
				date.text, clock.text = day, time
			} else if clock.kind == cellText {
				date.text = day
			}
		} else if time, ok := clockOf(*clock); ok && date.kind == cellText {
			clock.text = time
		}
	}
}

// plateCell is the text of a plate.
func plateCell(c cell) string {
	if v, err := strconv.ParseFloat(c.text, 64); c.kind == cellPowers && err == nil {
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	if c.kind == cellDate && len(c.text) == len("2026") {
		return c.text + "-01-01"
	}
	return c.text
}

// dayOf is the day of a date, or of a number that is one of the workbook's calendar.
func dayOf(c cell, from1904 bool) (string, bool) {
	switch c.kind {
	case cellDate:
		if len(c.text) >= len(time.DateOnly) {
			return c.text[:len(time.DateOnly)], true
		}
	case cellNumber:
		if v, err := strconv.ParseFloat(c.text, 64); err == nil && v >= 10_000 && v < 100_000 {
			day := dayText(strconv.FormatFloat(math.Floor(v), 'f', 0, 64), dateShown{year: true, month: true, day: true}, from1904)
			return day.text, day.kind == cellDate
		}
	}
	return "", false
}

// clockOf is the time of day of a cell: of one that shows only that, or of a part of a day.
func clockOf(c cell) (string, bool) {
	switch c.kind {
	case cellClock:
		if _, clock, ok := strings.Cut(c.text, " "); ok {
			return clock, true
		}
		return c.text, true
	case cellNumber:
		if v, err := strconv.ParseFloat(c.text, 64); err == nil && v >= 0 && v < 1 && (v == 0 || strings.Contains(c.text, ".")) {
			at := dayText(c.text, dateShown{clock: true}, false)
			return at.text, at.kind == cellClock
		}
	}
	return "", false
}
