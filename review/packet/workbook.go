package packet

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/tabular"
	"github.com/tuar-dev/tuar/review/tabular/workbook"
)

// The sheets of a packet as a workbook, and the columns that are read.
const (
	sheetHelp   = "instructions"
	sheetRows   = "rows"
	sheetPacket = "packet" // hidden

	columnNumber   = "nr"
	columnWho      = "who"
	columnDecision = "decision"
	columnRole     = "new role"
	columnReason   = "reason"

	labelName = "your name"
)

// writeWorkbook writes the packet as a workbook to fill in.
func (p Planned) writeWorkbook(w io.Writer) error {
	book, err := workbook.New()
	if err != nil {
		return err
	}
	defer book.Close()
	if err := book.AddForm(p.instructions()); err != nil {
		return err
	}
	form := workbook.Form{
		Name:   sheetRows,
		Header: []string{columnNumber, columnWho, "role", columnDecision, columnRole, columnReason, "needs a reason", "hints", "facts", "last time", "revoking"},
		Widths: []float64{6, 34, 20, 12, 26, 36, 16, 44, 44, 36, 50},
	}
	hidden := [][]string{
		{"packet", p.Hash},
		{"campaign", p.Packet.Campaign},
		{"population", p.Packet.Population},
		{"reviewer", p.Packet.Reviewer},
		{"statement", p.Packet.Statement},
		{columnNumber, "item", columnWho},
	}
	for i, r := range p.Packet.Rows {
		form.Rows = append(form.Rows, p.formRow(i+1, r))
		hidden = append(hidden, append([]string{strconv.Itoa(i + 1), r.Item, raw(r.Title)}, p.Packet.choices(r.RoleID, true)...))
	}
	if err := book.AddForm(form); err != nil {
		return err
	}
	if err := book.AddHidden(sheetPacket, hidden); err != nil {
		return err
	}
	return book.Write(w, raw(p.Packet.Name))
}

// instructions returns the first sheet. Its last line asks for the name of the reviewer.
func (p Planned) instructions() workbook.Form {
	form := workbook.Form{Name: sheetHelp, Header: []string{raw(p.Packet.Name), ""}, Widths: []float64{22, 90}}
	for _, line := range [][2]string{
		{"workspace", raw(p.Packet.Workspace)},
		{"reviewer", p.Packet.Reviewer},
		{"due", p.Packet.Due},
		{"made", p.Packet.MadeAt[:10] + " by " + raw(p.Packet.MadeBy) + ", from the snapshot of " + p.Packet.TakenAt[:10]},
		{"instructions", raw(p.Packet.Instructions)},
		{"1. decide", "On the sheet \"rows\", choose certify, revoke, reduce, move or abstain in the column \"decision\". Rows that you leave empty stay undecided."},
		{"2. another role", "For reduce and move, choose the role in the column \"new role\". Each role says which of the two it is. A custom role under review cannot be reduced here: abstain, and write the permissions that it keeps as the reason."},
		{"3. say why", "The column \"needs a reason\" says which decisions need one in the column \"reason\"."},
		{"4. sign", "Type your name below: it stands under this statement. " + p.Packet.Statement},
		{"5. send", "Save this workbook as .xlsx and send it to " + raw(p.Packet.MadeBy) + ". Keep all rows and columns as they are; only the yellow cells are yours."},
	} {
		form.Rows = append(form.Rows, []workbook.FormCell{{Value: line[0]}, {Value: line[1]}})
	}
	form.Rows = append(form.Rows, []workbook.FormCell{{Value: labelName}, {Open: true}})
	return form
}

// raw returns the text that shown made this text of: the workbook spells out what cannot be seen itself.
func raw(text string) string { return tabular.Restore(text) }

func (p Planned) formRow(n int, r Row) []workbook.FormCell {
	var hints, facts, needs []string
	for _, h := range r.Hints {
		hints = append(hints, raw(h.Name)+": "+raw(h.Why))
	}
	for _, f := range r.Facts {
		facts = append(facts, f.Name+": "+raw(f.Text))
	}
	for _, v := range campaign.Verdicts { // all rows of a workbook are decided together
		if r.NeedsReason[v] != "" {
			needs = append(needs, string(v))
		}
	}
	if r.Decided != "" {
		facts = append(facts, "decided: "+raw(r.Decided))
	}
	row := []workbook.FormCell{
		{Value: strconv.Itoa(n)},
		{Value: raw(r.Title)},
		{Value: raw(r.Role)},
		{Open: true, Choices: decisionWords},
		{Open: true, Choices: p.Packet.choices(r.RoleID, false)},
		{Open: true},
		{Value: strings.Join(needs, ", ")},
		{Value: strings.Join(hints, "; ")},
		{Value: strings.Join(facts, "; ")},
		{Value: raw(r.Last)},
		{Value: raw(strings.Join(r.Effect, "; "))},
	}
	if r.Own {
		row[3], row[4], row[5] = workbook.FormCell{Value: ownWords}, workbook.FormCell{}, workbook.FormCell{}
	}
	if len(row[4].Choices) == 0 {
		row[4] = workbook.FormCell{}
	}
	return row
}

// ownWords stand in place of a decision on a row that is the reviewer's own access.
const ownWords = "own access"

// decisionWords are the words to choose from.
var decisionWords = func() []string {
	words := make([]string, len(campaign.Verdicts))
	for i, v := range campaign.Verdicts {
		words[i] = string(v)
	}
	return words
}()

// choices returns the roles that can be given in place of a role, as the list of a workbook has them: "Viewer (reduce)". With
// ids each is followed by the ID of the role.
func (p *Packet) choices(roleID string, ids bool) []string {
	var out []string
	seen := map[string]int{}
	for _, other := range p.role(roleID).ReduceTo {
		text := fmt.Sprintf("%s (%s)", raw(other.Name), other.Verdict)
		if seen[text]++; seen[text] > 1 {
			text = fmt.Sprintf("%s (%s) %d", raw(other.Name), other.Verdict, seen[text])
		}
		if out = append(out, text); ids {
			out = append(out, other.ID)
		}
	}
	return out
}
