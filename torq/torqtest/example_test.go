package torqtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/tuar-dev/tuar/torq/torqtest"
)

// A program written against Torq is pointed at the simulated workspace by its base URLs alone.
func Example() {
	server, err := torqtest.Start(torqtest.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	key := server.OwnerKey()
	token := ask(http.MethodPost, server.URL()+torqtest.TokenPath, "grant_type=client_credentials", func(r *http.Request) {
		r.SetBasicAuth(key.ClientID, key.Secret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
	users := ask(http.MethodGet, server.URL()+torqtest.UsersPath, "", func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+token["access_token"].(string))
	})
	fmt.Println(len(users["users"].([]any)), "users,", len(server.Leavers()), "of them left the company")
	// Output: 140 users, 7 of them left the company
}

func ask(method, url, body string, prepare func(*http.Request)) map[string]any {
	var answer map[string]any
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err == nil {
		prepare(request)
		var response *http.Response
		if response, err = http.DefaultClient.Do(request); err == nil {
			defer response.Body.Close()
			err = json.NewDecoder(response.Body).Decode(&answer)
		}
	}
	if err != nil {
		fmt.Println(err)
	}
	return answer
}
