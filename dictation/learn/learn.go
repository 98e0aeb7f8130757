// Package learn holds linear models over sparse features: chains of labels (a linear-chain conditional random field) and, as chains of length one,
// classifiers. It trains them, keeps them, and applies them. What the features mean is the caller's matter.
//
// Training is deterministic: the same sequences in the same order give the same model.
package learn

import (
	"math"
	"slices"
)

// Feature is the hash of something that holds at a place. 0 is none.
type Feature uint32

// Model is a trained chain. It is safe for concurrent use.
type Model struct {
	weights
	scale float32   // the unit of the weights
	trans []float32 // from label × to label
	start []float32 // into the first label
	from  [][]uint8 // the labels that each may follow
}

// Labels is how many labels there are.
func (m *Model) Labels() int { return m.labels }

// impossible is the score of a transition that may not be.
const impossible = -1e4

// Emit adds to out, which holds a score for each label, what the features speak for it. Scores are in units that the model alone knows.
func (m *Model) Emit(features []Feature, out []int32) { m.emit(features, out) }

// weights are rows of weights by feature.
type weights struct {
	labels int
	rows   table    // feature → its row
	packed []uint64 // see lanes
}

func (m *weights) emit(features []Feature, out []int32) {
	var rows [fullLane]int32
	for len(features) > 0 {
		batch := features[:min(len(features), fullLane)]
		features = features[len(batch):]
		found := 0
		for _, f := range batch { // all look-ups first: they don't wait for each other
			if row := m.rows.find(f); row >= 0 {
				rows[found] = row
				found++
			}
		}
		m.sum(rows[:found], out)
	}
}

// sum adds so many rows, at most fullLane, to the scores.
func (m *weights) sum(rows []int32, out []int32) {
	var sums [maxLabels / lanes]uint64
	width := m.width()
	for _, row := range rows {
		for i, w := range m.packed[int(row)*width:][:width] {
			sums[i] += w
		}
	}
	m.unpack(&sums, int32(len(rows)), out)
}

// A weight is kept as its distance above lowest, in a lane of 16 bits of a word of 64, so that one addition adds four weights. A lane holds fullLane of them.
const (
	lanes     = 4
	maxLabels = 64
	lowest    = -127
	fullLane  = 65535 / (2 * -lowest)
)

// width is how many words a row takes.
func (m *weights) width() int { return (m.labels + lanes - 1) / lanes }

// unpack adds the sums of so many rows to the scores.
func (m *weights) unpack(sums *[maxLabels / lanes]uint64, rows int32, out []int32) {
	for k := range out[:m.labels] {
		out[k] += int32(sums[k/lanes]>>(16*(k%lanes))&0xffff) + lowest*rows
	}
}

// pack appends a row of weights.
func (m *weights) pack(row []int8) {
	for k, w := range row {
		if k%lanes == 0 {
			m.packed = append(m.packed, 0)
		}
		m.packed[len(m.packed)-1] |= uint64(int(w)-lowest) << (16 * (k % lanes))
	}
}

// unpacked gives the weight of label k in a row.
func (m *weights) unpacked(row int32, k int) int8 {
	return int8(int(m.packed[int(row)*m.width()+k/lanes]>>(16*(k%lanes))&0xffff) + lowest)
}

// Classify gives the probability of each label at one place.
func (m *Model) Classify(features []Feature) []float64 {
	scores := make([]int32, m.labels)
	m.Emit(features, scores)
	out := make([]float64, m.labels)
	for k, s := range scores {
		out[k] = float64(m.start[k] + float32(s)*m.scale)
	}
	top, sum := slices.Max(out), 0.0
	for k, s := range out {
		out[k] = math.Exp(s - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// link lists which label may follow which.
func (m *Model) link() {
	m.from = make([][]uint8, m.labels)
	for k := range m.from {
		for p := range m.labels {
			if m.trans[p*m.labels+k] > impossible {
				m.from[k] = append(m.from[k], uint8(p))
			}
		}
	}
}

// Decode finds the likeliest labels of a chain. emitted holds, for each place, what [Model.Emit] said of it.
func (m *Model) Decode(emitted []int32) []int { return m.decode(emitted, m.labels, 0) }

// decode is Decode where the rows of emitted are so wide, and the model's scores begin so far in.
func (m *Model) decode(emitted []int32, stride, offset int) []int {
	size := m.labels
	n := len(emitted) / stride
	labels := make([]int, n)
	if n == 0 {
		return labels
	}
	back := make([]int16, n*size)
	best, next := make([]float32, size), make([]float32, size)
	for k := range best {
		best[k] = m.start[k] + float32(emitted[offset+k])*m.scale
	}
	for t := 1; t < n; t++ {
		for k := range next {
			top, from := float32(math.Inf(-1)), 0
			for _, p := range m.from[k] {
				if s := best[p] + m.trans[int(p)*size+k]; s > top {
					top, from = s, int(p)
				}
			}
			next[k], back[t*size+k] = top+float32(emitted[t*stride+offset+k])*m.scale, int16(from)
		}
		best, next = next, best
	}
	k := 0
	for c := range best {
		if best[c] > best[k] {
			k = c
		}
	}
	for t := n - 1; t >= 0; t-- {
		labels[t] = k
		k = int(back[t*size+k])
	}
	return labels
}

// table finds the row of a feature: open addressing over a power of two, never more than half full.
type table []slot

type slot struct {
	key Feature
	row int32
}

func newTable(n int) table {
	size := 8
	for size < 2*n {
		size *= 2
	}
	return make(table, size)
}

func (t table) put(f Feature, row int32) {
	mask := len(t) - 1
	i := int(f) & mask
	for t[i].key != 0 && t[i].key != f {
		i = (i + 1) & mask
	}
	t[i] = slot{f, row}
}

func (t table) find(f Feature) int32 {
	mask := len(t) - 1
	for i := int(f) & mask; ; i = (i + 1) & mask {
		switch t[i].key {
		case f:
			return t[i].row
		case 0:
			return -1
		}
	}
}

// features lists what the table holds.
func (t table) features() []Feature {
	var out []Feature
	for _, s := range t {
		if s.key != 0 {
			out = append(out, s.key)
		}
	}
	return out
}
