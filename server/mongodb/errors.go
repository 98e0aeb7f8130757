package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/lyhord/lyhord/domain"
)

// MongoDB's error codes that mean something to the store.
// Source: https://www.mongodb.com/docs/manual/reference/error-codes/, checked 2026-11-21.
const (
	codeNamespaceExists      = 48
	codeCommandNotFound      = 59
	codeIndexOptionsConflict = 85 // the same name or keys with other options
	codeIndexKeysConflict    = 86 // the same name with other keys
	codeWriteConflict        = 112
	codeChangeStreamFatal    = 280
	codeHistoryLost          = 286   // a resume token older than the oplog
	codeNoChangeStreams      = 40573 // not a member of a replica set
)

// unavailable are the codes of a server that can't do the work now, and may later.
var unavailable = []int{
	6, 7, 89, 9001, // host unreachable, not found; network timeout; socket
	24, 50, 202, 262, 290, 365, // lock timeout, time limits exceeded, too busy
	64, 79, 91, 100, // write concern failed or unsatisfiable, shutting down
	112, 134, 189, 225, 239, 246, 251, // conflicts, not the primary any more, lost transactions and snapshots
	10058, 10107, 11600, 11602, 13435, 13436, // not the primary, interrupted by a change of it
	43, 237, 11601, // the cursor or the operation was killed
	317, 358, 462, // connection pool, temporarily unavailable, overloaded
	14031, // out of disk space
}

// transientLabel marks the errors after which a whole transaction is to be run again; unknownLabel a commit whose outcome did not
// come back, and which may be sent again. Source: MongoDB's transactions specification.
const (
	transientLabel = "TransientTransactionError"
	unknownLabel   = "UnknownTransactionCommitResult"
)

// translate makes the driver's err one that the domain knows: UNAVAILABLE where the same command may work later, the context's own
// error where the caller has given up. What is left is a fault of ours. The driver's error stays within, with its labels.
func translate(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case isOurs(err):
		return err
	case isOver(ctx) && !errors.Is(context.Cause(ctx), errLimit):
		return ctx.Err()
	case isUnavailable(err):
		return domain.UnavailableError(err)
	}
	return fmt.Errorf("mongodb: %w", err)
}

// isOver reports whether ctx has ended. A socket may notice its deadline a moment before the context does; that moment is waited for.
func isOver(ctx context.Context) bool {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done()
	}
	return ctx.Err() != nil
}

// isOurs reports whether err is already one that the domain knows.
func isOurs(err error) bool {
	_, ok := errors.AsType[*domain.Error](err)
	return ok || errors.Is(err, domain.ErrRetry)
}

// isUnavailable reports whether the server is away, or says itself that it can't answer now. An error that has not come from
// the server, and does not blame what we asked, comes from the way there.
func isUnavailable(err error) bool {
	if server, ok := errors.AsType[mongo.ServerError](err); ok && !isLocal(server) {
		return isTransient(err) || slices.ContainsFunc(server.ErrorCodes(), func(c int) bool { return slices.Contains(unavailable, c) })
	}
	return !isMisuse(err)
}

// isLocal reports whether the driver made the error itself, as it does for the network's.
func isLocal(err mongo.ServerError) bool {
	return !slices.ContainsFunc(err.ErrorCodes(), func(c int) bool { return c != 0 })
}

// isMisuse reports whether the driver or our codec refused what it was given.
func isMisuse(err error) bool {
	_, argument := errors.AsType[mongo.InvalidArgumentError](err)
	_, marshal := errors.AsType[mongo.MarshalError](err)
	_, codec := errors.AsType[*codecError](err)
	return argument || marshal || codec
}

// isTransient reports whether the transaction is to be run again from its start. Where no server can be found it is not: the driver
// has then waited for one already, and the caller is to know.
func isTransient(err error) bool {
	if _, away := errors.AsType[topology.ServerSelectionError](err); away {
		return false
	}
	return hasLabel(err, transientLabel) || hasCode(err, codeWriteConflict)
}

func hasLabel(err error, label string) bool {
	labeled, ok := errors.AsType[mongo.LabeledError](err)
	return ok && labeled.HasErrorLabel(label)
}

func hasCode(err error, codes ...int) bool {
	server, ok := errors.AsType[mongo.ServerError](err)
	return ok && slices.ContainsFunc(codes, server.HasErrorCode)
}
