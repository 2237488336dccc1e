"""Checks an archive of evidence packs with Python's standard library alone. See VERIFY.md for what each check does.

Every pack has a check.py of its own, which this one runs: read both before you trust them."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

if sys.version_info < (3, 6):
    sys.exit("check.py needs Python 3.6 or newer; this is Python %d.%d" % sys.version_info[:2])

ROOT = os.path.dirname(os.path.abspath(__file__))
PACK = re.compile(r"packs/[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\.zip")
INSIDE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)?")
LARGEST = 2 << 30  # bytes that a pack unpacks to
NEVER_GRANTED = ("denied", "withdrawn", "expired", "failed")
failed = []


def show(text):
    print("".join(c if c.isprintable() else "?" for c in text))  # no name from outside moves the cursor


def check(name, problem=""):
    """Prints a check; a problem, if there is one, is what is wrong."""
    show("FAIL  " + name + ": " + problem if problem else "pass  " + name)
    if problem:
        failed.append(name)


def attempt(name, do, *args):
    """Does one step. Whatever a file holds that no step expects is a fault of that file."""
    try:
        return do(*args)
    except (Exception, RecursionError) as e:
        check(name, "it cannot be checked: %s" % (e or type(e).__name__))
        return None


def read(path):
    with open(os.path.join(ROOT, *path.split("/")), "rb") as f:
        return f.read()


def digest(path):
    """The SHA-256 of a file, of which only a part is in memory at a time."""
    total = hashlib.sha256()
    with open(os.path.join(ROOT, *path.split("/")), "rb") as f:
        for part in iter(lambda: f.read(1 << 20), b""):
            total.update(part)
    return total.hexdigest()


def check_manifest():
    named = {}
    for line in read("MANIFEST.sha256").decode("utf-8").split("\n"):
        want, gap, path = line.partition("  ")
        if line and (not gap or path in named):
            raise ValueError("the line %r names no file, or one that was named before" % line)
        if line:
            named[path] = want
    there = set()
    for folder, _, files in os.walk(ROOT):
        for f in files:
            there.add(os.path.relpath(os.path.join(folder, f), ROOT).replace(os.sep, "/"))
    there -= {"MANIFEST.sha256", "MANIFEST.sha256.sig"}
    wrong = ["%s is missing" % p for p in sorted(named.keys() - there)]
    wrong += ["%s is not named in it" % p for p in sorted(there - named.keys())]
    wrong += ["%s was changed" % p for p in sorted(named.keys() & there) if digest(p) != named[p]]
    check("manifest: %d files" % len(named), "; ".join(wrong))
    return sorted(named)


# -- the packs ---------------------------------------------------------------------------------------------------------

def unpack(path, folder):
    """Unpacks a pack into an empty folder: plain files of plain names, and no more of them than fit."""
    with zipfile.ZipFile(os.path.join(ROOT, *path.split("/"))) as z:
        names = [i.filename for i in z.infolist()]
        strange = [n for n in names if not INSIDE.fullmatch(n)] or [n for n in names if names.count(n) > 1]
        if strange or sum(i.file_size for i in z.infolist()) > LARGEST:
            raise ValueError("it is no pack: " + (strange[0] if strange else "it unpacks to too much"))
        z.extractall(folder)


def check_pack(path):
    """Runs the check of a pack, prints what it says, and returns what else is compared."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(path, folder)
        said = subprocess.run([sys.executable, "-I", os.path.join(folder, "check.py")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in said.stdout.decode("utf-8", "replace").splitlines():
            show("      " + line)
        check("%s, by its own check.py" % path, "" if said.returncode == 0 else "it does not check out; see above")

        def inside(name):
            with open(os.path.join(folder, *name.split("/")), "rb") as f:
                return f.read()
        index = json.loads(inside("pack.json").decode("utf-8"))
        lines = []
        for name in sorted(os.listdir(os.path.join(folder, "journal"))):
            lines += [json.loads(line) for line in inside("journal/" + name).decode("utf-8").splitlines() if '"type":"campaign.' in line or '"type":"elevation.requested"' in line]
        return {
            "index": index, "check.py": hashlib.sha256(inside("check.py")).hexdigest(), "lines": lines,
            "refused": {row["journal_hash"] for row in table(inside("tables/refused.csv"))}, "elevations": table(inside("tables/elevations.csv")),
        }


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def check_packs(packs, archive):
    """What the packs say together: one record, one script, and the campaigns that archive.json names."""
    heads = [p["index"]["journals"] for p in packs.values()]
    check("all packs rest on the journals that archive.json names", "" if all(h == archive["journals"] for h in heads) else "they do not")
    scripts = sorted({p["check.py"] for p in packs.values()})
    check("all packs have the same check.py, SHA-256 " + scripts[0], "" if len(scripts) == 1 else "there are %d" % len(scripts))
    want = [{
        "path": path, "campaign": i["campaign"], "campaign_name": i["campaign_name"], "state": i["state"], "final": i["final"], "scope": i["scope"], "due": i["due"],
        "opened_at": i["opened_at"], "closed_at": i["closed_at"], "items": i["items"], "decided": i["decided"]}
        for path, i in sorted((path, p["index"]) for path, p in packs.items())]
    check("archive.json says of the packs what they say", "" if want == archive["packs"] else "it says something else")
    check("archive.json is as of the last line", "" if all(p["index"]["as_of"] == archive["as_of"] for p in packs.values()) else "it is not")


# -- what belongs to the period ----------------------------------------------------------------------------------------

def check_campaigns(lines, refused, packs, archive):
    """Every campaign that was open in the period has a pack, and no other."""
    begun, over = {}, {}
    for line in sorted(lines, key=lambda line: line["time"]):
        if line["hash"] not in refused and line["type"] == "campaign.opened":
            begun.setdefault(line["data"]["campaign"], line["time"][:10])
        if line["hash"] not in refused and line["type"] in ("campaign.closed", "campaign.voided"):
            over.setdefault(line["data"]["campaign"], line["time"][:10])
    want = {c for c, day in begun.items() if day <= archive["to"] and over.get(c, "9999") >= archive["from"]}
    there = {p["index"]["campaign"] for p in packs.values()}
    wrong = ["%s has no pack" % c for c in sorted(want - there)] + ["%s was not open then" % c for c in sorted(there - want)]
    check("every campaign that was open from %s to %s has a pack: %d" % (archive["from"], archive["to"], len(want)), "; ".join(wrong))


def check_elevations(lines, rows, archive):
    """The elevations of the period are those of the packs, and none is left out. Each pack derives them from the journals."""
    asked = {}
    for line in lines:
        if line["type"] == "elevation.requested":
            asked.setdefault(line["data"]["elevation"], line["time"])
    want = []
    for row in rows:
        begun, over = asked[row["id"]], row["ended_at"] or (asked[row["id"]] if row["state"] in NEVER_GRANTED else "9999")
        if begun[:10] <= archive["to"] and over[:10] >= archive["from"]:
            want.append(dict(row, source=archive["source"]))
    header = list(csv.reader(io.StringIO(read("tables/elevations.csv").decode("utf-8"), newline="")))[0]
    there = [dict(row) for row in table(read("tables/elevations.csv"))]
    same = there == want and (not want or set(header) == set(want[0])) and len(there) == archive["elevations"]
    check("tables/elevations.csv has the elevations of the period: %d" % len(want), "" if same else "it has others, or says something else of them")
    values = json.loads(read("tables/elevations.json").decode("utf-8"))
    check("tables/elevations.json has the same rows", "" if [row["id"] for row in values] == [row["id"] for row in there] else "it has others")


def main():
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", line_buffering=True)
    csv.field_size_limit(1 << 30)
    paths = attempt("manifest", check_manifest) or []
    archive = attempt("archive.json", lambda: json.loads(read("archive.json").decode("utf-8")))
    packs = {}
    for path in (p for p in paths if PACK.fullmatch(p)):
        found = attempt(path, check_pack, path)
        if found:
            packs[path] = dict(found, lines=[]) if packs else found  # the journals are the same in all: one reading is enough
    if archive and packs:
        first = packs[min(packs)]
        attempt("the packs together", check_packs, packs, archive)
        attempt("the campaigns of the period", check_campaigns, first["lines"], first["refused"], packs, archive)
        attempt("the elevations of the period", check_elevations, first["lines"], first["elevations"], archive)
    else:
        check("the packs together", "there is no pack, or no archive.json")
    show("not checked here: what RETENTION.md says, beside that it is the one of the manifest; the signature of the manifest, if there is one "
         "(see VERIFY.md). tuar evidence verify checks both.")
    show("FAILED: %d checks" % len(failed) if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
