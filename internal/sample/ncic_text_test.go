package sample

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"time"
)

// blockText is a transaction log as blocks of CODE/VALUE fields, several to a line, long ones wrapped, a blank line
// between. Garbage goes in after the transactions whose number it has.
func blockText(rows []transaction, garbage map[int]string) []byte {
	var b bytes.Buffer
	b.WriteString("NCIC OFFLINE SEARCH RESULT  -  TRANSACTION LOG  -  INVENTED SAMPLE DATA\r\n\r\n")
	for i, t := range rows {
		date, clock := t.stamp()
		fmt.Fprintf(&b, "MKE/%s ORI/%s DATE/%s TIME/%s HDR/%s\r\n", t.key, t.ori, date, clock, t.header)
		for _, line := range wrap(fieldText(t.fields, " "), 56) {
			b.WriteString(line + "\r\n")
		}
		b.WriteString("\r\n")
		if g, ok := garbage[i]; ok {
			b.WriteString(g + "\r\n\r\n")
		}
	}
	return b.Bytes()
}

// periodText is a transaction log as messages: the inquiry with its header, key, ORI and fields, each but the last ended
// by a period; below it the log's time, to the minute, and sequence number.
func periodText(rows []transaction, garbage map[int]string) []byte {
	var b bytes.Buffer
	for i, t := range rows {
		date, clock := t.stamp()
		fmt.Fprintf(&b, "%s.%s.%s.%s\n", t.header, t.key, t.ori, fieldText(t.fields, "."))
		fmt.Fprintf(&b, "%s:%s %s/%s/%s %s\n\n", clock[:2], clock[2:4], date[4:6], date[6:], date[:4], t.header[7:])
		if g, ok := garbage[i]; ok {
			b.WriteString(g + "\n\n")
		}
	}
	return b.Bytes()
}

// tableText is a transaction log as a table with a column for each field.
func tableText(rows []transaction, garbage map[int]string) []byte {
	columns := []string{"NAM", "SEX", "RAC", "DOB", "OLN", "OLS", "LIC", "LIS", "LIY", "LIT", "PUR", "ATN"}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(row []string) {
		if err := w.Write(row); err != nil {
			panic(err) // a buffer takes everything
		}
	}
	write(append([]string{"DATE", "TIME", "MKE", "ORI", "HDR"}, columns...))
	for i, t := range rows {
		date, clock := t.stamp()
		day, err := time.Parse("20060102 150405", date+" "+clock)
		if err != nil {
			panic(err)
		}
		row := []string{day.Format("01/02/2006"), day.Format("15:04:05"), t.key, t.ori, t.header}
		for _, c := range columns {
			row = append(row, t.value(c))
		}
		write(row)
		if g, ok := garbage[i]; ok {
			w.Flush()
			b.WriteString(g + "\n")
		}
	}
	w.Flush()
	return b.Bytes()
}

func (t transaction) value(code string) string {
	for _, f := range t.fields {
		if f.code == code {
			return f.value
		}
	}
	return ""
}

func fieldText(fields []field, separator string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.code + "/" + f.value
	}
	return strings.Join(parts, separator)
}

// wrap breaks a text at blanks into lines of at most width bytes, so that values go on in the next line.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && len(line)+1+len(w) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	return append(lines, line)
}
