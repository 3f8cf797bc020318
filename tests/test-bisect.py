#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A whole bisect on a fake tree: its journal, --resume, a kill, a signal, a full disk, what varies.

    test-bisect.py BPFJURY FAKE-QEMU OBJECT.bpf.o
"""
import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import fake_tree
import subtests

TOOL, QEMU, OBJECT = (os.path.abspath(a) for a in sys.argv[1:4])
WORK = tempfile.mkdtemp(prefix="bisect-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
REFUSED = "rejected null-dereference EINVAL R1 invalid mem access"
OUT = os.path.join(WORK, "out")
JOURNAL = os.path.join(OUT, "journal")


class History:
    def __init__(self, name, verdicts):
        self.git = fake_tree.Repository(os.path.join(WORK, name))
        self.hashes = [self.git.commit("bpf: Change %d" % n, v + "\nsalt %d" % n) for n, v in enumerate(verdicts)]

    def argv(self, *args):
        return [TOOL, "bisect", "--tree", self.git.path, "--good", self.hashes[0], "--bad", self.hashes[-1], "--qemu", QEMU,
                "-o", OUT, *args, OBJECT]


def run(argv, status, *said, **more):
    p = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, **more)
    assert p.returncode == status, (argv, p.returncode, p.stdout)
    for text in said:
        assert text in p.stdout, (text, p.stdout)
    return p.stdout


def fresh():
    shutil.rmtree(OUT, ignore_errors=True)


def answers():
    """The journal's lines but the question and the end."""
    with open(JOURNAL) as f:
        return [line for line in map(json.loads, f.read().splitlines()) if "id" in line]


def named(out):
    found = re.search(r"the first bad commit\W+([0-9a-f]{12})", out)
    return found and found[1]


def children():
    """QEMUs and makes of this test that are left."""
    left = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                text = f.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if WORK in text and int(pid) != os.getpid():
            left.append(text)
    return left


def wait_gone():
    deadline = time.monotonic() + 20
    while children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not children(), children()


PLAIN = History("plain", ["accepted"] * 9 + ["build-error x"] + ["accepted"] * 2 + [REFUSED] * 8)
CULPRIT = PLAIN.hashes[12][:12]


WHOLE = OUT + ".whole"  # what whole() left


def judged():
    """PLAIN has been bisected."""
    fresh()
    shutil.copytree(WHOLE, OUT)


def whole():
    fresh()
    out = run(PLAIN.argv(), 0, "judged again: bad 3 of 3 at the culprit, good 3 of 3 at its parent")
    assert named(out) == CULPRIT, out
    kept = answers()
    assert all(os.path.exists(os.path.join(OUT, line["logs"], "result.json")) for line in kept if "logs" in line)
    assert sum(line["again"] for line in kept) == 6, kept
    # once more from the journal: nothing is built, and only a log of what is accepted is had again
    shutil.copytree(OUT, WHOLE)
    log = os.path.join(WORK, "boots.log")
    out = run(PLAIN.argv("--resume"), 0, "going on after %d answers" % len(kept), env={**os.environ, "FAKE_QEMU_LOG": log})
    assert named(out) == CULPRIT and len(answers()) == len(kept) and "building" not in out, out
    if os.path.exists(log):
        with open(log) as f:
            assert f.read().count("\n") == out.count("once more, for the log"), out


def killed():
    """kill -9 after each answer, in the middle of the next trial; what was answered stays."""
    fresh()
    short = History("short", ["accepted"] * 3 + [REFUSED] * 2)
    few = ("--repeat", "2", "--confidence", "80")
    argv, n, boots = short.argv("--resume", *few), 0, os.path.join(WORK, "killed.log")
    env = {**os.environ, "FAKE_QEMU_LOG": boots}
    for _ in range(60):
        p = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        deadline = time.monotonic() + 120
        while p.poll() is None and time.monotonic() < deadline:
            if os.path.exists(JOURNAL):
                with open(JOURNAL) as f:
                    if f.read().count('"id"') > n:
                        break
            time.sleep(0.002)
        p.kill()
        out = p.communicate()[0]
        wait_gone()
        assert p.returncode in (0, -signal.SIGKILL), (p.returncode, out)
        if p.returncode == 0:
            break
        assert len(answers()) > n, out
        n = len(answers())
    assert p.returncode == 0 and named(out) == short.hashes[3][:12] and n >= 8, (n, out)
    kept = answers()
    # as of a bisect that nobody kills
    shutil.move(OUT, OUT + ".killed")
    run(short.argv(*few), 0)
    assert [(a["id"], a["answer"], a["again"]) for a in answers()] == [(a["id"], a["answer"], a["again"]) for a in kept], (answers(), kept)
    with open(boots) as f:  # each kill loses one trial at most
        assert len(f.read().splitlines()) <= 2 * len(kept) + 1


def torn():
    """The last line is not whole, or the first."""
    judged()
    with open(JOURNAL, "rb") as f:
        text = f.read()
    for cut in (1, 20, len(text) - 30):
        with open(JOURNAL, "wb") as f:
            f.write(text[:-cut])
        out = run(PLAIN.argv("--resume"), 0, "its last line is not whole and is dropped")
        assert named(out) == CULPRIT, out
        with open(JOURNAL, "rb") as f:
            assert f.read().count(b"\n") == text.count(b"\n")


def hostile():
    judged()
    with open(JOURNAL) as f:
        lines = f.read().splitlines()
    line = json.loads(lines[1])

    def refuse(said, *more, first=lines[0]):
        with open(JOURNAL, "w") as f:
            f.write("\n".join([first, lines[1], *more, ""]))
        run(PLAIN.argv("--resume"), 2, said)

    refuse(":3: no JSON", "x")
    refuse(":3: no JSON", "{" * 100000)
    # the unit test has more of these
    for key, value in (("id", 1), ("title", "a\x1b[2Jb"), ("answer", "stop"), ("logs", "../.."), ("again", 1 << 40)):
        refuse(":3: wrong or missing: " + key, json.dumps({**line, key: value}))
    refuse(":1: no journal of a bisect", first="{}")
    refuse(":1: no journal of a bisect", first="root:x:0:0")
    run(PLAIN.argv(), 2, ":1: no journal of a bisect")
    # a result that is gone or anyone's: its trial is made again
    with open(JOURNAL, "w") as f:
        f.write("\n".join(lines[:-1]) + "\n")
    with open(os.path.join(OUT, line["logs"], "result.json"), "w") as f:
        f.write("{}")
    assert named(run(PLAIN.argv("--resume"), 0, "is judged again")) == CULPRIT


def linked():
    """A link in DIR is not followed."""
    fresh()
    other = os.path.join(WORK, "other")
    os.makedirs(other)
    os.makedirs(OUT)
    os.symlink(other, os.path.join(OUT, "log-good"))
    run(PLAIN.argv(), 0, "log-good: is a symbolic link")
    assert not os.listdir(other)


def questions():
    """A journal is of one question."""
    judged()
    run(PLAIN.argv("--resume", "--memory", "512M"), 2, "answers another question", "memory 512 MiB")
    run(PLAIN.argv("--resume", "--bad", PLAIN.hashes[15]), 2)  # given twice
    argv = PLAIN.argv("--resume")
    argv[argv.index("--bad") + 1] = PLAIN.hashes[15]
    run(argv, 2, "bad end " + PLAIN.hashes[15])
    run(PLAIN.argv("--resume", "--good-is", "accepted"), 2, "answers another question", '"--good-is accepted" here')
    run(PLAIN.argv("--resume", "--program", "min*"), 2, '"program min*" here')
    run(PLAIN.argv("--memory", "512M"), 0)
    assert os.path.exists(JOURNAL + ".old")
    shutil.rmtree(OUT)
    run(PLAIN.argv("--resume"), 0, "has no answers to this question")
    # without -o the question names the directory
    argv = PLAIN.argv()
    del argv[argv.index("-o"):argv.index("-o") + 2]
    out = run(argv, 0)
    kept = re.search(r"answers and logs are kept in (\S+)", out)[1]
    assert kept.startswith(os.path.join(os.environ["BPFJURY_CACHE"], "bisect") + "/"), kept
    run(argv + ["--resume"], 0, "going on after", kept)


def in_use():
    fresh()
    p = subprocess.Popen(SLOW.argv(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not os.path.exists(JOURNAL) and p.poll() is None:
        time.sleep(0.02)
    run(PLAIN.argv(), 2, "in use by process %d (bpfjury)" % p.pid)
    p.kill()
    p.communicate()
    wait_gone()


SLOW = History("slow", ["accepted\nslow 600\nslow-build 600"] * 4 + [REFUSED + "\nslow 600\nslow-build 600"] * 4)


def interrupted():
    """Ctrl-C while a kernel is built, and while one boots."""
    for number, wanted in ((signal.SIGINT, "building"), (signal.SIGTERM, "booting"), (signal.SIGINT, "step 1")):
        fresh()
        shutil.rmtree(os.environ["BPFJURY_CACHE"], ignore_errors=True)
        log = open(os.path.join(WORK, "interrupted.log"), "w+")
        p = subprocess.Popen(SLOW.argv("-v"), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while wanted not in open(log.name).read() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        p.send_signal(number)
        p.wait(timeout=60)
        wait_gone()
        text = open(log.name).read()
        log.close()
        assert p.returncode == -number, (p.returncode, text)
        if wanted == "step 1":
            assert "6 answers are kept in %s; the same command with --resume goes on" % OUT in text, text
            assert len(answers()) == 6
            # without --resume what there was is put aside
            p = subprocess.Popen(SLOW.argv(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for line in p.stdout:
                if "a bisect with 6 answers was interrupted" in line:
                    break
            p.kill()
            p.communicate()
            wait_gone()
            os.rename(JOURNAL + ".old", JOURNAL)
            assert named(run(SLOW.argv("--resume"), 0, "going on after 6 answers")) == SLOW.hashes[4][:12]


def full_disk():
    """The disk of the journal and the logs fills at step 2; with more room the bisect goes on."""
    unshare = ["unshare", "-rm"] if os.getuid() else ["unshare", "-m"]
    disk = os.path.join(WORK, "disk")
    os.makedirs(disk, exist_ok=True)
    mount = "mount -t tmpfs -o size=24m disk " + disk
    if subprocess.run(unshare + ["sh", "-c", mount], stderr=subprocess.DEVNULL).returncode:
        subtests.skip("no tmpfs can be mounted here")
    argv = PLAIN.argv()
    argv[argv.index("-o") + 1] = disk
    resumed = argv[:2] + ["--resume"] + argv[2:]
    script = """set -u; %s
        export TMPDIR="$1"; shift
        n=0; "$@" > "$TMPDIR/full.1" 2>&1 & pid=$!
        while ! grep -q 'step 1' "$TMPDIR/full.1" && kill -0 $pid 2>/dev/null; do sleep 0.01; done
        dd if=/dev/zero of=%s/fill bs=64k 2>/dev/null
        wait $pid; echo "status $?"
        cp %s/journal "$TMPDIR/full.journal"
        rm %s/fill
        """ % (mount, disk, disk, disk)
    p = subprocess.run(unshare + ["sh", "-c", script + " ".join("'%s'" % a for a in resumed) + '; echo "status $?"', "sh", WORK] + argv,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    with open(os.path.join(WORK, "full.1")) as f:
        first = f.read()
    assert re.findall(r"^status (\d+)$", p.stdout, re.M) == ["3", "0"], (first, p.stdout)
    assert "--resume goes on from there" in first and named(first) is None, first
    with open(os.path.join(WORK, "full.journal")) as f:
        kept = f.read()
    assert kept.endswith("\n") and kept.count('"id"') >= 6, kept
    assert "going on after %d answers" % kept.count('"id"') in p.stdout and named(p.stdout) == CULPRIT, p.stdout


def before_the_first_build():
    """What is the same at every commit is found first, and nothing is built or judged."""
    fresh()
    argv = PLAIN.argv()
    assert "building" not in run(argv[:argv.index("--qemu") + 1] + ["/nowhere/qemu"] + argv[argv.index("--qemu") + 2:], 3, "/nowhere/qemu")
    assert "building" not in run(argv[:-1] + [os.path.join(WORK, "none.bpf.o")], 2, "none.bpf.o")
    with open(os.path.join(WORK, "text.bpf.o"), "w") as f:
        f.write("no object")
    assert "building" not in run(argv[:-1] + [f.name], 2, "text.bpf.o")
    assert "building" not in run(PLAIN.argv("-c", "/nowhere/bpfjury.yaml"), 2, "/nowhere/bpfjury.yaml")
    out = argv.index("-o")
    assert "building" not in run(argv[:out + 1] + [OBJECT] + argv[out + 2:], 2, OBJECT)
    assert not os.path.exists(JOURNAL)


def varies():
    """Bad in some boots only, and good in all before: each commit is judged more often."""
    flaky = History("flaky", ["accepted"] * 6 + ["flaky 60 " + REFUSED] * 6)
    fresh()
    boots = os.path.join(WORK, "flaky.log")
    env = {**os.environ, "FAKE_QEMU_LOG": boots, "FAKE_QEMU_SEED": "5"}
    out = run(flaky.argv("--repeat", "6"), 0, "the bad end varies", env=env)
    assert named(out) == flaky.hashes[6][:12], out
    # both ends vary
    both = History("both", ["flaky 50 " + REFUSED] * 4)
    fresh()
    out = run(both.argv("--repeat", "12"), 3, env=env)
    assert named(out) is None and "neither end is steady" in out, out


def base_is_unknown():
    """What is before all suspects cannot be judged: nothing is proved, be it one or more."""
    for name, verdicts in (("one", [REFUSED] * 3), ("two", ["no-boot", REFUSED, REFUSED])):
        git = fake_tree.Repository(os.path.join(WORK, "base-" + name))
        git.commit("bpf: Base", "no-boot")
        git.git("checkout", "-q", "-b", "other")
        good = git.commit("bpf: Other", "accepted")
        git.git("checkout", "-q", "master")
        bad = [git.commit("bpf: Change %d" % n, v + "\nsalt %d" % n) for n, v in enumerate(verdicts)]
        fresh()
        out = run([TOOL, "bisect", "--tree", git.path, "--good", good, "--bad", bad[-1], "--qemu", QEMU, "-o", OUT, OBJECT], 3,
                  "bpf: Base cannot be judged again", "suspected, and not proved", bad[0][:12])
        assert "is one of these" not in out, out


def known_kernels():
    """Commits that do not change the kernel are not booted on the way."""
    same = fake_tree.Repository(os.path.join(WORK, "same"))
    hashes = [same.commit("bpf: Begin", "accepted")]
    hashes += [same.commit("bpf: Comment %d" % n, None, {"kernel/bpf/x.c": "/* %d */\n" % n}) for n in range(8)]
    hashes.append(same.commit("bpf: Refuse", REFUSED))
    hashes += [same.commit("bpf: Comment %d" % n, None, {"kernel/bpf/x.c": "/* %d */\n" % n}) for n in range(10, 18)]
    fresh()
    boots = os.path.join(WORK, "known.log")
    out = run([TOOL, "bisect", "--tree", same.path, "--good", hashes[0], "--bad", hashes[-1], "--qemu", QEMU, "-o", OUT, OBJECT], 0,
              "it is the same kernel as", env={**os.environ, "FAKE_QEMU_LOG": boots})
    assert named(out) == hashes[9][:12], out
    with open(boots) as f:
        count = len(f.read().splitlines())
    # the ends and the repeats; the culprit reverted, and a log of what is accepted
    assert 12 <= count <= 14, (count, out)
    assert any("same" in line for line in answers())


subtests.run([whole, killed, torn, hostile, linked, questions, in_use, interrupted, full_disk, before_the_first_build, varies, base_is_unknown, known_kernels])
