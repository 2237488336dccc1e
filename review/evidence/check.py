#!/usr/bin/env python3
"""Checks an evidence pack of tuar without tuar. Python 3.8 or newer, nothing to install.

Run it in the folder into which the pack was unzipped: python3 check.py
It checks that every file is the one the manifest names, that every journal is one unbroken chain, and that every
population bears its name; then it derives the decisions anew from the journals and compares them with the table.
VERIFY.md says what that shows, and what it does not. It exits with 1 if any check fails.
"""
import csv
import hashlib
import heapq
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
GENESIS = "0" * 64
FIELDS = {"actor", "assurance", "data", "hash", "id", "prev", "seq", "time", "type", "v", "writer"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
failed = []


def check(name, problem=""):
    """Prints a check; a problem, if there is one, is what is wrong."""
    text = "FAIL  " + name + ": " + problem if problem else "pass  " + name
    print("".join(c if c.isprintable() else "?" for c in text))  # no name from outside moves the cursor
    if problem:
        failed.append(name)


def read(path):
    with open(os.path.join(ROOT, *path.split("/")), "rb") as f:
        return f.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# -- the manifest ------------------------------------------------------------------------------------------------------

def check_manifest():
    named = {}
    for line in read("MANIFEST.sha256").decode().splitlines():
        digest, path = line.split("  ", 1)
        named[path] = digest
    there = set()
    for folder, _, files in os.walk(ROOT):
        for f in files:
            there.add(os.path.relpath(os.path.join(folder, f), ROOT).replace(os.sep, "/"))
    there -= {"MANIFEST.sha256", "MANIFEST.sha256.sig"}
    wrong = ["%s is missing" % p for p in sorted(named.keys() - there)]
    wrong += ["%s is not named in it" % p for p in sorted(there - named.keys())]
    wrong += ["%s was changed" % p for p in sorted(named.keys() & there) if sha256(read(p)) != named[p]]
    check("manifest: %d files" % len(named), "; ".join(wrong))
    return sorted(named)


# -- the journals ------------------------------------------------------------------------------------------------------

def canonical(value):
    """RFC 8785, for what journals hold: sorted keys, no white space, no fractions."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def no_fraction(text):
    raise ValueError("%s is not an integer" % text)


def read_journal(path):
    """Returns the lines of a journal up to the first that does not check out, and what is wrong with that one."""
    lines, prev = [], None
    raws = read(path).split(b"\n")
    if raws.pop() != b"":
        return lines, "the last line has no end"
    for n, raw in enumerate(raws, 1):
        try:
            line = json.loads(raw.decode(), parse_float=no_fraction, parse_constant=no_fraction)
            if not isinstance(line, dict) or set(line) - {"seen"} != FIELDS or line["v"] != 1 or line.get("seen", True) in ({}, None):
                return lines, "line %d is no journal line" % n
            unsigned = {k: v for k, v in line.items() if k != "hash"}
            if canonical(line).encode() != raw:
                return lines, "line %d is not in canonical form" % n
            if sha256(canonical(unsigned).encode()) != line["hash"]:
                return lines, "line %d was changed: its hash is not that of its content" % n
        except (ValueError, UnicodeError) as e:
            return lines, "line %d cannot be read: %s" % (n, e)
        if line["writer"] != path[len("journal/"):-len(".jsonl")]:
            return lines, "line %d was written by somebody else" % n
        if line["seq"] != n or line["prev"] != (prev["hash"] if prev else GENESIS):
            return lines, "line %d does not follow the line before it" % n
        if not TIME.fullmatch(line["time"]):
            return lines, "line %d has no time" % n
        lines.append(line)
        prev = line
    return lines, ""


def check_journals(paths, pack):
    journals, heads = {}, []
    for path in paths:
        own, problem = read_journal(path)
        check("%s: %d lines, one chain" % (path, len(own)), problem)
        if own:
            journals[own[-1]["writer"]] = own
            heads.append({"writer": own[-1]["writer"], "lines": len(own), "head": own[-1]["hash"]})
    check("pack.json names the heads of the journals", "" if heads == pack["journals"] else "they end elsewhere")
    lines = order(journals)
    check_heads(lines)
    check_signatures(lines)
    return lines


def place(line):
    return "journal/%s.jsonl, line %d" % (line["writer"], line["seq"])


def known(line):
    """The heads that a line names, as writer, number and hash: those its writer had seen since its own last line, and those
    that a sign-off or closing names."""
    seen = [(writer, head["seq"], head["hash"]) for writer, head in line.get("seen", {}).items()]
    return seen + [(head["writer"], head["seq"], head["hash"]) for head in line["data"].get("heads", [])]


def order(journals):
    """All lines, each after those it names; of the lines that may come next, the first by time and writer."""
    lines, taken, ready, waiting = [], dict.fromkeys(journals, 0), [], {}

    def ask(writer):
        if taken[writer] == len(journals[writer]):
            return
        line = journals[writer][taken[writer]]
        for other, seq, _ in known(line):
            if other != writer and other in journals and taken[other] < min(seq, len(journals[other])):
                return waiting.setdefault(other, []).append(writer)
        heapq.heappush(ready, (line["time"], writer))

    for writer in journals:
        ask(writer)
    while ready:
        _, writer = heapq.heappop(ready)
        lines.append(journals[writer][taken[writer]])
        taken[writer] += 1
        for one in [writer] + waiting.pop(writer, []):
            ask(one)
    lost = [journals[writer][n] for writer, n in taken.items() if n < len(journals[writer])]
    check("the lines of all journals have an order", "; ".join("%s waits for lines that wait for it" % place(line) for line in lost))
    return lines


def check_heads(lines):
    """The lines that a line names are there, before it, and as they were."""
    at, wrong, count = {}, [], 0
    for line in lines:
        named = known(line)
        count += 1 if named else 0
        wrong += ["%s names line %d of %s, which is missing or another" % (place(line), seq, writer)
                  for writer, seq, digest in named if at.get((writer, seq)) != digest]
        if line["writer"] in line.get("seen", {}):
            wrong.append("%s names its own journal" % place(line))
        at[line["writer"], line["seq"]] = line["hash"]
    check("%d lines name where other journals ended, and that is there" % count, "; ".join(wrong))


def check_signatures(lines):
    """A line that claims an SSH signature says what was signed. Whether the key is its actor's, only a list of keys can say."""
    wrong, count, keygen = [], 0, shutil.which("ssh-keygen")
    for line in lines:
        data, stamp = line["data"], line["data"].get("signature")
        if line["assurance"] != "ssh" and stamp is None:
            continue
        count += 1
        text = canonical({"actor": line["actor"], "data": {k: v for k, v in data.items() if k != "signature"}, "type": line["type"], "v": 1})
        if not isinstance(stamp, dict) or set(stamp) != {"armoured", "key", "signed"}:
            wrong.append("%s claims to be signed, but bears no signature" % place(line))
        elif stamp["signed"] != text:
            wrong.append("%s says something else than what was signed" % place(line))
        elif keygen and not signed_by(keygen, text, stamp):
            wrong.append("%s is not signed as it claims" % place(line))
    how = "" if keygen or not count else "; the signatures themselves are not checked: there is no ssh-keygen"
    check("%d lines claim an SSH signature, and say what was signed%s" % (count, how), "; ".join(wrong))


def signed_by(keygen, text, stamp):
    """Whether ssh-keygen finds that the key which the line names signed the text for tuar."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "signature")
        with open(path, "w", encoding="utf-8") as f:
            f.write(stamp["armoured"])
        said = subprocess.run([keygen, "-Y", "check-novalidate", "-n", "tuar", "-s", path], input=text.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return said.returncode == 0 and stamp["key"] in said.stdout.decode("utf-8", "replace").split()


# -- the campaigns, folded from the journals ---------------------------------------------------------------------------

class Campaign:
    def __init__(self, line):
        self.state, self.population, self.reviewers = "draft", "", list(line["data"]["reviewers"])
        self.share, self.decisions, self.signed = {}, {}, {}  # item: reviewer; item: lines, the last in force; reviewer: time
        self.effects = [(line, "", "")]  # lines that changed something: the item, or whose share, or with neither everything

    def reviews(self, email):
        return email.lower() in [r.lower() for r in self.reviewers]

    def locked(self, item):
        return self.state == "closed" or self.share[item].lower() in self.signed

    def opened(self, line):
        data = line["data"]
        if self.state != "draft":
            return
        self.state, self.population = "open", data["population"]
        self.effects.append((line, "", ""))
        for share in data["shares"]:
            for item in share["items"]:
                self.share.setdefault(item, share["reviewer"])

    def delegated(self, line):
        data = line["data"]
        if self.state != "open" or data["to"].lower() in self.signed:
            return
        if not self.reviews(data["to"]):
            self.reviewers.append(data["to"])
        for item in data["items"]:
            if item in self.share and not self.locked(item):
                self.effects.append((line, item, self.share[item].lower()))
                self.share[item] = data["to"]

    def decided(self, line):
        item = line["data"]["item"]
        if self.state == "open" and self.reviews(line["actor"]) and item in self.share and not self.locked(item):
            self.effects.append((line, item, ""))
            self.decisions.setdefault(item, []).append(line)

    def undone(self, line):
        item = line["data"]["item"]
        made = self.decisions.get(item)
        if self.state == "open" and item in self.share and not self.locked(item) and made and made[-1]["hash"] == line["data"]["line"]:
            self.effects.append((line, item, ""))
            made.pop()

    def signed_off(self, line):
        who = line["actor"].lower()
        if self.state == "open" and who not in self.signed:
            self.effects.append((line, "", who))
            self.signed[who] = line["time"]

    def closed(self, line):
        if self.state != "closed":
            self.effects.append((line, "", ""))
            self.state = "closed"

    def contradictions(self, line):
        """Lines that changed what a sign-off or closing is about and come before it, though it did not know them."""
        who, data = line["actor"].lower(), line["data"]
        knows = {line["writer"]: line["seq"]}
        for head in data.get("heads", []):
            knows[head["writer"]] = max(head["seq"], knows.get(head["writer"], 0))
        for effect, item, reviewer in self.effects if data.get("heads") else []:
            about = line["type"] == "campaign.closed" or not item and not reviewer or reviewer == who or self.share.get(item, "").lower() == who
            if about and effect["seq"] > knows.get(effect["writer"], 0):
                yield "%s claims to come before %s, which did not know it" % (place(effect), place(line))


def fold(lines):
    """Every campaign as the lines leave it, and lines that were put in later. A line that contradicts what came before it has
    no effect."""
    book, acts, wrong = {}, {}, []

    def whole(line, effect):
        """The lines of one act count only when all are there."""
        bulk = line["data"].get("bulk", 0)
        if bulk <= 1:
            return effect()
        key = line["writer"], line["data"].get("batch", "")
        want, effects = acts.setdefault(key, (bulk, []))
        effects.append(effect)
        if len(effects) >= want:
            del acts[key]
            for one in effects:
                one()

    for line in lines:
        kind, data = line["type"], line["data"]
        c = book.get(data.get("campaign"))
        if kind in ("campaign.signed-off", "campaign.closed") and c is not None:
            wrong += c.contradictions(line)
        if kind == "campaign.created" and c is None:
            book[data["campaign"]] = Campaign(line)
        elif c is None:
            continue
        elif kind == "campaign.opened":
            c.opened(line)
        elif kind == "campaign.delegated":
            c.delegated(line)
        elif kind == "decision.made" and data["decision"] in ("certify", "reduce", "revoke", "abstain"):
            whole(line, lambda c=c, line=line: c.decided(line))
        elif kind == "decision.undone":
            whole(line, lambda c=c, line=line: c.undone(line))
        elif kind == "campaign.signed-off":
            c.signed_off(line)
        elif kind == "campaign.closed":
            c.closed(line)
    check("no line was put in that a sign-off or closing would have known", "; ".join(wrong))
    return book


# -- the tables --------------------------------------------------------------------------------------------------------

def short(time):
    """A time without the zeros at its end, as the tables write it."""
    return (time[:-1].rstrip("0").rstrip(".") + "Z") if "." in time else time


def holders(population):
    """Who is in a population, by item: kind, e-mail address, name, role."""
    roles = {r["id"]: r["name"] for r in population["roles"] or []}
    people = {}
    for u in population["users"] or []:
        role = roles.get(u["role_id"], "") or u["role_id"] or "none"
        people["user/" + u["id"]] = {"kind": "user", "email": u["email"], "name": "", "role_id": u["role_id"], "role": role}
    for k in population["api_keys"] or []:
        role = roles.get(k["role_id"], k.get("role_name", "")) or k["role_id"] or "none"
        people["key/" + k["client_id"]] = {
            "kind": "key", "email": k.get("owner_email", ""), "name": k["name"], "role_id": k["role_id"], "role": role}
    return people


def derive_decisions(campaign, people):
    """The rows of the decisions table: every item, with the decision in force."""
    for item in sorted(campaign.share):
        row = {"item": item, "share": campaign.share[item], "decision": "undecided",
               "signed_off_at": short(campaign.signed.get(campaign.share[item].lower(), ""))}
        row.update(people.get(item, {}))
        made = campaign.decisions.get(item)
        if made:
            line, data = made[-1], made[-1]["data"]
            row.update({
                "decision": data["decision"], "to_role_id": data.get("to_role", ""), "to_role": data.get("to_role_name", ""),
                "reason": data.get("reason", ""), "reviewer": line["actor"], "assurance": line["assurance"],
                "decided_at": short(line["time"]), "dwell_ms": data["dwell_ms"], "bulk_size": data["bulk"],
                "carried_forward": data.get("carried", False), "hints": " ".join(data["hints"]),
                "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]})
        yield row


def cell(value):
    """A value as a CSV holds it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def plain(text):
    """A cell with the characters that the tables spell out, such as a line break, put back."""
    return re.sub("⟨U\\+([0-9A-F]{4,6})⟩", lambda m: chr(int(m.group(1), 16)), text)


def compare(name, header, rows, want):
    """Compares the cells of a CSV with values. An apostrophe keeps spreadsheets from taking a text for a formula."""
    count = 0
    for n, (row, values) in enumerate(zip(rows, want), 1):
        if len(row) != len(header) or set(values) - set(header):
            return check(name, "row %d lacks a cell" % n)
        for column, got in zip(header, row):
            value = plain(cell(values.get(column)))
            if plain(got) not in (value, "'" + value):
                return check(name, "row %d, %s: the table says %r, it must be %r" % (n, column, got, value))
        count = n
    more = len(rows) - count or len(want) - count
    check("%s: %d rows" % (name, count), "there are %d rows in the table and %d must be" % (len(rows), len(want)) if more else "")


def main():
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    csv.field_size_limit(1 << 30)
    paths = check_manifest()
    pack = json.loads(read("pack.json"))
    lines = check_journals([p for p in paths if p.startswith("journal/")], pack)
    check("pack.json is as of the last line", "" if lines and pack["as_of"] == short(lines[-1]["time"]) else "it is not")
    names = [p[len("populations/"):-len(".json")] for p in paths if p.startswith("populations/")]
    for name in names:
        check("population %s bears its name" % name, "" if sha256(read("populations/%s.json" % name)) == name else "it holds something else")
    check("pack.json names the populations", "" if names == pack["populations"] else "it names others")
    campaign = fold(lines).get(pack["campaign"])
    found = campaign and campaign.state == pack["state"] and campaign.population == pack["population"] and pack["population"] in names
    check("the journals know the campaign, %s, on its population" % pack["state"], "" if found else "they do not")
    tables = {}
    for name in [p[len("tables/"):-len(".csv")] for p in paths if p.startswith("tables/") and p.endswith(".csv")]:
        rows = list(csv.reader(io.StringIO(read("tables/%s.csv" % name).decode(), newline="")))
        tables[name] = rows
        compare("tables/%s.csv says what its JSON says" % name, rows[0], rows[1:], json.loads(read("tables/%s.json" % name)))
    if found and "decisions" in tables:
        people = holders(json.loads(read("populations/%s.json" % pack["population"])))
        rows = tables["decisions"]
        compare("decisions, derived anew from the journals", rows[0], rows[1:], list(derive_decisions(campaign, people)))
    else:
        check("decisions, derived anew from the journals", "there is nothing to derive them from")
    print("FAILED: %d checks" % len(failed) if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
