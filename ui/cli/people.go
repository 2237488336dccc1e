package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/admin"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/rights"
)

func (s *session) peopleCommand() *cobra.Command {
	c := s.family("people", `tuar people list
tuar people add mia@example.com --key mia.pub`,
		"Say who is who: addresses, SSH keys, look-alikes",
		s.peopleListCommand(), s.peopleAddCommand(), s.peopleAliasCommand(), s.peopleDistinctCommand(), s.peopleWithdrawKeyCommand(), s.peopleDeskCommand())
	c.Long = `people keeps the persons that the record knows, each with one or more addresses. Everything that is refused for one's own sake, such
as deciding on one's own access or approving one's own request, compares persons and not addresses.

Addresses that look alike count as one person there, until an owner states that they belong to two: addresses that differ only by
a +tag, by dots or by letters that look alike; the same name at two domains; and names that differ by one letter. Short parts of
a name (fewer than five letters) and first letters may differ: b.smith is not taken for a.smith.

Only an owner changes this, and each change is a line of the record.`
	return c
}

func (s *session) peopleListCommand() *cobra.Command {
	var recorded bool
	c := &cobra.Command{
		Use:     "list [flags]",
		Short:   "List the persons of the record and the users of the newest list from Torq",
		Example: "tuar people list\ntuar people list --recorded --json",
		Args:    takes(0, 0, ""),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
			list, err := w.ListPeople(ctx)
			if err != nil {
				return answer{}, err
			}
			if recorded {
				list = slices.DeleteFunc(list, func(p admin.Person) bool { return p.KnownFrom == admin.FromPopulation })
			}
			stated, err := w.DistinctPeople(ctx)
			return answered(orEmpty(list), func(p *printer) { p.people(list, stated) }, err)
		}),
	}
	c.Flags().BoolVar(&recorded, "recorded", false, "only those that the record knows")
	return c
}

// people writes persons as a table, and which addresses belong to two.
func (p *printer) people(list []admin.Person, stated []people.Statement) {
	if len(list) == 0 {
		p.linef("no person is known yet")
		p.next("tuar people add EMAIL")
		return
	}
	rows := make([][]string, len(list))
	for i, one := range list {
		rows[i] = []string{
			one.Email, strings.Join(one.Also, ", "), joined(one.Rights), strings.Join(one.Keys, ", "), strings.Join(one.Accounts, ", "),
			strings.ReplaceAll(one.KnownFrom, ",", ", "), one.Note,
		}
	}
	p.table([]column{
		{name: "PERSON", keep: true},
		{name: "ALSO", least: 12},
		{name: "RIGHTS", keep: true},
		{name: "SSH KEYS"},
		{name: "ACCOUNTS"},
		{name: "KNOWN FROM"},
		{name: "NOTE"},
	}, rows)
	for _, d := range stated {
		p.hang(p.dim("distinct:"), "%s and %s are two persons: %s (%s, %s)", d.A, d.B, d.Reason, d.By, day(d.At))
	}
}

func joined(held []rights.Right) string {
	names := make([]string, len(held))
	for i, r := range held {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// person writes what is known about one person.
func (p *printer) person(one admin.Person) {
	p.fact("person", "%s", p.bold(one.Email))
	for _, also := range one.Also {
		p.fact("also", "%s", also)
	}
	for _, key := range one.Keys {
		p.fact("SSH key", "%s", key)
	}
	for _, key := range one.Withdrawn {
		p.fact("SSH key", "%s, withdrawn", key)
	}
	for _, account := range one.Accounts {
		p.fact("account", "%s", account)
	}
	if len(one.Rights) > 0 {
		p.fact("rights", "%s", joined(one.Rights))
	}
	for _, other := range one.Others {
		p.fact("not", "%s, who is another person", other)
	}
	if one.Note != "" {
		p.fact("note", "%s", one.Note)
	}
	if one.KnownFrom == admin.FromRecord {
		p.linef("none of these addresses is a user in the newest list from Torq")
	}
}

func (s *session) peopleAddCommand() *cobra.Command {
	var a admin.Addition
	var keyFile string
	c := &cobra.Command{
		Use:   "add EMAIL [flags]",
		Short: "Add a person, or further addresses, an SSH key or a note to one",
		Long: `add tells the record about a person: further addresses of theirs, the SSH key that they sign with, their account on a machine. A
person whom the record knows already gets what is new. A further address never joins two persons that the record knows.`,
		Example: `tuar people add mia@example.com --also mia.berger@contractor.example.net --key mia.pub
tuar people add raj@example.com --account raj@desk-7 --note "night shift"`,
		Args: takes(1, 1, "one e-mail address"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			a.Email = args[0]
			if keyFile != "" {
				const most = 64 << 10
				text, err := s.Files.Read(ctx, keyFile, most)
				if err != nil {
					return answer{}, err
				}
				a.PublicKey = string(text)
			}
			p, err := w.AddPerson(ctx, a)
			return answered(p, func(out *printer) { out.person(p) }, err)
		}),
	}
	c.Flags().StringArrayVar(&a.Also, "also", nil, "a further `email` address of theirs; repeatable")
	c.Flags().StringVar(&keyFile, "key", "", "the `file` of their public SSH key, which ends in .pub")
	c.Flags().StringVar(&a.Account, "account", "", "their account on a machine, as `user@host`")
	c.Flags().StringVar(&a.Note, "note", "", "a `text` for those who read the list")
	s.completePeople(c)
	return c
}

func (s *session) peopleAliasCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "alias EMAIL EMAIL",
		Short:   "State that two addresses belong to one person",
		Long:    `alias states that two addresses belong to one person. "tuar people distinct" takes it back.`,
		Example: "tuar people alias mia@example.com mia.admin@example.com",
		Args:    takes(2, 2, "two e-mail addresses"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			p, err := w.AddAlias(ctx, args[0], args[1])
			return answered(p, func(out *printer) { out.person(p) }, err)
		}),
	}
	s.completePeople(c)
	return c
}

func (s *session) peopleDistinctCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "distinct EMAIL EMAIL --reason TEXT",
		Short: "State that two look-alike addresses belong to two persons",
		Long: `distinct states that two addresses belong to two persons, though they look alike or were known as one. From then on nothing is
refused because of that. Evidence names each such statement with its reason.`,
		Example: `tuar people distinct d.ito@example.com dito@example.com --reason "brothers: Daisuke and Daichi Ito"`,
		Args:    takes(2, 2, "two e-mail addresses"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			p, err := w.DeclareDistinct(ctx, args[0], args[1], reason)
			return answered(p, func(out *printer) { out.person(p) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why: a `text` for the record")
	s.completePeople(c)
	return c
}

func (s *session) peopleWithdrawKeyCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "withdraw-key FINGERPRINT --reason TEXT",
		Short: "Withdraw an SSH key: later signatures by it do not count",
		Long: `withdraw-key takes back that an SSH key belongs to a person, such as when it was lost. What it signed before stays signed. The
key can be enrolled for the same person again, and never for another.`,
		Example: `tuar people withdraw-key SHA256:GK5fxPWzeYW1dKJtVKkZSTYCPXkJLFSKGDRJaZjBmLE --reason "laptop stolen"`,
		Args:    takes(1, 1, "the fingerprint of one key"),
		ValidArgsFunction: func(c *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
				list, err := w.ListPeople(ctx)
				for _, p := range list {
					for _, key := range p.Keys {
						out = append(out, cobra.CompletionWithDesc(key, p.Email))
					}
				}
				return out, err
			})
		},
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			p, err := w.WithdrawKey(ctx, args[0], reason)
			return answered(p, func(out *printer) { out.person(p) }, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why: a `text` for the record")
	return c
}

// completePeople lets the shell complete the arguments of a command to addresses.
func (s *session) completePeople(c *cobra.Command) {
	c.ValidArgsFunction = func(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return s.completed(c, func(ctx context.Context, w *review.Workspace) (out []cobra.Completion, err error) {
			list, err := w.ListPeople(ctx)
			for _, p := range list {
				out = append(out, p.Email)
			}
			return out, err
		})
	}
}
