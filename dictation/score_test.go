package dictation_test

import (
	"os"
	"slices"
	"testing"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/dictation/scoring"
)

// TestFigures holds the floors under each figure. They lie a little under what is reached, so that a change that costs quality fails here and not in
// somebody's journal.
func TestFigures(t *testing.T) {
	for file, floors := range map[string]map[string]float64{
		"dev.jsonl": {
			"outcome_f1": 0.98, "deviation_recall": 0.98, "deviation_precision": 0.98, "reason_code_accuracy": 0.97, "reason_f1": 0.97, "measure_f1": 0.93,
			"follow_up_f1": 0.94, "time_accuracy": 0.97, "observation_f1": 0.96, "contact_f1": 0.95, "lint_f1": 0.96, "grounded": 1,
		},
		"twin.jsonl": {
			"outcome_f1": 0.95, "deviation_recall": 0.95, "deviation_precision": 0.95, "reason_code_accuracy": 0.90, "reason_f1": 0.86, "measure_f1": 0.68,
			"follow_up_f1": 0.90, "time_accuracy": 0.96, "observation_f1": 0.90, "contact_f1": 0.91, "lint_f1": 0.98, "grounded": 1, "right_from_0.90": 0.98,
		},
		"held.jsonl": {
			"outcome_f1": 0.90, "deviation_recall": 0.80, "deviation_precision": 0.88, "reason_code_accuracy": 0.90, "reason_f1": 0.68, "measure_f1": 0.54,
			"follow_up_f1": 0.63, "time_accuracy": 0.77, "observation_f1": 0.80, "contact_f1": 0.84, "lint_f1": 0.90, "grounded": 1, "right_from_0.90": 0.97,
		},
	} {
		t.Run(file, func(t *testing.T) {
			examples := readExamples(t, file)
			drafts := structureAll(examples)
			for _, f := range slices.Concat(scoring.Score(examples, drafts), scoring.Calibration(examples, drafts)) {
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
