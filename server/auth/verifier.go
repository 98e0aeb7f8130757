package auth

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/lyhord/lyhord/domain"
)

const (
	clockSkew  = 5 * time.Second // how far ahead of ours an issuer's clock may be
	maxToken   = 8 << 10         // bytes of a token
	remembered = 10_000          // tokens whose signature is not checked again
)

// Source vouches for the tokens of one issuer.
type Source interface {
	// Name is the issuer as the claim iss has it. It picks the source.
	Name() string

	// Actor checks the token's signature, method, issuer, audience and times, and returns who it speaks of, with Expires set. An
	// expired token is an error for which errors.Is([jwt.ErrTokenExpired]) holds. An actor that was returned is remembered until it
	// expires: keys that are withdrawn earlier count for new tokens alone.
	Actor(token string, now time.Time) (domain.Actor, error)
}

// Verifier says who a token speaks of. It is for concurrent use.
type Verifier struct {
	sources map[string]Source
	now     domain.Clock
	known   *lru.Cache[[sha256.Size]byte, domain.Actor]
}

// NewVerifier returns a verifier that trusts the sources.
func NewVerifier(now domain.Clock, sources ...Source) *Verifier {
	known, err := lru.New[[sha256.Size]byte, domain.Actor](remembered)
	if err != nil {
		panic(err) // only for a size below 1
	}
	v := &Verifier{sources: map[string]Source{}, now: now, known: known}
	for _, s := range sources {
		v.sources[s.Name()] = s
	}
	return v
}

// Verify returns who the token speaks of. Returns UNAUTHENTICATED when it has expired, or is not valid; the error's cause says why,
// for the log, and never holds the token. A token is checked in full once, and for its expiry each time.
func (v *Verifier) Verify(token string) (domain.Actor, error) {
	if len(token) > maxToken {
		return domain.Actor{}, invalid(errors.New("the token is too long"))
	}
	now, id := v.now(), sha256.Sum256([]byte(token))
	actor, ok := v.known.Get(id)
	if !ok {
		var err error
		if actor, err = v.check(token, now); err != nil {
			return domain.Actor{}, err
		}
		v.known.Add(id, actor)
	}
	// Outside the source, since the leeway that it gives a clock is not for the expiry.
	if !now.Before(actor.Expires) {
		v.known.Remove(id)
		return domain.Actor{}, expired(jwt.ErrTokenExpired)
	}
	return actor, nil
}

func (v *Verifier) check(token string, now time.Time) (domain.Actor, error) {
	unverified := jwt.RegisteredClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, &unverified); err != nil {
		return domain.Actor{}, invalid(jwt.ErrTokenMalformed) // err may quote the token
	}
	source, ok := v.sources[unverified.Issuer]
	if !ok {
		return domain.Actor{}, invalid(jwt.ErrTokenInvalidIssuer)
	}
	actor, err := source.Actor(token, now)
	switch {
	case err == nil:
		return actor, nil
	case errors.Is(err, jwt.ErrTokenExpired):
		return domain.Actor{}, expired(err)
	default:
		return domain.Actor{}, invalid(fmt.Errorf("issuer %s: %w", source.Name(), err))
	}
}

// Bearer returns the token of an Authorization header ("Bearer …"), and whether the header is such a one.
func Bearer(header string) (token string, ok bool) {
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && token != "" && !strings.ContainsAny(token, " \t")
}

func expired(cause error) error {
	return &domain.Error{Code: domain.Unauthenticated, Err: cause, Text: domain.Text{
		Sv: "Din inloggning har gått ut. Logga in igen.", En: "Your sign-in has expired. Sign in again.",
	}}
}

func invalid(cause error) error {
	return &domain.Error{Code: domain.Unauthenticated, Err: cause, Text: domain.Text{
		Sv: "Din inloggning gäller inte. Logga in igen.", En: "Your sign-in is not valid. Sign in again.",
	}}
}
