package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/settings"
)

// ConnectRequest holds the input for connecting a workspace.
type ConnectRequest struct {
	settings.Credentials
	Owners []string // who answers for the workspace; added to those known
}

// Connect tests the credentials against Torq and only then keeps them: the secret in the keyring, the rest in the
// settings. It returns what the key may read. Nothing is kept if anything fails.
func (w *Workspace) Connect(ctx context.Context, req ConnectRequest) ([]population.Permission, error) {
	req.Region = cmp.Or(strings.ToLower(strings.TrimSpace(req.Region)), "us")
	var err error
	if req.Credentials, err = req.Credentials.Clean(""); err != nil {
		return nil, err
	}
	if err := checkConnect(req); err != nil {
		return nil, err
	}
	if err := w.MayAct(); err != nil {
		return nil, err
	}
	if err := w.Read(ctx, func() error { return nil }); err != nil {
		return nil, err // a record that cannot be written to is better known before
	}
	permissions, account, err := w.probe(ctx, req.Credentials)
	if err != nil {
		return nil, err
	}
	w.Accepted(req.ClientID)
	putBack, err := w.keep(ctx, req)
	if err != nil {
		return nil, err
	}
	actor := w.SystemActor(ctx, req.ClientID)
	data := core.Connected{
		Region: req.Region, ClientID: req.ClientID, MayRead: append([]population.Permission{}, permissions...), Account: account,
	}
	if err := w.Record(ctx, record.Entry{Type: core.TypeConnected, Actor: actor, Data: data}); err != nil {
		return nil, errors.Join(err, putBack(context.WithoutCancel(ctx)))
	}
	return permissions, nil
}

// CheckSecrets returns why no secret can be kept on this machine, nil if one can: the keyring is asked for the secret of this
// workspace, which may be none.
func (w *Workspace) CheckSecrets(ctx context.Context) error {
	if err := w.MayAct(); err != nil {
		return err
	}
	if _, err := w.cfg.Secrets.Get(ctx, w.cfg.Name); err != nil && !errors.Is(err, settings.ErrNoSecret) {
		return err
	}
	return nil
}

// keep puts the secret into the keyring and the rest into the settings, both or neither. putBack makes it as it was.
func (w *Workspace) keep(ctx context.Context, req ConnectRequest) (putBack func(context.Context) error, err error) {
	before, err := w.Settings(ctx)
	if err != nil {
		return nil, err
	}
	old, err := w.cfg.Secrets.Get(ctx, w.cfg.Name)
	if err != nil && !errors.Is(err, settings.ErrNoSecret) {
		return nil, fault.Wrap(err, "keeping the secret in the keyring")
	}
	secretBack := func(ctx context.Context) error {
		if old == "" {
			return w.cfg.Secrets.Delete(ctx, w.cfg.Name)
		}
		return w.cfg.Secrets.Set(ctx, w.cfg.Name, old)
	}
	if err := w.cfg.Secrets.Set(ctx, w.cfg.Name, req.Secret); err != nil {
		return nil, fault.Wrap(err, "keeping the secret in the keyring")
	}
	if _, err := w.ChangeSettingsAs(ctx, req.ClientID, func(s *settings.Settings) error {
		for _, o := range req.Owners {
			if !person.In(s.Owners, o) && !w.Rights().Has(o, rights.Owner) {
				s.Owners = append(s.Owners, o)
			}
		}
		s.Region = req.Region
		s.Connection.ClientID, s.Connection.ConnectedAt = req.ClientID, w.Now().UTC()
		return nil
	}); err != nil {
		return nil, errors.Join(err, secretBack(context.WithoutCancel(ctx)))
	}
	return func(ctx context.Context) error {
		_, err := w.ChangeSettings(ctx, func(s *settings.Settings) error {
			s.Region, s.Connection.ClientID, s.Connection.ConnectedAt = before.Region, before.Connection.ClientID, before.Connection.ConnectedAt
			return nil
		})
		return errors.Join(secretBack(ctx), err)
	}, nil
}

func checkConnect(req ConnectRequest) error {
	switch {
	case !slices.Contains(settings.Regions, req.Region):
		return fault.New(fault.BadInput, "%q is not a region of Torq", req.Region).
			WithHint("us if you sign in at app.torq.io, eu if at app.eu.torq.io")
	case req.ClientID == "":
		return fault.New(fault.BadInput, "the client ID is missing").WithHint("copy it from Torq: your avatar, API Keys")
	case req.Secret == "":
		return fault.New(fault.BadInput, "the client secret is missing").WithHint("Torq shows it once, when the key is created")
	}
	for _, o := range req.Owners {
		if err := person.Check(o); err != nil {
			return err
		}
	}
	return nil
}

// probe tries the key, and reads which Torq workspace it is of. If Torq refuses the key, it asks the other region, since
// a key of one region is unknown in the other.
func (w *Workspace) probe(ctx context.Context, creds settings.Credentials) ([]population.Permission, *population.Account, error) {
	source, err := w.SourceOf(creds)
	if err != nil {
		return nil, nil, err
	}
	permissions, err := source.Probe(ctx)
	if err == nil {
		account, err := source.Account(ctx)
		return permissions, account, err
	}
	if fault.KindOf(err) != fault.NotConnected || w.cfg.OneRegion {
		return nil, nil, err
	}
	for _, region := range settings.Regions {
		if region == creds.Region {
			continue
		}
		there := creds
		there.Region = region
		if other, dialErr := w.SourceOf(there); dialErr == nil && other.Authenticate(ctx) == nil {
			return nil, nil, fault.New(fault.NotConnected, "Torq's region %s does not know this key; it belongs to %s", creds.Region, region).
				WithHint("connect with the region %s", region)
		}
	}
	return nil, nil, err
}

// Disconnect removes the secret from the keyring and forgets the key. The record stays.
func (w *Workspace) Disconnect(ctx context.Context) error {
	if err := w.MayAct(); err != nil {
		return err
	}
	chosen, err := w.Settings(ctx)
	if err != nil {
		return err
	}
	if err := w.cfg.Secrets.Delete(ctx, w.cfg.Name); err != nil && !errors.Is(err, settings.ErrNoSecret) {
		return err
	}
	clientID := chosen.Connection.ClientID
	if clientID == "" {
		return fault.New(fault.NotConnected, "the workspace %s is not connected", w.cfg.Name)
	}
	if err := w.ChangeConnection(ctx, func(c *settings.Connection) { c.ClientID = "" }); err != nil {
		return err
	}
	actor := w.SystemActor(ctx, clientID)
	return w.Record(ctx, record.Entry{Type: core.TypeDisconnected, Actor: actor, Data: core.Disconnected{ClientID: clientID}})
}

// Handoff returns the text to send to a person who can create an API key in Torq.
func (w *Workspace) Handoff(ctx context.Context) (string, error) {
	chosen, err := w.Settings(ctx)
	if err != nil {
		return "", err
	}
	host := "app.torq.io"
	if cmp.Or(strings.ToLower(w.cfg.Env.Region), chosen.Region) == "eu" {
		host = "app.eu.torq.io"
	}
	owners := "the person who runs the access reviews"
	if len(chosen.Owners) > 0 {
		owners = strings.Join(chosen.Owners, ", ")
	}
	return `Request: an API key for access reviews in Torq

We review who holds which role in our Torq workspace, with tuar (a tool that runs on our machines and talks only to
Torq). For this we need an API key. You must be an Owner of the workspace to create it.

1. Sign in at https://` + host + ` and switch to the workspace that is to be reviewed.
2. Click your avatar at the bottom left, then "API Keys".
3. Click "Create API key" and choose the type "Service".
4. Name it "tuar access review" and choose the role:
   - to read users, roles and API keys: a role with user.read and apikey.read;
   - to read the audit log as well: Owner. Torq shows the audit log to Owners only.
5. Copy the client ID and the client secret. Torq shows the secret only this once.
6. Send both to ` + owners + ` through a password manager or another channel for secrets, never by e-mail or chat.

They then run "tuar connect", which tests the key, says what it may read, and keeps the secret in the operating system's
keyring. To take the access back, delete the key under "API Keys".
`, nil
}
