package domain

import (
	"log/slog"
	"strings"
	"time"
)

// Personnummer is a Swedish personal identity number or coordination number: twelve digits, checked by [ParsePersonnummer]. It
// prints and logs masked.
type Personnummer string

// ParsePersonnummer reads YYYYMMDD-NNNN or YYYYMMDDNNNN. It checks the date (coordination numbers have 60 added to the day)
// and the check digit. Returns INVALID. Source: SFS 1991:481 (folkbokföringslag) 18 §, checked 2026-11-21.
func ParsePersonnummer(s string) (Personnummer, error) {
	bad := invalid("personnummer", "Personnumret stämmer inte.", "The personal identity number is not correct.")
	if len(s) == 13 && s[8] == '-' {
		s = s[:8] + s[9:]
	}
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" {
		return "", bad
	}
	date := []byte(s[:8])
	if date[6] >= '6' {
		date[6] -= 6
	}
	if _, err := time.Parse("20060102", string(date)); err != nil || luhn(s[2:]) != 0 {
		return "", bad
	}
	return Personnummer(s), nil
}

// luhn returns the remainder of the check sum, 0 for a correct number.
func luhn(digits string) int {
	sum := 0
	for i, c := range digits {
		n := int(c-'0') * (2 - i%2)
		sum += n/10 + n%10
	}
	return sum % 10
}

// String returns the number with its last four digits hidden.
func (p Personnummer) String() string {
	if len(p) != 12 {
		return ""
	}
	return string(p[:8]) + "-••••"
}

// LogValue logs the masked number.
func (p Personnummer) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Reveal returns the whole number, as YYYYMMDD-NNNN.
func (p Personnummer) Reveal() string {
	if len(p) != 12 {
		return ""
	}
	return string(p[:8] + "-" + p[8:])
}
