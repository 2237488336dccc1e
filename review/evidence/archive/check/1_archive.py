"""Checks an archive of evidence packs with Python's standard library alone. See VERIFY.md for what each check does.

Every pack has a check.py of its own, which this one runs: read both before you trust them."""

