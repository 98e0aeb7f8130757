package learn

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

// Write writes the model.
func (m *Model) Write(w io.Writer) error {
	keys := m.rows.features()
	slices.Sort(keys)
	out := binary.AppendUvarint(nil, uint64(m.labels))
	out = binary.AppendUvarint(out, uint64(len(keys)))
	for _, ws := range [][]float32{{m.scale}, m.trans, m.start} {
		for _, x := range ws {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	last := Feature(0)
	for _, f := range keys {
		out = binary.AppendUvarint(out, uint64(f-last))
		last = f
	}
	for k := range m.labels { // label by label, which packs better
		for _, f := range keys {
			out = append(out, byte(m.unpacked(m.rows.find(f), k)))
		}
	}
	_, err := w.Write(out)
	return err
}

// Reader is what a model is read from.
type Reader interface {
	io.Reader
	io.ByteReader
}

// Read reads a model that [Model.Write] wrote.
func Read(r Reader) (*Model, error) {
	labels, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	if labels > maxLabels || n > 1<<24 {
		return nil, fmt.Errorf("no model: %d labels, %d features", labels, n)
	}
	m := &Model{weights: weights{labels: int(labels), rows: newTable(int(n))}}
	floats := make([]float32, 1+labels*labels+labels)
	if err := binary.Read(r, binary.LittleEndian, floats); err != nil {
		return nil, err
	}
	m.scale, m.trans, m.start = floats[0], floats[1:1+labels*labels], floats[1+labels*labels:]
	last := Feature(0)
	for i := range n {
		d, err := binary.ReadUvarint(r)
		if err != nil {
			return nil, err
		}
		last += Feature(d)
		m.rows.put(last, int32(i))
	}
	columns := make([]byte, n*labels)
	if _, err := io.ReadFull(r, columns); err != nil {
		return nil, err
	}
	row := make([]int8, labels)
	for i := range n {
		for k := range row {
			row[k] = int8(columns[uint64(k)*n+i])
		}
		m.pack(row)
	}
	m.link()
	return m, nil
}
