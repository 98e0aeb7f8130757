package dictation

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"

	"github.com/lyhord/lyhord/dictation/learn"
)

//go:embed weights.gz
var weights []byte

// theModel is the one that [Structure] uses.
var theModel = sync.OnceValue(func() *Model {
	m, err := ReadModel(bytes.NewReader(weights))
	if err != nil {
		panic("dictation: embedded weights: " + err.Error()) // they are part of the binary; make train writes them
	}
	return m
})

// Write writes the model, packed.
func (m *Model) Write(w io.Writer) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := m.ear.write(packed); err != nil {
		return err
	}
	for _, part := range m.parts() {
		if err := (*part).Write(packed); err != nil {
			return err
		}
	}
	return packed.Close()
}

// ReadModel reads a model that [Model.Write] wrote.
func ReadModel(r io.Reader) (*Model, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	b := bufio.NewReader(unpacked)
	m := &Model{}
	if m.ear, err = readSense(b); err != nil {
		return nil, fmt.Errorf("what clauses say: %w", err)
	}
	for i, part := range m.parts() {
		if *part, err = learn.Read(b); err != nil {
			return nil, fmt.Errorf("part %d: %w", i, err)
		}
	}
	m.join()
	return m, nil
}

// parts lists the models in the order in which they are kept.
func (m *Model) parts() []**learn.Model {
	return []**learn.Model{&m.cut, &m.outcome, &m.after, &m.code, &m.clock, &m.observe, &m.contact, &m.lint}
}
