package settings

import "testing"

func TestEverySettingIsExplained(t *testing.T) {
	all := Default().All()
	for _, one := range all {
		if a := one.About(); a.Does == "" || a.Allowed == "" {
			t.Errorf("%s is not explained", one.Key)
		}
		if one.Usual() != one.Value {
			t.Errorf("%s is %q, usually %q", one.Key, one.Value, one.Usual())
		}
	}
	if len(abouts) != len(all) {
		t.Errorf("%d settings are explained, there are %d", len(abouts), len(all))
	}
}

// TestTheRangesAreTrue sets the ends of each range, and what is beyond.
func TestTheRangesAreTrue(t *testing.T) {
	for _, c := range []struct {
		key, value string
		fits       bool
	}{
		{"rules.dormant_days", "1", true},
		{"rules.dormant_days", "3660", true},
		{"rules.dormant_days", "3661", false},
		{"rules.pending_days", "0", false},
		{"rules.stale_hours", "8784", true},
		{"rules.stale_hours", "8785", false},
		{"rules.peer_percent", "100", true},
		{"rules.peer_percent", "101", false},
		{"rules.peer_group", "0", false},
		{"remediation.count_percent", "0", true},
		{"remediation.count_percent", "101", false},
		{"elevation.open_for", "720h", true},
		{"elevation.open_for", "721h", false},
		{"elevation.notice", "10m", true},
		{"required_assurance.decide", "api-key", true},
		{"required_assurance.decide", "certain", false},
		{"region", "asia", false},
	} {
		s := Default()
		err := s.Set(c.key, c.value)
		if err == nil {
			err = s.Check()
		}
		if (err == nil) != c.fits {
			t.Errorf("%s %s: %v", c.key, c.value, err)
		}
	}
}
