package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
)

// Everything that Lyhörd says stands here, apart from the answers about plan and journal (retell.go).

// What may be pressed instead of said. Each is understood when it comes back as an utterance.
const (
	choiceSign    = "Signera"
	choiceYes     = "Ja"
	choiceNo      = "Nej"
	choiceSkip    = "Hoppa över"
	choiceUndo    = "Ångra"
	choiceSummary = "Läs upp"
	choiceAll     = "Allt enligt plan"
	choiceLeft    = "Vad är kvar?"
	choiceKnow    = "Vad ska jag veta?"
	choiceChange  = "Ändra"
	choiceKeep    = "Behåll"
	choicePartly  = "Delvis"
	choiceNothing = "Inget särskilt"
)

const (
	closedText  = "Anteckningen är signerad. Vill du lägga till något skriver du en ny anteckning."
	stillHere   = "Jag är kvar."
	waitingText = "Jag väntar."
	thanksShort = "Tack."
	thanksBack  = "Tack själv."
	heardYou    = "Jag är med dig. Fråga om det är något du undrar över."
	whyIAsk     = "En kollega ska kunna förstå vad som hände: varför, vad som gjordes i stället och vad som följer. Du får alltid hoppa över."
	swearBack   = "Jag hör. Vi tar det i din takt."
	skipped     = "Då lämnar vi det."
	unknown     = "Då får det stå öppet."
	leftOpen    = "Vi lämnar den frågan."
	tellMore    = "Berätta gärna med några ord, eller säg hoppa över."
	whenAndWho  = "När, eller vem tar det vidare? Säg annars hoppa över."
	ofWhat      = "Säg vilken insats det gällde, eller inget särskilt."
	signedText  = "Tack. Anteckningen signeras."
	signOnly    = "Säg signera när du vill skriva under."
	undone      = "Ångrat."
	noUndo      = "Det finns inget att ångra."
	cleared     = "Allt är struket. Berätta från början när du vill."
	kept        = "Orden står kvar som du sa dem."
	noRewording = "Där har jag inget förslag. Säg hur du vill ha det, eller stryk det."
	whichOne    = "Vilken insats gäller det?"
	chooseText  = "Välj gärna på skärmen, eller skriv med några ord."
	howToBegin  = "Berätta när du är klar, eller fråga mig."
	helpNow     = "Ring 112 nu. Följ det de säger. Anteckningen kan vänta, jag sparar det du har sagt."
	helpSigned  = "Ring 112 nu. Följ det de säger. Skriv en ny anteckning om det efteråt."
	helpAlone   = "Ring 112 nu."
	helpSpeech  = "Ring 112 nu. Anteckningen kan vänta."
	nothingYet  = "Du har inte berättat något än, så det finns inget att signera."
	readIt      = "Säg läs upp när du vill höra anteckningen."
	allNoted    = "Noterat."
	allByHand   = "Allt är redan besvarat, så det finns inget att signera. Vill du lägga till något säger du det."
	rightNow    = "Stämmer det?"
)

// say makes a reply whose text is also what is read aloud.
func say(kind ReplyKind, text string) Reply { return Reply{Kind: kind, Text: text, Speech: text} }

// join puts sentences after each other.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// short keeps of a lead what is worth reading aloud before a question: its first sentence.
func short(lead string) string {
	first, _, more := strings.Cut(lead, ". ")
	if more {
		return first + "."
	}
	return first
}

func greetingSpeech(sc Scene, left []string) string {
	name := firstName(sc)
	know := ""
	if sc.Important != "" {
		know = "Att veta först: " + withStop(sc.Important)
	}
	switch done := slices.Concat(sc.byHand(false), sc.byHand(true)); {
	case len(sc.Visit) == 0:
		return join("Hej. Planen har inget särskilt för det här besöket hos "+name+".", know, howToBegin)
	case len(left) == 0:
		return join("Hej. Allt är avprickat hos "+name+".", "Berätta om du vill lägga till något.")
	case len(done) > 0:
		return join("Hej igen. "+capital(list(sc.named(done)))+" är redan "+avprickad(sc.named(done))+". Kvar hos "+name+": "+list(sc.named(left))+".", know)
	default:
		return join("Hej. Hos "+name+" nu: "+list(sc.named(left))+".", know)
	}
}

func avprickad(names []string) string {
	if len(names) > 1 {
		return "avprickade"
	}
	return agree(names[0], "avprickad")
}

func listening(sc Scene) string { return "Berätta hur det gick hos " + firstName(sc) + "." }

func greetBack(sc Scene) string {
	return "Hej. Jag lyssnar när du vill berätta om besöket hos " + firstName(sc) + "."
}

func silenceText(misses int) string {
	if misses == 0 {
		return "Jag lyssnar."
	}
	return "Jag hörde inget."
}

func unclearText(s State) string {
	if s.Asked != nil {
		return "Det uppfattade jag inte."
	}
	return "Det uppfattade jag inte. Säg det gärna en gång till."
}

// exampleText shows how it can be said.
func exampleText(sc Scene, s State) string {
	if s.Asked != nil {
		switch s.Asked.Code {
		case dictation.AskReason:
			return "Säg till exempel: " + pronoun(sc) + " var trött. Eller: hoppa över."
		case dictation.AskMeasure:
			return "Säg till exempel: jag erbjöd att komma tillbaka senare. Eller: hoppa över."
		case dictation.AskFollowUp:
			return "Säg till exempel: vi provar igen i morgon. Eller: hoppa över."
		case dictation.AskOutcome:
			return "Säg till exempel: ja. Eller: nej, eller delvis."
		case dictation.AskTrouble:
			return "Säg till exempel: det gällde " + sc.name(s.About[0]) + ". Eller: inget särskilt."
		}
	}
	left := sc.left(s)
	if len(left) == 0 {
		return "Säg till exempel: läs upp. Eller: signera."
	}
	name := sc.name(left[0])
	return "Säg till exempel: " + name + " är " + agree(name, "gjord") + ". Eller: resten enligt plan."
}

// questionText gives a question to be read and to be heard.
func questionText(sc Scene, s State, a asking, again, near bool) (text, speech string) {
	q := questionOf(sc, s, a)
	if near {
		q = nearQuestion(sc, s, a)
	}
	speech, _, _ = strings.Cut(q, "?")
	speech += "?"
	if a.quote != "" {
		speech = q // the quotation may hold a question mark
	}
	if again {
		return q + " Säg hoppa över om du vill lämna det.", speech
	}
	if a.code == dictation.AskUnanswered && len(a.acts) > 4 {
		if len(s.Draft.Entries) == 0 {
			return q, "Hur gick det med det som var planerat?"
		}
		return q, fmt.Sprintf("%s saker är kvar. Blev de gjorda?", capital(number(len(a.acts))))
	}
	return q, speech
}

// questionOf gives a question in full.
func questionOf(sc Scene, s State, a asking) string {
	if a.code == dictation.AskTrouble {
		return "Du sa ”" + brief(a.quote) + "”. Vad gällde det?"
	}
	what, who := list(sc.named(a.acts)), firstName(sc)
	if len(a.acts) > 3 && a.code != dictation.AskUnanswered {
		what = "det som var planerat"
	}
	e := entryOf(s.Draft, a.acts[0])
	many := len(a.acts) > 1
	pick := func(one, several string) string {
		if many {
			return several
		}
		return one
	}
	switch {
	case a.code == dictation.AskOutcome:
		return "Jag är inte säker på " + strings.Replace(what, "att ", "hur det gick med att ", 1) + ". Du sa ”" + brief(a.quote) + "”. " + becameDone(sc, a.acts)
	case a.code == dictation.AskUnanswered || e == nil:
		return pick("Hur gick det med "+what+"?", "Jag hörde inget om "+what+". Blev de gjorda?")
	case a.code == dictation.AskReason && e.Outcome == dictation.Declined:
		return "Varför avböjde " + who + " " + what + "?"
	case a.code == dictation.AskReason && e.Outcome == dictation.Partial:
		return "Varför blev " + what + " bara delvis " + gjord(sc, a.acts) + "?"
	case a.code == dictation.AskReason:
		return "Varför blev " + notDone(what) + "?"
	case a.code == dictation.AskMeasure && e.ReasonCode != nil && *e.ReasonCode == dictation.Absent:
		return "Vad gjorde du när du inte fick träffa " + who + "? Till exempel vem du ringde."
	case a.code == dictation.AskMeasure && e.Outcome == dictation.Declined:
		return "Vad erbjöd du i stället för " + what + ", eller hur försökte du motivera?"
	case a.code == dictation.AskMeasure && e.Outcome == dictation.Partial:
		return "Vad gjorde du när " + what + " bara blev delvis " + gjord(sc, a.acts) + "?"
	case a.code == dictation.AskMeasure:
		return "Vad gjorde du när " + notBecame(what) + "?"
	}
	return "Hur följer ni upp " + what + "? Till exempel när ni provar igen, eller vem som tar det vidare."
}

// becameDone asks whether activities were done.
func becameDone(sc Scene, acts []string) string {
	switch p := gjord(sc, acts); p {
	case "gjord":
		return "Blev den gjord?"
	case "gjort":
		return "Blev det gjort?"
	default:
		return "Blev de " + p + "?"
	}
}

// brief gives words as they are quoted in a question: not too many, and nothing that can't be read aloud.
func brief(quote string) string {
	quote = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune("[](){}", r) {
			return -1
		}
		return r
	}, quote)), " ")
	const most = 12
	if ws := split(quote); len(ws) > most {
		return quote[:ws[most-1].end] + " …"
	}
	return strings.TrimRight(quote, " .,;:")
}

// blevDe asks for what was just named.
func blevDe(a asking) string {
	if len(a.acts) == 1 {
		return "Hur gick det med det?"
	}
	return "Blev de gjorda?"
}

// nearQuestion is a question about the activity that was just named.
func nearQuestion(sc Scene, s State, a asking) string {
	switch e := entryOf(s.Draft, a.acts[0]); {
	case e == nil || a.code == dictation.AskUnanswered || a.code == dictation.AskOutcome || a.code == dictation.AskTrouble || e.ReasonCode != nil && *e.ReasonCode == dictation.Absent && a.code == dictation.AskMeasure:
		return questionOf(sc, s, a)
	case a.code == dictation.AskReason && e.Outcome == dictation.Declined:
		return "Varför ville " + pronoun(sc) + " inte?"
	case a.code == dictation.AskReason && e.Outcome == dictation.Partial:
		return "Varför bara delvis?"
	case a.code == dictation.AskReason:
		return "Varför inte?"
	case a.code == dictation.AskMeasure && e.Outcome == dictation.Declined:
		return "Vad erbjöd du i stället, eller hur försökte du motivera?"
	case a.code == dictation.AskMeasure:
		return "Vad gjorde du då?"
	}
	return "Hur följer ni upp det? Till exempel när ni provar igen, eller vem som tar det vidare."
}

// The ways to say that something did not happen, which stand otherwise around "att ta ut soporna".

func notDone(what string) string {
	if strings.HasPrefix(what, "att ") {
		return "det inte av " + what
	}
	return what + " inte av"
}

func notBecame(what string) string {
	if strings.HasPrefix(what, "att ") {
		return "det inte blev av " + what
	}
	return what + " inte blev av"
}

func notBecome(what string) string {
	if strings.HasPrefix(what, "att ") {
		return "det blev inte av " + what
	}
	return what + " blev inte av"
}

// gjord inflects "gjord" after activities.
func gjord(sc Scene, acts []string) string {
	if len(acts) > 1 {
		return "gjorda"
	}
	return agree(sc.name(acts[0]), "gjord")
}

func questionChoices(sc Scene, s State, a asking) []string {
	p := capital(pronoun(sc))
	switch a.code {
	case dictation.AskOutcome:
		return []string{choiceYes, choiceNo, choicePartly, choiceSkip}
	case dictation.AskTrouble:
		return append(sc.labels(a.acts[:min(len(a.acts), maxLabels)]), choiceNothing)
	}
	switch e := entryOf(s.Draft, a.acts[0]); {
	case a.code == dictation.AskUnanswered && len(a.acts) > 1:
		return []string{"Ja, alla", "Nej", choiceSkip}
	case a.code == dictation.AskUnanswered:
		return []string{"Det gick bra", p + " ville inte", "Hann inte", choiceSkip}
	case a.code == dictation.AskReason && e != nil && e.Outcome == dictation.Declined:
		return []string{p + " var trött", p + " hade ont", p + " ville bara inte", choiceSkip}
	case a.code == dictation.AskReason:
		return []string{"Jag hann inte", p + " sov", p + " mådde inte bra", choiceSkip}
	case a.code == dictation.AskMeasure && e != nil && code(*e) == dictation.Absent:
		return []string{"Jag ringde en anhörig", "Jag meddelade chefen", "Ingenting", choiceSkip}
	case a.code == dictation.AskMeasure && e != nil && (code(*e) == dictation.StaffTime || code(*e) == dictation.Equipment):
		return []string{"Jag bad en kollega om hjälp", "Ingenting", choiceSkip}
	case a.code == dictation.AskMeasure:
		return []string{"Jag frågade igen senare", "Jag erbjöd något annat", "Ingenting", choiceSkip}
	}
	return []string{"Vi provar igen i morgon", "Jag berättar för kontaktmannen", "Behövs inte", choiceSkip}
}

// notedText tells what was understood, from what changed.
func notedText(sc Scene, old, now dictation.Draft, fixed bool) string {
	type kind struct {
		outcome dictation.Outcome
		doneBy  dictation.ReasonCode // only where somebody had done it already
	}
	by := map[kind][]string{}
	all := true
	for _, a := range sc.Visit {
		e := entryOf(now, a.ID)
		if was := entryOf(old, a.ID); e != nil && (was == nil || was.Outcome != e.Outcome) {
			k := kind{outcome: e.Outcome}
			if c := code(*e); c == dictation.DoneBySelf || c == dictation.DoneByOther {
				k.doneBy = c
			}
			by[k] = append(by[k], a.ID)
		}
		all = all && e != nil && e.Outcome == dictation.Performed
	}
	if all && len(by[kind{outcome: dictation.Performed}]) > 1 && !fixed {
		return ""
	}
	var parts []string
	for _, o := range []dictation.Outcome{dictation.Performed, dictation.Partial, dictation.Declined, dictation.NotPerformed} {
		for _, c := range []dictation.ReasonCode{"", dictation.DoneBySelf, dictation.DoneByOther} {
			if ids := by[kind{o, c}]; len(ids) > 0 {
				parts = append(parts, toldAs(sc, ids, *entryOf(now, ids[0])))
			}
		}
	}
	lead := "Noterat: "
	if fixed = fixed && retold(sc, old, now); fixed {
		lead = "Ändrat: "
	}
	if len(parts) > 0 {
		return lead + strings.Join(parts, "; ") + "."
	}
	for _, a := range sc.Visit {
		was, is := entryOf(old, a.ID), entryOf(now, a.ID)
		switch {
		case was == nil || is == nil:
		case deref(was.Time) != deref(is.Time) && is.Time != nil:
			return lead + sc.name(a.ID) + " klockan " + clockText(*is.Time) + "."
		case deref(was.Reason) != deref(is.Reason) && fixed && is.Reason != nil:
			return lead + sc.name(a.ID) + ", orsak: " + *is.Reason + "."
		}
	}
	if fixed {
		return "Ändrat."
	}
	return thanksShort
}

// retold reports whether something that was answered before is answered otherwise.
func retold(sc Scene, old, now dictation.Draft) bool {
	return slices.ContainsFunc(sc.Visit, func(a Planned) bool {
		was := entryOf(old, a.ID)
		return was != nil && !sameEntry(was, entryOf(now, a.ID))
	})
}

// clockText gives a clock time as it is read.
func clockText(s string) string { return strings.ReplaceAll(strings.TrimPrefix(s, "0"), ":", ".") }

// toldAs says what became of activities of which the same is said as of the entry.
func toldAs(sc Scene, ids []string, e dictation.Entry) string {
	names := list(sc.named(ids))
	switch code(e) {
	case dictation.DoneBySelf:
		return firstName(sc) + " hade redan själv klarat " + names
	case dictation.DoneByOther:
		return "någon annan har klarat " + names
	}
	return outcomeText(sc, ids, e.Outcome)
}

// outcomeText says what became of activities: "duschen och promenaden är gjorda".
func outcomeText(sc Scene, ids []string, o dictation.Outcome) string {
	names := list(sc.named(ids))
	if len(ids) > 3 && len(ids) == len(sc.Visit) && o != dictation.Performed {
		names, ids = "det som var planerat", ids[:1]
	}
	inflect := func(p string) string {
		if len(ids) > 1 {
			return p + "a"
		}
		return agree(names, p)
	}
	switch o {
	case dictation.Partial:
		return names + " är delvis " + inflect("gjord")
	case dictation.Declined:
		return firstName(sc) + " avböjde " + names
	case dictation.NotPerformed:
		return notBecome(names)
	}
	return names + " är " + inflect("gjord")
}

func clashText(sc Scene, ids []string) string {
	id := ids[0]
	names := list(sc.named(ids))
	state := "gjord"
	if o := sc.planned(id).Outcome; o != dictation.Performed {
		state = map[dictation.Outcome]string{dictation.Declined: "avböjd", dictation.Partial: "delvis gjord", dictation.NotPerformed: "inte gjord"}[o]
	}
	participle := state
	if i := strings.LastIndex(state, " "); i >= 0 {
		participle = state[:i+1] + agree(names, state[i+1:])
	} else {
		participle = agree(names, state)
	}
	return capital(names) + " är " + agree(names, "avprickad") + " för hand som " + participle + ". Ångra avprickningen om det ska vara något annat."
}

var numbers = []string{"noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"}

func number(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return fmt.Sprint(n)
}

// withStop ends a text with a full stop where it has none.
func withStop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

func whatIsWrong(sc Scene, s State) string {
	for _, e := range s.Draft.Entries {
		if e.Activity != nil {
			name := sc.name(*e.Activity)
			return "Vad ska ändras? Säg till exempel: " + name + " blev inte av. Eller: stryk det om " + name + "."
		}
	}
	return "Vad ska ändras?"
}

func helpText(sc Scene, s State) string {
	return exampleText(sc, s) + " Du kan också fråga mig om planen och om vad som hänt."
}
