#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury kernel build` and `config` up to the start of make: sources, fragments, tools, names,
and the cache.  tests/kernels.py builds real kernels.

    test-kernel-build.py BPFJURY
"""
import fcntl
import hashlib
import json
import lzma
import os
import shutil
import subprocess
import sys
import time

from kernel_fixtures import Bench, deb, kernel_files, main, tar

TOOL = sys.argv[1]
# the files that identify a source tree; it cannot be built
TREE = {"Makefile": b"VERSION = 6\nPATCHLEVEL = 6\nSUBLEVEL = 30\nEXTRAVERSION =\nall:\n\t@echo unbuildable >&2; exit 1\n"
                    b"%:\n\t@echo unbuildable >&2; exit 1\n", "Kbuild": b"", "Kconfig": b"",
        "scripts/kconfig/conf.c": b"", "arch/x86/Kconfig": b""}


def tree_at(path, files=TREE):
    for name, content in files.items():
        os.makedirs(os.path.dirname(os.path.join(path, name)), exist_ok=True)
        with open(os.path.join(path, name), "wb") as f:
            f.write(content)
    return path


def archive(files=TREE, top="linux-6.6.30/"):
    return lzma.compress(tar({top + name: content for name, content in files.items()}), preset=0)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def kept(b, kind):
    path = os.path.join(b.cache, kind)
    return sorted(e for e in os.listdir(path) if not e.startswith(".")) if os.path.isdir(path) else []


def misuse():
    b = Bench(TOOL)
    tree = tree_at(b.path("tree"))
    text = b.path("text.tar.xz", b"hello")
    for args, said in (
            (["build"], "say one source"), (["config"], "say one source"), (["build", tree, tree], "say one source"),
            (["build", tree, "--name", "a/b"], "--name a/b"), (["build", tree, "--name", "debian:6.1"], "--name debian:6.1"),
            (["build", tree, "--name", "debian-6.12.117-1-cloud-amd64"], "do not begin with debian- or ubuntu-"),
            (["build", tree, "--name", ".x"], "--name .x"), (["build", tree, "--name", ""], "--name "),
            (["build", tree, "--cc", "icc"], "--cc icc"), (["build", tree, "-j", "0"], "--jobs 0"), (["build", tree, "-j", "x"], "--jobs x"),
            (["config", tree, "--name", "x"], "--name goes with build"), (["get", tree, "-f", "x"], "--fragment goes with build or config"),
            (["list", "--older-than", "3"], "--older-than goes with remove"), (["build", tree, "--all"], "--all goes with config"),
            (["remove", "--older-than", "x"], "--older-than x"), (["remove", "x", "--keep-last", "1"], "not both"),
            (["build", tree, "--update"], "--update is for debian:SERIES"), (["build", tree, "-f", "nothing"], "no fragment of that name; there are base, bpf, debug"),
            (["build", tree, "-f", "./nothing"], "./nothing"), (["build", tree, "--config", "./nothing"], "./nothing"),
            (["build", tree, "--config", text], "not a kernel's .config"),
            (["build", tree, "--config", b.path("torn", b"CONFIG_A=y\nCONFIG_B=maybe not\n")], "torn:2: "),
            (["build", tree, "--sha256", "0" * 64], "is a directory"), (["build", "debian:6.1", "--sha256", "0" * 64], "apt checks"),
            (["build", tree, "-f", "selftests"], "no tools/testing/selftests/bpf/config"), (["build", "debian:six"], "debian:six")):
        b.run(*args, status=2, said=said, lines=1)
    assert not b.entries() and not kept(b, "objects") and not kept(b, "sources")


def fragments():
    b = Bench(TOOL)
    tree = tree_at(b.path("tree"))
    for text, line in ((b"CONFIG_A=y\nCONFIG_B\n", 2), (b"CONFIG_A=perhaps so\n", 1), (b"A=y\n", 1), (b"CONFIG_A=y # from nine\n", 1),
                       (b"CONFIG_A=\"open\n", 1), (b"\xff\n", 1)):
        path = b.path("my.config", text)
        b.run("config", tree, "-f", path, status=2, said=f"{path}:{line}: ", lines=1)
    # as editors of another system save it
    for text in (b"\xef\xbb\xbfCONFIG_A=y\n", "CONFIG_A=y\n".encode("utf-16"), "\ufeffCONFIG_A=y\n".encode("utf-16-be")):
        b.run("config", tree, "-f", b.path("my.config", text), status=2, said="begins with a byte order mark", lines=1)
    # a name is one line, whatever is in it
    path = b.path("two\nlines\x1b.config", b"CONFIG_B\n")
    b.run("config", tree, "-f", path, status=2, said="expected CONFIG_NAME=value", lines=1)
    # a pipe is read to its end; a pipe without data is an error, not an empty fragment
    read, write = os.pipe()
    os.set_inheritable(read, True)
    p = subprocess.Popen([TOOL, "kernel", "config", tree, "-f", f"/dev/fd/{read}"], env=b.env, pass_fds=[read], text=True,
                         stderr=subprocess.PIPE)
    os.close(read)
    time.sleep(0.3)
    os.write(write, b"CONFIG_A=y\nCONF")
    time.sleep(0.1)
    os.write(write, b"IG_B\n")
    os.close(write)
    _, err = p.communicate(timeout=60)
    assert p.returncode == 2 and f"/dev/fd/{read}:2: expected" in err, (p.returncode, err)
    os.mkfifo(b.path("silent.config"))
    b.run("config", tree, "-f", b.path("silent.config"), status=2, said="No data available", lines=1)
    b.run("config", tree, "-f", b.path("nul.config", b"CONFIG_A=y\0\n"), status=2, said="a NUL byte", lines=1)
    b.run("config", tree, "-f", b.path("big.config", b"#" * (2 << 20)), status=2, said="big.config", lines=1)


def trees():
    b = Bench(TOOL)
    b.run("build", b.path("nothing"), status=2, said="No such file", lines=1)
    os.mkdir(b.path("empty"))
    b.run("build", b.path("empty"), status=2, said="not a kernel source tree: there is no Makefile", lines=1)
    b.run("build", tree_at(b.path("old"), {**TREE, "Makefile": b"all:\n"}), status=2, said="there is no VERSION in its Makefile", lines=1)
    b.run("build", tree_at(b.path("half"), {k: v for k, v in TREE.items() if k != "arch/x86/Kconfig"}), status=2,
          said="there is no arch/x86/Kconfig", lines=1)
    b.run("build", tree_at(b.path("used"), {**TREE, ".config": b""}), status=2, said="mrproper", lines=1)
    b.run("build", tree_at(b.path("a b")), status=2, said="letters, digits", lines=1)
    b.run("build", tree_at(b.path("a;b")), status=2, said="letters, digits", lines=1)
    os.mkfifo(b.path("fifo"))
    b.run("build", b.path("fifo"), status=3, said="directory or special file", lines=1)
    if os.geteuid():
        tree = tree_at(b.path("closed"))
        os.chmod(os.path.join(tree, "Makefile"), 0)
        b.run("build", tree, status=3, said="Permission denied", lines=1)
    # its own build fails: what it says is shown, and where
    tree = tree_at(b.path("tree"))
    b.run("build", tree, status=3, said="unbuildable")
    b.run("get", "tree:" + tree, status=3, said="unbuildable")
    b.run("get", "tree:" + b.path("empty"), status=2, said="not a kernel source tree", lines=1)
    b.run("show", "tree:" + tree, status=3, said="not built yet", lines=1)
    assert not b.entries()


def archives():
    b = Bench(TOOL)
    data = archive()
    path = b.path("linux-6.6.30.tar.xz", data)
    b.run("config", path, status=3, said="its SHA-256 is not known", lines=1)
    b.run("config", path, "--sha256", "0" * 64, status=3, said="wrong file", lines=1)
    b.run("config", path, "--sha256", "abc", status=2, said="64 hexadecimal digits", lines=1)
    b.run("config", path, "--sha256", sha256(data).upper(), status=3, said="unbuildable")
    assert len(kept(b, "sources")) == 1
    for name, text in (("linux-6.6.30.tar.xz.sha256", sha256(data) + "\n"), ("sha256sums.asc", f"{sha256(data)}  linux-6.6.30.tar.xz\n"),
                       ("linux_6.6.30-1.dsc", f"Checksums-Sha1:\n {'0' * 40} 1 linux-6.6.30.tar.xz\nChecksums-Sha256:\n"
                                              f" {sha256(data)} {len(data)} linux-6.6.30.tar.xz\nFiles:\n")):
        vouches = b.path(name, text.encode())
        b.run("config", path, status=3, said="unbuildable")
        b.path(name, text.replace(sha256(data), "1" * 64).encode())
        b.run("config", path, status=3, said="wrong file", lines=1)
        os.unlink(vouches)
    # one that was changed where it is kept is not what the checksum was of
    [entry] = kept(b, "sources")
    with open(os.path.join(b.cache, "sources", entry, "tree", "Kbuild"), "w") as f:
        f.write("changed")
    b.run("config", path, "--sha256", sha256(data), status=3, said="again: the earlier copy is incomplete or was changed")
    assert kept(b, "sources") == [entry] and os.path.getsize(os.path.join(b.cache, "sources", entry, "tree", "Kbuild")) == 0
    b.run("remove", "sources/" + entry)
    assert not kept(b, "sources")
    # as with kernels: removing an entry that does not exist is misuse
    for name in ("sources/" + entry, "objects/nosuch", "nosuch"):
        b.run("remove", name, status=2, said=name, lines=1)


def changed_archive():
    """An archive is replaced or overwritten after it was hashed: what is unpacked has the hash."""
    first, second = archive(), archive() + bytes(512)
    for way in ("renamed", "in place"):
        b = Bench(TOOL)
        path = b.path("linux-6.6.30.tar.xz", first)
        os.makedirs(os.path.join(b.cache, "sources"))
        with open(os.path.join(b.cache, "sources", ".lock"), "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            p = b.start("config", path, "--sha256", sha256(first))
            line = p.stderr.readline()  # it has hashed the file by now
            assert line.startswith("bpfjury: waiting for ") and line.endswith("getting kernel sources\n"), line
            if way == "renamed":
                os.rename(b.path("other", second), path)
            else:
                with open(path, "wb") as f:
                    f.write(second)
        out, err = p.communicate(timeout=60)
        assert p.returncode == 3, (way, p.returncode, err)
        if way == "in place":
            assert "changed since it was checked" in err and not kept(b, "sources"), err
        else:
            assert "unbuildable" in err, err
            [entry] = kept(b, "sources")
            with open(os.path.join(b.cache, "sources", entry, "source.json")) as f:
                assert json.load(f)["sha256"] == sha256(first)


def hostile_archives():
    b = Bench(TOOL)
    victim = b.path("victim", b"untouched")
    top = "linux-6.6.30/"
    for name, files, said in (
            ("up", {top + "../../../victim": b"x"}, "outside of its place"),
            ("absolute", {victim: b"x"}, "outside of its place"),
            ("link", {top + "d": ("link", b.dir)}, "a link that leads out"),
            ("climb", {top + "a/d": ("link", "../../..")}, "a link that leads out"),
            ("hidden", {top + "a/d": ("link", "b/../../../x")}, "a link that leads out"),
            ("through", {top + "d": ("link", "."), top + "e": ("link", "d/d/d/../../../x")}, "a link that leads out"),
            ("hard", {top + "d": ("hard", victim)}, "special file or hard link"),
            ("device", {top + "d": ("device",)}, "special file or hard link"),
            ("empty", {}, "not an archive"), ("flat", {"Makefile": b"x"}, "it holds no kernel source"),
            ("other", {"photos/1.jpg": b"x"}, "not a kernel source tree"),
            ("nested", {"usr/src/linux-source-6.6.tar.xz": lzma.compress(tar({"usr/src/linux-source-6.6.tar.xz": b"x"}))},
             "it holds no kernel source")):
        data = lzma.compress(tar(files), preset=0)
        b.run("config", b.path(name + ".tar.xz", data), "--sha256", sha256(data), status=2 if name == "other" else 3, said=said)
        assert not kept(b, "sources") and open(victim, "rb").read() == b"untouched", name
    cut = archive({**TREE, "noise": os.urandom(300000)})[:-100000]
    for name, data, said in (("text", b"hello", "not an archive"), ("cut", cut, "not a whole archive")):
        b.run("config", b.path(name + ".tar.xz", data), "--sha256", sha256(data), status=3, said=said)
    # a link within, through which nothing is written; what may run still may
    inside = {**{top + n: c for n, c in TREE.items()}, top + "include": ("link", "arch/x86"), top + "z/link": ("link", "../Kbuild")}
    data = lzma.compress(tar(inside), preset=0)
    b.run("config", b.path("inside.tar.xz", data), "--sha256", sha256(data), status=3, said="unbuildable")
    [entry] = kept(b, "sources")
    assert os.readlink(os.path.join(b.cache, "sources", entry, "tree", "include")) == "arch/x86"
    # a source package, as apt would give it
    package = deb({"./usr/src/linux-source-6.6.tar.xz": archive(top="linux-source-6.6/"), "./usr/share/doc/x": b"x"})
    b.run("config", b.path("linux-source.deb", package), "--sha256", sha256(package), status=3, said="unbuildable")
    assert len(kept(b, "sources")) == 2


def tools():
    """All missing tools are named at once, before anything is done."""
    b = Bench(TOOL)
    tree = tree_at(b.path("tree"))
    bare = b.path("bin")
    os.mkdir(bare)
    for program in ("env", "gcc", "as", "ld", "git", "make", "perl"):
        os.symlink(shutil.which(program), os.path.join(bare, program))
    b.run("build", tree, status=3, lines=1, said="missing here: flex bison bc pahole; on Debian: apt-get install flex bison bc pahole",
          PATH=bare)
    b.run("build", tree, "--cc", "clang-99", status=3, said="clang-99 ld.lld-99", lines=1)
    # before a source is fetched, too: neither the mirror nor apt is asked
    asked = b.path("asked")
    for program in ("apt-get", "apt-cache", "apt-config", "dpkg", "gpgv"):
        with open(os.path.join(bare, program), "w") as f:
            f.write("#!/bin/sh\n: >%s\nexit 1\n" % asked)
        os.chmod(os.path.join(bare, program), 0o755)
    b.run("build", "debian:6.12", status=3, lines=1, said="missing here: flex bison bc pahole;", PATH=bare)
    b.run("build", "debian:6.12", "--name", "debian-x", "-f", "debgu", "-f", "./none", "--config", "./none", status=2, lines=4,
          said="did you mean debug?", PATH=bare)
    assert not os.path.exists(asked)
    assert not b.entries() and not kept(b, "objects")


def what_is_kept():
    b = Bench(TOOL)
    old = time.time() - 40 * 86400
    for name in ("one-00000001", "two-00000002", "three-00000003"):
        os.makedirs(os.path.join(b.cache, "objects", name, "build"))
        with open(os.path.join(b.cache, "objects", name, "tree"), "w") as f:
            f.write("/src/" + name)
    b.run("get", b.path("a.deb", deb(kernel_files())))
    listed = b.run("list")
    assert "objects/one-00000001 " in listed and "objects/two-00000002 " in listed, listed
    os.utime(os.path.join(b.cache, "objects", "one-00000001"), (old, old))
    os.utime(os.path.join(b.cache, "objects", "two-00000002"), (old + 60, old + 60))
    assert b.run("remove", "--older-than", "41") == ""
    # --keep-last does not remove kernels that were fetched
    assert b.run("remove", "--keep-last", "2") == "objects/one-00000001\n" and b.entries() == ["a"]
    assert b.run("remove", "--keep-last", "0", "--older-than", "9999").split() == \
        ["objects/three-00000003", "objects/two-00000002"] and b.entries() == ["a"]
    for name in ("two-00000002", "three-00000003"):
        os.makedirs(os.path.join(b.cache, "objects", name))
    # a build is running there
    lock = os.path.join(b.cache, "objects", ".two-00000002.lock")
    with open(lock, "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        os.utime(os.path.join(b.cache, "objects", "two-00000002"), (old + 60, old + 60))
        b.run("remove", "--older-than", "30", status=3, said="another bpfjury is building with it", lines=1)
    os.utime(os.path.join(b.store, "a"), (old, old))
    assert sorted(b.run("remove", "--older-than", "30").split()) == ["a", "objects/two-00000002"]
    assert kept(b, "objects") == ["three-00000003"] and not b.entries()
    # one that is used is not old
    b.run("get", b.path("a.deb"))
    os.utime(os.path.join(b.store, "a"), (old, old))
    b.run("show", "a")
    assert b.run("remove", "--older-than", "30") == ""
    # nor does it go while a trial boots it; another may use it meanwhile
    with open(os.path.join(b.store, ".a.lock"), "w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        b.run("remove", "a", status=3, said="a: another bpfjury is using it", lines=1)
        b.run("show", "a")
    b.run("remove", "a")
    assert not b.entries()
    b.run("remove", "objects/three-00000003")
    assert not kept(b, "objects")


main([misuse, fragments, trees, archives, changed_archive, hostile_archives, tools, what_is_kept])
