package learn

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// Sequence is a chain of places with the features that hold at each, and its label.
type Sequence struct {
	Features [][]Feature
	Labels   []int
}

// Options is how a model is trained.
type Options struct {
	Labels  int
	Allowed func(from, to int) bool // which labels may follow which (from -1: at the start); nil allows all
	Epochs  int
	Rate    float64 // AdaGrad's
	L2      float64 // how strongly weights are drawn to 0
	Least   int     // features seen in fewer sequences are left out
}

// Train fits a model to the sequences.
func Train(sequences []Sequence, o Options) *Model {
	t := newTrainer(sequences, o)
	random := rand.New(rand.NewPCG(1, 2))
	for range o.Epochs {
		for _, i := range random.Perm(len(sequences)) {
			t.step(&sequences[i])
		}
	}
	return t.model()
}

type trainer struct {
	Options
	rows        map[Feature]int32
	weight, sum []float64 // the weights, and AdaGrad's sums of squares
	trans, tsum []float64
	start, ssum []float64
	expTrans    []float64
	allowed     []bool
}

func newTrainer(sequences []Sequence, o Options) *trainer {
	t := &trainer{Options: o, rows: map[Feature]int32{}}
	count, last := map[Feature]int{}, map[Feature]int{}
	for i, s := range sequences {
		for _, fs := range s.Features {
			for _, f := range fs {
				if last[f] == i+1 {
					continue
				}
				last[f] = i + 1
				if count[f]++; count[f] == max(o.Least, 1) {
					t.rows[f] = int32(len(t.rows) * o.Labels)
				}
			}
		}
	}
	n := len(t.rows) * o.Labels
	t.weight, t.sum = make([]float64, n), make([]float64, n)
	t.trans, t.tsum, t.expTrans = make([]float64, o.Labels*o.Labels), make([]float64, o.Labels*o.Labels), make([]float64, o.Labels*o.Labels)
	t.start, t.ssum = make([]float64, o.Labels), make([]float64, o.Labels)
	t.allowed = make([]bool, o.Labels*o.Labels)
	for p := range o.Labels {
		for k := range o.Labels {
			t.allowed[p*o.Labels+k] = o.Allowed == nil || o.Allowed(p, k)
			if !t.allowed[p*o.Labels+k] {
				t.trans[p*o.Labels+k] = impossible
			}
		}
		if o.Allowed != nil && !o.Allowed(-1, p) {
			t.start[p] = impossible
		}
	}
	return t
}

func (t *trainer) emissions(s *Sequence) [][]float64 {
	out := make([][]float64, len(s.Features))
	for i, fs := range s.Features {
		e := make([]float64, t.Labels)
		for _, f := range fs {
			if row, ok := t.rows[f]; ok {
				for k, w := range t.weight[row : int(row)+t.Labels] {
					e[k] += w
				}
			}
		}
		out[i] = e
	}
	return out
}

// step moves the weights along the gradient of one sequence's log-likelihood.
func (t *trainer) step(s *Sequence) {
	n, size := len(s.Features), t.Labels
	if n == 0 {
		return
	}
	e := t.emissions(s)
	for i := range e { // into probabilities, each place scaled by its top
		top := e[i][0]
		for _, v := range e[i] {
			top = max(top, v)
		}
		for k := range e[i] {
			e[i][k] = math.Exp(e[i][k] - top)
		}
	}
	for i, w := range t.trans {
		t.expTrans[i] = math.Exp(w)
	}
	alpha, beta := make([][]float64, n), make([][]float64, n)
	for i := range n {
		a := make([]float64, size)
		if i == 0 {
			for k := range a {
				a[k] = math.Exp(t.start[k]) * e[0][k]
			}
		} else {
			for p, v := range alpha[i-1] {
				if v == 0 {
					continue
				}
				for k, w := range t.expTrans[p*size : p*size+size] {
					a[k] += v * w
				}
			}
			for k := range a {
				a[k] *= e[i][k]
			}
		}
		normalise(a)
		alpha[i] = a
	}
	for i := n - 1; i >= 0; i-- {
		b := make([]float64, size)
		if i == n-1 {
			for k := range b {
				b[k] = 1
			}
		} else {
			for p := range b {
				row := t.expTrans[p*size : p*size+size]
				for k, v := range beta[i+1] {
					b[p] += row[k] * e[i+1][k] * v
				}
			}
		}
		normalise(b)
		beta[i] = b
	}
	// transitions
	pair := make([]float64, size*size)
	for i := 1; i < n; i++ {
		sum := 0.0
		for p, a := range alpha[i-1] {
			for k := range size {
				v := a * t.expTrans[p*size+k] * e[i][k] * beta[i][k]
				pair[p*size+k] = v
				sum += v
			}
		}
		for j := range pair {
			if pair[j] == 0 && j != s.Labels[i-1]*size+s.Labels[i] || !t.allowed[j] {
				continue
			}
			g := -pair[j] / sum
			if j == s.Labels[i-1]*size+s.Labels[i] {
				g++
			}
			ascend(&t.trans[j], &t.tsum[j], g, t.Rate, 0)
		}
	}
	for i := range n {
		q := make([]float64, size)
		for k := range q {
			q[k] = alpha[i][k] * beta[i][k]
		}
		normalise(q)
		for k := range q {
			q[k] = -q[k]
		}
		q[s.Labels[i]]++
		if i == 0 {
			for k, g := range q {
				if t.start[k] != impossible {
					ascend(&t.start[k], &t.ssum[k], g, t.Rate, 0)
				}
			}
		}
		for _, f := range s.Features[i] {
			row, ok := t.rows[f]
			if !ok {
				continue
			}
			for k, g := range q {
				if r := int(row) + k; g > 1e-4 || g < -1e-4 {
					ascend(&t.weight[r], &t.sum[r], g, t.Rate, t.L2)
				}
			}
		}
	}
}

// ascend moves one weight up its gradient.
func ascend(w, sum *float64, g, rate, l2 float64) {
	g -= l2 * *w
	*sum += g * g
	*w += rate * g / math.Sqrt(*sum+1e-6)
}

func normalise(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	if sum == 0 {
		return
	}
	for i := range v {
		v[i] /= sum
	}
}

// slight is a weight that changes nothing: a row of such is not kept.
const slight = 0.04

// model keeps the weights, rounded to a 127th of the greatest.
func (t *trainer) model() *Model {
	m := &Model{weights: weights{labels: t.Labels}, trans: narrow(t.trans), start: narrow(t.start)}
	top := 1e-9
	for _, w := range t.weight {
		top = max(top, w, -w)
	}
	m.scale = float32(top / 127)
	var kept []Feature
	row := make([]int8, t.Labels)
	for _, f := range slices.Sorted(maps.Keys(t.rows)) {
		weights := t.weight[t.rows[f]:][:t.Labels]
		if !slices.ContainsFunc(weights, func(w float64) bool { return w > slight || w < -slight }) {
			continue
		}
		for k, w := range weights {
			row[k] = int8(math.Round(w / top * 127))
		}
		m.pack(row)
		kept = append(kept, f)
	}
	m.rows = newTable(len(kept))
	for i, f := range kept {
		m.rows.put(f, int32(i))
	}
	m.link()
	return m
}

func narrow(ws []float64) []float32 {
	out := make([]float32, len(ws))
	for i, w := range ws {
		out[i] = float32(w)
	}
	return out
}
