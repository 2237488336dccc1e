#!/usr/bin/env python3
# Needs Python 3.6 or newer, and nothing else.
"""Checks an evidence pack of tuar without tuar.

Run it in the folder into which the pack was unzipped: python3 check.py
It checks that every file is the one the manifest names, that every journal is one unbroken chain of lines which say what
lines of their type must, and that every population bears its name and came from Torq; it makes the populations anew from
Torq's raw answers where these were kept; then it derives the decisions anew from the journals and compares them with the
table. At the end it names what it did not check. VERIFY.md says what all that shows, and what it
does not. It exits with 1 if any check fails.
"""
import csv
import datetime
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
import unicodedata
import urllib.parse

if sys.version_info < (3, 6):
    sys.exit("check.py needs Python 3.6 or newer; this is Python %d.%d" % sys.version_info[:2])

ROOT = os.path.dirname(os.path.abspath(__file__))
GENESIS = "0" * 64
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
DEEPEST = 64  # lists and objects in one another
failed = []
unchecked = []  # what this pack holds beside what no run of this script checks

# What things must look like. tuar fills this in when it makes the pack, from the types with which it reads and writes them.
# "?" ends the name of what may be missing; "*" stands for any name.
LINE = {}
SHAPES = {}
POPULATION = {}
INDEX = {}
HOSTS = {}  # of Torq's API, by region


def show(text):
    print("".join(c if c.isprintable() else "?" for c in text))  # no name from outside moves the cursor


def check(name, problem=""):
    """Prints a check; a problem, if there is one, is what is wrong."""
    show("FAIL  " + name + ": " + problem if problem else "pass  " + name)
    if problem:
        failed.append(name)


def attempt(name, do, *args):
    """Does one step. Whatever a file holds that no step expects is a fault of that file, said as a sentence."""
    try:
        return do(*args)
    except (Exception, RecursionError) as e:
        check(name, "it cannot be checked: %s" % reason(e))
        return None


def reason(e):
    """What went wrong, as a sentence."""
    if isinstance(e, OSError):
        return "%s: %s" % (os.path.basename(str(e.filename)), e.strerror)
    words = {KeyError: "%s is missing", UnicodeError: "there is text that is not UTF-8 (%s)", RecursionError: "it is nested too deep (%s)"}
    for kind, text in words.items():
        if isinstance(e, kind):
            return text % e
    return str(e) or "it is not what it must be"


def read(path):
    with open(os.path.join(ROOT, *path.split("/")), "rb") as f:
        return f.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# -- the manifest ------------------------------------------------------------------------------------------------------

def check_manifest():
    named = {}
    for line in read("MANIFEST.sha256").decode("utf-8").split("\n"):
        digest, gap, path = line.partition("  ")
        if line and (not gap or path in named):
            raise ValueError("the line %r names no file, or one that was named before" % line)
        if line:
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


# -- what JSON must look like -------------------------------------------------------------------------------------------

def pairs(members):
    """An object of which no name is there twice."""
    if len(dict(members)) < len(members):
        names = [name for name, _ in members]
        raise ValueError("it names %r twice" % max(names, key=names.count))
    return dict(members)


def whole(text):
    if len(text) > 20:
        raise ValueError("a number has %d digits" % len(text))
    return int(text)


def no_number(text):
    raise ValueError("%s is no number" % text)


def decode(data):
    return json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_int=whole, parse_constant=no_number)


def is_time(text, form):
    try:
        return bool(form.fullmatch(text)) and bool(datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))
    except ValueError:
        return False


def misfit(value, shape, place="it"):
    """What keeps a value from having a shape, as a sentence; empty if nothing does."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return "" if value is None else "%s must be a list" % place
        found = (misfit(one, shape[0], "%s[%d]" % (place, n)) for n, one in enumerate(value))
        return next((text for text in found if text), "")
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return "%s must be an object" % place
        known = {name.rstrip("?"): (name, inner) for name, inner in shape.items()}
        for name, one in value.items():
            if name not in known and "*" not in known:
                return "%s has the name %s, which must not stand there" % (place, ascii(name))
            text = misfit(one, known.get(name, known.get("*"))[1], "%s.%s" % (place, name))
            if text:
                return text
        missing = [name for name, (spelt, _) in sorted(known.items()) if spelt == name != "*" and name not in value]
        return "%s.%s is missing" % (place, missing[0]) if missing else ""
    fits = {"text": isinstance(value, str), "flag": isinstance(value, bool), "any": True,
            "integer": isinstance(value, int) and not isinstance(value, bool) and -2**63 <= value < 2**63,
            "time": isinstance(value, str) and is_time(value, TIME), "moment": isinstance(value, str) and is_time(value, MOMENT)}
    words = {"text": "a text", "flag": "true or false", "integer": "a whole number", "time": "a time in UTC with nine digits of seconds",
             "moment": "a time of RFC 3339"}
    return "" if fits[shape] else "%s must be %s" % (place, words[shape])


def foreign(value, depth=0):
    """What has no place in a journal at all, as a sentence: null, fractions, numbers that not every program holds, depth."""
    if isinstance(value, (dict, list)):
        if depth == DEEPEST:
            return "it is nested deeper than %d levels" % DEEPEST
        inner = value.values() if isinstance(value, dict) else value
        return next((text for text in (foreign(one, depth + 1) for one in inner) if text), "")
    if value is None:
        return "null has no place in the record"
    if isinstance(value, float) or isinstance(value, int) and abs(value) >= 2**53:
        return "the number %r is not an integer within 2^53" % value
    return ""


# -- where the populations came from -----------------------------------------------------------------------------------

def check_source(populations, pack):
    """Where the populations came from, as the tables say it; of several the worst counts. What does not come from Torq fails,
    unless the pack calls itself simulated."""
    order, worst, others, accounts = ("Torq", "not recorded", "simulated", "made"), "Torq", set(), {}
    for p in populations:
        source = "Torq" if p["calls"] else "not recorded"
        for call in p["calls"] or []:
            host, torq, tls = call.get("host", ""), call.get("host") in HOSTS.values(), call.get("scheme") == "https" and "certificate" in call
            if not host:
                source = max(source, "not recorded", key=order.index)
            elif not torq or not tls or call.get("port") != 443:
                source = "made"
                others.add(host if not torq else "%s:%d" % (host, call.get("port", 0)) if tls else host + " without TLS")
        source = "simulated" if p["tool"].get("simulated") else source
        worst = max(worst, source, key=order.index)
        if "account" in p:
            accounts[p["account"]["id"]] = p["account"].get("name", "")
    made = "made from %s: not Torq" % ", ".join(sorted(others)) if others else "not Torq"
    said = made if worst == "made" else "simulated: " + made if worst == "simulated" else worst
    if worst == "not recorded":
        unchecked.append("where the populations came from, which is not recorded")
    wrong = made if worst == "made" else "pack.json says another" if pack["source"] != said else ""
    wrong = wrong or ("they are of %d Torq workspaces" % len(accounts) if len(accounts) > 1 else "")
    check("source" if wrong else "source: " + said, wrong)
    return said


# -- the populations, made anew from Torq's raw answers ----------------------------------------------------------------

ANSWERS = {"/users": "users", "/users/roles": "roles", "/roles": "roles", "/api-keys": "api_keys", "/sso/claim_mappings": "claim_mappings"}


def moment(text):
    """A time in UTC without zeros at its end; empty for never, and for what is no time."""
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|([+-])([0-9]{2}):([0-9]{2}))", text or "")
    try:
        at = datetime.datetime.strptime(found.group(1), "%Y-%m-%dT%H:%M:%S")
        if found.group(4):
            at -= int(found.group(4) + "1") * datetime.timedelta(hours=int(found.group(5)), minutes=int(found.group(6)))
    except (AttributeError, ValueError, OverflowError):
        return ""
    never = at == datetime.datetime(1970, 1, 1) or at == datetime.datetime(1, 1, 1)
    return "" if never else at.isoformat() + ((found.group(2) or "")[:10].rstrip("0").rstrip(".")) + "Z"


def read_answers(population):
    """The rows of every list, by path and kind of user and then by ID, from raw answers that are whole: each page is the one
    the page before names, and the last names none."""
    lists, follows = {}, {}
    for call in population["calls"]:
        query = dict(urllib.parse.parse_qsl(call.get("query", "")))
        token, path = query.get("page_token", ""), call["path"].replace("/public/v1alpha", "", 1)
        which = (path, query.get("sso_provision", ""))
        if follows.get(which, "") != token or which in follows and not token:
            raise ValueError("the pages of %s are not in their order" % path)
        follows[which] = ""
        if call["status"] != 200:
            continue
        data = read("answers/%s.json" % call["sha256"])
        answer = decode(data)
        rows = answer.get(ANSWERS[path]) or []
        if sha256(data) != call["sha256"] or len(rows) != call["rows"]:
            raise ValueError("the answer %s is another, or has other rows" % call["sha256"])
        follows[which] = answer.get("next_page_token") or ""
        for row in rows:
            lists.setdefault(which, {}).setdefault(row["client_id" if path == "/api-keys" else "id"], row)
        lists.setdefault(which, {})
    wanted = {("/users", "true"), ("/users", "false"), ("/users/roles", ""), ("/roles", ""), ("/api-keys", ""), ("/sso/claim_mappings", "")}
    if set(follows) != wanted or any(follows.values()) or not {("/users", "true"), ("/users", "false")} <= set(lists):
        raise ValueError("a list was not read, or not to its end")
    return lists


def made_from(lists):
    """What a population must hold, by list and ID, by the rows of the answers."""
    def row(must, may):
        return dict(must, **{name: value for name, value in may.items() if value not in ("", None, [])})

    def of(source, **names):
        return {name: source.get(theirs) or "" for name, theirs in names.items()}

    def times(source, **names):
        return {name: moment(source.get(theirs)) for name, theirs in names.items()}

    users, keys, mappings, roles = {}, {}, {}, {}
    for kind in ("true", "false"):  # a user in both counts as the local one
        for ident, u in lists["/users", kind].items():
            must = of(u, id="id", email="email", role_id="role_id", status="status")
            users[ident] = row(dict(must, sso=bool(u.get("sso_provision"))), times(u, created_at="created_time", last_login_at="last_login_time"))
    for ident, k in lists.get(("/api-keys", ""), {}).items():
        may = dict(of(k, role_name="role_name"), **of(k.get("user") or {}, owner_id="id", owner_email="email"))
        may.update(times(k, created_at="created_time", last_used_at="last_authenticated_time"))
        keys[ident] = row(of(k, client_id="client_id", name="name", type="type", role_id="role_id"), may)
    for ident, m in lists.get(("/sso/claim_mappings", ""), {}).items():
        mappings[ident] = dict(of(m, id="id", claim_name="claim_name", claim_value="claim_value", role_id="role_id"), rank=int(m.get("rank") or 0))
    managed, given = lists.get(("/roles", ""), {}), lists.get(("/users/roles", ""), {})
    for ident in set(managed) | set(given):
        both = [r for r in (managed.get(ident), given.get(ident)) if r]
        name, text = ([r.get(what) for r in both if r.get(what)] or [""] for what in ("name", "description"))
        may = {"description": text[0], "scopes": sorted({s for r in both for s in r.get("scope_names") or []})}
        may.update({"custom": bool(managed[ident].get("is_custom")) if ident in managed else None, "assignable": True if ident in given else None})
        roles[ident] = row({"id": ident, "name": name[0]}, may)
    return {"users": users, "api_keys": keys, "claim_mappings": mappings, "roles": roles}


def check_answers(name, population):
    """Makes a population anew from the raw answers that are kept with it, and compares every row."""
    lists, wrong, count = read_answers(population), [], 0
    for what, want in made_from(lists).items():
        ident = "client_id" if what == "api_keys" else "id"
        got = {one[ident]: {key: moment(value) if key.endswith("_at") else value for key, value in one.items()} for one in population[what] or []}
        wrong += ["%s, %s is not what Torq answered" % (what, one) for one in sorted(set(got) | set(want)) if got.get(one) != want.get(one)]
        wrong += ["%s names one twice" % what] if len(got) != len(population[what] or []) else []
        count += len(got)
    check("population %s, made anew from Torq's answers: %d rows" % (name, count), "; ".join(wrong[:5]))


# -- the journals ------------------------------------------------------------------------------------------------------

def ordered(value):
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [ordered(one) for one in value] if isinstance(value, list) else value


def canonical(value):
    """RFC 8785, for what journals hold: names in the order of UTF-16, no white space, no fractions."""
    return json.dumps(ordered(value), separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def read_line(raw, writer, prev):
    """A line of a journal, checked on its own and against the one before it. What is wrong is a ValueError."""
    line = decode(raw)
    wrong = misfit(line, LINE) or foreign(line["data"])
    if wrong:
        raise ValueError("is no journal line: " + wrong)
    if "heads" in line["data"]:
        wrong = misfit(line["data"]["heads"], [{"writer": "text", "seq": "integer", "hash": "text"}], "data.heads")
    if wrong or line.get("seen") == {}:
        raise ValueError("is no journal line: " + (wrong or "it.seen is empty"))
    if line["v"] != 1:
        raise ValueError("has format %d; this script reads format 1" % line["v"])
    if canonical(line) != raw:
        raise ValueError("is not in canonical form")
    if sha256(canonical({name: value for name, value in line.items() if name != "hash"})) != line["hash"]:
        raise ValueError("was changed: its hash is not that of its content")
    if line["writer"] != writer:
        raise ValueError("was written by somebody else")
    if line["seq"] != (prev["seq"] + 1 if prev else 1) or line["prev"] != (prev["hash"] if prev else GENESIS):
        raise ValueError("does not follow the line before it")
    wrong = misfit(line["data"], SHAPES[line["type"]], "data") if line["type"] in SHAPES else ""
    if wrong:
        raise ValueError("does not say what lines of the type %s must: %s" % (line["type"], wrong))
    return line


def read_journal(path):
    """Returns the lines of a journal up to the first that does not check out, and what is wrong with that one."""
    lines = []
    raws = read(path).split(b"\n")
    if raws[-1] == b"":
        raws.pop()
    for n, raw in enumerate(raws, 1):
        try:
            lines.append(read_line(raw, path[len("journal/"):-len(".jsonl")], lines[-1] if lines else None))
        except json.JSONDecodeError as e:
            return lines, "line %d is no JSON: %s" % (n, e)
        except (ValueError, RecursionError) as e:
            return lines, "line %d %s" % (n, reason(e))
    return lines, "" if lines else "it has no lines"


def check_journals(paths, pack):
    journals, heads = {}, []
    for path in paths:
        own, problem = read_journal(path)
        check("%s: %d lines, one chain" % (path, len(own)), problem)
        if own:
            journals[own[-1]["writer"]] = own
            heads.append({"writer": own[-1]["writer"], "lines": len(own), "head": own[-1]["hash"]})
    check("pack.json names the heads of the journals", "" if pack and heads == pack["journals"] else "they end elsewhere")
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
        text = canonical({"actor": line["actor"], "data": {k: v for k, v in data.items() if k != "signature"}, "type": line["type"], "v": 1}).decode("utf-8")
        if not isinstance(stamp, dict) or set(stamp) != {"armoured", "key", "signed"}:
            wrong.append("%s claims to be signed, but bears no signature" % place(line))
        elif stamp["signed"] != text:
            wrong.append("%s says something else than what was signed" % place(line))
        elif keygen and not signed_by(keygen, text, stamp):
            wrong.append("%s is not signed as it claims" % place(line))
    if count and not keygen:
        unchecked.append("the signatures of %d lines, since there is no ssh-keygen" % count)
    check("%d lines claim an SSH signature, and say what was signed" % count, "; ".join(wrong))


def signed_by(keygen, text, stamp):
    """Whether ssh-keygen finds that the key which the line names signed the text for tuar."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "signature")
        with open(path, "w", encoding="utf-8") as f:
            f.write(stamp["armoured"])
        said = subprocess.run([keygen, "-Y", "check-novalidate", "-n", "tuar", "-s", path], input=text.encode("utf-8"),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return said.returncode == 0 and stamp["key"] in said.stdout.decode("utf-8", "replace").split()


# -- e-mail addresses --------------------------------------------------------------------------------------------------

# Characters that nobody sees and that are neither controls nor format characters: default ignorable ones, variation selectors.
UNSEEN = [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x3164, 0x3164), (0xFE00, 0xFE0F),
          (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)]


def address(email):
    """The form in which two addresses that are the same are equal: in NFC and lower case, without blanks around them and what
    nobody sees in them, the domain in letters where it is written as xn--, and without the dot that may end it."""
    seen = "".join(" " if c.isspace() and not "\x1c" <= c <= "\x1f" else c for c in email)
    seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cc", "Cf") and not any(a <= ord(c) <= b for a, b in UNSEEN))
    local, at, domain = folded(seen).strip(" ").rpartition("@")
    if not at or not domain:
        return local or domain
    try:
        labels = [label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label for label in domain.split(".")]
        domain = folded(".".join(labels))
    except UnicodeError:
        pass  # it is no name that was encoded so
    return local + "@" + (domain[:-1] if domain.endswith(".") else domain)


def folded(text):
    """The text in one case, a character for each, and in NFC."""
    def one(c):
        return c.casefold() if len(c.casefold()) == 1 else "i" if c == "\u0130" else c.lower()
    return unicodedata.normalize("NFC", "".join(map(one, unicodedata.normalize("NFC", text))))


PERSONS = {}  # further address of a person: their first one, as lines about people say


def person(email):
    """The form in which all addresses of a person are equal."""
    return PERSONS.get(address(email), address(email))


# -- the campaigns, folded from the journals ---------------------------------------------------------------------------

class Campaign:
    def __init__(self, line):
        self.state, self.population, self.reviewers = "draft", "", list(line["data"]["reviewers"])
        self.lent = {}  # item: the role that was lent when the campaign was opened, and the one before it
        self.share, self.decisions, self.signed = {}, {}, []  # item: reviewer; item: lines, the last in force; sign-offs
        self.effects = [(line, "", "")]  # lines that changed something: the item, or whose share, or with neither everything

    def reviews(self, email):
        return person(email) in [person(r) for r in self.reviewers]

    def signoff(self, email):
        """The line with which the person signed off, if it is not superseded."""
        return next((line for line in self.signed if person(line["actor"]) == person(email)), None)

    def locked(self, item):
        return self.state != "open" or self.signoff(self.share[item]) is not None

    def edited(self, line):
        if self.state == "draft":
            self.reviewers = list(line["data"]["reviewers"])
            self.effects.append((line, "", ""))

    def opened(self, line):
        data = line["data"]
        if self.state != "draft":
            return
        self.state, self.population = "open", data["population"]
        self.lent = {m["item"]: m for m in data.get("marked", []) if m.get("prior_role_id")}
        self.effects.append((line, "", ""))
        for share in data["shares"]:
            for item in share["items"]:
                self.share.setdefault(item, share["reviewer"])

    def delegated(self, line):
        data = line["data"]
        if self.state != "open" or self.signoff(data["to"]) is not None:
            return
        if not self.reviews(data["to"]):
            self.reviewers.append(data["to"])
        for item in data["items"]:
            if item in self.share and not self.locked(item):
                self.effects.append((line, item, person(self.share[item])))
                self.share[item] = data["to"]

    def decided(self, line, rights):
        """A decision counts if its author had the right for it; before rights counted, if they were a reviewer."""
        item = line["data"]["item"]
        if self.state == "open" and (rights or self.reviews(line["actor"])) and item in self.share and not self.locked(item):
            self.effects.append((line, item, ""))
            self.decisions.setdefault(item, []).append(line)

    def undone(self, line):
        item = line["data"]["item"]
        made = self.decisions.get(item)
        if self.state == "open" and item in self.share and not self.locked(item) and made and made[-1]["hash"] == line["data"]["line"]:
            self.effects.append((line, item, ""))
            made.pop()

    def signed_off(self, line):
        if self.state == "open" and self.signoff(line["actor"]) is None:
            self.effects.append((line, "", person(line["actor"])))
            self.signed.append(line)

    def reopened(self, line):
        """An owner reopens an assignment: its sign-off is superseded, and it can change again."""
        for old in [one for one in self.signed if self.state == "open" and one["hash"] == line["data"]["line"]]:
            self.effects.append((line, "", person(old["actor"])))
            self.signed.remove(old)

    def ended(self, line):
        """The campaign is closed or void: nothing in it changes any more."""
        if self.state == "open" or self.state == "draft" and line["type"] == "campaign.closed":
            self.effects.append((line, "", ""))
            self.state = {"campaign.closed": "closed", "campaign.voided": "void"}[line["type"]]

    def contradictions(self, line):
        """Lines that changed what a sign-off or closing is about and come before it, though it did not know them."""
        who, data = person(line["actor"]), line["data"]
        knows = {line["writer"]: line["seq"]}
        for head in data.get("heads", []):
            knows[head["writer"]] = max(head["seq"], knows.get(head["writer"], 0))
        for effect, item, reviewer in self.effects if data.get("heads") else []:
            about = line["type"] == "campaign.closed" or not item and not reviewer or reviewer == who or person(self.share.get(item, "")) == who
            if about and effect["seq"] > knows.get(effect["writer"], 0):
                yield "%s claims to come before %s, which did not know it" % (place(effect), place(line))


def fold(lines):
    """Every campaign as the lines leave it, and lines that were put in later. A line that contradicts what came before it has
    no effect."""
    book, acts, wrong, strange, rights = {}, {}, [], [], False
    PERSONS.clear()

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
        if kind not in SHAPES:
            strange.append(place(line))  # of a newer tuar; whatever it says has no effect here
            continue
        if kind in ("people.added", "people.alias"):
            for also in data["also"] if isinstance(data.get("also"), list) else filter(None, [data.get("also")]):
                PERSONS.setdefault(address(also), person(data["email"]))
        rights = rights or kind == "rights.adopted"
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
        elif kind == "decision.made" and data["decision"] not in ("", "undecided"):
            whole(line, lambda c=c, line=line, rights=rights: c.decided(line, rights))
        elif kind == "decision.undone":
            whole(line, lambda c=c, line=line: c.undone(line))
        elif kind == "campaign.signed-off":
            c.signed_off(line)
        elif kind == "campaign.edited":
            c.edited(line)
        elif kind == "campaign.reopened":
            c.reopened(line)
        elif kind in ("campaign.closed", "campaign.voided"):
            c.ended(line)
    if strange:
        unchecked.append("what %d lines say whose type this script does not know, the first at %s" % (len(strange), strange[0]))
    check("no line was put in that a sign-off or closing would have known", "; ".join(wrong))
    return book


# -- the tables --------------------------------------------------------------------------------------------------------

def short(time):
    """A time without the zeros at its end, as the tables write it."""
    return (time[:-1].rstrip("0").rstrip(".") + "Z") if "." in time else time


def holders(population, lent=None):
    """Who is in a population, by item: kind, e-mail address, name, role; where a role was lent, the one before it."""
    roles = {r["id"]: r["name"] for r in population["roles"] or []}
    people = {}
    for u in population["users"] or []:
        mark, role_id = (lent or {}).get("user/" + u["id"], {}), u["role_id"]
        if mark and mark.get("lent_role_id") == role_id:
            role_id = mark["prior_role_id"]
        role = roles.get(role_id, "") or role_id or "none"
        people["user/" + u["id"]] = {"kind": "user", "email": u["email"], "name": "", "role_id": role_id, "role": role}
    for k in population["api_keys"] or []:
        role = roles.get(k["role_id"], k.get("role_name", "")) or k["role_id"] or "none"
        people["key/" + k["client_id"]] = {
            "kind": "key", "email": k.get("owner_email", ""), "name": k["name"], "role_id": k["role_id"], "role": role}
    return people


def derive_decisions(campaign, people):
    """The rows of the decisions table: every item, with the decision in force."""
    for item in sorted(campaign.share):
        signoff = campaign.signoff(campaign.share[item])
        row = {"item": item, "share": campaign.share[item], "decision": "undecided", "signed_off_at": short(signoff["time"]) if signoff else ""}
        row.update(people.get(item, {}))
        made = campaign.decisions.get(item)
        if made:
            line, data = made[-1], made[-1]["data"]
            row.update({
                "decision": data["decision"], "to_role_id": data.get("to_role", ""), "to_role": data.get("to_role_name", ""),
                "gains": " ".join(data.get("gains") or []),
                "reason": data.get("reason", ""), "reviewer": line["actor"], "assurance": line["assurance"],
                "decided_at": short(line["time"]), "dwell_ms": data["dwell_ms"], "bulk_size": data["bulk"],
                "carried_forward": data.get("carried", False), "hints": " ".join(data["hints"]),
                "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]})
        yield row


def cell(value):
    """A value as a CSV holds it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def plain(text):
    """A cell with the characters that the tables spell out, such as a line break, put back. The sign that begins such a
    spelling is itself spelled out where a text has it, so that every spelling is the tables' own."""
    def seen(match):
        code = int(match.group(1), 16)
        return match.group() if code > sys.maxunicode or 0xd800 <= code < 0xe000 else chr(code)
    return re.sub(u"\u27e8U\\+([0-9A-F]{4,6})\u27e9", seen, text)


def compare(name, header, rows, want):
    """Compares the cells of a CSV with values. An apostrophe keeps spreadsheets from taking a text for a formula."""
    count = 0
    for n, (row, values) in enumerate(zip(rows, want), 1):
        if len(row) != len(header) or set(values) - set(header):
            return check(name, "row %d lacks a cell" % n)
        for column, got in zip(header, row):
            value = cell(values.get(column))
            if plain(got) not in (value, "'" + value):
                return check(name, "row %d, %s: the table says %r, it must be %r" % (n, column, got, value))
        count = n
    more = len(rows) - count or len(want) - count
    check("%s: %d rows" % (name, count), "there are %d rows in the table and %d must be" % (len(rows), len(want)) if more else "")


def read_table(name):
    """A table as its CSV has it: the header and the rows."""
    rows = list(csv.reader(io.StringIO(read("tables/%s.csv" % name).decode("utf-8"), newline="")))
    if not rows or len(set(rows[0])) < len(rows[0]):
        raise ValueError("it has no header, or one that names a column twice")
    return rows[0], rows[1:]


def check_table(name):
    header, rows = read_table(name)
    values = decode(read("tables/%s.json" % name))
    wrong = misfit(values, [{"*": "any"}])
    if wrong:
        raise ValueError("its JSON is no table: " + wrong)
    compare("tables/%s.csv says what its JSON says" % name, header, rows, values)


def check_index():
    pack = decode(read("pack.json"))
    wrong = misfit(pack, INDEX)
    if wrong:
        raise ValueError(wrong)
    return pack


def check_population(name):
    """A population that bears its name and holds what populations must, or None."""
    data = read("populations/%s.json" % name)
    wrong = "it holds something else" if sha256(data) != name else ""
    population = None if wrong else decode(data)
    wrong = wrong or misfit(population, POPULATION)
    canonical(population)  # raises what is no text that can be written
    check("population %s bears its name" % name, wrong)
    return None if wrong else population


def check_decisions(campaign, population, source):
    header, rows = read_table("decisions")
    want = [dict(row, source=source) for row in derive_decisions(campaign, holders(population, campaign.lent))]
    compare("decisions, derived anew from the journals", header, rows, want)


def main():
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", line_buffering=True)
    csv.field_size_limit(1 << 30)
    paths = attempt("manifest", check_manifest) or []
    pack = attempt("pack.json", check_index)
    lines = attempt("journals", check_journals, [p for p in paths if p.startswith("journal/")], pack) or []
    names = [p[len("populations/"):-len(".json")] for p in paths if p.startswith("populations/")]
    populations = {name: attempt("population " + name, check_population, name) for name in names}
    sound = {name: population for name, population in populations.items() if population}
    kept = {name: population for name, population in sound.items() if population.get("answers_kept")}
    for name, population in kept.items():
        attempt("population %s, made anew from Torq's answers" % name, check_answers, name, population)
    if len(kept) < len(sound):
        unchecked.append("that %d of %d populations say what Torq answered, since its answers were not kept" % (len(sound) - len(kept), len(sound)))
    tables = [p[len("tables/"):-len(".csv")] for p in paths if p.startswith("tables/") and p.endswith(".csv")]
    for name in tables:
        attempt("tables/%s.csv" % name, check_table, name)
    campaign, population, source = None, None, ""
    if pack:
        source = attempt("source", check_source, list(sound.values()), pack)
        check("pack.json is as of the last line", "" if lines and pack["as_of"] == short(lines[-1]["time"]) else "it is not")
        check("pack.json names the populations", "" if names == pack["populations"] else "it names others")
        campaign = attempt("the journals, folded", lambda: fold(lines).get(pack["campaign"]))
        population = populations.get(pack["population"])
        found = campaign and campaign.state == pack["state"] and campaign.population == pack["population"] and population
        check("the journals know the campaign, %s, on its population" % pack["state"], "" if found else "they do not")
    if campaign and population and "decisions" in tables:
        attempt("decisions, derived anew from the journals", check_decisions, campaign, population, source)
    else:
        check("decisions, derived anew from the journals", "there is nothing to derive them from")
    if os.path.exists(os.path.join(ROOT, "MANIFEST.sha256.sig")):
        unchecked.append("the signature of the manifest")
    others = [name for name in tables if name != "decisions"]
    show("not checked here: report.html and report.xlsx; what pack.json says beside heads, populations and state; "
         "that the tables %s follow from the journals; "
         "whose the keys are that signed%s (see VERIFY.md). tuar evidence verify checks all but what Torq answered."
         % (", ".join(others), "".join("; " + one for one in unchecked)))
    simulated = ", of a simulated pack, which is no evidence about Torq" if str(source).startswith("simulated") else ""
    show("FAILED: %d checks" % len(failed) if failed else "all checks passed" + simulated)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
