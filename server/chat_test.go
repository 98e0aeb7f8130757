package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// chat pipes lines into a chat on the stage's day, at 09:12, and returns what it prints.
func chat(t *testing.T, c chatCmd, lines ...string) string {
	t.Helper()
	c.clock = func() time.Time { return stageDay.Add(32 * time.Minute) }
	if c.Person == "" {
		c.Person = "anna"
	}
	var out bytes.Buffer
	if err := c.run(t.Context(), strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return out.String()
}

func TestChat(t *testing.T) {
	const visit = "Besök hos Elsa Bergdahl, 09:15–09:55."
	for _, c := range []struct {
		name  string
		cmd   chatCmd
		lines []string
		want  []string // in this order
		never string
	}{
		{"signed", chatCmd{}, []string{"hur vill hon ha frukosten?", "frukosten ville hon inte ha, hon mådde illa, jag erbjöd te, vi provar till lunch, resten är gjort", "läs upp", "signera", "mer"},
			[]string{visit, "Att veta först", "> hur vill hon ha frukosten?", "”Gröt med lingon", "[Signera]", "> signera", "Signerat av Anna Lindqvist, undersköterska: Planerad ej utförd insats", "– Frukost: avböjd", "Avvikelse (inom ett dygn): Frukost, ”hon mådde illa”"}, "> mer"},
		{"aloud", chatCmd{Speech: true}, []string{"allt är gjort enligt plan", "signera"}, []string{"Allt är gjort enligt plan. Stämmer det?", "Ingen avvikelse"}, "ur planen"},
		{"broken off", chatCmd{}, []string{"frukosten är gjord"}, []string{visit, "Noterat", "Inget är signerat."}, "Signerat"},
		{"nothing said", chatCmd{}, nil, []string{visit, "Inget är signerat."}, "Signerat"},
		{"an error is told, and the talk goes on", chatCmd{}, []string{"a\x07b", "allt är gjort enligt plan", "signera"}, []string{"Texten innehåller styrtecken.", "Signerat"}, "INVALID"},
		{"chosen", chatCmd{Choose: true}, []string{"nope", "1", "vad är kvar?"}, []string{"Astrid Wallgren", "Vilket besök?", "Vilket besök?", "Besök hos Astrid Wallgren"}, "Signerat"},
		{"somebody else", chatCmd{Person: "maria"}, nil, []string{"Besök hos Rut Palmér"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := chat(t, c.cmd, c.lines...)
			rest := out
			for _, w := range c.want {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("%q does not follow in:\n%s", w, out)
				}
				rest = after
			}
			if c.never != "" && strings.Contains(out, c.never) {
				t.Errorf("%q stands in:\n%s", c.never, out)
			}
		})
	}
}

// TestChatRefused has somebody chat who has no visits, and one who is not there. Who waits for a line is not waited for when the program ends.
func TestChatRefused(t *testing.T) {
	for _, who := range []string{"lena", "birgitta", "nobody"} {
		c := chatCmd{Person: who, clock: func() time.Time { return stageDay }}
		if err := c.run(t.Context(), strings.NewReader("hej"), io.Discard); err == nil || domain.CodeOf(err) != domain.Internal {
			t.Errorf("%s: %v, want words for a person", who, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	c := chatCmd{Person: "anna", clock: func() time.Time { return stageDay }}
	if err := c.run(ctx, r, writerFunc(func(p []byte) (int, error) {
		if strings.HasSuffix(string(p), "> ") {
			cancel()
		}
		return len(p), nil
	})); err != nil {
		t.Errorf("broken off: %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
