package dialogue

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/lyhord/lyhord/dictation"
)

func TestZZ(t *testing.T) {
	data, _ := os.ReadFile("/tmp/probe/in.txt")
	scenes := map[string]Scene{"greta": greta(), "oskar": oskar(), "elin": elin()}
	mk := func(name, pron string, acts ...string) Scene {
		sc := Scene{Now: on(12, 9, 50), Brukare: dictation.Brukare{Name: name, Pronoun: pron}}
		for _, a := range acts {
			sc.Visit = append(sc.Visit, Planned{ID: strings.ToLower(a), Title: a})
		}
		return sc
	}
	scenes["elsa"] = mk("Elsa Berg", "hon", "Morgonhygien", "Stöd vid påklädning", "Frukost", "Bäddning")
	scenes["hassan"] = mk("Hassan X", "han", "Morgonhygien", "Lägga på stödstrumpor", "Frukost")
	for l := range strings.Lines(string(data)) {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		n, text, _ := strings.Cut(l, ": ")
		sc := scenes[n]
		h := sc.hear(text)
		fmt.Println("##", l, "rest:", h.rest)
		for _, e := range h.Entries {
			fmt.Printf("   %.2f %s\n", e.Confidence, entryLine(e))
		}
		for _, o := range h.Observations {
			fmt.Println("   obs", o.Kind, o.Quote)
		}
		for _, o := range h.Contacts {
			fmt.Println("   con", o.Role, o.Quote)
		}
		for _, o := range h.Lint {
			fmt.Println("   lint", o.Code, o.Quote)
		}
		fmt.Printf("   loose %q\n", h.Loose)
	}
}
