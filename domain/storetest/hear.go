package storetest

import (
	"context"
	"time"

	"github.com/lyhord/lyhord/domain"
)

// hearCases tell what a listener is told.
var hearCases = []testCase{
	{"a listener hears of what is committed, of nothing that failed, and nothing once stopped", hear},
	{"what a listener hears of is there to be read", announced},
}

// listener collects what a store wakes.
type listener struct {
	heard chan domain.Topic
	stop  func()
}

// listen makes a listener with room for more than the case will cause. It drops what has no room, since a wake must not block.
func (s *suite) listen() *listener {
	heard := make(chan domain.Topic, 1000)
	return &listener{heard, s.store.Hear(func(t domain.Topic) {
		select {
		case heard <- t:
		default:
		}
	})}
}

// until reads what was heard until one of the topics comes, at most for d. It returns all topics that it read.
func (l *listener) until(d time.Duration, topics ...domain.Topic) (all map[domain.Topic]bool, found bool) {
	all = map[domain.Topic]bool{}
	late := time.After(d)
	for {
		select {
		case t := <-l.heard:
			all[t] = true
			for _, want := range topics {
				if t == want {
					return all, true
				}
			}
		case <-late:
			return all, false
		}
	}
}

// provoke posts to a recipient until the listener hears of it: a wake is a hint, and the first may be lost while a store begins to
// listen. It returns every topic heard.
func (s *suite) provoke(l *listener, to domain.StaffID) map[domain.Topic]bool {
	s.Helper()
	heard := map[domain.Topic]bool{}
	for s.ctx.Err() == nil {
		item := s.item(to, "d")
		s.insert(item)
		all, found := l.until(time.Second, item.Wakes()...)
		for t := range all {
			heard[t] = true
		}
		if found {
			return heard
		}
	}
	s.Fatal("nothing was heard of what was committed")
	return nil
}

// announced has somebody who hears of an item look for it at once: nothing is announced before it is committed.
func announced(s *suite) {
	for i := range 20 {
		who := domain.StaffID(number("anna", i)) // a hint of an item before may still come
		item := s.item(who, "d")
		signal := make(chan bool, 1)
		stop := s.store.Hear(func(t domain.Topic) {
			if t == item.Wakes()[0] {
				select {
				case signal <- true:
				default:
				}
			}
		})
		posted := make(chan error, 1)
		go func() {
			posted <- s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error { return tx.Post(ctx, item) })
		}()
		receive(s, signal)
		if n := len(s.inbox(who)); n != 1 {
			s.Fatalf("%d items are there when one is announced", n)
		}
		stop()
		if err := receive(s, posted); err != nil {
			s.Fatal(err)
		}
	}
}

func hear(s *suite) {
	first, second := s.listen(), s.listen()
	defer second.stop()
	s.provoke(first, "anna")
	s.provoke(second, "anna")

	failed := s.item("bo", "d")
	v := s.visit("v")
	s.refused(domain.Internal, func(ctx context.Context, tx domain.Tx) error {
		if err := tx.Post(ctx, failed); err != nil {
			return err
		}
		return errRule
	})
	s.insert(v)
	if heard := s.provoke(first, "dora"); heard[failed.Wakes()[0]] {
		s.Error("a listener heard of a failed update")
	}
	if _, found := second.until(patience, v.Wakes()...); !found {
		s.Error("a listener did not hear of a visit")
	}

	first.stop()
	drain(first.heard)
	s.provoke(second, "cecilia")
	if n := len(first.heard); n > 0 {
		s.Errorf("a listener heard %d topics after it had stopped", n)
	}
}

func drain(c chan domain.Topic) {
	for len(c) > 0 {
		<-c
	}
}
