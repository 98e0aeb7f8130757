package domain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Limits of what can be written, in characters.
const (
	MaxTranscript = 20_000        // one dictation
	MaxNoteText   = MaxTranscript // so that what can be dictated can be signed
	maxShortText  = 2_000         // a reason, a measure, a follow-up, a quote
	maxName       = 200           // a heading, a contact's name
	maxID         = 128
	maxItems      = 200 // entries, observations or contacts of one note
)

// cleanText returns s in Unicode form NFC with outer white space removed. Returns INVALID when s is longer than limit characters,
// is not UTF-8, or holds control characters other than tab and line breaks.
func cleanText(field, s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", invalid(field, "Texten är inte giltig UTF-8.", "The text is not valid UTF-8.")
	}
	if i := strings.IndexFunc(s, isForbidden); i >= 0 {
		return "", invalid(field, "Texten innehåller styrtecken.", "The text holds control characters.")
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	if n := utf8.RuneCountInString(s); n > limit {
		return "", invalid(field, fmt.Sprintf("Texten är för lång: %d tecken, högst %d.", n, limit), fmt.Sprintf("The text is too long: %d characters, at most %d.", n, limit))
	}
	return s, nil
}

// needText is cleanText for a text that must not be empty.
func needText(field, s string, limit int) (string, error) {
	s, err := cleanText(field, s, limit)
	if err == nil && s == "" {
		return "", invalid(field, "Här saknas text.", "Text is missing here.")
	}
	return s, err
}

// cleanTexts cleans each text in place.
func cleanTexts(limit int, texts map[string]*string) error {
	for field, s := range texts {
		c, err := cleanText(field, *s, limit)
		if err != nil {
			return err
		}
		*s = c
	}
	return nil
}

func isForbidden(r rune) bool {
	return r != '\n' && r != '\t' && r != '\r' && (unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r))
}

// checkID returns INVALID when id can't be an identifier.
func checkID[ID ~string](field string, id ID) error {
	if id == "" || len(id) > maxID || strings.ContainsFunc(string(id), func(r rune) bool { return r <= ' ' || unicode.IsControl(r) || r == utf8.RuneError }) {
		return invalid(field, "Detta är ingen giltig identifierare.", "This is not a valid identifier.")
	}
	return nil
}

// SortKey returns a key by which names sort as in Swedish: å, ä, ö after z, whatever the case. It is stored beside the name, so
// that every store sorts alike.
func SortKey(name string) string {
	var buf collate.Buffer
	return fmt.Sprintf("%x", collate.New(language.Swedish, collate.IgnoreCase).KeyFromString(&buf, norm.NFC.String(name)))
}
