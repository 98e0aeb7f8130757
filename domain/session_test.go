package domain_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

// TestNobodyGetsNothing calls every exported method of Session as nobody, as somebody whose sign-in has ended, and as somebody unknown.
func TestNobodyGetsNothing(t *testing.T) {
	w := newWorld(t)
	expired := domain.Actor{Tenant: kommun, Kind: domain.ActorStaff, Person: "anna", Expires: w.now()}
	unknown := domain.Actor{Tenant: kommun, Kind: domain.ActorStaff, Person: "nobody", Expires: w.now().Add(time.Hour)}
	ended := domain.Actor{Tenant: kommun, Kind: domain.ActorStaff, Person: "ended", Expires: w.now().Add(time.Hour)}
	for name, actor := range map[string]domain.Actor{"nobody": {}, "expired": expired, "unknown": unknown, "ended": ended} {
		s := reflect.ValueOf(w.service.As(actor))
		for i := range s.NumMethod() {
			method := s.Type().Method(i).Name
			if err := callWithZeros(s.Method(i)); domain.CodeOf(err) != domain.Unauthenticated {
				t.Errorf("%s as %s: want UNAUTHENTICATED, got %v", method, name, err)
			}
		}
	}
	if n := len(w.records(domain.ActorStaff, "ended")); n != 0 {
		t.Errorf("somebody who can't sign in left %d records", n)
	}
}

// callWithZeros calls a method with a context and zero values, and returns its error, or the first of the watch it returns.
func callWithZeros(m reflect.Value) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < m.Type().NumIn(); i++ {
		args = append(args, reflect.Zero(m.Type().In(i)))
	}
	out := m.Call(args)
	switch x := out[len(out)-1].Interface().(type) {
	case error:
		return x
	case iter.Seq2[*domain.Deviation, error]:
		return firstError(x)
	case iter.Seq2[*domain.Turn, error]:
		return firstError(x)
	case iter.Seq2[[]*domain.Visit, error]:
		return firstError(x)
	}
	return nil
}

func firstError[T any](watch iter.Seq2[T, error]) error {
	for _, err := range watch {
		return err
	}
	return nil
}

// TestWhoMayDoWhat reads as sentences: who does what, what comes of it, and what must not.
func TestWhoMayDoWhat(t *testing.T) {
	type session = domain.Session
	ctx := context.Background()
	start := func(id domain.VisitID) func(*session) error {
		return func(s *session) error {
			_, err := s.StartVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: id})
			return err
		}
	}
	readVisit := func(id domain.VisitID) func(*session) error {
		return func(s *session) error { _, err := s.Visit(ctx, id); return err }
	}
	readPlan := func(id domain.BrukareID) func(*session) error {
		return func(s *session) error { _, err := s.Plan(ctx, id); return err }
	}
	readBrukare := func(id domain.BrukareID) func(*session) error {
		return func(s *session) error { _, err := s.Brukare(ctx, id); return err }
	}
	readVisits := func(id domain.BrukareID) func(*session) error {
		return func(s *session) error {
			_, err := s.BrukareVisits(ctx, id, "2026-11-21", "2026-11-22")
			return err
		}
	}
	notes := func(s *session) error { _, err := s.Notes(ctx, "v1"); return err }
	today := func(s *session) error { _, err := s.Today(ctx, "2026-11-21"); return err }
	list := func(s *session) error { _, err := s.Deviations(ctx, 20, "", ""); return err }
	watchVisits := func(s *session) error { return firstError(s.WatchVisits(ctx, "astrid")) }
	const ok = domain.Code("")
	for _, c := range []struct {
		name   string
		kind   domain.ActorKind
		who    string
		do     func(*session) error
		want   domain.Code
		record string // the last thing that the person's records say; empty: none
	}{
		{"staff begins a visit of the own unit", domain.ActorStaff, "bo", start("v1"), ok, "visit.start OK"},
		{"staff begins another unit's visit", domain.ActorStaff, "olle", start("v1"), domain.NotFound, "visit.start DENIED"},
		{"staff begins a visit that is not", domain.ActorStaff, "bo", start("v9"), domain.NotFound, "visit.start NOT_FOUND"},
		{"a manager sees the visit but does not begin it", domain.ActorStaff, "chefen", start("v1"), domain.Forbidden, "visit.start DENIED"},
		{"a brukare does not begin the own visit", domain.ActorBrukare, "astrid", start("v1"), domain.Forbidden, "visit.start DENIED"},
		{"a brukare reads the own visit", domain.ActorBrukare, "astrid", readVisit("v1"), ok, "visit.read OK"},
		{"a brukare does not read another's visit", domain.ActorBrukare, "sven", readVisit("v1"), domain.NotFound, "visit.read DENIED"},
		{"a brukare reads the own plan", domain.ActorBrukare, "astrid", readPlan("astrid"), ok, "plan.read OK"},
		{"a brukare does not learn that another is one", domain.ActorBrukare, "sven", readPlan("astrid"), domain.NotFound, "plan.read DENIED"},
		{"a daughter with consent reads the plan", domain.ActorNarstaende, "dora", readPlan("astrid"), ok, "plan.read OK"},
		{"a daughter with consent reads the visits", domain.ActorNarstaende, "dora", readVisits("astrid"), ok, "visit.read OK"},
		{"a daughter with consent follows the visits", domain.ActorNarstaende, "dora", watchVisits, ok, "visits.watch OK"},
		{"a neighbour whose consent was withdrawn does not", domain.ActorNarstaende, "evert", readPlan("astrid"), domain.NotFound, "plan.read DENIED"},
		{"a neighbour whose consent was withdrawn does not follow", domain.ActorNarstaende, "evert", watchVisits, domain.NotFound, "visits.watch DENIED"},
		{"a daughter has no notes to read", domain.ActorNarstaende, "dora", notes, domain.Forbidden, "note.read DENIED"},
		{"a brukare is not shown the staff's notes here", domain.ActorBrukare, "astrid", notes, domain.Forbidden, "note.read DENIED"},
		{"staff reads notes of the own unit", domain.ActorStaff, "anna", notes, ok, ""},
		{"another unit's staff does not", domain.ActorStaff, "olle", notes, domain.NotFound, "note.read DENIED"},
		{"a case officer reads the plan of any unit", domain.ActorStaff, "handlaggaren", readPlan("astrid"), ok, "plan.read OK"},
		{"a case officer does not read the visit", domain.ActorStaff, "handlaggaren", readVisit("v1"), domain.Forbidden, "visit.read DENIED"},
		{"a nurse knows the unit's people", domain.ActorStaff, "sjukskoterskan", readBrukare("astrid"), ok, "brukare.read OK"},
		{"a nurse has no visits today", domain.ActorStaff, "sjukskoterskan", today, domain.Forbidden, "today.read DENIED"},
		{"a nurse has no deviations", domain.ActorStaff, "sjukskoterskan", list, domain.Forbidden, "deviations.read DENIED"},
		{"a manager has an inbox", domain.ActorStaff, "chefen", list, ok, ""},
		{"an odd id is refused as such", domain.ActorStaff, "anna", readPlan("a\x00b"), domain.Invalid, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if err := c.do(w.as(c.kind, c.who)); domain.CodeOf(err) != c.want {
				t.Errorf("want %q, got %v", c.want, err)
			}
			last := ""
			if rs := w.records(c.kind, c.who); len(rs) > 0 {
				last = string(rs[len(rs)-1].Action) + " " + rs[len(rs)-1].Result
			}
			if last != c.record {
				t.Errorf("the record says %q, want %q", last, c.record)
			}
			if n := len(w.inbox(kommun, "karin")); n != 0 {
				t.Errorf("karin was told of %d things", n)
			}
		})
	}
}

// TestIndividualsSeeTheirsAlone checks that nothing meant for staff reaches a brukare or a närstående.
func TestIndividualsSeeTheirsAlone(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.start(w.staff("anna"), "v1")
	if _, err := w.staff("anna").CheckOff(ctx, decline("v1", "dusch")); err != nil {
		t.Fatal(err)
	}
	for who, kind := range map[string]domain.ActorKind{"astrid": domain.ActorBrukare, "dora": domain.ActorNarstaende} {
		s := w.as(kind, who)
		b, err := s.Brukare(ctx, "astrid")
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Plan(ctx, "astrid")
		if err != nil {
			t.Fatal(err)
		}
		if b.DoorRoutine != "" || b.Personnummer != "" || b.Consents != nil || p.ImportantInformation != "" {
			t.Errorf("%s sees what is meant for staff: %+v %+v", who, b, p)
		}
		v, err := s.Visit(ctx, "v1")
		if err != nil {
			t.Fatal(err)
		}
		c := v.Activity("dusch").CheckOff
		if c.Outcome != dictation.Declined || c.Deviation != "" || (c.Reason != "") != (kind == domain.ActorBrukare) {
			t.Errorf("%s sees %+v", who, c)
		}
	}
}

// TestCommands covers what a phone does to a server: twice, late, wrongly, and two at once.
func TestCommands(t *testing.T) {
	ctx := context.Background()
	t.Run("the same command again gives the same answer and does nothing more", func(t *testing.T) {
		w := newWorld(t)
		w.start(w.staff("anna"), "v1")
		in := decline("v1", "dusch")
		first, err := w.staff("anna").CheckOff(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		w.pass(29 * 24 * time.Hour)
		again, err := w.staff("anna").CheckOff(ctx, in)
		if err != nil || again.CheckOff.ID != first.CheckOff.ID || again.Deviation.ID != first.Deviation.ID || !again.CheckOff.At.Equal(first.CheckOff.At) {
			t.Errorf("got %+v %v, want %+v", again, err, first)
		}
		if n := len(w.inbox(kommun, "karin")); n != 1 {
			t.Errorf("karin was told %d times", n)
		}
	})
	t.Run("the same command from 8 connections at once happens once", func(t *testing.T) {
		w := newWorld(t)
		w.start(w.staff("anna"), "v1")
		in := decline("v1", "dusch")
		var wg sync.WaitGroup
		ids := make([]domain.DeviationID, 8)
		for i := range ids {
			wg.Go(func() {
				out, err := w.staff("anna").CheckOff(ctx, in)
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = out.Deviation.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("one command made deviations %s and %s", ids[0], id)
			}
		}
		if n := len(w.inbox(kommun, "karin")); n != 1 {
			t.Errorf("karin was told %d times", n)
		}
	})
	t.Run("the same id with another body is a conflict", func(t *testing.T) {
		w := newWorld(t)
		w.start(w.staff("anna"), "v1")
		in := decline("v1", "dusch")
		if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
			t.Fatal(err)
		}
		in.Reason = "hon hade ont"
		wantError(t, second(w.staff("anna").CheckOff(ctx, in)), domain.Conflict, "commandId")
		_, err := w.staff("anna").StartVisit(ctx, domain.VisitInput{CommandID: in.CommandID, VisitID: "v1"})
		wantError(t, err, domain.Conflict, "commandId")
	})
	t.Run("the same id from another person is another command", func(t *testing.T) {
		w := newWorld(t)
		w.start(w.staff("anna"), "v1")
		in := decline("v1", "dusch")
		if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
			t.Fatal(err)
		}
		out, err := w.staff("bo").CheckOff(ctx, in)
		if err != nil || out.CheckOff.By != "anna" {
			t.Errorf("the second to say the same is answered with what stands: %+v %v", out, err)
		}
	})
	t.Run("a command that was refused can be sent again when it may succeed", func(t *testing.T) {
		w := newWorld(t)
		in := decline("v1", "dusch")
		wantError(t, second(w.staff("anna").CheckOff(ctx, in)), domain.Conflict, "")
		w.start(w.staff("anna"), "v1")
		if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
			t.Error(err)
		}
	})
	t.Run("ten workers check off ten activities of one visit at once", func(t *testing.T) {
		w := newWorld(t)
		v := visit(kommun, "big", "astrid", "nord", "anna", 0)
		v.Activities = nil
		for _, c := range "abcdefghij" {
			v.Activities = append(v.Activities, domain.VisitActivity{ID: domain.ActivityID(c), Title: string(c)})
		}
		w.put(v)
		w.start(w.staff("anna"), "big")
		var wg sync.WaitGroup
		for _, a := range v.Activities {
			wg.Go(func() {
				if _, err := w.staff("bo").CheckOff(ctx, decline("big", a.ID)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i, item := range w.inbox(kommun, "karin") {
			if item.Seq != int64(i+1) {
				t.Errorf("place %d has number %d", i, item.Seq)
			}
		}
		if n := len(w.inbox(kommun, "karin")); n != 10 {
			t.Errorf("karin was told %d times, want 10", n)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func wantError(t *testing.T, err error, code domain.Code, field string) {
	t.Helper()
	var e *domain.Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field {
		t.Errorf("want %s %q, got %v", code, field, err)
	}
	if e != nil && (e.Text.Sv == "" || e.Text.En == "") {
		t.Errorf("%v is not told in both languages", err)
	}
}

// TestVisit walks the life of a visit, with what is refused at each step.
func TestVisit(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	anna, bo := w.staff("anna"), w.staff("bo")
	wantError(t, second(anna.CheckOff(ctx, decline("v1", "dusch"))), domain.Conflict, "") // not begun
	w.start(anna, "v1")
	w.start(anna, "v1") // her second device
	wantError(t, second(bo.StartVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: "v1"})), domain.Conflict, "")

	wantError(t, second(anna.CheckOff(ctx, decline("v1", "kaffe"))), domain.NotFound, "activityId")
	wrong := decline("v1", "dusch")
	wrong.Outcome = dictation.Extra
	wantError(t, second(anna.CheckOff(ctx, wrong)), domain.Invalid, "outcome")
	wrong.Outcome = dictation.Performed
	wantError(t, second(anna.CheckOff(ctx, wrong)), domain.Invalid, "reasonCode")
	long := decline("v1", "dusch")
	long.Reason = strings.Repeat("å", 2001)
	wantError(t, second(anna.CheckOff(ctx, long)), domain.Invalid, "reason")
	stale := decline("v1", "dusch")
	stale.Version = new(int64(1))
	wantError(t, second(anna.CheckOff(ctx, stale)), domain.Conflict, "version")
	nameless := decline("v1", "dusch")
	nameless.CommandID = ""
	wantError(t, second(anna.CheckOff(ctx, nameless)), domain.Invalid, "commandId")

	out, err := anna.CheckOff(ctx, decline("v1", "dusch"))
	if err != nil || out.Deviation == nil || out.Deviation.Priority != domain.PriorityNormal {
		t.Fatalf("%+v %v", out, err)
	}
	changed := decline("v1", "dusch")
	changed.Outcome = dictation.NotPerformed
	wantError(t, second(anna.CheckOff(ctx, changed)), domain.Conflict, "")

	_, err = anna.CompleteVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: "v1"})
	var e *domain.Error
	if !errors.As(err, &e) || e.Code != domain.Conflict || len(e.Details["unanswered"].([]domain.ActivityID)) != 2 {
		t.Errorf("complete with two unanswered: %v", err)
	}
	v, err := anna.UndoCheckOff(ctx, domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"})
	if err != nil || v.Activity("dusch").CheckOff != nil {
		t.Fatalf("%+v %v", v, err)
	}
	items := w.inbox(kommun, "karin")
	if len(items) != 2 || items[1].Notice != domain.NoticeWithdrawn || items[0].State != domain.DeviationWithdrawn {
		t.Errorf("karin's inbox after the undo: %+v", items)
	}
	for _, a := range []domain.ActivityID{"dusch", "frukost", "promenad"} {
		in := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: a, Outcome: dictation.Performed, Time: "08:00"}
		if _, err := anna.CheckOff(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := anna.CompleteVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: "v1"}); err != nil {
		t.Fatal(err)
	}
	wantError(t, second(anna.CompleteVisit(ctx, domain.VisitInput{CommandID: newCommand(), VisitID: "v1"})), domain.Conflict, "")
	undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"}
	wantError(t, second(anna.UndoCheckOff(ctx, undo)), domain.Conflict, "")
	if n := len(w.inbox(kommun, "karin")); n != 2 {
		t.Errorf("what went as planned told karin something: %d items", n)
	}
	if n := len(w.inbox(kommun, "vera")) + len(w.inbox(other, "karin")); n != 0 {
		t.Errorf("the deputy and the other kommun's karin were told of %d things", n)
	}
}

// TestThirdInAWeek counts deviations of the same activity, over visits.
func TestThirdInAWeek(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	var got []domain.Priority
	for i, days := range []int{0, 1, 2, 7} { // the fourth comes when the first is out of the week, the others in it
		id := domain.VisitID("d" + string(rune('0'+i)))
		w.put(visit(kommun, id, "astrid", "nord", "anna", days))
		if i > 0 {
			w.pass(time.Duration(days-[]int{0, 1, 2, 7}[i-1]) * 24 * time.Hour)
		}
		w.start(w.staff("anna"), id)
		out, err := w.staff("anna").CheckOff(ctx, decline(id, "dusch"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.staff("anna").CheckOff(ctx, decline(id, "promenad")); err != nil {
			t.Fatal(err)
		}
		got = append(got, out.Deviation.Priority)
		if i == 1 { // one that was withdrawn does not count
			in := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: id, ActivityID: "dusch"}
			if _, err := w.staff("anna").UndoCheckOff(ctx, in); err != nil {
				t.Fatal(err)
			}
			if _, err := w.staff("anna").CheckOff(ctx, decline(id, "dusch")); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []domain.Priority{domain.PriorityNormal, domain.PriorityNormal, domain.PriorityHigh, domain.PriorityHigh}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestUrgentIsToldHoweverItIsSaid has a fall said late, in other words, or twice: it is told, and told once.
func TestUrgentIsToldHoweverItIsSaid(t *testing.T) {
	ctx := context.Background()
	check := func(o dictation.Outcome, followUp string, said ...dictation.Circumstance) domain.CheckOffInput {
		return domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch", Outcome: o, FollowUp: followUp, Circumstances: said}
	}
	for _, c := range []struct {
		name string
		ins  []domain.CheckOffInput
		told int // how many items in karin's inbox
	}{
		{"after the activity was checked off as performed", []domain.CheckOffInput{check(dictation.Performed, ""), check(dictation.Performed, "", dictation.Fall)}, 1},
		{"after it was declined", []domain.CheckOffInput{check(dictation.Declined, ""), check(dictation.Declined, "", dictation.Fall)}, 2},
		{"in the words of what follows", []domain.CheckOffInput{check(dictation.Performed, "Hon ramlade i badrummet, någon bör titta till henne")}, 1},
		{"twice", []domain.CheckOffInput{check(dictation.Declined, "", dictation.Fall), check(dictation.Declined, "", dictation.Fall)}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.start(w.staff("anna"), "v1")
			for _, in := range c.ins {
				if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
					t.Fatal(err)
				}
			}
			page, err := w.staff("karin").Deviations(ctx, 10, "", "")
			if err != nil || len(page.Deviations) != c.told || page.Deviations[0].Why != domain.RuleFall {
				t.Errorf("karin is told %+v (%v)", page, err)
			}
		})
	}
	t.Run("and taken back with the check-off it came with", func(t *testing.T) {
		w := newWorld(t)
		w.start(w.staff("anna"), "v1")
		if _, err := w.staff("anna").CheckOff(ctx, check(dictation.Performed, "", dictation.Fall)); err != nil {
			t.Fatal(err)
		}
		undo := domain.UndoCheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch"}
		if _, err := w.staff("anna").UndoCheckOff(ctx, undo); err != nil {
			t.Fatal(err)
		}
		page, err := w.staff("karin").Deviations(ctx, 10, "", "")
		if err != nil || len(page.Deviations) != 1 || page.Deviations[0].State != domain.DeviationWithdrawn {
			t.Errorf("karin is told %+v (%v)", page, err)
		}
	})
}

// TestRepeatedAfterLeaving answers a command again to who sent it, also from another unit, and records that.
func TestRepeatedAfterLeaving(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	in := decline("v1", "dusch")
	if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
		t.Fatal(err)
	}
	replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("anna"))}, func(s *domain.Staff) { s.Units = []domain.UnitID{"syd"} })
	before := len(w.records(domain.ActorStaff, "anna"))
	if _, err := w.staff("anna").CheckOff(ctx, in); err != nil {
		t.Fatal(err)
	}
	if n := len(w.records(domain.ActorStaff, "anna")); n != before+1 {
		t.Errorf("%d records, want one more than %d", n, before)
	}
}

// TestAnotherUnitsVisit is not shown through the brukare either.
func TestAnotherUnitsVisit(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.put(visit(kommun, "v3", "astrid", "syd", "olle", 0))
	for who, want := range map[string]int{"anna": 1, "chefen": 1} {
		vs, err := w.staff(who).BrukareVisits(ctx, "astrid", "2026-11-21", "2026-11-21")
		if err != nil || len(vs) != want {
			t.Errorf("%s sees %d visits (%v)", who, len(vs), err)
		}
	}
	if vs, err := w.as(domain.ActorBrukare, "astrid").BrukareVisits(ctx, "astrid", "2026-11-21", "2026-11-21"); err != nil || len(vs) != 2 {
		t.Errorf("astrid sees %d of her visits (%v)", len(vs), err)
	}
}

// TestPerformedWithAFall reports the fall, though the activity went as planned.
func TestPerformedWithAFall(t *testing.T) {
	w := newWorld(t)
	w.start(w.staff("anna"), "v1")
	in := domain.CheckOffInput{CommandID: newCommand(), VisitID: "v1", ActivityID: "dusch", Outcome: dictation.Performed, Circumstances: []dictation.Circumstance{dictation.Fall}}
	out, err := w.staff("anna").CheckOff(context.Background(), in)
	if err != nil || out.Deviation == nil || out.Deviation.Why != domain.RuleFall || out.Deviation.Activity != "" || len(w.inbox(kommun, "karin")) != 1 {
		t.Errorf("got %+v %v", out, err)
	}
}

// TestKontaktmanWhoIsNotThere tells the deputy in place of a kontaktman who has left, and the manager where nobody is there.
func TestKontaktmanWhoIsNotThere(t *testing.T) {
	leave := map[string]func(*domain.Staff){
		"has left":                 func(s *domain.Staff) { s.Ended = true },
		"has gone to another unit": func(s *domain.Staff) { s.Units = []domain.UnitID{"syd"} },
		"has a role without inbox": func(s *domain.Staff) { s.Roles = []domain.Role{domain.RoleNurse} },
	}
	for name, f := range leave {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("karin"))}, f)
			w.declineOne("a")
			replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("vera"))}, f)
			w.declineOne("b")
			if k, v, c := len(w.inbox(kommun, "karin")), len(w.inbox(kommun, "vera")), len(w.inbox(kommun, "chefen")); k != 0 || v != 1 || c != 1 {
				t.Errorf("karin was told of %d, vera of %d, chefen of %d", k, v, c)
			}
		})
	}
}

// TestWhoHasLeftTheUnit sees no more of its visits, not even the own of today.
func TestWhoHasLeftTheUnit(t *testing.T) {
	w := newWorld(t)
	if vs, err := w.staff("anna").Today(context.Background(), "2026-11-21"); err != nil || len(vs) != 1 {
		t.Fatalf("%+v %v", vs, err)
	}
	replace(w, &domain.Staff{Head: head(kommun, domain.StaffID("anna"))}, func(s *domain.Staff) { s.Units = []domain.UnitID{"syd"} })
	if vs, err := w.staff("anna").Today(context.Background(), "2026-11-21"); err != nil || len(vs) != 0 {
		t.Errorf("%+v %v", vs, err)
	}
}

func TestLongestPeriod(t *testing.T) {
	s := newWorld(t).staff("anna")
	if _, err := s.BrukareVisits(context.Background(), "astrid", "2026-11-01", "2027-01-01"); err != nil { // 62 days
		t.Error(err)
	}
	wantError(t, second(s.BrukareVisits(context.Background(), "astrid", "2026-11-01", "2027-01-02")), domain.Invalid, "to")
	wantError(t, second(s.BrukareVisits(context.Background(), "astrid", "2026-11-02", "2026-11-01")), domain.Invalid, "to")
}

// TestNobodyToTell sends the deviations of a brukare without kontaktman to the unit's manager.
func TestNobodyToTell(t *testing.T) {
	w := newWorld(t)
	replace(w, &domain.Brukare{Head: head(kommun, domain.BrukareID("astrid"))}, func(b *domain.Brukare) { b.Kontaktmen = nil })
	w.start(w.staff("anna"), "v1")
	if _, err := w.staff("anna").CheckOff(context.Background(), decline("v1", "dusch")); err != nil {
		t.Fatal(err)
	}
	if n := len(w.inbox(kommun, "chefen")); n != 1 {
		t.Errorf("the manager was told of %d things, want 1", n)
	}
}
