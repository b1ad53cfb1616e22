package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compressed answers in zstd or gzip where the asker takes it. What it answers holds no secret beside what was asked, so
// that its length tells nothing.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		encoding := acceptedEncoding(r.Header.Values("Accept-Encoding"))
		if encoding == "" || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w, encoding: encoding}
		defer c.close()
		next.ServeHTTP(c, r)
	})
}

// acceptedEncoding is zstd, gzip or none, by the asker's weights (RFC 9110, 12.5.3).
func acceptedEncoding(accepted []string) string {
	best, weight := "", 0.0
	weights := weightsOf(accepted)
	for _, encoding := range []string{"zstd", "gzip"} {
		q, named := weights[encoding]
		if !named {
			q = weights["*"]
		}
		if q > weight {
			best, weight = encoding, q
		}
	}
	return best
}

// weightsOf reads a header such as "gzip;q=0.8, br" into weights; what is no number is 0.
func weightsOf(values []string) map[string]float64 {
	weights := map[string]float64{}
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, params, _ := strings.Cut(item, ";")
		q := 1.0
		for param := range strings.SplitSeq(params, ";") {
			if text, is := strings.CutPrefix(strings.TrimSpace(param), "q="); is {
				q, _ = strconv.ParseFloat(text, 64)
			}
		}
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			weights[name] = q
		}
	}
	return weights
}

// compressor is an answer that is compressed once its first byte comes.
type compressor struct {
	http.ResponseWriter
	encoding string
	to       io.WriteCloser
	plain    bool
}

// WriteHeader sends the header. Answers without a body stay as they are.
func (c *compressor) WriteHeader(status int) {
	if c.plain = status == http.StatusNotModified || status == http.StatusNoContent; !c.plain {
		c.Header().Set("Content-Encoding", c.encoding)
		c.Header().Del("Content-Length")
		if c.encoding == "zstd" {
			encoder, err := zstd.NewWriter(c.ResponseWriter, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
			if err != nil { // only for options that there are not
				panic(err)
			}
			c.to = encoder
		} else {
			c.to = gzip.NewWriter(c.ResponseWriter)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write compresses a part of the answer.
func (c *compressor) Write(b []byte) (int, error) {
	if c.to == nil && !c.plain {
		c.WriteHeader(http.StatusOK)
	}
	if c.plain {
		return c.ResponseWriter.Write(b)
	}
	return c.to.Write(b)
}

// close ends the compressed part; a closed connection is the reader's affair.
func (c *compressor) close() {
	if c.to != nil {
		_ = c.to.Close()
	}
}
