// Command train makes the weights by which package dictation weighs what it hears.
//
//	train [-write weights.gz] [-cross prefix] folder...
//
// Each folder holds lessons: examples with the drafts expected of them, in files that end in .jsonl. Those whose name begins with "seen" or "dev" are text that the rules
// were written with at hand. Its folder sayings holds clauses with the name of what they say, in tab-separated files. With -write it trains on all of them; with
// -cross it trains, for each file whose name begins so, on all the others, and prints the figures on the one left out.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lyhord/lyhord/dictation"
	"github.com/lyhord/lyhord/dictation/scoring"
)

func main() {
	write := flag.String("write", "", "where to write the weights")
	cross := flag.String("cross", "", "the beginning of the names of the files to leave out in turn")
	flag.Parse()
	if err := run(*write, *cross, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(write, cross string, paths []string) error {
	sayings, err := readSayings(paths)
	if err != nil {
		return err
	}
	files, err := list(paths, "*.jsonl")
	if err != nil {
		return err
	}
	sets := map[string][]dictation.Lesson{}
	for _, f := range files {
		if sets[f], err = readLessons(f); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
	}
	if cross != "" {
		crossValidate(files, sets, sayings, cross)
	}
	if write == "" {
		return nil
	}
	var out bytes.Buffer
	if err := dictation.Study(without("", files, sets), sayings).Write(&out); err != nil {
		return err
	}
	return os.WriteFile(write, out.Bytes(), 0o644)
}

// list gives the files of the folders, or the files themselves where they are named, in order.
func list(paths []string, pattern string) ([]string, error) {
	var out []string
	for _, p := range paths {
		if ok, _ := filepath.Match(pattern, filepath.Base(p)); ok {
			out = append(out, p)
			continue
		}
		files, err := filepath.Glob(filepath.Join(p, pattern))
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

// without joins the lessons of all files but one.
func without(left string, paths []string, sets map[string][]dictation.Lesson) []dictation.Lesson {
	var out []dictation.Lesson
	for _, p := range paths {
		if p != left {
			out = append(out, sets[p]...)
		}
	}
	return out
}

func readLessons(path string) ([]dictation.Lesson, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	examples, err := scoring.ReadLines[scoring.Example](f)
	name := filepath.Base(path)
	seen := strings.HasPrefix(name, "seen") || strings.HasPrefix(name, "dev")
	var out []dictation.Lesson
	for _, e := range examples {
		out = append(out, dictation.Lesson{Input: e.Input, Expected: e.Expected, Seen: seen})
	}
	if strings.HasPrefix(name, "basics") {
		out = slices.Repeat(out, 3) // what nobody may get wrong
	}
	return out, err
}

func readSayings(folders []string) ([]dictation.Saying, error) {
	paths, err := list(folders, "sayings/*.tsv")
	if err != nil {
		return nil, err
	}
	var out []dictation.Saying
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if sense, text, ok := strings.Cut(lines.Text(), "\t"); ok {
				out = append(out, dictation.Saying{Sense: strings.TrimSpace(sense), Text: text})
			}
		}
	}
	return out, nil
}

// crossValidate prints, for each file whose name begins so and for all of these together, the figures of a model that has not seen it.
func crossValidate(paths []string, sets map[string][]dictation.Lesson, sayings []dictation.Saying, prefix string) {
	var all []scoring.Example
	var drafts []dictation.Draft
	for _, p := range paths {
		if !strings.HasPrefix(filepath.Base(p), prefix) {
			continue
		}
		m := dictation.Study(without(p, paths, sets), sayings)
		var own []scoring.Example
		for _, l := range sets[p] {
			own = append(own, scoring.Example{Input: l.Input, Expected: l.Expected})
			drafts = append(drafts, m.Structure(l.Input))
		}
		all = append(all, own...)
		report(filepath.Base(p), own, drafts[len(drafts)-len(own):])
	}
	report("all of these", all, drafts)
}

func report(name string, examples []scoring.Example, drafts []dictation.Draft) {
	fmt.Println(name + ":")
	for _, f := range slices.Concat(scoring.Score(examples, drafts), scoring.Calibration(examples, drafts)) {
		fmt.Println(f)
	}
}
