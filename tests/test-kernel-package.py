#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury kernel` on package files and images, valid and hostile; and on a store that is damaged,
left by a killed process, used by several processes, or full.

    test-kernel-package.py BPFJURY
"""
import fcntl
import gzip
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

import subtests
from kernel_fixtures import (CONFIG, Bench, ar, bzimage, deb, kernel_files, main, rpm, tar, vmlinux,
                             zstd)

TOOL = sys.argv[1]
RELEASE = "6.1.0-9-cloud-amd64"


def kinds():
    b = Bench(TOOL)
    arch = {f"usr/lib/modules/{RELEASE}/vmlinuz": bzimage(),
            f"usr/lib/modules/{RELEASE}/kernel/a.ko.zst": b"m",
            ".PKGINFO": b"pkgname = linux\n"}
    fedora = {f"./lib/modules/{RELEASE}/vmlinuz": bzimage(),
              f"./lib/modules/{RELEASE}/config": CONFIG}
    packages = {"a.deb": deb(kernel_files()), "b.deb": deb(kernel_files(), ".gz"),
                "c.deb": deb(kernel_files(), ".zst"),
                "d.deb": deb(kernel_files(), ""), "e.rpm": rpm(fedora),
                "f.pkg.tar.zst": zstd(tar(arch)),
                "g.deb": deb({f"./usr/lib/modules/{RELEASE}/vmlinuz.unsigned": bzimage()})}
    for name, content in packages.items():
        path = b.path(name, content)
        short = name.split(".")[0]
        assert b.run("get", path).strip() == short
        meta = json.load(open(os.path.join(b.store, short, "meta.json")))
        assert (meta["release"], meta["version"]) == (RELEASE, "6.1.27"), meta
        image = b.run("show", "--path", "image", short).strip()
        assert image == os.path.join(b.store, short, "image") and os.path.exists(image)
        assert open(b.run("show", "--path", "vmlinux", path).strip(), "rb").read(4) == b"\x7fELF"
    assert os.path.isdir(os.path.join(b.run("show", "--path", "modules", "a").strip(), RELEASE,
                                      "kernel"))
    assert not os.path.lexists(os.path.join(b.store, "a", "modules", RELEASE, "build"))
    shown = b.run("show", "a")
    for line in ("BTF           yes", "serial        yes", "compressions  ZSTD"):
        assert line in shown, shown
    assert "config        not known" in b.run("show", "f")
    b.run("show", "--path", "config", "f", status=3, said="f has no config", lines=1)
    assert b.run("list").splitlines()[0].split() == ["NAME", "VERSION", "ARCH", "SIZE", "FROM"]
    assert len(b.run("list").splitlines()) == 8
    # the same package is the same entry; another package of that name is another entry
    assert b.run("get", b.path("a.deb")).strip() == "a"
    other = b.path("a.deb", deb(kernel_files("6.1.0-10-cloud-amd64")))
    name = b.run("get", other).strip()
    assert name.startswith("a-") and len(name) == 10 and len(b.entries()) == 8, name
    b.run("remove", "a", name)
    assert len(b.entries()) == 6 and not b.leftovers()


def refusals():
    b = Bench(TOOL)
    keep = b.run("get", b.path("keep.deb", deb(kernel_files()))).strip()
    whole = deb(kernel_files(), ".gz")
    victim = b.path("victim", b"untouched")
    good = bzimage()
    cut_stream = bytearray(good)
    cut_stream[-60000:-30000] = bytes(30000)
    cases = {
        "up.deb": (deb({"./boot/../../../victim": b"x"}), "outside of its place"),
        "module-up.deb": (deb({f"./lib/modules/1/../../../../../../victim": b"x"}),
                          "outside of its place"),
        "absolute.deb": (deb({victim: b"x"}), "outside of its place"),
        "absolute.rpm": (rpm({victim: b"x"}), "outside of its place"),
        "fifo.deb": (deb({"./boot/vmlinuz-1": ("fifo",)}), "special file"),
        "device.deb": (deb({"./lib/modules/1/x": ("device",)}), "special file"),
        "hard.deb": (deb({"./boot/vmlinuz-1": ("hard", victim)}), "special file or hard link"),
        "link.deb": (deb({"./boot/vmlinuz-1": ("link", victim)}), "no kernel image"),
        "none.deb": (deb({"./usr/share/doc/x": b"x"}), "no kernel image"),
        "empty.deb": (b"", "not a package"),
        "text.rpm": (b"hello, world\n" * 100, "not a package"),
        "ar.deb": (ar([("debian-binary", b"2.0\n")]), "without data.tar"),
        "half.deb": (whole[:len(whole) // 2], "not a whole package"),
        "header.deb": (whole[:60], "not a package"),
        "text.deb": (deb({"./boot/vmlinuz-1": b"no kernel" * 1000}),
                     "neither a bzImage nor an ELF vmlinux"),
        "cut.deb": (deb({"./boot/vmlinuz-1": good[:-1]}), "neither a bzImage nor an ELF vmlinux"),
        "torn.deb": (deb({"./boot/vmlinuz-1": bytes(cut_stream)}),
                     "compressed in its image is damaged"),
        "long.deb": (deb({"./lib/modules/" + "x/" * 2000 + "y": b"x"}), "a name longer"),
    }
    for name, (content, said) in cases.items():
        b.run("get", b.path(name, content), status=3, said=said, lines=1)
        assert b.entries() == [keep] and not b.leftovers(), (name, b.entries(), b.leftovers())
        assert open(victim, "rb").read() == b"untouched"
    # a file must not be written through a symbolic link that came before it
    through = deb({"./lib/modules/1/d": ("link", b.dir), "./lib/modules/1/d/victim": b"x",
                   **kernel_files()})
    b.run("get", b.path("through.deb", through))
    assert open(victim, "rb").read() == b"untouched"
    b.run("get", b.path("missing.deb"), status=2, said="No such file", lines=1)
    os.mkdir(b.path("dir.deb"))
    b.run("get", b.path("dir.deb"), status=3, said="directory", lines=1)
    os.mkfifo(b.path("pipe.deb"))
    b.run("get", b.path("pipe.deb"), status=3, said="not a package", lines=1)


def processor_seconds():
    """What the commands took until now, whatever else this machine does."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bombs():
    b = Bench(TOOL)
    block = gzip.compress(bytes(64 << 20), 1, mtime=0)
    # a tar whose one entry claims 6 GB, compressed as many gzip members
    header = bytearray(tar({"./boot/vmlinuz-1": b""})[:512])
    header[124:136] = b"%011o\0" % (6 << 30)
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    huge = ar([("debian-binary", b"2.0\n"),
               ("data.tar.gz", gzip.compress(bytes(header), mtime=0) + block * 96)])
    before = processor_seconds()
    b.run("get", b.path("huge.deb", huge), status=3, said="more bytes than any kernel", lines=1)
    # many small files
    entry = tar({"./x/y": b""})[:512]
    many = ar([("debian-binary", b"2.0\n"),
               ("data.tar.gz", gzip.compress(entry * 210000, 1, mtime=0))])
    b.run("get", b.path("many.deb", many), status=3, said="more entries than any kernel", lines=1)
    # an image that decompresses to more than it claims
    payload = gzip.compress(bytes(8 << 20), mtime=0)[:-4] + (1 << 20).to_bytes(4, "little")
    b.run("get", b.path("more.deb", deb({"./boot/vmlinuz-1": bzimage(payload=payload)})), status=3,
          said="compressed in its image is damaged", lines=1)
    assert processor_seconds() - before < 120 and not b.entries() and not b.leftovers()


def images():
    b = Bench(TOOL)
    assert b.run("get", b.path("bzImage", bzimage())).strip() == b.path("bzImage")
    assert "6.1.27" in b.run("show", b.path("bzImage"))
    assert b.run("show", "--path", "vmlinux",
                 b.path("vmlinux", vmlinux())).strip() == b.path("vmlinux")
    b.run("get", b.path("plain", vmlinux(pvh=False)), status=3, said="without the PVH note",
          lines=1)
    b.run("get", b.path("short", bzimage()[:-10]), status=3, said="truncated", lines=1)
    b.run("get", b.path("nothing"), status=2, said="No such file", lines=1)
    b.run("get", b.dir + "/", status=3, said="directory", lines=1)
    assert not b.entries()


def misuse():
    b = Bench(TOOL)
    for args in (["get"], ["get", "tree:"], ["get", "host"], ["get", "debian:six"], ["get", ""],
                 ["build"], ["config"],
                 ["frobnicate"], [], ["list", "x"], ["show"], ["show", "a", "b"], ["remove"],
                 ["--foo"], ["show", "--path"],
                 ["list", "--path", "image"], ["remove", "../x"]):
        b.run(*args, status=2, said="bpfjury: ", lines=1)
    path = b.path("a.deb", deb(kernel_files()))
    b.run("get", path, "debian:six", status=2, said="debian:six", lines=1)
    assert not b.entries(), "misuse is found before anything is got"
    b.run("show", "nothing", status=2, said="no such kernel in the store", lines=1)
    b.run("show", path, status=3, said="not in the store", lines=1)
    b.run("show", "debian:6.1", status=3, said="not in the store", lines=1)
    b.run("remove", "nothing", status=2, said="no such kernel in the store", lines=1)
    b.run("list", said="no kernel in the store", lines=1)
    b.run("get", path)
    b.run("show", "--path", "initrd", "a", status=2, said="none of image", lines=1)


def damage():
    b = Bench(TOOL)
    path = b.path("a.deb", deb(kernel_files()))
    for file in ("image", "vmlinux", "config"):
        b.run("get", path)
        with open(os.path.join(b.store, "a", file), "r+b") as f:
            f.seek(100)
            byte = f.read(1)
            f.seek(100)
            f.write(bytes([byte[0] ^ 1]))
        b.run("show", "a", status=3,
              said=f"damaged, and not used: {file} is not what was put there", lines=2)
        assert b.run("get", path).strip() == "a"
        b.run("show", "a", lines=0)
    os.unlink(os.path.join(b.store, "a", "image"))
    b.run("show", "a", status=3, said="damaged", lines=2)
    b.run("get", path)
    module = os.path.join(b.store, "a", "modules", RELEASE, "kernel", "x.ko")
    open(module, "ab").write(b"x")
    b.run("show", "a")
    b.run("show", "--path", "modules", "a", status=3, said="damaged, and not used: modules",
          lines=1)
    open(os.path.join(b.store, "a", "meta.json"), "w").write("{}")
    b.run("show", "a", status=3, said="meta.json")
    b.run("list", said="meta.json", lines=2)
    b.run("remove", "a")
    assert not b.entries()


def deaths():
    b = Bench(TOOL)
    files = kernel_files()
    files.update({f"./lib/modules/{RELEASE}/kernel/{i}.ko": os.urandom(4000) for i in range(3000)})
    path = b.path("big.deb", deb(files, ""))
    began = time.monotonic()
    b.run("get", path)
    whole = time.monotonic() - began
    b.run("remove", "big")
    seen = 0
    for i in range(12):
        p = b.start("get", path)
        time.sleep(whole * (i + 0.5) / 12)
        p.send_signal(signal.SIGKILL if i % 3 else signal.SIGINT)
        p.communicate(timeout=60)
        time.sleep(0.05)
        seen += bool(b.leftovers())
        if b.entries():
            assert b.run("show", "--path", "modules", "big")
            b.run("remove", "big")
    assert seen, "no run was killed in the middle: the test proves nothing"
    b.run("get", path)
    b.run("show", "--path", "modules", "big")
    assert not b.leftovers()


def company():
    b = Bench(TOOL)
    path = b.path("a.deb", deb(kernel_files()))
    runs = [b.start("get", path) for _ in range(6)]
    for p in runs:
        out, err = p.communicate(timeout=120)
        assert p.returncode == 0 and out.strip() == "a", (out, err)
    assert b.entries() == ["a"] and not b.leftovers()


def waits(p, what):
    """Read its standard error until it waits for a process that is @what."""
    said = ""
    while not re.search(rf"waiting for process {os.getpid()} \([^)]*\), which is {what}\n", said):
        line = p.stderr.readline()
        assert line, ("it did not wait", said, p.wait())
        said += line


def in_use():
    """An entry is not replaced or removed while another process uses it, and always exists."""
    b = Bench(TOOL)
    path = b.path("a.deb", deb(kernel_files()))
    b.run("get", path)
    with open(os.path.join(b.store, "a", "image"), "ab") as f:
        f.write(b"damage")
    was = os.stat(os.path.join(b.store, "a")).st_ino
    with open(os.path.join(b.store, ".a.lock"), "w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        p = b.start("get", path)
        waits(p, "using a")
        assert os.stat(os.path.join(b.store, "a")).st_ino == was and p.poll() is None
    out, err = p.communicate(timeout=60)
    assert p.returncode == 0 and out == "a\n", (out, err)
    assert os.stat(os.path.join(b.store, "a")).st_ino != was and not b.leftovers()
    b.run("show", "a", lines=0)


def replaced():
    """While two runs wait for the lock of an entry, another kernel gets its name.  The run that
    asked for the name uses that; the one that asked for a package must not."""
    b, c = Bench(TOOL), Bench(TOOL)
    first = b.path("a.deb", deb(kernel_files()))
    b.run("get", first)
    c.run("get", c.path("a.deb", deb(kernel_files("6.1.0-99-cloud-amd64", "6.1.99-1"))))
    entry = os.path.join(b.store, "a")
    with open(os.path.join(b.store, ".a.lock"), "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        runs = [b.start("show", spec) for spec in (first, "a")]
        for p in runs:
            waits(p, "replacing it")
        os.rename(entry, b.path("was"))
        os.rename(os.path.join(c.store, "a"), entry)
    out, err = runs[0].communicate(timeout=60)
    assert runs[0].returncode == 3 and "not in the store" in err, (runs[0].returncode, out, err)
    out, err = runs[1].communicate(timeout=60)
    assert runs[1].returncode == 0 and "6.1.0-99-cloud-amd64" in out, (runs[1].returncode, out, err)


def changed_package():
    """A package is replaced or overwritten after it was hashed, before it is unpacked.  The entry
    is made of the bytes that were hashed, or there is none."""
    first, second = deb(kernel_files()), deb(kernel_files("6.1.0-99-cloud-amd64", "6.1.99-1"))
    for way in ("renamed", "in place"):
        b = Bench(TOOL)
        path = b.path("a.deb", first)
        os.makedirs(b.store)
        with open(os.path.join(b.store, ".lock"), "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            p = b.start("get", path)
            waits(p, "getting a kernel")  # it has hashed the file by now
            if way == "renamed":
                os.rename(b.path("b.deb", second), path)
            else:
                with open(path, "r+b") as f:
                    f.write(second)
                    f.truncate()
        out, err = p.communicate(timeout=60)
        if way == "in place":
            assert p.returncode == 3 and "changed since it was checked" in err, (out, err)
            assert not b.entries()
            continue
        assert p.returncode == 0 and out == "a\n", (out, err)
        meta = json.load(open(os.path.join(b.store, "a", "meta.json")))
        assert meta["package_sha256"] == hashlib.sha256(first).hexdigest(), meta
        assert meta["release"] == RELEASE, meta


def full_disk():
    b = Bench(TOOL)
    if os.geteuid() or subprocess.run(["unshare", "-m", "true"],
                                      stderr=subprocess.DEVNULL).returncode:
        subtests.skip("needs root and a mount namespace for a small tmpfs")
    files = kernel_files()
    files[f"./lib/modules/{RELEASE}/kernel/big.ko"] = os.urandom(16 << 20)
    small, big = b.path("small.deb", deb(kernel_files())), b.path("big.deb", deb(files, ""))
    script = f"""mkdir -p {b.cache} && mount -t tmpfs -o size=8m tmpfs {b.cache} || exit 77
{b.tool} kernel get {small} || exit 1
{b.tool} kernel get {big} && exit 2
{b.tool} kernel show --path modules small || exit 3
test -z "$(ls -A {b.store} | grep -v -e '^small$' -e '[.]lock$')" || exit 4"""
    p = subprocess.run(["unshare", "-m", "sh", "-c", script], env=b.env, capture_output=True,
                       text=True)
    if p.returncode == 77:
        subtests.skip("no tmpfs can be mounted")
    assert p.returncode == 0, (p.returncode, p.stdout, p.stderr)
    assert "No space left" in p.stderr, p.stderr
    assert p.stderr.count("\n") == 1, p.stderr


def strings_of_a_package_are_escaped():
    b = Bench(TOOL)
    b.run("get",
          b.path("a.deb", deb({"./boot/vmlinuz-1": bzimage(release="6.1.0\x1b[31m::set-output")})))
    assert "\x1b" not in b.run("list")
    out = b.run("show", "a")
    assert "\x1b" not in out and "6.1.0" in out, out


def no_cache():
    b = Bench(TOOL)
    open(b.path("file"), "w").close()
    b.run("list", status=3, said="Not a directory", lines=1, BPFJURY_CACHE=b.path("file") + "/x")


if __name__ == "__main__":
    main([kinds, refusals, bombs, images, misuse, damage, deaths, company, in_use, replaced,
          changed_package, full_disk, strings_of_a_package_are_escaped, no_cache])
