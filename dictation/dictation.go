package dictation

import "time"

// Outcome says what became of a planned activity, or that the task was unplanned.
type Outcome string

// The outcomes. Everything but Performed and Extra is a deviation (avvikelse från genomförandeplanen).
const (
	Performed    Outcome = "PERFORMED"     // done as planned
	Partial      Outcome = "PARTIAL"       // begun, cut short, or done in another way that still served its purpose
	Declined     Outcome = "DECLINED"      // the brukare said no, in words or by behaviour
	NotPerformed Outcome = "NOT_PERFORMED" // not done for any other cause
	Extra        Outcome = "EXTRA"         // an unplanned task that staff did
)

// Deviates reports whether the outcome is a deviation from the plan.
func (o Outcome) Deviates() bool { return o == Partial || o == Declined || o == NotPerformed }

// ReasonCode classifies the cause of a deviation. The empty code means that no cause was given.
type ReasonCode string

// The reason codes.
const (
	Unwilling   ReasonCode = "UNWILLING"     // does not want to, no other cause given
	Tired       ReasonCode = "TIRED"         //
	Unwell      ReasonCode = "UNWELL"        // pain, illness
	Asleep      ReasonCode = "ASLEEP"        //
	Absent      ReasonCode = "ABSENT"        // not at home, hospital, away
	Mood        ReasonCode = "MOOD"          // worried, sad, angry
	Visitors    ReasonCode = "VISITORS"      //
	StaffTime   ReasonCode = "STAFF_TIME"    // short of time or staff, called away
	Equipment   ReasonCode = "EQUIPMENT"     // something missing or broken
	DoneByOther ReasonCode = "DONE_BY_OTHER" //
	DoneBySelf  ReasonCode = "DONE_BY_SELF"  // the person already did it
	Safety      ReasonCode = "SAFETY"        // a risk
	OtherReason ReasonCode = "OTHER"         //
)

// ObservationKind says what an observation is about.
type ObservationKind string

// The kinds of observation.
const (
	ObservedHealth    ObservationKind = "HEALTH"     // pain, illness, wound, skin, sleep, breathing
	ObservedFall      ObservationKind = "FALL"       //
	ObservedFoodFluid ObservationKind = "FOOD_FLUID" // ate or drank little, much, or otherwise than usual
	ObservedMood      ObservationKind = "MOOD"       //
	ObservedCognition ObservationKind = "COGNITION"  // confused, forgetful
	ObservedMobility  ObservationKind = "MOBILITY"   //
	ObservedSocial    ObservationKind = "SOCIAL"     // visits, contacts, loneliness
	ObservedSafety    ObservationKind = "SAFETY"     // stove left on, unlocked door, hazards at home
	ObservedWish      ObservationKind = "WISH"       // a wish or view of the person's
	ObservedProgress  ObservationKind = "PROGRESS"   // manages more than before
)

// ContactRole says who was told or called.
type ContactRole string

// The roles of those contacted.
const (
	ContactNurse       ContactRole = "NURSE"
	ContactDoctor      ContactRole = "DOCTOR"
	ContactTherapist   ContactRole = "THERAPIST" // arbetsterapeut, fysioterapeut
	ContactRelative    ContactRole = "RELATIVE"
	ContactKontaktman  ContactRole = "KONTAKTMAN"
	ContactManager     ContactRole = "MANAGER"      // enhetschef
	ContactCaseOfficer ContactRole = "CASE_OFFICER" // biståndshandläggare
	ContactColleague   ContactRole = "COLLEAGUE"
	ContactEmergency   ContactRole = "EMERGENCY" // 112, ambulance
	ContactOther       ContactRole = "OTHER"
)

// LintCode names a rule for journal notes that a wording breaks.
type LintCode string

// The lint codes.
const (
	LintValueJudgement LintCode = "VALUE_JUDGEMENT" // judging or labelling
	LintVague          LintCode = "VAGUE"           // says nothing that a colleague can use
	LintSpeculation    LintCode = "SPECULATION"     // a guess or diagnosis by staff
	LintHealthcare     LintCode = "HEALTHCARE"      // belongs in the health-care record
	LintThirdParty     LintCode = "THIRD_PARTY"     // another brukare, or private facts about others
)

// Circumstance is something about the visit that makes a deviation urgent, or takes the urgency from it.
type Circumstance string

// The circumstances.
const (
	NoAnswer      Circumstance = "NO_ANSWER"      // nobody opened or answered
	NotAtHome     Circumstance = "NOT_AT_HOME"    // not at home, without notice
	KnownAway     Circumstance = "KNOWN_AWAY"     // away, and it is known where, or notice was given
	Fall          Circumstance = "FALL"           // the person has fallen
	FoodUntouched Circumstance = "FOOD_UNTOUCHED" // food from the last visit was left untouched
)

// Input is one dictation: what was said, and the plan it was said about.
type Input struct {
	ID         string     `json:"id"`
	At         time.Time  `json:"at"` // when it was dictated; its offset is the local time of the clock times said
	Brukare    Brukare    `json:"brukare"`
	Activities []Activity `json:"activities"` // the activities planned for the visit
	Text       string     `json:"text"`       // the transcript, as the speech recogniser gave it
}

// Brukare is the person the dictation is about.
type Brukare struct {
	Name    string `json:"name"`
	Pronoun string `json:"pronoun"` // hon, han or hen
}

// Activity is one planned activity of the visit.
type Activity struct {
	ID    string `json:"id"`
	Title string `json:"title"` // as the genomförandeplan has it
}

// Draft is what was understood. Every quoted field is letter for letter a part of the transcript.
type Draft struct {
	ID           string        `json:"id"`
	Entries      []Entry       `json:"entries"`
	Observations []Observation `json:"observations"`
	Contacts     []Contact     `json:"contacts"`
	Lint         []Lint        `json:"lint"`
	Loose        []string      `json:"loose"` // words that seem to tell of something not as planned, and that could be tied to no activity
}

// Entry is what the transcript says of one planned activity, or one unplanned task.
// Fields that the transcript does not give are nil.
type Entry struct {
	Activity   *string     `json:"activity"` // the planned activity's id; nil for an unplanned task
	Outcome    Outcome     `json:"outcome"`
	Reason     *string     `json:"reason"`     // the words that give the cause
	ReasonCode *ReasonCode `json:"reasonCode"` //
	Measure    *string     `json:"measure"`    // what staff did instead or because of it (åtgärd)
	FollowUp   *string     `json:"followUp"`   // what is to be followed up, when or by whom (uppföljning)
	Time       *string     `json:"time"`       // HH:MM, 24 hours, local time
	Quote      string      `json:"quote"`      // the words that show the outcome
	Confidence float64     `json:"confidence"` // how likely the outcome is right, from 0 to 1
}

// Observation is something noticed about the person, beside the activities.
type Observation struct {
	Kind  ObservationKind `json:"kind"`
	Quote string          `json:"quote"`
}

// Contact is somebody who was told or called, or is to be.
type Contact struct {
	Role  ContactRole `json:"role"`
	Name  *string     `json:"name"` // as said
	Quote string      `json:"quote"`
}

// Lint is a wording that breaks the rules for a journal note.
type Lint struct {
	Code  LintCode `json:"code"`
	Quote string   `json:"quote"`
}

// QuestionCode says what is missing in a draft.
type QuestionCode string

// The questions a draft can raise.
const (
	AskUnanswered QuestionCode = "UNANSWERED" // the dictation says nothing of a planned activity
	AskReason     QuestionCode = "REASON"     // a deviation without a cause
	AskMeasure    QuestionCode = "MEASURE"    // a deviation without what was offered or done instead
	AskFollowUp   QuestionCode = "FOLLOW_UP"  // a deviation without what follows
	AskOutcome    QuestionCode = "OUTCOME"    // an outcome that is not sure: was it so?
	AskTrouble    QuestionCode = "TROUBLE"    // words that seem to tell of something not as planned: of what?
)

// Question is one thing that a journal note should say and the dictation did not.
type Question struct {
	Code     QuestionCode `json:"code"`
	Activity *string      `json:"activity"` // the activity asked about; nil where it is not known
	Quote    *string      `json:"quote"`    // the words asked about, where it is about words
}
