package demo

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/domain"
)

func TestLoadMakesATenantOfItsOwn(t *testing.T) {
	s := seeded(t, noon)
	before := contentsOf(t, s).bytes(t)
	spec := LoadSpec{Kontaktmen: 7, Workers: 4, Visits: 3 * batchSize, Activities: 3}
	one, err := Load(t.Context(), s, spec, noon)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Load(t.Context(), s, spec, noon)
	if err != nil || one.Tenant == two.Tenant || !strings.HasPrefix(string(one.Tenant), "load-") {
		t.Fatalf("%s, %s, %v", one.Tenant, two.Tenant, err)
	}
	same(t, "the demo tenant", before, contentsOf(t, s).bytes(t))
	for _, l := range one.Visits {
		v := get(t, s, &domain.Visit{Head: domain.Head[domain.VisitID]{Tenant: one.Tenant, ID: l.ID}})
		if v.State != domain.VisitStarted || v.Brukare != l.Brukare || v.Staff != one.Workers[l.Worker].Person || !slices.Equal(v.Unanswered(), l.Activities) || len(l.Activities) != spec.Activities {
			t.Fatalf("%+v is %+v", l, v)
		}
	}
}

func TestLoadIsSpreadEvenly(t *testing.T) {
	for _, spec := range []LoadSpec{{50, 16, 1000, 1}, {8, 8, 640, 1}, {3, 5, 15, 1}, {200, 64, 201, 1}} {
		out, err := Load(t.Context(), open(t), spec, noon)
		if err != nil {
			t.Fatal(err)
		}
		brukare, workers, pairs := map[any]int{}, map[any]int{}, map[any]bool{}
		for _, v := range out.Visits {
			brukare[v.Brukare]++
			workers[v.Worker]++
			pairs[[2]any{v.Brukare, v.Worker}] = true
		}
		if len(out.Visits) != spec.Visits || uneven(brukare) > 1 || uneven(workers) > 2 {
			t.Errorf("%+v: brukare have %v, workers %v", spec, brukare, workers)
		}
		if spec.Visits >= spec.Kontaktmen*spec.Workers && len(pairs) != spec.Kontaktmen*spec.Workers {
			t.Errorf("%+v: %d pairs of brukare and worker", spec, len(pairs))
		}
	}
}

func uneven(n map[any]int) int {
	counts := slices.Collect(maps.Values(n))
	return slices.Max(counts) - slices.Min(counts)
}

func TestLoadRefusesWhatIsTooMuch(t *testing.T) {
	s := open(t)
	for field, spec := range map[string]LoadSpec{
		"kontaktmen": {201, 1, 1, 1}, "workers": {1, 65, 1, 1}, "visits": {1, 1, 20_001, 1}, "activities": {1, 1, 1, 21},
	} {
		_, err := Load(t.Context(), s, spec, noon)
		if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Load(t.Context(), s, LoadSpec{1, 1, 0, 1}, noon); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("no visits: %v", err)
	}
}

// A worker of a load tenant checks off, and the kontaktman finds it in the inbox.
func TestLoadCanBeUsed(t *testing.T) {
	s := open(t)
	out, err := Load(t.Context(), s, LoadSpec{2, 2, 4, 2}, noon)
	if err != nil {
		t.Fatal(err)
	}
	clock := noon
	sv := service(t, s, &clock)
	as := func(p LoadPerson) *domain.Session {
		return sv.As(domain.Actor{Tenant: out.Tenant, Kind: domain.ActorStaff, Person: string(p.Person), Expires: noon.Add(time.Hour)})
	}
	v := out.Visits[3]
	_, err = as(out.Workers[v.Worker]).CheckOff(t.Context(), domain.CheckOffInput{
		CommandID: command(), VisitID: v.ID, ActivityID: v.Activities[1], Outcome: dictation.Declined,
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := as(out.Kontaktmen[1]).Deviations(t.Context(), 10, "", "")
	if err != nil || len(page.Deviations) != 1 || page.Deviations[0].Visit != v.ID {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestHandlerLoads(t *testing.T) {
	w, _ := request(t, testHandler(t), "POST", "/demo/load", `{"kontaktmen":2,"workers":3,"visits":6,"activities":2}`)
	var out LoadResult
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v", w.Code, err)
	}
	if len(out.Workers) != 3 || len(out.Kontaktmen) != 2 || len(out.Visits) != 6 || len(out.Visits[0].Activities) != 2 {
		t.Errorf("%+v", out)
	}
	for _, p := range slices.Concat(out.Workers, out.Kontaktmen) {
		if p.Token != "token of "+string(out.Tenant)+" STAFF "+string(p.Person) {
			t.Errorf("%+v", p)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(b.Context(), open(b), LoadSpec{50, 16, 10_000, 5}, noon); err != nil {
			b.Fatal(err)
		}
	}
}
