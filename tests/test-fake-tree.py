#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A fake tree is built, booted by the fake QEMU, and gives the verdict that it was made with.

    test-fake-tree.py BPFJURY FAKE-QEMU OBJECT.bpf.o
"""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import fake_tree
import subtests

TOOL, QEMU, OBJECT = (os.path.abspath(a) for a in sys.argv[1:4])
WORK = tempfile.mkdtemp(prefix="fake-tree-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
TREE = os.path.join(WORK, "tree")


def judge(verdict, *args, status, said=None, **env):
    """The result of the object's kernel for a tree with this verdict."""
    fake_tree.make(TREE, verdict)
    out = os.path.join(WORK, "result.json")
    if os.path.exists(out):
        os.unlink(out)
    p = subprocess.run([TOOL, "try", "-k", "tree:" + TREE, "--qemu", QEMU, "--json", out, *args, OBJECT], env={**os.environ, **env},
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    assert p.returncode == status, (verdict, p.returncode, p.stdout)
    assert not said or said in p.stdout, (verdict, p.stdout)
    if not os.path.exists(out):
        return None
    with open(out) as f:
        return json.load(f)["kernels"][0]


def program(kernel):
    return kernel["objects"][0]["programs"][0]


def verdicts():
    k = judge("accepted", status=0)
    p = program(k)
    assert k["outcome"] == "complete" and k["release"] == "6.12.1-fake" and p["verdict"] == "accepted" and p["insns"] == 100, k
    assert k["objects"][0]["whole"]["verdict"] == "accepted", k
    k = judge("# the last line counts\naccepted\nrejected null-dereference EINVAL R1 invalid mem access 'map_value_or_null'", status=1)
    p = program(k)
    assert (p["verdict"], p["reason"], p["errno"]) == ("rejected", "null-dereference", "EINVAL"), p
    assert "R1 invalid mem access" in p["log"] and k["objects"][0]["whole"]["verdict"] == "rejected", k
    p = program(judge("insns 30000\nstates 7\nreturns -3", status=0))
    assert (p["insns"], p["states"], p["run"]["retval"]) == (30000, 7, -3), p
    # of other objects and programs
    p = program(judge("object other* rejected\nprogram nothing rejected\nprogram %s insns 5" % p["name"], status=0))
    assert (p["verdict"], p["insns"]) == ("accepted", 5), p


def splats():
    k = judge("splat WARNING in do_check\nstray BUG: unable to handle kernel paging request in stray", status=3)
    assert [(s["title"], s.get("program")) for s in k["splats"]] == [
        ("BUG: unable to handle kernel paging request in stray", None), ("WARNING in do_check", program(k)["name"])], k["splats"]


def deaths():
    p = program(judge("panic Fatal exception", status=1))
    assert (p["verdict"], p["reason"]) == ("crashed", "kernel-crash"), p
    assert judge("no-boot", status=3, said="No working init found")["outcome"] != "complete"
    assert judge("lost 4", status=3)["outcome"] != "complete"
    assert judge("hang", "--timeout", "2", status=3)["outcome"] == "hung"


def builds():
    judge("build-error no member named x", status=3, said="no member named x")
    began = time.monotonic()
    judge("slow-build 700\nslow 400\nsalt slow", status=0)
    assert time.monotonic() - began > 1.1


def configurations():
    config = os.path.join(WORK, "base.config")
    with open(config, "w") as f:
        f.write("CONFIG_PVH=y\nCONFIG_BPF_SYSCALL=y\nCONFIG_X=y\n")
    for line, status in (("if CONFIG_X rejected", 1), ("if !CONFIG_X rejected", 0), ("if CONFIG_Y rejected", 0)):
        fake_tree.make(TREE, line)
        out = subprocess.run([TOOL, "kernel", "build", TREE, "--config", config, "--name", "configured"], text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert out.returncode == 0, out.stdout
        out = subprocess.run([TOOL, "try", "-q", "-k", "configured", "--qemu", QEMU, OBJECT], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True)
        assert out.returncode == status, (line, out.stdout)


def flaky():
    """In that share of the boots, and the same ones for the same seed."""
    log = os.path.join(WORK, "boots.log")

    def draws():
        if os.path.exists(log):
            os.unlink(log)
        fake_tree.make(TREE, "flaky 50 rejected")
        return [subprocess.run([TOOL, "try", "-q", "-k", "tree:" + TREE, "--qemu", QEMU, OBJECT], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env={**os.environ, "FAKE_QEMU_LOG": log, "FAKE_QEMU_SEED": "3"}).returncode
                for _ in range(12)]

    first = draws()
    assert 2 < sum(first) < 10 and draws() == first, first
    with open(log) as f:
        assert f.read() == "flaky 50 rejected\n" * 12


def repository():
    hashes = []
    for n in range(2):
        git = fake_tree.Repository(os.path.join(WORK, f"git{n}"))
        first = git.commit("bpf: Begin", "accepted")
        git.git("checkout", "-q", "-b", "side")
        git.commit("bpf: Break", "rejected", {"kernel/bpf/x.c": "int x;\n"})
        git.git("checkout", "-q", "master")
        git.commit("docs: Say more", None, {"Documentation/x.rst": "x\n"})
        hashes.append((first, git.merge("side", "Merge side")))
        assert git.git("rev-list", "--count", "HEAD") == "4"
        with open(os.path.join(git.path, "verdict")) as f:
            assert f.read() == "rejected\n"
    assert hashes[0] == hashes[1], hashes


subtests.run([verdicts, splats, deaths, builds, configurations, flaky, repository])
