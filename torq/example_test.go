package torq_test

import (
	"context"
	"fmt"

	"github.com/tuar-dev/tuar/torq"
	"github.com/tuar-dev/tuar/torq/torqtest"
)

// Extract reads all access of a workspace; here of a simulated one.
func ExampleClient_Extract() {
	server, err := torqtest.Start(torqtest.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	key := server.OwnerKey()
	client, err := torq.New(torq.Config{
		ClientID: key.ClientID, Secret: key.Secret, APIURL: server.URL(), AuthURL: server.URL(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	population, err := client.Extract(context.Background(), nil, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(population.Users), "users,", len(population.Keys), "API keys,", len(population.Calls),
		"calls as proof")
	// Output: 140 users, 29 API keys, 6 calls as proof
}
