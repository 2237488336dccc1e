package population_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/population"
)

var shown = &population.Certificate{SHA256: "ab"}

func answeredBy(servers ...population.Server) *population.Population {
	p := &population.Population{}
	for _, s := range servers {
		p.Calls = append(p.Calls, population.Call{Server: s})
	}
	return p
}

func TestSource(t *testing.T) {
	torq := population.Server{Scheme: "https", Host: "api.torq.io", Port: 443, Certificate: shown}
	europe := population.Server{Scheme: "https", Host: "api.eu.torq.io", Port: 443, Certificate: shown}
	for name, tt := range map[string]struct {
		p    *population.Population
		want string
	}{
		"Torq":                {answeredBy(torq, europe), "Torq"},
		"an earlier version":  {answeredBy(torq, population.Server{}), "not recorded"},
		"no calls":            {answeredBy(), "not recorded"},
		"without certificate": {answeredBy(torq, population.Server{Scheme: "https", Host: "api.torq.io", Port: 443}), "made from api.torq.io without TLS: not Torq"},
		"plain":               {answeredBy(population.Server{Scheme: "http", Host: "api.torq.io", Port: 443, Certificate: shown}), "made from api.torq.io without TLS: not Torq"},
		"another port":        {answeredBy(population.Server{Scheme: "https", Host: "api.torq.io", Port: 444, Certificate: shown}), "made from api.torq.io:444: not Torq"},
		"a name that ends so": {answeredBy(population.Server{Scheme: "https", Host: "xapi.torq.io", Port: 443, Certificate: shown}), "made from xapi.torq.io: not Torq"},
		"two others": {
			answeredBy(torq, population.Server{Scheme: "http", Host: "b", Port: 80}, population.Server{}, population.Server{Scheme: "http", Host: "a", Port: 80}, population.Server{Scheme: "http", Host: "b", Port: 81}),
			"made from a, b: not Torq",
		},
		"simulated": {
			&population.Population{Tool: population.Tool{Simulated: true}, Calls: []population.Call{{Server: population.Server{Scheme: "http", Host: "127.0.0.1", Port: 80}}}},
			"simulated: made from 127.0.0.1: not Torq",
		},
		"simulated, and Torq's": {&population.Population{Tool: population.Tool{Simulated: true}, Calls: answeredBy(torq).Calls}, "simulated: not Torq"},
	} {
		if got := tt.p.Source().String(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// Of several populations the worst counts, whatever the order.
func TestSourcesAdd(t *testing.T) {
	origin := rapid.SampledFrom([]population.Origin{population.FromTorq, population.NotRecorded, population.Simulated, population.NotTorq})
	rapid.Check(t, func(rt *rapid.T) {
		a := population.Source{Origin: origin.Draw(rt, "a"), Others: rapid.SliceOfNDistinct(rapid.StringN(1, 2, -1), 0, 2, rapid.ID[string]).Draw(rt, "hosts")}
		b := population.Source{Origin: origin.Draw(rt, "b")}
		x, y := a.And(b), b.And(a)
		if x.String() != y.String() || x.Origin != y.Origin || x.And(x).String() != x.String() {
			rt.Fatalf("%v, %v", x, y)
		}
		if x.Origin == population.FromTorq && (a.Origin != b.Origin || a.Origin != population.FromTorq) {
			rt.Fatalf("%v and %v became Torq", a, b)
		}
		if !slices.IsSorted(x.Others) {
			rt.Fatal(x.Others)
		}
	})
}
