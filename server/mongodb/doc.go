// Package mongodb keeps the documents of [domain.Store] in a MongoDB replica set of version 4.4 or later, for more than one
// process at a time.
//
// One collection for each kind of document. A document's _id is its tenant and its id, so that the keys of tenants are apart; it is
// the only unique index, and every filter carries the tenant, so that sharding by tenant stays possible.
//
// Read on in this order: tx.go (what one attempt of an update writes), update.go (how attempts are begun, committed and run
// again), post.go (how an inbox is numbered without gaps), read.go, codec.go, watch.go (wakes) and errors.go, the one place that
// knows MongoDB's error codes.
package mongodb
