package review_test

import (
	"os"
	"path/filepath"
	"testing"
)

// The record rests on populations: one that is gone or holds something else is found, whoever asks for it.
func TestCheckingTheRecordChecksPopulations(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.synced(lead)
	checks, err := w.CheckPopulations(t.Context())
	if err != nil || len(checks) != 1 || !checks[0].OK {
		t.Fatalf("%+v, %v", checks, err)
	}
	path := filepath.Join(d.home, "default", "populations", checks[0].Population+".json")
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	anew := d.open(lead, creds(d.server.OwnerKey()))
	if checks, err := anew.CheckPopulations(t.Context()); err != nil || checks[0].OK || checks[0].Detail == "" {
		t.Errorf("changed: %+v, %v", checks, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if checks, err := anew.CheckPopulations(t.Context()); err != nil || checks[0].OK || checks[0].Detail == "" {
		t.Errorf("gone: %+v, %v", checks, err)
	}
}
