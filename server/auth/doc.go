// Package auth turns a token into a [domain.Actor].
//
// A token is a JWT. Its claim iss picks the [Source] that vouches for it; a [Verifier] holds the sources that are trusted. The first
// source is built in: an [Issuer] that signs with a key beside the data, for demos, tests and those who run the server. A sign-in
// service outside (OpenID Connect) is one more Source: it fetches that service's keys, and knows which of its claims say tenant,
// kind and person. What a token says is who somebody is; what they may do is decided in the domain, each time.
package auth
