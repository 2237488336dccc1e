package comment

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
)

// Files reads what a person named, and writes what they asked for.
type Files interface {
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
	Write(ctx context.Context, path string, overwrite bool, write func(io.Writer) error) error
}

// Service writes, answers and lists comments.
type Service struct {
	core      *core.Core
	ledger    *Ledger
	campaigns *campaign.Service
	lookup    *campaign.Lookup
	files     Files
}

// NewService returns the service. It registers the ledger.
func NewService(c *core.Core, ledger *Ledger, campaigns *campaign.Service, lookup *campaign.Lookup, files Files) *Service {
	c.Register(ledger, nil)
	return &Service{c, ledger, campaigns, lookup, files}
}

// Who may be asked by a word in the place of an address.
const (
	Holder  = "holder"  // the person whose access it is; of a key or a note the responsible person
	Manager = "manager" // the holder's manager, by the roster of the campaign
)

// Draft is what a person wants to say.
type Draft struct {
	Text     string
	Ask      string   // an e-mail address, Holder or Manager; empty for a comment
	From     string   // of an answer: who was asked and gave it to the current user; empty if the current user answers
	Paths    []string // of files to attach
	HashOnly bool     // of the files only hash, name and size are kept
}

// mostHashed bounds a file of which only the hash is kept.
const mostHashed = 256 << 20

// Comment puts a comment, or a question, on a row of a campaign. It keeps the attached files first, and refuses what the
// record would refuse.
func (s *Service) Comment(ctx context.Context, id, item string, d Draft) (Row, error) {
	if err := s.core.MayAct(); err != nil {
		return Row{}, err
	}
	full, err := s.campaign(ctx, id)
	if err != nil {
		return Row{}, err
	}
	ask, err := s.asked(ctx, full, item, d.Ask)
	if err != nil {
		return Row{}, err
	}
	data := Made{Campaign: full, Item: item, Text: strings.TrimSpace(d.Text), Ask: ask}
	return s.say(ctx, d, func(actor record.Actor, files []attached.File) (string, any, string) {
		data.Attached = files
		return TypeMade, data, s.ledger.refusesMade(s.core.Base().Held(actor.Email), actor.Email, data)
	})
}

// Answer answers a question, which is named by the beginning of its ID.
func (s *Service) Answer(ctx context.Context, id, question string, d Draft) (Row, error) {
	if err := s.core.MayAct(); err != nil {
		return Row{}, err
	}
	full, err := s.campaign(ctx, id)
	if err != nil {
		return Row{}, err
	}
	var data Answered
	if err := s.core.Read(ctx, func() error {
		q, err := s.ledger.Resolve(full, question)
		if err == nil {
			data = Answered{Campaign: full, Item: q.Item, Question: q.ID(), Text: strings.TrimSpace(d.Text), From: strings.TrimSpace(d.From)}
		}
		return err
	}); err != nil {
		return Row{}, err
	}
	return s.say(ctx, d, func(actor record.Actor, files []attached.File) (string, any, string) {
		data.Attached = files
		return TypeAnswered, data, s.ledger.refusesAnswer(s.core.Base().Held(actor.Email), actor.Email, data)
	})
}

// say keeps the files of a draft and records the line that make returns, unless it returns why the line has no effect.
func (s *Service) say(ctx context.Context, d Draft, make func(record.Actor, []attached.File) (kind string, data any, why string)) (Row, error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return Row{}, err
	}
	files, contents, err := s.attach(ctx, d)
	if err != nil {
		return Row{}, err
	}
	lines, err := s.core.Append(ctx, func() ([]record.Entry, error) {
		kind, data, why := make(actor, files)
		if why != "" {
			return nil, fault.New(fault.Refused, "%s", why)
		}
		for _, content := range contents { // the file is there before the line that names it
			if _, err := s.core.Attachments().Keep(ctx, content); err != nil {
				return nil, err
			}
		}
		return []record.Entry{{Type: kind, Actor: actor, Data: data}}, nil
	})
	if err != nil {
		return Row{}, err
	}
	var row Row
	return row, s.core.Read(ctx, func() error {
		for _, rows := range s.ledger.of {
			for _, r := range RowsOf(rows) {
				if r.Line == lines[0].Hash {
					row = r
				}
			}
		}
		return nil
	})
}

// attach reads the files of a draft: what a line says of each, and the contents to be kept.
func (s *Service) attach(ctx context.Context, d Draft) (files []attached.File, contents [][]byte, err error) {
	limit := int64(attached.MostBytes)
	if d.HashOnly {
		limit = mostHashed
	}
	for _, path := range d.Paths {
		data, err := s.files.Read(ctx, path, limit)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, attached.Of(path, data, d.HashOnly))
		if !d.HashOnly {
			contents = append(contents, data)
		}
	}
	if why := attached.Refuses(files); why != "" {
		return nil, nil, fault.New(fault.BadInput, "%s", why)
	}
	return files, contents, nil
}

// campaign returns the full ID of the campaign that id names.
func (s *Service) campaign(ctx context.Context, id string) (string, error) {
	summary, err := s.campaigns.Campaign(ctx, id)
	return summary.ID, err
}

// asked returns the address of who is asked.
func (s *Service) asked(ctx context.Context, id, item, ask string) (string, error) {
	ask = strings.TrimSpace(ask)
	if ask != Holder && ask != Manager {
		return ask, nil
	}
	v, err := s.lookup.View(ctx, id)
	if err != nil {
		return "", err
	}
	row := v.Basis.Rows[item]
	email := row.Email
	if ask == Manager {
		email = row.OfRoster().Manager
	} else if row.Kind != access.User {
		charges, _, err := s.lookup.Charges(ctx)
		if err != nil {
			return "", err
		}
		for i := range charges {
			if charges[i].Item == item && charges[i].Owner != "" {
				email = charges[i].Owner
			}
		}
	}
	if email == "" {
		return "", fault.New(fault.BadInput, "the %s of %s is not known", ask, row.Title()).WithHint("name who is asked by an e-mail address")
	}
	return email, nil
}

// Row is a comment, a question or an answer, for people and programs.
type Row struct {
	ID       string          `json:"id"` // of the comment or question
	Campaign string          `json:"campaign"`
	Item     string          `json:"item"`
	Kind     string          `json:"kind"` // comment, question or answer
	Text     string          `json:"text"`
	Asked    string          `json:"asked"`
	Open     bool            `json:"open"` // a question without an answer
	From     string          `json:"from"` // whose answer the author wrote down; empty if it is their own
	By       string          `json:"by"`
	Known    string          `json:"assurance"`
	At       record.Time     `json:"at"`
	Files    []attached.File `json:"attached"`
	Line     string          `json:"line"` // hash of the line

	Told string `json:"-"` // who said what to whom, as one phrase
}

// RowsOf returns comments with their answers after them.
func RowsOf(comments []*Comment) (rows []Row) {
	for _, c := range comments {
		r := Row{
			ID: c.ID(), Campaign: c.Campaign, Item: c.Item, Kind: "comment", Text: c.Text, Asked: c.Ask, Open: c.Open(), By: c.By, Known: c.Known.String(),
			At: record.Time{Time: c.At}, Files: c.Attached, Line: c.ID(), Told: c.By + ", " + c.At.UTC().Format("2 Jan 15:04"),
		}
		if c.Ask != "" {
			r.Kind, r.Told = "question", c.By+" asks "+c.Ask+", "+c.At.UTC().Format("2 Jan 15:04")
		}
		rows = append(rows, r)
		for i := range c.Answers {
			a := &c.Answers[i]
			rows = append(rows, Row{
				ID: c.ID(), Campaign: c.Campaign, Item: c.Item, Kind: "answer", Text: a.Text, Asked: c.Ask, From: a.From, By: a.By, Known: a.Known.String(),
				At: record.Time{Time: a.At}, Files: a.Attached, Line: a.Line.Hash, Told: a.Who() + " answers, " + a.At.UTC().Format("2 Jan 15:04"),
			})
		}
	}
	for i := range rows {
		if rows[i].Files == nil {
			rows[i].Files = []attached.File{}
		}
	}
	return rows
}

// String returns the row as one sentence, with its files.
func (r Row) String() string {
	text := r.Told + ": " + r.Text
	for _, f := range r.Files {
		text += fmt.Sprintf(" [%s, SHA-256 %.12s]", f.Name, f.SHA256)
	}
	return text
}

// Summary says in a phrase how much was said on a row, and which questions are open; empty if nothing was said.
func Summary(said []Row) string {
	if len(said) == 0 {
		return ""
	}
	var open []string
	for _, r := range said {
		if r.Open {
			open = append(open, fmt.Sprintf("%s is asked: %s", r.Asked, r.Text))
		}
	}
	if len(open) == 0 {
		return fmt.Sprint(len(said))
	}
	return fmt.Sprintf("%d; open: %s", len(said), strings.Join(open, "; "))
}

// Comments returns what was said on the rows of a campaign, the oldest first, each answer after its question.
func (s *Service) Comments(ctx context.Context, id string) (rows []Row, err error) {
	full, err := s.campaign(ctx, id)
	if err != nil {
		return nil, err
	}
	err = s.core.Read(ctx, func() error { rows = RowsOf(s.ledger.Of(full)); return nil })
	return rows, err
}

// WaitingQuestions returns the questions that wait for the current user's answer; none if the user is not known.
func (s *Service) WaitingQuestions(ctx context.Context) (rows []Row, err error) {
	actor, err := s.core.Actor(ctx)
	if err != nil {
		return nil, nil //nolint:nilerr // reading needs no known user
	}
	err = s.core.Read(ctx, func() error { rows = RowsOf(s.ledger.Waiting(actor.Email)); return nil })
	return rows, err
}

// SaveAttachment writes the content of a file that a comment names to a file of that path. A beginning of its SHA-256
// names it. It replaces a file only if overwrite is set.
func (s *Service) SaveAttachment(ctx context.Context, beginning, path string, overwrite bool) (attached.File, error) {
	var names []string
	found := map[string]attached.File{}
	if err := s.core.Read(ctx, func() error {
		for _, comments := range s.ledger.of {
			for _, r := range RowsOf(comments) {
				for _, f := range r.Files {
					if was, ok := found[f.SHA256]; !ok || was.HashOnly {
						found[f.SHA256] = f
					}
				}
			}
		}
		return nil
	}); err != nil {
		return attached.File{}, err
	}
	for name := range found {
		names = append(names, name)
	}
	name, err := core.Resolve("attached file", beginning, names)
	if err != nil {
		return attached.File{}, err
	}
	f := found[name]
	if f.HashOnly {
		return f, fault.New(fault.Refused, "of the file %.12s only hash, name and size are on record", name)
	}
	data, err := s.core.Attachments().Attachment(ctx, name)
	if err != nil {
		return f, err
	}
	return f, s.files.Write(ctx, path, overwrite, func(w io.Writer) error { _, err := w.Write(data); return err })
}
