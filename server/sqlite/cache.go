package sqlite

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/lyhord/lyhord/domain"
)

// cached is how many documents are kept in memory as they were last committed. One is a kilobyte or two.
const cached = 10_000

// cache holds the newest documents as text, so that who acts, on whom, at which visit, need not be looked for in the file each time. It is
// never behind the file: nobody else writes to it, a document that is being committed is not in the cache, and a reader whose look
// into the file overlaps with a commit does not put in what it found.
type cache struct {
	mu     sync.Mutex
	bodies *simplelru.LRU[place, []byte]
	dirty  map[place]struct{} // of the transaction that is being committed
	commit uint64             // counts the beginnings and ends of commits
}

// place is where a document lies.
type place struct {
	collection string
	key        domain.Key
}

func placeOf(d domain.Document) place { return place{d.Collection().Name, d.Key()} }

// written is a document that a transaction wrote.
type written struct {
	place place
	body  []byte
}

func newCache() *cache {
	bodies, err := simplelru.NewLRU[place, []byte](cached, nil)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &cache{bodies: bodies, dirty: map[place]struct{}{}}
}

// get returns the body at p, nil when it has to be read from the file; then the count goes with it to put.
func (c *cache) get(p place) (body []byte, count uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, _ = c.bodies.Get(p)
	return body, c.commit
}

// put keeps what a reader found in the file, unless a commit has begun or ended since.
func (c *cache) put(p place, body []byte, count uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, dirty := c.dirty[p]; !dirty && count == c.commit {
		c.bodies.Add(p, body)
	}
}

// begin takes out what is about to be committed: until end, it is read from the file.
func (c *cache) begin(docs []written) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commit++
	for _, d := range docs {
		c.bodies.Remove(d.place)
		c.dirty[d.place] = struct{}{}
	}
}

// end puts in what begin took out, in its new form when it was committed.
func (c *cache) end(docs []written, committed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commit++
	clear(c.dirty)
	if !committed {
		return
	}
	for _, d := range docs {
		c.bodies.Add(d.place, d.body)
	}
}
