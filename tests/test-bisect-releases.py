#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""`bpfjury bisect --releases` over a mirror made here, whose kernels the fake QEMU boots; and over
KERNELs in a given order.

    test-bisect-releases.py BPFJURY FAKE-QEMU OBJECT.bpf.o
"""
import importlib.util
import os
import shutil
import subprocess
import sys

import fake_tree
import subtests
from kernel_fixtures import Bench, bzimage, deb, vmlinux, CONFIG

import gzip

TOOL, QEMU, OBJECT = (os.path.abspath(a) for a in sys.argv[1:4])
spec = importlib.util.spec_from_file_location("apt", os.path.join(os.path.dirname(os.path.abspath(__file__)), "test-kernel-apt.py"))
apt = importlib.util.module_from_spec(spec)
spec.loader.exec_module(apt)


def package(n, answer, series="6.8"):
    """Ubuntu's package SERIES.0-N.N, a kernel that answers so."""
    release = f"{series}.0-{n}-generic"
    kernel = vmlinux(f"Linux version {release} (a@b) #1\n\0FAKE-KERNEL \n{answer}\n\0".encode())
    image = {f"./boot/vmlinuz-{release}": bzimage(release, "", gzip.compress(kernel, mtime=0)), f"./boot/config-{release}": CONFIG}
    return (f"linux-image-{release}", f"{series}.0-{n}.{n}", deb(image, ""))


class Releases:
    def __init__(self):
        if not shutil.which("apt-get") or not shutil.which("gpg"):
            subtests.skip("needs apt-get and gpg")
        if os.path.exists("/usr/share/keyrings/ubuntu-archive-keyring.gpg"):
            subtests.skip("this machine has Ubuntu's keyring, which lacks the key made here")
        self.b = Bench(TOOL)
        self.a = apt.Archive(self.b)
        self.log = self.b.path("boots")

    def bisect(self, releases, *more, status=0, said=()):
        """What it prints."""
        if os.path.exists(self.log):
            os.unlink(self.log)
        p = subprocess.run([TOOL, "bisect", "--releases", releases, "--repeat", "1", "--confidence", "50", "--qemu", QEMU, *more, OBJECT], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240,
                           env={**self.b.env, "FAKE_QEMU_LOG": self.log})
        assert p.returncode == status, (releases, p.returncode, p.stdout)
        for words in said:
            assert words in p.stdout, (releases, words, p.stdout)
        return p.stdout


def packages():
    """Each package of a series is a release; those between two releases of the mirror are found."""
    r = Releases()
    r.a.publish("noble", [package(n, "rejected" if n >= 50 else "accepted") for n in (31, 35, 40, 45, 50, 60, 100)])
    r.bisect("ubuntu:6.8", said=("ubuntu:6.8.0-50.50", "ubuntu:6.8.0-45.45"))
    got = r.b.entries()
    assert "ubuntu-6.8.0-60.60-generic-amd64" not in got and len(got) <= 6, got
    # the other way round: which one loads it again
    r.bisect("ubuntu:6.8.0..ubuntu:6.8", said=("ubuntu:6.8.0-50.50",))


def series():
    """From one series to another; what is found says which gap it is."""
    r = Releases()
    r.a.publish("noble", [package(n, "accepted") for n in (10, 20, 30)] +
                [package(n, "rejected" if n >= 6 else "accepted", "6.11") for n in (5, 6, 7)])
    r.bisect("ubuntu:6.8..ubuntu:6.11", said=("ubuntu:6.11.0-6.6",))
    got = r.b.entries()
    assert "ubuntu-6.8.0-30.30-generic-amd64" in got and "ubuntu-6.8.0-20.20-generic-amd64" not in got, "a series means its newest"


def gone():
    """A package that the mirror lists and does not have any more; then no mirror at all."""
    r = Releases()
    r.a.publish("noble", [package(n, "rejected" if n >= 40 else "accepted") for n in (31, 40, 50)])
    os.unlink(os.path.join(r.a.root, "pool", "linux-image-6.8.0-40-generic_6.8.0-40.40_amd64.deb"))
    r.bisect("ubuntu:6.8", status=3, said=("not available", "ubuntu:6.8.0-40.40", "ubuntu:6.8.0-50.50"))
    r.a.mirror.shutdown()
    r.a.mirror.server_close()
    for root, _, names in os.walk(os.path.join(r.b.cache, "apt")):
        for name in names:
            if name == "updated":
                os.unlink(os.path.join(root, name))
    r.bisect("ubuntu:6.8", said=("only the kernels in the store are known", "ubuntu:6.8.0-50.50"))


def stable(patch, answer):
    """A package whose version has the stable release."""
    release = f"6.8.{patch}-generic"
    kernel = vmlinux(f"Linux version {release} (a@b) #1\n\0FAKE-KERNEL \n{answer}\n\0".encode())
    image = {f"./boot/vmlinuz-{release}": bzimage(release, "", gzip.compress(kernel, mtime=0)), f"./boot/config-{release}": CONFIG}
    return (f"linux-image-{release}", f"6.8.{patch}-1", deb(image, ""))


def commits():
    """After the releases the commits between their tags; a known change, and one that is new."""
    r = Releases()
    r.a.publish("noble", [stable(n, "rejected" if n >= 13 else "accepted") for n in (7, 9, 10, 13, 14)])
    for name, message, said in (
            ("known", "bpf: X\n\ncommit 77515ab12e49" + "a" * 28 + " upstream.\n", ("This change is known", "77515ab12e49", "6.12.114")),
            ("new", "bpf: Refuse y", ('", "bpf: Refuse y", NULL, ERRATUM_REFUSES,', '"6.8.13"', "errata-table.h"))):
        git = fake_tree.Repository(r.b.path(name))
        git.commit("Linux 6.8.10", "accepted")
        git.git("tag", "v6.8.10")
        git.commit("bpf: Begin", "accepted", {"kernel/bpf/a.c": "int a;\n"})
        culprit = git.commit(message, "rejected", {"kernel/bpf/b.c": "int b;\n"})
        git.commit("bpf: Go on", None, {"kernel/bpf/c.c": "int c;\n"})
        git.commit("Linux 6.8.13", None)
        git.git("tag", "v6.8.13")
        out = r.bisect("ubuntu:6.8", "--tree", git.path, said=("It came with one of 6.8.11 to 6.8.13", "from v6.8.10 to v6.8.13", *said))
        assert f"commit {culprit}" in out and "ubuntu:6.8.13" in out, out
        assert ("errata-table.h" in out) == (name == "new"), out
    # a tree that has none of the tags
    git = fake_tree.Repository(r.b.path("other"))
    git.commit("Linux", "accepted")
    r.bisect("ubuntu:6.8", "--tree", git.path, status=3, said=("ubuntu:6.8.13", "v6.8.10"))


def misuse():
    r = Releases()
    r.a.publish("noble", [package(n, "accepted") for n in (31, 40)])
    for text, said in (("ubuntu:6.9..ubuntu:6.8", "neither the store nor this machine's mirror has it; there is 6.8"),
                       ("ubuntu:6.8..debian:6.12", "a range is of one distribution"),
                       ("ubuntu:6.8..x", "a range is of one distribution"),
                       ("ubuntu:6..ubuntu:6.8", "is not a KERNEL"),
                       ("ubuntu:6.8.0", "is one kernel"),
                       ("./a,./b", "./b: No such file"),
                       ("ubuntu:6.8,ubuntu:6.8", "is named twice"),
                       ("", "is not a KERNEL")):
        r.bisect(text, status=2, said=(said,))
    r.bisect("ubuntu:6.8", "--tree", r.b.dir, status=2)
    assert not r.b.entries(), "before anything is got"


def listed():
    """Four kernels in a given order: two steps beyond the ends."""
    r = Releases()
    paths = []
    for n, answer in enumerate(("accepted", "accepted", "accepted", "rejected")):
        kernel = vmlinux(f"Linux version 6.{n}.0-x (a@b) #1\n\0FAKE-KERNEL \n{answer}\n\0".encode())
        paths.append(r.b.path(f"image{n}", kernel))
    out = r.bisect(",".join(paths), said=("image3",))
    assert 1 <= out.count("\nbpfjury: step ") <= 2, out
    # their answers are of no other content
    out = r.bisect(",".join(paths), "-o", r.b.path("out-listed"), said=("image3",))
    out = r.bisect(",".join(paths), "-o", r.b.path("out-listed"), "--resume", said=("answers were known", "image3"))
    with open(paths[1], "wb") as f:
        f.write(vmlinux(b"Linux version 6.1.0-x (a@b) #1\n\0FAKE-KERNEL \nrejected\n\0"))
    r.bisect(",".join(paths), "-o", r.b.path("out-listed"), "--resume", status=2, said=("answers another question",))


subtests.run([packages, series, gone, commits, misuse, listed])
