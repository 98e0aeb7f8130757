package main

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lyhord/lyhord/domain"
	"github.com/lyhord/lyhord/server/demo"
	"github.com/lyhord/lyhord/server/sqlite"
)

// kills is how often the process is killed; each time in the midst of writes.
const kills = 20

// loadTenant is what the load generator's tenant holds, see demo.Load.
type loadTenant struct {
	Tenant     domain.TenantID
	Workers    []struct{ Person, Token string }
	Kontaktmen []struct{ Person domain.StaffID }
	Visits     []struct {
		ID         string
		Worker     int
		Activities []string
	}
}

// process is the program in a process of its own.
type process struct {
	cmd *exec.Cmd
	url string
}

// build makes the binary.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "lyhord")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// launch starts the binary on a free port, and returns when it answers.
func launch(t *testing.T, binary, data string) *process {
	t.Helper()
	cmd := exec.Command(binary, "serve", "--demo")
	cmd.Env = append(os.Environ(), "LYHORD_ADDR=127.0.0.1:0", "LYHORD_DATA="+data, "LYHORD_LOG_LEVEL=ERROR")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, url, ok := strings.Cut(lines.Text(), "Lyhörd serves "); ok {
			go func() { // so that the rest of what it prints does not fill the pipe
				for lines.Scan() {
				}
			}()
			return &process{cmd, strings.TrimSuffix(url, "/graphql")}
		}
	}
	t.Fatal("the server ended before it served")
	return nil
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // SIGKILL
	_ = p.cmd.Wait()
}

// phones are workers that check off every activity of their visits. Each sends the same command again until it hears an answer.
type phones struct {
	t      *testing.T
	url    atomic.Value // of the process that runs now
	acked  sync.Map     // deviation id → check-off id, as answered
	count  atomic.Int64
	answer chan struct{} // gets one for each answer, as long as somebody listens
}

func (p *phones) work(l *loadTenant, worker int) {
	for _, v := range l.Visits {
		if v.Worker != worker {
			continue
		}
		for _, a := range v.Activities {
			in := command(map[string]any{"visitId": v.ID, "activityId": a, "outcome": "DECLINED", "reasonCode": "TIRED"})
			for !p.send(l.Workers[worker].Token, in) {
			}
		}
	}
}

// send reports whether the command was answered.
func (p *phones) send(token string, in map[string]any) bool {
	c := &client{p.t, p.url.Load().(string), token}
	r, err := c.ask(`mutation($input: CheckOffInput!) { checkOff(input: $input) { checkOff { id } deviation { id } } }`, in)
	if err != nil || r.code() == "UNAVAILABLE" {
		return false
	}
	var out struct {
		CheckOff struct{ CheckOff, Deviation struct{ ID string } }
	}
	if err := json.Unmarshal(r.Data, &out); err != nil || len(r.Errors) > 0 {
		p.t.Errorf("%v: %+v", err, r.Errors)
		return true
	}
	p.acked.Store(out.CheckOff.Deviation.ID, out.CheckOff.CheckOff.ID)
	p.count.Add(1)
	select {
	case p.answer <- struct{}{}:
	default:
	}
	return true
}

// TestKilled kills the process under load, again and again. What was acknowledged is there, every deviation is in its inbox exactly
// once, and no number is missing.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and kills the program for half a minute")
	}
	binary, data := build(t), t.TempDir()
	p := launch(t, binary, data)
	const workers = 8
	var l loadTenant
	spec := demo.LoadSpec{Kontaktmen: 5, Workers: workers, Visits: 1200, Activities: 8}
	postJSON(t, p.url+"/demo/load", spec, &l)

	crew := &phones{t: t, answer: make(chan struct{})}
	crew.url.Store(p.url)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { crew.work(&l, w) })
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for range kills {
		for range 50 + chance.IntN(150) {
			select {
			case <-crew.answer:
			case <-time.After(patience):
				t.Fatal("no answer comes")
			}
		}
		p.kill()
		p = launch(t, binary, data)
		crew.url.Store(p.url)
	}
	wg.Wait()
	p.kill()
	verify(t, filepath.Join(data, databaseFile), &l, crew)
}

// verify opens the database that the last kill has left.
func verify(t *testing.T, path string, l *loadTenant, crew *phones) {
	t.Helper()
	store, err := sqlite.Open(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	told := map[domain.DeviationID]int{}
	for _, k := range l.Kontaktmen {
		for n, item := range inboxOf(t, store, l.Tenant, k.Person) {
			if item.Seq != int64(n+1) {
				t.Fatalf("place %d of %s's inbox has number %d", n+1, k.Person, item.Seq)
			}
			told[item.Deviation]++
		}
	}
	answered := 0
	for _, v := range l.Visits {
		visit := &domain.Visit{Head: domain.Head[domain.VisitID]{Tenant: l.Tenant, ID: domain.VisitID(v.ID)}}
		if err := store.Get(context.Background(), visit); err != nil {
			t.Fatal(err)
		}
		for _, a := range visit.Activities {
			answered++
			c := a.CheckOff
			if c == nil {
				t.Fatalf("%s of %s was acknowledged and is gone", a.ID, v.ID)
			}
			if id, ok := crew.acked.Load(string(c.Deviation)); !ok || id != string(c.ID) {
				t.Errorf("the check-off %s stands, but %v was acknowledged", c.ID, id)
			}
			if told[c.Deviation] != 1 {
				t.Errorf("deviation %s is in inboxes %d times", c.Deviation, told[c.Deviation])
			}
		}
	}
	if int64(answered) != crew.count.Load() || len(told) != answered {
		t.Errorf("%d check-offs stand, %d were acknowledged, %d deviations are in inboxes", answered, crew.count.Load(), len(told))
	}
	t.Logf("%d kills, %d acknowledged check-offs", kills, answered)
}

func inboxOf(t *testing.T, store domain.Store, k domain.TenantID, who domain.StaffID) []*domain.InboxItem {
	t.Helper()
	var out []*domain.InboxItem
	err := store.Find(context.Background(), domain.Query{
		Index: (&domain.InboxItem{}).Collection().Index("bySeq"), Tenant: k, Equal: []any{who}, Limit: 1_000_000,
	}, func() domain.Document {
		out = append(out, &domain.InboxItem{})
		return out[len(out)-1]
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
