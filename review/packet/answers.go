package packet

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/reason"
)

// MaxAnswers bounds the size of a file of answers, in bytes.
const MaxAnswers = 8 << 20

// Answers are what a reviewer decided in a packet, as the file that comes back says it.
type Answers struct {
	Version    int        `json:"answers"`
	Packet     string     `json:"packet"` // hash of the packet that they answer
	Campaign   string     `json:"campaign"`
	Population string     `json:"population"`
	Reviewer   string     `json:"reviewer"`
	Name       string     `json:"name"` // as the reviewer typed it
	Statement  string     `json:"statement"`
	FinishedAt time.Time  `json:"finished_at"` // by the reviewer's clock
	Decisions  []Decision `json:"decisions"`
}

// Decision is one decision of an answer. Rows without one stay as they are.
type Decision struct {
	Item     string           `json:"item"`
	Decision campaign.Verdict `json:"decision"`
	ToRole   string           `json:"to_role,omitempty"` // role ID, for reduce and move
	Reason   string           `json:"reason,omitempty"`
	DwellMS  int64            `json:"dwell_ms"` // how long the row was in front of the reviewer
	Bulk     int              `json:"bulk"`     // how many rows were decided by the same act; 1 for a single one
}

// Encode returns the answers as the page of a packet saves them.
func (a *Answers) Encode() ([]byte, error) {
	return jsonv2.Marshal(a, jsontext.WithIndent("  "), jsonv2.Deterministic(true))
}

const (
	mostName      = 200        // characters of a name
	mostStatement = 4000       // characters of a statement
	mostDwell     = 30 * 86400 // seconds that a row can have been looked at
)

// ReadAnswers reads the file that the page of a packet saved. It checks all that can be known without the campaign: the
// form, that each member stands there once and no other, and that decisions are possible. Anything else is a BadInput
// fault; faults of decisions are a *campaign.Rejected that names each by its place in the file, from 1.
func ReadAnswers(data []byte) (*Answers, error) {
	if len(data) > MaxAnswers {
		return nil, fault.New(fault.BadInput, "the file is larger than the %d MB that answers can have", MaxAnswers>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // of mail programs and editors
	if why := otherFile(data); why != nil {
		return nil, why
	}
	var a Answers
	if err := jsonv2.Unmarshal(data, &a, jsonv2.RejectUnknownMembers(true)); err != nil {
		return nil, fault.New(fault.BadInput, "this is no file of answers: %s", told(err)).
			WithHint("ask the reviewer to send the file that the packet saved, as it is")
	}
	if err := a.check(); err != nil {
		return nil, err
	}
	return &a, nil
}

// goTypes matches the types of this program in an error of the JSON library.
var goTypes = regexp.MustCompile(` (?:into|of type|from)? ?Go (?:\[\]|\*)?[\w./]+(?:\.\w+)?`)

// told returns what is wrong with a file, without the words of the library.
func told(err error) string {
	text := goTypes.ReplaceAllString(strings.NewReplacer("jsontext: ", "", "json: ", "").Replace(err.Error()), "")
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + "…"
	}
	return text
}

// otherFile says which other file of a packet this is; nil if none is recognised.
func otherFile(data []byte) error {
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return fault.New(fault.BadInput, "the file is empty")
	case trimmed[0] == '<':
		return fault.New(fault.BadInput, "this is a page, perhaps the packet itself, and no file of answers").
			WithHint("the reviewer opens the packet in a browser, decides, and sends the file answers-….json that Finish saves")
	case trimmed[0] != '{':
		return nil
	}
	var kind struct {
		Draft  int            `json:"draft"`
		Packet jsontext.Value `json:"packet"`
		Rows   jsontext.Value `json:"rows"`
	}
	if err := jsonv2.Unmarshal(data, &kind); err != nil {
		return nil // the strict reader says what is wrong
	}
	switch {
	case kind.Draft != 0:
		return fault.New(fault.BadInput, "this is a draft of answers, which was not finished").
			WithHint("the reviewer opens the draft in the packet and presses Finish")
	case len(kind.Rows) > 0:
		return fault.New(fault.BadInput, "this is a packet, and no file of answers")
	}
	return nil
}

// check checks the answers by themselves.
func (a *Answers) check() error {
	switch {
	case a.Version > Version:
		return fault.New(fault.BadInput, "the answers are of format %d, from a newer tuar", a.Version).WithHint("update tuar")
	case a.Version != Version:
		return fault.New(fault.BadInput, "this is no file of answers: it does not begin with \"answers\": %d", Version)
	case !isHash(a.Packet):
		return fault.New(fault.BadInput, "the answers do not say which packet they answer")
	case a.Campaign == "" || a.Population == "" || a.Reviewer == "":
		return fault.New(fault.BadInput, "the answers do not name their campaign, population and reviewer")
	case strings.TrimSpace(a.Name) == "":
		return fault.New(fault.BadInput, "the answers have no name under their statement").WithHint("the reviewer finishes the packet again, with their name")
	case utf8.RuneCountInString(a.Name) > mostName:
		return fault.New(fault.BadInput, "the name under the answers is longer than %d characters", mostName)
	case strings.TrimSpace(a.Statement) == "" || utf8.RuneCountInString(a.Statement) > mostStatement:
		return fault.New(fault.BadInput, "the answers have no statement, or one of more than %d characters", mostStatement)
	case a.FinishedAt.IsZero():
		return fault.New(fault.BadInput, "the answers do not say when they were finished")
	case len(a.Decisions) == 0:
		return fault.New(fault.BadInput, "the answers decide nothing").WithHint("the reviewer decides in the packet and finishes it again")
	}
	var rejected campaign.Rejected
	first := make(map[string]int, len(a.Decisions)) // place of an item, from 1
	for i := range a.Decisions {
		d := &a.Decisions[i]
		err := d.check()
		if at, twice := first[d.Item]; twice && err == nil {
			err = fault.New(fault.BadInput, "%s is decided in decision %d already", d.Item, at)
		} else if !twice {
			first[d.Item] = i + 1
		}
		if err != nil {
			rejected.Problems = append(rejected.Problems, campaign.Problem{Index: i + 1, Item: d.Item, Err: fault.Wrap(err, "decision %d", i+1)})
		}
	}
	if len(rejected.Problems) > 0 {
		return &rejected
	}
	return nil
}

// check checks a decision by itself, without the packet and the campaign.
func (d Decision) check() error {
	exchanges := d.Decision == campaign.Reduce || d.Decision == campaign.Move
	switch {
	case d.Item == "":
		return fault.New(fault.BadInput, "it names no item")
	case !slices.Contains(campaign.Verdicts, d.Decision):
		return fault.New(fault.BadInput, "%q is not a decision about %s", string(d.Decision), d.Item).
			WithHint("decisions are certify, reduce, move, revoke and abstain")
	case access.KindOf(d.Item) == access.Role && exchanges:
		return keepsPermissions(d.Item)
	case exchanges && d.ToRole == "":
		return fault.New(fault.BadInput, "%s of %s names no role", d.Decision, d.Item)
	case !exchanges && d.ToRole != "":
		return fault.New(fault.BadInput, "%s of %s names a role, which only reduce and move do", d.Decision, d.Item)
	case utf8.RuneCountInString(d.Reason) > reason.Most:
		return fault.New(fault.BadInput, "the reason for %s is longer than %d characters", d.Item, reason.Most)
	case d.DwellMS < 0 || d.DwellMS > mostDwell*1000:
		return fault.New(fault.BadInput, "the time spent on %s is not possible: %d ms", d.Item, d.DwellMS)
	case d.Bulk < 1 || d.Bulk > 1_000_000:
		return fault.New(fault.BadInput, "%s says that %d rows were decided at once", d.Item, d.Bulk)
	}
	return nil
}

// keepsPermissions returns why a packet cannot reduce a custom role, and what to do instead.
func keepsPermissions(who string) error {
	return fault.New(fault.BadInput, "%s is a custom role: it keeps a part of its permissions, which a packet cannot name", who).
		WithHint("abstain, and write the permissions that it keeps as the reason; an owner can then reduce it with tuar")
}

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

// FileName returns the name under which the page of a packet saves its answers.
func FileName(campaign, reviewer string) string {
	return fmt.Sprintf("answers-%s-%s.json", safeName(campaign), safeName(reviewer))
}
