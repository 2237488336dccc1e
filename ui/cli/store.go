package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tuar-dev/tuar/review"
)

func (s *session) storeCommand() *cobra.Command {
	return s.family("store", `tuar store usage
tuar store compress`,
		"Show disk use, and compress old populations", s.storeUsageCommand(), s.storeCompressCommand())
}

// ageFlag adds the flag for the minimum age of a population.
func ageFlag(c *cobra.Command, age *string) {
	c.Flags().StringVar(age, "older-than", "90d", "populations taken longer ago than this, as `time` in days or weeks: 90d, 12w, 0d")
}

// aged is like run, for use cases on populations older than that.
func (s *session) aged(age *string, do func(ctx context.Context, w *review.Workspace, olderThan time.Duration) (answer, error)) runE {
	return s.run(func(ctx context.Context, w *review.Workspace, _ []string) (answer, error) {
		olderThan, err := parseAge(*age)
		if err != nil {
			return answer{}, err
		}
		return do(ctx, w, olderThan)
	})
}

// parseAge reads a time in days or weeks.
func parseAge(text string) (time.Duration, error) {
	day := 24 * time.Hour
	unit := map[byte]time.Duration{'d': day, 'w': 7 * day}
	text = strings.TrimSpace(text)
	if text != "" {
		n, err := strconv.ParseUint(text[:len(text)-1], 10, 16)
		if u := unit[text[len(text)-1]]; err == nil && u > 0 && n < 10_000 {
			return time.Duration(n) * u, nil
		}
	}
	return 0, usagef("%q is not a time in days or weeks", text).WithHint("for example: --older-than 90d, or 12w")
}

func (s *session) storeUsageCommand() *cobra.Command {
	var age string
	c := &cobra.Command{
		Use:   "usage [flags]",
		Short: "Say what is kept, how large it is, and what compressing would save",
		Long: `usage lists what the workspace keeps: populations, journals, settings. tuar deletes none of it: it is what an auditor will ask
for. Compressing old populations takes a quarter of the room and changes neither their names nor what they say.`,
		Example: `tuar store usage
tuar store usage --older-than 30d`,
		Args: takes(0, 0, ""),
		RunE: s.aged(&age, func(ctx context.Context, w *review.Workspace, olderThan time.Duration) (answer, error) {
			u, err := w.StoreUsage(ctx, olderThan)
			return answered(u, func(p *printer) { p.usage(u, age) }, err)
		}),
	}
	ageFlag(c, &age)
	return c
}

func (p *printer) usage(u review.StoreUsage, age string) {
	var rows [][]string
	for _, k := range u.Kinds {
		if k.Files > 0 {
			rows = append(rows, []string{k.Kind, fmt.Sprint(k.Files), fmt.Sprint(k.Compressed), size(k.Bytes), day(k.Oldest), day(k.Newest)})
		}
	}
	if len(rows) == 0 {
		p.linef("nothing is kept yet")
		p.next("tuar sync")
		return
	}
	p.table([]column{
		{name: "what", keep: true}, {name: "files", right: true}, {name: "compressed", right: true}, {name: "size", right: true}, {name: "oldest"}, {name: "newest"},
	}, rows)
	if c := u.Compressed; c.Files > 0 {
		p.linef("compressing %s older than %s would save %s of %s", count(c.Files, "population"), age, size(c.Saves()), size(c.Before))
		p.next("tuar store compress --older-than " + age)
		return
	}
	p.linef("no plain population is older than %s and not in use", age)
}

func (s *session) storeCompressCommand() *cobra.Command {
	var age string
	c := &cobra.Command{
		Use:   "compress [flags]",
		Short: "Compress old populations; nothing is deleted",
		Long: `compress writes old populations as NAME.json.gz, reads each back, and only then removes the plain file. The newest and those
under review stay as they are. Everything reads compressed ones as before. Their names stay the SHA-256 of what they hold:

  gunzip -c populations/NAME.json.gz | sha256sum`,
		Example: `tuar store compress
tuar store compress --older-than 30d`,
		Args: takes(0, 0, ""),
		RunE: s.aged(&age, func(ctx context.Context, w *review.Workspace, olderThan time.Duration) (answer, error) {
			progress, clear := s.progress()
			done, err := w.CompressStore(ctx, olderThan, progress)
			clear()
			return answered(done, func(p *printer) {
				if done.Files == 0 {
					p.linef("no plain population is older than %s and not in use", age)
					return
				}
				p.hang(p.good("compressed:"), "%s, %s instead of %s", count(done.Files, "population"), size(done.After), size(done.Before))
			}, err)
		}),
	}
	ageFlag(c, &age)
	return c
}

// size returns a number of bytes as people read it.
func size(n int64) string {
	switch {
	case n < 1000:
		return count(int(n), "byte")
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	case n < 1000*1000*1000:
		return fmt.Sprintf("%.1f MB", float64(n)/1000/1000)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1000/1000/1000)
}
