package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// What POST /demo/load makes at most.
const (
	maxSubs       = 200
	maxWorkers    = 64
	maxVisits     = 20_000
	maxActivities = 20
)

// loadTimeout is how long the server may take to make a tenant.
const loadTimeout = 5 * time.Minute

// kommun is a tenant made to be worked in: visits that have begun, with nothing checked off.
type kommun struct {
	Workers    []person `json:"workers"`
	Kontaktmen []person `json:"kontaktmen"`
	Visits     []visit  `json:"visits"`
}

type person struct {
	Token string `json:"token"`
}

// visit is work for one worker. Its ids stay JSON as they came, quotes and all, since they are only ever put into JSON again.
type visit struct {
	ID         json.RawMessage   `json:"id"`
	Worker     int               `json:"worker"` // index into the workers
	Activities []json.RawMessage `json:"activities"`
}

// load has the server make a fresh tenant.
func load(ctx context.Context, o options) (*kommun, error) {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	ask, err := json.Marshal(map[string]int{"kontaktmen": o.Subs, "workers": o.Workers, "visits": o.Visits, "activities": o.Activities})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL+"/demo/load", bytes.NewReader(ask))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("is a server running there? %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return nil, fmt.Errorf("POST /demo/load answered %s: %s (was the server started with --demo?)", resp.Status, bytes.TrimSpace(text))
	}
	k := new(kommun)
	if err := json.NewDecoder(resp.Body).Decode(k); err != nil {
		return nil, fmt.Errorf("POST /demo/load: %w", err)
	}
	return k, k.check(o)
}

// check holds the answer against what was asked for.
func (k *kommun) check(o options) error {
	if len(k.Workers) != o.Workers || len(k.Kontaktmen) != o.Subs || len(k.Visits) != o.Visits {
		return fmt.Errorf("POST /demo/load made %d workers, %d kontaktmän, %d visits", len(k.Workers), len(k.Kontaktmen), len(k.Visits))
	}
	for _, v := range k.Visits {
		if v.Worker < 0 || v.Worker >= len(k.Workers) {
			return fmt.Errorf("visit %s has no worker %d", v.ID, v.Worker)
		}
	}
	return nil
}

// of returns the visits of one worker.
func (k *kommun) of(worker int) []visit {
	var out []visit
	for _, v := range k.Visits {
		if v.Worker == worker {
			out = append(out, v)
		}
	}
	return out
}
