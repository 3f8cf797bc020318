#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Planted histories (histories.py) are bisected: the culprit is named, or none.

    bisected.py BPFJURY KIND...

The source is Debian's linux-source-6.12.  The repository, the work tree and the objects stay in the
cache: the first build takes twelve minutes on two processors, each step a minute.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

import histories


class Bisected:
    """What `bpfjury bisect` found."""

    def __init__(self, argv):
        self.argv, self.found = argv, {}
        with tempfile.TemporaryDirectory(prefix="bisected-") as work:
            path = os.path.join(work, "finding.json")
            p = subprocess.run([*argv, "--json", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, errors="replace")
            self.status, self.out, self.err = p.returncode, p.stdout, p.stderr
            if os.path.exists(path):
                with open(path) as f:
                    self.found = json.load(f)

    def __repr__(self):
        return f"{' '.join(self.argv)}\n{self.err}\n{self.out}\nstatus {self.status}"

    def named(self):
        """The commit that was named, or None."""
        return self.found["culprit"]["id"] if self.found.get("found") == "culprit" else None

    def suspects(self):
        return {s["id"] for s in self.found.get("suspects", [])}

    def figures(self):
        """For people: steps, the time of each part."""
        if not self.found:
            return "the ends: " + self.err.strip().split("\n")[-2]
        ready, ask = (sum(t.get(k, 0) for t in self.found["trail"]) / 1000 for k in ("ready_ms", "ask_ms"))
        took = self.found["took_ms"] / 1000
        return "%d steps, %.0f s: kernels %.0f s, judging %.0f s, all else %.0f s" % (
            self.found["steps"], took, ready, ask, took - ready - ask)


def allowed(kind, git, ends):
    """How many commits a bisect of @kind may judge between its ends."""
    n = int(histories.git(git, "rev-list", "--count", ends["bad"], "^" + ends["good"]))
    return math.ceil(math.log2(n)) + kind.skipped


FIRST_PARENT = "-first-parent"


def names():
    """Of all cases: the kinds, and those that are bisected by first parents too."""
    return [n for k, kind in histories.KINDS.items() for n in [k] + [k + FIRST_PARENT] * bool(kind.first_parent)]


def check(case, all_ends, git, tool, objects, *options):
    """Bisect the history of @case and compare what comes of it."""
    name = case.removesuffix(FIRST_PARENT)
    by_first, kind, ends = name != case, histories.KINDS[name], all_ends[name]
    want, most = ends["first_parent" if by_first else "culprit"], allowed(kind, git, ends)
    for attempts_left in reversed(range(kind.attempts)):
        b = Bisected([tool, "bisect", "--tree", git, "--good", ends["good"], "--bad", ends["bad"], *kind.options, *options,
                      *(["--first-parent"] if by_first else []), "--object", os.path.join(objects, kind.object + ".bpf.o")])
        # there is no finding where the ends are wrong, as those that are random may be
        assert b.found or (b.status == 3 and "the bad end is" in b.err), b
        print("%s: %s, %s" % (case, b.named() or "none named", b.figures()), flush=True)
        if b.named() or not attempts_left:
            break
    assert b.named() == want and b.status == (3 if want is None else 0), (b, want)
    if kind.good == "base":  # two random ends may look alike, and then no step is taken
        assert 1 <= b.found["steps"] <= most, (b, most)
    assert not ends["suspects"] or b.suspects() == ends["suspects"], (b, ends["suspects"])


def main():
    import built
    source = built.need_source("6.12")
    git = os.path.join(built.CACHE, "tests", "histories-" + os.path.basename(os.path.dirname(source)).split("_")[-1] + ".git")
    os.makedirs(os.path.dirname(git), exist_ok=True)
    ends = histories.make(source, git)
    objects = os.path.join(os.path.dirname(built.TOOL), "tests", "objects", "bisect")
    for name in sys.argv[2:]:
        check(name, ends, git, built.TOOL, objects)


if __name__ == "__main__":
    main()
