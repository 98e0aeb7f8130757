package mongodb

import (
	"context"
	"log/slog"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/lyhord/lyhord/domain"
)

// Hear implements [domain.Store]. The writes of this process are heard as soon as they are committed, those of others through a change
// stream, which tells of ours a second time. wake is not called any more when stop has returned; it must not call stop.
func (s *Store) Hear(wake func(domain.Topic)) (stop func()) {
	s.watch.begin(s.listen)
	return s.ears.add(wake)
}

// ears are those who hear.
type ears struct {
	mu    sync.RWMutex
	last  int
	wakes map[int]func(domain.Topic)
}

func (e *ears) add(wake func(domain.Topic)) (remove func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wakes == nil {
		e.wakes = map[int]func(domain.Topic){}
	}
	e.last++
	n := e.last
	e.wakes[n] = wake
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.wakes, n)
	}
}

func (e *ears) wake(topics []domain.Topic) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for _, topic := range topics {
		for _, wake := range e.wakes {
			wake(topic)
		}
	}
}

// watcher is the one goroutine that reads the change stream, from the first Hear to Close: who does not hear does not pay for it.
type watcher struct {
	once    sync.Once
	ctx     context.Context // of the goroutine, which outlives the call that began it
	cancel  context.CancelFunc
	running sync.WaitGroup
}

func (w *watcher) init() { w.ctx, w.cancel = context.WithCancel(context.Background()) }

// begin starts the goroutine, once, and not after end.
func (w *watcher) begin(listen func(context.Context)) {
	w.once.Do(func() { w.running.Go(func() { listen(w.ctx) }) })
}

// end stops the goroutine and waits for it.
func (w *watcher) end() {
	w.once.Do(func() {})
	w.cancel()
	w.running.Wait()
}

// longPause is the number of failures from which on the pause between two tries is the longest, half a second.
const longPause = 12

// listen reads the change stream until ctx ends, and opens it again where it broke off. What happens in between, or is older than
// the oplog when it is asked for, is not heard; nobody is woken for it either, since whoever listens also looks by itself each second.
func (s *Store) listen(ctx context.Context) {
	var token bson.Raw // where to go on; nil: from now
	for failures := 0; ; {
		heard, next, err := s.follow(ctx, token)
		token = next
		if heard {
			failures = 0
		}
		switch {
		case ctx.Err() != nil:
			return
		case hasCode(err, codeNoChangeStreams):
			s.log.Warn("change streams are not supported; other processes are heard by polling only", slog.Any("error", err))
			return
		case failures == 0:
			s.log.Warn("change stream interrupted; other processes are heard by polling until it is back", slog.Any("error", err))
		}
		if hasCode(err, codeHistoryLost, codeChangeStreamFatal) || err == nil {
			token = nil // err is nil where the database was dropped
		}
		failures = min(failures+1, longPause)
		if !pause(ctx, failures) {
			return
		}
	}
}

// follow reads a change stream to its end, and returns whether it was open at all, and where to go on.
func (s *Store) follow(ctx context.Context, after bson.Raw) (open bool, token bson.Raw, err error) {
	o := options.ChangeStream().SetFullDocument(options.UpdateLookup)
	if after != nil {
		o.SetStartAfter(after)
	}
	stream, err := s.reader.db.Watch(ctx, pipeline(), o)
	if err != nil {
		return false, after, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
		defer cancel()
		_ = stream.Close(ctx) // the stream is at its end either way
	}()
	for stream.Next(ctx) {
		s.ears.wake(topicsOf(stream.Current))
	}
	return true, stream.ResumeToken(), stream.Err()
}

// pipeline lets through the writes of those collections that are worth a hint. Update is among them though the store only inserts and
// replaces: somebody may correct a document by hand.
func pipeline() mongo.Pipeline {
	names := bson.A{}
	for _, c := range domain.Collections() {
		if _, ok := c.New().(domain.Waker); ok {
			names = append(names, c.Name)
		}
	}
	return mongo.Pipeline{{{Key: "$match", Value: bson.D{
		{Key: "operationType", Value: bson.D{{Key: "$in", Value: bson.A{"insert", "replace", "update"}}}},
		{Key: "ns.coll", Value: bson.D{{Key: "$in", Value: names}}},
	}}}}
}

// topicsOf returns the topics of an event's document; none where the event is not understood, or its document is gone.
func topicsOf(event bson.Raw) []domain.Topic {
	name, _ := event.Lookup("ns", "coll").StringValueOK()
	full, ok := event.Lookup("fullDocument").DocumentOK()
	if !ok {
		return nil
	}
	for _, c := range domain.Collections() {
		if doc, wakes := c.New().(domain.Waker); wakes && c.Name == name {
			if decode(full, doc.(domain.Document)) != nil {
				return nil
			}
			return doc.Wakes()
		}
	}
	return nil
}
