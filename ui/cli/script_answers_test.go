package cli_test

import (
	"encoding/json"
	"os"
	"regexp"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/packet"
)

// packetIn finds the packet in its page.
var packetIn = regexp.MustCompile(`(?s)<script type="application/json" id="packet"[^>]*>(.*?)</script>`)

// cmdAnswers answers a packet as its page does: "answers PACKET.html FILE REASON [LEFT]" revokes the first row and certifies
// the others for that reason, but for the last one if LEFT is given.
func cmdAnswers(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: answers PACKET.html FILE REASON [LEFT]")
	}
	found := packetIn.FindStringSubmatch(ts.ReadFile(args[0]))
	if found == nil {
		ts.Fatalf("%s holds no packet", args[0])
	}
	var p packet.Packet
	ts.Check(json.Unmarshal([]byte(found[1]), &p))
	_, hash, err := p.Encode()
	ts.Check(err)
	a := packet.Answers{
		Version: 1, Packet: hash, Campaign: p.Campaign, Population: p.Population, Reviewer: p.Reviewer, Name: "Nora Weiß", Statement: p.Statement,
		FinishedAt: time.Now().UTC(),
	}
	for i, r := range p.Rows {
		if r.Own || len(args) > 3 && i == len(p.Rows)-1 {
			continue
		}
		d := packet.Decision{Item: r.Item, Decision: campaign.Certify, Reason: args[2], DwellMS: 4000, Bulk: 1}
		if i == 0 {
			d.Decision = campaign.Revoke
		}
		a.Decisions = append(a.Decisions, d)
	}
	data, err := a.Encode()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}
