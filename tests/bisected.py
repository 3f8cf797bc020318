#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Planted histories (histories.py) are bisected: the culprit is named, and where there is none, none.

    bisected.py BPFJURY KIND...

The source is Debian's linux-source-6.12.  The repository, the work tree and the objects stay in the
cache: the first build takes twelve minutes on two processors, each step a minute.
"""
import math
import os
import re
import subprocess
import sys
import time

import histories


class Bisected:
    """What `bpfjury bisect` printed."""

    def __init__(self, argv):
        began = time.monotonic()
        p = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        self.argv, self.status, self.out, self.err, self.seconds = argv, p.returncode, p.stdout, p.stderr, time.monotonic() - began

    def __repr__(self):
        return f"{' '.join(self.argv)}\n{self.err}\n{self.out}\nstatus {self.status}, {self.seconds:.0f} s"

    def named(self):
        """The short hash of the commit that was named, or None."""
        found = re.search(r"(?<!one of these is )the first bad commit\W+([0-9a-f]{12})", self.out)
        return found and found[1]

    def steps(self):
        """The commits that were judged between the ends."""
        return {m[1] for m in re.finditer(r"step \d+ of [^:]*: ([0-9a-f]{12}) ", self.err)}


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
    b = Bisected([tool, "bisect", "--tree", git, "--good", ends["good"], "--bad", ends["bad"], *kind.options, *options,
                  *(["--first-parent"] if by_first else []), "--object", os.path.join(objects, kind.object + ".bpf.o")])
    want = ends["first_parent" if by_first else "culprit"]
    if want is None:
        assert b.status == 3 and b.named() is None, b
    else:
        assert b.status == 0 and b.named() == want[:12], (b, want)
    assert len(b.steps()) <= allowed(kind, git, ends), (b, allowed(kind, git, ends))
    assert b.steps() or kind.good != "base", b
    print("%s: %s, %d steps of %d, %.0f s" % (case, b.named() or "none named", len(b.steps()), allowed(kind, git, ends), b.seconds))


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
