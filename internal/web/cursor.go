package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
)

// Cursors write and read cursors: the place in an answer after which its next page begins. A cursor is signed together
// with its question, so that a page only goes on where this server said and only for what was asked.
type Cursors struct{ key []byte }

// cursorTag is how many bytes of the HMAC-SHA256 a cursor carries.
const cursorTag = 16

// maxCursor is the longest cursor that is read, in characters.
const maxCursor = 1024

var errCursor = errors.New("cursor is not one that this server gave for this question: follow the next link as it stands")

// NewCursors returns cursors under a secret key of at least 32 bytes. Without one, a key is made that nobody else has:
// then the cursors hold until the program ends.
func NewCursors(key []byte) Cursors {
	if len(key) < sha256.Size {
		key = []byte(rand.Text() + rand.Text())
	}
	return Cursors{key}
}

// Encode is a place in the answer to a question as text. The question is any text that tells it from others.
func (c Cursors) Encode(question string, place any) (string, error) {
	body, err := json.Marshal(place)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(c.tag(question, body), body...)), nil
}

// Decode reads what Encode wrote for the same question into place, a pointer.
func (c Cursors) Decode(question, text string, place any) error {
	if len(text) > maxCursor {
		return errCursor
	}
	signed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(signed) < cursorTag {
		return errCursor
	}
	body := signed[cursorTag:]
	if !hmac.Equal(signed[:cursorTag], c.tag(question, body)) || json.Unmarshal(body, place) != nil {
		return errCursor
	}
	return nil
}

func (c Cursors) tag(question string, body []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(question))) // so that the border between the two is signed
	h.Write(size[:])
	h.Write([]byte(question))
	h.Write(body)
	return h.Sum(nil)[:cursorTag]
}
