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
