package dialogue

import (
	"strings"
	"testing"
	"time"
)

func TestTitlesAreNamedInSentences(t *testing.T) {
	for title, want := range map[string]string{
		"Dusch":                    "duschen är gjord",
		"Dusch och hårtvätt":       "duschen och hårtvätten är gjorda",
		"Promenad på förmiddagen":  "promenaden på förmiddagen är gjord",
		"Rullstolspromenad":        "rullstolspromenaden är gjord",
		"Stödsamtal":               "stödsamtalet är gjort",
		"Stödstrumpor på":          "stödstrumporna på är gjorda",
		"Inköp av dagligvaror":     "inköpen av dagligvaror är gjorda",
		"Medicinöverlämning":       "medicinöverlämningen är gjord",
		"Toalettbesök":             "toalettbesöket är gjort",
		"Eftermiddagskaffe":        "eftermiddagskaffet är gjort",
		"Matlagning":               "matlagningen är gjord",
		"Kvällsmat":                "kvällsmaten är gjord",
		"Fika":                     "fikat är gjort",
		"Ta ut soporna":            "att ta ut soporna är gjort",
		"TV-tittande":              "TV-tittandet är gjort",
		"Stöd vid påklädning":      "stödet vid påklädning är gjort",
		"Lunch, värma och servera": "lunchen, värma och servera är gjorda",
		"":                         "aktiviteten är gjord",
	} {
		if got := spoken(title) + " är " + agree(spoken(title), "gjord"); got != want {
			t.Errorf("%q is named %q, want %q", title, got, want)
		}
	}
}

func TestPeriods(t *testing.T) {
	now := on(12, 9, 30) // a Thursday
	for said, want := range map[string]string{
		"vad hände igår":               "I går 11–12",
		"vad hände i går":              "I går 11–12",
		"hur var det i förrgår":        "I förrgår 10–11",
		"hur var det i natt":           "I natt 11–12",
		"vad gjorde ni i helgen":       "I helgen 7–9",
		"vad hände i måndags":          "I måndags 9–10",
		"vad hände i torsdags":         "I torsdags 5–6",
		"har hon ätit idag":            "I dag 12–13",
		"hur var det igår kväll":       "I går kväll 11–12",
		"hur har hon mått i veckan":    "Den här veckan 9–13",
		"vad hände förra veckan":       "Förra veckan 2–9",
		"hur har det varit på sistone": "De senaste dagarna 5–13",
		"vad vill hon ha":              "",
	} {
		p, ok := periodIn(now, strings.Fields(said))
		got := ""
		if ok {
			got = p.name + " " + p.from.Format("2") + "–" + p.to.Format("2")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	for day, want := range map[int]string{2: "I helgen 7–9", 3: "I helgen 14–16", 4: "I helgen 14–16"} { // Saturday, Sunday, Monday
		p, _ := periodIn(now.AddDate(0, 0, day), []string{"helgen"})
		if got := p.name + " " + p.from.Format("2") + "–" + p.to.Format("2"); got != want {
			t.Errorf("%s: %q, want %q", now.AddDate(0, 0, day).Weekday(), got, want)
		}
	}
}

func TestDayNames(t *testing.T) {
	now := on(12, 0, 5)
	for back, want := range map[time.Duration]string{
		time.Minute: "i dag", time.Hour: "i går", 26 * time.Hour: "i förrgår", 4 * 24 * time.Hour: "i söndags", 8 * 24 * time.Hour: "den 4 mars",
	} {
		if got := dayName(now, now.Add(-back)); got != want {
			t.Errorf("%s ago is %q, want %q", back, got, want)
		}
	}
}

func TestQuestionsAreToldFromAccounts(t *testing.T) {
	for line, want := range map[string]bool{
		"vad hände igår":                       true,
		"när duschade hon senast":              true,
		"när jag kom låg hon på golvet":        false,
		"var är nyckeln":                       true,
		"hon var trött":                        false,
		"har hon ätit idag":                    true,
		"har inte duschat henne":               false,
		"vill hon inte duscha så låter vi bli": false,
		"är sjuksköterskan informerad":         true,
		"hur vill hon ha sitt kaffe":           true,
		"och hur var det igår då":              true,
		"duschen gick bra":                     false,
		"berätta om promenaden":                true,
		"jag frågade hur hon mådde":            false,
		"kan du skriva att duschen är gjord":   false,
		"blev disken gjord igår":               true,
		"frukosten är klar":                    false,
		"varför duschade hon inte i måndags":   true,
		"åt hon frukost med god aptit":         false,
		"vad jag göra nu":                      true,
	} {
		if got := isQuestion(greta(), strings.Fields(line), false); got != want {
			t.Errorf("%q a question: %v, want %v", line, got, want)
		}
	}
}

func TestPartsAreCutLetterForLetter(t *testing.T) {
	sc := greta()
	for text, want := range map[string][2]string{
		"Frukosten är klar. Vad är kvar?":                    {"Frukosten är klar.", "Vad är kvar?"},
		"duschen är klar vad står det om frukosten":          {"duschen är klar", "vad står det om frukosten"},
		"hon frågade vad som hände och jag sa inget":         {"hon frågade vad som hände och jag sa inget", ""},
		"Duschen gick bra. Kl. 8.30 fick hon frukost.":       {"Duschen gick bra. Kl. 8.30 fick hon frukost.", ""},
		"Vad hände igår? Duschen är gjord. Frukosten också.": {"Duschen är gjord. Frukosten också.", "Vad hände igår?"},
	} {
		turn := &turn{sc: sc, s: &State{}, text: text}
		told, asked := turn.parts()
		if got := [2]string{strings.Join(told, "|"), strings.Join(asked, "|")}; got != want {
			t.Errorf("%q is cut into %q, want %q", text, got, want)
		}
	}
}
