package dictation

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/lyhord/lyhord/dictation/learn"
)

// sense tells what a clause says by itself, whatever stands beside it.
type sense struct {
	names []uint32 // of what a clause can say, hashed, in the order of the model's labels
	model *learn.Model
}

// troubles are the senses that tell of something that was not as planned.
var troubles = []uint32{hashOf("REFUSED"), hashOf("UNDONE"), hashOf("PARTLY"), hashOf("PUT_OFF"), hashOf("NOT_ORKA"), hashOf("BLOCKED")}

// of gives what the words from..to are likely to say, as features: one for each step of likelihood that is reached. trouble is how likely it is that they tell
// of something that was not as planned.
func (s *sense) of(r *reading, from, to int, heard []uint32) (out []learn.Feature, trouble float64) {
	for k, p := range s.model.Classify(senseFeatures(r, from, to, heard)) {
		if slices.Contains(troubles, s.names[k]) {
			trouble += p
		}
		for step, least := range []float64{0.08, 0.25, 0.5, 0.8} {
			if p > least {
				out = append(out, feature(fSaid, uint32(step), s.names[k]))
			}
		}
	}
	return out, trouble
}

// longClause is how many words of a clause are listened to: more is no clause, but a stretch without a verb.
const longClause = 40

// write writes the names and the model.
func (s *sense) write(w io.Writer) error {
	if err := binary.Write(w, binary.LittleEndian, append([]uint32{uint32(len(s.names))}, s.names...)); err != nil {
		return err
	}
	return s.model.Write(w)
}

func readSense(r learn.Reader) (*sense, error) {
	var n uint32
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return nil, err
	}
	if n > 1<<10 {
		return nil, fmt.Errorf("%d names", n)
	}
	s := &sense{names: make([]uint32, n)}
	if err := binary.Read(r, binary.LittleEndian, s.names); err != nil {
		return nil, err
	}
	var err error
	s.model, err = learn.Read(r)
	return s, err
}

// senseFeatures lists what holds of the words from..to.
func senseFeatures(r *reading, from, to int, heard []uint32) []learn.Feature {
	to = min(to, from+longClause)
	out := make([]learn.Feature, 0, 8*(to-from)+16)
	stems := make([]uint32, to-from)
	for i := range stems {
		stems[i] = hashOf(r.words[from+i].stem)
	}
	for i := range len(stems) + 1 {
		out = append(out, feature(fSense, 1, hashAt(stems, i-1), hashAt(stems, i)))
		if i == len(stems) {
			break
		}
		w := &r.words[from+i]
		out = append(out, feature(fSense, 0, stems[i]), feature(fSense, 2, hashAt(stems, i-1), hashAt(stems, i+1)), feature(fSense, 3, hashOf(head(w.norm))), feature(fSense, 4, hashOf(w.norm)))
		if n := len(w.norm); n > 6 {
			out = append(out, feature(fSense, 5, hashOf(w.norm[n-5:])))
		}
		for _, c := range w.classes {
			out = appendNew(out, feature(fSense, 6, c))
		}
	}
	for _, c := range heard {
		out = append(out, feature(fSense, 7, c))
	}
	return append(out, feature(fSense, 8, uint32(min(to-from, 8))), feature(fSense, 9, hashAt(stems, 0)), feature(fSense, 10, hashAt(stems, len(stems)-1)))
}

// learnSense trains what clauses say.
func learnSense(sayings []Saying) *sense {
	var names []string
	for _, p := range sayings {
		names = append(names, p.Sense)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	s := &sense{}
	for _, n := range names {
		s.names = append(s.names, hashOf(n))
	}
	var seqs []learn.Sequence
	for _, p := range sayings {
		r := read(theLexicon(), Input{Text: p.Text})
		var heard []uint32
		for i := range r.sayings {
			for _, h := range r.concepts(&r.sayings[i]) {
				heard = appendNew(heard, h)
			}
		}
		if len(r.words) > 0 {
			seqs = append(seqs, learn.Sequence{Features: [][]learn.Feature{senseFeatures(r, 0, len(r.words), heard)}, Labels: []int{slices.Index(names, p.Sense)}})
		}
	}
	s.model = learn.Train(seqs, learn.Options{Labels: len(names), Epochs: 8, Rate: 0.05, L2: 0.01, Least: 3})
	return s
}
