package dialog

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/tuar-dev/tuar/review/access"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/person"
	"github.com/tuar-dev/tuar/ui/overlay"
	"github.com/tuar-dev/tuar/ui/screen"
	"github.com/tuar-dev/tuar/ui/words"
)

// HandOver asks for the reviewer who takes the items over. Without chosen items it takes those that cannot be decided
// because they are assigned to the person who holds the access.
func (d *Dialogs) HandOver(id string, chosen []string) tea.Cmd {
	return d.as(func() tea.Msg {
		sheet, err := d.service.Sheet(d.env.Context, id)
		if err != nil {
			return refused(err)
		}
		rows, own := picked(sheet, chosen)
		if len(rows) == 0 {
			return screen.Notify{Text: "no reviewer has their own access to decide in " + sheet.Summary.Name, Level: screen.Info}
		}
		names, ids := make([]string, len(rows)), make([]string, len(rows))
		for i, r := range rows {
			names[i], ids[i] = r.Title(), r.Item
		}
		return ask(&overlay.Prompt{
			Title:  "Hand over",
			Label:  fmt.Sprintf("Who decides on %s instead of %s?", strings.Join(shorten(names), ", "), rows[0].Reviewer),
			Hint:   "e-mail address",
			Canned: takers(sheet, rows), Check: checkTaker,
			Action: func(to string) tea.Msg {
				if own {
					return d.handOver(id, ids, to, "their own access")
				}
				return askWhy("Hand over", fmt.Sprintf("Why does %s decide on %s?", to, strings.Join(shorten(names), ", ")), "handing over",
					func(why string) tea.Msg { return d.handOver(id, ids, to, why) })
			},
		})
	})
}

// picked returns the rows to hand over, and whether they are those that reviewers hold themselves.
func picked(sheet *campaign.Sheet, chosen []string) (rows []campaign.SheetRow, own bool) {
	want := func(r campaign.SheetRow) bool { return slices.Contains(chosen, r.Item) }
	if len(chosen) == 0 {
		want, own = func(r campaign.SheetRow) bool { return ownAccess(sheet, r.Row, r.Reviewer) && !r.Locked }, true
	}
	for _, r := range sheet.Rows {
		if want(r) {
			rows = append(rows, r)
		}
	}
	return rows, own
}

// ownAccess reports whether the row may be the person's own access.
func ownAccess(sheet *campaign.Sheet, r access.Row, email string) bool {
	return sheet.People.Like(r.Email, email) != person.None
}

// shorten names a few and counts the rest.
func shorten(names []string) []string {
	const most = 4
	if len(names) <= most {
		return names
	}
	return append(slices.Clone(names[:most-1]), fmt.Sprintf("%d more", len(names)-most+1))
}

// takers returns the reviewers who can take all of the rows.
func takers(sheet *campaign.Sheet, rows []campaign.SheetRow) []string {
	return slices.DeleteFunc(slices.Clone(sheet.Summary.Reviewers), func(email string) bool {
		signed := slices.ContainsFunc(sheet.Signoffs, func(s campaign.Signoff) bool { return sheet.People.Same(s.Reviewer, email) })
		return signed || slices.ContainsFunc(rows, func(r campaign.SheetRow) bool {
			return ownAccess(sheet, r.Row, email) || sheet.People.Same(r.Reviewer, email)
		})
	})
}

func checkTaker(email string) error {
	if !strings.Contains(email, "@") {
		return fault.New(fault.BadInput, "an e-mail address is needed")
	}
	return nil
}

func (d *Dialogs) handOver(id string, ids []string, to, reason string) screen.Run {
	return func() tea.Msg {
		moved, err := d.service.Delegate(d.env.Context, id, campaign.Handing{Items: ids, To: to, Reason: reason})
		if err != nil {
			return refused(err)
		}
		return recorded(nil, "%s handed over to %s", words.Count(len(moved), "item"), to)
	}
}
