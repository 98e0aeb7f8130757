package httpapi

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of an answer, as the GraphQL over HTTP draft has them.
const (
	mediaGraphQL = "application/graphql-response+json"
	mediaJSON    = "application/json"
)

// offers says which media type answers a range of Accept. A client that names none gets the older one.
var offers = map[string]string{
	mediaGraphQL: mediaGraphQL, mediaJSON: mediaJSON, "application/*": mediaJSON, "*/*": mediaJSON,
}

// negotiate returns the media type that an Accept header likes best, and whether there is one. Between equals the draft's own wins.
func negotiate(accept string) (media string, ok bool) {
	if accept == "" {
		return mediaJSON, true
	}
	if media, ok = offers[accept]; ok {
		return media, true
	}
	best := 0.0
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		offer := offers[kind]
		if err != nil || offer == "" || !utf8Charset(params) {
			continue
		}
		if q := quality(params); q > best || q == best && q > 0 && offer == mediaGraphQL {
			media, best = offer, q
		}
	}
	return media, best > 0
}

func quality(params map[string]string) float64 {
	text, ok := params["q"]
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}

// isJSON reports whether a Content-Type is JSON in UTF-8.
func isJSON(contentType string) bool {
	if contentType == mediaJSON {
		return true
	}
	kind, params, err := mime.ParseMediaType(contentType)
	return err == nil && kind == mediaJSON && utf8Charset(params)
}

// utf8Charset reports whether the parameters of a media type allow UTF-8, which is also what is assumed.
func utf8Charset(params map[string]string) bool {
	c, ok := params["charset"]
	return !ok || strings.EqualFold(c, "utf-8")
}
