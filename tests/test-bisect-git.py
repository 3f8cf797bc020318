#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Commits are bisected by git itself: histories, repositories, `--step` under `git bisect run`.

    test-bisect-git.py BPFJURY WALK-COMMITS FAKE-QEMU MINIMAL SEVERAL [SUB-TEST]...

MINIMAL and SEVERAL are minimal.bpf.o and bisect/several.bpf.o.
"""
import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import fake_tree
import subtests

TOOL, WALK, QEMU, OBJECT, OTHER = (os.path.abspath(a) for a in sys.argv[1:6])
FAKE = ["--qemu", QEMU, "--accel", "tcg"]
WORK = tempfile.mkdtemp(prefix="bisect-git-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)
for name in [n for n in os.environ if n.startswith("GIT_")]:
    del os.environ[name]
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
os.environ["HOME"] = os.path.join(WORK, "home")
os.makedirs(os.environ["HOME"])


def path(*names):
    return os.path.join(WORK, *names)


def repository(name):
    """A repository without a kernel; commit() makes a file of each subject."""
    git = fake_tree.Repository(path(name))
    return git


def line(name, n):
    """A repository with @n commits in a row: (repository, hashes)."""
    git = repository(name)
    return git, [git.commit(f"c{i}", f"salt {i}") for i in range(1, n + 1)]


def walk(git, good, bad, *words, status=0, env=None):
    """The lines that walk-commits prints, and what it says."""
    p = subprocess.run([WALK, getattr(git, "path", git), good, bad, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                       env={**os.environ, **(env or {})}, check=False, timeout=300)
    assert p.returncode == status, (words, p.returncode, p.stdout, p.stderr)
    return p.stdout.splitlines(), p.stderr


def search(git, good, bad, is_bad, *options, untestable=()):
    """Bisect by hand: the suspects, the steps, and the log of git bisect."""
    told = 0
    with subprocess.Popen([WALK, getattr(git, "path", git), good, bad, *options, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as p:
        def say(word):
            p.stdin.write(word + "\n")
            p.stdin.flush()
            return p.stdout.readline().strip() if word in ("next", "suspects", "why") else None
        while (hash := say("next")) != "none":
            assert hash, p.wait()
            say("skip" if hash in untestable else "bad" if is_bad(hash) else "good")
            told += 1
        found, why = say("suspects"), say("why")
        log, _ = p.communicate("log\n")
    assert p.returncode == 0
    return found.split(), told, why, log


def worktree(git):
    """The directory of our work tree."""
    return walk(git, "HEAD~1", "HEAD", "prepare=" + git.git("rev-parse", "HEAD"))[0][0]


def refused(git, good, bad, *options, says, status=2):
    """One clear line, before anything is judged."""
    out, err = walk(git, good, bad, *options, "next", status=status)
    errors = [e for e in err.splitlines() if says in e]
    assert not out and errors, (says, out, err)
    return err


def every_culprit():
    git, h = line("row", 12)
    for i in (1, 2, 6, 11):
        found, steps, why, _ = search(git, h[0], h[-1], lambda x, i=i: h.index(x) >= i)
        assert found == [h[i]] and steps <= 4 and why == "-", (i, found, steps, why)
    assert walk(git, h[0], "", "next")[0] == [h[5]], "--bad is HEAD"
    assert walk(git, h[0], h[-1], "steps", "next", "good", "steps", "bad=" + h[6], "steps")[0] == ["4", h[5], "3", "0"]


def marks_change():
    git, h = line("marks", 9)
    out, _ = walk(git, h[0], h[8], "next", "bad", "next", "good=" + h[4], "next", "forget", "next", "good=" + h[4], "good=" + h[4], "next")
    assert out == [h[4], h[2], h[6], h[4], h[6]], [h.index(x) for x in out]


def skipped():
    git, h = line("skipped", 8)
    found, _, why, _ = search(git, h[0], h[7], lambda x: h.index(x) >= 5, untestable=h[3:5])
    assert found == h[3:6] and why == "-", ([h.index(x) for x in found], why)
    found, _, _, _ = search(git, h[0], h[7], lambda x: True, untestable=h[1:7])
    assert found == h[1:8]


def merges():
    git = repository("merges")
    base = git.commit("base", "salt 0")
    main = [git.commit("m1", files={"m": "1"})]
    git.git("checkout", "-q", "-b", "side", base)
    side = [git.commit(f"s{i}", files={"s": str(i)}) for i in range(4)]
    git.git("checkout", "-q", "master")
    merge = git.merge("side", "merge side")
    end = git.commit("end", files={"m": "2"})
    # of a branch, of the merge itself, and by first parents
    found, _, _, _ = search(git, base, end, lambda x: x in (side[2], side[3], merge, end))
    assert found == [side[2]], found
    found, _, _, _ = search(git, base, end, lambda x: x in (merge, end))
    assert found == [merge], found
    assert walk(git, base, end, "before=" + merge)[0] == [main[0] + " " + side[3]]
    found, steps, _, _ = search(git, base, end, lambda x: x in (side[2], side[3], merge, end), "--first-parent")
    assert found == [merge] and steps == 2, (found, steps)
    assert walk(git, base, end, "--first-parent", "before=" + merge, "steps")[0] == [main[0], "2"]
    # of its own: what the merge brought is reverted
    made = walk(git, base, end, "without=" + merge)[0][0]
    assert subprocess.check_output(["git", "-C", worktree(git), "ls-tree", "--name-only", made, "s", "m"], text=True) == "m\n"


def siblings():
    git = repository("siblings")
    old = git.commit("old", "salt 0")
    base = git.commit("base", "salt 1")
    git.git("checkout", "-q", "-b", "stable")
    good = git.commit("stable fix", files={"s": "1"})
    git.git("checkout", "-q", "master")
    bad = [git.commit(f"m{i}", files={"m": str(i)}) for i in range(3)]
    # the common ancestor is asked first; good: the search goes on from it
    assert walk(git, good, bad[2], "next")[0] == [base]
    found, _, _, _ = search(git, good, bad[2], lambda x: x in bad[1:])
    assert found == [bad[1]], found
    # bad: it was mended on the other side
    found, _, why, _ = search(git, good, bad[2], lambda x: x != good)
    assert found == [] and base[:12] in why and "mended" in why, (found, why)
    # unknown: what is between them may be in it
    found, _, _, _ = search(git, good, bad[2], lambda x: x in bad[1:], untestable=[base])
    assert found == [bad[1]], found
    refused(git, bad[2], base, says="swapped")
    refused(git, base, base, says="one commit")
    git.git("checkout", "-q", "--orphan", "other")
    other = git.commit("another history", files={"o": "1"})
    refused(git, other, bad[2], says="no common ancestor")
    assert old


def paths():
    git = repository("paths")
    h = [git.commit(f"c{i}", files={("kernel/bpf/" if i % 2 else "fs/") + "a.c": f"int a{i};\n"}) for i in range(8)]
    found, steps, _, log = search(git, h[0], h[7], lambda x: h.index(x) >= 5, "--path", "kernel/bpf", "--path", "net")
    assert found == [h[5]] and steps <= 2 and "kernel/bpf" in log, (found, steps)
    found, _, _, _ = search(git, h[0], h[7], lambda x: h.index(x) >= 5, "--path", ":!fs")
    assert found == [h[5]]
    refused(git, h[0], h[7], "--path", "nowhere", says="nowhere")
    # none of those that touch it is the first bad one: the others follow
    found, steps, why, log = search(git, h[0], h[6], lambda x: h.index(x) >= 4, "--path", "kernel/bpf/a.c")
    assert found == [h[5]] and steps == 2 and "kernel/bpf" in log, (found, steps, log)
    out, _ = walk(git, h[0], h[6], "--path", "kernel/bpf/a.c", "bad=" + h[4], "good=" + h[3], "next", "suspects", "log")
    assert out[:2] == ["none", h[4]] and not [x for x in out if "kernel/bpf" in x], out
    found, _, why, _ = search(git, h[0], h[6], lambda x: h.index(x) >= 6, "--path", "kernel/bpf", "--path", "net")
    assert found == [h[6]] and why == "-", (found, why)
    # what touches it cannot be judged, and may be bad: the range has all that is between
    found, _, why, _ = search(git, h[0], h[7], lambda x: h.index(x) >= 4, "--path", "kernel/bpf", untestable={h[1], h[3], h[5]})
    assert found == [h[3], h[4]] and why == "-", (found, why)
    assert walk(path("paths", "kernel", "bpf"), h[0], h[7], "--path", "kernel/bpf", "next")[0] == [h[3]], "from a directory below"


def revert_and_reapply():
    git, h = line("reapplied", 10)
    bad = {h[2], h[3], h[7], h[8], h[9]}
    found, _, _, _ = search(git, h[0], h[9], lambda x: x in bad)
    assert found in ([h[2]], [h[7]]), found


def revisions():
    git, h = line("named", 3)
    git.git("tag", "-a", "-m", "x", "v6.12", h[0])
    git.git("tag", "v6.13", h[2])
    assert walk(git, "v6.12", "v6.13", "next")[0] == [h[1]]
    assert walk(git, "HEAD~2", "master", "next")[0] == [h[1]]
    assert walk(git, ":/c1", h[2][:9], "next")[0] == [h[1]]
    assert "v6.12" in refused(git, "v6.21", "HEAD", says="did you mean")
    refused(git, "HEAD~2", "--help", says="--help")
    refused(git, "HEAD:verdict", "HEAD", says="no such commit")
    refused(git, "HEAD..HEAD~1", "HEAD", says="no such commit")
    refused(path("nowhere"), "a", "b", says="no such directory")
    refused(path("named", "verdict"), "a", "b", says="no directory")
    os.makedirs(path("plain"))
    refused(path("plain"), "a", "b", says="no git tree")
    os.environ["HOME"], home = WORK, os.environ["HOME"]
    assert walk("~/named", h[0], h[2], "next")[0] == [h[1]]
    os.environ["HOME"] = home


def kinds_of_repositories():
    git, h = line("kinds", 5)
    subprocess.run(["git", "clone", "-q", "--bare", git.path, path("bare.git")], check=True)
    assert walk(path("bare.git"), h[0], h[4], "next")[0] == [h[2]]
    git.git("worktree", "add", "-q", "--detach", path("linked"), h[3])
    assert walk(path("linked"), h[0], "", "next")[0] == [h[2]], "HEAD of the linked work tree"
    a, b = (walk(t, h[0], h[4], "prepare=" + h[4])[0] for t in (git.path, path("linked")))
    assert a == b, "one repository has one work tree"
    os.makedirs(path("a b"))
    odd = path("a b", "li\"nux#ü")
    subprocess.run(["git", "clone", "-q", git.path, odd], check=True)
    made = walk(odd, h[0], h[4], "prepare=" + h[4])[0][0]
    assert made.isascii() and " " not in made and open(os.path.join(made, "verdict")).read() == "salt 5\n", made
    subprocess.run(["git", "init", "-q", "--object-format=sha256", path("long")], check=True)
    long = fake_tree.Repository(path("long"))
    hashes = [long.commit(f"c{i}", f"salt {i}") for i in range(4)]
    assert len(hashes[0]) == 64
    found, _, _, _ = search(long, hashes[0], hashes[3], lambda x: hashes.index(x) >= 2)
    assert found == [hashes[2]]
    # replaced commits are seen as the user sees them
    git.git("replace", "--graft", h[4], h[1])
    assert walk(git, h[0], h[4], "before=" + h[4])[0] == [h[1]]


def moved():
    git, h = line("first place", 4)
    before = walk(git, h[0], h[3], "prepare=" + h[3])[0][0]
    os.rename(git.path, path("second"))
    after = walk(path("second"), h[0], h[3], "prepare=" + h[2])[0][0]
    assert before != after and open(os.path.join(after, "verdict")).read() == "salt 3\n"
    # another one in the old place
    other, k = line("first place", 6)
    assert k[0] == h[0] and walk(other, k[0], k[5], "prepare=" + k[5])[0][0] == before
    assert open(os.path.join(before, "verdict")).read() == "salt 6\n"


def shallow():
    git, h = line("deep", 10)
    subprocess.run(["git", "clone", "-q", "--depth", "4", "file://" + git.path, path("shallow")], check=True)
    refused(path("shallow"), h[0], h[9], says="shallow")
    refused(path("shallow"), "v6.1", h[9], says="shallow")
    assert walk(path("shallow"), h[6], h[9], "next")[0][0] in h[7:9], "what is there can be bisected"
    # a second branch that is cut
    git.git("checkout", "-q", "-b", "side", h[3])
    git.commit("s1", files={"s": "1"})
    git.commit("s2", files={"s": "2"})
    git.git("checkout", "-q", "master")
    end = git.merge("side", "merge")
    subprocess.run(["git", "clone", "-q", "--depth", "2", "file://" + git.path, path("cut")], check=True)
    refused(path("cut"), h[9], end, says="lacks history")


def partial():
    git, h = line("whole", 4)
    git.git("config", "uploadpack.allowFilter", "true")
    subprocess.run(["git", "clone", "-q", "--filter=blob:none", "--no-checkout", "file://" + git.path, path("partial")], check=True)
    packs = lambda: sorted(os.listdir(path("partial", ".git", "objects", "pack")))
    before = packs()
    _, err = walk(path("partial"), h[0], h[3], "next", "prepare=" + h[1], status=3)
    assert "partial clone" in err and packs() == before, err


def hostile():
    """A repository whose configuration and hooks would run programs: none runs."""
    git = repository("hostile")
    mark = path("ran")
    run = f"touch {mark}; cat"
    git.commit("a", "salt 1", {".gitattributes": "* filter=evil diff=evil merge=evil\n*.crlf text eol=crlf\n"})
    git.commit("b", "salt 2", {"kernel/bpf/a.c": "int a;\n"})
    git.commit("c", "salt 3", {"kernel/bpf/a.c": "int b;\n"})
    h = git.git("rev-list", "--reverse", "HEAD").split()
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command", "diff.external",
                "merge.evil.driver", "core.fsmonitor", "core.sshCommand", "core.pager", "pager.show", "pager.log", "gpg.program",
                "core.alternateRefsCommand", "core.editor", "sequence.editor", "alias.checkout", "alias.bisect", "credential.helper"):
        git.git("config", key, run if not key.startswith("alias") else "!" + run)
    for key, value in (("filter.evil.required", "true"), ("log.showSignature", "true"), ("core.worktree", path("elsewhere")),
                       ("submodule.recurse", "true"), ("core.autocrlf", "true"), ("color.ui", "always"), ("core.hooksPath", path("hooks"))):
        git.git("config", key, value)
    os.makedirs(path("elsewhere"))
    for hooks in (path("hooks"), path("hostile", ".git", "hooks")):
        os.makedirs(hooks, exist_ok=True)
        for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"):
            with open(os.path.join(hooks, hook), "w") as f:
                f.write(f"#!/bin/sh\n{run}\n")
            os.chmod(f.name, 0o755)
    os.utime(path("hostile", "verdict"), (1, 1))
    # the same in the user's configuration, which is not that of our repository
    with open(os.path.join(os.environ["HOME"], ".gitconfig"), "w") as f:
        f.write(f"[filter \"evil\"]\n\tsmudge = {run}\n\trequired\n[core]\n\tautocrlf = true\n\thooksPath = {path('hooks')}\n[color]\n\tui = always\n")
    if os.path.exists(mark):
        os.unlink(mark)
    try:
        words = ["next", "good", "suspects", "log", *(w + "=" + h[1] for w in ("before", "harmless", "without", "describe", "facts", "prepare"))]
        out, _ = walk(git, h[0], h[2], *words)
    finally:
        os.unlink(os.path.join(os.environ["HOME"], ".gitconfig"))
    assert out[0] == h[1] and out[1] == h[2] and not os.path.exists(mark), (out, os.path.exists(mark))
    with open(os.path.join(out[-1], "kernel/bpf/a.c"), newline="") as f:
        assert f.read() == "int a;\n"
    assert os.listdir(path("elsewhere")) == []


def names_and_texts():
    git = repository("odd")
    first = git.commit("first", "salt 1")
    name = "kernel/bpf/a\nb\t\x1b[31m\"c\\.c"
    second = git.commit("bpf: \x1b[31mred\x07 ::error::x", "rejected null-dereference", {name: "int a;\n", "x/\u202ey": "1"})
    found = "0" * 40 + " is the first bad commit"
    third = git.commit(found, files={"y": "1"})
    fourth = git.commit("bpf: a\nb", files={"y": "2"})
    end = git.commit("end", files={"y": "3"})
    assert walk(git, first, end, "next", "bad", "next", "good", "next")[0] == [third, second, "none"]
    made = walk(git, first, end, "prepare=" + end)[0][0]
    assert os.path.exists(os.path.join(made, name))
    made = walk(git, first, end, "prepare=" + first)[0][0]
    assert not os.path.exists(os.path.join(made, name)) and not os.path.exists(os.path.join(made, "y"))
    p = subprocess.run([TOOL, "bisect", "--tree", git.path, "--good", first, "--bad", second, *FAKE, OBJECT],
                       capture_output=True, check=False)
    assert p.returncode == 0 and b"\x1b" not in p.stdout + p.stderr and second[:12].encode() in p.stdout + p.stderr, p
    assert fourth


def left_alone():
    """The user's files, refs and bisect are what they were; what is not judged is said."""
    git, h = line("busy", 8)
    git.git("bisect", "start", h[7], h[0])
    git.git("checkout", "-q", h[2])
    with open(path("busy", "verdict"), "w") as f:
        f.write("salt changed\n")
    state = lambda: (git.git("bisect", "log"), git.git("status", "--porcelain"), git.git("for-each-ref"), git.git("rev-parse", "HEAD"),
                     sorted(os.listdir(path("busy", ".git"))), git.git("worktree", "list"))
    before = state()
    out, err = walk(git, h[0], h[7], "next", "good", "next", "prepare=" + h[5], "without=" + h[6])
    assert state() == before and out[:2] == [h[3], h[5]], out
    assert "bisect is under way" in err and "only commits are judged" in err, err
    git.git("checkout", "-q", "-f", h[7])
    git.git("bisect", "reset")
    assert "only commits" not in walk(git, h[0], h[7], "next")[1]


def killed():
    """What a killed run left behind is mended: locks, half a checkout, a bisect, no repository."""
    git, h = line("killed", 6)
    made = walk(git, h[0], h[5], "next", "good", "prepare=" + h[1])[0][1]
    own = os.path.join(made, ".git")

    def works():
        out, _ = walk(git, h[0], h[5], "next", "prepare=" + h[3])
        assert out[0] == h[2] and open(os.path.join(made, "verdict")).read() == "salt 4\n", out

    for name in ("index.lock", "HEAD.lock", "refs/bisect.lock", "config.lock", "packed-refs.lock"):
        fake_tree.write(own, {name: ""})
    fake_tree.write(own, {"BISECT_START": "nonsense\n", "BISECT_LOG": "git bisect good " + h[4] + "\n", "BISECT_TERMS": "new\nold\n",
                          "BISECT_HEAD": h[4] + "\n", "refs/bisect/bad": h[1] + "\n", "refs/bisect/good-" + h[4]: h[4] + "\n"})
    fake_tree.write(made, {"verdict": "half", "untracked/file": "1", "kernel.o": "1"})
    works()
    assert not os.path.exists(os.path.join(made, "untracked")) and not os.path.exists(os.path.join(made, "kernel.o"))
    for damage in ("HEAD", "config", "objects/info/alternates"):
        fake_tree.write(own, {damage: "\0garbage"})
        works()
    fake_tree.write(own, {"index": None})
    old = os.stat(os.path.join(made, "Makefile")).st_mtime_ns
    works()
    assert os.stat(os.path.join(made, "Makefile")).st_mtime_ns == old, "a lost index makes make build all anew"
    shutil.rmtree(own)
    works()
    assert os.stat(os.path.join(made, "Makefile")).st_mtime_ns == old
    fake_tree.write(own, {"index": "garbage"})
    works()
    shutil.rmtree(made)
    works()
    shutil.rmtree(os.environ["BPFJURY_CACHE"])
    works()
    # a repository around the cache is not taken for it
    subprocess.run(["git", "init", "-q", os.environ["BPFJURY_CACHE"]], check=True)
    shutil.rmtree(own)
    works()
    shutil.rmtree(os.path.join(os.environ["BPFJURY_CACHE"], ".git"))


def one_at_a_time():
    git, h = line("locked", 4)
    made = walk(git, h[0], h[3], "prepare=" + h[3])[0][0]
    import fcntl
    with open(made + ".lock") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        err = refused(git, h[0], h[3], says="another bisect", status=3)
    assert f"process {os.getpid()} (" in err, err


def reverts():
    git = repository("reverts")
    first = git.commit("first", "salt 1", {"a": "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "b": "1\n", "d": "1\n"})
    culprit = git.commit("culprit", files={"a": "1\nX\n3\n4\n5\n6\n7\n8\n9\n"})
    clash = git.commit("clash", files={"b": "2\n", "d": "2\n"})
    gone = git.commit("gone", files={"c": "1\n"})
    git.commit("not any more", files={"c": None})
    end = git.commit("end", files={"a": "1\nX\n3\n4\n5\n6\n7\n8\nY\n", "b": "3\n", "d": "3\n"})
    out, _ = walk(git, first, end, "without=" + culprit, "without=" + culprit)
    assert out[0] == out[1], "the same commit each time: its answers are found again"
    made, _ = walk(git, first, end, "prepare=" + out[0])
    assert open(os.path.join(made[0], "a")).read() == "1\n2\n3\n4\n5\n6\n7\n8\nY\n"
    for hash, says in ((clash, "does not revert cleanly: conflicts in b and 1 more"), (gone, "nothing of"), (first, "first commit")):
        out, err = walk(git, first, end, "without=" + hash, "prepare=" + end, "without=" + culprit)
        assert says in out[0] and len(out[2]) == 40 and open(os.path.join(made[0], "b")).read() == "3\n", (hash, out, err)
    assert git.git("status", "--porcelain") == ""


def harmless():
    git = repository("harmless")
    c = "/* a comment */\n#include <x.h>\n#define A(x) \\\n\tx\nint f(void)\n{\n\treturn 1; // one\n}\n"
    first = git.commit("first", "salt 1", {"kernel/bpf/v.c": c, "arch/arm64/net/j.c": c, "arch/um/k.c": c, "tools/bpf/x.c": c, "s.sh": "0",
                                           "include/h.h": "#if 1 /* one */\nchar *s = \"a  /* b */\";\n#endif\n"})
    end = git.commit("second", files={"kernel/bpf/z.c": c})

    def one(files, says, merge=False):
        git.git("checkout", "-q", end)
        made = git.commit("x", files=files)
        out, _ = walk(git, first, end, "harmless=" + made)
        assert (out == ["no"]) == (says is None) and (says is None or says in out[0]), (files, out, says)

    one({"Documentation/bpf/x.rst": "1", "MAINTAINERS": "2", ".mailmap": "3"}, "only documentation")
    one({"tools/testing/selftests/bpf/progs/x.c": "int x;", "samples/bpf/y.c": "1", "tools/perf/Makefile": "1"}, "only tools")
    one({"arch/arm64/net/j.c": "int other;\n", "arch/riscv/Kconfig": "x"}, "only other architectures")
    one({"kernel/bpf/v.c": c.replace("a comment", "another\n * one").replace(" // one", "")}, "only comments or white space")
    one({"kernel/bpf/v.c": c.replace("return 1", "return   1").replace("{\n", "{\n\n\n"), "README": "1"}, "documentation, comments")
    one({}, "no file")
    one({"kernel/bpf/v.c": c.replace("return 1", "return 2")}, None)
    one({"kernel/bpf/v.c": c.replace("#include", "//#include")}, None)
    one({"include/h.h": "#if 1 /* one */\nchar *s = \"a /* b */\";\n#endif\n"}, None)
    one({"include/h.h": "#if 0 /* one */\nchar *s = \"a  /* b */\";\n#endif\n"}, None)
    one({"kernel/bpf/v.c": c + "/* \0 */ int hidden;\n"}, None)
    one({"kernel/bpf/v.c": "\0" + c}, None)
    one({"kernel/bpf/v.c": None}, None)
    one({"kernel/bpf/new.c": "/* nothing */\n"}, None)
    for name in ("arch/x86/net/j.c", "arch/um/n.c", "arch/Kconfig", "kernel/bpf/Makefile", "Documentation/Kconfig", "Makefile", "samples/Kconfig",
                 "tools/bpf/resolve_btfids/main.c", "tools/lib/bpf/btf.c", "tools/objtool/check.c", "tools/Makefile", "samples/livepatch/x.c", "tools/include/linux/x.h", "scripts/x.pl",
                 "kernel/bpf/x.S", "lib/x.txt", "a\"rch/x", "kernel/Documentation", "s.sh"):
        one({name: "1"}, None)
    one({"Documentation/x.rst": "1", "kernel/bpf/v.c": c.replace("1", "3")}, None)
    git.git("checkout", "-q", end)
    git.git("update-index", "--chmod=+x", "kernel/bpf/v.c")
    made = git.tick("commit", "-q", "-m", "mode")
    assert walk(git, first, end, "harmless=" + made, "harmless=" + first)[0] == ["no", "no"]


def facts():
    git = repository("facts")
    first = git.commit("first", "salt 1")
    text = ("bpf: Refuse \x1b[31m\n\nWhy.\n\nFixes: 0123456789ab (\"bpf: x\")\nReported-by: R <r@example.org>\nLink: https://example.org/x\n"
            "Cc: stable@vger.kernel.org\nCc: S <s@example.org>\nSigned-off-by: A U Thor <author@example.org>\nAcked-by: M <m@example.org>\n")
    culprit = git.commit(text, files={f"kernel/bpf/{i}.c": "1\n" for i in range(60)})
    git.git("tag", "v6.12-rc1")
    git.commit("more", files={"x": "1"})
    git.git("tag", "v6.12")
    end = git.commit("end", files={"x": "2"})
    out, _ = walk(git, first, end, "facts=" + culprit[:12])
    assert out[0] == culprit and out[2] == "A U Thor <author@example.org>" and out[3] == "2023-11-14 22:15:20 +0000" and out[5] == "v6.12-rc1", out
    assert out[4] == "C O Mitter <committer@example.org>", out
    assert out[6] == "A U Thor <author@example.org>, R <r@example.org>, S <s@example.org>, M <m@example.org>", out[6]
    assert out[7:9] == ["Fixes: 0123456789ab (\"bpf: x\")", "Link: https://example.org/x"], out[7:10]
    assert len(out) < 60 and "60 files changed" in out[-1], out[-3:]
    assert walk(git, first, end, "facts=" + end)[0][5] == "-"
    out, _ = walk(git, first, end, "describe=" + culprit)
    assert out[0] == "commit " + culprit and any("First in: v6.12-rc1" in x for x in out) and len(out) < 70, out


def replay():
    """The log of a bisect is replayed in a clone: git comes to the same commit there."""
    git = repository("replayed")
    first = git.commit("first", "salt 1")
    h = [git.commit(f"c{i}", files={"kernel/bpf/" + str(i % 3): str(i)}) for i in range(20)]
    for options in ([], ["--path", "kernel/bpf/1"], ["--first-parent"]):
        found, _, _, log = search(git, first, h[-1], lambda x: h.index(x) >= 13, *options, untestable=[h[9]])
        assert found == [h[13]], (options, found)
        clone = path("clone" + str(len(options)) + str(len(log)))
        subprocess.run(["git", "clone", "-q", git.path, clone], check=True)
        with open(path("log"), "w") as f:
            f.write(log)
        p = subprocess.run(["git", "-C", clone, "bisect", "replay", path("log")], capture_output=True, text=True, check=False)
        assert p.returncode == 0, p
        bad = subprocess.check_output(["git", "-C", clone, "rev-parse", "refs/bisect/bad"], text=True).strip()
        assert bad == h[13], (options, bad)


def replaced_owner():
    if os.getuid():
        subtests.skip("only root makes files of another user")
    git, h = line("owned", 3)
    subprocess.run(["chown", "-R", "1234:1234", git.path], check=True)
    refused(git, h[0], h[2], says="safe.directory")
    env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": git.path}
    assert walk(git, h[0], h[2], "next", "prepare=" + h[2], env=env)[0][0] == h[1]


def step(cwd, *words, env=None, **popen):
    """One step in the directory @cwd: its exit status, as git sees it, and what it says."""
    p = subprocess.run([TOOL, "bisect", *words], cwd=cwd, stdin=subprocess.DEVNULL, stdout=popen.pop("stdout", subprocess.PIPE),
                       stderr=subprocess.PIPE, env={**os.environ, **(env or {})}, check=False, timeout=300, **popen)
    return p.returncode if p.returncode >= 0 else 128 - p.returncode, (p.stderr or b"").decode(errors="replace")


def steps():
    """Each way to misuse --step, and each fault of this machine, stops git; none is good or bad."""
    tree = fake_tree.make(path("stepped"), "accepted")
    good = ["--step", *FAKE, OBJECT]
    assert step(tree, *good)[0] == 0, step(tree, *good)
    assert step(tree, "--st", *FAKE, "--", OBJECT)[0] == 0
    assert step(path(), *good, "--tree", "stepped")[0] == 0
    fake_tree.answer(tree, "rejected null-dereference")
    assert step(tree, *good)[0] == 1 and step(tree, *good, "--good-is", "rejected")[0] == 0 and step(tree, *good, "--bad-is", "rejected")[0] == 1
    for answer, status in (("build-error", 125), ("no-boot", 125), ("accepted", 0)):
        fake_tree.answer(tree, answer)
        got, err = step(tree, *good)
        assert got == status, (answer, got, err)
    with open(path("text.bpf.o"), "w") as f:
        f.write("no object")
    shutil.copy(OBJECT, path("cut.bpf.o"))
    os.truncate(path("cut.bpf.o"), 40)
    os.makedirs(path("empty"))
    stops = [["--nope", *good], [*good, "--nope"], [*good, "--step=1"], ["-h", *good], [*good, "--help"], ["--help", "--ste"],
             [*good, "--good", "HEAD"], [*good, "--objects"], [*good, "--releases", "debian:5.10..debian:7.2"], [*good, "--resume"],
             [*good, "--good-is", "acepted"], [*good, "--good-is", ""], [*good, "--bad-is", "("], [*good, "--program", "nowhere"],
             [*good, "--timeout", "soon"], [*good, "-j", "0"], [*good, "--good-is"], ["--step", *FAKE], [*good, path("nowhere.bpf.o")],
             [*good, path("text.bpf.o")], [*good, path("cut.bpf.o")], [*good, "--tree", path("nowhere")], [*good, "-k", "debian"],
             [*good, "-k", "no:such:kernel"], [*good, "-f", "no-such-fragment"], [*good, "--cc", "no-such-compiler"], [*good, "-c", path("nowhere.yaml")],
             ["--step", "--qemu", "/nowhere", OBJECT], ["--step", "--qemu", "/bin/false", "--accel", "tcg", OBJECT], [*good, "--memory", "1"]]
    for words in stops:
        status, err = step(tree, *words)
        assert status >= 128, (words, status, err)
        assert err.strip() or "-h" in words or "--help" in words, words
    # also where the commit would be skipped
    fake_tree.answer(tree, "build-error")
    for words in ([path("text.bpf.o")], [OBJECT, "--good-is", "acepted"], [OBJECT, "--qemu", "/nowhere"]):
        status, err = step(tree, "--step", *(FAKE if "--qemu" not in words else FAKE[2:]), *words)
        assert status == 128 and "building" not in err, (words, status, err)
    for words in (["bisct", "--step"], ["--help", "--step"], ["--version", "--step"], ["help", "--step"], ["try", "--step", OBJECT]):
        status = subprocess.run([TOOL, *words], cwd=tree, capture_output=True, check=False).returncode
        assert status >= 128, (words, status)
    for cwd in ("/", path("empty")):
        assert step(cwd, *good)[0] == 128
    for env in ({"BPFJURY_CACHE": "/proc/cache"}, {"BPFJURY_CACHE": path("text.bpf.o")}, {"TMPDIR": "/nowhere"}, {"PATH": "/nowhere"}):
        fake_tree.answer(tree, "salt " + "".join(env))
        status, err = step(tree, *good, env=env)
        assert status == 128 and err.strip(), (env, status, err)
    with open("/dev/full", "w") as full:
        assert step(tree, "--step", "-h", stdout=full)[0] == 128
    with open("/dev/null") as null:
        assert step(tree, "--nope", "--step", stdout=null)[0] == 128, "standard output cannot be written"


def is_stopped(git, *words, says, env=None):
    """`git bisect run` ends without a culprit at a step that stops."""
    p = subprocess.run(["git", "-C", git.path, "bisect", "run", *words], capture_output=True, text=True, check=False,
                       env={**os.environ, **(env or {})}, timeout=300)
    assert p.returncode and "is the first bad commit" not in p.stdout and says in p.stdout + p.stderr, p
    log = git.git("bisect", "log")
    assert not [x for x in log.splitlines() if x.startswith("git bisect ") and "start" not in x], log


def git_bisect_run():
    git = repository("run")
    h = [git.commit(f"c{i}", text) for i, text in enumerate(
        ["salt 0", "salt 1", "build-error a", "salt 3", "no-boot", "rejected\nsalt 5", "rejected\nsalt 6", "build-error b", "rejected\nsalt 8"])]
    git.git("bisect", "start", h[8], h[0])
    run = [TOOL, "bisect", "--step", *FAKE, OBJECT]
    is_stopped(git, *run, "--nope", says="--nope")
    is_stopped(git, *run, path("nowhere.bpf.o"), says="nowhere")
    is_stopped(git, *run, "--good-is", "acepted", says="did you mean accepted")
    is_stopped(git, *run[:3], "--qemu", "/nowhere", OBJECT, says="/nowhere")
    is_stopped(git, *run, says="/proc/nowhere", env={"BPFJURY_CACHE": "/proc/nowhere"})
    p = subprocess.run(["git", "-C", git.path, "bisect", "run", *run], capture_output=True, text=True, check=False, timeout=300)
    log = git.git("bisect", "log")
    # a repository of something else
    other = repository("no-kernel")
    o = [other.commit(f"c{i}", f"salt {i}", {"Kbuild": None} if not i else None) for i in range(5)]
    other.git("bisect", "start", o[4], o[0])
    is_stopped(other, *run, says="no kernel is bisected there")
    # c4 does not boot: it may be the first bad one, too
    assert p.returncode and "only 'skip'ped commits left" in p.stdout + p.stderr, (p, log)
    assert h[4] in p.stdout and h[5] in p.stdout and h[3] not in log.rsplit("only skipped", 1)[-1], (p, log)
    assert "skip " + h[4] in log and "good " + h[3] in log and "bad " + h[5] in log, log


def a_signal():
    """A step that a signal ends is no answer."""
    git = repository("signal")
    h = [git.commit(f"c{i}", f"slow-build 60000\nsalt {i}") for i in range(3)]
    git.git("bisect", "start", h[2], h[0])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with subprocess.Popen([TOOL, "bisect", "--step", *FAKE, OBJECT], cwd=git.path, stderr=subprocess.PIPE, text=True) as p:
            while "building" not in (said := p.stderr.readline()):
                assert said, p.wait()
            p.send_signal(number)
            p.communicate(timeout=60)
        assert p.returncode == -number, p.returncode
    pid = path("pid")
    with subprocess.Popen(["git", "-C", git.path, "bisect", "run", "sh", "-c", f"echo $$ > {pid}; exec \"$@\"", "sh", TOOL, "bisect", "--step",
                           *FAKE, OBJECT], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
        while "building" not in (said := p.stdout.readline()):
            assert said, p.wait()
        with open(pid) as f:
            os.kill(int(f.read()), signal.SIGTERM)
        out, _ = p.communicate(timeout=60)
    assert p.returncode and "is the first bad commit" not in out, out
    assert "git bisect good" not in git.git("bisect", "log") and "git bisect bad" not in git.git("bisect", "log")


def builds_of_a_user():
    """The repository is that of the object: each commit builds it, and one kernel judges it."""
    kernel = fake_tree.make(path("kernel"), "program jiffies rejected helper-not-allowed EINVAL")
    p = subprocess.run([TOOL, "kernel", "build", "--name", "fake", kernel], capture_output=True, text=True, check=False)
    assert p.returncode == 0, p
    git = repository("user")
    rule = "x.bpf.o: FORCE\n\tcp $$(cat from) $@\nFORCE:\n"
    h = [git.commit(f"c{i}", files={"Makefile": rule, "from": text + "\n", ".gitignore": "x.bpf.o\n", "n": str(i)})
         for i, text in enumerate([OBJECT, OBJECT, OBJECT, "/nowhere", OTHER, OTHER, OTHER, OTHER])]
    run = f"make x.bpf.o || exit 125; exec '{TOOL}' bisect --step -k fake --qemu '{QEMU}' --accel tcg x.bpf.o"
    for bad in (h[7], h[5]):
        git.git("bisect", "start", bad, h[0])
        p = subprocess.run(["git", "-C", git.path, "bisect", "run", "sh", "-c", run], capture_output=True, text=True, check=False, timeout=300)
        log = git.git("bisect", "log")
        assert p.returncode and "bad " + h[4] in log and "good " + h[2] in log and "skip " + h[3] in log, (p, log)
        git.git("bisect", "reset")
    git.git("bisect", "start", h[2], h[0])
    is_stopped(git, "sh", "-c", run.replace("-k fake", "-k faked"), says="faked")


def full_disk():
    if os.geteuid() or not shutil.which("mount"):
        subtests.skip("only root mounts a small tmpfs")
    os.makedirs(path("small"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", path("small")], stderr=subprocess.DEVNULL, check=False).returncode:
        subtests.skip("no tmpfs can be mounted here")
    try:
        git = repository("large")
        h = [git.commit("c0", "salt 0")]
        for i in range(1, 4):
            h.append(git.commit(f"c{i}", f"salt {i}", {"large": "x" * (7 << 20) if i == 2 else "y"}))
        env = {"BPFJURY_CACHE": path("small")}
        status, err = step(git.path, "--step", *FAKE, OBJECT, env=env)
        assert status == 128, (status, err)
        out, err = walk(git, h[0], h[3], "prepare=" + h[1], "prepare=" + h[2], status=3, env=env)
        assert len(out) == 1 and "space" in err, (out, err)
            # what a full disk leaves is mended once there is room
        subprocess.run(["mount", "-o", "remount,size=30m", path("small")], check=True)
        made = walk(git, h[0], h[3], "prepare=" + h[3], env=env)[0][0]
        assert open(os.path.join(made, "large")).read() == "y"
    finally:
        subprocess.run(["umount", "-l", path("small")], check=False)


ALL = [every_culprit, marks_change, skipped, merges, siblings, paths, revert_and_reapply, revisions, kinds_of_repositories, moved, shallow,
       partial, hostile, names_and_texts, left_alone, killed, one_at_a_time, reverts, harmless, facts, replay, replaced_owner,
       steps, git_bisect_run, a_signal, builds_of_a_user, full_disk]
ONLY = sys.argv[6:]
subtests.run([t for t in ALL if not ONLY or t.__name__ in ONLY])
