package core

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/settings"
)

// Where credentials come from.
const (
	FromEnvironment = "environment"
	FromKeyring     = "keyring"
	FromNowhere     = "none"
)

// heldSecret is the secret of one connection.
type heldSecret struct {
	clientID string
	since    time.Time
	secret   string
}

// Source returns the client of Torq with the credentials in use.
func (c *Core) Source(ctx context.Context) (Source, error) {
	creds, _, err := c.Credentials(ctx)
	if err != nil {
		return nil, err
	}
	return c.SourceOf(creds)
}

// SourceOf returns the client of Torq with these credentials, the same one each time: Torq counts requests by API key,
// and one client keeps one rate and one token.
func (c *Core) SourceOf(creds settings.Credentials) (Source, error) {
	c.session.Lock()
	defer c.session.Unlock()
	if source := c.session.sources[creds]; source != nil {
		return source, nil
	}
	source, err := c.cfg.Dial(creds)
	if err == nil {
		c.session.sources[creds] = source
	}
	return source, err
}

// ClientID returns the client ID in use, as far as it is known without the keyring.
func (c *Core) ClientID(ctx context.Context) string {
	if c.cfg.Env.ClientID != "" {
		return c.cfg.Env.ClientID
	}
	connection, _, err := c.cfg.Settings.Connection(ctx)
	if err != nil {
		return ""
	}
	return connection.ClientID
}

// Credentials returns the key to use and where it comes from: the environment if it has one, else the keyring.
func (c *Core) Credentials(ctx context.Context) (settings.Credentials, string, error) {
	if err := c.MayAct(); err != nil {
		return settings.Credentials{}, FromNowhere, err
	}
	env, err := c.cfg.Env.Clean(" in the environment")
	if err != nil {
		return settings.Credentials{}, FromNowhere, err
	}
	chosen, err := c.Settings(ctx)
	if err != nil {
		return settings.Credentials{}, FromNowhere, err
	}
	if env.Region == "" {
		if err := chosen.Rely("region"); err != nil {
			return settings.Credentials{}, FromNowhere, err
		}
	}
	region := cmp.Or(strings.ToLower(env.Region), chosen.Region, "us")
	if !slices.Contains(settings.Regions, region) {
		return settings.Credentials{}, FromNowhere, fault.New(fault.BadInput, "the region is %q; it must be us or eu", region).
			WithHint("it comes from TORQ_REGION, or else from the last tuar connect")
	}
	switch {
	case env.ClientID != "" && env.Secret != "":
		return settings.Credentials{Region: region, ClientID: env.ClientID, Secret: env.Secret}, FromEnvironment, nil
	case env.ClientID != "" || env.Secret != "":
		return settings.Credentials{}, FromNowhere, fault.New(fault.BadInput, "of TORQ_CLIENT_ID and TORQ_CLIENT_SECRET only one is set").
			WithHint("set both, or neither to use the keyring")
	case chosen.Connection.ClientID == "":
		return settings.Credentials{}, FromNowhere, fault.New(fault.NotConnected, "the workspace %s is not connected to Torq", c.cfg.Name).
			WithHint("connect with: %s; or set TORQ_CLIENT_ID and TORQ_CLIENT_SECRET", fault.Connect.With())
	}
	secret, err := c.secret(ctx, chosen.Connection)
	if errors.Is(err, settings.ErrNoSecret) {
		return settings.Credentials{}, FromNowhere, fault.New(fault.NotConnected, "the keyring no longer holds the secret of workspace %s", c.cfg.Name).
			WithHint("connect again with: %s", fault.Connect.With())
	}
	if err != nil {
		return settings.Credentials{}, FromKeyring, err
	}
	return settings.Credentials{Region: region, ClientID: chosen.Connection.ClientID, Secret: secret}, FromKeyring, nil
}

// secret asks the keyring once in this process for each connection: it may want to be unlocked by a person.
func (c *Core) secret(ctx context.Context, connection settings.Connection) (string, error) {
	c.session.Lock()
	held := c.session.held
	c.session.Unlock()
	if held.secret != "" && held.clientID == connection.ClientID && held.since.Equal(connection.ConnectedAt) {
		return held.secret, nil
	}
	secret, err := c.cfg.Secrets.Get(ctx, c.cfg.Name)
	if err != nil {
		return "", err
	}
	c.session.Lock()
	c.session.held = heldSecret{clientID: connection.ClientID, since: connection.ConnectedAt, secret: secret}
	c.session.Unlock()
	return secret, nil
}
