package dictation_test

import (
	"os"
	"testing"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/dictation/scoring"
)

// TestFigures holds the floors under each figure. They lie a little under what is reached, so that a change that costs quality fails here and not in
// somebody's journal.
func TestFigures(t *testing.T) {
	for file, floors := range map[string]map[string]float64{
		"dev.jsonl": {
			"outcome_f1": 0.98, "deviation_recall": 0.98, "deviation_precision": 0.98, "reason_code_accuracy": 0.97, "reason_f1": 0.97, "measure_f1": 0.95,
			"follow_up_f1": 0.95, "time_accuracy": 0.97, "observation_f1": 0.97, "contact_f1": 0.98, "lint_f1": 0.97, "grounded": 1,
		},
		"own.jsonl": {
			"outcome_f1": 0.96, "deviation_recall": 0.95, "deviation_precision": 0.95, "reason_code_accuracy": 0.88, "reason_f1": 0.82, "measure_f1": 0.79,
			"follow_up_f1": 0.91, "time_accuracy": 0.93, "observation_f1": 0.90, "contact_f1": 0.96, "lint_f1": 0.93, "grounded": 1,
		},
		"train1.jsonl": {
			"outcome_f1": 0.97, "deviation_recall": 0.98, "deviation_precision": 0.95, "reason_code_accuracy": 0.92, "reason_f1": 0.88, "measure_f1": 0.91,
			"follow_up_f1": 0.86, "time_accuracy": 0.91, "observation_f1": 0.91, "contact_f1": 0.98, "lint_f1": 0.98, "grounded": 1,
		},
		"train2.jsonl": {
			"outcome_f1": 0.95, "deviation_recall": 0.94, "deviation_precision": 0.91, "reason_code_accuracy": 0.89, "reason_f1": 0.81, "measure_f1": 0.77,
			"follow_up_f1": 0.80, "time_accuracy": 0.87, "observation_f1": 0.88, "contact_f1": 0.90, "lint_f1": 0.96, "grounded": 1,
		},
	} {
		t.Run(file, func(t *testing.T) {
			examples := readExamples(t, file)
			for _, f := range scoring.Score(examples, structureAll(examples)) {
				t.Log(f)
				if f.Value < floors[f.Name] {
					t.Errorf("%s is under its floor of %.2f", f, floors[f.Name])
				}
			}
		})
	}
}

func readExamples(t testing.TB, file string) []scoring.Example {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	examples, err := scoring.ReadLines[scoring.Example](f)
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

func structureAll(examples []scoring.Example) []dictation.Draft {
	var out []dictation.Draft
	for _, ex := range examples {
		out = append(out, dictation.Structure(ex.Input))
	}
	return out
}
