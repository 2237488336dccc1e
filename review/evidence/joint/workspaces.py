def check_packs(packs, joint):
    """workspaces.json says of every pack what the pack says itself, and names no other."""
    want = [dict({"path": path, "workspace": path[len("packs/"):-len(".zip")]}, **{name: i[of] for name, of in (
        ("region", "region"), ("torq_account", "torq_account"), ("campaign", "campaign"), ("campaign_name", "campaign_name"), ("state", "state"),
        ("final", "final"), ("scope", "scope"), ("due", "due"), ("opened_at", "opened_at"), ("closed_at", "closed_at"), ("items", "items"),
        ("decided", "decided"), ("population", "population"), ("source", "source"), ("journals", "journals"), ("as_of", "as_of"))})
        for path, i in sorted((path, p["index"]) for path, p in packs.items())]
    check("workspaces.json says of the packs what they say: %d" % len(want), "" if want == joint["packs"] else "it says something else, or of others")
    for path, sha in sorted((p, q["check.py"]) for p, q in packs.items()):
        show("      %s has the check.py with the SHA-256 %s" % (path, sha))


def main():
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", line_buffering=True)
    csv.field_size_limit(1 << 30)
    paths = attempt("manifest", check_manifest) or []
    joint = attempt("workspaces.json", lambda: json.loads(read("workspaces.json").decode("utf-8")))
    packs = {}
    for path in (p for p in paths if PACK.fullmatch(p)):
        found = attempt(path, check_pack, path)
        if found:
            packs[path] = dict(found, lines=[], elevations=[])
    if joint and packs:
        attempt("the packs together", check_packs, packs, joint)
    else:
        check("the packs together", "there is no pack, or no workspaces.json")
    show("not checked here: cover.html, beside that it is the one of the manifest; whether a workspace was left out; the signature of the manifest, "
         "if there is one (see VERIFY.md). tuar evidence verify checks the first and the last.")
    show("FAILED: %d checks" % len(failed) if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
