package packet

import (
	"io"

	"github.com/tuar-dev/tuar/review/fault"
)

func (p Planned) writeWorkbook(io.Writer) error { return fault.New(fault.BadInput, "not yet") }
