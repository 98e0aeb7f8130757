package learn_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/lyhord/lyhord/dictation/learn"
)

// weather is a chain whose label is hidden in the feature of the place (1 or 2), in the one before where the place tells nothing (3), and never where both are silent.
func weather(places ...learn.Feature) learn.Sequence {
	s := learn.Sequence{}
	last := 0
	for _, p := range places {
		if p != 3 {
			last = int(p) - 1
		}
		s.Features = append(s.Features, []learn.Feature{p, 7})
		s.Labels = append(s.Labels, last)
	}
	return s
}

var lessons = []learn.Sequence{
	weather(1, 1, 3, 3), weather(2, 2, 3), weather(1, 2, 3, 3), weather(2, 1, 3), weather(1, 3, 1, 2), weather(2, 3, 2, 1, 3),
}

func trained() *learn.Model {
	return learn.Train(lessons, learn.Options{Labels: 2, Epochs: 40, Rate: 0.2, L2: 0.001, Least: 1})
}

func emitted(m interface {
	Labels() int
	Emit([]learn.Feature, []int32)
}, s learn.Sequence) []int32 {
	out := make([]int32, m.Labels()*len(s.Features))
	for i, fs := range s.Features {
		m.Emit(fs, out[i*m.Labels():])
	}
	return out
}

func TestChainCarriesOn(t *testing.T) {
	m := trained()
	for _, s := range append(slices.Clone(lessons), weather(1, 3, 3, 3), weather(2, 1, 3, 3, 3)) {
		if got := m.Decode(emitted(m, s)); !slices.Equal(got, s.Labels) {
			t.Errorf("%v is read as %v, want %v", s.Features, got, s.Labels)
		}
	}
	if got := m.Decode(nil); len(got) != 0 {
		t.Errorf("nothing is read as %v", got)
	}
}

func TestClassify(t *testing.T) {
	m := trained()
	if p := m.Classify([]learn.Feature{1, 7}); p[0] < 0.9 || p[0]+p[1] < 0.999 || p[0]+p[1] > 1.001 {
		t.Errorf("probabilities %v", p)
	}
}

func TestForbiddenStepIsNeverTaken(t *testing.T) {
	m := learn.Train(lessons, learn.Options{Labels: 2, Epochs: 5, Rate: 0.2, Least: 1, Allowed: func(from, to int) bool { return from != 0 || to != 1 }})
	got := m.Decode(emitted(m, weather(1, 2, 2)))
	for i := 1; i < len(got); i++ {
		if got[i-1] == 0 && got[i] == 1 {
			t.Errorf("took a forbidden step: %v", got)
		}
	}
}

func TestTrainingIsDeterministic(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := trained().Write(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two trainings differ")
	}
}

func TestWrittenModelReadsTheSame(t *testing.T) {
	m := trained()
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	back, err := learn.Read(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range lessons {
		if !slices.Equal(emitted(m, s), emitted(back, s)) || !slices.Equal(m.Decode(emitted(m, s)), back.Decode(emitted(back, s))) {
			t.Errorf("%v is read otherwise", s.Features)
		}
	}
	for n := range whole {
		if _, err := learn.Read(bytes.NewReader(whole[:n])); err == nil {
			t.Errorf("%d bytes of %d were taken for a model", n, len(whole))
		}
	}
}

func TestJoinedModelsSayWhatEachSays(t *testing.T) {
	a := trained()
	b := learn.Train(lessons, learn.Options{Labels: 2, Epochs: 3, Rate: 0.1, Least: 4})
	j := learn.Join(a, b)
	long := weather(slices.Repeat([]learn.Feature{1, 3, 2}, 100)...)
	long.Features[0] = slices.Repeat([]learn.Feature{1}, 700) // more than a lane holds
	for _, s := range append(slices.Clone(lessons), long) {
		all := emitted(j, s)
		for i, m := range []*learn.Model{a, b} {
			if own := emitted(m, s); !slices.Equal(j.Of(i, all), own) || !slices.Equal(j.Decode(i, all), m.Decode(own)) {
				t.Errorf("model %d is joined wrong for %d places", i, len(s.Labels))
			}
		}
	}
}
