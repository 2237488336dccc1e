package reminder

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/order"
	"github.com/tuar-dev/tuar/review/people"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/review/population"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/settings"
)

// Webhook gives orders to the workflow of a workspace.
type Webhook interface {
	// HasWebhook reports whether this installation has a webhook.
	HasWebhook(settings.Settings) bool
	// Call gives an order, once; source and mappings are of no interest to the webhook.
	Call(ctx context.Context, source core.Changer, m order.Method, o order.Order, mappings []population.Mapping) order.Reply
}

// Files writes what is handed to a person.
type Files interface {
	// Write makes the file with what write produces, whole or not at all. It replaces one only if overwrite is set.
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
}

// Questions counts the open questions that wait for a person in a campaign.
type Questions interface {
	WaitingIn(campaign, email string) int
}

// Service has the use cases of reminders in one workspace.
type Service struct {
	core      *core.Core
	book      *campaign.Book
	questions Questions
	hook      Webhook
	files     Files
}

// NewService makes the use cases of reminders.
func NewService(c *core.Core, book *campaign.Book, questions Questions, hook Webhook, files Files) *Service {
	return &Service{core: c, book: book, questions: questions, hook: hook, files: files}
}

// Choice says for whom reminders are made.
type Choice struct {
	To     []string // reviewers; empty: all who are not done
	Again  bool     // also for those who had one today that was as urgent
	Packet bool     // they get packets
}

// Batch holds the reminders that can be made in one campaign now.
type Batch struct {
	Campaign string // its ID
	Name     string
	Messages []Message
	Skipped  []Skipped
	Again    bool
	NoHook   bool // no webhook is set, which could take them
}

// Skipped is a reviewer who gets no reminder.
type Skipped struct {
	Reviewer string
	Why      string
}

// PreviewReminders returns the reminders for the reviewers of an open campaign who are not done. It records nothing. A
// reviewer in the choice who does not review is a BadInput fault; an actor who does not manage the campaign, and a
// campaign that is not open, are Refused faults.
func (s *Service) PreviewReminders(ctx context.Context, id string, choice Choice) (Batch, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Batch{}, err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return Batch{}, err
	}
	var batch Batch
	err = s.core.Read(ctx, func() error {
		c, err := s.book.Find(id)
		if err != nil {
			return err
		}
		if err := c.MayRemind(actor); err != nil {
			return err
		}
		for _, to := range choice.To {
			if !c.IsReviewer(to) {
				return fault.New(fault.BadInput, "%s does not review in %s", to, c.ID).WithHint("its reviewers are %s", strings.Join(c.Reviewers, ", "))
			}
		}
		batch = s.batch(c, actor, choice)
		batch.NoHook = !s.hook.HasWebhook(chosen)
		return nil
	})
	return batch, err
}

// batch returns the reminders for a campaign. Call it within core.Read.
func (s *Service) batch(c *campaign.Campaign, actor record.Actor, choice Choice) Batch {
	batch, now, known := Batch{Campaign: c.ID, Name: c.Name, Again: choice.Again}, s.core.Now(), s.core.People()
	pending := c.Pending(now)
	for _, reviewer := range wanted(c, known, choice.To) {
		skip := func(why string) { batch.Skipped = append(batch.Skipped, Skipped{reviewer, why}) }
		i := slices.IndexFunc(pending, func(p campaign.Pending) bool { return known.Same(p.Reviewer, reviewer) })
		switch {
		case i >= 0 && pending[i].Told(now) && !choice.Again:
			skip("had a reminder today already; it is not more urgent since")
		case i >= 0:
			m := message(c, pending[i], actor, choice.Packet && len(c.SecondAssigned(reviewer)) == 0, now)
			m.Asked = s.questions.WaitingIn(c.ID, reviewer)
			batch.Messages = append(batch.Messages, m)
		case len(c.Assigned(reviewer))+len(c.SecondAssigned(reviewer)) == 0:
			skip("has no items")
		case !known.In(c.Unsigned(), reviewer):
			skip("signed off")
		default:
			skip("waits for the first reviewers, who decide before the second stage")
		}
	}
	return batch
}

// wanted returns the reviewers of the campaign whom the list names, all if it names none.
func wanted(c *campaign.Campaign, known *people.Ledger, list []string) []string {
	if len(list) == 0 {
		return c.Reviewers
	}
	return slices.DeleteFunc(slices.Clone(c.Reviewers), func(r string) bool { return !known.In(list, r) })
}

func message(c *campaign.Campaign, p campaign.Pending, actor record.Actor, packet bool, now time.Time) Message {
	from := actor.Email
	if person.Check(from) != nil { // the key that acts has no address
		from = c.Owner
	}
	_, made := c.LastPacket(p.Reviewer)
	return Message{Pending: p, Campaign: c.ID, Name: c.Name, Due: c.Due, From: from, Packet: packet || made, At: now}
}

// How says what is made of reminders.
type How struct {
	Method  campaign.ReminderMethod
	Folder  string // for files, one for each message; empty: no files
	Replace bool   // files that are there
}

// Made is what became of one reminder.
type Made struct {
	Message
	File string // that was written; empty for none
	Err  error  // why it was not made, or not accepted by the webhook; nil if it was
}

// Remind makes the reminders of a batch, or gives them to the webhook, and records each that was made or accepted. One
// that fails does not keep the others back.
func (s *Service) Remind(ctx context.Context, batch Batch, how How) ([]Made, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, err
	}
	if how.Method == campaign.RemindByWebhook {
		chosen, err := s.core.Settings(ctx)
		if err != nil {
			return nil, err
		}
		if !s.hook.HasWebhook(chosen) {
			return nil, fault.New(fault.Refused, "no webhook is set, which could take reminders").WithHint("set it with: %s", fault.SetWebhook.With())
		}
	}
	made := make([]Made, len(batch.Messages))
	for i, m := range batch.Messages {
		made[i] = Made{Message: m}
		if made[i].File, made[i].Err = s.give(ctx, m, how, batch.Again); made[i].Err == nil {
			made[i].Err = s.record(ctx, actor, m, how.Method, batch.Again)
		}
		if ctx.Err() != nil {
			return made[:i+1], ctx.Err()
		}
	}
	return made, nil
}

// give writes one message, or gives it to the webhook. It returns the file that it wrote.
func (s *Service) give(ctx context.Context, m Message, how How, again bool) (string, error) {
	if how.Method == campaign.RemindByWebhook {
		return "", s.send(ctx, m, again)
	}
	data, err := m.As(how.Method)
	if err != nil || how.Folder == "" {
		return "", err
	}
	path := filepath.Join(how.Folder, m.file(how.Method))
	return path, s.files.Write(ctx, path, how.Replace, func(w io.Writer) error { _, err := w.Write(data); return err })
}

// As returns the message in the form of that method.
func (m Message) As(method campaign.ReminderMethod) ([]byte, error) {
	switch method {
	case campaign.RemindByEML:
		return m.EML()
	case campaign.RemindByMailto:
		link, err := m.Mailto()
		return []byte(link + "\n"), err
	case campaign.RemindByText, campaign.RemindByWebhook:
	}
	return []byte("To: " + m.To() + "\nSubject: " + m.Subject() + "\n\n" + m.Text()), nil
}

// file returns the name of a file for the message.
func (m Message) file(method campaign.ReminderMethod) string {
	plain := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_@", r)) {
				return r
			}
			return '-'
		}, text)
	}
	ending := map[campaign.ReminderMethod]string{campaign.RemindByEML: ".eml", campaign.RemindByMailto: ".mailto.txt"}[method]
	if ending == "" {
		ending = ".txt"
	}
	return plain(campaign.Slug(m.Name)) + "-" + plain(m.To()) + "-" + string(m.Kind) + "-" + m.ID()[:6] + ending
}

// send gives one message to the webhook. nil says that it was accepted.
func (s *Service) send(ctx context.Context, m Message, again bool) error {
	id := m.ID()
	if again {
		id = core.RandomHex(8)
	}
	reply := s.hook.Call(ctx, nil, order.Webhook, order.Order{
		ID: id, Expires: m.At.Add(order.Life), Action: order.Notice, Subject: "reminder", Tell: []string{m.To()}, Campaign: m.Campaign,
		Reminder: order.Reminder{
			Kind: string(m.Kind), Name: m.name(), Due: m.Due.Format(campaign.DateLayout), Left: m.Left, Items: m.Items, Subject: m.Subject(), Text: m.Text(),
		},
	}, nil)
	if reply.Outcome == order.Accepted {
		return nil
	}
	what := "the webhook did not accept the reminder for %s: %s"
	if reply.Outcome == order.Unclear {
		what = "it is not clear whether the webhook accepted the reminder for %s: %s"
	}
	return fault.New(fault.Unreachable, what, m.To(), reply.Detail)
}

// record records one reminder, unless the reviewer is done meanwhile, or was reminded by another process.
func (s *Service) record(ctx context.Context, actor record.Actor, m Message, by campaign.ReminderMethod, again bool) error {
	_, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		c, ok := s.book.Get(m.Campaign)
		if !ok {
			return nil, nil
		}
		for _, p := range c.Pending(m.At) {
			if s.core.People().Same(p.Reviewer, m.Reviewer) && (again || !p.Told(m.At)) {
				p.Kind, p.Left = m.Kind, m.Left // as the message says
				entry, err := c.Remind(actor, p, by)
				return []record.Entry{entry}, err
			}
		}
		return nil, nil
	})
	return err
}

// RemindDue gives the webhook the reminders that the setting campaigns.reminders wants by now, in all open campaigns that
// the actor manages, and returns what became of each. off says why it gave none, or none of a campaign; empty if it would.
func (s *Service) RemindDue(ctx context.Context) (made []Made, off string, err error) {
	if err := s.core.MayAct(); err != nil {
		return nil, "", err
	}
	chosen, err := s.core.Settings(ctx)
	if err != nil {
		return nil, "", err
	}
	if err := chosen.Rely("campaigns.reminders"); err != nil {
		return nil, "", err
	}
	switch {
	case len(chosen.Campaigns.Reminders) == 0:
		return nil, "the setting campaigns.reminders is empty", nil
	case !s.hook.HasWebhook(chosen):
		return nil, "no webhook is set", nil
	}
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, "", err
	}
	var due []Batch
	if err := s.core.Read(ctx, func() error {
		now := s.core.Now()
		for _, c := range s.book.All() {
			day, ok := chosen.Campaigns.DayToRemind(c.OpenedAt, c.Due, now)
			if !ok || c.State != campaign.Open {
				continue
			}
			batch := s.batch(c, actor, Choice{})
			batch.Messages = slices.DeleteFunc(batch.Messages, func(m Message) bool { return m.ToldSince(day) })
			if why := c.MayRemind(actor); len(batch.Messages) > 0 && why != nil {
				off = why.Error()
			} else if len(batch.Messages) > 0 {
				due = append(due, batch)
			}
		}
		return nil
	}); err != nil {
		return nil, "", err
	}
	var problems []error
	for _, batch := range due {
		some, err := s.Remind(ctx, batch, How{Method: campaign.RemindByWebhook})
		made = append(made, some...)
		for _, m := range some {
			problems = append(problems, m.Err)
		}
		if err != nil {
			return made, off, errors.Join(append(problems, err)...)
		}
	}
	return made, off, errors.Join(problems...)
}
