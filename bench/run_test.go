package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// The work is little and the time long, so that each run ends when a worker runs out: after 15 writes of its own.
var little = []string{"-workers", "2", "-subs", "3", "-visits", "6", "-activities", "5", "-for", "1m", "-warm", "0s", "-json"}

func TestRunReportsWhatTheServerDid(t *testing.T) {
	for _, c := range []struct {
		name                     string
		server                   *fake
		settle                   string
		code                     int
		missed, duplicated, gaps int
		errors                   map[string]int
	}{
		{name: "every alert came, once and in order", server: &fake{}, settle: "1m"},
		{name: "one is lost and another comes twice", server: &fake{lose: 3, repeat: 5}, settle: "1s", code: 1, missed: 1, duplicated: 1, gaps: 1},
		{name: "one comes twice", server: &fake{repeat: 1}, settle: "1m", code: 1, duplicated: 1},
		{name: "a refused check-off is an error and no miss", server: &fake{refuse: 4}, settle: "1m", errors: map[string]int{"CONFLICT": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Cleanup(func() { goleak.VerifyNone(t) })
			url := c.server.serve(t)
			var out, errs bytes.Buffer
			if got := command(t.Context(), append([]string{"-url", url, "-settle", c.settle}, little...), &out, &errs); got != c.code {
				t.Errorf("exit code %d, want %d; %s", got, c.code, &errs)
			}
			var r report
			if err := json.Unmarshal(out.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			if r.Missed != c.missed || r.Duplicated != c.duplicated || r.Gaps != int64(c.gaps) || r.Unclaimed != 0 {
				t.Errorf("missed %d, duplicated %d, gaps %d, unclaimed %d; want %d, %d, %d, 0", r.Missed, r.Duplicated, r.Gaps, r.Unclaimed, c.missed, c.duplicated, c.gaps)
			}
			if len(r.Errors) != len(c.errors) {
				t.Errorf("errors %v, want %v", r.Errors, c.errors)
			}
			for code, n := range c.errors {
				if r.Errors[code] == nil || r.Errors[code].Count != n {
					t.Errorf("errors %v, want %d %s", r.Errors, n, code)
				}
			}
			if r.Writes < 14 || r.Alerts != r.Writes-c.missed || r.WriteMs.P50 <= 0 || r.AlertMs.P50 <= 0 {
				t.Errorf("%+v", r)
			}
			if r.Ended != errRanOut.Error() {
				t.Errorf("ended since %s", r.Ended)
			}
		})
	}
}

func TestWhatCannotBeTriedIsTold(t *testing.T) {
	var honest fake
	url := honest.serve(t)
	for _, c := range []struct{ name, args, want string }{
		{"no server", "-url http://127.0.0.1:1", "is a server running there?"},
		{"a server without the demo", "-url " + url + "/elsewhere", "--demo"},
		{"more sockets than the server gives", "-subs 201", "-subs must be"},
		{"a negative rate", "-rate -1", "can't be below"},
		{"a word too many", "fast", `"fast" is no flag`},
	} {
		var out, errs bytes.Buffer
		if got := command(t.Context(), strings.Fields(c.args), &out, &errs); got != 2 || !strings.Contains(errs.String(), c.want) || out.Len() > 0 {
			t.Errorf("%s: exit code %d, %s%s", c.name, got, &errs, &out)
		}
	}
}

func TestAnswersThatAreNoDeviation(t *testing.T) {
	for _, c := range []struct {
		status     int
		body, want string
	}{
		{200, `{"data":{"checkOff":{"deviation":null}}}`, "NO_DEVIATION"},
		{200, `{"data":{"checkOff":{"deviation":{"id":"d"}}},"errors":[{"message":"m"}]}`, "NO_CODE"},
		{401, `{"errors":[{"message":"m","extensions":{"code":"UNAUTHENTICATED"}}]}`, "UNAUTHENTICATED"},
		{502, `<html>`, "HTTP_502"},
		{200, `<html>`, "NOT_JSON"},
	} {
		if id, f := readAnswer(c.status, []byte(c.body)); f == nil || f.code != c.want || id != "" {
			t.Errorf("%d %s: got %q, %v; want %s", c.status, c.body, id, f, c.want)
		}
	}
}
