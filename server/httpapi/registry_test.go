package httpapi

import (
	"testing"

	"github.com/lyhord/lyhord/domain"
)

// TestUnclaimedSockets bounds those that have not said whose they are, whatever becomes of each.
func TestUnclaimedSockets(t *testing.T) {
	g := newRegistry(2)
	var open []*socket
	for range maxUnclaimed {
		s := &socket{}
		if !g.add(s) {
			t.Fatalf("socket %d is refused", len(open)+1)
		}
		open = append(open, s)
	}
	if g.add(&socket{}) {
		t.Error("one too many is taken up")
	}
	g.claim(open[0], domain.Actor{Person: "anna"})
	g.remove(open[1])
	g.remove(open[0]) // claimed: it makes no second place
	for i, want := range []bool{true, true, false} {
		if g.add(&socket{}) != want {
			t.Errorf("try %d after two have gone: want %v", i+1, want)
		}
	}
}
