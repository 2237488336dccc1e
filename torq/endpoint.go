package torq

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/population"
)

// regions holds the hosts of each region.
var regions = map[string]struct{ api, auth string }{
	"us": {"https://" + population.Hosts["us"], "https://auth.torq.io"},
	"eu": {"https://" + population.Hosts["eu"], "https://auth.eu.torq.io"},
}

const (
	apiPath   = "/public/v1alpha" // Torq's pages leave /public out; every working client has it
	tokenPath = "/v1/auth/token"
)

// endpoint is the address of one of Torq's two services.
type endpoint struct {
	base   string // without a slash at its end
	host   string // as it is named to people
	server population.Server
}

// parseEndpoint checks an address given in place of Torq's own. Secrets are sent there, so it must be https or this
// machine.
func parseEndpoint(what, given, usual string) (endpoint, error) {
	if given == "" {
		given = usual
	}
	u, err := url.Parse(given)
	bad := func(why string) (endpoint, error) {
		shown := "the " + what + " address"
		if err == nil && u.Host != "" {
			shown += " " + u.Scheme + "://" + u.Host // nothing else of it: the rest may contain a secret
		}
		return endpoint{}, fault.New(fault.BadInput, "%s %s", shown, why).
			WithHint("give it as https://host, or unset it to use %s", usual)
	}
	switch {
	case err != nil:
		return bad("is not a URL")
	case u.User != nil:
		return bad("must not carry a user or a password")
	case u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "":
		return bad("is not a plain address of a host")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return bad("is not encrypted: plain http is allowed to this machine only")
	case u.Scheme != "https" && u.Scheme != "http":
		return bad("must begin with https://")
	}
	server := population.Server{Scheme: u.Scheme, Host: strings.ToLower(u.Hostname()), Port: 443}
	if u.Scheme == "http" {
		server.Port = 80
	}
	if u.Port() != "" {
		if server.Port, err = strconv.Atoi(u.Port()); err != nil {
			return bad("has a port that is no number")
		}
	}
	return endpoint{base: strings.TrimRight(u.String(), "/"), host: u.Host, server: server}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
