// Package torq is a client of Torq's public API. It reads who has access to a workspace; it knows nothing of reviews
// but the population it fills.
//
// Torq's API in short: a token by client credentials lasts an hour and works on exactly one workspace; an expired one
// is answered with a redirect to a sign-in page; lists of roles and the audit log come in pages; 50 requests a second.
package torq
