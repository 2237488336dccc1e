package review_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tuar-dev/tuar/review"
	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/evidence"
	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/packet"
	"github.com/tuar-dev/tuar/store"
)

// relayedPack returns the content of a pack of a campaign with accepted answers, signed by rita or not.
func relayedPack(t *testing.T, signed bool) (*sent, *content) {
	t.Helper()
	s := newSent(t)
	path := s.save(nil)
	if signed {
		key := keygen(t, "ed25519")
		enrol(t, s.w, rita, key)
		signFile(t, key, path)
	}
	_, err := s.accept(s.w, campaign.AcceptOptions{}, path)
	check(t, err)
	file, _ := packed(t, s.w, s.id)
	return s, contentOf(t, file)
}

// judge returns what verify and check.py find wrong with a pack, but for its source, which is simulated.
func judge(t *testing.T, c *content) (verified, checked []string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	result, err := verifyPack(t, c.write())
	check(t, err)
	for _, one := range result {
		if !strings.HasPrefix(one, "source") {
			verified = append(verified, one)
		}
	}
	out, _ := runCheckPy(t, python, filepath.Join(t.TempDir(), "unzipped"), c)
	for _, line := range regexp.MustCompile(`(?m)^FAIL  .*$`).FindAllString(out, -1) {
		if !strings.HasPrefix(line, "FAIL  source") {
			checked = append(checked, line)
		}
	}
	if strings.Contains(out, "Traceback") {
		t.Fatal(out)
	}
	return verified, checked
}

func verifyPack(t *testing.T, path string) (wrong []string, err error) {
	result, err := evidence.Verify(t.Context(), store.Files{}, review.Events().Shapes(), path, evidence.VerifyOptions{})
	for _, c := range result.Checks {
		if !c.OK {
			wrong = append(wrong, c.Name+": "+c.Detail)
		}
	}
	return wrong, err
}

// Evidence says of relayed answers who handed them in, and no more; tuar and check.py find the file to be what was recorded.
func TestEvidenceOfRelayedAnswers(t *testing.T) {
	t.Parallel()
	for name, signed := range map[string]bool{"relayed": false, "ssh": true} {
		t.Run(name, func(t *testing.T) {
			s, c := relayedPack(t, signed)
			if verified, checked := judge(t, c); len(verified)+len(checked) > 0 {
				t.Fatalf("%s\n%s", strings.Join(verified, "\n"), strings.Join(checked, "\n"))
			}
			table := func(name string) string { return string(c.files[pack.TablePath(name, "csv")]) }
			kept := ""
			for path := range c.files {
				if strings.HasPrefix(path, "files/") {
					kept = strings.TrimPrefix(path, "files/")
				}
			}
			if !strings.Contains(table("relayed"), rita+","+lead+",declared,") || !strings.Contains(table("relayed"), s.answers.Packet+","+kept+",Rita Gold,") {
				t.Error(table("relayed"))
			}
			if got := strings.Count(table("decisions"), ","+name+","); got != len(s.rows) || !strings.Contains(table("decisions"), kept) {
				t.Errorf("%d decisions are %s, of %d", got, name, len(s.rows))
			}
			if !strings.Contains(table("reviewers"), ","+name+",") {
				t.Error(table("reviewers"))
			}
			if strings.Contains(table("writers"), rita) {
				t.Error("rita wrote nothing herself", table("writers"))
			}
			told := strings.Contains(table("exceptions"), "the sign-off was relayed by "+lead) && strings.Contains(table("exceptions"), "decisions in force were relayed by "+lead)
			if told == signed {
				t.Error(table("exceptions"))
			}
			report := string(c.files[pack.ReportPath])
			if strings.Contains(report, "the record shows who handed the answers in") == signed {
				t.Error("the report says more, or less, than is known")
			}
		})
	}
}

// A file of answers that is missing, another, or says another thing than the lines is named by tuar and by check.py.
func TestDoctoredAnswersAreFound(t *testing.T) {
	t.Parallel()
	s, c := relayedPack(t, true)
	_, clean := relayedPack(t, false)
	name := func(c *content) string {
		for path := range c.files {
			if strings.HasPrefix(path, "files/") {
				return path
			}
		}
		t.Fatal("there is no file of answers")
		return ""
	}
	_ = s
	for what, tt := range map[string]struct {
		of *content
		do func(*content)
	}{
		"missing": {c, func(c *content) { delete(c.files, name(c)) }},
		"another": {c, func(c *content) { c.files[name(c)] = []byte("{}") }},
		"more":    {clean, func(c *content) { c.files["files/"+strings.Repeat("0d", 32)] = []byte("{}") }},
	} {
		t.Run(what, func(t *testing.T) {
			bad := contentOf(t, tt.of.write())
			tt.do(bad)
			bad.relist()
			verified, checked := judge(t, bad)
			if len(verified) == 0 || !strings.Contains(strings.Join(verified, "\n"), "relayed answers: ") || !strings.Contains(strings.Join(checked, "\n"), "files of answers to packets") {
				t.Errorf("%q\n%q", verified, checked)
			}
		})
	}
	// Whoever writes lines that say another thing than the file they name.
	t.Run("other lines", func(t *testing.T) {
		s := newSent(t)
		in, err := s.w.PreviewAnswers(t.Context(), "", []string{s.save(nil)}, campaign.AcceptOptions{})
		check(t, err)
		other := must(os.ReadFile(s.save(func(a *packet.Answers) { a.Decisions[0].Reason = "what was said" })))
		file := must(s.w.Attachments().Keep(t.Context(), other))
		in.Acceptances[0].Handed.File = file
		check(t, s.w.AcceptAnswers(t.Context(), in))
		path, _ := packed(t, s.w, s.id)
		verified, checked := judge(t, contentOf(t, path))
		if !strings.Contains(strings.Join(verified, "\n"), "decides on "+s.rows[0].Item+" otherwise") || !strings.Contains(strings.Join(checked, "\n"), "decides on "+s.rows[0].Item+" otherwise") {
			t.Errorf("%q\n%q", verified, checked)
		}
	})
}
