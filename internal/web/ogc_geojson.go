package web

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"sightline/internal/feature"
	"sightline/timeline/kinds"
)

// collectionHead is what stands before the features of a page.
type collectionHead struct {
	Type      string    `json:"type"`
	TimeStamp time.Time `json:"timeStamp"`
	Returned  int       `json:"numberReturned"`
	Matched   *int64    `json:"numberMatched,omitempty"`         // missing where they are too many to count
	MoreThan  *int64    `json:"numberMatchedMoreThan,omitempty"` // then how many there are at least
	Links     []link    `json:"links"`
	Caveats   []string  `json:"caveats"`
	Why       string    `json:"whyEmpty,omitempty"`
}

func newCollectionHead(page feature.Page, now time.Time, links []link) collectionHead {
	h := collectionHead{Type: "FeatureCollection", TimeStamp: now.UTC().Truncate(time.Second), Returned: len(page.Features), Links: links,
		Caveats: kinds.Caveats()}
	if bound := int64(feature.Bound); page.Matched == feature.Uncounted {
		h.MoreThan = &bound
	} else {
		h.Matched = &page.Matched
	}
	return h
}

// writeCollection writes a page as GeoJSON (RFC 7946), feature by feature.
func writeCollection(w io.Writer, c feature.Collection, h collectionHead, features []feature.Feature) error {
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	buf := append(head[:len(head)-1], `,"features":[`...)
	for i, f := range features {
		if i > 0 {
			buf = append(buf, ',')
		}
		if buf, err = appendFeature(buf, c, f, nil); err != nil {
			return err
		}
		const chunk = 32 << 10
		if len(buf) >= chunk {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err = w.Write(append(buf, ']', '}'))
	return err
}

// appendFeature appends a feature, with links where there are any.
func appendFeature(buf []byte, c feature.Collection, f feature.Feature, links []link) ([]byte, error) {
	id, err := json.Marshal(f.ID)
	if err != nil {
		return nil, err
	}
	buf = append(append(buf, `{"type":"Feature","id":`...), id...)
	buf = append(buf, `,"geometry":`...)
	if f.Point == nil {
		buf = append(buf, "null"...)
	} else {
		buf = strconv.AppendFloat(append(buf, `{"type":"Point","coordinates":[`...), f.Point[0], 'f', -1, 64)
		buf = append(strconv.AppendFloat(append(buf, ','), f.Point[1], 'f', -1, 64), "]}"...)
	}
	buf = append(buf, `,"properties":{`...)
	for i, p := range c.Properties {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(append(append(buf, '"'), p.Name...), '"', ':') // names are plain
		if buf, err = appendValue(buf, f.Values[i]); err != nil {
			return nil, err
		}
	}
	buf = append(buf, '}')
	if links != nil {
		body, err := json.Marshal(links)
		if err != nil {
			return nil, err
		}
		buf = append(append(buf, `,"links":`...), body...)
	}
	return append(buf, '}'), nil
}

// appendValue appends a value. Several texts are written as one, for layers of GIS programs have no lists: QGIS would show a list as
// nothing in a field that it took for a text.
func appendValue(buf []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(buf, "null"...), nil
	case int64:
		return strconv.AppendInt(buf, v, 10), nil
	case bool:
		return strconv.AppendBool(buf, v), nil
	case float64: // with its point, by which GDAL knows that it is no whole number
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return append(buf, text...), nil
	case time.Time:
		return append(v.AppendFormat(append(buf, '"'), time.RFC3339Nano), '"'), nil
	}
	if list, is := value.([]string); is {
		value = strings.Join(list, feature.Between)
	}
	body, err := json.Marshal(value)
	return append(buf, body...), err
}
