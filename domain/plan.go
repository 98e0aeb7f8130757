package domain

import "time"

// Plan (genomförandeplan) says how the support to a brukare is carried out, agreed with the brukare. An established plan is never edited;
// a change makes a new version. Source: SFS 2025:400 (SoL) 14 kap. 3 §, checked 2026-11-21.
type Plan struct {
	Head[PlanID]         `json:",inline"`
	Extra                Extra          `json:",inline"`
	Brukare              BrukareID      `json:"brukare"`
	Unit                 UnitID         `json:"unit"`
	State                PlanState      `json:"state"`
	PlanVersion          int64          `json:"planVersion"` // the plan's own number, 1 for the first; not the document's
	EstablishedAt        time.Time      `json:"establishedAt"`
	FollowUpOn           Day            `json:"followUpOn"`
	Participation        string         `json:"participation"`        // how the brukare took part
	Wishes               string         `json:"wishes"`               // what regard was paid to wishes
	ImportantInformation string         `json:"importantInformation"` // what to know first; staff only
	Goals                []Goal         `json:"goals"`
	Activities           []PlanActivity `json:"activities"`
}

// PlanState is where a plan is in its life.
type PlanState string

// The states of a plan.
const (
	PlanDraft       PlanState = "DRAFT"
	PlanEstablished PlanState = "ESTABLISHED" // upprättad, locked
	PlanEnded       PlanState = "ENDED"
)

// Goal (mål) is what an insats is to lead to.
type Goal struct {
	Insats   string   `json:"insats"`
	LifeArea LifeArea `json:"lifeArea"`
	Text     string   `json:"text"`
	Extra    Extra    `json:",inline"`
}

// PlanActivity (aktivitet) is one thing to do: what, how, when and by whom, in the brukare's own words.
type PlanActivity struct {
	ID       ActivityID `json:"id"`
	Title    string     `json:"title"`
	LifeArea LifeArea   `json:"lifeArea"`
	How      string     `json:"how"`     // how it is done
	When     string     `json:"when"`    // recurrence and time of day, in words
	Who      string     `json:"who"`     // who is responsible
	OwnPart  string     `json:"ownPart"` // min delaktighet
	Goal     string     `json:"goal"`    // the activity's own goal
	Extra    Extra      `json:",inline"`
}

// LifeArea (livsområde) is one of the areas of IBIC, by its ICF chapter or its own name.
type LifeArea string

// The life areas. Source: Socialstyrelsen, Individens behov i centrum (IBIC).
const (
	Learning      LifeArea = "LEARNING"      // d1 Lärande och att tillämpa kunskap
	GeneralTasks  LifeArea = "GENERAL_TASKS" // d2 Allmänna uppgifter och krav
	Communication LifeArea = "COMMUNICATION" // d3 Kommunikation
	Mobility      LifeArea = "MOBILITY"      // d4 Förflyttning
	PersonalCare  LifeArea = "PERSONAL_CARE" // d5 Personlig vård
	HomeLife      LifeArea = "HOME_LIFE"     // d6 Hemliv
	Relations     LifeArea = "RELATIONS"     // d7 Mellanmänskliga interaktioner och relationer
	Work          LifeArea = "WORK"          // d8 Utbildning, arbete, sysselsättning och ekonomiskt liv
	Community     LifeArea = "COMMUNITY"     // d9 Samhällsgemenskap, socialt och medborgerligt liv
	Security      LifeArea = "SECURITY"      // Känsla av trygghet
	CarerSupport  LifeArea = "CARER_SUPPORT" // Personligt stöd från person som vårdar eller stödjer en närstående
)

// forIndividual returns p without what is meant for staff alone.
func (p *Plan) forIndividual() *Plan {
	c := *p
	c.ImportantInformation, c.Extra = "", nil
	return &c
}

// The plans' collection.
var (
	plans = declare("plans", func() Document { return new(Plan) }, planByBrukare)

	planByBrukare = &Index{Name: "byBrukare", Equal: []string{"brukare", "state"}, Order: "planVersion"}
)

// Collection implements [Document].
func (*Plan) Collection() *Collection { return plans }
