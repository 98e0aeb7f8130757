// Command score compares structured drafts with the expected ones and prints one figure a line, "name value"; last, how often an outcome of some confidence is right.
//
//	go run ./dictation/score gold.jsonl out.jsonl
package main

import (
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/dictation/scoring"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: score gold.jsonl out.jsonl")
	}
	gold, err := readFile[scoring.Example](args[0])
	if err != nil {
		return err
	}
	drafts, err := readFile[dictation.Draft](args[1])
	if err != nil {
		return err
	}
	for _, f := range slices.Concat(scoring.Score(gold, drafts), scoring.Calibration(gold, drafts)) {
		fmt.Fprintln(out, f)
	}
	return nil
}

func readFile[T any](name string) ([]T, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := scoring.ReadLines[T](f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return lines, nil
}
