package admin

import (
	"context"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/reason"
	"github.com/tuar-dev/tuar/review/record"
)

// ShareDesk records whether people may act from an OS account under their own names while another person's private API
// key is in use there, and returns the account as account@host. An empty account is the one in which this process runs.
// The current user must be an owner (fault Refused).
func (s *Service) ShareDesk(ctx context.Context, account string, shared bool, why string) (string, error) {
	why, err := reason.Check("changing a shared desk", why)
	if err != nil {
		return "", err
	}
	data := people.Desk{Account: s.core.Machine().Account, Host: s.core.Machine().Host, Shared: shared, Reason: why}
	if account != "" {
		if data.Account, data.Host, err = splitAccount(account); err != nil {
			return "", err
		}
	}
	if data.Account == "" || data.Host == "" {
		return "", fault.New(fault.BadInput, "it is not known in which OS account and on which host tuar runs").
			WithHint("name the account, such as %s", fault.ShareDesk.On("mia@desk-7", "--reason TEXT"))
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return "", err
	}
	name := data.Account + "@" + data.Host
	_, err = s.core.Append(ctx, func() ([]record.Entry, error) {
		switch is := s.core.People().SharedDesk(data.Account, data.Host); {
		case is && shared:
			return nil, fault.New(fault.BadInput, "%s is a shared desk already", name)
		case !is && !shared:
			return nil, fault.New(fault.BadInput, "%s is no shared desk", name)
		}
		return []record.Entry{{Type: people.TypeDesk, Actor: actor, Data: data}}, nil
	})
	return name, err
}

// splitAccount reads an OS account as account@host.
func splitAccount(text string) (account, host string, err error) {
	at := strings.LastIndexByte(text, '@')
	if at <= 0 || at == len(text)-1 || strings.ContainsAny(text, " \t\r\n") {
		return "", "", fault.New(fault.BadInput, "%q is no OS account on a host", text).WithHint("name both, such as mia@desk-7")
	}
	return text[:at], text[at+1:], nil
}
