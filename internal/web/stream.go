package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// streamBuffer is how many bytes of a streamed answer are gathered before they go out.
const streamBuffer = 64 << 10

// list is a member of an answer that may be long: it is encoded element by element.
type list struct {
	name string
	each func(encode func(any) error) error
}

func listOf[T any](name string, all []T) list {
	return rowsOf(name, all, func(one *T) *T { return one })
}

// rowsOf is a list of what is made of the elements, one after the other.
func rowsOf[T, Row any](name string, all []T, row func(*T) Row) list {
	return list{name, func(encode func(any) error) error {
		for i := range all {
			if err := encode(row(&all[i])); err != nil {
				return err
			}
		}
		return nil
	}}
}

// streamJSON answers with an object: the members of head, which are encoded first, so that a failure of theirs is a clean error,
// and then lists, of which no more than some elements stand in memory as text. An answer that fails once it has begun ends without
// its end, and the connection with it, so that nobody takes it for whole.
func (s *server) streamJSON(w http.ResponseWriter, r *http.Request, head any, lists ...list) error {
	begin, err := json.Marshal(withoutNulls(head))
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", contentJSON)
	keepSlot(w) // what is not encoded yet is in memory
	out := bufio.NewWriterSize(w, streamBuffer)
	err = writeObject(out, begin, lists)
	gone := out.Flush() != nil // a closed connection is the reader's affair
	if err != nil && !gone {
		s.logFailure(r, http.StatusInternalServerError, err)
	}
	if err != nil || gone {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// writeObject writes an object that has members already, and lists after them.
func writeObject(out *bufio.Writer, members []byte, lists []list) error {
	encoder := json.NewEncoder(out)
	_, _ = out.Write(bytes.TrimSuffix(members, []byte("}"))) // the writer keeps its error until it is flushed
	for _, l := range lists {
		fmt.Fprintf(out, ",%q:[", l.name)
		begun := false
		if err := l.each(func(element any) error {
			if begun {
				_ = out.WriteByte(',')
			}
			begun = true
			return encoder.Encode(element)
		}); err != nil {
			return fmt.Errorf("encode %s: %w", l.name, err)
		}
		_ = out.WriteByte(']')
	}
	_ = out.WriteByte('}')
	return nil
}
