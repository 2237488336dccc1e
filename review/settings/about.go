package settings

// About holds the words that a form shows about a setting.
type About struct {
	Does    string // what it is for
	Allowed string // which values it can have, with their unit
}

const (
	emails    = "e-mail addresses with commas between, or nothing"
	assurance = "ssh, api-key, relayed or declared; or nothing"
)

// abouts maps the key of each setting to these words.
var abouts = map[string]About{
	"region":                      {"the region of Torq in which the workspace is", "us or eu"},
	"owners":                      {"who answers for the workspace", emails},
	"domains":                     {"the e-mail domains of the company", "domains such as example.com with commas between, or nothing"},
	"rules.dormant_days":          {"days without a sign-in from which a person gets the hint dormant", "1 to 3660 days"},
	"rules.pending_days":          {"days that an invitation can stay open before it gets the hint pending", "1 to 3660 days"},
	"rules.stale_hours":           {"the age of the last sync from which it is too old", "1 to 8784 hours"},
	"rules.privileged_scopes":     {"permissions that make a role privileged", "patterns such as user.write or *.admin, with commas between"},
	"rules.peer_percent":          {"the share of a group up to which a role is unusual in it", "1 to 100 percent"},
	"rules.peer_group":            {"people of a group from which its share says something", "a number of people, at least 1"},
	"rules.owner_limit":           {"people who can hold the most privileged role before it gets a hint", "a number of people, at least 1"},
	"rules.carried_times":         {"campaigns in a row in which a decision can be carried forward", "a number of campaigns, at least 1"},
	"canned_reasons":              {"reasons that reviewers choose with one key", "texts with commas between, or as a JSON list"},
	"remediation.methods":         {"how changes are made in Torq, in the order in which they are tried", "some of api, mapping, webhook, manual, with commas between"},
	"remediation.count_percent":   {"the share of the population from which the number of changes must be typed", "0 to 100 percent"},
	"elevation.rules":             {"who can have which role for a time, for how long and with whose approval", "a list of rules as JSON: see the guide on elevation"},
	"elevation.open_for":          {"how long a request waits for approval, and an approval to be used", "a time up to 720h, such as 24h"},
	"elevation.notice":            {"the time before the end of an elevation at which its holder is told", "a time up to 720h, such as 10m"},
	"elevation.notice_by_webhook": {"send that notice to the workflow of the workspace too", "true or false"},
	"evidence.keep_answers":       {"keep Torq's raw answers with each sync, as evidence", "true or false"},
	"campaigns.plans":             {"campaigns that are made by themselves on set days", "a list of plans as JSON: see the guide on campaigns"},
	"campaigns.reminders":         {"when reviewers are reminded, and how", "reminders with commas between, or nothing"},
	"required_assurance.decide":   {"how surely a reviewer must be known", assurance},
	"required_assurance.signoff":  {"how surely a person who signs off must be known", assurance},
	"required_assurance.close":    {"how surely a person who closes, reopens or voids a campaign must be known", assurance},
	"required_assurance.approve":  {"how surely an approver of an elevation must be known", assurance},
	"required_assurance.apply":    {"how surely a person who changes access in Torq must be known", assurance},
	"required_assurance.settings": {"how surely a person who changes settings must be known", assurance},
	"required_assurance.rights":   {"how surely a person who changes people and rights must be known", assurance},
	NoMouseKey:                    {"leave the mouse to the terminal, on this machine only", "true or false"},
}

// About returns what a setting is for; nothing for an unknown key.
func (s Setting) About() About { return abouts[s.Key] }

// Usual returns the value that the setting has where none was chosen.
func (s Setting) Usual() string {
	value, err := Default().Get(s.Key)
	if err != nil {
		return ""
	}
	return value
}
