package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/comment"
)

func (s *session) commentCommand() *cobra.Command {
	var d comment.Draft
	c := &cobra.Command{
		Use:   "comment CAMPAIGN ITEM TEXT",
		Short: "Comment on a row of a campaign, or ask a person about it",
		Long: `comment puts a comment on a row of an open campaign. With --ask it is a question to a person: by e-mail address, or holder (whose access it
is; of a key its responsible person) or manager (the holder's, by the roster). Who is asked answers with: tuar comment answer. A
person who does not use tuar can tell a reviewer, who writes it down with --from; the record says who typed it.

Comments are on record for good: the row, exports, evidence and trace show them. --attach keeps a file of 5 MB at most in the record, which is shared
with other machines and goes into evidence packs; with --attach-hash-only only its SHA-256, name and size are kept.`,
		Example: `tuar comment q4 o.reyes@example.com "Does she still run the night shift?" --ask manager
tuar comment q4 key/1f2e "See the ticket" --attach ticket.pdf
tuar comment answer q4 3fa9 "Yes, until March" --from m.cho@example.com`,
		Args:              takes(3, 3, "a campaign, an item and a text"),
		ValidArgsFunction: s.campaignArgument(campaign.Open),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			items, err := w.FindItems(ctx, args[0], args[1:2])
			if err != nil {
				return answer{}, err
			}
			d.Text = args[2]
			row, err := w.Comment(ctx, args[0], items[0], d)
			return answered(row, func(p *printer) {
				p.hang(p.good("recorded:"), "%s", row)
				if row.Open {
					p.next("tuar comment answer " + row.Campaign + " " + row.ID[:8] + " TEXT")
				}
			}, err)
		}),
	}
	c.Flags().StringVar(&d.Ask, "ask", "", "who is asked: an `email` address, holder or manager")
	attachFlags(c, &d)
	complete(c, "ask", comment.Holder, comment.Manager)
	c.AddCommand(s.commentListCommand(), s.commentAnswerCommand())
	return c
}

// attachFlags adds the flags for files.
func attachFlags(c *cobra.Command, d *comment.Draft) {
	c.Flags().StringArrayVar(&d.Paths, "attach", nil, "a `file` of 5 MB at most, kept in the record; repeatable")
	c.Flags().BoolVar(&d.HashOnly, "attach-hash-only", false, "keep only hash, name and size of the files")
}

func (s *session) commentAnswerCommand() *cobra.Command {
	var d comment.Draft
	c := &cobra.Command{
		Use:   "answer CAMPAIGN QUESTION TEXT",
		Short: "Answer a question about a row",
		Long: `answer answers a question, named by the beginning of its ID as tuar comment list prints it. Who was asked can answer, or another reviewer. With
--from a reviewer writes down what the person said who was asked; the record says who typed it, and how that person is known.`,
		Example: `tuar comment answer q4 3fa9 "Yes, until March"
tuar comment answer q4 3fa9 "Yes, until March" --from m.cho@example.com`,
		Args: takes(3, 3, "a campaign, a question and a text"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			d.Text = args[2]
			row, err := w.Answer(ctx, args[0], args[1], d)
			return answered(row, func(p *printer) { p.hang(p.good("recorded:"), "%s", row) }, err)
		}),
	}
	c.Flags().StringVar(&d.From, "from", "", "the `email` address of who was asked, and told you the answer")
	attachFlags(c, &d)
	return c
}

func (s *session) commentListCommand() *cobra.Command {
	var open bool
	c := &cobra.Command{
		Use:   "list [CAMPAIGN]",
		Short: "List questions, answers and comments; without a campaign, the questions that wait for you",
		Example: `# the questions that wait for you
tuar comment list
tuar comment list q4 --open`,
		Args: takes(0, 1, "one campaign"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			read := w.WaitingQuestions
			if len(args) > 0 {
				read = func(ctx context.Context) ([]comment.Row, error) { return w.Comments(ctx, args[0]) }
			}
			all, err := read(ctx)
			rows := []comment.Row{}
			for _, r := range all {
				if !open || r.Open {
					rows = append(rows, r)
				}
			}
			return answered(rows, func(p *printer) { p.comments(rows, len(args) > 0) }, err)
		}),
	}
	c.Flags().BoolVar(&open, "open", false, "only questions without an answer")
	return c
}

// comments writes what was said, the newest last.
func (p *printer) comments(rows []comment.Row, of bool) {
	if len(rows) == 0 {
		if of {
			p.linef("nothing was said there")
			p.next("tuar comment CAMPAIGN ITEM TEXT --ask EMAIL")
		} else {
			p.linef("no question waits for you")
		}
		return
	}
	for _, r := range rows {
		state := r.Kind
		if r.Open {
			state = "open question"
		}
		p.hang(p.dim(r.ID[:8]), "%s, %s: %s", state, r.Item, r)
	}
}

func (s *session) attachmentCommand() *cobra.Command {
	var out string
	var force bool
	save := &cobra.Command{
		Use:     "save HASH -o FILE",
		Short:   "Write a file that was attached to a comment",
		Example: "tuar attachment save 3fa9c1 -o ticket.pdf",
		Args:    takes(1, 1, "the beginning of a SHA-256"),
		RunE: s.run(func(ctx context.Context, w *review.Workspace, args []string) (answer, error) {
			if out == "" {
				return answer{}, usagef("-o names the file to write")
			}
			f, err := w.SaveAttachment(ctx, args[0], out, force)
			return answered(f, func(p *printer) {
				p.hang(p.good("written:"), "%s", out)
				p.fact("name", "%s", f.Name)
				p.fact("SHA-256", "%s", f.SHA256)
				p.fact("size", "%s", sizeOf(f))
			}, err)
		}),
	}
	save.Flags().StringVarP(&out, "output", "o", "", "the `file` to write")
	save.Flags().BoolVar(&force, "force", false, "replace a file that is there")
	return s.family("attachment", "tuar attachment save 3fa9c1 -o ticket.pdf",
		"Get files that were attached to comments", save)
}

func sizeOf(f attached.File) string { return fmt.Sprintf("%d bytes", f.Bytes) }
