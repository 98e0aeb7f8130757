package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/lyhord/lyhord/domain"
)

// What stands in the tokens of an [Issuer].
const (
	Name     = "lyhord" // iss
	Audience = "lyhord" // aud
)

// claims are what a built-in token says.
type claims struct {
	jwt.RegisteredClaims
	Tenant domain.TenantID  `json:"tenant"`
	Kind   domain.ActorKind `json:"kind"`
}

// Validate implements [jwt.ClaimsValidator].
func (c *claims) Validate() error {
	switch c.Kind {
	case domain.ActorStaff, domain.ActorBrukare, domain.ActorNarstaende:
	default:
		return errors.New("claim kind is not a kind of actor")
	}
	if c.Tenant == "" || c.Subject == "" {
		return errors.New("claim tenant or sub is missing")
	}
	return nil
}

// Issuer signs tokens with a key of ours.
type Issuer struct{ key ed25519.PrivateKey }

// NewIssuer returns an issuer that signs with the key; see [LoadOrCreateKey].
func NewIssuer(key ed25519.PrivateKey) *Issuer { return &Issuer{key} }

// Issue returns a token that says who the actor is, from now until the actor's Expires (to the second, rounded down). It returns an
// error when tenant, kind or person is missing, or Expires is not after now.
func (i *Issuer) Issue(a domain.Actor, now time.Time) (string, error) {
	c := &claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: Name, Audience: jwt.ClaimStrings{Audience}, Subject: a.Person, ID: rand.Text(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(a.Expires),
		},
		Tenant: a.Tenant, Kind: a.Kind,
	}
	if err := c.Validate(); err != nil {
		return "", err
	}
	if !now.Before(c.ExpiresAt.Time) {
		return "", errors.New("the token would have expired")
	}
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, c).SignedString(i.key)
}

// Source returns what verifies the issuer's tokens. It holds the public key alone.
func (i *Issuer) Source() Source { return builtin{i.key.Public().(ed25519.PublicKey)} }

// builtin is the [Source] of our own tokens.
type builtin struct{ key ed25519.PublicKey }

// Name implements [Source].
func (builtin) Name() string { return Name }

// Actor implements [Source].
func (b builtin) Actor(token string, now time.Time) (domain.Actor, error) {
	c := &claims{}
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithIssuer(Name), jwt.WithAudience(Audience),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(clockSkew),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithStrictDecoding(),
	).ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return b.key, nil })
	if err != nil {
		return domain.Actor{}, err
	}
	return domain.Actor{Tenant: c.Tenant, Kind: c.Kind, Person: c.Subject, Expires: c.ExpiresAt.UTC()}, nil
}
