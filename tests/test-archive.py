#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury pack`: the same bytes in any environment, as the kernel and cpio read them; each invalid
input with its line and status; no partial file.

    test-archive.py BPFJURY
"""
import hashlib
import json
import os
import pty
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import time

import subtests

TOOL = os.path.abspath(sys.argv[1])
DECOMPRESS = {"zstd": ["zstd", "-dqc"], "lz4": ["lz4", "-dqc"], "gzip": ["gzip", "-dc"]}


def bpf_object(fill, size=4000):
    header = struct.pack("<4sBBBB8xHHIQQQIHHHHHH", b"\x7fELF", 2, 1, 1, 0, 1, 247, 1, 0, 0, 0, 0, 64, 0, 0, 64, 0, 0)
    return header + bytes((i * fill) & 0xff for i in range(size - len(header)))


def write(path, content):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(content)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def pack(*args, status=0, said=(), **kw):
    """Run it.  Returns its standard error, which must contain each of @said in a line."""
    kw.setdefault("stdout", subprocess.DEVNULL)
    p = subprocess.run([TOOL, "pack", *args], stderr=subprocess.PIPE, text=True, errors="replace", timeout=60, **kw)
    assert p.returncode == status, (args, p.returncode, p.stderr)
    for what in said:
        assert what in p.stderr, (args, what, p.stderr)
    if status:
        lines = [line for line in p.stderr.splitlines()
                 if not line.startswith("bpfjury: warning: ") and not line.endswith(", and judged once")]
        assert len(lines) == max(1, len(said)), (args, p.stderr)
    return p.stderr


def parse_newc(data):
    """The entries as init/initramfs.c reads them: {name: fields} in order."""
    names = ["ino", "mode", "uid", "gid", "nlink", "mtime", "size", "major", "minor", "rmajor", "rminor", "namesize", "check"]
    at, entries = 0, {}
    while True:
        assert data[at:at + 6] == b"070701" and at % 4 == 0, at
        e = dict(zip(names, (int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13))))
        name = data[at + 110:at + 110 + e["namesize"]]
        assert name.endswith(b"\0") and b"\0" not in name[:-1]
        at = (at + 110 + e["namesize"] + 3) & ~3
        e["content"] = data[at:at + e["size"]]
        at = (at + e["size"] + 3) & ~3
        name = name[:-1].decode()
        if name == "TRAILER!!!":
            assert not data[at:].strip(b"\0") and len(data) % 4 == 0
            return entries
        assert name not in entries
        entries[name] = e


def test_reproducible():
    here = os.getcwd()
    pack("-o", "base", "d", "e/same.bpf.o")
    base = read("base")
    surroundings = {
        "order": dict(args=["e/same.bpf.o", "d/b/x.bpf.o", "./d//b/../b/x.bpf.o", "d"]),
        "dots": dict(args=["./e/./same.bpf.o", ".//d/"]),
        "umask": dict(umask=0o777 if os.getuid() == 0 else 0o077),
        "zone": dict(env={**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}),
        "locale": dict(env={**os.environ, "LC_ALL": "C.UTF-8", "HOSTNAME": "elsewhere", "USER": "x"}),
    }
    for name, s in surroundings.items():
        args = s.pop("args", ["d", "e/same.bpf.o"])
        pack("-o", name, *args, **s)
        assert read(name) == base, name
        os.unlink(name)
    shutil.copytree("d", "later/d", symlinks=True)
    shutil.copytree("e", "later/e")
    for root, _, files in os.walk("later"):
        for f in files:
            if os.path.islink(os.path.join(root, f)):
                continue
            os.utime(os.path.join(root, f), (1e9, 1e9))
            os.chmod(os.path.join(root, f), 0o600)
    pack("-o", "../copy", "d", "e/same.bpf.o", cwd="later")
    assert read("copy") == base, "another directory, other times and modes"
    # absolute ones: from wherever
    pack("-o", here + "/one", here + "/d", here + "/e", cwd="/")
    pack("-o", here + "/two", here + "/later/e/", here + "/later/d", cwd="/usr")
    assert read("one") == read("two") == base
    other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if os.getuid() == 0 and shutil.which("setpriv") and subprocess.run([*other, "test", "-x", TOOL]).returncode == 0:
        nobody = tempfile.mkdtemp()
        try:
            os.chmod(nobody, 0o777)
            os.chmod(here, 0o755)
            subprocess.run([*other, TOOL, "pack", "-q", "-o", nobody + "/a", "d", "e/same.bpf.o"], check=True)
            assert read(nobody + "/a") == base, "another user"
        finally:
            shutil.rmtree(nobody)
    else:
        subtests.lacks("the other user: needs root, setpriv, and a tree that another user may enter")
    for word, command in DECOMPRESS.items():
        pack("-o", "z1", "--compress", word, "d", "e/same.bpf.o")
        pack("-o", "../z2", "--compress=" + word, "e/same.bpf.o", "d", cwd="later", umask=0o022)
        assert read("z1") == read("z2"), word
        if shutil.which(command[0]):
            assert subprocess.run(command, input=read("z1"), stdout=subprocess.PIPE, check=True).stdout == base, word
        else:
            subtests.lacks("unpacking %s: no %s" % (word, command[0]))
    pack("-o", "z", "--compress=gzip", "d")
    assert read("z")[4:8] == b"\0\0\0\0", "gzip's time stamp"
    pack("-o", "z", "--compress=lz4", "d")
    assert read("z")[:4] == b"\x02\x21\x4c\x18", "the LZ4 format that kernels take"
    # one worker or many: a machine with one CPU writes the same zstd
    cpu = min(os.sched_getaffinity(0))
    write("much/m.bpf.o", bpf_object(7, 12 << 20))
    pack("-o", "z1", "--compress=zstd", "much")
    pack("-o", "z2", "--compress=zstd", "much", preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
    assert read("z1") == read("z2")
    shutil.rmtree("much")


def test_content():
    with open("out", "wb") as out:
        pack("-q", "-o", "-", "d", "e/same.bpf.o", stdout=out)
    data = read("out")
    entries = parse_newc(data)
    names = list(entries)
    assert names == sorted(names, key=os.fsencode)
    assert [e["ino"] for e in entries.values()] == list(range(1, len(names) + 1))
    for name, e in entries.items():
        assert e["nlink"] == 1, name
        assert not any(e[k] for k in ("mtime", "uid", "gid", "major", "minor", "check")), name
        parent = os.path.dirname(name)
        assert not parent or names.index(parent) < names.index(name) and stat.S_ISDIR(entries[parent]["mode"])
    assert entries["init"]["mode"] == 0o100755 and entries["init"]["content"][:4] == b"\x7fELF"
    assert entries["dev/console"]["mode"] == 0o020600
    assert (entries["dev/console"]["rmajor"], entries["dev/console"]["rminor"]) == (5, 1)

    text = entries["docket.json"]["content"]
    docket = json.loads(text)
    assert text.decode() == json.dumps(docket, sort_keys=True, separators=(",", ":")) + "\n"
    assert docket["schema"] == "bpfjury-docket/1"
    assert [o["path"] for o in docket["objects"]] == ["d/a.bpf.o", "d/b/same.bpf.o", "d/b/x.bpf.o", "e/same.bpf.o"]
    for i, o in enumerate(docket["objects"]):
        assert sorted(o) == ["bytes", "file", "path", "sha256"]
        assert o["file"] == "/docket/%06d.bpf.o" % i
        e = entries[o["file"][1:]]
        assert e["mode"] == 0o100444
        assert e["content"] == read(o["path"]) and len(e["content"]) == o["bytes"]
        assert hashlib.sha256(e["content"]).hexdigest() == o["sha256"]

    # the docket lists all other entries, so that /init can prove them
    kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "link", stat.S_IFCHR: "char"}
    listed = {f["name"][1:]: f for f in docket["files"]}
    assert sorted(listed) == sorted(n for n in names if n != "docket.json" and n != "docket" and not n.startswith("docket/")), listed
    for name, f in listed.items():
        e = entries[name]
        assert f["type"] == kinds[stat.S_IFMT(e["mode"])], f
        if f["type"] == "file":
            assert f["bytes"] == len(e["content"]) and f["sha256"] == hashlib.sha256(e["content"]).hexdigest(), f
    assert listed["dev/console"]["device"] == [5, 1] and listed["init"]["type"] == "file"

    if not shutil.which("cpio"):
        subtests.lacks("what cpio sees: no cpio")
        return
    listed = subprocess.run(["cpio", "-t", "--quiet"], input=data, stdout=subprocess.PIPE, check=True).stdout
    assert listed.decode().split("\n")[:-1] == names
    os.mkdir("unpacked")
    command = ["cpio", "-i", "--quiet", "--no-preserve-owner"] + ([] if os.getuid() == 0 else ["-f", "dev/*"])
    subprocess.run(command, input=data, cwd="unpacked", check=True)
    for name, e in entries.items():
        if os.getuid() == 0 or not name.startswith("dev/"):
            assert os.lstat("unpacked/" + name).st_mode == e["mode"], name
        if stat.S_ISREG(e["mode"]):
            assert read("unpacked/" + name) == e["content"], name
    shutil.rmtree("unpacked")


def test_own_docket():
    own = os.path.join(os.path.dirname(TOOL), "bpf")
    if not os.path.isdir(own) or not any(f.endswith(".bpf.o") for f in os.listdir(own)):
        subtests.skip("the built-in docket is not built")
    pack("-o", "own")
    paths = [o["path"] for o in json.loads(parse_newc(read("own"))["docket.json"]["content"])["objects"]]
    assert "minimal.bpf.o" in paths, paths


def test_left_out():
    """In a directory a link to a file counts as a file; other links and odd names get a warning."""
    for i in range(5):
        write("l/o/plain%d.o" % i, bpf_object(20 + i))
    write("l/o/machine.o", b"\x7fELF\2\1\1" + bytes(200))
    write("l/o/text.o", b"text")
    write("l/o/a.bpf.o", bpf_object(30))
    write("elsewhere/b.bpf.o", bpf_object(31))
    os.symlink("../../elsewhere/b.bpf.o", "l/o/linked.bpf.o")
    os.symlink("a.bpf.o", "l/o/0.bpf.o")
    os.symlink("../../elsewhere", "l/o/dir")
    os.symlink("nowhere", "l/o/README")
    said = pack("-o", "left", "l")
    assert "packed 2 objects" in said
    assert "l: 1 left out: a link to a directory, which is not followed: l/o/dir\n" in said, said
    assert "l: 5 left out: a BPF object, but others here are named *.bpf.o: l/o/plain" in said and ", ...\n" in said, said
    assert "l/o/0.bpf.o: is the same file as l/o/a.bpf.o, and judged once\n" in said, said
    assert said.count("\n") == 4, said
    docket = json.loads(parse_newc(read("left"))["docket.json"]["content"])
    assert [o["path"] for o in docket["objects"]] == ["l/o/a.bpf.o", "l/o/linked.bpf.o"], docket
    # with -q, too
    assert pack("-q", "-o", "left", "l").count("warning") == 2
    os.symlink("nowhere", "l/o/gone.bpf.o")
    pack("-o", "left2", "l", status=2, said=["l/o/gone.bpf.o: No such file"])
    # where there is no *.bpf.o all are taken
    os.makedirs("m")
    os.symlink("../l/o/plain0.o", "m/x.o")
    assert "packed 1 object" in pack("-o", "left", "m")


def test_bad_input():
    good = read("d/a.bpf.o")
    write("bad/big.o", good[:5] + b"\2" + good[6:18] + b"\0\xf7" + good[20:])
    write("bad/x86.o", good[:18] + b"\x3e\0" + good[20:])
    write("bad/empty.o", b"")
    write("bad/cut.o", good[:40])
    write("bad/text.o", b"int main;")
    os.makedirs("none/below", exist_ok=True)
    write("none/below/readme", b"")
    if not os.path.exists("bad/fifo"):
        os.mkfifo("bad/fifo")
    rows = [
        (["-o", "x", "bad/big.o"], 2, ["bad/big.o: a big-endian BPF object"]),
        (["-o", "x", "bad/x86.o"], 2, ["bad/x86.o: an x86-64 object, not BPF: compile with clang"]),
        (["-o", "x", "bad/empty.o"], 2, ["bad/empty.o: an empty file"]),
        (["-o", "x", "bad/cut.o"], 2, ["bad/cut.o: truncated: 40 bytes"]),
        (["-o", "x", "bad/text.o"], 2, ["bad/text.o: not an ELF object"]),
        (["-o", "x", "bad/fifo"], 2, ["bad/fifo: a FIFO"]),
        (["-o", "x", "/dev/zero"], 2, ["/dev/zero: a device"]),
        (["-o", "x", "none"], 2, ["none: no object in this directory"]),
        (["-o", "x", "missing.o"], 2, ["missing.o: No such file or directory"]),
        (["-o", "x", "d", "bad/cut.o", "e", "missing.o"], 2, ["missing.o: ", "bad/cut.o: "]),
        (["-o", "x", "d\x1b[31m"], 2, ["d\ufffd[31m: No such file"]),
        (["d"], 2, ["say with -o FILE"]),
        (["-o", "", "d"], 2, ["names no file"]),
        (["-o"], 2, ["-o: an argument is missing"]),
        (["-o", "x", "--bogus", "d"], 2, ["--bogus: unknown option"]),
        (["-o", "x", "-Z", "d"], 2, ["-Z: unknown option"]),
        (["-o", "x", "--compress", "xz", "d"], 2, ["--compress xz: must be none, zstd, lz4 or gzip"]),
        (["-o", "/dev/null", "d"], 2, ["-o /dev/null: exists and is not a regular file"]),
        (["-o", "d", "d"], 2, ["-o d: Is a directory"]),
        (["-o", "nowhere/x", "d"], 2, ["-o nowhere/x: No such file or directory"]),
        (["-o", "-", "d"], 3, ["write standard output: No space left on device"]),
    ]
    with open("/dev/full", "wb") as full:
        for args, status, said in rows:
            pack(*args, status=status, said=said, stdout=full)
            assert not os.path.exists("x"), args
    if os.getuid() != 0:
        os.chmod("bad/text.o", 0)
        pack("-o", "x", "bad/text.o", status=2, said=["bad/text.o: Permission denied"])
        os.mkdir("closed", 0o555)
        pack("-o", "closed/x", "d", status=2, said=["-o closed/x: Permission denied"])
    elif shutil.which("setpriv"):
        os.chmod("bad/text.o", 0)
        os.chmod(".", 0o755)
        for args, status, what in ((["-", "bad/text.o"], 2, "bad/text.o"), (["x", "d"], 2, "-o x")):
            p = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", TOOL, "pack", "-o",
                                *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            assert p.returncode == status and p.stderr.endswith("bpfjury: %s: Permission denied\n" % what), p
    else:
        subtests.lacks("what is forbidden: root without setpriv")


def test_terminal():
    master, slave = pty.openpty()
    pack("-o", "-", "d", status=2, said=["the output is a terminal"], stdout=slave)
    os.close(slave)
    os.close(master)


def test_nothing_half_written():
    old = b"what was there before"
    os.makedirs("half", exist_ok=True)
    write("many/m.bpf.o", bpf_object(5, 12 << 20))

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    write("half/x", old)
    pack("-o", "half/x", "many", status=3, said=["write half/x: File too large"], preexec_fn=limit)
    assert os.listdir("half") == ["x"] and read("half/x") == old

    if os.getuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", "half"],
                                           stderr=subprocess.DEVNULL).returncode == 0:
        try:
            write("half/x", old)
            pack("-o", "half/x", "many", status=3, said=["write half/x: No space left on device"])
            assert os.listdir("half") == ["x"] and read("half/x") == old
        finally:
            subprocess.run(["umount", "half"], check=True)
    else:
        subtests.lacks("the full file system: needs root")

    os.unlink("half/x")
    pack("-o", "whole", "--compress=gzip", "many")
    whole, ended = read("whole"), 0
    for sig in (signal.SIGKILL, signal.SIGTERM):
        for i in range(8):
            p = subprocess.Popen([TOOL, "pack", "-q", "-o", "half/x", "--compress=gzip", "many"],
                                 stderr=subprocess.DEVNULL)
            time.sleep(0.01 * i)
            p.send_signal(sig)
            ended += p.wait() != 0
            for name in os.listdir("half"):
                assert name == "x" and read("half/x") == whole, (name, sig, i)
                os.unlink("half/x")
    assert ended, "none was killed in time"


def main():
    top = tempfile.mkdtemp(prefix="test-archive.")
    try:
        os.chdir(top)
        for i, path in enumerate(["d/a.bpf.o", "d/b/same.bpf.o", "d/b/x.bpf.o", "e/same.bpf.o"]):
            write(path, bpf_object(i + 1))
        write("d/b/ignored.o", b"not taken where there is a *.bpf.o")
        os.symlink("..", "d/b/up")
        os.symlink("a.bpf.o", "d/link.bpf.o")
        subtests.run([test for name, test in globals().items() if name.startswith("test_")])
    finally:
        os.chdir("/")
        shutil.rmtree(top)


main()
