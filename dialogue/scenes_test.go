package dialogue

import (
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
)

// The scenes of the golden dialogues. All persons are made up.

// sceneNamed returns a scene. The option "hand: dusch=DECLINED frukost=PERFORMED" checks activities off by hand.
func sceneNamed(t testing.TB, name, option string) Scene {
	t.Helper()
	sc, ok := map[string]func() Scene{"greta": greta, "oskar": oskar, "elin": elin, "bare": bare}[name]
	if !ok {
		t.Fatalf("no scene %q", name)
	}
	s := sc()
	for _, f := range strings.Fields(strings.TrimPrefix(option, "hand:")) {
		id, outcome, _ := strings.Cut(f, "=")
		for i := range s.Visit {
			if s.Visit[i].ID == id {
				s.Visit[i].Outcome = dictation.Outcome(outcome)
			}
		}
	}
	return s
}

// on is a time of March 2026, Swedish winter time. The 12th is a Thursday.
func on(day, hour, minute int) time.Time {
	return time.Date(2026, 3, day, hour, minute, 0, 0, time.FixedZone("CET", 3600))
}

func visitOf(plan []PlanLine, ids string) []Planned {
	var out []Planned
	for _, id := range strings.Fields(ids) {
		for _, l := range plan {
			if l.ID == id {
				out = append(out, Planned{ID: l.ID, Title: l.Title, How: l.How})
			}
		}
	}
	return out
}

// greta: home care, a Thursday morning.
func greta() Scene {
	plan := []PlanLine{
		{ID: "dusch", Title: "Dusch", How: "Jag duschar sittande på duschpallen. Känn på vattnet med mig innan. Håll en handduk över axlarna så att jag inte fryser.", When: "Måndag och torsdag morgon", Who: "Omsorgspersonal, helst en kvinna", OwnPart: "Jag håller i duschen och tvättar det jag når.", Goal: "Jag duschar två gånger i veckan."},
		{ID: "frukost", Title: "Frukost", How: "Jag vill ha svart kaffe i den blå koppen, en ostsmörgås och filmjölk vid köksbordet. Sätt på radion i fönstret.", When: "Varje morgon", Who: "Omsorgspersonal", OwnPart: "Jag brer smörgåsen själv.", Goal: "Jag äter frukost varje dag och håller min vikt."},
		{ID: "baddning", Title: "Bäddning", How: "Vädra tio minuter först. Virkade överkastet ska ligga överst.", When: "Varje morgon", Who: "Omsorgspersonal", OwnPart: "Jag lägger kuddarna på plats.", Goal: "Sängen är bäddad före förmiddagen."},
		{ID: "disk", Title: "Disk", How: "Diska för hand, diskmedlet står under vasken.", When: "Efter frukost", Who: "Omsorgspersonal", OwnPart: "Jag torkar.", Goal: "Köket är i ordning."},
		{ID: "promenad", Title: "Promenad", How: "Vi går till bänken vid ån med rollatorn. Ta den röda halsduken.", When: "Torsdag förmiddag", Who: "Omsorgspersonal", OwnPart: "Jag går själv med rollatorn.", Goal: "Jag kan gå till bänken och tillbaka utan att vila, före sommaren."},
		{ID: "lunch", Title: "Lunch", How: "Värm matlådan och lägg upp på tallrik. Jag vill ha lingon till det mesta.", When: "Varje dag", Who: "Omsorgspersonal", OwnPart: "Jag dukar.", Goal: "Jag äter lagad mat varje dag."},
	}
	return Scene{
		Now: on(12, 9, 30), Brukare: dictation.Brukare{Name: "Greta Holm", Pronoun: "hon"},
		Important: "Hör dåligt på vänster öra: stå på höger sida. Mattan i hallen är lös i kanten.",
		Plan:      plan, Visit: visitOf(plan, "dusch frukost baddning disk promenad"),
		Deeds: []Deed{
			{Visit: "b11", Activity: "lunch", Title: "Lunch", Outcome: dictation.Performed, At: on(11, 12, 20), By: "Samira Nord"},
			{Visit: "b10", Note: "n11", Activity: "frukost", Title: "Frukost", Outcome: dictation.Performed, At: on(11, 8, 15), By: "Karin Berg"},
			{Visit: "b10", Note: "n11", Activity: "baddning", Title: "Bäddning", Outcome: dictation.Performed, At: on(11, 8, 15), By: "Karin Berg"},
			{Visit: "b10", Note: "n11", Activity: "disk", Title: "Disk", Outcome: dictation.NotPerformed, ReasonCode: dictation.StaffTime, Reason: "jag fick gå på ett larm", Measure: "kvällen tar disken", At: on(11, 8, 15), By: "Karin Berg"},
			{Visit: "b09", Note: "n09", Activity: "dusch", Title: "Dusch", Outcome: dictation.Declined, ReasonCode: dictation.Unwell, Reason: "hon hade ont i axeln", Measure: "Vi tvättade oss vid handfatet i stället", FollowUp: "Vi provar igen på torsdag", At: on(9, 8, 40), By: "Ali Strand"},
			{Visit: "b09", Note: "n09", Activity: "frukost", Title: "Frukost", Outcome: dictation.Performed, At: on(9, 8, 40), By: "Ali Strand"},
			{Visit: "b08", Activity: "lunch", Title: "Lunch", Outcome: dictation.Performed, At: on(8, 12, 30), By: "Samira Nord"},
			{Visit: "b07", Activity: "lunch", Title: "Lunch", Outcome: dictation.Declined, ReasonCode: dictation.Visitors, Reason: "dottern var på besök", At: on(7, 12, 30), By: "Samira Nord"},
			{Visit: "b05", Activity: "dusch", Title: "Dusch", Outcome: dictation.Performed, At: on(5, 8, 30), By: "Karin Berg"},
			{Visit: "b05", Activity: "promenad", Title: "Promenad", Outcome: dictation.Performed, At: on(5, 10, 0), By: "Karin Berg"},
		},
		Notes: []Note{
			{ID: "n11", Visit: "b10", At: on(11, 8, 15), Author: "Karin Berg", Text: "Frukosten serverades och sängen är bäddad. Greta åt bara halva smörgåsen. Hann inte med disken, jag fick gå på ett larm, kvällen tar disken.",
				Observations: []dictation.Observation{{Kind: dictation.ObservedFoodFluid, Quote: "Greta åt bara halva smörgåsen"}}},
			{ID: "n09", Visit: "b09", At: on(9, 8, 40), Author: "Ali Strand", Text: "Greta ville inte duscha, hon hade ont i axeln. Vi tvättade oss vid handfatet i stället. Vi provar igen på torsdag. Frukosten gick bra. Jag ringde sjuksköterskan om axeln.",
				Contacts: []dictation.Contact{{Role: dictation.ContactNurse, Quote: "Jag ringde sjuksköterskan om axeln"}}},
			{ID: "n04", Visit: "b04", At: on(4, 19, 0), Author: "Samira Nord", Text: "Greta var ledsen och saknade sin syster Asta. Vi satt och pratade en stund.",
				Observations: []dictation.Observation{{Kind: dictation.ObservedMood, Quote: "Greta var ledsen och saknade sin syster Asta"}}},
		},
	}
}

// oskar: special housing, an evening.
func oskar() Scene {
	plan := []PlanLine{
		{ID: "kvallsmat", Title: "Kvällsmat", How: "Jag äter i matsalen. Te med två sockerbitar och en smörgås med ägg.", When: "Varje kväll klockan 17.30", Who: "Omsorgspersonal", OwnPart: "Jag äter själv.", Goal: "Jag äter kvällsmat med de andra."},
		{ID: "kvallshygien", Title: "Kvällshygien", How: "Tvätta ansikte och underliv, borsta tänderna. Jag vill bestämma ordningen.", When: "Varje kväll", Who: "Omsorgspersonal", OwnPart: "Jag borstar tänderna själv.", Goal: "Jag är ren när jag lägger mig."},
		{ID: "strumpor", Title: "Ta av stödstrumpor", How: "Rulla ner dem långsamt, jag har ömma ben. Häng dem på elementet.", When: "Varje kväll", Who: "Omsorgspersonal med delegering", OwnPart: "Jag sträcker på foten.", Goal: "Benen får vila."},
		{ID: "samtal", Title: "Samtal en stund", How: "Sitt ner med mig. Jag vill gärna prata om båtar.", When: "Varje kväll", Who: "Kontaktman eller den som jobbar", OwnPart: "Jag berättar.", Goal: "Jag känner mig mindre ensam."},
	}
	return Scene{
		Now: on(14, 19, 10), Brukare: dictation.Brukare{Name: "Oskar Lind", Pronoun: "han"},
		Important: "Blir orolig av höga ljud.",
		Plan:      plan, Visit: visitOf(plan, "kvallsmat kvallshygien strumpor samtal"),
		Deeds: []Deed{
			{Visit: "k13", Activity: "kvallsmat", Title: "Kvällsmat", Outcome: dictation.Performed, At: on(13, 18, 0), By: "Maja Ek"},
			{Visit: "k13", Note: "k13n", Activity: "kvallshygien", Title: "Kvällshygien", Outcome: dictation.Partial, Reason: "han blev orolig", Measure: "vi tog bara ansiktet", At: on(13, 20, 0), By: "Maja Ek"},
			{Visit: "k12", Activity: "samtal", Title: "Samtal en stund", Outcome: dictation.NotPerformed, ReasonCode: dictation.StaffTime, Reason: "vi var en för lite", At: on(12, 20, 0), By: "Leif Ström"},
		},
		Notes: []Note{
			{ID: "k13n", Visit: "k13", At: on(13, 20, 0), Author: "Maja Ek", Text: "Vi började med kvällshygienen men han blev orolig så vi tog bara ansiktet. Han letade efter sin fru.",
				Observations: []dictation.Observation{{Kind: dictation.ObservedCognition, Quote: "Han letade efter sin fru"}}},
			{ID: "k10n", Visit: "k10", At: on(10, 3, 15), Author: "Leif Ström", Text: "Oskar ramlade vid toaletten på natten. Sjuksköterskan Vera är informerad.",
				Observations: []dictation.Observation{{Kind: dictation.ObservedFall, Quote: "Oskar ramlade vid toaletten på natten"}},
				Contacts:     []dictation.Contact{{Role: dictation.ContactNurse, Quote: "Sjuksköterskan Vera är informerad"}}},
		},
	}
}

// elin: a young woman in an LSS home, an afternoon; nothing was written before.
func elin() Scene {
	plan := []PlanLine{
		{ID: "handla", Title: "Inköp av mat", How: "Elin skriver listan med bildstöd och betalar själv.", When: "Måndag eftermiddag", Who: "Stödassistent", OwnPart: "Jag skriver listan.", Goal: "Jag handlar själv med stöd."},
		{ID: "matlagning", Title: "Laga middag", How: "Elin väljer rätten ur pärmen.", When: "Måndag och onsdag", Who: "Stödassistent", OwnPart: "Jag skär grönsakerna.", Goal: "Jag kan laga fem rätter."},
		{ID: "tvatt", Title: "Tvätt", How: "Ljust och mörkt var för sig.", When: "Måndag", Who: "Stödassistent", OwnPart: "Jag startar maskinen.", Goal: "Jag tvättar varje vecka."},
		{ID: "sopor", Title: "Ta ut soporna", When: "Måndag", OwnPart: "Jag bär påsen."},
	}
	return Scene{Now: on(16, 16, 45), Brukare: dictation.Brukare{Name: "Elin Sand", Pronoun: "hon"}, Plan: plan, Visit: visitOf(plan, "handla matlagning tvatt sopor")}
}

// bare: a plan of one activity, and a brukare of whom hardly anything is known.
func bare() Scene {
	return Scene{Now: on(29, 2, 30), Brukare: dictation.Brukare{Name: "Kim", Pronoun: "hen"}, Visit: []Planned{{ID: "tillsyn", Title: "Tillsyn"}}}
}
