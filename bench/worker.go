package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"
)

// giveUpAfter is how many writes in a row may fail before a worker stops: then the server, not a write, is at fault.
const giveUpAfter = 20

// worker checks off its visits' activities, one after the other. Each check-off deviates from the plan and is durable when its answer comes.
type worker struct {
	caller *caller
	visits []visit
	ledger *ledger
	body   []byte
}

// work goes on until ctx ends, which is no error. Returns errRanOut when there is nothing left to check off, or why it gave up.
func (w *worker) work(ctx context.Context, limit *rate.Limiter) error {
	n, failed := 0, 0
	for _, v := range w.visits {
		for _, a := range v.Activities {
			if limit.Wait(ctx) != nil {
				return nil
			}
			err := w.checkOff(v.ID, a, saidOf[n%len(saidOf)])
			n++
			if err == nil {
				failed = 0
				continue
			}
			if failed++; failed == giveUpAfter {
				return fmt.Errorf("a worker gave up after %d errors in a row; the last: %w", failed, err)
			}
		}
	}
	return errRanOut
}

// checkOff sends one check-off and enters into the ledger what became of it.
func (w *worker) checkOff(visit, activity json.RawMessage, said string) error {
	w.body = appendCheckOff(w.body[:0], uuid.NewString(), visit, activity, said)
	sent := time.Now()
	status, answer, err := w.caller.post(w.body)
	answered := time.Now()
	if err != nil {
		return w.ledger.fail("TRANSPORT", err.Error())
	}
	id, fault := readAnswer(status, answer)
	if fault != nil {
		return w.ledger.fail(fault.code, fault.text)
	}
	w.ledger.answered(id, sent, answered)
	return nil
}

// What a request is put together from. It asks back what a phone needs to know that the deviation is on its way, and no more: each
// further thing would be a read with a record of its own.
const (
	requestHead = `{"query":"mutation CheckOff($input: CheckOffInput!) { checkOff(input: $input) { deviation { id } } }",` +
		`"operationName":"CheckOff","variables":{"input":{"commandId":"`
	requestVisit    = `","visitId":`
	requestActivity = `,"activityId":`
	requestTail     = `}}}`
)

// saidOf is what workers say of an activity: outcome, reason and what followed, as the end of the input.
var saidOf = []string{
	`,"outcome":"DECLINED","reasonCode":"TIRED","reason":"Ville inte, var trött efter natten.","measure":"Erbjöd hjälp igen efter en stund.","followUp":"Frågar igen vid nästa besök."`,
	`,"outcome":"NOT_PERFORMED","reasonCode":"STAFF_TIME","reason":"Tiden räckte inte till.","measure":"Sade till kollegan på eftermiddagen."`,
	`,"outcome":"DECLINED","reasonCode":"VISITORS","reason":"Hade besök av sin dotter.","followUp":"Görs i morgon i stället."`,
	`,"outcome":"NOT_PERFORMED","reasonCode":"EQUIPMENT","reason":"Duschstolen är trasig.","measure":"Hjälpte till att tvätta av vid handfatet."`,
}

func appendCheckOff(b []byte, command string, visit, activity json.RawMessage, said string) []byte {
	b = append(append(b, requestHead...), command...)
	b = append(append(b, requestVisit...), visit...)
	b = append(append(b, requestActivity...), activity...)
	return append(append(b, said...), requestTail...)
}

// graphErrors are the errors of a GraphQL answer.
type graphErrors []struct {
	Message    string `json:"message"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

// first returns the first error as a fault, nil when there is none.
func (e graphErrors) first() *fault {
	if len(e) == 0 {
		return nil
	}
	code := e[0].Extensions.Code
	if code == "" {
		code = "NO_CODE"
	}
	return &fault{code, e[0].Message}
}

// fault is why something failed.
type fault struct{ code, text string }

// readAnswer returns the id of the deviation that a check-off led to, or why there is none.
func readAnswer(status int, body []byte) (id string, f *fault) {
	var answer struct {
		Data struct {
			CheckOff struct {
				Deviation struct {
					ID string `json:"id"`
				} `json:"deviation"`
			} `json:"checkOff"`
		} `json:"data"`
		Errors graphErrors `json:"errors"`
	}
	err := json.Unmarshal(body, &answer)
	id = answer.Data.CheckOff.Deviation.ID
	switch f = answer.Errors.first(); {
	case f != nil:
		return "", f
	case status != http.StatusOK:
		return "", &fault{fmt.Sprintf("HTTP_%d", status), string(body[:min(len(body), 200)])}
	case err != nil:
		return "", &fault{"NOT_JSON", err.Error()}
	case id == "":
		return "", &fault{"NO_DEVIATION", "the check-off led to no deviation"}
	}
	return id, nil
}
