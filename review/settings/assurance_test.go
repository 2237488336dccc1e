package settings

import (
	"testing"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
)

func TestRequiredAssurance(t *testing.T) {
	for act, key := range map[rights.Act]string{
		rights.Decide: "decide", rights.SignOff: "signoff", rights.Close: "close", rights.Reopen: "close", rights.Approve: "approve",
		rights.Apply: "apply", rights.Undo: "apply", rights.Settings: "settings", rights.Rights: "rights",
	} {
		s := Default()
		if least, _ := s.RequiredAssurance.For(act); least != "" {
			t.Errorf("%s needs %s without a setting", act, least)
		}
		if err := s.Set("required_assurance."+key, "ssh"); err != nil {
			t.Fatal(err)
		}
		if least, from := s.RequiredAssurance.For(act); least != record.BySSH || from != "required_assurance."+key {
			t.Errorf("%s needs %q by %s", act, least, from)
		}
	}
	for _, act := range []rights.Act{rights.Request, rights.Campaign} {
		s := Default()
		s.RequiredAssurance = RequiredAssurance{"ssh", "ssh", "ssh", "ssh", "ssh", "ssh", "ssh"}
		if least, key := s.RequiredAssurance.For(act); least != "" || key != "" {
			t.Errorf("%s needs %q by %q", act, least, key)
		}
	}
}

func TestAnUnknownAssuranceIsRefused(t *testing.T) {
	s := Default()
	if err := s.Set("required_assurance.apply", "passport"); err != nil {
		t.Fatal(err)
	}
	const want = `required_assurance.apply is "passport"; it must be one of declared, relayed, os, api-key, ssh, or empty`
	if err := s.Check(); fault.KindOf(err) != fault.BadInput || err.Error() != want {
		t.Error(err)
	}
}

func TestADemandOnOwnersBindsWhoMakesIt(t *testing.T) {
	now := RequiredAssurance{Settings: record.ByOS}
	for _, one := range []struct {
		key, value string
		least      record.Assurance
		by         string
	}{
		{"required_assurance.settings", "ssh", record.BySSH, "required_assurance.settings"},
		{"required_assurance.rights", "api-key", record.ByAPIKey, "required_assurance.rights"},
		{"required_assurance.rights", "declared", record.ByOS, "required_assurance.settings"},
		{"required_assurance.settings", "", record.ByOS, "required_assurance.settings"},
		{"required_assurance.rights", "passport", record.ByOS, "required_assurance.settings"},
		{"required_assurance.decide", "ssh", record.ByOS, "required_assurance.settings"},
		{"owners", "ssh", record.ByOS, "required_assurance.settings"},
	} {
		if least, by := now.ForChange(Changed{Key: one.key, New: one.value}); least != one.least || by != one.by {
			t.Errorf("%s to %q needs %q by %s", one.key, one.value, least, by)
		}
	}
}
