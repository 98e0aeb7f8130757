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
			"outcome_f1": 0.96, "deviation_recall": 0.93, "deviation_precision": 0.97, "reason_code_accuracy": 0.87, "reason_f1": 0.84, "measure_f1": 0.78,
			"follow_up_f1": 0.90, "time_accuracy": 0.90, "observation_f1": 0.90, "contact_f1": 0.96, "lint_f1": 0.94, "grounded": 1,
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
