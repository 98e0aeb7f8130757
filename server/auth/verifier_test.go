package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/lyhord/lyhord/domain"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var anna = domain.Actor{Tenant: "valdemarsvik", Kind: domain.ActorStaff, Person: "anna", Expires: noon.Add(time.Hour)}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// at returns a clock that stands still.
func at(now time.Time) domain.Clock { return func() time.Time { return now } }

func TestIssueAndVerify(t *testing.T) {
	issuer := NewIssuer(newKey(t))
	for _, kind := range []domain.ActorKind{domain.ActorStaff, domain.ActorBrukare, domain.ActorNarstaende} {
		want := anna
		want.Kind = kind
		token, err := issuer.Issue(want, noon)
		if err != nil {
			t.Fatal(err)
		}
		v := NewVerifier(at(noon), issuer.Source())
		for range 2 { // the second time from memory
			got, err := v.Verify(token)
			if err != nil || !cmp.Equal(got, want) {
				t.Errorf("%v, %v", cmp.Diff(want, got), err)
			}
		}
	}
}

func TestIssueRefuses(t *testing.T) {
	issuer := NewIssuer(newKey(t))
	for name, change := range map[string]func(*domain.Actor){
		"no tenant":           func(a *domain.Actor) { a.Tenant = "" },
		"no kind":             func(a *domain.Actor) { a.Kind = "" },
		"an unknown kind":     func(a *domain.Actor) { a.Kind = "ADMIN" },
		"no person":           func(a *domain.Actor) { a.Person = "" },
		"nobody":              func(a *domain.Actor) { *a = domain.Actor{} },
		"expired":             func(a *domain.Actor) { a.Expires = noon },
		"expires in a moment": func(a *domain.Actor) { a.Expires = noon.Add(time.Millisecond) },
	} {
		a := anna
		change(&a)
		if token, err := issuer.Issue(a, noon); err == nil {
			t.Errorf("%s: issued %s", name, token)
		}
	}
}

func TestTokensDiffer(t *testing.T) {
	issuer := NewIssuer(newKey(t))
	first, _ := issuer.Issue(anna, noon)
	if second, _ := issuer.Issue(anna, noon); first == second {
		t.Error("two tokens are the same: they have no id")
	}
}

// claimsOf is what a good token says, to be changed.
func claimsOf(a domain.Actor) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": Name, "aud": Audience, "sub": a.Person, "tenant": a.Tenant, "kind": a.Kind,
		"iat": noon.Unix(), "exp": a.Expires.Unix(), "jti": "1",
	}
}

func TestVerify(t *testing.T) {
	key := newKey(t)
	sign := func(method jwt.SigningMethod, with any, c jwt.MapClaims) string {
		t.Helper()
		token, err := jwt.NewWithClaims(method, c).SignedString(with)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	with := func(name string, value any) string {
		c := claimsOf(anna)
		c[name] = value
		if value == nil {
			delete(c, name)
		}
		return sign(jwt.SigningMethodEdDSA, key, c)
	}
	good := sign(jwt.SigningMethodEdDSA, key, claimsOf(anna))
	parts := strings.Split(good, ".")
	bo := claimsOf(anna)
	bo["sub"] = "bo"
	forged := strings.Split(sign(jwt.SigningMethodEdDSA, newKey(t), bo), ".")

	const valid, expired = "", "expired"
	for _, c := range []struct{ name, token, want string }{
		{"good", good, valid},
		{"issued by a clock slightly ahead", with("iat", noon.Add(3*time.Second).Unix()), valid},
		{"valid from a moment ahead", with("nbf", noon.Add(3*time.Second).Unix()), valid},
		{"several audiences", with("aud", []string{"other", Audience}), valid},
		{"empty", "", "not valid"},
		{"not a token", "Åsa är här", "not valid"},
		{"too long", strings.Repeat("a", maxToken+1), "not valid"},
		{"method none", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claimsOf(anna)), "not valid"},
		{"method HS256 with the public key", sign(jwt.SigningMethodHS256, []byte(key.Public().(ed25519.PublicKey)), claimsOf(anna)), "not valid"},
		{"another key", sign(jwt.SigningMethodEdDSA, newKey(t), claimsOf(anna)), "not valid"},
		{"another's claims under the signature", parts[0] + "." + forged[1] + "." + parts[2], "not valid"},
		{"no signature", parts[0] + "." + parts[1] + ".", "not valid"},
		{"a signature cut short", good[:len(good)-4], "not valid"},
		{"a signature written in another way", good[:len(good)-1] + string(otherBits(good[len(good)-1])), "not valid"},
		{"another issuer", with("iss", "other"), "not valid"},
		{"no issuer", with("iss", nil), "not valid"},
		{"another audience", with("aud", "other"), "not valid"},
		{"no audience", with("aud", nil), "not valid"},
		{"no expiry", with("exp", nil), "not valid"},
		{"an expiry that is text", with("exp", "tomorrow"), "not valid"},
		{"expired", with("exp", noon.Add(-time.Hour).Unix()), expired},
		{"expired a moment ago", with("exp", noon.Add(-time.Second).Unix()), expired},
		{"expires now", with("exp", noon.Unix()), expired},
		{"expired, under another key", sign(jwt.SigningMethodEdDSA, newKey(t), jwt.MapClaims{"iss": Name, "exp": noon.Unix() - 60}), "not valid"},
		{"issued in the future", with("iat", noon.Add(time.Minute).Unix()), "not valid"},
		{"not valid yet", with("nbf", noon.Add(time.Minute).Unix()), "not valid"},
		{"no kind", with("kind", nil), "not valid"},
		{"a kind that is none", with("kind", "ADMIN"), "not valid"},
		{"no tenant", with("tenant", nil), "not valid"},
		{"no person", with("sub", nil), "not valid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := NewVerifier(at(noon), NewIssuer(key).Source()).Verify(c.token)
			if c.want == valid {
				if err != nil || !cmp.Equal(got, anna) {
					t.Errorf("%v, %v", got, err)
				}
				return
			}
			e, ok := errors.AsType[*domain.Error](err)
			if !ok || e.Code != domain.Unauthenticated || !strings.Contains(e.Text.En, c.want) || e.Text.Sv == "" || got != (domain.Actor{}) {
				t.Fatalf("%v, %v", got, err)
			}
			if len(c.token) > 20 && strings.Contains(err.Error(), c.token[:20]) {
				t.Errorf("%v tells the token", err)
			}
		})
	}
}

// otherBits returns another digit of base64 that differs in the bits that the last of a signature has to spare.
func otherBits(digit byte) byte {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return digits[strings.IndexByte(digits, digit)^1]
}

// What is remembered of a token ends with it.
func TestRememberedTokenExpires(t *testing.T) {
	issuer := NewIssuer(newKey(t))
	token, err := issuer.Issue(anna, noon)
	if err != nil {
		t.Fatal(err)
	}
	now := noon
	v := NewVerifier(func() time.Time { return now }, issuer.Source())
	for _, c := range []struct {
		now  time.Time
		want domain.Code
	}{
		{noon, ""},
		{anna.Expires.Add(-time.Millisecond), ""},
		{anna.Expires, domain.Unauthenticated},
		{anna.Expires.Add(time.Hour), domain.Unauthenticated},
	} {
		now = c.now
		if _, err := v.Verify(token); domain.CodeOf(err) != c.want {
			t.Errorf("at %v: %v, want %q", c.now, err, c.want)
		}
	}
}

// counted is a source of another issuer's tokens, that counts.
type counted struct {
	Source
	name  string
	calls int
}

func (c *counted) Name() string { return c.name }

func (c *counted) Actor(string, time.Time) (domain.Actor, error) {
	c.calls++
	return anna, nil
}

func TestSourceByIssuer(t *testing.T) {
	key := newKey(t)
	other := &counted{name: "https://id.example"}
	v := NewVerifier(at(noon), NewIssuer(key).Source(), other)
	c := claimsOf(anna)
	c["iss"] = other.name
	token, err := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got, err := v.Verify(token); err != nil || got != anna {
			t.Errorf("%v, %v", got, err)
		}
	}
	if other.calls != 1 {
		t.Errorf("the source was asked %d times of one token", other.calls)
	}
	if own, _ := NewIssuer(key).Issue(anna, noon); own != "" {
		if _, err := v.Verify(own); err != nil || other.calls != 1 {
			t.Errorf("our own token: %v; the other source was asked %d times", err, other.calls)
		}
	}
}

func TestBearer(t *testing.T) {
	for header, want := range map[string]string{
		"Bearer abc": "abc", "bearer abc": "abc", "Bearer  abc ": "abc",
		"": "", "Bearer": "", "Bearer ": "", "abc": "", "Basic abc": "", "Bearer a b": "", "Bearerabc": "",
	} {
		if got, ok := Bearer(header); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %v", header, got, ok)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	token, _ := NewIssuer(key).Issue(anna, noon)
	for name, forget := range map[string]bool{"again": false, "first": true} {
		b.Run(name, func(b *testing.B) {
			v := NewVerifier(at(noon), NewIssuer(key).Source())
			for b.Loop() {
				if forget {
					v.known.Purge()
				}
				if _, err := v.Verify(token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
