package dictation

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func at(t testing.TB, clock string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, "2026-02-02T"+clock+":00+01:00")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestClock(t *testing.T) {
	for _, c := range []struct{ said, at, want string }{
		{"halv nio", "09:10", "08:30"},
		{"klockan 14", "15:00", "14:00"},
		{"klockan två", "14:30", "14:00"},
		{"klockan två", "02:25", "02:00"},
		{"kvart i två", "14:00", "13:45"},
		{"tjugo över ett", "14:10", "13:20"},
		{"fem i halv tio", "10:00", "09:25"},
		{"fem över halv åtta", "08:00", "07:35"},
		{"tio i åtta", "08:15", "07:50"},
		{"vid nio", "09:50", "09:00"},
		{"kl. 8.30", "09:00", "08:30"},
		{"klockan fjorton och trettio", "15:00", "14:30"},
		{"klockan tolv", "12:40", "12:00"},
		{"klockan tolv", "00:20", "00:00"},
		{"kvart i tolv", "12:40", "11:45"},
		{"klockan sju", "22:20", "19:00"},
		{"vid två tillfällen", "15:00", ""},
		{"två gånger", "15:00", ""},
		{"en halv banan", "15:00", ""},
		{"rum sju", "15:00", ""},
	} {
		found := theLexicon().clocks(split(c.said), false)
		got := ""
		if len(found) > 0 {
			got = found[0].on(at(t, c.at))
		}
		if got != c.want {
			t.Errorf("%q at %s = %q, want %q", c.said, c.at, got, c.want)
		}
	}
}

func TestRepairJoinsAndCorrects(t *testing.T) {
	own := readPlan(theLexicon(), []Activity{{ID: "a1", Title: "Högläsning"}}).stems()
	for _, c := range []struct{ heard, want string }{
		{"hon av böjde duchen", "hon avböjde duschen"},
		{"bädda t är det", "bäddat är det"},
		{"sängen bädda de jag", "sängen bäddade jag"},
		{"mor gon toaletten", "morgontoaletten"},
		{"toalett besök gjort", "toalettbesök gjort"},
		{"hög läsningen", "högläsningen"},
		{"jag meddela de sjuksköteskan", "jag meddelade sjuksköterskan"},
		{"vi dam sög", "vi dammsög"},
		{"frukosten en macka", "frukosten en macka"},
		{"hon åt lunch när de kom", "hon åt lunch när de kom"},
		{"tvättade ansikte och hals", "tvättade ansikte och hals"},
		{"vi la fram kläder", "vi la fram kläder"},
		{"dusch. en macka", "dusch en macka"},
	} {
		var got []string
		for _, w := range theLexicon().repair(split(c.heard), own) {
			got = append(got, w.norm)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q is repaired to %q, want %q", c.heard, strings.Join(got, " "), c.want)
		}
	}
}

func TestSpokenFormsAreHeard(t *testing.T) {
	for _, c := range []struct{ heard, want string }{
		{"ja hann int me disken å soporna", "jag hann inte med disken och soporna"},
		{"hon tackade ja", "hon tackade ja"},
		{"de vart ingen promenad", "det vart ingen promenad"},
		{"de kom på besök", "de kom på besök"},
		{"hon ville inte va ensam", "hon ville inte vara ensam"},
		{"hon va trött", "hon var trött"},
		{"de ha ja sagt", "de har jag sagt"},
	} {
		r := read(theLexicon(), Input{Text: c.heard})
		var got []string
		for _, w := range r.words {
			got = append(got, w.norm)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q is heard as %q, want %q", c.heard, strings.Join(got, " "), c.want)
		}
	}
}

func TestTitlesAreLinkedByTheirParts(t *testing.T) {
	for _, c := range []struct{ title, text string }{
		{"Duschhjälp", "duschen tog vi tio i sju"},
		{"Soptömning", "soporna tog jag ut"},
		{"Gravbesök", "vi var vid graven"},
		{"Väckning", "väckte Anna klockan sju"},
		{"Läxhjälp", "läxorna är gjorda"},
		{"Bastu", "bastun var varm och skön"},
		{"Byta gardiner", "gardinerna sitter uppe"},
	} {
		if got, _ := outcomeOf(c.title, c.text); got != Performed {
			t.Errorf("%s: %q = %q, want it performed", c.title, c.text, got)
		}
	}
}

func TestSegment(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"hon ville inte duscha i dag för hon var trött så vi tar det i morgon i stället frukosten gick bra",
			"hon ville inte duscha i dag | för hon var trött | så vi tar det i morgon i stället | frukosten gick bra"},
		{"posten hämtade jag jag ringde dottern eva hon ger honom lunch när de kommer hem",
			"posten hämtade jag | jag ringde dottern eva | hon ger honom lunch när de kommer hem"},
		{"disken tog vi tandborstningen och ombytet blev inte av", "disken tog vi | tandborstningen och ombytet blev inte av"},
		{"hon sa att hon var trött", "hon sa att hon var trött"},
		{"städningen blev inte av för det förra besöket drog ut på tiden", "städningen blev inte av | för det förra besöket drog ut på tiden"},
		{"kvällsmål klart tänderna borstade", "kvällsmål klart | tänderna borstade"},
		{"hon gick utan stöd för första gången", "hon gick utan stöd för första gången"},
		{"jag frågade om duschen", "jag frågade om duschen"},
		{"det var rakningen vi gjorde", "det var rakningen vi gjorde"},
	} {
		r := read(theLexicon(), Input{Text: c.said})
		var got []string
		for _, s := range r.sayings {
			got = append(got, r.cut(s.from, s.to))
		}
		if strings.Join(got, " | ") != c.want {
			t.Errorf("got  %s\nwant %s", strings.Join(got, " | "), c.want)
		}
	}
}

// plan of the outcome cases: each names its one activity.
func outcomeOf(title, text string) (Outcome, ReasonCode) {
	d := Structure(Input{Brukare: Brukare{Name: "Anna Berg", Pronoun: "hon"}, Activities: []Activity{{ID: "a1", Title: title}}, Text: text})
	for _, e := range d.Entries {
		if e.Activity != nil {
			if e.ReasonCode != nil {
				return e.Outcome, *e.ReasonCode
			}
			return e.Outcome, ""
		}
	}
	return "", ""
}

func TestOutcome(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        Outcome
		code        ReasonCode
	}{
		{"Dusch", "hon avböjde dusch", Declined, Unwilling},
		{"Dusch", "hon hade inget emot att duscha", Performed, ""},
		{"Dusch", "hon sa inte nej till duschen", Performed, ""},
		{"Promenad", "jag erbjöd promenad och hon följde gärna med", Performed, ""},
		{"Promenad", "jag erbjöd promenad men hon ville inte", Declined, Unwilling},
		{"Dusch", "hon ville inte duscha först men sen gick det bra", Performed, ""},
		{"Dusch", "jag duschade henne, nej förlåt, hon avböjde dusch", Declined, Unwilling},
		{"Dusch", "hon sa nej till duschen, nej vänta, det var i går. I dag duschade hon", Performed, ""},
		{"Dusch", "dusch tar vi i morgon i stället", NotPerformed, ""},
		{"Dusch", "ingen dusch, hon var trött", NotPerformed, Tired},
		{"Frukost", "dottern hade redan gett henne frukost", NotPerformed, DoneByOther},
		{"Påklädning", "hon hade redan klätt på sig själv när jag kom", NotPerformed, DoneBySelf},
		{"Frukost", "frukosten serverades men hon åt nästan ingenting", Performed, ""},
		{"Städning av kök och badrum", "vi tog köket men inte badrummet för hon blev trött", Partial, Tired},
		{"Promenad", "promenaden fick avbrytas eftersom hon blev yr", Partial, Unwell},
		{"Dusch", "duschen blev inte av för varmvattnet var avstängt", NotPerformed, Equipment},
		{"Dusch", "duschen var trasig så hon fick en tvätt vid handfatet i stället för dusch", Partial, Equipment},
		{"Städning", "jag hann inte med städningen för jag fick gå på ett larm", NotPerformed, StaffTime},
		{"Promenad", "promenaden hoppade vi över på grund av halkan", NotPerformed, Safety},
		{"Lunch", "Anna var på sjukhuset så lunchen kunde inte serveras", NotPerformed, Absent},
		{"Tvätt", "allt enligt plan", Performed, ""},
		{"Tvätt", "hon sov när jag kom", "", ""},
	} {
		got, code := outcomeOf(c.title, c.text)
		if got != c.want || code != c.code {
			t.Errorf("%s: %q = %s %s, want %s %s", c.title, c.text, got, code, c.want, c.code)
		}
	}
}

func TestContactIsTakenAndNotOnlyNamed(t *testing.T) {
	for _, c := range []struct {
		text string
		want []ContactRole
	}{
		{"jag ringde sjuksköterskan anna", []ContactRole{ContactNurse}},
		{"Sonen Lars är uppringd", []ContactRole{ContactRelative}},
		{"dottern var på besök", nil},
		{"dottern ringde henne", nil},
		{"Jag ringde sjuksköterskan, nej förlåt, det var doktor Ek jag ringde", []ContactRole{ContactDoctor}},
		{"jag ska mejla biståndshandläggaren på måndag", []ContactRole{ContactCaseOfficer}},
	} {
		var got []ContactRole
		for _, x := range Structure(Input{Text: c.text}).Contacts {
			got = append(got, x.Role)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestLint(t *testing.T) {
	for _, c := range []struct {
		text string
		want []LintCode
	}{
		{"hon var besvärlig hela morgonen", []LintCode{LintValueJudgement}},
		{"jag tror att hon har urinvägsinfektion", []LintCode{LintSpeculation}},
		{"gav två alvedon", []LintCode{LintHealthcare}},
		{"medicinen given", nil},
		{"hon har ont i ryggen", nil},
		{"allt lugnt", []LintCode{LintVague}},
		{"allt enligt plan", nil},
		{"inga avvikelser", nil},
		{"Stina i rummet bredvid grät", []LintCode{LintThirdParty}},
	} {
		var got []LintCode
		for _, x := range Structure(Input{Text: c.text, Activities: []Activity{{ID: "a1", Title: "Tvätt"}}}).Lint {
			got = append(got, x.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestCircumstances(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Circumstance
	}{
		{"ringde på men ingen öppnade", []Circumstance{NoAnswer}},
		{"hon var inte hemma när jag kom", []Circumstance{NotAtHome}},
		{"hon var inte hemma, dottern sa att hon är på sjukhuset", []Circumstance{KnownAway}},
		{"han hade ramlat i hallen", []Circumstance{Fall}},
		{"han har inte ramlat", nil},
		{"matlådan från i går stod orörd i kylen", []Circumstance{FoodUntouched}},
		{"allt enligt plan", nil},
	} {
		if got := Circumstances(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestQuestions(t *testing.T) {
	in := Input{Activities: []Activity{{ID: "a1", Title: "Dusch"}, {ID: "a2", Title: "Frukost"}, {ID: "a3", Title: "Tvätt"}, {ID: "a4", Title: "Promenad"}},
		Text: "hon avböjde dusch. dottern hade redan gett henne frukost. promenaden fick avbrytas eftersom hon blev yr"}
	var got []string
	for _, q := range Questions(in, Structure(in)) {
		got = append(got, *q.Activity+" "+string(q.Code))
	}
	want := []string{"a1 REASON", "a1 MEASURE", "a1 FOLLOW_UP", "a4 MEASURE", "a3 UNANSWERED"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatIsNotSureIsAskedAbout(t *testing.T) {
	in := Input{Activities: []Activity{{ID: "a1", Title: "Dusch"}, {ID: "a2", Title: "Frukost"}, {ID: "a3", Title: "Tvätt"}}}
	entry := func(a int, confidence float64) Entry {
		return Entry{Activity: &in.Activities[a].ID, Outcome: Performed, Quote: "det gick", Confidence: confidence}
	}
	d := Draft{Entries: []Entry{entry(0, 0.59), entry(1, 0.6), entry(2, 0)}, Loose: []string{"hon tackade bestämt nej"}}
	var got []string
	for _, q := range Questions(in, d) {
		got = append(got, string(q.Code)+" "+text(q.Activity)+" "+text(q.Quote))
	}
	if want := []string{"OUTCOME a1 det gick", "TROUBLE  hon tackade bestämt nej"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTroubleThatFitsNoActivityIsLoose(t *testing.T) {
	activities := []Activity{{ID: "a1", Title: "Frukost"}, {ID: "a2", Title: "Disk"}}
	for said, want := range map[string]int{
		"frukosten gick bra och disken är klar. hon tackade bestämt nej": 1,
		"frukosten gick bra och disken är klar":                          0,
		"frukosten tackade hon nej till. disken är klar":                 0,
	} {
		if d := Structure(Input{Text: said, Activities: activities}); len(d.Loose) != want {
			t.Errorf("%q: %q is loose, want %d", said, d.Loose, want)
		}
	}
}
