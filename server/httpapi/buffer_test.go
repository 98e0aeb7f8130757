package httpapi

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// buffer keeps log lines.
type buffer struct {
	mu    sync.Mutex
	lines [][]byte
	more  chan struct{}
}

func (b *buffer) logger() *slog.Logger {
	b.more = make(chan struct{}, 1000)
	return slog.New(slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements [io.Writer]; slog writes a line at a time.
func (b *buffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, bytes.Clone(line))
	b.more <- struct{}{}
	return len(line), nil
}

// waitFor returns the first line that holds text.
func (b *buffer) waitFor(t *testing.T, text string) []byte {
	t.Helper()
	end := time.After(deadline)
	for {
		if line := b.find(text); line != nil {
			return line
		}
		select {
		case <-b.more:
		case <-end:
			t.Fatalf("no log line holds %s", text)
		}
	}
}

func (b *buffer) find(text string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, line := range b.lines {
		if bytes.Contains(line, []byte(text)) {
			return line
		}
	}
	return nil
}
