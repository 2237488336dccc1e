package pack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/rights"
	"github.com/tuar-dev/tuar/review/roster"
	"github.com/tuar-dev/tuar/review/settings"
	"github.com/tuar-dev/tuar/review/share"
)

// changed returns a change of user/ben in that state.
func changed(state remediation.State, track remediation.Track) func(*Facts) {
	return func(f *Facts) {
		f.Changes = []remediation.Recorded{{
			Change: remediation.Change{Item: "user/ben", Kind: access.User, Email: "ben@example.com", Action: order.Remove, State: state, Detail: "so it is"},
			Track:  track, Standing: standing(state),
			Decision: remediation.Decided{Decision: campaign.Decision{At: f.Campaign.Closing.At}},
		}}
	}
}

// standing returns how a change in that state counts, if no other decision is about it.
func standing(state remediation.State) remediation.Standing {
	switch state {
	case remediation.Confirmed, remediation.Corroborated:
		return remediation.AsProven
	case remediation.Returned:
		return remediation.AsReturned
	case remediation.Undone:
		return remediation.AsUndone
	case remediation.Planned, remediation.Sent, remediation.ByPerson, remediation.Failed, remediation.Blocked:
	}
	return remediation.AsUnproven
}

// oneOfEach are stories with one thing out of the ordinary, by the kind of exception it is, and what is told of it.
var oneOfEach = map[string]struct {
	change func(*story)
	fact   string
	item   string
	who    string
}{
	"not-final": {func(s *story) { s.open = true }, "the campaign is open", "", lead},
	"void": {func(s *story) {
		s.also = func(f *Facts) { f.Campaign.Voiding = &campaign.Voiding{By: lead, At: began, Reason: "wrong scope"} }
	}, "wrong scope", "", lead},
	"revoked-when-undecided": {func(s *story) {
		delete(s.decisions, rita)
		s.counted = []string{"user/ada"}
	}, "ada@example.com was undecided at closing and counts as revoked, as the campaign said at opening", "user/ada", ""},
	"disagreement": {func(s *story) {
		d := s.decisions[rita][0]
		d.Decision, d.Reason = campaign.Revoke, "left"
		s.second, s.signed = []campaign.Decided{d}, append(s.signed, sue)
	}, "certify by rita@example.com: no reason given; revoke by sue@example.com: left; the two reviewers disagree: any revoke wins", "user/ada", ""},
	"in-place": {func(s *story) {
		s.decisions[sam] = append(s.decisions[sam], s.decisions[rita]...)
		s.decisions[sam][2].Reason = "rita is away"
		delete(s.decisions, rita)
	}, "certify in the place of rita@example.com, to whom ada@example.com was assigned: rita is away", "user/ada", sam},
	"not-shown": {func(s *story) {
		s.also = func(f *Facts) {
			for _, o := range Observations([]record.Line{{
				Writer: "w", Seq: 9, Type: "elevation.ended", Actor: sam, Data: []byte(`{"population":"p","role_id":"","user_id":"ben"}`),
			}}, "q4", nil) {
				u, lies := o.Unshown(f.Population, f.Population.Account)
				if lies {
					f.Unshown = append(f.Unshown, u)
				}
			}
		}
	}, "line 9 of w, elevation.ended: the population p shows the role r, not none", "user/ben", sam},
	"reopened": {func(s *story) {
		s.also = func(f *Facts) {
			f.Campaign.Superseded = []campaign.Superseded{{Signoff: f.Campaign.Signoffs[0], By: lead, At: began, Reason: "wrong row"}}
		}
	}, "was superseded by lead@example.com: wrong row", "", rita},
	"relayed": {func(s *story) {
		s.also = func(f *Facts) {
			one := &f.Campaign.Signoffs[0]
			one.Assurance = record.Relayed
			one.Known = record.Known{Assurance: record.Relayed, Relay: record.Relay{By: lead, Packet: "0a", File: "0b", Lines: 1}}
		}
	}, "the sign-off was relayed by lead@example.com: packet 0a, answers 0b", "", rita},
	"due-moved": {func(s *story) {
		s.also = func(f *Facts) {
			f.Campaign.DueMoves = []campaign.DueMove{{Was: began, Due: f.Campaign.Due, By: lead, At: began, Reason: "holidays"}}
		}
	}, "to 2026-10-11: holidays", "", lead},
	"undecided": {func(s *story) { delete(s.decisions, rita) }, "ada@example.com is undecided", "user/ada", rita},
	"own-access": {func(s *story) {
		s.assignments[0].Items, s.assignments[1].Items, s.decisions[sam] = []string{"user/ada", "user/rita"}, []string{"user/ben"}, s.decisions[sam][:1]
	}, "is assigned to its own holder", "user/rita", rita},
	"abstained":      {func(s *story) { s.decisions[sam][0].Decision = campaign.Abstain }, "no reason given", "user/ben", sam},
	"unsigned-share": {func(s *story) { s.signed = []string{rita} }, "the assignment of 2 items is not signed off", "", sam},
	"fast":           {func(s *story) { s.decisions[sam][0].DwellMS, s.decisions[sam][0].Hints = 1999, []string{"dormant"} }, "certify after 1999 ms on a row that is dormant", "user/ben", sam},
	"conflicted-reviewer": {func(s *story) {
		s.also = changed(remediation.Confirmed, remediation.Track{
			Attempts: []remediation.Attempt{{By: rita}, {By: "RITA@example.com"}}, Confirmed: &remediation.Confirmation{At: began, ListedAt: began},
		})
	}, "decided on 1 rows, and carried out 1 change of the campaign", "", rita},
	"bulk": {func(s *story) {
		for i := range s.decisions[sam] {
			s.decisions[sam][i].Bulk, s.decisions[sam][i].Batch = 2, "both"
		}
		s.decisions[sam][0].Hints = []string{"dormant"}
	}, "certify together with 1 others", "user/ben", sam},
	"dwell-unknown": {func(s *story) { s.decisions[rita][0].DwellMS = 0 }, "1 decisions in force were made outside", "", rita},
	"late":          {func(s *story) { s.also = signedLate }, "signed off after the due date 2026-10-11", "", rita},
	"external-kept": {func(s *story) {
		s.also = func(f *Facts) {
			f.Campaign.Settings = []settings.Setting{{Key: "domains", Value: "example.com"}}
			f.Population.Users[0].Email = "ada@vendor.example"
		}
	}, "certify of ada@vendor.example, with the address ada@vendor.example outside the domains of the company, as Viewer: no reason given", "user/ada", rita},
	"undone":           {func(s *story) { s.also = undone }, "revoke of 2026-10-01T08:00:00Z was taken back", "user/ben", sam},
	"stale-population": {func(s *story) { s.also = func(f *Facts) { f.Campaign.AllowedStale = "it is 40 days old" } }, "it is 40 days old", "", lead},
	"allowed-drop":     {func(s *story) { s.also = func(f *Facts) { f.Syncs[0].AllowedDrop = true } }, "switched off", "", lead},
	"gap": {func(s *story) {
		s.also = func(f *Facts) {
			f.Population.Gaps = []population.Gap{{Resource: "api_keys", Reason: "not allowed", Status: 403}}
		}
	}, "api_keys could not be read: not allowed (HTTP 403)", "", ""},
	"not-reviewed": {func(s *story) {
		s.also = func(f *Facts) {
			f.Population.Users = append(f.Population.Users, population.User{ID: "zoe", RoleID: "r"})
		}
	}, "1 of 4 users and API keys are outside the scope all", "", ""},
	"without-effect": {func(s *story) {
		s.also = func(f *Facts) { f.Refused = []*record.Refusal{f.Lines[2].Refuse("mallory is no reviewer")} }
	}, "has no effect: mallory is no reviewer", "", rita},
	"failed-sync": {func(s *story) {
		s.also = func(f *Facts) { f.Syncs = append(f.Syncs, Sync{At: began, By: lead, Failed: "a page was missing"}) }
	}, "a page was missing", "", lead},
	"change-unproven": {func(s *story) { s.also = changed(remediation.Sent, remediation.Track{}) }, "remove ben@example.com: so it is", "user/ben", ""},
	"change-returned": {func(s *story) {
		s.also = changed(remediation.Returned, remediation.Track{Returned: &remediation.Return{At: began}})
	}, "so it is", "user/ben", ""},
	"change-blocked": {func(s *story) { s.also = changed(remediation.Blocked, remediation.Track{}) }, "so it is", "user/ben", ""},
	"change-failed":  {func(s *story) { s.also = changed(remediation.Failed, remediation.Track{}) }, "so it is", "user/ben", ""},
	"change-by-hand": {func(s *story) {
		s.also = changed(remediation.Confirmed, remediation.Track{ByHand: &remediation.ByHandMark{At: began, By: lead}, Confirmed: &remediation.Confirmation{At: began, ListedAt: began}})
	}, "ticked off as done", "user/ben", lead},
	"change-withdrawn": {func(s *story) {
		s.also = func(f *Facts) {
			changed(remediation.Confirmed, remediation.Track{Confirmed: &remediation.Confirmation{At: began, ListedAt: began}})(f)
			f.Changes[0].Withdrawn, f.Changes[0].Standing = "the decision was taken back", remediation.AsWithdrawn
		}
	}, "remove ben@example.com: the decision was taken back", "user/ben", ""},
	"change-superseded": {func(s *story) {
		s.also = func(f *Facts) {
			changed(remediation.Sent, remediation.Track{})(f)
			f.Changes[0].Since, f.Changes[0].Standing = "certified since in Q1", remediation.AsSuperseded
		}
	}, "remove ben@example.com: certified since in Q1", "user/ben", ""},
	"change-twice": {func(s *story) {
		s.also = changed(remediation.Confirmed, remediation.Track{
			Attempts:  []remediation.Attempt{{By: lead, At: began, Action: "remove", Writer: "w2", Blind: "w"}},
			Confirmed: &remediation.Confirmation{At: began, ListedAt: began},
		})
	}, "remove ben@example.com was sent from w2, which did not know that w had sent it", "user/ben", lead},
	"change-undone": {func(s *story) { s.also = changed(remediation.Undone, remediation.Track{}) }, "so it is", "user/ben", ""},
	"leaver-kept": {func(s *story) {
		s.also = func(f *Facts) {
			f.Roster = roster.NewIndex("r", &roster.Roster{Lines: []roster.Line{
				{Email: "ben@example.com", End: "2026-09-30"}, {Email: "ada@example.com", End: "2026-12-31"}, {Email: "rita@example.com"},
			}}, nil)
		}
	}, "certify of ben@example.com as Viewer, whose holder left on 2026-09-30 by the roster: no reason given", "user/ben", sam},
	"elevation-late": {func(s *story) {
		s.also = func(f *Facts) {
			late := 2 * time.Hour
			f.Elevations = []elevation.Row{{
				Item: "user/ben", Email: "ben@example.com", Role: "Owner", State: elevation.Ended, Proof: elevation.Proof{DueAt: began, LeftAt: began.Add(late), Late: &late},
			}}
		}
	}, "ben@example.com as Owner was to end on 1 Oct 2026 08:00 UTC; the population that shows that it ended is of 1 Oct 2026 10:00 UTC, 2 hours later", "user/ben", "ben@example.com"},
	"break-glass": {func(s *story) {
		s.also = func(f *Facts) {
			f.Elevations = []elevation.Row{{Item: "user/ben", Email: "ben@example.com", Role: "Owner", RequestedBy: sam, State: elevation.Ended, BreakGlass: true, Reason: "fire"}}
		}
	}, "ben@example.com took Owner without approval: fire; a review afterwards is not on record", "user/ben", sam},
	"elevation-drifted": {func(s *story) {
		s.also = func(f *Facts) {
			f.Elevations = []elevation.Row{{
				Item: "user/ben", Email: "ben@example.com", State: elevation.Drifted, Detail: "tuar left Owner, Torq lists Viewer", Proof: elevation.Proof{Drift: &elevation.Drift{At: began}},
			}}
		}
	}, "ben@example.com: tuar left Owner, Torq lists Viewer", "user/ben", "ben@example.com"},
	"elevation-own-rule": {func(s *story) {
		s.also = func(f *Facts) {
			f.Loosened = []rights.Loosened{{
				Change: rights.Change{Key: "elevation.rules", Old: "[]", New: `[{"role":"*","longest":"2h","approvals":1}]`}, By: sam, At: began.AddDate(0, 0, -40), Hash: f.Lines[0].Hash,
			}}
			f.Elevations = []elevation.Row{{
				Item: "user/ben", Email: "ben@example.com", Role: "Owner", RequestedBy: sam, RequestedAt: began, State: elevation.Ended, Proof: elevation.Proof{Request: f.Lines[1].Hash},
			}}
		}
	}, "the rule for Owner was loosened by sam@example.com on 22 Aug 2026, and sam@example.com requested the role for ben@example.com on 1 Oct 2026", "user/ben", sam},
	"guard-loosened": {func(s *story) {
		s.also = func(f *Facts) {
			change := rights.Change{Key: "rules.dormant_days", Old: "60", New: "90"}
			for _, at := range []time.Time{f.Campaign.OpenedAt.Add(-40 * 24 * time.Hour), f.Campaign.OpenedAt.Add(time.Minute), f.Campaign.Closing.At.Add(time.Hour)} {
				f.Loosened = append(f.Loosened, rights.Loosened{Change: change, By: lead, At: at})
			}
		}
	}, "has changed rules.dormant_days from 60 to 90; no other person has seen it", "", lead},
	"guard-loosened-before": {func(s *story) {
		s.also = func(f *Facts) {
			change := rights.Change{Key: "rules.dormant_days", Old: "60", New: "90"}
			f.Loosened = []rights.Loosened{
				{Change: change, By: lead, At: f.Campaign.OpenedAt.Add(-40 * 24 * time.Hour)}, {Change: change, By: lead, At: f.Campaign.OpenedAt.Add(-time.Hour)},
			}
		}
	}, "has changed rules.dormant_days from 60 to 90 before the opening", "", lead},
	"clock": {
		func(s *story) {
			s.also = func(f *Facts) { f.Lines[3].Time.Time = f.Lines[2].Time.Add(-2 * time.Hour) }
		},
		"the clock of w was set back once, by 2h0m0s at most", "", "w",
	},
	"share-refused": {func(s *story) {
		s.also = func(f *Facts) {
			f.Lines[3].Type = share.TypeRefused
			f.Lines[3].Data = []byte(`{"file":"journal/x.jsonl","writer":"x","line":4,"why":"it was written by eve","good":{"writer":"x","seq":3,"hash":"3f"},"bytes":9,"sha256":"ab"}`)
		}
	}, "w refused a file of the shared repository: journal/x.jsonl, line 4: it was written by eve; the last good line is line 3, 3f…, which is not in the journal here; the file had 9 bytes, SHA-256 ab", "", sam},
	"share-mended": {func(s *story) {
		s.also = func(f *Facts) {
			f.Lines[3].Type, f.Lines[3].Data = share.TypeMended, []byte(`{"at":"2026-10-01T08:00:00.000000000Z","what":"the history was rewritten"}`)
		}
	}, "w found: the history was rewritten", "", sam},
	"cut-short": {func(s *story) { s.also = func(f *Facts) { f.CutShort = []string{"an act was cut short"} } }, "an act was cut short", "", ""},
	"torn-line": {func(s *story) { s.also = func(f *Facts) { f.Torn = []string{"w"} } }, "the journal of w is torn", "", "w"},
}

// signedLate: the whole of the due day is still in time.
func signedLate(f *Facts) {
	f.Campaign.Signoffs[0].At = f.Campaign.Due.AddDate(0, 0, 1)
	f.Campaign.Signoffs[1].At = f.Campaign.Signoffs[0].At.Add(-1)
}

func undone(f *Facts) {
	f.Campaign.Undoings = []campaign.Undoing{{Decision: campaign.Decision{Item: "user/ben", Verdict: campaign.Revoke, At: began}, By: sam, At: began.Add(time.Hour)}}
}

func TestNothingOutOfTheOrdinary(t *testing.T) {
	if found := calm().told(t).exceptions; len(found) != 0 {
		t.Errorf("of a calm review it tells %+v", found)
	}
}

func TestOneExceptionOfEachKind(t *testing.T) {
	for _, r := range rules {
		if r.kind == "declared-only" {
			continue // told of reviewers, sign-offs and the closing; see below
		}
		t.Run(r.kind, func(t *testing.T) {
			of, ok := oneOfEach[r.kind]
			if !ok {
				t.Fatal("there is no story of it")
			}
			s := calm()
			of.change(s)
			found := s.told(t).exceptions
			if len(found) != 1 {
				t.Fatalf("it tells %+v", found)
			}
			e := found[0]
			if e.Kind != r.kind || e.Rule != r.rule || e.Item != of.item || e.Who != of.who || !strings.Contains(e.Fact, of.fact) {
				t.Errorf("it tells %+v", e)
			}
		})
	}
}

func TestWhoIsKnownByTheirWordOnly(t *testing.T) {
	s := calm()
	s.assurance = record.Declared
	var facts []string
	for _, e := range s.told(t).exceptions {
		if e.Kind != "declared-only" {
			t.Errorf("it tells %+v", e)
		}
		facts = append(facts, e.Who+": "+e.Fact)
	}
	want := []string{
		"lead@example.com: the identity of the person who closed the campaign is self-declared",
		"rita@example.com: 1 decisions in force have a self-declared reviewer", "rita@example.com: the identity behind the sign-off is self-declared",
		"sam@example.com: 2 decisions in force have a self-declared reviewer", "sam@example.com: the identity behind the sign-off is self-declared",
	}
	if !slices.Equal(facts, want) {
		t.Errorf("it tells %q", facts)
	}
}

func TestDecisionsAfterTheDueDate(t *testing.T) {
	s := calm()
	s.due = began.AddDate(0, 0, -1)
	var late []string
	for _, e := range s.told(t).exceptions {
		late = append(late, e.Kind+" "+subject(e))
	}
	want := []string{"late rita@example.com", "late sam@example.com", "late user/ada", "late user/ben", "late user/rita"}
	if !slices.Equal(late, want) {
		t.Errorf("it tells %q", late)
	}
}

// TestExceptionsHaveOneOrder: by kind as the rules are ordered, then by item, whatever order they were found in.
func TestExceptionsHaveOneOrder(t *testing.T) {
	s := calm()
	s.decisions, s.signed, s.open, s.also = nil, nil, true, undone
	var got []string
	for _, e := range s.told(t).exceptions {
		got = append(got, e.Kind+" "+subject(e))
	}
	want := []string{"not-final lead@example.com", "undecided user/ada", "undecided user/ben", "undecided user/rita", "unsigned-share rita@example.com", "unsigned-share sam@example.com", "undone user/ben"}
	if !slices.Equal(got, want) {
		t.Errorf("in the order %q", got)
	}
}

// subject returns what an exception is about.
func subject(e Exception) string {
	if e.Item != "" {
		return e.Item
	}
	return e.Who
}
