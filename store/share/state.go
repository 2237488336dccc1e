package share

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/atomicfile"
	"github.com/tuar-dev/tuar/store/disk"
)

func (s *Share) statePath() string { return filepath.Join(s.dir, "share.json") }

// load returns what this machine knows of sharing; nil if the workspace is not shared.
func (s *Share) load() (*share.State, error) {
	data, err := disk.ReadFile(s.statePath(), disk.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, disk.Fault(err, "reading how the workspace is shared")
	}
	var state share.State
	if err := json.Unmarshal(data, &state); err != nil || state.V != 1 || state.URL == "" {
		return nil, fault.New(fault.Failed, "%s does not say how the workspace is shared", s.statePath()).
			WithHint("take part anew: %s, then: %s", fault.LeaveShare.With(), fault.JoinShare.On("URL"))
	}
	return &state, nil
}

func (s *Share) save(state *share.State) error {
	data, err := json.MarshalIndent(state, "", "\t")
	if err == nil {
		err = atomicfile.Write(s.statePath(), 0o600, atomicfile.Bytes(append(data, '\n')))
	}
	return disk.Fault(err, "keeping how the workspace is shared")
}

// forget removes what belongs to sharing, but for what was refused.
func (s *Share) forget() error {
	err := os.Remove(s.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return disk.Fault(errors.Join(err, os.RemoveAll(s.repoDir())), "forgetting the shared repository")
}
