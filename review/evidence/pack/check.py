#!/usr/bin/env python3
# Needs Python 3.6 or newer, and nothing else.
"""Checks an evidence pack of tuar without tuar.

Run it in the folder into which the pack was unzipped: python3 check.py
It checks that every file is the one the manifest names, that every journal is one unbroken chain of lines which say what
lines of their type must, and that every population bears its name and came from Torq; it makes the populations anew from
Torq's raw answers where these were kept; then it judges each line anew by the rights of its author, derives every table
from those that have effect, and compares all cells. Its last line names what it did not derive or check. VERIFY.md says
what all that shows, and what it does not. It exits with 1 if any check fails.
"""
import base64
import calendar
import csv
import datetime
import functools
import gc
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
NEVER = "0001-01-01T00:00:00.000000000Z"  # how a line writes that there is no time
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
SECOND = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})")
DEEPEST = 64  # lists and objects in one another
failed = []
derived = set()  # the tables that were made anew and compared
unchecked = []  # what this pack holds beside what no run of this script checks

# What things must look like. tuar fills this in when it makes the pack, from the types with which it reads and writes them.
# "?" ends the name of what may be missing; "*" stands for any name.
LINE = {}
SHAPES = {}
POPULATION = {}
ROSTER = {}
INDEX = {}
HOSTS = {}  # of Torq's API, by region

# What tuar judges lines by: the kind of act that lines of a type are, and the rights of which their author needs one; the
# settings of a workspace that chose none; and which characters look like others (Unicode Technical Standard 39).
NEEDS = {}
DEFAULTS = {}
LOOKS = {}
RULES = {}  # the kinds of exceptions in their order, each with the rule by which it is told


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
    value = dict(members)
    if len(value) < len(members):
        names = [name for name, _ in members]
        raise ValueError("it names %r twice" % max(names, key=names.count))
    return value


def whole(text):
    if len(text) > 20:
        raise ValueError("a number has %d digits" % len(text))
    return int(text)


def no_number(text):
    raise ValueError("%s is no number" % text)


DECODER = json.JSONDecoder(object_pairs_hook=pairs, parse_int=whole, parse_constant=no_number)


def decode(data):
    return DECODER.decode(data.decode("utf-8"))


@functools.lru_cache(maxsize=1 << 16)
def to_second(text):
    """The day and time of a text such as 2026-01-02T15:04:05; a ValueError if it is none."""
    found = SECOND.fullmatch(text)
    if not found:
        raise ValueError("%r is no time" % text)
    return datetime.datetime(*map(int, found.groups()))


def is_time(text, form):
    try:
        return bool(form.fullmatch(text)) and bool(to_second(text[:19]))
    except ValueError:
        return False


# What a value of each simple shape is, and how a sentence calls it.
SIMPLE = {
    "any": (lambda value: True, ""),
    "text": (lambda value: isinstance(value, str), "a text"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (lambda value: isinstance(value, int) and not isinstance(value, bool) and -2**63 <= value < 2**63, "a whole number"),
    "time": (lambda value: isinstance(value, str) and is_time(value, TIME), "a time in UTC with nine digits of seconds"),
    "moment": (lambda value: isinstance(value, str) and is_time(value, MOMENT), "a time of RFC 3339")}
NAMES = {}  # of the shapes of objects that were used: the shape, what may stand there by name, and which names must


def misfit(value, shape, place="it"):
    """What keeps a value from having a shape, as a sentence; empty if nothing does."""
    text = fault(value, shape)
    return place + text if text else ""


def fault(value, shape):
    """What keeps a value from having a shape, as a sentence without its begin, which is the place of the value."""
    if isinstance(shape, str):
        fits, called = SIMPLE[shape]
        return "" if fits(value) else " must be " + called
    if isinstance(shape, list):
        if not isinstance(value, list):
            return "" if value is None else " must be a list"
        for n, one in enumerate(value):
            text = fault(one, shape[0])
            if text:
                return "[%d]%s" % (n, text)
        return ""
    if not isinstance(value, dict):
        return " must be an object"
    known, needed = names(shape)
    other = known.get("*")
    for name, one in value.items():
        inner = known.get(name, other)
        if inner is None:
            return " has the name %s, which must not stand there" % ascii(name)
        text = "" if inner == "any" else fault(one, inner)
        if text:
            return ".%s%s" % (name, text)
    missing = [name for name in needed if name not in value]
    return ".%s is missing" % missing[0] if missing else ""


def names(shape):
    """What may stand in an object of a shape, by name, and the names that must."""
    if id(shape) not in NAMES:
        known = {name.rstrip("?"): inner for name, inner in shape.items()}
        NAMES[id(shape)] = shape, known, sorted(name for name in shape if not name.endswith("?") and name != "*")
    return NAMES[id(shape)][1:]


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


INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|([+-])([0-9]{2}):([0-9]{2}))")


def instant(text):
    """A time in UTC without zeros at its end; empty for what is no time."""
    found = INSTANT.fullmatch(text or "")
    try:
        at = to_second(found.group(1))
        if found.group(4):
            at -= int(found.group(4) + "1") * datetime.timedelta(hours=int(found.group(5)), minutes=int(found.group(6)))
    except (AttributeError, ValueError, OverflowError):
        return ""
    return at.isoformat() + ((found.group(2) or "")[:10].rstrip("0").rstrip(".")) + "Z"


def moment(text):
    """A time as instant has it; empty for never, too."""
    time = instant(text)
    return "" if time[:19] in ("1970-01-01T00:00:00", "0001-01-01T00:00:00") else time


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

@functools.lru_cache(maxsize=1 << 16)
def utf16(name):
    return name.encode("utf-16-be")


def ordered(value):
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value, key=utf16)}
    return [ordered(one) for one in value] if isinstance(value, list) else value


def canonical(value):
    """RFC 8785, for what journals hold: names in the order of UTF-16, no white space, no fractions."""
    return compact(ordered(value))


ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def compact(value):
    return ENCODER.encode(value).encode("utf-8")


HEADS = [{"writer": "text", "seq": "integer", "hash": "text"}]


def read_line(raw, writer, prev):
    """A line of a journal, checked on its own and against the one before it. What is wrong is a ValueError."""
    line = decode(raw)
    wrong = misfit(line, LINE) or foreign(line["data"])
    if wrong:
        raise ValueError("is no journal line: " + wrong)
    if "heads" in line["data"]:
        wrong = misfit(line["data"]["heads"], HEADS, "data.heads")
    if wrong or line.get("seen") == {}:
        raise ValueError("is no journal line: " + (wrong or "it.seen is empty"))
    if line["v"] != 1:
        raise ValueError("has format %d; this script reads format 1" % line["v"])
    if canonical(line) != raw:
        raise ValueError("is not in canonical form")
    if sha256(compact({name: value for name, value in line.items() if name != "hash"})) != line["hash"]:
        raise ValueError("was changed: its hash is not that of its content")
    if line["writer"] != writer:
        raise ValueError("was written by another person")
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


def seals(line):
    """Whether a line ends an assignment or a campaign, and names where the journals ended: it was written knowing the whole record."""
    return line["type"] in ("campaign.signed-off", "campaign.closed") and bool(line["data"].get("heads"))


def order(journals):
    """All lines, each after those it names, and after a sign-off or closing if neither knew the other; of the lines that may come
    next, the first by time and writer."""
    ends = {writer: len(lines) for writer, lines in journals.items()}
    lines, held = by_time(journals, dict.fromkeys(journals, 0), ends)
    check("the lines of all journals have an order", "; ".join("%s waits for lines that wait for it" % place(line) for line in held))
    if held or all_covered(lines):
        return lines
    at = {}  # of each line the number of the last line of each writer that it knew, itself too
    for line in lines:
        knew = dict(at.get((line["writer"], line["seq"] - 1), {}))
        for writer, seq, _ in known(line):
            for other, last in list(at.get((writer, seq), {}).items()) + [(writer, seq)]:
                knew[other] = max(knew.get(other, 0), last)
        knew[line["writer"]] = line["seq"]
        at[line["writer"], line["seq"]] = knew
    ordered, taken = [], dict.fromkeys(journals, 0)
    for seal in arranged([line for line in lines if seals(line)], at):
        knew = at[seal["writer"], seal["seq"]]
        ordered += by_time(journals, taken, {writer: min(knew.get(writer, 0), end) for writer, end in ends.items()})[0]
    return ordered + by_time(journals, taken, ends)[0]


def all_covered(lines):
    """Whether each sign-off or closing knew all lines before it."""
    done = {}
    for line in lines:
        knew = {writer: seq for writer, seq, _ in known(line)} if seals(line) else done
        if any(seq > knew.get(writer, 0) for writer, seq in done.items() if writer != line["writer"]):
            return False
        done[line["writer"]] = line["seq"]
    return True


def arranged(seals, at):
    """Closings, then sign-offs: the one that knew most lines first, behind those that it knew, and so on."""
    def knew(seal):
        return at[seal["writer"], seal["seq"]]

    left = sorted(seals, key=lambda line: (line["type"], -sum(knew(line).values()), line["time"], line["writer"], line["seq"]))
    ordered, placed = [], [False] * len(left)
    for first in range(len(left)):
        under_way = [] if placed[first] else [[first, first + 1]]  # a seal, and where to look for one that it knew
        while under_way:
            n, look = under_way[-1]
            placed[n] = True
            if look == len(left):
                ordered.append(left[n])
                under_way.pop()
                continue
            under_way[-1][1] += 1
            if not placed[look] and knew(left[n]).get(left[look]["writer"], 0) >= left[look]["seq"]:
                under_way.append([look, look + 1])
    return ordered


def by_time(journals, taken, ends):
    """The lines behind those that were taken, up to those numbers, each after those it names; of the lines that may come next, the
    first by time and writer. It also returns the lines that wait for each other."""
    lines, ready, waiting = [], [], {}

    def ask(writer):
        if taken[writer] >= ends[writer]:
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
    return lines, [journals[writer][n] for writer, n in taken.items() if n < ends[writer]]


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
        elif keygen and stamp["key"] not in signed_with(keygen, text.encode("utf-8"), stamp["armoured"]):
            wrong.append("%s is not signed as it claims" % place(line))
    if count and not keygen:
        unchecked.append("the signatures of %d lines, since there is no ssh-keygen" % count)
    check("%d lines claim an SSH signature, and say what was signed" % count, "; ".join(wrong))


def signed_with(keygen, data, armoured):
    """What ssh-keygen says of a signature of these bytes for tuar, as words, the key's fingerprint among them; none if it is not one."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "signature")
        with open(path, "w", encoding="utf-8") as f:
            f.write(armoured)
        said = subprocess.run([keygen, "-Y", "check-novalidate", "-n", "tuar", "-s", path], input=data,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return said.stdout.decode("utf-8", "replace").split() if said.returncode == 0 and not weak_key(armoured) else []


def weak_key(armoured):
    """Whether a signature is by an RSA key of less than 2048 bits, with which ssh-keygen still signs. It holds its key after six
    letters and a number: the kind, and for RSA two numbers, each with its length in front."""
    body = base64.b64decode("".join(line for line in armoured.splitlines() if not line.startswith("-----")))
    fields, rest = [], body[10:]
    for nested in (True, False, False, False):
        size = int.from_bytes(rest[:4], "big")
        fields.append(rest[4:4 + size])
        rest = fields[-1] if nested else rest[4 + size:]
    return fields[1] == b"ssh-rsa" and int.from_bytes(fields[3], "big").bit_length() < 2048


def check_withdrawn(record):
    """Names the lines that are signed with a key that an owner had withdrawn before. They are no fault of the pack: else whoever has
    an old key could spoil every pack with one line. Such a signature shows nothing, as the fold of the journals has it."""
    lines = record.withdrawn
    if lines:
        count = "1 line is signed with a key that was withdrawn before: it counts" if len(lines) == 1 else "%d lines are signed with a key that was withdrawn before: they count" % len(lines)
        show("weak  %s as %s: %s" % (count, " or ".join(sorted({record.known[line["hash"]] for line in lines})), "; ".join(place(line) for line in lines)))


def check_signature(record):
    """The signature of the manifest: it is for tuar, and the record does not have its key as withdrawn."""
    keygen = shutil.which("ssh-keygen")
    if not keygen:
        unchecked.append("the signature of the manifest, since there is no ssh-keygen")
        return
    said = signed_with(keygen, read("MANIFEST.sha256"), read("MANIFEST.sha256.sig").decode("utf-8"))
    mark = next((word for word in said if word.startswith("SHA256:")), "")
    holder = record.people.by_key.get(mark) if record else None
    if not mark:
        check("the manifest is signed with an SSH key", "it is not signed for tuar as MANIFEST.sha256.sig claims")
    elif holder and not holder["keys"][mark]:
        check("the manifest is signed with an SSH key", "key %s was enrolled for %s and withdrawn" % (mark, holder["email"]))
    elif holder:
        check("the manifest is signed with key %s, enrolled for %s" % (mark, holder["email"]))
    else:
        show("weak  the manifest is signed with key %s, that no one has vouched for: no owner enrolled it" % mark)


# -- e-mail addresses --------------------------------------------------------------------------------------------------

# Invisible characters that are neither controls nor format characters: default ignorable ones, variation selectors, blanks.
UNSEEN = [(0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x2800, 0x2800), (0x3164, 0x3164),
          (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xFFFC, 0xFFFC), (0x13441, 0x13446), (0x16FE4, 0x16FE4),
          (0x1D159, 0x1D159), (0xE0000, 0xE0FFF)]


@functools.lru_cache(maxsize=None)
def hidden(c):
    """Whether a character is one that nobody sees."""
    return unicodedata.category(c) in ("Cc", "Cf", "Co") or any(a <= ord(c) <= b for a, b in UNSEEN)


@functools.lru_cache(maxsize=None)
def address(email):
    """The form in which two addresses that are the same are equal: in NFC and lower case, without blanks around them and what
    cannot be seen in them, the domain in letters where it is written as xn--, and without the dot that may end it."""
    seen = "".join(" " if c.isspace() and not "\x1c" <= c <= "\x1f" else c for c in email)
    seen = "".join(c for c in seen if not hidden(c))
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
    return unicodedata.normalize("NFC", "".join(map(one_case, unicodedata.normalize("NFC", text))))


@functools.lru_cache(maxsize=None)
def one_case(c):
    return c.casefold() if len(c.casefold()) == 1 else "i" if c == "\u0130" else c.lower()


def decoded(email):
    """An address with its domain in letters where it is written as xn--, and without the dots that may end it."""
    local, at, domain = email.rpartition("@")
    if not at or not domain:
        return email
    if "xn--" in domain.lower():
        try:
            labels = domain.lower().split(".")
            domain = ".".join(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label for label in labels)
        except UnicodeError:
            pass  # it is no name that was encoded so
    return local + "@" + domain.rstrip(". ")


@functools.lru_cache(maxsize=None)
def letters(email):
    """An address with one form for all characters that look alike."""
    seen = "".join(" " if c.isspace() and not "\x1c" <= c <= "\x1f" else c for c in unicodedata.normalize("NFKC", email))
    seen = "".join(c for c in seen if not hidden(c))
    seen = unicodedata.normalize("NFD", decoded(seen.replace(" ", "")))
    seen = "".join(looks().get(c, c) for c in seen if unicodedata.category(c)[0] in "LMNPS" or unicodedata.category(c) == "Zs")
    seen = unicodedata.normalize("NFD", unicodedata.normalize("NFD", seen).casefold())
    return "".join(c for c in seen if unicodedata.category(c)[0] != "M")


@functools.lru_cache(maxsize=None)
def looks():
    """What each character looks like that looks like another."""
    return {c: like for like, those in LOOKS.items() for c in those}


def untagged(email):
    """The name and the domain of an address, without the +tag that some providers let people add."""
    local, at, domain = email.rpartition("@")
    local, domain = (local, domain) if at else (email, "")
    if local.find("+") > 0:
        local = local[:local.index("+")]
    return local, "gmail.com" if domain == "googlemail.com" else domain


def mailbox(email):
    """An address without +tag and dots."""
    local, domain = untagged(email)
    return local.replace(".", "") + "@" + domain


def apart(a, b):
    """Whether two words differ in one letter: added, dropped, replaced, or swapped with the next."""
    head = len(os.path.commonprefix([a, b]))
    a, b = a[head:], b[head:]
    tail = len(os.path.commonprefix([a[::-1], b[::-1]]))
    a, b = a[:len(a) - tail], b[:len(b) - tail]
    return max(len(a), len(b)) == 1 or len(a) == len(b) == 2 and a == b[::-1]


def near(a, b):
    """Whether two addresses have one name at two domains, or names that differ in one letter; the reason as a phrase."""
    (x, home), (y, other) = untagged(a), untagged(b)
    if home != other:
        return "have the same name" if x.replace(".", "") == y.replace(".", "") and len(x.replace(".", "")) >= 3 else ""
    xs, ys = [p for p in re.split("[._-]", x) if p], [p for p in re.split("[._-]", y) if p]
    differing = [(p, q) for p, q in zip(xs, ys) if p != q]
    if len(xs) != len(ys) or len(differing) != 1:
        return ""
    (p, q), least = differing[0], 8 if len(xs) == 1 else 5
    digits = [[c for c in one if unicodedata.category(c) == "Nd"] for one in (p, q)]
    return "differ by one letter" if min(len(p), len(q)) >= least and p[0] == q[0] and digits[0] == digits[1] and apart(p, q) else ""


# Why two addresses may be one person's, from the surest reason on.
SAME, LISTED, MAILBOX, LOOK, DOMAIN, LETTER = 1, 2, 3, 4, 5, 6


@functools.lru_cache(maxsize=1 << 16)
def likeness(a, b, wide):
    """Why two addresses may be one person's; 0 for no reason. Only since rights count is wide true."""
    x, y = address(a), address(b)
    if not x or not y:
        return 0
    if x == y or mailbox(x) == mailbox(y):
        return SAME if x == y else MAILBOX
    if mailbox(letters(a)) == mailbox(letters(b)) or mailbox(letters(a.casefold())) == mailbox(letters(b.casefold())):
        return LOOK
    found = (near(x, y) or near(letters(a), letters(b))) if wide and "@" in x and "@" in y else ""
    return {"": 0, "have the same name": DOMAIN, "differ by one letter": LETTER}[found]


def aside(like, a, b):
    """Why two addresses may be one person's, in brackets."""
    until = ", so they count as one person until an owner states that they are two)"
    return {LISTED: " (the roster lists %s and %s for one person)" % (a, b), MAILBOX: " (%s and %s may be one mailbox)" % (a, b), LOOK: " (%s looks like %s)" % (a, b),
            DOMAIN: " (%s and %s have the same name" % (a, b) + until,
            LETTER: " (%s and %s differ by one letter" % (a, b) + until}.get(like, "")


# -- who is who, and who may do what -----------------------------------------------------------------------------------

class Refused(Exception):
    """A line has no effect, for the reason that this says."""


def quoted(text):
    """A text in quotes, as tuar writes it."""
    spelt = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", '"': '\\"', "\\": "\\\\"}

    def one(c):
        if c in spelt or c.isprintable():
            return spelt.get(c, c)
        return "\\x%02x" % ord(c) if ord(c) < 0x80 else "\\u%04x" % ord(c) if ord(c) < 0x10000 else "\\U%08x" % ord(c)
    return '"' + "".join(map(one, text)) + '"'


def given(text):
    """Whether a text is a reason: it has three letters or digits at least."""
    seen = [c for c in text if unicodedata.category(c)[0] in "LN" and not hidden(c)]
    return len(seen) >= 3


def fingerprint(key):
    """The fingerprint of an SSH key as authorized_keys has it; empty if it is none that can sign."""
    words = key.split()
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (IndexError, ValueError):
        return ""
    kind = blob[4:4 + int.from_bytes(blob[:4], "big")].decode("ascii", "replace")
    if kind not in KEYS or len(words) > 2 and "\n" in key.strip() or "PRIVATE KEY-----" in key:
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")


ATOM = r"[^\x00-\x20()<>\[\]:;@\\,\".\x7f]+"
EMAIL = re.compile(r"%s(\.%s)*@%s(\.%s)*" % (ATOM, ATOM, ATOM, ATOM))
KEYS = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com"]


class People:
    """The persons whom the record knows, each with one or more addresses."""
    def __init__(self):
        self.by_address, self.by_key, self.by_account, self.desks = {}, {}, {}, {}
        self.two = []  # pairs of addresses of which an owner stated that they are two persons'
        self.rosters, self.listed = set(), {}  # the names of rosters; by address, one of those that rosters list for the same person
        self.wide = False  # whether rights count
        self.rights = self.settings = None

    def find(self, email):
        return self.by_address.get(address(email))

    def key(self, email):
        """The form in which all addresses of a person are equal."""
        found = self.find(email)
        return address(found["email"] if found else email)

    def same(self, a, b):
        known = self.find(a)
        return bool(address(a)) and address(a) == address(b) or known is not None and known is self.find(b)

    def among(self, emails, email):
        return any(self.same(one, email) for one in emails)

    def addresses(self, email):
        known = self.find(email)
        others = [known["email"]] + known["also"] if known else []
        return [email] + [one for one in others if address(one) != address(email)]

    def compare(self, a, b):
        """Why two addresses may be one person's, 0 for no reason, and the addresses that show it."""
        if self.same(a, b):
            return SAME, a, b
        found = (0, a, b)
        if not self.distinct(a, b):
            for one in self.addresses(a):
                for other in self.addresses(b):
                    like = LISTED if self.is_listed(one, other) else likeness(one, other, self.wide)
                    if like and (not found[0] or like < found[0]):
                        found = (like, one, other)
        return found

    def is_listed(self, a, b):
        """Whether rosters list both addresses for one person."""
        return address(a) in self.listed and self.listed[address(a)] == self.listed.get(address(b))

    def imported(self, data):
        """A roster is on record. Two addresses on one line of it count as one person where something is refused for one's own
        sake, and nowhere else."""
        lists = data.get("also") or []
        if not re.fullmatch("[0-9a-f]{64}", data["roster"]):
            raise Refused("it names no roster")
        if data["lines"] < 1 or not 0 <= data["people"] <= data["lines"] or len(lists) > data["lines"]:
            raise Refused("its numbers contradict each other")
        for one in lists:
            if len(one or []) < 2:
                raise Refused("a further address is missing")
            if not all(address(email) for email in one):
                raise Refused("an address is missing")
        self.rosters.add(data["roster"])
        for one in lists:
            first = address(one[0])
            for email in one:
                other = self.listed.get(address(email), first)
                if other != first:  # an earlier roster knows them under another address
                    self.listed.update({key: first for key, of in self.listed.items() if of == other})
                self.listed[address(email)] = first

    def like(self, a, b):
        return self.compare(a, b)[0]

    def aside(self, a, b):
        like, x, y = self.compare(a, b)
        if like == SAME and address(a) != address(b):
            return " (%s and %s are known as one person)" % (a, b)
        return aside(like, x, y)

    def distinct(self, a, b):
        return any(self.same(x, a) and self.same(y, b) or self.same(x, b) and self.same(y, a) for x, y in self.two)

    def add(self, email):
        known = self.find(email)
        if known is None:
            known = self.by_address[address(email)] = {"email": email, "also": [], "keys": {}, "accounts": []}
        return known

    def unite(self, author, emails):
        """The person with the first address, who has the others too from here on."""
        first = self.find(emails[0])
        for n, email in enumerate(emails):
            if not EMAIL.fullmatch(email):
                raise Refused(quoted(email) + " is not an e-mail address")
            known = self.find(email)
            if known is not None and known is not first:
                itself = address(email) == address(known["email"])
                raise Refused(email + (" is another person of the record" if itself else " belongs to " + known["email"]))
            for other in emails[:n]:
                if address(email) == address(other):
                    raise Refused(email + " is given twice")
                if self.distinct(email, other):
                    raise Refused("it is on record that %s and %s are two persons" % (other, email))
        more = not all(self.same(one, emails[0]) for one in emails)
        if more and self.rights.second() and not self.same(author, emails[0]):
            if self.rights.has(emails[0], "owner"):
                raise Refused(emails[0] + " is an owner of this workspace; only they add an address of theirs")
            if self.approves(emails[0]):
                raise Refused(emails[0] + " approves elevations; another person could approve by a further address")
        person = self.add(emails[0])
        for one in emails:
            if self.find(one) is None:
                person["also"].append(one)
                self.by_address[address(one)] = person
        return person

    def part(self, author, a, b):
        """Two addresses are two persons' from here on."""
        if not address(a) or not address(b):
            raise Refused("an address is missing")
        if address(a) == address(b):
            raise Refused("%s and %s are the same address" % (a, b))
        if self.rights.second() and (self.same(author, a) or self.same(author, b)):
            raise Refused("it is about %s; another owner must state it" % author)
        if self.same(a, b):
            person = self.find(b)
            leaves = a if address(person["email"]) == address(b) else b
            person["also"] = [one for one in person["also"] if address(one) != address(leaves)]
            del self.by_address[address(leaves)]
        if not self.distinct(a, b):
            self.two.append((a, b))

    def approves(self, email):
        """Whether the person may approve elevations, by their right or because a rule names them."""
        rules = rules_of((self.settings.now or {}).get("elevation.rules", "")) or []
        return self.rights.has(email, "approver") or any(self.among(rule.get("approvers") or [], email) for rule in rules)

    def may_enrol(self, author, email):
        """Refuses a key or account of an owner who has or had one, if another person states it and there are two owners."""
        known = self.find(email)
        if known and (known["keys"] or known["accounts"]) and self.rights.second() and self.rights.has(email, "owner") and not self.same(author, email):
            raise Refused(email + " is an owner of this workspace and has an SSH key or an OS account; only they add another")

    def enrol(self, author, data):
        mark = data["fingerprint"]
        if fingerprint(data["public_key"]) != mark:
            raise Refused(mark + " is not the fingerprint of the key that it names")
        holder = self.by_key.get(mark)
        if holder and not self.same(holder["email"], data["email"]):
            raise Refused("the SSH key %s belongs to %s already" % (mark, holder["email"]))
        self.may_enrol(author, data["email"])
        self.by_key[mark] = self.unite(author, [data["email"]])
        self.by_key[mark]["keys"][mark] = True

    def withdraw(self, mark):
        if mark not in self.by_key:
            raise Refused("no person has the SSH key " + mark)
        self.by_key[mark]["keys"][mark] = False

    def account(self, author, data):
        name, at = "%s@%s" % (data["account"], data["host"]), (data["account"], data["host"])
        holder = self.by_account.get(at)
        if holder and not self.same(holder["email"], data["email"]):
            raise Refused("the OS account %s belongs to %s already" % (name, holder["email"]))
        self.may_enrol(author, data["email"])
        self.by_account[at] = self.unite(author, [data["email"]])
        if not holder:
            self.by_account[at]["accounts"].append(at)

    def apply(self, line):
        kind, data, author = line["type"], line["data"], line["actor"]
        if kind == "people.added":
            self.unite(author, [data["email"]] + (data.get("also") or []))
        elif kind == "people.alias":
            self.unite(author, [data["email"], data["also"]])
        elif kind == "people.distinct":
            self.part(author, data["a"], data["b"])
        elif kind == "people.key":
            self.enrol(author, data)
        elif kind == "people.key-withdrawn":
            self.withdraw(data["fingerprint"])
        elif kind == "people.account":
            self.account(author, data)
        elif kind == "people.desk":
            self.desks[data["account"], data["host"]] = data["shared"]
        elif kind == "roster.imported":
            self.imported(data)
        elif kind == "baseline.saved":
            baseline_saved(data)


def baseline_saved(data):
    """A baseline is on record: the access that ought to be. It changes nothing here."""
    if not re.fullmatch("[0-9a-f]{64}", data["baseline"]):
        raise Refused("it names no baseline")
    if data["entries"] < 0 or data["accepted"] < 0:
        raise Refused("its numbers contradict each other")


RIGHTS = ["owner", "manager", "approver", "auditor"]
INCLUDED = {"owner": ["manager", "approver"]}


def phrase(key, old, new):
    """What a proposal proposes."""
    if key.startswith("rights."):
        right = key[len("rights."):]
        return "make %s %s" % (new, right) if not old else "take the right %s from %s" % (right, old)
    return "change %s from %s to %s" % (key, old or "nothing", new or "nothing")


class Rights:
    """Who may do what, as the lines of the record say."""
    def __init__(self, people):
        self.people, self.begun, self.grants = people, None, []  # grants: pairs of address and right
        self.proposals, self.loosened = {}, []  # by name; guards that were loosened
        self.changes = []  # of settings and rights, as line, key, old and new value, and whether it loosens a guard
        people.rights = self

    def has(self, email, right):
        return any((right == r or right in INCLUDED.get(r, [])) and self.people.same(one, email) for one, r in self.grants)

    def of(self, email):
        return [right for right in RIGHTS if any(r == right and self.people.same(one, email) for one, r in self.grants)]

    def second(self):
        """Whether what loosens a guard needs the yes of a second owner."""
        return self.begun is not None and len({self.people.key(one) for one, right in self.grants if right == "owner"}) > 1

    def refuses(self, author, needed):
        if self.begun is None:
            return ""
        if self.of(author) == ["auditor"]:
            return author + " is an auditor; an auditor changes nothing"
        if not needed or any(self.has(author, right) for right in needed):
            return ""
        may = list(needed) + ([] if "owner" in needed else ["owner"])
        return "%s is not %s of this workspace" % (author or "an unnamed author", " or ".join(may))

    def begin(self, line):
        """Rights count from this line on. A second such line that did not know the first was put in, or the first was."""
        data = line["data"]
        if self.begun is None:
            self.begun, self.people.wide = line, True
            self.grants = [(one, "owner") for one in data["owners"] or []]
            for one in data["owners"] or []:
                self.people.add(one)
        elif any(head["writer"] == self.begun["writer"] and head["seq"] >= self.begun["seq"] for head in data.get("heads") or []):
            raise Refused("rights counted already")
        else:
            raise ValueError("%s begins the rights of this workspace, which %s did before, and neither knew the other"
                             % (place(line), place(self.begun)))

    def grant(self, line):
        data, author = line["data"], line["actor"]
        email, right, has = data["email"], data["right"], self.of(data["email"])
        like = self.people.like(author, email)
        if right not in RIGHTS:
            raise Refused("there is no right " + quoted(right))
        if like:
            raise Refused("a right for oneself has to be granted by another owner" + aside(like, email, author))
        if right in has:
            raise Refused("%s is %s already" % (email, right))
        if right == "auditor" and has:
            raise Refused("%s is %s; an auditor has no other right" % (email, " or ".join(has)))
        if "auditor" in has:
            raise Refused(email + " is auditor, and an auditor has no other right")
        self.change(line, "rights." + right, "", email, right in ("owner", "approver"))
        self.people.add(email)
        self.grants.append((email, right))

    def revoke(self, line):
        data = line["data"]
        email, right = data["email"], data["right"]
        if right not in self.of(email):
            raise Refused("%s is not %s" % (email, right))
        if right == "owner" and all(self.people.same(one, email) for one, r in self.grants if r == "owner"):
            raise Refused(email + " is the last owner of this workspace; another person has to be made owner first")
        self.change(line, "rights." + right, email, "", right == "owner" and not self.people.same(line["actor"], email))
        self.grants = [(one, r) for one, r in self.grants if r != right or not self.people.same(one, email)]

    def change(self, line, key, old, new, loosens):
        """Notes a change of a setting or right, which ends proposals about it; one that loosens a guard may need one."""
        author, name = line["actor"], line["data"].get("proposal", "")
        if loosens:
            why = self.unasked(author, key, old, new, name)
            if why:
                raise Refused(why)
            self.loosened.append({"id": line["id"], "nth": line["nth"], "change": (key, old, new), "by": author, "at": line["time"], "seen": [],
                                  "proposal": self.proposals.get(name, {})})
        if old == new:
            return
        self.changes.append((line, key, old, new, loosens))
        for p in self.proposals.values():
            if p["outcome"] == "open" and p["name"] == name:
                p.update(outcome="accepted", closed_by=author)
            elif p["outcome"] == "open" and (p["change"] == (key, old, new) or p["change"][0] == key and not key.startswith("rights.")):
                p.update(outcome="lapsed", closed_by=author)

    def unasked(self, author, key, old, new, name):
        """Why what loosens a guard has no effect: no other owner proposed it."""
        if not name:
            return "it loosens a guard, which needs the yes of a second owner" if self.second() else ""
        if name not in self.proposals:
            return "there is no proposal " + name
        p = self.proposals[name]
        if p["change"] != (key, old, new):
            return "%s proposed to %s, not to %s" % (name, phrase(*p["change"]), phrase(key, old, new))
        like = self.people.like(author, p["by"])
        if p["outcome"] != "open":
            return over(p)
        if like == SAME:
            return "%s made the proposal %s; another owner must answer it" % (p["by"], name)
        if like:
            return "%s made the proposal %s, and %s may be the same person%s" % (p["by"], name, author, aside(like, author, p["by"]))
        return "" if self.has(p["by"], "owner") else "%s, who made the proposal %s, is no owner any more" % (p["by"], name)

    def propose(self, line):
        data = line["data"]
        name = data["proposal"]
        if not name or name.strip() != name:
            raise Refused("the proposal has no name")
        if name in self.proposals:
            raise Refused("there is a proposal %s already" % name)
        self.proposals[name] = {"name": name, "change": (data["key"], data["old"], data["new"]), "by": line["actor"], "outcome": "open",
                                "at": line["time"], "reason": data.get("reason", "")}

    def answer(self, line, outcome):
        name, author = line["data"]["proposal"], line["actor"]
        if name not in self.proposals:
            raise Refused("there is no proposal " + name)
        p = self.proposals[name]
        own = self.people.same(author, p["by"])
        if p["outcome"] != "open":
            raise Refused(over(p))
        if outcome == "withdrawn" and not own:
            raise Refused("%s made the proposal %s, and only they can withdraw it" % (p["by"], name))
        if outcome == "declined" and own:
            raise Refused("%s made the proposal %s; they can withdraw it" % (p["by"], name))
        p.update(outcome=outcome, closed_by=author)

    def see(self, line):
        seen = []
        for change in line["data"]["changes"] or []:
            guard = next((one for one in self.loosened if one["id"] == change), None)
            if guard is None:
                raise Refused("no guard was loosened by a line " + change)
            for who in [guard["by"]] + ([guard["proposal"]["by"]] if guard["proposal"] else []):
                like = self.people.like(line["actor"], who)
                if like:
                    raise Refused("%s loosened the guard %s; another person must have seen it%s"
                                  % (who, guard["change"][0], aside(like, line["actor"], who)))
            seen.append(guard)
        for guard in seen:
            guard["seen"].append("%s %sZ" % (line["actor"], line["time"][:19]))

    def apply(self, line):
        acts = {"rights.adopted": self.begin, "rights.granted": self.grant, "rights.revoked": self.revoke, "settings.proposed": self.propose,
                "settings.seen": self.see, "settings.withdrawn": lambda line: self.answer(line, "withdrawn"),
                "settings.declined": lambda line: self.answer(line, "declined")}
        if line["type"] in acts:
            acts[line["type"]](line)


def over(proposal):
    if proposal["outcome"] == "lapsed":
        return "%s lapsed: %s was changed meanwhile" % (proposal["name"], proposal["change"][0])
    return "%s was %s already, by %s" % (proposal["name"], proposal["outcome"], proposal["closed_by"])


ASSURANCES = ["declared", "relayed", "os", "api-key", "ssh"]
KNOWN_BY = {"relayed": "a relayed file of answers", "os": "their OS account", "api-key": "their API key", "ssh": "their SSH key"}
ASSURANCE_OF = {"undo": "apply", "reopen": "close"}  # the kind of act whose assurance another kind of act needs


class Settings:
    """The settings in force, as texts; none before the record keeps them."""
    def __init__(self, rights):
        self.rights, self.now = rights, None

    def apply(self, line):
        data = line["data"]
        if line["type"] == "settings.adopted" and self.now is None:
            self.now = dict(DEFAULTS)
            for one in data["settings"] or []:
                self.follow(one["key"], one["value"])
        elif line["type"] == "settings.changed" and self.now is not None:
            key, new, old = data["key"], data["new"], self.now.get(data["key"], data["old"])
            self.rights.change(line, key, old, new, loosens(key, old, new))
            self.follow(key, new)

    def follow(self, key, value):
        if key in self.now and can_be(key, value):
            self.now[key] = value

    def too_weak(self, line, act):
        """Why the author of a line is not known surely enough for that kind of act; empty if they are."""
        key = "required_assurance." + ASSURANCE_OF.get(act, act)
        least = (self.now or {}).get(key, "")
        if line["type"] == "settings.changed" and self.now is not None:
            data = line["data"]  # who demands an assurance for the settings or rights must have it
            locks = data["key"] in ("required_assurance.settings", "required_assurance.rights") and data["new"] in ASSURANCES
            if locks and (ASSURANCES.index(least) if least else -1) < ASSURANCES.index(data["new"]):
                key, least = data["key"], data["new"]
        rank = ASSURANCES.index(line["assurance"]) if line["assurance"] in ASSURANCES else 0
        if not least or rank >= ASSURANCES.index(least):
            return ""
        known = "known by %s only" % KNOWN_BY[line["assurance"]] if line["assurance"] in KNOWN_BY else "self-declared"
        return "the setting %s requires that the author is known by %s, and %s is %s" % (key, KNOWN_BY[least], line["actor"], known)


def integer(text):
    return int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else None


def seconds(text):
    """A length of time such as 90m, 1h30m or 3d, in seconds; None if it is none."""
    text = re.sub("^([0-9]{1,4})d$", lambda m: str(24 * int(m.group(1))) + "h", text.strip().replace(" ", "").lower())
    units = {"h": 3600, "m": 60, "s": 1}
    if text in ("0", "0s"):
        return 0
    if not re.fullmatch(r"([0-9]+(\.[0-9]+)?[hms])+", text):
        return None
    return int(sum(float(n) * units[unit] for n, _, unit in re.findall(r"([0-9]+(\.[0-9]+)?)([hms])", text)))


def can_be(key, value):
    """Whether a setting can have a value that counts for what is judged here."""
    most = {"rules.dormant_days": (1, 3660), "rules.pending_days": (1, 3660), "rules.stale_hours": (1, 8784), "remediation.count_percent": (0, 100),
            "rules.peer_percent": (1, 100), "rules.peer_group": (1, 100000), "rules.owner_limit": (1, 100000), "rules.carried_times": (1, 100000)}
    if key in most:
        return integer(value) is not None and most[key][0] <= integer(value) <= most[key][1]
    if key.startswith("required_assurance."):
        return value in [""] + ASSURANCES
    if key == "elevation.rules":
        rules = rules_of(value)
        return rules is not None and can_be_rules(rules)
    if key in ("elevation.open_for", "elevation.notice"):
        return seconds(value) is not None and (0 if key == "elevation.notice" else 1) <= seconds(value) <= LONGEST_EVER
    return value in ("true", "false") if DEFAULTS[key] in ("true", "false") else True


def texts(value):
    """A list of texts as a setting has it: with commas between, or as JSON."""
    if not value.strip().startswith("["):
        return [one.strip() for one in value.split(",") if one.strip()]
    try:
        found = json.loads(value)
        return found if all(isinstance(one, str) for one in found) else [value]
    except ValueError:
        return [value]


def larger(old, new):
    return integer(old) is None or integer(new) is None or integer(new) > integer(old)


def smaller(old, new):
    return larger(new, old)


def longer(old, new):
    return seconds(old) is None or seconds(new) is None or seconds(new) > seconds(old)


def more(old, new):
    return any(one not in texts(old) for one in texts(new))


def never(old, new):
    return False


def fewer_plans(old, new):
    """Whether a plan of campaigns is gone or changed."""
    try:
        was, now = [[json.dumps(plan, sort_keys=True) for plan in json.loads(plans)] for plans in (old, new)]
    except (TypeError, ValueError):
        return True
    return any(plan not in now for plan in was)


def turned_off(old, new):
    return new != "true"


def weaker(old, new):
    if new not in ASSURANCES:
        return new != "" or old != ""
    return old in ASSURANCES and ASSURANCES.index(new) < ASSURANCES.index(old)


def loosens(key, old, new):
    """Whether a change of a setting loosens a guard; what is not known does."""
    if old == new:
        return False
    return (weaker if key.startswith("required_assurance.") else GUARDS.get(key, lambda old, new: True))(old, new)


RULE = ["role", "role_id", "may_request", "requesters", "approvers", "longest", "approvals", "auto_approve", "auto_approve_privileged",
        "reason_pattern", "ticket_needed", "no_break_glass", "break_glass"]


def rules_of(value):
    """The rules for elevations that a setting holds; None if it holds something else."""
    try:
        rules = json.loads(value)
    except ValueError:
        return None
    sound = isinstance(rules, list) and all(isinstance(r, dict) and set(r) <= set(RULE) and seconds(str(r.get("longest", "0"))) is not None for r in rules)
    return rules if sound else None


LONGEST_EVER = 30 * 86400  # seconds that a rule may allow


def can_be_rules(rules):
    """Whether rules for elevations can be in force."""
    def people(rule, *names):
        return all(isinstance(rule.get(name, []), list) and all(isinstance(one, str) and address(one) for one in rule.get(name, [])) for name in names)

    seen = []
    for r in rules:
        number, everyone, auto = r.get("approvals", 0), r.get("role") == "*", r.get("auto_approve", False)
        texts_fit = all(isinstance(r.get(name, ""), str) for name in ("role", "role_id", "may_request", "longest", "reason_pattern"))
        flags_fit = all(isinstance(r.get(name, False), bool) for name in RULE if name.startswith(("auto_", "no_")) or name == "ticket_needed")
        if not texts_fit or not flags_fit or not people(r, "requesters", "approvers", "break_glass") or not isinstance(number, int):
            return False
        named, by_id = r.get("approvers", []), r.get("role_id", "")
        if not r.get("role") or everyone and (by_id or r.get("break_glass") or r.get("auto_approve_privileged")):
            return False
        if not 0 < seconds(r.get("longest", "0")) <= LONGEST_EVER or not (0 if auto else 1) <= number <= 100 or named and number > len(named):
            return False
        if r.get("auto_approve_privileged") and not auto or r.get("break_glass") and r.get("no_break_glass"):
            return False
        if any(by_id == other if by_id and other else r["role"].lower() == name for other, name in seen):
            return False
        seen.append((by_id, r["role"].lower()))
    return True


def rule_for(rules, ident, name):
    other = None
    for r in rules:
        if r.get("role") == "*":
            other = r
        elif not r.get("role_id") and r.get("role", "").lower() == name.lower() or (r.get("role_id") or r.get("role")) == ident:
            return r
    return other


def looser_rules(old, new):
    """Whether any role can be had more easily under the new rules for elevations than under the old ones."""
    was, now = rules_of(old), rules_of(new)
    if was is None or now is None:
        return True
    for role in was + now + [{"role": "*"}]:
        ident = role.get("role_id") or role.get("role", "")
        before, after = rule_for(was, ident, role.get("role", "")), rule_for(now, ident, role.get("role", ""))
        if after is not None and (before is None or looser_rule(before, after)):
            return True
    return False


def looser_rule(old, new):
    def among(emails, one):
        return bool(address(one)) and address(one) in [address(other) for other in emails]

    def anybody(name):  # an empty list stands for all
        was, now = old.get(name) or [], new.get(name) or []
        return bool(was) and (not now or not all(among(was, one) for one in now))

    changed = [name for name in RULE if (old.get(name) or None) != (new.get(name) or None)]
    looser = {
        "may_request": bool(old.get("may_request")), "requesters": anybody("requesters"), "approvers": not old.get("approvers") or anybody("approvers"),
        "longest": seconds(new.get("longest", "0")) > seconds(old.get("longest", "0")), "approvals": new.get("approvals", 0) < old.get("approvals", 0),
        "auto_approve": bool(new.get("auto_approve")), "auto_approve_privileged": bool(new.get("auto_approve_privileged")),
        "reason_pattern": bool(old.get("reason_pattern")), "ticket_needed": not new.get("ticket_needed"),
        "break_glass": not all(among(old.get("break_glass") or [], one) for one in new.get("break_glass") or [])}
    return any(looser.get(name, False) for name in changed)


GUARDS = {"region": never, "canned_reasons": never, "webhook": never, "no_mouse": never, "owners": never, "domains": more,
          "rules.dormant_days": larger, "rules.pending_days": larger, "rules.stale_hours": larger,
          "rules.peer_percent": smaller, "rules.peer_group": larger, "rules.owner_limit": larger, "rules.carried_times": larger,
          "rules.privileged_scopes": lambda old, new: more(new, old), "remediation.methods": more, "remediation.count_percent": larger,
          "evidence.keep_answers": turned_off, "campaigns.plans": fewer_plans, "campaigns.reminders": never, "elevation.rules": looser_rules,
          "elevation.open_for": longer, "elevation.notice": never, "elevation.notice_by_webhook": turned_off}


# -- the campaigns, folded from the journals ---------------------------------------------------------------------------

class Campaign:
    def __init__(self, line, people, rights):
        self.people, self.rights, self.id, self.owner = people, rights, line["data"]["campaign"], line["actor"]
        self.created = line["time"]
        self.state, self.population, self.reviewers = "draft", "", list(line["data"]["reviewers"])
        self.lent = {}  # item: the role that was lent when the campaign was opened, and the one before it
        self.holders = {}  # item: address of the person whose access it is
        self.in_force = [], []  # settings at the opening and at the closing
        self.privileged = []  # patterns of the permissions that make a role privileged
        self.roster = ""  # that was frozen with the population; empty without one
        self.kinds = []  # of the items from which the scope selected; empty: users and API keys
        self.dormant_days = 0  # without sign-in, after which an account is dormant
        self.handovers, self.first = [], {}  # rows that got into an assignment; item: reviewer at opening, if it was handed over
        self.away = {}  # item that is with another reviewer for a time: who had it, who has it, the last day, the line that handed it over
        self.in_place = {}  # hash of a decision: to whom the item was assigned, if another person decided
        self.share, self.decisions, self.signed = {}, {}, []  # item: reviewer; item: lines, the last in force; sign-offs
        self.packets, self.answers = {}, []  # hash of a packet: the line that it was made; lines that accepted answers, with who is known by them
        self.plan, self.applies = line["data"], ""  # what it was planned as; from when on decisions may be carried out
        self.opening = self.closing = None  # the lines that opened and closed it
        self.superseded = []  # sign-offs of assignments that were reopened
        self.effects = []  # lines that changed something: the item, or whose assignment
        self.undoings = []  # lines that took a decision back, each with the line of the decision
        self.due, self.moves = due_date(line["data"]["due"], line), []  # moves: lines that moved it, each with the date before
        self.reminders = []  # lines that a reviewer was reminded
        self.reopenings, self.voiding = [], None  # sign-offs with the lines that reopened the assignment; the line that voided it
        self.fell, self.settling = {}, set()  # item: stage that went to the fallback reviewer; hashes of decisions with which they settle rows
        self.second, self.seconds, self.counted = {}, {}, set()  # item: second reviewer; item: their lines; items revoked when undecided
        self.disagreement = self.undecided = self.fallback = ""  # the rules that the opening named, and the fallback reviewer
        self.lapse, self.lapsed = "", {}  # the rule for certificates that are over; item: the line that confirmed it, as a decision
        self.limited, self.postponed, self.postpones = False, {}, {}  # a decision certifies until a day; (item, stage): line; item: how often
        self.advice_rules, self.advised = 0, {}  # version of the rules of advice, 0 without; item: what the opening advised

    def reviews(self, email):
        return self.people.among(self.reviewers, email)

    def signoff(self, email):
        """The line with which the person signed off, if it is not superseded."""
        return next((line for line in self.signed if self.people.same(line["actor"], email)), None)

    def last(self, item, stage=0):
        """The line of the last decision of a stage that was not taken back, or None."""
        made = (self.seconds if stage == 2 else self.decisions).get(item)
        return made[-1] if made else None

    def made(self, item):
        """All lines that decided on an item and were not taken back, of both stages, in their order."""
        return sorted(self.decisions.get(item, []) + self.seconds.get(item, []), key=lambda line: line["nth"])

    def standing(self, item):
        """The last line of each stage."""
        return [line for line in (self.last(item), self.last(item, 2)) if line]

    def settle(self, item):
        """The line of the decision in force, or None; and how it came about, which is empty for a row of one stage."""
        made, ruling = self.settle_by_rule(item)
        if item in self.second and ruling != "agreed":
            for one in (self.last(item, 2), self.last(item)):
                if one and one["hash"] in self.settling:
                    return one, "fallback-decides"
        return made, ruling

    def settle_by_rule(self, item):
        """What the rule for disagreement makes of both stages."""
        first, second = self.last(item), self.last(item, 2)
        if item not in self.second:
            return first, ""
        if first is None or second is None:
            return None, "awaits-second-stage" if first else "awaits-first-stage"
        if alike(first["data"], second["data"]):
            return first if second["nth"] < first["nth"] else second, "agreed"
        if second["data"].get("of", "") != first["hash"]:
            return None, "awaits-second-stage"
        if self.disagreement == "last-stage-decides":
            return first if second["data"]["decision"] == "abstain" else second, self.disagreement
        for one, other in ((first, second), (second, first)) if self.disagreement == "any-revoke-wins" else ():
            if beats(one["data"]["decision"], other["data"]["decision"]):
                return one, self.disagreement
        return None, "disagreement"

    def ruling(self, item):
        """How the decision in force came about, or why there is none."""
        made, ruling = self.settle(item)
        if item in self.lapsed:
            return "lapsed"
        return "revoked-when-undecided" if made is None and item in self.counted else ruling

    def decision(self, item):
        """The line of the decision in force, or None. What counts as revoked since it was undecided has one without an actor."""
        if item in self.lapsed:
            return self.lapsed[item]
        made, _ = self.settle(item)
        if made is None and item in self.counted:
            return dict(self.closing, actor="", assurance="", data={
                "item": item, "decision": "revoke", "reason": COUNTED_REASON, "dwell_ms": 0, "bulk": 0, "hints": []})
        return made

    def final(self, item):
        """The line since which the decision in force may be carried out, or None while it may not."""
        made = self.decision(item)
        if made is None or made["type"] in ("campaign.closed", "decision.lapsed"):
            return made
        if self.applies == "at-once":
            return made if self.ruling(item) == "fallback-decides" else max(self.standing(item), key=lambda line: line["nth"])
        return (self.signed_for(item) if self.applies == "at-signoff" else None) or (self.closing if self.state == "closed" else None)

    def signed_for(self, item):
        """The line with which the last of the stages of an item was signed off, or None while one is not."""
        signed = [self.signoff(to) for to in [self.share[item]] + [self.second[item] for _ in [0] if item in self.second]]
        return max(signed, key=lambda line: line["nth"]) if all(signed) else None

    def reviewer(self, item, stage=0):
        return self.second.get(item, "") if stage == 2 else self.share.get(item, "")

    def is_second(self, item, email):
        return item in self.second and self.people.same(self.second[item], email)

    def locked(self, item, stage=0):
        return self.state != "open" or self.signoff(self.reviewer(item, stage)) is not None

    def stage_of(self, item, line):
        """The stage of which the line of that hash made the last decision on an item; None if it made none."""
        return next((stage for stage in (0, 2) if self.last(item, stage) and self.last(item, stage)["hash"] == line), None)

    def manages(self, email):
        return self.rights.has(email, "owner") or self.rights.has(email, "manager") and self.people.same(self.owner, email)

    def managed(self, line):
        """Refuses a line with which a person manages the campaign without the right to."""
        if self.rights.begun is not None and not self.manages(line["actor"]):
            raise Refused("campaign %s is managed by %s and by owners, not by %s" % (self.id, self.owner, line["actor"]))

    def edited(self, line):
        if self.state == "draft":
            self.managed(line)
            sound_rules(self.rights, line["data"])
            self.reviewers, self.plan = list(line["data"]["reviewers"]), line["data"]
            self.due = due_date(line["data"]["due"], line)

    def opened(self, line):
        data = line["data"]
        if self.state != "draft":
            return
        self.managed(line)
        self.may_pair(data)
        if data.get("roster", "") and data["roster"] not in self.people.rosters:
            raise Refused("it rests on a roster that is not on record")
        self.roster, self.kinds = data.get("roster", ""), data.get("kinds") or []
        self.sound_opening(data)
        self.state, self.population, self.holders = "open", data["population"], data.get("holders") or {}
        self.opening, self.applies = line, data.get("apply", "")
        self.lent = {m["item"]: m for m in data.get("marked", []) if m.get("prior_role_id")}
        self.in_force, self.privileged = (data.get("settings") or [], []), data["rules"].get("privileged_scopes") or []
        self.dormant_days = data["rules"]["dormant_days"]
        for share in data["shares"]:
            before = len(self.share)
            for item in share["items"]:
                self.share.setdefault(item, share["reviewer"])
            self.handovers.append({"line": line, "from": "", "to": share["reviewer"], "rows": len(self.share) - before, "stage": 0, "reason": "", "rule": share.get("rule", "")})
            if share.get("rule", "") and not self.reviews(share["reviewer"]):
                self.reviewers.append(share["reviewer"])
        self.disagreement, self.undecided, self.fallback = data.get("disagreement", ""), data.get("undecided", ""), data.get("fallback", "")
        for part in data.get("second") or []:
            before = len(self.second)
            for item in part["items"]:
                if item in self.share:
                    self.second.setdefault(item, part["reviewer"])
            if not self.reviews(part["reviewer"]):
                self.reviewers.append(part["reviewer"])
            self.handovers.append({"line": line, "from": "", "to": part["reviewer"], "rows": len(self.second) - before, "stage": 2, "reason": ""})

        self.take_advice(data)
        self.lapse = data.get("lapse", "")

    def take_advice(self, data):
        """Notes what an opening advised. The first that names an item counts."""
        self.advice_rules = data.get("advice_rules", 0)
        for one in (data.get("advised") or []) if self.advice_rules else []:
            for item in one["items"]:
                if item in self.share:
                    self.advised.setdefault(item, one)

    def unadvised(self, data):
        """Why a decision has no effect that certifies together with others, against advice, without a reason; empty if it may have."""
        kind = self.advised.get(data["item"], {}).get("advice", "")
        if data["decision"] != "certify" or data["bulk"] < 2 or kind not in ("look-closer", "revoke") or given(data.get("reason", "")):
            return ""
        return "%s was advised as %s, and certifying it together with others needs a reason" % (data["item"], kind.replace("-", " "))

    def may_pair(self, data):
        """Refuses an opening that gives a second stage to a person who may not have it."""
        first, holders = {}, data.get("holders") or {}
        for share in data["shares"]:
            for item in share["items"]:
                first[item] = first.get(item) or share["reviewer"]
        for part in data.get("second") or []:
            for item in part["items"]:
                if self.people.same(first.get(item, ""), part["reviewer"]):
                    raise Refused("%s has %s in both stages" % (item, part["reviewer"]))
                if self.people.like(holders.get(item, ""), part["reviewer"]):
                    raise Refused("%s is the access of %s, and they cannot decide on it" % (item, holders[item]))
                if self.rights.has(part["reviewer"], "auditor"):
                    raise Refused(part["reviewer"] + " is an auditor; an auditor changes nothing")

    def sound_opening(self, data):
        """Refuses an opening that gives rows out by other rules than it names, to an auditor, or by a rule to their holder."""
        rules = data.get("assign") or []
        for share in data["shares"] if self.rights.begun is not None else []:
            rule, to = share.get("rule", ""), share["reviewer"]
            if not rule:
                continue
            named = {"manager": data.get("split", "") == "manager", "fallback": self.people.same(data.get("fallback", ""), to),
                     "other reviewer": any(self.people.same(one["to"], to) for one in rules)}
            if not named.get(rule, any(one["where"] == rule and one["to"] == to for one in rules)):
                raise Refused("it assigns rows to %s by a rule that it does not have: %s" % (to, rule))
            if self.rights.has(to, "auditor"):
                raise Refused(to + " is an auditor; an auditor cannot review")
            for item in share["items"]:
                holder = (data.get("holders") or {}).get(item, "")
                if self.people.like(holder, to):
                    raise Refused("%s is the access of %s, and they cannot decide on it" % (item, holder))


    def moved(self, line):
        """The due date of an open campaign is another."""
        if self.state != "open":
            return self.in_time()
        self.managed(line)
        if not is_time(line["data"]["due"] + "T00:00:00Z", MOMENT) or not given(line["data"]["reason"]):
            raise Refused("it gives no reason, or no date")
        self.moves.append((line, self.due))
        self.due = due_date(line["data"]["due"], line)

    def delegated(self, line):
        data = line["data"]
        if self.state != "draft" and self.rights.begun is not None:
            self.may_delegate(line, data)
        if self.state != "open":
            return
        if self.signoff(data["to"]) is not None:
            return
        if not self.reviews(data["to"]):
            self.reviewers.append(data["to"])
        for item in data["items"]:
            if item in self.share and not self.locked(item) and not self.is_second(item, data["to"]):
                had = self.share[item]
                self.reassign(line, item, data["to"], data.get("reason", ""))
                if is_day(data.get("until", "")) and not self.people.same(had, data["to"]):
                    self.away[item] = had, data["to"], data["until"], line["hash"]
        for item in data.get("second") or []:
            if item in self.share and not self.not_to_second(item, data["to"]):
                self.reassign(line, item, data["to"], data.get("reason", ""), 2)

    def reassign(self, line, item, to, reason, stage=0):
        """Moves a stage of an item to another reviewer."""
        if not self.people.same(self.reviewer(item, stage), to):
            self.postponed.pop((item, stage), None)  # the new reviewer sees it at once
        self.hand_over(line, item, to, reason, stage)
        self.effects.append((line, item, self.reviewer(item, stage), stage))
        (self.second if stage == 2 else self.share)[item] = to
        if stage == 0:
            self.away.pop(item, None)

    def hand_over(self, line, item, to, reason, stage):
        """Notes that a line moves an item to another reviewer; one that the same person has already is not moved."""
        held_by = self.reviewer(item, stage)
        if self.people.same(held_by, to):
            return
        if stage == 0:
            self.first[item] = self.first.get(item) or held_by
        for one in self.handovers:
            if one["line"] is line and one["from"] == held_by and one["stage"] == stage:
                one["rows"] += 1
                return
        self.handovers.append({"line": line, "from": held_by, "to": to, "rows": 1, "stage": stage, "reason": reason})

    def left(self):
        """The undecided items, in order."""
        return by_bytes(item for item in self.share if self.decision(item) is None)

    def open_stage(self, item):
        """The stage in which an undecided item is to be decided."""
        return 2 if item in self.second and self.last(item) else 0

    def not_to_fallback(self, item, stage):
        """Why a stage of an item does not go to the fallback reviewer; empty if it does."""
        to, other = self.fallback, self.reviewer(item, 0 if stage == 2 else 2)
        if item not in self.share or self.decision(item) is not None or self.open_stage(item) != stage:
            return item + " is not undecided in that stage"
        if self.people.same(self.reviewer(item, stage), to):
            return "%s has %s already" % (to, item)
        if self.signoff(to) is not None:
            return to + " signed off already"
        if self.people.like(self.holders.get(item, ""), to):
            return "%s is the access of %s, and they cannot decide on it" % (item, self.holders[item])
        if other and self.people.same(other, to) or stage == 2 and self.people.same(self.last(item)["actor"], to):
            return "%s has the other stage of %s" % (to, item)
        return ""

    def fell_back(self, line):
        """What is undecided goes to the fallback reviewer, as the opening said."""
        data = line["data"]
        if self.state != "open":
            return self.in_time()
        self.managed(line)
        if self.undecided != "fallback" or not self.people.same(data["to"], self.fallback):
            raise Refused("opening did not say that undecided items go to " + data["to"])
        parts = [(item, 0) for item in data["items"]] + [(item, 2) for item in data.get("second") or []]
        for item, stage in parts:
            why = self.not_to_fallback(item, stage)
            if why:
                raise Refused(why)
        if not self.reviews(data["to"]):
            self.reviewers.append(data["to"])
        for item, stage in parts:
            self.reassign(line, item, data["to"], FELL_BACK_REASON, stage)
            self.fell[item] = stage

    def may_close(self, counted):
        """Refuses a closing that does not do with undecided items as the opening said."""
        if self.state == "open" and self.undecided == "fallback":
            going = sum(not self.not_to_fallback(item, self.open_stage(item)) for item in self.left())
            if going:
                raise Refused("%d undecided item%s to the fallback reviewer %s first" % (going, " goes" if going == 1 else "s go", self.fallback))
        if by_bytes(counted) != (self.left() if self.state == "open" and self.undecided == "revoke" else []):
            raise Refused("it does not count as revoked what is undecided, as opening said")

    def stays(self, item, time):
        """Why an item that is with another reviewer for a time does not go back at that time; empty if it does."""
        had, has, until, _ = self.away[item]
        made, signed, closed = self.last(item), self.signoff(has), self.signoff(had)
        if time[:10] <= until:
            return "%s is with %s until %s" % (item, has, until)
        if made:
            return "%s was decided by %s" % (item, made["actor"])
        if signed:
            return "%s was signed off already, by %s" % (item, signed["actor"])
        if closed:
            return closed["actor"] + " signed off already"
        if self.rights.has(had, "auditor"):
            return had + " is an auditor; an auditor changes nothing"
        if self.is_second(item, had):
            return "%s is decided by %s in the second stage, and the two stages need different people" % (item, had)
        if self.people.like(self.holders.get(item, ""), had):
            return "%s is the access of %s, and they cannot decide on it" % (item, self.holders[item])
        return ""

    def had_until(self, item, time):
        """That the reviewer had the item only until a day before that time, and no line gave it back; else empty."""
        if item not in self.away or self.stays(item, time):
            return ""
        had, has, until, _ = self.away[item]
        return "%s was with %s until %s, and was not given back to %s" % (item, has, until, had)

    def returned(self, line):
        """Items that were handed over for a time go back, since their last day has passed and they have no decision."""
        data, author = line["data"], line["actor"]
        if self.state == "draft":
            return
        if self.state != "open":
            return self.in_time()
        if self.no_part(author):
            raise Refused(self.no_part(author))
        for item in data["items"]:
            had, _, _, by = self.away.get(item, ("", "", "", None))
            if by != data["line"] or not self.people.same(had, data["to"]):
                raise Refused("%s was not handed over by %s for a time by that line" % (item, data["to"]))
            if self.stays(item, line["time"]):
                raise Refused(self.stays(item, line["time"]))
        for item in data["items"]:
            if item in self.away:
                self.reassign(line, item, self.away[item][0], "")

    def no_part(self, author):
        """Why a person has no part in the campaign; empty if they have, or rights do not count."""
        if self.rights.begun is None or self.reviews(author) or self.manages(author):
            return ""
        return "%s does not review in %s" % (author, self.id)

    def late(self, item="", stage=0):
        """Why a line about an item, or about the whole campaign, comes too late to have an effect; empty if it does not."""
        if self.rights.begun is None:
            return ""
        if self.state in ("closed", "void"):
            return "campaign %s was %s already, by %s" % (self.id, self.state, self.end["actor"])
        signed = self.signoff(self.reviewer(item, stage)) if item else None
        return "%s was signed off already, by %s" % (item, signed["actor"]) if signed else ""

    def in_time(self):
        """Refuses a line about the whole campaign that comes too late."""
        if self.late():
            raise Refused(self.late())

    def may_delegate(self, line, data):
        author, source, until = line["actor"], data.get("from", ""), data.get("until", "")
        self.in_time()
        if self.signoff(data["to"]) is not None:
            raise Refused(data["to"] + " signed off already")
        if source and self.signoff(source) is not None:
            raise Refused(source + " signed off already")
        if until and not (is_day(until) and line["time"][:10] <= until):
            raise Refused("its last day has passed, or is no day: " + until)
        manages = self.manages(author)
        for item in data["items"]:
            if source and item in self.share and not self.people.same(self.share[item], source):
                raise Refused("%s is assigned to %s, not to %s" % (item, self.share[item], source))
            if not manages and self.had_until(item, line["time"]):
                raise Refused(self.had_until(item, line["time"]))
            if item in self.share and not manages and not self.people.same(self.share[item], author):
                raise Refused("%s is assigned to %s, and %s is no owner or manager of the campaign" % (item, self.share[item], author))
            if item in self.share and self.is_second(item, data["to"]):
                raise Refused("%s is decided by %s in the second stage, and the two stages need different people" % (item, data["to"]))
            if item in self.share and self.people.like(self.holders.get(item, ""), data["to"]):
                raise Refused("%s is the access of %s, and they cannot decide on it" % (item, self.holders[item]))
        self.may_hand_second(line, data, manages)
        if self.rights.has(data["to"], "auditor"):
            raise Refused(data["to"] + " is an auditor; an auditor changes nothing")
        if not given(data.get("reason", "")):
            raise Refused(author + " gave no reason")

    def may_hand_second(self, line, data, manages):
        """Refuses to hand over second stages."""
        if data.get("second") and data.get("until", ""):
            raise Refused("a second stage is handed over for good, not until a day")
        for item in data.get("second") or []:
            if item not in self.share:
                continue
            why = self.not_to_second(item, data["to"])
            if why:
                raise Refused(why)
            second = self.second[item]
            if data.get("from", "") and not self.people.same(second, data["from"]):
                raise Refused("%s is assigned to %s, not to %s" % (item, second, data["from"]))
            if not manages and not self.people.same(second, line["actor"]):
                raise Refused("%s is assigned to %s, and %s is no owner or manager of the campaign" % (item, second, line["actor"]))
            if self.people.like(self.holders.get(item, ""), data["to"]):
                raise Refused("%s is the access of %s, and they cannot decide on it" % (item, self.holders[item]))

    def not_to_second(self, item, to):
        """Why the second stage of an item cannot move to a person; empty if it can."""
        if item not in self.second:
            return item + " has no second stage"
        if self.locked(item, 2):
            return "the second stage of %s was signed off already, by %s" % (item, self.second[item])
        first = self.last(item, 0)
        if self.people.same(self.share[item], to) or first and self.people.same(first["actor"], to):
            return "%s has the first stage of %s, and the two stages need different people" % (to, item)
        return ""

    def refuses_decision(self, line):
        """Why a decision has no effect; empty if its author had the right for it, or rights did not count."""
        item, author, stage = line["data"]["item"], line["actor"], line["data"].get("stage", 0)
        if refuses_scopes(line["data"]):
            return refuses_scopes(line["data"])
        if stage != 0 or item in self.second:
            why = self.refuses_stage(author, line["data"], stage)
            if why:
                return why
        why = not_until(line) or self.unadvised(line["data"])
        if why:
            return why
        if self.rights.begun is None and stage == 0 or item not in self.share:
            return ""
        if self.late(item, stage):
            return self.late(item, stage)
        to = self.reviewer(item, stage)
        if self.people.like(self.holders.get(item, ""), author):
            return "%s is the access of %s, and they cannot decide on it" % (item, self.holders[item])
        if self.people.same(to, author):
            return self.had_until(item, line["time"]) if stage == 0 else ""
        if not self.manages(author):
            return "%s is assigned to %s, and %s is no owner or manager of the campaign" % (item, to, author)
        return "" if given(line["data"].get("reason", "")) else "%s is assigned to %s, and %s gave no reason for deciding in their place" % (item, to, author)

    def refuses_postponing(self, line):
        """Why a line that postpones a row has no effect; empty if it may have."""
        data = line["data"]
        item, stage, day = data["item"], data.get("stage", 0), data["until"]
        if item not in self.share:
            return ""
        if not is_day(day) or day <= line["time"][:10]:
            return "it does not come back on a day after its own: " + day
        if not given(data["reason"]):
            return "it gives no reason"
        if data.get("ask", "") and "@" not in data["ask"]:
            return "it asks no person: " + data["ask"]
        first, made = self.last(item), self.last(item, stage)
        if made and not self.stale(item, stage):
            return "%s was decided by %s" % (item, made["actor"])
        stands_for = {"item": item, "decision": "abstain", "reason": data["reason"], "bulk": 0, "stage": stage, "of": first["hash"] if first else ""}
        return self.refuses_decision(dict(line, data=stands_for))

    def stale(self, item, stage):
        """Whether the last decision of a stage contributes nothing: a second one about a first one that changed since."""
        made, first = self.last(item, stage), self.last(item)
        return stage == 2 and made["hash"] not in self.settling and (
            first is None or not alike(first["data"], made["data"]) and made["data"].get("of", "") != first["hash"])

    def postpone(self, line):
        item, stage = line["data"]["item"], line["data"].get("stage", 0)
        counts = self.rights.begun is not None or self.reviews(line["actor"])
        if self.state == "open" and counts and item in self.share and not self.locked(item, stage):
            self.effects.append((line, item, "", stage))
            self.postponed[item, stage] = line
            self.postpones[item] = self.postpones.get(item, 0) + 1

    def postponed_by(self, item, line):
        """The stage that the line of that hash postponed, if that stands; else None."""
        return next((stage for stage in (0, 2) if self.postponed.get((item, stage), {}).get("hash") == line), None)

    def reviewed_since(self, book, item):
        """A campaign that was opened later and reviews the item, or decided on it; empty if there is none."""
        for other in book.values():
            if other.opening is None or other.state == "void" or other.opening["nth"] <= self.opening["nth"] or item not in other.share:
                continue
            made = other.decision(item)
            if other.state == "open" or made and made["data"]["decision"] != "abstain":
                return other.id
        return ""

    def take_lapse(self, book, line):
        """A person confirms that a certificate is over: the item is revoked."""
        data, author = line["data"], line["actor"]
        item = data["item"]
        if item not in self.share:
            return
        if self.state != "closed" or self.lapse != "revoke":
            raise Refused("its campaign is not closed, or did not say at opening that certificates lapse")
        made = self.decision(item)
        day = self.until(item)
        if not made or made["data"]["decision"] != "certify" or made["hash"] != data["line"] or not day or line["time"][:10] <= day:
            raise Refused(item + " is not certified by that line until a day that has passed")
        since = self.reviewed_since(book, item)
        if since:
            raise Refused("%s was reviewed since, in %s" % (item, since))
        if self.people.like(self.holders.get(item, ""), author):
            raise Refused("%s is the access of %s, and they cannot decide on it" % (item, self.holders[item]))
        part = self.people.same(self.share[item], author) or self.is_second(item, author) or self.manages(author)
        if not part and (self.rights.begun is not None or not self.people.same(self.owner, author)):
            raise Refused("%s is assigned to %s, and %s is no owner or manager of the campaign" % (item, self.share[item], author))
        if not given(data["reason"]):
            raise Refused("it gives no reason")
        says = {"item": item, "decision": "revoke", "reason": data["reason"], "dwell_ms": 0, "bulk": 1, "hints": []}
        says.update({"signature": data["signature"]} if "signature" in data else {})
        self.lapsed[item] = dict(line, data=says)

    def no_signoff(self, author, time):
        """Why a person cannot sign off at that time, since rows of theirs are postponed; empty if they can."""
        for item in by_bytes({item for item, _ in self.postponed}):
            for stage in (0, 2):
                made = self.postponed.get((item, stage))
                undecided = not self.last(item, stage) or self.stale(item, stage)
                if made and undecided and time[:10] < made["data"]["until"] and self.people.same(self.reviewer(item, stage), author):
                    return "%s is postponed until %s" % (item, made["data"]["until"])
        return ""

    def back_on(self, item):
        """The day on which a postponed item comes back, the earlier one of two stages; empty if it is not postponed."""
        return min((self.postponed[item, stage]["data"]["until"] for stage in (0, 2) if (item, stage) in self.postponed), default="")

    def until(self, item):
        """The last day for which the decision in force certifies, the earlier one where both stages agree; empty if there is none."""
        made, ruling = self.settle(item)
        if item in self.lapsed:
            return ""
        standing = self.standing(item) if ruling == "agreed" else [made] if made else []
        return min((line["data"]["until"] for line in standing if line["data"].get("until", "")), default="")

    def refuses_stage(self, author, data, stage):
        """Why a decision has no effect in its stage, whether or not rights count."""
        item = data["item"]
        first, second = self.last(item), self.last(item, 2)
        if stage == 0:
            if self.people.same(self.second[item], author) or second and self.people.same(second["actor"], author):
                return "%s is decided by %s in the second stage, and the two stages need different people" % (item, author)
            return ""
        if stage != 2 or item not in self.second:
            return item + " has no such stage"
        if first is None or data.get("of", "") != first["hash"]:
            return "it is about another decision on %s than the one that the first stage has" % item
        if self.people.same(first["actor"], author) or self.people.same(self.share[item], author):
            return "%s is decided by %s in the first stage, and the two stages need different people" % (item, author)
        return "nothing is carried forward in the second stage" if data.get("carried") else ""

    def decided(self, line):
        item, stage = line["data"]["item"], line["data"].get("stage", 0)
        counts = self.rights.begun is not None or self.reviews(line["actor"])
        if self.state == "open" and counts and item in self.share and not self.locked(item, stage):
            self.effects.append((line, item, "", stage))
            self.limited = self.limited or bool(line["data"].get("until", ""))
            self.postponed.pop((item, stage), None)
            (self.seconds if stage == 2 else self.decisions).setdefault(item, []).append(line)
            if not self.people.same(self.reviewer(item, stage), line["actor"]):
                self.in_place[line["hash"]] = self.reviewer(item, stage)
            if self.fell.get(item) == stage and line["data"]["decision"] != "abstain" and self.people.same(line["actor"], self.fallback):
                self.settling.add(line["hash"])

    def refuses_undo(self, line):
        item, author = line["data"]["item"], line["actor"]
        if self.rights.begun is None or item not in self.share:
            return ""
        later = self.postponed_by(item, line["data"]["line"])
        stage = later if later is not None else self.stage_of(item, line["data"]["line"]) or 0
        if self.late(item, stage):
            return self.late(item, stage)
        if later is not None:
            by = self.postponed[item, stage]["actor"]
            return self.no_part(author) if self.people.same(by, author) else "%s was postponed by %s, who alone can take it back" % (item, by)
        made = self.last(item, stage)
        if made and not self.people.same(made["actor"], author):
            return "%s was decided by %s, who alone can take it back" % (item, made["actor"])
        return self.no_part(author)

    def undone(self, line):
        item = line["data"]["item"]
        later = self.postponed_by(item, line["data"]["line"])
        if later is not None:
            if self.state == "open" and not self.locked(item, later):
                self.effects.append((line, item, "", later))
                del self.postponed[item, later]
            return
        stage = self.stage_of(item, line["data"]["line"])
        if self.state == "open" and item in self.share and stage is not None and not self.locked(item, stage):
            self.effects.append((line, item, "", stage))
            self.undoings.append((line, (self.seconds if stage == 2 else self.decisions)[item].pop()))

    def signed_off(self, line):
        if self.rights.begun is not None and self.signoff(line["actor"]) is not None:
            raise Refused(line["actor"] + " signed off already")
        if self.state == "open" and self.signoff(line["actor"]) is None:
            self.effects.append((line, "", line["actor"], 0))
            self.signed.append(line)

    def reopened(self, line):
        """An owner reopens an assignment: its sign-off is superseded, and it can change again."""
        self.in_time()
        if self.state == "open" and not given(line["data"]["reason"]):
            raise Refused("it gives no reason")
        for old in [one for one in self.signed if self.state == "open" and one["hash"] == line["data"]["line"]]:
            self.reopenings.append((old, line))
            self.effects.append((line, "", old["actor"], 0))
            self.signed.remove(old)
            self.superseded.append(old)

    def reminded(self, line):
        """A message to a reviewer was made, or the webhook accepted it. It changes nothing, but may have no effect."""
        data = line["data"]
        self.managed(line)
        if self.state != "open":
            raise Refused("campaign %s is %s, not open" % (self.id, self.state))
        if not self.reviews(data["to"]):
            raise Refused("%s does not review in %s" % (data["to"], self.id))
        if data["kind"] not in ("opened", "open", "due-soon", "due-today", "overdue"):
            raise Refused("it is no kind of reminder")
        if data["method"] not in ("text", "mailto", "eml", "webhook"):
            raise Refused("it is no way to remind")
        if not 0 <= data["left"] <= len(self.share):
            raise Refused("%s cannot have %d items left in %s" % (data["to"], data["left"], self.id))
        self.reminders.append(line)

    def packet_made(self, line):
        """A file was made with which a reviewer decides without tuar. It changes nothing, but may have no effect."""
        data = line["data"]
        self.in_time()
        if self.state != "open":
            return
        self.managed(line)
        if not re.match(r"[0-9a-f]{64}\Z", data["packet"]):
            raise Refused("the packet has no hash")
        if not self.reviews(data["reviewer"]):
            raise Refused("%s does not review in %s" % (data["reviewer"], self.id))
        if not data["items"]:
            raise Refused("the packet has no items")
        for item in data["items"]:
            if item not in self.share:
                raise Refused("campaign %s has no item %s" % (self.id, item))
        self.packets.setdefault(data["packet"], line)

    def refuses_answers(self, line):
        """Why a person cannot accept a file of answers to a packet; empty if they can."""
        author, data, packet = line["actor"], line["data"], self.packets.get(line["data"]["packet"])
        reviewer, signed = data["reviewer"], self.signoff(data["reviewer"])
        if self.rights.begun is None:
            return "rights do not count yet"
        if self.late():
            return self.late()
        if self.state != "open":
            return "campaign %s is still a draft" % self.id
        if packet is None:
            return "campaign %s has no such packet on record" % self.id
        if not self.people.same(packet["data"]["reviewer"], reviewer):
            return "the packet was made for %s, not for %s" % (packet["data"]["reviewer"], reviewer)
        if not self.manages(author) and not self.people.same(packet["actor"], author):
            return "answers are accepted by %s, by owners and by who made the packet, not by %s" % (self.owner, author)
        if self.people.like(author, reviewer):
            return "%s cannot accept answers of %s: they can decide themselves" % (author, reviewer)
        if not re.match(r"[0-9a-f]{64}\Z", data["file"]) or data["lines"] < 1:
            return "it names no file, or no lines"
        again = next((one for one in self.answers if one["data"]["file"] == data["file"]), None)
        if again:
            return "the file was accepted already, by " + again["actor"]
        if signed:
            return signed["actor"] + " signed off already"
        mark = data["signed"]["key"] if "signed" in data else ""
        holder = self.people.by_key.get(mark)
        if holder and not self.people.same(holder["email"], reviewer):
            return "the SSH key %s was enrolled for %s and signs for no other person, such as %s" % (mark, holder["email"], reviewer)
        return ""

    def accepted(self, line):
        """A file of answers to a packet was accepted: the lines of its reviewer follow."""
        why = self.refuses_answers(line)
        if why:
            raise Refused(why)
        holder = self.people.by_key.get(line["data"].get("signed", {}).get("key"))
        line = dict(line, in_effect=False,
                    key=line["data"]["signed"]["key"] if holder and holder["keys"][line["data"]["signed"]["key"]] else "")
        self.answers.append(line)
        return line

    def refuses_relayed(self, line):
        """Why a decision has no effect that came with a file of answers; empty if it may have."""
        item, accepted = line["data"].get("item"), line["relay"]
        if item not in self.share:
            return ""
        if item not in self.packets[accepted["data"]["packet"]]["data"]["items"]:
            return item + " is not in the packet that was answered"
        if not self.people.same(self.share[item], line["actor"]):
            return "%s is assigned to %s, and answers to a packet are about one's own assignment" % (item, self.share[item])
        if line["assurance"] == "relayed" and self.people.like(self.holders.get(item, ""), accepted["actor"]):
            return "%s is the access of %s, who accepted the answers, and the reviewer did not sign them" % (item, self.holders[item])
        return ""

    def ended(self, line):
        """The campaign is closed or void: nothing in it changes any more."""
        self.in_time()
        if self.state == "open" and line["type"] == "campaign.voided" and not given(line["data"]["reason"]):
            raise Refused("it gives no reason")
        if self.state == "open" or self.state == "draft" and line["type"] == "campaign.closed":
            if line["type"] == "campaign.closed":
                self.may_close(line["data"].get("counted_as_revoked") or [])
                self.counted = set(line["data"].get("counted_as_revoked") or [])
            self.end = line
            self.state = {"campaign.closed": "closed", "campaign.voided": "void"}[line["type"]]
            self.closing, self.voiding = (line, None) if self.state == "closed" else (None, line)
            self.in_force = self.in_force[0], line["data"].get("settings") or []

    def sealed(self, line):
        """Refuses a sign-off or closing by a person who has no right for it, and a sign-off that comes too late."""
        if line["type"] == "campaign.closed":
            self.managed(line)
        elif self.rights.begun is not None:
            self.in_time()
            if not self.reviews(line["actor"]):
                raise Refused("%s does not review in %s" % (line["actor"], self.id))
            for item in by_bytes(self.away):
                mine = any(self.people.same(one, line["actor"]) for one in self.away[item][:2])
                if mine and self.had_until(item, line["time"]):
                    raise Refused(self.had_until(item, line["time"]))

    def refuses_to_seal(self, line):
        """Why a sign-off has no effect; empty if it may have."""
        try:
            self.sealed(line)
        except Refused as why:
            return str(why)
        return ""

    def unknown_to(self, line):
        """Lines that changed what a sign-off or closing is about and come before it, though it did not know them: another one that
        did not know it put them there."""
        who, knows = line["actor"], {writer: seq for writer, seq, _ in known(line)}
        knows[line["writer"]] = line["seq"]
        for effect, item, reviewer, stage in self.effects if seals(line) else []:
            about = bool(item) if line["type"] == "campaign.closed" else (
                self.people.same(reviewer, who) or item and self.people.same(self.reviewer(item, stage), who))
            if about and effect["seq"] > knows.get(effect["writer"], 0):
                yield effect


def refuses_scopes(data):
    """Why a decision that names the permissions which a custom role keeps has no effect: it is a reduction of one, to permissions in
    their order, each once."""
    scopes = data.get("scopes") or []
    if not scopes:
        return ""
    if not data["item"].startswith("role/") or data["decision"] != "reduce" or data.get("to_role", ""):
        return "only the reduction of a custom role names permissions that are kept, and it names no other role"
    if scopes != by_bytes(set(scopes)) or "" in scopes:
        return "the permissions that %s keeps are not in order, each once" % data["item"]
    return ""


def sound_rules(rights, plan):
    """Refuses a draft whose rules of assignment name no reviewer, or an auditor."""
    rules, fallback = plan.get("assign") or [], plan.get("fallback", "")
    if rights.begun is None:
        return
    for rule in rules:
        if not rule["where"] or "@" not in rule["to"]:
            raise Refused("its rule %s names no reviewer, or selects nothing" % quoted(rule["where"] + "=" + rule["to"]))
    for email in [rule["to"] for rule in rules] + ([fallback] if fallback else []):
        if rights.has(email, "auditor"):
            raise Refused(email + " is an auditor; an auditor cannot review")


def not_until(line):
    """Why a decision has no effect on account of the last day for which it certifies; empty if it may have."""
    day = line["data"].get("until", "")
    if day and line["data"]["decision"] != "certify":
        return "only certifying has a last day"
    return "its last day has passed, or is no day: " + day if day and not (is_day(day) and line["time"][:10] <= day) else ""


def is_day(text):
    return is_time(text + "T00:00:00Z", MOMENT)


COUNTED_REASON = "undecided at closing; the campaign said so at opening"
FELL_BACK_REASON = "undecided; the campaign said at opening that this goes to the fallback reviewer"


def beats(verdict, other):
    """Whether a decision wins over another one where any revoke wins."""
    return other in {"reduce": ("certify", "abstain"), "certify": ("abstain",), "move": ("abstain",)}.get(verdict, ()) or verdict == "revoke" != other


def due_date(day, line):
    """The begin of the day on which a campaign is due; a text that is no day counts as the time of its line."""
    return day + "T00:00:00.000000000Z" if is_day(day) else line["time"]


class AuditLog:
    """What is on record of Torq's audit log: the readings, the first of each segment, and the segments that none comes after."""
    def __init__(self):
        self.all, self.by_segment, self.newest = [], {}, []

    def apply(self, line):
        if line["type"] != "audit.read":
            return
        data, after = line["data"], line["data"].get("after") or []
        segment, gap = data.get("segment", ""), data.get("gap", "")
        if segment and not re.fullmatch("[0-9a-f]{64}", segment):
            raise Refused("it names no segment of the audit log")
        if bool(segment) != (data["entries"] != 0) or not 0 <= data["entries"] <= 20000:
            raise Refused("its numbers contradict each other")
        if gap and (segment or data.get("begins", False)):
            raise Refused("it has entries of a log that could not be read")
        if data["from"] > data["to"]:
            raise Refused("it ends before it begins")
        if any(name not in self.by_segment for name in after):
            raise Refused("it comes after a segment that is not on record")
        if segment and segment not in self.by_segment:
            self.by_segment[segment] = data
            self.newest = [name for name in self.newest if name not in after] + [segment]
        self.all.append(data)

    def until(self, segments):
        """The names of those segments and of all that they come after, in the order of their lines."""
        found, todo = set(), list(segments)
        while todo:
            name = todo.pop()
            if name in self.by_segment and name not in found:
                found.add(name)
                todo += self.by_segment[name].get("after") or []
        return [name for name in self.by_segment if name in found]


class Record:
    """The record, folded line by line: the campaigns, and the lines without effect. Whoever wrote a line must have had the
    right for it when it was written; a line that contradicts what came before it has no effect either."""
    def __init__(self, lines):
        self.people = People()
        self.rights = Rights(self.people)
        self.settings = self.people.settings = Settings(self.rights)
        self.tracks, self.audit = Tracks(), AuditLog()
        self.book, self.acts, self.wrong, self.strange = {}, {}, [], []
        self.elevations = Elevations(self.people, self.rights, self.settings, self.book)
        self.notes, self.comments = Notes(), Comments(self.people, self.book)
        self.dismissals = Dismissals(self.people)
        self.refused = {}  # hash of a line: why it has no effect
        self.known = {}  # hash of a line: the assurance of its author that counts
        self.withdrawn = []  # the lines that are signed with a key that an owner had withdrawn before
        self.desks, self.signed = {}, {}  # of each writer: OS account and host; signed text: the line that bears it
        self.signers = {}  # fingerprint of a key: who signed with it first
        self.relays = {}  # writer and file of answers: the line that accepted it
        self.adopted = next((line for line in lines if line["type"] == "rights.adopted" and "rights.adopted" in SHAPES), None)
        for nth, line in enumerate(lines, 1):
            if line["type"] not in SHAPES:
                self.strange.append(place(line))  # of a newer tuar; whatever it says has no effect here
                continue
            try:
                line = dict(self.identified(line), nth=nth)
                self.gate(line)
                self.apply(line)
            except Refused as why:
                self.refuse(line, str(why))

    def refuse(self, line, why):
        self.refused.setdefault(line["hash"], why)

    def identified(self, line):
        """The line with the assurance that counts: an SSH key or OS account that no owner enrolled for its author shows nothing.
        Refuses a line that bears the signature of another person, or one that another line bears."""
        data, claimed, why, doubt = line["data"], line["assurance"], "", ""
        counts, at = claimed not in ("ssh", "os"), self.desks.get(line["writer"])
        if claimed == "relayed":
            return self.relayed(line)
        if "signature" in data:
            mark = data["signature"]["key"]
            holder = self.people.by_key.get(mark)
            if holder and not self.people.same(holder["email"], line["actor"]):
                why = "the SSH key %s was enrolled for %s and signs for no other person, such as %s" % (mark, holder["email"], line["actor"])
            elif not holder and self.rights.begun is not None and not self.people.same(self.signers.get(mark, line["actor"]), line["actor"]):
                why = "the SSH key %s signed for %s before and signs for no other person, such as %s" % (mark, self.signers[mark], line["actor"])
            elif data["signature"]["signed"] in self.signed:
                why = "it repeats what was signed once, for " + self.signed[data["signature"]["signed"]]
            else:
                self.signed[data["signature"]["signed"]] = place(line)
                self.signers.setdefault(mark, line["actor"])
            counts = counts or claimed == "ssh" and not why and bool(holder and holder["keys"][mark] and data.get("heads"))
            if not holder or not holder["keys"][mark]:
                self.withdrawn += [line] if holder else []
                doubt = ": self-declared, signed with %s key %s" % ("a withdrawn" if holder else "an unknown", mark)
                doubt += "; at a shared desk, with the API key of " + data["key_owner"] if data.get("key_owner") else ""
        if claimed == "os":
            holder = self.people.by_account.get(at or ("", ""))
            counts = bool(holder and self.people.same(holder["email"], line["actor"]))
        self.known[line["hash"]] = claimed if counts else "declared"
        if why:
            raise Refused(why)
        return dict(line, assurance=self.known[line["hash"]], doubt=doubt)  # doubt: that a signature shows nothing, in words

    def relayed(self, line):
        """The line that came with a file of answers, with how its author is known by that: by the person who accepted the file or,
        where the author signed it, by their key."""
        data, accepted = line["data"], self.relays.get((line["writer"], line["data"].get("answers", "")))
        self.known[line["hash"]] = "declared"
        if "signature" in data or data.get("key_owner"):
            raise Refused("it says that it was relayed, and bears a signature or an API key of its author")
        if line["type"] not in ("decision.made", "decision.undone", "campaign.signed-off"):
            raise Refused("no line of its type can be relayed")
        if accepted is None:
            raise Refused("no answers that say so were accepted before it in its journal")
        count, end = accepted["data"]["lines"], accepted["seq"] + accepted["data"]["lines"]
        if line["seq"] > end:
            raise Refused("the answers were accepted with %d line%s, and it is not among them" % (count, "" if count == 1 else "s"))
        if line["type"] == "campaign.signed-off" and line["seq"] != end:
            raise Refused("it is not the last line of its answers")
        reviewer, campaign = accepted["data"]["reviewer"], accepted["data"]["campaign"]
        if data["campaign"] != campaign or not self.people.same(line["actor"], reviewer):
            raise Refused("the answers are those of %s in %s" % (reviewer, campaign))
        self.known[line["hash"]] = "ssh" if accepted["key"] else "relayed"
        return dict(line, assurance=self.known[line["hash"]], doubt="", relay=accepted)

    def gate(self, line):
        """Refuses a line whose author had no right for acts of its kind."""
        settles = line["type"] == "settings.adopted"  # it needs no right, since it comes before all rights
        if line["type"] not in NEEDS and not settles:
            return  # it tells what happened, and counts whoever wrote it
        first = self.adopted
        if first and self.rights.begun is None:
            before = line["writer"] == first["writer"] and line["seq"] < first["seq"]
            known = any(h["writer"] == line["writer"] and h["seq"] >= line["seq"] for h in first["data"].get("heads") or [])
            if not before and not known:
                raise Refused("it claims to be older than the rights of this workspace, but was not in the record when they began")
        if settles:
            if self.rights.begun is not None and self.settings.now is not None:
                raise Refused("the record kept the settings already")
            return
        act, needed = NEEDS[line["type"]]
        why = self.rights.refuses(line["actor"], needed)
        if not why and line["data"].get("key_owner") and not self.people.desks.get(self.desks.get(line["writer"])):
            why = "the private API key of another person was in use, and no owner had made that OS account a shared desk"
        why = why or self.settings.too_weak(line, act)
        if why:
            raise Refused(why)

    def apply(self, line):
        kind, data = line["type"], line["data"]
        self.settings.apply(line)
        self.people.apply(line)
        self.rights.apply(line)
        if kind == "writer.introduced":
            self.desks[line["writer"]] = data["account"], data["host"]
        if kind in ("remediation.planned", "remediation.claimed", "change.by-hand", "change.undo-decided"):
            self.carry_out(line)
        if kind in ("remediation.claimed", "elevation.claimed") and nanoseconds(data["until"]) - nanoseconds(line["time"]) > 300 * 10**9:
            raise Refused("a claim holds for 5 minutes at most")
        self.tracks.apply(line)
        self.audit.apply(line)
        self.elevations.apply(line)
        self.notes.apply(line)
        self.dismissals.apply(line)
        self.comments.apply(line)
        c = self.book.get(data.get("campaign"))
        if kind == "campaign.created" and c is None:
            sound_rules(self.rights, data)
            self.book[data["campaign"]] = Campaign(line, self.people, self.rights)
        elif c is None:
            return
        elif kind == "decision.made" and data["decision"] not in ("", "undecided"):
            self.whole(c, line, c.refuses_decision, c.decided)
        elif kind == "decision.undone":
            self.whole(c, line, c.refuses_undo, c.undone)
        elif kind == "decision.lapsed":
            c.take_lapse(self.book, line)
        elif kind == "decision.postponed":
            self.whole(c, line, c.refuses_postponing, c.postpone)
        elif kind == "packet.accepted":
            self.relays[line["writer"], data["file"]] = c.accepted(line)
        elif kind in ("campaign.signed-off", "campaign.closed"):
            if "relay" not in line:
                c.sealed(line)
            elif not self.whole(c, line, c.refuses_to_seal, lambda one: None):
                return  # the decisions before it take effect with it, or none does
            later = c.no_signoff(line["actor"], line["time"]) if kind == "campaign.signed-off" and c.state == "open" else ""
            if later:
                raise Refused(later)
            for effect in c.unknown_to(line):
                if kind == "campaign.signed-off":
                    raise Refused("it did not know line %d of %s, which changed the assignment before it: sign off again" % (effect["seq"], effect["writer"]))
                self.wrong.append("a closing has %s before %s, which did not know it" % (place(effect), place(line)))
            (c.signed_off if kind == "campaign.signed-off" else c.ended)(line)
        else:
            acts = {"campaign.opened": c.opened, "campaign.edited": c.edited, "campaign.due-moved": c.moved, "campaign.delegated": c.delegated,
                    "campaign.returned": c.returned,
                    "campaign.reopened": c.reopened, "campaign.voided": c.ended, "campaign.fell-back": c.fell_back,
                    "packet.made": c.packet_made, "campaign.reminded": c.reminded}
            acts.get(kind, lambda line: None)(line)

    def whole(self, c, line, refuses, take):
        """The lines of one act count only when all are there, and have effect only if none of them is refused; whether they have.
        The lines that came with a file of answers are one act."""
        bulk = line["data"].get("bulk", 0)
        key = line["writer"], line["data"].get("batch", "")
        if "relay" in line:
            bulk, key = line["relay"]["data"]["lines"], (line["writer"], "answers " + line["relay"]["data"]["file"])
        want, steps = self.acts.setdefault(key, (bulk, [])) if bulk > 1 else (1, [])
        steps.append((line, refuses, take))
        if len(steps) < want:
            return False
        if bulk > 1:
            del self.acts[key]
        found = [(one, refuses(one) or ("relay" in one and c.refuses_relayed(one)) or "") for one, refuses, _ in steps]
        first = next((why for _, why in found if why), "")
        for one, why in found if first else []:
            self.refuse(one, why or "another line of the same act is refused: " + first)
        for one, _, take in [] if first else steps:
            take(dict(one, nth=line["nth"]))  # all of an act is done with its last line
        if "relay" in line and not first:
            line["relay"]["in_effect"] = True
        return not first

    def carry_out(self, line):
        """Refuses a line with which a person has changes made, or taken back, without the right to."""
        author, ident, undo = line["actor"], line["data"]["campaign"], line["data"].get("undo", False)
        c = self.book.get(ident)
        if self.rights.begun is None:
            return
        if not self.rights.has(author, "owner"):
            if undo:
                raise Refused(author + " is not owner of this workspace; only an owner gives back what was taken away")
            if c is None:
                raise Refused("there is no campaign %s that %s manages" % (ident, author))
            c.managed(line)
        if line["type"] != "change.undo-decided":
            return
        item, holder = line["data"]["item"], c.holders.get(line["data"]["item"], "") if c else ""
        if c and self.people.like(holder, author):
            raise Refused("%s is the access of %s%s; nobody restores their own" % (item, holder, self.people.aside(holder, author)))
        if not given(line["data"].get("reason", "")):
            raise Refused(author + " gave no reason")


# -- what became of the decisions ---------------------------------------------------------------------------------------

class Track:
    """What the journals say of one change of access."""
    def __init__(self):
        self.attempts, self.by_hand = [], None  # calls of Torq, the oldest first; a person's word that they did it
        self.decided = None  # of a change that takes another one back: the line that decided it
        self.confirmed = self.returned = None  # the lines by which a population shows the change, or the access again
        self.corroborated = self.by_other = None  # what Torq's audit log says of it

    def last(self):
        return self.attempts[-1] if self.attempts else None

    def in_force(self):
        return self.confirmed is not None and self.returned is None

    def carried_out(self):
        return self.by_hand is not None or any(reached(a) for a in self.attempts)

    def carries(self):
        """The decision that was carried out last, the action, the role and the permissions; the first is empty if the record has none."""
        found = "", "", "", set()
        for a in self.attempts:
            found = (a["decision"], a["action"], a["to_role"], a["to_scopes"]) if reached(a) else found
        data = self.by_hand["data"] if self.by_hand and not found[0] else None
        return (data.get("decision", ""), data["action"], data.get("to_role_id", ""), set(data.get("to_scopes") or [])) if data else found


def unknown(attempt):
    """Whether the outcome of a call is not known."""
    return attempt["outcome"] in ("", "unclear", "missing")


def without_effect(attempt):
    """Whether Torq accepted a call, and a later population does not show it."""
    return attempt["outcome"] == "no-effect" and 200 <= attempt["status"] < 300


def reached(attempt):
    """Whether a call may have changed something in Torq."""
    return unknown(attempt) or attempt["outcome"] == "accepted" or without_effect(attempt)


class Tracks:
    """What the journals say of all changes, each named by campaign, item, whether it takes another one back, and round."""
    def __init__(self):
        self.by_change, self.planned = {}, {}  # planned: the steps of the newest plans
        self.knows = {}  # by writer: the number of the last line that it knew of each other writer

    def of(self, change):
        return self.by_change.get(change) or Track()

    def misses(self, writer, other, seq):
        """Whether a writer did not know that line of another when it wrote its last line; False if neither ever said what it knew."""
        return (writer in self.knows or other in self.knows) and writer != other and self.knows.get(writer, {}).get(other, 0) < seq

    def apply(self, line):
        kind, data = line["type"], line["data"]
        if line.get("seen"):
            self.knows.setdefault(line["writer"], {}).update({other: head["seq"] for other, head in line["seen"].items()})
        if kind == "remediation.planned":
            for step in data["changes"] or []:
                self.planned[data["campaign"], step["item"], data.get("undo", False), step.get("round", "")] = step
        elif kind.startswith("change."):
            change = data["campaign"], data["item"], data.get("undo", False), data.get("round", "")
            self.note(self.by_change.setdefault(change, Track()), kind, line, data)

    def note(self, t, kind, line, data):
        if kind == "change.sending":
            blind = ""
            for a in t.attempts:
                if reached(a) or a["outcome"] == "gone":
                    blind = a["writer"] if self.misses(line["writer"], a["writer"], a["seq"]) else blind
            t.attempts.append({
                "writer": line["writer"], "seq": line["seq"], "blind": blind, "id": data["attempt"], "method": data["method"], "action": data["action"], "at": line["time"], "by": line["actor"],
                "to_role": data.get("to_role_id", ""), "to_scopes": set(data.get("to_scopes") or []), "decision": data.get("decision", ""), "outcome": "", "call": "", "status": 0, "detail": ""})
        elif kind == "change.sent":  # the first certain outcome counts, but a population overrides Torq's answer
            for a in t.attempts:
                overridden = a["outcome"] == "accepted" and data["outcome"] == "no-effect"
                if a["id"] == data["attempt"] and (unknown(a) or overridden):
                    a.update(outcome=data["outcome"], call=data.get("call", ""), status=data.get("status", 0), detail=data.get("detail", ""))
        elif kind == "change.by-hand":
            t.by_hand = line
        elif kind == "change.undo-decided":
            t.decided = line
        elif kind == "change.confirmed" and not t.in_force():
            t.confirmed, t.returned, t.corroborated, t.by_other = dict(data, at=line["time"]), None, None, None
        elif kind == "change.confirmed" and not t.confirmed.get("as"):
            t.confirmed["as"] = data.get("as", "")
        elif kind == "change.corroborated" and t.corroborated is None:
            t.corroborated = data if instant(data["at"]) else None
        elif kind == "change.by-other":
            t.by_other = data if instant(data["at"]) else None
        elif kind == "change.returned":
            t.returned = dict(data, at=line["time"])


PAST = {"certify": "certified", "reduce": "reduced", "move": "moved", "revoke": "revoked", "abstain": "abstained", "undecided": "undecided"}


def takes(verdict):
    """Whether a decision asks for a change. One that this script does not know does."""
    return verdict not in ("certify", "abstain", "undecided")


def by_whom(line):
    return "%s by %s on %s" % (PAST.get(line["data"]["decision"], line["data"]["decision"]), decider(line), date(line["time"]))


def decider(line):
    """Who made a decision: a reviewer, or the rule of the campaign at closing."""
    return "the rule of the campaign" if line["type"] == "campaign.closed" else line["actor"]


def action_of(kind, verdict):
    if verdict in ("reduce", "move") and kind != "role":
        return "change-mapping" if kind == "mapping" else "change-role"
    if verdict == "reduce":
        return "change-scopes"
    removals = {"user": "remove", "key": "delete-key", "mapping": "delete-mapping", "role": "delete-role"}
    return removals.get(kind, "unknown") if verdict == "revoke" else "unknown"


RULINGS = {
    "awaits-first-stage": "waits for the first reviewer", "awaits-second-stage": "waits for the second reviewer",
    "agreed": "both reviewers agree", "disagreement": "the two reviewers disagree, and nothing counts until one of them changes their decision",
    "any-revoke-wins": "the two reviewers disagree: any revoke wins", "last-stage-decides": "the two reviewers disagree: the last stage decides, unless it abstains",
    "fallback-decides": "the fallback reviewer, to whom the undecided row went, decided it",
    "lapsed": "certified until a day that has passed, and a person confirmed that it is revoked",
    "revoked-when-undecided": COUNTED_REASON}


class Remediation:
    """What a campaign decided to take away, and what became of it, by the journals alone."""
    def __init__(self, record, campaign, population):
        self.book, self.tracks, self.campaign = record.book, record.tracks, campaign
        self.holders = holders(population, campaign.lent, campaign.kinds)
        self.scopes = {}  # permissions, by the ID of the role
        for r in population["roles"] or []:
            self.scopes.setdefault(r["id"], r.get("scopes") or [])
        self.last = {r["id"]: r.get("scopes") or [] for r in population["roles"] or []}
        self.gained = {}  # permissions that one role gives beyond another, by their IDs

    def rows(self):
        """The rows of the table of changes: those that were decided, then those that took one back."""
        for change in self.changes():
            self.judge(change)
            yield change.row

    def carriers(self):
        """Of each change, who sent it to Torq or said that they made it by hand."""
        for change in self.changes():
            t = self.tracks.of(change.name)
            yield {a["by"] for a in t.attempts} | ({t.by_hand["actor"]} if t.by_hand else set())

    def changes(self):
        """The changes that were decided, then those that took one back; none while nothing may be carried out."""
        c = self.campaign
        if c.state != "closed" and not (c.state == "open" and c.applies in ("at-signoff", "at-once")):
            return
        wishes = list(self.wishes())
        for undo in (False, True):
            for made, withdrawn in wishes:
                change = self.desired(made, withdrawn, undo)
                if change:
                    yield change

    def wishes(self):
        """The decisions that ask for a change and may be carried out; with the reason, those that may have been before."""
        c, taking = self.campaign, {}
        for line in [one for item in c.share for one in c.made(item)] + [made for _, made in c.undoings]:
            was = taking.get(line["data"]["item"])
            if takes(line["data"]["decision"]) and (was is None or line["nth"] > was["nth"]):
                taking[line["data"]["item"]] = line
        for item in sorted(c.share):
            now = c.decision(item)
            if now and takes(now["data"]["decision"]) and c.final(item):
                yield now, ""
            elif item in taking:
                yield taking[item], self.withdrawn(taking[item]) or "the decision may not be carried out yet"

    def withdrawn(self, made):
        """Why a decision is not in force any more; empty if it is."""
        now = self.campaign.decision(made["data"]["item"])
        if now and now["hash"] == made["hash"]:
            return ""
        for line, undone in self.campaign.undoings:
            if undone["hash"] == made["hash"]:
                return "the decision was taken back by %s on %s" % (line["actor"], date(line["time"]))
        if now is None:
            return "the decision is not in force any more: " + RULINGS[self.campaign.ruling(made["data"]["item"])]
        return "the decision was replaced: " + by_whom(now)

    def named(self, made):
        """How lines name the change: the decision gets a round of its own where another one was carried out before."""
        data = made["data"]
        change = self.campaign.id, data["item"], False, ""
        first, action, role, scopes = self.tracks.of(change).carries()
        same = action == action_of(data["item"].partition("/")[0], data["decision"]) and role == data.get("to_role", "")
        same = same and scopes == set(data.get("scopes") or [])
        if not first or first == made["hash"] or same and not self.tracks.of(back(change)).carried_out():
            return change
        return change[:3] + (made["hash"],)

    def desired(self, made, withdrawn, undo):
        """The change that a decision asks for or, with undo, the one that took it back; None if it came to nothing."""
        name = self.named(made)
        if (undo or withdrawn) and not self.tracks.of(name).carried_out() or undo and not self.tracks.of(back(name)).carried_out():
            return None
        change = Change(made, withdrawn, name)
        self.act(change)
        if undo:
            change.inverse()
        return change

    def act(self, change):
        """What is to be done, and what forbids it."""
        row, data = change.row, change.made["data"]
        if row["kind"] not in ("user", "key", "mapping", "role"):
            row["blocked"] = "this version of tuar does not know the kind of item %s, and changes nothing about it" % quoted(row["kind"])
            return
        if row["item"] not in self.holders:
            row["blocked"] = "the population of the campaign does not have %s, so there is nothing to change" % row["item"]
            return
        there, verdict = self.holders[row["item"]], data["decision"]
        row.update(email=there["email"], name=there["name"], from_role_id=there["role_id"], from_role=there["role"], action=action_of(row["kind"], verdict))
        change.permissions = self.last.get(there["role_id"], [])
        if row["action"] == "change-scopes":
            change.scopes, row["blocked"] = leaves(change.permissions, data.get("scopes") or [])
            row["to_scopes"] = " ".join(change.scopes)
        if row["action"] in ("change-role", "change-mapping"):
            said = data.get("gains") or []
            gains = self.gains(there["role_id"], data.get("to_role", ""), said)
            row.update(to_role_id=data.get("to_role", ""), to_role=data.get("to_role_name", ""), gains=" ".join(gains))
            if verdict == "move" and set(gains) != set(said):
                row["blocked"] = "the record says that the move to %s gives %s, and the roles of the campaign say %s; decide on it anew" % (
                    row["to_role"], ", ".join(said) or "nothing", ", ".join(gains) or "nothing")
        if row["action"] == "unknown":
            row["blocked"] = "this version of tuar does not know the decision %s, and changes nothing on its account" % quoted(verdict)

    def gains(self, before, after, said):
        """The permissions that a role gives beyond another; as the record has them where the population lacks the role."""
        if after not in self.scopes:
            return said
        if (before, after) not in self.gained:
            self.gained[before, after] = beyond(self.scopes[after], self.last.get(before, []))
        return self.gained[before, after]

    def newer(self, of, item):
        """The decisions of other campaigns about an item that became final after the campaign's own about another one, the newest
        first, each with its campaign."""
        final, found = self.campaign.final(of), []
        since = (final or self.campaign.opening)["nth"]
        for other in self.book.values():
            line = other.final(item) if other is not self.campaign else None
            if line and line["nth"] > since and other.decision(item)["data"]["decision"] != "abstain":
                found.append((line["nth"], other, other.decision(item)))
        return [(other, made) for _, other, made in sorted(found, key=lambda one: -one[0])]

    def names(self, change):
        """The items under which the access of a change can be listed: its own, and those as which it came back."""
        returned, given = self.tracks.of(change).returned, self.tracks.of(back(change)).confirmed
        others = [one.get("as", "") for one in (returned, given) if one]
        return [change[1]] + [one for one in others if one and one != change[1]]

    def since(self, change):
        """What a newer campaign decided about the access of a change, in words; empty if none did."""
        item = change.row["item"]
        for name in self.names(change.name):
            for other, made in self.newer(item, name):
                return newly(other, made)
        now, given_back = self.campaign.decision(item), self.tracks.of(back(change.name)).carried_out()
        stays = now and not takes(now["data"]["decision"]) and now["hash"] != change.made["hash"] and self.campaign.final(item)
        return change.withdrawn if stays and given_back else ""

    def overruled(self, change):
        """The newer decision that stops a change, in words; empty if there is none."""
        for name in self.names(change.name):
            for other, made in self.newer(change.row["item"], name):
                if takes(made["data"]["decision"]) if change.undo else not alike(made["data"], change.made["data"]):
                    return newly(other, made)
        return ""

    def judge(self, change):
        """Fills in what became of a change."""
        c, row, made, t = self.campaign, change.row, change.made, self.tracks.of(change.name)
        step, last, final, sent = self.tracks.planned.get(change.name, {}), t.last(), c.final(row["item"]), None
        if last and (reached(last) or last["outcome"] == "gone"):
            sent = last["at"], last["by"], last["method"]
        if t.by_hand and (sent is None or t.by_hand["time"] > sent[0]):
            sent = t.by_hand["time"], t.by_hand["actor"], "manual"
        change.sent_at, by, method = sent or ("", "", "")
        method = method or step.get("method", "")
        state, forbidden, detail = self.state(change, t, step, method)
        row.update({
            "decided_by": decider(made), "decided_at": short(made["time"]), "final_at": short(final["time"]) if final else "", "state": state,
            "method": method, "counts_as": "" if change.undo else self.counts_as(change, t), "newer_decision": self.since(change),
            "blocked": forbidden, "detail": detail, "attempts": len(t.attempts), "sent_at": short(change.sent_at), "sent_by": by})
        if last:
            row.update(outcome=last["outcome"], call=last["call"], http_status=last["status"])
        if t.by_hand:
            row.update(by_hand_at=short(t.by_hand["time"]), by_hand_by=t.by_hand["actor"])
        if t.confirmed:
            listed = t.confirmed["listed_at"]
            row.update(confirmed_at=short(t.confirmed["at"]), listed_at=short(listed), confirmed_population=t.confirmed["population"],
                       confirmed_note=t.confirmed.get("note", ""))
            if not change.undo:
                row["since_decision_seconds"] = whole_seconds(made["time"], listed)
                row["lead_seconds"] = whole_seconds(final["time"], listed) if final else ""
        if t.corroborated:
            row.update(corroborated_at=instant(t.corroborated["at"]), audit_entry=t.corroborated["entry"], audit_action=t.corroborated["action"],
                       audit_actor=t.corroborated["actor"])
        if t.returned:
            row.update(returned_at=short(t.returned["at"]), returned_population=t.returned["population"], returned_role=t.returned["role"],
                       returned_as=t.returned["as"])

    def state(self, change, t, step, method):
        """The state of a change, what forbids it, and the last word on it."""
        last, forbidden = t.last(), change.row["blocked"]
        why = "" if change.undo else change.withdrawn
        if change.row["action"] == "unknown":
            return "blocked", forbidden, forbidden
        if self.undone(change):
            return "undone", forbidden, self.undone_words(change)
        if t.in_force():
            detail = proof(t)
            if why:
                detail = why + ", after it was carried out; the access is still gone: decide anew, or give it back with --undo" + (detail and "; " + detail)
            return "corroborated" if t.corroborated else "confirmed", forbidden, detail
        why = why or self.overruled(change)
        if why:
            return "blocked", why, why
        if t.returned:
            return "returned", forbidden, "it came back as %s with the role %s" % (t.returned["as"], t.returned["role"])
        if last and (last["outcome"] == "refused" or without_effect(last)):
            return "failed", forbidden, last["detail"]
        if t.by_hand and method == "manual":
            return "sent", forbidden, "done by hand, as %s says; no listing shows it yet" % t.by_hand["actor"]
        if last and reached(last):
            return "sent", forbidden, "asked of Torq; no listing shows it yet"
        if step.get("blocked"):
            return "blocked", step["blocked"], step["blocked"]
        if step.get("method") == "manual":
            return "manual", forbidden, "planned for a person to do; nobody said that they did"
        return "planned", forbidden, "decided; nothing that was done about it is on record"

    def counts_as(self, change, t):
        """How a change that takes access away counts in every figure."""
        if t.in_force() and not self.undone(change) and not change.withdrawn:
            return "proven"
        if self.since(change):
            return "superseded"
        if self.undone(change) or change.withdrawn:
            return "undone" if self.undone(change) else "withdrawn"
        return "returned" if t.returned else "not-proven"

    def undone(self, change):
        return not change.undo and self.tracks.of(back(change.name)).carried_out()

    def undone_words(self, change):
        decided, text = self.tracks.of(back(change.name)).decided, "it was taken back, and no decision to do so is on record"
        if decided:
            text = "%s took it back on %s: %s" % (decided["actor"], date(decided["time"]), decided["data"]["reason"])
        return text + "; " + (self.since(change) or "a new campaign has to decide about it")


def leaves(permissions, scopes):
    """The permissions that a decision leaves a custom role, and why it cannot: it must leave some that it has, and take some."""
    kept = sorted(set(scopes), key=lambda one: one.encode("utf-8"))
    more = beyond(kept, permissions)
    if not kept:
        return [], "the record does not say which permissions the role keeps; decide on it anew"
    if more:
        return [], "the record says that the role keeps what it did not grant: %s; decide on it anew" % ", ".join(more)
    if not beyond(permissions, kept):
        return [], "the record says that the role keeps all its permissions; decide on it anew"
    return kept, ""


class Change:
    """A change that a decision asks for. withdrawn is why the decision is not in force any more; name is how lines name the
    change, and row as the table has it."""
    def __init__(self, made, withdrawn, name):
        self.made, self.withdrawn, self.name, self.undo = made, withdrawn, name, False
        self.permissions = self.scopes = []  # of the role before the change; those that it leaves a custom role
        item = made["data"]["item"]
        self.row = {
            "item": item, "kind": item.partition("/")[0], "email": "", "name": "", "action": "unknown", "decision": made["data"]["decision"],
            "undo": False, "from_role_id": "", "from_role": "", "to_role_id": "", "to_role": "", "to_scopes": "", "gains": "", "blocked": ""}

    def inverse(self):
        """Makes it the change that takes it back."""
        row, self.undo, self.name = self.row, True, back(self.name)
        before, after = (row["from_role_id"], row["from_role"]), (row["to_role_id"], row["to_role"])
        action, row["undo"], row["gains"] = row["action"], True, ""
        if action in ("change-role", "change-mapping"):
            before, after = after, before
        elif action in ("remove", "delete-mapping"):
            row["action"], before, after = "invite" if action == "remove" else "add-mapping", ("", ""), before
        elif action in ("change-scopes", "delete-role"):
            row["action"] = "add-role" if action == "delete-role" else action
            row["to_scopes"] = " ".join(self.permissions)
        elif action == "delete-key":
            row["blocked"] = "a deleted API key cannot be restored; create a new one in Torq"
        else:
            row["blocked"] = "this version of tuar does not know how to take it back"
        row.update(from_role_id=before[0], from_role=before[1], to_role_id=after[0], to_role=after[1])


def proof(track):
    """What is known of a change that a population shows."""
    seen = track.corroborated or track.by_other
    if seen is None:
        return track.confirmed.get("note", "")
    if track.corroborated:
        return "audit log: %s by %s" % (seen["action"], seen["actor"])
    return "changed by %s, says the audit log (%s), not by the API key that was to do it" % (seen["actor"], seen["action"])


def newly(campaign, made):
    """What another campaign decided, in words."""
    verdict, role = made["data"]["decision"], made["data"].get("to_role_name", "")
    what = PAST.get(verdict, "decided in a way that this version does not know") + (role and " to " + role)
    return "%s since in %s by %s on %s" % (what, campaign.plan["name"], decider(made), date(made["time"]))


def alike(a, b):
    """Whether two decisions leave the same access."""
    if a["decision"] in ("reduce", "move") and b["decision"] in ("reduce", "move"):
        kept = a.get("scopes") or [], b.get("scopes") or []
        return a.get("to_role", "") == b.get("to_role", "") and not beyond(*kept) and not beyond(*reversed(kept))
    return a["decision"] in PAST and a["decision"] == b["decision"]


def beyond(some, others):
    """The permissions among some that the others do not give."""
    there, patterns = set(others), [p for p in others if "*" in p]
    if "*" in there:
        return []
    return [s for s in some if s not in there and not any(matches(p, s) for p in patterns)]


def whole_seconds(begin, end):
    """The whole seconds between two times of lines; none if the second is earlier. No more than tuar can count."""
    return max(0, min(nanoseconds(end) - nanoseconds(begin), 2**63 - 1)) // 10**9


def date(time):
    """A day as tuar writes it, such as 2 Jan 2026."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "%d %s %s" % (int(time[8:10]), months[int(time[5:7]) - 1], time[:4])


def back(change):
    """How lines name the change that takes another one back."""
    return change[:2] + (True,) + change[3:]


# -- the elevations, folded from the journals --------------------------------------------------------------------------

def settled(attempt):
    """Whether the effect of a call needs no population to show it."""
    return attempt["outcome"] not in ("", "unclear", "missing", "accepted")


def given_time(data, name):
    """A time of a line; empty for none."""
    time = data.get(name, "")
    return "" if time == NEVER else time


def after(time, more):
    """A time as lines have it, that many seconds later."""
    at = to_second(time[:19]) + datetime.timedelta(seconds=more)
    return at.isoformat() + time[19:]


def span(number):
    """A number of seconds as tuar writes it, such as 90m, 2h or 3d."""
    if number >= 48 * 3600 and number % 86400 == 0:
        return "%dd" % (number // 86400)
    if number >= 3600 and number % 3600 == 0:
        return "%dh" % (number // 3600)
    if 60 <= number < 7200 and number % 60 == 0:
        return "%dm" % (number // 60)
    hours, minutes, rest = number // 3600, number // 60 % 60, number % 60
    return ("%dh" % hours if hours else "") + ("%dm" % minutes if number >= 60 else "") + ("%ds" % rest if rest or number < 60 else "")


def clock(time):
    return "%s %s UTC" % (date(time).rpartition(" ")[0], time[11:16])


def minute(time):
    """A time as exceptions have it, such as 2 Jan 2026 15:04 UTC."""
    return "%s %s UTC" % (date(time), time[11:16])


def roughly(number):
    """A number of seconds in whole minutes, hours or days."""
    if number < 60:
        return "less than a minute"
    n, unit = (number // 60, "minute") if number < 3600 else (number // 3600, "hour") if number < 48 * 3600 else (number // 86400, "day")
    return "%d %s%s" % (n, unit, "" if n == 1 else "s")


def words(*parts):
    """A phrase of what was said and, after a colon, why; without a colon if no reason was given."""
    text = ": ".join(parts)
    return text[:-2] if text.endswith(": ") else text


class Elevation:
    """A role for a limited time, as the journals have it. Times are those of lines; empty for none."""
    def __init__(self, line):
        data = self.asked = line["data"]
        self.request = line
        self.id, self.user, self.email, self.role, self.role_id = (data[name] for name in ("elevation", "user_id", "email", "role", "role_id"))
        self.by, self.assurance, self.seconds, self.auto = line["actor"], line["assurance"], data["seconds"], data.get("auto", "")
        self.approvers, self.starts, self.until = data.get("approvers") or [], given_time(data, "starts_at"), given_time(data, "until")
        self.given, self.longer = [], []  # approvals; words for a later end that are not enough yet
        self.extensions = []  # words for a later end that took effect
        self.approved = self.ends = self.active = self.missing = self.reopened = ""
        self.granted = self.returning = self.was_gone = False  # returning: Torq was asked for the role held before
        self.denial = self.stop = self.end = self.drift = None  # the lines that say so
        self.under = self.refused = ""  # whose stronger role was held; why the request has no effect
        self.regardless = None  # the line by which Torq was asked for the role though the request has no effect

    def over(self):
        return self.end is not None or self.drift is not None or not self.granted and (self.denial or self.stop) is not None

    def begins(self):
        return max(self.starts, self.approved)

    def shortest(self):
        """The seconds for which it is given: the shortest length that was approved."""
        return min([self.seconds] + [line["data"]["seconds"] for line in self.given])

    def approve(self, at):
        self.approved = at
        self.ends = after(self.begins(), self.shortest())

    def grant_regardless(self, at):
        """A machine asked Torq for the role without knowing that it was denied, ended or not approved."""
        self.granted, self.end, self.drift = True, None, None
        self.ends = self.ends if self.approved else at

    def later_end(self):
        return min(given_time(line["data"], "ends_at") for line in self.longer)

    def due(self):
        return min([self.ends] + [line["time"] for line in (self.stop, self.denial) if line])

    def state(self, now):
        if self.denial and not self.granted:
            return "denied"
        if self.drift:
            return "drifted"
        if self.end:
            return "failed" if self.end["data"]["how"] == "not-lent" else "ended"
        if self.stop and not self.granted:
            return "withdrawn"
        if self.granted and now > after(self.due(), 60):
            return "overdue"
        if self.active or self.granted:
            return "active" if self.active else "approved"
        if now > self.until or self.ends and now > self.ends:
            return "expired"
        return "approved" if self.approved else "requested"

    def left(self):
        """When a listing showed that the role was not held any more."""
        line = self.drift or self.end
        return line and (given_time(line["data"], "listed_at") or line["time"])

    def late(self, now):
        """The whole seconds for which the role was held after its end, until now if it goes on; None if it has not to end yet."""
        if not self.gave():
            return None
        late = nanoseconds(self.left() if self.over() else now) - nanoseconds(self.due())
        return max(0, late) // 10**9 if self.over() or late > 0 else None

    def gave(self):
        """Whether Torq was asked for the role, and it was given."""
        return self.granted and not (self.end and self.end["data"]["how"] in ("not-lent", "had-it"))

    def weakest(self):
        """The weakest assurance of who asked and who approved."""
        def rank(assurance):
            return ASSURANCES.index(assurance) if assurance in ASSURANCES else 0
        return min([self.assurance] + [line["assurance"] for line in self.given], key=rank)


class Elevations:
    """All elevations of the workspace. A line of a person without the right to it has no effect, and raises Refused."""
    def __init__(self, people, rights, settings, book):
        self.people, self.rights, self.settings, self.book = people, rights, settings, book
        self.by_id, self.refused, self.by_user = {}, {}, {}  # refused: requests without effect, by ID
        self.holders, self.departed = {}, {}  # by user ID: the role to be restored, and the calls that changed it; of those that are over
        self.unread = []  # patterns for reasons that this script cannot read as tuar does

    def apply(self, line):
        kinds = {"requested": self.requested, "approved": self.approved, "denied": self.denied, "extended": self.extended, "stopped": self.stopped,
                 "sending": self.sending, "sent": self.sent, "active": self.activated, "ended": self.ended, "drifted": self.drifted,
                 "missing": self.missed, "listed": self.listed_again, "reopened": self.reopened}
        room, _, kind = line["type"].partition(".")
        if room == "elevation" and kind in kinds:
            kinds[kind](line, line["data"])

    def about(self, data):
        """The elevation that a line is about, or None if the line says nothing of one."""
        e = self.by_id.get(data["elevation"])
        if e and data.get("user_id", "") in ("", e.user):
            return e
        if self.rights.begun is None:
            return None
        raise Refused("the elevation %s is of another user" % data["elevation"] if e else "there is no valid request for the elevation %s" % data["elevation"])

    def rules(self):
        return rules_of((self.settings.now or DEFAULTS)["elevation.rules"]) or []

    def rule(self, e):
        return rule_for(self.rules(), e.role_id, e.role)

    # who may do what

    def refuses_request(self, e, at):
        """Why a request has no effect; empty if it may have."""
        who, email = e.by or "an unnamed author", e.email
        if self.rights.begun is None:
            return ""
        if not self.people.same(e.by, email) and not self.rights.has(e.by, "manager") and not self.rights.has(e.by, "approver"):
            return "%s can request a role only for themselves; for %s, an owner, a manager or an approver of this workspace can" % (who, email)
        rule = self.rule(e)
        if rule is None:
            return "no rule of the workspace allows elevations to the role %s" % e.role
        why = self.rule_refuses(rule, e)
        most = seconds((self.settings.now or DEFAULTS)["elevation.open_for"])
        if not why and nanoseconds(e.until or NEVER) - nanoseconds(max(at, e.starts)) > (most + 60) * 10**9:
            return "a request waits for %s at most, by the setting elevation.open_for" % span(most)
        return why

    def rule_refuses(self, rule, e):
        """Why a rule does not allow a request, or why the request claims other terms than the rule has."""
        longest, asked, pattern = seconds(rule.get("longest", "0")), max(e.seconds, e.asked["longest_seconds"]), rule.get("reason_pattern", "")
        needed, said = max(1, rule.get("approvals", 0)), rule.get("approvers") or []
        if rule.get("requesters") and not self.people.among(rule["requesters"], e.by):
            return "%s may not request the role %s; the rule names who may" % (e.by, e.role)
        if asked > longest:
            return "the rule for %s allows %s at most, not %s" % (e.role, span(longest), span(asked))
        if not self.fits(pattern, e.asked["reason"]):
            return "the reason for the role %s must match %s" % (e.role, pattern)
        if rule.get("ticket_needed") and not e.asked.get("ticket", "").strip():
            return "the rule for %s needs a ticket" % e.role
        if e.auto == "break-glass":
            return self.break_glass_refuses(rule, e)
        if e.auto == "rule" and not rule.get("auto_approve"):
            return "the rule for %s needs approval" % e.role
        if not e.auto and e.asked["approvals"] < needed:
            return "the rule for %s needs %d approvals, not %d" % (e.role, needed, e.asked["approvals"])
        if not all(self.people.among(said, one) for one in e.approvers) or not all(self.people.among(e.approvers, one) for one in said):
            return "the request names other approvers than the rule for %s" % e.role
        return "" if e.auto in ("", "rule") else "the request claims an unknown approval %s" % quoted(e.auto)

    def break_glass_refuses(self, rule, e):
        named = rule.get("break_glass") or []
        if not named:
            return "break-glass is off for the role %s" % e.role
        return next(("%s may not use break-glass for the role %s; the rule names who may" % (one, e.role)
                     for one in (e.by, e.email) if not self.people.among(named, one)), "")

    def fits(self, pattern, text):
        """Whether a reason matches the pattern of a rule. One that Python may read otherwise than Go counts as matched."""
        if not re.fullmatch(SAME_IN_GO, pattern):
            self.unread += [] if pattern in self.unread else [pattern]
            return True
        ends = re.sub(r"\\.|\[[^\]]*\]|\$", lambda m: r"\Z" if m.group() == "$" else m.group(), pattern)
        return bool(re.search(ends, text, re.ASCII))

    def same_eyes(self, e, by):
        """Why a person is, or may be under another address, who asked for the role or is to have it."""
        for other, what in ((e.by, "asked for it"), (e.email, "is to have the role")):
            if self.people.like(other, by):
                return "%s %s%s; somebody else must approve" % (other, what, self.people.aside(by, other))
        return ""

    def no_approver(self, e, by):
        who = by or "an unnamed author"
        if e.approvers and not self.people.among(e.approvers, by):
            return "%s may not approve the role %s; the rule names who may" % (who, e.role)
        counts = not e.approvers and self.rights.begun is not None
        return who + " is not approver or owner of this workspace" if counts and not self.rights.has(by, "approver") else ""

    def concerns(self, e, by):
        return self.people.same(e.by, by) or self.people.same(e.email, by)

    def refuses_approval(self, e, by):
        twice = next((line["actor"] for line in e.given if self.people.like(line["actor"], by)), None)
        again = "" if twice is None else "%s approved it already%s; %d people must" % (twice, self.people.aside(by, twice), e.asked["approvals"])
        return self.same_eyes(e, by) or again or self.no_approver(e, by)

    def refuses_denial(self, e, by):
        if self.concerns(e, by):
            return by + " asked for it or is to have it; withdraw it instead"
        return "" if self.rights.begun is None else self.no_approver(e, by)

    def refuses_stop(self, e, by):
        may = self.concerns(e, by) or self.rights.has(by, "manager") or self.rights.has(by, "approver") or self.people.among(e.approvers, by)
        if may or self.rights.begun is None:
            return ""
        return "%s cannot end it: only the person who has the role, the requester, its approvers, managers and owners can" % (by or "an unnamed author")

    def refuses_extension(self, e, by):
        if self.needed_to_extend(e):
            return self.same_eyes(e, by) or self.no_approver(e, by)
        return self.no_approver(e, by) if self.rights.begun is not None and not self.concerns(e, by) else ""

    def needed_to_extend(self, e):
        """How many people must agree to a later end."""
        rule = self.rule(e)
        if not e.auto:
            return max(1, e.asked["approvals"])
        if e.auto == "rule" and (rule is None or rule.get("auto_approve")):
            return 0
        return max(1, (rule or {}).get("approvals", 0))

    # what lines do

    def requested(self, line, data):
        if data["elevation"] in self.by_id or data["elevation"] in self.refused or data["seconds"] <= 0:
            return
        e = Elevation(line)
        e.refused = self.refuses_request(e, line["time"])
        if e.refused:
            self.refused[e.id] = e
            raise Refused(e.refused)
        if e.auto:
            e.approve(line["time"])
        self.take(e)

    def take(self, e):
        self.by_id[e.id] = e
        self.by_user.setdefault(e.user, []).append(e)

    def judged(self, refuses, line, data):
        """The elevation of a line whose author could do so, or None."""
        e = self.about(data)
        why = e and refuses(e, line["actor"])
        if why:
            raise Refused(why)
        return e

    def approved(self, line, data):
        e = self.judged(self.refuses_approval, line, data)
        if e and not e.over() and not e.granted and not e.approved and not e.refused and data["seconds"] > 0:
            e.given.append(line)
            if len(e.given) >= e.asked["approvals"]:
                e.approve(line["time"])

    def denied(self, line, data):
        e = self.judged(self.refuses_denial, line, data)
        if e and not e.over() and e.granted:  # another machine granted it meanwhile: the denial ends it
            self.stopped(line, dict(data, why="revoked"))
        elif e and not e.over():
            e.denial = line

    def extended(self, line, data):
        e, ends = self.judged(self.refuses_extension, line, data), given_time(data, "ends_at")
        if not e or e.over() or e.stop or e.denial or not e.approved or e.returning or ends <= e.ends:
            return
        if nanoseconds(ends) - nanoseconds(e.begins()) > e.asked["longest_seconds"] * 10**9:
            return
        e.longer = [one for one in e.longer if not self.people.like(one["actor"], line["actor"])] + [line]
        if len(e.longer) >= (1 if self.rights.begun is None else self.needed_to_extend(e)):
            e.ends, e.extensions, e.longer = e.later_end(), e.extensions + e.longer, []

    def stopped(self, line, data):
        e = self.judged(self.refuses_stop, line, data)
        if e and not e.over() and not e.stop:
            e.stop = dict(line, data=data)
            if e.regardless:
                self.ask(e.regardless)

    def sending(self, line, data):
        """A call to Torq. One without a valid request counts only once a person ends it."""
        valid, restores = False, data["purpose"] == "restore"
        for ident in data["elevations"] or []:
            e = self.refused.get(ident)
            if e and e.user == data["user_id"] and not restores and data["to_role_id"] == e.role_id:
                del self.refused[ident]
                e.regardless = line
                e.grant_regardless(line["time"])
                self.take(e)
            e = self.by_id.get(ident)
            valid = valid or bool(e and e.user == data["user_id"] and (not e.refused or e.stop))
        if not valid and self.rights.begun is not None:
            raise Refused("there is no valid request for the change of the role of %s to %s" % (data["email"], data["to_role"]))
        self.ask(line)
        for e in [self.by_id[ident] for ident in data["elevations"] or [] if ident in self.by_id and self.by_id[ident].user == data["user_id"]]:
            if not e.over() and e.approved:
                if not e.granted and e.approved > line["time"]:
                    e.approve(line["time"])  # the clock of the approver was ahead
                e.granted, e.returning = True, e.returning or restores
            elif not restores and data["to_role_id"] == e.role_id:
                e.grant_regardless(line["time"])

    def ask(self, line):
        data = line["data"]
        held = {"base_name": data["base_role"], "held": data["from_role_id"], "calls": []}
        held = self.holders.setdefault(data["user_id"], held)
        held["calls"].append({"id": data["attempt"], "outcome": "", "detail": ""})

    def sent(self, line, data):
        for a in self.holders.get(data["user_id"], {}).get("calls", []):
            if a["id"] == data["attempt"] and (not settled(a) and a["outcome"] != "accepted" or data.get("population")):
                a.update(outcome=data["outcome"], detail=data.get("detail", ""))

    def activated(self, line, data):
        e = self.about(data)
        if e and not e.over() and (e.approved or e.granted):
            e.granted = True
            if not e.active:
                e.active, e.under = given_time(data, "listed_at"), data.get("under", "")
            self.listed(data)

    def ended(self, line, data):
        e = self.about(data)
        if e and not e.over():
            e.end = line
            if data["how"] not in ("not-lent", "had-it"):
                self.listed(data)
            self.release(data["user_id"])

    def drifted(self, line, data):
        e = self.about(data)
        if e and not e.over():
            e.drift = line
            self.release(data["user_id"])

    def listed(self, seen):
        """A population shows the user with a role: what Torq was asked before is settled."""
        if seen["user_id"] in self.holders and seen.get("role_id"):
            self.holders[seen["user_id"]]["calls"] = []

    def release(self, user):
        """Sets aside what is known of the role of a user whose elevations are all over."""
        if user in self.holders and not any(e.granted and not e.over() for e in self.by_user.get(user, [])):
            self.departed[user] = self.holders.pop(user)

    def missed(self, line, data):
        e = self.about(data)
        if e and not e.over() and not e.missing:
            e.missing = given_time(data, "listed_at")

    def listed_again(self, line, data):
        e = self.about(data)
        if e:
            e.missing = ""

    def reopened(self, line, data):
        e = self.about(data)
        if e and e.granted and (e.end or e.drift):
            e.was_gone = bool(e.end and e.end["data"]["how"] == "gone")
            e.end, e.drift, e.missing, e.reopened, e.returning = None, None, "", given_time(data, "listed_at"), False
            if e.user in self.departed and e.user not in self.holders:
                self.holders[e.user] = self.departed.pop(e.user)
            self.listed(data)

    # the table

    def rows(self, now):
        """The rows of the table of elevations, as of that time: those that go on first, then the newest."""
        every = [(e, e.state(now)) for e in reversed(list(self.by_id.values()))]
        live = ("requested", "approved", "active", "overdue")
        for e, state in [one for one in every if one[1] in live] + [one for one in every if one[1] not in live]:
            yield self.row(e, state, now)

    def row(self, e, state, now):
        held = self.holders.get(e.user) if e.granted and not e.over() else None
        starts = e.begins() if e.approved else e.ends if e.granted else e.starts
        row = {
            "id": e.id, "email": e.email, "role": e.role, "prior_role": held["base_name"] if held else e.asked["prior_role"], "state": state,
            "requested_by": e.by, "approved_by": e.auto or ", ".join(line["actor"] for line in e.given), "assurance": e.weakest(),
            "starts_at": short(starts), "active_at": short(e.active), "ends_at": short(e.ends), "reason": e.asked["reason"],
            "ticket": e.asked.get("ticket", ""), "break_glass": e.auto == "break-glass", "detail": self.detail(e, state, now)}
        row.update(self.proof(e, state, now))
        if e.end:
            row.update(ended_at=short(given_time(e.end["data"], "listed_at") or e.end["time"]), how=e.end["data"]["how"])
        return row

    def proof(self, e, state, now):
        """What the rest of the record says about an elevation: late end, drift, who loosened its rule, the review of a break-glass."""
        own, approvers = self.loosened_by([e.by, e.email], e), self.loosened_by([line["actor"] for line in e.given], e)
        row = {
            "requested_at": short(e.request["time"]), "approvals_needed": e.asked["approvals"], "approved_at": short(e.approved),
            "keys": " ".join(line["data"]["signature"]["key"] for line in [e.request] + e.given if "signature" in line["data"]),
            "due_at": short(e.due()) if e.gave() else "", "late_seconds": e.late(now), "extensions": len(e.extensions),
            "extension_reasons": "; ".join(line["data"]["reason"] for line in e.extensions if line["data"].get("reason")),
            "drifted_at": short(given_time(e.drift["data"], "listed_at")) if e.drift else "", "drifted_to": e.drift["data"].get("role", "") if e.drift else "",
            "rule_loosened_by_requester_at": short(own["at"]) if own else "", "rule_loosened_by_approver_at": short(approvers["at"]) if approvers else ""}
        if e.auto == "break-glass" and state in ("active", "ended", "overdue", "drifted"):
            row.update({"after_review": "not on record"}, **self.review_after(e))
        return row

    def loosened_by(self, emails, e):
        """The last line before the request by which one of these people, or a proposal of theirs, loosened the rule for the role."""
        found = None
        for one in self.rights.loosened:
            key, old, new = one["change"]
            was, now = (rules_of(old), rules_of(new)) if key == "elevation.rules" else (None, None)
            if was is None or now is None or one["nth"] > e.request["nth"]:
                continue
            before, after = rule_for(was, e.role_id, e.role), rule_for(now, e.role_id, e.role)
            looser = after is not None and (before is None or looser_rule(before, after))
            who = [one["by"]] + ([one["proposal"]["by"]] if one["proposal"] else [])
            if looser and any(self.people.among(emails, by) for by in who):
                found = one
        return found

    def review_after(self, e):
        """The decision about the person's access in the first campaign that was opened after the request."""
        item = "user/" + e.user
        for c in self.book.values():
            made = c.decisions.get(item)
            if c.state in ("open", "closed") and c.opening and c.opening["nth"] > e.request["nth"] and item in c.share and made:
                line = made[-1]
                if line["data"]["decision"] != "abstain":
                    return {"after_review": "on record", "after_review_campaign": c.id, "after_review_decision": line["data"]["decision"],
                            "after_review_by": line["actor"], "after_review_at": short(line["time"])}
        return {}

    def exceptions(self, now):
        """What is out of the ordinary about elevations, as kind, item, who, time and fact."""
        for row, e in [(self.row(e, e.state(now), now), e) for e in self.by_id.values()]:
            item, of = "user/" + e.user, (e.email, e.role)
            if e.gave() and (e.over() or now > e.due()):
                late = max(0, nanoseconds(e.left() if e.over() else now) - nanoseconds(e.due()))
                shown = "the population that shows that it ended is of " + minute(e.left()) if e.over() else "no population shows so far that it ended, on " + minute(now)
                if late > 60 * 10**9:
                    yield "elevation-late", item, e.email, e.due(), "%s as %s was to end on %s; %s, %s later" % (of + (minute(e.due()), shown, roughly(late // 10**9)))
            if "after_review" in row:
                review = ": %s by %s in %s" % tuple(row["after_review_" + name] for name in ("decision", "by", "campaign")) if "after_review_by" in row else ""
                yield "break-glass", item, e.by, e.request["time"], "%s took %s without approval: %s; a review afterwards is %s" % (
                    of + (e.asked["reason"] or "no reason given", row["after_review"] + review))
            if e.drift:
                yield "elevation-drifted", item, e.email, e.drift["time"], "%s: %s" % (e.email, row["detail"])
            own = self.loosened_by([e.by, e.email], e)
            if own:
                by = "%s on %s" % (own["by"], date(own["at"])) + (", as %s had proposed" % own["proposal"]["by"] if own["proposal"] else "")
                yield "elevation-own-rule", item, e.by, own["at"], "the rule for %s was loosened by %s, and %s requested the role for %s on %s" % (
                    e.role, by, e.by, e.email, date(e.request["time"]))

    def detail(self, e, state, now):
        """The last word on an elevation."""
        stop = e.stop and words("%s by %s" % (STOPPED.get(e.stop["data"]["why"], ""), e.stop["actor"]), e.stop["data"].get("reason", ""))
        if e.denial:
            return words("denied by " + e.denial["actor"], e.denial["data"]["reason"])
        if e.drift:
            seen = e.drift["data"]
            return "tuar left %s, Torq lists %s; nothing was overwritten, and %s was not restored" % (
                seen["expected_role"], seen.get("role", ""), seen["base_role"])
        if e.end or state == "withdrawn":
            return (e.end or {"data": {}})["data"].get("detail") or stop or ""
        if e.granted:
            return self.detail_of_granted(e, state, now)
        if state == "requested" and e.given:
            less = "; %s would be granted of the %s asked" % (span(e.shortest()), span(e.seconds)) if e.shortest() < e.seconds else ""
            return "%d of %d approvals" % (len(e.given), e.asked["approvals"]) + less
        if state == "approved":
            return "starts later" if now < e.starts else "not given yet"
        if state == "expired":
            return "it was not given in time" if e.approved else "nobody approved it in time"
        return ""

    def detail_of_granted(self, e, state, now):
        calls = self.holders.get(e.user, {}).get("calls")
        last = calls[-1] if calls else None
        if e.refused and not e.stop:
            return "a machine asked Torq for %s for %s, and the request has no effect: %s; nothing is changed until a person ends it" % (
                e.role, e.email, e.refused)
        if e.longer and state == "active":
            return "%d of %d approvals for a later end, %s" % (len(e.longer), self.needed_to_extend(e), clock(e.later_end()))
        if e.missing:
            return "the listing of %s lacks them; they are gone if one taken 10m later does, too, or the audit log says so" % clock(e.missing)
        if last and settled(last) and last["detail"]:
            return last["detail"]
        if last and not settled(last):
            return "Torq was asked; the next listing tells"
        if e.reopened and not e.was_gone:
            return "the record said that it was over, and the listing of %s shows the role" % clock(e.reopened)
        if e.reopened:
            return "they were taken as gone, and are listed with the role again since " + clock(e.reopened)
        if state == "overdue":
            return "it is not taken back yet"
        if e.stop:
            return "ending, as %s asked" % e.stop["actor"]
        if now >= e.ends:
            return "ending now"
        return "the stronger role of %s was held when it began" % e.under if e.under else ""


STOPPED = {"done": "ended early", "revoked": "taken away", "withdrawn": "withdrawn"}
# Patterns that Python reads as Go does: characters, sets of them, what the signs \d \w \s \b stand for, groups and numbers of times.
SAME_IN_GO = r"([^\\\[\](){}]|\\[dDwWbB]|\\[^\w\s]|\[\^?([^\\\[\]]|\\[dwDW]|\\[^\w\s])+\]|\((\?:)?(?!\?)|\)|\{[0-9]+(,[0-9]*)?\})*"


def fold(lines):
    record = Record(lines)
    if record.strange:
        unchecked.append("what %d lines say whose type this script does not know, the first at %s" % (len(record.strange), record.strange[0]))
    check("no sign-off or closing comes after a line of its subject that it did not know", "; ".join(record.wrong[:5]))
    return record


# -- answers to packets ------------------------------------------------------------------------------------------------

ANSWERED = {"answers": "integer", "packet": "text", "campaign": "text", "population": "text", "reviewer": "text", "name": "text", "statement": "text",
           "finished_at": "moment", "decisions": [{"item": "text", "decision": "text", "to_role?": "text", "reason?": "text", "dwell_ms": "integer", "bulk": "integer"}]}


def check_answered(campaign, lines, paths, attached):
    """Compares the files of answers that were accepted with the lines that came with them. attached are other files of lines."""
    wrong, named, keygen, unsigned = [], set(), shutil.which("ssh-keygen"), 0
    for accepted in campaign.answers:
        path = "files/" + accepted["data"]["file"]
        named.add(path)
        if path not in paths:
            wrong.append("%s is missing" % path)
            continue
        raw, signed = read(path), accepted["data"].get("signed")
        if sha256(raw) != accepted["data"]["file"]:
            wrong.append("%s holds something else than its name says" % path)
            continue
        if signed and hashlib.sha512(raw).hexdigest() != signed["sha512"]:
            wrong.append("%s is not the file that was signed" % path)
        elif signed and keygen and signed["key"] not in signed_with(keygen, raw, signed["armoured"]):
            wrong.append("%s is not signed as %s claims" % (path, place(accepted)))
        unsigned += 1 if signed and not keygen else 0
        if raw.startswith(b"PK"):
            unchecked.append("what %s says, since it is a workbook" % path)
            continue
        came = [line for line in lines if line["writer"] == accepted["writer"] and 0 < line["seq"] - accepted["seq"] <= accepted["data"]["lines"]]
        why = differs(raw, accepted, campaign, came)
        if why:
            wrong.append("%s is not what %s and the lines after it say: %s" % (path, place(accepted), why))
    wrong += ["%s is no file that a line of this campaign rests on" % p for p in paths if p.startswith("files/") and p not in named and p not in attached]
    if unsigned:
        unchecked.append("the signatures of %d files of answers, since there is no ssh-keygen" % unsigned)
    check("%d files of answers to packets, and the lines that came with them say the same" % len(named), "; ".join(wrong))


def differs(raw, accepted, campaign, lines):
    """How answers differ from the line that accepted them and the lines that came with it; empty if they do not."""
    answers, data = decode(raw[3:] if raw.startswith(b"\xef\xbb\xbf") else raw), accepted["data"]
    why = misfit(answers, ANSWERED)
    if why:
        return why
    same = all(answers[name] == data[name] for name in ("campaign", "packet", "reviewer", "name")) and answers["population"] == campaign.population
    if not same or instant(answers["finished_at"]) != short(data["finished_at"]):
        return "they are of another campaign, population, packet or reviewer, or have another name or time"
    decided = {one["item"]: one for one in answers["decisions"]}
    left = {item: one for item, one in decided.items() if item not in (data.get("left") or [])}
    if len(decided) != len(answers["decisions"]) or len(left) != len(decided) - len(data.get("left") or []):
        return "they decide on an item twice, or not on all items that the line left out"
    for line in lines:
        says = line["data"]
        if line["type"] == "decision.made":
            one = left.pop(says["item"], None)
            if one is None or says.get("carried") or (one["decision"], one.get("to_role", ""), one.get("reason", "").strip(), one["dwell_ms"], one["bulk"]) != (
                    says["decision"], says.get("to_role", ""), says.get("reason", ""), says["dwell_ms"], says["bulk"]):
                return "line %d decides on %s otherwise" % (line["seq"], says["item"])
        elif line["type"] == "decision.undone" and says["item"] in decided:
            return "line %d takes a decision on %s back, and they decide on it" % (line["seq"], says["item"])
        elif line["type"] == "campaign.signed-off" and says["statement"] != answers["statement"].strip():
            return "line %d has another statement" % line["seq"]
    return "%d of their decisions are in no line" % len(left) if left else ""


# -- the tables --------------------------------------------------------------------------------------------------------

def short(time):
    """A time without the zeros at its end, as the tables write it; empty for none."""
    if time == NEVER:
        return ""
    return (time[:-1].rstrip("0").rstrip(".") + "Z") if "." in time else time


def holders(population, lent=None, kinds=()):
    """What is in a population, by item: kind, e-mail address, name, role; where a role was lent, the one before it. Campaigns that
    name no kinds have users and API keys; the others list SSO claim mappings and custom roles as well."""
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
    if kinds:
        for m in population["claim_mappings"] or []:
            people["mapping/" + m["id"]] = {
                "kind": "mapping", "email": m["claim_value"] if m["claim_name"].lower() == "email" else "", "name": m["claim_name"] + " = " + m["claim_value"],
                "role_id": m["role_id"], "role": roles.get(m["role_id"], "") or m["role_id"] or "none"}
        for r in population["roles"] or []:
            if r.get("custom"):
                people["role/" + r["id"]] = {"kind": "role", "email": "", "name": r["name"], "role_id": r["id"], "role": r["name"] or r["id"]}
    return people


# -- who is employed ---------------------------------------------------------------------------------------------------

class Roster:
    """The lines of a roster, found by address: the first address of each line, then the further ones, then those that the
    record knows as the same person's."""
    def __init__(self, roster, people):
        self.lines = {}
        for line in roster["lines"] or []:
            self.lines[address(line["email"])] = line
        for line in roster["lines"] or []:
            for email in line.get("also") or []:
                self.lines.setdefault(address(email), line)
        known = {id(one): one for one in people.by_address.values()}.values()
        for emails in [[one["email"]] + one["also"] for one in known if one["also"]]:
            line = next((self.lines[address(email)] for email in emails if address(email) in self.lines), None)
            for email in emails if line else []:
                self.lines.setdefault(address(email), line)

    def row(self, email, taken):
        """What the table of the population says about the holder of an account."""
        line = self.lines.get(address(email), {}) if email else {}
        row = {name: line.get(name, "") for name in ("company", "start", "end", "department", "title", "manager")}
        return dict(row, on_roster=bool(line), standing=standing(line, taken) if line else "", employment=line.get("type", ""))


def standing(line, taken):
    """What a line of a roster means on a day: somebody is employed up to the end of the last day, in UTC."""
    day, start, end, status = taken[:10], line.get("start", ""), line.get("end", ""), line.get("status", "")
    if status in ("left", "inactive"):
        return "left"
    if end and end < day:
        return "contract-ended" if line.get("type", "") == "contractor" else "left"
    return "not-started" if status == "upcoming" or start > day else "employed"


def read_roster(name, people):
    """The roster of a campaign, which bears its name and holds what rosters must; None if it has none."""
    if not name:
        return None
    data = read("rosters/%s.json" % name)
    wrong = "it holds something else" if sha256(data) != name else misfit(decode(data), ROSTER)
    check("roster %s bears its name" % name, wrong)
    return None if wrong else Roster(decode(data), people)


# -- who is responsible for what -----------------------------------------------------------------------------------------

class Notes:
    """The notes on items: the responsible person, the purpose, and the interval between reviews. The last on an item counts."""
    def __init__(self):
        self.all, self.now = [], {}  # lines in their order; item: the one in force

    def apply(self, line):
        kind, data = line["type"], line["data"]
        if kind == "note.set":
            self.judge(data)
            self.now[data["item"]] = line
        elif kind == "note.cleared":
            if self.now.pop(data["item"], None) is None:
                raise Refused("there is no note on " + data["item"])
        if kind in ("note.set", "note.cleared"):
            self.all.append(line)

    def judge(self, data):
        """Refuses a note that says nothing, or what it cannot say."""
        owner, purpose, every = data.get("owner", ""), data.get("purpose", ""), data.get("review_every", "")
        if not is_item(data["item"]):
            raise Refused(quoted(data["item"]) + " is not the name of an item")
        if not owner and not purpose and not every:
            raise Refused("the note says nothing")
        if owner and not is_mailbox(owner):
            raise Refused(quoted(owner) + " is not the e-mail address of a responsible person")
        if purpose and not given(purpose):
            raise Refused("a purpose needs at least three letters or digits")
        if len(purpose) > 500:
            raise Refused("the purpose is longer than 500 characters")
        if every and interval(every) is None:
            raise Refused(quoted(every) + " is no interval between reviews")

    def until(self, campaign):
        """The lines up to the closing of a campaign; all if it is not closed."""
        end = campaign.closing["nth"] if campaign.state == "closed" else float("inf")
        return [line for line in self.all if line["nth"] < end]

    def in_force(self, campaign):
        """The notes in force at the closing of a campaign, by item."""
        found = {}
        for line in self.until(campaign):
            found.pop(line["data"]["item"], None)
            if line["type"] == "note.set":
                found[line["data"]["item"]] = line
        return found


def is_item(text):
    """Whether a text is the name of an item."""
    kind, _, ident = text.partition("/")
    return kind in ("user", "key", "mapping", "role") and bool(ident) and len(text) <= 200


def is_mailbox(text):
    """Whether a text has the form of one e-mail address."""
    local, _, domain = text.partition("@")
    return bool(local and domain) and "@" not in domain and len(text) <= 320 and not any(c <= " " or c == "\x7f" for c in text)


def interval(text):
    """An interval between reviews, such as 90d or 6mo, as months and days; None if it is none, or longer than ten years."""
    found = re.fullmatch("([1-9][0-9]{0,3})(d|w|mo|y)", text)
    if not found:
        return None
    count, unit = int(found.group(1)), found.group(2)
    months, days = {"mo": (count, 0), "y": (12 * count, 0), "w": (0, 7 * count), "d": (0, count)}[unit]
    return (months, days) if 30 * months + days <= 3660 else None


def day_after(time, every):
    """The day on which an interval is over that began at a time. A month that is too short for the day has it on its last day."""
    months, days = interval(every)
    year, month, day = int(time[:4]), int(time[5:7]) - 1 + months, int(time[8:10])
    year, month = year + month // 12, month % 12 + 1
    day = min(day, calendar.monthrange(year, month)[1])
    return (datetime.date(year, month, day) + datetime.timedelta(days=days)).isoformat()


def reviewed(record, campaign, item):
    """When an item was certified, reduced or moved last: in the campaign, if it is closed, or in one closed before it was opened."""
    last = ""
    for one in record.book.values():
        own = one is campaign and one.state == "closed"
        if own or one.state == "closed" and one.population and one.closing["nth"] < campaign.opening["nth"]:
            line = one.decision(item)
            if line and line["data"]["decision"] in ("certify", "reduce", "move"):
                last = max(last, line["time"])
    return last


def noted(record, campaign):
    """What the notes in force say about items, as the tables have it: owner, purpose, interval and the day of the next review."""
    rows = {}
    for item, line in record.notes.in_force(campaign).items():
        every = line["data"].get("review_every", "")
        rows[item] = {"owner": line["data"].get("owner", ""), "purpose": line["data"].get("purpose", ""), "review_every": every,
                      "next_review": day_after(reviewed(record, campaign, item) or line["time"], every) if every else ""}
    return rows


def derive_notes(record, campaign, people):
    """The rows of the table of notes: all up to the closing of the campaign, in force or not."""
    now, rows = record.notes.in_force(campaign), noted(record, campaign)
    for line in record.notes.until(campaign):
        data, item = line["data"], line["data"]["item"]
        holds = now.get(item) is line and (item in people or item.partition("/")[0] not in ("user", "key"))
        every = data.get("review_every", "")
        yield {"item": item, "act": "set" if line["type"] == "note.set" else "cleared", "owner": data.get("owner", ""), "purpose": data.get("purpose", ""),
               "review_every": every, "in_force": holds, "reviewed_at": short(reviewed(record, campaign, item)) if holds and every else "",
               "next_review": rows[item]["next_review"] if holds else "", "reason": data.get("reason", ""), "by": line["actor"],
               "assurance": line["assurance"], "at": short(line["time"]), "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]}


# -- hints that people dismissed -------------------------------------------------------------------------------------------

FREE_HINTS = """
    broad-mapping came-back carried-forward certified-until changed-post contract-ended dormant elevated
    email-mapping external idle-role inactive key-never-used key-outlives-owner key-stronger-than-owner left
    look-alike many-owners never-logged-in never-matched new no-owner not-carried-out not-in-baseline
    not-on-roster not-started peer-outlier pending-invitation raised review-due role-grew role-unknown self-raised
    shadowed undecided-last-time unexplained unused-role was-elevated
""".split()  # those that can be dismissed


class Dismissals:
    """The hints that do not count on an item: until when, by whom and why."""
    def __init__(self, people):
        self.people, self.all, self.now = people, [], set()  # lines in their order; items with hints

    def apply(self, line):
        kind, data = line["type"], line["data"]
        if kind == "hint.dismissed":
            self.judge(line, data)
            self.now.add((data["item"], data["hint"]))
        elif kind == "hint.restored":
            if (data["item"], data["hint"]) not in self.now:
                raise Refused("%s is not dismissed on %s" % (data["hint"], data["item"]))
            self.now.remove((data["item"], data["hint"]))
        if kind in ("hint.dismissed", "hint.restored"):
            self.all.append(line)

    def judge(self, line, data):
        """Refuses a dismissal that may not be."""
        item, holder, until = data["item"], data.get("holder", ""), data["until"]
        if data["hint"] in ("privileged", "break-glass", "out-of-band", "drifted"):
            raise Refused("the hint %s cannot be dismissed" % data["hint"])
        if not data["hint"]:
            raise Refused("it names no hint")
        if data["hint"] not in FREE_HINTS:
            raise Refused("there is no hint " + data["hint"])
        if item.partition("/")[0] == "user" and not holder:
            raise Refused("it does not say whose access %s is" % item)
        if self.people.like(holder, line["actor"]):
            raise Refused("%s is the access of %s, and they cannot dismiss hints on it" % (item, holder))
        if not given(data["reason"]):
            raise Refused(line["actor"] + " gave no reason")
        if len(data["reason"]) > 2000:
            raise Refused("the reason is longer than 2000 characters")
        if not is_day(until):
            raise Refused("its last day is no day: " + until)
        today = datetime.date(*map(int, line["time"][:10].split("-")))
        if until < today.isoformat():
            raise Refused("its last day has passed: " + until)
        if datetime.date(*map(int, until.split("-"))) > today + datetime.timedelta(days=366):
            raise Refused("a hint can be dismissed for 366 days at most, not until " + until)


def derive_dismissals(record, campaign):
    """The rows of the table of dismissals: all up to the closing of the campaign."""
    end = campaign.closing["nth"] if campaign.state == "closed" else float("inf")
    for line in record.dismissals.all:
        data = line["data"]
        if line["nth"] < end:
            yield {"item": data["item"], "hint": data["hint"], "act": "dismissed" if line["type"] == "hint.dismissed" else "restored",
                   "until": data.get("until", ""), "fact": data.get("fact", ""), "holder": data.get("holder", ""), "role_id": data.get("role_id", ""),
                   "reason": data.get("reason", ""), "by": line["actor"], "assurance": line["assurance"], "at": short(line["time"]),
                   "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]}


# -- questions and comments ----------------------------------------------------------------------------------------------

class Comments:
    """Questions, answers and comments on rows of campaigns, with the files attached to them."""
    def __init__(self, people, book):
        self.people, self.book = people, book
        self.of = {}  # campaign: its comments, each the line and the lines that answer it

    def apply(self, line):
        kind, data = line["type"], line["data"]
        if kind not in ("comment.made", "comment.answered"):
            return
        asked = data.get("ask", "") if kind == "comment.made" else ""
        campaign = self.place(data)
        if kind == "comment.made":
            self.part(campaign, line["actor"])
            if asked and not is_mailbox(asked):
                raise Refused(quoted(asked) + " is not the e-mail address of a person to ask")
            if asked and self.people.same(asked, line["actor"]):
                raise Refused(line["actor"] + " cannot ask themselves")
            self.of.setdefault(campaign.id, []).append((line, []))
            return
        question = next((one for one in self.of.get(campaign.id, []) if one[0]["hash"] == data["question"]), None)
        if question is None or not question[0]["data"].get("ask") or question[0]["data"]["item"] != data["item"]:
            raise Refused("there is no such question about " + data["item"])
        asked, given_by = question[0]["data"]["ask"], data.get("from", "")
        if given_by and not self.people.same(given_by, asked):
            raise Refused("%s was asked, not %s" % (asked, given_by))
        if given_by and self.people.same(given_by, line["actor"]):
            raise Refused(line["actor"] + " answers themselves, and writes down no answer of another person")
        if not self.people.same(line["actor"], asked):
            self.part(campaign, line["actor"])
        question[1].append(line)

    def place(self, data):
        """The campaign of a line, in which it can be said."""
        campaign, item, text = self.book.get(data["campaign"]), data["item"], data["text"]
        if campaign is None:
            raise Refused("there is no campaign " + data["campaign"])
        if campaign.state != "open":
            raise Refused("campaign %s is %s, not open" % (campaign.id, campaign.state))
        if item not in campaign.share:
            raise Refused("campaign %s has no item %s" % (campaign.id, item))
        if not any(unicodedata.category(c)[0] in "LN" and not hidden(c) for c in text):
            raise Refused("the text has no letter and no digit")
        if len(text) > 2000:
            raise Refused("the text is longer than 2000 characters")
        files = data.get("attached") or []
        if len(files) > 10:
            raise Refused("it names more than 10 files")
        for one in files:
            if not re.fullmatch("[0-9a-f]{64}", one["sha256"]):
                raise Refused("a file is named without its SHA-256")
            if not 0 < len(one["name"]) <= 255 or "/" in one["name"] or "\\" in one["name"]:
                raise Refused("a file has no name of its own")
            if one["bytes"] < 0 or one["bytes"] > 5 << 20 and not one.get("hash_only", False):
                raise Refused("the file %s has a size that none can have; %d bytes at most are kept" % (one["sha256"][:12], 5 << 20))
        return campaign

    def part(self, campaign, author):
        why = campaign.no_part(author)
        if why:
            raise Refused(why)

    def said(self, campaign):
        """What was said in a campaign: each line with its question, after which its answers come."""
        for made, answers in self.of.get(campaign.id, []):
            yield made, made, answers
            for line in answers:
                yield line, made, answers


def line_of(line):
    return {"by": line["actor"], "assurance": line["assurance"], "at": short(line["time"]), "journal_writer": line["writer"], "journal_seq": line["seq"],
            "journal_hash": line["hash"]}


def kind_of(line):
    """Whether a line is a comment, a question or an answer."""
    return "answer" if line["type"] == "comment.answered" else "question" if line["data"].get("ask") else "comment"


def derive_comments(record, campaign):
    """The rows of the table of comments."""
    for line, made, answers in record.comments.said(campaign):
        data, kind = line["data"], kind_of(line)
        yield dict(line_of(line), item=data["item"], kind=kind, text=data["text"], asked=made["data"].get("ask", ""), open=kind == "question" and not answers,
                   answer_of=data.get("from", ""), question="" if kind == "comment" else made["hash"], files=len(data.get("attached") or []))


def derive_attachments(record, campaign):
    """The rows of the table of attached files."""
    for line, _, _ in record.comments.said(campaign):
        for one in line["data"].get("attached") or []:
            yield dict(line_of(line), item=line["data"]["item"], kind=kind_of(line), name=one["name"], sha256=one["sha256"], bytes=one["bytes"],
                       kept=not one.get("hash_only", False))


def check_attached(record, campaign, paths):
    """Compares the attached files with what the lines say of them; their paths."""
    wrong, named = [], {}
    for line, _, _ in record.comments.said(campaign):
        for one in line["data"].get("attached") or []:
            if not one.get("hash_only", False):
                named["files/" + one["sha256"]] = one
    for path, one in named.items():
        raw = read(path) if path in paths else None
        if raw is None:
            wrong.append("%s is missing" % path)
        elif sha256(raw) != one["sha256"] or len(raw) != one["bytes"]:
            wrong.append("%s holds something else than its name says" % path)
    check("%d attached files bear their names" % len(named), "; ".join(wrong))
    return set(named)


# -- what lines say of access, against the populations that they name ---------------------------------------------------


def shown_of(population, campaign, lent=None):
    """What a population shows of each item: the ID of the role or, of a custom role, the permissions."""
    shown = {item: row["role_id"] for item, row in holders(population, lent, campaign.kinds).items()}
    shown.update({"role/" + r["id"]: ", ".join(r.get("scopes") or []) or r["id"] for r in population["roles"] or [] if "role/" + r["id"] in shown})
    return shown


def observations(lines, campaign, was):
    """What lines say that populations show: the line, the item, the role that it has by the line, or the one that it has no more."""
    for line in lines:
        data = line["data"]
        if line["type"] in ("elevation.active", "elevation.ended", "elevation.drifted") and data.get("population"):
            yield line, "user/" + data["user_id"], data.get("role_id", ""), ""
        elif line["type"] == "change.confirmed" and data["campaign"] == campaign.id and not data.get("undo") and data["population"]:
            if was.get(data["item"]):
                yield line, data["item"], "", was[data["item"]]


def not_shown(lines, campaign, populations, population):
    """The exceptions about lines that say what the populations they name do not show."""
    found, shown, account = [], {}, population.get("account", {}).get("id")
    for line, item, role, gone in observations(lines, campaign, shown_of(population, campaign, campaign.lent)):
        name, why = line["data"]["population"], ""
        if name not in populations:
            why = "no sync tells of the population " + name
        elif populations[name]:
            if name not in shown:
                shown[name] = shown_of(populations[name], campaign)
            held, other = shown[name].get(item, ""), populations[name].get("account", {}).get("id")
            if account and other and other != account:
                why = "the population %s is of the Torq workspace %s, not %s" % (name, other, account)
            elif gone and held == gone:
                what = "permissions" if item.startswith("role/") else "role"
                why = "the population %s still shows the %s %s" % (name, what, held)
            elif not gone and held != role:
                why = "the population %s shows the role %s, not %s" % (name, held or "none", role or "none")
        if why:
            fact = "line %d of %s, %s: %s" % (line["seq"], line["writer"], line["type"], why)
            found.append((item, line["actor"], line["time"], fact))
    return sorted(found)


def check_not_shown(lines, campaign, populations, population, source):
    """Compares the exceptions of this kind; the other kinds are not its own."""
    header, rows = read_table("exceptions")
    kind = header.index("kind")
    compare("what lines say of access, against the populations they name", header, [row for row in rows if row[kind:kind + 1] == ["not-shown"]],
            [{"kind": "not-shown", "item": item, "who": who, "at": short(time), "fact": fact, "rule": dict(RULES)["not-shown"], "source": source}
             for item, who, time, fact in not_shown(lines, campaign, populations, population)])


# -- the exceptions ----------------------------------------------------------------------------------------------------

def of_sharing(lines):
    """What installations put on record of the shared repository: files that did not fit, and what it had lost."""
    at = {(line["writer"], line["seq"]): line["hash"] for line in lines}
    for line in lines:
        d = line["data"]
        if line["type"] == "share.refused":
            good = d["good"]
            fact = "%s refused a file of the shared repository: %s%s: %s" % (
                line["writer"], d["file"], ", line %d" % d["line"] if d.get("line") else "", d["why"])
            if good["seq"]:
                witnesses = {one["writer"] for one in lines if one["writer"] != good["writer"] and any(
                    writer == good["writer"] and seq >= good["seq"] and at.get((writer, seq)) == digest for writer, seq, digest in known(one))}
                fact += "; the last good line is line %d, %s…" % (good["seq"], good["hash"][:12])
                fact += ", seen by " + ", ".join(by_bytes(witnesses)) if witnesses else ""
                fact += ", which is not in the journal here" if at.get((good["writer"], good["seq"])) != good["hash"] else ""
            if d.get("sha256"):
                fact += "; the file had %d bytes, SHA-256 %s" % (d["bytes"], d["sha256"])
            yield "share-refused", line, fact
        elif line["type"] == "share.mended":
            yield "share-mended", line, "%s found: %s" % (line["writer"], d["what"])


class Exceptions:
    """What is out of the ordinary in a campaign, as the table of exceptions has it."""
    def __init__(self, record, lines, campaign, population, roster=None):
        self.record, self.lines, self.campaign, self.population, self.found = record, lines, campaign, population, []
        self.roster, self.taken = roster, moment(population["taken_at"])
        self.people, self.late_from = record.people, after(campaign.due, 86400)

    def add(self, kind, item, who, time, fact):
        self.found.append((kind, item, who, time, fact))

    def rows(self, populations, torn):
        self.of_campaign()
        self.of_decisions()
        self.of_reviewers()
        self.of_population()
        self.of_changes()
        for kind, item, who, time, fact in self.record.elevations.exceptions(self.lines[-1]["time"]):
            self.add(kind, item, who, time, fact)
        self.of_guards()
        self.of_clocks()
        for item, who, time, fact in not_shown(self.lines, self.campaign, populations, self.population):
            self.add("not-shown", item, who, time, fact)
        for line in self.lines:
            if line["hash"] in self.record.refused:
                self.add("without-effect", "", line["actor"], line["time"], "line %d of %s, %s, has no effect: %s" % (
                    line["seq"], line["writer"], line["type"], self.record.refused[line["hash"]]))
        for kind, line, fact in of_sharing(self.lines):
            self.add(kind, "", line["actor"], line["time"], fact)
        for (writer, _), (want, steps) in self.record.acts.items():
            self.add("cut-short", "", "", "", "an act of %d decisions by %s was cut short after %d lines; none of them counts" % (want, writer, len(steps)))
        for writer in torn:
            self.add("torn-line", "", writer, "", "the last line of the journal of %s is torn, as a crash leaves it; it is not in this pack" % writer)
        order, rules = {kind: n for n, (kind, _) in enumerate(RULES)}, dict(RULES)
        return [{"kind": kind, "item": item, "who": who, "at": short(time), "fact": fact, "rule": rules[kind]}
                for kind, item, who, time, fact in sorted(self.found, key=lambda one: (order[one[0]],) + one[1:])]

    def of_campaign(self):
        c = self.campaign
        due = c.due[:10]
        if c.voiding:
            self.add("void", "", c.voiding["actor"], c.voiding["time"], c.voiding["data"]["reason"])
        elif c.state != "closed":
            self.add("not-final", "", c.owner, self.lines[-1]["time"], "the campaign is " + c.state)
        rows = {}
        for to in list(c.share.values()) + list(c.second.values()):
            rows[to] = rows.get(to, 0) + 1
        for reviewer in c.reviewers:
            count = sum(n for to, n in rows.items() if self.people.same(to, reviewer))
            if count and not c.signoff(reviewer):
                self.add("unsigned-share", "", reviewer, "", "the assignment of %d items is not signed off" % count)
        for old, line in c.reopenings:
            self.add("reopened", "", old["actor"], line["time"], "the sign-off of %sZ was superseded by %s: %s" % (
                old["time"][:19], line["actor"], line["data"]["reason"]))
        for line, was in c.moves:
            self.add("due-moved", "", line["actor"], line["time"], "from %s to %s: %s" % (was[:10], line["data"]["due"], line["data"]["reason"]))
        for line in c.signed:
            if line["time"] >= self.late_from:
                self.add("late", "", line["actor"], line["time"], "signed off after the due date " + due)
            if line["assurance"] == "declared":
                self.add("declared-only", "", line["actor"], line["time"], "the identity behind the sign-off is self-declared" + line["doubt"])
            if line["assurance"] == "relayed":
                by = line["relay"]
                self.add("relayed", "", line["actor"], line["time"], "the sign-off was relayed by %s: packet %s, answers %s" % (
                    by["actor"], by["data"]["packet"], by["data"]["file"]))
        if c.closing and c.closing["assurance"] == "declared":
            self.add("declared-only", "", c.closing["actor"], c.closing["time"],
                     "the identity of the person who closed the campaign is self-declared" + c.closing["doubt"])
        if c.opening["data"].get("allowed_stale"):
            self.add("stale-population", "", c.opening["actor"], c.opening["time"], c.opening["data"]["allowed_stale"])

    def of_decisions(self):
        c, people, declared, relayed, unseen = self.campaign, holders(self.population, self.campaign.lent, self.campaign.kinds), {}, {}, {}
        privileged, company = privileged_roles(c, self.population), domains(c)
        for item, to in c.share.items():
            row = people.get(item, {"email": "", "name": "", "role_id": "", "role": ""})
            for made in c.standing(item):
                who = made["actor"]
                if made["assurance"] == "declared":
                    declared[who] = declared.get(who, 0) + 1
                if made["assurance"] == "relayed":
                    by = made["relay"]["actor"]
                    relayed[who, by] = relayed.get((who, by), 0) + 1
                if made["data"]["dwell_ms"] == 0 and not made["data"].get("carried"):
                    unseen[who] = unseen.get(who, 0) + 1
                self.of_making(item, row, made, row["role_id"] in privileged)
            self.of_row(item, to, row, external(company, row["email"]))
        for line, made in c.undoings:
            self.add("undone", made["data"]["item"], line["actor"], line["time"], "%s of %sZ was taken back" % (made["data"]["decision"], made["time"][:19]))
        for who, n in declared.items():
            self.add("declared-only", "", who, "", "%d decisions in force have a self-declared reviewer" % n)
        for (who, by), n in relayed.items():
            self.add("relayed", "", who, "", "%d decisions in force were relayed by %s" % (n, by))
        for who, n in unseen.items():
            self.add("dwell-unknown", "", who, "", "%d decisions in force were made outside the review screen" % n)

    def of_row(self, item, to, row, outside):
        """What is told of the decision in force, or of there being none."""
        c, name = self.campaign, title(item, row)
        made, ruling = c.decision(item), c.ruling(item)
        if ruling in ("disagreement", "any-revoke-wins", "last-stage-decides") or ruling == "fallback-decides" and len(c.standing(item)) > 1:
            said = ["%s by %s: %s" % (one["data"]["decision"], one["actor"], one["data"].get("reason") or "no reason given") for one in c.standing(item)]
            later = max(c.standing(item), key=lambda line: line["nth"])
            self.add("disagreement", item, "", later["time"], "%s: %s; %s" % (name, "; ".join(said), RULINGS[ruling]))
        if made is None and c.last(item) is None and self.people.like(row["email"], to):
            return self.add("own-access", item, to, "", name + " is assigned to its own holder and was not decided")
        if made is None:
            who = c.second[item] if ruling == "awaits-second-stage" else to
            return self.add("undecided", item, who, "", name + " is undecided" + (": " + RULINGS[ruling] if ruling else ""))
        if ruling == "revoked-when-undecided":
            return self.add(ruling, item, "", made["time"], name + " was undecided at closing and counts as revoked, as the campaign said at opening")
        verdict, who, data = made["data"]["decision"], made["actor"], made["data"]
        why = data.get("reason") or "no reason given"
        if verdict == "abstain":
            self.add("abstained", item, who, made["time"], "no decision on %s: %s" % (name, why))
        if outside and verdict in ("certify", "reduce", "move"):
            role = data.get("to_role_name") or data.get("to_role") or row["role"]
            self.add("external-kept", item, who, made["time"], "%s of %s, with the address %s outside the domains of the company, as %s: %s" % (
                verdict, name, row["email"], role, why))
        held = self.roster.row(row["email"], self.taken) if self.roster else {}
        if held.get("standing") in ("left", "contract-ended") and verdict in ("certify", "reduce", "move"):
            role = data.get("to_role_name") or data.get("to_role") or row["role"]
            until = " on " + held["end"] if held["end"] else ""
            self.add("leaver-kept", item, who, made["time"], "%s of %s as %s, whose holder %s%s by the roster: %s" % (
                verdict, name, role, "left" if held["standing"] == "left" else "ended a contract", until, why))

    def of_making(self, item, row, made, privileged):
        """What is told of how a reviewer decided, in either stage."""
        data, who, time, place = made["data"], made["actor"], made["time"], self.campaign.in_place.get(made["hash"], "")
        verdict, why, hints = data["decision"], data.get("reason") or "no reason given", data["hints"] or []
        flags = ", ".join(["privileged"] + hints if privileged and "privileged" not in hints else hints)
        if place:
            self.add("in-place", item, who, time, "%s in the place of %s, to whom %s was assigned: %s" % (verdict, place, title(item, row), why))
        if flags and 0 < data["dwell_ms"] < 2000:
            self.add("fast", item, who, time, "%s after %d ms on a row that is %s" % (verdict, data["dwell_ms"], flags))
        if flags and data["bulk"] > 1:
            self.add("bulk", item, who, time, "%s together with %d others, on a row that is %s" % (verdict, data["bulk"] - 1, flags))
        if time >= self.late_from:
            self.add("late", item, who, time, "decided after the due date " + self.campaign.due[:10])

    def of_reviewers(self):
        """Reviewers who hold a privileged role in Torq, or carried out what was decided."""
        deciders = {self.people.key(row["reviewer"]): row for row in derive_reviewers(self.record, self.campaign, self.population) if row["decided"]}
        for key, role, privileged in roles_held(self.people, deciders, self.campaign, self.population):
            if privileged:
                self.conflicted(deciders[key], "has the role %s in Torq, which is privileged" % role)
        for row in deciders.values():
            count = row["carried_out"]
            if count:
                self.conflicted(row, "carried out %d change%s of the campaign" % (count, "" if count == 1 else "s"))

    def conflicted(self, row, why):
        self.add("conflicted-reviewer", "", row["reviewer"], "", "decided on %d rows, and %s" % (row["decided"], why))

    def of_population(self):
        c, p, first = self.campaign, self.population, None
        taken, client = instant(p["taken_at"]), p["tool"].get("client_id", "")
        for line in self.lines:
            if line["type"] == "sync.completed" and line["data"]["population"] == c.population:
                first = first or line
            if line["type"] == "sync.failed" and line["data"]["reason"] and line["time"] >= c.created:
                self.add("failed-sync", "", line["actor"], line["time"], line["data"]["reason"])
        if first and first["data"].get("allowed_drop"):
            self.add("allowed-drop", "", first["actor"], first["time"], "the population was taken with the check for implausibly short lists switched off")
        for gap in p.get("gaps") or []:
            self.add("gap", "", client, taken, "%s could not be read: %s (HTTP %d)" % (gap["resource"], gap["reason"], gap.get("status", 0)))
        for note in p.get("notes") or []:
            self.add("gap", "", client, taken, note)
        everyone = len(p["users"] or []) + len(p["api_keys"] or [])
        left = everyone - sum(item.startswith(("user/", "key/")) for item in c.share)
        mappings = sum("mapping/" + m["id"] not in c.share for m in p["claim_mappings"] or [])
        custom = sum(r.get("custom") is True and "role/" + r["id"] not in c.share for r in p["roles"] or [])
        for count, fact in ((left, "of %d users and API keys are outside the scope %s" % (everyone, c.plan["scope"])),
                            (mappings, "SSO claim mappings, which give roles at sign-in, are not items of the campaign"),
                            (custom, "custom roles are not items of the campaign: their permissions were not reviewed")):
            if count > 0:
                self.add("not-reviewed", "", "", taken, "%d %s" % (count, fact))

    def of_changes(self):
        case, tracks, undone = Remediation(self.record, self.campaign, self.population), self.record.tracks, {}
        changes = list(case.changes())
        for change in reversed([one for one in changes if one.undo]):
            undone[change.row["item"]] = tracks.of(change.name).decided
        for change in changes:
            case.judge(change)
            row, t = change.row, tracks.of(change.name)
            item, counts, what = row["item"], row["counts_as"], "%s %s" % (row["action"], title(row["item"], row))
            if change.undo:
                continue  # the change that it takes back is told as undone
            if t.by_hand:
                self.add("change-by-hand", item, t.by_hand["actor"], t.by_hand["time"], what + " was ticked off as done in Torq's console")
            for a in t.attempts:
                if a["blind"]:
                    self.add("change-twice", item, a["by"], a["at"], "%s %s was sent from %s, which did not know that %s had sent it; it names the state "
                             "it ends in, so it had its effect once" % (a["action"], title(item, row), a["writer"], a["blind"]))
            who, time = row["sent_by"], t.returned["at"] if row["state"] == "returned" else change.sent_at
            if counts == "undone" and undone.get(item):
                who, time = undone[item]["actor"], undone[item]["time"]
            if counts == "not-proven":
                counts = row["state"] if row["state"] in ("blocked", "failed") else "unproven"
            why = {"withdrawn": change.withdrawn, "superseded": row["newer_decision"]}.get(counts, row["detail"])
            if counts != "proven":
                self.add("change-" + counts, item, who, time, "%s: %s" % (what, why))

    def of_guards(self):
        c = self.campaign
        previous = self.record.book.get(c.opening["data"].get("previous", ""))
        since = nanoseconds(c.opening["time"]) - 30 * 86400 * 10**9
        if previous and previous.population and previous.closing:
            since = nanoseconds(previous.closing["time"])
        for one in self.record.rights.loosened:
            key, old, new = one["change"]
            done = phrase(key, old, new)
            done = {"make": "made", "take": "taken", "change": "changed"}[done.split(" ", 1)[0]] + " " + done.split(" ", 1)[1]
            if since <= nanoseconds(one["at"]) < nanoseconds(c.opening["time"]):
                self.add("guard-loosened-before", "", one["by"], one["at"], "has " + done + " before the opening")
            if one["at"] < c.opening["time"] or c.closing and one["at"] > c.closing["time"]:
                continue
            known = "; no other person has seen it"
            if one["proposal"]:
                known = "; %s proposed it" % one["proposal"]["by"]
            elif one["seen"]:
                known = "; %s has seen it" % one["seen"][0].rpartition(" ")[0]
            self.add("guard-loosened", "", one["by"], one["at"], "has " + done + known)

    def of_clocks(self):
        """Lines that were written after others but have earlier times, once for any two journals."""
        found = {}
        for before, line in zip(self.lines, self.lines[1:]):
            if before["time"] <= line["time"]:
                continue
            by = nanoseconds(before["time"]) - nanoseconds(line["time"])
            if by > 60 * 10**9:
                first, count, most = found.get((line["writer"], before["writer"]), (line["time"], 0, 0))
                found[line["writer"], before["writer"]] = first, count + 1, max(most, by)
        for (writer, other), (first, count, most) in found.items():
            often, most = "once" if count == 1 else "%d times" % count, length((most + 5 * 10**8) // 10**9)
            fact = "the clock of %s was set back %s, by %s at most" % (writer, often, most) if writer == other else (
                "%s wrote %s after %s, whose clock showed a later time, by %s at most: one of the two was wrong" % (writer, often, other, most))
            self.add("clock", "", writer, first, fact)


def title(item, row):
    """What people call an item."""
    kind, _, ident = item.partition("/")
    return row["email"] or item if kind == "user" else kind + " " + (row["name"] or ident) if kind in ("key", "mapping", "role") else item


def length(number):
    """A number of seconds as 1h2m3s."""
    text = "%dh" % (number // 3600) if number >= 3600 else ""
    return text + ("%dm" % (number // 60 % 60) if number >= 60 else "") + "%ds" % (number % 60)


def derive_decisions(campaign, people, notes):
    """The rows of the decisions table: every item, with the decision in force."""
    company = domains(campaign)
    for item in sorted(campaign.share):
        signoff = campaign.signoff(campaign.share[item])
        first, to = campaign.first.get(item, ""), campaign.share[item]
        row = {"item": item, "assigned_to": to, "reassigned_from": "" if campaign.people.same(first, to) else first, "decision": "undecided",
               "signed_off_at": short(signoff["time"]) if signoff else ""}
        row.update(people.get(item, {}), **(notes.get(item, {}) if item in people else {}))
        row.update(external=external(company, people.get(item, {}).get("email", "")))
        if campaign.second or campaign.undecided:
            row.update(stages_of(campaign, item))
        line = campaign.decision(item)
        if campaign.advice_rules:
            row.update(advice_of(campaign, item, line))
        if campaign.limited or campaign.postpones:
            row.update(certified_until=campaign.until(item), postponed=campaign.postpones.get(item, 0), postponed_until=campaign.back_on(item))
        if line:
            data, counted = line["data"], line["type"] == "campaign.closed"
            row.update({
                "decision": data["decision"], "to_role_id": data.get("to_role", ""), "to_role": data.get("to_role_name", ""),
                "gains": " ".join(data.get("gains") or []), "reason": data.get("reason", ""), "reviewer": line["actor"], "in_place_of": campaign.in_place.get(line["hash"], ""), "assurance": line["assurance"], "key": signed_by(line),
                "decided_at": short(line["time"]), "dwell_ms": "" if counted else data["dwell_ms"], "bulk_size": "" if counted else data["bulk"],
                "carried_forward": "" if counted else data.get("carried", False), "hints": " ".join(data["hints"]),
                "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]})
            if campaign.kinds:
                row["to_scopes"] = " ".join(data.get("scopes") or [])
            if campaign.answers:
                row["answers"] = answers_of(line)
        yield row


def advice_of(campaign, item, line):
    """What the opening advised about an item, and whether the decision in force does it."""
    one = campaign.advised.get(item, {})
    return {"advice": one.get("advice", ""), "advice_rule": one.get("rule", ""), "advised_role": one.get("to_role_name", ""), "followed": followed(one, line)}


def followed(one, line):
    """Whether a decision does what was advised; None where it neither follows advice nor goes against it."""
    if not line or line["type"] == "campaign.closed" or one.get("advice", "") not in ("certify", "reduce", "revoke") or line["data"]["decision"] == "abstain":
        return None
    return line["data"]["decision"] == one["advice"] and (one["advice"] != "reduce" or line["data"].get("to_role", "") == one.get("to_role", ""))


def signed_by(line):
    """The fingerprint of the key that signed a line, or the file of answers that it came with; empty if none did or it does not count."""
    return line["relay"]["key"] if "relay" in line else line["data"].get("signature", {}).get("key", "")


def answers_of(line):
    """The SHA-256 of the file of answers that a line came with; empty if it came with none."""
    return line["relay"]["data"]["file"] if "relay" in line else ""


def derive_relayed(campaign):
    """The rows of the table of answers to packets that were accepted."""
    for line in campaign.answers:
        data = line["data"]
        yield {"reviewer": data["reviewer"], "relayed_by": line["actor"], "relayed_by_assurance": line["assurance"], "accepted_at": short(line["time"]),
               "packet": data["packet"], "answers": data["file"], "name_typed": data["name"], "finished_at": short(data["finished_at"]), "lines": data["lines"],
               "in_effect": line["in_effect"], "left_out": " ".join(data.get("left") or []), "assurance": "ssh" if line["key"] else "relayed",
               "key": data.get("signed", {}).get("key", ""), "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]}


def stages_of(campaign, item):
    """What both stages of a row decided, and how the decision in force came about."""
    row = {"second_assigned_to": campaign.second.get(item, ""), "ruling": campaign.ruling(item)}
    for name, made in (("first", campaign.last(item)), ("second", campaign.last(item, 2))) if item in campaign.second else ():
        data = made["data"] if made else {}
        row.update({name + "_decision": data.get("decision", "undecided"), name + "_to_role": data.get("to_role_name", ""), name + "_reason": data.get("reason", ""),
                    name + "_reviewer": made["actor"] if made else "", name + "_journal_hash": made["hash"] if made else ""})
    return row


def domains(campaign):
    """The domains of the company by the settings at the opening, in the form in which addresses are compared."""
    value = next((one["value"] for one in campaign.in_force[0] if one["key"] == "domains"), "")
    return {address("a@" + domain).rpartition("@")[2] for domain in texts(value)}


def external(company, email):
    """Whether an address is in no domain of the company; None where that is not known."""
    local, at, domain = address(email).rpartition("@")
    return domain not in company if at and domain and company else None


def nanoseconds(time):
    """A time in UTC, in nanoseconds since 1970."""
    since = to_second(time[:19]) - datetime.datetime(1970, 1, 1)
    return (since.days * 86400 + since.seconds) * 10**9 + int((time[19:-1].lstrip(".") + "0" * 9)[:9])


def activity(row, taken, dormant_days):
    """Whether an account was in use when the population was taken; empty for what is no account."""
    if row["kind"] not in ("user", "key"):
        return ""
    if row.get("status") == "INVITATION_SENT":
        return "invited"
    if not row["last_login_at"]:
        return "never"
    whole, rest = divmod(max(0, nanoseconds(taken) - nanoseconds(row["last_login_at"])), 3600 * 10**9)
    return "dormant" if int((whole + rest / 3.6e12) / 24) >= dormant_days else "active"


def derive_assignments(campaign):
    """The rows of the table of assignments: what each reviewer got at the opening, and what was handed over since."""
    acts = {"campaign.opened": "assigned", "campaign.delegated": "reassigned", "campaign.fell-back": "reassigned", "campaign.returned": "returned"}
    for one in campaign.handovers:
        line = one["line"]
        yield {"at": short(line["time"]), "act": acts[line["type"]], "by": line["actor"], "assurance": line["assurance"],
               "from": one["from"], "to": one["to"], "rows": one["rows"], "rule": one.get("rule", ""), "until": line["data"].get("until", ""),
               "reason": one["reason"],
               "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"],
               **({"stage": "second" if one["stage"] == 2 else "first"} if campaign.second else {})}


def by_bytes(texts):
    return sorted(texts, key=lambda text: text.encode("utf-8"))


def derive_reviewers(record, campaign, population):
    """The rows of the table of reviewers: what each person did in the campaign, whatever addresses they used."""
    rows, people = {}, record.people

    def of(email):
        return rows.setdefault(people.key(email), {"reviewer": email, "named": False, "acts": [], "known": {}, "looked": [], "roles": [], "carried_out": 0,
                                                   "privileged": False, "reminded": 0, "last_reminded_at": "",
                                                   **({"second_stage_rows": 0} if campaign.second else {}), **dict.fromkeys(REVIEWER_COUNTS, 0),
                                                   **dict.fromkeys(("advised", "followed", "against") if campaign.advice_rules else (), 0)})

    for email in campaign.reviewers:
        of(email)["named"] = True
    for item in by_bytes(campaign.share):
        to, first = campaign.share[item], campaign.first.get(item, "")
        of(to)["rows_assigned"] += 1
        for stage in (0, 2) if item in campaign.second else (0,):
            made = campaign.last(item, stage)
            if made:
                count_decision(of(made["actor"]), made, campaign)
            else:
                of(campaign.reviewer(item, stage))["undecided"] += 1
        if item in campaign.second:
            of(campaign.second[item])["second_stage_rows"] += 1
        of(to if people.same(first, to) or not first else first)["rows_at_opening"] += 1
        for line in campaign.made(item):
            of(line["actor"])["acts"].append(line["time"])
    for line, made in campaign.undoings:
        of(made["actor"])["acts"].append(made["time"])
        of(line["actor"])["acts"].append(line["time"])
    for line in campaign.superseded + campaign.signed:
        of(line["actor"])["acts"].append(line["time"])
    for line in campaign.reminders:
        if people.key(line["data"]["to"]) in rows:
            row = of(line["data"]["to"])
            row["reminded"], row["last_reminded_at"] = row["reminded"] + 1, short(line["time"])
    for key, role, privileged in roles_held(people, rows, campaign, population):
        rows[key]["roles"].append(role)
        rows[key]["privileged"] = rows[key]["privileged"] or privileged
    for carriers in Remediation(record, campaign, population).carriers():
        for key in {people.key(by) for by in carriers} & set(rows):
            rows[key]["carried_out"] += 1
    for row in sorted(rows.values(), key=lambda row: row["reviewer"].encode("utf-8")):
        signoff = campaign.signoff(row["reviewer"]) or {"time": "", "assurance": "", "data": {}}
        if campaign.answers:
            row["signed_off_answers"] = answers_of(signoff)
        acts, known, looked, roles = sorted(row.pop("acts")), row.pop("known"), sorted(row.pop("looked")), row.pop("roles")
        row.update({
            "median_ms": looked[len(looked) // 2] if looked else None, "assurance": ", ".join("%s %d" % (a, known[a]) for a in reversed(ASSURANCES) if a in known),
            "first_act_at": short(acts[0]) if acts else "", "last_act_at": short(acts[-1]) if acts else "", "signed_off_at": short(signoff["time"]),
            "signed_off_assurance": signoff["assurance"], "signed_off_key": signed_by(signoff), "torq_role": ", ".join(roles)})
        yield row


def roles_held(people, keys, campaign, population):
    """The roles in Torq of the people with these keys: of each account the key, the role, and whether that is privileged."""
    accounts, privileged = holders(population, campaign.lent, campaign.kinds), privileged_roles(campaign, population)
    for item in by_bytes(accounts):
        account = accounts[item]
        if account["kind"] == "user" and people.key(account["email"]) in keys:
            yield people.key(account["email"]), account["role"], account["role_id"] in privileged


REVIEWER_COUNTS = ["rows_at_opening", "rows_assigned", "undecided", "decided", "certified", "reduced", "moved", "revoked", "abstained", "outside_assignment",
                   "in_bulk", "under_two_seconds", "outside_screen"]


def count_decision(row, line, campaign):
    """Counts a decision in force in the row of who made it."""
    data = line["data"]
    dwell = data["dwell_ms"]
    counts = {"decided": True, "outside_assignment": line["hash"] in campaign.in_place, "in_bulk": data["bulk"] > 1, "under_two_seconds": 0 < dwell < 2000,
              "outside_screen": dwell == 0 and not data.get("carried", False), PAST.get(data["decision"], ""): data["decision"] in PAST}
    if campaign.advice_rules:
        one = campaign.advised.get(data["item"], {})
        counts.update(advised=bool(one.get("advice")), followed=followed(one, line) is True, against=followed(one, line) is False)
    for name, holds in counts.items():
        if holds:
            row[name] += 1
    row["known"][line["assurance"]] = row["known"].get(line["assurance"], 0) + 1
    if dwell > 0:
        row["looked"].append(dwell)


def derive_writers(record, lines):
    """The rows of the table of writers: the installations of tuar that wrote to the record."""
    writers = {}
    for line in lines:
        row = writers.setdefault(line["writer"], {"writer": line["writer"], "said": [], "people": set(), "lines": 0, "refused": 0, "first_at": short(line["time"])})
        row.update(last_at=short(line["time"]), head=line["hash"], lines=line["seq"])
        row["refused"] += line["hash"] in record.refused
        if line["assurance"] != "relayed":  # then its actor was not there
            row["people"].add(line["actor"])
        if line["type"] == "writer.introduced":
            row["said"].append(line["data"])
    for name in by_bytes(writers):
        row, people = writers[name], []
        for email in by_bytes(row["people"]):
            if email and not record.people.among(people, email):
                people.append(email)
        said = row.pop("said")
        for what in ("host", "account", "version", "platform"):
            row[what] = ", ".join(dict.fromkeys(one[what] for one in said if one.get(what))) or "not recorded"
        yield dict(row, people=", ".join(people))


def matches(pattern, scope):
    """Whether a permission fits a pattern, in which * and ? stand for characters other than / and [..] for one of some."""
    return scope == "*" if pattern == "*" else bool(form_of(pattern).fullmatch(scope))


@functools.lru_cache(maxsize=None)
def form_of(pattern):
    """A pattern of permissions as a regular expression."""
    parts = re.findall(r"\\.|\[\^?[^\]]+\]|.", pattern, re.S)
    spelt = {"*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(spelt.get(p) or (p if len(p) > 1 and p[0] == "[" else re.escape(p[-1])) for p in parts), re.S)


def privileged_roles(campaign, population):
    """The IDs of the roles that are privileged by the rules of the campaign."""
    return {r["id"] for r in population["roles"] or [] if any(matches(p, s) for s in r.get("scopes") or [] for p in campaign.privileged)}


def derive_population(campaign, population, roster=None, notes=()):
    """The rows of the table of the population: everybody, in scope or not."""
    people, roles = holders(population, campaign.lent, campaign.kinds), {r["id"]: r for r in population["roles"] or []}
    privileged, concerned = privileged_roles(campaign, population), concerns(population, people) if campaign.kinds else {}
    rest = {"user/" + u["id"]: {"status": u["status"], "sso": u["sso"], "created_at": moment(u.get("created_at")), "last_login_at": moment(u.get("last_login_at"))}
            for u in population["users"] or []}
    rest.update({item: {"sso": False, "created_at": "", "last_login_at": ""} for item in people if item.startswith(("mapping/", "role/"))})
    rest.update({"key/" + k["client_id"]: {"key_type": k["type"], "sso": False, "created_at": moment(k.get("created_at")),
                                           "last_login_at": moment(k.get("last_used_at"))} for k in population["api_keys"] or []})
    company, taken = domains(campaign), moment(population["taken_at"])
    for item in sorted(people, key=lambda item: item.encode("utf-8")):
        row = dict(people[item], item=item, in_scope=item in campaign.share, **rest[item])
        row.update({"external": external(company, row["email"]), "activity": activity(row, taken, campaign.dormant_days)})
        role = roles.get(row["role_id"], {})
        row.update({"custom": bool(role.get("custom")), "privileged": row["role_id"] in privileged, "permissions": " ".join(role.get("scopes") or [])})
        if roster:
            row.update(roster.row(row["email"], taken))
        if item in notes:
            row.update(notes[item])
        row.update(concerned.get(item, {}))
        yield row


# -- whom SSO claim mappings concern, and what holds custom roles -------------------------------------------------------

def concerns(population, people):
    """The columns of the table of the population that only claim mappings and custom roles fill, by item."""
    def claim_of(m):
        return ("email", address(m["claim_value"])) if m["claim_name"].lower() == "email" else (m["claim_name"], m["claim_value"])

    mappings, first, rows, held = population["claim_mappings"] or [], {}, {}, {}
    for m in mappings:
        if m["rank"] < first.setdefault(claim_of(m), m)["rank"]:
            first[claim_of(m)] = m
    touched, sso, before = {}, {}, {}  # users by address; SSO users by role: how many, and the ranks of mappings by their address
    for u in population["users"] or []:
        role, own = people["user/" + u["id"]]["role_id"], ("email", address(u["email"]))
        touched[own] = touched.get(own, 0) + (u["email"] != "")
        if u["sso"]:
            sso[role] = sso.get(role, 0) + 1
            if own in first and u["email"]:
                before.setdefault(role, []).append(first[own]["rank"])
    for item, row in people.items():
        if row["kind"] in ("user", "key", "mapping"):
            held[row["role_id"]] = held.get(row["role_id"], 0) + 1
    for m in mappings:
        claim, by_email = claim_of(m), m["claim_name"].lower() == "email"
        shadow = first[claim] if first[claim]["rank"] < m["rank"] else None
        possible = sso.get(m["role_id"], 0) - sum(rank < m["rank"] for rank in before.get(m["role_id"], []))
        rows["mapping/" + m["id"]] = {
            "claim": m["claim_name"], "claim_value": m["claim_value"], "rank": m["rank"], "touches": touched.get(claim, 0) if by_email else 0,
            "may_touch": 0 if by_email or shadow else possible, "shadowed_by": "mapping/" + shadow["id"] if shadow else ""}
    rows.update({item: {"holders": held.get(row["role_id"], 0)} for item, row in people.items() if row["kind"] == "role"})
    return rows


def derive_roles(campaign, population):
    """The rows of the table of roles: those that Torq lists, and those that an account has or a claim mapping gives besides."""
    roles = {r["id"]: r for r in population["roles"] or []}
    rows = {}
    for ident, r in roles.items():
        scopes = r.get("scopes") or []
        by = next((s for s in scopes if any(matches(p, s) for p in campaign.privileged)), "")
        rows[ident] = {"role_id": ident, "role": r["name"], "description": r.get("description", ""), "listed": True, "custom": r.get("custom"),
                       "privileged": bool(by), "privileged_by": by, "permissions": len(scopes),
                       "permissions_sha256": sha256("\n".join(sorted(scopes)).encode("utf-8")) if scopes else ""}

    def count(ident, name, what):
        row = rows.setdefault(ident, {"role_id": ident, "role": name, "listed": False, "privileged": False, "permissions": 0})
        row[what] = row.get(what, 0) + 1

    people = holders(population, campaign.lent, campaign.kinds)
    for item in sorted(people, key=lambda item: item.encode("utf-8")):
        account = people[item]
        if account["role_id"]:
            if account["kind"] in ("user", "key"):
                count(account["role_id"], account["role"], "users" if account["kind"] == "user" else "api_keys")
            if item in campaign.share:
                count(account["role_id"], account["role"], "items")
    for m in population["claim_mappings"] or []:
        if m["role_id"]:
            count(m["role_id"], m["role_id"], "claim_mappings")
    for ident in sorted(rows, key=lambda ident: ident.encode("utf-8")):
        yield dict({"users": 0, "api_keys": 0, "claim_mappings": 0, "items": 0}, **rows[ident])


UNREAD = {"users": "users", "api-keys": "API keys", "roles": "roles and their permissions", "claim-mappings": "SSO claim mappings",
          "custom-roles": "definitions of custom roles", "audit-log": ""}
BEYOND = [
    ("groups", "tuar does not read Torq's groups and their members: Torq's public API does not list them"),
    ("groups of the identity provider", "only the identity provider knows who is in them"),
    ("people before their first sign-in", "Torq lists people who were invited or signed in; it does not know who else could sign in by SSO"),
    ("organisation roles", "tuar reads the roles of one workspace: Torq's public API does not list roles in the organisation"),
]
NO_ROSTER = [("leavers", "leavers were not checked: the record has no roster of employees")]


def derive_not_reviewed(campaign, population):
    """The rows of the table of what the campaign did not review."""
    def out(kind, idents):
        return sum(kind + "/" + ident not in campaign.share for ident in idents)

    def outside(kind, before=""):
        """Why items of a kind are none of the campaign."""
        if not campaign.kinds and before:
            return before
        return "the campaign leaves out this kind of item" if campaign.kinds and kind not in campaign.kinds else (
            "not items of the campaign, which has the scope " + campaign.plan["scope"])

    users, roles = population["users"] or [], population["roles"] or []
    lent = [u for u in users if "user/" + u["id"] in campaign.share and campaign.lent.get("user/" + u["id"], {}).get("lent_role_id") == u["role_id"]]
    only = "the review covers who has a role, not what the role allows"
    counted = [
        ("users", out("user", [u["id"] for u in users]), outside("user")),
        ("API keys", out("key", [k["client_id"] for k in population["api_keys"] or []]), outside("key")),
        ("temporary roles", len(lent), "held by an elevation at the opening: the review covers the role that the person has when it ends; see the table elevations"),
        ("SSO claim mappings", out("mapping", [m["id"] for m in population["claim_mappings"] or []]),
         outside("mapping", "not items of the campaign; the self-check compares them with the decisions about people")),
        ("definitions of custom roles", out("role", [r["id"] for r in roles if r.get("custom")]), outside("role", "not items of the campaign: " + only)),
        ("definitions of preset roles", sum(r.get("custom") is False for r in roles), "Torq defines them: " + only),
        ("definitions of roles", sum(r.get("custom") is None for r in roles), "Torq did not say whether they are custom: " + only)]
    for what, n, why in counted:
        if n:
            yield {"what": what, "count": n, "why": why}
    for gap in population.get("gaps") or []:
        what = UNREAD.get(gap["resource"], gap["resource"])
        if what:
            yield {"what": what, "why": "the API key could not read them: %s (HTTP %d)" % (gap["reason"], gap["status"])}
    for what, why in BEYOND + ([] if campaign.roster else NO_ROSTER):
        yield {"what": what, "why": why}
    account = population.get("account")
    name = "%s (%s)" % (account["name"], account["id"]) if account and account.get("name") else account["id"] if account else ""
    yield {"what": "other workspaces", "why": "the API key reads %s; each further workspace needs a campaign of its own"
           % ("the workspace " + name if account else "one workspace")}


def derive_settings(campaign):
    """The rows of the table of settings: as they were in force at the opening and at the closing."""
    opening, closing = campaign.in_force
    rows = [{"setting": one["key"], "at_opening": one["value"]} for one in opening]
    at = {row["setting"]: row for row in rows}
    for one in closing:
        if one["key"] not in at:
            at[one["key"]] = {"setting": one["key"]}
            rows.append(at[one["key"]])
        at[one["key"]]["at_closing"] = one["value"]
    for row in rows:
        before, after = row.get("at_opening", ""), row.get("at_closing", "")
        changed = "no" if before == after else "loosened" if loosens(row["setting"], before, after) else "yes"
        row["changed"] = changed if closing else "not closed"
    return rows


def derive_rule_changes(changes, campaign):
    """The rows of the table of changes of rules: each change of a setting or a right that took effect, in the whole record."""
    opened, closed = campaign.opening["time"], campaign.closing["time"] if campaign.state == "closed" else ""
    for line, key, old, new, loosened in changes:
        at = line["time"]
        yield {"at": short(at), "during": "before opening" if at < opened else "after closing" if closed and at > closed else "while open", "by": line["actor"],
               "assurance": line["assurance"], "key": key, "before": old, "after": new, "loosened": loosened, "proposal": line["data"].get("proposal", ""),
               "journal_writer": line["writer"], "journal_seq": line["seq"], "journal_hash": line["hash"]}


def derive_guards(loosened):
    """The rows of the table of guards that were loosened, in the whole record."""
    for one in loosened:
        key, old, new = one["change"]
        p = one["proposal"]
        yield {"key": key, "before": old, "after": new, "by": one["by"], "at": short(one["at"]), "proposal": p.get("name", ""), "proposed_by": p.get("by", ""),
               "proposed_at": short(p.get("at", "")), "reason": p.get("reason", ""), "seen_by": ", ".join(one["seen"])}


def cell(value):
    """A value as a CSV holds it."""
    return value if isinstance(value, str) else "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


SPELT_OUT = re.compile(u"\u27e8U\\+([0-9A-F]{4,6})\u27e9")


def plain(text):
    """A cell with the characters that the tables spell out, such as a line break, put back. The sign that begins such a
    spelling is itself spelled out where a text has it, so that every spelling is the tables' own."""
    def seen(match):
        code = int(match.group(1), 16)
        return match.group() if code > sys.maxunicode or 0xd800 <= code < 0xe000 else chr(code)
    return SPELT_OUT.sub(seen, text)


def compare(name, header, rows, want):
    """Compares the cells of a CSV with values. An apostrophe keeps spreadsheets from taking a text for a formula."""
    count, columns = 0, set(header)
    for n, (row, values) in enumerate(zip(rows, want), 1):
        if len(row) != len(header) or not values.keys() <= columns:
            return check(name, "row %d lacks a cell" % n)
        cells = [cell(values.get(column)) for column in header]
        for column, got, value in zip(header, row, cells) if cells != row or SPELT_OUT.search("".join(row)) else []:
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


def check_refused(record, lines, source):
    """The lines without effect, judged anew, against the table of them."""
    derived.add("refused")
    header, rows = read_table("refused")
    want = []
    for line in lines:
        why = record.refused.get(line["hash"], "")
        if why:
            want.append({
                "journal_writer": line["writer"], "journal_seq": line["seq"], "at": short(line["time"]), "type": line["type"], "actor": line["actor"],
                "assurance": record.known[line["hash"]], "reason": why, "journal_hash": line["hash"], "source": source})
    if record.elevations.unread:
        unchecked.append("whether reasons of requests match %s" % ", ".join(record.elevations.unread))
    compare("lines without effect, judged anew", header, rows, want)


def check_decisions(record, campaign, population, source):
    check_derived("decisions", derive_decisions(campaign, holders(population, campaign.lent, campaign.kinds), noted(record, campaign)), source)


def check_exceptions(record, lines, campaign, population, populations, pack, source, roster):
    torn = pack.get("torn") or []
    if torn:
        unchecked.append("that the last lines of %s were torn, which only pack.json says" % ", ".join(torn))
    check_derived("exceptions", Exceptions(record, lines, campaign, population, roster).rows(populations, torn), source)


def check_derived(name, want, source):
    derived.add(name)
    header, rows = read_table(name)
    where = "" if name in ("population", "roles", "not_reviewed") else " from the journals"
    compare("%s, derived anew%s" % (name, where), header, rows, [dict(row, source=source) for row in want])


def main():
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", line_buffering=True)
    csv.field_size_limit(1 << 30)
    gc.disable()  # it would search all that was read again and again, and find nothing to free
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
    record, campaign, population, source = None, None, None, ""
    if pack:
        source = attempt("source", check_source, list(sound.values()), pack)
        check("pack.json is as of the last line", "" if lines and pack["as_of"] == short(lines[-1]["time"]) else "it is not")
        check("pack.json names the populations", "" if names == pack["populations"] else "it names others")
        record = attempt("the journals, folded", fold, lines)
        campaign = record and record.book.get(pack["campaign"])
        population = populations.get(pack["population"])
        found = campaign and campaign.state == pack["state"] and campaign.population == pack["population"] and population
        check("the journals know the campaign, %s, on its population" % pack["state"], "" if found else "they do not")
    if campaign and population and "decisions" in tables:
        attempt("decisions, derived anew from the journals", check_decisions, record, campaign, population, source)
    else:
        check("decisions, derived anew from the journals", "there is nothing to derive them from")
    roster = attempt("roster", read_roster, campaign.roster, record.people) if campaign else None
    rosters = [p for p in paths if p.startswith("rosters/")]
    if campaign:
        wanted = ["rosters/%s.json" % campaign.roster] if campaign.roster else []
        check("the pack has the roster of its campaign, and no other", "" if rosters == wanted else "it has another, or none")
    if campaign and population:
        attempt("population, derived anew", check_derived, "population", derive_population(campaign, population, roster, noted(record, campaign)), source)
        attempt("notes, derived anew from the journals", check_derived, "notes", derive_notes(record, campaign, holders(population, campaign.lent, campaign.kinds)), source)
        attempt("dismissals, derived anew from the journals", check_derived, "dismissals", derive_dismissals(record, campaign), source)
        attempt("roles, derived anew", check_derived, "roles", derive_roles(campaign, population), source)
        attempt("not_reviewed, derived anew", check_derived, "not_reviewed", derive_not_reviewed(campaign, population), source)
    if campaign:
        if population:
            attempt("changes, derived anew from the journals", check_derived, "changes", Remediation(record, campaign, population).rows(), source)
            attempt("what lines say of access, against the populations they name", check_not_shown, lines, campaign, populations, population, source)
            attempt("exceptions, derived anew from the journals", check_exceptions, record, lines, campaign, population, populations, pack, source, roster)
        attempt("elevations, derived anew from the journals", check_derived, "elevations", record.elevations.rows(lines[-1]["time"]), source)
        attempt("assignments, derived anew from the journals", check_derived, "assignments", derive_assignments(campaign), source)
        if population:
            attempt("reviewers, derived anew from the journals", check_derived, "reviewers", derive_reviewers(record, campaign, population), source)
        attempt("relayed, derived anew from the journals", check_derived, "relayed", derive_relayed(campaign), source)
        attempt("comments, derived anew from the journals", check_derived, "comments", derive_comments(record, campaign), source)
        attempt("attachments, derived anew from the journals", check_derived, "attachments", derive_attachments(record, campaign), source)
        attached = attempt("attached files", check_attached, record, campaign, paths) or set()
        attempt("files of answers to packets", check_answered, campaign, lines, paths, attached)
        attempt("writers, derived anew from the journals", check_derived, "writers", derive_writers(record, lines), source)
        attempt("settings, derived anew from the journals", check_derived, "settings", derive_settings(campaign), source)
        attempt("rule_changes, derived anew from the journals", check_derived, "rule_changes", derive_rule_changes(record.rights.changes, campaign), source)
        attempt("guards, derived anew from the journals", check_derived, "guards", derive_guards(record.rights.loosened), source)
    if record and "refused" in tables:
        attempt("lines without effect, judged anew", check_refused, record, lines, source)
    else:
        check("lines without effect, judged anew", "there is nothing to compare")
    if record:
        attempt("keys that were withdrawn", check_withdrawn, record)
    if os.path.exists(os.path.join(ROOT, "MANIFEST.sha256.sig")):
        attempt("the manifest is signed with an SSH key", check_signature, record)
    named = {call["sha256"] for population in kept.values() for call in population["calls"]}
    others = [p for p in paths if not p.startswith(("journal/", "populations/", "rosters/", "files/", "tables/")) and p != "pack.json"]
    others = [p for p in others if p[len("answers/"):-len(".json")] not in named] + ["tables/" + name for name in tables if name not in derived]
    simulated = ", of a simulated pack, which is no evidence about Torq" if str(source).startswith("simulated") else ""
    show("FAILED: %d checks" % len(failed) if failed else "all checks passed" + simulated)
    show("not derived here, only compared with the manifest: %s; not checked: what pack.json says beside heads, populations and state; whether "
         "the keys that signed are among those that a list of yours allows or revokes, which ssh-keygen -Y verify and tuar evidence verify tell%s (see VERIFY.md). tuar evidence verify checks all but what Torq answered." % (", ".join(others), "".join("; " + one for one in unchecked)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
