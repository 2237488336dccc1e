package review

import (
	"maps"

	"github.com/tuar-dev/tuar/review/campaign"
	"github.com/tuar-dev/tuar/review/elevation"
	"github.com/tuar-dev/tuar/review/reconcile"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/remediation"
	"github.com/tuar-dev/tuar/review/settings"
)

// Shapes are what the data of every type of line must look like. A line of a type that is not among them is of a newer tuar
// and has no effect here.
func Shapes() record.Shapes {
	all := record.Shapes{
		TypeConnected: record.ShapeOf[Connected](), TypeDisconnected: record.ShapeOf[Disconnected](), TypeSynced: record.ShapeOf[Synced](),
		TypeSyncFailed: record.ShapeOf[SyncFailed](), settings.TypeChanged: record.ShapeOf[settings.Changed](), settings.TypeAdopted: record.ShapeOf[settings.Adopted](),
		reconcile.TypeReconciled: record.ShapeOf[reconcile.Outcome](),
	}
	for _, some := range []record.Shapes{campaign.Shapes(), remediation.Shapes(), elevation.Shapes()} {
		maps.Copy(all, some)
	}
	return all
}
