package packet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/core"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

// Acceptor accepts files of answers to packets.
type Acceptor struct {
	core      *core.Core
	campaigns *campaign.Service
	files     Reader
}

// Reader reads what a person named.
type Reader interface {
	// Read returns the bytes of a file, at most limit of them.
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
}

// NewAcceptor makes the use cases of accepting answers.
func NewAcceptor(c *core.Core, campaigns *campaign.Service, files Reader) *Acceptor {
	return &Acceptor{core: c, campaigns: campaigns, files: files}
}

// HandedIn are files of answers that a person hands in, with what accepting them records.
type HandedIn struct {
	Files       []string // as the person named them
	Acceptances []*campaign.Acceptance

	options campaign.AcceptOptions
	data    [][]byte
}

// suffix is what ssh-keygen -Y sign adds to the name of a file for that of its signature.
const suffix = ".sig"

const maxSignature = 64 << 10

// PreviewAnswers returns what accepting these files would record, and changes nothing. id names the campaign that they must
// be about; empty for any. If one cannot be taken with these options, the error says so, and what is known of the files up to
// that one is returned all the same.
func (a *Acceptor) PreviewAnswers(ctx context.Context, id string, paths []string, o campaign.AcceptOptions) (*HandedIn, error) {
	if err := a.core.MayAct(); err != nil {
		return nil, err
	}
	if id != "" {
		summary, err := a.campaigns.CampaignFirmly(ctx, id)
		if err != nil {
			return nil, err
		}
		id = summary.ID
	}
	in := &HandedIn{Files: paths, options: o}
	var handed []campaign.Handed
	for _, path := range paths {
		one, data, err := a.read(ctx, path)
		if err != nil {
			return nil, err
		}
		if id != "" && one.Campaign != id {
			return nil, fault.New(fault.BadInput, "%s answers a packet of the campaign %s, not of %s", path, one.Campaign, id)
		}
		handed, in.data = append(handed, one), append(in.data, data)
	}
	var err error
	in.Acceptances, err = a.campaigns.PreviewHanded(ctx, handed, o)
	if err != nil && len(paths) > 1 && len(in.Acceptances) > 0 {
		err = inFile(err, paths[len(in.Acceptances)-1])
	}
	return in, err
}

// AcceptAnswers records what was previewed: all of it or, if a campaign has changed since, nothing. The files are kept first.
func (a *Acceptor) AcceptAnswers(ctx context.Context, in *HandedIn) error {
	if err := a.core.MayAct(); err != nil {
		return err
	}
	recorded, err := a.campaigns.RecordHanded(ctx, in.Acceptances, in.options, func() error {
		for i, data := range in.data {
			if in.Acceptances[i].Again != nil {
				continue
			}
			if _, err := a.core.Attachments().Keep(ctx, data); err != nil {
				return fault.Wrap(err, "nothing was recorded")
			}
		}
		return nil
	})
	if err == nil {
		in.Acceptances = recorded
	}
	return err
}

// read reads a file of answers, and the signature beside it if there is one.
func (a *Acceptor) read(ctx context.Context, path string) (campaign.Handed, []byte, error) {
	data, err := a.files.Read(ctx, path, MaxAnswers)
	if err != nil {
		return campaign.Handed{}, nil, err
	}
	answers, err := Read(data)
	if err != nil {
		return campaign.Handed{}, nil, inFile(err, path)
	}
	handed := answers.handed(data)
	armoured, err := a.files.Read(ctx, path+suffix, maxSignature)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return handed, data, nil
	case err != nil:
		return campaign.Handed{}, nil, err
	}
	stamp, err := signature.OfFile(data, string(armoured))
	if err != nil {
		return campaign.Handed{}, nil, fault.New(fault.BadInput, "%s: %w", path+suffix, err).
			WithHint("ask %s to sign the file as it is: ssh-keygen -Y sign -n tuar -f KEY %s; or take the signature away", answers.Reviewer, path)
	}
	handed.Signed = &stamp
	return handed, data, nil
}

// inFile says which file an error is about. The problems of decisions, which say where they stand, stay as they are.
func inFile(err error, path string) error {
	if rows := (*campaign.Rejected)(nil); errors.As(err, &rows) {
		for i := range rows.Problems {
			rows.Problems[i].Err = fault.Wrap(rows.Problems[i].Err, "%s", path)
		}
		return rows
	}
	return fault.Wrap(err, "%s", path)
}

// Read reads answers in either form: the file that a page saved, or a workbook that was filled in.
func Read(data []byte) (*Answers, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return ReadWorkbook(data)
	}
	return ReadAnswers(data)
}

// handed returns the answers as the record has them; data is their file.
func (a *Answers) handed(data []byte) campaign.Handed {
	sum := sha256.Sum256(data)
	h := campaign.Handed{
		AnswersAccepted: campaign.AnswersAccepted{
			Campaign: a.Campaign, Reviewer: a.Reviewer, Packet: a.Packet, File: hex.EncodeToString(sum[:]), Name: a.Name, FinishedAt: record.Time{Time: a.FinishedAt.UTC()},
		},
		Population: a.Population, Statement: a.Statement,
	}
	for _, d := range a.Decisions {
		h.Choices = append(h.Choices, campaign.Choice{Item: d.Item, Verdict: d.Decision, ToRole: d.ToRole, Reason: d.Reason, DwellMS: d.DwellMS, Bulk: d.Bulk})
	}
	return h
}

// String describes what was handed in, for a question.
func (in *HandedIn) String() string {
	decisions, signoffs := 0, 0
	for _, a := range in.Acceptances {
		decisions += len(a.Choices)
		if a.SignsOff {
			signoffs++
		}
	}
	return fmt.Sprintf("decisions: %d, sign-offs: %d", decisions, signoffs)
}
