package sqlite

import (
	"context"
	"sync"
	"testing"

	"github.com/lyhord/lyhord/domain"
)

// TestNeverBehind has writers change one document and post of each change, while readers follow the posts. Whoever has seen a post
// never reads the document as it was before.
func TestNeverBehind(t *testing.T) {
	s := newTest(t)
	ctx := context.Background()
	tenant := func() *domain.Tenant { return &domain.Tenant{Head: domain.Head[domain.TenantID]{ID: "k", Tenant: "k"}} }
	change := func(ctx context.Context, tx domain.Tx) error {
		d := tenant()
		if err := tx.Get(ctx, d); err != nil {
			return err
		}
		if err := tx.Replace(ctx, d); err != nil {
			return err
		}
		return tx.Post(ctx, &domain.InboxItem{Head: domain.Head[domain.InboxItemID]{Tenant: "k"}, Recipient: "karin"})
	}
	if err := s.Update(ctx, func(ctx context.Context, tx domain.Tx) error { return tx.Insert(ctx, tenant()) }); err != nil {
		t.Fatal(err)
	}
	const writers, each = 4, 100
	var running sync.WaitGroup
	for range writers {
		running.Go(func() {
			for range each {
				if err := s.Update(ctx, change); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 4 {
		running.Go(func() {
			for last := int64(0); last < writers*each && !t.Failed(); {
				item := &domain.InboxItem{}
				err := s.Find(ctx, domain.Query{
					Index: item.Collection().Index("bySeq"), Tenant: "k", Equal: []any{domain.StaffID("karin")}, Descending: true, Limit: 1,
				}, func() domain.Document { return item })
				d := tenant()
				if err == nil {
					err = s.Get(ctx, d)
				}
				if err != nil || d.Version < item.Seq+1 {
					t.Errorf("after item %d the document is of version %d (%v)", item.Seq, d.Version, err)
				}
				last = item.Seq
			}
		})
	}
	running.Wait()
}

// TestCacheKeepsOutWhatIsBehind takes the steps of a reader that is overtaken by a commit, one by one.
func TestCacheKeepsOutWhatIsBehind(t *testing.T) {
	p := place{"visits", domain.Key{Tenant: "k", ID: "v"}}
	docs := []written{{p, []byte("new")}}
	for _, c := range []struct {
		name string
		do   func(c *cache)
		want string
	}{
		{"a reader puts in what it found", func(c *cache) { _, n := c.get(p); c.put(p, []byte("old"), n) }, "old"},
		{"not when a commit has begun since", func(c *cache) { _, n := c.get(p); c.begin(docs); c.put(p, []byte("old"), n) }, ""},
		{"not while one is under way", func(c *cache) { c.begin(docs); _, n := c.get(p); c.put(p, []byte("old"), n) }, ""},
		{"not over what was committed since", func(c *cache) { _, n := c.get(p); c.begin(docs); c.end(docs, true); c.put(p, []byte("old"), n) }, "new"},
		{"what was committed is there", func(c *cache) { c.begin(docs); c.end(docs, true) }, "new"},
		{"what was lost is not", func(c *cache) { c.begin(docs); c.end(docs, false) }, ""},
		{"a commit takes out what was there before", func(c *cache) { _, n := c.get(p); c.put(p, []byte("old"), n); c.begin(docs) }, ""},
	} {
		cache := newCache()
		c.do(cache)
		if got, _ := cache.get(p); string(got) != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
