package share

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tuar-dev/tuar/review/fault"
	"github.com/tuar-dev/tuar/review/share"
	"github.com/tuar-dev/tuar/store/attachment"
)

// takeAttachments keeps the files of the commit that are not here and bear their names. It does so before any line that may
// name them is taken.
func (x *exchange) takeAttachments(ctx context.Context, v survey, at time.Time) error {
	have, err := x.attachments.List()
	if err != nil {
		return err
	}
	var missing []entry
	for _, name := range slices.Sorted(maps.Keys(v.attachments)) {
		e := v.attachments[name]
		switch {
		case slices.Contains(have, name):
		case e.size > attachment.Most:
			x.refuseAttachment(e, fmt.Sprintf("it has %d bytes, and no more than %d are read", e.size, attachment.Most), "", at)
		default:
			missing = append(missing, e)
		}
	}
	return x.r.read(ctx, missing, func(e entry, data []byte) error {
		if !attachment.Bears(data, e.path) {
			aside, err := x.setAside(attachments+"/"+e.path, data)
			x.refuseAttachment(e, "it does not hold what its name says", aside, at)
			return err
		}
		_, err := x.attachments.Keep(ctx, data)
		return err
	})
}

func (x *exchange) refuseAttachment(e entry, why, aside string, at time.Time) {
	x.refused = append(x.refused, share.Refusal{File: attachments + "/" + e.path, Why: why, Kept: aside, At: at, SeenBy: []string{}})
}

// unsentAttachments returns the files that the commit lacks. One that is damaged here is left out: who needs it says so.
func (x *exchange) unsentAttachments(ctx context.Context, v survey) (files []file, err error) {
	have, err := x.attachments.List()
	if err != nil {
		return nil, err
	}
	for _, name := range have {
		if _, there := v.attachments[name]; there {
			continue
		}
		data, err := x.attachments.Attachment(ctx, name)
		switch {
		case fault.KindOf(err) == fault.Damaged:
		case err != nil:
			return nil, err
		default:
			files = append(files, file{attachments + "/" + name, data})
		}
	}
	return files, nil
}
