package review_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/store"
)

// history writes what happened in campaigns into a record, past every rule.
type history struct {
	*rapid.T
	*desk
	view   campaign.AccessView
	who    []string // the reviewers
	made   []string // campaigns
	closed string   // the campaign that was closed last
}

func (h *history) write(who, kind string, data any) record.Line {
	assurance := record.Declared
	if who == rita {
		assurance = record.ByAPIKey
	}
	s, err := store.Open(h.home, "default", h.clock)
	if err != nil {
		h.Fatal(err)
	}
	lines, err := s.Journal.Append(h.desk.t.Context(), func([]record.Line) ([]record.Entry, error) {
		return []record.Entry{{Type: kind, Actor: record.Actor{Email: who, Assurance: assurance}, Data: data}}, nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return lines[len(lines)-1]
}

// pass lets up to nine days go by.
func (h *history) pass() {
	h.clock.Advance(time.Duration(rapid.IntRange(0, 9*24*60).Draw(h.T, "minutes")) * time.Minute)
}

func (h *history) flip(what string) bool { return rapid.Bool().Draw(h.T, what) }

func (h *history) happen(id string) {
	h.made = append(h.made, id)
	var items []string
	assigned := map[string][]string{}
	for i := range h.view.Rows {
		if r := &h.view.Rows[i]; h.flip("in scope") {
			items = append(items, r.Item)
			to := rapid.SampledFrom(h.who).Draw(h.T, "reviewer")
			assigned[to] = append(assigned[to], r.Item)
		}
	}
	if len(items) == 0 {
		items = []string{h.view.Rows[0].Item}
		assigned[rita] = items
	}
	opened := campaign.Opened{
		Campaign: id, Population: h.view.Population, Rules: access.DefaultRules(), Assignments: []campaign.Assignment{},
		Apply: rapid.SampledFrom(campaign.Applies).Draw(h.T, "apply"), Previous: h.closed,
	}
	for _, who := range slices.Sorted(maps.Keys(assigned)) {
		opened.Assignments = append(opened.Assignments, campaign.Assignment{Reviewer: who, Items: assigned[who]})
	}
	due := h.clock.Now().AddDate(0, 0, rapid.IntRange(0, 20).Draw(h.T, "due"))
	h.write(rita, campaign.TypeCreated, campaign.Created{
		Campaign: id, Name: "The campaign " + id, Scope: "all", Due: due.Format(campaign.DateLayout), Reviewers: h.who, Apply: opened.Apply,
	})
	h.write(rita, campaign.TypeOpened, opened)
	h.pass()
	made := h.decide(id, items)
	if opened.Apply == campaign.AtOnce {
		h.carryOut(id, made)
		made = append(made, h.decide(id, items)...)
	}
	for _, who := range h.who {
		if h.flip("signs off") {
			h.write(who, campaign.TypeSignedOff, campaign.SignedOff{Campaign: id})
		}
	}
	if opened.Apply != campaign.AtClose {
		h.carryOut(id, made)
		made = append(made, h.decide(id, items)...)
	}
	if h.flip("closed") {
		h.write(rita, campaign.TypeClosed, campaign.ClosedData{Campaign: id, Undecided: []string{}, Unsigned: []string{}})
		h.closed = id
		h.pass()
		h.carryOut(id, made)
	}
}

// decide makes decisions, together and one by one, and takes some back.
func (h *history) decide(id string, items []string) (made []record.Line) {
	for range rapid.IntRange(0, 2*len(items)).Draw(h.T, "acts") {
		of := rapid.SliceOfNDistinct(rapid.SampledFrom(items), 1, 2, rapid.ID).Draw(h.T, "items")
		who, batch := rapid.SampledFrom(h.who).Draw(h.T, "by"), fmt.Sprint(h.clock.Now().UnixNano())
		for _, item := range of {
			d := campaign.Decided{
				Campaign: id, Item: item, Decision: rapid.SampledFrom(campaign.Verdicts).Draw(h.T, "verdict"),
				Reason: rapid.SampledFrom([]string{"", "so"}).Draw(h.T, "reason"), Bulk: len(of),
				DwellMS: rapid.SampledFrom([]int64{0, 1, 1999, 2000, 70_000}).Draw(h.T, "dwell"), Carried: h.flip("carried"),
				Hints: rapid.SampledFrom([][]string{{}, {access.Dormant}}).Draw(h.T, "hints"), Batch: batch,
			}
			if d.Decision == campaign.Reduce || d.Decision == campaign.Move {
				role := h.view.Roles[0]
				d.ToRole, d.ToRoleName, d.Gains = role.ID, role.Name, []string{}
			}
			made = append(made, h.write(who, campaign.TypeDecided, d))
		}
		if rapid.IntRange(0, 3).Draw(h.T, "undo") == 0 {
			last := made[len(made)-1]
			h.write(who, campaign.TypeUndone, campaign.Undone{Campaign: id, Item: of[len(of)-1], Line: last.Hash, Batch: last.Hash, Bulk: 1})
		}
	}
	h.pass()
	return made
}

// courses are what usually becomes of a change.
var courses = [][]string{
	{"sent", "confirmed", "corroborated"},
	{"sent", "confirmed"},
	{"confirmed"},
	{"sent"},
	{"by hand"},
	{"refused"},
	{"blocked"},
	{"sent", "confirmed", "returned"},
	{"sent", "confirmed", "undone"},
}

// carryOut does something about what was decided, in any order that a journal can hold.
func (h *history) carryOut(id string, made []record.Line) {
	for _, l := range made {
		d, err := record.Decode[campaign.Decided](l)
		if err != nil {
			h.Fatal(err)
		}
		about := remediation.About{Campaign: id, Item: d.Item}
		now := func() record.Time { return record.Time{Time: h.clock.Now()} }
		course := rapid.SampledFrom(courses).Draw(h.T, "course")
		if h.flip("any course") {
			course = rapid.SliceOfN(rapid.SampledFrom(slices.Concat(courses...)), 0, 3).Draw(h.T, "steps")
		}
		for _, step := range course {
			attempt := fmt.Sprint(h.clock.Now().UnixNano())
			switch step {
			case "sent", "refused":
				h.write(rita, remediation.TypeSending, remediation.SendingData{About: about, Attempt: attempt, Action: order.Remove, Method: order.API, ToRole: d.ToRole, Decision: l.Hash})
				outcome := map[string]order.Outcome{"sent": order.Accepted, "refused": order.Refused}[step]
				h.write(rita, remediation.TypeSent, remediation.SentData{About: about, Attempt: attempt, Outcome: outcome, Status: 204})
			case "by hand":
				h.write(sam, remediation.TypeByHand, remediation.ByHandData{About: about, Action: order.Remove, ToRole: d.ToRole, Decision: l.Hash})
			case "confirmed":
				h.write(rita, remediation.TypeConfirmed, remediation.ConfirmedData{About: about, Population: h.view.Population, ListedAt: now()})
			case "corroborated":
				h.write(rita, remediation.TypeCorroborated, remediation.CorroboratedData{About: about, Entry: "e", Action: "User deleted", Actor: rita, At: now().String()})
			case "returned":
				h.write(rita, remediation.TypeReturned, remediation.ReturnedData{About: about, Population: h.view.Population, Role: "Owner", As: d.Item})
			case "undone":
				h.write(rita, remediation.TypeByHand, remediation.ByHandData{About: about.Back(), Action: order.Invite})
			case "blocked":
				h.write(rita, remediation.TypePlanned, remediation.PlannedData{Campaign: id, Plan: "p", Population: h.view.Population, Changes: []remediation.Step{{Item: d.Item, Action: order.Remove, Method: order.API, Blocked: "no"}}})
			}
			h.pass()
		}
	}
}
