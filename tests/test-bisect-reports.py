#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The files and the text of a bisect, by whole runs over a fake tree.

    test-bisect-reports.py BPFJURY FAKE-QEMU OBJECT.bpf.o
"""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile

import fake_tree
import subtests

TOOL, QEMU, OBJECT = (os.path.abspath(a) for a in sys.argv[1:4])
WORK = tempfile.mkdtemp(prefix="bisect-reports-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
os.environ.pop("COLUMNS", None)
ESCAPES = "bpf: \x1b[31mRefuse ::error::x ##[error]y #regzbot invalid: no"


def path(name):
    return os.path.join(WORK, name)


def read(name):
    with open(path(name), encoding="utf-8") as f:
        return f.read()


def write(name, text):
    with open(path(name), "w", encoding="utf-8") as f:
        f.write(text)


def make_tree():
    git = fake_tree.Repository(path("tree"))
    hashes = [git.commit("Begin", "accepted\ninsns 100")]
    hashes.append(git.commit("bpf: Fine", "accepted\ninsns 100\nsalt 1", {"kernel/bpf/a.c": "int a;\n"}))
    hashes.append(git.commit(ESCAPES + "\n\nSigned-off-by: \"S\", Igner <s@example.org>\nSigned-off-by: None <none>",
                             "rejected null-dereference EACCES R1 invalid mem access 'scalar'",
                             {"kernel/bpf/b\u202e.c": "int b;\n"}))
    hashes.append(git.commit("bpf: Go on", None, {"kernel/bpf/c.c": "int c;\n"}))
    return git, hashes


GIT, HASHES = make_tree()


def bisect(*args, good=HASHES[0], status=0):
    p = subprocess.run([TOOL, "bisect", "--tree", GIT.path, "--good", good, "--bad", HASHES[3], "--qemu", QEMU, *args, OBJECT],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", timeout=300, cwd=WORK, check=False)
    assert p.returncode == status, (args, p.returncode, p.stdout, p.stderr)
    return p


def all_of_them():
    write("f.json", "earlier")
    write("m.txt", "earlier")
    p = bisect("-o", path("out"), "--json", path("f.json"), "--report", path("m.txt"))
    assert read("f.json.old") == read("m.txt.old") == "earlier"
    found = json.loads(read("f.json"))
    assert found["schema"] == "bpfjury-bisect/1" and found["found"] == "culprit" and found["status"] == 0, found
    assert found["culprit"]["id"] == HASHES[2] and found["parents"][0]["id"] == HASHES[1], found["culprit"]
    assert found["trail"][0]["id"] == HASHES[0] and found["trail"][1]["id"] == HASHES[3]
    assert found["before"]["result"]["schema"] == "bpfjury/1" and found["changed"][0]["bad"] == "rejected"
    # the command of the next step has none of the three options
    assert "--json" not in found["command"] and "--tree" in found["command"], found["command"]
    assert "booting" not in p.stderr and "complete in" not in p.stderr and "judging the good end" in p.stderr, p.stderr
    for text in (p.stdout, p.stderr, read("f.json"), read("m.txt")):
        assert "\x1b" not in text and "\u202e" not in text and "##[" not in text, text
    assert "the first bad commit: " + HASHES[2][:12] in p.stdout and "how sure" in p.stdout
    assert not [line for line in p.stdout.splitlines() if line.startswith("::")]


def a_mail():
    text = read("m.txt")
    head, rest = text.split("\n\n", 1)
    assert head.startswith("Subject: [REGRESSION] bpf: ") and "\nTo: A U Thor <author@example.org>\n" in head, head
    assert head.split("\n")[0] == f"Subject: [REGRESSION] bpf: minimal is rejected (EACCES, null-dereference) since {HASHES[2][:12]}", head
    assert f"\n    bpfjury bisect --good {HASHES[0]} --bad {HASHES[3]} --tree " in rest and rest.count("--bad") == 1, rest
    assert "judged again: bad 3 of 3 at the culprit, good 3 of 3 at its parent\n" in rest, rest
    assert "s@example.org" in head and "regressions@lists.linux.dev" in head and "<none>" not in head, head
    commands = [line for line in rest.splitlines() if "#regzbot" in line]
    assert commands == ["#regzbot introduced: " + HASHES[2]], commands
    paragraphs = rest.split("\n\n")
    assert commands[0] in paragraphs, "it is no paragraph of its own"
    # git finds no patch in it, and one mail
    info = subprocess.run(["git", "mailinfo", "--scissors", path("msg"), path("patch")], input=text, stdout=subprocess.PIPE, text=True, check=True)
    assert "Subject: bpf: " in info.stdout and os.path.getsize(path("patch")) == 0, info.stdout
    assert "git bisect start" in read("msg") and commands[0] in read("msg"), "the scissors cut"
    split = subprocess.run(["git", "mailsplit", "-o" + WORK, "-b"], input="From x Mon Sep 17 00:00:00 2001\n" + text,
                           stdout=subprocess.PIPE, text=True, check=True)
    assert split.stdout.strip() == "1", split.stdout


def replayed():
    """The mail is a log for git bisect replay."""
    clone = path("clone")
    subprocess.run(["git", "clone", "-q", GIT.path, clone], check=True)
    p = subprocess.run(["git", "-C", clone, "bisect", "replay", path("m.txt")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                       check=False)
    assert HASHES[2] + " is the first bad commit" in p.stdout, p.stdout
    assert "--no-checkout" not in read("m.txt")
    log = read("m.txt").split("The log of the bisect")[1].splitlines()
    write("part.txt", "\n".join(log[:max(i for i, line in enumerate(log) if "git bisect good" in line)]))
    subprocess.run(["git", "-C", clone, "bisect", "replay", path("part.txt")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    head = subprocess.check_output(["git", "-C", clone, "rev-parse", "HEAD"], text=True).strip()
    assert head in HASHES[1:3], "the next commit is not checked out"


def on_standard_output():
    p = bisect("-o", path("out2"), "--json", "-", "-q")
    assert json.loads(p.stdout)["culprit"]["id"] == HASHES[2]
    p = bisect("-o", path("out2"), "--report", "-", "--resume", "-q")
    assert p.stdout.startswith("Subject: [REGRESSION]"), p.stdout


def refused():
    """Nothing is booted for what cannot be written."""
    def wrong(*args, says):
        p = bisect(*args, status=2)
        assert says in p.stderr and "booting" not in p.stderr and "building" not in p.stderr and not p.stdout, p

    wrong("--json", "-", "--report", "-", says="give each a place")
    wrong("--json", path("x"), "--report", path("x"), says="give each a place")
    wrong("--json", WORK, says="Is a directory")
    wrong("--report", path("none/x"), says="No such file")
    wrong("--json", OBJECT, says="--json")
    write("old.json", "earlier")
    wrong("--json", path("old.json"), "--report", WORK, says="Is a directory")
    assert read("old.json.old") == "earlier" and not os.path.exists(path("old.json")), "it passes for a result of this run"


subtests.run([all_of_them, a_mail, replayed, on_standard_output, refused])
