package journal

import (
	"bytes"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/tuar-dev/tuar/review/record"
)

// parseAll parses every line; errs[i] says what is wrong with line i on its own. Lines do not depend on each other
// here, so many are parsed in parallel.
func parseAll(raws [][]byte) (lines []record.Line, errs []error) {
	lines, errs = make([]record.Line, len(raws)), make([]error, len(raws))
	parse := func(from, to int) {
		var p record.Parser
		for i := from; i < to; i++ {
			lines[i], errs[i] = p.Parse(bytes.TrimSuffix(raws[i], []byte{'\n'}))
		}
	}
	const few = 256
	if len(raws) <= few {
		parse(0, len(raws))
		return lines, errs
	}
	var g errgroup.Group
	part := (len(raws) + runtime.NumCPU() - 1) / runtime.NumCPU()
	for from := 0; from < len(raws); from += part {
		g.Go(func() error {
			parse(from, min(from+part, len(raws)))
			return nil
		})
	}
	_ = g.Wait() // parse keeps its errors in errs
	return lines, errs
}
