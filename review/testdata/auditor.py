#!/usr/bin/env python3
"""Asks of an unzipped pack what an auditor asks of an access review, and answers from the pack alone.

    python3 -I auditor.py FOLDER

It shares nothing with check.py: it reads journals, populations, raw answers and CSV tables, and re-performs each point.
For each point it prints one line of JSON: its number, the question, the result and how that was seen. A result is
"shown" (re-performed), "said" (the pack says in words that it cannot show this) or "missing" (neither). It exits with 1 if
one is missing.
"""

import csv
import datetime
import hashlib
import html
import json
import os
import re
import statistics
import sys

TORQ = ("api.torq.io", "api.eu.torq.io")
POINTS = []


class Missing(Exception):
    """The pack neither shows a fact nor says that it cannot."""


class Said(Exception):
    """The pack says in words that it does not show a fact."""


def point(question):
    """Adds a function as the next point."""
    def add(function):
        POINTS.append((question, function))
        return function
    return add


def need(holds, text, *values):
    if not holds:
        raise Missing(text % values if values else text)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def moment(text):
    """Reads a time to the microsecond; tuar's have up to nine digits."""
    need(text, "a time is missing")
    head, _, rest = text.rstrip("Z").partition(".")
    return datetime.datetime.strptime(head, "%Y-%m-%dT%H:%M:%S") + datetime.timedelta(microseconds=int((rest + "000000")[:6]))


class Pack:
    """What a folder holds."""

    def __init__(self, folder):
        self.folder = folder
        self.about = json.loads(self.text("pack.json"))
        self.id = self.about["campaign"]
        self.lines = []
        for name in self.names("journal"):
            for raw in self.text("journal/" + name).splitlines():
                self.lines.append(json.loads(raw))
        self.lines.sort(key=lambda l: (l["time"], l["writer"], l["seq"]))
        self.tables = {n[:-4]: self.table(n) for n in self.names("tables") if n.endswith(".csv")}
        page = self.text("report.html")
        page = page[page.index("<body"):]
        self.report = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", page)))
        self.guide = re.sub(r"\s+", " ", self.text("VERIFY.md"))

    def data(self, name):
        try:
            with open(os.path.join(self.folder, name), "rb") as f:
                return f.read()
        except OSError:
            raise Missing("%s is not in the pack" % name) from None

    def text(self, name):
        return self.data(name).decode("utf-8")

    def names(self, folder):
        path = os.path.join(self.folder, folder)
        return sorted(os.listdir(path)) if os.path.isdir(path) else []

    def table(self, name):
        """Reads a table. An apostrophe that keeps a text from being a formula is taken away."""
        rows = list(csv.DictReader(self.text("tables/" + name).splitlines()))
        for row in rows:
            for key, value in row.items():
                if value[:1] == "'" and value[1:2] in tuple("=+-@'\t\r"):
                    row[key] = value[1:]
        return rows

    def of(self, *types):
        """Returns the lines of these types that have an effect, of this campaign where they name one."""
        refused = {(r["journal_writer"], r["journal_seq"]) for r in self.tables["refused"]}
        return [l for l in self.lines if l["type"] in types and l["data"].get("campaign", self.id) == self.id
                and (l["writer"], str(l["seq"])) not in refused]

    def one(self, kind):
        found = self.of(kind)
        need(found, "no line %s tells of the campaign", kind)
        return found[-1]

    def population(self, name=None):
        raw = self.data("populations/%s.json" % (name or self.about["population"]))
        return json.loads(raw)

    def accounts(self):
        """Returns users and API keys of the population by item."""
        p = self.population()
        found = {"user/" + u["id"]: u for u in p["users"]}
        found.update({"key/" + k["client_id"]: k for k in p["api_keys"]})
        return found

    def listed(self):
        """Returns all that the campaign can be about, by item: accounts and, where it names the kinds of its items, claim
        mappings and custom roles, in the shape of an account."""
        found, p = self.accounts(), self.population()
        if self.one("campaign.opened")["data"].get("kinds"):
            for m in p["claim_mappings"]:
                by_email = m["claim_name"].lower() == "email"
                found["mapping/" + m["id"]] = {"role_id": m["role_id"], "email": m["claim_value"] if by_email else ""}
            found.update({"role/" + r["id"]: {"role_id": r["id"], "email": ""} for r in p["roles"] if r.get("custom")})
        return found

    def roles(self, population=None):
        return {r["id"]: r for r in (population or self.population())["roles"]}

    def privileged(self, role):
        patterns = self.one("campaign.opened")["data"]["rules"]["privileged_scopes"]
        fits = [r"\*" if p == "*" else "".join("[^/]*" if c == "*" else re.escape(c) for c in p) for p in patterns]
        return any(re.fullmatch(p, s) for p in fits for s in (role or {}).get("scopes", []))

    def decisions(self):
        """Returns the last decision about each item that was not taken back, by item."""
        standing = {}
        for l in self.of("decision.made", "decision.undone"):
            stack = standing.setdefault(l["data"]["item"], [])
            if l["type"] == "decision.made":
                stack.append(l)
            elif stack and stack[-1]["hash"] == l["data"]["line"]:
                stack.pop()
        return {item: stack[-1] for item, stack in standing.items() if stack}

    def roster(self):
        """The line of the roster under each of its addresses; None if the campaign has no roster."""
        name = self.one("campaign.opened")["data"].get("roster")
        if not name:
            return None
        data = self.data("rosters/%s.json" % name)
        need(sha256(data) == name, "the roster holds something else than its name says")
        return {a.lower(): l for l in json.loads(data.decode("utf-8"))["lines"] for a in [l["email"]] + l.get("also", [])}

    def setting(self, key):
        for r in self.tables["settings"]:
            if r["setting"] == key:
                return r["at_opening"]
        raise Missing("the setting %s is not in the table" % key)

    def exceptions(self, kind):
        return [r for r in self.tables["exceptions"] if r["kind"] == kind]

    def says(self, text):
        need(text.lower() in self.report.lower(), "the report does not say: %s", text)

    def explains(self, text):
        need(text.lower() in self.guide.lower(), "VERIFY.md does not say: %s", text)


@point("Which system made the list of accounts, at which address, of which workspace, and by which calls?")
def source(p):
    worst = "Torq"
    for name in p.about["populations"]:
        population = p.population(name)
        need(population.get("account", {}).get("id"), "the population %.12s does not say of which workspace it is", name)
        need(population["account"]["id"] == p.about["torq_account"], "pack.json names another workspace")
        need(population["calls"], "no call is recorded")
        for c in population["calls"]:
            need(all(c.get(k) for k in ("scheme", "host", "port", "method", "path", "at")), "a call does not name its server: %s", c)
            genuine = c["scheme"] == "https" and c["host"] in TORQ and c["port"] == 443 and c.get("certificate")
            if not genuine:
                worst = "made from %s: not Torq" % c["host"]
        if population["tool"].get("simulated"):
            worst = "simulated: " + worst
    for name, rows in p.tables.items():
        for r in rows:
            need(r["source"] == worst, "the table %s says %s, the calls say %s", name, r["source"], worst)
    if worst != "Torq":
        p.says(worst)
    return "%d populations, each with its calls: %s" % (len(p.about["populations"]), worst)


@point("Is the list complete, and was no account left out between the list and the review?")
def completeness(p):
    population = p.population()
    lists = {"users": ("/users", "id"), "api_keys": ("/api-keys", "client_id"), "claim_mappings": ("/claim_mappings", "id")}
    for field, (path, key) in lists.items():
        calls = [c for c in population["calls"] if c["path"].endswith(path)]
        need(calls, "%s were not asked for", field)
        need(all(c["status"] == 200 for c in calls), "a call for %s was not answered with 200", field)
        if not population.get("answers_kept"):
            told = sum(c["rows"] for c in calls)
            need(told == len(population[field]), "%s: Torq answered %d rows, the list has %d", field, told, len(population[field]))
            continue
        answered = set()
        for c in calls:
            rows = json.loads(p.data("answers/%s.json" % c["sha256"]))[field]
            need(len(rows) == c["rows"], "an answer has %d rows, the call says %d", len(rows), c["rows"])
            answered |= {r[key] for r in rows}
        need(answered == {r[key] for r in population[field]}, "%s: Torq answered others", field)
    accounts, table = p.listed(), p.tables["population"]
    need(len(table) == len({r["item"] for r in table}), "the table population names an account twice")
    need({r["item"] for r in table} == set(accounts), "the table population lacks or adds accounts: %d of %d", len(table), len(accounts))
    inside = {r["item"] for r in table if r["in_scope"] == "true"}
    items = [r["item"] for r in p.tables["decisions"]]
    need(inside == set(items) and len(items) == len(inside), "rows in scope and rows reviewed differ")
    outside = sum(int(r["count"] or 0) for r in p.tables["not_reviewed"]
                  if r["what"] in ("users", "API keys") or len(accounts) > len(p.accounts()) and r["what"] in ("SSO claim mappings", "custom roles"))
    need(outside == len(accounts) - len(inside), "%d accounts are out of scope, %d are named", len(accounts) - len(inside), outside)
    return "%d accounts = %d reviewed + %d named as not reviewed" % (len(accounts), len(inside), outside)


@point("Does each row of the review say what the server answered, unedited?")
def accuracy(p):
    population, answered = p.population(), {}
    for name in p.about["populations"]:
        need(sha256(p.data("populations/%s.json" % name)) == name, "the population %.12s was changed", name)
    if not population.get("answers_kept"):
        accounts = p.listed()
        for r in p.tables["population"]:
            need(accounts[r["item"]]["role_id"] == r["role_id"], "%s has another role", r["item"])
        need(all(c.get("sha256") for c in population["calls"]), "the answer of a call is not named")
        p.says("raw answers were not kept")
        raise Said("rows are as in the list; Torq's raw answers were not kept, only their SHA-256")
    for c in population["calls"]:
        raw = p.data("answers/%s.json" % c["sha256"])
        need(sha256(raw) == c["sha256"], "an answer was changed")
        for u in json.loads(raw).get("users", []):
            answered["user/" + u["id"]] = u
        for k in json.loads(raw).get("api_keys", []):
            answered["key/" + k["client_id"]] = k
        for m in json.loads(raw).get("claim_mappings", []):
            answered["mapping/" + m["id"]] = m
        for role in json.loads(raw).get("roles", []):
            answered["role/" + role["id"]] = dict(role, role_id=role["id"])
    for r in p.tables["population"]:
        a = answered.get(r["item"])
        need(a, "%s was not in any answer", r["item"])
        need(a["role_id"] == r["role_id"], "%s has another role", r["item"])
        if r["kind"] in ("mapping", "role"):
            continue
        need((a.get("email") or a.get("user", {}).get("email", "")) == r["email"], "%s has another address", r["item"])
        created = moment(a["created_time"])
        need(created.year == 1970 or moment(r["created_at"]) == created, "%s was created at another time", r["item"])
    for r in p.tables["decisions"]:
        need(r["role_id"] == answered[r["item"]]["role_id"] or p.exceptions("break-glass"), "%s was reviewed with another role", r["item"])
    return "%d rows compared with the raw answers" % len(p.tables["population"])


@point("When was the list taken, with which version of the tool, and by which key, without its secret?")
def extraction(p):
    for name in p.about["populations"]:
        population = p.population(name)
        tool, taken = population.get("tool", {}), population.get("taken_at")
        need(taken and taken.endswith("Z"), "no time in UTC")
        need(tool.get("version") and tool.get("client_id"), "the tool or its key is not named")
        need(all(moment(c["at"]) <= moment(taken) for c in population["calls"]), "a call is later than the list")
        need("secret" not in json.dumps(population["tool"]) + json.dumps(population["calls"]), "there is a secret")
    taken = p.population()["taken_at"]
    need(moment(p.about["population_taken_at"]) == moment(taken), "pack.json names another time")
    return "taken at " + taken


@point("Who can do most, including accounts that are not in use, and was each of them looked at?")
def powerful(p):
    accounts, roles, n, unused = p.listed(), p.roles(), 0, 0
    decided = {r["item"]: r for r in p.tables["decisions"]}
    for r in p.tables["population"]:
        is_privileged = p.privileged(roles.get(accounts[r["item"]]["role_id"]))
        need((r["privileged"] == "true") == is_privileged, "%s: privileged is %s", r["item"], r["privileged"])
        account = r["kind"] in ("user", "key")
        need(r["activity"] in ("active", "dormant", "never", "invited") or not account, "%s: whether it is in use is not said", r["item"])
        if is_privileged:
            n, unused = n + account, unused + (account and r["activity"] != "active")
            need(r["in_scope"] != "true" or decided[r["item"]]["decision"] != "undecided", "%s is undecided", r["item"])
    need(n, "no account is privileged")
    return "%d privileged accounts, %d of them not in use" % (n, unused)


@point("Were machine accounts and API keys reviewed too, and how often?")
def machines(p):
    keys = ["key/" + k["client_id"] for k in p.population()["api_keys"]]
    decided = {r["item"]: r["decision"] for r in p.tables["decisions"]}
    outside = [r for r in p.tables["not_reviewed"] if r["what"] == "API keys"]
    for key in keys:
        need(decided.get(key, "undecided") != "undecided" or outside, "%s was not reviewed, and nothing says so", key)
    p.says("at least every six months")
    return "%d API keys" % len(keys)


@point("Were accounts of other companies told apart, and was each of them decided on?")
def others(p):
    domains = [d.strip() for d in p.setting("domains").split(",") if d.strip()]
    lines = p.roster()
    if not domains and lines is not None:
        decided = {r["item"]: r["decision"] for r in p.tables["decisions"]}
        holders = {i: lines.get(a.get("email", a.get("owner_email", "")).lower(), {}) for i, a in p.accounts().items()}
        outside = [i for i, l in holders.items() if l.get("type") == "contractor" or l.get("company")]
        for item in outside:
            need(decided.get(item, "undecided") != "undecided", "%s is undecided", item)
        p.says("External accounts of third parties are reviewed")
        return "%d accounts of contractors or other companies, by the roster; no domains are set" % len(outside)
    if not domains:
        p.says("external accounts were not told apart")
        raise Said("external accounts were not told apart")
    accounts, n = p.listed(), 0
    decided = {r["item"]: r["decision"] for r in p.tables["decisions"]}
    for r in p.tables["population"]:
        a = accounts[r["item"]]
        email = a.get("email", a.get("owner_email", ""))
        want = "" if not email else str(email.rsplit("@", 1)[1].lower() not in domains).lower()
        need(r["external"] == want, "%s: external is %s", r["item"], r["external"])
        if want == "true":
            n += 1
            need(decided.get(r["item"], "undecided") != "undecided", "%s is undecided", r["item"])
    return "%d external accounts, outside of %s" % (n, ", ".join(domains))


@point("Is there a decision of its own for each account, and not one yes for all?")
def each(p):
    decisions, acts = p.decisions(), {}
    for r in p.tables["decisions"]:
        l = decisions.get(r["item"])
        need((r["decision"] == "undecided") == (l is None), "%s: %s", r["item"], r["decision"])
        if l:
            need(l["data"]["decision"] == r["decision"] and l["hash"] == r["journal_hash"], "%s was decided otherwise", r["item"])
            need(str(l["data"]["bulk"]) == r["bulk_size"], "%s: its act has another size", r["item"])
            acts.setdefault((l["writer"], l["data"]["batch"]), []).append(r["item"])
    need(decisions, "nothing was decided")
    need(len(acts) > 1 or len(decisions) == 1, "one act decided all")
    return "%d decisions in %d acts" % (len(decisions), len(acts))


def assigned(p):
    """Returns the reviewer of each item at opening and now."""
    first = {i: s["reviewer"] for s in p.one("campaign.opened")["data"]["shares"] for i in s["items"]}
    now = dict(first)
    for l in p.of("campaign.delegated", "campaign.returned"):
        for i in l["data"]["items"]:
            if i in now:
                now[i] = l["data"]["to"]
    return first, now


@point("Who decided, how is it known that it was them, and by whom were they asked to?")
def deciders(p):
    _, now = assigned(p)
    parts = {r["to"]: r["by"] for r in p.tables["assignments"]}
    decisions = p.decisions()
    for r in p.tables["decisions"]:
        l = decisions.get(r["item"])
        need(not l or l["actor"] == r["reviewer"], "%s was decided by another person", r["item"])
        need(not l or r["assurance"], "%s: it is not said how the reviewer is known", r["item"])
        need(r["assigned_to"] == now[r["item"]], "%s was assigned to another person", r["item"])
        need(not l or r["in_place_of"] or l["actor"] == now[r["item"]] and parts.get(l["actor"]), "%s: nothing says why this person decided", r["item"])
    return "%d reviewers, each assigned by %s" % (len(parts), ", ".join(sorted(set(parts.values()))))


@point("Did anyone decide about themselves, and are reviewers named who can change access themselves?")
def apart(p):
    same = {}
    for l in p.of("people.added", "people.alias"):
        for also in ([l["data"]["also"]] if isinstance(l["data"]["also"], str) else l["data"]["also"]):
            same[also.lower()] = l["data"]["email"].lower()
    name = lambda a: same.get(a.lower(), a.lower())
    for r in p.tables["decisions"]:
        need(not r["reviewer"] or name(r["reviewer"]) != name(r["email"]), "%s was decided by its holder", r["item"])
    sent = {}
    for l in p.of("change.sending", "change.by-hand"):
        sent.setdefault(name(l["actor"]), set()).add(l["data"]["item"])
    roles, named = p.roles(), {r["who"].lower() for r in p.exceptions("conflicted-reviewer")}
    strong = {u["email"].lower() for u in p.population()["users"] if p.privileged(roles.get(u["role_id"]))}
    for r in p.tables["reviewers"]:
        who = name(r["reviewer"])
        need(int(r["carried_out"]) == len(sent.get(who, ())), "%s carried out another number of changes", who)
        need((r["privileged"] == "true") == (who in strong), "%s: privileged is %s", who, r["privileged"])
        need(int(r["decided"]) == 0 or who not in strong and who not in sent or who in named, "%s is conflicted, and not named", who)
    p.says("on their own access")
    return "%d rows, %d reviewers; conflicted: %s" % (len(p.tables["decisions"]), len(p.tables["reviewers"]), ", ".join(sorted(named)) or "none")


@point("How often was each reviewer reminded, and when for the last time?")
def reminders(p):
    lines = [l for l in p.of("campaign.reminded") if l["data"]["campaign"] == p.id]
    need(sum(int(r["reminded"]) for r in p.tables["reviewers"]) == len(lines), "the reviewers were reminded another number of times")
    for r in p.tables["reviewers"]:
        need(bool(int(r["reminded"])) == bool(r["last_reminded_at"]), "%s has no time of the last reminder", r["reviewer"])
    return "%d reminders, %d of them accepted by a webhook" % (len(lines), sum(l["data"]["method"] == "webhook" for l in lines))


@point("Where work was handed to another reviewer: by whom, from whom, to whom, why, and until when?")
def handed(p):
    first, now = assigned(p)
    opened, rows = p.one("campaign.opened"), [r for r in p.tables["assignments"] if r["act"] == "reassigned"]
    moved = 0
    for l in p.of("campaign.delegated"):
        mine = [r for r in rows if r["journal_hash"] == l["hash"]]
        need(mine, "line %d hands rows over, and the table does not say so", l["seq"])
        for r in mine:
            need(r["by"] == l["actor"] and r["to"] == l["data"]["to"] and r["from"], "line %d: other names", l["seq"])
            need(r["reason"] and r["reason"] == l["data"]["reason"], "line %d: no reason, or another", l["seq"])
            need(r["until"] == l["data"].get("until", ""), "line %d: another end", l["seq"])
        need(moment(l["time"]) >= moment(opened["time"]) and (not p.about.get("closed_at") or moment(l["time"]) <= moment(p.about["closed_at"])), "line %d is not within the review", l["seq"])
        moved += sum(int(r["rows"]) for r in mine)
    for r in p.tables["decisions"]:
        want = first[r["item"]] if first[r["item"]] != now[r["item"]] else ""
        need(r["reassigned_from"] == want, "%s was handed over by %s", r["item"], want)
    back = sum(int(r["rows"]) for r in p.tables["assignments"] if r["act"] == "returned")
    need(back == sum(len(l["data"]["items"]) for l in p.of("campaign.returned")), "another number of rows went back")
    p.explains("A reassignment** without `until` has no end of its own")
    return "%d rows were handed over, %d went back; the others end with the campaign" % (moved, back)


@point("When was each decision made, and is each within the time of the review and before its sign-off?")
def when(p):
    opened, signed = p.one("campaign.opened")["time"], {l["actor"]: l["time"] for l in p.of("campaign.signed-off")}
    closed = [l["time"] for l in p.of("campaign.closed")]
    decisions = p.decisions()
    for r in p.tables["decisions"]:
        l = decisions.get(r["item"])
        if l:
            need(moment(r["decided_at"]) == moment(l["time"]), "%s was decided at another time", r["item"])
            need(moment(opened) <= moment(l["time"]) and all(moment(l["time"]) <= moment(t) for t in closed), "%s was decided outside of the review", r["item"])
            need(l["actor"] not in signed or moment(l["time"]) <= moment(signed[l["actor"]]), "%s was decided after the sign-off", r["item"])
    return "%d decisions between %s and %s" % (len(decisions), opened, closed[-1] if closed else "now")


@point("Is there a reason wherever strong or unusual access stays, and for each exception?")
def reasons(p):
    rights, decisions, n = {r["item"]: r for r in p.tables["population"]}, p.decisions(), 0
    silent = {r["item"] for r in p.tables["exceptions"] if "reason" in r["fact"] or "reason" in r["kind"]}
    for r in p.tables["decisions"]:
        if r["decision"] == "undecided":
            continue
        need(r["reason"] == decisions[r["item"]]["data"].get("reason", ""), "%s: another reason", r["item"])
        if r["decision"] == "certify" and (rights[r["item"]]["privileged"] == "true" or r["hints"]):
            n += 1
            need(r["reason"] or r["item"] in silent, "%s is kept without a reason, and nothing says so", r["item"])
    for r in p.tables["exceptions"]:
        need(r["fact"] and r["rule"], "an exception without fact or rule")
    return "%d unusual rows kept, %d exceptions" % (n, len(p.tables["exceptions"]))


@point("Could a reviewer judge whether access fits the work: what does each role allow?")
def fits(p):
    listed, table = p.roles(), {r["role_id"]: r for r in p.tables["roles"]}
    for r in p.tables["population"]:
        role, said = listed.get(r["role_id"]), table.get(r["role_id"])
        need(said, "the role of %s is not described", r["item"])
        if not role:
            need(said["listed"] == "false", "Torq does not list the role %s", r["role"])
            continue
        scopes = sorted(role.get("scopes", []))
        need(said["description"] == role.get("description", ""), "the role %s has another description", r["role"])
        need(said["permissions_sha256"] == (sha256("\n".join(scopes).encode()) if scopes else ""), "the role %s allows something else", r["role"])
        need(r["permissions"].split() == scopes, "%s: other permissions", r["item"])
    p.explains("Torq knows no jobs")
    return "%d roles" % len(table)


@point("What was to be changed: was it done, by whom, and how long after the decision?")
def done(p):
    rows = {r["item"]: r for r in p.tables["changes"] if r["undo"] == "false"}
    sending = {}
    for l in p.of("change.sending"):
        sending[l["data"]["item"]] = l
    asked = [i for i, l in p.decisions().items() if l["data"]["decision"] in ("revoke", "reduce", "move")]
    for item in asked if p.of("campaign.closed") else []:
        r = rows.get(item)
        need(r, "%s was to be changed, and nothing says what became of it", item)
        need(r["state"] and r["counts_as"], "%s: no state", item)
        if item in sending:
            need(r["sent_by"] == sending[item]["actor"] and moment(r["sent_at"]) == moment(sending[item]["time"]), "%s was sent by another person or at another time", item)
        if r["counts_as"] == "proven":
            took = int((moment(r["listed_at"]) - moment(r["decided_at"])).total_seconds())
            need(int(r["since_decision_seconds"]) == max(took, 0), "%s took %d s", item, took)
    return "%d changes" % len(asked)


@point("Is it shown by a later list, and not by a ticket, that the access is gone?")
def proven(p):
    n = 0
    for r in p.tables["changes"]:
        if r["undo"] == "true" or r["counts_as"] != "proven":
            continue
        after = p.population(r["confirmed_population"])
        need(moment(after["taken_at"]) >= moment(r["sent_at"]), "the list was taken before %s was changed", r["item"])
        users = {"user/" + u["id"]: u["role_id"] for u in after["users"]}
        users.update({"key/" + k["client_id"]: k["role_id"] for k in after["api_keys"]})
        if r["decision"] == "revoke":
            need(r["item"] not in users, "%s is still there", r["item"])
        else:
            need(users.get(r["item"]) == r["to_role_id"], "%s has another role", r["item"])
        need(any(l["data"]["item"] == r["item"] and l["data"]["population"] == r["confirmed_population"] for l in p.of("change.confirmed")), "no line shows %s", r["item"])
        n += 1
    confirmed = {l["data"]["item"] for l in p.of("change.confirmed")}
    need(confirmed <= {r["item"] for r in p.tables["changes"]}, "a change that a line shows is not in the table")
    open_rows = [r for r in p.tables["changes"] if r["counts_as"] == "not-proven"]
    return "%d proven by a later list, %d not" % (n, len(open_rows))


@point("Did a named person who answers for the whole sign for the outcome, in words of their own?")
def acknowledged(p):
    closed = p.of("campaign.closed")
    if not closed:
        need(p.about["state"] == "open", "it is not open, and nothing closes it")
        p.says("so far")
        raise Said("the campaign is open")
    l = closed[-1]
    need(l["actor"] and l["data"].get("statement"), "no person signed")
    need(l["data"]["heads"], "the closing does not say which lines it covers")
    p.says(re.sub(r"\s+", " ", l["data"]["statement"]))
    usual = re.match(r"I close this campaign with \d+ of \d+ items decided\.", l["data"]["statement"])
    if usual and l["assurance"] != "ssh" or l["actor"] in {d["actor"] for d in p.decisions().values()}:
        need(re.search("acknowledged the outcome", p.report), "nothing judges the closing")
    return "closed by %s, known by %s" % (l["actor"], l["assurance"])


@point("Was it done when it was due, and how long after the review before?")
def punctual(p):
    plan = [l for l in p.of("campaign.created", "campaign.edited", "campaign.due-moved")][-1]["data"]
    need(plan["due"] == p.about["due"], "pack.json says that it was due on %s, the record %s", p.about["due"], plan["due"])
    need(moment(p.about["opened_at"]) == moment(p.one("campaign.opened")["time"]), "it was opened at another time")
    closed = p.of("campaign.closed")
    if closed:
        need(moment(p.about["closed_at"]) == moment(closed[-1]["time"]), "it was closed at another time")
    p.says("The review was completed by its due date")
    if not p.about["previous"]:
        p.says("Access is reviewed at least every six months")
    return "due %s, opened %s, closed %s" % (plan["due"], p.about["opened_at"], p.about.get("closed_at"))


def gone(line, day):
    """Whether the line of a roster says that somebody left before that day."""
    return line.get("status") in ("left", "inactive") or "" < line.get("end", "") < day


@point("Have people who left the company lost their access, and when?")
def leavers(p):
    rows = [r for r in p.tables["not_reviewed"] if r["what"] == "leavers"]
    lines = p.roster()
    if lines is not None:
        need(not rows, "leavers count as not checked, though there is a roster")
        day, kept = p.about["population_taken_at"][:10], {r["item"]: r["decision"] for r in p.tables["decisions"]}
        left = [r["item"] for r in p.tables["population"] if gone(lines.get(r["email"].lower(), {}), day)]
        told = [r["item"] for r in p.tables["population"] if r["standing"] in ("left", "contract-ended")]
        need(left == told, "by the roster %s have left, by the table %s", left, told)
        wrong = {r["item"] for r in p.tables["exceptions"] if r["kind"] == "leaver-kept"}
        need(wrong == {i for i in left if kept.get(i) in ("certify", "reduce", "move")}, "not every leaver who keeps access is named")
        p.says("Leavers no longer have access")
        return "%d accounts of people who left: %s" % (len(left), ", ".join("%s %s" % (i, kept.get(i, "not in the campaign")) for i in left))
    need(rows and rows[0]["why"], "nothing is said about people who left")
    p.says("Leavers no longer have access")
    p.explains("Leavers are not told apart")
    raise Said(rows[0]["why"])


@point("Would it show if a line had been changed, dropped or put in afterwards?")
def tampering(p):
    named = {}
    for line in p.text("MANIFEST.sha256").splitlines():
        digest, _, name = line.partition("  ")
        named[name] = digest
        need(sha256(p.data(name)) == digest, "%s is not what the manifest names", name)
    there = {os.path.relpath(os.path.join(d, f), p.folder).replace(os.sep, "/") for d, _, files in os.walk(p.folder) for f in files}
    need(there - {"MANIFEST.sha256", "MANIFEST.sha256.sig"} == set(named), "files and manifest differ")
    heads = {}
    for name in p.names("journal"):
        before = "0" * 64
        for n, raw in enumerate(p.text("journal/" + name).splitlines(), 1):
            l = json.loads(raw)
            claimed = l.pop("hash")
            canonical = json.dumps(l, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            need(sha256(canonical.encode()) == claimed and l["prev"] == before and l["seq"] == n, "%s, line %d: the chain is broken", name, n)
            before = claimed
        heads[name[:-6]] = before
    need(heads == {j["writer"]: j["head"] for j in p.about["journals"]}, "pack.json names other heads")
    p.explains("It does **not** show that the whole journal was not written anew")
    return "%d lines in %d journals" % (len(p.lines), len(heads))


@point("Is everything kept that the review rests on, and can a sample be drawn and followed again?")
def kept(p):
    need(set(p.names("populations")) == {n + ".json" for n in p.about["populations"]}, "populations are missing or left over")
    needed = {p.one("campaign.opened")["data"]["population"]} | {l["data"]["population"] for l in p.of("change.confirmed")}
    need(needed <= set(p.about["populations"]), "a population that a line names is not there")
    by_hash = {l["hash"]: l for l in p.lines}
    for j in p.about["journals"]:
        need(j["lines"] == sum(l["writer"] == j["writer"] for l in p.lines), "lines of %s are missing", j["writer"])
    rows = sorted(p.tables["decisions"], key=lambda r: sha256(("2026Q4\n" + r["item"]).encode()))[:25]
    for r in rows:
        l = by_hash.get(r["journal_hash"])
        need(r["decision"] == "undecided" or l and l["data"]["item"] == r["item"], "%s cannot be followed to a line", r["item"])
    for l in p.of("campaign.signed-off", "campaign.closed"):
        for h in l["data"].get("heads", []):
            need(h["hash"] in by_hash, "a sign-off rests on a line that is not there")
    p.explains("How to draw a sample")
    return "a sample of %d was followed to its lines" % len(rows)


@point("Was it a real review: how long was each row looked at, how many at once, how much was changed?")
def real(p):
    mine = {}
    for l in p.decisions().values():
        mine.setdefault(l["actor"], []).append(l["data"])
    table = {r["reviewer"]: r for r in p.tables["reviewers"]}
    need(set(mine) <= set(table), "the table lacks a reviewer")
    for who, acts in mine.items():
        r, dwell = table[who], [a["dwell_ms"] for a in acts if a.get("dwell_ms")]
        want = {"decided": len(acts), "revoked": sum(a["decision"] == "revoke" for a in acts), "in_bulk": sum(a["bulk"] > 1 for a in acts),
                "under_two_seconds": sum(0 < d < 2000 for d in dwell), "median_ms": statistics.median_high(dwell) if dwell else 0}
        for key, value in want.items():
            need(int(r[key] or 0) == value, "%s: %s is %s, not %s", who, key, value, r[key])
    need(mine, "nothing was decided")
    p.says("to be changed")
    return "%d reviewers; %d of %d decisions ask for a change" % (
        len(mine), sum(a["decision"] in ("revoke", "reduce", "move") for b in mine.values() for a in b), sum(map(len, mine.values())))


@point("Who had stronger access for a time: asked and approved by whom, why, from when to when, and is its end shown?")
def temporary(p):
    table, approved, ended = {r["id"]: r for r in p.tables["elevations"]}, {}, {}
    for l in p.of("elevation.approved"):
        approved.setdefault(l["data"]["elevation"], []).append(l["actor"])
    for l in p.of("elevation.ended"):
        ended[l["data"]["elevation"]] = l["data"]
    asked = p.of("elevation.requested")
    need({l["data"]["elevation"] for l in asked} == set(table), "the table lacks or adds requests")
    for l in asked:
        d = l["data"]
        r, by = table[d["elevation"]], approved.get(d["elevation"], [])
        need(r["requested_by"] == l["actor"] and r["reason"] == d["reason"] and r["reason"], "%s: other names or no reason", r["id"])
        if d.get("auto") == "break-glass":
            need(r["break_glass"] == "true" and r["after_review"], "%s: nothing says that it was taken without approval", r["id"])
            need(p.exceptions("break-glass"), "%s is not among the exceptions", r["id"])
        elif not d.get("auto"):
            need([a.strip() for a in r["approved_by"].split(",") if a.strip()] == by, "%s was approved by others", r["id"])
            need(l["actor"] not in by and d["email"] not in by, "%s was approved by who asked", r["id"])
        if r["state"] == "ended":
            need(r["starts_at"] and r["ends_at"] and r["ended_at"], "%s: start or end is missing", r["id"])
            after = p.population(ended[r["id"]]["population"])
            held = {u["id"]: u["role_id"] for u in after["users"]}.get(d["user_id"])
            need(held != d["role_id"], "%s: the list still shows the role", r["id"])
    return "%d requests, %d ended and shown by a list" % (len(asked), len(ended))


@point("What was not reviewed, and why?")
def left_out(p):
    table, population = {r["what"]: r for r in p.tables["not_reviewed"]}, p.population()
    for what in ("groups", "groups of the identity provider", "people before their first sign-in", "organisation roles", "other workspaces"):
        need(table.get(what, {}).get("why"), "nothing is said about %s", what)
    reviewed = {r["item"] for r in p.tables["decisions"]}
    out = sum("mapping/" + m["id"] not in reviewed for m in population["claim_mappings"])
    need(not out or table.get("SSO claim mappings", {}).get("count") == str(out), "claim mappings are not named")
    plan = p.of("campaign.created", "campaign.edited")[-1]["data"]
    need(plan["scope"] == p.about["scope"], "pack.json says another scope")
    p.says("scope")
    for gap in population.get("gaps", []):
        p.says(gap["resource"])
    return "scope %s; %s" % (plan["scope"], ", ".join(sorted(table)))


@point("Which version and settings of the tool made this, who changed its rules, and can it be checked without it?")
def tool(p):
    opened, closed = p.one("campaign.opened")["data"].get("settings"), p.of("campaign.closed")
    for i, r in enumerate(p.tables["settings"]):
        need(opened[i]["key"] == r["setting"] and opened[i]["value"] == r["at_opening"], "%s was another at opening", r["setting"])
        if closed:
            need(closed[-1]["data"]["settings"][i]["value"] == r["at_closing"], "%s was another at closing", r["setting"])
    need(len(opened) == len(p.tables["settings"]), "settings are missing")
    by = {(r["by"], moment(r["at"])) for r in p.tables["guards"]}
    for l in p.of("rights.granted"):
        if l["data"]["right"] in ("owner", "approver"):
            need((l["actor"], moment(l["time"])) in by, "line %d loosens a guard, and the table does not say so", l["seq"])
    need({r["writer"] for r in p.tables["writers"]} == {l["writer"] for l in p.lines}, "installations are missing")
    need(all(r["version"] for r in p.tables["writers"]) and p.population()["tool"]["version"], "no version")
    manifest = p.text("MANIFEST.sha256")
    need("  check.py\n" in manifest and "  VERIFY.md\n" in manifest, "what checks the pack is not in it")
    p.explains("No checksum of the program is on record")
    return "tuar %s, %d settings, %d guards loosened" % (p.population()["tool"]["version"], len(opened), len(p.tables["guards"]))


def main():
    try:
        pack = Pack(sys.argv[1])
    except (Missing, ValueError, KeyError) as e:
        sys.exit("this is no pack: %s" % e)
    missing = 0
    for n, (question, perform) in enumerate(POINTS, 1):
        try:
            result, how = "shown", perform(pack)
        except Said as e:
            result, how = "said", str(e)
        except Missing as e:
            result, how = "missing", str(e)
        except (KeyError, IndexError, ValueError, TypeError) as e:
            result, how = "missing", "%s: %s" % (type(e).__name__, e)
        missing += result == "missing"
        print(json.dumps({"point": n, "question": question, "result": result, "how": how}))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
