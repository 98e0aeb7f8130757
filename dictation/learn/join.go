package learn

// Joined is several models that are asked of the same features: what a feature speaks for all of their labels is found at once.
type Joined struct {
	weights
	models  []*Model
	offsets []int // where each model's labels begin
}

// Join joins models, which together have at most 64 labels.
func Join(models ...*Model) *Joined {
	j := &Joined{models: models}
	all := map[Feature]bool{}
	for _, m := range models {
		j.offsets = append(j.offsets, j.labels)
		j.labels += m.labels
		for _, f := range m.rows.features() {
			all[f] = true
		}
	}
	if j.labels > maxLabels {
		panic("learn: too many labels to join")
	}
	j.rows = newTable(len(all))
	row := make([]int8, j.labels)
	n := int32(0)
	for f := range all {
		for i, m := range models {
			own := row[j.offsets[i]:][:m.labels]
			clear(own)
			if r := m.rows.find(f); r >= 0 {
				for k := range own {
					own[k] = m.unpacked(r, k)
				}
			}
		}
		j.pack(row)
		j.rows.put(f, n)
		n++
	}
	return j
}

// Labels is how many labels the models have together.
func (j *Joined) Labels() int { return j.labels }

// Emit adds to out, which holds a score for each label of each model in turn, what the features speak for it.
func (j *Joined) Emit(features []Feature, out []int32) { j.emit(features, out) }

// Decode finds the likeliest labels of a chain by model i. emitted holds, for each place, what [Joined.Emit] said of it.
func (j *Joined) Decode(i int, emitted []int32) []int {
	return j.models[i].decode(emitted, j.labels, j.offsets[i])
}

// Of cuts out what was emitted for model i.
func (j *Joined) Of(i int, emitted []int32) []int32 {
	size := j.models[i].labels
	out := make([]int32, 0, len(emitted)/j.labels*size)
	for at := j.offsets[i]; at < len(emitted); at += j.labels {
		out = append(out, emitted[at:at+size]...)
	}
	return out
}
