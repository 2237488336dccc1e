package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tuar-dev/tuar/review/evidence/pack"
	"github.com/tuar-dev/tuar/review/record"
	"github.com/tuar-dev/tuar/review/signature"
)

const maxSignature = 64 << 10

// checkSignedLines checks the signature of every signed line, and that no line claims a signature that it does not
// have. A line that was signed with a key after an owner had withdrawn it counts by the rest of it; it is named, and no
// fault of the pack: else whoever has an old key could spoil every pack with one line.
func (v *verification) checkSignedLines() string {
	if v.lines == nil {
		v.wrong("not checked, since a journal does not check out")
		return ""
	}
	var signed, withdrawn, countAs []string
	for _, l := range v.lines {
		sig, ok, err := signature.OfLine(l)
		switch {
		case err != nil:
			v.wrong("%v", err)
		case !ok:
		case v.withdrawn(l):
			known := v.standing.Known(l)
			countAs = append(countAs, string(known.Assurance))
			withdrawn = append(withdrawn, fmt.Sprintf("line %d of %s, %s, is signed by key %s%s; it says it is %s", l.Seq,
				l.Writer, l.Type, sig.Fingerprint, v.enrolled(l), l.Actor))
		case v.Revoked.Has(sig.PublicKey):
			v.wrong("line %d of %s, %s by %s, is signed by key %s, which is revoked", l.Seq, l.Writer, l.Type, l.Actor,
				sig.Fingerprint)
		case v.Allowed == nil:
			v.weak = v.weak || v.unvouched(l)
			signed = append(signed, fmt.Sprintf("line %d of %s, %s, is signed by key %s%s; it says it is %s", l.Seq, l.Writer,
				l.Type, sig.Fingerprint, v.enrolled(l), l.Actor))
		case !v.Allowed.Allows(l.Actor, sig.PublicKey, l.Time.Time):
			v.wrong("line %d of %s, %s by %s, is signed by key %s, which %s", l.Seq, l.Writer, l.Type, l.Actor,
				sig.Fingerprint, cmp.Or(v.Allowed.Bars(sig.PublicKey, l.Time.Time), "the allowed signers do not give to "+l.Actor))
		default:
			signed = append(signed, fmt.Sprintf("line %d of %s, %s, is signed by %s with key %s%s", l.Seq, l.Writer, l.Type,
				l.Actor, sig.Fingerprint, v.enrolled(l)))
		}
	}
	if n := len(withdrawn); n > 0 {
		v.weak = true
		slices.Sort(countAs)
		text := fmt.Sprintf("%s signed with a key that was withdrawn before: %s as %s", someSay(n, "line", "is", "are"),
			map[bool]string{true: "it counts", false: "they count"}[n == 1], strings.Join(slices.Compact(countAs), " or "))
		signed = slices.Concat([]string{text}, withdrawn, signed)
	}
	if len(signed) == 0 {
		return "no line is signed with an SSH key, and none claims to be"
	}
	return strings.Join(signed, "\n")
}

// enrolled says for whom an owner had enrolled the key that signed a line; empty if the record cannot tell.
func (v *verification) enrolled(l record.Line) string {
	if v.standing == nil {
		return ""
	}
	switch known := v.standing.Known(l); {
	case known.Key == "": // a line of a newer tuar
		return ""
	case known.KeyHolder == "":
		return ", that no one has vouched for: no owner had enrolled it"
	case known.Withdrawn:
		return ", which was enrolled for " + known.KeyHolder + " and withdrawn before"
	default:
		return ", enrolled for " + known.KeyHolder
	}
}

// withdrawn reports whether an owner had withdrawn the key that signed a line before.
func (v *verification) withdrawn(l record.Line) bool {
	return v.standing != nil && v.standing.Known(l).Withdrawn
}

// unvouched reports whether no owner had enrolled the key that signed a line.
func (v *verification) unvouched(l record.Line) bool {
	return v.standing != nil && v.standing.Known(l).KeyHolder == ""
}

// enrolledNow says for whom the record has the key enrolled at its end; empty if it cannot tell.
func (v *verification) enrolledNow(fingerprint string) string {
	if v.people == nil {
		return ""
	}
	switch owner, counts := v.people.KeyHolder(fingerprint); {
	case owner == "":
		return ", that no one has vouched for: no owner enrolled it"
	case !counts:
		return ", which was enrolled for " + owner + " and withdrawn"
	default:
		return ", enrolled for " + owner
	}
}

// checkSignature checks the signature of the manifest, and so of the whole pack.
func (v *verification) checkSignature() string {
	f := v.files[pack.SignaturePath]
	switch {
	case f == nil && v.nested:
		return "the signature of the archive, if there is one, covers the pack"
	case f == nil && v.Allowed != nil:
		v.wrong("%s is missing: no allowed signer answers for the pack", pack.SignaturePath)
		return ""
	case f == nil:
		return "the pack is not signed: it shows what agrees with itself, not who put it together"
	case v.manifest == nil:
		v.wrong("not checked, since there is no manifest")
		return ""
	}
	armoured, err := f.read(maxSignature)
	if err != nil {
		v.wrong("%s cannot be read: %v", pack.SignaturePath, err)
		return ""
	}
	sig, err := signature.Check(v.manifest, string(armoured))
	if err != nil {
		v.wrong("%s is not signed as it claims: %v", pack.ManifestPath, err)
		return ""
	}
	switch {
	case v.Revoked.Has(sig.PublicKey):
		v.wrong("%s is signed by key %s, which is revoked", pack.ManifestPath, sig.Fingerprint)
		return ""
	case v.people != nil:
		owner, counts := v.people.KeyHolder(sig.Fingerprint)
		if owner != "" && !counts {
			v.wrong("%s is signed by key %s%s", pack.ManifestPath, sig.Fingerprint, v.enrolledNow(sig.Fingerprint))
			return ""
		}
		v.weak = owner == "" && v.Allowed == nil
	default:
		v.weak = v.Allowed == nil
	}
	if v.Allowed == nil {
		return fmt.Sprintf("%s is signed by key %s%s; only a list of allowed signers can say who may sign packs",
			pack.ManifestPath, sig.Fingerprint, v.enrolledNow(sig.Fingerprint))
	}
	names := v.Allowed.Principals(sig.PublicKey, v.asOf())
	if len(names) == 0 {
		v.wrong("%s is signed by key %s, which %s", pack.ManifestPath, sig.Fingerprint,
			cmp.Or(v.Allowed.Bars(sig.PublicKey, v.asOf()), "the allowed signers do not name"))
		return ""
	}
	return fmt.Sprintf("%s is signed by %s with key %s%s", pack.ManifestPath, strings.Join(names, ", "), sig.Fingerprint,
		v.enrolledNow(sig.Fingerprint))
}

// asOf returns the time of the last line: the pack cannot be older.
func (v *verification) asOf() time.Time {
	if len(v.lines) == 0 {
		return time.Time{}
	}
	return v.lines[len(v.lines)-1].Time.Time
}
