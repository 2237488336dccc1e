package verify

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/tuar-dev/tuar/review/attached"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/review/record"
)

// checkRelayed compares the files of answers that were accepted with the lines that came with them.
func (v *verification) checkRelayed() string {
	if v.facts == nil {
		v.wrong("not checked: %s", v.whyNoFacts)
		return ""
	}
	named := map[string]bool{}
	for _, a := range v.facts.Campaign.Answers {
		path := pack.FilePath(a.File)
		named[path] = true
		if f := v.files[path]; f == nil {
			v.wrong("%s is missing: what %s answered to packet %.12s cannot be compared", path, a.Reviewer, a.Packet)
		} else if err := v.sameAnswers(f, a); err != nil {
			v.wrong("%s: %v", path, err)
		}
	}
	for _, a := range v.facts.Attached() {
		path := pack.FilePath(a.SHA256)
		named[path] = true
		if f := v.files[path]; f == nil {
			v.wrong("%s is missing: it is attached to a comment as %q", path, a.Name)
		} else if err := sameAttachment(f, a); err != nil {
			v.wrong("%s: %v", path, err)
		}
	}
	for _, path := range v.paths() {
		if strings.HasPrefix(path, "files/") && !named[path] {
			v.wrong("%s is no file that a line of this campaign rests on", path)
		}
	}
	told := "no answers to a packet were accepted"
	if n := len(v.facts.Campaign.Answers); n > 0 {
		told = some(n, "file") + " of answers to packets: the lines that came with them say what they say"
	}
	if n := len(v.facts.Attached()); n > 0 {
		told += "; " + some(n, "file") + " attached to comments: each bears its name"
	}
	return told
}

// sameAttachment compares an attached file with what the record says of it.
func sameAttachment(f *file, a attached.File) error {
	data, err := f.read(attached.MostBytes)
	if err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != a.SHA256 || int64(len(data)) != a.Bytes {
		return fmt.Errorf("it holds something else than its name says")
	}
	return nil
}

// sameAnswers compares a file of answers with the lines that came with it.
func (v *verification) sameAnswers(f *file, a campaign.Answers) error {
	data, err := f.read(packet.MaxAnswers)
	if err != nil {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != a.File {
		return fmt.Errorf("it holds something else than its name says")
	}
	if sum := sha512.Sum512(data); a.Signed != nil && hex.EncodeToString(sum[:]) != a.Signed.SHA512 {
		return fmt.Errorf("it is not the file that was signed with key %s", a.Signed.Key)
	}
	answers, err := packet.Read(data)
	if err != nil {
		return err
	}
	lines := v.relayedLines(a)
	if what := answers.Differs(a, v.facts.Campaign.Population, lines); what != "" {
		return fmt.Errorf("it is not what line %d of %s and those after it say: %s", a.Line.Seq, a.Line.Writer, what)
	}
	return nil
}

// relayedLines returns the lines that came with a file of answers.
func (v *verification) relayedLines(a campaign.Answers) []record.Line {
	return slices.DeleteFunc(slices.Clone(v.lines), func(l record.Line) bool {
		return l.Writer != a.Line.Writer || l.Seq <= a.Line.Seq || l.Seq > a.Line.Seq+int64(a.Lines)
	})
}
