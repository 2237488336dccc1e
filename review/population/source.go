package population

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// Account is a Torq workspace as Torq's audit log names it.
type Account struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// String returns the name with the ID, or "unknown" for nil.
func (a *Account) String() string {
	switch {
	case a == nil:
		return "unknown"
	case a.Name == "":
		return a.ID
	}
	return a.Name + " (" + a.ID + ")"
}

// Server is the server that answered a call.
type Server struct {
	Scheme      string       `json:"scheme,omitempty"` // https or http; empty in populations of earlier versions
	Host        string       `json:"host,omitempty"`
	Port        int          `json:"port,omitempty"`
	Certificate *Certificate `json:"certificate,omitempty"` // with which it proved its name; nil without TLS
}

// Certificate names the certificate of a TLS server.
type Certificate struct {
	SHA256  string `json:"sha256"` // of its DER form, lower-case hex
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
}

// Hosts are the hosts of Torq's API, by region.
var Hosts = map[string]string{"us": "api.torq.io", "eu": "api.eu.torq.io"}

// String returns the address, such as "https://api.torq.io:443"; empty if it is not recorded.
func (s *Server) String() string {
	if s.Host == "" {
		return ""
	}
	return s.Scheme + "://" + net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
}

// IsTorq reports whether it is a host of Torq's own, asked over TLS.
func (s *Server) IsTorq() bool {
	for _, host := range Hosts {
		if s.Host == host {
			return s.Scheme == "https" && s.Port == 443 && s.Certificate != nil
		}
	}
	return false
}

// Origin tells where a population came from.
type Origin int

// The origins.
const (
	NotRecorded Origin = iota // a call does not name its server: an earlier version took the population
	FromTorq                  // every call was answered by a host of Torq's own over TLS
	Simulated                 // tuar took it from a simulated Torq, as its demo does
	NotTorq                   // a call was answered by another server, or without TLS
)

// String returns the origin in a word or two: "Torq", "not recorded", "simulated", "not Torq".
func (o Origin) String() string {
	return [...]string{"not recorded", "Torq", "simulated", "not Torq"}[o]
}

// fromWorst lists the origins. Of several populations the worst one counts.
var fromWorst = []Origin{NotTorq, Simulated, NotRecorded, FromTorq}

func worse(a, b Origin) Origin {
	return fromWorst[slices.IndexFunc(fromWorst, func(o Origin) bool { return o == a || o == b })]
}

// Source is the origin of a population, or of several, with the servers that are not Torq's.
type Source struct {
	Origin Origin
	Others []string // hosts, sorted; with "without TLS" behind one of Torq's own
}

// Source returns where the population came from.
func (p *Population) Source() Source {
	s := Source{Origin: FromTorq}
	for i := range p.Calls {
		switch server := &p.Calls[i].Server; {
		case server.IsTorq():
		case server.Host == "":
			s.Origin = worse(s.Origin, NotRecorded)
		default:
			s.Origin = NotTorq
			s.Others = append(s.Others, server.named())
		}
	}
	if len(p.Calls) == 0 {
		s.Origin = NotRecorded
	}
	if p.Tool.Simulated {
		s.Origin = Simulated
	}
	slices.Sort(s.Others)
	s.Others = slices.Compact(s.Others)
	return s
}

// TorqWorkspace names the Torq workspace of the population, or says that it is unknown or was not recorded.
func (p *Population) TorqWorkspace() string {
	if p.Account == nil && p.Source().Origin == NotRecorded {
		return NotRecorded.String()
	}
	return p.Account.String()
}

// named returns the host, and what is wrong with it if it is one of Torq's.
func (s *Server) named() string {
	for _, host := range Hosts {
		switch {
		case s.Host != host:
		case s.Scheme != "https" || s.Certificate == nil:
			return host + " without TLS"
		default:
			return fmt.Sprintf("%s:%d", host, s.Port)
		}
	}
	return s.Host
}

// And returns the worse of two origins, with the servers of both.
func (s Source) And(other Source) Source {
	both := Source{worse(s.Origin, other.Origin), slices.Concat(s.Others, other.Others)}
	slices.Sort(both.Others)
	both.Others = slices.Compact(both.Others)
	return both
}

// String returns the source in a few words: "Torq", "not recorded", "simulated: made from 127.0.0.1: not Torq".
func (s Source) String() string {
	hosts := strings.Join(s.Others, ", ")
	switch {
	case s.Origin == FromTorq, s.Origin == NotRecorded:
		return s.Origin.String()
	case s.Origin == Simulated && hosts == "":
		return "simulated: not Torq"
	case s.Origin == Simulated:
		return "simulated: made from " + hosts + ": not Torq"
	}
	return "made from " + hosts + ": not Torq"
}
