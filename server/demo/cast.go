package demo

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

//go:embed data/*.json data/brukare/*.json
var data embed.FS

// cast is who takes part and what happens to them, as the data files say it.
type cast struct {
	Name       string       `json:"name"`
	Units      []unit       `json:"units"`
	Staff      []employee   `json:"staff"`
	Narstaende []narstaende `json:"narstaende"`
	brukare    []*brukare
	common     []*commonStory
}

type unit struct {
	ID      domain.UnitID   `json:"id"`
	Name    string          `json:"name"`
	Kind    domain.UnitKind `json:"kind"`
	Manager domain.StaffID  `json:"manager"`
}

type employee struct {
	ID     domain.StaffID  `json:"id"`
	Name   string          `json:"name"`
	Title  string          `json:"title"`
	Roles  []domain.Role   `json:"roles"`
	Units  []domain.UnitID `json:"units"`
	Shifts []shift         `json:"shifts"`
	Hint   string          `json:"hint"`
}

type narstaende struct {
	ID       domain.NarstaendeID `json:"id"`
	Name     string              `json:"name"`
	Relation string              `json:"relation"`
	Hint     string              `json:"hint"`
}

type brukare struct {
	ID          domain.BrukareID    `json:"id"`
	Unit        domain.UnitID       `json:"unit"`
	Name        string              `json:"name"`
	Pronoun     string              `json:"pronoun"`
	Born        domain.Day          `json:"born"`
	Serial      int                 `json:"serial"` // see personnummer
	Address     string              `json:"address"`
	DoorRoutine string              `json:"doorRoutine"`
	Kontaktmen  []domain.Kontaktman `json:"kontaktmen"`
	Consents    []consent           `json:"consents"`
	Hint        string              `json:"hint"`
	Plan        plan                `json:"plan"`
	Visits      []slot              `json:"visits"`
	Stories     []*story            `json:"stories"`
}

// consent has its days counted from the day of the first seeding.
type consent struct {
	Narstaende domain.NarstaendeID `json:"narstaende"`
	From       int                 `json:"from"`
	Until      int                 `json:"until"`
	Withdrawn  bool                `json:"withdrawn"`
}

// plan has its days counted from the day of the first seeding; the ids of its activities are short, see brukare.activity.
type plan struct {
	Established          int                   `json:"established"`
	FollowUp             int                   `json:"followUp"`
	Participation        string                `json:"participation"`
	Wishes               string                `json:"wishes"`
	ImportantInformation string                `json:"importantInformation"`
	Goals                []domain.Goal         `json:"goals"`
	Activities           []domain.PlanActivity `json:"activities"`
}

// slot is a visit that comes back.
type slot struct {
	Name       string         `json:"name"`
	At         clock          `json:"at"`
	Minutes    int            `json:"minutes"`
	Days       weekdays       `json:"days"`       // empty: every day
	By         domain.StaffID `json:"by"`         // who does it when on duty; empty: whoever is free
	Activities []slotActivity `json:"activities"` // in the order they are done
}

// story is something that happens at a visit: on a weekday in week 0 to 4 of the cycle; week 4 is that of the first seeding. With a text it is a signed note; without,
// it is checked off by hand.
type story struct {
	Week          int                      `json:"week"`
	Day           weekdays                 `json:"day"`
	Visit         string                   `json:"visit"`
	Cancelled     bool                     `json:"cancelled"` // the visit is cancelled, and nothing else is said
	Heading       string                   `json:"heading"`
	Text          string                   `json:"text"`
	Entries       []storyEntry             `json:"entries"`
	Observations  []dictation.Observation  `json:"observations"`
	Contacts      []dictation.Contact      `json:"contacts"`
	Circumstances []dictation.Circumstance `json:"circumstances"`
	Answer        string                   `json:"answer"` // the measure of the kontaktman; empty: taken on, not closed
}

// storyEntry is what became of one activity; Activity is empty for an unplanned task. Everything of the visit that no entry names
// was performed.
type storyEntry struct {
	Activity   string               `json:"activity"`
	Outcome    dictation.Outcome    `json:"outcome"`
	ReasonCode dictation.ReasonCode `json:"reasonCode"`
	Reason     string               `json:"reason"`
	Measure    string               `json:"measure"`
	FollowUp   string               `json:"followUp"`
	Time       clock                `json:"time"`
	Quote      string               `json:"quote"`
}

// commonStory is a small thing that now and then happens to an activity of that title, checked off by hand.
type commonStory struct {
	Title    string     `json:"title"`
	OneIn    int        `json:"oneIn"` // once in so many times, on average
	Outcome  storyEntry `json:"outcome"`
	Answer   string     `json:"answer"`
	Excluded []string   `json:"excluded"` // the brukare to whom it never happens
}

// read returns the cast of the data files.
func read() (*cast, error) {
	c := &cast{}
	if err := readJSON("data/kommun.json", c); err != nil {
		return nil, err
	}
	if err := readJSON("data/common.json", &c.common); err != nil {
		return nil, err
	}
	files, err := fs.Glob(data, "data/brukare/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		b := &brukare{}
		if err := readJSON(name, b); err != nil {
			return nil, err
		}
		if path.Base(name) != string(b.ID)+".json" {
			return nil, fmt.Errorf("demo: %s holds brukare %s", name, b.ID)
		}
		c.brukare = append(c.brukare, b)
	}
	return c, nil
}

func readJSON(name string, into any) error {
	f, err := data.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("demo: %s: %w", name, err)
	}
	return nil
}

// activity returns the id of the activity that the data calls by a short name: unique in the tenant.
func (b *brukare) activity(short string) domain.ActivityID {
	return domain.ActivityID(string(b.ID) + "-" + short)
}
