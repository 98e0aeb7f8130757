package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/demo"
)

// readDigest asks for everything that a digest holds.
const readDigest = `query($id: ID!, $from: Date!, $to: Date!) { digest(brukareId: $id, from: $from, to: $to) {
	brukare { name } from to complete visits { ...visits } visitsBefore { ...visits }
	activities { activity title tally { ...tally } before { ...tally } reasons { reasonCode count latest { ...words } } measures { ...words }
		followUps { at text visitId noteId plannedAfter performedAt performedVisit } spread { weekday partOfDay planned deviations } }
	extras { count before latest { ...words } }
	observations { kind count before latest { ...words } } contacts { role count before latest { name ...words } }
	wholeVisit { ...deviation } unacknowledged { ...deviation } quietDays { date visits } } }
fragment visits on VisitTally { planned completed open missed cancelled }
fragment tally on ActivityTally { planned performed partial declined notPerformed unanswered cancelled }
fragment words on Statement { at text visitId noteId }
fragment deviation on Deviation { id priority why activityTitle outcome reason reportedAt state }`

// startOnDigestDay runs the demo at noon of a Saturday.
func startOnDigestDay(t *testing.T) *running {
	t.Helper()
	return start(t, Config{Demo: true, clock: func() time.Time { return domain.Day(digestDay).At(12, 0) }})
}

const digestDay = "2026-11-21"

// TestDigestOfTheDemo reads the month that a kontaktman reviews, as testdata/digest.golden has it.
func TestDigestOfTheDemo(t *testing.T) {
	r := startOnDigestDay(t)
	month := map[string]any{"id": "astrid", "from": "2026-10-27", "to": "2026-11-20"}
	answer, err := signIn(t, r.url, string(demo.Kontaktman)).ask(readDigest, month)
	if err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%v %+v", err, answer.Errors)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, answer.Data, "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteString("\n")
	const file = "testdata/digest.golden"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the digest is otherwise than %s; run go test -update and review it:\n%s", file, diff)
	}
}

// TestDigestOverHTTP has what anna signs stand in karin's digest at once, and shows who gets none.
func TestDigestOverHTTP(t *testing.T) {
	r := startOnDigestDay(t)
	anna, karin := signIn(t, r.url, string(demo.Worker)), signIn(t, r.url, string(demo.Kontaktman))
	v := visitForKarin(t, anna)
	var begun struct{ StartVisit struct{ Visit visitView } }
	anna.get(&begun, startVisit, command(map[string]any{"visitId": v.ID}))
	note := dictateAndSign(t, anna, v)

	period := map[string]any{"id": v.Brukare.ID, "from": digestDay, "to": digestDay}
	var out struct {
		Digest struct {
			Brukare    struct{ Name string }
			Activities []struct {
				Activity string
				Tally    struct{ NotPerformed int }
				Reasons  []struct {
					ReasonCode string
					Latest     []struct{ Text, VisitID, NoteID string }
				}
			}
			Unacknowledged []struct{ ID string }
		}
	}
	karin.get(&out, readDigest, period)
	waiting := map[string]bool{}
	for _, d := range out.Digest.Unacknowledged {
		waiting[d.ID] = true
	}
	for _, d := range note.Deviations {
		if !waiting[d.ID] {
			t.Errorf("the deviation %s is not among those that wait", d.ID)
		}
	}
	told := 0
	for _, a := range out.Digest.Activities {
		if a.Activity != v.Activities[1].ID {
			continue
		}
		for _, why := range a.Reasons {
			if told++; a.Tally.NotPerformed < 1 || why.ReasonCode != "STAFF_TIME" || why.Latest[0].NoteID != note.Note.ID || why.Latest[0].VisitID != v.ID {
				t.Errorf("of what was not done it says %+v", a)
			}
		}
	}
	if told != 1 || out.Digest.Brukare.Name != v.Brukare.Name {
		t.Errorf("the digest is %+v", out.Digest)
	}

	for _, c := range []struct{ who, code string }{
		{v.Brukare.ID, "FORBIDDEN"}, {"lisa", "FORBIDDEN"}, {otherUnitsStaff(t, r, v), "NOT_FOUND"},
	} {
		signIn(t, r.url, c.who).refused(c.code, readDigest, period)
	}
	(&client{t, r.url, ""}).refused("UNAUTHENTICATED", readDigest, period)
	karin.refused("NOT_FOUND", readDigest, map[string]any{"id": "nobody", "from": digestDay, "to": digestDay})
	long := map[string]any{"id": v.Brukare.ID, "from": "2026-09-01", "to": "2026-11-02"}
	if got := karin.refused("INVALID", readDigest, long); len(got.Errors) > 0 && got.Errors[0].Extensions["field"] != "to" {
		t.Errorf("63 days: %+v", got.Errors)
	}
	karin.refused("INVALID", readDigest, map[string]any{"id": v.Brukare.ID, "from": digestDay, "to": "2026-01-01"})
	karin.refused("INVALID", readDigest, map[string]any{"id": v.Brukare.ID, "from": "2026-02-30", "to": digestDay})
	many := strings.Repeat("digest(brukareId: \"astrid\", from: \"2026-11-01\", to: \"2026-11-30\") { complete } d: ", 20)
	karin.refused("INVALID", "{ "+aliased(many)+" }", nil)
}

// aliased gives each digest a name of its own.
func aliased(s string) string {
	out := ""
	for i, part := range strings.Split(strings.TrimSuffix(s, " d: "), " d: ") {
		out += "d" + string(rune('a'+i)) + ": " + part + " "
	}
	return out
}
