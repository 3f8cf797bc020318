#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury bisect --objects` and `--kconfig`, on a fake tree (fake_tree.py).

    test-bisect-lines.py BPFJURY FAKE-QEMU OBJECT.bpf.o
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
WORK = tempfile.mkdtemp(prefix="bisect-lines-")
atexit.register(shutil.rmtree, WORK, ignore_errors=True)
os.environ["BPFJURY_CACHE"] = os.path.join(WORK, "cache")
os.chdir(WORK)
FINDING = os.path.join(WORK, "finding.json")


def bisect(*args, status=0, said=(), qemu=QEMU, often=("--repeat", "1", "--confidence", "50")):
    """The finding, or None where there is none, and what was printed."""
    if os.path.exists(FINDING):
        os.unlink(FINDING)
    p = subprocess.run([TOOL, "bisect", *often, "--json", FINDING, "--qemu", qemu, *args], text=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240)
    assert p.returncode == status, (args, p.returncode, p.stdout)
    for words in said:
        assert words in p.stdout, (args, words, p.stdout)
    return p.stdout


def write(name, text):
    with open(name, "w") as f:
        f.write(text)
    return name


def build(name, *contents):
    """A build of the object that differs from others in bytes behind its end."""
    with open(OBJECT, "rb") as f:
        data = f.read()
    with open(name, "wb") as f:
        f.write(data + "".join(contents).encode())
    return name


def objects():
    tree = fake_tree.make("objects-tree", "object *b5* rejected\nobject *b6* rejected\nobject *b7* rejected")
    builds = [build(f"b{i}.bpf.o", str(i)) for i in range(8)]
    out = bisect("--objects", "-k", "tree:" + tree, *builds, said=("b5.bpf.o",))
    assert "the first bad build: b5.bpf.o" in out, out
    assert out.count("\nbpfjury: step ") <= 3, out
    # b3 and b4 are as b2: neighbours are one build
    build("b3.bpf.o", "2")
    build("b4.bpf.o", "2")
    out = bisect("--objects", "-k", "tree:" + tree, *builds, said=("b3.bpf.o is the same as b2.bpf.o: one build", "the first bad build: b5.bpf.o"))
    assert "b4.bpf.o is the same as b2.bpf.o: one build" in out, out


def object_misuse():
    a, b = build("m1.bpf.o", "a"), build("m2.bpf.o", "b")
    os.symlink("m1.bpf.o", "link.bpf.o")
    write("text.o", "no object\n")
    write("empty.o", "")
    for args, said in (((a,), "two builds or more"), ((a, b, a), "m1.bpf.o is given twice"), ((a, b, "link.bpf.o"), "link.bpf.o is given twice"),
                       ((a, "text.o", "empty.o", "none.o"), "text.o: not an ELF object"),
                       ((a, "text.o", "empty.o", "none.o"), "empty.o: an empty file"),
                       ((a, "text.o", "empty.o", "none.o"), "none.o: No such file"), ((a, WORK), "a directory, not an object"),
                       ((a, build("m3.bpf.o", "a")), "the first and the last build, m1.bpf.o and m3.bpf.o, are the same")):
        out = bisect("--objects", "-k", "tree:nothing", *args, status=2, said=(said,))
        assert "booting" not in out, out


def objects_on_a_kernel_that_changes():
    """Its answers are of no other kernel, neither later nor on the way."""
    tree = fake_tree.make("objects-edited", "object *c2* rejected\nobject *c3* rejected")
    builds = [build(f"c{i}.bpf.o", str(i)) for i in range(4)]
    argv = ("--objects", "-k", "tree:" + tree, "-o", "objects-out", *builds)
    bisect(*argv, said=("the first bad build: c2.bpf.o",))
    bisect(*argv, "--resume", said=("the first bad build: c2.bpf.o", "answers were known"))
    fake_tree.answer(tree, "object *c1* rejected\nobject *c2* rejected\nobject *c3* rejected")
    bisect(*argv, "--resume", status=2, said=("answers another question",))
    bisect(*argv, said=("the first bad build: c1.bpf.o",))
    qemu = qemu_that("renews", f"echo object c3.bpf.o rejected > {tree}/verdict")
    bisect(*argv, status=3, said=("its kernel is another one than that of the good end",), qemu=qemu)


BASE = "CONFIG_PVH=y\nCONFIG_BPF_SYSCALL=y\n"


def kconfig():
    """Eight differences, of which one decides."""
    tree = fake_tree.make("kconfig-tree", "if CONFIG_C rejected")
    good = write("good.config", BASE + "# CONFIG_C is not set\nCONFIG_E=y\nCONFIG_Z=3\n")
    bad = write("bad.config", BASE + "".join(f"CONFIG_{c}=y\n" for c in "ABCDFG") + "# CONFIG_E is not set\nCONFIG_Z=4\n")
    out = bisect("--kconfig", good, "--kconfig", bad, "--tree", tree, OBJECT, said=(
        "8 options differ", "the first bad option: CONFIG_C: n -> y", "the bad end without it is good", "the good end with it alone is bad: it suffices"))
    assert out.count("\nbpfjury: step ") == 3, out
    # the other way round: which option makes it load again
    bisect("--kconfig", bad, "--kconfig", good, "--good-is", "rejected", "--tree", tree, OBJECT, said=("the first bad option: CONFIG_C: y -> n",))


def kconfig_together():
    """Two options that refuse only together."""
    tree = fake_tree.make("together-tree", "if CONFIG_B if CONFIG_F rejected")
    good = write("good.config", BASE)
    bad = write("bad.config", BASE + "".join(f"CONFIG_{c}=y\n" for c in "ABCDFG"))
    bisect("--kconfig", good, "--kconfig", bad, "--tree", tree, OBJECT, said=(
        "the first bad option: CONFIG_F: n -> y", "the bad end without it is good", "the good end with it alone is good: it takes others with it"))


def kconfig_drops():
    """What this kernel does not know makes no point of its own, and is said."""
    tree = fake_tree.make("dropping-tree", "if CONFIG_G rejected")
    fake_tree.write(tree, {"options-gone": "CONFIG_A=y\nCONFIG_F=y\n"})
    good, bad = write("good.config", BASE), write("bad.config", BASE + "".join(f"CONFIG_{c}=y\n" for c in "ABFG"))
    bisect("--kconfig", good, "--kconfig", bad, "--tree", tree, OBJECT,
           said=("2 options differ in the files and not in what this kernel's kconfig makes", "CONFIG_A, CONFIG_F", "the first bad option: CONFIG_G"))
    bad = write("bad.config", BASE + "CONFIG_A=y\n")
    out = bisect("--kconfig", good, "--kconfig", bad, "--tree", tree, OBJECT, status=2,
                 said=("good.config and bad.config come out as the same configuration of this kernel", "CONFIG_A"))
    assert "booting" not in out, out


def qemu_that(name, does):
    """A QEMU before whose fourth boot the shell commands @does are run."""
    write(name, f"""#!/bin/sh
case " $* " in *" -kernel "*) echo >> {name}.boots; [ "$(wc -l < {name}.boots)" != 4 ] || {{ {does}; }};; esac
exec {QEMU} "$@"
""")
    os.chmod(name, 0o755)
    return os.path.abspath(name)


def kconfig_of_a_tree_that_changes():
    """Its answers are of no other content of the tree, neither later nor on the way."""
    tree = fake_tree.make("edited-tree", "if CONFIG_C rejected")
    good, bad = write("good.config", BASE), write("bad.config", BASE + "".join(f"CONFIG_{c}=y\n" for c in "ABCD"))
    argv = ("--kconfig", good, "--kconfig", bad, "--tree", tree, "-o", "edited", OBJECT)
    bisect(*argv, said=("the first bad option: CONFIG_C",))
    bisect(*argv, "--resume", said=("the first bad option: CONFIG_C", "answers were known"))
    fake_tree.answer(tree, "if CONFIG_B rejected")
    bisect(*argv, "--resume", status=2, said=("answers another question",))
    bisect(*argv, said=("the first bad option: CONFIG_B",))
    qemu = qemu_that("edits", f"echo if CONFIG_A rejected > {tree}/verdict")
    bisect(*argv, status=3, said=("was changed since the bisect began",), qemu=qemu)


def kconfig_in_use():
    """Two bisects of one place would build each other's configuration."""
    tree = fake_tree.make("shared-tree", "if CONFIG_C rejected")
    good, bad = write("good.config", BASE), write("bad.config", BASE + "CONFIG_C=y\n")
    argv = ("--kconfig", good, "--kconfig", bad, "--tree", tree, OBJECT, "-o")
    again = " ".join([TOOL, "bisect", *argv, "second", "--qemu", QEMU, "> second.out 2>&1"])
    bisect(*argv, "first", qemu=qemu_that("twice", again + "; echo $? >> second.out"), said=("the first bad option: CONFIG_C",))
    with open("second.out") as f:
        out = f.read()
    assert "another bisect of these configurations is under way" in out and out.endswith("\n3\n"), out


def kconfig_misuse():
    tree = fake_tree.make("misuse-tree", "accepted")
    good = write("good.config", BASE)
    for args, said in ((("--kconfig", good, "--kconfig", good, "--tree", tree), "come out as the same configuration"),
                       (("--kconfig", good, "--kconfig", write("no.config", "a\nb\n"), "--tree", tree), "no.config: not a kernel's .config"),
                       (("--kconfig", good, "--kconfig", "none.config", "--tree", tree), "none.config: No such file"),
                       (("--kconfig", good, "--kconfig", write("x.config", BASE + "CONFIG_X=y\n")), "goes with --tree"),
                       (("--kconfig", good, "--kconfig", "x.config", "--tree", "nothing"), "nothing")):
        out = bisect(*args, OBJECT, status=2, said=(said,))
        assert "booting" not in out, out


def misuse():
    """What can be known is refused before anything is built, with the option and what it takes."""
    git = fake_tree.Repository(os.path.join(WORK, "wrong"))
    first = git.commit("a", "accepted")
    git.commit("b", "rejected")
    tree = ("--tree", git.path, "--good", first)
    write("no.config", "a\n")
    for args, said in ((("-k", "debian:6.12"), "--kernel has no effect with --tree"), (("--repeat", "0"), "--repeat 0: must be a number, 1 to 100"),
                       (("-j", "x"), "--jobs x: must be a number"), (("--confidence", "100"), "--confidence 100: must be a number, 1 to 99"),
                       (("--memory", "12X"), "--memory 12X: must be a size"), (("--timeout", "0"), "--timeout 0: must be seconds"),
                       (("-f", "debgu"), "no fragment of that name"), (("-f", "/dev/zero"), "/dev/zero: not a regular file"),
                       (("--cc", "nosuch"), "--cc nosuch: expected gcc"), (("--kconfig", "no.config"), "no.config: not a kernel's .config"),
                       (("--kconfig", "/dev/zero"), "/dev/zero: not a regular file"),
                       (("--kconfig", "a", "--kconfig", "b", "--kconfig", "c"), "--kconfig c: two at most")):
        out = bisect(*tree, *args, OBJECT, status=2, said=(said,), often=())
        assert "booting" not in out and "judging" not in out, out
    for args, said in ((("--good", "v6.1"), "--good has no effect with --releases"), (("-f", "debug"), "--fragment has no effect with --releases without --tree"),
                       (("--path", "kernel"), "--path has no effect with --releases without --tree")):
        bisect("--releases", "debian:5.10..debian:6.12", *args, OBJECT, status=2, said=(said,))
    p = subprocess.run([TOOL, "bisect", "--step", "-k", "debian:6.12", "--tree", git.path, OBJECT], stderr=subprocess.PIPE, text=True, check=False)
    assert p.returncode == 128 and "--tree has no effect with --step -k" in p.stderr, p


subtests.run([misuse, objects, object_misuse, objects_on_a_kernel_that_changes, kconfig, kconfig_together, kconfig_drops, kconfig_of_a_tree_that_changes, kconfig_in_use, kconfig_misuse])
