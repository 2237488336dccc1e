// Package torqtest simulates a Torq workspace over real HTTP, for anyone who writes a program against Torq's public API
// and has no workspace to try it on.
//
// Start makes a believable company of about 140 people who use Torq, and serves what https://api.torq.io and
// https://auth.torq.io would: tokens by client credentials, users, roles, API keys, SSO claim mappings and the audit
// log, with paging, permissions, expiring tokens (302, as documented) and 50 requests a second. Point the program's two
// base URLs at Server.URL and give it one of the workspace's keys:
//
//	server, err := torqtest.Start(torqtest.Options{Seed: 1})
//	if err != nil { … }
//	defer server.Close()
//	key := server.OwnerKey() // key.ClientID, key.Secret
//
// The same seed makes the same company, byte for byte. It is as untidy as real ones: people who left and kept their
// role, owners who have not signed in for months, invitations that were never accepted, a role that can delete users
// without being called Owner, API keys that are unused or whose owner is gone.
//
// The methods of Workspace do what people do in the console (Invite, SetRole, RemoveUser, SignIn, AddKey, …); each
// writes its entry in the audit log. Advance lets time pass, AdvanceQuarter three months with everything that happens
// in them.
//
// Break puts a fault before a path: statuses, HTML, cut-off or huge or slow answers, broken connections, repeated page
// tokens, duplicates, unknown values. Requests says what was asked.
//
// What Torq does not document, the package assumes in one place each: which scope a call needs (routes.go), the writes
// that may not exist at all, which Refuse switches off (writes.go), and how the audit log names changes of claim mappings
// and custom roles, which LogConfiguration leaves out (configure.go).
package torqtest
