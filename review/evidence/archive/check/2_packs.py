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


