package population

// Permission reports whether the API key may read something.
type Permission struct {
	Resource string `json:"resource"` // users, roles, custom-roles, api-keys, claim-mappings, audit-log
	Allowed  bool   `json:"allowed"`
	Detail   string `json:"detail,omitempty"`
}

// Progress reports a step and how far it is; total is 0 while it is unknown. It may be called from several goroutines;
// nil is allowed.
type Progress func(what string, done, total int)
