package storetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/lyhord/lyhord/domain"
)

// concurrentCases tell what happens when many write at once.
var concurrentCases = []testCase{
	{"of 50 concurrent updates of one document each lands", concurrentUpdates},
	{"of 50 concurrent updates from an earlier read each lands in turn", concurrentFromOutside},
	{"of many concurrent inserts of one key a single one wins", concurrentInserts},
}

const concurrent = 50

func concurrentUpdates(s *suite) {
	s.insert(s.visit("v"))
	s.together(concurrent, func(int) error {
		return s.retried(func() error {
			return s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
				v := s.visit("v")
				if err := tx.Get(ctx, v); err != nil {
					return err
				}
				v.PlanVersion++
				return tx.Replace(ctx, v)
			})
		})
	})
	s.mustHaveCounted()
}

func concurrentFromOutside(s *suite) {
	s.insert(s.visit("v"))
	s.together(concurrent, func(int) error {
		return s.retried(func() error {
			read := s.visit("v")
			if err := s.store.Get(s.ctx, read); err != nil {
				return err
			}
			err := s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
				v := *read // the function may be run again
				v.PlanVersion++
				return tx.Replace(ctx, &v)
			})
			if domain.CodeOf(err) == domain.Conflict {
				now := s.visit("v")
				if s.mustGet(now); now.Version <= read.Version {
					return fmt.Errorf("refused for a change that can't be read: %w", errors.New(err.Error()))
				}
			}
			return err
		})
	})
	s.mustHaveCounted()
}

// retried calls f until it gives something else than a conflict.
func (s *suite) retried(f func() error) error {
	for {
		if err := f(); domain.CodeOf(err) != domain.Conflict {
			return err
		}
		if err := s.ctx.Err(); err != nil {
			return fmt.Errorf("conflicts without end: %w", err)
		}
	}
}

func (s *suite) mustHaveCounted() {
	s.Helper()
	v := s.visit("v")
	s.mustGet(v)
	if v.PlanVersion != concurrent || v.Version != concurrent+1 {
		s.Fatalf("counted to %d at version %d, want %d at %d", v.PlanVersion, v.Version, concurrent, concurrent+1)
	}
}

func concurrentInserts(s *suite) {
	won := make(chan int, concurrent)
	s.together(concurrent, func(i int) error {
		err := s.store.Update(s.ctx, func(ctx context.Context, tx domain.Tx) error {
			v := s.visit("v")
			v.PlanVersion = int64(i)
			return tx.Insert(ctx, v)
		})
		if err == nil {
			won <- i
		} else if domain.CodeOf(err) != domain.Conflict {
			return err
		}
		return nil
	})
	if len(won) != 1 {
		s.Fatalf("%d inserts of one key succeeded, want one", len(won))
	}
	v := s.visit("v")
	s.mustGet(v)
	wantSame(s, int64(<-won), v.PlanVersion)
}
